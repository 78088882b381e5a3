import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newKeyToken } from '../access/keys.ts'
import { asOwner, codes } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { importFile, runJobs } from '../testing/import-file.ts'
import { ledgerProblems } from '../testing/ledger-invariants.ts'
import { type Client, testHouse, type TestOrganisation, testOrganisation } from '../testing/organisation.ts'
import { multipart } from '../testing/upload.ts'
import { newId } from '../kernel/values.ts'
import { decideVoucher } from './vouchers.ts'
import { whyWaits } from './waiting.ts'

const { app } = await testHouse()

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

const slip = Buffer.from('%PDF-1.7 a slip of the bank, 回单')

const keep = (client: Client, of: Record<string, string>, file = { name: '回单.pdf', content: slip }) => {
  const { body, headers } = multipart(of, file)
  return client.post('/api/receipt-vouchers', body, headers)
}
const vouchers = async (client: Client, of: Record<string, string>) =>
  (await client.get('/api/receipt-vouchers', of)).body.rows

test('[RCP-23] what is wrong with a voucher is said by name', () => {
  const waiting_id = newId()
  const codesOf = (...asked: Parameters<typeof decideVoucher>) => decideVoucher(...asked).map(({ code }) => code)
  assert.deepEqual(codesOf({}, null, 'application/pdf'), ['field_missing'])
  assert.deepEqual(codesOf({ waiting_id, receipt_id: waiting_id }, null, null), ['field_missing'])
  assert.deepEqual(codesOf({ receipt_id: waiting_id }, null, null), ['receipt_unknown'])
  assert.deepEqual(codesOf({ waiting_id }, null, null), ['receipt_waiting_unknown'])
  const full = { state: 'returned', vouchers: 20 }
  assert.deepEqual(codesOf({ waiting_id }, full, null), ['receipt_not_waiting', 'attachment_kind', 'vouchers_too_many'])
  assert.deepEqual(codesOf({ receipt_id: waiting_id }, { state: 'corrected', vouchers: 19 }, 'image/png'), [])
})

test('[RCP-23] vouchers lie sealed beside what waits, stay beside the receipt that comes of it, and beside the one that corrects it', async () => {
  const { cashier, clerk } = await desk()
  const [{ waiting_id }] = await record(cashier, draft('60000'))
  const kept = await keep(cashier, { waiting_id, note: '招行' })
  assert.equal(kept.status, 200, JSON.stringify(kept.body))
  const [hashes] = await asOwner(
    `select encode(f.sha256, 'hex') as lies, encode(v.sha256, 'hex') as said from receipt_vouchers v
     join files f on f.org_id = v.org_id and f.file_id = v.file_id where v.voucher_id = $1`,
    [kept.body.voucher_id],
  )
  assert.equal(hashes?.said, kept.body.sha256)
  assert.notEqual(hashes?.lies, hashes?.said, 'what lies on disk is sealed')
  assert.deepEqual(codes(await keep(cashier, { waiting_id }, { name: '回单.pdf', content: Buffer.from('MZ') })), [
    '0 attachment_kind',
  ])
  const archive = Buffer.from([0x50, 0x4b, 0x03, 0x04, 1, 2, 3])
  assert.equal((await keep(cashier, { waiting_id }, { name: '回单.ofd', content: archive })).status, 200)
  assert.deepEqual(codes(await keep(cashier, { waiting_id }, { name: 'a.zip', content: archive })), [
    '0 attachment_kind',
  ])
  assert.equal((await waits(clerk))[0].vouchers, 2, 'who confirms sees that there are some')
  const { rows } = (await confirm(clerk, { waiting_id })).body
  const { receipt_id } = rows[0]
  assert.deepEqual(codes(await keep(cashier, { waiting_id })), ['0 receipt_not_waiting'])
  assert.equal((await keep(clerk, { receipt_id }, { name: 'late.pdf', content: slip })).status, 200)
  const names = async (of: string) =>
    (await vouchers(clerk, { receipt_id: of })).map(
      (row: { name: string; state: string }) => `${row.name} ${row.state}`,
    )
  assert.deepEqual(await names(receipt_id), ['late.pdf kept', '回单.ofd kept', '回单.pdf kept'])
  const path = `/api/receipt-vouchers/${kept.body.voucher_id}`
  const content = await clerk.get(`${path}/content`)
  assert.equal(content.headers['content-type'], 'application/pdf', 'by its bytes, not by what the sender says')
  // Withdrawn it stays in the history; once is enough.
  assert.equal((await cashier.post(`${path}/withdrawal`, { reason: '他户' })).status, 200)
  assert.deepEqual(codes(await cashier.post(`${path}/withdrawal`, { reason: '他户' })), ['0 file_unknown'])
  const less = { reason: '看错', receipt: { received_on: '2026-01-20', amount_minor: '55000' } }
  const right = await done(cashier, `/api/receipts/${receipt_id}/correction`, less)
  assert.deepEqual(await names(right.receipt_id), ['late.pdf kept', '回单.ofd kept', '回单.pdf withdrawn'])
  // Somebody else's customer has none that can be seen.
  const stranger = await testOrganisation()
  assert.deepEqual(codes(await stranger.admin.get(`${path}/content`)), ['0 file_unknown'])
  assert.deepEqual(await vouchers(stranger.admin, { receipt_id }), [])
})

