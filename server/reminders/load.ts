import { sql } from 'kysely'
import { lateAgreements } from '../collections/agreements-list.ts'
import type { Context } from '../kernel/context.ts'
import type { Minor } from '../kernel/money.ts'
import { addDays, type Day } from '../kernel/values.ts'
import type { PolicyGrade, PolicyText } from '../policy/policies-contract.ts'
import { gradeIn, shortPolicies } from '../policy/policies-read.ts'
import { type Claim, moneyKey, type Step, stepsOf } from './timetable.ts'

/** A claim with what a reminder writes down of it. */
export type FoundClaim = Claim & { number: string; document_id: string }

/** Days for which a payment that a customer announced holds reminders back, from the day it was to be paid on. */
const announcedDays = 14

/** The earliest and latest a reminder can come before the due day. */
const earliest = 60

/** The steps of a policy by grade. */
export function timetableOf(policy: PolicyText): (grade: PolicyGrade) => readonly Step[] {
  const known = new Map<PolicyGrade, readonly Step[]>()
  return grade => {
    const steps = known.get(grade) ?? stepsOf(policy, grade)
    known.set(grade, steps)
    return steps
  }
}

/** Claims that a reminder could be about; a rest so small that it may be closed as a rounding difference is none. [RMD-1] */
const claims = sql`i.kind in ('invoice', 'charge', 'retention', 'transfer', 'recovery') and i.lane in ('aged', 'retention')
  and i.open_minor > 0 and i.amount_minor > 0 and i.open_base_minor > coalesce((
    select d.limit_minor from difference_rules d
    where d.org_id = i.org_id and d.entity_id = i.entity_id and d.kind = 'rounding'), 0)`

/** The next customers of an entity that have claims near or past their day, or a reminder that waits; in the order of their ids. */
export async function customersToLookAt(
  ctx: Context,
  asked: { entity_id: string; customer_id?: string | undefined; after: string | null; limit: number },
): Promise<string[]> {
  const { entity_id, customer_id, after, limit } = asked
  // Customer by customer, so that a batch reads no more of a large book than its own customers.
  const rows = await ctx.tx.rows(sql<{ customer_id: string }>`
    select c.customer_id from customers c
    where c.org_id = ${ctx.org_id} and (${customer_id ?? null}::uuid is null or c.customer_id = ${customer_id ?? null}::uuid)
      and (${after}::uuid is null or c.customer_id > ${after}::uuid)
      and (exists (
        select from open_items i
        where i.org_id = c.org_id and i.customer_id = c.customer_id and i.entity_id = ${entity_id} and i.open_minor <> 0 and ${claims}
          and coalesce(i.agreed_due_on, i.due_on) <= ${addDays(ctx.today, earliest)}::date)
        or exists (
          select from reminders r
          where r.org_id = c.org_id and r.customer_id = c.customer_id and r.entity_id = ${entity_id}
            and r.state in ('waiting', 'task', 'bounced', 'queued')))
    order by c.customer_id limit ${limit}`)
  return rows.map(row => row.customer_id)
}

