import { type RawBuilder, sql } from 'kysely'
import { compareDecimals, multiply } from '../kernel/money.ts'

/** What a contract says of paying late; nothing where neither rate is there. */
export type Clause = {
  contract_id: string
  number: string
  penalty_per_day: string | null
  penalty_per_year: string | null
  penalty_cap: string | null
  grace_days: number
}

/** The clauses of all contracts of an invoice `v`: of its own, or of those its lines bill; as JSON, null where there is none. */
export const clausesOf: RawBuilder<readonly Clause[] | null> = sql`(
  select json_agg(json_build_object('contract_id', k.contract_id, 'number', k.number,
    'penalty_per_day', trim_scale(k.penalty_per_day)::text, 'penalty_per_year', trim_scale(k.penalty_per_year)::text,
    'penalty_cap', trim_scale(k.penalty_cap)::text, 'grace_days', k.grace_days) order by k.number)
  from contracts k where k.org_id = v.org_id and (k.contract_id = v.contract_id or v.contract_id is null and exists (
    select from invoice_lines l where l.org_id = v.org_id and l.invoice_id = v.invoice_id and l.contract_id = k.contract_id)))`

/** Per cent a year, in hundred-millionths. */
const yearly = ({ penalty_per_day, penalty_per_year }: Clause) =>
  penalty_per_day === null ? multiply(penalty_per_year ?? '0', '1', 8) : multiply(penalty_per_day, '365', 8)

/**
 * The one clause by which a claim over several contracts is charged. Where they agree it is theirs. Where they differ no part
 * may be charged more than its contract says: the lowest rate, the longest grace and the lowest cap hold. Where a contract says
 * nothing, none holds. Pure. [LAT-8]
 */
export function clauseOf(clauses: readonly Clause[] | null): Clause | null {
  const [first, ...others] = clauses ?? []
  if (!first || [first, ...others].some(one => one.penalty_per_day === null && one.penalty_per_year === null))
    return null
  const all = [first, ...others]
  const lowest = others.reduce((least, one) => (yearly(one) < yearly(least) ? one : least), first)
  const caps = all.flatMap(one => one.penalty_cap ?? [])
  return {
    ...lowest,
    number: all.map(one => one.number).join(', '),
    grace_days: Math.max(...all.map(one => one.grace_days)),
    penalty_cap: caps.toSorted(compareDecimals)[0] ?? null,
  }
}