test('[RCP-23] [POR-7] what a customer announced is recorded, sent back, recorded again and confirmed: its voucher goes along, and the advice ends with the money', async () => {
  const { org, cashier, clerk } = await desk()
  const [{ customer_id }] = (await org.admin.get('/api/customers', { q: 'C01' })).body.rows
  const asked = { kind: 'statement', customer_id, entity_id: org.entity_id, as_of: '2026-01-20' }
  const { page_id } = (await done(org.admin, '/api/pages', [asked])).rows[0]
  const token = (await done(org.admin, `/api/pages/${page_id}/link`, {})).link.split('#')[1]
  const said = { token, name: '李', paid_on: '2026-01-19', currency: 'CNY', amount_minor: '60000' }
  const form = multipart(said, { name: 'slip.pdf', content: slip })
  const headers = { ...form.headers, 'x-duebook-page': token }
  await app.inject({ method: 'POST', url: '/api/pages/advices', payload: form.body, headers })
  const advices = async (state: string) => (await clerk.get('/api/payment-advices', { state })).body.rows
  const [{ advice_id }] = await advices('advised')
  const settle = (of: object) => clerk.post(`/api/payment-advices/${advice_id}/receipt`, of)
  const toPost = async () => (await clerk.get('/api/receipts/to-post')).body.rows.length

  const [first] = await record(cashier, draft('60000'))
  assert.deepEqual(codes(await settle({})), ['0 field_missing'])
  assert.deepEqual(codes(await settle({ waiting_id: newId() })), ['0 receipt_waiting_unknown'])
  assert.equal(await toPost(), 2)
  assert.equal((await settle({ waiting_id: first.waiting_id })).body.state, 'waiting')
  assert.equal(await toPost(), 1, 'one and the same money waits once')
  const [waiting] = await advices('waiting')
  assert.deepEqual([waiting.waiting_id, waiting.state], [first.waiting_id, 'waiting'])
  assert.deepEqual(await advices('advised'), [], 'nobody is asked about it twice')
  // It is said once which money it is: neither the same nor another, nor that none came.
  const [other] = await record(cashier, draft('70000'))
  const settled = await asOwner("select from events where org_id = $1 and name = 'advice.settled'", [org.org_id])
  assert.equal(settled.length, 0, 'nothing is settled before it is confirmed')
  for (const again of [{ waiting_id: first.waiting_id }, { waiting_id: other.waiting_id }, { receipt_id: newId() }])
    assert.deepEqual(codes(await settle(again)), ['0 advice_waits'])
  const dismissal = await clerk.post(`/api/payment-advices/${advice_id}/dismissal`, { reason: '未到账' })
  assert.deepEqual(codes(dismissal), ['0 advice_waits'])
  assert.equal((await cashier.post(`/api/waiting-receipts/${other.waiting_id}/withdrawal`, {})).status, 200)
  const beside = await vouchers(clerk, { waiting_id: first.waiting_id })
  assert.deepEqual([beside[0].name, beside[0].origin, (await waits(clerk))[0].vouchers], ['slip.pdf', 'customer', 1])

  await done(clerk, '/api/waiting-receipts/return', [{ waiting_id: first.waiting_id, reason: '户名不符' }])
  assert.equal((await advices('advised'))[0].waiting_id, null, 'it is to be recorded again')
  assert.deepEqual(await advices('waiting'), [])
  assert.deepEqual(codes(await settle({ waiting_id: first.waiting_id })), ['0 receipt_not_waiting'])
  const [second] = await record(cashier, draft('60000'))
  assert.equal((await settle({ waiting_id: second.waiting_id })).status, 200)
  const { rows } = (await confirm(clerk, { waiting_id: second.waiting_id })).body
  await runJobs(org)
  await runJobs(org)
  assert.deepEqual(codes(await settle({ waiting_id: second.waiting_id })), ['0 advice_over'])
  const told = await asOwner<{ name: string }>(
    `select name from events where org_id = $1 and name in ('advice.held', 'advice.settled') order by recorded_at`,
    [org.org_id],
  )
  assert.deepEqual(
    told.map(event => event.name),
    ['advice.held', 'advice.held', 'advice.settled'],
  )
  const [ended] = await advices('received')
  assert.equal(ended.receipt_id, rows[0].receipt_id)
  assert.deepEqual(
    (await vouchers(cashier, { receipt_id: rows[0].receipt_id })).map((row: { name: string }) => row.name),
    ['slip.pdf'],
  )
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})

