import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { mobileOf } from '../kernel/fields.ts'
import { runWaiting } from '../kernel/jobs.ts'
import { runLine } from '../kernel/run.ts'
import { programWithMail } from '../testing/colleagues.ts'
import { asOwner, codes, create, eventsOf, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { smsService } from '../testing/sms-service.ts'

const { app } = await testHouse()
const { sms, received } = await smsService()
const modules = await programWithMail(null, pino({ level: 'silent' }), sms)

/** Numbers are given to one test each, since a day has room for fifty messages to each. */
let last = 13900010000
const someMobile = () => String((last += 10))

async function desk(phone: string | null = null) {
  const org = await founded()
  const [entity_id] = org.entities
  const contacts = phone ? [{ name: 'Ms Li', phone, roles: ['invoice', 'statement'] }] : []
  const [customer] = await create(org, {
    number: 'K1',
    name: 'Kunde',
    locale: 'zh',
    contacts,
    accounts: [{ entity_id }],
  })
  const bill = {
    customer_number: 'K1',
    entity_id,
    issued_on: '2026-01-05',
    due_on: '2026-02-05',
    amount_minor: '28250',
  }
  const { rows } = await done(org.admin, '/api/invoices', bill)
  const { invoice_id, number } = rows[0] as { invoice_id: string; number: string }
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const deed = async (line: string, input: unknown) =>
    (await runLine(modules.kernel, actor, line, input)).answer as { rows: Record<string, string | null>[] }
  const send = (more: object = {}) => deed('invoice.dispatch', [{ invoice_id, channel: 'sms', ...more }])
  const list = async () =>
    (await org.admin.get('/api/dispatches', { invoice_id })).body.rows as Record<string, string | null>[]
  const run = () => runWaiting(modules.jobs, org.org_id)
  const customer_id = customer?.customer_id as string
  return { org, entity_id, customer_id, invoice_id, number, deed, send, list, run }
}

async function visit(path: string, token: string, more: object = {}) {
  const answer = await app.inject({ method: 'POST', url: `/api/pages/${path}`, payload: { token, ...more } })
  return { status: answer.statusCode, body: JSON.parse(answer.payload), headers: answer.headers }
}

const linkTo = (number: string) => received.findLast(one => one.to === number)?.places.link ?? ''

test('a mobile number is read however it is written, and nothing else is one', () => {
  for (const text of [
    '13912345678',
    '+86 139-1234-5678',
    '0086 139 1234 5678',
    '86 13912345678',
    '１３９１２３４５６７８',
  ])
    assert.equal(mobileOf(text), '+8613912345678', text)
  for (const text of ['', null, '010-6655 1234', '12912345678', '1391234567', '139123456789', '+44 7700 900123', 'a'])
    assert.equal(mobileOf(text), null, String(text))
})

test('[INV-40] an SMS leaves with one line and a short link, by which the customer opens and confirms', async () => {
  const mobile = someMobile()
  const { org, send, list, run, number, invoice_id } = await desk(`+86 ${mobile}`)
  await send()
  assert.deepEqual(
    (await list()).map(row => [row.channel, row.state, row.recipient]),
    [['sms', 'queued', `+86${mobile}`]],
  )
  await run()
  const [row] = await list()
  assert.deepEqual([row?.state, row?.receipt?.endsWith('^0')], ['sent', true])
  const taken = received.findLast(one => one.to === mobile)
  assert.deepEqual(taken?.places.subject, `账单 ${number}`)
  assert.ok(!JSON.stringify(taken).includes('28250') && !JSON.stringify(taken).includes('282.50'), 'no amount')
  const link = linkTo(mobile)
  assert.match(link, /^page#dbp_[\w-]{22}$/)
  assert.ok(link.length <= 35)
  const token = link.split('#')[1] as string
  assert.equal((await visit('open', token)).body.number, number)
  assert.equal((await list())[0]?.state, 'opened')
  await visit('answer', token, { name: 'Ms Li', decision: 'confirm' })
  assert.equal((await list())[0]?.state, 'confirmed')
  const events = JSON.stringify(await eventsOf(org, invoice_id))
  assert.ok(!events.includes(mobile) && events.includes('dispatch.sent'))
})

test('[INV-40] an SMS is refused by name: no service, no number, a contact without one', async () => {
  const { org, invoice_id, send } = await desk('010-66551234')
  const bare = await org.admin.post('/api/dispatches', [{ invoice_id, channel: 'sms', recipient: '13912345678' }])
  assert.deepEqual(codes(bare), ['0 sms_unavailable'])
  await assert.rejects(send(), /contact_no_mobile/)
  for (const recipient of ['010-66551234', '1391234567', 'a@example.com'])
    await assert.rejects(send({ recipient }), {
      problems: [{ index: 0, code: 'mobile_invalid', params: { field: 'recipient' } }],
    })
  await assert.rejects(send({ channel: 'mail', recipient: 'a@example.com' }), /mail_unavailable/)
})

test('[INV-40] what the service refuses stands with its word and is a task; it goes again to another number', async () => {
  const { org, send, list, run, deed } = await desk()
  await send({ recipient: '13800000001' })
  await run()
  const [row] = await list()
  assert.deepEqual([row?.state, row?.refused_with], ['bounced', 'isv.BUSINESS_LIMIT_CONTROL 触发天级流控Permits:50'])
  assert.equal((await org.admin.get('/api/dispatches', { waits: 'true' })).body.rows.length, 1)
  const tasks = (await org.admin.get('/api/tasks')).body.rows
  assert.match(tasks[0].title, /SMS|短信/)
  const { dispatch_id } = row as { dispatch_id: string }
  await assert.rejects(deed('dispatch.send_again', { dispatch_id, recipient: '010-1' }), /mobile_invalid/)
  const mobile = someMobile()
  await deed('dispatch.send_again', { dispatch_id, recipient: mobile })
  await run()
  assert.deepEqual(
    (await list()).map(one => [one.state, one.recipient, one.refused_with]),
    [['sent', `+86${mobile}`, null]],
  )
  await assert.rejects(deed('dispatch.send_again', { dispatch_id }), /dispatch_not_failed/)
})

test('[INV-33] [INV-40] an SMS that the service never takes stands as not sent; one whose line broke is not sent again', async () => {
  const { send, list, run } = await desk()
  await send({ recipient: '13800000002' })
  for (let attempt = 1; attempt < 5; attempt++) await assert.rejects(run())
  await run()
  assert.deepEqual(
    (await list()).map(row => [row.state, row.failed_because, row.failed_with]),
    [['failed', 'mail', 'Throttling']],
  )
  await send({ recipient: '13800000003' })
  await run()
  assert.equal((await list())[0]?.state, 'unsure')
})

test('[INV-40] nobody gets more than fifty in a day, whichever organisation sends them', async () => {
  const mobile = someMobile()
  const [one, two] = [await desk(mobile), await desk(mobile)]
  const drafts = Array.from({ length: 50 }, () => ({ invoice_id: one.invoice_id, channel: 'sms' }))
  await one.deed('invoice.dispatch', drafts)
  await one.run()
  assert.equal(received.filter(taken => taken.to === mobile).length, 50)
  await two.send()
  await two.run()
  assert.deepEqual(
    (await two.list()).map(row => [row.state, row.refused_with]),
    [['bounced', 'DAILY_LIMIT']],
  )
  assert.equal(received.filter(taken => taken.to === mobile).length, 50)
  const kept = await asOwner(`select * from short_messages`, [])
  assert.ok(!JSON.stringify(kept).includes(mobile))
})

test('[INV-18] [INV-40] bills go by SMS where the customer wants it so', async () => {
  const mobile = someMobile()
  const { org, customer_id, invoice_id, deed, run, list } = await desk(mobile)
  const way = (more: object) => org.admin.put(`/api/customers/${customer_id}/billing-way`, more)
  assert.deepEqual(codes(await way({ channel: 'sms', recipient: 'a@example.com' })), ['0 mobile_invalid'])
  assert.equal((await way({ channel: 'sms' })).status, 200)
  const { rows } = await deed('invoice.dispatch_by_way', { invoice_ids: [invoice_id] })
  assert.deepEqual([rows[0]?.channel, rows[0]?.problem], ['sms', null])
  await run()
  assert.equal((await list())[0]?.state, 'sent')
})

test('[POR-1] [INV-40] a page goes by SMS to the contact for statements, opens by its short link, and is withdrawn like any other', async () => {
  const mobile = someMobile()
  const { org, entity_id, customer_id, deed, run } = await desk(mobile)
  const draft = { kind: 'statement', customer_id, entity_id, mail: true, channel: 'sms' }
  const { rows } = await deed('page.make', [draft])
  assert.equal(rows[0]?.state, 'queued')
  await run()
  const list = async () => (await org.admin.get('/api/pages')).body.rows as Record<string, string | null>[]
  assert.deepEqual(
    (await list()).map(row => [row.channel, row.state, row.recipient]),
    [['sms', 'sent', `+86${mobile}`]],
  )
  const link = linkTo(mobile)
  assert.match(link, /^p#dbp_[\w-]{22}$/)
  const token = link.split('#')[1] as string
  assert.equal((await visit('look', token)).body.kind, 'statement')
  assert.equal((await list())[0]?.state, 'opened')
  await done(org.admin, `/api/pages/${rows[0]?.page_id}/withdrawal`, { reason: 'x' })
  assert.deepEqual(codes(await visit('look', token)), ['0 page_gone'])
  await assert.rejects(deed('page.make', [{ ...draft, recipient: '010-1' }]), /mobile_invalid/)
  assert.deepEqual(codes(await org.admin.post('/api/pages', [draft])), ['0 sms_unavailable'])
})
