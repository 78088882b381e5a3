import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done, refusals } from '../testing/documents.ts'
import { ledgerProblems } from '../testing/ledger-invariants.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'

await testHouse()

async function organisation() {
  const org = await testOrganisation()
  await done(org.admin, '/api/customers', [
    { number: 'C01', name: '客户一' },
    { number: 'C02', name: '客户二' },
  ])
  return org
}
const base = { customer_number: 'C01', issued_on: '2026-01-08' }

type Parts = { due_on: string | null; amount_minor: string; kind: string; lane: string }[]
async function partsOf(
  org: Awaited<ReturnType<typeof organisation>>,
  draft: object,
): Promise<[string | null, string, string][]> {
  const { rows } = await done(org.admin, '/api/invoices', { ...base, ...draft })
  const read = await org.admin.get(`/api/invoices/${rows[0].invoice_id}`)
  assert.equal(read.status, 200, JSON.stringify(read.body))
  return (read.body.items as Parts).map(part => [part.due_on, part.amount_minor, part.lane])
}

test('[INV-5] the parts an invoice is owed in, by its terms or as drafted; they sum to it', async () => {
  const org = await organisation()
  const rule = {
    base: 'invoice',
    instalments: [
      { percent: '30', days: 0 },
      { percent: '70', days: 30 },
    ],
    retention: { percent: '5', months: 12 },
  }
  const saved = await org.admin.put('/api/payment-terms', { code: '3070', name: '三七', name_en: '30/70', rule })
  assert.equal(saved.status, 200, JSON.stringify(saved.body))
  const accepted = {
    code: 'ACC30',
    name: '验收后30天',
    name_en: '30 days after acceptance',
    rule: { base: 'acceptance', days: 30 },
  }
  assert.equal((await org.admin.put('/api/payment-terms', accepted)).status, 200)
  const table: [object, [string | null, string, string][]][] = [
    [{ amount_minor: '10000' }, [['2026-01-08', '10000', 'aged']]],
    [{ amount_minor: '10000', due_on: '2026-03-01' }, [['2026-03-01', '10000', 'aged']]],
    [
      { amount_minor: '10001', terms_code: '3070' },
      [
        ['2026-01-08', '2850', 'aged'],
        ['2026-02-07', '6651', 'aged'],
        ['2027-01-08', '500', 'retention'],
      ],
    ],
    [{ amount_minor: '10000', terms_code: 'ACC30' }, [[null, '10000', 'aged']]],
    [
      { amount_minor: '10000', terms_code: 'ACC30', base_days: { acceptance: '2026-01-20' } },
      [['2026-02-19', '10000', 'aged']],
    ],
    [
      {
        amount_minor: '10000',
        instalments: [
          { due_on: '2026-02-01', amount_minor: '3000' },
          { due_on: '2026-03-01', amount_minor: '6000' },
        ],
        retention: { amount_minor: '1000', due_on: null },
      },
      [
        ['2026-02-01', '3000', 'aged'],
        ['2026-03-01', '6000', 'aged'],
        [null, '1000', 'retention'],
      ],
    ],
  ]
  for (const [draft, parts] of table) assert.deepEqual(await partsOf(org, draft), parts, JSON.stringify(draft))
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})

const line = (tax_code: string, amount_minor: string) => ({ description: tax_code, tax_code, amount_minor })

test('[INV-4] 0 %, exempt and outside the tax are three codes; a rate holds on the days on which it was law', async () => {
  const org = await organisation()
  const lines = [line('VAT13', '10000'), line('VAT0', '100'), line('EXEMPT', '200'), line('NOTAX', '300')]
  const discount = { ...line('VAT13', '-1000'), is_discount: true }
  const { rows } = await done(org.admin, '/api/invoices', { ...base, lines: [...lines, discount] })
  const read = (await org.admin.get(`/api/invoices/${rows[0].invoice_id}`)).body
  assert.deepEqual([read.net_minor, read.tax_minor, read.amount_minor], ['9600', '1170', '10770'])
  assert.deepEqual(
    read.lines.map((each: { tax_code: string }) => each.tax_code),
    ['VAT13', 'VAT0', 'EXEMPT', 'NOTAX', 'VAT13'],
  )
  const kinds = (await org.admin.get('/api/tax-codes')).body.rows as { code: string; kind: string; rate: string }[]
  assert.deepEqual(
    kinds.filter(code => code.rate === '0').map(code => `${code.code} ${code.kind}`),
    ['EXEMPT exempt', 'NOTAX out_of_scope', 'VAT0 zero'],
  )
  const dated: [string, string, string | null][] = [
    ['VAT13', '2018-04-30', 'tax_code_unknown'],
    ['VAT16', '2018-05-01', null],
    ['VAT16', '2019-04-01', 'tax_code_unknown'],
    ['VAT1', '2027-12-31', 'posted_too_far_ahead'],
    ['VAT1', '2022-12-31', 'tax_code_unknown'],
    ['VAT99', '2026-01-01', 'tax_code_unknown'],
  ]
  for (const [tax_code, issued_on, code] of dated) {
    const reply = await org.admin.post('/api/invoices', { ...base, issued_on, lines: [line(tax_code, '100')] })
    const found = reply.body.problems?.map((problem: { code: string }) => problem.code) ?? null
    assert.equal(found?.[0] ?? null, code, `${tax_code} ${issued_on}`)
  }
})