/** The open claims of customers with what holds them, and the money that is there for them. [RMD-3] [RMD-4] */
export async function loadClaims(
  ctx: Context,
  asked: { entity_id: string; policy: PolicyText; customer_ids: readonly string[] },
): Promise<{ claims: FoundClaim[]; money: Map<string, Minor> }> {
  const { entity_id, policy } = asked
  const customer_ids = [...asked.customer_ids]
  type Row = Pick<
    FoundClaim,
    'item_id' | 'customer_id' | 'currency' | 'due_on' | 'disputed' | 'number' | 'document_id'
  > & {
    open_minor: string
    lane: string
    grade: string | null
    agreement_id: string | null
    done: Claim['done'] | null
  }
  const [rows, money, late] = await Promise.all([
    ctx.tx.rows(sql<Row>`
      select i.item_id, i.customer_id, i.currency, coalesce(i.agreed_due_on, i.due_on) as due_on, i.disputed, i.number,
        i.document_id, i.open_minor, i.lane, c.grade,
        (select n.agreement_id from agreement_items n
          join agreements a on a.org_id = n.org_id and a.agreement_id = n.agreement_id
          where n.org_id = i.org_id and n.item_id = i.item_id and a.state = 'active' limit 1) as agreement_id,
        (select json_agg(json_build_object('key', m.step_key, 'tone', m.tone, 'due_on', m.due_on, 'on', r.reminded_on, 'step_day', r.step_day,
            'told', r.state in ('sent', 'unsure', 'done', 'skipped') or coalesce(k.state in ('finished', 'dropped') and m.left_as is null, false)))
          from reminder_items m join reminders r on r.org_id = m.org_id and r.reminder_id = m.reminder_id
          left join tasks k on k.org_id = r.org_id and k.task_id = r.task_id
          where m.org_id = i.org_id and m.item_id = i.item_id and (m.left_as is null or m.left_as = 'overtaken')) as done
      from open_items i join customers c on c.org_id = i.org_id and c.customer_id = i.customer_id
      where i.org_id = ${ctx.org_id} and i.entity_id = ${entity_id} and i.customer_id = any (${customer_ids}::uuid[])
        and ${claims} and coalesce(i.agreed_due_on, i.due_on) <= ${addDays(ctx.today, earliest)}::date
      order by i.customer_id, due_on, i.number, i.item_id`),
    ctx.tx.rows(sql<{ customer_id: string; currency: string; minor: string }>`
      select customer_id, currency, sum(minor)::int8 as minor from (
        select customer_id, currency, -open_minor as minor from open_items
        where org_id = ${ctx.org_id} and entity_id = ${entity_id} and customer_id = any (${customer_ids}::uuid[])
          and lane = 'unapplied' and open_minor < 0
        union all
        select customer_id, currency, amount_minor from payment_advices
        where org_id = ${ctx.org_id} and entity_id = ${entity_id} and customer_id = any (${customer_ids}::uuid[])
          and state = 'advised' and paid_on > ${addDays(ctx.today, -announcedDays)}::date) m
      group by 1, 2`),
    lateAgreements(ctx, customer_ids),
  ])
  const told = await shortPolicies(
    ctx,
    rows.map(row => row.document_id),
  )
  return {
    claims: rows.map(({ lane, grade, agreement_id, done, open_minor, ...row }) => {
      const treated = gradeIn(policy, grade)
      return {
        ...row,
        open_minor: BigInt(open_minor),
        grade: treated,
        grace_days: told.get(row.document_id)?.grace_days ?? policy.grades[treated].grace_days,
        retained: lane === 'retention',
        agreed: agreement_id !== null && !late.has(agreement_id),
        done: done ?? [],
      }
    }),
    money: new Map(money.map(row => [moneyKey(row), BigInt(row.minor)])),
  }
}

export type Party = {
  customer_id: string
  number: string
  name: string
  locale: 'zh' | 'en'
  salesperson_id: string | null
}

/** What a reminder must know of customers beside their claims. */
export async function loadParties(
  ctx: Context,
  entity_id: string,
  customer_ids: readonly string[],
): Promise<Map<string, Party>> {
  const rows = await ctx.tx.rows(sql<Omit<Party, 'locale'> & { locale: string }>`
    select c.customer_id, c.number, c.name, c.locale, a.salesperson_id
    from customers c left join customer_accounts a
      on a.org_id = c.org_id and a.customer_id = c.customer_id and a.entity_id = ${entity_id}
    where c.org_id = ${ctx.org_id} and c.customer_id = any (${[...customer_ids]}::uuid[])`)
  return new Map(rows.map(row => [row.customer_id, { ...row, locale: row.locale === 'en' ? 'en' : 'zh' }]))
}

/** How a claim's days stand on a day: past its due day (+) or before it (−). */
export const daysLate = (due_on: Day, today: Day): number =>
  Math.round((Date.parse(today) - Date.parse(due_on)) / 86_400_000)
