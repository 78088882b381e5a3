import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runWaiting } from '../kernel/jobs.ts'
import { codes, create, type Founded, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { type Client, testHouse } from '../testing/organisation.ts'

await testHouse()

const pumps = {
  description: 'Pumps',
  quantity: '10',
  unit: 'pc',
  unit_price: '1130',
  amount_minor: '1130000',
  tax_code: 'VAT13',
}
const pipes = {
  description: 'Pipes',
  quantity: '3',
  unit: 'm',
  unit_price: '33.33',
  amount_minor: '9999',
  tax_code: 'VAT13',
}

async function desk() {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer] = await create(org, { number: 'K1', name: 'Kunde', accounts: [{ entity_id, terms_code: 'net30' }] })
  const customer_id = customer?.customer_id as string
  const sign = async (more: object = {}) =>
    (
      await done(org.admin, '/api/contracts', {
        customer_id,
        entity_id,
        title: 'Pumps and pipes',
        signed_on: '2026-01-05',
        lines: [pumps, pipes],
        ...more,
      })
    ).rows[0] as { contract_id: string; number: string; amount_minor: string }
  return { org, entity_id, customer_id, sign }
}

const read = async (org: Founded, contract_id: string) => (await org.admin.get(`/api/contracts/${contract_id}`)).body
const deliver = (org: Founded, contract_id: string, lines: [number, string][], on = '2026-01-10') =>
  org.admin.post(`/api/contracts/${contract_id}/deliveries`, {
    delivered_on: on,
    lines: lines.map(([line, quantity]) => ({ line, quantity })),
  })
const confirm = (who: Client, delivery_id: string, on = '2026-01-12') =>
  who.post(`/api/deliveries/${delivery_id}/confirmation`, {
    confirmed_on: on,
    confirmed_name: 'Wang',
    confirmed_how: 'signed_note',
  })
const proposed = async (org: Founded, contract_id: string) => {
  const { body } = await org.admin.get(`/api/contracts/${contract_id}/next-invoice`)
  return { ...body, sums: body.lines.map((line: { amount_minor: string }) => line.amount_minor) }
}

/** Issues what a contract has ready, as the screen does. */
async function bill(org: Founded, contract_id: string, more: object = {}) {
  const { lines, retention, base_days, customer_id, entity_id } = (
    await org.admin.get(`/api/contracts/${contract_id}/next-invoice`)
  ).body
  const kept = (line: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(line).filter(([, value]) => value !== null))
  return org.admin.post('/api/invoices', {
    customer_id,
    entity_id,
    contract_id,
    issued_on: '2026-01-15',
    lines: lines.map(kept),
    base_days,
    ...(retention ? { retention } : {}),
    ...more,
  })
}

test('[CTR-1] [CTR-2] a contract is entered with its amounts, a number of its own or a drawn one', async () => {
  const { org, sign } = await desk()
  const contract = await sign()
  assert.deepEqual([contract.number, contract.amount_minor], ['CTR2026-000001', '1139999'])
  assert.equal((await sign({ number: 'HT-7' })).number, 'HT-7')
  const { body } = await org.admin.post('/api/contracts', {
    customer_number: 'K1',
    entity_id: (await org.admin.get('/api/entities')).body.rows[0].entity_id,
    number: 'HT-7',
    title: 'x',
    signed_on: '2026-01-05',
    lines: [pumps],
  })
  assert.equal(body.problems[0].code, 'number_taken')
  const shown = await read(org, contract.contract_id)
  assert.deepEqual([shown.net_minor, shown.tax_minor], [String(1_000_000 + 8849), String(130_000 + 1150)])
  assert.deepEqual(
    shown.steps.map((step: { step: string; done: number }) => [step.step, step.done]),
    [
      ['signed', 10000],
      ['delivered', 0],
      ['confirmed', 0],
      ['request', 0],
      ['billed', 0],
      ['sent', 0],
      ['paid', 0],
      ['posting', 0],
    ],
  )
})

