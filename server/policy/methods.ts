import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { percentOf } from '../kernel/money.ts'
import type { MethodRules, methodsContract } from './methods-contract.ts'
import { gradeIn } from './policies-read.ts'
import { type PolicyGrade, type PolicyText, policyWays } from './policies-contract.ts'
import { standardMethods } from './standard-methods.ts'

type Lines = typeof methodsContract
type Version = Answered<Lines['listMethodRules']>['rows'][number]
type Suggested = Answered<Lines['suggestMethods']>['rows'][number]

/** Every version, the latest first and the one of the house last. [PMR-1] */
export async function listMethodRules(ctx: Context): Promise<Answered<Lines['listMethodRules']>> {
  const own = await ctx.tx.rows(sql<Omit<Version, 'holds'>>`
    select r.version, r.valid_from, false as standard, r.note, r.recorded_at, p.name as by_name, r.rules
    from payment_method_rules r left join people p on p.org_id = r.org_id and p.person_id = r.recorded_by
    where r.org_id = ${ctx.org_id} order by r.version desc limit 200`)
  const { version } = await methodRulesOn(ctx, ctx.today)
  const house = {
    version: 0,
    valid_from: null,
    standard: true,
    note: null,
    recorded_at: null,
    by_name: null,
    rules: standardMethods,
  }
  return { rows: [...own, house].map(row => ({ ...row, holds: row.version === version })), next: null }
}

/** The rules of a day: of the versions that began by then the one of the latest day, of one day the last that was written. */
export async function methodRulesOn(ctx: Context, on: string): Promise<{ version: number; rules: MethodRules }> {
  const row = await ctx.tx.first(sql<{ version: number; rules: MethodRules }>`
    select version, rules from payment_method_rules
    where org_id = ${ctx.org_id} and valid_from <= ${on}::date order by valid_from desc, version desc limit 1`)
  return row ?? { version: 0, rules: standardMethods }
}

/** What is wrong with rules: a band or a sum without a currency, a band that is none, weights that weigh nothing. Pure. [PMR-1] */
export function decideMethodRules({ methods, habit, cost, safety }: MethodRules): Problem[] {
  const problems: Problem[] = []
  const add = (code: Problem['code'], params: Record<string, unknown>) => void problems.push({ index: 0, code, params })
  if (habit + cost + safety === 0) add('payment_method_weightless', {})
  methods.forEach(({ currency, from_minor, below_minor, fee_minor }, at) => {
    const line = at + 1
    if (!currency && (from_minor ?? below_minor ?? fee_minor) !== null) add('payment_method_currency_missing', { line })
    if (from_minor && below_minor && BigInt(from_minor) >= BigInt(below_minor))
      add('payment_method_band_empty', { line })
  })
  return problems
}

