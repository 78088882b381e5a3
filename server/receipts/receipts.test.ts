import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done, refusals } from '../testing/documents.ts'
import { ledgerProblems } from '../testing/ledger-invariants.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'
import { check } from '../testing/story.ts'

await testHouse()

const base = { customer_number: 'C01', received_on: '2026-01-20' }
async function organisation() {
  const org = await testOrganisation()
  await done(org.admin, '/api/customers', [
    { number: 'C01', name: '客户一' },
    { number: 'C02', name: '客户二' },
  ])
  const issue = async (draft: object) =>
    (await done(org.admin, '/api/invoices', { customer_number: 'C01', issued_on: '2026-01-05', ...draft })).rows[0]
  const open = async (invoice_id: string) => {
    const { items } = (await org.admin.get(`/api/invoices/${invoice_id}`)).body
    return items
      .filter((item: { amount_minor: string }) => !item.amount_minor.startsWith('-'))
      .map((item: { open_minor: string }) => item.open_minor)
  }
  return { ...org, issue, open }
}

test('[RCP-5] money named for an invoice by its number fills its parts from the earliest due; the rest stays on account', async () => {
  const org = await organisation()
  const parts = [
    ['2026-03-31', '3000'],
    ['2026-02-28', '5000'],
    ['2026-04-30', '2000'],
  ]
  const instalments = parts.map(([due_on, amount_minor]) => ({ due_on, amount_minor }))
  const invoice = await org.issue({ amount_minor: '10000', instalments, number: 'A-1' })
  const apply = [{ invoice_number: 'A-1', amount_minor: '6000' }]
  const { rows } = await done(org.admin, '/api/receipts', { ...base, amount_minor: '7500', apply })
  assert.equal(rows[0].unapplied_minor, '1500')
  assert.deepEqual(await org.open(invoice.invoice_id), ['2000', '0', '2000'])
  const more = [
    { ...base, amount_minor: '4000', apply },
    { ...base, amount_minor: '4001', apply: [{ invoice_number: 'A-1', amount_minor: '4001' }] },
  ]
  assert.deepEqual(await refusals(org.admin, '/api/receipts', more), ['0 item_overapplied', '1 item_overapplied'])
  const both = [1, 2].map(() => ({
    ...base,
    amount_minor: '2000',
    apply: [{ invoice_number: 'A-1', amount_minor: '2000' }],
  }))
  await done(org.admin, '/api/receipts', both)
  assert.deepEqual(await org.open(invoice.invoice_id), ['0', '0', '0'])
  assert.deepEqual(
    await refusals(org.admin, '/api/receipts', {
      ...base,
      amount_minor: '1',
      apply: [{ invoice_number: 'A-2', amount_minor: '1' }],
    }),
    ['0 invoice_unknown'],
  )
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})

const line = (difference: string) => [
  { invoice_number: 'A-1', amount_minor: '9950', difference: { kind: 'rounding', amount_minor: difference } },
]

test('[RCP-6] a small difference closes what is left of an invoice, within its limit', async () => {
  const org = await organisation()
  const invoice = await org.issue({ amount_minor: '10000', number: 'A-1' })
  const pay = (difference: string) => ({ ...base, amount_minor: '9950', apply: line(difference) })
  assert.deepEqual(await refusals(org.admin, '/api/receipts', pay('51')), ['0 item_overapplied'])
  await done(org.admin, '/api/receipts', pay('50'))
  assert.deepEqual(await org.open(invoice.invoice_id), ['0'])
  const read = (await org.admin.get(`/api/invoices/${invoice.invoice_id}`)).body
  assert.equal(read.open_minor, '0')
  const large = await org.issue({ amount_minor: '10000', number: 'A-2' })
  const over = [
    { item_id: large.item_ids[0], amount_minor: '9800', difference: { kind: 'rounding', amount_minor: '200' } },
  ]
  assert.deepEqual(await refusals(org.admin, '/api/receipts', { ...base, amount_minor: '9800', apply: over }), [
    '0 difference_over_limit',
  ])
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})

test('[RCP-2] a bank charge we bear is credited to the customer and costs us', () =>
  check(`
    invoice I1 100.00 USD rate 7.00 on 2026-01-05
    receipt R1 95.00 USD fee 5.00 rate 7.00 on 2026-01-20
    apply   R1 I1 100.00 on 2026-01-20
    expect  I1 open 0.00
    expect  R1 open 0.00
    account bank_charge 35.00
    account money 665.00
  `))

test('[RCP-3] an advance stands on its own account until it is applied', () =>
  check(`
    advance A1 50.00 on 2026-01-05
    account advance -50.00
    invoice I1 80.00 on 2026-01-10
    apply   A1 I1 50.00 on 2026-01-10
    account advance 0.00
    account receivable 30.00
    expect  I1 open 30.00
  `))

