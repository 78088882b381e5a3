import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { Wait } from '../ui/states.tsx'
import type { Version } from './PolicyPage.tsx'

type Change = Answer<'comparePaymentPolicies'>['rows'][number]
type ChangesProps = { version: Version; versions: readonly Version[]; onClose: () => void }

/** What differs between two versions, rule by rule and reminder by reminder. */
export function PolicyChanges({ version, versions, onClose }: ChangesProps) {
  const { t } = useTranslation()
  const others = versions.filter(one => one.policy_id !== version.policy_id)
  const before = others.find(one => one.version < version.version) ?? others[0]
  const [other, setOther] = useState(before?.policy_id ?? '')
  const asked = useAnswer('comparePaymentPolicies', { policy_id: version.policy_id, with: other }, other !== '')
  return (
    <Modal open width={820} title={t('collection_policy.compare')} footer={null} onCancel={onClose}>
      <ChoiceField
        label={t('collection_policy.compare_with', { version: version.version })}
        value={other}
        width={220}
        options={others.map(one => ({
          value: one.policy_id,
          label: t('collection_policy.number', { version: one.version }),
        }))}
        onChange={id => id && setOther(id)}
      />
      <Wait for={asked}>
        {({ rows, from_version, to_version }) =>
          rows.length === 0 ? (
            <p className="soft">{t('collection_policy.same')}</p>
          ) : (
            <div className="policy-scroll">
              <table className="policy-table">
                <thead>
                  <tr>
                    <th>{t('collection_policy.rule')}</th>
                    <th>{t('collection_policy.number', { version: from_version })}</th>
                    <th>{t('collection_policy.number', { version: to_version })}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map(row => (
                    <tr key={[row.field, row.grade, row.reminder, row.before, row.after].join()}>
                      <th>
                        <Rule row={row} />
                      </th>
                      <td>
                        <Value row={row} value={row.before} />
                      </td>
                      <td>
                        <Value row={row} value={row.after} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Wait>
    </Modal>
  )
}

function Rule({ row }: { row: Change }) {
  const { t } = useTranslation()
  const [channel, by, tone] = row.reminder ?? []
  return (
    <>
      {row.reminder
        ? [
            t(`collection_policy.channels.${channel}`),
            t(`collection_policy.people.${by}`),
            t(`collection_policy.tones.${tone}`),
          ].join(' · ')
        : t(`collection_policy.fields.${row.field}`)}
      {row.grade && <span className="soft small">{t('collection_policy.grade', { grade: row.grade })}</span>}
    </>
  )
}

function Value({ row, value }: { row: Change; value: string | null }) {
  const { t } = useTranslation()
  if (value === null) return <span className="soft">–</span>
  if (row.field === 'ways')
    return value
      .split(' ')
      .map(way => t(`collection_policy.way_names.${way}`))
      .join(' · ')
  if (row.field === 'ungraded') return t('collection_policy.grade', { grade: value })
  if (row.field !== 'reminder') return value
  const day = Number(value)
  if (day === 0) return t('collection_policy.on_due_day')
  return day < 0
    ? t('collection_policy.days_before', { count: -day })
    : t('collection_policy.days_after', { count: day })
}
