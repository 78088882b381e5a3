import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done } from '../testing/documents.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'

await testHouse()

type Row = Record<string, string | null>
const letters = 'ABCDEFGHIJ'

const pay = (number: string, amount_minor: string, apply = amount_minor) => ({
  customer_number: 'C01',
  entity_code: 'E1',
  received_on: '2026-01-20',
  amount_minor,
  apply: [{ invoice_number: number, amount_minor: apply }],
})

async function organisation() {
  const org = await testOrganisation()
  await done(org.admin, '/api/entities', { code: 'E2', name: '二', base_currency: 'CNY', books_from: '2010-01-01' })
  await done(org.admin, '/api/customers', [
    { number: 'C01', name: '客户一' },
    { number: 'C02', name: '客户二' },
  ])
  await org.admin.put('/api/payment-terms', { code: 'ACC', name: '验收', name_en: 'ACC', rule: { base: 'acceptance' } })
  const drafts = [...letters].map((letter, at) => ({
    customer_number: at % 3 === 0 ? 'C02' : 'C01',
    entity_code: at === 9 ? 'E2' : 'E1',
    kind: at === 8 ? 'charge' : 'invoice',
    issued_on: `2026-01-${String(10 + (at % 4)).padStart(2, '0')}`,
    ...(at === 7 ? { terms_code: 'ACC' } : { due_on: `2026-02-${String(28 - at).padStart(2, '0')}` }),
    ...(at === 6 ? { currency: 'USD', rate: '7' } : {}),
    amount_minor: String(1000 + ((at * 7) % 10) * 100),
    number: `N-${letter}`,
  }))
  await done(org.admin, '/api/invoices', drafts)
  await done(org.admin, '/api/receipts', [pay('N-B', '1700'), pay('N-C', '1500', '1400'), pay('N-E', '100')])
  const all = async (path: string, query: Record<string, string>, limit = '3') => {
    const rows: Row[] = []
    for (let after = ''; ; ) {
      const reply = await org.admin.get(path, { ...query, limit, ...(after ? { after } : {}) })
      assert.equal(reply.status, 200, JSON.stringify(reply.body))
      rows.push(...reply.body.rows)
      if (!reply.body.next) return rows
      after = reply.body.next
    }
  }
  return { ...org, all }
}
const key = (row: Row, field: string) =>
  field === 'due_on'
    ? (row.due_on ?? '9999')
    : field === 'amount_minor'
      ? String(row[field]).padStart(12, '0')
      : String(row[field])
const names = (rows: Row[]) =>
  rows
    .map(row => row.number?.slice(2))
    .sort()
    .join('')

test('[INV-12] every sort pages through all rows once, in order, with what is open or settled too', async () => {
  const org = await organisation()
  const whole = await org.all('/api/invoices', {}, '200')
  assert.equal(whole.length, 10)
  for (const field of ['issued_on', 'due_on', 'amount_minor', 'number'])
    for (const sign of ['', '-'])
      for (const open of ['', 'open', 'settled']) {
        const rows = await org.all('/api/invoices', { sort: sign + field, ...(open ? { open } : {}) })
        const expected = whole
          .filter(row => open === '' || (row.open_minor !== '0') === (open === 'open'))
          .sort((a, b) => {
            const [x, y] = [key(a, field) + a.invoice_id, key(b, field) + b.invoice_id]
            return (x < y ? -1 : 1) * (sign ? -1 : 1)
          })
        assert.deepEqual(
          rows.map(row => row.number),
          expected.map(row => row.number),
          `${sign}${field} ${open}`,
        )
      }
})

test('[INV-12] every filter finds its rows, under every sort', async () => {
  const org = await organisation()
  const whole = await org.all('/api/invoices', {}, '200')
  const of = (name: string) => whole.find(row => row.number === `N-${name}`) as Row
  const table: [Record<string, string>, string][] = [
    [{ entity_id: of('J').entity_id as string }, 'J'],
    [{ customer_id: of('A').customer_id as string }, 'ADGJ'],
    [{ kind: 'charge' }, 'I'],
    [{ state: 'issued' }, letters],
    [{ state: 'corrected' }, ''],
    [{ currency: 'USD' }, 'G'],
    [{ issued_from: '2026-01-12', issued_to: '2026-01-12' }, 'CGJ'.replace('J', '')],
    [{ issued_to: '2026-01-10' }, 'AEI'],
    [{ due_from: '2026-02-20', due_to: '2026-02-22' }, 'GI'],
    [{ due_to: '2026-02-20' }, 'IJ'],
    [{ number: 'N-' }, letters],
    [{ number: 'N-C' }, 'C'],
    [{ number: 'n-' }, ''],
    [{ amount_from: '1700', amount_to: '1800' }, 'BE'],
    [{ open: 'settled' }, 'BC'],
    [{ open: 'open', customer_id: of('A').customer_id as string, due_from: '2026-02-25' }, 'AD'],
    [{ open: 'open', amount_to: '1100', issued_from: '2026-01-12' }, 'D'],
  ]
  for (const sort of ['issued_on', '-due_on', 'amount_minor', '-number'])
    for (const [query, found] of table)
      assert.equal(names(await org.all('/api/invoices', { ...query, sort })), found, JSON.stringify({ ...query, sort }))
  assert.equal((await org.admin.get('/api/invoices', { after: 'nonsense' })).body.code, 'cursor_invalid')
})

test('[RCP-10] receipts page by every sort; with money left over or not', async () => {
  const org = await organisation()
  const left = await org.all('/api/receipts', { unapplied: 'yes' }, '1')
  assert.deepEqual(
    left.map(row => row.unapplied_minor),
    ['100'],
  )
  for (const sort of ['received_on', '-received_on', 'amount_minor', '-amount_minor', 'number', '-number']) {
    assert.equal((await org.all('/api/receipts', { sort }, '1')).length, 3)
    assert.equal((await org.all('/api/receipts', { sort, unapplied: 'no' }, '1')).length, 2)
    assert.equal((await org.all('/api/receipts', { sort, unapplied: 'yes' }, '1')).length, 1)
  }
  assert.equal(
    (await org.all('/api/receipts', { number: 'RCP2026-000002', method: 'transfer', received_from: '2026-01-20' }))
      .length,
    1,
  )
  assert.equal((await org.all('/api/receipts', { received_to: '2026-01-19' })).length, 0)
})
