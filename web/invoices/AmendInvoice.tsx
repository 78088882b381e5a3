import { eventDays } from './carried.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask, type Question } from '../client.ts'
import { ChoiceField, DayField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'

const events = ['tax_invoice', 'goods_received', 'acceptance', 'statement_confirmed', 'bill_of_lading'] as const
type BaseDays = NonNullable<Question<'amendInvoice'>['base_days']>

/** Changes what has no accounting effect: reference, note, whether the tax invoice is out, and the days terms count from. */
export function AmendInvoice({ invoice, onClose }: { invoice: Answer<'readInvoice'>; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { invoice_id, version } = invoice
  const [reference, setReference] = useState(invoice.reference ?? '')
  const [note, setNote] = useState(invoice.note ?? '')
  const [state, setState] = useState(invoice.tax_invoice_state)
  const [before] = useState<BaseDays>(() => eventDays(invoice.base_days))
  const [days, setDays] = useState<BaseDays>(before)
  const perform = () => {
    const changed = {
      reference: reference.trim() || null,
      note: note.trim() || null,
      tax_invoice_state: state,
      ...(days === before ? {} : { base_days: days }),
    }
    return done(() => ask('amendInvoice', { invoice_id, version, ...changed }), t('invoices.amended'))
  }
  return (
    <FormDialog
      title={`${t('invoices.amend')} ${invoice.number}`}
      act={t('action.save')}
      perform={perform}
      onClose={onClose}
    >
      <TextLine label={t('columns.reference')} value={reference} onChange={setReference} focus />
      <TextArea label={t('columns.note')} value={note} max={2000} onChange={setNote} />
      <ChoiceField
        label={t('invoices.tax_invoice')}
        value={state}
        options={(['none', 'part', 'full'] as const).map(value => ({ value, label: t(`tax_invoice_states.${value}`) }))}
        onChange={value => setState((value ?? 'none') as typeof state)}
      />
      <p className="soft">{t('invoices.base_days_hint')}</p>
      <div className="fields-beside">
        {events.map(event => (
          <DayField
            key={event}
            label={t(`term_bases.${event}`)}
            value={days[event] ?? null}
            clearable
            onChange={day => {
              const { [event]: _, ...rest } = days
              setDays(day ? { ...rest, [event]: day } : rest)
            }}
          />
        ))}
      </div>
    </FormDialog>
  )
}
