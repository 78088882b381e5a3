import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { assert } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import { type Day, type Instant, laterInstant, newId } from '../kernel/values.ts'
import { lockItems, recoveredOf } from './items.ts'
import { linesByEntry } from './opening-undo.ts'
import {
  type ApplicationKind,
  complain,
  type Item,
  type Plan,
  planApply,
  planEntry,
  type PostingLine,
  roomOn,
} from './plan.ts'
import { type AppliedPair, planCancel, planMeet, planMirrorItem, planReversal } from './reversal.ts'

/** An application that stands on a document: neither taken back nor the taking back of another. */
export type Standing = AppliedPair & { recorded_at: Instant }

/** A document as it is taken back: its number, its day, and the entry that made its items. */
export type DocumentRef = { document_id: string; entity_id: string; entry_id: string; number: string }

/** Documents under lock with everything that stands on their items. */
export type Held = {
  items: Map<string, Item>
  /** The items the documents' own entries made, by the entry. */
  own: Map<string, Item[]>
  standing: Standing[]
  /** Postings by entry, of the documents and of the small differences and write-offs on them. */
  lines: Map<string, PostingLine[]>
  /** Write-offs among the applications of which something came back. */
  recovered: Set<string>
  recorded_at: Instant
}

/**
 * Locks the items of documents and of everything applied to them, in the one order of ids, and reads what stands on
 * them. What is applied between the look and the lock is locked in a second round; after that nothing can
 * join. `beside` are further applications that go with the documents.
 */
export async function holdDocuments(
  ctx: Context,
  documents: readonly DocumentRef[],
  day: Day | null,
  beside: readonly string[] = [],
): Promise<Held> {
  const on = day ?? ('0001-01-01' as Day)
  const entries = documents.map(document => document.entry_id)
  const made = await ctx.tx.rows(sql<{ item_id: string }>`
    select i.item_id from open_items i
    where i.org_id = ${ctx.org_id} and i.document_id = any (${documents.map(each => each.document_id)}::uuid[])
      and i.entry_id = any (${entries}::uuid[])`)
  const own_ids = made.map(row => row.item_id)
  const before = await standingOn(ctx, own_ids, beside)
  let locked = await lockItems(ctx, [...own_ids, ...bothSides(before)], on)
  const standing = await standingOn(ctx, own_ids, beside)
  if (bothSides(standing).some(id => !locked.items.has(id))) {
    const again = await lockItems(ctx, [...own_ids, ...bothSides(standing)], on)
    locked = { items: again.items, recorded_at: laterInstant(again.recorded_at, locked.recorded_at) }
  }
  const own = new Map<string, Item[]>()
  for (const id of own_ids) {
    const item = locked.items.get(id)
    assert(item, 'the items of a document are locked')
    own.set(item.entry_id, [...(own.get(item.entry_id) ?? []), item])
  }
  for (const items of own.values()) items.sort((a, b) => a.line - b.line)
  const bound = standing.flatMap(pair => {
    const credit = isBound(pair.kind) ? locked.items.get(pair.credit_item_id) : undefined
    return credit ? [credit.entry_id] : []
  })
  const writtenOff = standing.filter(pair => pair.kind === 'write_off').map(pair => pair.application_id)
  const sums = await recoveredOf(ctx, writtenOff)
  const recovered = new Set(writtenOff.filter(id => (sums.get(id)?.amount_minor ?? 0n) !== 0n))
  return { ...locked, own, standing, recovered, lines: await linesByEntry(ctx, [...entries, ...bound]) }
}

const bothSides = (pairs: readonly Standing[]) => pairs.flatMap(pair => [pair.debit_item_id, pair.credit_item_id])

/** Small differences and write-offs: their credit exists only for the application it was made for. */
export const isBound = (kind: ApplicationKind): boolean => kind === 'difference' || kind === 'write_off'

async function standingOn(ctx: Context, item_ids: readonly string[], beside: readonly string[]): Promise<Standing[]> {
  if (item_ids.length === 0) return []
  const rows = await ctx.tx.rows(sql<
    Omit<Standing, 'amount_minor' | 'debit_base_minor' | 'credit_base_minor'> & {
      delta_minor: string
      debit_base: string
      credit_base: string
    }
  >`
    select d.application_id, d.item_id as debit_item_id, c.item_id as credit_item_id, d.delta_minor,
      d.delta_base_minor as debit_base, c.delta_base_minor as credit_base, d.applied_on, d.kind, d.recorded_at, false as reversed
    from (select application_id from applications where org_id = ${ctx.org_id} and item_id = any (${[...item_ids]}::uuid[])
      union select unnest(${[...beside]}::uuid[])) a
    join applications d on d.org_id = ${ctx.org_id} and d.application_id = a.application_id
    join applications c on c.org_id = d.org_id and c.application_id = d.application_id and c.item_id = d.counter_item_id
    join open_items i on i.org_id = d.org_id and i.item_id = d.item_id and i.amount_minor > 0
    where d.reverses_id is null and not exists (
      select from applications r where r.org_id = d.org_id and r.reverses_id = d.application_id)
    order by d.applied_on, d.recorded_at, d.application_id`)
  return rows.map(({ delta_minor, debit_base, credit_base, ...row }) => ({
    ...row,
    amount_minor: -BigInt(delta_minor),
    debit_base_minor: -BigInt(debit_base),
    credit_base_minor: BigInt(credit_base),
  }))
}

