import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { queries } from '../queries.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { FileDrop } from '../ui/FileDrop.tsx'
import { dayText, moneyText } from '../ui/figures.ts'
import { TextLine } from '../ui/FormDialog.tsx'
import { Problems } from '../ui/problems.tsx'

type Given = { paid_on: string; currency: string; amount_minor: string; state: string }

type AdviceFormProps = {
  token: string
  currencies: readonly string[]
  /** What is proposed to have been paid, in minor units of the first currency. */
  amount_minor?: string
  /** What was announced on this page before. */
  given?: readonly Given[]
}

/** The customer says what was paid, with the voucher. It is no money for us before it is received. */
export function AdviceForm({ token, currencies, amount_minor = '', given = [] }: AdviceFormProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [paid_on, setDay] = useState<string | null>(new Date().toLocaleDateString('en-CA'))
  const [currency, setCurrency] = useState(currencies[0] ?? 'CNY')
  const [amount, setAmount] = useState(amount_minor)
  const [payer, setPayer] = useState('')
  const [reference, setReference] = useState('')
  const [documents, setDocuments] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const ready = name.trim() !== '' && paid_on !== null && amount !== '' && !amount.startsWith('-') && amount !== '0'
  const send = async () => {
    setBusy(true)
    setError(null)
    const some = (key: string, value: string) => (value.trim() ? { [key]: value.trim() } : {})
    try {
      await ask('advisePayment', {
        token,
        name: name.trim(),
        paid_on: paid_on ?? '',
        currency,
        amount_minor: amount,
        ...some('payer_name', payer),
        ...some('reference', reference),
        ...some('documents', documents),
        ...(file ? { file } : {}),
      })
      setSaid(true)
      setOpen(false)
      await queries.invalidateQueries({ queryKey: ['lookAtPage', token] })
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <section>
      <h2>{t('portal.paid')}</h2>
      {given.length > 0 && (
        <ul className="plain-list">
          {given.map((one, at) => (
            <li key={`${one.paid_on} ${at}`}>
              {dayText(one.paid_on, language)} ·{' '}
              <span className="num">
                {one.currency} {moneyText(one.amount_minor, one.currency, language)}
              </span>{' '}
              · {t(`portal.told_states.${one.state}`)}
            </li>
          ))}
        </ul>
      )}
      {said && (
        <p className="note" role="status">
          {t('portal.thank_you')}
        </p>
      )}
      {!open && <Button onClick={() => setOpen(true)}>{t('portal.say_paid')}</Button>}
      {open && (
        <div className="customers-page-reply">
          <p className="soft">{t('portal.paid_hint')}</p>
          <TextLine label={t('page.your_name')} value={name} onChange={setName} max={100} focus />
          <div className="fields-beside">
            <DayField label={t('portal.paid_on')} value={paid_on} onChange={setDay} />
            {currencies.length > 1 && (
              <ChoiceField
                label={t('columns.currency')}
                value={currency}
                width={100}
                options={currencies.map(code => ({ value: code, label: code }))}
                onChange={code => setCurrency(code ?? currency)}
              />
            )}
            <Field label={`${t('columns.amount_minor')} (${currency})`}>
              {id => <AmountField id={id} currency={currency} value={amount} onChange={setAmount} />}
            </Field>
          </div>
          <TextLine label={t('portal.payer')} value={payer} onChange={setPayer} max={200} />
          <TextLine label={t('portal.reference')} value={reference} onChange={setReference} max={200} />
          <TextLine label={t('portal.documents')} value={documents} onChange={setDocuments} max={500} />
          <FileDrop
            accept="application/pdf,image/png,image/jpeg,image/webp"
            hint={file ? file.name : t('portal.voucher_hint')}
            onFile={setFile}
          />
          <Problems error={error} />
          <div className="customers-page-deeds">
            <Button type="primary" loading={busy} disabled={!ready} onClick={() => void send()}>
              {t('portal.send_advice')}
            </Button>
            <Button onClick={() => setOpen(false)}>{t('action.back')}</Button>
          </div>
        </div>
      )}
    </section>
  )
}
