import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Empty } from '../ui/states.tsx'

/** Nothing is reminded of before an entity has a collection policy that holds. */
export function NoneYet() {
  const { t } = useTranslation()
  return (
    <Empty title={t('reminders.no_policy')} hint={t('reminders.no_policy_hint')}>
      <Link to="/collection-policy">{t('nav.collection_policy')}</Link>
    </Empty>
  )
}
