import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import { useMay } from '../session.ts'
import { Day } from '../ui/Money.tsx'
import { BillState } from './BillState.tsx'

/** The bill a receipt came as, and where it stands. */
export function BillOfReceipt({ receipt_id }: { receipt_id: string }) {
  const { t } = useTranslation()
  const may = useMay()
  const bill = useAnswer('listBills', { receipt_id }, may('bill.read')).data?.rows[0]
  if (!bill) return null
  return (
    <p className="note">
      {t(`bills.kinds.${bill.kind}`)}{' '}
      <Link to="/bills/$bill_id" params={{ bill_id: bill.bill_id }} className="doc">
        {bill.number}
      </Link>{' '}
      {t('bills.matures_on')} <Day day={bill.matures_on} /> <BillState state={bill.state} />
    </p>
  )
}
