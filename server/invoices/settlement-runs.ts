import { type RawBuilder, sql } from 'kysely'
import { type Billable, billables } from '../contracts/billables.ts'
import { toleranceOf } from '../contracts/propose.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { enqueue, type JobHandler, type JobRun } from '../kernel/jobs.ts'
import { addDays, type Day, newId } from '../kernel/values.ts'
import { drawNumbers } from '../ledger/numbers.ts'
import { among } from '../ledger/queries.ts'
import { type Delivered, piecesOf, settlementDay } from './settlement-pieces.ts'
import type { settlementsContract } from './settlements-contract.ts'

type Lines = typeof settlementsContract
type Asked = Taken<Lines['startSettlementRun']>
type Narrowed = Pick<Asked, 'entity_id' | 'customer_id'> & { automatic?: boolean }

/** How many accounts of a run are one transaction. */
const accountsAtOnce = 100

type Account = {
  customer_id: string
  entity_id: string
  currency: string
  settlement_day: number
  reply_days: number
  place: string
}

const accountKey = (of: { customer_id: string; entity_id: string; currency: string }) =>
  `${of.customer_id} ${of.entity_id} ${of.currency}`
const placeOf = sql`t.customer_id || ' ' || t.entity_id || ' ' || t.currency`
const settled = (ctx: Context, asked: Narrowed, on: Day) => sql`settlement_terms t
  join customers c on c.org_id = t.org_id and c.customer_id = t.customer_id
  where t.org_id = ${ctx.org_id} and t.active and ${among('t.entity_id', asked.entity_id, 'uuid')}
    and ${among('t.customer_id', asked.customer_id, 'uuid')}
    and ${asked.automatic ? sql`t.automatic_by = ${ctx.actor.person_id} and ${dueByThemselves(sql`${on}::date`)}` : sql`true`}`

/** The day of an account in the month of a day: 31 is the end of every month, as is a day it has not. */
const inMonth = (on: RawBuilder<unknown>) => sql`least(date_trunc('month', ${on})::date + (t.settlement_day - 1),
  (date_trunc('month', ${on}) + interval '1 month - 1 day')::date)`

/** Accounts that settle by themselves and whose last day on or before one was not settled so yet; the same day as `settlementDay`. */
export const dueByThemselves = (on: RawBuilder<unknown>) => sql`t.active and t.automatic and t.made_until < case
  when ${inMonth(on)} <= ${on} then ${inMonth(on)}
  else ${inMonth(sql`(date_trunc('month', ${on}) - interval '1 month')`)} end`

/**
 * Starts the run that makes the settlement bills of all accounts, each by its last day on or before the one given. [INV-19]
 * Refuses `settlement_terms_none` where nobody is settled by the month.
 */
export async function startSettlementRun(ctx: Context, asked: Asked): Promise<Answered<Lines['startSettlementRun']>> {
  // Load.
  const on = (asked.on as Day | undefined) ?? ctx.today
  const found = await ctx.tx.first(
    sql<{ accounts: number }>`select count(*)::int as accounts from ${settled(ctx, asked, on)}`,
  )
  const accounts = found?.accounts ?? 0

  // Decide.
  if (accounts === 0) refuse('settlement_terms_none')
  const created_at = await moment(ctx)
  const run_id = newId<'settlement_run'>()
  const { entity_id, customer_id } = asked

  // Write.
  const job_id = await enqueue(ctx, 'settlement.run', { run_id, entity_id, customer_id }, accounts)
  await insertRows(ctx.tx, 'settlement_runs', ctx.org_id, [
    { run_id, on_day: on, job_id, accounts, created_by: ctx.actor.person_id, created_at },
  ])

  // Record.
  await record(ctx, 'settlement_run.started', created_at, [{ subject_id: run_id, data: { on, accounts } }])
  return { run_id, job_id, accounts }
}

/** Makes the settlement bills of a run, some accounts a transaction; a run that was killed goes on behind the last. [INV-19] */
export const runSettlements: JobHandler = run =>
  settleRun(run, run.input as { run_id: string } & Pick<Asked, 'entity_id' | 'customer_id'>)

/**
 * Begins the run of the accounts that settle by themselves in one's name, up to the day that is over, or finds the one this
 * job has begun; null where there is nothing to settle. [INV-26]
 */
