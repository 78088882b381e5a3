import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { runWaiting } from '../kernel/jobs.ts'
import { runLine } from '../kernel/run.ts'
import { newId } from '../kernel/values.ts'
import { programWithMail } from '../testing/colleagues.ts'
import { asOwner, codes, create, eventsOf, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { postOffice } from '../testing/post-office.ts'

const { app } = await testHouse()
const { mail, received } = await postOffice()
const modules = await programWithMail(mail, pino({ level: 'silent' }))

async function desk() {
  const org = await founded()
  const [entity_id] = org.entities
  await create(org, { number: 'K1', name: 'Kunde', locale: 'en', accounts: [{ entity_id }] })
  const lines = [
    { description: 'Pumps', quantity: '2', amount_minor: '20000' },
    { description: 'Pipes', amount_minor: '5000' },
  ]
  const draft = { customer_number: 'K1', entity_id, issued_on: '2026-01-05', due_on: '2026-02-05', lines }
  const { rows } = await done(org.admin, '/api/invoices', draft)
  const invoice_id = rows[0].invoice_id as string
  const send = (more: object) => org.admin.post('/api/dispatches', { invoice_id, ...more })
  return { org, entity_id, invoice_id, number: rows[0].number as string, send }
}

/** What somebody without any sign-in asks behind a link. */
async function visit(path: 'open' | 'answer', token: string, more: object = {}) {
  const answer = await app.inject({ method: 'POST', url: `/api/pages/${path}`, payload: { token, ...more } })
  return { status: answer.statusCode, body: JSON.parse(answer.payload), headers: answer.headers }
}

const tokenOf = (link: string) => link.split('#')[1] as string

async function linked() {
  const at = await desk()
  const { rows } = await done(at.org.admin, '/api/dispatches', { invoice_id: at.invoice_id, channel: 'link' })
  const dispatch_id = rows[0].dispatch_id as string
  const { link } = await done(at.org.admin, `/api/dispatches/${dispatch_id}/link`, {})
  const stateOf = async () =>
    (await at.org.admin.get('/api/dispatches', { invoice_id: at.invoice_id })).body.rows[0] as Record<string, unknown>
  return { ...at, dispatch_id, token: tokenOf(link), stateOf }
}

test('[INV-15] a customer opens the page, sees the invoice and our account, and confirms it once', async () => {
  const { org, entity_id, invoice_id, number, token, stateOf } = await linked()
  const account = { entity_id, holder: 'We', bank: 'A bank', number: '6222 0000 1111', currency: 'CNY' }
  await done(org.admin, '/api/own-accounts', account)
  const seen = await visit('open', token)
  assert.equal(seen.status, 200, JSON.stringify(seen.body))
  assert.deepEqual(
    [seen.body.number, seen.body.amount_minor, seen.body.open_minor, seen.body.lines.length, seen.body.accounts],
    [number, '28250', '28250', 2, [{ holder: 'We', bank: 'A bank', number: '622200001111', swift: null }]],
  )
  assert.equal((await stateOf()).state, 'opened')
  await visit('open', token)
  assert.deepEqual((await visit('answer', token, { name: 'Ms Li', decision: 'confirm' })).body, { state: 'confirmed' })
  assert.deepEqual(codes(await visit('answer', token, { name: 'Ms Li', decision: 'contest', note: 'x' })), [
    '0 page_answered',
  ])
  const after = await stateOf()
  assert.deepEqual([after.state, after.answered_name], ['confirmed', 'Ms Li'])
  const events = await eventsOf(org, invoice_id)
  assert.deepEqual(
    events.map(event => event.name),
    ['invoice.issued', 'invoice.dispatched', 'dispatch.linked', 'dispatch.opened', 'dispatch.answered'],
  )
  assert.ok(!JSON.stringify(events).includes('Li'), 'who answered is named in no event')
})

test('[INV-15] a customer contests a line, and whoever sent it is given a task', async () => {
  const { org, token, stateOf } = await linked()
  const contest = (more: object) => visit('answer', token, { name: 'Ms Li', decision: 'contest', ...more })
  assert.deepEqual(codes(await contest({})), ['0 contest_empty'])
  assert.deepEqual(codes(await contest({ lines: [{ line: 3, reason: 'x' }] })), ['0 contest_line_unknown'])
  assert.deepEqual((await contest({ lines: [{ line: 2, reason: 'never came' }] })).body, { state: 'contested' })
  assert.deepEqual((await stateOf()).answer, [{ line: 2, reason: 'never came' }])
  await runWaiting(modules.jobs, org.org_id)
  const { rows } = (await org.admin.get('/api/tasks')).body
  assert.deepEqual(
    rows.map((task: { title: string }) => task.title.replace(/INV\S+/, '#')),
    ['The customer contests invoice #'],
  )
  // Sent anew, the one before waits no more.
  const waiting = async () => (await org.admin.get('/api/dispatches', { waits: 'true' })).body.rows.length
  const { invoice_id } = await stateOf()
  assert.equal(await waiting(), 1)
  const [again] = (await done(org.admin, '/api/dispatches', [{ invoice_id, channel: 'hand', recipient: 'Ms Li' }])).rows
  assert.equal(await waiting(), 0)
  await done(org.admin, `/api/dispatches/${again.dispatch_id}/withdrawal`, { reason: 'x' })
  assert.equal(await waiting(), 1)
})

test('[INV-15] a page opens with its own token alone, until it ends, is withdrawn or replaced', async () => {
  const { org, dispatch_id, invoice_id, token } = await linked()
  const other = await linked()
  assert.equal((await visit('open', 'dbp_nothing')).status, 404)
  assert.notEqual((await visit('open', other.token)).body.number, undefined)
  const again = tokenOf((await done(org.admin, `/api/dispatches/${dispatch_id}/link`, {})).link)
  assert.deepEqual(codes(await visit('open', token)), ['0 page_gone'])
  assert.equal((await visit('open', again)).status, 200)
  await asOwner(`update dispatches set expires_at = now() - interval '1 second' where dispatch_id = $1`, [dispatch_id])
  assert.deepEqual(codes(await visit('open', again)), ['0 page_gone'])
  const last = tokenOf((await done(org.admin, `/api/dispatches/${dispatch_id}/link`, {})).link)
  await done(org.admin, `/api/dispatches/${dispatch_id}/withdrawal`, { reason: 'wrong customer' })
  assert.deepEqual(codes(await visit('open', last)), ['0 page_gone'])
  assert.deepEqual(codes(await org.admin.post(`/api/dispatches/${dispatch_id}/link`, {})), ['0 dispatch_over'])
  await done(other.org.admin, `/api/invoices/${other.invoice_id}/correction`, { reason: 'x', invoice: null })
  assert.deepEqual(codes(await visit('open', other.token)), ['0 page_gone'], 'what is void is shown to nobody')
  const kept = await asOwner<{ answer: unknown }>(`select answer from kept_answers where verb = 'dispatch.link'`)
  assert.ok(kept.every(({ answer }) => !JSON.stringify(answer).includes('dbp_')))
  assert.notEqual(invoice_id, other.invoice_id)
})

test('[INV-14] letters go to one plain address, from a house that can send them', async () => {
  const { org, invoice_id, send } = await desk()
  assert.deepEqual(codes(await send({ channel: 'mail', recipient: 'a@example.com' })), ['0 mail_unavailable'])
  assert.deepEqual(codes(await send({ channel: 'hand', invoice_id: newId() })), ['0 invoice_unknown'])
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const mailed = (recipient: string) =>
    runLine(modules.kernel, actor, 'invoice.dispatch', [{ invoice_id, channel: 'mail', recipient }])
  for (const wrong of [
    '',
    'a',
    'a@b',
    'a@b.c',
    'a@example.com\nBcc: b@example.com',
    'a@example.com, b@example.com',
    '<a@example.com>',
  ])
    await assert.rejects(mailed(wrong), {
      problems: [{ index: 0, code: 'email_invalid', params: { field: 'recipient' } }],
    })
  await mailed('ap@example.com')
  await mailed('nobody@example.com')
  await runWaiting(modules.jobs, org.org_id)
  const { rows } = (await org.admin.get('/api/dispatches', { invoice_id })).body
  assert.deepEqual(
    rows.map((row: { recipient: string; state: string }) => [row.recipient, row.state]),
    [
      ['nobody@example.com', 'bounced'],
      ['ap@example.com', 'sent'],
    ],
  )
  const letter = received.find(one => one.to.includes('ap@example.com'))
  const text = (letter?.content ?? '')
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const token = /\/page#(dbp_[\w-]+)/.exec(text)?.[1]
  assert.ok(token, text)
  assert.equal((await visit('open', token)).status, 200)
  const tasks = (await org.admin.get('/api/tasks')).body.rows
  assert.match(tasks[0].title, /was not taken/)
  assert.equal((await org.admin.get('/api/dispatches', { waits: 'true' })).body.rows.length, 1)
})

test('[INV-14] a letter that was being handed over when the program ended is not sent again', async () => {
  const { org, invoice_id } = await desk()
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const recipient = 'twice@example.com'
  await runLine(modules.kernel, actor, 'invoice.dispatch', [{ invoice_id, channel: 'mail', recipient }])
  await asOwner(`update dispatches set state = 'sending' where org_id = $1`, [org.org_id])
  await runWaiting(modules.jobs, org.org_id)
  const { rows } = (await org.admin.get('/api/dispatches', { invoice_id })).body
  assert.deepEqual([rows[0].state, received.some(one => one.to.includes(recipient))], ['unsure', false])
})

test('[INV-33] a letter the mail server never takes stands as not sent with its reason, and goes again', async () => {
  const { org, invoice_id } = await desk()
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const deed = (line: string, input: unknown) => runLine(modules.kernel, actor, line, input)
  await deed('invoice.dispatch', [{ invoice_id, channel: 'mail', recipient: 'never@example.com' }])
  const list = async (more: object = {}) =>
    (await org.admin.get('/api/dispatches', { invoice_id, ...more })).body.rows as Record<string, string>[]
  const dispatch_id = (await list())[0]?.dispatch_id
  for (let attempt = 1; attempt < 5; attempt++) await assert.rejects(runWaiting(modules.jobs, org.org_id))
  assert.equal((await list({ state: 'queued' }))[0]?.state, 'queued')
  const again = (more: object = {}) => deed('dispatch.send_again', { dispatch_id, ...more })
  await assert.rejects(again(), /dispatch_not_failed/)
  await runWaiting(modules.jobs, org.org_id)
  const [shown] = await list({ state: 'failed', waits: 'true' })
  assert.deepEqual([shown?.state, shown?.failed_because, shown?.failed_with], ['failed', 'mail', 'EENVELOPE 450'])
  assert.deepEqual(await list({ state: 'queued' }), [])
  await assert.rejects(again({ recipient: 'a' }), /email_invalid/)
  const auditor = await org.as('auditor', { valid_to: '2099-01-01' })
  assert.equal((await auditor.post(`/api/dispatches/${dispatch_id}/second-sending`, {})).status, 403)
  await again({ recipient: 'ever@example.com' })
  assert.deepEqual(
    (await list()).map(row => [row.state, row.failed_because]),
    [['queued', null]],
  )
  await assert.rejects(again(), /dispatch_not_failed/)
  await runWaiting(modules.jobs, org.org_id)
  assert.deepEqual(
    (await list()).map(row => [row.state, row.recipient]),
    [['sent', 'ever@example.com']],
  )
  assert.equal(received.filter(one => one.to.includes('ever@example.com')).length, 1)
})

test('[INV-33] a letter whose sender may not any more stands as not sent, and somebody else sends it', async () => {
  const { org, invoice_id } = await desk()
  const clerk = await org.as('receivables_clerk')
  const [mine, admin] = await Promise.all([
    modules.jobs.actorOf(org.org_id, clerk.person_id),
    modules.jobs.actorOf(org.org_id, org.admin.person_id),
  ])
  assert.ok(mine && admin)
  await runLine(modules.kernel, mine, 'invoice.dispatch', [{ invoice_id, channel: 'mail', recipient: 'x@example.com' }])
  await asOwner(`update people set state = 'disabled' where org_id = $1 and person_id = $2`, [
    org.org_id,
    clerk.person_id,
  ])
  await runWaiting(modules.jobs, org.org_id)
  const [row] = (await org.admin.get('/api/dispatches', { invoice_id })).body.rows
  assert.deepEqual([row.state, row.failed_because], ['failed', 'sender'])
  await runLine(modules.kernel, admin, 'dispatch.send_again', { dispatch_id: row.dispatch_id })
  await runWaiting(modules.jobs, org.org_id)
  assert.equal((await org.admin.get('/api/dispatches', { invoice_id })).body.rows[0].state, 'sent')
})

test('[INV-28] what nothing backs has not gone: no number by courier, nobody by hand, no link made', async () => {
  const { org, send } = await desk()
  const missing = async (more: object) => codes(await send(more))
  assert.deepEqual(await missing({ channel: 'courier' }), ['0 field_missing'])
  assert.deepEqual(await missing({ channel: 'hand' }), ['0 field_missing'])
  const row = async (more: object) => (await send(more)).body.rows[0] as { dispatch_id: string; state: string }
  assert.equal((await row({ channel: 'courier', tracking: 'SF1' })).state, 'sent')
  assert.equal((await row({ channel: 'hand', recipient: 'Ms Li' })).state, 'sent')
  const [parcel, visit, link] = [
    await row({ channel: 'courier', waits: true }),
    await row({ channel: 'hand', waits: true }),
    await row({ channel: 'link' }),
  ]
  assert.deepEqual([parcel.state, visit.state, link.state], ['queued', 'queued', 'queued'])
  const gone = (dispatch_id: string, more: object = {}) =>
    org.admin.post(`/api/dispatches/${dispatch_id}/departure`, more)
  for (const { dispatch_id } of [parcel, visit]) assert.deepEqual(codes(await gone(dispatch_id)), ['0 field_missing'])
  assert.equal((await gone(parcel.dispatch_id, { tracking: 'SF2' })).body.state, 'sent')
  assert.equal((await gone(visit.dispatch_id, { recipient: 'Mr Wu' })).body.state, 'sent')
  assert.deepEqual(codes(await gone(link.dispatch_id)), ['0 dispatch_not_queued'])
  await done(org.admin, `/api/dispatches/${link.dispatch_id}/link`, {})
  const { rows } = (await org.admin.get('/api/dispatches', {})).body
  const shown = rows.find((one: { dispatch_id: string }) => one.dispatch_id === link.dispatch_id)
  assert.deepEqual([shown.state, shown.sent_at !== null], ['sent', true])
})

test('[INV-29] what came back later is recorded with its reason, and whoever sent it has the task of a bounce', async () => {
  const { org, invoice_id, send } = await desk()
  const [sent] = (await send({ channel: 'courier', tracking: 'SF1', note: 'by noon' })).body.rows
  const bounce = (reason: string) => org.admin.post(`/api/dispatches/${sent.dispatch_id}/bounce`, { reason })
  assert.deepEqual(codes(await bounce('')), ['0 field_missing'])
  assert.equal((await bounce('moved away')).body.state, 'bounced')
  assert.deepEqual(codes(await bounce('twice')), ['0 dispatch_over'])
  const [row] = (await org.admin.get('/api/dispatches', { waits: 'true' })).body.rows
  assert.deepEqual([row.dispatch_id, row.note], [sent.dispatch_id, 'by noon · moved away'])
  await runWaiting(modules.jobs, org.org_id)
  const tasks = (await org.admin.get('/api/tasks')).body.rows
  assert.match(tasks[0].title, /was not taken|被退回/)
  const events = await eventsOf(org, invoice_id)
  assert.equal(events.at(-1)?.name, 'dispatch.bounced')
  assert.ok(!JSON.stringify(events).includes('moved away'))
})

test('[INV-30] many invoices go out the way their customers want them; what cannot go says why and stops no other', async () => {
  const { org, entity_id, invoice_id } = await desk()
  const made = await create(
    org,
    { number: 'K2', name: 'Zwei', accounts: [{ entity_id }] },
    { number: 'K3', name: 'Drei', accounts: [{ entity_id }] },
  )
  const drafts = ['K2', 'K3', 'K3'].map(customer_number => ({
    customer_number,
    entity_id,
    issued_on: '2026-01-05',
    amount_minor: '100',
  }))
  const [two, three, void_id] = (await done(org.admin, '/api/invoices', drafts)).rows.map(
    (row: { invoice_id: string }) => row.invoice_id,
  ) as [string, string, string]
  await done(org.admin, `/api/invoices/${void_id}/correction`, { reason: 'x', invoice: null })
  const way = (at: number, more: object) => org.admin.put(`/api/customers/${made[at]?.customer_id}/billing-way`, more)
  await way(0, { channel: 'mail', recipient: 'two@example.com' })
  await way(1, { channel: 'courier' })
  const unknown = newId()
  const { rows } = await done(org.admin, '/api/dispatches/by-way', {
    invoice_ids: [invoice_id, two, three, void_id, unknown],
  })
  assert.deepEqual(
    rows.map((row: Record<string, string>) => [row.channel, row.dispatch_id !== null, row.problem]),
    [
      [null, false, 'billing_way_none'],
      // No mail server here.
      ['mail', false, 'mail_unavailable'],
      ['courier', true, null],
      ['courier', false, 'invoice_not_issued'],
      [null, false, 'invoice_unknown'],
    ],
  )
  const sent = (await org.admin.get('/api/dispatches', {})).body.rows
  assert.deepEqual(
    sent.map((row: Record<string, string>) => [row.invoice_id, row.state]),
    [[three, 'queued']],
  )
  // With a mail server the letter leaves.
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  await runLine(modules.kernel, actor, 'invoice.dispatch_by_way', { invoice_ids: [two] })
  await runWaiting(modules.jobs, org.org_id)
  assert.ok(received.some(one => one.to.includes('two@example.com')))
})

test('[BNK-2] another account of ours waits for a second person; the first does not', async () => {
  const { org, entity_id } = await desk()
  const enter = (number: string) =>
    org.admin.post('/api/own-accounts', { entity_id, holder: 'We', bank: 'A bank', number })
  assert.equal((await enter('1001')).status, 200)
  const parked = await enter('1002')
  assert.equal(parked.status, 202)
  const numbers = async () =>
    (await org.admin.get('/api/own-accounts')).body.rows.map((row: { number: string; state: string }) => [
      row.number,
      row.state,
    ])
  assert.deepEqual(await numbers(), [['1001', 'active']])
  await done(await org.as('finance_manager'), `/api/approvals/${parked.body.request_id}/release`, {})
  const [first] = (await org.admin.get('/api/own-accounts')).body.rows
  await done(org.admin, `/api/own-accounts/${first.own_account_id}/close`, { reason: 'moved' })
  assert.deepEqual(await numbers(), [
    ['1002', 'active'],
    ['1001', 'closed'],
  ])
  assert.deepEqual(codes(await enter('1002')), ['0 own_account_taken'])
})
