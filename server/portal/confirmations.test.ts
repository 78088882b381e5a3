import assert from 'node:assert/strict'
import { test } from 'node:test'
import pino from 'pino'
import { runWaiting } from '../kernel/jobs.ts'
import { runLine } from '../kernel/run.ts'
import { programWithMail } from '../testing/colleagues.ts'
import { asOwner, codes, create, eventsOf, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { postOffice } from '../testing/post-office.ts'
import { confirmationLetter } from './confirmation-words.ts'

await testHouse()
const { mail, received } = await postOffice()
const modules = await programWithMail(mail, pino({ level: 'silent' }))

type Made = { receipt_id: string; confirmation_id: string | null; state: string; known: boolean }

/** A customer K1 with a contact, one without; a receipt of each, that of K1 pays an invoice in part. */
async function desk(email: string) {
  const org = await founded()
  const [entity_id] = org.entities
  const [first, second] = await create(
    org,
    { number: 'K1', name: 'Kunde', locale: 'en', accounts: [{ entity_id }] },
    { number: 'K2', name: '百川', accounts: [{ entity_id }] },
  )
  const customer_id = first?.customer_id as string
  const contact = { customer_id, name: 'Anna Li', email, roles: ['statement'] }
  await done(org.admin, `/api/customers/${customer_id}/contacts`, contact)
  const bill = { customer_id, entity_id, number: 'A-1', issued_on: '2026-01-05', amount_minor: '50000' }
  await done(org.admin, '/api/invoices', bill)
  const money = { entity_id, received_on: '2026-01-20', amount_minor: '60000' }
  const { rows } = await done(org.admin, '/api/receipts', [
    { ...money, customer_id, reference: 'TT-9', apply: [{ invoice_number: 'A-1', amount_minor: '50000' }] },
    { ...money, customer_id: second?.customer_id },
  ])
  const ids: string[] = rows.map((row: { receipt_id: string }) => row.receipt_id)
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const send = async (...drafts: object[]): Promise<Made[]> => {
    const full = drafts.map(draft => ({ channel: 'mail', again: false, ...draft }))
    const { answer } = await runLine(modules.kernel, actor, 'receipt_confirmation.make', full)
    return (answer as { rows: Made[] }).rows
  }
  const list = async (receipt_id: string) =>
    (await org.admin.get(`/api/receipts/${receipt_id}/confirmations`)).body.rows
  const letters = () => received.filter(letter => letter.to.includes(email))
  return {
    org,
    ids,
    number: rows[0].number as string,
    send,
    list,
    letters,
    run: () => runWaiting(modules.jobs, org.org_id),
  }
}

test('[POR-10] a receipt is confirmed to the customer by letter, once, with amount, method and what it paid', async () => {
  const { org, ids, number, send, list, letters, run } = await desk('anna@example.com')
  const [one, other] = ids as [string, string]
  const made = await send({ receipt_id: one }, { receipt_id: other }, { receipt_id: one })
  assert.deepEqual(
    made.map(row => [row.state, row.known, row.confirmation_id !== null]),
    [
      ['queued', false, true],
      ['no_address', false, false],
      ['queued', true, false],
    ],
  )
  await run()
  const [letter] = letters()
  assert.equal(letters().length, 1)
  for (const part of [number, '600.00', 'bank transfer', 'A-1', '500.00', 'On account: CNY 100.00', 'TT-9'])
    assert.ok(letter?.content.includes(part), `${part} in ${letter?.content}`)
  const [row] = await list(one)
  assert.deepEqual([row.state, row.channel, row.recipient], ['sent', 'mail', 'anna@example.com'])
  // What went out is not sent again, unless that is said; an address stands in no event.
  assert.deepEqual(
    (await send({ receipt_id: one })).map(row => [row.state, row.known]),
    [['sent', true]],
  )
  await send({ receipt_id: one, again: true })
  await run()
  assert.equal(letters().length, 2)
  const events = await eventsOf(org, one)
  assert.ok(events.some(event => event.name === 'receipt_confirmation.sent'))
  assert.ok(!JSON.stringify(events).includes('anna@'))
})

test('[POR-10] a letter that was refused raises a task; of what no longer stands none leaves; on paper it is noted', async () => {
  const { org, ids, send, list, letters, run } = await desk('nobody@example.com')
  const [one, other] = ids as [string, string]
  await send({ receipt_id: one })
  await run()
  assert.equal((await list(one))[0].state, 'bounced')
  const [task] = (await org.admin.get('/api/tasks')).body.rows
  assert.match(task.title, /was not taken|被退回/)
  await send({ receipt_id: one, recipient: 'anna@example.org' })
  await done(org.admin, `/api/receipts/${one}/correction`, { reason: 'bounced', receipt: null })
  await run()
  assert.equal((await list(one))[0].state, 'withdrawn')
  assert.equal(letters().length, 0)
  const by = (draft: object) => org.admin.post('/api/receipt-confirmations', [draft])
  assert.deepEqual(codes(await by({ receipt_id: one, channel: 'hand', recipient: '王' })), ['0 receipt_not_posted'])
  assert.deepEqual(codes(await by({ receipt_id: other })), ['0 mail_unavailable'])
  assert.deepEqual(codes(await by({ receipt_id: other, channel: 'hand' })), ['0 field_missing'])
  assert.equal((await by({ receipt_id: other, channel: 'hand', recipient: '王' })).body.rows[0].state, 'sent')
})

test('[POR-10] a letter that could not leave stands as failed with the reason, and another is sent without being asked twice', async () => {
  const { ids, send, list, letters, run } = await desk('ever@example.org')
  const [one] = ids as [string, string]
  await send({ receipt_id: one, recipient: 'never@example.org' })
  for (let attempt = 1; attempt < 5; attempt++) await assert.rejects(run(), /did not take a letter: EENVELOPE 450/)
  assert.equal((await list(one))[0].state, 'queued')
  await run()
  const [row] = await list(one)
  assert.deepEqual([row.state, row.failed_because, row.failed_with], ['failed', 'mail', 'EENVELOPE 450'])
  assert.deepEqual(
    (await send({ receipt_id: one })).map(made => [made.state, made.known]),
    [['queued', false]],
  )
  await run()
  assert.deepEqual([(await list(one))[0].state, (await list(one))[1].state, letters().length], ['sent', 'failed', 1])
})

test('[POR-10] a letter whose sender may not any more stands as failed, and somebody else sends it', async () => {
  const { org, ids, send, list, letters, run } = await desk('sender@example.org')
  const [one] = ids as [string, string]
  const clerk = await org.as('receivables_clerk')
  const actor = await modules.jobs.actorOf(org.org_id, clerk.person_id)
  assert.ok(actor)
  await runLine(modules.kernel, actor, 'receipt_confirmation.make', [
    { receipt_id: one, channel: 'mail', again: false },
  ])
  await asOwner('update role_grants set revoked_at = now() where org_id = $1 and person_id = $2', [
    org.org_id,
    clerk.person_id,
  ])
  await run()
  const [row] = await list(one)
  assert.deepEqual([row.state, row.failed_because, letters().length], ['failed', 'sender', 0])
  await send({ receipt_id: one })
  await run()
  assert.equal(letters().length, 1)
})

test('[POR-10] the letter says what is left on account only where anything is, in either language', () => {
  const told = {
    entity: '我方',
    entity_en: null,
    customer: '客户',
    number: 'R1',
    received_on: '2026-01-20',
    method: 'transfer',
    currency: 'CNY',
    amount_minor: '9900',
    bank_charge_minor: '100',
    payer_name: '别家',
    reference: null,
    paid: [{ number: 'A-1', amount_minor: '10000' }],
  }
  const zh = confirmationLetter(told, 'zh')
  assert.equal(zh.subject, '我方：收款确认 R1')
  assert.match(zh.text, /CNY 99\.00 已于 2026-01-20 收到（银行转账）/)
  assert.match(zh.text, /付款人：别家/)
  assert.doesNotMatch(zh.text, /挂账/)
  assert.match(confirmationLetter({ ...told, paid: [] }, 'en').text, /On account: CNY 100\.00/)
})
