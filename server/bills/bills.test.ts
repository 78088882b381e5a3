import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codes, eventsOf } from '../testing/customers.ts'
import { done, inside } from '../testing/documents.ts'
import { ledgerProblems } from '../testing/ledger-invariants.ts'
import { testHouse } from '../testing/organisation.ts'
import { begin, tell } from '../testing/story.ts'
import { itemOf, type Story } from '../testing/story-line.ts'
import { giveDueTasks } from './due.ts'
import { longestTenor } from './law.ts'
import { discountInterest } from './moves.ts'

await testHouse()

const number = '130812345678920260105000000001'

const bill = (more: object = {}) => ({
  kind: 'bank',
  number,
  drawer: 'Drawer Ltd.',
  acceptor: 'Bank of Ningbo',
  issued_on: '2026-01-05',
  matures_on: '2026-07-05',
  amount_minor: '1000000',
  endorsements: [{ endorser: 'Drawer Ltd.', endorsee: 'Customer', endorsed_on: '2026-01-08' }],
  ...more,
})

const draft = (story: Story, apply: object[] = [], more: object = {}, of: object = {}) => ({
  customer_id: story.customers.get('C1'),
  entity_code: 'E1',
  received_on: '2026-02-01',
  amount_minor: '1000000',
  apply,
  bill: bill(more),
  ...of,
})

/** An invoice I1 of 10,000.00 paid by a bill, and the ways to ask of it. */
async function paidByBill(more: object = {}) {
  const story = await begin()
  await tell(story, 'invoice I1 10000.00 on 2026-01-05 due 2026-01-31')
  const { admin, org_id } = story.org
  const apply = [{ item_id: itemOf(story, 'I1'), amount_minor: '1000000' }]
  const { rows } = await done(admin, '/api/bills', [draft(story, apply, more)])
  const { bill_id, receipt_id } = rows[0]
  const act = (deed: string, body: object = {}) => admin.post(`/api/bills/${bill_id}/${deed}`, body)
  const read = async () => (await admin.get(`/api/bills/${bill_id}`)).body
  const sound = async () => assert.deepEqual(await ledgerProblems(org_id), [])
  return { story, admin, bill_id, receipt_id, act, read, sound }
}

test('[BIL-1] [BIL-7] the claim closes when the bill comes, the bill is owed until it is paid, and then it is money', async () => {
  const { story, admin, bill_id, receipt_id, act, read, sound } = await paidByBill()
  await tell(story, 'expect I1 open 0.00\naccount bill 10000.00\naccount money 0.00\nreceipt R1 10000.00 on 2026-03-01')
  const found = async (query: object) => (await admin.get('/api/open-items', { kind: 'bill', ...query })).body.rows
  const [item] = await found({})
  assert.deepEqual(await found({ payable: 'true' }), [])
  const line = { debit_item_id: item.item_id, credit_item_id: itemOf(story, 'R1'), amount_minor: '100' }
  assert.deepEqual(codes(await admin.post('/api/applications', [{ lines: [line] }])), ['0 item_is_bill'])
  await tell(story, 'void R1 on 2026-03-02')
  const customer_id = story.customers.get('C1')
  const exposed = async () => (await admin.get(`/api/customers/${customer_id}/bills`)).body.rows
  assert.deepEqual(await exposed(), [{ currency: 'CNY', bills: 1, held_minor: '1000000', passed_on_minor: '0' }])
  assert.equal((await admin.get(`/api/receipts/${receipt_id}`)).body.method, 'bill')
  assert.equal((await act('presentation', { moved_on: '2026-07-05' })).body.state, 'presented')
  // The money came to an account of ours, of this entity and currency.
  const own = async (more: object) => {
    const draft = { entity_id: story.org.entity_id, holder: 'E1', bank: 'ICBC', number: '1', ...more }
    const parked = (await admin.post('/api/own-accounts', draft)).body
    // Only the first of an entity is there at once.
    if (parked.own_account_id) return parked.own_account_id as string
    const checker = await story.org.as('everything')
    return (await done(checker, `/api/approvals/${parked.request_id}/release`, {})).answer.own_account_id as string
  }
  const dollars = await own({ number: '2', currency: 'USD' })
  const account = await own({})
  const clearing = { moved_on: '2026-07-06', own_account_id: dollars }
  assert.deepEqual(codes(await act('clearing', clearing)), ['0 currency_differs'])
  assert.deepEqual(codes(await act('clearing', { ...clearing, own_account_id: bill_id })), ['0 own_account_unknown'])
  assert.equal((await act('clearing', { ...clearing, own_account_id: account })).body.state, 'cleared')
  assert.equal((await read()).moves.at(-1).own_account, 'ICBC 1')
  await tell(
    story,
    `account bill 0.00
     account money 10000.00
     as_of 2026-07-05 expect I1 open 0.00`,
  )
  assert.deepEqual(await exposed(), [])
  const shown = await read()
  assert.deepEqual(
    shown.moves.map((one: { move: string; moved_on: string }) => `${one.move} ${one.moved_on}`),
    ['received 2026-02-01', 'presented 2026-07-05', 'cleared 2026-07-06'],
  )
  assert.deepEqual([shown.present_by, shown.endorsements[0].endorsee], ['2026-07-15', 'Customer'])
  assert.deepEqual(
    (await eventsOf(story.org, bill_id)).map(one => one.name),
    ['bill.received', 'bill.presented', 'bill.cleared'],
  )
  await sound()
})

