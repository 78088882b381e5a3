import assert from 'node:assert/strict'
import { test } from 'node:test'
import pino from 'pino'
import { enqueueFor, runWaiting } from '../kernel/jobs.ts'
import { runLine } from '../kernel/run.ts'
import { standardPolicy } from '../policy/standard-policy.ts'
import { programWithMail } from '../testing/colleagues.ts'
import { asOwner, codes, create, eventsOf, founded, inside } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { postOffice } from '../testing/post-office.ts'
import { remindersSweep } from './day.ts'

await testHouse()
const { mail, received } = await postOffice()
const modules = await programWithMail(mail, pino({ level: 'silent' }))
const shifted = (days: number) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)

type Reminder = Record<
  | 'reminder_id'
  | 'state'
  | 'channel'
  | 'tone'
  | 'amount_minor'
  | 'customer_id'
  | 'task_id'
  | 'reason'
  | 'failed_because'
  | 'failed_with'
  | 'over_by'
  | 'recipient',
  string
> & {
  items: number
}

/** A company with the standard policy from today on, and a customer of grade B with an address for reminders. */
async function desk(email: string | null = null) {
  const org = await founded()
  const [entity_id] = org.entities
  const manager = await org.as('finance_manager', { name: '王经理' })
  const path = '/api/payment-policies'
  const drafted = await done(org.admin, path, {
    entity_id,
    note: 'As agreed',
    policy: { ...standardPolicy, contact: 'Ms Li' },
  })
  await done(manager, `${path}/${drafted.policy_id}/approval`, { edition: 1 })
  await done(manager, `${path}/${drafted.policy_id}/publication`, { valid_from: shifted(0) })
  const [customer] = await create(org, { number: 'K1', name: 'Kunde', locale: 'en', accounts: [{ entity_id }] })
  const customer_id = customer?.customer_id as string
  await asOwner(`update customers set grade = 'B' where org_id = $1`, [org.org_id])
  if (email)
    await done(org.admin, `/api/customers/${customer_id}/contacts`, {
      customer_id,
      name: 'Anna',
      email,
      roles: ['dunning'],
    })
  const bill = async (days: number, amount_minor = '100000', more: object = {}) => {
    const draft = {
      customer_id,
      entity_id,
      issued_on: shifted(days - 60),
      due_on: shifted(days),
      amount_minor,
      ...more,
    }
    const { invoice_id, number } = (await done(org.admin, '/api/invoices', draft)).rows[0]
    const { rows } = (await org.admin.get('/api/open-items', { document_id: invoice_id })).body
    return { item_id: rows[0].item_id as string, invoice_id: invoice_id as string, number: number as string }
  }
  const pay = (item_id: string, amount_minor: string) =>
    done(org.admin, '/api/receipts', {
      customer_id,
      entity_id,
      received_on: shifted(0),
      amount_minor,
      apply: [{ item_id, amount_minor }],
    })
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const say = async (name: string, input: unknown) =>
    (await runLine(modules.kernel, actor, name, input)).answer as never
  const run = (): Promise<{ made: number; withdrawn: number }> => say('reminder.run', {})
  const list = async (query: Record<string, string> = {}): Promise<Reminder[]> =>
    (await org.admin.get('/api/reminders', query)).body.rows
  /** What was made stands as made so many days before. */
  const earlier = (days: number) =>
    asOwner(`update reminders set reminded_on = reminded_on - $2::int where org_id = $1`, [org.org_id, days])
  const byHand = async () =>
    say(
      'reminder.send',
      (await list({ view: 'waiting' })).map(({ reminder_id }) => ({ reminder_id, how: 'hand' })),
    )
  const letters = () => received.filter(letter => email && letter.to.includes(email))
  const work = () => runWaiting(modules.jobs, org.org_id)
  const send = (reminder_id: string | undefined, more: object = {}) =>
    say('reminder.send', [{ reminder_id, how: 'mail', ...more }])
  return { org, entity_id, customer_id, manager, bill, pay, say, run, list, letters, work, send, earlier, byHand }
}

