import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import {
  type policiesContract,
  type PolicyGrade,
  policyGrades,
  type PolicyShort,
  type PolicyText,
} from './policies-contract.ts'
import { standardPolicy } from './standard-policy.ts'
import { type Clause, clauseOf, clausesOf } from './late-clause.ts'

type Lines = typeof policiesContract
type Head = Answered<Lines['listPaymentPolicies']>['rows'][number]

const headOf = (ctx: Context) => sql`
  p.policy_id, p.entity_id, e.code as entity_code, e.name as entity_name, e.name_en as entity_name_en, p.version, p.edition,
  p.state, p.note, p.valid_from, p.valid_until, p.written_at, p.approved_at, p.published_at, p.withdrawn_reason,
  p.state = 'published' and p.valid_from <= ${ctx.today}::date and (p.valid_until is null or p.valid_until > ${ctx.today}::date)
    as holds,
  (select json_agg(json_build_object('person_id', w.person_id, 'name', w.name) order by w.name) from people w
    where w.org_id = p.org_id and w.person_id = any (p.written_by)) as written_by,
  (select name from people a where a.org_id = p.org_id and a.person_id = p.approved_by) as approved_by_name,
  (select name from people b where b.org_id = p.org_id and b.person_id = p.published_by) as published_by_name`

/** Versions of the policies, the latest first. */
export async function listPaymentPolicies(
  ctx: Context,
  { entity_id, state, after, limit }: Taken<Lines['listPaymentPolicies']>,
): Promise<Answered<Lines['listPaymentPolicies']>> {
  const column = { sql: sql.ref('p.policy_id'), field: 'policy_id', type: 'uuid', descending: true } as const
  const keys = keyset<Head>([column], after)
  const conditions = [
    sql`p.org_id = ${ctx.org_id}`,
    keys.where,
    ...(entity_id?.length ? [sql`p.entity_id = any (${entity_id}::uuid[])`] : []),
    ...(state?.length ? [sql`p.state = any (${state}::text[])`] : []),
  ]
  const rows = await ctx.tx.rows(sql<Head>`
    select ${headOf(ctx)} from payment_policies p join entities e on e.org_id = p.org_id and e.entity_id = p.entity_id
    where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${limit + 1}`)
  return keys.page(rows, limit)
}

/** One version with its text. Refuses `payment_policy_unknown`. */
export async function readPaymentPolicy(
  ctx: Context,
  { policy_id }: Taken<Lines['readPaymentPolicy']>,
): Promise<Answered<Lines['readPaymentPolicy']>> {
  const row = await ctx.tx.first(sql<Answered<Lines['readPaymentPolicy']>>`
    select ${headOf(ctx)}, p.policy from payment_policies p
    join entities e on e.org_id = p.org_id and e.entity_id = p.entity_id
    where p.org_id = ${ctx.org_id} and p.policy_id = ${policy_id}`)
  if (!row) refuse('payment_policy_unknown', { policy_id })
  return row
}

/** What a first draft begins with. */
export const standardPaymentPolicy = (): Promise<PolicyText> => Promise.resolve(standardPolicy)

/** What differs between two versions, the earlier first. Refuses `payment_policy_unknown`. */
export async function comparePaymentPolicies(
  ctx: Context,
  asked: Taken<Lines['comparePaymentPolicies']>,
): Promise<Answered<Lines['comparePaymentPolicies']>> {
  const [one, other] = await Promise.all([
    readPaymentPolicy(ctx, { policy_id: asked.policy_id }),
    readPaymentPolicy(ctx, { policy_id: asked.with }),
  ])
  const [from, to] = one.version <= other.version ? [one, other] : [other, one]
  return { from_version: from.version, to_version: to.version, rows: changesOf(from.policy, to.policy) }
}

type Change = Answered<Lines['comparePaymentPolicies']>['rows'][number]

/** The differences of two policies, field by field and reminder by reminder. Pure. */
export function changesOf(before: PolicyText, after: PolicyText): Change[] {
  const rows: Change[] = []
  const said = (value: unknown) => (value === null || value === undefined ? null : String(value))
  const put = (at: Pick<Change, 'field' | 'grade' | 'reminder'>, was: unknown, is: unknown) => {
    if (said(was) !== said(is)) rows.push({ ...at, before: said(was), after: said(is) })
  }
  for (const field of ['due_days', 'advance_percent', 'grace_days', 'late_percent_day'] as const)
    for (const grade of policyGrades)
      put({ field, grade, reminder: null }, before.grades[grade][field], after.grades[grade][field])
  const [was, is] = [byStep(before), byStep(after)]
  for (const [key, step] of new Map([...was, ...is]))
    for (const grade of policyGrades)
      put(
        { field: 'reminder', grade, reminder: step.name },
        was.get(key)?.days[grade] ?? null,
        is.get(key)?.days[grade] ?? null,
      )
  const whole = { grade: null, reminder: null }
  put({ field: 'ungraded', ...whole }, before.ungraded, after.ungraded)
  put({ field: 'ways', ...whole }, before.ways.join(' '), after.ways.join(' '))
  for (const field of ['contact', 'words_zh', 'words_en'] as const)
    put({ field, ...whole }, before[field], after[field])
  return rows
}

