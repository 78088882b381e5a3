import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MethodRules } from '../../server/policy/methods-contract.ts'
import type { Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { dayText, moneyText } from '../ui/figures.ts'
import { Page, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { MethodRulesDrawer } from './MethodRulesDrawer.tsx'
import { ExportButton } from '../reports/ExportButton.tsx'

type Version = Row<'listMethodRules'>
type Rule = MethodRules['methods'][number]

/** The rules by which a way to pay is proposed: those that hold, those to come, and every version before. */
export function MethodRulesPage() {
  const { t } = useTranslation()
  const language = useLanguage()
  const may = useMay()
  const asked = useAnswer('listMethodRules', {})
  const [editing, setEditing] = useState<Version | null>(null)
  const [latest] = asked.data?.rows ?? []
  return (
    <Page
      title={t('nav.payment_methods')}
      sub={t('payment_methods.sub')}
      actions={
        <>
          <ExportButton report="payment_method_rules" params={{}} />
          {may('payment_method.manage') && latest && (
            <Button type="primary" onClick={() => setEditing(latest)} icon={<Icon name="pen" />}>
              {t('payment_methods.change')}
            </Button>
          )}
        </>
      }
    >
      <Wait for={asked}>
        {({ rows }) =>
          rows.map(version => (
            <Section
              key={version.version}
              title={
                version.valid_from
                  ? t('payment_methods.from', { day: dayText(version.valid_from, language) })
                  : t('wordings.standard')
              }
            >
              <p className="soft small">
                {version.holds && <span className="tag well">{t('collection_policy.holds')}</span>}{' '}
                {t('payment_methods.weights', {
                  receipts: version.rules.habit_receipts,
                  habit: version.rules.habit,
                  cost: version.rules.cost,
                  safety: version.rules.safety,
                })}
                {version.note && ` · ${version.note} · ${version.by_name}`}
              </p>
              <Rules rules={version.rules.methods} />
            </Section>
          ))
        }
      </Wait>
      {editing && <MethodRulesDrawer of={editing} onClose={() => setEditing(null)} />}
    </Page>
  )
}

function Rules({ rules }: { rules: readonly Rule[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const money = (rule: Rule, minor: string | null) =>
    minor !== null && rule.currency ? moneyText(minor, rule.currency, language) : null
  const columns: DataColumn<Rule>[] = [
    {
      key: 'method',
      title: t('contracts.method'),
      cell: rule => t(`methods.${rule.method}`),
      width: 160,
      card: 'head',
    },
    {
      key: 'currency',
      title: t('columns.currency'),
      cell: rule => rule.currency ?? t('payment_methods.every'),
      width: 90,
    },
    {
      key: 'from',
      title: t('payment_methods.from_minor'),
      cell: rule => money(rule, rule.from_minor),
      width: 130,
      right: true,
    },
    {
      key: 'below',
      title: t('payment_methods.below_minor'),
      cell: rule => money(rule, rule.below_minor),
      width: 130,
      right: true,
    },
    {
      key: 'grades',
      title: t('payment_methods.grades'),
      cell: rule => rule.grades.join(' ') || t('payment_methods.every'),
      width: 110,
    },
    {
      key: 'fee',
      title: t('payment_methods.fee'),
      cell: rule =>
        [rule.fee_percent === '0' ? null : `${rule.fee_percent}%`, money(rule, rule.fee_minor)]
          .filter(Boolean)
          .join(' + ') || '–',
      width: 140,
      right: true,
      card: 'figure',
    },
    { key: 'safety', title: t('payment_methods.safety'), cell: rule => `${rule.safety} / 5`, width: 90 },
  ]
  return (
    <DataTable<Rule>
      label={t('nav.payment_methods')}
      columns={columns}
      rows={[...rules]}
      rowKey={rule => JSON.stringify(rule)}
      empty={{ title: t('payment_methods.none') }}
    />
  )
}
