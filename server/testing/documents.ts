import assert from 'node:assert/strict'
import { type Context, contextOf } from '../kernel/context.ts'
import { transaction } from '../db/connect.ts'
import { type Instant, newId } from '../kernel/values.ts'
import { type Client, testHouse, type TestOrganisation } from './organisation.ts'

/** What was refused, as `index code`, in order; a request that went through is an error of the test. */
export async function refusals(client: Client, path: string, body: unknown): Promise<string[]> {
  const reply = await client.post(path, body)
  assert.ok(reply.status >= 400, `should be refused: ${JSON.stringify(reply.body).slice(0, 400)}`)
  return reply.body.problems.map((problem: { index: number; code: string }) => `${problem.index} ${problem.code}`)
}

/** Posts and answers the body of what must go through. */
export async function done(client: Client, path: string, body: unknown, headers?: Record<string, string>) {
  const reply = await client.post(path, body, headers)
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  return reply.body
}

/** Runs a function of a module that has no route of its own, as the administrator would. */
export async function inside<T>(org: TestOrganisation, work: (ctx: Context) => Promise<T>): Promise<T> {
  const { db } = await testHouse()
  const sight = { org_id: org.org_id, person_id: null, entity_ids: null, customers: '' as const, department_ids: [] }
  return transaction(db.main, 'verb', sight, async tx => {
    const [row] = (await tx.text('select clock_timestamp() as at', [])).rows as { at: Instant }[]
    const actor = {
      person_id: org.admin.person_id,
      via: 'job' as const,
      key_id: null,
      org_id: org.org_id,
      permissions: new Set<string>(),
      sight,
      time_zone: 'Asia/Shanghai',
      locale: 'en',
      clock: null,
    }
    return work(contextOf(tx, actor, row?.at as Instant, newId(), null))
  })
}
