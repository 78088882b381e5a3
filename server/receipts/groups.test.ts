import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done } from '../testing/documents.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'

await testHouse()

type Row = Record<string, string | null>
type Group = {
  key: string
  number: string | null
  name: string | null
  rows: number
  sums: { currency: string; rows: number; amount_minor: string; open_minor: string }[]
}

/** Two entities, two currencies, three months, a head office with a branch, and receipts that pay in part. */
async function books() {
  const org = await testOrganisation()
  await done(org.admin, '/api/entities', { code: 'E2', name: '二', base_currency: 'CNY', books_from: '2010-01-01' })
  await done(org.admin, '/api/customers', [
    { number: 'C01', name: '乙公司' },
    { number: 'C02', name: '甲公司' },
    { number: 'C03', name: '甲公司分店', head_office_number: 'C02' },
  ])
  const drafts = [...'ABCDEFGHIJKL'].map((letter, at) => ({
    customer_number: `C0${1 + (at % 3)}`,
    entity_code: at % 5 === 4 ? 'E2' : 'E1',
    kind: at === 8 ? 'charge' : 'invoice',
    issued_on: `2026-0${1 + (at % 3)}-1${at % 4}`,
    due_on: `2026-0${3 + (at % 2)}-2${at % 4}`,
    ...(at % 4 === 3 ? { currency: 'USD', rate: '7' } : {}),
    amount_minor: String(1000 + ((at * 7) % 10) * 100),
    number: `N-${letter}`,
  }))
  await done(org.admin, '/api/invoices', drafts)
  const pay = (customer_number: string, method: string, received_on: string, invoice?: string) => ({
    customer_number,
    entity_code: 'E1',
    method,
    received_on,
    amount_minor: '900',
    ...(invoice ? { apply: [{ invoice_number: invoice, amount_minor: '700' }] } : {}),
  })
  await done(org.admin, '/api/receipts', [
    pay('C01', 'transfer', '2026-03-20', 'N-A'),
    pay('C02', 'cash', '2026-04-20', 'N-B'),
    pay('C02', 'transfer', '2026-04-21'),
  ])
  const all = async <R>(path: string, query: Record<string, string>): Promise<R[]> => {
    const rows: R[] = []
    for (let after = ''; ; ) {
      const reply = await org.admin.get(path, { ...query, limit: '2', ...(after ? { after } : {}) })
      assert.equal(reply.status, 200, JSON.stringify(reply.body))
      rows.push(...reply.body.rows)
      if (!reply.body.next) return rows
      after = reply.body.next
    }
  }
  return { ...org, all }
}

type Kind = { path: string; open: string; by: Record<string, (row: Row) => string | null | undefined> }
const kinds: Kind[] = [
  {
    path: '/api/invoices',
    open: 'open_minor',
    by: {
      customer: row => row.customer_id,
      entity: row => row.entity_id,
      month: row => row.issued_on?.slice(0, 7),
      due_month: row => row.due_on?.slice(0, 7),
      currency: row => row.currency,
      kind: row => row.kind,
      state: row => row.state,
    },
  },
  {
    path: '/api/receipts',
    open: 'unapplied_minor',
    by: {
      customer: row => row.customer_id,
      entity: row => row.entity_id,
      month: row => row.received_on?.slice(0, 7),
      currency: row => row.currency,
      method: row => row.method,
      state: row => row.state,
    },
  },
  {
    path: '/api/open-items',
    open: 'open_minor',
    by: {
      customer: row => row.customer_id,
      salesperson: row => row.salesperson_id,
      entity: row => row.entity_id,
      due_month: row => row.due_on?.slice(0, 7),
      currency: row => row.currency,
      kind: row => row.kind,
    },
  },
]

/** What the rows of a list come to by a key: its rows, and amount and open by currency. */
function summed(rows: Row[], key: (row: Row) => string | null | undefined, open: string) {
  const sums = new Map<string, bigint>()
  const add = (name: string, more: bigint) => sums.set(name, (sums.get(name) ?? 0n) + more)
  for (const row of rows) {
    const place = `${key(row) ?? ''} ${row.currency}`
    add(`${place} rows`, 1n)
    add(`${place} amount`, BigInt(row.amount_minor ?? 0))
    add(`${place} open`, BigInt(row[open] ?? 0))
  }
  return Object.fromEntries([...sums].sort())
}

test('[LGR-26] a list in groups comes to what its rows come to, by every key, in every order, page by page', async () => {
  const { all } = await books()
  for (const { path, open, by } of kinds) {
    const rows = await all<Row>(path, {})
    assert.ok(rows.length > 2)
    for (const [name, key] of Object.entries(by))
      for (const sort of ['name', '-name', 'amount', '-amount', 'rows', '-rows']) {
        const groups = await all<Group>(`${path}/groups`, { by: name, sort })
        const told = groups.flatMap(group =>
          group.sums.flatMap(sum => [
            [`${group.key} ${sum.currency} rows`, BigInt(sum.rows)] as const,
            [`${group.key} ${sum.currency} amount`, BigInt(sum.amount_minor)] as const,
            [`${group.key} ${sum.currency} open`, BigInt(sum.open_minor)] as const,
          ]),
        )
        assert.equal(new Set(groups.map(group => group.key)).size, groups.length)
        assert.deepEqual(Object.fromEntries(told.sort()), summed(rows, key, open), `${path} by ${name}, ${sort}`)
        if (sort === '-rows')
          assert.deepEqual(
            groups.map(group => group.rows),
            groups.map(group => group.rows).toSorted((a, b) => b - a),
          )
      }
  }
})

test('[LGR-26] groups say whom they stand for, and keep the filters of the list', async () => {
  const { all } = await books()
  const named = await all<Group>('/api/invoices/groups', { by: 'customer', sort: 'name' })
  assert.deepEqual(named.map(group => `${group.number} ${group.name}`).sort(), [
    'C01 乙公司',
    'C02 甲公司',
    'C03 甲公司分店',
  ])
  const offices = await all<Group>('/api/open-items/groups', { by: 'head_office', sort: 'name', lane: 'aged' })
  assert.deepEqual(offices.map(group => [group.number, group.rows]).sort(), [
    ['C01', 4],
    ['C02', 8],
  ])
  const graded = await all<Group>('/api/open-items/groups', { by: 'grade', lane: 'aged' })
  assert.deepEqual(
    graded.map(group => [group.key, group.rows]),
    [['', 12]],
  )
  assert.equal((await all<Row>('/api/open-items', { grade: 'none', lane: 'aged' })).length, 12)
  assert.equal((await all<Row>('/api/open-items', { grade: 'A' })).length, 0)
  const narrowed = await all<Group>('/api/invoices/groups', { by: 'month', currency: 'USD', open: 'open' })
  assert.deepEqual(
    narrowed.flatMap(group => group.sums.map(sum => sum.currency)),
    narrowed.map(() => 'USD'),
  )
})

test('[LGR-26] groups of a past day hold what was open then', async () => {
  const { all } = await books()
  const at = async (as_of: string) => {
    const groups = await all<Group>('/api/open-items/groups', { by: 'entity', as_of, lane: 'aged', currency: 'CNY' })
    return groups.reduce((sum, group) => sum + BigInt(group.sums[0]?.open_minor ?? 0), 0n)
  }
  assert.equal((await at('2026-04-19')) - (await at('2026-04-20')), 700n)
})
