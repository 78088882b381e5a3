import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codes } from '../testing/customers.ts'
import { done, inside } from '../testing/documents.ts'
import { importFile } from '../testing/import-file.ts'
import { ledgerProblems } from '../testing/ledger-invariants.ts'
import { type Client, testHouse, type TestOrganisation, testOrganisation } from '../testing/organisation.ts'
import { multipart } from '../testing/upload.ts'
import { giveEndingLetters } from './letter-tasks.ts'
import { covers, isThird } from './payers.ts'

await testHouse()

type Desk = { org: TestOrganisation; cashier: Client; clerk: Client; ids: string[] }

/** Customers C01 and C02; a cashier who records and a clerk who may confirm. */
async function desk(): Promise<Desk> {
  const org = await testOrganisation()
  const { rows } = await done(org.admin, '/api/customers', [
    { number: 'C01', name: '临溪机械有限公司' },
    { number: 'C02', name: '东篱投资有限公司' },
  ])
  const ids = rows.map((row: { customer_id: string }) => row.customer_id)
  return { org, cashier: await org.as('cashier'), clerk: await org.as('receivables_clerk'), ids }
}

const pdf = { name: '委托书.pdf', content: Buffer.from('%PDF-1.4 signed') }
const letter = ({ org, ids }: Desk, more: Record<string, string> = {}) => ({
  customer_id: ids[0] as string,
  entity_id: org.entity_id,
  kind: 'mandate',
  payer_name: '东篱投资有限公司',
  valid_from: '2026-01-01',
  valid_until: '2026-06-30',
  currency: 'CNY',
  ...more,
})
const register = (client: Client, fields: Record<string, string>) => {
  const { body, headers } = multipart(fields, pdf)
  return client.post('/api/payer-letters', body, headers)
}
async function inForce(at: Desk, more: Record<string, string> = {}): Promise<string> {
  const made = await register(at.cashier, letter(at, more))
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const { letter_id } = made.body
  await done(at.clerk, `/api/payer-letters/${letter_id}/approval`, {})
  return letter_id
}
const money = (amount_minor: string, more: object = {}) => ({
  customer_number: 'C01',
  received_on: '2026-01-20',
  amount_minor,
  payer_name: '东篱投资有限公司',
  ...more,
})
const record = async (client: Client, draft: object) => (await done(client, '/api/receipts', [draft])).rows[0]
const standing = async ({ org }: Desk, receipt_id: string) => {
  const { payer_standing, payer_letter_id } = (await org.admin.get(`/api/receipts/${receipt_id}`)).body
  return [payer_standing, payer_letter_id]
}

test('[RCP-21] a payer is the customer by any name it bears; another customer or name is not', () => {
  const bears = (key: string) => key === '临溪机械'
  const paid = { customer_id: 'a', entity_id: 'e', received_on: '2026-01-20', currency: 'CNY', amount_minor: 5n }
  assert.equal(isThird({ ...paid, payer_name: '临溪机械有限公司' }, bears), false)
  assert.equal(isThird({ ...paid, payer_name: '（临溪机械）股份有限公司' }, bears), false)
  assert.equal(isThird({ ...paid, payer_name: '东篱投资' }, bears), true)
  assert.equal(isThird({ ...paid, payer_id: 'a' }, bears), false)
  assert.equal(isThird({ ...paid, payer_id: 'b' }, bears), true)
  assert.equal(isThird(paid, bears), false)
  const one = {
    customer_id: 'a',
    entity_id: 'e',
    payer_id: null,
    payer_key: 'x',
    valid_from: '2026-01-01',
    valid_until: '2026-01-31',
    currency: 'CNY',
    ceiling_each_minor: '5',
    ceiling_total_minor: '8',
  }
  assert.equal(covers(one, paid, 'x', 3n), true)
  assert.equal(covers(one, paid, 'x', 4n), false, 'above the total')
  assert.equal(covers(one, { ...paid, amount_minor: 6n }, 'x', 0n), false, 'above the ceiling of one')
  assert.equal(covers(one, { ...paid, received_on: '2026-02-01' }, 'x', 0n), false, 'too late')
  assert.equal(covers(one, { ...paid, currency: 'USD' }, 'x', 0n), false)
  assert.equal(covers(one, paid, 'y', 0n), false)
  assert.equal(covers({ ...one, payer_id: 'p' }, { ...paid, payer_id: 'p' }, 'y', 0n), true)
})

