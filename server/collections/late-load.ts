import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Minor } from '../kernel/money.ts'
import type { Day } from '../kernel/values.ts'
import { type Clause, clauseOf, clausesOf } from '../policy/late-clause.ts'
import type { PolicyShort } from '../policy/policies-contract.ts'
import { shortPolicies } from '../policy/policies-read.ts'
import { lateAmount, type LateItem, type Worked } from './late-amounts.ts'
import { type LateRate, type LateRule, plainRule, standardRates, standardRules } from './late-standard.ts'

export type RuleVersion = { code: string; version: number; standard: boolean; rule: LateRule }

/** The rules that hold now, those of the house among them until there is one of one's own under their code. [LAT-6] */
export async function readRules(ctx: Context): Promise<RuleVersion[]> {
  const own = await ctx.tx.rows(sql<RuleVersion>`
    select distinct on (code) code, version, false as standard, rule from late_rules
    where org_id = ${ctx.org_id} order by code, version desc`)
  const codes = new Set(own.map(row => row.code))
  const standards = Object.entries(standardRules).map(([code, rule]) => ({ code, version: 0, standard: true, rule }))
  return [...own.map(row => ({ ...row, rule: ruleOf(row.rule) })), ...standards.filter(({ code }) => !codes.has(code))]
}

/** A rule as it comes from the database, its amounts as numbers of minor units again. */
export const ruleOf = (rule: LateRule): LateRule => ({
  ...rule,
  fixed: rule.fixed.map(one => ({ from_minor: BigInt(one.from_minor), amount_minor: BigInt(one.amount_minor) })),
})

/** The reference rates; what was entered last for a day counts, before that of the house. */
export async function readLateRates(ctx: Context): Promise<(LateRate & { standard: boolean })[]> {
  const own = await ctx.tx.rows(sql<LateRate>`
    select distinct on (code, valid_from) code, valid_from, trim_scale(percent)::text as percent, source from late_rates
    where org_id = ${ctx.org_id} order by code, valid_from, recorded_at desc, rate_id desc`)
  const known = new Set(own.map(row => `${row.code} ${row.valid_from}`))
  return [
    ...own.map(row => ({ ...row, standard: false })),
    ...standardRates
      .filter(row => !known.has(`${row.code} ${row.valid_from}`))
      .map(row => ({ ...row, standard: true })),
  ].sort((a, b) => (a.code === b.code ? (a.valid_from < b.valid_from ? 1 : -1) : a.code < b.code ? -1 : 1))
}

export type LateClaim = {
  item_id: string
  entity_id: string
  entity_code: string
  customer_id: string
  number: string
  currency: string
  due_on: Day
  disputed: boolean
  item_minor: Minor
  base_minor: Minor
  open_minor: Minor
  clause: Clause | null
  /** What the collection policy of the day the invoice was issued says; null where none holds. */
  policy: PolicyShort | null
  item: LateItem
}

/** Whether the charge `n` was taken back without another in its place. */
export const voided = sql`coalesce(n.state = 'undone' or n.state = 'corrected' and not exists (
  select from invoices r where r.org_id = n.org_id and r.corrects_id = n.invoice_id), false)`

/**
 * The claims of a customer that were, or are, late by a day and of which a day may still be charged; late charges
 * themselves bear no interest. [LAT-4] [LAT-5]
 */
