import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reply } from '../testing/organisation.ts'
import { begin, tell } from '../testing/story.ts'

const ok = async (reply: Promise<Reply>): Promise<Reply['body']> => {
  const { status, body } = await reply
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

/** Two months of one customer in two currencies, and another customer. */
async function books() {
  const story = await begin()
  await tell(
    story,
    `
    rate USD 7.10 on 2026-01-01
    invoice I1 113.00 on 2026-01-05
    invoice I2 100.00 USD of C2 on 2026-01-10
    receipt R1 50.00 on 2026-01-20
    apply   R1 I1 50.00 on 2026-01-20
    receipt R2 100.00 USD of C2 rate 7.00 on 2026-02-03
    apply   R2 I2 100.00 on 2026-02-03
    invoice I3 226.00 on 2026-02-10
  `,
  )
  return story
}

test('[LGR-22] the journal lists entries with their lines, by period, account, customer, number, memo and document', async () => {
  const { org, customers, things } = await books()
  const list = async (query: Record<string, string>) => (await ok(org.admin.get('/api/entries', query))).rows
  const told = (rows: { posted_on: string; kind: string }[]) => rows.map(row => `${row.posted_on} ${row.kind}`)
  assert.deepEqual(told(await list({ sort: 'posted_on' })), [
    '2026-01-05 invoice',
    '2026-01-10 invoice',
    '2026-01-20 receipt',
    '2026-02-03 receipt',
    '2026-02-03 application',
    '2026-02-10 invoice',
  ])
  assert.deepEqual(told(await list({ period: '2026-02' })), [
    '2026-02-10 invoice',
    '2026-02-03 application',
    '2026-02-03 receipt',
  ])
  assert.equal((await list({ period: '2026-02', from: '2026-02-05' })).length, 1)
  assert.equal((await list({ customer_id: customers.get('C2') as string })).length, 3)
  assert.deepEqual(told(await list({ number: 'I3' })), ['2026-02-10 invoice'])
  assert.deepEqual(told(await list({ document_id: things.get('R1')?.document_id as string })), ['2026-01-20 receipt'])
  assert.equal((await list({ kind: 'application' })).length, 1, 'within one account and rate nothing is posted')
  assert.equal((await list({ q: 'nothing like it' })).length, 0)
  const [invoice] = await list({ number: 'I1' })
  assert.deepEqual(await ok(org.admin.get(`/api/entries/${invoice.entry_id}`)), invoice)
  assert.equal(invoice.debit_base_minor, '11300')
  const base = invoice.lines.reduce((sum: bigint, line: { base_minor: string }) => sum + BigInt(line.base_minor), 0n)
  assert.equal(base, 0n)
  assert.deepEqual(
    [invoice.lines[0].account_code, invoice.lines[0].item_number, invoice.lines[0].customer_number],
    ['1122', 'I1', 'C1'],
  )
  const receivable = invoice.lines[0].account_id
  const touching = await list({ account_id: receivable, limit: '200' })
  assert.ok(
    touching.every((row: { lines: { account_id: string }[] }) => row.lines.some(one => one.account_id === receivable)),
  )
  const seen: string[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: Reply['body'] = await ok(org.admin.get('/api/entries', { limit: '2', ...(after ? { after } : {}) }))
    seen.push(...page.rows.map((row: { entry_id: string }) => row.entry_id))
    after = page.next
  }
  assert.deepEqual([seen.length, new Set(seen).size], [6, 6])
  assert.equal((await org.admin.get(`/api/entries/${receivable}`)).body.code, 'entry_unknown')
})

test('[LGR-22] opening, debits and credits of every account add up to its closing, and all accounts to 0', async () => {
  const { org } = await books()
  const { entity_id } = org
  const trial = (query: Record<string, string>) => ok(org.admin.get('/api/trial-balance', { entity_id, ...query }))
  const february = await trial({ from_period: '2026-02', to_period: '2026-02' })
  assert.deepEqual([february.from, february.to], ['2026-02-01', '2026-02-28'])
  const of = (found: Reply['body'], code: string) => found.rows.find((row: { code: string }) => row.code === code)
  const receivable = of(february, '1122')
  // 113.00 − 50.00 + 100 USD at 7.10 stood open; 226.00 was billed, and the dollars were paid.
  assert.equal(receivable.opening_base_minor, String(6300 + 71000))
  assert.equal(receivable.closing_base_minor, String(6300 + 22600))
  assert.equal(receivable.currency, null)
  for (const row of february.rows)
    assert.equal(
      BigInt(row.opening_base_minor) + BigInt(row.debit_base_minor) - BigInt(row.credit_base_minor),
      BigInt(row.closing_base_minor),
      row.code,
    )
  assert.equal(february.totals.opening_base_minor, '0')
  assert.equal(february.totals.closing_base_minor, '0')
  assert.equal(february.totals.debit_base_minor, february.totals.credit_base_minor)
  assert.notEqual(february.totals.debit_base_minor, '0')
  const both = await trial({ from_period: '2026-01', to_period: '2026-02', by: 'currency' })
  // The invoice, and the difference of rates that takes claim and money off each other.
  const dollars = both.rows.filter(
    (row: { code: string; currency: string }) => row.code === '1122' && row.currency === 'USD',
  )
  assert.deepEqual(
    dollars.map((row: { debit_minor: string; closing_minor: string }) => [row.debit_minor, row.closing_minor]),
    [['20000', '0']],
  )
  assert.equal(of(both, '1122').opening_base_minor, '0')
  const nobody = { entity_id: receivable.account_id, from_period: '2026-01', to_period: '2026-01' }
  assert.equal((await org.admin.get('/api/trial-balance', nobody)).body.code, 'entity_unknown')
})

test('[LGR-22] the ledger of an account runs on over its pages, and ends in its closing', async () => {
  const { org, customers } = await books()
  const accounts = (await ok(org.admin.get('/api/accounts', { entity_id: org.entity_id }))).rows
  const receivable = accounts.find((row: { code: string }) => row.code === '1122')
  const path = `/api/accounts/${receivable.account_id}/ledger`
  const read = (query: Record<string, string>) =>
    ok(org.admin.get(path, { from: '2026-01-10', to: '2026-02-28', ...query }))
  const whole = await read({})
  assert.deepEqual([whole.account_code, whole.base_currency, whole.opening_base_minor], ['1122', 'CNY', '11300'])
  let balance = 11300n
  for (const row of whole.rows) {
    balance += BigInt(row.base_minor)
    assert.equal(row.balance_base_minor, String(balance))
    assert.ok(row.counter_codes.length > 0 && !row.counter_codes.includes('1122'))
  }
  assert.equal(whole.closing_base_minor, String(balance))
  const paged: unknown[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: Reply['body'] = await read({ limit: '1', ...(after ? { after } : {}) })
    paged.push(...page.rows)
    after = page.next
  }
  assert.deepEqual(paged, whole.rows)
  const second = await read({ customer_id: customers.get('C2') as string, from: '2026-01-01' })
  assert.deepEqual([second.opening_base_minor, second.closing_base_minor], ['0', '0'])
  assert.equal((await read({ currency: 'USD', from: '2026-01-01' })).rows.length, second.rows.length)
  const unknown = await org.admin.get(`/api/accounts/${org.entity_id}/ledger`, { from: '2026-01-01', to: '2026-01-31' })
  assert.equal(unknown.body.code, 'account_unknown')
})

test('[LGR-22] who sees only some customers reads no journal', async () => {
  const { org } = await books()
  const some = await org.as('everything', { customers: 'own' })
  const paths: [string, Record<string, string>][] = [
    ['/api/entries', {}],
    ['/api/trial-balance', { entity_id: org.entity_id, from_period: '2026-01', to_period: '2026-01' }],
  ]
  for (const [path, query] of paths) assert.equal((await some.get(path, query)).body.code, 'out_of_scope', path)
})
