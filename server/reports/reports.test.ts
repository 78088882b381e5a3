import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Client, type Reply, testHouse, testOrganisation } from '../testing/organisation.ts'

await testHouse()

const ok = async (reply: Promise<Reply>): Promise<Reply['body']> => {
  const { status, body } = await reply
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

/** A customer with three invoices of different age, a receipt that pays one in part, and money on account. */
async function books(client: Client) {
  const [one, two] = (
    await ok(
      client.post('/api/customers', [
        { number: 'C1', name: '深圳腾跃贸易有限公司' },
        { number: 'C2', name: 'Acme Ltd' },
      ]),
    )
  ).rows
  const invoice = (customer_number: string, issued_on: string, due_on: string, amount_minor: string) => ({
    customer_number,
    issued_on,
    due_on,
    amount_minor,
  })
  const issued = await ok(
    client.post('/api/invoices', [
      invoice('C1', '2026-01-10', '2026-02-10', '10000'),
      invoice('C1', '2026-03-01', '2026-03-31', '20000'),
      invoice('C2', '2026-03-05', '2026-06-30', '40000'),
    ]),
  )
  const received = await ok(
    client.post('/api/receipts', [
      {
        customer_number: 'C1',
        received_on: '2026-03-10',
        amount_minor: '7000',
        apply: [{ invoice_number: issued.rows[0].number, amount_minor: '6000' }],
      },
    ]),
  )
  return { one, two, issued: issued.rows, received: received.rows }
}

const amounts = (row: { amounts: string[] }) => row.amounts.map(Number)

test('[RPT-4] every item has one place: buckets by due day, money apart, and the proof beside them', async () => {
  const { admin } = await testOrganisation()
  const { one } = await books(admin)
  const found = await ok(admin.get('/api/reports/ageing', { as_of: '2026-03-31' }))
  assert.deepEqual(
    found.columns.map((column: { key: string }) => column.key),
    ['not_due', 'b0', 'b1', 'b2', 'b3', 'undetermined', 'disputed', 'retention', 'bill', 'unapplied'],
  )
  const mine = found.rows.find((row: { key: string }) => row.key === one.customer_id)
  // 31 March is the due day of the second invoice: not due. The first is 49 days late.
  assert.deepEqual(amounts(mine), [20000, 0, 4000, 0, 0, 0, 0, 0, 0, -1000])
  assert.equal(mine.total_minor, '23000')
  assert.equal(mine.overdue_minor, '4000')
  assert.deepEqual(found.proof, {
    agrees: true,
    rows: [
      {
        entity_code: 'E1',
        currency: 'CNY',
        items_minor: '63000',
        columns_minor: '63000',
        account_minor: '63000',
        items_base_minor: '63000',
        account_base_minor: '63000',
      },
    ],
  })
})

test('[RPT-4] by invoice date day 90 is in 61–90, and the audit preset counts anniversaries', async () => {
  const { admin } = await testOrganisation()
  await books(admin)
  const at = async (query: Record<string, string>) =>
    (await ok(admin.get('/api/reports/ageing', { by: 'currency', basis: 'invoice', ...query }))).rows[0]
  assert.deepEqual(amounts(await at({ as_of: '2026-04-10' })).slice(0, 4), [0, 60000, 4000, 0])
  assert.deepEqual(amounts(await at({ as_of: '2026-04-11' })).slice(0, 4), [0, 60000, 0, 4000])
  assert.deepEqual(amounts(await at({ as_of: '2027-01-10', buckets: 'audit' })).slice(0, 2), [64000, 0])
  assert.deepEqual(amounts(await at({ as_of: '2027-01-11', buckets: 'audit' })).slice(0, 2), [60000, 4000])
  assert.equal(
    (await admin.get('/api/reports/ageing', { as_of: '2026-01-01', buckets: '30,20' })).body.code,
    'buckets_invalid',
  )
})

test('[RPT-5] last month as it was known last month, and why it changed since', async () => {
  const { admin } = await testOrganisation()
  const { issued, received } = await books(admin)
  const now = async () =>
    (await ok(admin.get(`/api/open-items/${received[0].item_id}/history`))).rows.at(-1).at as string
  const before = await now()
  await ok(
    admin.post('/api/applications', {
      applied_on: '2026-03-12',
      lines: [{ debit_item_id: issued[1].item_ids[0], credit_item_id: received[0].item_id, amount_minor: '1000' }],
    }),
  )
  await ok(
    admin.post('/api/invoices', {
      customer_number: 'C1',
      issued_on: '2026-03-20',
      due_on: '2026-03-25',
      amount_minor: '500',
    }),
  )
  // While somebody else's long transaction runs, the moment is lowered and the answer says so; then one asks again.
  const march = async (query: Record<string, string>) => {
    for (;;) {
      const found = await ok(admin.get('/api/reports/ageing', { as_of: '2026-03-31', by: 'currency', ...query }))
      if (!found.notes.includes('known_at_lowered')) return found.rows[0]
    }
  }
  assert.deepEqual(amounts(await march({ known_at: before })), [60000, 0, 4000, 0, 0, 0, 0, 0, 0, -1000])
  assert.deepEqual(amounts(await march({})), [59000, 500, 4000, 0, 0, 0, 0, 0, 0, 0])
  const why = await ok(admin.get('/api/reports/day-changes', { as_of: '2026-03-31', known_from: before }))
  assert.deepEqual(why.rows.map((row: { what: string; delta_minor: string }) => [row.what, row.delta_minor]).sort(), [
    ['application', '-1000'],
    ['application', '1000'],
    ['item', '500'],
  ])
  assert.deepEqual(why.totals, [{ currency: 'CNY', delta_minor: '500' }])
})

test('[RPT-6] the netted view sets money against the oldest first and stores nothing', async () => {
  const { admin } = await testOrganisation()
  const { one } = await books(admin)
  const mine = async (netted: string) =>
    (await ok(admin.get('/api/reports/ageing', { as_of: '2026-03-31', netted }))).rows.find(
      (row: { key: string }) => row.key === one.customer_id,
    )
  assert.deepEqual(amounts(await mine('true')), [20000, 0, 3000, 0, 0, 0, 0, 0, 0, 0])
  assert.deepEqual(amounts(await mine('false')), [20000, 0, 4000, 0, 0, 0, 0, 0, 0, -1000])
})

test('[RPT-7] a reader of own customers hears that it agrees, and no total of the company', async () => {
  const { admin, as, entity_id } = await testOrganisation()
  const { one } = await books(admin)
  const sales = await as('sales')
  await ok(
    admin.post('/api/customer-owners', {
      customer_id: one.customer_id,
      entity_id,
      salesperson_id: sales.person_id,
      effective_on: '2026-01-01',
    }),
  )
  const found = await ok(sales.get('/api/reports/ageing', { as_of: '2026-03-31' }))
  assert.deepEqual(
    found.rows.map((row: { key: string }) => row.key),
    [one.customer_id],
  )
  assert.deepEqual(found.proof, { agrees: true, rows: [] })
})

test('[RPT-3] pages are whole: every customer once, whatever the sort', async () => {
  const { admin } = await testOrganisation()
  const customers = Array.from({ length: 23 }, (_, at) => ({ number: `N${at}`, name: `Name ${at % 5}` }))
  await ok(admin.post('/api/customers', customers))
  await ok(
    admin.post(
      '/api/invoices',
      customers.map(({ number }, at) => ({
        customer_number: number,
        issued_on: '2026-01-01',
        due_on: '2026-01-31',
        amount_minor: String(100 + (at % 4)),
      })),
    ),
  )
  for (const sort of ['-total', 'total', '-overdue', 'name', 'number']) {
    const seen: string[] = []
    let after: string | undefined
    do {
      const query: Record<string, string> = { as_of: '2026-03-31', sort, limit: '5', ...(after ? { after } : {}) }
      const page = await ok(admin.get('/api/reports/ageing', query))
      seen.push(...page.rows.map((row: { key: string }) => row.key))
      assert.equal(page.count, 23)
      after = page.next ?? undefined
    } while (after)
    assert.equal(new Set(seen).size, 23, sort)
    assert.equal(seen.length, 23, sort)
  }
})

test('[RPT-8] customer balances open with what closed before and add up, the ledger runs, the statement agrees', async () => {
  const { admin, entity_id } = await testOrganisation()
  const { one } = await books(admin)
  const found = await ok(
    admin.get('/api/reports/balances', { from: '2026-03-01', to: '2026-03-31', customer_id: one.customer_id }),
  )
  const { opening_minor, billed_minor, received_minor, other_minor, closing_minor } = found.rows[0]
  assert.deepEqual(
    [opening_minor, billed_minor, received_minor, other_minor, closing_minor],
    ['10000', '20000', '-7000', '0', '23000'],
  )
  const ledger = await ok(
    admin.get('/api/reports/customer-ledger', {
      customer_id: one.customer_id,
      currency: 'CNY',
      from: '2026-03-01',
      to: '2026-03-31',
    }),
  )
  assert.deepEqual(
    ledger.rows.map((row: { balance_minor: string }) => row.balance_minor),
    ['30000', '23000'],
  )
  assert.deepEqual([ledger.opening_minor, ledger.closing_minor], ['10000', '23000'])
  const letter = await ok(
    admin.get('/api/reports/statement', { customer_id: one.customer_id, entity_id, as_of: '2026-03-31' }),
  )
  assert.equal(letter.currencies[0].closing_minor, '23000')
  assert.equal(letter.currencies[0].in_words.zh, '人民币贰佰叁拾元整')
  assert.equal(letter.not_a_demand, true)
  const moves = await ok(
    admin.get('/api/reports/statement', {
      customer_id: one.customer_id,
      entity_id,
      as_of: '2026-03-31',
      from: '2026-03-01',
      style: 'movement',
      not_a_demand: 'false',
    }),
  )
  assert.equal(moves.currencies[0].opening_minor, '10000')
  assert.equal(moves.currencies[0].closing_minor, '23000')
  assert.equal(moves.not_a_demand, false)
})

test('[RPT-12] an export carries every page, and no text of it runs as a formula', async () => {
  const { admin } = await testOrganisation()
  await ok(admin.post('/api/customers', [{ number: 'X1', name: '=HYPERLINK("http://example.com")' }]))
  await ok(
    admin.post('/api/invoices', {
      customer_number: 'X1',
      issued_on: '2026-01-01',
      due_on: '2026-01-31',
      amount_minor: '123456',
    }),
  )
  const csv = await admin.post('/api/reports/export', {
    report: 'ageing',
    format: 'csv',
    params: { as_of: '2026-03-31' },
    locale: 'en',
  })
  assert.equal(csv.status, 200)
  assert.match(String(csv.body), /'=HYPERLINK/)
  assert.match(String(csv.body), /1234\.56/)
  const xlsx = await admin.post('/api/reports/export', {
    report: 'open_items',
    format: 'xlsx',
    params: { as_of: '2026-03-31' },
  })
  assert.equal(xlsx.status, 200)
  assert.match(String(xlsx.body).slice(0, 2), /PK/)
})

test('[RPT-5] a hand-over moves figures from its day on, the past keeps its owners, and the drill-down follows', async () => {
  const { admin, as, entity_id } = await testOrganisation()
  const { one } = await books(admin)
  const [li, wang] = [await as('sales', { name: 'Li' }), await as('sales', { name: 'Wang' })]
  const hand = (salesperson_id: string, effective_on: string) =>
    ok(admin.post('/api/customer-owners', { customer_id: one.customer_id, entity_id, salesperson_id, effective_on }))
  await hand(li.person_id, '2026-03-12')
  await hand(wang.person_id, '2026-04-01')
  const owners = async (as_of: string) =>
    (await ok(admin.get('/api/reports/ageing', { as_of, by: 'salesperson' }))).rows.map(
      (row: { name: string | null; total_minor: string }) => [row.name, row.total_minor],
    )
  assert.deepEqual(await owners('2026-03-11'), [[null, '63000']])
  assert.deepEqual(await owners('2026-03-31'), [
    [null, '40000'],
    ['Li', '23000'],
  ])
  assert.deepEqual(await owners('2026-04-02'), [
    [null, '40000'],
    ['Wang', '23000'],
  ])
  const items = async (query: Record<string, string>) =>
    (await ok(admin.get('/api/open-items', query))).rows.reduce(
      (sum: number, row: { open_minor: string }) => sum + Number(row.open_minor),
      0,
    )
  assert.equal(await items({ as_of: '2026-04-02', salesperson_id: wang.person_id }), 23000)
  assert.equal(await items({ as_of: '2026-03-31', salesperson_id: wang.person_id }), 0)
  assert.equal(await items({ as_of: '2026-04-02', without: 'salesperson' }), 40000)
})

test('[RPT-13] rows of several currencies rank by what they are carried at in base, not by bare figures', async () => {
  const { admin } = await testOrganisation()
  await ok(
    admin.post('/api/customers', [
      { number: 'C1', name: 'One' },
      { number: 'C2', name: 'Two' },
      { number: 'C3', name: 'Three' },
    ]),
  )
  const rates = [
    { currency: 'USD', base_currency: 'CNY', valid_on: '2026-01-01', rate: '7.10', source: 'test' },
    { currency: 'JPY', base_currency: 'CNY', valid_on: '2026-01-01', rate: '0.05', source: 'test' },
  ]
  await ok(admin.post('/api/exchange-rates', rates))
  const invoice = (customer_number: string, currency: string, amount_minor: string, due_on: string) => ({
    customer_number,
    currency,
    amount_minor,
    issued_on: '2026-01-10',
    due_on,
  })
  await ok(
    admin.post('/api/invoices', [
      invoice('C1', 'CNY', '500000', '2026-06-30'),
      invoice('C2', 'USD', '100000', '2026-02-10'),
      invoice('C3', 'JPY', '900000', '2026-02-10'),
      invoice('C1', 'JPY', '700000', '2026-02-10'),
      invoice('C1', 'CNY', '100', '2026-02-10'),
    ]),
  )
  const page = async (query: Record<string, string>) =>
    ok(admin.get('/api/reports/ageing', { as_of: '2026-03-31', limit: '1', ...query }))
  /** Every row, one page of one row after another. */
  const ranked = async (query: Record<string, string>) => {
    const rows: string[] = []
    for (let after: string | null = ''; after !== null; ) {
      const found: Reply['body'] = await page({ ...query, ...(after ? { after } : {}) })
      assert.equal(found.rows.length, 1)
      rows.push(`${found.rows[0].number} ${found.rows[0].currency} ${found.rows[0].base_minor}`)
      assert.equal('rank_minor' in found.rows[0], false, 'the rank stays inside')
      after = found.next
    }
    return rows
  }
  const [usd, yen3, cny, yen1] = ['C2 USD 710000', 'C3 JPY 4500000', 'C1 CNY 500100', 'C1 JPY 3500000']
  assert.deepEqual(await ranked({ sort: '-total' }), [yen3, yen1, usd, cny])
  assert.deepEqual(await ranked({ sort: 'total' }), [cny, usd, yen1, yen3])
  assert.deepEqual(await ranked({ sort: '-overdue' }), [yen3, yen1, usd, cny])
  assert.deepEqual(await ranked({ sort: '-total', currency: 'JPY' }), [yen3, yen1])
})
