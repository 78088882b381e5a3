import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, may, moment } from '../kernel/context.ts'
import { assert, refuse } from '../kernel/errors.ts'
import type { Chunk } from './chunks.ts'
import { given, type ImportKind } from './fields.ts'
import type { ImportMap } from './contract.ts'
import { emptyOutcome, type Importing, type Outcome, type Taker } from './take.ts'
import { takeContracts } from './take-contracts.ts'
import { takeCustomers } from './take-customers.ts'
import { takeInvoices, takeReceipts, takeSettlements } from './take-documents.ts'
import { takeHistory, takeOpenings } from './take-openings.ts'

const takers: Record<ImportKind, Taker> = {
  customers: takeCustomers,
  invoices: takeInvoices,
  receipts: takeReceipts,
  settlements: takeSettlements,
  openings: takeOpenings,
  history: takeHistory,
  contracts: takeContracts,
}

/** What one must be permitted beside importing: the same as for entering the documents by hand. [IMP-13] */
const permissions: Record<ImportKind, readonly string[]> = {
  customers: ['customer.write'],
  invoices: ['invoice.issue'],
  receipts: ['receipt.record'],
  settlements: ['invoice.issue', 'receipt.record'],
  openings: ['opening.write'],
  history: ['opening.write'],
  contracts: ['contract.sign'],
}

/** Refuses `permission_missing` where an import would do what its person may not. */
export function refuseForbidden(ctx: Context, kind: ImportKind, map: ImportMap): void {
  const named = map.create_customers || map.merge_numbers ? ['customer.write'] : []
  // A milestone that the file says is met is marked as by hand.
  const marked = kind === 'contracts' && given(map).has('met_on') ? ['delivery.record'] : []
  for (const permission of [...permissions[kind], ...named, ...marked])
    if (!may(ctx, permission)) refuse('permission_missing', { permission })
}

/** Counts and sums of an import so far. */
export type Tally = {
  chunk: number
  rows_done: number
  rows_ok: number
  rows_known: number
  rows_refused: number
  totals: Outcome['sums']
}

/**
 * Takes one chunk in, as one transaction with its own key: its documents, what was refused, and how far the import is,
 * all or nothing. A dry run does the same and takes the documents back before it writes the rest. Answers null, and does
 * nothing, where somebody asked to stop. [IMP-9]
 */
export async function takeChunk(
  ctx: Context,
  job: Importing,
  chunk: Chunk,
  before: Tally,
): Promise<{ tally: Tally; outcome: Outcome } | null> {
  // Load. The lock keeps a second worker out; the key of the chunk would.
  const row = await ctx.tx.first(sql<{ state: string; cancel_asked: boolean; rows_done: string }>`
    select state, cancel_asked, rows_done from imports where org_id = ${ctx.org_id} and import_id = ${job.import_id} for update`)
  if (row?.cancel_asked) return null
  assert(row?.state === 'running' && Number(row.rows_done) === before.rows_done, 'one worker brings an import in')
  refuseForbidden(ctx, job.kind, job.map)

  // Decide and write, by the verbs of the documents.
  const outcome = emptyOutcome()
  const readable = chunk.rows.filter(one => {
    if (one.problems.length > 0) outcome.refused.set(one.row, one.problems)
    return one.problems.length === 0
  })
  const recorded = ctx.recorded
  if (job.dry_run) await ctx.tx.text('savepoint dry_run', [])
  await takers[job.kind](ctx, job, readable, outcome)
  if (job.dry_run) {
    // While the rows are there to be counted: afterwards the tables look empty, and the planner takes any index.
    await ctx.tx.rows(sql`select refresh_statistics()`)
    await ctx.tx.text('rollback to savepoint dry_run', [])
    ctx.recorded = recorded
  }

  // Write how far it is.
  const tally = addUp(before, chunk, outcome)
  await writeTally(ctx, job, chunk, tally, outcome)
  return { tally, outcome }
}

function addUp(before: Tally, chunk: Chunk, outcome: Outcome): Tally {
  const totals = new Map(before.totals)
  for (const [key, sum] of outcome.sums) {
    const so = totals.get(key)
    totals.set(key, {
      ...sum,
      rows: sum.rows + (so?.rows ?? 0),
      amount_minor: sum.amount_minor + (so?.amount_minor ?? 0n),
    })
  }
  return {
    chunk: before.chunk + 1,
    rows_done: before.rows_done + chunk.count,
    rows_ok: before.rows_ok + outcome.ok,
    rows_known: before.rows_known + outcome.known,
    rows_refused: before.rows_refused + outcome.refused.size,
    totals,
  }
}

async function writeTally(ctx: Context, job: Importing, chunk: Chunk, tally: Tally, outcome: Outcome): Promise<void> {
  const { import_id } = job
  const recorded_at = await moment(ctx)
  await Promise.all([
    insertRows(ctx.tx, 'import_chunks', ctx.org_id, [
      {
        import_id,
        chunk: tally.chunk,
        first_row: chunk.first_row,
        last_row: chunk.last_row,
        rows_ok: outcome.ok,
        rows_known: outcome.known,
        rows_refused: outcome.refused.size,
        recorded_at,
      },
    ]),
    insertRows(
      ctx.tx,
      'import_refusals',
      ctx.org_id,
      [...outcome.refused].map(([row, problems]) => ({ import_id, row, problems })),
    ),
    ctx.tx.rows(sql`
      update imports set rows_done = ${tally.rows_done}, rows_ok = ${tally.rows_ok}, rows_known = ${tally.rows_known},
        rows_refused = ${tally.rows_refused}, totals = ${JSON.stringify([...tally.totals.values()])}::jsonb
      where org_id = ${ctx.org_id} and import_id = ${import_id}`),
  ])
}
