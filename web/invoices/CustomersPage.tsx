import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask, askFile } from '../client.ts'
import { AdviceForm } from '../portal/AdviceForm.tsx'
import { OurAccounts, StillMissing, VisitorsFrame } from '../portal/VisitorsFrame.tsx'
import { PolicyTold } from '../policy/PolicyTold.tsx'
import { useLanguage } from '../preferences.ts'
import { queries } from '../queries.ts'
import { TextLine } from '../ui/FormDialog.tsx'
import { dayText, moneyText } from '../ui/figures.ts'
import { Problems } from '../ui/problems.tsx'
import { Wait } from '../ui/states.tsx'
import { TextArea } from '../ui/TextArea.tsx'

type Shown = Answer<'openPage'>

/** What a customer sees behind a link: the bill, our account, and the way to confirm it or to say what is not right. */
export function CustomersPage() {
  const token = window.location.hash.slice(1)
  const asked = useQuery({
    queryKey: ['openPage', token],
    queryFn: ({ signal }) => ask('openPage', { token }, signal),
    retry: false,
  })
  return (
    <VisitorsFrame locale={asked.data?.locale}>
      <Wait for={asked} lines={6}>
        {shown => <Bill shown={shown} token={token} />}
      </Wait>
    </VisitorsFrame>
  )
}

function Bill({ shown, token }: { shown: Shown; token: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const money = (minor: string) => `${shown.currency} ${moneyText(minor, shown.currency, language)}`
  const entity = language === 'en' ? (shown.entity_en ?? shown.entity) : shown.entity
  return (
    <>
      <h1>{entity}</h1>
      <p className="soft">
        {t('page.bill', { number: shown.number, customer: shown.customer })}
        {shown.reference && ` · ${shown.reference}`}
      </p>
      <dl className="customers-page-sum">
        <div>
          <dt>{t('page.to_pay')}</dt>
          <dd className="customers-page-amount">{money(shown.open_minor)}</dd>
        </div>
        {shown.parts.length > 0 && (
          <div>
            <dt>{t('page.parts')}</dt>
            {shown.parts.map(part => (
              <dd key={`${part.kind} ${part.due_on} ${part.open_minor}`}>
                {part.due_on ? dayText(part.due_on, language) : t('columns.undetermined')}
                {shown.parts.length > 1 && (
                  <span className="small soft">
                    {' '}
                    {moneyText(part.open_minor, shown.currency, language)}
                    {part.kind === 'retention' && ` · ${t('page.retained')}`}
                  </span>
                )}
              </dd>
            ))}
          </div>
        )}
        {shown.discounts.map(one => (
          <div key={one.until_on}>
            <dt>{t('page.early', { percent: one.percent })}</dt>
            <dd>{t('page.early_until', { amount: money(one.payable_minor), day: dayText(one.until_on, language) })}</dd>
          </div>
        ))}
        <div>
          <dt>{t('columns.issued_on')}</dt>
          <dd>{dayText(shown.issued_on, language)}</dd>
        </div>
      </dl>
      {shown.open_minor === '0' ? (
        <p className="note" role="status">
          {t('page.paid')}
        </p>
      ) : (
        <OurAccounts accounts={shown.accounts} />
      )}
      {shown.policy && shown.open_minor !== '0' && <PolicyTold policy={shown.policy} />}
      <TakeBill token={token} />
      <Reply shown={shown} token={token} money={money} />
      {shown.open_minor !== '0' && !shown.open_minor.startsWith('-') && (
        <AdviceForm token={token} today={shown.today} currencies={[shown.currency]} amount_minor={shown.open_minor} />
      )}
    </>
  )
}

/** The bill as PDF, to keep or to hand on. */
function TakeBill({ token }: { token: string }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const take = async () => {
    setBusy(true)
    setError(null)
    await askFile('takeBill', { token }).catch(setError)
    setBusy(false)
  }
  return (
    <p>
      <Button loading={busy} onClick={() => void take()}>
        {t('page.take_bill')}
      </Button>
      <Problems error={error} />
    </p>
  )
}

function Reply({ shown, token, money }: { shown: Shown; token: string; money: (minor: string) => string }) {
  const { t } = useTranslation()
  const [contesting, setContesting] = useState(false)
  const [picked, setPicked] = useState<Readonly<Record<number, string>>>({})
  const [name, setName] = useState('')
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const answered = shown.state === 'confirmed' || shown.state === 'contested'
  const lines = Object.entries(picked).map(([line, reason]) => ({ line: Number(line), reason: reason.trim() }))
  const ready =
    name.trim() !== '' && lines.every(line => line.reason !== '') && (lines.length > 0 || note.trim() !== '')
  const send = async (decision: 'confirm' | 'contest') => {
    setBusy(true)
    setError(null)
    try {
      const said = decision === 'contest' ? { lines, ...(note.trim() ? { note: note.trim() } : {}) } : {}
      await ask('answerPage', { token, name: name.trim(), decision, ...said })
      await queries.invalidateQueries({ queryKey: ['openPage', token] })
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <>
      <h2>{t('invoices.lines')}</h2>
      <table className="customers-page-lines">
        <tbody>
          {shown.lines.map(line => (
            <tr key={line.line}>
              <td>
                {contesting && !answered ? (
                  <>
                    <Checkbox
                      checked={line.line in picked}
                      onChange={event => {
                        const { [line.line]: _, ...rest } = picked
                        setPicked(event.target.checked ? { ...rest, [line.line]: '' } : rest)
                      }}
                    >
                      {line.description}
                    </Checkbox>
                    {line.line in picked && (
                      <Input
                        aria-label={t('page.what_is_wrong', { line: line.line })}
                        placeholder={t('page.what_is_wrong', { line: line.line })}
                        value={picked[line.line]}
                        maxLength={500}
                        onChange={event => setPicked({ ...picked, [line.line]: event.target.value })}
                      />
                    )}
                  </>
                ) : (
                  line.description
                )}
                {line.quantity && (
                  <>
                    {' '}
                    <span className="small soft" style={{ whiteSpace: 'nowrap' }}>
                      × {line.quantity} {line.unit}
                    </span>
                  </>
                )}
              </td>
              <td className="num">{money(line.amount_minor)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>{t('columns.total')}</td>
            <td className="num">{money(shown.amount_minor)}</td>
          </tr>
        </tfoot>
      </table>
      {answered ? (
        <p className="note" role="status">
          {t(shown.state === 'confirmed' ? 'page.confirmed' : 'page.contested', { name: shown.answered_name })}
        </p>
      ) : (
        <div className="customers-page-reply">
          <TextLine label={t('page.your_name')} value={name} onChange={setName} max={100} />
          {contesting && <TextArea label={t('page.note')} value={note} onChange={setNote} max={1000} />}
          <Problems error={error} />
          <div className="customers-page-deeds">
            {contesting ? (
              <>
                <Button type="primary" danger loading={busy} disabled={!ready} onClick={() => void send('contest')}>
                  {t('page.send_contest')}
                </Button>
                <Button onClick={() => setContesting(false)}>{t('action.back')}</Button>
                <StillMissing name={name} what={ready ? null : 'page.needs_words'} />
              </>
            ) : (
              <>
                <Button
                  type="primary"
                  loading={busy}
                  disabled={name.trim() === ''}
                  onClick={() => void send('confirm')}
                >
                  {t('page.confirm')}
                </Button>
                <Button onClick={() => setContesting(true)}>{t('page.contest')}</Button>
                <StillMissing name={name} />
              </>
            )}
          </div>
        </div>
      )}
    </>
  )
}
