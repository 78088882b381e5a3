import pg from 'pg'
import { permissions } from '../access/permissions.ts'
import type { Actor } from '../kernel/context.ts'
import { type Day, type Instant, plusMicros } from '../kernel/values.ts'
import { sealPostings } from '../ledger/posting-chunks.ts'
import { inside } from './customers.ts'
import { comparePoint } from './fuzz-points.ts'
import { choices, foundWorld } from './fuzz-verbs.ts'
import { attempt, type Counts, setClock, type World } from './fuzz-world.ts'
import { newModel } from './model.ts'
import { type TestHouse } from './house.ts'
import { testHouse, testOrganisation } from './organisation.ts'
import { type Random, random } from './random.ts'

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

/** Often several verbs have one moment; then again hours pass. */
function moveClock(world: World): void {
  if (!world.clock || world.chance.chance(0.25)) return
  const hours = world.chance.chance(0.5) ? 0 : world.chance.int(0, 18)
  setClock(world, plusMicros(world.clock, hours * 3_600_000_000 + world.chance.int(1, 4_000_000)))
}

/** Seals what can be sealed, so that the account's side comes from sums and from postings, in changing parts. */
async function seal(world: World): Promise<void> {
  await inside(world.org, tx =>
    sealPostings({ tx, org_id: world.org.org_id }, { least: 1, oldest: '0', behind: '10 milliseconds' }),
  )
}
