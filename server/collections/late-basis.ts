import type { Answered } from '../kernel/contract.ts'
import type { lateContract } from './late-contract.ts'
import type { LateClaim } from './late-load.ts'

type Row = Answered<(typeof lateContract)['proposeLateCharges']>['rows'][number]

/**
 * Why the rule of a claim holds, in the order of `ruleFor`: its contracts say it, else the collection policy, else it was
 * chosen, else it is the first of its currency; and the policy whose rate or days of grace hold. Pure. [LAT-6] [LAT-9]
 */
export function basisOf(
  { clause, policy }: Pick<LateClaim, 'clause' | 'policy'>,
  code: string | undefined,
): Pick<Row, 'by' | 'policy'> {
  if (clause) return { by: 'clause', policy: null }
  const told = policy && { version: policy.version, grace_days: policy.grace_days }
  if (policy?.late_percent_day) return { by: 'policy', policy: told }
  return { by: code ? 'chosen' : 'currency', policy: told }
}
