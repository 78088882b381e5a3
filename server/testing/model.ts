import { addMonths, type Day, type Instant } from '../kernel/values.ts'

/** One change of an item's balance: the business day, and when it became known. */
type Change = { applied_on: Day; recorded_at: Instant; minor: bigint; base: bigint }
type Dated = { effective_on: Day; recorded_at: Instant }

/** An item as its append-only rows tell it: what it began with, and everything that was ever added. */
export type ModelItem = {
  /** Its place among all items, in the order they were told. */
  place: number
  item_id: string
  entity_id: string
  customer_id: string
  currency: string
  kind: string
  lane: string
  document_id: string
  number: string
  line: number
  amount_minor: bigint
  base_minor: bigint
  posted_on: Day
  issued_on: Day
  recorded_at: Instant
  salesperson_id: string | null
  changes: Change[]
  dues: (Dated & { due_on: Day | null })[]
  disputes: (Dated & { disputed: boolean })[]
}

/** One pair of rows of `applications`. */
export type ModelPair = {
  application_id: string
  debit: ModelItem
  credit: ModelItem
  amount_minor: bigint
  applied_on: Day
  kind: string
  reverses_id: string | null
  reversed: boolean
}

type Owner = Dated & { customer_id: string; entity_id: string; salesperson_id: string | null }

/** Everything an organisation's ledger was told, in memory, in the order it was told. */
export type Model = {
  items: Map<string, ModelItem>
  list: ModelItem[]
  pairs: Map<string, ModelPair>
  pairList: ModelPair[]
  owners: Owner[]
  seen: Set<string>
  moments: Instant[]
}

export const newModel = (): Model => ({
  items: new Map(),
  list: [],
  pairs: new Map(),
  pairList: [],
  owners: [],
  seen: new Set(),
  moments: [],
})

/** Rows as they stand in the append-only tables, money as digits. */
export type Told = {
  items: (Omit<ModelItem, 'place' | 'amount_minor' | 'base_minor' | 'changes' | 'dues' | 'disputes'> & {
    amount_minor: string
    base_minor: string
    due_on: Day | null
  })[]
  applications: {
    application_id: string
    item_id: string
    counter_item_id: string
    delta_minor: string
    delta_base_minor: string
    applied_on: Day
    recorded_at: Instant
    kind: string
    reverses_id: string | null
  }[]
  terms: (Dated & { change_id: string; item_id: string; legal_due_on: Day | null; why: string })[]
  disputes: (Dated & { change_id: string; item_id: string; disputed: boolean })[]
  owners: (Owner & { owner_id: string })[]
}

/** Takes in what was written; what it knows already is passed over. Answers whether anything was new. */
export function tell(model: Model, told: Told): boolean {
  const before = model.seen.size
  const fresh = (key: string, at: Instant) => {
    if (model.seen.has(key)) return false
    model.seen.add(key)
    if (at !== model.moments.at(-1)) model.moments.push(at)
    return true
  }
  // The ids of one millisecond have no order; what a person sees of the rows has one, so that a seed repeats.
  const items = told.items.filter(row => fresh(row.item_id, row.recorded_at))
  for (const row of items.sort(inOrder(row => [row.number, row.line, row.kind, row.amount_minor, row.lane]))) {
    const { due_on, ...rest } = row
    const item: ModelItem = {
      ...rest,
      place: model.list.length,
      amount_minor: BigInt(row.amount_minor),
      base_minor: BigInt(row.base_minor),
      changes: [],
      dues: [{ effective_on: row.posted_on, recorded_at: row.recorded_at, due_on }],
      disputes: [],
    }
    model.items.set(item.item_id, item)
    model.list.push(item)
  }
  const applications = told.applications.filter(row => fresh(`${row.application_id} ${row.item_id}`, row.recorded_at))
  const at = (id: string) => model.items.get(id)?.place ?? -1
  for (const row of applications.sort(
    inOrder(row => [at(row.item_id), at(row.counter_item_id), row.applied_on, row.delta_minor]),
  ))
    tellApplication(model, row)
  for (const row of told.terms)
    if (fresh(row.change_id, row.recorded_at) && row.why !== 'initial')
      itemOf(model, row.item_id).dues.push({ ...row, due_on: row.legal_due_on })
  for (const row of told.disputes)
    if (fresh(row.change_id, row.recorded_at)) itemOf(model, row.item_id).disputes.push(row)
  for (const row of told.owners) if (fresh(row.owner_id, row.recorded_at)) model.owners.push(row)
  return model.seen.size > before
}

