import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, codes, create, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse, type TestOrganisation } from '../testing/organisation.ts'
import { textOfPdf } from '../testing/pdf-text.ts'
import type { PolicyText } from './policies-contract.ts'
import { decideMethodRules, rankMethods } from './methods.ts'
import { type Behaviour, planOffers, yearlyRate } from './offer-plan.ts'
import type { OfferRules } from './offers-contract.ts'
import { decidePolicy } from './policies.ts'
import { changesOf, shortOf } from './policies-read.ts'
import { standardMethods } from './standard-methods.ts'
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
  const none = { A: null, B: null, C: null, D: null }
  assert.deepEqual(decidePolicy(standardPolicy), [])
  assert.deepEqual(of([{ ...friendly, days: none }, ...rest]), ['payment_policy_step_empty 1'])
  assert.deepEqual(
    of([friendly, friendly]),
    ['A', 'B', 'C'].map(grade => `payment_policy_step_twice ${grade}`),
  )
  const on = (tone: PolicyText['reminders'][number]['tone'], channel: 'phone' | 'letter', A: number) =>
    ({ channel, by: 'clerk', tone, days: { ...none, A } }) as const
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
  for (const part of ['到期后宽限 6 天', '每日 0.03%', '银行转账、承兑汇票、支票', '0755-1234', '建议以银行转账付款'])
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

const cny = (amount_minor: bigint) => ({ currency: 'CNY', amount_minor })
const nobody = { grade: null, policy: null, used: [] }
const methodsOf = (rows: ReturnType<typeof rankMethods>) => rows.map(row => `${row.method} ${row.score ?? row.refused}`)

test('[PMR-2] habit, cost and safety weigh what fits amount, currency, grade and policy; the rest says why it does not', () => {
  const { methods } = standardMethods
  assert.deepEqual(methodsOf(rankMethods(standardMethods, cny(20_000_00n), nobody)), [
    'transfer 60',
    'electronic 35',
    'card 18',
    'bill amount',
    'cheque grade',
    'cash amount',
  ])
  const habit = { grade: 'B', policy: null, used: ['card', 'card', 'card', 'transfer'] }
  const [best] = rankMethods(standardMethods, cny(20_000_00n), habit)
  assert.deepEqual([best?.method, best?.used, best?.of], ['transfer', 1, 4])
  const loyal = rankMethods({ ...standardMethods, habit: 90 }, cny(20_000_00n), habit)
  assert.deepEqual([loyal[0]?.method, loyal[0]?.fee_minor, loyal[0]?.safety], ['card', 120_00n, 3])
  const large = rankMethods(standardMethods, cny(200_000_00n), { ...habit, policy: standardPolicy })
  assert.deepEqual(
    large.map(row => [row.method, row.refused]),
    [
      ['transfer', null],
      ['cheque', null],
      ['bill', null],
      ['card', 'policy'],
      ['electronic', 'policy'],
      ['cash', 'policy'],
    ],
  )
  assert.equal(large[2]?.fee_minor, 2_400_00n)
  const dollars = rankMethods(standardMethods, { currency: 'USD', amount_minor: 100n }, nobody)
  assert.equal(dollars.find(row => row.method === 'cash')?.refused, 'currency')
  const fixed = { ...standardMethods, methods: methods.map(rule => ({ ...rule, currency: 'CNY', fee_minor: '500' })) }
  assert.equal(rankMethods(fixed, cny(100n), nobody)[0]?.fee_minor, 500n)
  assert.deepEqual(
    decideMethodRules({
      ...standardMethods,
      habit: 0,
      cost: 0,
      safety: 0,
      methods: methods.slice(0, 1).flatMap(rule => [
        { ...rule, from_minor: '5' },
        { ...rule, currency: 'CNY', from_minor: '5', below_minor: '5' },
      ]),
    }).map(({ code, params }) => `${code} ${String(params.line ?? '')}`),
    ['payment_method_weightless ', 'payment_method_currency_missing 1', 'payment_method_band_empty 2'],
  )
})