test('[INV-2] everything wrong with a batch is answered at once, and nothing of it is written', async () => {
  const org = await organisation()
  const wrong = [
    { ...base, amount_minor: '100' },
    { ...base, customer_number: 'C99', amount_minor: '100' },
    { ...base },
    { ...base, amount_minor: '0' },
    { ...base, amount_minor: '-5' },
    { ...base, amount_minor: '100', currency: 'XXX' },
    { ...base, amount_minor: '100', currency: 'USD' },
    { ...base, amount_minor: '100', terms_code: 'NONE' },
    { ...base, amount_minor: '100', issued_on: '2009-12-31' },
    { ...base, amount_minor: '100', instalments: [{ due_on: '2026-02-01', amount_minor: '99' }] },
    { ...base, amount_minor: '100', retention: { amount_minor: '101', due_on: null } },
    { ...base, amount_minor: '100', retention: { amount_minor: '-10', due_on: null } },
    { ...base, amount_minor: '100', number: 'INV2026-000001' },
    { ...base, amount_minor: '100', bill_to_id: '01900000-0000-7000-8000-000000000000' },
    { ...base, amount_minor: '100', currency: 'USD', rate: '0' },
    { ...base, amount_minor: '100', currency: 'USD', rate: '-7' },
    { ...base, amount_minor: '100', currency: 'CNY', rate: '7' },
    {
      ...base,
      lines: [1, 2].map(() => ({ description: 'much', amount_minor: '999999999999999999', tax_code: 'NOTAX' })),
    },
    { ...base, amount_minor: '999999999999999999', currency: 'USD', rate: '7' },
  ]
  const found = await refusals(org.admin, '/api/invoices', wrong)
  assert.deepEqual(
    found.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)),
    [
      '1 customer_unknown',
      '2 invoice_lines_missing',
      '3 invoice_total_zero',
      '4 amount_sign_wrong',
      '5 currency_unknown',
      '6 rate_missing',
      '7 terms_unknown',
      '8 period_before_books',
      '9 instalments_disagree',
      '10 instalments_disagree',
      '11 amount_not_positive',
      '12 number_taken',
      '13 customer_unknown',
      '14 rate_invalid',
      '15 rate_invalid',
      '16 rate_invalid',
      '17 amount_too_large',
      '18 amount_too_large',
    ],
  )
  assert.equal((await org.admin.get('/api/invoices')).body.rows.length, 0)
})

test('[INV-6] what a source has brought before is known, and answered as it was', async () => {
  const org = await organisation()
  const draft = { ...base, amount_minor: '100', source: 'erp', external_id: 'A-1' }
  const first = await done(org.admin, '/api/invoices', [draft, { ...draft }])
  assert.deepEqual(
    first.rows.map((row: { known: boolean }) => row.known),
    [false, true],
  )
  assert.equal(first.rows[0].invoice_id, first.rows[1].invoice_id)
  const again = await done(org.admin, '/api/invoices', [draft, { ...draft, source: 'crm' }])
  assert.deepEqual(
    again.rows.map((row: { known: boolean }) => row.known),
    [true, false],
  )
  assert.equal(again.rows[0].invoice_id, first.rows[0].invoice_id)
  assert.deepEqual(again.rows[0].item_ids, first.rows[0].item_ids)
  assert.equal((await org.admin.get('/api/invoices')).body.rows.length, 2)
})

test('[INV-6] the same key answers the same and issues once; with another body it is refused', async () => {
  const org = await organisation()
  const draft = { ...base, amount_minor: '100' }
  const key = { 'idempotency-key': 'k1' }
  const twins = await Promise.all([1, 2, 3].map(() => done(org.admin, '/api/invoices', draft, key)))
  assert.equal(new Set(twins.map(body => body.rows[0].invoice_id)).size, 1)
  const other = await org.admin.post('/api/invoices', { ...draft, amount_minor: '101' }, key)
  assert.equal(other.body.code, 'idempotency_key_reused')
  assert.equal((await org.admin.get('/api/invoices')).body.rows.length, 1)
})

test('[INV-7] numbers have no gap under 16 writers, some of whom are refused', async () => {
  const org = await organisation()
  const writers = Array.from({ length: 160 }, (_, at) => {
    const good = { ...base, amount_minor: '100' }
    // A refusal in Decide, and one that only the database can hold: both brought numbers are the same.
    const body =
      at % 5 === 4
        ? [good, { ...good, amount_minor: '0' }]
        : at % 5 === 3
          ? [good, { ...good, number: 'SAME' }]
          : [good]
    return () => org.admin.post('/api/invoices', body)
  })
  const statuses: number[] = []
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let next = writers.pop(); next; next = writers.pop()) statuses.push((await next()).status)
    }),
  )
  assert.deepEqual([...new Set(statuses)].sort(), [200, 400, 409])
  const rows: { number: string }[] = []
  for (let after: string | undefined; ; ) {
    const page = (await org.admin.get('/api/invoices', { limit: '200', sort: 'number', ...(after ? { after } : {}) }))
      .body
    rows.push(...page.rows)
    if (!page.next) break
    after = page.next
  }
  const drawn = rows.map(row => row.number).filter(number => number !== 'SAME')
  assert.deepEqual(
    drawn,
    drawn.map((_, at) => `INV2026-${String(at + 1).padStart(6, '0')}`),
  )
  assert.equal(drawn.length, 96 + 1)
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})
