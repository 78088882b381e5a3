import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runWaiting } from '../kernel/jobs.ts'
import { create, founded } from '../testing/customers.ts'
import { done, refusals } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { periodsOf, recurrenceProblem } from './recurrence.ts'
import { recurrence } from './recurrence-contract.ts'

const { modules } = await testHouse()

const of = (said: object) =>
  recurrence.parse({
    from: '2026-01-01',
    to: '2026-12-31',
    prices: [{ from: '2026-01-01', amount_minor: '310000' }],
    ...said,
  })
const days = (said: object) =>
  periodsOf(of(said)).map(one => [one.from_on, one.to_on, one.bill_on, String(one.price_minor)])

test('[CTR-15] periods follow each other without a gap, at the end of shorter months, and are billed before or behind', () => {
  // The last day of a month stays the last, always counted from the anchor.
  assert.deepEqual(days({ from: '2026-01-31', to: '2026-04-29', bill_day: 31, timing: 'arrears' }), [
    ['2026-01-31', '2026-02-27', '2026-02-28', '310000'],
    ['2026-02-28', '2026-03-30', '2026-03-31', '310000'],
    // 31 March to 29 April are 30 of 30 days.
    ['2026-03-31', '2026-04-29', '2026-04-30', '310000'],
  ])
  // From 10 February by calendar quarters: 50 of the 90 days of the first; billed on the 25th before.
  assert.deepEqual(
    days({
      from: '2026-02-10',
      to: '2026-07-31',
      unit: 'quarter',
      anchor_on: '2026-04-01',
      bill_day: 25,
      prices: [{ from: '2026-02-10', amount_minor: '900000' }],
    }),
    [
      ['2026-02-10', '2026-03-31', '2026-01-25', '500000'],
      ['2026-04-01', '2026-06-30', '2026-03-25', '900000'],
      // 31 of 92 days: 303,260.87.
      ['2026-07-01', '2026-07-31', '2026-06-25', '303261'],
    ],
  )
  // Not by days: the whole price for a shorter period.
  assert.deepEqual(
    days({ from: '2026-02-10', to: '2026-03-31', anchor_on: '2026-01-01', by_days: false, timing: 'arrears' }),
    [
      ['2026-02-10', '2026-02-28', '2026-02-28', '310000'],
      ['2026-03-01', '2026-03-31', '2026-03-31', '310000'],
    ],
  )
  assert.deepEqual(
    days({
      every: 2,
      unit: 'year',
      from: '2024-02-29',
      to: '2028-02-28',
      prices: [{ from: '2024-02-29', amount_minor: '1' }],
    }).map(row => row.slice(0, 2)),
    [
      ['2024-02-29', '2026-02-27'],
      ['2026-02-28', '2028-02-28'],
    ],
  )
  for (const from of ['2020-02-29', '2026-01-31', '2026-05-17', '1999-12-31'])
    for (const anchor_on of ['2010-01-31', '2026-03-15', '2040-12-30'])
      for (const unit of ['month', 'quarter', 'year']) {
        const rows = days({
          from,
          to: '2031-03-03',
          anchor_on,
          unit,
          every: 3,
          prices: [{ from, amount_minor: '100' }],
        })
        assert.deepEqual([rows[0]?.[0], rows.at(-1)?.[1]], [from, '2031-03-03'])
        for (const [at, row] of rows.entries())
          if (at > 0) assert.equal(Date.parse(row[0] as string) - Date.parse(rows[at - 1]?.[1] as string), 86_400_000)
      }
})

test('[CTR-15] a price holds from its day on, a rise is of the price before it, and within a period both count by days', () => {
  const prices = [
    { from: '2026-01-01', amount_minor: '310000' },
    { from: '2026-02-01', percent: '2.5', basis: 'CPI' },
    { from: '2026-03-11', amount_minor: '620000' },
  ]
  assert.deepEqual(
    days({ to: '2026-04-30', prices }).map(row => row[3]),
    // 3,100.00; 3,177.50; 10 days of 3,177.50 and 21 of 6,200.00 over 31: 5,225.00; 6,200.00.
    ['310000', '317750', '522500', '620000'],
  )
  assert.deepEqual(
    days({ to: '2026-03-31', prices, by_days: false }).map(row => row[3]),
    ['310000', '317750', '317750'],
  )
  const wrong = (said: object) => recurrenceProblem(of(said))?.code
  assert.equal(wrong({}), undefined)
  assert.equal(wrong({ to: '2025-12-31' }), 'contract_days_reversed')
  assert.equal(wrong({ to: '2076-03-31' }), 'contract_recurrence_long')
  for (const bad of [
    [{ from: '2026-01-02', amount_minor: '1' }],
    [{ from: '2026-01-01', percent: '1' }],
    [{ from: '2026-01-01', amount_minor: '1', percent: '1' }],
    [{ from: '2026-01-01' }],
    [
      { from: '2026-01-01', amount_minor: '1' },
      { from: '2026-01-01', amount_minor: '2' },
    ],
    [
      { from: '2026-01-01', amount_minor: '1' },
      { from: '2026-02-01', percent: '-100' },
    ],
  ])
    assert.equal(wrong({ prices: bad }), 'contract_recurrence_prices', JSON.stringify(bad))
})

