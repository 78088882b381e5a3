import { type RawBuilder, sql } from 'kysely'
import { readFileRules } from '../customers/file-rules.ts'
import { reviewDue } from '../customers/quality.ts'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { enqueue, type JobHandler } from '../kernel/jobs.ts'
import { insertRows } from '../db/insert.ts'
import { newId } from '../kernel/values.ts'
import { letterStanding } from '../invoices/letter-standing.ts'
import { among } from '../ledger/queries.ts'
import type { askingReasons, askingsContract } from './askings-contract.ts'
import { addressesOf, makePages } from './pages.ts'

type Lines = typeof askingsContract
type Reason = (typeof askingReasons)[number]

/** Customers that one transaction asks. */
const atOnce = 200
/** Days for which a customer who was asked and has not answered is not asked again. */
const patience = 60

/** The role of the contact who is asked, and of the one who is where there is none. */
const roles = ['invoice', 'statement'] as const

/** Whether a customer `c` was asked and has not answered yet. */
const isAsked = (ctx: Context) => sql`exists (
  select from pages g where g.org_id = c.org_id and g.customer_id = c.customer_id and g.kind = 'file'
    and g.state in ('made', 'queued', 'sending', 'sent', 'unsure', 'opened')
    and g.recorded_at > ${ctx.now}::timestamptz - make_interval(days => ${patience}::int))`

/** Whether a customer `c` has to do with an entity: it has an account there, or none at all. */
const isOf = (entity_id: string) => sql`(
  exists (select from customer_accounts a
    where a.org_id = c.org_id and a.customer_id = c.customer_id and a.entity_id = ${entity_id})
  or not exists (select from customer_accounts a where a.org_id = c.org_id and a.customer_id = c.customer_id))`

/** Customers `c` whose file is due for review. [CUS-28] */
async function whoIsDue(ctx: Context, entity_id: string, grade: readonly string[] | undefined) {
  const due_on = reviewDue(ctx.actor.time_zone, await readFileRules(ctx))
  return sql`c.org_id = ${ctx.org_id} and c.state = 'active' and not c.pending and ${due_on} <= ${ctx.today}::date
    and ${isOf(entity_id)} and ${grade?.length ? sql`coalesce(c.grade, 'none') = any (${[...grade]}::text[])` : sql`true`}`
}

async function lettersLeave(ctx: Context, mail: boolean): Promise<boolean> {
  const row = await ctx.tx.first(sql<{ is_demo: boolean }>`
    select is_demo from organisations where org_id = ${ctx.org_id}`)
  return mail && row?.is_demo === false
}

/** Whom an asking would reach. [POR-11] */
export const previewAsking =
  (mail: boolean) =>
  async (
    ctx: Context,
    { entity_id, grade }: Taken<Lines['previewAsking']>,
  ): Promise<Answered<Lines['previewAsking']>> => {
    const due = await whoIsDue(ctx, entity_id, grade)
    const [row, letters] = await Promise.all([
      ctx.tx.first(sql<Record<'due' | 'with_address' | 'asked', number>>`
        select count(*)::int as due, count(*) filter (where d.asked)::int as asked,
          count(*) filter (where d.has_address)::int as with_address
        from (select ${isAsked(ctx)} as asked, exists (
            select from contacts x where x.org_id = c.org_id and x.customer_id = c.customer_id
              and x.email is not null and x.erased_at is null and x.roles && ${[...roles]}::text[]) as has_address
          from customers c where ${due}) d`),
      lettersLeave(ctx, mail),
    ])
    return { ...(row ?? { due: 0, with_address: 0, asked: 0 }), mail: letters }
  }

/**
 * Begins to ask customers to confirm what we hold of them: all whose file is due for review, or those named. The asking goes
 * on as longer work and keeps what became of each. [POR-11] Refuses `entity_unknown`, `customer_unknown`, `asking_empty`,
 * `asking_runs`.
 */