test('[RMD-1] [RMD-5] a run makes one reminder for each step with all its items, and nothing twice', async () => {
  const { org, bill, run, list, customer_id, earlier, byHand } = await desk('one@example.com')
  const late = await bill(-21, '40000')
  await run()
  await byHand()
  await earlier(14)
  await bill(-6, '10000')
  await bill(-7, '20000')
  assert.deepEqual(await run(), { entities: 1, made: 2, withdrawn: 0, goes_on: false })
  const rows = await list({ sort: 'amount_minor', from: shifted(0) })
  assert.deepEqual(
    rows.map(row => [row.channel, row.tone, row.state, row.amount_minor, row.items]),
    [
      ['email', 'polite', 'waiting', '30000', 2],
      ['letter', 'firm', 'task', '40000', 1],
    ],
  )
  assert.equal((await run()).made, 0)
  const about = await list({ document_id: late.invoice_id })
  assert.deepEqual(
    about.map(row => row.channel),
    ['letter', 'email'],
  )
  const { rows: tasks } = (await org.admin.get('/api/tasks')).body
  const task = tasks.find((one: { title: string }) => one.title === 'Write a letter to Kunde: CNY 400.00 (1 item)')
  assert.match(task.note, /21 days late/)
  const events = await eventsOf(org, customer_id)
  assert.equal(events.filter(event => event.name === 'reminder.made').length, 3)
  // The database holds it as well.
  const again = `insert into reminder_items select org_id, $2, item_id, entity_id, customer_id, step_key, tone, number, due_on, open_minor
    from reminder_items where org_id = $1 and item_id = $3`
  const other = rows[0]?.reminder_id
  await assert.rejects(asOwner(again, [org.org_id, other, late.item_id]), /reminder_items_once/)
})

test('[RMD-8] two runs at once, and a job that is begun again, make every reminder once', async () => {
  const { org, entity_id, bill, say, list, manager } = await desk()
  for (const days of [7, 3, -6]) await bill(days)
  const answers = await Promise.all([say('reminder.run', {}), say('reminder.run', {}), say('reminder.run', {})])
  assert.deepEqual((answers as { made: number }[]).map(one => one.made).sort(), [0, 0, 3])
  const again = { person_id: manager.person_id, input: { entity_id, after: null } }
  await inside(org, tx => enqueueFor(tx, org.org_id, 'reminder.day', [again, again]))
  await runWaiting(modules.jobs, org.org_id)
  assert.equal((await list()).length, 3)
})

test('[RMD-8] the sweep of the morning asks in the name of who published the policy', async () => {
  const { org, bill, list, manager } = await desk()
  await bill(-6)
  const { db } = await testHouse()
  await remindersSweep(db).run(org.org_id)
  await runWaiting(modules.jobs, org.org_id)
  assert.equal((await list()).length, 1)
  const [job] = await asOwner<{ created_by: string }>(
    `select created_by from jobs where org_id = $1 and kind = 'reminder.day'`,
    [org.org_id],
  )
  assert.equal(job?.created_by, manager.person_id)
})

test('[RMD-4] disputed, agreed, retained and covered items are held, with the reason', async () => {
  const { org, entity_id, customer_id, manager, bill, run, list } = await desk()
  const disputed = await bill(-6, '11100')
  await done(org.admin, '/api/item-disputes', [{ item_id: disputed.item_id, disputed: true, reason: 'Broken' }])
  const agreed = await bill(-21, '33300')
  const agreement = { kind: 'extension', items: [{ item_id: agreed.item_id, due_on: shifted(3) }] }
  const more = { reverts: true, reason: 'Asked for time', agreed_on: shifted(0) }
  const parked = await org.admin.post('/api/agreements', { ...agreement, ...more })
  assert.equal((await manager.post(`/api/approvals/${parked.body.request_id}/release`, {})).status, 200)
  await bill(-6, '50000', { retention: { amount_minor: '5000', due_on: shifted(-6) } })
  await done(org.admin, '/api/receipts', { customer_id, entity_id, received_on: shifted(0), amount_minor: '22200' })
  await bill(-8, '22200')
  const held = (await org.admin.get('/api/reminders/preview')).body
  assert.deepEqual(
    held.rows.map((row: { reason: string; open_minor: string }) => [row.reason, row.open_minor]).sort(),
    [
      ['agreement', '33300'],
      ['disputed', '11100'],
      ['money', '22200'],
    ],
  )
  assert.deepEqual(
    held.due.map((row: { items: number; amount_minor: string }) => [row.items, row.amount_minor]),
    [[1, '45000']],
  )
  await run()
  assert.deepEqual(
    (await list()).map(row => row.amount_minor),
    ['45000'],
  )
})

