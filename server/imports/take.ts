import type { Context } from '../kernel/context.ts'
import { Refusal } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import type { RefusalCode } from '../kernel/refusals.ts'
import type { Day } from '../kernel/values.ts'
import type { ImportMap } from './contract.ts'
import type { Surroundings } from './drafts.ts'
import type { ImportKind } from './fields.ts'
import { type SeenCounter, shortHash } from './identity.ts'
import type { RowProblem, Values } from './understand.ts'

export type Entity = { entity_id: string; code: string; base_currency: string; country: string; books_from: Day }

/** An import at work: what it was asked, what it reads by, and what its chunks so far have shown. */
export type Importing = {
  import_id: string
  kind: ImportKind
  map: ImportMap
  dry_run: boolean
  entities: readonly Entity[]
  around: Surroundings
  /** Customers found or made by chunks that were committed: by the number as the file spells it. */
  customers: Map<string, string>
  /** Spellings those customers already bear. */
  spellings: Set<string>
  /** Of a dry run, what the chunks before would have taken: their numbers and ids. */
  seen: SeenCounter
}

/** A row of a chunk that was understood, or not. */
export type Row = { row: number; values: Values; problems: RowProblem[]; external_id: string }

/** What a chunk brought. Sums are by entity and currency. */
export type Outcome = {
  ok: number
  known: number
  refused: Map<number, RowProblem[]>
  sums: Map<string, { entity_code: string; currency: string; rows: number; amount_minor: Minor }>
  /** Customers and spellings the chunk found or made; kept once it is committed. */
  customers: Map<string, string>
  spellings: Set<string>
}

/** Takes the rows of a chunk in. */
export type Taker = (ctx: Context, job: Importing, rows: readonly Row[], outcome: Outcome) => Promise<void>

export const emptyOutcome = (): Outcome => ({
  ok: 0,
  known: 0,
  refused: new Map(),
  sums: new Map(),
  customers: new Map(),
  spellings: new Set(),
})

/** Notes a row as refused. */
export function refuseRow(outcome: Outcome, row: Row, problems: readonly RowProblem[]): void {
  outcome.refused.set(row.row, [...(outcome.refused.get(row.row) ?? []), ...problems])
}

/** The rows of one document, of which the first says what is wrong; the others are refused with it. [IMP-21] */
export function refuseRows(
  outcome: Outcome,
  [first, ...others]: readonly Row[],
  problems: readonly RowProblem[],
): void {
  if (!first) return
  refuseRow(outcome, first, problems)
  for (const row of others) refuseRow(outcome, row, [{ code: 'contract_row_refused', params: { row: first.row } }])
}

/** Notes a row as taken in, with its amount. */
export function takeRow(outcome: Outcome, row: Row, amount_minor: Minor | null): void {
  outcome.ok++
  if (amount_minor === null) return
  const entity_code = row.values.entity_code as string
  const currency = row.values.currency as string
  const sum = outcome.sums.get(`${entity_code} ${currency}`) ?? { entity_code, currency, rows: 0, amount_minor: 0n }
  sum.rows++
  sum.amount_minor += amount_minor
  outcome.sums.set(`${entity_code} ${currency}`, sum)
}

/** What is refused for the whole import and not for a row of it. */
const ofTheWhole = new Set<RefusalCode>(['out_of_scope', 'permission_missing', 'person_disabled', 'batch_too_large'])

/**
 * Does as much of a batch as can be done: what the verb refuses is taken out, and the rest is tried again from the same
 * point of the transaction. Answers which drafts were taken, by their index, and why the others were not. [IMP-9]
 */
export async function takeMost<T, R>(
  ctx: Context,
  drafts: readonly T[],
  attempt: (drafts: T[]) => Promise<R>,
): Promise<{ taken: number[]; answer: R | null; refused: Map<number, RowProblem[]> }> {
  const refused = new Map<number, RowProblem[]>()
  let taken = drafts.map((_, index) => index)
  while (taken.length > 0) {
    const recorded = ctx.recorded
    await ctx.tx.text('savepoint attempt', [])
    try {
      const answer = await attempt(taken.map(index => drafts[index] as T))
      await ctx.tx.text('release savepoint attempt', [])
      return { taken, answer, refused }
    } catch (error) {
      if (!(error instanceof Refusal) || error.problems.some(problem => ofTheWhole.has(problem.code))) throw error
      await ctx.tx.text('rollback to savepoint attempt', [])
      ctx.recorded = recorded
      for (const { index, code, params } of error.problems) {
        const original = taken[index]
        if (original === undefined) throw error
        refused.set(original, [...(refused.get(original) ?? []), { code, params }])
      }
      taken = taken.filter(index => !refused.has(index))
    }
  }
  return { taken, answer: null, refused }
}

/** A refusal whose indexes are those of another list. */
export function reindexed(error: unknown, indexOf: (index: number) => number): unknown {
  if (!(error instanceof Refusal)) return error
  return new Refusal(error.problems.map(problem => ({ ...problem, index: indexOf(problem.index) })))
}

/** In a dry run the chunks before are gone: what they would have taken is known, and their numbers are taken. */
export function withoutSeen<T>(
  job: Importing,
  drafts: readonly T[],
  told: (draft: T) => [Row, string | undefined],
  outcome: Outcome,
  taken: RefusalCode = 'number_taken',
): readonly T[] {
  if (!job.dry_run) return drafts
  return drafts.filter(draft => {
    const [row, number] = told(draft)
    const known = job.seen.count(shortHash(`id ${row.external_id}`)) > 0
    const twice = number !== undefined && job.seen.count(shortHash(`no ${row.values.entity_code} ${number}`)) > 0
    if (known) outcome.known++
    else if (twice) refuseRow(outcome, row, [{ code: taken, params: { number } }])
    return !known && !twice
  })
}

/** Notes what a row of a dry run would have taken. */
export function see(job: Importing, row: Row, number: string | undefined): void {
  if (!job.dry_run) return
  job.seen.add(shortHash(`id ${row.external_id}`))
  if (number !== undefined) job.seen.add(shortHash(`no ${row.values.entity_code} ${number}`))
}
