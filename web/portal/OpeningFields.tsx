import { Button, Checkbox, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OpeningDetails } from '../../server/portal/opening-contract.ts'
import { ask } from '../client.ts'
import { queries } from '../queries.ts'
import { CountryField } from '../ui/CountryField.tsx'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { Problems, problemsOf } from '../ui/problems.tsx'
import { OpeningContacts } from './OpeningContacts.tsx'
import type { Opening } from './OpeningPage.tsx'
import { OpeningPapers } from './OpeningPapers.tsx'
import { SaidLine, useWrong } from './SaidLine.tsx'
import { blankOpening, keptOpening, keepOpening } from './opening-draft.ts'

type FieldsProps = { opening: Opening; token: string }

/** Everything a customer says of itself. What cannot be right is said beside its field, and nothing typed is lost. */
export function OpeningFields({ opening, token }: FieldsProps) {
  const { t } = useTranslation()
  const [kept] = useState(() => keptOpening(token))
  const [details, setDetails] = useState<OpeningDetails>(kept?.details ?? blankOpening)
  const [submitted_by, setBy] = useState(kept?.submitted_by ?? '')
  const [elsewhere, setElsewhere] = useState(details.invoice_address !== '' || details.invoice_title !== '')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const wrong = useWrong(error)
  useEffect(() => keepOpening(token, { details, submitted_by }), [token, details, submitted_by])
  const change = (part: Partial<OpeningDetails>) => setDetails({ ...details, ...part })
  const { address, account } = details
  const send = async () => {
    setBusy(true)
    setError(null)
    try {
      const said = elsewhere ? details : { ...details, invoice_title: '', invoice_address: '' }
      await ask('submitOpening', { token, submitted_by, details: said })
      keepOpening(token, null)
      await queries.invalidateQueries({ queryKey: ['lookAtOpening', token] })
    } catch (problem) {
      setError(problem)
      const [first] = problemsOf(problem)
      if (typeof first?.params.field === 'string') show(first.params.field)
    }
    setBusy(false)
  }
  const demanded = opening.demanded[details.kind] ?? []
  return (
    <form
      className="opening-form"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void send()
      }}
    >
      <h2>{t('opening_form.parts.customer')}</h2>
      <Segmented
        value={details.kind}
        options={(['company', 'person', 'public_body'] as const).map(value => ({
          value,
          label: t(`customer_kinds.${value}`),
        }))}
        onChange={kind => change({ kind })}
      />
      <SaidLine field="name" value={details.name} {...{ wrong }} onChange={name => change({ name })} max={300} />
      <SaidLine
        field="name_en"
        value={details.name_en}
        {...{ wrong }}
        onChange={name_en => change({ name_en })}
        max={300}
      />
      <CountryField value={details.country} onChange={country => change({ country })} />
      {details.kind !== 'person' && (
        <SaidLine
          field="tax_id"
          value={details.tax_id}
          {...{ wrong }}
          onChange={tax_id => change({ tax_id })}
          max={40}
        />
      )}
      <h2>{t('opening_form.parts.address')}</h2>
      <SaidLine
        field="address.line"
        value={address.line}
        {...{ wrong }}
        onChange={line => change({ address: { ...address, line } })}
        max={300}
      />
      <div className="opening-two">
        {(['city', 'region', 'postcode'] as const).map(part => (
          <SaidLine
            key={part}
            field={`address.${part}`}
            value={address[part]}
            {...{ wrong }}
            onChange={text => change({ address: { ...address, [part]: text } })}
            max={100}
          />
        ))}
      </div>
      <Checkbox checked={elsewhere} onChange={event => setElsewhere(event.target.checked)}>
        {t('opening_form.elsewhere')}
      </Checkbox>
      {elsewhere && (
        <>
          <SaidLine
            field="invoice_title"
            value={details.invoice_title}
            {...{ wrong }}
            onChange={invoice_title => change({ invoice_title })}
            max={300}
          />
          <SaidLine
            field="invoice_address"
            value={details.invoice_address}
            {...{ wrong }}
            onChange={invoice_address => change({ invoice_address })}
            max={300}
          />
        </>
      )}
      <h2>{t('opening_form.parts.contacts')}</h2>
      <OpeningContacts contacts={details.contacts} {...{ wrong }} onChange={contacts => change({ contacts })} />
      <h2>{t('opening_form.parts.account')}</h2>
      <p className="soft small">{t('opening_form.account_hint')}</p>
      {(['holder', 'bank', 'number', 'swift'] as const).map(part => (
        <SaidLine
          key={part}
          field={`account.${part}`}
          value={account[part]}
          {...{ wrong }}
          onChange={text => change({ account: { ...account, [part]: text } })}
          max={part === 'swift' ? 11 : part === 'number' ? 60 : 200}
        />
      ))}
      <CurrencyField
        value={account.currency || 'CNY'}
        onChange={currency => change({ account: { ...account, currency } })}
      />
      <h2>{t('opening_form.parts.papers')}</h2>
      <OpeningPapers files={opening.files} demanded={demanded} token={token} />
      <h2>{t('opening_form.parts.end')}</h2>
      <TextArea label={t('columns.note')} value={details.note} onChange={note => change({ note })} max={1000} />
      <SaidLine field="submitted_by" value={submitted_by} {...{ wrong }} onChange={setBy} max={100} />
      {wrong.elsewhere.length > 0 && <Problems error={error} />}
      {wrong.fields.size > 0 && (
        <p className="problem" role="alert">
          {t('opening_form.look_again', { count: wrong.fields.size })}
        </p>
      )}
      <p className="soft small">{t('opening_form.what_follows')}</p>
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('opening_form.send')}
      </Button>
    </form>
  )
}

/** Brings the first field that is wrong into sight. */
function show(field: string): void {
  window.setTimeout(() => document.getElementById(`opening-${field}`)?.focus(), 50)
}
