import { useTranslation } from 'react-i18next'
import type { Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { AmountField } from '../ui/AmountField.tsx'
import { DayField, Field } from '../ui/Field.tsx'
import { Fold } from '../ui/Fold.tsx'
import { Money } from '../ui/Money.tsx'
import { type Concern, concerning, concerns, Problems } from '../ui/problems.tsx'

/** What few receipts have. */
export type More = { payer_id: string | undefined; posted_on: string | null; bank_charge_minor: string }
export const noMore: More = { payer_id: undefined, posted_on: null, bank_charge_minor: '' }

/** In the words of the verb. */
export const moreOf = ({
  payer_id,
  posted_on,
  bank_charge_minor,
}: More): Partial<Question<'recordReceipts'>[number]> => ({
  ...(payer_id ? { payer_id } : {}),
  ...(posted_on ? { posted_on } : {}),
  ...(bank_charge_minor ? { bank_charge_minor } : {}),
})

const aboutPayer = concerning(['receipt_release_reason'], ['payer_id'])
const aboutDay = concerning(['period_closed', 'period_before_books', 'posted_too_far_ahead'], ['posted_on'])
const aboutCharge: Concern = problem =>
  'bank_charge_minor' in problem.params || concerning([], ['bank_charge_minor'])(problem)

/** What is refused of it, said beside its fields. */
export const aboutMore =
  (more: More): Concern =>
  problem =>
    aboutPayer(problem) ||
    aboutDay(problem) ||
    aboutCharge(problem) ||
    (problem.code === 'customer_unknown' && problem.params.customer === more.payer_id)

type MoreOfReceiptProps = {
  more: More
  currency: string
  /** What the customer paid, the bank's charge included. */
  paid: string
  error: unknown
  onChange: (more: More) => void
}

/** Another customer who paid, another day of the entry, and what the bank kept of the money. */
export function MoreOfReceipt({ more, currency, paid, error, onChange }: MoreOfReceiptProps) {
  const { t } = useTranslation()
  const about = aboutMore(more)
  const set = Object.values(more).filter(Boolean).length
  return (
    <Fold
      title={t('receipts.more')}
      said={set > 0 ? t('field.filled_in', { count: set }) : t('receipts.more_of')}
      wrong={concerns(error, about)}
    >
      <div>
        <CustomerPicker
          label={t('receipts.payer')}
          value={more.payer_id}
          placeholder={t('letters.as_customer')}
          width={280}
          onChange={payer_id => onChange({ ...more, payer_id })}
        />
        {more.payer_id && <div className="small soft">{t('receipts.payer_hint')}</div>}
      </div>
      <DayField
        label={t('columns.posted_on')}
        value={more.posted_on}
        clearable
        placeholder={t('receipts.day_received')}
        onChange={posted_on => onChange({ ...more, posted_on })}
      />
      <div>
        <Field label={t('columns.bank_charge')}>
          {id => (
            <AmountField
              id={id}
              currency={currency}
              value={more.bank_charge_minor}
              onChange={bank_charge_minor => onChange({ ...more, bank_charge_minor })}
            />
          )}
        </Field>
        {more.bank_charge_minor && (
          <div className="small soft">
            {t('receipts.credited')} <Money minor={paid} currency={currency} code />
          </div>
        )}
      </div>
      <Problems error={error} about={about} />
    </Fold>
  )
}
