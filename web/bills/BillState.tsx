import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'

type State = Row<'listBills'>['state']
const looks: Partial<Record<State, string>> = {
  pledged: 'waits',
  presented: 'waits',
  cleared: 'well',
  refused: 'wrong',
}

/** Where a bill stands. */
export function BillState({ state }: { state: State }) {
  const { t } = useTranslation()
  return <span className={`tag ${looks[state] ?? ''}`}>{t(`bills.states.${state}`)}</span>
}
