import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runWaiting } from '../kernel/jobs.ts'
import { codes, create, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { type Client, testHouse } from '../testing/organisation.ts'
import { clauseOf } from '../policy/late-clause.ts'
import type { PolicyShort } from '../policy/policies-contract.ts'
import { basisOf } from './late-basis.ts'
import { ruleFor } from './late-load.ts'
import { standardRules } from './late-standard.ts'

const { modules } = await testHouse()

/** A company with one claim of a million that fell due on 30 June 2025. */
async function desk(more: object = {}) {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer] = await create(org, { number: 'K1', name: 'Kunde' })
  const customer_id = customer?.customer_id as string
  const bill = async (amount_minor: string, draft: object = {}) =>
    (
      await done(org.admin, '/api/invoices', {
        customer_id,
        entity_id,
        issued_on: '2025-05-31',
        due_on: '2025-06-30',
        amount_minor,
        ...draft,
      })
    ).rows[0] as { invoice_id: string; number: string }
  const invoice = await bill('100000000', more)
  const pay = (on: string, amount_minor: string) =>
    done(org.admin, '/api/receipts', {
      customer_id,
      entity_id,
      received_on: on,
      method: 'transfer',
      amount_minor,
      apply: [{ invoice_number: invoice.number, amount_minor }],
    })
  const propose = async (query: Record<string, string> = {}, who: Client = org.admin) =>
    (await who.get('/api/late-charges/proposal', { customer_id, until: '2025-08-14', rule: 'CN-802', ...query })).body
  const chosen = (row: { item_id: string; amount_minor: string }, change: object = {}) => ({
    customer_id,
    entity_id,
    currency: 'CNY',
    until: '2025-08-14',
    rule: 'CN-802',
    item_ids: [row.item_id],
    amount_minor: row.amount_minor,
    ...change,
  })
  return { org, entity_id, customer_id, invoice, bill, pay, propose, chosen }
}

test('[LAT-1] [LAT-4] what is proposed is issued as a charge, and its days are not charged again', async () => {
  const { org, propose, chosen } = await desk()
  const { rows, unsaid } = await propose()
  assert.deepEqual(
    [rows.length, unsaid, rows[0].amount_minor, rows[0].days, rows[0].clause],
    [1, [], '2250000', 45, null],
  )
  assert.deepEqual(codes(await org.admin.post('/api/late-charges', chosen(rows[0], { amount_minor: '2250001' }))), [
    '0 late_amount_changed',
  ])
  const issued = await org.admin.post('/api/late-charges', chosen(rows[0]))
  assert.equal(issued.status, 200, JSON.stringify(issued.body))
  const charge = (await org.admin.get(`/api/invoices/${issued.body.invoice_id}`)).body
  assert.deepEqual([charge.kind, charge.amount_minor], ['charge', '2250000'])
  assert.deepEqual((await propose()).rows, [])
  assert.deepEqual(codes(await org.admin.post('/api/late-charges', chosen(rows[0]))), ['0 late_nothing_due'])
  const [next] = (await propose({ until: '2025-08-24' })).rows
  assert.deepEqual([next.from_on, next.days, next.amount_minor], ['2025-08-15', 10, '500000'])
  const listed = (await org.admin.get('/api/late-charges')).body.rows
  assert.deepEqual([listed.length, listed[0].invoice_number, listed[0].rows.length], [1, issued.body.number, 1])
})

test('[LAT-4] two who charge the same days at once: one of them is refused', async () => {
  const { org, propose, chosen } = await desk()
  const { rows } = await propose()
  const answers = await Promise.all([1, 2].map(() => org.admin.post('/api/late-charges', chosen(rows[0]))))
  assert.deepEqual(answers.map(answer => answer.status).sort(), [200, 409])
})

test('[LAT-4] a charge that is made void gives its days back', async () => {
  const { org, propose, chosen } = await desk()
  const { rows } = await propose()
  const { invoice_id } = (await org.admin.post('/api/late-charges', chosen(rows[0]))).body
  const undone = await org.admin.post(`/api/invoices/${invoice_id}/correction`, {
    reason: 'agreed by phone',
    invoice: null,
  })
  assert.equal(undone.status, 200, JSON.stringify(undone.body))
  assert.equal((await propose()).rows[0].amount_minor, '2250000')
  assert.equal((await org.admin.get('/api/late-charges')).body.rows[0].state, 'undone')
})

