import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'

/** What speaks for two customers being one, or against it, in a few words. */
export function Evidence({ of }: { of: Row<'findTwins'>['evidence'] }) {
  const { t } = useTranslation()
  return of.map(one => t(`twins.evidence.${one.kind}`, { account: one.ours ?? '' })).join(t('twins.and'))
}