/** Reminders by what they are; of the same kind, by their order. */
function byStep({ reminders }: PolicyText) {
  const seen = new Map<string, number>()
  return new Map(
    reminders.map(({ channel, by, tone, days }) => {
      const kind = [channel, by, tone].join(' ')
      const nth = (seen.get(kind) ?? 0) + 1
      seen.set(kind, nth)
      return [`${kind} ${nth}`, { name: [channel, by, tone] as string[], days }] as const
    }),
  )
}

type Standing = { policy_id: string; version: number; policy: PolicyText }

/** The version that holds for an entity on a day; null where none does. */
export const policyOn = (ctx: Context, entity_id: string, on: string): Promise<Standing | null> =>
  ctx.tx.first(sql<Standing>`
    select policy_id, version, policy from payment_policies
    where org_id = ${ctx.org_id} and entity_id = ${entity_id} and state = 'published'
      and daterange(valid_from, valid_until, '[)') @> ${on}::date`)

/** The grade by which a policy treats a customer. [CPL-5] */
export const gradeIn = (policy: PolicyText, grade: string | null): PolicyGrade =>
  policyGrades.find(one => one === grade) ?? policy.ungraded

/** The reminders of a day, by grade and then by day: what a run of reminders reads. [CPL-5] */
export async function readTimetable(
  ctx: Context,
  { entity_id, on, grade }: Taken<Lines['readTimetable']>,
): Promise<Answered<Lines['readTimetable']>> {
  const found = await policyOn(ctx, entity_id, on ?? ctx.today)
  if (!found) return { policy_id: null, version: null, ungraded: null, rows: [], next: null }
  const { policy_id, version, policy } = found
  const rows = policyGrades
    .filter(one => !grade?.length || grade.includes(one))
    .flatMap(one =>
      policy.reminders
        .flatMap(({ days, channel, by, tone }, step) => {
          const day = days[one]
          if (day === null) return []
          return [
            { grade: one, step, day, in_grace: day > 0 && day <= policy.grades[one].grace_days, channel, by, tone },
          ]
        })
        .sort((a, b) => a.day - b.day || a.step - b.step),
    )
  return { policy_id, version, ungraded: policy.ungraded, rows, next: null }
}

type Bill = {
  id: string
  version: number
  grade: string | null
  policy: PolicyText
  clause: Pick<Clause, 'penalty_per_day' | 'penalty_per_year' | 'grace_days'> | null
}

/**
 * What the policies tell the customers of invoices, each by the entity, the day it was issued and the grade of who pays.
 * A clause of the contract comes before the policy. Invoices for which nothing holds are absent. [CPL-6]
 */
export async function shortPolicies(ctx: Context, invoice_ids: readonly string[]): Promise<Map<string, PolicyShort>> {
  if (invoice_ids.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<Omit<Bill, 'clause'> & { clauses: readonly Clause[] | null }>`
    select v.invoice_id as id, p.version, c.grade, p.policy,
      ${clausesOf} as clauses
    from invoices v join customers c on c.org_id = v.org_id and c.customer_id = coalesce(v.bill_to_id, v.customer_id)
    join payment_policies p on p.org_id = v.org_id and p.entity_id = v.entity_id and p.state = 'published'
      and daterange(p.valid_from, p.valid_until, '[)') @> v.issued_on
    where v.org_id = ${ctx.org_id} and v.invoice_id = any (${invoice_ids}::uuid[])`)
  return new Map(rows.map(({ clauses, ...row }) => [row.id, shortOf({ ...row, clause: clauseOf(clauses) })]))
}

/** What one customer is told. Pure. */
export function shortOf({ version, grade, policy, clause }: Omit<Bill, 'id'>): PolicyShort {
  const { due_days, grace_days, late_percent_day } = policy.grades[gradeIn(policy, grade)]
  return {
    version,
    due_days,
    grace_days: clause ? clause.grace_days : grace_days,
    late_percent_day: clause ? clause.penalty_per_day : late_percent_day,
    late_percent_year: clause ? clause.penalty_per_year : null,
    ways: policy.ways,
    contact: policy.contact,
  }
}