export async function beginAsking(
  ctx: Context,
  { entity_id, customer_ids, grade, by_hand }: Taken<Lines['beginAsking']>,
): Promise<Answered<Lines['beginAsking']>> {
  // Load. Two that begin at once meet at the entity.
  const named = customer_ids && [...new Set(customer_ids)]
  const [entity, known] = await Promise.all([
    ctx.tx.first(sql`select from entities where org_id = ${ctx.org_id} and entity_id = ${entity_id} for no key update`),
    ctx.tx.rows(sql<{ customer_id: string }>`
      select customer_id from customers where org_id = ${ctx.org_id} and customer_id = any (${named ?? []}::uuid[])`),
  ])
  const running = await ctx.tx.first(sql`
    select from data_askings k join jobs j on j.org_id = k.org_id and j.job_id = k.job_id
    where k.org_id = ${ctx.org_id} and k.entity_id = ${entity_id} and j.state in ('waiting', 'running')`)

  // Decide.
  const { entity_ids } = ctx.actor.sight
  if (!entity || (entity_ids && !entity_ids.includes(entity_id))) refuse('entity_unknown', { entity_id })
  const there = new Set(known.map(row => row.customer_id))
  refuseAll(
    (named ?? []).flatMap((customer_id): Problem[] =>
      there.has(customer_id) ? [] : [{ index: 0, code: 'customer_unknown', params: { customer_id } }],
    ),
  )
  if (running) refuse('asking_runs', {})
  const recorded_at = await moment(ctx)
  const asking_id = newId<'asking'>()

  // Write.
  const asking = { asking_id, entity_id, by_hand, recorded_by: ctx.actor.person_id, recorded_at }
  await insertRows(ctx.tx, 'data_askings', ctx.org_id, [asking])
  const who: RawBuilder<unknown> = named
    ? sql`c.org_id = ${ctx.org_id} and c.customer_id = any (${named}::uuid[])`
    : await whoIsDue(ctx, entity_id, grade)
  const lines = await ctx.tx.rows(sql`
    insert into data_asking_lines (org_id, asking_id, customer_id, entity_id, named)
    select ${ctx.org_id}::int4, ${asking_id}::uuid, c.customer_id, ${entity_id}::uuid, ${named !== undefined}::bool
    from customers c where ${who} returning customer_id`)
  if (lines.length === 0) refuse('asking_empty', {})
  const job_id = await enqueue(ctx, 'customer.asking', { asking_id }, lines.length)
  await ctx.tx.rows(sql`
    update data_askings set job_id = ${job_id} where org_id = ${ctx.org_id} and asking_id = ${asking_id}`)

  // Record.
  await record(ctx, 'asking.begun', recorded_at, [
    { subject_id: entity_id, data: { asking_id, entity_id, customers: lines.length, by_hand } },
  ])
  return { asking_id, customers: lines.length }
}

/** Asks the customers of an asking, batch by batch; begun again it goes on with those that wait. [POR-11] */
export const askCustomers =
  (mail: boolean): JobHandler =>
  async run => {
    const { asking_id } = run.input as { asking_id: string }
    let done = await run.step(ctx => countDone(ctx, asking_id))
    for (;;) {
      const stop = await run.cancelled()
      const count = await run.step(ctx => askNext(ctx, { asking_id, mail, stop }))
      done += count
      await run.progress(done)
      if (count === 0) return { done }
    }
  }

async function countDone(ctx: Context, asking_id: string): Promise<number> {
  const row = await ctx.tx.first(sql<{ done: number }>`
    select count(*)::int as done from data_asking_lines
    where org_id = ${ctx.org_id} and asking_id = ${asking_id} and outcome <> 'waiting'`)
  return row?.done ?? 0
}

/** A customer as it is decided whether to ask it. */
export type Asked = {
  named: boolean
  in_business: boolean
  due: boolean
  asked: boolean
  address: string | null
}

/** Why a customer is not asked; null where it is. Pure. [POR-11] */
export function decideAsking(one: Asked, how: { letters: boolean; by_hand: boolean; stop: boolean }): Reason | null {
  if (how.stop) return 'stopped'
  if (!one.in_business) return 'archived'
  if (!one.named && !one.due) return 'reviewed'
  if (one.asked) return 'asked'
  if (how.by_hand) return null
  if (!how.letters) return 'no_mail'
  return one.address ? null : 'no_address'
}

type Row = Omit<Asked, 'address'> & { customer_id: string; entity_id: string; by_hand: boolean }

