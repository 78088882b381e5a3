import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import { type Day, type Instant, laterInstant, newId, plusMicros } from '../kernel/values.ts'
import type { ledgerContract } from './contract.ts'
import { lockItems } from './items.ts'
import type { Item } from './plan.ts'

type Amendments = Taken<(typeof ledgerContract)['amendItemTerms']>
type Disputes = Taken<(typeof ledgerContract)['disputeItems']>
type Answer = Answered<(typeof ledgerContract)['amendItemTerms']>

/** The due days of an item from a day on, as known from a moment on. */
export type Terms = {
  item_id: string
  effective_on: Day
  recorded_at: Instant
  legal_due_on: Day | null
  agreed_due_on: Day | null
}

/**
 * Sets what an item's due day counts from, or agrees another day to pay. The history is kept: a report of an earlier
 * day, or of what was known earlier, shows the earlier due day. [LGR-15]
 */
export async function amendItemTerms(ctx: Context, amendments: Amendments): Promise<Answer> {
  // Load.
  const ids = amendments.map(amendment => amendment.item_id)
  const locked = await lockItems(ctx, ids, ctx.today)
  const { items } = locked
  const history = await ctx.tx.rows(sql<Terms>`
    select item_id, effective_on, recorded_at, legal_due_on, agreed_due_on from item_terms
    where org_id = ${ctx.org_id} and item_id = any (${ids}::uuid[])`)
  const recorded_at = afterAll(locked.recorded_at, items, history)

  // Decide.
  const { rows, problems } = decideAmendments(items, history, amendments, ctx.today)
  refuseAll(problems)

  // Write.
  const firsts = firstChanges(items, history).map(item => ({
    item_id: item.item_id,
    change_id: newId(),
    effective_on: item.posted_on,
    recorded_at: item.recorded_at as Instant,
    legal_due_on: item.due_on,
    agreed_due_on: item.agreed_due_on,
    why: 'initial',
  }))
  await insertRows(ctx.tx, 'item_terms', ctx.org_id, [...firsts, ...rows.map(row => ({ ...row, recorded_at }))])
  await ctx.tx.rows(sql`
    update open_items i set due_on = t.legal_due_on, agreed_due_on = t.agreed_due_on, varied = true
    from (select distinct on (item_id) item_id, legal_due_on, agreed_due_on from item_terms
      where org_id = ${ctx.org_id} and item_id = any (${ids}::uuid[])
      order by item_id, effective_on desc, recorded_at desc) t
    where i.org_id = ${ctx.org_id} and i.item_id = t.item_id`)

  // Record.
  await recordChanges(ctx, recorded_at, rows, () => 'item.terms_amended')
  return { rows: rows.map(({ item_id }) => ({ item_id })) }
}

/** The rows to write: what an amendment leaves unsaid stays as it was on its day. */
export function decideAmendments(
  items: ReadonlyMap<string, Item>,
  history: readonly Terms[],
  amendments: Amendments,
  today: Day,
) {
  const { problems, dated } = decideDays(items, amendments, today)
  const rows = dated.map(({ request, item, effective_on, index }) => {
    const { legal_due_on, agreed_due_on, why } = request
    if (legal_due_on === undefined && agreed_due_on === undefined)
      problems.push({ index, code: 'field_missing', params: { field: 'legal_due_on' } })
    const standing = standingOn(history, item.item_id, effective_on)
    return {
      item_id: item.item_id,
      change_id: newId(),
      effective_on,
      legal_due_on: (legal_due_on === undefined
        ? standing
          ? standing.legal_due_on
          : item.due_on
        : legal_due_on) as Day | null,
      agreed_due_on: (agreed_due_on === undefined
        ? standing
          ? standing.agreed_due_on
          : item.agreed_due_on
        : agreed_due_on) as Day | null,
      why,
    }
  })
  return { rows, problems }
}