test('[CTR-3] a plan that does not sum, a retention without its months and a wrong end are refused at once', async () => {
  const { org, customer_id, entity_id } = await desk()
  const bad = (more: object) =>
    org.admin.post('/api/contracts', {
      customer_id,
      entity_id,
      title: 'x',
      signed_on: '2026-01-05',
      lines: [pumps],
      ...more,
    })
  const part = (kind: string, amount_minor: string, more: object = {}) => ({ kind, label: kind, amount_minor, ...more })
  assert.deepEqual(codes(await bad({ parts: [part('advance', '330000'), part('delivery', '800001')] })), [
    '0 contract_plan_disagrees',
  ])
  assert.deepEqual(codes(await bad({ parts: [part('delivery', '1000000'), part('retention', '130000')] })), [
    '0 contract_retention_months',
  ])
  assert.deepEqual(
    codes(
      await bad({ starts_on: '2026-02-01', ends_on: '2026-01-01', terms_code: 'never', penalty_per_day: '2' }),
    )?.sort(),
    ['0 contract_days_reversed', '0 field_out_of_range', '0 terms_unknown'],
  )
  assert.deepEqual(codes(await bad({ lines: [{ ...pumps, amount_minor: '1130002' }] })), ['0 line_amount_disagrees'])
})

test('[CTR-5] [CTR-6] [INV-13] goods are delivered, confirmed and billed, each within the one before', async () => {
  const { org, sign, entity_id } = await desk()
  const { contract_id } = await sign()
  assert.deepEqual((await proposed(org, contract_id)).sums, [])
  assert.deepEqual(
    codes(
      await deliver(org, contract_id, [
        [1, '11'],
        [3, '1'],
      ]),
    ),
    ['0 delivery_above_contract', '0 contract_line_unknown'],
  )
  assert.deepEqual(codes(await deliver(org, contract_id, [[1, '1']], '2026-01-04')), ['0 contract_day_outside'])
  const first = await deliver(org, contract_id, [
    [1, '4'],
    [2, '1'],
  ])
  assert.equal(first.body.number, 'DLV2026-000001')
  assert.deepEqual(codes(await deliver(org, contract_id, [[1, '6.5']])), ['0 delivery_above_contract'])
  assert.deepEqual((await proposed(org, contract_id)).sums, [], 'nothing is billed that the customer has not confirmed')
  assert.deepEqual(codes(await confirm(org.admin, first.body.delivery_id, '2026-01-09')), [
    '0 confirmed_before_delivered',
  ])
  assert.equal((await confirm(org.admin, first.body.delivery_id)).status, 200)
  assert.deepEqual(codes(await confirm(org.admin, first.body.delivery_id)), ['0 delivery_not_sent'])
  assert.deepEqual((await proposed(org, contract_id)).sums, ['452000', '3333'])
  const issued = await bill(org, contract_id)
  assert.equal(issued.status, 200, JSON.stringify(issued.body))
  assert.equal(issued.body.rows[0].amount_minor, '455333')
  assert.equal(issued.body.rows[0].due_on, '2026-02-14', 'by the terms of the customer')
  assert.deepEqual(codes(await org.admin.post(`/api/deliveries/${first.body.delivery_id}/return`, { reason: 'x' })), [
    '0 delivery_billed',
  ])
  const line = {
    contract_line: 1,
    description: 'Pumps',
    quantity: '1',
    unit_price: '1130',
    amount_minor: '113000',
    price_includes_tax: true,
    tax_code: 'VAT13',
  }
  const again = { customer_number: 'K1', entity_id, contract_id, issued_on: '2026-01-15', lines: [line] }
  assert.deepEqual(codes(await org.admin.post('/api/invoices', again)), ['0 invoice_above_delivered'])
  const dearer = { ...again, lines: [{ ...line, quantity: undefined, unit_price: undefined, amount_minor: '700000' }] }
  assert.deepEqual(codes(await org.admin.post('/api/invoices', dearer)), ['0 invoice_above_contract'])
  assert.equal((await org.admin.post('/api/invoices', { ...again, contract_reason: 'agreed by phone' })).status, 200)
  const shown = await read(org, contract_id)
  assert.deepEqual([shown.billed_minor, shown.settled_minor], ['568333', '0'])
  assert.deepEqual(
    shown.lines.map((one: { delivered: string; confirmed: string; billed: string }) => [
      one.delivered,
      one.confirmed,
      one.billed,
    ]),
    [
      ['4', '4', '5'],
      ['1', '1', '1'],
    ],
  )
})