export async function beginSettlementDay(ctx: Context, job_id: string): Promise<{ run_id: string } | null> {
  // Load.
  const known = await ctx.tx.first(sql<{ run_id: string }>`
    select run_id from settlement_runs where org_id = ${ctx.org_id} and job_id = ${job_id}`)
  if (known) return known
  const on = addDays(ctx.today, -1)
  const found = await ctx.tx.first(sql<{ accounts: number }>`
    select count(*)::int as accounts from ${settled(ctx, { automatic: true }, on)}`)
  const accounts = found?.accounts ?? 0

  // Decide.
  if (accounts === 0 || !may(ctx, 'billing.run')) return null
  const created_at = await moment(ctx)
  const run_id = newId<'settlement_run'>()

  // Write.
  await insertRows(ctx.tx, 'settlement_runs', ctx.org_id, [
    { run_id, on_day: on, job_id, accounts, created_by: ctx.actor.person_id, created_at },
  ])

  // Record.
  await record(ctx, 'settlement_run.started', created_at, [
    { subject_id: run_id, data: { on, accounts, automatic: true } },
  ])
  return { run_id }
}

/** Makes the bills of a run, some accounts a transaction. */
export async function settleRun(run: JobRun, input: { run_id: string } & Narrowed) {
  for (;;) {
    const stopped = await run.cancelled()
    const stand = await run.step(ctx => settleNext(ctx, input, stopped))
    if (!stand) return { run_id: input.run_id }
    await run.progress(stand.done, stand.accounts)
  }
}

type Run = { run_id: string; state: string; on_day: Day; last_account: string | null; accounts: number; done: number }

async function settleNext(
  ctx: Context,
  { run_id, ...asked }: { run_id: string } & Narrowed,
  stopped: boolean,
): Promise<{ done: number; accounts: number } | null> {
  // Load. The run is locked first, then its accounts, so that two runs do not settle the same.
  const run = await ctx.tx.first(sql<Run>`
    select run_id, state, on_day, last_account, accounts, done from settlement_runs
    where org_id = ${ctx.org_id} and run_id = ${run_id} for update`)
  if (run?.state !== 'waiting' && run?.state !== 'running') return null
  const accounts = stopped
    ? []
    : await ctx.tx.rows(sql<Account>`
        select t.customer_id, t.entity_id, t.currency, t.settlement_day, t.reply_days, ${placeOf} as place
        from ${settled(ctx, asked, run.on_day)} and ${run.last_account === null ? sql`true` : sql`(${placeOf}) collate "C" > ${run.last_account}`}
        order by (${placeOf}) collate "C" limit ${accountsAtOnce} for update of t`)
  const recorded_at = await moment(ctx)
  const last = accounts.at(-1)
  if (!last) {
    const state = stopped ? 'cancelled' : 'done'
    await ctx.tx.rows(sql`
      update settlement_runs set state = ${state}, finished_at = ${recorded_at}::timestamptz
      where org_id = ${ctx.org_id} and run_id = ${run_id}`)
    await record(ctx, 'settlement_run.ended', recorded_at, [{ subject_id: run_id, data: { state } }])
    return null
  }

  // Decide. Write. Record.
  const made = await settleAccounts(ctx, run_id, run.on_day, accounts, recorded_at)
  if (asked.automatic)
    await ctx.tx.rows(sql`
      update settlement_terms t set made_until = w.until
      from unnest(${accounts.map(one => one.place)}::text[],
        ${accounts.map(one => settlementDay(one.settlement_day, run.on_day))}::date[]) as w (place, until)
      where t.org_id = ${ctx.org_id} and ${placeOf} = w.place`)
  await ctx.tx.rows(sql`
    update settlement_runs set state = 'running', done = done + ${accounts.length}, made = made + ${made}, last_account = ${last.place}
    where org_id = ${ctx.org_id} and run_id = ${run_id}`)
  return { done: run.done + accounts.length, accounts: run.accounts }
}

type Found = Billable & { billed: string; place: number }