/** Marks items as disputed, or as settled again, from a day on. [LGR-15] */
export async function disputeItems(ctx: Context, requests: Disputes): Promise<Answer> {
  // Load.
  const ids = requests.map(request => request.item_id)
  const locked = await lockItems(ctx, ids, ctx.today)
  const { items } = locked
  const history = await ctx.tx.rows(sql<{ item_id: string; recorded_at: Instant }>`
    select item_id, recorded_at from item_disputes where org_id = ${ctx.org_id} and item_id = any (${ids}::uuid[])`)
  const recorded_at = afterAll(locked.recorded_at, items, history)

  // Decide.
  const { rows, problems } = decideDisputes(items, requests, ctx.today)
  refuseAll(problems)

  // Write.
  const firsts = firstChanges(items, history).map(item => ({
    item_id: item.item_id,
    change_id: newId(),
    effective_on: item.posted_on,
    recorded_at: item.recorded_at as Instant,
    disputed: false,
    reason: null,
  }))
  await insertRows(ctx.tx, 'item_disputes', ctx.org_id, [...firsts, ...rows.map(row => ({ ...row, recorded_at }))])
  await ctx.tx.rows(sql`
    update open_items i set disputed = d.disputed, varied = true
    from (select distinct on (item_id) item_id, disputed from item_disputes
      where org_id = ${ctx.org_id} and item_id = any (${ids}::uuid[])
      order by item_id, effective_on desc, recorded_at desc) d
    where i.org_id = ${ctx.org_id} and i.item_id = d.item_id`)

  // Record.
  await recordChanges(ctx, recorded_at, rows, row => (row.disputed ? 'item.disputed' : 'item.undisputed'))
  return { rows: rows.map(({ item_id }) => ({ item_id })) }
}

/** The rows to write. Only what the customer owes can be disputed. */
export function decideDisputes(items: ReadonlyMap<string, Item>, requests: Disputes, today: Day) {
  const { problems, dated } = decideDays(items, requests, today)
  for (const { item, index } of dated)
    if (item.amount_minor < 0n)
      problems.push({ index, code: 'amount_sign_wrong', params: { item_id: item.item_id, number: item.number } })
  const rows = dated.map(({ request, item, effective_on }) => ({
    item_id: item.item_id,
    change_id: newId(),
    effective_on,
    disputed: request.disputed,
    reason: request.reason,
  }))
  return { rows, problems }
}

/**
 * The day from which each change holds: today unless given, not before the item was posted and not after today, so that
 * the item itself always shows what holds now. One change an item, since two of one moment would have no order.
 */
function decideDays<R extends { item_id: string; effective_on?: string | undefined }>(
  items: ReadonlyMap<string, Item>,
  requests: readonly R[],
  today: Day,
) {
  const problems: Problem[] = []
  const seen = new Set<string>()
  const dated = requests.flatMap((request, index) => {
    const { item_id } = request
    const item = items.get(item_id)
    const latest = item && item.posted_on > today ? item.posted_on : today
    const effective_on = (request.effective_on as Day | undefined) ?? latest
    if (!item) problems.push({ index, code: 'item_unknown', params: { item_id } })
    else if (seen.has(item_id)) problems.push({ index, code: 'item_same', params: { item_id } })
    else if (effective_on < item.posted_on || effective_on > latest)
      problems.push({
        index,
        code: 'field_out_of_range',
        params: { field: 'effective_on', least: item.posted_on, most: latest },
      })
    seen.add(item_id)
    return item ? [{ request, item, effective_on, index }] : []
  })
  return { problems, dated }
}

/** The terms that held on a day: the latest effective, of those the latest recorded. */
function standingOn(history: readonly Terms[], item_id: string, on: Day): Terms | null {
  return history.reduce<Terms | null>((best, row) => {
    if (row.item_id !== item_id || row.effective_on > on) return best
    if (!best || row.effective_on > best.effective_on) return row
    return row.effective_on === best.effective_on && row.recorded_at > best.recorded_at ? row : best
  }, null)
}

/** Items that change for the first time: how they stood until then is written beside the change. */
const firstChanges = (items: ReadonlyMap<string, Item>, history: readonly { item_id: string }[]) => {
  const known = new Set(history.map(row => row.item_id))
  return [...items.values()].filter(item => !known.has(item.item_id))
}

/** A moment after every change there is, so that of two changes for one day the later asked one wins. */
function afterAll(
  moment: Instant,
  items: ReadonlyMap<string, Item>,
  history: readonly { recorded_at: Instant }[],
): Instant {
  const stands = [
    ...history.map(row => row.recorded_at),
    ...[...items.values()].map(item => item.recorded_at as Instant),
  ]
  return stands.reduce((latest, at) => laterInstant(latest, plusMicros(at, 1)), moment)
}

async function recordChanges<R extends { item_id: string; effective_on: Day }>(
  ctx: Context,
  recorded_at: Instant,
  rows: readonly R[],
  nameOf: (row: R) => string,
): Promise<void> {
  for (const name of new Set(rows.map(nameOf))) {
    const told = rows.filter(row => nameOf(row) === name)
    await record(
      ctx,
      name,
      recorded_at,
      told.map(({ item_id, ...data }) => ({ subject_id: item_id, data })),
    )
  }
}
