import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { minusDecimals, parseDecimal } from '../../server/kernel/money.ts'
import { type Answer, ask } from '../client.ts'
import { useMe } from '../session.ts'
import { DayField, Field } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type Contract = Answer<'readContract'>

/** Records a delivery: of each line what is left stands there, to be changed or emptied. */
export function DeliveryDialog({ contract, onClose }: { contract: Contract; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const lines = contract.lines.filter(line => line.quantity !== null)
  const leftOf = (line: Contract['lines'][number]): string => minusDecimals(line.quantity ?? '0', line.delivered)
  const [typed, setTyped] = useState<Readonly<Record<number, string>>>(() =>
    Object.fromEntries(lines.map(line => [line.line, Number(leftOf(line)) > 0 ? leftOf(line) : ''])),
  )
  const [delivered_on, setDay] = useState<string | null>(me.today)
  const [carrier, setCarrier] = useState('')
  const [tracking, setTracking] = useState('')
  const [note, setNote] = useState('')
  const read = lines.flatMap(line => {
    const text = typed[line.line]?.trim() ?? ''
    return text === '' ? [] : [{ line: line.line, quantity: parseDecimal(text, 13) }]
  })
  const good = read.flatMap(one =>
    one.quantity === null ? [] : [{ line: one.line, quantity: one.quantity as string }],
  )
  return (
    <FormDialog
      title={t('contracts.deliver')}
      act={t('contracts.deliver')}
      width={640}
      ready={good.length > 0 && good.length === read.length && delivered_on !== null}
      perform={() =>
        done(
          () =>
            ask('recordDelivery', {
              contract_id: contract.contract_id,
              delivered_on: delivered_on ?? me.today,
              lines: good,
              ...(carrier.trim() ? { carrier: carrier.trim() } : {}),
              ...(tracking.trim() ? { tracking: tracking.trim() } : {}),
              ...(note.trim() ? { note: note.trim() } : {}),
            }),
          t('contracts.delivered_done'),
        )
      }
      onClose={onClose}
    >
      {lines.length === 0 && <p className="note">{t('contracts.no_quantities')}</p>}
      {lines.map(line => (
        <Field key={line.line} label={`${line.line} · ${line.description}`}>
          {id => (
            <span style={{ display: 'inline-flex', gap: 8, alignItems: 'center' }}>
              <Input
                id={id}
                value={typed[line.line] ?? ''}
                inputMode="decimal"
                style={{ width: 140, textAlign: 'end' }}
                status={typed[line.line] && !parseDecimal(typed[line.line] ?? '', 13) ? 'error' : ''}
                onChange={event => setTyped({ ...typed, [line.line]: event.target.value })}
              />
              <span className="small soft">
                {line.unit} · {t('contracts.left_of', { left: leftOf(line), quantity: line.quantity })}
              </span>
            </span>
          )}
        </Field>
      ))}
      <div className="fields-beside">
        <DayField label={t('contracts.delivered_on')} value={delivered_on} onChange={setDay} />
        <TextLine label={t('contracts.carrier')} value={carrier} onChange={setCarrier} max={100} />
        <TextLine label={t('contracts.tracking')} value={tracking} onChange={setTracking} max={100} />
      </div>
      <TextLine label={t('columns.note')} value={note} onChange={setNote} max={500} />
    </FormDialog>
  )
}