test('[CTR-10] each delivery is billed for its quantity, and retention is kept back from each in proportion', async () => {
  const { org, sign } = await desk()
  const { contract_id } = await sign({
    lines: [pipes],
    parts: [
      { kind: 'delivery', label: 'On delivery', amount_minor: '9499' },
      { kind: 'retention', label: 'Retention', amount_minor: '500', months: 12 },
    ],
  })
  const sums: string[] = []
  for (const day of ['2026-01-10', '2026-01-11', '2026-01-12']) {
    const { body } = await deliver(org, contract_id, [[1, '1']], day)
    await confirm(org.admin, body.delivery_id)
    const issued = await bill(org, contract_id)
    assert.equal(issued.status, 200, JSON.stringify(issued.body))
    sums.push(issued.body.rows[0].amount_minor)
  }
  assert.deepEqual(sums, ['3333', '3333', '3333'])
  const shown = await read(org, contract_id)
  assert.equal(shown.billed_minor, '9999')
  const items = (await org.admin.get('/api/open-items', { customer_id: shown.customer_id })).body.rows
  const kept = items.filter((item: { kind: string }) => item.kind === 'retention')
  assert.deepEqual(
    kept.map((item: { amount_minor: string; due_on: string | null }) => [item.amount_minor, item.due_on]),
    [
      ['167', null],
      ['167', null],
      ['167', null],
    ],
    'its day is not known before acceptance',
  )
  assert.deepEqual(
    shown.invoices.map((one: { due_on: string | null }) => one.due_on),
    ['2026-02-14', '2026-02-14', '2026-02-14'],
    'an invoice is due when the first of it is',
  )
})

test('[CTR-7] a milestone is billed when it is met, once, and what it bills stays', async () => {
  const { org, sign, entity_id } = await desk()
  const { contract_id } = await sign({
    kind: 'milestones',
    lines: [{ description: 'A plant', amount_minor: '1000000', tax_code: 'VAT6' }],
    parts: [
      { kind: 'advance', label: 'Before', amount_minor: '300000' },
      { kind: 'milestone', label: 'Design', amount_minor: '400000' },
      { kind: 'milestone', label: 'Hand-over', amount_minor: '300000' },
    ],
  })
  const mark = (part: number | undefined, met_on: string | null) =>
    org.admin.post(`/api/contracts/${contract_id}/marks`, { ...(part ? { part } : {}), met_on, evidence: 'minutes' })
  assert.deepEqual(codes(await mark(1, '2026-01-20')), ['0 contract_part_unknown'])
  const line = {
    contract_part: 2,
    description: 'Design',
    amount_minor: '400000',
    price_includes_tax: true,
    tax_code: 'VAT6',
  }
  const draft = { customer_number: 'K1', entity_id, contract_id, issued_on: '2026-02-01', lines: [line] }
  assert.deepEqual(codes(await org.admin.post('/api/invoices', draft)), ['0 contract_part_unmet'])
  assert.equal((await mark(2, '2026-01-20')).status, 200)
  assert.deepEqual((await proposed(org, contract_id)).sums, ['400000'])
  assert.equal((await org.admin.post('/api/invoices', draft)).status, 200)
  assert.deepEqual(codes(await org.admin.post('/api/invoices', draft)), ['0 contract_part_done'])
  assert.deepEqual(codes(await mark(2, null)), ['0 contract_part_done'])
  assert.deepEqual((await proposed(org, contract_id)).sums, [])
})

