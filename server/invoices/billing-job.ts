import { sql } from 'kysely'
import { type Billable, billables } from '../contracts/billables.ts'
import type { LockedContract, PartStanding } from '../contracts/load.ts'
import { billedLine, retentionOf, toleranceOf } from '../contracts/propose.ts'
import { insertRows } from '../db/insert.ts'
import { turningOf } from '../contracts/tax-point.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import { Refusal } from '../kernel/errors.ts'
import { enqueue, type JobHandler } from '../kernel/jobs.ts'
import type { RefusalCode } from '../kernel/refusals.ts'
import type { Day } from '../kernel/values.ts'
import { type Agreed, readAgreed } from './agreed.ts'
import { type Billing, readBilling } from './billing.ts'
import { endRun, lockRun, tellEnd } from './billing-runs.ts'
import type { InvoiceDraft } from './drafts.ts'
import { issueInvoices } from './invoices.ts'

/** How many invoices of a run are one transaction. */
const bills = 1000

/**
 * Issues what a run took, a thousand invoices a transaction, in which its lines are marked as well: a run that was killed
 * goes on behind the last one that was committed, and nothing is billed twice. [INV-16] [INV-17]
 */
export const runBilling: JobHandler = async run => {
  const { run_id } = run.input as { run_id: string }
  for (let last = 0; ; ) {
    if (await run.cancelled()) {
      await run.step(ctx => stop(ctx, run_id))
      return { run_id }
    }
    const after = last
    const batch = await run.step(ctx => billNext(ctx, run_id, after))
    if (!batch) return { run_id }
    last = batch.last
    await run.progress(batch.done, batch.total)
  }
}

type Batch = { last: number; done: number; total: number }

async function stop(ctx: Context, run_id: string): Promise<void> {
  const run = await lockRun(ctx, run_id)
  if (run?.state !== 'waiting' && run?.state !== 'running') return
  const at = await moment(ctx)
  await endRun(ctx, run_id, 'cancelled', at)
  await record(ctx, 'billing_run.cancelled', at, [{ subject_id: run_id, data: {} }])
}

type Line = {
  line: number
  bill: number
  contract_id: string
  key: string
  currency: string
  description: string
  amount_minor: string
}
type Problem = { code: RefusalCode; params: Record<string, unknown> }
type Refused = Problem & { line: number }

/** Bills the next invoices of a run, or ends it; null where there is nothing left to do. */
async function billNext(ctx: Context, run_id: string, after: number): Promise<Batch | null> {
  // Load. The run is locked first, then contracts, then the books.
  await ctx.tx.rows(sql`select refresh_statistics()`)
  const run = await lockRun(ctx, run_id)
  if (run?.state !== 'waiting' && run?.state !== 'running') return null
  const lines = await ctx.tx.rows(sql<Line>`
    with next as (
      select distinct bill from billing_run_lines
      where org_id = ${ctx.org_id} and run_id = ${run_id} and state = 'waiting' and bill > ${after} order by bill limit ${bills})
    select l.line, l.bill, l.contract_id, l.key, l.currency, l.description, l.amount_minor
    from next join billing_run_lines l on l.org_id = ${ctx.org_id} and l.run_id = ${run_id} and l.bill = next.bill
    where l.state = 'waiting' order by l.line`)
  const last = lines.at(-1)
  if (!last) {
    await finish(ctx, run_id)
    return null
  }
  const around = await loadContracts(ctx, lines, run.until_on)

  // Decide. Each line as it is now, behind the lock of its contract.
  const refused: Refused[] = []
  const good = lines.filter(line => {
    const problem = decideLine(line, around)
    if (problem) refused.push({ line: line.line, ...problem })
    return !problem
  })
  const drafts = [...Map.groupBy(good, line => line.bill).values()].map(of => ({
    of,
    draft: draftOf(of, around, run),
  }))

  // Write.
  const issued = await issueGood(ctx, around.billing, drafts, refused)
  await writeOutcome(ctx, run_id, last.bill, issued, refused)
  await ctx.tx.rows(sql`update billing_runs set state = 'running' where org_id = ${ctx.org_id} and run_id = ${run_id}`)

  // Record.
  const data = { invoices: issued.length, refused: refused.length }
  await record(ctx, 'billing_run.billed', await moment(ctx), [{ subject_id: run_id, data }])
  const counts = await ctx.tx.first(sql<{ done: number; total: number }>`
    select count(*) filter (where state <> 'waiting')::int as done, count(*)::int as total
    from billing_run_lines where org_id = ${ctx.org_id} and run_id = ${run_id}`)
  return { last: last.bill, done: counts?.done ?? 0, total: counts?.total ?? 0 }
}

