import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { enqueueFor, runWaiting, wholeOrganisation } from '../kernel/jobs.ts'
import { letterMark } from '../kernel/letter-marks.ts'
import { runLine } from '../kernel/run.ts'
import { newId } from '../kernel/values.ts'
import { transaction } from '../db/connect.ts'
import { programWithMail } from '../testing/colleagues.ts'
import { asOwner, codes, create, eventsOf, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testFiles } from '../testing/house.ts'
import { imapService } from '../testing/imap-service.ts'
import { testHouse } from '../testing/organisation.ts'
import { postOffice } from '../testing/post-office.ts'
import { exchange, netease, postfix, tencent } from '../testing/returned-mail.ts'
import { multipart } from '../testing/upload.ts'
import { fetchReturned } from './mailbox.ts'

const { db } = await testHouse()
const { mail, received } = await postOffice()
const modules = await programWithMail(mail, pino({ level: 'silent' }))

/** The mark that the last letter to an address bore. */
function markOf(to: string): string {
  const letter = received.findLast(one => one.to.includes(to))?.content ?? ''
  const mark = /^Message-ID:\s*<([^@>]+)@example\.com>/im.exec(letter)?.[1]
  assert.ok(mark, letter.slice(0, 600))
  return mark
}

async function desk() {
  const org = await founded()
  const [entity_id] = org.entities
  const contacts = [{ name: 'Ms Li', email: 'ap@example.com', roles: ['invoice', 'statement'] }]
  const [customer] = await create(org, {
    number: 'K1',
    name: 'Kunde',
    locale: 'en',
    contacts,
    accounts: [{ entity_id }],
  })
  const bill = { customer_number: 'K1', entity_id, issued_on: '2026-01-05', due_on: '2026-02-05', amount_minor: '100' }
  const { invoice_id } = (await done(org.admin, '/api/invoices', bill)).rows[0]
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const deed = (line: string, input: unknown) => runLine(modules.kernel, actor, line, input)
  const run = () => runWaiting(modules.jobs, org.org_id)
  /** Sends the invoice and answers the mark its letter bore. */
  const mailed = async (to: string) => {
    await deed('invoice.dispatch', [{ invoice_id, channel: 'mail', recipient: to }])
    await run()
    return { mark: markOf(to), to }
  }
  const dispatches = async () => (await org.admin.get('/api/dispatches', { invoice_id })).body.rows
  const list = async (more: Record<string, string> = {}) =>
    (await org.admin.get('/api/returned-letters', more)).body.rows
  const tasks = async () => ((await org.admin.get('/api/tasks')).body.rows as { title: string }[]).map(one => one.title)
  const customer_id = customer?.customer_id as string
  return { org, entity_id, customer_id, invoice_id, deed, run, mailed, dispatches, list, tasks }
}

type Desk = Awaited<ReturnType<typeof desk>>

/** Hands a message over as a mail server does that pipes it. */
async function take({ org }: Pick<Desk, 'org'>, message: string, who = org.admin) {
  const form = multipart({}, { name: 'returned.eml', content: Buffer.from(message), mime: 'message/rfc822' })
  return who.post('/api/returned-letters', form.body, form.headers)
}

test('[BNC-1] [BNC-2] a letter that came back stands so with the words of the server, once, and is a task of whoever sent it', async () => {
  const at = await desk()
  const of = await at.mailed('gone@customer.example')
  assert.equal((await at.dispatches())[0].state, 'sent')
  const taken = await take(at, postfix(of))
  assert.deepEqual([taken.body.outcome, taken.body.known], ['bounced', false])
  const [row] = await at.dispatches()
  assert.deepEqual(
    [row.state, row.refused_with],
    ['bounced', '5.1.1 550 5.1.1 <x>: Recipient address rejected: User unknown in virtual mailbox table'],
  )
  const again = await take(at, postfix(of))
  assert.deepEqual([again.body.returned_id, again.body.known], [taken.body.returned_id, true])
  assert.equal((await take(at, exchange(of))).body.outcome, 'noted', 'it came back already')
  await at.run()
  assert.equal((await at.tasks()).filter(title => /not taken|退回/.test(title)).length, 1)
  const events = await eventsOf(at.org, at.invoice_id)
  assert.ok(events.some(event => event.name === 'returned_letter.taken'))
  assert.ok(!JSON.stringify(events).includes('gone@'), 'addresses stay out of the events')
  const [shown] = await at.list({ outcome: 'bounced' })
  assert.deepEqual(
    [shown.letter_kind, shown.subject_id, shown.customer_name, shown.address],
    ['dispatch', at.invoice_id, 'Kunde', of.to],
  )
  const message = await at.org.admin.get(`/api/returned-letters/${shown.returned_id}/message`)
  assert.deepEqual([message.status, message.body], [200, postfix(of)])
  assert.match(String(message.headers['content-disposition']), /^attachment/)
})

test('[BNC-2] a late report changes nothing of a letter that was opened, or sent to another address since', async () => {
  const at = await desk()
  const first = await at.mailed('first@customer.example')
  assert.equal((await take(at, postfix(first, { action: 'delayed', status: '4.4.1' }))).body.outcome, 'delayed')
  assert.equal((await at.dispatches())[0].state, 'sent')
  await take(at, postfix(first))
  const [{ dispatch_id }] = await at.dispatches()
  await at.deed('dispatch.send_again', { dispatch_id, recipient: 'second@customer.example' })
  await at.run()
  assert.equal((await take(at, exchange(first))).body.outcome, 'noted')
  assert.equal((await at.dispatches())[0].state, 'sent')
  await asOwner(`update dispatches set state = 'opened' where dispatch_id = $1`, [dispatch_id])
  const of = { mark: markOf('second@customer.example'), to: 'second@customer.example' }
  assert.equal((await take(at, netease(of))).body.outcome, 'noted')
  assert.equal((await at.dispatches())[0].state, 'opened')
})