/** What accounts have to be settled by their days, read by the day. */
async function readFound(ctx: Context, accounts: readonly (Account & { until: Day })[]): Promise<Found[]> {
  const tolerance_bp = await toleranceOf(ctx)
  const found: Found[] = []
  for (const [until, of] of Map.groupBy(accounts, account => account.until)) {
    const where = sql`c.state = 'active' and c.signed_on <= ${until} and (c.customer_id, c.entity_id, c.currency) in (
      select * from unnest(${of.map(one => one.customer_id)}::uuid[], ${of.map(one => one.entity_id)}::uuid[],
        ${of.map(one => one.currency)}::text[]))`
    found.push(
      ...(await ctx.tx.rows(sql<Found>`
        select b.* from (${billables({ org_id: ctx.org_id, until, tolerance_bp, where, beside_settlements: false })}) b
        where b.ready order by b.contract_number, b.contract_id, b.place`)),
    )
  }
  return found
}

type DeliveredLine = Delivered & { contract_id: string; line: number }

/** The confirmed deliveries of contracts, the earliest first, with what invoices bill of just them; and all that is billed of lines. */
async function readDelivered(ctx: Context, ids: readonly string[], until: Day) {
  const [delivered, billed] = await Promise.all([
    ctx.tx.rows(sql<DeliveredLine & { confirmed_on: Day }>`
      select d.contract_id, l.line, d.delivery_id, d.number, d.delivered_on, d.confirmed_on,
        trim_scale(coalesce(r.quantity, l.quantity))::text as quantity, trim_scale(coalesce(b.quantity, 0))::text as billed
      from deliveries d join delivery_lines l on l.org_id = d.org_id and l.delivery_id = d.delivery_id
      left join delivery_receipts r on r.org_id = l.org_id and r.delivery_id = l.delivery_id and r.line = l.line
      left join lateral (
        select sum(i.quantity) as quantity from invoice_lines i
        join invoices v on v.org_id = i.org_id and v.invoice_id = i.invoice_id and v.state = 'issued' and v.kind = 'invoice'
        where i.org_id = d.org_id and i.delivery_id = d.delivery_id and i.contract_line = l.line) b on true
      where d.org_id = ${ctx.org_id} and d.contract_id = any (${[...ids]}::uuid[]) and d.state = 'confirmed'
        and d.confirmed_on <= ${until}
      order by d.delivered_on, d.number`),
    ctx.tx.rows(sql<{ contract_id: string; line: number; quantity: string }>`
      select coalesce(i.contract_id, v.contract_id) as contract_id, i.contract_line as line,
        trim_scale(sum(i.quantity))::text as quantity
      from invoices v join invoice_lines i on i.org_id = v.org_id and i.invoice_id = v.invoice_id
      where v.org_id = ${ctx.org_id} and v.state = 'issued' and v.kind = 'invoice' and i.quantity is not null
        and (v.contract_id = any (${[...ids]}::uuid[]) or i.contract_id = any (${[...ids]}::uuid[])) group by 1, 2`),
  ])
  const key = (of: { contract_id: string; line: number }) => `${of.contract_id} ${of.line}`
  return { delivered: Map.groupBy(delivered, key), billed: new Map(billed.map(one => [key(one), one.quantity])) }
}

/** What stands in a settlement that is not issued, or is contested and not settled yet. */
async function readTaken(ctx: Context, ids: readonly string[]): Promise<Set<string>> {
  const rows = await ctx.tx.rows(sql<{ taken: string }>`
    select l.contract_id || ' ' || l.key || ' ' || coalesce(l.delivery_id::text, '') as taken
    from settlement_lines l join settlements s on s.org_id = l.org_id and s.settlement_id = l.settlement_id
    where l.org_id = ${ctx.org_id} and l.contract_id = any (${[...ids]}::uuid[]) and (
      s.state in ('open', 'confirmed') and not l.contested
      or l.contested and l.released_at is null and s.state in ('confirmed', 'contested', 'issued'))`)
  return new Set(rows.map(row => row.taken))
}

