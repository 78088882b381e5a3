import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newKeyToken } from '../access/keys.ts'
import { asOwner, codes } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { importFile, runJobs } from '../testing/import-file.ts'
import { ledgerProblems } from '../testing/ledger-invariants.ts'
import { type Client, testHouse, type TestOrganisation, testOrganisation } from '../testing/organisation.ts'
import { whyWaits } from './waiting.ts'

await testHouse()

const never = { A: null, B: null, C: null, none: null }
const asRules = { confirm_from_minor: { A: '100000', B: '50000', C: '0', none: '50000' } }

type Desk = {
  org: TestOrganisation
  cashier: Client
  clerk: Client
  invoice: { invoice_id: string; item_ids: string[] }
}

/** A customer C01 who owes 1,000.00; from 500.00 on another person confirms. */
async function desk(rules: object = asRules): Promise<Desk> {
  const org = await testOrganisation()
  await done(org.admin, '/api/customers', [
    { number: 'C01', name: '客户一' },
    { number: 'C02', name: '客户二' },
  ])
  const [cashier, clerk] = [
    await org.as('cashier', { name: '出纳' }),
    await org.as('receivables_clerk', { name: '会计' }),
  ]
  const changed = await org.admin.put('/api/receipt-rules', rules)
  assert.equal(changed.status, 200, JSON.stringify(changed.body))
  const issued = { customer_number: 'C01', number: 'A-1', issued_on: '2026-01-05', amount_minor: '100000' }
  const { rows } = await done(org.admin, '/api/invoices', issued)
  return { org, cashier, clerk, invoice: rows[0] }
}

const draft = (amount_minor: string, more: object = {}) => ({
  customer_number: 'C01',
  received_on: '2026-01-20',
  amount_minor,
  apply: [{ invoice_number: 'A-1', amount_minor }],
  ...more,
})
const record = async (client: Client, ...drafts: object[]) => (await done(client, '/api/receipts', drafts)).rows
const confirm = (client: Client, ...lines: object[]) => client.post('/api/waiting-receipts/confirmation', lines)
const waits = async (client: Client, query: Record<string, string> = {}) =>
  (await client.get('/api/waiting-receipts', { state: 'waiting', ...query })).body.rows

test('[RCP-17] by amount in base currency and the grade of the customer; without a rule nothing waits', () => {
  const of = (base_minor: bigint, grade: 'A' | 'B' | 'C' | null) => whyWaits(asRules, { base_minor, grade })
  assert.deepEqual(of(99_999n, 'A'), [])
  assert.deepEqual(of(100_000n, 'A'), ['amount'])
  assert.deepEqual(of(50_000n, 'B'), ['amount'])
  assert.deepEqual(of(1n, 'C'), ['amount'])
  assert.deepEqual(of(49_999n, null), [])
  assert.deepEqual(whyWaits({ confirm_from_minor: never }, { base_minor: 10n ** 15n, grade: 'C' }), [])
})

