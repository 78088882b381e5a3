import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import { Refusal } from '../kernel/errors.ts'
import type { JobHandler, JobRun } from '../kernel/jobs.ts'
import type { Minor } from '../kernel/money.ts'
import { type OpenedFile, openKeptFile } from '../kernel/sealed-files.ts'
import { notify } from '../tasks/notify.ts'
import { type Chunk, chunksOf, readOptions } from './chunks.ts'
import { takeChunk, type Tally } from './chunk.ts'
import { importMap, type ImportMap } from './contract.ts'
import type { ImportKind } from './fields.ts'
import { SeenCounter } from './identity.ts'
import type { DayOrder } from './parse-day.ts'
import { type FileTable, openTable } from './read.ts'
import { ReadProblem } from './read-problem.ts'
import { loadEntities, loadSurroundings } from './surroundings.ts'
import type { Importing } from './take.ts'
import { rowReader } from './understand.ts'

type Begun = { job: Importing; tally: Tally; file: OpenedFile; rows_total: number | null }
type Ending = { state: 'done' | 'cancelled' | 'failed'; problem?: { code: string; params: Record<string, unknown> } }

/**
 * Brings a file in, chunk by chunk, each one transaction as the person who asked. Begun again after a crash it goes on
 * behind the last chunk that was committed. The whole file is read once before the first row is taken, so that one that
 * is cut off or broken brings nothing in. [IMP-9]
 */
export const importHandler =
  (home: string): JobHandler =>
  async run => {
    const { import_id } = run.input as { import_id: string }
    const begun = await run.step(ctx => begin(ctx, home, import_id))
    if (!begun) return null
    try {
      const { job, file } = begun
      const table = await openTable(file.path, readOptions(job.map))
      const total = begun.rows_total ?? (await countRows(table))
      await run.step(ctx => setTotal(ctx, import_id, total))
      const state = await takeAll(run, begun, table, total)
      await run.step(ctx => end(ctx, import_id, { state }))
      return { import_id }
    } catch (error) {
      const problem = problemOf(error)
      if (!problem) throw error
      await run.step(ctx => end(ctx, import_id, { state: 'failed', problem }))
      throw new Refusal([{ index: 0, ...problem }])
    } finally {
      await begun.file.close()
    }
  }

/** What is the file's or the person's fault, as it is told; null for a fault of ours, after which it is tried again. */
function problemOf(error: unknown) {
  if (error instanceof ReadProblem) return { code: error.code, params: { ...error.params } }
  const first = error instanceof Refusal ? error.problems[0] : undefined
  return first ? { code: first.code, params: first.params } : null
}

async function countRows(table: FileTable): Promise<number> {
  let count = 0
  for await (const _ of table.rows) count++
  return count
}

/** Takes every chunk that is left; the next is read while the database writes the one before. */
async function takeAll(run: JobRun, { job, tally: first }: Begun, table: FileTable, total: number) {
  let tally = first
  const reader = rowReader(job.kind, job.map, table.header, job.map.day_order as DayOrder, job.entities)
  const chunks = chunksOf(table, job.kind, job.map, reader, tally.rows_done)
  for (let next = ahead(chunks); ; ) {
    const { value: chunk, done } = await next
    if (done) return 'done'
    next = ahead(chunks)
    if (await run.cancelled()) return 'cancelled'
    const taken = await run.step(async ctx => {
      if (!job.dry_run) await ctx.tx.rows(sql`select refresh_statistics()`)
      return takeChunk(ctx, job, chunk, tally)
    })
    if (!taken) return 'cancelled'
    tally = taken.tally
    if (!job.dry_run) {
      for (const [number, customer_id] of taken.outcome.customers) job.customers.set(number, customer_id)
      for (const spelling of taken.outcome.spellings) job.spellings.add(spelling)
    }
    await run.progress(tally.rows_done, total)
  }
}

/** The next chunk, already being read; its failure is heard by whoever waits for it. */
function ahead(chunks: AsyncGenerator<Chunk>): Promise<IteratorResult<Chunk, void>> {
  const next = chunks.next()
  next.catch(() => {})
  return next
}

type ImportRow = {
  kind: ImportKind
  state: string
  map: unknown
  dry_run: boolean
  rows_total: string | null
  rows_done: string
  rows_ok: string
  rows_known: string
  rows_refused: string
  totals: { entity_code: string; currency: string; rows: number; amount_minor: string }[]
  chunk: number
  file_id: string
  sha256: string
}

/** Reads what is asked and how far it is, and marks it as running; null where it has ended. */
async function begin(ctx: Context, home: string, import_id: string): Promise<Begun | null> {
  const row = await ctx.tx.first(sql<ImportRow>`
    update imports i set state = 'running' from files f
    where i.org_id = ${ctx.org_id} and i.import_id = ${import_id} and i.state in ('waiting', 'running')
      and f.org_id = i.org_id and f.file_id = i.file_id
    returning i.kind, i.state, i.map, i.dry_run, i.rows_total, i.rows_done, i.rows_ok, i.rows_known, i.rows_refused, i.totals,
      (select coalesce(max(chunk), 0) from import_chunks c where c.org_id = i.org_id and c.import_id = i.import_id) as chunk,
      f.file_id, encode(f.sha256, 'hex') as sha256`)
  if (!row) return null
  const totals: [string, { entity_code: string; currency: string; rows: number; amount_minor: Minor }][] =
    row.totals.map(sum => [`${sum.entity_code} ${sum.currency}`, { ...sum, amount_minor: BigInt(sum.amount_minor) }])
  const map: ImportMap = importMap.parse(row.map)
  const [entities, around] = await Promise.all([loadEntities(ctx), loadSurroundings(ctx)])
  return {
    job: {
      import_id,
      kind: row.kind,
      map,
      dry_run: row.dry_run,
      entities,
      around,
      customers: new Map(),
      spellings: new Set(),
      seen: new SeenCounter(),
    },
    tally: {
      chunk: row.chunk,
      rows_done: Number(row.rows_done),
      rows_ok: Number(row.rows_ok),
      rows_known: Number(row.rows_known),
      rows_refused: Number(row.rows_refused),
      totals: new Map(totals),
    },
    file: await openKeptFile(ctx, home, row),
    rows_total: row.rows_total === null ? null : Number(row.rows_total),
  }
}

async function setTotal(ctx: Context, import_id: string, total: number): Promise<void> {
  await ctx.tx.rows(
    sql`update imports set rows_total = ${total} where org_id = ${ctx.org_id} and import_id = ${import_id}`,
  )
}

/** Writes down how an import ended. */
async function end(ctx: Context, import_id: string, { state, problem }: Ending): Promise<void> {
  const finished_at = await moment(ctx)
  const row = await ctx.tx.first(sql<Record<string, unknown>>`
    update imports set state = ${state}, problem = ${problem ? JSON.stringify(problem) : null}::jsonb, finished_at = ${finished_at}::timestamptz
    where org_id = ${ctx.org_id} and import_id = ${import_id} and state = 'running'
    returning kind, dry_run, rows_ok, rows_known, rows_refused, totals`)
  if (!row) return
  const person_id = ctx.actor.person_id
  await notify(ctx, finished_at, [{ person_id, kind: 'import_finished', about_id: import_id, occasion: state }])
  await record(ctx, 'import.finished', finished_at, [{ subject_id: import_id, data: { state, ...row, problem } }])
}