test('[BIL-2] number, days, tenor, amount and part are looked at, and a bill comes once', async () => {
  const story = await begin()
  await tell(story, 'customer C1')
  const { admin } = story.org
  const ask = async (more: object, of: object = {}) =>
    codes(await admin.post('/api/bills', [draft(story, [], more, of)]))
  assert.deepEqual(await ask({ number: '12345' }), ['0 bill_number_invalid'])
  assert.deepEqual(await ask({ amount_minor: '999999' }), ['0 bill_amount_differs'])
  assert.deepEqual(await ask({ matures_on: '2026-01-05' }), ['0 bill_days_reversed'])
  assert.deepEqual(await ask({ matures_on: '2026-07-06' }), ['0 bill_tenor_too_long'])
  assert.deepEqual(await ask({ matures_on: '2026-01-31' }), ['0 bill_matured'])
  assert.deepEqual(await ask({ sub_from: 1, sub_to: 999_999 }), ['0 bill_range_invalid'])
  assert.deepEqual(await ask({ sub_from: 1 }), ['0 bill_range_invalid'])
  await done(admin, '/api/bills', [draft(story, [], { sub_from: 1, sub_to: 1_000_000 })])
  assert.deepEqual(await ask({}), ['0 bill_known'])
  assert.deepEqual(await ask({ sub_from: 1_000_000, sub_to: 1_999_999 }), ['0 bill_known'])
  // The next part of the same bill is another bill; the same twice in one request is not.
  const next = draft(story, [], { sub_from: 1_000_001, sub_to: 2_000_000 })
  assert.deepEqual(codes(await admin.post('/api/bills', [next, next])), ['1 bill_known'])
  await done(admin, '/api/bills', [next])
  assert.deepEqual(await ledgerProblems(story.org.org_id), [])
})

test('[BIL-2] the longest tenor holds from the day of its law', () => {
  const table: [Parameters<typeof longestTenor>[0], string, string | null][] = [
    ['bank', '2022-12-31', '2023-12-31'],
    ['bank', '2023-01-01', '2023-07-01'],
    ['commercial', '2026-08-31', '2027-02-28'],
    ['e_claim', '2025-06-14', null],
    ['e_claim', '2025-06-15', '2026-06-15'],
  ]
  for (const [kind, issued_on, expected] of table)
    assert.equal(longestTenor(kind, issued_on as never)?.latest_on ?? null, expected, `${kind} ${issued_on}`)
})

test('[BIL-2] two who enter the same bill at once enter it once', async () => {
  const story = await begin()
  await tell(story, 'customer C1')
  for (let round = 0; round < 20; round++) {
    const more = { number: `1308123456789202601050000${String(10_000 + round)}` }
    const both = await Promise.all([1, 2].map(() => story.org.admin.post('/api/bills', [draft(story, [], more)])))
    assert.deepEqual(both.map(reply => codes(reply)?.[0] ?? reply.status).toSorted(), ['0 bill_known', 200])
  }
})

test('[BIL-3] [BIL-4] a pledged bill is not passed on; nothing is done before the last, to come, or after it is due', async () => {
  const { act, sound } = await paidByBill()
  assert.equal((await act('pledge', { party: 'ICBC', moved_on: '2026-03-01' })).body.state, 'pledged')
  const give = { party: 'Supplier', moved_on: '2026-03-02' }
  assert.deepEqual(codes(await act('endorsement', give)), ['0 bill_state'])
  assert.deepEqual(codes(await act('release', { moved_on: '2026-02-28' })), ['0 bill_day_before'])
  assert.equal((await act('release', { moved_on: '2026-03-02' })).body.state, 'held')
  assert.deepEqual(codes(await act('endorsement', { ...give, moved_on: '2026-07-06' })), ['0 bill_matured'])
  assert.deepEqual(codes(await act('presentation', { moved_on: '2027-01-01' })), ['0 paid_in_future'])
  assert.deepEqual(codes(await act('clearing', {})), ['0 bill_state'])
  await sound()
})

