import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { verb } from '../kernel/contract.ts'
import { record } from '../kernel/context.ts'
import { refuse } from '../kernel/errors.ts'
import { mount } from '../kernel/run.ts'
import { type Client, testHouse, type TestOrganisation, testOrganisation } from '../testing/organisation.ts'
import { bites, grew } from './policies.ts'

// A verb of this story alone stands for any that waits: it records what it was given, as whom, and who released it.
const story = {
  waive: verb({
    name: 'story.waive',
    method: 'POST',
    path: '/api/story/waive',
    permission: 'item.write_off',
    summary: { en: 'Waive', zh: '放弃' },
    input: z.strictObject({ amount_minor: z.string() }),
    output: z.object({ waived: z.string(), by: z.string(), released_by: z.string().nullable() }),
    approval: 'by_amount',
  }),
}
/** What the facts say beside the input, by the amount: how a thing grows while it waits. */
const extra = new Map<string, string>()
/** Amounts the verb refuses. */
const impossible = new Set<string>()

const house = await testHouse()
mount(house.modules.kernel, story, {
  async waive(ctx, { amount_minor }) {
    if (impossible.has(amount_minor)) refuse('nothing_to_apply')
    await record(ctx, 'story.waived', ctx.now, [{ subject_id: ctx.actor.person_id, data: { amount_minor } }])
    return { waived: amount_minor, by: ctx.actor.person_id, released_by: ctx.released_by }
  },
})
house.modules.kernel.facts.set('story.waive', async (_, input) => {
  const { amount_minor } = input as { amount_minor: string }
  return { amount_minor: extra.get(amount_minor) ?? amount_minor }
})

/** Runs the story's verb as somebody does: it has no route of its own, since the server was up before it. */
async function waive(who: Client, body: Record<string, unknown>) {
  const { createAuthenticate } = await import('../access/actors.ts')
  const { runLine } = await import('../kernel/run.ts')
  const authenticate = createAuthenticate(house.db.main, house.identity)
  const request = { headers: { authorization: `Bearer ${who.token}` }, body } as never
  const actor = await authenticate(request, story.waive)
  assert.ok(actor)
  return runLine(house.modules.kernel, actor, 'story.waive', body)
}

async function withPolicy(condition: object = {}): Promise<TestOrganisation> {
  const organisation = await testOrganisation()
  const permission = 'approval.release.write_off'
  const changed = await organisation.admin.put('/api/approval-policies/story.waive', { condition, permission })
  assert.equal(changed.status, 200)
  return organisation
}

async function parked(who: Client, body: Record<string, unknown>): Promise<string> {
  const outcome = await waive(who, body)
  assert.equal(outcome.parked, true)
  return (outcome.answer as { request_id: string }).request_id
}

test('[APR-1] a policy bites by its condition, on any of the lines, whatever the sign', () => {
  const table: [object, object, boolean][] = [
    [{}, {}, true],
    [{ never: true }, {}, false],
    [{ amount_minor_at_least: '1000' }, { amount_minor: '999' }, false],
    [{ amount_minor_at_least: '1000' }, { amount_minor: '1000' }, true],
    [{ amount_minor_at_least: '1000' }, { amount_minor: '-1000' }, true],
    [{ amount_minor_at_least: '1000' }, { amount_minor: 1000n }, true],
    [{ amount_minor_at_least: '1000' }, { amount_minor: ['1', '2000'] }, true],
    [{ amount_minor_at_least: '1000' }, {}, true],
    [{ grade: 'D', amount_minor_at_least: '10' }, { grade: 'A', amount_minor: '20' }, false],
    [{ grade: 'D' }, { grade: ['A', 'D'] }, true],
  ]
  for (const [condition, facts, expected] of table) assert.equal(bites(condition as never, facts as never), expected)
})

test('[APR-5] it grew when a number is greater or anything else is different', () => {
  const table: [object, object, boolean][] = [
    [{}, {}, false],
    [{ amount_minor: '100' }, { amount_minor: '100' }, false],
    [{ amount_minor: '100' }, { amount_minor: '99' }, false],
    [{ amount_minor: '100' }, { amount_minor: '101' }, true],
    [{ amount_minor: '-100' }, { amount_minor: '-101' }, true],
    [{ amounts: ['1', '2'] }, { amounts: ['1', '2', '3'] }, true],
    [{ grade: 'A' }, { grade: 'D' }, true],
    [{}, { amount_minor: '1' }, true],
  ]
  for (const [before, now, expected] of table) assert.equal(grew(before as never, now as never), expected)
})