test('[RCP-17] what waits is no money: no number, no item, no entry; what need not wait of the same batch is posted', async () => {
  const { org, cashier, clerk, invoice } = await desk()
  const [small, large] = await record(cashier, draft('10000'), draft('60000', { reference: 'TT-9' }))
  assert.equal(small.waiting_id, null)
  assert.deepEqual([large.receipt_id, large.number, large.item_id, large.unapplied_minor], [null, null, null, '0'])
  const open = async () => (await org.admin.get(`/api/invoices/${invoice.invoice_id}`)).body.open_minor
  assert.equal(await open(), '90000')
  assert.equal((await org.admin.get('/api/receipts')).body.rows.length, 1)
  const [row] = await waits(clerk)
  assert.deepEqual(
    [row.amount_minor, row.why, row.recorded_name, row.own, row.reference],
    ['60000', ['amount'], '出纳', false, 'TT-9'],
  )
  assert.equal((await waits(cashier))[0].own, true)
  const sums = async (client: Client) => (await client.get('/api/waiting-receipts/sums')).body.rows
  assert.deepEqual(await sums(clerk), [{ currency: 'CNY', receipts: 1, amount_minor: '60000', confirmable: 1 }])
  assert.equal((await sums(cashier))[0].confirmable, 0)
  const read = (await clerk.get(`/api/waiting-receipts/${row.waiting_id}`)).body
  assert.deepEqual(read.apply, [{ number: 'A-1', amount_minor: '60000' }])
  // Who may confirm it finds it in the inbox, who recorded it does not.
  const inbox = async (client: Client) => (await client.get('/api/inbox', { kind: 'receipt_waiting' })).body.rows
  const [told] = await inbox(clerk)
  assert.deepEqual([told.amount_minor, told.actor_name, told.customer_name], ['60000', '出纳', '客户一'])
  assert.deepEqual(await inbox(cashier), [])
  await done(clerk, '/api/inbox/read', [{ notification_id: told.notification_id }])
  assert.notEqual((await inbox(clerk))[0].read_at, null)

  const { rows } = (await confirm(clerk, { waiting_id: row.waiting_id })).body
  assert.equal(await open(), '30000')
  const posted = (await org.admin.get(`/api/receipts/${rows[0].receipt_id}`)).body
  // On its own day, with the next number of the series: none was used up by waiting.
  const [first, second] = [small.number, posted.number].map((number: string) => Number(/\d+$/.exec(number)?.[0]))
  assert.equal(second, (first as number) + 1)
  assert.deepEqual([posted.posted_on, posted.received_on, posted.unapplied_minor], ['2026-01-20', '2026-01-20', '0'])
  assert.deepEqual(await inbox(clerk), [])
  assert.deepEqual(codes(await confirm(clerk, { waiting_id: row.waiting_id })), ['0 receipt_not_waiting'])
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})

test('[RCP-18] who recorded it never confirms it: not himself, by a key, nor after he was given the right', async () => {
  const { org, cashier, clerk } = await desk()
  const [{ waiting_id }] = await record(clerk, draft('60000'))
  assert.deepEqual(codes(await confirm(clerk, { waiting_id })), ['0 checker_is_maker'])
  assert.deepEqual(codes(await clerk.post('/api/waiting-receipts/return', [{ waiting_id, reason: 'x' }])), [
    '0 checker_is_maker',
  ])
  const admin = await record(org.admin, draft('70000', { apply: [] }))
  const key = await done(org.admin, '/api/keys', {
    name: 'second',
    role: 'everything',
    expires_at: '2027-01-30T00:00:00Z',
  })
  const byKey = await org.app.inject({
    method: 'POST',
    url: '/api/waiting-receipts/confirmation',
    payload: [{ waiting_id: admin[0].waiting_id }],
    headers: { authorization: `Bearer ${key.token}` },
  })
  assert.equal(byKey.json().code, 'checker_is_maker')
  // A cashier may not confirm; given the role of a clerk, still not what was recorded before.
  const [own] = await record(cashier, draft('80000', { apply: [] }))
  assert.deepEqual(codes(await confirm(cashier, { waiting_id })), ['0 permission_missing'])
  const grant = { person_id: cashier.person_id, role: 'receivables_clerk' }
  const both = await org.app.inject({
    method: 'POST',
    url: '/api/waiting-receipts/confirmation',
    payload: [{ waiting_id: own.waiting_id }],
    headers: { authorization: `Bearer ${await secondRole(org, grant.person_id)}` },
  })
  assert.equal(both.json().code, 'checker_is_maker')
  // The database holds it as well.
  await assert.rejects(
    asOwner(
      `update waiting_receipts set state = 'confirmed', checked_by = recorded_by, checked_at = now()
       where org_id = $1 and waiting_id = $2`,
      [org.org_id, waiting_id],
    ),
    /check constraint/,
  )
  assert.equal((await confirm(org.admin, { waiting_id })).status, 200)
})

/** A key of the same person under a role that holds everything. */
async function secondRole(org: TestOrganisation, person_id: string): Promise<string> {
  const { token, token_hash } = newKeyToken()
  await asOwner(
    `with g as (
       insert into role_grants (org_id, grant_id, person_id, role_id, recorded_at)
       select org_id, gen_random_uuid(), $2, role_id, '2000-01-01' from roles where org_id = $1 and code = 'everything' returning role_id)
     insert into api_keys (org_id, key_id, name, prefix, token_hash, role_id, created_by, created_at, expires_at)
     select $1, gen_random_uuid(), 'second', 'x', $3, role_id, $2, '2000-01-01', '2999-01-01' from g`,
    [org.org_id, person_id, token_hash],
  )
  return token
}

