import assert from 'node:assert/strict'
import { addDays, type Day, type Instant, plusMicros } from '../kernel/values.ts'
import { ask, todayOf, type World } from './fuzz-world.ts'
import { balanceOf, type Buckets, columnOf, dueOf, isDisputed, type ModelItem, ownerOf, type Point } from './model.ts'

const bucketings: Record<string, Buckets> = {
  '30/60/90': { bounds: [30, 60, 90], unit: 'day' },
  '30/60/90/180/360': { bounds: [30, 60, 90, 180, 360], unit: 'day' },
  audit: { bounds: [1, 2, 3, 4, 5], unit: 'year' },
  '1,7,45,46': { bounds: [1, 7, 45, 46], unit: 'day' },
}

/** Looks at every report from a random day and a random moment, and holds it against the model. */
export async function comparePoint(world: World): Promise<void> {
  const point = randomPoint(world)
  await compareAgeing(world, point)
  await compareItems(world, point)
  await compareBalances(world, point)
  await compareCustomer(world, point.as_of)
}

function randomPoint(world: World): Point {
  const { chance, model } = world
  const today = todayOf(world)
  const as_of = chance.weigh<Day>([
    [3, today],
    [4, addDays(today, -chance.int(0, 120))],
    [2, addDays(today, -chance.int(0, 500))],
    [2, addDays(today, chance.int(1, 400))],
  ])
  const moment = model.moments.length > 0 ? chance.pick(model.moments) : null
  const known_at = chance.chance(0.35) || !moment ? null : plusMicros(moment, chance.int(-1, 1))
  return { as_of, known_at }
}

type Filter = { entity_id?: string[]; customer_id?: string[]; currency?: string[] }

/** The items a report is about; sometimes a part of them. */
function randomFilter(world: World): Filter {
  const { chance } = world
  const filter: Filter = {}
  if (chance.chance(0.3)) filter.entity_id = [chance.pick(world.entities).entity_id]
  if (chance.chance(0.2))
    filter.customer_id = [chance.pick(world.customers), chance.pick(world.customers)].map(c => c.customer_id)
  if (chance.chance(0.2)) filter.currency = [chance.pick(['CNY', 'USD', 'JPY'])]
  return filter
}

const passes = (filter: Filter, item: ModelItem) =>
  (filter.entity_id?.includes(item.entity_id) ?? true) &&
  (filter.customer_id?.includes(item.customer_id) ?? true) &&
  (filter.currency?.includes(item.currency) ?? true)

const at = (point: Point) => ({ as_of: point.as_of, ...(point.known_at ? { known_at: point.known_at } : {}) })

type Page<Row = unknown> = { rows: Row[]; next: string | null; known_at?: Instant | null }

/** Every page of a list, and its first answer. `known_at` may have been lowered; all pages are asked at the same. */
async function everyPage<A extends Page>(
  world: World,
  name: string,
  input: object,
): Promise<{ rows: A['rows']; first: A }> {
  const limit = world.chance.pick([7, 50, 200])
  const first = (await ask(world, name, { ...input, limit })) as A
  const rows: A['rows'] = [...first.rows]
  const fixed = first.known_at ? { known_at: first.known_at } : {}
  for (let next = first.next; next; ) {
    const page = (await ask(world, name, { ...input, ...fixed, limit, after: next })) as A
    rows.push(...page.rows)
    next = page.next
  }
  return { rows, first }
}

type AgeingRow = {
  key: string | null
  currency: string
  amounts: string[]
  total_minor: string
  overdue_minor: string
  base_minor: string | null
  items: number
}
type Ageing = Page<AgeingRow> & {
  columns: { key: string }[]
  totals: AgeingRow[]
  count: number
  proof: { agrees: boolean; rows: { account_minor: string | null }[] }
}

const groupings = ['customer', 'currency', 'entity', 'salesperson'] as const

