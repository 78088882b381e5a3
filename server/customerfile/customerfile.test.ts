import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, codes, create, type Founded, founded } from '../testing/customers.ts'
import { done, inside } from '../testing/documents.ts'
import { type Client, testHouse } from '../testing/organisation.ts'
import { multipart } from '../testing/upload.ts'
import { plusMicros, type Instant } from '../kernel/values.ts'
import { usableAccount } from './bank-accounts.ts'
import { giveExpiringTasks } from './expiring.ts'

await testHouse()

async function desk() {
  const org = await founded()
  const [customer] = await create(org, { number: 'K1', name: 'Kunde' })
  return { org, customer_id: customer?.customer_id as string }
}

const read = async (org: Founded, customer_id: string) =>
  (await org.admin.get(`/api/customers/${customer_id}/file`)).body

const line = { roles: ['invoice', 'registered'], line: '1 Long Street', city: 'Ningbo' }

test('[CUS-21] addresses have roles, change by version, and end', async () => {
  const { org, customer_id } = await desk()
  const { address_id } = await done(org.admin, `/api/customers/${customer_id}/addresses`, line)
  const amended = await org.admin.put(`/api/customer-addresses/${address_id}`, { version: 1, line: '2 Long Street' })
  assert.deepEqual(amended.body, { version: 2 })
  const late = await org.admin.put(`/api/customer-addresses/${address_id}`, { version: 1, city: 'Wuxi' })
  assert.deepEqual(codes(late), ['0 changed_meanwhile'])
  const [shown] = (await read(org, customer_id)).addresses
  assert.deepEqual([shown.line, shown.city, shown.roles], ['2 Long Street', 'Ningbo', ['invoice', 'registered']])
  await done(org.admin, `/api/customer-addresses/${address_id}/ending`, { reason: 'moved' })
  assert.deepEqual((await read(org, customer_id)).addresses, [])
  const told = await asOwner<{ data: object }>("select data from events where org_id = $1 and name like 'address.%'", [
    org.org_id,
  ])
  assert.equal(told.length, 3)
  assert.doesNotMatch(JSON.stringify(told), /Long Street/)
})

const account = { holder: 'Kunde', bank: 'ICBC', number: '6222 0210 0101 2345', evidence: 'stamped letter' }

async function release(maker: Client, checker: Client, account_id: string) {
  const parked = await maker.post(`/api/customer-bank-accounts/${account_id}/activation`, {})
  assert.equal(parked.status, 202, JSON.stringify(parked.body))
  return checker.post(`/api/approvals/${parked.body.request_id}/release`, {})
}

test('[CUS-22] a bank account waits for a second person, its number is sealed, and who looks is recorded', async () => {
  const { org, customer_id } = await desk()
  const path = `/api/customers/${customer_id}/bank-accounts`
  assert.deepEqual(codes(await org.admin.post(path, { ...account, number: '12' })), ['0 bank_number_invalid'])
  const { account_id } = await done(org.admin, path, account)
  const released = await release(org.admin, await org.as('everything'), account_id)
  assert.equal(released.status, 200, JSON.stringify(released.body))
  const [shown] = (await read(org, customer_id)).bank_accounts
  assert.deepEqual([shown.tail, shown.state, shown.usable], ['2345', 'active', true])
  const clerk = await org.as('receivables_clerk')
  assert.equal((await clerk.post(`/api/customer-bank-accounts/${account_id}/showing`)).status, 403)
  const whole = await org.admin.post(`/api/customer-bank-accounts/${account_id}/showing`)
  assert.equal(whole.body.number, '6222021001012345')
  const everywhere = await asOwner(
    `select (select json_agg(e) from events e where org_id = $1)::text
       || (select json_agg(a) from customer_bank_accounts a where org_id = $1)::text
       || (select json_agg(r) from approval_requests r where org_id = $1)::text as text`,
    [org.org_id],
  )
  assert.match(JSON.stringify(everywhere), /customer_account.shown/)
  assert.doesNotMatch(JSON.stringify(everywhere), /6222021001012345|6222 0210/)
  await done(org.admin, `/api/customer-bank-accounts/${account_id}/closing`, { reason: 'gone' })
  const twice = await org.admin.post(`/api/customer-bank-accounts/${account_id}/closing`, { reason: 'gone' })
  assert.deepEqual(codes(twice), ['0 bank_account_state'])
})

