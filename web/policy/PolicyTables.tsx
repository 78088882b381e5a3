import { useTranslation } from 'react-i18next'
import { policyGrades, type PolicyText } from '../../server/policy/policies-contract.ts'
import { Section } from '../ui/Page.tsx'

/** What holds for each grade, and the timetable of reminders, as two tables. */
export function PolicyTables({ policy }: { policy: PolicyText }) {
  const { t } = useTranslation()
  const { grades } = policy
  const none = <span className="soft">–</span>
  const rows = [
    [
      'due_days',
      (of: PolicyText['grades']['A']) =>
        of.due_days ? t('collection_policy.days_from_invoice', { count: of.due_days }) : t('collection_policy.at_once'),
    ],
    ['advance_percent', (of: PolicyText['grades']['A']) => (of.advance_percent ? `${of.advance_percent}%` : none)],
    [
      'grace_days',
      (of: PolicyText['grades']['A']) => (of.grace_days ? t('collection_policy.days', { count: of.grace_days }) : none),
    ],
    [
      'late_percent_day',
      (of: PolicyText['grades']['A']) =>
        of.late_percent_day === null
          ? t('collection_policy.by_law')
          : t('collection_policy.late_day', { percent: of.late_percent_day }),
    ],
  ] as const
  return (
    <>
      <Section title={t('collection_policy.deadlines')}>
        <div className="policy-scroll">
          <table className="policy-table">
            <thead>
              <tr>
                <th />
                {policyGrades.map(grade => (
                  <th key={grade}>{t('collection_policy.grade', { grade })}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([field, cell]) => (
                <tr key={field}>
                  <th>{t(`collection_policy.fields.${field}`)}</th>
                  {policyGrades.map(grade => (
                    <td key={grade}>{cell(grades[grade])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p className="soft small">{t('collection_policy.ungraded_as', { grade: policy.ungraded })}</p>
        <p className="soft small">{t('collection_policy.charged')}</p>
      </Section>
      <Section title={t('collection_policy.timetable')}>
        <div className="policy-scroll">
          <table className="policy-table">
            <thead>
              <tr>
                <th>{t('collection_policy.reminder')}</th>
                {policyGrades.map(grade => (
                  <th key={grade}>{t('collection_policy.grade', { grade })}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {policy.reminders.map((reminder, at) => (
                // oxlint-disable-next-line no-array-index-key -- a reminder is known by its place alone
                <tr key={at}>
                  <th>
                    {t(`collection_policy.channels.${reminder.channel}`)}
                    <span className="soft small">
                      {t(`collection_policy.people.${reminder.by}`)} · {t(`collection_policy.tones.${reminder.tone}`)}
                    </span>
                  </th>
                  {policyGrades.map(grade => (
                    <td key={grade}>
                      <DayOfReminder day={reminder.days[grade]} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
      <Section title={t('collection_policy.paying')}>
        <p>
          {policy.ways.map(way => t(`collection_policy.way_names.${way}`)).join(' · ')}
          {policy.contact && ` — ${t('collection_policy.ask', { contact: policy.contact })}`}
        </p>
      </Section>
    </>
  )
}

function DayOfReminder({ day }: { day: number | null }) {
  const { t } = useTranslation()
  if (day === null) return <span className="soft">–</span>
  if (day === 0) return t('collection_policy.on_due_day')
  return day < 0
    ? t('collection_policy.days_before', { count: -day })
    : t('collection_policy.days_after', { count: day })
}