export async function readLateClaims(
  ctx: Context,
  asked: { customer_id: string; until: Day; item_ids?: readonly string[] },
): Promise<LateClaim[]> {
  type Row = Omit<LateClaim, 'item_minor' | 'base_minor' | 'open_minor' | 'item' | 'clause' | 'policy'> & {
    clauses: readonly Clause[] | null
    document_id: string | null
    item_minor: string
    base_minor: string
    open_minor: string
    deltas: { on: Day; delta_minor: string }[] | null
    covered_to: Day | null
    charged_minor: string
  }
  const only = asked.item_ids ? sql`and i.item_id = any (${[...asked.item_ids]}::uuid[])` : sql``
  const rows = await ctx.tx.rows(sql<Row>`
    select i.item_id, i.entity_id, e.code as entity_code, i.customer_id, i.number, i.currency, i.disputed,
      coalesce(i.agreed_due_on, i.due_on) as due_on, i.amount_minor as item_minor, i.base_minor, i.open_minor,
      (select json_agg(json_build_object('on', a.applied_on, 'delta_minor', a.delta_minor::text)) from applications a
        where a.org_id = i.org_id and a.item_id = i.item_id) as deltas,
      c.covered_to, coalesce(c.charged_minor, 0)::int8 as charged_minor,
      v.invoice_id as document_id, case when v.invoice_id is not null then ${clausesOf} end as clauses
    from open_items i
    join entities e on e.org_id = i.org_id and e.entity_id = i.entity_id
    left join invoices v on v.org_id = i.org_id and v.invoice_id = i.document_id
    left join lateral (
      select max(l.to_on) as covered_to, sum(l.amount_minor) filter (where l.state = 'charged') as charged_minor
      from late_charges l left join invoices n on n.org_id = l.org_id and n.invoice_id = l.invoice_id
      where l.org_id = i.org_id and l.item_id = i.item_id and not (${voided})) c on true
    where i.org_id = ${ctx.org_id} and i.customer_id = ${asked.customer_id} and i.amount_minor > 0
      and i.kind in ('invoice', 'retention', 'transfer', 'recovery')
      and coalesce(i.agreed_due_on, i.due_on) < ${asked.until}
      and (i.open_minor > 0 or i.settled_on > coalesce(i.agreed_due_on, i.due_on)) ${only}
    order by due_on, i.number, i.item_id limit 500`)
  const policies = await shortPolicies(
    ctx,
    rows.flatMap(row => row.document_id ?? []),
  )
  return rows.map(({ deltas, covered_to, charged_minor, clauses, document_id, ...row }) => {
    const amount_minor = BigInt(row.item_minor)
    return {
      ...row,
      item_minor: amount_minor,
      base_minor: BigInt(row.base_minor),
      open_minor: BigInt(row.open_minor),
      clause: clauseOf(clauses),
      policy: policies.get(document_id ?? '') ?? null,
      item: {
        amount_minor,
        due_on: row.due_on,
        deltas: (deltas ?? []).map(one => ({ on: one.on, delta_minor: BigInt(one.delta_minor) })),
        covered_to,
        charged_minor: BigInt(charged_minor),
      },
    }
  })
}

/**
 * The rule of a claim: what its contracts say, else what the collection policy told the customer, else the one that was chosen,
 * else the first there is for its currency; a policy that leaves the rate to the law still gives its days of grace. [LAT-6] [LAT-9]
 */
export function ruleFor(
  claim: Pick<LateClaim, 'clause' | 'policy' | 'currency'>,
  rules: readonly RuleVersion[],
  code: string | undefined,
): LateRule | null {
  const { clause, policy, currency } = claim
  if (clause) return clauseRule(clause)
  if (policy?.late_percent_day) return policyRule(policy, policy.late_percent_day)
  const found = (code ? rules.find(one => one.code === code) : rules.find(one => one.rule.currency === currency))?.rule
  if (!found || !policy) return found ?? null
  return { ...found, grace_days: Math.max(found.grace_days, policy.grace_days) }
}

const policyRule = ({ version, grace_days }: PolicyShort, percent: string): LateRule => ({
  ...plainRule,
  name_zh: `收款政策第 ${version} 版`,
  name_en: `Collection policy, version ${version}`,
  basis: 'day',
  percent,
  grace_days,
  source: `收款政策 / collection policy ${version}`,
})

const clauseRule = (clause: Clause): LateRule => ({
  ...plainRule,
  name_zh: `合同 ${clause.number}`,
  name_en: `Contract ${clause.number}`,
  basis: clause.penalty_per_day === null ? 'year' : 'day',
  percent: clause.penalty_per_day ?? clause.penalty_per_year,
  grace_days: clause.grace_days,
  cap: clause.penalty_cap,
  source: clause.number,
})

/** A claim worked out by its rule. */
export type Proposed = { claim: LateClaim; rule: LateRule | null; worked: Worked }

/** Every claim worked out until a day. */
export const workOut = (
  claims: readonly LateClaim[],
  rules: readonly RuleVersion[],
  rates: readonly LateRate[],
  asked: { until: Day; rule?: string | undefined },
): Proposed[] =>
  claims.map(claim => {
    const rule = ruleFor(claim, rules, asked.rule)
    return { claim, rule, worked: rule && lateAmount(claim.item, rule, rates, asked.until) }
  })