test('[BIL-5] [BIL-8] endorsed it leaves the books; refused, it is bought back and what it paid is open again with its days', async () => {
  const { story, admin, act, sound, receipt_id } = await paidByBill()
  await act('endorsement', { party: 'Supplier', moved_on: '2026-03-01' })
  await tell(story, 'account bill 0.00\naccount payable 10000.00')
  const customer_id = story.customers.get('C1')
  const { rows } = (await admin.get(`/api/customers/${customer_id}/bills`)).body
  assert.deepEqual([rows[0].held_minor, rows[0].passed_on_minor], ['0', '1000000'])
  const refused = await act('refusal', { reason: 'no funds', moved_on: '2026-07-08' })
  assert.equal(refused.status, 200, JSON.stringify(refused.body))
  assert.deepEqual(refused.body.reopened, [{ item_id: itemOf(story, 'I1'), amount_minor: '1000000' }])
  await tell(
    story,
    `expect I1 open 10000.00
     account bill 0.00
     account money -10000.00
     account payable 10000.00
     as_of 2026-07-07 expect I1 open 0.00`,
  )
  const item = (await admin.get('/api/open-items', { customer_id: customer_id as string })).body.rows
  const open = item.find((one: { item_id: string }) => one.item_id === itemOf(story, 'I1'))
  assert.deepEqual([open.issued_on, open.due_on], ['2026-01-05', '2026-01-31'])
  assert.equal((await admin.get(`/api/receipts/${receipt_id}`)).body.state, 'corrected')
  await sound()
})

test('[BIL-5] [BIL-7] endorsed but kept, a liability stands against it until it is paid', async () => {
  const { story, act, sound } = await paidByBill({ kind: 'commercial' })
  await act('endorsement', { party: 'Supplier', kept: true, moved_on: '2026-03-01' })
  await tell(story, 'account bill 10000.00\naccount payable 10000.00')
  assert.equal((await act('clearing', { moved_on: '2026-07-06' })).body.state, 'cleared')
  await tell(story, 'account bill 0.00\naccount payable 10000.00\naccount money 0.00')
  await sound()
})

test('[BIL-6] of 1,000,000.00 for 90 days at 2.4 a bank keeps 6,000.00', () => {
  assert.equal(discountInterest(100_000_000n, '2.4', 90), 600_000n)
  assert.equal(discountInterest(100n, '0.000001', 1), 0n)
})

test('[BIL-6] [BIL-8] discounted without recourse it is the bank’s; with recourse a loan stands against it, and a refusal pays it back', async () => {
  const gone = await paidByBill()
  const without = await gone.act('discount', { party: 'CMB', rate: '2.4', recourse: false, moved_on: '2026-04-06' })
  assert.deepEqual(without.body, { state: 'discounted', interest_minor: '6000', proceeds_minor: '994000' })
  await tell(gone.story, 'account bill 0.00\naccount money 9940.00\naccount bill_interest 60.00')
  assert.deepEqual(codes(await gone.act('refusal', { reason: 'x' })), ['0 bill_without_recourse'])
  await gone.sound()

  const ours = await paidByBill()
  const body = { party: 'CMB', rate: '2.4', interest_minor: '6100', recourse: true, moved_on: '2026-04-06' }
  assert.equal((await ours.act('discount', { ...body, interest_minor: '1000000' })).body.code, 'bill_interest_wrong')
  assert.equal((await ours.act('discount', body)).body.proceeds_minor, '993900')
  await tell(ours.story, 'account bill 10000.00\naccount bill_liability -10000.00\naccount money 9939.00')
  await ours.act('refusal', { reason: 'no funds', moved_on: '2026-07-08' })
  await tell(
    ours.story,
    'expect I1 open 10000.00\naccount bill 0.00\naccount bill_liability 0.00\naccount money -61.00',
  )
  await ours.sound()
})

test('[BIL-6] held for financing it stands on its own account, and the interest is a loss of investment', async () => {
  const { story, act, sound } = await paidByBill({ for_financing: true })
  await tell(story, 'account bill 0.00\naccount 1124 10000.00')
  await act('discount', { party: 'CMB', rate: '2.4', recourse: false, moved_on: '2026-04-06' })
  await tell(story, 'account 1124 0.00\naccount 6111 60.00')
  await sound()
})

