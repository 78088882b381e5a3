import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OwnAccounts } from '../banking/OwnAccounts.tsx'
import { ask, type Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay } from '../session.ts'
import { ChoiceField, Field, ManyField } from '../ui/Field.tsx'
import { TextLine } from '../ui/FormDialog.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { Problems } from '../ui/problems.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'
import { SetUpAgain } from '../home/SetUpAgain.tsx'
import { Departments } from './Departments.tsx'
import { Entities } from './Entities.tsx'
import { useRoles } from './roles.ts'
import { ExportButton } from '../reports/ExportButton.tsx'

type Organisation = Answer<'readOrganisation'>
const profiles = ['statute', 'standard', 'strict'] as const

/** The organisation: its name and clock, how strictly duties are kept apart, its legal entities and departments. */
export function OrganisationPage() {
  const { t } = useTranslation()
  const may = useMay()
  const asked = useAnswer('readOrganisation', {})
  return (
    <Page
      title={t('nav.organisation')}
      sub={asked.data?.name}
      actions={<ExportButton report="organisation" params={{}} />}
    >
      <Wait for={asked}>{found => <Settings key={JSON.stringify(found)} organisation={found} />}</Wait>
      <Entities />
      <OwnAccounts />
      <Departments />
      {may('entity.manage') && <SetUpAgain />}
    </Page>
  )
}

function Settings({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const { roles, nameOf } = useRoles()
  const [name, setName] = useState(organisation.name)
  const [time_zone, setZone] = useState(organisation.time_zone)
  const [locale, setLocale] = useState(organisation.locale === 'en' ? 'en' : 'zh')
  const [duty_profile, setProfile] = useState(organisation.duty_profile)
  const [require_second_factor, setFactor] = useState<string[]>(organisation.require_second_factor)
  const [ageing_buckets, setBuckets] = useState(organisation.ageing_buckets)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const changed =
    name !== organisation.name ||
    time_zone !== organisation.time_zone ||
    locale !== organisation.locale ||
    duty_profile !== organisation.duty_profile ||
    ageing_buckets !== organisation.ageing_buckets ||
    String(require_second_factor) !== String(organisation.require_second_factor)
  const save = async () => {
    setBusy(true)
    setError(null)
    const input = {
      name: name.trim(),
      time_zone,
      locale,
      duty_profile,
      require_second_factor,
      ageing_buckets: ageing_buckets.trim(),
    } as const
    await done(
      () => ask('changeOrganisation', { ...input, locale: locale === 'en' ? 'en' : 'zh' }),
      t('organisation.saved'),
    ).catch(setError)
    setBusy(false)
  }
  const zones = Intl.supportedValuesOf('timeZone')
  return (
    <Section title={t('organisation.settings')}>
      <div className="stack settings" data-typed={changed ? '' : undefined}>
        <TextLine label={t('door.organisation')} value={name} onChange={setName} />
        <div className="fields-beside">
          <ChoiceField
            label={t('organisation.time_zone')}
            value={time_zone}
            width={240}
            options={zones.map(value => ({ value, label: value }))}
            onChange={value => value && setZone(value)}
          />
          <ChoiceField
            label={t('organisation.locale')}
            value={locale}
            options={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
            onChange={value => setLocale(value === 'en' ? 'en' : 'zh')}
          />
        </div>
        <TextLine
          label={t('organisation.buckets')}
          value={ageing_buckets}
          onChange={setBuckets}
          max={60}
          hint={t('organisation.buckets_hint')}
        />
        <Field label={t('organisation.duty_profile')}>
          {id => (
            <>
              <Segmented
                id={id}
                value={duty_profile}
                options={profiles.map(value => ({ value, label: t(`organisation.profiles.${value}`) }))}
                onChange={value => setProfile(value)}
              />
              <span className="small soft">{t(`organisation.profile_hints.${duty_profile}`)}</span>
            </>
          )}
        </Field>
        <ManyField
          label={t('organisation.require_second_factor')}
          value={require_second_factor}
          width={420}
          placeholder={t('organisation.nobody_needs_it')}
          options={[
            { value: '*', label: t('organisation.everybody') },
            ...roles.map(role => ({ value: role.code, label: nameOf(role.code) })),
          ]}
          onChange={setFactor}
        />
        <Problems error={error} />
        {may('organisation.manage') && (
          <div>
            <Button type="primary" disabled={!changed || name.trim() === ''} loading={busy} onClick={() => void save()}>
              {t('action.save')}
            </Button>
          </div>
        )}
      </div>
    </Section>
  )
}
