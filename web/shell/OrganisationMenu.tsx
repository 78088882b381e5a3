import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { askDoor, enterOrganisation } from '../client.ts'
import { setMode, useLanguage, useMode } from '../preferences.ts'
import { queries } from '../queries.ts'
import { useMe } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { Menu, type MenuChoice } from '../ui/Menu.tsx'
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
  const enter = (org_id: number) => {
    enterOrganisation(org_id)
    // Everything on the page belongs to the other organisation.
    window.location.assign('/')
  }
  const choices: MenuChoice[] = [
    ...me.organisations
      .filter(other => other.org_id !== me.organisation.org_id)
      .map(other => ({ key: String(other.org_id), label: other.name, act: () => enter(other.org_id) })),
    {
      key: 'language',
      label: <span lang={language === 'zh' ? 'en' : 'zh'}>{language === 'zh' ? 'English' : '中文'}</span>,
      act: () => void speak(language === 'zh' ? 'en' : 'zh'),
    },
    {
      key: 'mode',
      label: mode === 'dark' ? t('nav.light') : t('nav.dark'),
      act: () => setMode(mode === 'dark' ? 'light' : 'dark'),
    },
    { key: 'leave', label: t('nav.sign_out'), act: () => void leave() },
  ]
  return (
    <Menu label={me.organisation.name} className="organisation" head={me.email ?? me.name} choices={choices}>
      <span className="organisation-name">{me.organisation.name}</span>
      <span className="small soft">{me.name}</span>
      <Icon name="down" size={14} />
    </Menu>
  )
}