test('[CTR-15] the periods that are due are billed once each by runs and by hand, and an amendment keeps the billed ones', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer] = await create(org, { number: 'K1', name: 'Kunde', accounts: [{ entity_id, terms_code: 'net30' }] })
  const rent = (prices: object[], more: object = {}) => ({
    description: 'Rent',
    tax_code: 'VAT9',
    price_includes_tax: true,
    recurs: { from: '2026-01-01', to: '2026-06-30', prices, ...more },
  })
  const price = { from: '2026-01-01', amount_minor: '109000' }
  const head = { title: 'Hall', kind: 'services' }
  const signed = { customer_id: customer?.customer_id, entity_id, ...head, signed_on: '2026-01-01' }
  const post = (lines: object[], more: object = {}) =>
    refusals(org.admin, '/api/contracts', { ...signed, lines, ...more })
  assert.deepEqual(await post([{ ...rent([price]), quantity: '6' }]), ['0 contract_recurrence_quantity'])
  assert.deepEqual(await post([{ ...rent([price]), amount_minor: '1' }]), ['0 contract_recurrence_disagrees'])
  assert.deepEqual(await post([{ description: 'x', tax_code: 'VAT9' }]), ['0 field_missing'])
  assert.deepEqual(await post([rent([price])], { parts: [{ kind: 'advance', label: 'x', amount_minor: '654000' }] }), [
    '0 contract_recurrence_planned',
  ])
  const setUp = { description: 'Key', amount_minor: '10600', tax_code: 'VAT6', price_includes_tax: true }
  const [row] = (await done(org.admin, '/api/contracts', { ...signed, number: 'R1', lines: [rent([price]), setUp] }))
    .rows
  const { contract_id } = row as { contract_id: string }
  assert.equal(row.amount_minor, '664600')

  const listed = async (until: string) =>
    ((await org.admin.get('/api/billables', { until })).body.rows as Record<string, string>[]).map(one => [
      one.key,
      one.amount_minor,
      one.why,
      one.description,
    ])
  assert.deepEqual(await listed('2026-02-01'), [
    ['l1:2026-01-01', '109000', 'period_due', 'Rent (2026-01-01 – 2026-01-31)'],
    ['l1:2026-02-01', '109000', 'period_due', 'Rent (2026-02-01 – 2026-02-28)'],
    // Of what comes only the next.
    ['l1:2026-03-01', '109000', 'period_later', 'Rent (2026-03-01 – 2026-03-31)'],
    ['l2', '10600', 'rest', 'Key'],
  ])
  const run = await done(org.admin, '/api/billing-runs', {
    until: '2026-02-01',
    issued_on: '2026-02-01',
    picked: [
      { contract_id, key: 'l1:2026-01-01' },
      { contract_id, key: 'l2' },
    ],
  })
  await runWaiting(modules.jobs, org.org_id)
  assert.equal((await org.admin.get(`/api/billing-runs/${run.run_id}`)).body.issued, 2)
  assert.deepEqual(
    (await listed('2026-02-01')).map(one => one[0]),
    ['l1:2026-02-01', 'l1:2026-03-01'],
  )

  const line = (more: object) => ({
    description: 'Rent',
    tax_code: 'VAT9',
    price_includes_tax: true,
    contract_line: 1,
    amount_minor: '109000',
    ...more,
  })
  const bill = (more: object, also: object = {}) => ({
    customer_id: customer?.customer_id,
    entity_id,
    contract_id,
    issued_on: '2026-02-01',
    ...also,
    lines: [line(more)],
  })
  const refused = (more: object) => refusals(org.admin, '/api/invoices', bill(more))
  assert.deepEqual(await refused({}), ['0 contract_period_missing'])
  assert.deepEqual(await refused({ contract_period: '2026-01-01' }), ['0 contract_period_done'])
  assert.deepEqual(await refused({ contract_period: '2026-01-02' }), ['0 contract_period_unknown'])
  assert.deepEqual(await refused({ contract_period: '2026-03-01', amount_minor: '100000' }), [
    '0 contract_period_differs',
  ])
  await done(
    org.admin,
    '/api/invoices',
    bill({ contract_period: '2026-02-01', amount_minor: '100000' }, { contract_reason: 'agreed' }),
  )

  // From April on it rises; what was billed stays as it was.
  const amend = (lines: object[]) =>
    org.admin.put(`/api/contracts/${contract_id}`, { version: 1, reason: 'CPI', ...head, lines })
  const dearer = await amend([rent([{ ...price, amount_minor: '109001' }]), setUp])
  assert.equal(dearer.body.errors?.[0]?.code ?? dearer.body.problems?.[0]?.code, 'contract_period_done')
  const risen = await amend([rent([price, { from: '2026-04-01', percent: '10', basis: 'CPI 2025' }]), setUp])
  assert.equal(risen.status, 200)
  const read = (await org.admin.get(`/api/contracts/${contract_id}`)).body
  assert.deepEqual(
    read.periods.map((one: Record<string, string>) => [one.from_on, one.amount_minor, one.invoice_number]),
    [
      ['2026-01-01', '109000', 'INV2026-000001'],
      ['2026-02-01', '109000', 'INV2026-000002'],
      ['2026-03-01', '109000', null],
      ['2026-04-01', '119900', null],
      ['2026-05-01', '119900', null],
      ['2026-06-01', '119900', null],
    ],
  )
  assert.deepEqual(read.lines[0].recurs.prices[1], { from: '2026-04-01', percent: '10', basis: 'CPI 2025' })
  assert.match(
    read.versions[0].changes.find((one: { field: string }) => one.field === 'line 1').after,
    /2026-04-01 10 %/,
  )
  await done(org.admin, '/api/billing-runs', { until: '2026-12-31', issued_on: '2026-02-01' })
  await runWaiting(modules.jobs, org.org_id)
  assert.deepEqual(await listed('2026-12-31'), [])
  // All is billed but for what was billed for less.
  assert.equal(
    (await org.admin.get(`/api/contracts/${contract_id}`)).body.billed_minor,
    String(664600 + 3 * 10900 - 9000),
  )
})
