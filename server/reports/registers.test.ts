import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reply } from '../testing/organisation.ts'
import { begin, tell } from '../testing/story.ts'
import type { Story } from '../testing/story-line.ts'

const read = async (story: Story, name: string, query: Record<string, string> = {}): Promise<Reply['body']> => {
  const { status, body } = await story.org.admin.get(`/api/reports/${name}`, query)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}
const told = (body: Reply['body'], ...fields: string[]) =>
  body.rows.map((row: Record<string, unknown>) => fields.map(field => row[field]).join(' '))

test('[RPT-14] a write-off is told with its evidence, who released it, and what came back of it', async () => {
  const story = await begin()
  await tell(
    story,
    `
    rate USD 7.00 on 2026-01-01
    invoice I1 100.00 on 2026-01-05
    invoice I2 50.00 USD of C2 on 2026-01-05
    invoice I3 80.00 on 2026-01-05
    write_off I1 60.00 on 2026-03-01
    write_off I2 on 2026-03-05
    write_off I3 on 2026-03-07
    unapply I3 on 2026-03-08
    recover I1 20.00 as V1 on 2026-04-01
  `,
  )
  const all = await read(story, 'write-offs')
  assert.deepEqual(told(all, 'number', 'on', 'amount_minor', 'base_minor', 'state', 'recovered_minor', 'left_minor'), [
    'I3 2026-03-07 8000 8000 taken_back 0 8000',
    'I2 2026-03-05 5000 35000 standing 0 5000',
    'I1 2026-03-01 6000 6000 standing 2000 4000',
  ])
  const first = all.rows[2]
  assert.deepEqual([first.reason, first.evidence, first.customer_number], ['story', ['court order'], 'C1'])
  assert.deepEqual([first.by_name, first.released_by_name], ['Admin', 'everything'])
  assert.deepEqual(
    first.recoveries.map((one: Reply['body']) => [one.on, one.amount_minor, one.open_minor]),
    [['2026-04-01', '2000', '2000']],
  )
  assert.deepEqual(all.totals, [
    { currency: 'CNY', count: 2, amount_minor: '14000', base_minor: '14000' },
    { currency: 'USD', count: 1, amount_minor: '5000', base_minor: '35000' },
  ])
  assert.deepEqual(told(await read(story, 'write-offs', { recovered: 'part' }), 'number'), ['I1'])
  assert.deepEqual(told(await read(story, 'write-offs', { state: 'standing', recovered: 'none' }), 'number'), ['I2'])
  assert.deepEqual(told(await read(story, 'write-offs', { from: '2026-03-05', to: '2026-03-05' }), 'number'), ['I2'])
  assert.deepEqual(told(await read(story, 'write-offs', { q: 'c2' }), 'number'), ['I2'])
  const sorts = ['on', '-on', 'amount_minor', '-amount_minor', 'customer_name', '-customer_name']
  for (const sort of sorts) {
    const whole = told(await read(story, 'write-offs', { sort }), 'number')
    const seen: string[] = []
    for (let after: string | null = ''; after !== null; ) {
      const page: Reply['body'] = await read(story, 'write-offs', { sort, limit: '1', ...(after ? { after } : {}) })
      seen.push(...told(page, 'number'))
      after = page.next
    }
    assert.deepEqual(seen, whole, sort)
  }
})