test('[PMR-1] rules hold from a day on, and what is proposed follows from receipts', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer] = await create(org, { number: 'K1', name: '买方公司' })
  const customer_id = customer?.customer_id as string
  for (const method of ['cash', 'cash', 'transfer'])
    await done(org.admin, '/api/receipts', { customer_id, entity_id, received_on: today, method, amount_minor: '5000' })
  const suggest = async (on: string) => {
    const asked = { customer_id, entity_id, currency: 'CNY', amount_minor: '50000', on }
    const { body } = await org.admin.get('/api/payment-methods/suggestion', asked)
    return [body.version, body.rows[0].method, body.rows[0].used, body.rows[0].of]
  }
  assert.deepEqual(await suggest(today), [0, 'transfer', 1, 3])
  const rules = { ...standardMethods, habit: 100, cost: 0, safety: 0 }
  const set = (version: number, valid_from: string) =>
    org.admin.post('/api/payment-method-rules', { version, valid_from, rules, note: 'Habit alone' })
  assert.deepEqual(codes(await set(0, shifted(-1))), ['0 payment_method_day_past'])
  assert.equal((await set(0, shifted(5))).body.version, 1)
  assert.deepEqual(codes(await set(0, today)), ['0 changed_meanwhile'])
  assert.deepEqual(await suggest(today), [0, 'transfer', 1, 3])
  assert.deepEqual(await suggest(shifted(5)), [1, 'cash', 2, 3])
  const { rows } = (await org.admin.get('/api/payment-method-rules')).body
  assert.deepEqual(
    rows.map((row: { version: number; holds: boolean }) => [row.version, row.holds]),
    [
      [1, false],
      [0, true],
    ],
  )
  assert.equal((await (await org.as('sales')).post('/api/payment-method-rules', {})).status, 403)
})

const behaved: Behaviour = {
  customer_id: 'c',
  entity_id: 'e',
  invoices: 12,
  billed_minor: 100_000_000n,
  days_late: 10,
  days_to_pay: 40,
  on_time_bp: 1_000,
  open_minor: 10_000_000n,
  overdue_minor: 1_000_000n,
  terms_code: 'net30',
  terms_days: 30,
  limit_minor: 12_000_000n,
}
const offered: OfferRules = {
  capital_percent: '6',
  min_invoices: 4,
  big_minor: '50000000',
  late_from_days: 5,
  discount_terms: 'd',
  prompt_bp: 9_000,
  longer_terms: 'net60',
  limit_used_bp: 6_000,
  limit_more_percent: 20,
  weak_days: 30,
  weak_bp: 5_000,
  weak_terms: 'prepay',
}
const termsOf = new Map([
  ['d', { code: 'd', days: 30, discount: { days: 10, percent: '2' } }],
  ['net60', { code: 'net60', days: 60, discount: null }],
  ['prepay', { code: 'prepay', days: 0, discount: null }],
])

test('[OFR-2] leaving 2/10 net 30 unused costs 37.24 % a year', () => {
  assert.equal(yearlyRate({ days: 10, percent: '2' }, 30), 3_724)
  assert.equal(yearlyRate({ days: 10, percent: '1' }, 30), 1_843)
  assert.equal(yearlyRate({ days: 30, percent: '2' }, 30), null)
})

test('[OFR-3] a late big customer is offered the discount, a prompt one time or a limit, a weak one prepayment and parts', () => {
  const plan = (change: Partial<Behaviour>) =>
    planOffers({ ...behaved, ...change }, offered, termsOf).map(
      ({ kind, terms_code, limit_minor, cost_minor, gain_minor }) => [
        kind,
        terms_code ?? limit_minor,
        cost_minor,
        gain_minor,
      ],
    )
  // 1,000,000.00 at 2 % is 20,000.00; thirty days sooner at 6 % a year are worth 4,931.51.
  assert.deepEqual(plan({}), [['discount', 'd', 2_000_000n, 493_151n]])
  assert.deepEqual(plan({ billed_minor: 49_999_999n }), [])
  assert.deepEqual(plan({ invoices: 3 }), [])
  assert.deepEqual(plan({ terms_code: 'd' }), [])
  const prompt = { days_late: 0.5, on_time_bp: 9_800, overdue_minor: 0n }
  assert.deepEqual(plan(prompt), [
    ['longer_terms', 'net60', 493_151n, 0n],
    ['higher_limit', 14_400_000n, 144_000n, 0n],
  ])
  assert.deepEqual(plan({ ...prompt, terms_days: null, limit_minor: null }), [])
  assert.deepEqual(plan({ days_late: 31, overdue_minor: 6_000_000n }), [
    ['prepayment', 'prepay', 0n, 657_534n],
    ['instalments', null, 59_178n, 0n],
  ])
  assert.deepEqual(plan({ on_time_bp: 8_999, days_late: 2 }), [])
})

