import pg from 'pg'
import { permissions } from '../access/permissions.ts'
import type { Actor } from '../kernel/context.ts'
import { Refusal } from '../kernel/errors.ts'
import { parseInput } from '../kernel/http.ts'
import { runLine } from '../kernel/run.ts'
import { type Day, dayOf, type Instant, plusMicros } from '../kernel/values.ts'
import { sealPostings } from '../ledger/posting-chunks.ts'
import { inside } from './customers.ts'
import { comparePoint } from './fuzz-points.ts'
import { choices, foundWorld } from './fuzz-verbs.ts'
import { type Model, newModel, tell, type Told } from './model.ts'
import { type TestHouse, testHouse, type TestOrganisation, testOrganisation } from './organisation.ts'
import { type Random, random } from './random.ts'

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

export type FuzzOptions = {
  seed: number
  verbs: number
  /** Organisations side by side, each with its share of the verbs; the last works by the real clock. */
  organisations?: number
  /** Verbs between two looks at the reports. */
  every?: number
}

/**
 * Runs random verbs in organisations of their own and holds every answer and random points of the reports against a
 * model that knows nothing but the append-only rows and the forward definition (design §4a). Throws at the first
 * difference, with the verbs that led there.
 */
export async function fuzz(options: FuzzOptions): Promise<Counts> {
  const { seed, verbs, organisations = 4, every = 100 } = options
  const house = await testHouse()
  const chance = random(seed)
  const sum: Counts = { verbs: 0, refused: 0, points: 0, codes: new Map(), names: new Map() }
  const runs = Array.from({ length: organisations }, (_, at) => {
    const own = organisations > 1 && at === organisations - 1
    return runOne(house, chance.fork(), Math.ceil(verbs / organisations), every, own, sum)
  })
  const ended = await Promise.allSettled(runs)
  const failed = ended.find(one => one.status === 'rejected')
  if (failed) throw failed.reason
  return sum
}

async function runOne(
  house: TestHouse,
  chance: Random,
  verbs: number,
  every: number,
  realClock: boolean,
  counts: Counts,
): Promise<void> {
  const owner = new pg.Client({ connectionString: house.url })
  await owner.connect()
  const world = await openWorld(house, chance, owner, realClock, counts)
  try {
    await foundWorld(world)
    for (let at = 1; at <= verbs; at++) {
      moveClock(world)
      await attempt(world, choices(world))
      if (realClock && chance.chance(0.01)) await seal(world)
      if (at % every === 0 || at === verbs) {
        counts.points++
        await comparePoint(world)
      }
    }
  } catch (error) {
    const said = world.said.slice(-12).join('\n')
    ;(error as Error).message =
      `${(error as Error).message}\nThe last verbs in organisation ${world.org.org_id}:\n${said}`
    throw error
  } finally {
    await owner.end()
  }
}

const began = '2024-01-10T01:00:00.000000Z' as Instant

async function openWorld(
  house: TestHouse,
  chance: Random,
  owner: pg.Client,
  realClock: boolean,
  counts: Counts,
): Promise<World> {
  const org = await testOrganisation(realClock ? {} : { demo_at: began })
  const checker = await org.as('everything')
  const clock = realClock ? null : began
  const actor = (person_id: string): Actor => ({
    person_id,
    via: 'local',
    key_id: null,
    org_id: org.org_id,
    permissions: new Set(Object.keys(permissions)),
    sight: { org_id: org.org_id, person_id, entity_ids: null, customers: '', department_ids: [] },
    time_zone: 'Asia/Shanghai',
    locale: 'en',
    clock,
  })
  return {
    house,
    org,
    chance,
    model: newModel(),
    entities: [{ entity_id: org.entity_id, code: 'E1', base: 'CNY', books_from: '2010-01-01' as Day }],
    customers: [],
    salespeople: [],
    invoices: [],
    receipts: [],
    clock,
    maker: actor(org.admin.person_id),
    checker: actor(checker.person_id),
    owner,
    counts,
    said: [],
  }
}

/** Today in the organisation. */
export const todayOf = (world: World): Day =>
  dayOf(world.clock ?? (Temporal.Now.instant().toString({ smallestUnit: 'microsecond' }) as Instant), 'Asia/Shanghai')

/** Often several verbs have one moment; then again hours pass. */
function moveClock(world: World): void {
  if (!world.clock || world.chance.chance(0.25)) return
  const hours = world.chance.chance(0.5) ? 0 : world.chance.int(0, 18)
  setClock(world, plusMicros(world.clock, hours * 3_600_000_000 + world.chance.int(1, 4_000_000)))
}

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
    if (expected === 'accepted')
      throw new Error(`${name} was refused, and the model sees no reason: ${JSON.stringify(error.problems, digits)}`)
    if (world.chance.chance(0.1) && (await refresh(world, since))) throw new Error(`${name} was refused and wrote rows`)
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

/** Seals what can be sealed, so that the account's side comes from sums and from postings, in changing parts. */
async function seal(world: World): Promise<void> {
  await inside(world.org, tx =>
    sealPostings({ tx, org_id: world.org.org_id }, { least: 1, oldest: '0', behind: '10 milliseconds' }),
  )
}
