import { useTranslation } from 'react-i18next'
import type { Waiting } from './waiting-actions.ts'

const looks: Record<Waiting['state'], string> = {
  waiting: 'waits',
  confirmed: 'well',
  returned: 'wrong',
  withdrawn: '',
}

/** Where something that waited for confirmation stands. */
export function WaitingState({ state }: { state: Waiting['state'] }) {
  const { t } = useTranslation()
  return <span className={`tag ${looks[state]}`}>{t(`waiting.states.${state}`)}</span>
}