/** Makes a bill for each account that has anything to settle, and answers how many. */
async function settleAccounts(
  ctx: Context,
  run_id: string,
  on: Day,
  accounts: readonly Account[],
  recorded_at: string,
): Promise<number> {
  // Load.
  const dated = accounts.map(account => ({ ...account, until: settlementDay(account.settlement_day, on) }))
  const found = await readFound(ctx, dated)
  const ids = [...new Set(found.map(one => one.contract_id))]
  if (ids.length === 0) return 0
  const taken = await readTaken(ctx, ids)
  const untils = new Map(dated.map(one => [accountKey(one), one.until]))
  const standing = new Map(
    await Promise.all(
      [...Map.groupBy(found, one => untils.get(accountKey(one)) as Day)].map(
        async ([until, of]) =>
          [until, await readDelivered(ctx, [...new Set(of.map(one => one.contract_id))], until)] as const,
      ),
    ),
  )

  // Decide. Of goods a line for each delivery.
  const byAccount = Map.groupBy(found, accountKey)
  const planned = dated.flatMap(account => {
    const lines = (byAccount.get(accountKey(account)) ?? []).flatMap(one => {
      const around = standing.get(account.until)
      const line = `${one.contract_id} ${one.contract_line}`
      const deliveries = one.source === 'delivery' ? (around?.delivered.get(line) ?? []) : []
      const ready = { quantity: one.quantity, amount_minor: BigInt(one.amount_minor) }
      return piecesOf(ready, around?.billed.get(line) ?? '0', deliveries)
        .filter(piece => piece.amount_minor > 0n)
        .filter(piece => !taken.has(`${one.contract_id} ${one.key} ${piece.delivery?.delivery_id ?? ''}`))
        .map(piece => lineOf(one, piece))
    })
    const amount_minor = lines.reduce((sum, line) => sum + line.amount_minor, 0n)
    return lines.length > 0 ? [{ account, lines, amount_minor, settlement_id: newId<'settlement'>() }] : []
  })

  // Write.
  const numbers = await drawNumbers(
    ctx,
    planned.map(({ account }) => ({
      entity_id: account.entity_id,
      series: 'STL' as const,
      year: Number(account.until.slice(0, 4)),
    })),
  )
  await insertRows(
    ctx.tx,
    'settlements',
    ctx.org_id,
    planned.map(({ account, amount_minor, settlement_id }, at) => ({
      settlement_id,
      run_id,
      entity_id: account.entity_id,
      customer_id: account.customer_id,
      number: numbers[at] as string,
      currency: account.currency,
      until_on: account.until,
      reply_by: addDays(on, account.reply_days),
      amount_minor,
      recorded_by: ctx.actor.person_id,
      recorded_at,
    })),
  )
  await insertRows(
    ctx.tx,
    'settlement_lines',
    ctx.org_id,
    planned.flatMap(({ settlement_id, lines }) => lines.map((line, at) => ({ settlement_id, line: at + 1, ...line }))),
  )

  // Record.
  await record(
    ctx,
    'settlement.made',
    recorded_at as Parameters<typeof record>[2],
    planned.map(({ account, amount_minor, settlement_id, lines }, at) => ({
      subject_id: settlement_id,
      data: {
        number: numbers[at],
        customer_id: account.customer_id,
        entity_id: account.entity_id,
        currency: account.currency,
        until_on: account.until,
        amount_minor,
        lines: lines.length,
      },
    })),
  )
  return planned.length
}

/** A line of the bill: it names the contract, and of goods the delivery note and its day. */
function lineOf(one: Found, { delivery, quantity, amount_minor }: ReturnType<typeof piecesOf>[number]) {
  return {
    contract_id: one.contract_id,
    key: one.key,
    source: one.source,
    contract_line: one.contract_line,
    contract_part: one.contract_part,
    contract_period: one.contract_period,
    delivery_id: delivery?.delivery_id ?? null,
    happened_on: delivery?.delivered_on ?? one.ready_on,
    description: one.description,
    quantity,
    unit: one.unit,
    unit_price: one.unit_price,
    tax_code: one.tax_code,
    amount_minor,
  }
}

type RunRow = Answered<Lines['listSettlementRuns']>['rows'][number]

/** Runs that made settlement bills, the latest first. */
export async function listSettlementRuns(
  ctx: Context,
  asked: Taken<Lines['listSettlementRuns']>,
): Promise<Answered<Lines['listSettlementRuns']>> {
  const column = { sql: sql.ref('r.run_id'), field: 'run_id', type: 'uuid', descending: true } as const
  const keys = keyset<RunRow>([column], asked.after)
  const rows = await ctx.tx.rows(sql<RunRow>`
    select r.run_id, r.on_day, r.state, r.accounts, r.done, r.made, p.name as created_by_name, r.created_at, r.finished_at
    from settlement_runs r left join people p on p.org_id = r.org_id and p.person_id = r.created_by
    where r.org_id = ${ctx.org_id} and ${keys.where} order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}
