import { Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useMe } from '../session.ts'
import { ChoiceField, DayField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Money } from '../ui/Money.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'

const ways = ['signed_note', 'mail', 'phone'] as const

/** Records how the customer confirmed a bill: when, who, how and by what evidence, and which lines do not stand. */
export function ConfirmSettlement({ bill, onClose }: { bill: Answer<'readSettlement'>; onClose: () => void }) {
  const { t } = useTranslation()
  const { today } = useMe()
  const done = useDone()
  const [answered_on, setDay] = useState<string | null>(today)
  const [name, setName] = useState('')
  const [how, setHow] = useState<(typeof ways)[number]>('signed_note')
  const [reason, setReason] = useState('')
  const [contested, setContested] = useState<Readonly<Record<number, string>>>({})
  const said = Object.entries(contested).map(([line, note]) => ({ line: Number(line), note: note.trim() }))
  const ready = answered_on !== null && name.trim() !== '' && reason.trim() !== '' && said.every(one => one.note !== '')
  return (
    <FormDialog
      title={t('settlements.confirm')}
      act={t('settlements.confirm')}
      width={680}
      ready={ready}
      perform={() =>
        done(
          () =>
            ask('confirmSettlement', {
              settlement_id: bill.settlement_id,
              answered_on: answered_on ?? today,
              answered_how: how,
              answered_name: name.trim(),
              reason: reason.trim(),
              contested: said,
            }),
          t('settlements.confirmed'),
        )
      }
      onClose={onClose}
    >
      <TextLine label={t('contracts.confirmed_name')} value={name} onChange={setName} focus />
      <div className="fields-beside">
        <DayField label={t('settlements.answered_on')} value={answered_on} onChange={setDay} />
        <ChoiceField
          label={t('contracts.confirmed_how')}
          value={how}
          width={200}
          options={ways.map(value => ({ value, label: t(`settlements.ways.${value}`) }))}
          onChange={value => setHow(ways.find(way => way === value) ?? 'signed_note')}
        />
      </div>
      <TextArea label={t('settlements.evidence')} value={reason} onChange={setReason} />
      <fieldset className="settlement-contest">
        <legend className="label">{t('settlements.which_contested')}</legend>
        {bill.rows.map(row => (
          <div key={row.line}>
            <div className="settlement-line">
              <Checkbox
                checked={contested[row.line] !== undefined}
                onChange={event => {
                  const { [row.line]: _, ...rest } = contested
                  setContested(event.target.checked ? { ...rest, [row.line]: '' } : rest)
                }}
              >
                {[row.description, row.delivery_number].filter(Boolean).join(' · ')}
              </Checkbox>
              <Money minor={row.amount_minor} currency={bill.currency} />
            </div>
            {contested[row.line] !== undefined && (
              <Input
                aria-label={t('settlements.why_contested', { what: row.description })}
                placeholder={t('settlements.why_short')}
                value={contested[row.line]}
                maxLength={500}
                onChange={event => setContested({ ...contested, [row.line]: event.target.value })}
              />
            )}
          </div>
        ))}
      </fieldset>
    </FormDialog>
  )
}