test('[OFR-1] [OFR-4] offers are worked out from invoices and money, made through the terms, declined with a reason, and rest', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  const [big, prompt] = await create(
    org,
    { number: 'K1', name: 'Late and big', accounts: [{ entity_id, terms_code: 'net30' }] },
    { number: 'K2', name: 'Prompt', accounts: [{ entity_id, terms_code: 'net30' }] },
  )
  const bill = async (customer_id: string, late: number) => {
    const draft = { customer_id, entity_id, issued_on: shifted(-90), due_on: shifted(-60), amount_minor: '20000000' }
    const { number } = (await done(org.admin, '/api/invoices', draft)).rows[0]
    await done(org.admin, '/api/receipts', {
      customer_id,
      entity_id,
      received_on: shifted(-60 + late),
      method: 'transfer',
      amount_minor: '20000000',
      apply: [{ invoice_number: number, amount_minor: '20000000' }],
    })
  }
  for (let at = 0; at < 4; at++) {
    await bill(big?.customer_id as string, 10)
    await bill(prompt?.customer_id as string, 0)
  }
  assert.deepEqual((await org.admin.post('/api/terms-offers/proposals', {})).body, { waiting: 2, over: 0 })
  assert.deepEqual((await org.admin.post('/api/terms-offers/proposals', {})).body, { waiting: 2, over: 0 })
  const list = async (state: string) => (await org.admin.get('/api/terms-offers', { state })).body.rows
  const [first, second] = (await list('waiting')).sort((a: { kind: string }, b: { kind: string }) =>
    a.kind < b.kind ? -1 : 1,
  )
  assert.deepEqual(
    [
      first.kind,
      first.customer_number,
      first.rate_bp,
      first.cost_minor,
      first.figures.days_late,
      first.figures.days_to_pay,
    ],
    ['discount', 'K1', 3_724, '1600000', 10, 40],
  )
  assert.deepEqual([second.kind, second.customer_number, second.terms_code], ['longer_terms', 'K2', 'net60'])
  const accepted = await org.admin.post(`/api/terms-offers/${first.offer_id}/acceptance`, {})
  assert.equal(accepted.body.state, 'accepted', JSON.stringify(accepted.body))
  const { accounts } = (await org.admin.get(`/api/customers/${big?.customer_id}`)).body
  assert.equal(accounts[0].terms_code, '2-10-net30')
  assert.deepEqual(codes(await org.admin.post(`/api/terms-offers/${first.offer_id}/acceptance`, {})), ['0 offer_state'])
  const refused = await org.admin.post(`/api/terms-offers/${second.offer_id}/refusal`, { reason: 'Not this year' })
  assert.equal(refused.body.state, 'declined')
  assert.deepEqual((await org.admin.post('/api/terms-offers/proposals', {})).body, { waiting: 0, over: 0 })
  assert.deepEqual(
    [...(await list('declined')), ...(await list('accepted'))].map((row: { reason: string | null }) => row.reason),
    ['Not this year', null],
  )
  const { body: rules } = await org.admin.get('/api/terms-offers/rules')
  assert.deepEqual(codes(await org.admin.post('/api/terms-offers/rules', { ...rules, longer_terms: 'never' })), [
    '0 terms_unknown',
  ])
  assert.equal((await org.admin.post('/api/terms-offers/rules', { ...rules, min_invoices: 9 })).body.min_invoices, 9)
  assert.equal((await (await org.as('sales')).post('/api/terms-offers/proposals', {})).status, 403)
})
