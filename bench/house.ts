import pg from 'pg'
import { type Sight, transaction } from '../server/db/connect.ts'
import type { Actor } from '../server/kernel/context.ts'
import { parseInput } from '../server/kernel/http.ts'
import { runLine } from '../server/kernel/run.ts'
import { openHouseAt, type TestHouse } from '../server/testing/house.ts'

/** A server on the bench's database, an organisation with one entity, and the two ways to ask: as the API does, and as the owner. */
export type Bench = {
  house: TestHouse & { close(): Promise<void> }
  owner: pg.Client
  actor: Actor
  sight: Sight
  org_id: number
  entity_id: string
  /** Runs a line as the API does, without HTTP. */
  // oxlint-disable-next-line no-explicit-any -- a workload knows the shape of what it asked for
  ask(name: string, raw: unknown): Promise<any>
}

/** Opens the server on the database of `DUEBOOK_TEST_URL` with a new organisation for one workload. */
export async function openBench(): Promise<Bench> {
  const url = process.env.DUEBOOK_TEST_URL
  if (!url) throw new Error('npm run bench gives the database')
  const house = await openHouseAt(url, 20)
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  return { house, owner, ...(await newOrganisation(house, owner)) }
}

async function newOrganisation(house: TestHouse, owner: pg.Client) {
  const org_id = (
    await owner.query<{ org_id: number }>(`insert into organisations (name) values ('Bench') returning org_id`)
  ).rows[0]?.org_id as number
  const person_id = crypto.randomUUID()
  await owner.query(`insert into people (org_id, person_id, name, recorded_at) values ($1, $2, 'Bench', now())`, [
    org_id,
    person_id,
  ])
  const lines = house.modules.kernel.lines
  const sight: Sight = { org_id, person_id, entity_ids: null, customers: '', department_ids: [] }
  const actor: Actor = {
    person_id,
    via: 'local',
    key_id: null,
    org_id,
    permissions: new Set([...lines.values()].map(({ line }) => line.permission)),
    sight,
    time_zone: 'Asia/Shanghai',
    locale: 'zh',
    clock: null,
  }
  const ask = async (name: string, raw: unknown) => {
    const line = lines.get(name)?.line
    if (!line) throw new Error(`${name} is not mounted`)
    const input = parseInput(line, line.many && !Array.isArray(raw) ? [raw] : raw)
    // oxlint-disable-next-line no-explicit-any -- as above
    return (await runLine(house.modules.kernel, actor, name, input)).answer as any
  }
  const made = await ask('entity.create', {
    code: 'B1',
    name: 'Bench',
    base_currency: 'CNY',
    standard: 'cas',
    books_from: '2010-01-01',
  })
  return { org_id, actor, sight, entity_id: made.entity_id as string, ask }
}

/** Runs hand-written SQL as the application role does: same connection options, same wall. */
export function asApplication<T>(bench: Bench, text: string, values: unknown[]): Promise<T[]> {
  return transaction(bench.house.db.main, 'verb', bench.sight, async tx => (await tx.text(text, values)).rows as T[])
}

/** Tells the planner what has just been loaded. */
export async function settle(bench: Bench): Promise<void> {
  await bench.owner.query('vacuum (analyze)')
  await bench.owner.query('checkpoint')
}
