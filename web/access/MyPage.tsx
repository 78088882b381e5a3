import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, askDoor } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { queries } from '../queries.ts'
import { useMe } from '../session.ts'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Digest } from '../tasks/Digest.tsx'
import { Facts, Page, Section } from '../ui/Page.tsx'
import { toast } from '../ui/toast.tsx'
import { speak } from '../words.ts'
import { SecondFactor } from './SecondFactor.tsx'
import { Sessions } from './Sessions.tsx'
import { WhyMay } from './WhyMay.tsx'

/** One's own account: who one is here, how one signs in, where one is signed in, and what one may do. */
export function MyPage() {
  const { t } = useTranslation()
  const me = useMe()
  const language = useLanguage()
  const [changing, setChanging] = useState(false)
  const choose = async (locale: 'en' | 'zh') => {
    await speak(locale)
    await ask('changeMe', { locale })
    void queries.invalidateQueries({ queryKey: ['me'] })
  }
  return (
    <Page title={t('nav.my_account')} sub={me.email}>
      <Section title={t('security.about_me')}>
        <Facts
          rows={[
            [t('access.person_name'), me.name],
            [t('door.organisation'), me.organisation.name],
            [t('access.roles'), me.roles.map(role => t(`roles.${role}`, { defaultValue: role })).join(' · ')],
            [
              t('security.language'),
              <Segmented
                key="language"
                aria-label={t('security.language')}
                value={language}
                options={[
                  { value: 'zh', label: <span lang="zh">中文</span> },
                  { value: 'en', label: <span lang="en">English</span> },
                ]}
                onChange={value => void choose(value as 'en' | 'zh')}
              />,
            ],
            [t('digest.name'), <Digest key="digest" />],
          ]}
        />
      </Section>
      <Section title={t('security.sign_in')}>
        <Facts
          rows={[
            [
              t('door.password'),
              <Button key="password" size="small" onClick={() => setChanging(true)}>
                {t('security.change_password')}
              </Button>,
            ],
            [t('door.second_factor'), <SecondFactor key="factor" />],
          ]}
        />
        {changing && <PasswordDialog onClose={() => setChanging(false)} />}
      </Section>
      <Section title={t('security.sessions')}>
        <Sessions person_id={me.person_id} />
      </Section>
      <Section title={t('access.why')}>
        <WhyMay />
      </Section>
    </Page>
  )
}

function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  return (
    <FormDialog
      title={t('security.change_password')}
      act={t('security.change_password')}
      ready={currentPassword !== '' && newPassword.length >= 8}
      perform={async () => {
        await askDoor('/change-password', { currentPassword, newPassword })
        toast('well', t('security.password_changed'))
        void queries.invalidateQueries({ queryKey: ['listSessions'] })
      }}
      onClose={onClose}
    >
      <TextLine
        label={t('security.current_password')}
        type="password"
        name="current-password"
        value={currentPassword}
        onChange={setCurrent}
        focus
      />
      <TextLine
        label={t('door.new_password')}
        type="password"
        name="new-password"
        value={newPassword}
        onChange={setNew}
        hint={`${t('door.password_rule')} ${t('security.password_ends_sessions')}`}
      />
    </FormDialog>
  )
}
