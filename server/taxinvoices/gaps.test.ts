import assert from 'node:assert/strict'
import { test } from 'node:test'
import { create } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { taxDesk } from '../testing/tax-desk.ts'

await testHouse()

const secondTaxId = '91512081MA62K0260E'

/** A contract of ten pumps for 1,130.00, delivered in two halves, billed, tax-invoiced and paid bit by bit. */
async function story() {
  const tax = await taxDesk()
  const { org, entity_id } = tax
  const [other] = await create(org, { number: 'K2', name: 'Zweiter', tax_id: secondTaxId, country: 'CN' })
  const customer_id = other?.customer_id as string
  const pumps = { description: 'Pumps', quantity: '10', unit: 'pc', amount_minor: '113000', tax_code: 'VAT13' }
  const contract = { customer_id, entity_id, title: 'Pumps', signed_on: '2026-01-05', lines: [pumps] }
  const { contract_id } = (await done(org.admin, '/api/contracts', contract)).rows[0]
  const money = (amount_minor: string, on: string) =>
    done(org.admin, '/api/receipts', {
      customer_id,
      entity_id,
      amount_minor,
      received_on: on,
      posted_on: on,
      method: 'transfer',
    })
  const deliver = (quantity: string, on: string) =>
    done(org.admin, `/api/contracts/${contract_id}/deliveries`, { delivered_on: on, lines: [{ line: 1, quantity }] })
  const billed = { customer_id, entity_id, contract_id, due_on: '2026-04-01' }
  const bill = async (quantity: string, amount_minor: string, on: string) =>
    (
      await done(org.admin, '/api/invoices', {
        ...billed,
        issued_on: on,
        lines: [{ ...pumps, quantity, amount_minor, price_includes_tax: true, contract_line: 1 }],
      })
    ).rows[0].invoice_id as string
  const gaps = async (as_of: string, more: Record<string, string> = {}) =>
    (await org.admin.get('/api/tax-invoices/gaps', { as_of, ...more })).body
  const row = async (as_of: string) => {
    const { rows } = await gaps(as_of, { customer_id })
    if (rows.length === 0) return null
    const { delivered_minor, invoiced_minor, taxed_minor, collected_minor, ...rest } = rows[0]
    const { unbilled_minor, untaxed_minor, unpaid_minor, owed_minor } = rest
    return [
      [delivered_minor, invoiced_minor, taxed_minor, collected_minor].map(Number),
      [unbilled_minor, untaxed_minor, unpaid_minor, owed_minor].map(Number),
    ]
  }
  return { ...tax, customer_id, money, deliver, bill, gaps, row }
}