test('[BNC-3] what belongs to no letter is kept as such; a forged or foreign id lets nothing come back', async () => {
  const [one, two] = [await desk(), await desk()]
  const of = await one.mailed('gone@customer.example')
  assert.equal((await take(two, postfix(of))).body.outcome, 'unmatched', 'the letter of another organisation')
  const [{ dispatch_id }] = await one.dispatches()
  const forged = letterMark(two.org.org_id, 'dispatch', dispatch_id, of.to).replace(
    `db.${two.org.org_id}.`,
    `db.${one.org.org_id}.`,
  )
  assert.equal((await take(one, postfix({ ...of, mark: forged }))).body.outcome, 'unmatched')
  const unknown = letterMark(one.org.org_id, 'dispatch', newId(), of.to)
  assert.equal((await take(one, postfix({ ...of, mark: unknown }))).body.outcome, 'unmatched')
  assert.equal((await take(one, 'Subject: hello\r\n\r\nno report at all')).body.outcome, 'unmatched')
  assert.equal((await one.dispatches())[0].state, 'sent')
  assert.deepEqual((await one.list({ outcome: 'unmatched' })).length, 3)
  assert.deepEqual(
    (await two.list()).map((row: { letter_id: null }) => row.letter_id),
    [null],
  )
  assert.equal(
    (await two.org.admin.get(`/api/returned-letters/${(await one.list())[0].returned_id}/message`)).status,
    404,
  )
})

test('[BNC-3] who may not read what came back is refused, and one who sees a part of the customers', async () => {
  const at = await desk()
  const auditor = await at.org.as('auditor', { valid_to: '2099-01-01' })
  assert.equal((await take(at, 'x', auditor)).status, 403)
  assert.equal((await auditor.get('/api/returned-letters')).status, 403)
  const clerk = await at.org.as('receivables_clerk', { entity_ids: [at.entity_id] })
  assert.deepEqual(codes(await take(at, 'x', clerk)), ['0 out_of_scope'])
  const none = await at.org.admin.post('/api/returned-letters', {})
  assert.deepEqual(codes(none), ['0 upload_missing'])
})

test('[BNC-1] letters of pages and confirmations come back alike', async () => {
  const at = await desk()
  await at.deed('page.make', [
    { kind: 'statement', customer_id: at.customer_id, entity_id: at.entity_id, recipient: 'page@customer.example' },
  ])
  await at.run()
  const mark = markOf('page@customer.example')
  assert.equal((await take(at, tencent({ mark, to: 'page@customer.example' }))).body.outcome, 'bounced')
  const [page] = (await at.org.admin.get('/api/pages')).body.rows
  assert.deepEqual([page.state, /550 Mailbox unavailable/.test(page.refused_with)], ['bounced', true])
  await at.run()
  assert.ok((await at.tasks()).some(title => /The letter to Kunde was not taken|寄给 Kunde 的邮件被退回/.test(title)))
  const receipt = {
    customer_id: at.customer_id,
    entity_id: at.entity_id,
    received_on: '2026-01-20',
    method: 'transfer',
    currency: 'CNY',
    amount_minor: '100',
  }
  const { receipt_id } = (await done(at.org.admin, '/api/receipts', [receipt])).rows[0]
  await at.deed('receipt_confirmation.make', [{ receipt_id, channel: 'mail', recipient: 'paid@customer.example' }])
  await at.run()
  const of = { mark: markOf('paid@customer.example'), to: 'paid@customer.example' }
  assert.equal((await take(at, exchange(of))).body.outcome, 'bounced')
  await at.run()
  assert.ok((await at.tasks()).some(title => /confirmation of receipt|收款确认/.test(title)))
  const kinds = (await at.list()).map((row: { letter_kind: string }) => row.letter_kind)
  assert.deepEqual(kinds, ['confirmation', 'page'])
})

test('[BNC-5] a look into the mailbox takes what is ours, marks it as seen, and leaves the rest; broken off it goes on', async () => {
  const [one, two] = [await desk(), await desk()]
  const [mine, other] = [await one.mailed('a@customer.example'), await two.mailed('b@customer.example')]
  const box = await imapService()
  box.put(postfix(mine))
  box.put(exchange(other))
  box.put('From: someone@a.example\r\nSubject: no report\r\n\r\nhello')
  const look = async (at: Desk, url: string) => {
    modules.jobs.handlers.set('returned_letters.fetch', fetchReturned({ url }, testFiles, pino({ level: 'silent' })))
    const works = [{ person_id: at.org.admin.person_id, input: {} }]
    await transaction(db.main, 'verb', wholeOrganisation(at.org.org_id), tx =>
      enqueueFor(tx, at.org.org_id, 'returned_letters.fetch', works),
    )
    await at.run()
  }
  await assert.rejects(look(one, box.wrong_url))
  assert.equal(box.unseen(), 3)
  await look(one, box.url)
  assert.deepEqual(
    [(await one.dispatches())[0].state, (await two.dispatches())[0].state, box.unseen()],
    ['bounced', 'sent', 2],
  )
  await look(two, box.url)
  assert.deepEqual([(await two.dispatches())[0].state, box.unseen()], ['bounced', 1])
  await look(one, box.url)
  assert.equal((await one.list()).length, 1)
  const broken = await imapService({ break_after: 0 })
  broken.put(postfix(mine, { status: '5.2.2' }))
  await assert.rejects(look(one, broken.url))
  assert.equal(broken.unseen(), 1)
})