test('[RCP-18] one that is wrong is returned with a reason to who recorded it, and leaves no trace in the books', async () => {
  const { org, cashier, clerk, invoice } = await desk()
  const [{ waiting_id }] = await record(cashier, draft('60000'))
  const back = { waiting_id, reason: '金额与回单不符' }
  assert.equal((await clerk.post('/api/waiting-receipts/return', [{ waiting_id }])).status, 400)
  await done(clerk, '/api/waiting-receipts/return', [back])
  const [told] = (await cashier.get('/api/inbox', { kind: 'receipt_returned' })).body.rows
  assert.deepEqual([told.text, told.actor_name, told.amount_minor], [back.reason, '会计', '60000'])
  const [row] = (await cashier.get('/api/waiting-receipts', { state: 'returned' })).body.rows
  assert.deepEqual([row.reason, row.checked_name, row.made_receipt_id], [back.reason, '会计', null])
  assert.deepEqual(codes(await confirm(clerk, { waiting_id })), ['0 receipt_not_waiting'])
  assert.equal((await org.admin.get(`/api/invoices/${invoice.invoice_id}`)).body.open_minor, '100000')
  assert.deepEqual((await org.admin.get('/api/receipts')).body.rows, [])
  // Its recorder may take back his own, nobody else's.
  const [again] = await record(cashier, draft('50000'))
  const path = `/api/waiting-receipts/${again.waiting_id}/withdrawal`
  assert.deepEqual(codes(await clerk.post(path, {})), ['0 receipt_waiting_unknown'])
  assert.equal((await done(cashier, path, {})).state, 'withdrawn')
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})

test('[RCP-18] many at once, all or none: what can no longer be paid is named, and may be confirmed on account', async () => {
  const { org, cashier, clerk } = await desk()
  const rows = await record(
    cashier,
    draft('60000'),
    draft('40000', { customer_number: 'C02', apply: [] }),
    draft('50000', { apply: [] }),
  )
  assert.equal(rows[1].waiting_id, null, 'below the limit')
  const [first, , third] = rows
  await done(org.admin, '/api/receipts', [draft('45000')])
  const both = [{ waiting_id: third.waiting_id }, { waiting_id: first.waiting_id }]
  assert.deepEqual(codes(await confirm(clerk, ...both)), ['1 item_overapplied'])
  assert.equal((await waits(clerk)).length, 2)
  const twice = [{ waiting_id: third.waiting_id }, { waiting_id: third.waiting_id }]
  assert.deepEqual(codes(await confirm(clerk, ...twice)), ['1 receipt_waiting_unknown'])
  const reply = await confirm(clerk, both[0] as object, { ...both[1], on_account: true })
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  const read = (await org.admin.get(`/api/receipts/${reply.body.rows[1].receipt_id}`)).body
  assert.equal(read.unapplied_minor, '60000')
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})

test('[RCP-18] a period that was closed meanwhile stays closed: another day is given when it is confirmed', async () => {
  const { org, cashier, clerk } = await desk()
  const [{ waiting_id }] = await record(cashier, draft('60000'))
  const parked = await clerk.post('/api/periods/closing', { entity_id: org.entity_id, period: '2026-01' })
  assert.equal(parked.status, 202, JSON.stringify(parked.body))
  await done(org.admin, `/api/approvals/${parked.body.request_id}/release`, {})
  assert.deepEqual(codes(await confirm(clerk, { waiting_id })), ['0 period_closed'])
  const reply = await confirm(clerk, { waiting_id, posted_on: '2026-02-02' })
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  const read = (await org.admin.get(`/api/receipts/${reply.body.rows[0].receipt_id}`)).body
  assert.deepEqual([read.received_on, read.posted_on, read.unapplied_minor], ['2026-01-20', '2026-02-02', '0'])
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})