test('[RCP-21] money of another waits where no letter covers it, and a second person lets it through with a reason', async () => {
  const at = await desk()
  const held = await record(at.cashier, money('5000'))
  assert.equal(held.receipt_id, null)
  const confirm = (line: object) =>
    at.clerk.post('/api/waiting-receipts/confirmation', [{ waiting_id: held.waiting_id, ...line }])
  assert.deepEqual(codes(await confirm({})), ['0 receipt_release_reason'])
  const reply = await confirm({ reason: '客户母公司付款，已电话核实' })
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  const { receipt_id } = reply.body.rows[0]
  assert.deepEqual(await standing(at, receipt_id), ['released', null])
  const read = (await at.org.admin.get(`/api/receipts/${receipt_id}`)).body
  assert.equal(read.confirmed_reason, '客户母公司付款，已电话核实')
  // By the customer itself nothing waits.
  const own = await record(at.cashier, money('5000', { payer_name: '临溪机械股份有限公司' }))
  assert.deepEqual(await standing(at, own.receipt_id), ['self', null])
  const byId = await record(at.cashier, { ...money('5000'), payer_name: undefined, payer_id: at.ids[1] })
  assert.notEqual(byId.waiting_id, null)
  assert.deepEqual(await ledgerProblems(at.org.org_id), [])
})

test('[RCP-21] by the rule money of others always waits, never, or where somebody else may confirm it', async () => {
  const at = await desk()
  await at.org.admin.put('/api/receipt-rules', { third_party: 'never' })
  const free = await record(at.cashier, money('5000'))
  assert.deepEqual(await standing(at, free.receipt_id), ['open', null])
  // A firm of one is not held up, unless it wants to be.
  const alone = await testOrganisation()
  await done(alone.admin, '/api/customers', [{ number: 'C01', name: '临溪机械有限公司' }])
  assert.equal((await record(alone.admin, money('5000'))).waiting_id, null)
  await alone.admin.put('/api/receipt-rules', { third_party: 'always' })
  assert.notEqual((await record(alone.admin, money('5000'))).waiting_id, null)
})

test('[RCP-20] a letter counts once another person approved it, within its days and ceilings, until it is ended', async () => {
  const at = await desk()
  assert.deepEqual(codes(await register(at.cashier, letter(at, { payer_id: at.ids[0] as string }))), [
    '0 letter_payer_is_customer',
  ])
  assert.deepEqual(codes(await register(at.cashier, letter(at, { valid_until: '2025-01-01' }))), [
    '0 document_days_reversed',
  ])
  const made = await register(at.clerk, letter(at, { ceiling_each_minor: '6000', ceiling_total_minor: '9000' }))
  const { letter_id } = made.body
  assert.notEqual((await record(at.cashier, money('1000'))).waiting_id, null, 'not approved yet')
  const path = `/api/payer-letters/${letter_id}`
  assert.deepEqual(codes(await at.clerk.post(`${path}/approval`, {})), ['0 checker_is_maker'])
  assert.deepEqual(codes(await at.cashier.post(`${path}/approval`, {})), ['0 permission_missing'])
  await done(at.org.admin, `${path}/approval`, {})
  assert.deepEqual(codes(await at.org.admin.post(`${path}/approval`, {})), ['0 letter_state'])
  const first = await record(at.cashier, money('5000'))
  assert.deepEqual(await standing(at, first.receipt_id), ['letter', letter_id])
  assert.notEqual((await record(at.cashier, money('6001'))).waiting_id, null, 'above the ceiling of one')
  assert.notEqual((await record(at.cashier, money('4001'))).waiting_id, null, 'above what is left of the total')
  assert.notEqual((await record(at.cashier, money('100', { received_on: '2026-07-01' }))).waiting_id, null, 'too late')
  const left = await record(at.cashier, money('4000'))
  const read = (await at.org.admin.get(path)).body
  assert.deepEqual([read.used_minor, read.receipts, read.standing], ['9000', 2, 'expired'])
  assert.deepEqual(
    read.used_by.map((row: { receipt_id: string }) => row.receipt_id).sort(),
    [first.receipt_id, left.receipt_id].sort(),
  )
  // What is taken back is free again.
  await done(at.org.admin, `/api/receipts/${left.receipt_id}/correction`, { reason: 'bounced', receipt: null })
  assert.equal((await at.org.admin.get(path)).body.used_minor, '5000')
  await done(at.cashier, `${path}/end`, { reason: '客户撤回' })
  assert.notEqual((await record(at.cashier, money('100'))).waiting_id, null)
  assert.deepEqual((await at.org.admin.get('/api/payer-letters', { standing: 'ended' })).body.rows.length, 1)
  assert.deepEqual(await standing(at, first.receipt_id), ['letter', letter_id], 'what it let through stays')
})

