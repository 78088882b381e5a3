import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'

type Request = Row<'listTaxRequests'>
const looks: Partial<Record<Request['state'], string>> = {
  requested: 'waits',
  part_issued: 'waits',
  issued: 'well',
  void: 'quiet',
}

/** Where a request stands. */
export function RequestState({ state }: { state: Request['state'] }) {
  const { t } = useTranslation()
  return <span className={`tag ${looks[state] ?? ''}`}>{t(`tax_request_states.${state}`)}</span>
}