test('[TAX-11] the four gaps follow delivery, bill, tax invoice and money through any day', async () => {
  const { org, money, deliver, bill, row, request, approve, customer_id } = await story()
  await money('20000', '2026-01-08')
  const back = await deliver('1', '2026-01-09')
  await deliver('6', '2026-01-10')
  await done(org.admin, `/api/deliveries/${back.delivery_id}/return`, { reason: 'never left' })
  const short = await deliver('2', '2026-01-12')
  await done(org.admin, `/api/deliveries/${short.delivery_id}/confirmation`, {
    confirmed_on: '2026-01-14',
    confirmed_name: 'Wang',
    confirmed_how: 'signed_note',
    received: [{ line: 1, quantity: '1' }],
  })
  const invoice_id = await bill('6', '67800', '2026-01-15')
  const asked = await request({
    invoice_id,
    kind: 'paper_ordinary',
    buyer_name: 'Zweiter',
    buyer_tax_id: secondTaxId,
    lines: [{ invoice_line: 1 }],
  })
  await approve(asked)
  await done(org.admin, `/api/tax-requests/${asked.tax_request_id}/issuing`, {
    number: '12345678',
    code: '044001900111',
    issued_on: '2026-01-20',
    amount_minor: '33900',
  })
  await money('40000', '2026-01-25')
  const days: [string, unknown][] = [
    ['2026-01-07', null],
    // Money first: an advance.
    [
      '2026-01-08',
      [
        [0, 0, 0, 20000],
        [0, 0, -20000, -20000],
      ],
    ],
    [
      '2026-01-10',
      [
        [67800, 0, 0, 20000],
        [67800, 0, -20000, 47800],
      ],
    ],
    [
      '2026-01-12',
      [
        [90400, 0, 0, 20000],
        [90400, 0, -20000, 70400],
      ],
    ],
    // One of the two did not arrive.
    [
      '2026-01-14',
      [
        [79100, 0, 0, 20000],
        [79100, 0, -20000, 59100],
      ],
    ],
    [
      '2026-01-15',
      [
        [79100, 67800, 0, 20000],
        [11300, 67800, -20000, 59100],
      ],
    ],
    [
      '2026-01-20',
      [
        [79100, 67800, 33900, 20000],
        [11300, 33900, 13900, 59100],
      ],
    ],
    [
      '2026-01-25',
      [
        [79100, 67800, 33900, 60000],
        [11300, 33900, -26100, 19100],
      ],
    ],
  ]
  for (const [day, expected] of days) assert.deepEqual(await row(day), expected, day)
  // A credit note gives back to the contract what it takes off the bill.
  await done(org.admin, '/api/credit-notes', {
    customer_id,
    entity_id: org.entities[0],
    credits_id: invoice_id,
    issued_on: '2026-01-28',
    reason: 'one pump broken',
    lines: [{ description: 'Pumps', amount_minor: '11300', tax_code: 'VAT13', price_includes_tax: true }],
  })
  assert.deepEqual(await row('2026-01-28'), [
    [79100, 56500, 33900, 60000],
    [22600, 22600, -26100, 19100],
  ])
  assert.deepEqual(await row('2026-01-25'), days.at(-1)?.[1], 'an earlier day stays as it was')
})

test('[TAX-11] a correction counts from its day; what has no contract is delivered with its bill', async () => {
  const { org, gaps, invoice, customer_id, money, deliver } = await story()
  const asked = (as_of: string) => gaps(as_of, { q: 'K1' })
  const [bare] = (await asked('2026-03-02')).rows
  assert.deepEqual(
    [bare.delivered_minor, bare.invoiced_minor, bare.unbilled_minor, bare.untaxed_minor],
    ['11406000', '11406000', '0', '11406000'],
  )
  assert.equal((await asked('2026-03-01')).count, 0)
  await done(org.admin, `/api/invoices/${invoice.invoice_id}/correction`, {
    corrected_on: '2026-03-10',
    reason: 'wrong customer',
    invoice: null,
  })
  assert.equal((await asked('2026-03-09')).rows[0].invoiced_minor, '11406000')
  assert.equal((await asked('2026-03-10')).count, 0)

  await deliver('5', '2026-02-01')
  await money('10000', '2026-02-02')
  const all = await gaps('2026-03-09')
  assert.deepEqual(
    all.rows.map((row: { customer_number: string }) => row.customer_number),
    ['K1', 'K2'],
  )
  assert.deepEqual([all.count, all.totals.length, all.totals[0].owed_minor], [2, 1, String(11406000 + 56500 - 10000)])
  const first = await gaps('2026-03-09', { limit: '1', sort: 'owed' })
  assert.equal(first.rows[0].customer_id, customer_id)
  const second = await gaps('2026-03-09', { limit: '1', sort: 'owed', after: first.next })
  assert.deepEqual([second.rows[0].customer_number, second.next, second.count], ['K1', null, 2])
  const unbilled = await gaps('2026-03-09', { gap: 'unbilled' })
  assert.deepEqual([unbilled.count, unbilled.rows[0].unbilled_minor], [1, '56500'])
  const file = await org.admin.post('/api/reports/export', {
    report: 'tax_gaps',
    format: 'csv',
    params: { as_of: '2026-03-09', gap: 'unbilled' },
    locale: 'zh',
  })
  assert.match(String(file.body), /发货未开单[^]*K2[^]*565\.00/)
})
