import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, askFile } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { queries } from '../queries.ts'
import { TextLine } from '../ui/FormDialog.tsx'
import { dayText, moneyText } from '../ui/figures.ts'
import { Problems } from '../ui/problems.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { StillMissing } from './VisitorsFrame.tsx'
import type { Shown } from './VisitorsPage.tsx'

type AnswerSettlementProps = { shown: Shown; bill: NonNullable<Shown['settlement']>; token: string }

/** A settlement bill, line by line: to confirm, or to say which lines are not right and why. */
export function AnswerSettlement({ shown, bill, token }: AnswerSettlementProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [contested, setContested] = useState<Readonly<Record<number, string>>>({})
  const [name, setName] = useState('')
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const money = (minor: string) => `${bill.currency} ${moneyText(minor, bill.currency, language)}`
  const answered = shown.state === 'confirmed' || shown.state === 'contested'
  const check = bill.kind === 'check'
  const said = Object.entries(contested).map(([line, why]) => ({ line: Number(line), note: why.trim() }))
  const ready = name.trim() !== '' && said.every(one => one.note !== '')
  const rest = bill.lines.reduce(
    (sum, line) => (contested[line.line] === undefined && !line.contested ? sum + BigInt(line.amount_minor) : sum),
    0n,
  )
  const send = async () => {
    setBusy(true)
    setError(null)
    try {
      await ask('settlePage', {
        token,
        name: name.trim(),
        contested: said,
        ...(note.trim() ? { note: note.trim() } : {}),
      })
      await queries.invalidateQueries({ queryKey: ['lookAtPage', token] })
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <>
      {check && !answered && <p>{t('settlements.check_page_hint')}</p>}
      <dl className="customers-page-sum">
        <div>
          <dt>{t(check ? 'settlements.check_on' : 'settlements.until')}</dt>
          <dd>{dayText(bill.until_on, language)}</dd>
        </div>
        {!answered && (
          <div>
            <dt>{t('settlements.reply_by')}</dt>
            <dd>{dayText(bill.reply_by, language)}</dd>
          </div>
        )}
        <div>
          <dt>{t('columns.amount_minor')}</dt>
          <dd className="customers-page-amount">{money(bill.amount_minor)}</dd>
        </div>
        {rest !== BigInt(bill.amount_minor) && (
          <div>
            <dt>{t('settlements.without_contested')}</dt>
            <dd>{money(String(rest))}</dd>
          </div>
        )}
      </dl>
      <table className="customers-page-lines">
        <tbody>
          {bill.lines.map(line => {
            const why = contested[line.line]
            return (
              <tr key={line.line}>
                <td>
                  {line.description}
                  <div className="small soft">
                    {[
                      line.contract_number,
                      line.delivery_number,
                      line.happened_on && dayText(line.happened_on, language),
                      line.quantity && `${line.quantity} ${line.unit ?? ''}`,
                    ]
                      .flatMap(part => part || [])
                      // What belongs together stays on one line.
                      .map(part => part.replaceAll(' ', '\u00a0'))
                      .join(' · ')}
                  </div>
                  {!answered && (
                    <Checkbox
                      checked={why !== undefined}
                      onChange={event => {
                        const { [line.line]: _, ...others } = contested
                        setContested(event.target.checked ? { ...others, [line.line]: '' } : others)
                      }}
                    >
                      {t('settlements.not_right')}
                    </Checkbox>
                  )}
                  {why !== undefined && !answered && (
                    <Input
                      aria-label={t('settlements.why_contested', { what: line.description })}
                      placeholder={t('settlements.why_short')}
                      value={why}
                      maxLength={500}
                      onChange={event => setContested({ ...contested, [line.line]: event.target.value })}
                    />
                  )}
                  {answered && line.contested && <div className="wrong small">{line.contest_note}</div>}
                </td>
                <td className="num">{money(line.amount_minor)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <p className="customers-page-paper">
        <Button onClick={() => void askFile('settlementPaper', { token }).catch(setError)}>
          {t('settlements.take_paper')}
        </Button>
      </p>
      {answered ? (
        <p className="note" role="status">
          {t(
            shown.state === 'confirmed'
              ? check
                ? 'settlements.check_confirmed'
                : 'settlements.page_confirmed'
              : 'settlements.page_contested',
            {
              name: shown.answered_name,
            },
          )}
        </p>
      ) : (
        <div className="customers-page-reply">
          <TextLine label={t('page.your_name')} value={name} onChange={setName} max={100} />
          <TextArea label={t('page.note')} value={note} onChange={setNote} max={1000} />
          <Problems error={error} />
          <div className="customers-page-deeds">
            <Button type="primary" loading={busy} disabled={!ready} onClick={() => void send()}>
              {t(
                said.length === 0
                  ? check
                    ? 'settlements.check_confirm_all'
                    : 'settlements.confirm_all'
                  : said.length < bill.lines.length
                    ? 'settlements.confirm_rest'
                    : 'settlements.contest_all',
              )}
            </Button>
            <StillMissing name={name} what={said.some(one => one.note === '') ? 'settlements.needs_reason' : null} />
          </div>
        </div>
      )}
    </>
  )
}