test('[LAT-2] [LAT-5] a part that is paid leaves the base; what was paid late in full is still charged, a charge never', async () => {
  const { org, propose, chosen, pay } = await desk()
  await pay('2025-07-10', '40000000')
  await pay('2025-07-20', '60000000')
  const { rows } = await propose()
  assert.deepEqual(
    rows[0].rows.map((row: { days: number; amount_minor: string }) => [row.days, row.amount_minor]),
    [
      [10, '500000'],
      [10, '300000'],
    ],
  )
  assert.equal(rows[0].open_minor, '0')
  assert.equal((await org.admin.post('/api/late-charges', chosen(rows[0], { issued_on: '2025-07-21' }))).status, 200)
  assert.deepEqual((await propose({ until: '2025-12-31' })).rows, [], 'the charge itself bears nothing')
})

test('[LAT-6] the clause of the contract comes before the rule that is chosen', async () => {
  const { org, entity_id, customer_id, propose } = await desk()
  const sign = (more: object) =>
    org.admin.post('/api/contracts', {
      customer_id,
      entity_id,
      title: 'x',
      kind: 'services',
      signed_on: '2025-05-01',
      lines: [{ description: 'x', amount_minor: '36500000', tax_code: 'NOTAX' }],
      ...more,
    })
  assert.deepEqual(codes(await sign({ penalty_per_day: '0.1', penalty_per_year: '10' })), ['0 contract_penalty_twice'])
  const { contract_id, number } = (await sign({ penalty_per_year: '10', penalty_cap: '1', grace_days: 5 })).body.rows[0]
  await done(org.admin, '/api/invoices', {
    customer_id,
    entity_id,
    contract_id,
    issued_on: '2025-05-31',
    due_on: '2025-06-30',
    contract_reason: 'x',
    lines: [{ description: 'x', amount_minor: '36500000', tax_code: 'NOTAX', contract_line: 1 }],
  })
  const of = async (until: string) =>
    (await propose({ until })).rows.find((row: { clause: object | null }) => row.clause)
  assert.equal(await of('2025-07-05'), undefined)
  const ten = await of('2025-07-10')
  assert.deepEqual([ten.clause.number, ten.amount_minor, ten.by], [number, '100000', 'clause'])
  const chosen = (await propose({ until: '2025-12-31', rule: 'CN-802' })).rows
  assert.deepEqual(chosen.map((row: { by: string }) => row.by).toSorted(), ['chosen', 'clause'])
  const far = await of('2025-12-31')
  assert.deepEqual([far.amount_minor, far.capped_minor], ['365000', '1475000'])
})

test('[LAT-7] a waiver waits for a second person, says why, and takes the days away', async () => {
  const { org, propose, chosen } = await desk()
  const { rows } = await propose()
  const clerk = await org.as('receivables_clerk')
  const manager = await org.as('finance_manager')
  const waiver = { ...chosen(rows[0]), reason: 'First time late in ten years' }
  const parked = await clerk.post('/api/late-charges/waivers', waiver)
  assert.equal(parked.status, 202, JSON.stringify(parked.body))
  const released = await manager.post(`/api/approvals/${parked.body.request_id}/release`, {})
  assert.equal(released.status, 200, JSON.stringify(released.body))
  assert.deepEqual((await propose()).rows, [])
  const [row] = (await org.admin.get('/api/late-charges', { state: 'waived' })).body.rows
  assert.deepEqual([row.reason, row.invoice_id], ['First time late in ten years', null])
})

test('[LAT-6] rules have versions and rates have days; a day without a rate is told, not guessed', async () => {
  const { org, propose } = await desk({ due_on: '2025-01-31', issued_on: '2025-01-01' })
  const { rows, unsaid } = await propose({ rule: 'CN-LPR-30' })
  assert.deepEqual([rows, unsaid[0].code], [[], 'late_rate_missing'])
  const rate = { code: 'LPR_1Y', valid_from: '2024-10-21', percent: '3.1', source: 'NIFC 2024-10-21' }
  assert.equal((await org.admin.post('/api/late-rates', rate)).status, 200)
  const [row] = (await propose({ rule: 'CN-LPR-30', until: '2025-02-10' })).rows
  assert.deepEqual([row.rows[0].percent, row.amount_minor], ['4.03', '110411'])
  const own = (await org.admin.get('/api/late-rules')).body.rows.find((one: { code: string }) => one.code === 'CN-802')
  const put = (version: number, change: object = {}) =>
    org.admin.put('/api/late-rules/CN-802', { version, rule: { ...own.rule, ...change } })
  assert.deepEqual(codes(await put(0, { percent: null })), ['0 field_missing'])
  assert.equal((await put(0, { percent: '0.06' })).body.version, 1)
  assert.equal((await put(0)).body.code, 'changed_meanwhile')
  assert.equal((await propose({ until: '2025-02-10' })).rows[0].amount_minor, '600000')
})