test('[RCP-17] nobody waits for what is impossible, and what a source brought before waits once', async () => {
  const { cashier, clerk } = await desk()
  assert.deepEqual(
    codes(
      await cashier.post('/api/receipts', [draft('60000', { apply: [{ invoice_number: 'A-9', amount_minor: '1' }] })]),
    ),
    ['0 invoice_unknown'],
  )
  // Two that together pay more than is owed are refused, although one of them would wait.
  assert.deepEqual(codes(await cashier.post('/api/receipts', [draft('60000'), draft('45000')])), ['1 item_overapplied'])
  const brought = draft('60000', { source: 'bank', external_id: 'x1' })
  const [one] = await record(cashier, brought)
  const [same] = await record(cashier, brought)
  assert.deepEqual([same.waiting_id, same.known], [one.waiting_id, true])
  const { rows } = (await confirm(clerk, { waiting_id: one.waiting_id })).body
  const [later] = await record(cashier, brought)
  assert.deepEqual([later.receipt_id, later.waiting_id, later.known], [rows[0].receipt_id, null, true])
})

test('[RCP-17] a correction that says more than the receipt did waits as well, and the old one stands until then', async () => {
  const { org, cashier, clerk, invoice } = await desk()
  const [{ receipt_id }] = await record(cashier, draft('10000'))
  const path = `/api/receipts/${receipt_id}/correction`
  const right = (amount_minor: string) => ({ reason: '看错', receipt: { received_on: '2026-01-20', amount_minor } })
  const held = await done(cashier, path, right('60000'))
  assert.deepEqual([held.receipt_id, held.carried], [null, []])
  assert.equal((await org.admin.get(`/api/receipts/${receipt_id}`)).body.state, 'posted')
  const { rows } = (await confirm(clerk, { waiting_id: held.waiting_id })).body
  const read = (await org.admin.get(`/api/receipts/${rows[0].receipt_id}`)).body
  assert.deepEqual([read.amount_minor, read.unapplied_minor, read.corrects_id], ['60000', '50000', receipt_id])
  assert.equal((await org.admin.get(`/api/invoices/${invoice.invoice_id}`)).body.open_minor, '90000')
  // Less than was confirmed needs nobody.
  const less = await done(cashier, `/api/receipts/${rows[0].receipt_id}/correction`, right('55000'))
  assert.equal(less.waiting_id, null)
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})

test('[RCP-17] [RCP-9] an import waits row by row; undone, nothing of it waits, and what was confirmed is taken back', async () => {
  const { org, clerk } = await desk()
  const content =
    'customer,received,amount,id\nC01,2026-01-20,100.00,a\nC01,2026-01-21,600.00,b\nC01,2026-01-22,700.00,c\n'
  const columns = { customer_number: 'customer', received_on: 'received', amount: 'amount', external_id: 'id' }
  const { import_id, state } = await importFile(org, { kind: 'receipts', content, map: { columns } })
  assert.equal(state, 'done')
  const rows = await waits(clerk, { sort: 'amount_minor' })
  assert.deepEqual(
    rows.map((row: { amount_minor: string }) => row.amount_minor),
    ['60000', '70000'],
  )
  assert.equal((await org.admin.get('/api/receipts')).body.rows.length, 1)
  assert.equal((await confirm(clerk, { waiting_id: rows[0].waiting_id })).status, 200)
  await done(org.admin, `/api/imports/${import_id}/undo`, { reason: 'wrong file' })
  await runJobs(org)
  assert.deepEqual(await waits(clerk), [])
  const receipts = (await org.admin.get('/api/receipts')).body.rows
  assert.deepEqual(
    receipts.map((row: { state: string }) => row.state),
    ['undone', 'undone'],
  )
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})

test('[RCP-17] in the strict profile nobody loosens the rules alone', async () => {
  const { org, clerk } = await desk()
  assert.deepEqual(codes(await clerk.put('/api/receipt-rules', { confirm_from_minor: never })), [
    '0 permission_missing',
  ])
  const manager = await org.as('finance_manager')
  assert.equal((await manager.put('/api/receipt-rules', { confirm_from_minor: never })).status, 200)
  await org.admin.put('/api/organisation', { duty_profile: 'strict' })
  assert.equal((await manager.put('/api/receipt-rules', asRules)).status, 202)
})