test('[RPT-14] a small difference is told by its kind, account and note', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 100.00 on 2026-01-05
    invoice I2 200.00 of C2 on 2026-01-05
    difference I1 rounding 0.05 on 2026-02-01
    difference I2 bank_charge 2.00 on 2026-02-03
    unapply I1 on 2026-02-04
  `,
  )
  const item_id = story.things.get('I2')?.item_ids[0]
  const differences = [{ item_id, kind: 'rounding', amount_minor: '7', note: 'agreed: by phone' }]
  const made = await story.org.admin.post('/api/applications', [{ applied_on: '2026-02-05', differences }])
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const all = await read(story, 'differences', { sort: 'on' })
  assert.deepEqual(told(all, 'number', 'kind', 'amount_minor', 'state', 'reason', 'by_name'), [
    'I1 rounding 5 taken_back  Admin',
    'I2 bank_charge 200 standing  Admin',
    'I2 rounding 7 standing agreed: by phone Admin',
  ])
  assert.ok(all.rows.every((row: { account_code: string }) => /^\d{4}/.test(row.account_code)))
  assert.deepEqual(told(await read(story, 'differences', { kind: 'bank_charge' }), 'number', 'amount_minor'), [
    'I2 200',
  ])
  assert.deepEqual((await read(story, 'differences', { state: 'standing' })).totals, [
    { currency: 'CNY', count: 2, amount_minor: '207', base_minor: '207' },
  ])
})

test('[RPT-14] a transfer is told once, with the new debtor and what is open there; moved on it is told again', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 100.00 on 2026-01-05
    receipt R1 40.00 on 2026-01-10
    transfer I1 60.00 to C2 as I2 on 2026-02-01
    transfer I2 to C3 as I3 on 2026-02-02
    transfer R1 10.00 to C2 as R2 on 2026-02-03
    receipt R3 5.00 of C3 on 2026-02-04
    apply   R3 I3 5.00 on 2026-02-04
  `,
  )
  const all = await read(story, 'transfers', { sort: 'on' })
  const fields = ['number', 'customer_number', 'to_customer_number', 'amount_minor', 'open_minor', 'reason']
  assert.deepEqual(told(all, ...fields), [
    'I1 C1 C2 6000 0 story',
    'I1 C2 C3 6000 5500 story',
    'R1 C1 C2 -1000 -1000 story',
  ])
  assert.equal(all.rows[1].new_item_id, story.things.get('I3')?.item_ids[0])
  const to = { to_customer_id: story.customers.get('C3') as string }
  assert.deepEqual(told(await read(story, 'transfers', to), 'customer_number'), ['C2'])
  assert.deepEqual(told(await read(story, 'transfers', { customer_id: story.customers.get('C1') as string }), 'on'), [
    '2026-02-03',
    '2026-02-01',
  ])
})

test('[RPT-14] a correction is told with the old document and the new; a void one has none', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 100.00 on 2026-01-05
    receipt R1 40.00 of C2 on 2026-01-10
    charge  F1 9.00 of C3 on 2026-01-11
    correct I1 80.00 as I2 on 2026-02-01
    correct R1 45.00 as R2 on 2026-02-02 issued 2026-01-10
    void    F1 on 2026-02-03
  `,
  )
  const fields = ['document', 'number', 'on', 'issued_on', 'amount_minor', 'new_number', 'new_amount_minor', 'reason']
  assert.deepEqual(told(await read(story, 'corrections', { sort: 'on' }), ...fields), [
    'invoice I1 2026-02-01 2026-01-05 10000 I2 8000 story',
    'receipt R1 2026-02-02 2026-01-10 4000 R2 4500 story',
    'charge F1 2026-02-03 2026-01-11 900   story',
  ])
  assert.deepEqual(told(await read(story, 'corrections', { document: 'receipt' }), 'number'), ['R1'])
  assert.deepEqual(told(await read(story, 'corrections', { sort: '-amount_minor', limit: '2' }), 'number'), [
    'I1',
    'R1',
  ])
})

test('[RPT-14] a credit note is told with what it credits and what is open of both', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 100.00 on 2026-01-05
    credit  N1 20.00 for I1 on 2026-02-01
    credit  N2 7.00 of C2 on 2026-02-02
    apply   N1 I1 15.00 on 2026-02-03
  `,
  )
  const fields = [
    'number',
    'amount_minor',
    'open_minor',
    'credits_number',
    'credits_amount_minor',
    'credits_open_minor',
  ]
  assert.deepEqual(told(await read(story, 'credit-notes', { sort: 'on' }), ...fields), [
    'N1 2000 500 I1 10000 8500',
    'N2 700 700   ',
  ])
  const [first] = (await read(story, 'credit-notes', { sort: 'on' })).rows
  assert.deepEqual([first.reason, first.by_name, first.state], ['story', 'Admin', 'issued'])
  await tell(story, 'apply N1 I1 5.00 on 2026-02-04')
  assert.deepEqual(told(await read(story, 'credit-notes', { open: 'open' }), 'number'), ['N2'])
})

test('[RPT-14] a salesperson sees the registers of own customers alone', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 100.00 on 2026-01-05
    credit  N1 20.00 for I1 on 2026-02-01
    write_off I1 60.00 on 2026-03-01
  `,
  )
  const sales = await story.org.as('sales')
  for (const name of ['write-offs', 'credit-notes', 'differences', 'transfers', 'corrections']) {
    const { status, body } = await sales.get(`/api/reports/${name}`)
    assert.deepEqual([name, status, body.rows, body.totals], [name, 200, [], []])
  }
})