function tellApplication(model: Model, row: Told['applications'][number]): void {
  const item = itemOf(model, row.item_id)
  const { applied_on, recorded_at } = row
  item.changes.push({ applied_on, recorded_at, minor: BigInt(row.delta_minor), base: BigInt(row.delta_base_minor) })
  if (item.amount_minor < 0n) return
  const pair: ModelPair = {
    application_id: row.application_id,
    debit: item,
    credit: itemOf(model, row.counter_item_id),
    amount_minor: -BigInt(row.delta_minor),
    applied_on,
    kind: row.kind,
    reverses_id: row.reverses_id,
    reversed: false,
  }
  model.pairs.set(pair.application_id, pair)
  model.pairList.push(pair)
  const reversed = row.reverses_id ? model.pairs.get(row.reverses_id) : undefined
  if (reversed) reversed.reversed = true
}

function itemOf(model: Model, item_id: string): ModelItem {
  const item = model.items.get(item_id)
  if (!item) throw new Error(`The rows speak of the item ${item_id} before it is there`)
  return item
}

function inOrder<T>(keysOf: (row: T) => (string | number)[]) {
  return (a: T, b: T) => {
    const [left, right] = [keysOf(a), keysOf(b)]
    for (const [at, key] of left.entries()) if (key !== right[at]) return key < (right[at] as typeof key) ? -1 : 1
    return 0
  }
}

/** The end of a day, as known at a moment; null is now. */
export type Point = { as_of: Day; known_at: Instant | null }

const known = (at: Point, recorded_at: Instant) => at.known_at === null || recorded_at <= at.known_at

/** The forward definition of a balance: the amount and everything added to it, by day and by moment. */
export function balanceOf(item: ModelItem, at: Point): { minor: bigint; base: bigint } {
  if (item.posted_on > at.as_of || !known(at, item.recorded_at)) return { minor: 0n, base: 0n }
  let [minor, base] = [item.amount_minor, item.base_minor]
  for (const change of item.changes)
    if (change.applied_on <= at.as_of && known(at, change.recorded_at)) {
      minor += change.minor
      base += change.base
    }
  return { minor, base }
}

/** The least an item still has on a day and on every later one: how much an application dated then may take. */
export function roomFrom(item: ModelItem, on: Day): bigint {
  const days = [on, ...item.changes.map(change => change.applied_on).filter(day => day > on)]
  const sign = item.amount_minor > 0n ? 1n : -1n
  const left = days.map(
    day =>
      item.changes.reduce((sum, change) => (change.applied_on <= day ? sum + change.minor : sum), item.amount_minor) *
      sign,
  )
  return left.reduce((least, one) => (one < least ? one : least))
}

/** What holds of a dated history: the latest day in effect, of that the latest recorded. */
function latest<T extends Dated>(rows: readonly T[], at: Point): T | null {
  return rows.reduce<T | null>((best, row) => {
    if (row.effective_on > at.as_of || !known(at, row.recorded_at)) return best
    if (!best || row.effective_on > best.effective_on) return row
    return row.effective_on === best.effective_on && row.recorded_at >= best.recorded_at ? row : best
  }, null)
}

export const dueOf = (item: ModelItem, at: Point): Day | null => latest(item.dues, at)?.due_on ?? null
export const isDisputed = (item: ModelItem, at: Point): boolean => latest(item.disputes, at)?.disputed ?? false

/** Who looks after an item: the hand-over in effect where it is younger than the item, else whom the item was born with. */
export function ownerOf(model: Model, item: ModelItem, at: Point): string | null {
  const mine = model.owners.filter(row => row.customer_id === item.customer_id && row.entity_id === item.entity_id)
  const owner = latest(mine, at)
  return owner && owner.effective_on > item.posted_on ? owner.salesperson_id : item.salesperson_id
}

/** The columns of an ageing by their bounds in days, or in years for the audit's. */
export type Buckets = { bounds: number[]; unit: 'day' | 'year' }

/** The column an item stands in. */
export function columnOf(item: ModelItem, at: Point, basis: 'due' | 'invoice', buckets: Buckets): string {
  if (item.lane !== 'aged') return item.lane
  if (isDisputed(item, at)) return 'disputed'
  const day = basis === 'due' ? dueOf(item, at) : item.issued_on
  if (day === null) return 'undetermined'
  if (basis === 'due' && day >= at.as_of) return 'not_due'
  const place = buckets.bounds.findIndex(bound => day >= earlier(at.as_of, bound, buckets.unit))
  return `b${place < 0 ? buckets.bounds.length : place}`
}

function earlier(day: Day, bound: number, unit: 'day' | 'year'): Day {
  if (unit === 'year') return addMonths(day, -12 * bound)
  return Temporal.PlainDate.from(day).subtract({ days: bound }).toString() as Day
}