async function compareAgeing(world: World, asked: Point): Promise<void> {
  const { chance, model } = world
  const basis = chance.pick(['due', 'invoice'] as const)
  const by = chance.pick(groupings)
  const buckets = chance.pick(Object.keys(bucketings))
  const filter = randomFilter(world)
  const sort = chance.pick(['-total', 'total', '-overdue', 'name', 'number'])
  const input = { ...at(asked), basis, by, buckets, sort, ...filter }
  const { rows, first } = await everyPage<Ageing>(world, 'report.ageing', input)
  const point = { ...asked, known_at: first.known_at ?? null }
  const said = JSON.stringify({ ...input, known_at: point.known_at })
  assert.equal(first.proof.agrees, true, `the ageing is not proved: ${said} ${JSON.stringify(first.proof)}`)
  const expected = sums(world, point, filter, basis, bucketings[buckets] as Buckets, item => keyOf(by, item, point))
  const keys = first.columns.map(column => column.key)
  const same = (row: AgeingRow, sum: Sum | undefined, what: string) => {
    assert.ok(sum, `the model has no ${what}: ${said} ${JSON.stringify(row)}`)
    const amounts = Object.fromEntries(
      keys.map((key, place) => [key, row.amounts[place]]).filter(([, amount]) => amount !== '0'),
    )
    const ours = Object.fromEntries(
      [...sum.columns].filter(([, minor]) => minor !== 0n).map(([key, minor]) => [key, String(minor)]),
    )
    assert.deepEqual(sorted(amounts), sorted(ours), `${what} in columns: ${said}`)
    assert.equal(row.total_minor, String(sum.total), `${what} in all: ${said}`)
    assert.equal(row.overdue_minor, String(sum.overdue), `${what} overdue: ${said}`)
    assert.equal(row.items, sum.items, `items of ${what}: ${said}`)
    if (row.base_minor !== null) assert.equal(row.base_minor, String(sum.base), `${what} in base: ${said}`)
  }
  const listed = new Map([...expected].filter(([, sum]) => [...sum.columns.values()].some(minor => minor !== 0n)))
  const names = rows.map(row => `${row.key} ${row.currency}`)
  assert.deepEqual(names.sort(), [...listed.keys()].sort(), `rows of the ageing: ${said}`)
  assert.equal(first.count, listed.size, `count of the ageing: ${said}`)
  for (const row of rows) same(row, listed.get(`${row.key} ${row.currency}`), `${row.key} ${row.currency}`)
  const whole = sums(world, point, filter, basis, bucketings[buckets] as Buckets, () => null)
  for (const total of first.totals)
    same(total, whole.get(`null ${total.currency}`) ?? nothing(), `the total in ${total.currency}`)
  for (const [key, sum] of whole)
    assert.ok(
      sum.total === 0n || first.totals.some(total => key === `null ${total.currency}`),
      `a total is missing: ${said}`,
    )

  function keyOf(grouping: (typeof groupings)[number], item: ModelItem, where: Point): string | null {
    if (grouping === 'customer') return item.customer_id
    if (grouping === 'entity') return item.entity_id
    return grouping === 'salesperson' ? ownerOf(model, item, where) : null
  }
}

const sorted = (object: Record<string, unknown>) => Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))

type Sum = { columns: Map<string, bigint>; total: bigint; overdue: bigint; base: bigint; items: number }
const nothing = (): Sum => ({ columns: new Map(), total: 0n, overdue: 0n, base: 0n, items: 0 })

function sums(
  world: World,
  point: Point,
  filter: Filter,
  basis: 'due' | 'invoice',
  buckets: Buckets,
  keyOf: (item: ModelItem) => string | null,
): Map<string, Sum> {
  const found = new Map<string, Sum>()
  for (const item of world.model.list) {
    if (!passes(filter, item)) continue
    const { minor, base } = balanceOf(item, point)
    if (minor === 0n) {
      assert.equal(base, 0n, `item ${item.number} has base ${base} and no balance`)
      continue
    }
    const key = `${keyOf(item)} ${item.currency}`
    const sum = found.get(key) ?? nothing()
    found.set(key, sum)
    const column = columnOf(item, point, basis, buckets)
    sum.columns.set(column, (sum.columns.get(column) ?? 0n) + minor)
    sum.total += minor
    sum.base += base
    sum.items++
    if (/^b\d+$/.test(column)) sum.overdue += minor
  }
  return found
}

type ItemRow = {
  item_id: string
  open_minor: string
  open_base_minor: string
  due_on: string | null
  disputed: boolean
}

async function compareItems(world: World, asked: Point): Promise<void> {
  const { chance } = world
  const filter = randomFilter(world)
  const column = chance.chance(0.5)
    ? chance.pick(['not_due', 'b0', 'b2', 'undetermined', 'unapplied', 'disputed', 'retention'])
    : undefined
  const customer_id = filter.customer_id ?? (column ? undefined : [chance.pick(world.customers).customer_id])
  const sort = chance.pick(['due_on', '-due_on', 'issued_on', '-open_minor', 'number'])
  const input = {
    ...at(asked),
    ...filter,
    ...(customer_id ? { customer_id } : {}),
    ...(column ? { column } : {}),
    sort,
  }
  const { rows, first } = await everyPage<Page<ItemRow>>(world, 'item.list', input)
  const point = { ...asked, known_at: first.known_at ?? null }
  const buckets = bucketings['30/60/90'] as Buckets
  const expected = world.model.list.flatMap(item => {
    if (!passes({ ...filter, ...(customer_id ? { customer_id } : {}) }, item)) return []
    const { minor, base } = balanceOf(item, point)
    if (minor === 0n || (column && columnOf(item, point, 'due', buckets) !== column)) return []
    return [`${item.item_id} ${minor} ${base} ${dueOf(item, point)} ${isDisputed(item, point)}`]
  })
  const found = rows.map(row => `${row.item_id} ${row.open_minor} ${row.open_base_minor} ${row.due_on} ${row.disputed}`)
  assert.deepEqual(found.sort(), expected.sort(), `the open items: ${JSON.stringify(input)}`)
}

