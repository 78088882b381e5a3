import { sql } from 'kysely'
import { archiveImported } from '../customers/imported.ts'
import { builtUponContracts, undoContracts } from '../contracts/close.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { Refusal, refuse } from '../kernel/errors.ts'
import { enqueue, type JobHandler, type JobRun } from '../kernel/jobs.ts'
import type { Day } from '../kernel/values.ts'
import { undoOpening } from '../ledger/opening-undo.ts'
import { undoInvoices } from '../invoices/undo.ts'
import { undoReceipts } from '../receipts/undo.ts'
import { withdrawImported } from '../receipts/waiting.ts'
import type { importsContract } from './contract.ts'

type Lines = typeof importsContract

/** How many documents are taken back in one transaction. */
const batchSize = 2000

/** What of an import can be undone. */
const undoable = new Set(['done', 'cancelled', 'failed'])

/**
 * Asks for everything an import brought to be taken back. Refuses one that is at work, undone already or was a dry run,
 * and one that has been built upon, naming what stands on it. [IMP-15]
 */
export async function undoImport(
  ctx: Context,
  { import_id, reason }: Taken<Lines['undoImport']>,
): Promise<Answered<Lines['undoImport']>> {
  const job_id = await beginUndo(ctx, import_id, reason, null)
  return { import_id, job_id }
}

/** Marks an import as being undone: by a job of its own, or by the one that is at work already; answers which. */
export async function beginUndo(
  ctx: Context,
  import_id: string,
  reason: string,
  at_work: string | null,
): Promise<string> {
  // Load.
  const row = await ctx.tx.first(sql<{ state: string; dry_run: boolean; job_state: string | null }>`
    select i.state, i.dry_run, (select j.state from jobs j where j.org_id = i.org_id and j.job_id = i.job_id) as job_state
    from imports i where i.org_id = ${ctx.org_id} and i.import_id = ${import_id} for update`)
  const recorded_at = await moment(ctx)

  // Decide.
  if (!row) refuse('import_unknown', { import_id })
  if (row.state === 'undone' || row.state === 'undoing') refuse('import_already_undone', { import_id })
  const ended = undoable.has(row.state) || row.job_state === 'failed'
  if (!ended || row.dry_run) refuse('import_not_finished', { import_id, state: row.state, dry_run: row.dry_run })
  const built = await builtUpon(ctx, import_id)
  const named = built.first.map(({ number, by }) => `${number}: ${by}`)
  if (built.count > 0) refuse('import_built_upon', { import_id, count: built.count, on: built.first, named })

  // Write.
  const job_id = at_work ?? (await enqueue(ctx, 'import.undo', { import_id, reason }))
  await ctx.tx.rows(sql`
    update imports set state = 'undoing', job_id = ${job_id}, problem = null
    where org_id = ${ctx.org_id} and import_id = ${import_id}`)

  // Record.
  await record(ctx, 'import.undone', recorded_at, [{ subject_id: import_id, data: { reason, job_id } }])
  return job_id
}

type Built = { number: string; by: string; kind: string }

/**
 * What others have built on the documents of an import: applications with items that it did not bring, later ones among
 * its own, credit notes, and what was delivered or billed under contracts. The verbs refuse the same under their locks; this is told before anything is undone.
 */
async function builtUpon(ctx: Context, import_id: string): Promise<{ count: number; first: Built[] }> {
  const rows = await ctx.tx.rows(sql<Built & { count: string }>`
    with own as (
      select i.item_id, i.number, d.recorded_at from open_items i
      join (select invoice_id as id, entry_id, recorded_at from invoices where org_id = ${ctx.org_id} and import_id = ${import_id} and state = 'issued'
        union all select receipt_id, entry_id, recorded_at from receipts where org_id = ${ctx.org_id} and import_id = ${import_id} and state = 'posted') d
        on i.org_id = ${ctx.org_id} and i.document_id = d.id and i.entry_id = d.entry_id
    ), built as (
      select o.number, i.number as by, i.kind from own o
      join applications a on a.org_id = ${ctx.org_id} and a.item_id = o.item_id and a.reverses_id is null
      join open_items i on i.org_id = a.org_id and i.item_id = a.counter_item_id
      where not exists (select from own c where c.item_id = a.counter_item_id)
        and a.recorded_at <> o.recorded_at
        and not exists (select from applications r where r.org_id = a.org_id and r.reverses_id = a.application_id)
      union all
      select v.number, c.number, 'credit_note' from invoices v
      join invoices c on c.org_id = v.org_id and c.credits_id = v.invoice_id and c.state = 'issued'
      where v.org_id = ${ctx.org_id} and v.import_id = ${import_id} and v.state = 'issued'
        and c.import_id is distinct from v.import_id
      union all
      select v.number, c.number, 'correction' from invoices v
      join invoices c on c.org_id = v.org_id and c.corrects_id = v.invoice_id
      where v.org_id = ${ctx.org_id} and v.import_id = ${import_id} and v.state = 'corrected'
      union all
      select v.number, c.number, 'correction' from receipts v
      join receipts c on c.org_id = v.org_id and c.corrects_id = v.receipt_id
      where v.org_id = ${ctx.org_id} and v.import_id = ${import_id} and v.state = 'corrected'
    )
    select *, count(*) over () as count from built order by number, by limit 20`)
  const contracts = await builtUponContracts(ctx, import_id)
  const first = [
    ...contracts.map(({ contract_id: _, ...built }) => built),
    ...rows.map(({ count: _, ...built }) => built),
  ]
  return { count: Number(rows[0]?.count ?? 0) + contracts.length, first: first.slice(0, 20) }
}