test('[BIL-9] what was done last is taken back, and a bill entered wrongly is cancelled and may come again', async () => {
  const { story, admin, act, sound, receipt_id } = await paidByBill()
  assert.deepEqual(codes(await act('undoing', { reason: 'x' })), ['0 bill_state'])
  await act('endorsement', { party: 'Supplier', moved_on: '2026-03-01' })
  assert.equal((await act('undoing', { reason: 'wrong bill', moved_on: '2026-03-02' })).body.state, 'held')
  await tell(story, 'account bill 10000.00\naccount payable 0.00')
  await act('discount', { party: 'CMB', rate: '2.4', recourse: true, moved_on: '2026-04-06' })
  assert.equal((await act('undoing', { reason: 'wrong bank', moved_on: '2026-04-07' })).body.state, 'held')
  await tell(story, 'account bill_liability 0.00\naccount money 0.00')
  const corrected = await admin.post(`/api/receipts/${receipt_id}/correction`, { reason: 'x', receipt: null })
  assert.deepEqual(codes(corrected), ['0 receipt_is_bill'])
  assert.equal((await act('cancellation', { reason: 'typed twice', moved_on: '2026-04-08' })).body.state, 'cancelled')
  await tell(story, 'expect I1 open 10000.00\naccount bill 0.00')
  await done(admin, '/api/bills', [draft(story)])
  await sound()
})

test('[BIL-5] passing on a large bill waits for a second person', async () => {
  const story = await begin()
  await tell(story, 'customer C1')
  const { admin } = story.org
  const large = { amount_minor: '10000000' }
  const { rows } = await done(admin, '/api/bills', [draft(story, [], large, large)])
  const path = `/api/bills/${rows[0].bill_id}/endorsement`
  const parked = await admin.post(path, { party: 'Supplier', moved_on: '2026-03-01' })
  assert.equal(parked.status, 202)
  assert.deepEqual(codes(await admin.post(`/api/approvals/${parked.body.request_id}/release`, {})), [
    '0 checker_is_maker',
  ])
  await done(story.checker, `/api/approvals/${parked.body.request_id}/release`, {})
  assert.equal((await admin.get(`/api/bills/${rows[0].bill_id}`)).body.state, 'endorsed')
})

test('[BIL-10] [BIL-11] the register pages by key, the calendar adds up, and a bill that falls due becomes a task, once', async () => {
  const story = await begin()
  await tell(story, 'customer C1')
  const { admin } = story.org
  const parts = [1, 2, 3].map(at => ({
    number: `13081234567892026010500000000${at}`,
    matures_on: `2026-07-0${at}`,
    amount_minor: String(at * 100),
  }))
  const drafts = parts.map(part => draft(story, [], part, { amount_minor: part.amount_minor }))
  const { rows } = await done(admin, '/api/bills', drafts)
  const all = async (query: Record<string, string>) => {
    const found: string[] = []
    for (let after = ''; ; ) {
      const { body } = await admin.get('/api/bills', { ...query, limit: '1', ...(after ? { after } : {}) })
      found.push(...body.rows.map((row: { amount_minor: string }) => row.amount_minor))
      if (!body.next) return found
      after = body.next
    }
  }
  assert.deepEqual(await all({}), ['100', '200', '300'])
  assert.deepEqual(await all({ sort: '-amount_minor', matures_to: '2026-07-02' }), ['200', '100'])
  assert.deepEqual(await all({ kind: 'commercial' }), [])
  assert.deepEqual(await all({ receipt_id: rows[1].receipt_id }), ['200'])
  await done(admin, `/api/bills/${rows[2].bill_id}/presentation`, { moved_on: '2026-03-01' })
  const grouped = async (query: Record<string, string>) =>
    (await admin.get('/api/bills/groups', query)).body.rows.map(
      (group: { key: string; rows: number; sums: { amount_minor: string; open_minor: string }[] }) => [
        group.key,
        group.rows,
        ...group.sums.map(sum => [sum.amount_minor, sum.open_minor]),
      ],
    )
  assert.deepEqual(await grouped({ by: 'state', sort: 'name' }), [
    ['held', 2, ['300', '300']],
    ['presented', 1, ['300', '0']],
  ])
  assert.deepEqual(await grouped({ by: 'due_month', matures_to: '2026-07-02' }), [['2026-07', 2, ['300', '300']]])
  const { days } = (await admin.get('/api/bills/calendar', { month: '2026-07' })).body
  assert.deepEqual(
    days.map((one: Record<string, unknown>) => [one.on, one.bills, one.amount_minor, one.ours_minor]),
    [
      ['2026-07-01', 1, '100', '100'],
      ['2026-07-02', 1, '200', '200'],
      ['2026-07-03', 1, '300', '0'],
    ],
  )
  const give = () =>
    inside(story.org, ctx => {
      const permissions = new Set(['bill.read', 'receipt.read', 'task.give'])
      return giveDueTasks({ ...ctx, today: '2026-06-22' as never, actor: { ...ctx.actor, permissions } })
    })
  assert.equal(await give(), 2)
  assert.equal(await give(), 0)
})
