import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { Icon } from '../ui/Icon.tsx'
import { Count } from '../ui/Money.tsx'

/** How often it is asked anew while the page is looked at. */
const every = 60_000

/** The way to the inbox, with how much in it is unread. */
export function Bell() {
  const { t } = useTranslation()
  const asked = useQuery({
    queryKey: ['countInbox', {}],
    queryFn: ({ signal }) => ask('countInbox', {}, signal),
    refetchInterval: every,
    staleTime: every / 2,
  })
  const unread = asked.data?.unread ?? 0
  const name = unread > 0 ? t('inbox.bell_unread', { count: unread }) : t('nav.inbox')
  return (
    <Link to="/inbox" className="square bell" aria-label={name} title={name}>
      <Icon name="bell" size={18} />
      {unread > 0 && (
        <span className="bell-count" aria-hidden="true">
          {unread > 99 ? '99+' : <Count of={unread} />}
        </span>
      )}
    </Link>
  )
}
