import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useMe } from '../session.ts'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { FileDrop } from '../ui/FileDrop.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

const ways = ['signed_note', 'mail', 'phone', 'page'] as const

type Contract = Answer<'readContract'>
type ConfirmDialogProps = { contract: Contract; delivery: Contract['deliveries'][number]; onClose: () => void }
/** What of a line arrived, where that is not all of it, and why. */
type Short = { quantity: string; note: string }

/** Records that the customer confirmed a delivery: when, who, how and by which note; and line by line what arrived. */
export function ConfirmDialog({ contract, delivery, onClose }: ConfirmDialogProps) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [confirmed_on, setDay] = useState<string | null>(me.today)
  const [confirmed_name, setName] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const [short, setShort] = useState<Readonly<Record<number, Short>>>({})
  const { delivery_id } = delivery
  const [how, setHow] = useState<(typeof ways)[number]>('signed_note')
  const received = delivery.lines.flatMap(({ line, quantity: sent }) => {
    const quantity = short[line]?.quantity.trim() ?? ''
    const note = short[line]?.note.trim()
    return quantity === '' || quantity === sent ? [] : [{ line, quantity, ...(note ? { note } : {}) }]
  })
  const confirm = async () => {
    // The note first: a file that is refused confirms nothing.
    if (file) await ask('keepDeliveryNote', { delivery_id, file })
    await ask('confirmDelivery', {
      delivery_id,
      confirmed_on: confirmed_on ?? me.today,
      confirmed_name: confirmed_name.trim(),
      confirmed_how: how,
      received,
    })
  }
  return (
    <FormDialog
      title={t('contracts.confirm_title')}
      act={t('contracts.confirm')}
      ready={confirmed_on !== null && confirmed_name.trim() !== ''}
      perform={() => done(confirm, t('contracts.confirmed_done'))}
      onClose={onClose}
    >
      <TextLine label={t('contracts.confirmed_name')} value={confirmed_name} onChange={setName} focus />
      <div className="fields-beside">
        <DayField label={t('contracts.confirmed_on')} value={confirmed_on} onChange={setDay} />
        <ChoiceField
          label={t('contracts.confirmed_how')}
          value={how}
          width={200}
          options={ways.map(value => ({ value, label: t(`contracts.ways.${value}`) }))}
          onChange={value => setHow(ways.find(way => way === value) ?? 'signed_note')}
        />
      </div>
      <fieldset className="arrived">
        <legend className="label">{t('contracts.arrived')}</legend>
        {delivery.lines.map(({ line, quantity: sent }) => {
          const agreed = contract.lines.find(one => one.line === line)
          const what = agreed?.description ?? String(line)
          const { quantity = sent, note = '' } = short[line] ?? {}
          const set = (change: Partial<Short>) => setShort({ ...short, [line]: { quantity, note, ...change } })
          return (
            <div key={line} className="arrived-line">
              <span>{what}</span>
              <span className="arrived-quantity">
                <Input
                  aria-label={t('contracts.arrived_of', { what })}
                  inputMode="decimal"
                  value={quantity}
                  maxLength={30}
                  onChange={event => set({ quantity: event.target.value })}
                />
                <span className="soft">
                  / {sent} {agreed?.unit}
                </span>
              </span>
              {quantity.trim() !== sent && (
                <Input
                  aria-label={t('contracts.why_short', { what })}
                  placeholder={t('contracts.why_short_hint')}
                  value={note}
                  maxLength={500}
                  onChange={event => set({ note: event.target.value })}
                />
              )}
            </div>
          )
        })}
        {received.length > 0 && (
          <p className="small waits" role="status">
            {t('contracts.short_hint')}
          </p>
        )}
      </fieldset>
      <Field label={t('contracts.delivery_note')}>
        {() => (
          <FileDrop
            accept="application/pdf,image/png,image/jpeg,image/webp"
            hint={file ? file.name : t('contracts.delivery_note_hint')}
            onFile={setFile}
          />
        )}
      </Field>
    </FormDialog>
  )
}