async function finish(ctx: Context, run_id: string): Promise<void> {
  const at = await moment(ctx)
  await endRun(ctx, run_id, 'done', at)
  await record(ctx, 'billing_run.finished', at, [{ subject_id: run_id, data: {} }])
  await tellEnd(ctx, run_id)
}

type Around = {
  contracts: ReadonlyMap<string, LockedContract>
  billing: Billing
  agreed: Map<string, Agreed>
  parts: Map<string, PartStanding[]>
  now: Map<string, Billable>
}

const keyOf = ({ contract_id, key }: { contract_id: string; key: string }) => `${contract_id} ${key}`

/** Locks the contracts of lines and reads what each has ready now. */
async function loadContracts(ctx: Context, lines: readonly Line[], until: Day): Promise<Around> {
  const ids = [...new Set(lines.map(line => line.contract_id))]
  const billing = await readBilling(ctx, ids)
  const tolerance_bp = await toleranceOf(ctx)
  const where = sql`c.contract_id = any (${ids}::uuid[])`
  const [found, agreed] = await Promise.all([
    ctx.tx.rows(sql<Billable>`${billables({ org_id: ctx.org_id, until, tolerance_bp, where, beside_runs: false })}`),
    readAgreed(ctx, ids, until),
  ])
  return {
    contracts: billing.contracts,
    billing,
    agreed,
    parts: Map.groupBy(billing.parts, part => part.contract_id),
    now: new Map(found.map(one => [keyOf(one), one])),
  }
}

/** Why a line of a run is not billed after all; null where it still is what it was when the run took it. [INV-17] */
export function decideLine(line: Line, { contracts, now }: Pick<Around, 'contracts' | 'now'>): Problem | null {
  const contract = contracts.get(line.contract_id)
  if (!contract) return { code: 'contract_unknown', params: { contract_id: line.contract_id } }
  const { number, state } = contract
  if (state !== 'active') return { code: 'contract_not_active', params: { number, state } }
  const found = now.get(keyOf(line))
  if (found?.why === 'above_contract')
    return { code: 'invoice_above_contract', params: { number, left_minor: BigInt(found.left_minor) } }
  if (!found?.ready) return { code: 'billable_gone', params: { number, description: line.description } }
  if (found.amount_minor !== line.amount_minor) {
    const [before_minor, amount_minor] = [BigInt(line.amount_minor), BigInt(found.amount_minor)]
    return { code: 'billable_changed', params: { number, before_minor, amount_minor, currency: line.currency } }
  }
  return null
}

/** What a run says of all its invoices. */
type RunSays = Pick<NonNullable<Awaited<ReturnType<typeof lockRun>>>, 'issued_on' | 'tax_point' | 'revenue'>

