import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, codes, create, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse, type TestOrganisation } from '../testing/organisation.ts'
import { textOfPdf } from '../testing/pdf-text.ts'
import type { PolicyText } from './policies-contract.ts'
import { decidePolicy } from './policies.ts'
import { changesOf, shortOf } from './policies-read.ts'
import { standardPolicy } from './standard-policy.ts'

await testHouse()
const shifted = (days: number) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)
const today = shifted(0)
const path = '/api/payment-policies'

/** The standard policy, with another grace for A. */
const withGrace = (grace_days: number): PolicyText => ({
  ...standardPolicy,
  contact: '应收组 0755-1234',
  grades: { ...standardPolicy.grades, A: { ...standardPolicy.grades.A, grace_days } },
})

/** Drafts a version, lets somebody else approve it, and publishes it from a day on. */
async function publish(org: TestOrganisation, entity_id: string, valid_from: string, policy = standardPolicy) {
  const made = await org.admin.post(path, { entity_id, note: 'As agreed', policy })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const { policy_id } = made.body
  const manager = await org.as('general_manager')
  assert.equal((await manager.post(`${path}/${policy_id}/approval`, { edition: 1 })).status, 200)
  const published = await manager.post(`${path}/${policy_id}/publication`, { valid_from })
  return { policy_id: policy_id as string, published }
}

test('[CPL-1] [CPL-3] a draft is approved by somebody who did not write in it, and is a draft again when it is written on', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  const { policy_id } = (await org.admin.post(path, { entity_id, note: 'First', policy: standardPolicy })).body
  assert.deepEqual(codes(await org.admin.post(path, { entity_id, note: 'Two', policy: standardPolicy })), [
    '0 payment_policy_open',
  ])
  assert.deepEqual(codes(await org.admin.post(`${path}/${policy_id}/approval`, { edition: 1 })), ['0 checker_is_maker'])
  const manager = await org.as('finance_manager')
  const approved = await manager.post(`${path}/${policy_id}/approval`, { edition: 1 })
  assert.deepEqual([approved.status, approved.body.state], [200, 'approved'])
  const other = await org.as('credit_manager')
  const change = { edition: 1, note: 'More grace', policy: withGrace(4) }
  assert.equal((await other.put(`${path}/${policy_id}`, change)).body.edition, 2)
  assert.deepEqual(codes(await other.put(`${path}/${policy_id}`, change)), ['0 changed_meanwhile'])
  const read = (await other.get(`${path}/${policy_id}`)).body
  assert.deepEqual([read.state, read.written_by.length, read.approved_by_name], ['draft', 2, null])
  assert.deepEqual(codes(await manager.post(`${path}/${policy_id}/approval`, { edition: 1 })), ['0 changed_meanwhile'])
  assert.deepEqual(codes(await manager.post(`${path}/${policy_id}/publication`, { valid_from: today })), [
    '0 payment_policy_state',
  ])
  assert.equal((await other.post(`${path}/${policy_id}/approval`, { edition: 2 })).status, 403)
})

test('[CPL-4] one version holds on a day: the one before ends where the next begins, and goes on where that is withdrawn', async () => {
  const org = await founded()
  const [entity_id, second] = org.entities
  const first = await publish(org, entity_id, today)
  const later = await publish(org, entity_id, shifted(30), withGrace(3))
  const daysOf = async () => {
    const { rows } = (await org.admin.get(path, { entity_id })).body
    return rows.map((row: Record<string, unknown>) => [
      row.version,
      row.state,
      row.valid_from,
      row.valid_until,
      row.holds,
    ])
  }
  const before = [1, 'published', today, shifted(30), true]
  assert.deepEqual(await daysOf(), [[2, 'published', shifted(30), null, false], before])
  const between = await publish(org, entity_id, shifted(10))
  assert.deepEqual((await daysOf())[0], [3, 'published', shifted(10), shifted(30), false])
  assert.deepEqual(codes((await publish(org, entity_id, shifted(10))).published), ['0 payment_policy_day_taken'])
  const manager = await org.as('general_manager')
  const gone = await manager.post(`${path}/${between.policy_id}/withdrawal`, { reason: 'Not yet' })
  assert.equal(gone.status, 200)
  assert.deepEqual((await daysOf())[3], before)
  assert.deepEqual(codes(await manager.post(`${path}/${first.policy_id}/withdrawal`, { reason: 'x' })), [
    '0 payment_policy_state',
  ])
  assert.deepEqual(codes((await publish(org, second, shifted(-1))).published), ['0 payment_policy_day_past'])
  // The database refuses a second version for a day, and another text of a published one, whoever writes.
  await assert.rejects(
    asOwner(`update payment_policies set valid_until = null where policy_id = $1`, [first.policy_id]),
    /payment_policies_one_a_day/,
  )
  await assert.rejects(
    asOwner(`update payment_policies set note = 'x' where policy_id = $1`, [later.policy_id]),
    /is not changed/,
  )
})

test('[CPL-2] a policy that does not fit together is refused with everything that is wrong', () => {
  const [friendly, ...rest] = standardPolicy.reminders
  assert.ok(friendly)
  const of = (reminders: PolicyText['reminders']) =>
    decidePolicy({ ...standardPolicy, reminders }).map(({ code, params }) => `${code} ${params.grade ?? params.step}`)
  const nobody = { A: null, B: null, C: null, D: null }
  assert.deepEqual(decidePolicy(standardPolicy), [])
  assert.deepEqual(of([{ ...friendly, days: nobody }, ...rest]), ['payment_policy_step_empty 1'])
  assert.deepEqual(
    of([friendly, friendly]),
    ['A', 'B', 'C'].map(grade => `payment_policy_step_twice ${grade}`),
  )
  const on = (tone: PolicyText['reminders'][number]['tone'], channel: 'phone' | 'letter', A: number) =>
    ({ channel, by: 'clerk', tone, days: { ...nobody, A } }) as const
  assert.deepEqual(of([on('firm', 'phone', 10), on('polite', 'letter', 20)]), ['payment_policy_tone_falls A'])
  assert.deepEqual(of([on('polite', 'phone', 7), on('polite', 'letter', 8)]), ['payment_policy_step_in_grace A'])
})