/**
 * Takes back everything that stands on the documents, dated `on` (null: each on the day it was applied), so that their
 * items are whole again. Refuses what a reversal refuses, a transfer (it is undone by its own verb first) and a write-off
 * of which something came back.
 */
export function planTakeBack(plan: Plan, index: number, held: Held, on: Day | null): void {
  for (const pair of held.standing) {
    if (pair.kind !== 'application' && !isBound(pair.kind))
      complain(plan, index, 'application_is_bound', { kind: pair.kind, application_id: pair.application_id })
    else if (held.recovered.has(pair.application_id))
      complain(plan, index, 'write_off_recovered', { application_id: pair.application_id })
    else planReversal(plan, index, pair, on ?? pair.applied_on, 'correction')
  }
}

/**
 * Mirrors a document on a day (null: the day it was posted): one entry with the opposite of every line, and its items
 * and their opposites meet in full. Refuses a day on which nothing may be posted.
 */
export function planMirror(plan: Plan, index: number, document: DocumentRef, held: Held, day: Day | null): void {
  const entry_id = newId()
  const items = held.own.get(document.entry_id) ?? []
  const on = day ?? items[0]?.posted_on
  assert(on, 'a document has items')
  const opposites = new Map(
    items.map(item => [item.item_id, planMirrorItem(plan, item, entry_id, on, 'correction')] as const),
  )
  planEntry(plan, {
    entry_id,
    entity_id: document.entity_id,
    posted_on: on,
    kind: 'correction',
    document_id: document.document_id,
    memo: null,
    lines: (held.lines.get(document.entry_id) ?? []).map(line => ({
      ...line,
      item_id: line.item_id === null ? null : (opposites.get(line.item_id)?.item_id ?? null),
      amount_minor: -line.amount_minor,
      base_minor: -line.base_minor,
    })),
  })
  for (const item of items) planMeet(plan, index, item, opposites.get(item.item_id) as Item, on, 'correction')
}

/** So much of an item that had been applied to a document: carried over to the right one, or open again. */
export type Part = { item_id: string; amount_minor: Minor }

/**
 * Applies what had been applied to the old document to the items of the right one, from the earliest due, as far as it
 * fits: in one currency and entity, on a day both stand, within what each has left on every day. A small difference or
 * write-off is carried whole or cancelled with its own entry. What does not fit stays open and is listed.
 */
export function planCarry(
  plan: Plan,
  index: number,
  held: Held,
  right: readonly Item[],
  on: Day,
): { carried: Part[]; left: Part[] } {
  const targets = [...right].sort(byDue)
  const own = new Set([...held.own.values()].flat().map(item => item.item_id))
  const carried: Part[] = []
  const left: Part[] = []
  const money = held.standing.filter(pair => !isBound(pair.kind))
  for (const pair of [...money, ...held.standing.filter(pair => isBound(pair.kind))]) {
    const counter = plan.items.get(own.has(pair.debit_item_id) ? pair.credit_item_id : pair.debit_item_id)
    assert(counter, 'the other side of an application is locked')
    const fits = spread(targets, counter, pair.amount_minor, on)
    const sum = fits.reduce((total, fit) => total + fit.amount_minor, 0n)
    if (isBound(pair.kind) && sum < pair.amount_minor) {
      planCancel(plan, index, counter, held.lines.get(counter.entry_id) ?? [], on)
      continue
    }
    for (const { target, amount_minor } of fits) {
      const [debit, credit] = counter.amount_minor > 0n ? [counter, target] : [target, counter]
      const { item_id: debit_item_id } = debit
      const { item_id: credit_item_id } = credit
      planApply(plan, index, { debit_item_id, credit_item_id, amount_minor, applied_on: on, kind: pair.kind })
    }
    if (sum > 0n) carried.push({ item_id: counter.item_id, amount_minor: sum })
    if (sum < pair.amount_minor) left.push({ item_id: counter.item_id, amount_minor: pair.amount_minor - sum })
  }
  return { carried, left }
}

function spread(targets: readonly Item[], counter: Item, amount_minor: Minor, on: Day) {
  const available = roomOn(counter, on).room_minor
  let rest = amount_minor < available ? amount_minor : available
  const fits: { target: Item; amount_minor: Minor }[] = []
  for (const target of targets) {
    const meets =
      target.currency === counter.currency &&
      target.entity_id === counter.entity_id &&
      target.amount_minor > 0n !== counter.amount_minor > 0n &&
      target.posted_on <= on &&
      counter.posted_on <= on
    const { room_minor } = roomOn(target, on)
    const part = room_minor < rest ? room_minor : rest
    if (!meets || part <= 0n) continue
    fits.push({ target, amount_minor: part })
    rest -= part
  }
  return fits
}

const dueKey = (item: Item) => item.due_on ?? '9999-12-31'
/** Earliest due first, an unknown due day last. */
export const byDue = (a: Item, b: Item): number =>
  dueKey(a) < dueKey(b) ? -1 : dueKey(a) > dueKey(b) ? 1 : a.line - b.line
