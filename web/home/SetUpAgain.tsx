import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMe } from '../session.ts'
import { Section } from '../ui/Page.tsx'
import { keepSetUp, useSetUpShown } from './set-up.ts'

/** Whether the list of the set-up was sent away, and the way back to it. */
export function SetUpAgain() {
  const { t } = useTranslation()
  return (
    <Section title={t('set_up.title')}>
      <ShowSetUp always />
    </Section>
  )
}

/** Brings the list of the set-up back to the home page; nothing where it stands there already, unless `always`. */
export function ShowSetUp({ always = false }: { always?: boolean }) {
  const { t } = useTranslation()
  const { organisation } = useMe()
  const navigate = useNavigate()
  const away = useSetUpShown(organisation.org_id) === 'away'
  if (!away && !always) return null
  return (
    <p>
      <span className="soft">{t(away ? 'set_up.hidden_hint' : 'set_up.stands_hint')}</span>{' '}
      <Button
        size="small"
        onClick={() => {
          keepSetUp(organisation.org_id, 'shown')
          void navigate({ to: '/' })
        }}
      >
        {t('set_up.show')}
      </Button>
    </p>
  )
}
