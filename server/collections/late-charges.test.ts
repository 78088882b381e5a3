import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codes, create, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { type Client, testHouse } from '../testing/organisation.ts'

await testHouse()

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
  assert.deepEqual([ten.clause.number, ten.amount_minor], [number, '100000'])
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
