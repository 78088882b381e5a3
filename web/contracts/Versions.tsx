import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { moneyText } from '../ui/figures.ts'
import { Moment } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'

type Contract = Answer<'readContract'>

/** The versions of a contract, and what is other in each than in the one before; nothing where there is but one. */
export function Versions({ contract }: { contract: Contract }) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (contract.versions.length < 2) return null
  const value = (field: string, text: string | null) =>
    text === null ? '–' : field.endsWith('_minor') ? moneyText(text, contract.currency, language) : text
  const name = (field: string) => {
    const [what = '', place] = field.split(' ')
    return place ? `${t(`contracts.fields.${what}`)} ${place}` : t(`contracts.fields.${what}`)
  }
  return (
    <Section title={t('contracts.versions')}>
      <ol className="versions" style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 16 }}>
        {contract.versions.map(version => (
          <li key={version.version}>
            <div>
              <strong>{t('contracts.version', { version: version.version })}</strong>{' '}
              <span className="small soft">
                <Moment at={version.recorded_at} /> · {version.recorded_by}
              </span>
              {version.reason && <> · {version.reason}</>}
            </div>
            {version.changes.length > 0 && (
              <ul className="small" style={{ margin: '4px 0 0', paddingInlineStart: 18 }}>
                {version.changes.map(change => (
                  <li key={change.field}>
                    {name(change.field)}: <s className="soft">{value(change.field, change.before)}</s> →{' '}
                    {value(change.field, change.after)}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
    </Section>
  )
}