/** The invoice that lines of one contract become. [INV-24] */
function draftOf(lines: readonly Line[], around: Around, run: RunSays): InvoiceDraft {
  const { contract_id } = lines[0] as Line
  const contract = around.contracts.get(contract_id) as LockedContract
  const agreed = around.agreed.get(contract_id) as Agreed
  const found = lines.map(line => around.now.get(keyOf(line)) as Billable)
  const billed = found.map(billedLine)
  const gross = billed.reduce((sum, line) => sum + line.amount_minor, 0n)
  const parts = around.parts.get(contract_id) ?? []
  const turning = turningOf(found, parts, agreed.accepted_on, run.issued_on)
  const turns = (what: 'tax_point' | 'revenue') => (run[what] === 'by_contract' ? turning[what] : run[what])
  const kept = retentionOf(parts, gross, BigInt(contract.amount_minor), agreed.accepted_on)
  const retention = kept && { ...kept, amount_minor: BigInt(kept.amount_minor) }
  return {
    customer_id: contract.customer_id,
    entity_id: contract.entity_id,
    contract_id,
    issued_on: run.issued_on,
    currency: contract.currency,
    reference: contract.number,
    lines: billed.map(({ price_includes_tax, ...line }) => ({
      ...known(line),
      price_includes_tax,
      is_discount: false,
    })),
    base_days: agreed.base_days,
    ...known({ terms_code: agreed.terms_code, retention, tax_point: turns('tax_point'), revenue: turns('revenue') }),
  }
}

type Known<T> = { [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : never]?: NonNullable<T[K]>
}

/** What is known of an object: its fields but for those that are null. */
const known = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Known<T>

type Bill = { of: readonly Line[]; draft: InvoiceDraft }
type Issued = Bill & { invoice_id: string }

/** Issues what can be issued; every refusal is of the invoices it names, and the others go on without them. */
async function issueGood(
  ctx: Context,
  billing: Billing,
  wanted: readonly Bill[],
  refused: Refused[],
): Promise<Issued[]> {
  for (let left = wanted; left.length > 0; ) {
    try {
      // Everything wrong is found before anything is written.
      const { rows } = await issueInvoices(ctx, left.map(bill => bill.draft) as Parameters<typeof issueInvoices>[1], {
        billing,
      })
      return left.map((bill, at) => ({ ...bill, invoice_id: rows[at]?.invoice_id as string }))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const first = new Map<number, Problem>()
      for (const { index, code, params } of error.problems.toReversed()) first.set(index, { code, params })
      for (const [index, problem] of first)
        for (const { line } of left[index]?.of ?? []) refused.push({ line, ...problem })
      const next = left.filter((_, index) => !first.has(index))
      if (next.length === left.length) throw error
      left = next
    }
  }
  return []
}

/** Marks the lines, and asks for the papers of what was issued, in the transaction that issued it. */
async function writeOutcome(
  ctx: Context,
  run_id: string,
  batch: number,
  issued: readonly Issued[],
  refused: readonly Refused[],
): Promise<void> {
  const billed = issued.flatMap(({ of, invoice_id }) => of.map(({ line }) => ({ line, invoice_id })))
  if (billed.length > 0)
    await ctx.tx.rows(sql`
      update billing_run_lines l set state = 'issued', invoice_id = w.invoice_id
      from unnest(${billed.map(one => one.line)}::int[], ${billed.map(one => one.invoice_id)}::uuid[]) as w (line, invoice_id)
      where l.org_id = ${ctx.org_id} and l.run_id = ${run_id} and l.line = w.line`)
  if (refused.length > 0)
    await ctx.tx.rows(sql`
      update billing_run_lines l set state = 'refused', problem = w.problem::jsonb
      from unnest(${refused.map(one => one.line)}::int[],
        ${refused.map(({ code, params }) => JSON.stringify({ code, params }))}::text[]) as w (line, problem)
      where l.org_id = ${ctx.org_id} and l.run_id = ${run_id} and l.line = w.line`)
  if (issued.length === 0) return
  await insertRows(
    ctx.tx,
    'billing_papers',
    ctx.org_id,
    issued.map(({ invoice_id, draft }) => ({
      run_id,
      invoice_id,
      entity_id: draft.entity_id as string,
      customer_id: draft.customer_id as string,
      batch,
    })),
  )
  await enqueue(ctx, 'billing.papers', { run_id, batch }, issued.length)
}
