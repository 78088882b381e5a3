import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'
import { among } from '../ledger/queries.ts'
import { policyOn } from '../policy/policies-read.ts'
import type { remindersContract, reminderViews } from './contract.ts'
import { gather, planReminders } from './timetable.ts'
import { letterNow } from './letters.ts'
import { customersToLookAt, daysLate, loadClaims, loadParties, timetableOf } from './load.ts'
import { customersAtOnce, lettersLeave } from './run.ts'
import { failedLetter, jobOver } from './letter-queue.ts'
import type { Locked } from './send.ts'

type Lines = typeof remindersContract
type Row = Answered<Lines['listReminders']>['rows'][number]
type Asked = Taken<Lines['listReminders']>

/**
 * How a reminder `r` stands now: what was paid or contested since is over at once, a closed task says what came of it, and a
 * letter whose job `j` is over could not leave, or nobody knows whether it did.
 */
const standing = sql`case
  when r.state = 'task' and k.state = 'finished' then 'done'
  when r.state = 'task' and k.state = 'dropped' then 'skipped'
  when (r.state in ('waiting', 'bounced', 'task') or ${failedLetter}) and not exists (
    select from reminder_items m join open_items i on i.org_id = m.org_id and i.item_id = m.item_id
    where m.org_id = r.org_id and m.reminder_id = r.reminder_id and m.left_as is null and i.open_minor > 0 and not i.disputed)
    then 'withdrawn'
  when ${failedLetter} then 'failed'
  when r.state = 'sending' and ${jobOver} then 'unsure'
  else r.state end`

/** Why a reminder was withdrawn: what overtook most comes first. */
const overBy = sql`case when ${standing} = 'withdrawn' then coalesce((
    select m.left_as from reminder_items m where m.org_id = r.org_id and m.reminder_id = r.reminder_id and m.left_as is not null
    order by array_position(array['paid', 'money', 'agreement', 'disputed', 'retention', 'overtaken'], m.left_as) limit 1),
  case when exists (
    select from reminder_items m join open_items i on i.org_id = m.org_id and i.item_id = m.item_id
    where m.org_id = r.org_id and m.reminder_id = r.reminder_id and i.open_minor > 0) then 'disputed' else 'paid' end) end`

const columns = sql`r.reminder_id, r.entity_id, e.code as entity_code, r.customer_id, c.number as customer_number,
  c.name as customer_name, r.currency, r.grade, r.step_day, r.channel, r.given_by, r.tone, r.reminded_on, ${standing} as state,
  r.amount_minor, (select count(*)::int from reminder_items m
    where m.org_id = r.org_id and m.reminder_id = r.reminder_id and m.left_as is null) as items,
  r.recipient, r.by_hand, r.note, coalesce(r.reason, k.outcome) as reason, ${overBy} as over_by,
  case when ${failedLetter} then case
    when j.state = 'done' or jsonb_array_length(j.result -> 'problems') > 0 then 'sender'
    when r.failure is not null then 'mail' else 'program' end end as failed_because,
  case when ${failedLetter} then r.failure end as failed_with, r.task_id, ko.name as task_owner_name,
  coalesce(r.sent_at, case when k.state = 'finished' then k.closed_at end) as sent_at, p.name as recorded_by_name, r.recorded_at`

const tables = sql`from reminders r
  join entities e on e.org_id = r.org_id and e.entity_id = r.entity_id
  join customers c on c.org_id = r.org_id and c.customer_id = r.customer_id
  left join jobs j on j.org_id = r.org_id and j.job_id = r.job_id
  left join tasks k on k.org_id = r.org_id and k.task_id = r.task_id
  left join people ko on ko.org_id = k.org_id and ko.person_id = k.owner_id
  left join people p on p.org_id = r.org_id and p.person_id = r.recorded_by`

const sorts = {
  reminded_on: { sql: sql.ref('r.reminded_on'), field: 'reminded_on', type: 'date' },
  amount_minor: { sql: sql.ref('r.amount_minor'), field: 'amount_minor', type: 'int8' },
  customer_name: { sql: sql.ref('c.name'), field: 'customer_name', type: 'text' },
} as const satisfies Record<string, SortColumn<Row>>