/** Sets the rules from a day on, as the next version. [PMR-1] Refuses `changed_meanwhile`, `payment_method_day_past`, and what does not fit. */
export async function setMethodRules(
  ctx: Context,
  { version, valid_from, rules, note }: Taken<Lines['setMethodRules']>,
): Promise<Answered<Lines['setMethodRules']>> {
  // Load.
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(hashtext('duebook.payment_methods'), ${ctx.org_id}::int)`)
  const latest = await ctx.tx.first(sql<{ version: number }>`
    select coalesce(max(version), 0) as version from payment_method_rules where org_id = ${ctx.org_id}`)

  // Decide.
  if ((latest?.version ?? 0) !== version) refuse('changed_meanwhile', { version: latest?.version ?? 0 })
  if (valid_from < ctx.today) refuse('payment_method_day_past', { valid_from })
  refuseAll(decideMethodRules(rules))

  // Write.
  const recorded_at = await moment(ctx)
  const recorded_by = ctx.actor.person_id
  const next = { version: version + 1, valid_from, rules, note }
  await insertRows(ctx.tx, 'payment_method_rules', ctx.org_id, [{ ...next, recorded_by, recorded_at }])

  // Record.
  await record(ctx, 'payment_method.rules_set', recorded_at, [{ subject_id: recorded_by, data: next }])
  return { version: version + 1 }
}

/** What is to be paid, and by whom. */
export type Asked = { customer_id: string; entity_id: string; currency: string; amount_minor: bigint }
type Known = { at: number; grade: string | null; policy: PolicyText | null; used: string[] }

/** Ways to pay an amount, the best first, each with its reasons. Refuses `customer_unknown`. [PMR-2] */
export async function suggestMethods(
  ctx: Context,
  { on, ...asked }: Taken<Lines['suggestMethods']>,
): Promise<Answered<Lines['suggestMethods']>> {
  const { version, rules } = await methodRulesOn(ctx, on ?? ctx.today)
  const [known] = await readKnown(ctx, [asked], rules.habit_receipts, on ?? ctx.today)
  if (!known) refuse('customer_unknown', { customer_id: asked.customer_id })
  return { version, rows: rankMethods(rules, asked, known), next: null }
}

/** The best way to pay each of these, in their order; null where none may be proposed. */
export async function bestMethods(ctx: Context, asked: readonly Asked[]): Promise<(Suggested['method'] | null)[]> {
  if (asked.length === 0) return []
  const { rules } = await methodRulesOn(ctx, ctx.today)
  const known = new Map((await readKnown(ctx, asked, rules.habit_receipts, ctx.today)).map(row => [row.at, row]))
  return asked.map((one, at) => {
    const facts = known.get(at + 1)
    const best = facts && rankMethods(rules, one, facts)[0]
    return best?.score === null || !best ? null : best.method
  })
}

/** Grade, policy and the methods of the last receipts of who is to pay, in one statement for all. */
function readKnown(ctx: Context, asked: readonly Asked[], receipts: number, on: string): Promise<Known[]> {
  return ctx.tx.rows(sql<Known>`
    select a.at::int as at, c.grade, p.policy, coalesce(h.used, '{}') as used
    from unnest(${asked.map(one => one.customer_id)}::uuid[], ${asked.map(one => one.entity_id)}::uuid[])
      with ordinality as a (customer_id, entity_id, at)
    join customers c on c.org_id = ${ctx.org_id} and c.customer_id = a.customer_id
    left join payment_policies p on p.org_id = c.org_id and p.entity_id = a.entity_id and p.state = 'published'
      and daterange(p.valid_from, p.valid_until, '[)') @> ${on}::date
    left join lateral (
      select array_agg(r.method) as used from (
        select r.method from receipts r
        where r.org_id = c.org_id and r.customer_id = c.customer_id and r.state = 'posted' and r.method <> 'opening'
        order by r.received_on desc, r.receipt_id desc limit ${receipts}) r) h on true
    order by a.at`)
}

type Rule = MethodRules['methods'][number]

/**
 * Every method with its score: habit is the share of the last receipts that came so, cost is how much less it costs than the
 * dearest that may be proposed, safety is what the rule says; each in hundredths, weighed. What may not be proposed comes
 * last and says why. Pure. [PMR-2]
 */
export function rankMethods(
  rules: MethodRules,
  { currency, amount_minor }: Pick<Asked, 'currency' | 'amount_minor'>,
  { grade, policy, used }: Pick<Known, 'grade' | 'policy' | 'used'>,
): Suggested[] {
  const said: PolicyGrade | null = policy ? gradeIn(policy, grade) : ((grade as PolicyGrade | null) ?? null)
  const found = policyWays.flatMap(method => {
    const all = rules.methods.filter(rule => rule.method === method)
    if (all.length === 0) return []
    const fit = all.find(rule => refusalOf(rule, currency, amount_minor, said) === null)
    const rule = fit ?? (all[0] as Rule)
    const refused =
      policy && !policy.ways.includes(method) ? ('policy' as const) : refusalOf(rule, currency, amount_minor, said)
    return [{ rule, refused, fee_minor: feeOf(rule, currency, amount_minor) }]
  })
  const dearest = found.reduce((max, one) => (!one.refused && one.fee_minor > max ? one.fee_minor : max), 0n)
  const weights = rules.habit + rules.cost + rules.safety
  const rows = found.map(({ rule, refused, fee_minor }): Suggested => {
    const { method, safety } = rule
    const times = used.filter(one => one === method).length
    const habit = used.length === 0 ? 0 : (100 * times) / used.length
    const cost = dearest === 0n ? 100 : Number((100n * (dearest - fee_minor)) / dearest)
    const score = Math.round((habit * rules.habit + cost * rules.cost + safety * 20 * rules.safety) / weights)
    return { method, score: refused ? null : score, refused, used: times, of: used.length, fee_minor, safety }
  })
  return rows.sort(
    (a, b) => (b.score ?? -1) - (a.score ?? -1) || policyWays.indexOf(a.method) - policyWays.indexOf(b.method),
  )
}

/** Why a rule is not for an amount; null where it is. Pure. */
function refusalOf(
  rule: Rule,
  currency: string,
  amount_minor: bigint,
  grade: PolicyGrade | null,
): Suggested['refused'] {
  const { from_minor, below_minor, grades } = rule
  if (rule.currency && rule.currency !== currency) return 'currency'
  if (from_minor !== null && amount_minor < BigInt(from_minor)) return 'amount'
  if (below_minor !== null && amount_minor >= BigInt(below_minor)) return 'amount'
  // Whoever has no grade is not known to be good for it.
  return grades.length === 0 || (grade && grades.includes(grade)) ? null : 'grade'
}

/** What a payment costs us by a rule, in minor units; a sum of another currency is not counted. */
function feeOf({ fee_percent, fee_minor, currency: of }: Rule, currency: string, amount_minor: bigint): bigint {
  return percentOf(amount_minor, fee_percent) + (fee_minor !== null && of === currency ? BigInt(fee_minor) : 0n)
}