test('[APR-3] what waits runs when a second person releases it, as its maker, once', async () => {
  const { as } = await withPolicy()
  const [maker, checker] = [await as('finance_manager'), await as('general_manager')]
  const request_id = await parked(maker, { amount_minor: '500' })
  const inbox = await checker.get('/api/approvals', { state: 'waiting' })
  assert.equal(inbox.body.rows.length, 1)
  assert.equal(inbox.body.rows[0].may_release, true)
  const released = await checker.post(`/api/approvals/${request_id}/release`, {})
  assert.equal(released.status, 200)
  assert.deepEqual(released.body.answer, { waived: '500', by: maker.person_id, released_by: checker.person_id })
  const again = await checker.post(`/api/approvals/${request_id}/release`, {})
  assert.equal(again.status, 409)
  assert.equal(again.body.code, 'request_not_waiting')
})

test('[APR-2] nobody releases their own request, neither by another key nor by way of a decline', async () => {
  const { as, admin } = await withPolicy()
  const maker = await as('everything')
  const request_id = await parked(maker, { amount_minor: '500' })
  const key = await maker.post('/api/keys', { name: 'second', role: 'everything', expires_at: inAMonth() })
  assert.equal(key.status, 200)
  const release = { method: 'POST' as const, url: `/api/approvals/${request_id}/release`, payload: {} }
  const byKey = await house.app.inject({ ...release, headers: { authorization: `Bearer ${key.body.token}` } })
  assert.equal(byKey.json().code, 'checker_is_maker')
  assert.equal((await maker.post(`/api/approvals/${request_id}/release`, {})).body.code, 'checker_is_maker')
  assert.equal(
    (await maker.post(`/api/approvals/${request_id}/decline`, { reason: 'no' })).body.code,
    'checker_is_maker',
  )
  assert.equal((await admin.post(`/api/approvals/${request_id}/release`, {})).status, 200)
})

const inAMonth = () => new Date(Date.now() + 30 * 86_400_000).toISOString()

test('[APR-2] who lacks the permission of the policy does not release', async () => {
  const { as } = await withPolicy()
  const request_id = await parked(await as('finance_manager'), { amount_minor: '500' })
  const answer = await (await as('receivables_clerk')).post(`/api/approvals/${request_id}/release`, {})
  assert.equal(answer.status, 403)
  assert.equal(answer.body.problems[0].params.permission, 'approval.release.write_off')
})

test('[APR-4] the maker needs the permission still when it is released', async () => {
  const { as, admin } = await withPolicy()
  const [maker, checker] = [await as('finance_manager'), await as('general_manager')]
  const request_id = await parked(maker, { amount_minor: '500' })
  const grants = await admin.get('/api/grants', { person_id: maker.person_id })
  await admin.post(`/api/grants/${grants.body.rows[0].grant_id}/revoke`, {})
  const answer = await checker.post(`/api/approvals/${request_id}/release`, {})
  assert.equal(answer.body.code, 'permission_missing')
  await admin.post(`/api/people/${maker.person_id}/disable`, {})
  assert.equal((await checker.post(`/api/approvals/${request_id}/release`, {})).body.code, 'maker_disabled')
  const mine = await checker.get('/api/approvals', { state: 'waiting' })
  assert.equal(mine.body.rows.length, 1)
})

test('[APR-4] a refused release leaves the request waiting and nothing done', async () => {
  const { as, admin } = await withPolicy()
  const [maker, checker] = [await as('finance_manager'), await as('general_manager')]
  const request_id = await parked(maker, { amount_minor: '501' })
  impossible.add('501')
  const answer = await checker.post(`/api/approvals/${request_id}/release`, {})
  assert.equal(answer.body.code, 'nothing_to_apply')
  assert.equal((await admin.get('/api/approvals', { state: 'waiting' })).body.rows.length, 1)
  assert.equal((await maker.post(`/api/approvals/${request_id}/withdraw`, {})).body.state, 'withdrawn')
})

