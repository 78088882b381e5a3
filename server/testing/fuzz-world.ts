import type pg from 'pg'
import type { Actor } from '../kernel/context.ts'
import { Refusal } from '../kernel/errors.ts'
import { parseInput } from '../kernel/http.ts'
import { runLine } from '../kernel/run.ts'
import { addDays, clockNow, type Day, dayOf, type Instant, plusMicros } from '../kernel/values.ts'
import { type Model, type ModelItem, tell, type Told } from './model.ts'
import type { TestHouse } from './house.ts'
import type { TestOrganisation } from './organisation.ts'
import type { Random } from './random.ts'

export type FuzzEntity = { entity_id: string; code: string; base: string; books_from: Day }
export type FuzzCustomer = { customer_id: string; number: string }

/** An organisation under random verbs, and what the model knows of it. */
export type World = {
  house: TestHouse
  org: TestOrganisation
  chance: Random
  model: Model
  entities: FuzzEntity[]
  customers: FuzzCustomer[]
  salespeople: string[]
  invoices: { invoice_id: string; entity: FuzzEntity; currency: string }[]
  receipts: { receipt_id: string; entity: FuzzEntity; currency: string }[]
  /** The organisation's own clock; null is the real one. */
  clock: Instant | null
  maker: Actor
  checker: Actor
  owner: pg.Client
  counts: Counts
  said: string[]
}

export type Counts = {
  verbs: number
  refused: number
  points: number
  codes: Map<string, number>
  names: Map<string, number>
}

/** What a verb is expected to do: the model knows, or leaves it open. */
export type Expected = 'accepted' | 'refused' | 'either'
export type Attempt = { name: string; input: unknown; expected: Expected; after?: (answer: never) => void }

/** Today in the organisation. */
export const todayOf = (world: World): Day => dayOf(world.clock ?? clockNow(), 'Asia/Shanghai')

/** A day around today: mostly lately, sometimes long ago, sometimes to come. */
export function someDay(world: World): Day {
  const { chance } = world
  const today = todayOf(world)
  return chance.weigh<() => Day>([
    [6, () => today],
    [6, () => addDays(today, -chance.int(0, 40))],
    [1, () => addDays(today, -chance.int(40, 300))],
    [1, () => addDays(today, chance.int(1, 90))],
  ])()
}

/** An item of the model, the younger ones more often; of a kind, if it is told. */
export function someItem(world: World, fits: (item: ModelItem) => boolean = () => true): ModelItem | null {
  const { list } = world.model
  for (let tries = 0; tries < 12; tries++) {
    const back = world.chance.chance(0.7) ? Math.min(list.length, 80) : list.length
    const item = list[list.length - 1 - world.chance.int(0, back - 1)]
    if (item && fits(item)) return item
  }
  return null
}

/** Moves the organisation's clock. */
export function setClock(world: World, clock: Instant): void {
  world.clock = clock
  world.maker = { ...world.maker, clock }
  world.checker = { ...world.checker, clock }
}

/** Runs a verb as the maker, and where it waits for a second person, releases it as the checker. */
export async function ask(world: World, name: string, raw: unknown): Promise<unknown> {
  const { kernel } = world.house.modules
  const entry = kernel.lines.get(name)
  if (!entry) throw new Error(`${name} is not mounted`)
  const input = parseInput(entry.line, JSON.parse(JSON.stringify(raw)))
  const outcome = await runLine(kernel, world.maker, name, input)
  if (!outcome.parked) return JSON.parse(JSON.stringify(outcome.answer))
  const { request_id } = outcome.answer as { request_id: string }
  // The released verb runs as its maker, whose clock is read anew.
  if (world.clock)
    await world.owner.query('update organisations set demo_at = $2 where org_id = $1', [world.org.org_id, world.clock])
  const released = await runLine(kernel, world.checker, 'approval.release', { request_id })
  return (JSON.parse(JSON.stringify(released.answer)) as { answer: unknown }).answer
}

/** Makes one attempt and holds what happened against what the model expected. */
export async function attempt(world: World, { name, input, expected, after }: Attempt): Promise<void> {
  const { counts } = world
  counts.verbs++
  counts.names.set(name, (counts.names.get(name) ?? 0) + 1)
  const since = world.clock ?? world.model.moments.at(-1) ?? ('2000-01-01T00:00:00.000000Z' as Instant)
  world.said.push(`${world.clock ?? 'now'} ${name} (${expected}) ${JSON.stringify(input)}`)
  let answer: unknown
  try {
    answer = await ask(world, name, input)
  } catch (error) {
    if (!(error instanceof Refusal)) throw new Error(`${name} failed: ${(error as Error).stack}`, { cause: error })
    counts.refused++
    for (const { code } of error.problems) counts.codes.set(code, (counts.codes.get(code) ?? 0) + 1)
    if (expected === 'accepted') {
      const told = JSON.stringify(error.problems, digits)
      throw new Error(`${name} was refused, and the model sees no reason: ${told}`, { cause: error })
    }
    if (world.chance.chance(0.1) && (await refresh(world, since)))
      throw new Error(`${name} was refused and wrote rows`, { cause: error })
    return
  }
  if (expected === 'refused') throw new Error(`${name} was accepted, and the model refuses it`)
  await refresh(world, since)
  after?.(answer as never)
}

const digits = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)

/** Reads what was written since a moment out of the append-only rows. Answers whether anything was new. */
export async function refresh(world: World, since: Instant): Promise<boolean> {
  const { rows } = await world.owner.query<{ told: Told }>({
    name: 'told',
    text: toldStatement,
    values: [world.org.org_id, plusMicros(since, world.clock ? 0 : -2_000_000)],
  })
  return tell(world.model, (rows[0] as { told: Told }).told)
}

const instant = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_at`
const all = (text: string) => `(select coalesce(json_agg(t), '[]') from (${text}) t)`
const toldStatement = `select json_build_object(
  'items', ${all(`select item_id, entity_id, customer_id, currency, kind, lane, document_id, number, line, amount_minor::text,
    base_minor::text, posted_on, issued_on, due_on, ${instant('recorded_at')}, salesperson_id
    from open_items where org_id = $1 and recorded_at >= $2`)},
  'applications', ${all(`select application_id, item_id, counter_item_id, delta_minor::text, delta_base_minor::text, applied_on,
    ${instant('recorded_at')}, kind, reverses_id from applications where org_id = $1 and recorded_at >= $2 order by applications.recorded_at`)},
  'terms', ${all(`select change_id, item_id, effective_on, ${instant('recorded_at')}, legal_due_on, why
    from item_terms where org_id = $1 and recorded_at >= $2 order by item_terms.recorded_at`)},
  'disputes', ${all(`select change_id, item_id, effective_on, ${instant('recorded_at')}, disputed
    from item_disputes where org_id = $1 and recorded_at >= $2 order by item_disputes.recorded_at`)},
  'owners', ${all(`select owner_id, customer_id, entity_id, effective_on, ${instant('recorded_at')}, salesperson_id
    from customer_owners where org_id = $1 and recorded_at >= $2 order by customer_owners.recorded_at`)}) as told`