test('[RMD-6] a letter leaves with items, total, account and page; its address stands in no event', async () => {
  const { org, entity_id, customer_id, bill, run, list, letters, work, send, say } = await desk('letter@example.com')
  await done(org.admin, '/api/own-accounts', {
    entity_id,
    holder: 'T0',
    bank: 'Bank of Tests',
    number: '6222 0000 1234',
  })
  const { number } = await bill(-6, '123456')
  await run()
  await work()
  assert.equal(letters().length, 0)
  const [one] = await list()
  await org.admin.put(`/api/reminders/${one?.reminder_id}/note`, { note: 'We spoke on the phone.' })
  const shown = (await org.admin.get(`/api/reminders/${one?.reminder_id}`)).body
  assert.match(shown.letter.text, /the link to the customer/)
  await send(one?.reminder_id)
  await work()
  const [letter] = letters()
  const said = letter?.content.replaceAll('=\r\n', '') ?? ''
  for (const part of [
    'payment reminder',
    number,
    '6 days late',
    'Total: CNY 1,234.56',
    '622200001234',
    'never changes by message',
    'https://ar.example.com/page/customer#',
    'We spoke on the phone.',
    'Questions: Ms Li',
  ])
    assert.ok(said.includes(part.replaceAll(' ', part === 'payment reminder' ? '_' : ' ')), `${part} in ${said}`)
  assert.equal((await list())[0]?.state, 'sent')
  const kept = (await org.admin.get(`/api/reminders/${one?.reminder_id}`)).body
  assert.ok(!JSON.stringify(kept).includes('dbp_'))
  const events = [...(await eventsOf(org, customer_id)), ...(await eventsOf(org, shown.lines[0].item_id))]
  assert.ok(events.some(event => event.name === 'item.reminded'))
  assert.ok(!JSON.stringify(events).includes('letter@'))
  await assert.rejects(send(one?.reminder_id), /reminder_over/)
  // By itself only once that is switched on.
  await say('reminder.switch', { entity_id, automatic: 'all' })
  await bill(-7, '2000')
  await asOwner(`update reminders set reminded_on = reminded_on - 1 where org_id = $1`, [org.org_id])
  await run()
  await work()
  assert.equal(letters().length, 2)
})

test('[RMD-9] what was paid in between leaves the letter; where nothing is left it is withdrawn and does not leave', async () => {
  const { bill, pay, run, list, letters, work, send, earlier, byHand } = await desk('paid@example.com')
  const first = await bill(-6, '10000')
  const second = await bill(-7, '20000')
  await run()
  const [one] = await list()
  await send(one?.reminder_id)
  await pay(first.item_id, '10000')
  await work()
  assert.match(letters()[0]?.content ?? '', /Total: CNY 200\.00/)
  assert.deepEqual(
    (await list()).map(row => [row.state, row.amount_minor, row.items]),
    [['sent', '20000', 1]],
  )
  const third = await bill(-11, '30000')
  await earlier(4)
  await run()
  await byHand()
  await pay(second.item_id, '20000')
  await earlier(4)
  await run()
  const task = (await list({ view: 'tasks' }))[0]
  assert.equal(task?.channel, 'phone')
  await pay(third.item_id, '30000')
  assert.equal((await list({ view: 'tasks' })).length, 0)
  assert.equal((await run()).withdrawn, 1)
  assert.equal(letters().length, 1)
})

test('[RMD-9] a queued letter of which all was paid is withdrawn', async () => {
  const { bill, pay, run, list, letters, work, send } = await desk('all@example.com')
  const first = await bill(-6, '10000')
  await run()
  await send((await list())[0]?.reminder_id)
  await pay(first.item_id, '10000')
  await work()
  assert.equal(letters().length, 0)
  assert.equal((await list())[0]?.state, 'withdrawn')
})

test('[RMD-6] a letter that is refused raises a task and may go to another address', async () => {
  const { org, bill, run, list, work, send } = await desk('nobody@example.com')
  await bill(-6)
  await run()
  const [one] = await list()
  await send(one?.reminder_id)
  await work()
  assert.equal((await list({ view: 'waiting' }))[0]?.state, 'bounced')
  const { rows } = (await org.admin.get('/api/tasks')).body
  assert.match(rows[0].title, /was not taken/)
  await send(one?.reminder_id, { recipient: 'else@example.com' })
  await work()
  assert.equal(received.filter(letter => letter.to.includes('else@example.com')).length, 1)
})