/** Asks the next customers; answers how many it was. */
async function askNext(ctx: Context, asked: { asking_id: string; mail: boolean; stop: boolean }): Promise<number> {
  const { asking_id, mail, stop } = asked
  // Load.
  const due_on = reviewDue(ctx.actor.time_zone, await readFileRules(ctx))
  const [rows, letters] = await Promise.all([
    ctx.tx.rows(sql<Row>`
      select l.customer_id, l.entity_id, l.named, k.by_hand, c.state = 'active' and not c.pending as in_business,
        ${due_on} <= ${ctx.today}::date as due, ${isAsked(ctx)} as asked
      from data_asking_lines l
      join data_askings k on k.org_id = l.org_id and k.asking_id = l.asking_id
      join customers c on c.org_id = l.org_id and c.customer_id = l.customer_id
      where l.org_id = ${ctx.org_id} and l.asking_id = ${asking_id} and l.outcome = 'waiting'
      order by l.customer_id limit ${atOnce} for update of l`),
    lettersLeave(ctx, mail),
  ])
  if (rows.length === 0) return 0
  const contacts = await addressesOf(
    ctx,
    rows.map(row => row.customer_id),
  )

  // Decide.
  const decided = rows.map(row => {
    const address = roles.map(role => contacts.get(`${row.customer_id} ${role}`)).find(Boolean) ?? null
    const how = { letters, by_hand: row.by_hand, stop: stop || !may(ctx, 'page.make') }
    return { ...row, address: letters ? address : null, reason: decideAsking({ ...row, address }, how) }
  })

  // Write. Record.
  const asks = decided.filter(row => row.reason === null)
  const made = await makePages({ mail, sms: false })(
    ctx,
    asks.map(({ customer_id, entity_id, address }) => ({
      kind: 'file' as const,
      customer_id,
      entity_id,
      mail: false,
      ...(address ? { recipient: address } : {}),
    })),
  )
  const pages = new Map(asks.map((row, at) => [row.customer_id, made.rows[at]?.page_id]))
  const outcome = ({ reason, address }: (typeof decided)[number]) => (reason ? 'skipped' : address ? 'mailed' : 'made')
  await ctx.tx.rows(sql`
    update data_asking_lines l set outcome = w.outcome, reason = w.reason, page_id = w.page_id
    from unnest(${decided.map(row => row.customer_id)}::uuid[], ${decided.map(outcome)}::text[],
      ${decided.map(row => row.reason)}::text[], ${decided.map(row => pages.get(row.customer_id) ?? null)}::uuid[])
      as w (customer_id, outcome, reason, page_id)
    where l.org_id = ${ctx.org_id} and l.asking_id = ${asking_id} and l.customer_id = w.customer_id`)
  return rows.length
}

type Asking = Answered<Lines['listAskings']>['rows'][number]

/** Askings, the newest first, with what became of their customers. */
export async function listAskings(
  ctx: Context,
  asked: Taken<Lines['listAskings']>,
): Promise<Answered<Lines['listAskings']>> {
  const column = { sql: sql.ref('k.asking_id'), field: 'asking_id', type: 'uuid', descending: true } as const
  const keys = keyset<Asking>([column], asked.after)
  const rows = await ctx.tx.rows(sql<Asking>`
    select k.asking_id, e.code as entity_code, k.by_hand, n.*, p.name as recorded_by_name, k.recorded_at,
      case when j.state in ('done', 'failed', 'cancelled') then j.state else 'running' end as state
    from data_askings k
    join entities e on e.org_id = k.org_id and e.entity_id = k.entity_id
    join people p on p.org_id = k.org_id and p.person_id = k.recorded_by
    left join jobs j on j.org_id = k.org_id and j.job_id = k.job_id
    cross join lateral (
      select count(*)::int as customers, count(*) filter (where l.outcome = 'waiting')::int as waiting,
        count(*) filter (where l.outcome = 'mailed')::int as mailed, count(*) filter (where l.outcome = 'made')::int as made,
        count(*) filter (where l.outcome = 'skipped')::int as skipped,
        count(*) filter (where g.state in ('confirmed', 'contested'))::int as answered
      from data_asking_lines l left join pages g on g.org_id = l.org_id and g.page_id = l.page_id
      where l.org_id = k.org_id and l.asking_id = k.asking_id) n
    where k.org_id = ${ctx.org_id} and ${keys.where} and ${among('k.asking_id', asked.asking_id, 'uuid')}
    order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}

type Line = Answered<Lines['listAskingLines']>['rows'][number]

/** What became of each customer of an asking, by the number of the customer. */
export async function listAskingLines(
  ctx: Context,
  asked: Taken<Lines['listAskingLines']>,
): Promise<Answered<Lines['listAskingLines']>> {
  const keys = keyset<Line>(
    [
      { sql: sql.ref('c.number'), field: 'customer_number', type: 'text', descending: false },
      { sql: sql.ref('c.customer_id'), field: 'customer_id', type: 'uuid', descending: false },
    ],
    asked.after,
  )
  const rows = await ctx.tx.rows(sql<Line>`
    select c.customer_id, c.number as customer_number, c.name as customer_name, l.outcome, l.reason, l.page_id,
      ${letterStanding(ctx, 'page.send', 'g', sql`g.recipient is not null`)} as page_state, g.answered_at
    from data_asking_lines l
    join customers c on c.org_id = l.org_id and c.customer_id = l.customer_id
    left join pages g on g.org_id = l.org_id and g.page_id = l.page_id
    where l.org_id = ${ctx.org_id} and l.asking_id = ${asked.asking_id} and ${keys.where}
      and ${among('l.outcome', asked.outcome, 'text')} and ${among('l.reason', asked.reason, 'text')}
    order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}