test('[APR-9] what is refused does not wait', async () => {
  const { as, admin } = await withPolicy()
  impossible.add('502')
  const refused = (error: unknown) =>
    (error as { problems: { code: string }[] }).problems[0]?.code === 'nothing_to_apply'
  await assert.rejects(waive(await as('finance_manager'), { amount_minor: '502' }), refused)
  assert.equal((await admin.get('/api/approvals', {})).body.rows.length, 0)
})

test('[APR-5] what has grown waits again', async () => {
  const { as } = await withPolicy()
  const [maker, checker] = [await as('finance_manager'), await as('general_manager')]
  const amount_minor = '7001'
  const request_id = await parked(maker, { amount_minor })
  extra.set(amount_minor, '7002')
  const answer = await checker.post(`/api/approvals/${request_id}/release`, {})
  assert.equal(answer.body.state, 'failed')
  const second = answer.body.answer.request_id
  assert.notEqual(second, request_id)
  assert.equal((await checker.post(`/api/approvals/${second}/release`, {})).body.state, 'released')
})

test('[APR-2] two checkers at once release once', async () => {
  const { as } = await withPolicy()
  const [maker, one, two] = [await as('finance_manager'), await as('general_manager'), await as('general_manager')]
  for (let round = 0; round < 10; round++) {
    const path = `/api/approvals/${await parked(maker, { amount_minor: '500' })}/release`
    const answers = await Promise.all([one.post(path, {}), two.post(path, {})])
    assert.deepEqual(
      answers.map(answer => answer.status).toSorted((a, b) => a - b),
      [200, 409],
    )
  }
})

test('[APR-6] a scoped checker releases only what names entities of his own', async () => {
  const { as, entity_id } = await withPolicy()
  if (!entity_id) return
  const maker = await as('finance_manager')
  const checker = await as('general_manager', { entity_ids: [entity_id] })
  const request_id = await parked(maker, { amount_minor: '500' })
  assert.equal((await checker.post(`/api/approvals/${request_id}/release`, {})).body.code, 'request_unknown')
})

test('[APR-7] a policy is data: an amount, never, and the standard again', async () => {
  const { admin } = await testOrganisation()
  const permission = 'approval.release.write_off'
  await admin.put('/api/approval-policies/story.waive', { condition: { amount_minor_at_least: '1000' }, permission })
  assert.equal((await waive(admin, { amount_minor: '999' })).parked, false)
  assert.equal((await waive(admin, { amount_minor: '1000' })).parked, true)
  await admin.put('/api/approval-policies/story.waive', { condition: null, permission })
  assert.equal((await waive(admin, { amount_minor: '1000' })).parked, false)
  const refused = await admin.put('/api/approval-policies/person.list', { condition: {}, permission })
  assert.equal(refused.body.code, 'policy_verb_unknown')
})

test('[APR-8] in the strict profile a role is given by two', async () => {
  const { admin, as } = await testOrganisation()
  const [second, clerk] = [await as('administrator'), await as('collector')]
  assert.equal((await admin.put('/api/organisation', { duty_profile: 'strict' })).status, 200)
  const given = await admin.post('/api/grants', { person_id: clerk.person_id, role: 'legal' })
  assert.equal(given.status, 202)
  const released = await second.post(`/api/approvals/${given.body.request_id}/release`, {})
  assert.equal(released.status, 200)
  const held = await admin.get('/api/grants', { person_id: clerk.person_id })
  assert.deepEqual(held.body.rows.map((row: { role: string }) => row.role).sort(), ['collector', 'legal'])
})

const day = (days: number) => Temporal.Now.plainDateISO('UTC').add({ days }).toString()

