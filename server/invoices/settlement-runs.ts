import { type RawBuilder, sql } from 'kysely'
import { billables } from '../contracts/billables.ts'
import { toleranceOf } from '../contracts/propose.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { enqueue, type JobHandler, type JobRun } from '../kernel/jobs.ts'
import { addDays, type Day, type Instant, newId } from '../kernel/values.ts'
import { among } from '../ledger/queries.ts'
import { type Found, type NewBill, settlementLines, writeBills } from './settlement-lines.ts'
import { settlementDay } from './settlement-pieces.ts'
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

/** Makes a bill for each account that has anything to settle, and answers how many. */
async function settleAccounts(
  ctx: Context,
  run_id: string,
  on: Day,
  accounts: readonly Account[],
  recorded_at: Instant,
): Promise<number> {
  // Load.
  const dated = accounts.map(account => ({ ...account, until: settlementDay(account.settlement_day, on) }))
  const found = await readFound(ctx, dated)
  const untils = new Map(dated.map(one => [accountKey(one), one.until]))
  const lines = await settlementLines(ctx, found, one => untils.get(accountKey(one)) as Day)

  // Decide.
  const byAccount = Map.groupBy(lines, accountKey)
  const bills = dated.flatMap((account): NewBill[] => {
    const own = byAccount.get(accountKey(account)) ?? []
    const { customer_id, entity_id, currency, until: until_on } = account
    const reply_by = addDays(on, account.reply_days)
    const about = { kind: 'month', run_id, contract_id: null, customer_id, entity_id, currency } as const
    return own.length > 0 ? [{ ...about, until_on, reply_by, lines: own }] : []
  })

  // Write. Record.
  await writeBills(ctx, bills, recorded_at)
  return bills.length
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
