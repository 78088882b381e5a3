import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { Menu } from '../ui/Menu.tsx'
import { useRecent } from './recent.ts'

/** What was open last. */
export function RecentMenu() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const recent = useRecent()
  if (recent.length === 0) return null
  return (
    <Menu
      label={t('shell.group_recent')}
      className="square"
      head={t('shell.group_recent')}
      choices={recent.map(one => ({
        key: one.path,
        act: () => void navigate({ to: one.path }),
        label: (
          <span className="menu-deed">
            <Icon name={one.icon as IconName} size={15} />
            <span>{one.title}</span>
          </span>
        ),
      }))}
    >
      <Icon name="why" size={18} />
    </Menu>
  )
}