test('[APR-10] a deputy releases in the place of another until a day, and says for whom', async () => {
  const { as, admin } = await withPolicy()
  const [maker, boss, deputy] = [await as('finance_manager'), await as('general_manager'), await as('credit_manager')]
  const before = await parked(maker, { amount_minor: '500' })
  const release = (who: Client, request_id: string) => who.post(`/api/approvals/${request_id}/release`, {})
  assert.equal((await release(deputy, before)).body.code, 'permission_missing')
  const given = await boss.post('/api/approval-delegations', { to_person_id: deputy.person_id, until_on: day(2) })
  assert.equal(given.status, 200, JSON.stringify(given.body))
  const seen = await deputy.get('/api/approvals', { state: 'waiting' })
  assert.equal(seen.body.rows[0].may_release, true)
  assert.ok(seen.body.rows[0].in_place_of)
  const told = await deputy.get('/api/inbox', {})
  assert.ok(
    told.body.rows.some((row: { about_id: string }) => row.about_id === before),
    JSON.stringify(told.body),
  )
  assert.equal((await release(deputy, before)).body.state, 'released')
  const kept = await admin.get('/api/approvals', { state: 'released' })
  assert.equal(kept.body.rows[0].for_person, seen.body.rows[0].in_place_of)
  const list = await deputy.get('/api/approval-delegations', {})
  assert.deepEqual([list.body.rows[0].state, list.body.rows[0].may_end], ['active', false])
  assert.equal((await deputy.post(`/api/approval-delegations/${given.body.delegation_id}/end`, {})).status, 404)
  assert.equal((await boss.post(`/api/approval-delegations/${given.body.delegation_id}/end`, {})).status, 200)
  assert.equal((await release(deputy, await parked(maker, { amount_minor: '500' }))).body.code, 'permission_missing')
  const again = await boss.post(`/api/approval-delegations/${given.body.delegation_id}/end`, {})
  assert.equal(again.body.code, 'delegation_over')
})

test('[APR-2] [APR-10] neither the maker nor his deputy releases what the maker asked for', async () => {
  const { as } = await withPolicy()
  const [boss, deputy] = [await as('finance_manager'), await as('credit_manager')]
  await boss.post('/api/approval-delegations', { to_person_id: deputy.person_id, until_on: day(2) })
  const release = (who: Client, request_id: string) => who.post(`/api/approvals/${request_id}/release`, {})
  const request_id = await parked(boss, { amount_minor: '500' })
  assert.equal((await release(deputy, request_id)).body.code, 'permission_missing')
  assert.equal((await release(boss, request_id)).body.code, 'checker_is_maker')
})

test('[APR-10] a deputy reaches no further than the one he stands in for, and passes nothing on', async () => {
  const { as, entity_id } = await withPolicy()
  if (!entity_id) return
  const [maker, deputy, third] = [await as('finance_manager'), await as('credit_manager'), await as('credit_manager')]
  const boss = await as('general_manager', { entity_ids: [entity_id] })
  await boss.post('/api/approval-delegations', { to_person_id: deputy.person_id, until_on: day(2) })
  const request_id = await parked(maker, { amount_minor: '500' })
  const refused = await deputy.post(`/api/approvals/${request_id}/release`, {})
  assert.equal(refused.body.code, 'permission_missing')
  const passed = await deputy.post('/api/approval-delegations', { to_person_id: third.person_id, until_on: day(1) })
  assert.equal(passed.body.code, 'nothing_to_delegate')
})

test('[APR-10] what is refused of a delegation', async () => {
  const { as } = await testOrganisation()
  const [boss, deputy, cashier] = [await as('general_manager'), await as('credit_manager'), await as('cashier')]
  const table: [object, string][] = [
    [{ to_person_id: boss.person_id, until_on: day(1) }, 'delegate_is_self'],
    [{ to_person_id: boss.person_id.replaceAll(/[0-9a-f]/g, '0'), until_on: day(1) }, 'person_unknown'],
    [{ to_person_id: cashier.person_id, until_on: day(1) }, 'delegate_may_not_read'],
    [{ to_person_id: deputy.person_id, until_on: day(-2) }, 'delegation_ends_early'],
    [{ to_person_id: deputy.person_id, from_on: day(3), until_on: day(2) }, 'delegation_ends_early'],
    [{ to_person_id: deputy.person_id, until_on: day(400) }, 'delegation_too_long'],
  ]
  for (const [body, code] of table)
    assert.equal((await boss.post('/api/approval-delegations', body)).body.code, code, JSON.stringify(body))
})

test('[APR-7] a policy by amount is refused for a verb whose facts tell none', async () => {
  const { admin } = await testOrganisation()
  const policy = { condition: { amount_minor_at_least: '1' }, permission: 'approval.release.period' }
  assert.equal((await admin.put('/api/approval-policies/period.close', policy)).body.code, 'policy_knows_no_amount')
})
