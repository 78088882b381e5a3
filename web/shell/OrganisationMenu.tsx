import { useNavigate } from '@tanstack/react-router'
import { Dropdown, type MenuProps } from 'antd'
import { useTranslation } from 'react-i18next'
import { askDoor, enterOrganisation } from '../client.ts'
import { setMode, useLanguage, useMode } from '../preferences.ts'
import { queries } from '../queries.ts'
import { useMe } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { speak } from '../words.ts'

/** Which organisation, who one is, in which language and light; and the way out. */
export function OrganisationMenu() {
  const { t } = useTranslation()
  const me = useMe()
  const mode = useMode()
  const language = useLanguage()
  const navigate = useNavigate()
  const leave = async () => {
    await askDoor('/sign-out', {}).catch(() => null)
    queries.clear()
    enterOrganisation(null)
    await navigate({ to: '/sign-in' })
  }
  const items: MenuProps['items'] = [
    { key: 'who', type: 'group', label: me.email ?? me.name },
    ...me.organisations
      .filter(other => other.org_id !== me.organisation.org_id)
      .map(other => ({ key: `org ${other.org_id}`, label: other.name })),
    { key: 'language', label: language === 'zh' ? 'English' : '中文' },
    {
      key: 'mode',
      icon: <Icon name={mode === 'dark' ? 'sun' : 'moon'} />,
      label: mode === 'dark' ? t('nav.light') : t('nav.dark'),
    },
    { type: 'divider' },
    { key: 'leave', label: t('nav.sign_out') },
  ]
  const act: MenuProps['onClick'] = ({ key }) => {
    if (key.startsWith('org ')) {
      enterOrganisation(Number(key.slice(4)))
      // Everything on the page belongs to the other organisation.
      window.location.assign('/')
    }
    if (key === 'language') void speak(language === 'zh' ? 'en' : 'zh')
    if (key === 'mode') setMode(mode === 'dark' ? 'light' : 'dark')
    if (key === 'leave') void leave()
  }
  return (
    <Dropdown menu={{ items, onClick: act }} trigger={['click']} placement="topLeft">
      <button type="button" className="plain organisation" aria-haspopup="menu">
        <span className="organisation-name">{me.organisation.name}</span>
        <span className="small soft">{me.name}</span>
        <Icon name="down" size={14} />
      </button>
    </Dropdown>
  )
}
