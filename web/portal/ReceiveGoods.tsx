import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { queries } from '../queries.ts'
import { TextLine } from '../ui/FormDialog.tsx'
import { dayText } from '../ui/figures.ts'
import { Problems } from '../ui/problems.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { StillMissing } from './VisitorsFrame.tsx'
import type { Shown } from './VisitorsPage.tsx'

type Less = Readonly<Record<number, { quantity: string; note: string }>>
type ReceiveGoodsProps = { shown: Shown; delivery: NonNullable<Shown['delivery']>; token: string }

/** Digits as people type them, full-width ones too. */
const numberOf = (text: string) => text.normalize('NFKC').replace(/[,\s]/g, '')
const readable = /^\d{1,14}(\.\d{1,13})?$/

/** The goods of a delivery, line by line; where less arrived, how much and why. */
export function ReceiveGoods({ shown, delivery, token }: ReceiveGoodsProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [less, setLess] = useState<Less>({})
  const [name, setName] = useState('')
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const answered = shown.state === 'confirmed' || shown.state === 'contested'
  const lines = Object.entries(less).map(([line, said]) => ({
    line: Number(line),
    quantity: numberOf(said.quantity),
    ...(said.note.trim() ? { note: said.note.trim() } : {}),
  }))
  const ready = name.trim() !== '' && lines.every(line => readable.test(line.quantity))
  const send = async () => {
    setBusy(true)
    setError(null)
    try {
      await ask('receiveGoods', { token, name: name.trim(), lines, ...(note.trim() ? { note: note.trim() } : {}) })
      await queries.invalidateQueries({ queryKey: ['lookAtPage', token] })
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <>
      <dl className="customers-page-sum">
        <div>
          <dt>{t('contracts.delivered_on')}</dt>
          <dd>{dayText(delivery.delivered_on, language)}</dd>
        </div>
        <div>
          <dt>{t('portal.contract')}</dt>
          <dd>{delivery.contract_number}</dd>
        </div>
        {(delivery.carrier ?? delivery.tracking) && (
          <div>
            <dt>{t('contracts.carrier')}</dt>
            <dd>{[delivery.carrier, delivery.tracking].filter(Boolean).join(' ')}</dd>
          </div>
        )}
      </dl>
      <h2>{t('contracts.goods')}</h2>
      <table className="customers-page-lines">
        <tbody>
          {delivery.lines.map(line => {
            const said = less[line.line]
            return (
              <tr key={line.line}>
                <td>
                  {line.description}
                  {!answered && (
                    <div>
                      <Checkbox
                        checked={said !== undefined}
                        onChange={event => {
                          const { [line.line]: _, ...rest } = less
                          setLess(event.target.checked ? { ...rest, [line.line]: { quantity: '', note: '' } } : rest)
                        }}
                      >
                        {t('portal.less')}
                      </Checkbox>
                    </div>
                  )}
                  {said && !answered && (
                    <div className="fields-beside">
                      <Input
                        aria-label={t('portal.arrived', { what: line.description })}
                        placeholder={t('portal.arrived_short')}
                        inputMode="decimal"
                        style={{ width: 120 }}
                        value={said.quantity}
                        maxLength={30}
                        suffix={line.unit}
                        onChange={event => setLess({ ...less, [line.line]: { ...said, quantity: event.target.value } })}
                      />
                      <Input
                        aria-label={t('portal.why_less', { what: line.description })}
                        placeholder={t('portal.why_less_short')}
                        style={{ flex: 1, minWidth: 140 }}
                        value={said.note}
                        maxLength={500}
                        onChange={event => setLess({ ...less, [line.line]: { ...said, note: event.target.value } })}
                      />
                    </div>
                  )}
                </td>
                <td className="num">
                  {line.quantity} {line.unit}
                  {answered && line.received !== null && (
                    <div className="wrong">{t('portal.arrived_so', { quantity: line.received })}</div>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {answered ? (
        <p className="note" role="status">
          {t(shown.state === 'confirmed' ? 'portal.goods_confirmed' : 'portal.goods_short', {
            name: shown.answered_name,
          })}
        </p>
      ) : (
        <div className="customers-page-reply">
          <TextLine label={t('page.your_name')} value={name} onChange={setName} max={100} />
          <TextArea label={t('page.note')} value={note} onChange={setNote} max={1000} />
          <Problems error={error} />
          <div className="customers-page-deeds">
            <Button type="primary" loading={busy} disabled={!ready} onClick={() => void send()}>
              {t(lines.length > 0 ? 'portal.confirm_rest' : 'portal.confirm_goods')}
            </Button>
            <StillMissing
              name={name}
              what={lines.every(line => readable.test(line.quantity)) ? null : 'portal.needs_quantity'}
            />
          </div>
        </div>
      )}
    </>
  )
}