test('[CUS-23] an account that takes the place of another waits before money may go there', async () => {
  const { org, customer_id } = await desk()
  const checker = await org.as('everything')
  const path = `/api/customers/${customer_id}/bank-accounts`
  const first = (await done(org.admin, path, account)).account_id as string
  await release(org.admin, checker, first)
  const second = (await done(org.admin, path, { ...account, number: '6222021001019999', replaces: first })).account_id
  const can = (id: string, ahead = 0) =>
    inside(org, async ctx => {
      const at = plusMicros(ctx.now as Instant, ahead * 3_600_000_000)
      return (await usableAccount(ctx, customer_id, id, at)).problem?.code ?? 'yes'
    })
  assert.deepEqual([await can(first, 1), await can(second, 1)], ['yes', 'bank_account_state'])
  await release(org.admin, checker, second)
  assert.deepEqual(
    [await can(first, 1), await can(second, 23), await can(second, 25)],
    ['bank_account_state', 'bank_account_waits', 'yes'],
  )
  const [other] = await create(org, { number: 'K2', name: 'Andere' })
  const strange = await org.admin.post(`/api/customers/${other?.customer_id}/bank-accounts`, {
    ...account,
    replaces: second,
  })
  assert.deepEqual(codes(strange), ['0 bank_account_unknown'])
})

test('[CUS-24] a document has its scan and its end; a newer one takes its place', async () => {
  const { org, customer_id } = await desk()
  const path = `/api/customers/${customer_id}/documents`
  const scan = (title: string, more: Record<string, string> = {}, name = 'licence.pdf') => {
    const { body, headers } = multipart({ kind: 'licence', title, ...more }, { name, content: '%PDF-1.4' })
    return org.admin.post(path, body, headers)
  }
  assert.deepEqual(codes(await scan('Virus', {}, 'run.exe')), ['0 attachment_kind'])
  const bad = await scan('Licence', { issued_on: '2026-02-01', valid_until: '2026-01-01' })
  assert.deepEqual(codes(bad), ['0 document_days_reversed'])
  const first = (await scan('Licence', { valid_until: '2020-01-01' })).body.document_id
  assert.equal((await org.admin.get(`/api/customer-documents/${first}/content`)).body, '%PDF-1.4')
  assert.equal((await read(org, customer_id)).documents[0].standing, 'expired')
  const second = (await scan('Licence 2', { valid_until: '2990-01-01', replaces: first })).body.document_id
  const { documents } = await read(org, customer_id)
  assert.deepEqual(
    documents.map((one: { document_id: string; standing: string }) => [one.document_id, one.standing]),
    [[second, 'valid']],
  )
  assert.deepEqual(codes(await scan('Again', { replaces: first })), ['0 document_unknown'])
  await done(org.admin, `/api/customer-documents/${second}/withdrawal`, { reason: 'wrong file' })
  assert.deepEqual((await read(org, customer_id)).documents, [])
})

test('[CUS-25] a document near its end is listed and gives one task', async () => {
  const { org, customer_id } = await desk()
  const path = `/api/customers/${customer_id}/documents`
  await done(org.admin, path, { kind: 'licence', title: 'Licence', valid_until: '2020-01-01' })
  await done(org.admin, path, { kind: 'mandate', title: 'Mandate', valid_until: '2990-01-01' })
  const until = await org.admin.get('/api/customer-documents', { until: '2021-01-01' })
  assert.deepEqual(
    until.body.rows.map((row: { title: string }) => row.title),
    ['Licence'],
  )
  const give = () =>
    inside(org, ctx =>
      giveExpiringTasks({
        ...ctx,
        actor: { ...ctx.actor, permissions: new Set(['customer.read', 'task.give', 'task.read']) },
      }),
    )
  assert.deepEqual([await give(), await give()], [1, 0])
  // Closed it does not come back for that day, but for another.
  const close = () =>
    asOwner(
      "update tasks set state = 'dropped', outcome = 'x', closed_by = owner_id, closed_at = now() where org_id = $1 and state = 'open'",
      [org.org_id],
    )
  await close()
  assert.equal(await give(), 0)
  await asOwner('update customer_documents set valid_until = valid_until + 1 where org_id = $1', [org.org_id])
  assert.equal(await give(), 1)
})

test('[CUS-26] the rules of files are data of the organisation', async () => {
  const { org } = await desk()
  const before = (await org.admin.get('/api/customer-rules')).body
  assert.equal(before.account_wait_hours, 24)
  const after = await org.admin.put('/api/customer-rules', { account_wait_hours: 0 })
  assert.deepEqual(after.body, { ...before, account_wait_hours: 0 })
})

test('[CUS-7] a customer with an active contract is not archived', async () => {
  const { org, customer_id } = await desk()
  const contract = { customer_id, entity_id: org.entities[0], title: 'Pumps', signed_on: '2026-01-05' }
  const lines = [{ description: 'Pump', amount_minor: '1130', tax_code: 'VAT13' }]
  const made = await done(org.admin, '/api/contracts', { ...contract, lines })
  const path = `/api/customers/${customer_id}/archive`
  assert.deepEqual(codes(await org.admin.post(path, { reason: 'over' })), ['0 customer_has_contracts'])
  await done(org.admin, `/api/contracts/${made.rows[0].contract_id}/state`, { state: 'terminated', reason: 'over' })
  assert.equal((await org.admin.post(path, { reason: 'over' })).status, 200)
})