test('[RMD-12] a letter the mail server never takes stands as failed with its reason, is counted, and is sent again', async () => {
  const { org, bill, run, list, letters, work, send } = await desk('never@example.com')
  await bill(-6)
  await run()
  const [one] = await list()
  await send(one?.reminder_id)
  for (let attempt = 1; attempt < 5; attempt++) await assert.rejects(work(), /did not take a letter: EENVELOPE 450/)
  assert.equal((await list({ view: 'sent' }))[0]?.state, 'queued')
  await work()
  const failed = async () => (await org.admin.get('/api/reminder-settings')).body.failed
  const [shown] = await list({ view: 'waiting' })
  assert.deepEqual(
    [shown?.state, shown?.failed_because, shown?.failed_with, await failed()],
    ['failed', 'mail', 'EENVELOPE 450', 1],
  )
  assert.deepEqual(await list({ view: 'sent' }), [])
  assert.equal(await run().then(({ made }) => made), 0)
  await send(one?.reminder_id, { recipient: 'ever@example.com' })
  await work()
  assert.deepEqual([(await list())[0]?.state, await failed()], ['sent', 0])
  assert.equal(letters().length, 0)
})

test('[RMD-12] a letter whose sender may not any more stands as failed, and somebody else sends it', async () => {
  const { org, bill, run, list, letters, work, send } = await desk('sender@example.com')
  await bill(-6)
  await run()
  const [one] = await list()
  const clerk = await org.as('receivables_clerk')
  const actor = await modules.jobs.actorOf(org.org_id, clerk.person_id)
  assert.ok(actor)
  await runLine(modules.kernel, actor, 'reminder.send', [{ reminder_id: one?.reminder_id, how: 'mail' }])
  await asOwner(`update role_grants set revoked_at = now() where org_id = $1 and person_id = $2`, [
    org.org_id,
    clerk.person_id,
  ])
  await work()
  const [shown] = await list({ view: 'waiting' })
  assert.deepEqual([shown?.state, shown?.failed_because, letters().length], ['failed', 'sender', 0])
  await send(one?.reminder_id)
  await work()
  assert.equal(letters().length, 1)
})

test('[RMD-9] [RMD-12] a payment before the letter leaves overtakes it, and so does money on account', async () => {
  const { org, entity_id, customer_id, bill, pay, run, list, letters, work, send } = await desk('over@example.com')
  const paid = await bill(-6, '10000')
  await run()
  await send((await list())[0]?.reminder_id)
  await pay(paid.item_id, '10000')
  await work()
  await bill(-6, '20000')
  await run()
  const waiting = (await list({ view: 'waiting' }))[0]
  await send(waiting?.reminder_id)
  await done(org.admin, '/api/receipts', { customer_id, entity_id, received_on: shifted(0), amount_minor: '20000' })
  await work()
  assert.equal(letters().length, 0)
  assert.deepEqual((await list({ view: 'over', sort: 'amount_minor' })).map(row => [row.state, row.over_by]).sort(), [
    ['withdrawn', 'money'],
    ['withdrawn', 'paid'],
  ])
})

test('[RMD-12] a contact that is erased, or has another address, before the letter leaves gets none at the old one', async () => {
  const { org, customer_id, bill, run, list, letters, work, send } = await desk('gone@example.com')
  await bill(-6)
  await run()
  const [one] = await list()
  await send(one?.reminder_id)
  const contacts = `/api/customers/${customer_id}/contacts`
  const [{ contact_id }] = (await org.admin.get(`/api/customers/${customer_id}`)).body.contacts
  assert.equal((await org.admin.post(`/api/contacts/${contact_id}/erasure`, { reason: 'Asked' })).status, 200)
  await work()
  assert.deepEqual([(await list())[0]?.state, (await list())[0]?.recipient], ['waiting', null])
  await assert.rejects(send(one?.reminder_id), /reminder_no_address/)
  await done(org.admin, contacts, { customer_id, name: 'Bea', email: 'bea@example.com', roles: ['dunning'] })
  await send(one?.reminder_id)
  await work()
  assert.equal(letters().length, 0)
  assert.equal(received.filter(letter => letter.to.includes('bea@example.com')).length, 1)
})

