import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { AmountField } from '../ui/AmountField.tsx'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type AllowanceDialogProps = { opening: Row<'listOpenings'>; base: string; onClose: () => void }

/** What the old book held back for bad debts, of one customer or of all of them. */
export function AllowanceDialog({ opening, base, onClose }: AllowanceDialogProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [customer_id, setCustomer] = useState<string | undefined>()
  const [currency, setCurrency] = useState(base)
  const [amount_minor, setAmount] = useState('')
  const [base_minor, setBase] = useState('')
  const foreign = currency !== base
  const allowance = {
    ...(customer_id ? { customer_id } : {}),
    currency,
    amount_minor,
    ...(foreign ? { base_minor } : {}),
  }
  return (
    <FormDialog
      title={t('openings.allowance')}
      act={t('openings.allowance_enter')}
      ready={amount_minor !== '' && (!foreign || base_minor !== '')}
      perform={() =>
        done(
          () => ask('createOpening', [{ entity_id: opening.entity_id, items: [], allowances: [allowance] }]),
          t('openings.allowance_taken'),
        )
      }
      onClose={onClose}
    >
      <p className="small soft">{t('openings.allowance_hint')}</p>
      <CustomerPicker
        label={t('columns.customer')}
        value={customer_id}
        placeholder={t('openings.allowance_of_all')}
        width={360}
        onChange={setCustomer}
      />
      <CurrencyField value={currency} onChange={setCurrency} />
      <Field label={t('columns.amount_minor')}>
        {id => <AmountField id={id} currency={currency} value={amount_minor} onChange={setAmount} />}
      </Field>
      {foreign && (
        <Field label={t('openings.allowance_base', { currency: base })}>
          {id => <AmountField id={id} currency={base} value={base_minor} onChange={setBase} />}
        </Field>
      )}
    </FormDialog>
  )
}
