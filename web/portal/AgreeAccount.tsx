import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { kindName } from '../ledger/names.ts'
import { useLanguage } from '../preferences.ts'
import { queries } from '../queries.ts'
import { TextLine } from '../ui/FormDialog.tsx'
import { dayText, moneyText } from '../ui/figures.ts'
import { Problems } from '../ui/problems.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { AdviceForm } from './AdviceForm.tsx'
import { OurAccounts, StillMissing } from './VisitorsFrame.tsx'
import type { Shown } from './VisitorsPage.tsx'

/** So many items stand above the answer until the rest is asked for. */
const few = 20

type AgreeAccountProps = { shown: Shown; statement: NonNullable<Shown['statement']>; token: string }

/** The account of a customer as of a day: to agree with, or to say what is not right. */
export function AgreeAccount({ shown, statement, token }: AgreeAccountProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const money = (minor: string, currency: string) => `${currency} ${moneyText(minor, currency, language)}`
  const all = statement.totals.reduce((sum, total) => sum + total.items, 0)
  const first = statement.totals[0]
  const [whole, setWhole] = useState(statement.items.length <= few)
  return (
    <>
      <dl className="customers-page-sum">
        {statement.totals.map(total => (
          <div key={total.currency}>
            <dt>{t('portal.owed_on', { day: dayText(statement.as_of, language) })}</dt>
            <dd className="customers-page-amount">{money(total.open_minor, total.currency)}</dd>
            {total.overdue_minor !== '0' && (
              <dd className="small wrong">
                {t('portal.overdue_of', { amount: money(total.overdue_minor, total.currency) })}
              </dd>
            )}
          </div>
        ))}
        {statement.totals.length === 0 && (
          <div>
            <dt>{t('portal.owed_on', { day: dayText(statement.as_of, language) })}</dt>
            <dd className="customers-page-amount">–</dd>
          </div>
        )}
      </dl>
      {statement.items.length === 0 ? (
        <p className="soft">{t('portal.nothing_open')}</p>
      ) : (
        <div className="wide-scroll" tabIndex={0} role="region" aria-label={t('item.items')}>
          <table className="customers-page-lines">
            <thead>
              <tr>
                <th>{t('columns.number')}</th>
                <th>{t('columns.due_on')}</th>
                <th className="num">{t('columns.open_minor')}</th>
              </tr>
            </thead>
            <tbody>
              {statement.items.slice(0, whole ? undefined : few).map((item, at) => (
                <tr key={`${item.number} ${at}`}>
                  <td>
                    {item.number}
                    <div className="small soft">
                      {kindName(t, item.kind)} · {dayText(item.issued_on, language)}
                    </div>
                  </td>
                  <td>
                    {item.due_on ? dayText(item.due_on, language) : '–'}
                    {item.days_overdue !== null && item.days_overdue > 0 && (
                      <div className="small wrong">{t('portal.days_late', { count: item.days_overdue })}</div>
                    )}
                  </td>
                  <td className="num">{money(item.open_minor, item.currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!whole && (
        <Button size="small" type="text" onClick={() => setWhole(true)}>
          {t('portal.show_all', { count: statement.items.length })}
        </Button>
      )}
      {whole && all > statement.items.length && (
        <p className="small soft">{t('portal.first_of', { shown: statement.items.length, count: all })}</p>
      )}
      <Answer
        shown={shown}
        token={token}
        words={{
          agree: t('portal.agree'),
          differs: t('portal.what_differs'),
          agreed: t('portal.agreed', { name: shown.answered_name }),
          contested: t('portal.not_agreed', { name: shown.answered_name }),
        }}
      />
      <OurAccounts accounts={shown.accounts} />
      {first && (
        <AdviceForm
          token={token}
          today={shown.today}
          currencies={statement.totals.map(total => total.currency)}
          given={shown.advices}
        />
      )}
    </>
  )
}

type AnswerProps = {
  shown: Shown
  token: string
  words: { agree: string; differs: string; agreed: string; contested: string }
}

/** The customer says once that what the page shows is right, or what is not. */
export function Answer({ shown, token, words }: AnswerProps) {
  const { t } = useTranslation()
  const [contesting, setContesting] = useState(false)
  const [name, setName] = useState('')
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  if (shown.state === 'confirmed' || shown.state === 'contested')
    return (
      <p className="note" role="status">
        {shown.state === 'confirmed' ? words.agreed : words.contested}
      </p>
    )
  const send = async (decision: 'confirm' | 'contest') => {
    setBusy(true)
    setError(null)
    try {
      const said = decision === 'contest' ? { note: note.trim() } : {}
      await ask('agreeStatement', { token, name: name.trim(), decision, ...said })
      await queries.invalidateQueries({ queryKey: ['lookAtPage', token] })
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <div className="customers-page-reply">
      <TextLine label={t('page.your_name')} value={name} onChange={setName} max={100} />
      {contesting && <TextArea label={words.differs} value={note} onChange={setNote} max={2000} />}
      <Problems error={error} />
      <div className="customers-page-deeds">
        {contesting ? (
          <>
            <Button
              type="primary"
              danger
              loading={busy}
              disabled={name.trim() === '' || note.trim() === ''}
              onClick={() => void send('contest')}
            >
              {t('page.send_contest')}
            </Button>
            <Button onClick={() => setContesting(false)}>{t('action.back')}</Button>
            <StillMissing name={name} what={note.trim() === '' ? 'page.needs_words' : null} />
          </>
        ) : (
          <>
            <Button type="primary" loading={busy} disabled={name.trim() === ''} onClick={() => void send('confirm')}>
              {words.agree}
            </Button>
            <Button onClick={() => setContesting(true)}>{t('page.contest')}</Button>
            <StillMissing name={name} />
          </>
        )}
      </div>
    </div>
  )
}
