import { sql } from 'kysely'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuseAll } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'
import { lockBooks } from './books.ts'
import { lockItems, writePlan } from './items.ts'
import { holdOpening } from './openings.ts'
import { loadAllowances, planAllowanceUndo } from './opening-allowances.ts'
import type { openingsContract } from './openings-contract.ts'
import { complain, newPlan, type Plan, type PostingLine } from './plan.ts'
import { planCancel } from './reversal.ts'

type Lines = (typeof openingsContract)['undoOpening']

/** What was built on an opening item: an application that still stands, by the number and kind of what it met. */
export type Built = { item_id: string; number: string; counter_number: string; counter_kind: string }

/**
 * Undoes an opening as a batch while nothing stands on it: each item meets its mirror on the cut-over day, or on the
 * last day something was applied to it and taken back. [LGR-16]
 */
export async function undoOpening(ctx: Context, { opening_id, reason }: Taken<Lines>): Promise<Answered<Lines>> {
  // Load.
  const opening = await holdOpening(ctx, opening_id)
  const found = await ctx.tx.rows(sql<{ item_id: string }>`
    select item_id from open_items where org_id = ${ctx.org_id} and opening_id = ${opening_id} order by item_id`)
  const ids = found.map(row => row.item_id)
  const { items, recorded_at } = await lockItems(ctx, ids, opening.cutover_on)
  const days = await settledDays(ctx, ids)
  const built = await builtOn(ctx, ids)
  const lines = await linesByEntry(
    ctx,
    [...items.values()].map(item => item.entry_id),
  )
  const allowances = await loadAllowances(ctx, opening_id)
  const posted = await linesByEntry(
    ctx,
    allowances.map(one => one.entry_id),
  )
  const books = await lockBooks(ctx, [opening.entity_id])

  // Decide.
  const plan = newPlan(books, items, ctx.today)
  decideUndo(plan, { opening_id, cutover_on: opening.cutover_on, days, built, lines })
  planAllowanceUndo(plan, opening.entity_id, opening.cutover_on, allowances, posted)
  refuseAll(plan.problems)

  // Write.
  await writePlan(ctx, plan, recorded_at)
  await ctx.tx.rows(sql`
    update openings set state = 'undone', undone_at = ${recorded_at}::timestamptz
    where org_id = ${ctx.org_id} and opening_id = ${opening_id}`)

  // Record.
  const data = { entity_id: opening.entity_id, reason, items: ids.length }
  await record(ctx, 'opening.undone', recorded_at, [{ subject_id: opening_id, data }])
  return { state: 'undone' }
}

type Undoing = {
  opening_id: string
  cutover_on: Day
  days: ReadonlyMap<string, Day>
  built: readonly Built[]
  lines: ReadonlyMap<string, readonly PostingLine[]>
}

/** Cancels every item of the opening, or names what stands on it. */
export function decideUndo(plan: Plan, undoing: Undoing): Plan {
  const { opening_id, cutover_on, built } = undoing
  if (built.length > 0) {
    const shown = built.slice(0, 20).map(({ number, counter_number, counter_kind }) => ({
      number,
      by: counter_number,
      kind: counter_kind,
    }))
    complain(plan, 0, 'opening_built_upon', { opening_id, count: built.length, on: shown })
    return plan
  }
  const standing = [...plan.items.values()] // the mirrors join them in the plan
  for (const item of standing) {
    const on = undoing.days.get(item.item_id) ?? cutover_on
    planCancel(plan, 0, item, undoing.lines.get(item.entry_id) ?? [], on, 'opening_undo')
  }
  return plan
}

/** The last day anything was applied to an item or taken back, where that ever happened. */
async function settledDays(ctx: Context, ids: readonly string[]): Promise<Map<string, Day>> {
  const rows = await ctx.tx.rows(sql<{ item_id: string; settled_on: Day }>`
    select item_id, settled_on from open_items
    where org_id = ${ctx.org_id} and item_id = any (${[...ids]}::uuid[]) and settled_on is not null`)
  return new Map(rows.map(row => [row.item_id, row.settled_on]))
}

/** Applications on the items that stand: neither taken back nor the taking back of another. */
function builtOn(ctx: Context, ids: readonly string[]): Promise<Built[]> {
  return ctx.tx.rows(sql<Built>`
    select a.item_id, i.number, o.number as counter_number, o.kind as counter_kind
    from applications a
    join open_items i on i.org_id = a.org_id and i.item_id = a.item_id
    join open_items o on o.org_id = a.org_id and o.item_id = a.counter_item_id
    where a.org_id = ${ctx.org_id} and a.item_id = any (${[...ids]}::uuid[]) and a.reverses_id is null
      and not exists (select from applications r where r.org_id = a.org_id and r.reverses_id = a.application_id)
    order by a.recorded_at, a.application_id`)
}

/** The posting lines of entries, for their mirrors. */
export async function linesByEntry(ctx: Context, entry_ids: readonly string[]): Promise<Map<string, PostingLine[]>> {
  const rows = await ctx.tx.rows(sql<
    Omit<PostingLine, 'amount_minor' | 'base_minor'> & { entry_id: string; amount_minor: string; base_minor: string }
  >`
    select entry_id, account_id, item_id, customer_id, currency, amount_minor, base_minor from postings
    where org_id = ${ctx.org_id} and entry_id = any (${[...entry_ids]}::uuid[]) order by entry_id, line`)
  const lines = new Map<string, PostingLine[]>()
  for (const { entry_id, ...row } of rows) {
    const line = { ...row, amount_minor: BigInt(row.amount_minor), base_minor: BigInt(row.base_minor) }
    const list = lines.get(entry_id)
    if (list) list.push(line)
    else lines.set(entry_id, [line])
  }
  return lines
}