type BalanceRow = { customer_id: string; currency: string; opening_minor: string; closing_minor: string }
type Balances = Page<BalanceRow> & { proof: { agrees: boolean } }

async function compareBalances(world: World, asked: Point): Promise<void> {
  const from = addDays(asked.as_of, -world.chance.int(0, 90))
  const known = asked.known_at ? { known_at: asked.known_at } : {}
  const input = { from, to: asked.as_of, ...known }
  const { rows, first } = await everyPage<Balances>(world, 'report.balances', input)
  // The answer does not say what a moment was lowered to; by the organisation's own clock it never is.
  if (!world.clock && asked.known_at) return
  assert.equal(first.proof.agrees, true, `the balances are not proved: ${JSON.stringify(input)}`)
  const sum = (as_of: Day) => {
    const found = new Map<string, bigint>()
    for (const item of world.model.list) {
      const key = `${item.customer_id} ${item.currency}`
      const { minor } = balanceOf(item, { as_of, known_at: asked.known_at })
      if (minor !== 0n) found.set(key, (found.get(key) ?? 0n) + minor)
    }
    return found
  }
  const [opening, closing] = [sum(addDays(from, -1)), sum(asked.as_of)]
  const listed = new Map(rows.map(row => [`${row.customer_id} ${row.currency}`, row]))
  for (const key of new Set([...opening.keys(), ...closing.keys(), ...listed.keys()])) {
    const row = listed.get(key)
    const ours = [String(opening.get(key) ?? 0n), String(closing.get(key) ?? 0n)]
    assert.deepEqual([row?.opening_minor ?? '0', row?.closing_minor ?? '0'], ours, `${key}: ${JSON.stringify(input)}`)
  }
}

type Sheet = {
  currency: string
  opening_minor: string
  closing_minor: string
  rows: { open_minor: string; balance_minor: string; debit_minor: string; credit_minor: string }[]
}
type Ledger = Page<Sheet['rows'][number]> & { opening_minor: string; closing_minor: string }

/** The statement of one customer in both styles, and its ledger, line by line. */
async function compareCustomer(world: World, as_of: Day): Promise<void> {
  const { chance, model } = world
  const customer_id = chance.pick(world.customers).customer_id
  const entity_id = chance.pick(world.entities).entity_id
  const from = addDays(as_of, -chance.int(0, 120))
  const balance = (currency: string, day: Day) =>
    model.list
      .filter(item => item.customer_id === customer_id && item.entity_id === entity_id && item.currency === currency)
      .reduce((sum, item) => sum + balanceOf(item, { as_of: day, known_at: null }).minor, 0n)
  for (const style of ['open_item', 'movement']) {
    const input = { customer_id, entity_id, as_of, from, style }
    const { currencies } = (await ask(world, 'report.statement', input)) as { currencies: Sheet[] }
    for (const currency of ['CNY', 'USD', 'JPY']) {
      const said = `the ${style} statement in ${currency}: ${JSON.stringify(input)}`
      const sheet = currencies.find(one => one.currency === currency)
      assert.equal(sheet?.closing_minor ?? '0', String(balance(currency, as_of)), said)
      if (!sheet) continue
      const lines = sheet.rows.map(row =>
        style === 'open_item' ? BigInt(row.open_minor) : BigInt(row.debit_minor) - BigInt(row.credit_minor),
      )
      const sum = lines.reduce((total, line) => total + line, style === 'open_item' ? 0n : BigInt(sheet.opening_minor))
      assert.equal(String(sum), sheet.closing_minor, `the lines of ${said}`)
    }
  }
  const currency = chance.pick(['CNY', 'USD', 'JPY'])
  const input = { customer_id, entity_id: [entity_id], currency, from, to: as_of }
  const { rows, first } = await everyPage<Ledger>(world, 'report.customer_ledger', input)
  const said = `the customer ledger: ${JSON.stringify(input)}`
  assert.equal(first.opening_minor, String(balance(currency, addDays(from, -1))), said)
  assert.equal(first.closing_minor, String(balance(currency, as_of)), said)
  let running = BigInt(first.opening_minor)
  for (const row of rows) {
    running += BigInt(row.debit_minor) - BigInt(row.credit_minor)
    assert.equal(row.balance_minor, String(running), `the running balance of ${said}`)
  }
  assert.equal(String(running), first.closing_minor, said)
}
