import { sql } from 'kysely'
import { toleranceOf } from '../contracts/propose.ts'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { enqueue, enqueueAll } from '../kernel/jobs.ts'
import { type Day, newId } from '../kernel/values.ts'
import { notify } from '../tasks/notify.ts'
import { billablesOf } from './billables.ts'
import type { billingContract, turnsOfRuns } from './billing-contract.ts'

type Lines = typeof billingContract

/**
 * Starts a run over what is ready, all of a filter or what was picked of it; a job issues it. What waits in another run is
 * not taken. [INV-16] Refuses `billing_run_empty`, and `permission_missing` for who may not issue invoices.
 */
export async function startBillingRun(
  ctx: Context,
  { until, issued_on, filter, picked, tax_point, revenue }: Taken<Lines['startBillingRun']>,
): Promise<Answered<Lines['startBillingRun']>> {
  if (!may(ctx, 'invoice.issue')) refuse('permission_missing', { permission: 'invoice.issue' })
  // Load. Many contracts are read whole, which is no look-up by key.
  await ctx.tx.rows(sql`set local enable_seqscan = on`)
  const tolerance_bp = await toleranceOf(ctx)
  const created_at = await moment(ctx)
  const run_id = newId<'billing_run'>()

  // Write. What is taken is decided by the statement that says what is ready.
  const job_id = await enqueue(ctx, 'billing.run', { run_id })
  const issued = issued_on ?? ctx.today
  await ctx.tx.rows(sql`
    insert into billing_runs (org_id, run_id, until_on, issued_on, tolerance_bp, tax_point, revenue, job_id, created_by, created_at)
    values (${ctx.org_id}, ${run_id}, ${until}, ${issued}, ${tolerance_bp}, ${tax_point ?? null}, ${revenue ?? null}, ${job_id},
      ${ctx.actor.person_id}, ${created_at}::timestamptz)`)
  const chosen = picked
    ? sql`(b.contract_id, b.key) in (select * from unnest(${picked.map(one => one.contract_id)}::uuid[], ${picked.map(one => one.key)}::text[]))`
    : sql`true`
  const counts = await ctx.tx.first(sql<{ lines: number; bills: number }>`
    with taken as (
      insert into billing_run_lines (org_id, run_id, line, bill, contract_id, entity_id, customer_id, key, source,
        contract_line, contract_part, description, quantity, unit, unit_price, tax_code, currency, amount_minor)
      select ${ctx.org_id}, ${run_id}, row_number() over (order by b.contract_number, b.contract_id, b.place),
        dense_rank() over (order by b.contract_number, b.contract_id), b.contract_id, b.entity_id, b.customer_id, b.key,
        b.source, b.contract_line, b.contract_part, b.description, b.quantity::numeric, b.unit, b.unit_price::numeric,
        b.tax_code, b.currency, b.amount_minor
      from ${billablesOf(ctx, until as Day, tolerance_bp, filter)} and b.ready and ${chosen}
      returning bill)
    select count(*)::int as lines, coalesce(max(bill), 0)::int as bills from taken`)
  if (!counts?.lines) refuse('billing_run_empty', { until })

  // Record.
  const data = { until, issued_on: issued, tolerance_bp, filter, tax_point, revenue, ...counts }
  await record(ctx, 'billing_run.started', created_at, [{ subject_id: run_id, data }])
  return { run_id, job_id, ...counts }
}

type LockedRun = {
  run_id: string
  state: 'waiting' | 'running' | 'done' | 'cancelled'
  until_on: Day
  issued_on: Day
  tax_point: (typeof turnsOfRuns)[number] | null
  revenue: (typeof turnsOfRuns)[number] | null
}

/** Locks a run; null where there is none. */
export const lockRun = async (ctx: Context, run_id: string): Promise<LockedRun | null> =>
  (await ctx.tx.first(sql<LockedRun>`
    select run_id, state, until_on, issued_on, tax_point, revenue from billing_runs
    where org_id = ${ctx.org_id} and run_id = ${run_id} for update`)) ?? null

/**
 * Tries what a run refused or left once more, for what it comes to now. [INV-17] Refuses `billing_run_unknown`,
 * `billing_run_running` while it goes on, and `billing_run_empty` where nothing of it was refused or left.
 */