test('[RCP-20] letters are found by the customer they pay for and by the customer who pays', async () => {
  const at = await desk()
  const { payer_name: _, ...named } = letter(at)
  assert.equal((await register(at.cashier, { ...named, payer_id: at.ids[1] as string })).status, 200)
  const found = async (query: Record<string, string>) =>
    (await at.org.admin.get('/api/payer-letters', query)).body.rows.length
  const [owes, pays] = at.ids as [string, string]
  assert.deepEqual(
    [
      await found({ customer_id: owes }),
      await found({ payer_id: pays }),
      await found({ customer_id: pays }),
      await found({ payer_id: owes }),
    ],
    [1, 1, 0, 0],
  )
})

test('[RCP-21] two who use what is left of a ceiling at once: one passes, the other waits', async () => {
  const at = await desk()
  await inForce(at, { ceiling_total_minor: '5000' })
  const both = await Promise.all([record(at.cashier, money('5000')), record(at.clerk, money('5000'))])
  assert.equal(both.filter(row => row.waiting_id === null).length, 1)
})

test('[RCP-21] another payer of a receipt that stands waits as well, and so does a correction that brings one', async () => {
  const at = await desk()
  const { receipt_id } = await record(at.cashier, { ...money('5000'), payer_name: undefined })
  const amend = (version: number, body: object) => at.cashier.put(`/api/receipts/${receipt_id}`, { version, ...body })
  const held = await amend(1, { payer_name: '东篱投资' })
  assert.equal(held.body.version, 1)
  assert.deepEqual(await standing(at, receipt_id), ['self', null])
  const [waiting] = (await at.clerk.get('/api/waiting-receipts', { state: 'waiting' })).body.rows
  assert.deepEqual([waiting.kind, waiting.payer_name, waiting.why], ['amend', '东篱投资', ['payer']])
  const reply = await at.clerk.post('/api/waiting-receipts/confirmation', [
    { waiting_id: waiting.waiting_id, reason: 'ok' },
  ])
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  assert.deepEqual(await standing(at, receipt_id), ['released', null])
  // Another note of the same payer needs nobody; a letter that came in links when it is saved again.
  assert.equal((await amend(2, { note: 'n' })).body.waiting_id, null)
  const letter_id = await inForce(at)
  assert.equal((await amend(3, { note: 'm' })).body.waiting_id, null)
  assert.deepEqual(await standing(at, receipt_id), ['letter', letter_id])
  assert.equal((await amend(4, { payer_name: null })).body.version, 5)
  assert.deepEqual(await standing(at, receipt_id), ['self', null])
  const right = { received_on: '2026-01-20', amount_minor: '5000', payer_name: '别家' }
  const corrected = await done(at.cashier, `/api/receipts/${receipt_id}/correction`, { reason: 'x', receipt: right })
  assert.notEqual(corrected.waiting_id, null)
})

test('[RCP-21] an import does not pass by either', async () => {
  const at = await desk()
  const content =
    'customer,received,amount,payer\nC01,2026-01-20,50.00,东篱投资有限公司\nC01,2026-01-21,60.00,临溪机械有限公司\n'
  const columns = { customer_number: 'customer', received_on: 'received', amount: 'amount', payer_name: 'payer' }
  assert.equal((await importFile(at.org, { kind: 'receipts', content, map: { columns } })).state, 'done')
  const waiting = (await at.clerk.get('/api/waiting-receipts', { state: 'waiting', why: 'payer' })).body.rows
  assert.deepEqual(
    waiting.map((row: { amount_minor: string }) => row.amount_minor),
    ['5000'],
  )
  assert.equal((await at.org.admin.get('/api/receipts')).body.rows.length, 1)
})

test('[RCP-20] a letter near its end gives one task, and its scan is read by who sees the customer', async () => {
  const at = await desk()
  const made = await register(at.org.admin, letter(at))
  await done(at.clerk, `/api/payer-letters/${made.body.letter_id}/approval`, {})
  const permissions = new Set(['customer.read', 'task.give', 'task.read'])
  const give = () => inside(at.org, ctx => giveEndingLetters({ ...ctx, actor: { ...ctx.actor, permissions } }))
  assert.deepEqual([await give(), await give()], [1, 0])
  const scan = await at.org.app.inject({
    method: 'GET',
    url: `/api/payer-letters/${made.body.letter_id}/file`,
    headers: { authorization: `Bearer ${at.org.admin.token}` },
  })
  assert.equal(scan.body, '%PDF-1.4 signed')
})