/** Which states a view shows. */
const views: Record<(typeof reminderViews)[number], readonly Row['state'][]> = {
  waiting: ['waiting', 'bounced', 'failed'],
  sent: ['queued', 'sending', 'sent', 'unsure', 'done'],
  tasks: ['task'],
  over: ['skipped', 'withdrawn'],
}

/** Which reminders, as they are written down, can stand so in a view: what is over may be so since nobody wrote it down yet. */
const written: Record<(typeof reminderViews)[number], readonly Row['state'][]> = {
  waiting: ['waiting', 'bounced', 'queued'],
  sent: [...views.sent, 'task'],
  tasks: views.tasks,
  over: [...views.over, 'waiting', 'bounced', 'queued', 'task'],
}

/** Reminders as they stand now. */
export async function listReminders(ctx: Context, asked: Asked): Promise<Answered<Lines['listReminders']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { ...sorts[asked.sort.replace('-', '') as keyof typeof sorts], descending },
      { sql: sql.ref('r.reminder_id'), field: 'reminder_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const states = asked.state?.length ? asked.state : asked.view ? views[asked.view] : []
  const about = (column: 'item_id' | 'document_id', ids: readonly string[] | undefined) =>
    ids?.length
      ? sql`exists (select from reminder_items m join open_items i on i.org_id = m.org_id and i.item_id = m.item_id
          where m.org_id = r.org_id and m.reminder_id = r.reminder_id and (m.left_as is null or m.left_as = 'overtaken')
            and ${among(`i.${column}`, ids, 'uuid')})`
      : sql`true`
  const conditions = [
    sql`r.org_id = ${ctx.org_id}`,
    keys.where,
    among('r.entity_id', asked.entity_id, 'uuid'),
    among('r.customer_id', asked.customer_id, 'uuid'),
    among('r.channel', asked.channel, 'text'),
    among('r.tone', asked.tone, 'text'),
    ...(asked.from ? [sql`r.reminded_on >= ${asked.from}::date`] : []),
    ...(asked.to ? [sql`r.reminded_on <= ${asked.to}::date`] : []),
    about('item_id', asked.item_id),
    about('document_id', asked.document_id),
    among('r.state', asked.view && written[asked.view], 'text'),
    ...(states.length > 0 ? [sql`${standing} = any (${[...states]}::text[])`] : []),
  ]
  const rows = await ctx.tx.rows(sql<Row>`
    select ${columns} ${tables} where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}

type Read = Answered<Lines['readReminder']>

/** One reminder with its items, and its letter as it left or would leave now. Refuses `reminder_unknown`. */
export async function readReminder(ctx: Context, { reminder_id }: Taken<Lines['readReminder']>): Promise<Read> {
  type Head = Row & Pick<Locked, 'policy_id' | 'locale'> & { subject: string | null; body: string | null }
  const [head, lines] = await Promise.all([
    ctx.tx.first(sql<Head>`
      select ${columns}, r.policy_id, r.locale, r.subject, r.body ${tables}
      where r.org_id = ${ctx.org_id} and r.reminder_id = ${reminder_id}`),
    ctx.tx.rows(sql<Omit<Read['lines'][number], 'days_late'> & { left_minor: string }>`
      select m.item_id, m.number, m.due_on, m.open_minor, greatest(i.open_minor, 0)::int8 as left_minor, m.left_as
      from reminder_items m join open_items i on i.org_id = m.org_id and i.item_id = m.item_id
      where m.org_id = ${ctx.org_id} and m.reminder_id = ${reminder_id} order by m.due_on, m.number, m.item_id`),
  ])
  if (!head) refuse('reminder_unknown', { reminder_id })
  const { policy_id, locale, subject, body, ...row } = head
  const waits = row.state === 'waiting' || row.state === 'bounced' || row.state === 'failed' || row.state === 'queued'
  const on: Day = waits ? ctx.today : (row.reminded_on as Day)
  const shown = lines.map(line => ({ ...line, days_late: daysLate(line.due_on as Day, on) }))
  const owed = shown.filter(line => line.left_as === null && (!waits || line.left_minor !== '0'))
  const letter =
    row.channel !== 'email'
      ? null
      : !waits && subject && body
        ? { subject, text: body }
        : await letterNow(
            ctx,
            { ...row, policy_id, locale },
            owed.map(line => ({ ...line, left_minor: waits ? line.left_minor : String(line.open_minor) })),
          )
  return { ...row, lines: shown, letter }
}

/** How many lines a preview shows of what is held. */
const shownAtOnce = 500

/** What a run would make today and what it would hold back; of the first customers, as one transaction takes them. [RMD-4] */
export async function previewReminders(
  ctx: Context,
  asked: Taken<Lines['previewReminders']>,
): Promise<Answered<Lines['previewReminders']>> {
  const entities = await ctx.tx.rows(sql<{ entity_id: string; code: string }>`
    select entity_id, code from entities e where e.org_id = ${ctx.org_id} and ${among('e.entity_id', asked.entity_id, 'uuid')}
    order by code`)
  type Answer = Answered<Lines['previewReminders']>
  const due = new Map<string, Answer['due'][number]>()
  const rows: Answer['rows'] = []
  let [held, more] = [0, false]
  for (const { entity_id, code: entity_code } of entities) {
    const policy = (await policyOn(ctx, entity_id, ctx.today))?.policy
    if (!policy) continue
    held += 1
    const only = asked.customer_id?.length === 1 ? asked.customer_id[0] : undefined
    const customer_ids = await customersToLookAt(ctx, {
      entity_id,
      customer_id: only,
      after: null,
      limit: customersAtOnce,
    })
    more ||= customer_ids.length === customersAtOnce
    const [{ claims, money }, parties] = await Promise.all([
      loadClaims(ctx, { entity_id, policy, customer_ids }),
      loadParties(ctx, entity_id, customer_ids),
    ])
    const plan = planReminders(claims, timetableOf(policy), money, ctx.today)
    for (const { step, claims: some } of gather(plan.due)) {
      const { channel, tone } = step
      const currency = some[0]?.currency ?? ''
      const key = `${entity_code} ${currency} ${channel} ${tone}`
      const sum = due.get(key) ?? { entity_code, channel, tone, currency, reminders: 0, items: 0, amount_minor: '0' }
      const amount = some.reduce((all, claim) => all + claim.open_minor, BigInt(sum.amount_minor))
      due.set(key, {
        ...sum,
        reminders: sum.reminders + 1,
        items: sum.items + some.length,
        amount_minor: String(amount),
      })
    }
    for (const { claim, step, reason } of plan.held) {
      const party = parties.get(claim.customer_id)
      if (!party || rows.length >= shownAtOnce) continue
      const { item_id, customer_id, number, due_on, currency, open_minor } = claim
      rows.push({
        item_id,
        entity_id,
        entity_code,
        customer_id,
        customer_number: party.number,
        customer_name: party.name,
        number,
        due_on,
        days_late: daysLate(due_on, ctx.today),
        currency,
        open_minor: String(open_minor),
        channel: step.channel,
        tone: step.tone,
        reason,
      })
    }
  }
  return { entities: held, due: [...due.values()], rows, more, next: null }
}

/** By entity: the policy that holds, and which reminders leave by themselves. */
export const reminderSettings =
  (mail: boolean) =>
  async (ctx: Context): Promise<Answered<Lines['reminderSettings']>> => {
    const [leaves, failed, rows] = await Promise.all([
      lettersLeave(ctx, mail),
      ctx.tx.first(sql<{ letters: number }>`
        select count(*)::int as letters ${tables}
        where r.org_id = ${ctx.org_id} and r.state = 'queued' and ${standing} = 'failed'`),
      ctx.tx.rows(sql<Answered<Lines['reminderSettings']>['rows'][number]>`
        select e.entity_id, e.code as entity_code, e.name as entity_name, e.name_en as entity_name_en,
          coalesce(s.automatic, 'off') as automatic, p.name as set_by_name, (
            select y.version from payment_policies y where y.org_id = e.org_id and y.entity_id = e.entity_id and y.state = 'published'
              and daterange(y.valid_from, y.valid_until, '[)') @> ${ctx.today}::date) as policy_version
        from entities e left join reminder_settings s on s.org_id = e.org_id and s.entity_id = e.entity_id
        left join people p on p.org_id = s.org_id and p.person_id = s.set_by
        where e.org_id = ${ctx.org_id} and ${among('e.entity_id', ctx.actor.sight.entity_ids ?? undefined, 'uuid')}
        order by e.code`),
    ])
    return { mail: leaves, failed: failed?.letters ?? 0, rows, next: null }
  }