test('[RCP-1] everything wrong with a batch is answered at once, and nothing of it is written', async () => {
  const org = await organisation()
  const good = await org.issue({ amount_minor: '10000', number: 'A-1' })
  const item_id = good.item_ids[0]
  const wrong = [
    { ...base, amount_minor: '0' },
    { ...base, amount_minor: '-1' },
    { ...base, amount_minor: '1', bank_charge_minor: '-1' },
    { ...base, amount_minor: '1', currency: 'XXX' },
    { ...base, amount_minor: '1', currency: 'USD' },
    { ...base, amount_minor: '1', rate: '7' },
    { ...base, amount_minor: '1', customer_number: 'C99' },
    { ...base, amount_minor: '1', received_on: '2009-12-31' },
    { ...base, amount_minor: '1', apply: [{ item_id, amount_minor: '0' }] },
    { ...base, amount_minor: '1', apply: [{ item_id, amount_minor: '2' }] },
    { ...base, amount_minor: '1', apply: [{ item_id: '01900000-0000-7000-8000-000000000000', amount_minor: '1' }] },
    { ...base, amount_minor: '1', apply: [{ amount_minor: '1' }] },
    { ...base, amount_minor: '1', applied_on: '2026-01-19', apply: [{ item_id, amount_minor: '1' }] },
    { ...base, amount_minor: '100', currency: 'USD', rate: '7', apply: [{ item_id, amount_minor: '1' }] },
    { ...base, amount_minor: '1', number: 'RCP2026-000009' },
    { ...base, amount_minor: '1', payer_id: '01900000-0000-7000-8000-000000000000' },
    { ...base, amount_minor: '999999999999999999', currency: 'USD', rate: '7' },
  ]
  const found = await refusals(org.admin, '/api/receipts', wrong)
  assert.deepEqual(
    found.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)),
    [
      '0 amount_not_positive',
      '1 amount_not_positive',
      '2 amount_sign_wrong',
      '3 currency_unknown',
      '4 rate_missing',
      '5 rate_invalid',
      '6 customer_unknown',
      '7 period_before_books',
      '8 amount_not_positive',
      '9 item_overapplied',
      '10 item_unknown',
      '11 item_unknown',
      '12 applied_before_posted',
      '13 currency_differs',
      '14 number_taken',
      '15 customer_unknown',
      '16 amount_too_large',
    ],
  )
  assert.equal((await org.admin.get('/api/receipts')).body.rows.length, 0)
  assert.deepEqual(await org.open(good.invoice_id), ['10000'])
})

test('[RCP-4] what a source has brought before is known, and answered as it stands', async () => {
  const org = await organisation()
  const draft = { ...base, amount_minor: '100', source: 'bank', external_id: 'T-1' }
  const [first, twin] = (await done(org.admin, '/api/receipts', [draft, draft])).rows
  assert.deepEqual([first.known, twin.known, twin.receipt_id], [false, true, first.receipt_id])
  const again = (await done(org.admin, '/api/receipts', draft)).rows[0]
  assert.deepEqual([again.known, again.receipt_id, again.item_id], [true, first.receipt_id, first.item_id])
  const race = await Promise.all(
    [1, 2, 3, 4].map(() => done(org.admin, '/api/receipts', { ...draft, external_id: 'T-2' })),
  )
  assert.equal(new Set(race.map(body => body.rows[0].receipt_id)).size, 1)
  assert.equal(race.filter(body => !body.rows[0].known).length, 1)
})

test('[RCP-5] two clerks apply the last cent: exactly one wins, 40 times', async () => {
  const org = await organisation()
  const drafts = Array.from({ length: 40 }, () => ({
    customer_number: 'C01',
    issued_on: '2026-01-05',
    amount_minor: '1',
  }))
  const invoices = (await done(org.admin, '/api/invoices', drafts)).rows
  for (const { item_ids } of invoices) {
    const apply = [{ item_id: item_ids[0], amount_minor: '1' }]
    const replies = await Promise.all(
      [1, 2].map(() => org.admin.post('/api/receipts', { ...base, amount_minor: '1', apply })),
    )
    assert.deepEqual(replies.map(reply => reply.body.code ?? 'done').sort(), ['done', 'item_overapplied'])
  }
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})

test('[RCP-7] a receipt is corrected and applied at once: nothing is lost, 20 times', async () => {
  const org = await organisation()
  for (let at = 0; at < 20; at++) {
    const invoice = await org.issue({ amount_minor: '100' })
    const [receipt] = (await done(org.admin, '/api/receipts', { ...base, amount_minor: '100' })).rows
    const lines = [{ debit_item_id: invoice.item_ids[0], credit_item_id: receipt.item_id, amount_minor: '60' }]
    const replies = await Promise.all([
      org.admin.post('/api/applications', { applied_on: '2026-02-01', lines }),
      org.admin.post(`/api/receipts/${receipt.receipt_id}/correction`, {
        corrected_on: '2026-02-01',
        reason: 'race',
        receipt: null,
      }),
    ])
    assert.ok(
      replies.every(reply => reply.status < 500),
      JSON.stringify(replies.map(reply => reply.body)),
    )
    assert.equal(replies[1]?.status, 200)
    assert.deepEqual(await org.open(invoice.invoice_id), ['100'])
  }
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})

test('[RCP-5] a receipt pays an opening item by the number it had in the old book, of its own customer alone', async () => {
  const org = await testOrganisation()
  const { admin, entity_id } = org
  await done(admin, '/api/customers', [
    { number: 'A', name: 'A' },
    { number: 'B', name: 'B' },
  ])
  const item = (customer_number: string) => ({
    customer_number,
    kind: 'invoice',
    number: 'OLD-1',
    issued_on: '2009-11-01',
    due_on: '2009-12-01',
    currency: 'CNY',
    amount_minor: '5000',
  })
  await done(admin, '/api/openings', { entity_id, items: [item('A'), item('B')] })
  const paid = await done(admin, '/api/receipts', {
    customer_number: 'B',
    received_on: '2010-02-01',
    amount_minor: '5000',
    apply: [{ invoice_number: 'OLD-1', amount_minor: '5000' }],
  })
  assert.equal(paid.rows[0].unapplied_minor, '0')
  const open = (await admin.get('/api/open-items', {})).body.rows
  assert.deepEqual(
    open.map((row: { customer_number: string; open_minor: string }) => [row.customer_number, row.open_minor]),
    [['A', '5000']],
  )
})