const clause = (number: string, more: object = {}) => ({
  contract_id: number,
  number,
  penalty_per_day: '0.05' as string | null,
  penalty_per_year: null as string | null,
  penalty_cap: null as string | null,
  grace_days: 0,
  ...more,
})

test('[LAT-8] a claim over several contracts is charged by the clause they agree on, else by what none of them goes beyond', () => {
  assert.equal(clauseOf(null), null)
  assert.deepEqual(clauseOf([clause('A')]), clause('A'))
  assert.deepEqual(clauseOf([clause('A'), clause('B')]), { ...clause('A'), number: 'A, B' })
  // 0.05 % a day is 18.25 % a year.
  const differ = clauseOf([
    clause('A', { penalty_cap: '20' }),
    clause('B', { penalty_per_day: null, penalty_per_year: '18', grace_days: 5, penalty_cap: '9' }),
  ])
  assert.deepEqual(
    [differ?.penalty_per_day, differ?.penalty_per_year, differ?.grace_days, differ?.penalty_cap],
    [null, '18', 5, '9'],
  )
  assert.equal(clauseOf([clause('A'), clause('B', { penalty_per_day: null })]), null)
})

test('[LAT-8] the invoice of a settlement bill over two contracts is charged by their clause', async () => {
  const { org, entity_id, customer_id, propose } = await desk({ amount_minor: '100' })
  const sign = (number: string, penalty_per_day: string) =>
    done(org.admin, '/api/contracts', {
      customer_id,
      entity_id,
      number,
      title: 'x',
      signed_on: '2025-01-02',
      kind: 'services',
      penalty_per_day,
      lines: [{ description: 'Care', amount_minor: '100000', tax_code: 'VAT6', price_includes_tax: true }],
    })
  await sign('A1', '0.04')
  await sign('A2', '0.03')
  const terms = { entity_id, currency: 'CNY', settlement_day: 31 }
  await org.admin.put(`/api/customers/${customer_id}/settlement-terms`, terms)
  await done(org.admin, '/api/settlement-runs', { on: '2025-01-31' })
  await runWaiting(modules.jobs, org.org_id)
  const [bill] = (await org.admin.get('/api/settlements')).body.rows
  const how = { answered_on: '2025-02-01', answered_how: 'mail', answered_name: 'Li', reason: 'mail' }
  await done(org.admin, `/api/settlements/${bill.settlement_id}/confirmation`, how)
  const { rows } = await done(org.admin, '/api/settlements/invoices', { settlement_ids: [bill.settlement_id] })
  const invoice = (await org.admin.get(`/api/invoices/${rows[0].invoice_id}`)).body
  const found = (await propose()).rows.find((row: { number: string }) => row.number === invoice.number)
  assert.deepEqual([found.rule.percent, found.rule.basis, found.clause?.number], ['0.03', 'day', 'A1, A2'])
})

test('[LAT-9] without a clause the policy that was published is charged, before a rule that is chosen', () => {
  const told = (more: object = {}) =>
    ({
      version: 2,
      due_days: 30,
      grace_days: 4,
      late_percent_day: '0.02',
      late_percent_year: null,
      ways: [],
      contact: '',
      ...more,
    }) as PolicyShort
  const rules = [{ code: 'CN-802', version: 0, standard: true, rule: standardRules['CN-802'] as never }]
  const of = (policy: PolicyShort | null, own: ReturnType<typeof clause> | null = null) => {
    const rule = ruleFor({ clause: own, policy, currency: 'CNY' }, rules, 'CN-802')
    return [rule?.name_en, rule?.percent, rule?.grace_days]
  }
  assert.deepEqual(of(told()), ['Collection policy, version 2', '0.02', 4])
  assert.deepEqual(of(told(), clause('A')), ['Contract A', '0.05', 0])
  // A policy that leaves the rate to the law gives its grace all the same.
  assert.deepEqual(of(told({ late_percent_day: null })).slice(1), ['0.05', 4])
  assert.deepEqual(of(null).slice(1), ['0.05', 0])
  // Beside each claim stands which of them it was.
  const why = (policy: PolicyShort | null, own: ReturnType<typeof clause> | null, code?: string) => {
    const { by, policy: said } = basisOf({ clause: own, policy }, code)
    return [by, said?.version, said?.grace_days]
  }
  assert.deepEqual(why(told(), clause('A'), 'CN-802'), ['clause', undefined, undefined])
  assert.deepEqual(why(told(), null, 'CN-802'), ['policy', 2, 4])
  assert.deepEqual(why(told({ late_percent_day: null }), null, 'CN-802'), ['chosen', 2, 4])
  assert.deepEqual(why(null, null), ['currency', undefined, undefined])
})
