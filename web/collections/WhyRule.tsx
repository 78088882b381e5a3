import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useRuleName, useRuleText } from './rule-words.ts'

type Item = Answer<'proposeLateCharges'>['rows'][number]

/** The rule a claim is charged by, what it charges, and why this one and no other. */
export function WhyRule({ row }: { row: Pick<Item, 'rule' | 'by' | 'policy' | 'clause' | 'currency' | 'entity_id'> }) {
  const { t } = useTranslation()
  const nameOf = useRuleName()
  const textOf = useRuleText()
  const name = nameOf(row.rule)
  return (
    <div className="why-rule">
      {row.clause ? (
        <Link to="/contracts/$contract_id" params={{ contract_id: row.clause.contract_id }}>
          {name}
        </Link>
      ) : row.by === 'policy' ? (
        <Link to="/collection-policy" search={{ entity_id: row.entity_id } as never}>
          {name}
        </Link>
      ) : (
        name
      )}{' '}
      {(row.clause ?? row.by === 'policy') && <span className="soft">{textOf(row.rule)}</span>}
      <div className="small soft">
        {t(`late.because.${row.by}`, { currency: row.currency })}
        {row.policy && row.by !== 'policy' && row.policy.grace_days > 0 && (
          <> {t('late.because.grace', { version: row.policy.version, count: row.policy.grace_days })}</>
        )}
      </div>
    </div>
  )
}
