import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { courses } from '../../server/contracts/steps-contract.ts'
import { useRoles } from '../access/roles.ts'
import type { Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Moment } from '../ui/Money.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { followsFrom } from './follows-from.ts'
import { StepsDrawer } from './StepsDrawer.tsx'
import { ExportButton } from '../reports/ExportButton.tsx'

type Template = Row<'listStepTemplates'>
type Rule = Template['steps'][number]

/** The steps contracts take by their course: those of now, and every version before. */
export function StepsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const asked = useAnswer('listStepTemplates', {})
  const [course, setCourse] = useState<Template['course']>('goods')
  const [editing, setEditing] = useState<Template | null>(null)
  const versions = asked.data?.rows.filter(row => row.course === course) ?? []
  const [current] = versions
  return (
    <Page
      title={t('nav.steps')}
      sub={t('steps.sub')}
      actions={
        <>
          <ExportButton report="contract_steps" params={{}} />
          {may('organisation.manage') && current && (
            <Button type="primary" onClick={() => setEditing(current)} icon={<Icon name="pen" />}>
              {t('steps.next_version')}
            </Button>
          )}
        </>
      }
    >
      <Segmented
        value={course}
        options={courses.map(value => ({ value, label: t(`steps.courses.${value}`) }))}
        onChange={setCourse}
        style={{ marginBottom: 12 }}
      />
      <p className="soft small">{t(`steps.about.${course}`)}</p>
      <Wait for={asked}>
        {() => (
          <>
            {versions.map((template, at) => (
              <Section
                key={`${template.version} ${template.edition}`}
                title={t(at === 0 ? 'steps.current' : 'steps.earlier', {
                  version:
                    template.edition === null
                      ? template.version
                      : t('steps.of_the_house', { edition: template.edition }),
                })}
              >
                <p className="soft small">
                  {t('steps.running', { count: template.running })}
                  {template.recorded_at && (
                    <>
                      {' · '}
                      <Moment at={template.recorded_at} /> {template.by_name}
                    </>
                  )}
                  {template.reason && ` · ${template.reason}`}
                </p>
                <Rules steps={template.steps} />
              </Section>
            ))}
          </>
        )}
      </Wait>
      {editing && <StepsDrawer template={editing} onClose={() => setEditing(null)} />}
    </Page>
  )
}

function Rules({ steps }: { steps: readonly Rule[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { nameOf } = useRoles()
  const named = (rule: Rule | undefined) => (rule ? (language === 'zh' ? rule.name_zh : rule.name_en) : null)
  const due = (rule: Rule) => {
    if (rule.step === 'signed') return null
    if (rule.step === 'paid') return t('steps.by_terms')
    const from = rule.from ?? steps[steps.indexOf(rule) - 1]?.step
    return t('steps.days_after', { count: rule.days, step: named(steps.find(one => one.step === from)) })
  }
  const columns: DataColumn<Rule>[] = [
    { key: 'name', title: t('steps.step'), cell: named, width: 200, card: 'head' },
    {
      key: 'what',
      title: t('steps.follows_from'),
      cell: rule => <span className="sentence">{t(followsFrom(rule.step, steps))}</span>,
      width: 290,
    },
    { key: 'due', title: t('steps.due'), cell: due, width: 220 },
    {
      key: 'owner',
      title: t('steps.owner'),
      cell: rule => (rule.owner === 'responsible' ? t('steps.responsible') : nameOf(rule.owner)),
      width: 160,
    },
    {
      key: 'evidence',
      title: t('steps.evidence'),
      cell: rule => (rule.evidence ? t(`steps.evidence_of.${rule.step}`) : null),
      width: 180,
    },
    {
      key: 'gate',
      title: t('steps.gate'),
      cell: rule => (rule.gate === 'no' ? null : <span className="tag waits">{t(`steps.gates.${rule.gate}`)}</span>),
      width: 160,
    },
  ]
  return (
    <DataTable<Rule>
      label={t('nav.steps')}
      columns={columns}
      rows={[...steps]}
      rowKey={rule => rule.step}
      empty={{ title: t('steps.none') }}
    />
  )
}
