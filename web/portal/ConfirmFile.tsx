import { useTranslation } from 'react-i18next'
import { useLanguage } from '../preferences.ts'
import { countryText } from '../ui/figures.ts'
import { Answer } from './AgreeAccount.tsx'
import type { Shown } from './VisitorsPage.tsx'

type ConfirmFileProps = { shown: Shown; file: NonNullable<Shown['file']>; token: string }

/** What we hold of a customer: to confirm once a year, or to say what has changed. */
export function ConfirmFile({ shown, file, token }: ConfirmFileProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const facts: [string, string | null][] = [
    [t('columns.name'), [file.name, file.name_en].filter(Boolean).join(' · ')],
    [t('columns.tax_id'), file.tax_id],
    [t('columns.country'), file.country && countryText(file.country, language)],
  ]
  return (
    <>
      <section className="customers-page-account customers-page-file">
        <dl>
          {facts.map(([name, value]) => (
            <Fact key={name} name={name} value={value ?? t('portal.not_known')} />
          ))}
          <Fact
            name={t('portal.addresses')}
            value={file.addresses.length > 0 ? file.addresses.join('；') : t('portal.not_known')}
          />
          <Fact
            name={t('portal.bank_accounts')}
            value={
              file.bank_accounts.length > 0
                ? file.bank_accounts.map(({ bank, tail }) => `${bank} …${tail}`).join('；')
                : t('portal.not_known')
            }
          />
        </dl>
        <h2>{t('portal.contacts')}</h2>
        {file.contacts.length === 0 && <p className="soft">{t('portal.not_known')}</p>}
        <ul className="plain-list">
          {file.contacts.map(contact => (
            <li key={`${contact.name} ${contact.hint}`}>
              {contact.name}
              <span className="soft">
                {contact.hint && ` · ${contact.hint}`}
                {contact.roles.length > 0 && ` · ${contact.roles.map(role => t(`contact_roles.${role}`)).join(', ')}`}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <Answer
        shown={shown}
        token={token}
        words={{
          agree: t('portal.still_right'),
          differs: t('portal.what_changed'),
          agreed: t('portal.file_confirmed', { name: shown.answered_name }),
          contested: t('portal.file_changed', { name: shown.answered_name }),
        }}
      />
    </>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