test('[CPL-5] the timetable of a day is a query by grade; an organisation without a policy has none', async () => {
  const org = await founded()
  const [entity_id, second] = org.entities
  await publish(org, entity_id, today)
  const reader = await org.as('collector')
  const table = (await reader.get(`${path}/timetable`, { entity_id, grade: 'B' })).body
  assert.deepEqual([table.version, table.ungraded], [1, 'C'])
  assert.deepEqual(
    table.rows.map((row: { day: number }) => row.day),
    [-7, -3, 0, 6, 10, 20, 35, 45, 65, 100],
  )
  assert.deepEqual(table.rows[3], {
    grade: 'B',
    step: 3,
    day: 6,
    in_grace: false,
    channel: 'email',
    by: 'clerk',
    tone: 'polite',
  })
  assert.deepEqual((await reader.get(`${path}/timetable`, { entity_id, on: shifted(-1) })).body.rows, [])
  assert.deepEqual((await reader.get(`${path}/timetable`, { entity_id: second })).body.policy_id, null)
})

test('[CPL-6] a bill and its page tell the customer what holds for its grade, and neither the grade nor who reminds', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer] = await create(org, { number: 'K1', name: '买方公司' })
  const customer_id = customer?.customer_id as string
  await publish(org, entity_id, today, withGrace(6))
  await org.admin.post('/api/customer-grades', { customer_id, grade: 'A', reason: 'Big' })
  const bill = async (issued_on: string) =>
    (
      await done(org.admin, '/api/invoices', {
        customer_id,
        entity_id,
        issued_on,
        due_on: shifted(30),
        amount_minor: '100000',
      })
    ).rows[0].invoice_id as string
  const invoice_id = await bill(today)
  const print = async (id: string, locale: string) => {
    const headers = { authorization: `Bearer ${org.admin.token}`, 'idempotency-key': crypto.randomUUID() }
    const answer = await org.app.inject({
      method: 'POST',
      url: '/api/papers/invoices',
      headers,
      payload: { invoice_ids: [id], locale },
    })
    return textOfPdf(answer.rawPayload).join('').replaceAll('\n', '')
  }
  const chinese = await print(invoice_id, 'zh')
  for (const part of ['到期后宽限 6 天', '每日 0.03%', '银行转账、承兑汇票、支票', '应收组 0755-1234'])
    assert.ok(chinese.includes(part), `${part} in ${chinese}`)
  assert.match(await print(invoice_id, 'en'), /6 days of grace after the due day\. Late charge: 0\.03% a day/)
  assert.doesNotMatch(await print(await bill(shifted(-1)), 'zh'), /宽限/)

  const [sent] = (await done(org.admin, '/api/dispatches', { invoice_id, channel: 'link' })).rows
  const { link } = (await org.admin.post(`/api/dispatches/${sent.dispatch_id}/link`, {})).body
  const { body } = await org.admin.post('/api/pages/open', { token: String(link).split('#')[1] })
  assert.deepEqual(body.policy, {
    version: 1,
    due_days: 60,
    grace_days: 6,
    late_percent_day: '0.03',
    late_percent_year: null,
    ways: ['transfer', 'bill', 'cheque'],
    contact: '应收组 0755-1234',
  })
  const clause = { penalty_per_day: null, penalty_per_year: '12', grace_days: 2 }
  const told = shortOf({ version: 1, grade: null, policy: standardPolicy, clause })
  assert.deepEqual([told.due_days, told.grace_days, told.late_percent_day, told.late_percent_year], [15, 2, null, '12'])
})

test('two versions are compared rule by rule, and each is printed in both languages', async () => {
  const [first, ...rest] = standardPolicy.reminders
  assert.ok(first)
  const after = { ...withGrace(3), reminders: [{ ...first, days: { ...first.days, A: -5 } }, ...rest] }
  assert.deepEqual(
    changesOf(standardPolicy, after).map(row => [row.field, row.grade, row.before, row.after]),
    [
      ['grace_days', 'A', '7', '3'],
      ['reminder', 'A', '-7', '-5'],
      ['contact', null, '', '应收组 0755-1234'],
    ],
  )
  const org = await founded()
  const [entity_id] = org.entities
  const one = await publish(org, entity_id, today)
  const two = await publish(org, entity_id, shifted(1), after)
  const { body } = await org.admin.get(`${path}/${two.policy_id}/changes`, { with: one.policy_id })
  assert.deepEqual([body.from_version, body.to_version, body.rows.length], [1, 2, 3])
  for (const [locale, ...words] of [
    ['zh', '收款政策', '第 1 版', '到期前 7 天', '逾期 120 天'],
    ['en', 'Collection Policy', 'Version 1', '7 d before', 'Customers without a grade are treated as grade C'],
  ]) {
    const headers = { authorization: `Bearer ${org.admin.token}`, 'idempotency-key': crypto.randomUUID() }
    const payload = { policy_id: one.policy_id, locale }
    const answer = await org.app.inject({ method: 'POST', url: '/api/papers/payment-policies', headers, payload })
    const text = textOfPdf(answer.rawPayload).join('').replaceAll('\n', '')
    for (const word of words) assert.ok(text.includes(word), `${word} in ${text}`)
  }
})
