import { useTranslation } from 'react-i18next'
import type { Answer, Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { ChoiceField } from '../ui/Field.tsx'
import { Fold } from '../ui/Fold.tsx'
import { type Concern, concerns, Problems } from '../ui/problems.tsx'

type Draft = Question<'issueInvoices'>[number]

type Turning = Answer<'proposeInvoice'>['turning']

/** What few invoices have. */
export type More = Pick<Draft, 'tax_point' | 'revenue'> & { kind: 'invoice' | 'charge'; bill_to_id: string | undefined }

/** Nothing of it; of an invoice that is put right, its kind and who is billed; of what a contract bills, where its tax and revenue stand. */
export const firstMore = (corrects: Answer<'readInvoice'> | undefined, turning?: Turning): More => ({
  // What is due with it is not said.
  ...(turning?.tax_point === 'later' ? { tax_point: turning.tax_point } : {}),
  ...(turning?.revenue === 'later' ? { revenue: turning.revenue } : {}),
  kind: corrects?.kind === 'charge' ? 'charge' : 'invoice',
  bill_to_id: corrects && corrects.bill_to_id !== corrects.customer_id ? corrects.bill_to_id : undefined,
})

/** In the words of the verb. */
export const moreOf = ({ kind, bill_to_id, tax_point, revenue }: More): Partial<Draft> => ({
  ...(kind === 'charge' ? { kind } : {}),
  ...(bill_to_id ? { bill_to_id } : {}),
  ...(tax_point ? { tax_point } : {}),
  ...(revenue ? { revenue } : {}),
})

/** What is refused of it, said here. */
export const aboutMore =
  (more: More): Concern =>
  ({ code, params }) =>
    code === 'customer_unknown' && more.bill_to_id !== undefined && params.customer === more.bill_to_id

type MoreOfInvoiceProps = {
  more: More
  turning?: Turning | undefined
  corrects: boolean
  error: unknown
  onChange: (more: More) => void
}

/** Whether it is a charge, who is billed where that is not the debtor, and the days of its tax and revenue. */
export function MoreOfInvoice({ more, turning, corrects, error, onChange }: MoreOfInvoiceProps) {
  const { t } = useTranslation()
  const about = aboutMore(more)
  const set = Object.keys(moreOf(more)).length
  return (
    <Fold
      title={t('invoices.more')}
      said={set > 0 ? t('field.filled_in', { count: set }) : t('invoices.more_of')}
      wrong={concerns(error, about)}
    >
      <ChoiceField
        label={t('columns.kind')}
        value={more.kind}
        width={150}
        options={(['invoice', 'charge'] as const).map(value => ({ value, label: t(`kinds.${value}`) }))}
        onChange={kind => (kind === 'invoice' || kind === 'charge') && onChange({ ...more, kind })}
      />
      <CustomerPicker
        label={t('columns.bill_to')}
        value={more.bill_to_id}
        placeholder={t('letters.as_customer')}
        width={280}
        onChange={bill_to_id => onChange({ ...more, bill_to_id })}
      />
      {(['tax_point', 'revenue'] as const).map(name => (
        <ChoiceField
          key={name}
          label={t(`turns.${name}`)}
          value={more[name]}
          clearable
          placeholder={corrects ? t('turns.as_before') : t(`turns.${name}_now`)}
          width={200}
          options={(['now', 'later'] as const).map(value => ({ value, label: t(`turns.${name}_${value}`) }))}
          onChange={value => onChange({ ...more, [name]: value })}
        />
      ))}
      {turning && (
        <p className="small soft">
          {t(`turns.because.${turning.why}`)} {turning.source}
        </p>
      )}
      <Problems error={error} about={about} />
    </Fold>
  )
}
