import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { transaction } from '../server/db/connect.ts'
import { wholeOrganisation } from '../server/kernel/jobs.ts'
import { done } from '../server/testing/documents.ts'
import { type Client, testHouse, type TestOrganisation, testOrganisation } from '../server/testing/organisation.ts'

const { db } = await testHouse()

/** What is kept of requests that wait, and of everything that was recorded, in an organisation. */
const traces = ({ org_id }: TestOrganisation) =>
  transaction(db.main, 'query', wholeOrganisation(org_id), async tx => ({
    waiting: (await tx.rows(sql`select 1 as one from approval_requests where org_id = ${org_id}`)).length,
    events: (await tx.rows<{ name: string }>(sql`select name from events where org_id = ${org_id}`)).map(
      row => row.name,
    ),
  }))

async function refused(org: TestOrganisation, who: Client, path: string, body: unknown): Promise<string> {
  const before = await traces(org)
  const reply = await who.post(path, body)
  assert.ok(reply.status >= 400, `${path} should be refused at once, not answered ${reply.status}`)
  assert.deepEqual(await traces(org), before, `${path} leaves nothing behind`)
  return reply.body.code
}

/** An organisation whose credit notes always wait, with a customer and an invoice over 1,000.00. */
async function company() {
  const org = await testOrganisation()
  const { admin, entity_id } = org
  await done(admin, '/api/customers', { number: 'C1', name: '腾跃' })
  const invoice = (amount_minor: string) => ({
    entity_id,
    customer_number: 'C1',
    issued_on: '2026-01-05',
    currency: 'CNY',
    amount_minor,
  })
  const made = await done(admin, '/api/invoices', invoice('100000'))
  const { item_ids, number } = made.rows[0]
  return { ...org, org, invoice, item_id: item_ids[0] as string, number: number as string }
}

test('[APR-9] what would be refused is refused before it waits, verb by verb', async () => {
  const { org, admin, as, entity_id, item_id, number } = await company()
  const maker = await as('everything')
  const write_off = { item_id, reason: 'bankrupt', evidence: ['court'] }
  const code = (path: string, body: unknown) => refused(org, maker, path, body)
  assert.equal(await code('/api/write-offs', { ...write_off, amount_minor: '100001' }), 'item_overapplied')
  assert.equal(await code('/api/periods/closing', { entity_id, period: '2026-02' }), 'period_order')
  assert.equal(
    await code('/api/periods/reopening', { entity_id, period: '2026-01', reason: 'no' }),
    'period_not_closed',
  )
  const credit = { entity_id, credits_number: number, issued_on: '2026-01-06', currency: 'CNY', reason: 'returned' }
  assert.equal(await code('/api/credit-notes', { ...credit, amount_minor: '9900000' }), 'credit_over_invoice')
  const entity = {
    code: 'E2',
    name: '二公司',
    base_currency: 'CNY',
    standard: 'cas',
    books_from: '2026-01-01',
  }
  const second = await done(admin, '/api/entities', entity)
  const item = {
    kind: 'invoice',
    customer_number: 'C1',
    issued_on: '2025-12-01',
    currency: 'CNY',
    amount_minor: '500',
  }
  const total = { account_code: '1122', currency: 'CNY', amount_minor: '499', base_minor: '499' }
  const opening = await done(admin, '/api/openings', {
    entity_id: second.entity_id,
    items: [item],
    totals: [total],
  })
  const lock = `/api/openings/${opening.rows[0].opening_id}/lock`
  assert.equal(await code(lock, {}), 'opening_does_not_tie')
  assert.equal((await admin.put('/api/organisation', { duty_profile: 'strict' })).status, 200)
  const grant = { person_id: maker.person_id, role: 'no_such_role' }
  assert.equal(await refused(org, admin, '/api/grants', grant), 'role_unknown')
})

test('[APR-9] what may be done waits, and its trial leaves no number, no event and no lock', async () => {
  const { org, as, invoice, entity_id, number, item_id } = await company()
  const [maker, checker] = [await as('everything'), await as('everything')]
  const before = await traces(org)
  const credit = {
    entity_id,
    customer_number: 'C1',
    issued_on: '2026-01-06',
    currency: 'CNY',
    amount_minor: '1000000',
    reason: 'returned',
  }
  const waits = await maker.post('/api/credit-notes', credit, { 'idempotency-key': 'once' })
  assert.equal(waits.status, 202, JSON.stringify(waits.body))
  const again = await maker.post('/api/credit-notes', credit, { 'idempotency-key': 'once' })
  assert.deepEqual(again.body, waits.body)
  const write_off = await maker.post('/api/write-offs', { item_id, reason: 'bankrupt', evidence: ['court'] })
  assert.equal(write_off.status, 202)
  const now = await traces(org)
  assert.deepEqual(now.events.slice(before.events.length), ['request.parked', 'request.parked'])
  const item = await maker.get('/api/open-items', { item_id })
  assert.equal(item.body.rows[0].open_minor, '100000')
  const released = await checker.post(`/api/approvals/${waits.body.request_id}/release`, {})
  assert.equal(released.status, 200, JSON.stringify(released.body))
  const issued = await done(maker, '/api/invoices', invoice('500'))
  const count = (text: string) => Number(/\d+$/.exec(text)?.[0])
  const all = [number, issued.rows[0].number].map(count)
  assert.equal((all[1] as number) - (all[0] as number), 1, 'no number was drawn for the trial')
  assert.match(released.body.answer.rows[0].number, /0*1$/)
})

test('[APR-9] what has become impossible meanwhile is refused at the release and still waits', async () => {
  const { admin, as, item_id, entity_id } = await company()
  const [maker, checker] = [await as('everything'), await as('everything')]
  const waits = await maker.post('/api/write-offs', { item_id, reason: 'bankrupt', evidence: ['court'] })
  assert.equal(waits.status, 202)
  const money = { entity_id, customer_number: 'C1', received_on: '2026-01-10', currency: 'CNY', amount_minor: '100000' }
  const receipt = await done(admin, '/api/receipts', { ...money, method: 'transfer' })
  await done(admin, '/api/applications', {
    lines: [{ debit_item_id: item_id, credit_item_id: receipt.rows[0].item_id, amount_minor: '100000' }],
  })
  const answer = await checker.post(`/api/approvals/${waits.body.request_id}/release`, {})
  assert.equal(answer.body.code, 'item_not_open')
  const waiting = await admin.get('/api/approvals', { state: 'waiting' })
  assert.equal(waiting.body.rows.length, 1)
})
