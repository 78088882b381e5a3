import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { askDoor, enterOrganisation } from '../client.ts'
import { setDensity, setMode, useDensity, useLanguage, useMode } from '../preferences.ts'
import { queries } from '../queries.ts'
import { useMe } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { Menu } from '../ui/Menu.tsx'
import { speak } from '../words.ts'

/** Who one is, how one wants to see the house, and the way out. */
export function UserMenu() {
  const { t } = useTranslation()
  const me = useMe()
  const mode = useMode()
  const density = useDensity()
  const language = useLanguage()
  const navigate = useNavigate()
  const leave = async () => {
    await askDoor('/sign-out', {}).catch(() => null)
    queries.clear()
    enterOrganisation(null)
    await navigate({ to: '/sign-in' })
  }
  return (
    <Menu
      label={t('shell.user_menu', { name: me.name })}
      className="square user"
      head={
        <>
          <strong className="user-name">{me.name}</strong>
          {me.email}
        </>
      }
      parts={[
        {
          key: 'language',
          head: t('shell.language'),
          choices: [
            { key: 'zh', label: <span lang="zh">中文</span>, chosen: language === 'zh', act: () => void speak('zh') },
            {
              key: 'en',
              label: <span lang="en">English</span>,
              chosen: language === 'en',
              act: () => void speak('en'),
            },
          ],
        },
        {
          key: 'light',
          head: t('shell.look'),
          choices: [
            { key: 'light', label: t('nav.light'), chosen: mode === 'light', act: () => setMode('light') },
            { key: 'dark', label: t('nav.dark'), chosen: mode === 'dark', act: () => setMode('dark') },
          ],
        },
        {
          key: 'density',
          head: t('shell.density'),
          choices: (['comfortable', 'compact'] as const).map(one => ({
            key: one,
            label: t(`shell.${one}`),
            chosen: density === one,
            act: () => setDensity(one),
          })),
        },
        {
          key: 'me',
          choices: [
            { key: 'me', label: t('nav.my_account'), act: () => void navigate({ to: '/me' }) },
            { key: 'leave', label: t('nav.sign_out'), act: () => void leave() },
          ],
        },
      ]}
    >
      <span className="user-letter" aria-hidden="true">
        {[...me.name][0]?.toUpperCase()}
      </span>
      <Icon name="down" size={12} />
    </Menu>
  )
}