test('[RMD-12] a page that was withdrawn between two tries is made anew: the link opens', async () => {
  const { org, bill, run, list, work, send } = await desk('page@example.com')
  await bill(-6)
  await run()
  const [one] = await list()
  await send(one?.reminder_id, { recipient: 'never@example.com' })
  await assert.rejects(work(), /did not take/)
  const [page] = await asOwner<{ page_id: string }>(`select page_id from pages where org_id = $1`, [org.org_id])
  assert.equal((await org.admin.post(`/api/pages/${page?.page_id}/withdrawal`, { reason: 'Mistake' })).status, 200)
  for (let attempt = 2; attempt < 5; attempt++) await assert.rejects(work(), /did not take/)
  await work()
  await send(one?.reminder_id, { recipient: 'page@example.com' })
  await work()
  const letter = received.find(one => one.to.includes('page@example.com'))
  const token = /customer#(\S+)/.exec(letter?.content.replaceAll('=\r\n', '') ?? '')?.[1]
  const [row] = await asOwner<{ state: string }>(
    `select p.state from reminders r join pages p using (org_id, page_id) where org_id = $1`,
    [org.org_id],
  )
  assert.ok(token)
  assert.notEqual(row?.state, 'withdrawn')
})

test('[RMD-7] the finished task of a reminder is the reminder done, with what came of it', async () => {
  const { org, bill, run, list, earlier, byHand } = await desk()
  const { item_id } = await bill(-11)
  await run()
  await byHand()
  await earlier(4)
  await run()
  const [one] = await list()
  assert.deepEqual([one?.channel, one?.state], ['phone', 'task'])
  await done(org.admin, '/api/tasks/finish', [{ task_id: one?.task_id, outcome: 'Pays on Friday' }])
  const [after] = await list({ view: 'sent', from: shifted(0) })
  assert.deepEqual([after?.state, after?.reason], ['done', 'Pays on Friday'])
  await run()
  assert.ok((await eventsOf(org, item_id)).some(event => event.name === 'item.reminded'))
  assert.equal((await list()).length, 2)
  // The due list says so, and the list is taken out in words.
  const due = (await org.admin.get('/api/open-items', { lane: 'aged' })).body.rows[0]
  assert.deepEqual(due.reminded, { on: shifted(0), channel: 'phone', tone: 'polite' })
  const sheet = await org.admin.post('/api/reports/export', {
    report: 'reminders',
    format: 'csv',
    locale: 'en',
    params: { view: 'sent' },
  })
  assert.match(String(sheet.body), /Telephone,polite,10,done,1,CNY,1000\.00/)
})

test('[RMD-10] reminders are seen and sent within permission and scope, and refusals are named', async () => {
  const { org, entity_id, bill, run, list, say } = await desk()
  await bill(-6)
  await run()
  const [one] = await list()
  const reminder_id = one?.reminder_id
  const auditor = await org.as('auditor', { valid_to: shifted(30) })
  assert.equal((await auditor.get('/api/reminders')).body.rows.length, 1)
  assert.equal((await auditor.post('/api/reminders/skip', [{ reminder_id, reason: 'x' }])).status, 403)
  const sales = await org.as('sales', { name: 'Sales' })
  assert.equal((await sales.get('/api/reminders')).body.rows.length, 0)
  assert.equal((await sales.get(`/api/reminders/${reminder_id}`)).status, 404)
  const clerk = await org.as('receivables_clerk')
  assert.equal((await clerk.put(`/api/reminder-settings/${entity_id}`, { automatic: 'all' })).status, 403)
  const elsewhere = await org.as('finance_manager', { entity_ids: [org.entities[1]] })
  assert.deepEqual(codes(await elsewhere.put(`/api/reminder-settings/${entity_id}`, { automatic: 'all' })), [
    '0 entity_unknown',
  ])
  assert.deepEqual(
    (await elsewhere.get('/api/reminder-settings')).body.rows.map((row: { entity_id: string }) => row.entity_id),
    [org.entities[1]],
  )
  assert.deepEqual(codes(await clerk.post('/api/reminders/send', [{ reminder_id }])), ['0 mail_unavailable'])
  await assert.rejects(say('reminder.send', [{ reminder_id, how: 'mail' }]), /reminder_no_address/)
  const twice = [
    { reminder_id, reason: 'x' },
    { reminder_id, reason: 'y' },
  ]
  assert.deepEqual(codes(await clerk.post('/api/reminders/skip', twice)), ['1 reminder_named_twice'])
  assert.equal((await clerk.post('/api/reminders/skip', [{ reminder_id, reason: 'Talked to them' }])).status, 200)
  assert.deepEqual(codes(await clerk.post('/api/reminders/send', [{ reminder_id, how: 'hand' }])), ['0 reminder_over'])
  assert.deepEqual(
    (await list({ view: 'over' })).map(row => [row.state, row.reason]),
    [['skipped', 'Talked to them']],
  )
  await run()
  assert.equal((await list()).length, 1)
})
