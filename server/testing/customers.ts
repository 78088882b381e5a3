import assert from 'node:assert/strict'
import pg from 'pg'
import { seedTerms } from '../customers/terms-verbs.ts'
import { type Tx, transaction } from '../db/connect.ts'
import { newId } from '../kernel/values.ts'
import { type Reply, testHouse, testOrganisation, type TestOrganisation } from './organisation.ts'

type Problems = { index: number; code: string }[]
/** What a request was refused for: the line and the code of each problem. */
export const codes = (reply: Reply): string[] | undefined =>
  (reply.body.problems as Problems | undefined)?.map(problem => `${problem.index} ${problem.code}`)

/** An organisation with two entities and the standard terms. */
export type Founded = TestOrganisation & { entities: [string, string] }

/** A new organisation with two entities and the standard terms. */
export async function founded(): Promise<Founded> {
  const org = await testOrganisation()
  const entities: [string, string] = [org.entity_id || newId(), newId()]
  for (const [at, entity_id] of entities.entries())
    await asOwner(
      `insert into entities (org_id, entity_id, code, name, base_currency, standard, books_from, went_live_at, recorded_at)
       values ($1, $2, $3, $3, 'CNY', 'cas', '2010-01-01', now(), now()) on conflict do nothing`,
      [org.org_id, entity_id, `T${at}`],
    )
  await inside(org, tx => seedTerms(tx, org.org_id))
  return { ...org, entities }
}

/** One transaction inside an organisation, as the server itself sees it. */
export async function inside<T>(org: TestOrganisation, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { db } = await testHouse()
  const sight = { org_id: org.org_id, person_id: null, entity_ids: null, customers: '' as const, department_ids: [] }
  return transaction(db.main, 'verb', sight, work)
}

/** Enters customers; the request must succeed. */
export const create = async (org: TestOrganisation, ...drafts: object[]) => {
  const reply = await org.admin.post('/api/customers', drafts)
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  return reply.body.rows as { customer_id: string; number: string; known: boolean; tax_id_check: string | null }[]
}
/** What was recorded of a subject, in order. */
export const eventsOf = (org: TestOrganisation, subject_id: string) =>
  asOwner<{ name: string; data: Record<string, unknown> }>(
    'select name, data from events where org_id = $1 and subject_id = $2 order by event_id',
    [org.org_id, subject_id],
  )

/** Runs SQL on the database of the tests as its owner, past row security: for what no verb does yet, and to look behind one. */
export async function asOwner<T = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: process.env.DUEBOOK_TEST_URL })
  await client.connect()
  try {
    return (await client.query(text, values)).rows as T[]
  } finally {
    await client.end()
  }
}

/** An open item of a customer in the first entity. */
export async function openItem(org: Founded, customer_id: string): Promise<void> {
  const invoice = {
    customer_id,
    entity_id: org.entities[0],
    issued_on: '2026-01-01',
    amount_minor: '100',
    due_on: '2026-01-31',
  }
  const reply = await org.admin.post('/api/invoices', invoice)
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body))
}
