import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { Field } from '../ui/Field.tsx'
import { Problems } from '../ui/problems.tsx'
import { one, useUrl } from '../ui/url.ts'

/** Asks the system why somebody may do a thing, or may not: which role gives it, and who could give it. [ACC-15] */
export function WhyMay({ person_id }: { person_id?: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [url, change] = useUrl()
  const permissions = useAnswer('listPermissions', {}).data?.rows ?? []
  const permission = one(url.why)
  const question = { permission: permission ?? '', ...(person_id ? { person_id } : {}) }
  const asked = useAnswer('why', question, permission !== undefined)
  return (
    <div className="stack">
      <Field label={t('access.why_what')}>
        {id => (
          <Select
            id={id}
            showSearch={{ optionFilterProp: 'label' }}
            allowClear
            value={permission}
            placeholder={t('access.why_choose')}
            options={permissions.map(row => ({ value: row.permission, label: row[language] }))}
            onChange={value => change({ why: value ?? undefined }, { replace: true })}
            style={{ width: 'min(420px, 100%)' }}
          />
        )}
      </Field>
      <Problems error={asked.error} />
      {permission && asked.data && <Because answer={asked.data} />}
    </div>
  )
}

function Because({ answer }: { answer: Answer<'why'> }) {
  const { t } = useTranslation()
  const role = (code: string) => t(`roles.${code}`, { defaultValue: code })
  const { scope } = answer
  return (
    <div className="because" aria-live="polite">
      <p>
        <span className={`tag ${answer.may ? 'well' : 'wrong'}`}>
          {answer.may ? t('access.may') : t('access.may_not')}
        </span>{' '}
        {t(`why_reasons.${answer.reason}`)}
      </p>
      {answer.grants.length > 0 && (
        <ul>
          {answer.grants.map(grant => (
            <li key={grant.grant_id}>
              {role(grant.role)} · {t(`grant_states.${grant.state}`)}
              {grant.valid_to && ` · ${t('access.until', { day: grant.valid_to })}`}
            </li>
          ))}
        </ul>
      )}
      {scope && (
        <p className="soft">
          {scope.entity_ids === null
            ? t('access.all_entities')
            : t('access.entities', { count: scope.entity_ids.length })}
          {' · '}
          {t(`customer_scopes.${scope.customers || 'all'}`)}
        </p>
      )}
      {!answer.may && answer.roles.length > 0 && (
        <p className="soft">{t('access.roles_that_may', { roles: answer.roles.map(role).join(t('access.comma')) })}</p>
      )}
      {!answer.may && answer.could_be_given_by.length > 0 && (
        <p className="soft">
          {t('access.given_by', { people: answer.could_be_given_by.map(who => who.name).join(t('access.comma')) })}
        </p>
      )}
    </div>
  )
}