export async function retryBillingRun(
  ctx: Context,
  { run_id, lines }: Taken<Lines['retryBillingRun']>,
): Promise<Answered<Lines['retryBillingRun']>> {
  if (!may(ctx, 'invoice.issue')) refuse('permission_missing', { permission: 'invoice.issue' })
  // Load.
  await ctx.tx.rows(sql`set local enable_seqscan = on`)
  const run = await lockRun(ctx, run_id)
  const tolerance_bp = await toleranceOf(ctx)

  // Decide.
  if (!run) refuse('billing_run_unknown', { run_id })
  if (run.state === 'waiting' || run.state === 'running') refuse('billing_run_running', { run_id })
  const recorded_at = await moment(ctx)

  // Write. Amounts are those of now; what is not ready any more is tried as it was, and refused with its reason.
  const chosen = lines ? sql`l.line = any (${lines}::int[])` : sql`true`
  const again = await ctx.tx.rows(sql<{ line: number; contract_id: string }>`
    update billing_run_lines l set state = 'waiting', problem = null
    where l.org_id = ${ctx.org_id} and l.run_id = ${run_id} and l.state in ('refused', 'left') and ${chosen}
    returning l.line, l.contract_id`)
  if (again.length === 0) refuse('billing_run_empty', { until: run.until_on })
  const ids = [...new Set(again.map(one => one.contract_id))]
  await ctx.tx.rows(sql`
    update billing_run_lines l set amount_minor = b.amount_minor, quantity = b.quantity::numeric,
      unit_price = b.unit_price::numeric, description = b.description
    from (select b.* from ${billablesOf(ctx, run.until_on, tolerance_bp, {}, false)} and b.contract_id = any (${ids}::uuid[])) b
    where l.org_id = ${ctx.org_id} and l.run_id = ${run_id} and l.state = 'waiting' and l.contract_id = b.contract_id
      and l.key = b.key and b.ready`)
  const job_id = await enqueue(ctx, 'billing.run', { run_id })
  await ctx.tx.rows(sql`
    update billing_runs set state = 'waiting', finished_at = null, job_id = ${job_id}, tolerance_bp = ${tolerance_bp}
    where org_id = ${ctx.org_id} and run_id = ${run_id}`)

  // Record.
  await record(ctx, 'billing_run.retried', recorded_at, [{ subject_id: run_id, data: { lines: again.length } }])
  return { job_id, lines: again.length }
}

/** Stops a run behind the invoices it is at; what it has not come to is left. Refuses `billing_run_unknown`. [INV-17] */
export async function cancelBillingRun(
  ctx: Context,
  { run_id }: Taken<Lines['cancelBillingRun']>,
): Promise<Answered<Lines['cancelBillingRun']>> {
  // Load. This waits for the batch that is being issued.
  const run = await lockRun(ctx, run_id)

  // Decide.
  if (!run) refuse('billing_run_unknown', { run_id })
  if (run.state === 'done' || run.state === 'cancelled') return { state: run.state }
  const recorded_at = await moment(ctx)

  // Write.
  await endRun(ctx, run_id, 'cancelled', recorded_at)

  // Record.
  await record(ctx, 'billing_run.cancelled', recorded_at, [{ subject_id: run_id, data: {} }])
  return { state: 'cancelled' }
}

/**
 * Makes papers again that could not be made, one job for each transaction of the run they are of. [INV-18] Refuses
 * `billing_run_unknown`, and `billing_papers_none` where none of them failed.
 */
export async function remakeBillingPapers(
  ctx: Context,
  { run_id, invoice_ids }: Taken<Lines['remakeBillingPapers']>,
): Promise<Answered<Lines['remakeBillingPapers']>> {
  // Load.
  const run = await lockRun(ctx, run_id)

  // Decide.
  if (!run) refuse('billing_run_unknown', { run_id })
  const recorded_at = await moment(ctx)

  // Write.
  const chosen = invoice_ids ? sql`invoice_id = any (${invoice_ids}::uuid[])` : sql`true`
  const again = await ctx.tx.rows(sql<{ batch: number }>`
    update billing_papers set state = 'waiting'
    where org_id = ${ctx.org_id} and run_id = ${run_id} and state = 'failed' and ${chosen} returning batch`)
  if (again.length === 0) refuse('billing_papers_none')
  const batches = [...new Set(again.map(one => one.batch))]
  await enqueueAll(
    ctx,
    'billing.papers',
    batches.map(batch => ({ run_id, batch })),
  )

  // Record.
  await record(ctx, 'billing_run.papers_asked', recorded_at, [{ subject_id: run_id, data: { papers: again.length } }])
  return { papers: again.length }
}

/** Tells whoever started a run that it has ended, once it is issued and its papers are made; once for each end. [INV-21] */
export async function tellEnd(ctx: Context, run_id: string): Promise<void> {
  const run = await ctx.tx.first(sql<{ created_by: string; finished_at: string | null }>`
    select created_by, finished_at::text from billing_runs
    where org_id = ${ctx.org_id} and run_id = ${run_id} and state in ('done', 'cancelled') for update`)
  if (!run) return
  const occasion = run.finished_at ?? ''
  const over = await ctx.tx.first(sql<{ over: boolean }>`
    select not exists (
        select from billing_papers where org_id = ${ctx.org_id} and run_id = ${run_id} and state = 'waiting')
      and not exists (
        select from notifications where org_id = ${ctx.org_id} and person_id = ${run.created_by}
          and kind = 'billing_run_finished' and about_id = ${run_id} and occasion = ${occasion}) as over`)
  if (!over?.over) return
  const notice = { person_id: run.created_by, kind: 'billing_run_finished', about_id: run_id, occasion } as const
  await notify(ctx, await moment(ctx), [notice])
}

/** Writes down that a run has ended; what still waits in it is left. */
export async function endRun(ctx: Context, run_id: string, state: 'done' | 'cancelled', at: string): Promise<void> {
  await ctx.tx.rows(sql`
    update billing_run_lines set state = 'left' where org_id = ${ctx.org_id} and run_id = ${run_id} and state = 'waiting'`)
  await ctx.tx.rows(sql`
    update billing_runs set state = ${state}, finished_at = ${at}::timestamptz
    where org_id = ${ctx.org_id} and run_id = ${run_id}`)
}