test('[POR-7] an advice and the confirming of its receipt meet: it ends with the money, or is told that the money came', async () => {
  const { org, cashier, clerk } = await desk()
  const [{ customer_id }] = (await org.admin.get('/api/customers', { q: 'C01' })).body.rows
  const asked = { kind: 'statement', customer_id, entity_id: org.entity_id, as_of: '2026-01-20' }
  const { page_id } = (await done(org.admin, '/api/pages', [asked])).rows[0]
  const token = (await done(org.admin, `/api/pages/${page_id}/link`, {})).link.split('#')[1]
  for (let turn = 0; turn < 6; turn++) {
    const said = { token, name: '李', paid_on: '2026-01-19', currency: 'CNY', amount_minor: `6000${turn}` }
    const form = multipart(said, { name: 'slip.pdf', content: slip })
    const headers = { ...form.headers, 'x-duebook-page': token }
    await app.inject({ method: 'POST', url: '/api/pages/advices', payload: form.body, headers })
    const [{ advice_id }] = (await clerk.get('/api/payment-advices', { state: 'advised' })).body.rows
    const [{ waiting_id }] = await record(cashier, { ...draft(`6000${turn}`), apply: [] })
    const [settled] = await Promise.all([
      clerk.post(`/api/payment-advices/${advice_id}/receipt`, { waiting_id }),
      confirm(clerk, { waiting_id }),
    ])
    await runJobs(org)
    const of = async (state: string) => (await clerk.get('/api/payment-advices', { state })).body.rows
    assert.deepEqual(await of('waiting'), [], 'none is left waiting for what was decided')
    if (settled.status === 200) assert.equal((await of('received')).length > 0, true)
    else {
      assert.deepEqual(codes(settled), ['0 receipt_not_waiting'])
      const [{ made_receipt_id }] = (await clerk.get('/api/waiting-receipts', { state: 'confirmed', limit: '1' })).body
        .rows
      assert.equal(
        (await clerk.post(`/api/payment-advices/${advice_id}/receipt`, { receipt_id: made_receipt_id })).status,
        200,
      )
    }
    assert.deepEqual(await of('advised'), [])
  }
})