/**
 * Takes an import back, receipts before invoices before openings, in batches that are one transaction each; begun again
 * after a crash it goes on with what is left. What turns out to be built upon meanwhile is told on the import. [IMP-15]
 */
export const undoHandler: JobHandler = async run => {
  const { import_id, reason } = run.input as { import_id: string; reason: string }
  return takeBack(run, import_id, reason)
}

/** The work of undoing one import, within whatever job does it. */
export async function takeBack(run: JobRun, import_id: string, reason: string) {
  try {
    const undone = { receipts: 0, invoices: 0 }
    for (let count = -1; count !== 0; undone.receipts += count)
      count = await run.step(ctx => undoSome(ctx, import_id, 'receipts', reason))
    for (let count = -1; count !== 0; undone.invoices += count)
      count = await run.step(ctx => undoSome(ctx, import_id, 'invoices', reason))
    await run.step(ctx => undoRest(ctx, import_id, reason))
    return { import_id, ...undone }
  } catch (error) {
    if (error instanceof Refusal) await tellProblem(run, import_id, error)
    throw error
  }
}

const verbs = { receipts: undoReceipts, invoices: undoInvoices }

/** Undoes the next documents of one kind; answers how many. */
async function undoSome(
  ctx: Context,
  import_id: string,
  table: 'receipts' | 'invoices',
  reason: string,
): Promise<number> {
  const [id, state] = table === 'receipts' ? ['receipt_id', 'posted'] : ['invoice_id', 'issued']
  const rows = await ctx.tx.rows(sql<{ id: string }>`
    select ${sql.ref(id as string)} as id from ${sql.table(table)}
    where org_id = ${ctx.org_id} and import_id = ${import_id} and state = ${state}
    order by 1 limit ${batchSize}`)
  if (rows.length === 0) return 0
  const ids = rows.map(row => row.id)
  await onOwnDays(on => verbs[table](ctx, ids, on, reason))
  return ids.length

  /** On the documents' own days, so that no past day still shows them; today where a period is closed. */
  async function onOwnDays(undo: (on: Day | null) => Promise<unknown>): Promise<void> {
    try {
      await undo(null)
    } catch (error) {
      if (!(error instanceof Refusal) || !error.problems.some(problem => problem.code === 'period_closed')) throw error
      await undo(ctx.today)
    }
  }
}

/** Openings, contracts, history, and customers that nothing uses; then the import is undone. */
async function undoRest(ctx: Context, import_id: string, reason: string): Promise<void> {
  const openings = await ctx.tx.rows(sql<{ opening_id: string }>`
    select distinct o.opening_id from import_openings m
    join openings o on o.org_id = m.org_id and o.opening_id = m.opening_id and o.state <> 'undone'
    where m.org_id = ${ctx.org_id} and m.import_id = ${import_id}`)
  for (const { opening_id } of openings) await undoOpening(ctx, { opening_id, reason })
  const contracts = await undoContracts(ctx, import_id, reason)
  const recorded_at = await moment(ctx)
  await withdrawImported(ctx, import_id, reason, recorded_at)
  await ctx.tx.rows(sql`
    delete from external_refs r using import_openings m
    where m.org_id = ${ctx.org_id} and m.import_id = ${import_id}
      and r.org_id = m.org_id and r.document_id = m.opening_id and r.kind = 'opening'`)
  await ctx.tx.rows(sql`
    delete from external_refs r using history_items h
    where h.org_id = ${ctx.org_id} and h.import_id = ${import_id}
      and r.org_id = h.org_id and r.document_id = h.history_id and r.kind = 'history'`)
  await ctx.tx.rows(sql`delete from history_items where org_id = ${ctx.org_id} and import_id = ${import_id}`)
  const archived = await archiveImported(ctx, import_id, reason)
  await ctx.tx.rows(sql`
    update imports set state = 'undone', finished_at = ${recorded_at}::timestamptz
    where org_id = ${ctx.org_id} and import_id = ${import_id}`)
  await record(ctx, 'import.taken_back', recorded_at, [
    { subject_id: import_id, data: { reason, openings: openings.length, contracts, customers_archived: archived } },
  ])
}

/** What stood in the way is kept on the import, which can be undone again when it is gone. */
async function tellProblem(run: JobRun, import_id: string, refusal: Refusal): Promise<void> {
  const [first] = refusal.problems
  await run.step(ctx =>
    ctx.tx.rows(sql`
      update imports set state = 'done', problem = ${JSON.stringify({ code: first?.code, params: first?.params })}::jsonb
      where org_id = ${ctx.org_id} and import_id = ${import_id} and state = 'undoing'`),
  )
}
