import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'

const looks: Record<Row<'listRefunds'>['state'], string> = {
  requested: 'waits',
  approved: 'waits',
  paid: 'well',
  cancelled: '',
  reversed: 'wrong',
}

/** Where a refund stands. */
export function RefundState({ state }: { state: Row<'listRefunds'>['state'] }) {
  const { t } = useTranslation()
  return <span className={`tag ${looks[state]}`}>{t(`refunds.states.${state}`)}</span>
}