test('[CTR-4] an amendment keeps the version before, and stays above what was done', async () => {
  const { org, sign } = await desk()
  const { contract_id } = await sign()
  await deliver(org, contract_id, [[1, '4']])
  const agreed = { title: 'Pumps and pipes', lines: [pumps, pipes] }
  const amend = (more: object, version = 1) =>
    org.admin.put(`/api/contracts/${contract_id}`, { version, reason: 'fewer are needed', ...agreed, ...more })
  const fewer = (quantity: string, amount_minor: string) => ({ ...pumps, quantity, amount_minor })
  assert.deepEqual(codes(await amend({ lines: [fewer('3', '339000'), pipes] })), ['0 contract_below_delivered'])
  assert.deepEqual((await amend({ lines: [fewer('6', '678000'), pipes], title: 'Pumps' })).body, { version: 2 })
  assert.deepEqual(codes(await amend({}, 1)), ['0 changed_meanwhile'])
  const shown = await read(org, contract_id)
  assert.equal(shown.amount_minor, '687999')
  assert.deepEqual(
    shown.versions.map((one: { version: number; reason: string | null; changes: { field: string }[] }) => [
      one.version,
      one.reason,
      one.changes.map(change => change.field),
    ]),
    [
      [2, 'fewer are needed', ['title', 'net_minor', 'tax_minor', 'amount_minor', 'line 1']],
      [1, null, []],
    ],
  )
  const close = (state: string) => org.admin.post(`/api/contracts/${contract_id}/state`, { state, reason: 'x' })
  assert.deepEqual((await close('terminated')).body, { state: 'terminated' })
  assert.deepEqual(codes(await deliver(org, contract_id, [[1, '1']])), ['0 contract_not_active'])
  assert.deepEqual((await close('active')).body, { state: 'active' })
})

test('[CTR-8] a credit note and a correction give back what they take off', async () => {
  const { org, sign, customer_id, entity_id } = await desk()
  const { contract_id } = await sign({
    kind: 'services',
    lines: [{ description: 'Care', amount_minor: '120000', tax_code: 'VAT6' }],
  })
  const issued = await bill(org, contract_id)
  const [{ invoice_id }] = issued.body.rows
  assert.equal((await proposed(org, contract_id)).left_minor, '0')
  const smaller = {
    customer_id,
    entity_id,
    issued_on: '2026-01-15',
    amount_minor: '100000',
    tax_code: 'VAT6',
    due_on: '2026-02-15',
  }
  const corrected = await org.admin.post(`/api/invoices/${invoice_id}/correction`, {
    reason: 'too much',
    invoice: smaller,
  })
  assert.equal(corrected.status, 200, JSON.stringify(corrected.body))
  assert.equal((await read(org, contract_id)).billed_minor, '100000')
  const above = { ...smaller, amount_minor: '120001' }
  assert.deepEqual(
    codes(
      await org.admin.post(`/api/invoices/${corrected.body.invoice_id}/correction`, { reason: 'x', invoice: above }),
    ),
    ['0 invoice_above_contract'],
  )
  const note = {
    customer_id,
    entity_id,
    issued_on: '2026-01-20',
    credits_id: corrected.body.invoice_id,
    amount_minor: '30000',
    tax_code: 'VAT6',
    reason: 'rebate',
  }
  await done(org.admin, '/api/credit-notes', note)
  assert.equal((await proposed(org, contract_id)).left_minor, '50000')
})

test('a salesperson enters contracts of their own customers and sees no others', async () => {
  const { org, sign, entity_id } = await desk()
  const { contract_id } = await sign()
  const ann = await org.as('sales', { name: 'Ann' })
  assert.deepEqual(codes(await ann.get(`/api/contracts/${contract_id}`)), ['0 contract_unknown'])
  assert.deepEqual((await ann.get('/api/contracts')).body.rows, [])
  const draft = { customer_number: 'K1', entity_id, title: 'x', signed_on: '2026-01-05', lines: [pumps] }
  assert.deepEqual(codes(await ann.post('/api/contracts', draft)), ['0 customer_unknown'])
})

test('[CTR-11] a step that is late raises a task for who entered the contract, once', async () => {
  const { org, sign } = await desk()
  const { contract_id, number } = await sign()
  await sign({ signed_on: new Date().toISOString().slice(0, 10) })
  const { modules } = await testHouse()
  const sweep = modules.jobs.sweeps.find(one => one.name === 'contracts-late')
  for (let run = 0; run < 2; run++) {
    await sweep?.run(org.org_id)
    await runWaiting(modules.jobs, org.org_id)
  }
  const { rows } = (await org.admin.get('/api/tasks', { subject_kind: 'contract' })).body
  assert.deepEqual(
    rows.map((task: { title: string; subject_id: string; rule: string }) => [task.title, task.subject_id, task.rule]),
    [[`Contract ${number}: “Delivered” is late`, contract_id, 'contract.late.delivered']],
  )
})
