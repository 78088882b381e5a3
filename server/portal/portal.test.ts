import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { pino } from 'pino'
import { runWaiting } from '../kernel/jobs.ts'
import { runLine } from '../kernel/run.ts'
import { newId } from '../kernel/values.ts'
import { programWithMail } from '../testing/colleagues.ts'
import { asOwner, codes, create, eventsOf, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testFiles } from '../testing/house.ts'
import { testHouse } from '../testing/organisation.ts'
import { postOffice } from '../testing/post-office.ts'
import { multipart } from '../testing/upload.ts'
import { fileType } from '../kernel/file-signs.ts'
import { decideAdvice } from './advices.ts'

const { app } = await testHouse()
const { mail, received } = await postOffice()
const modules = await programWithMail(mail, pino({ level: 'silent' }))

async function desk() {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer] = await create(org, { number: 'K1', name: 'Kunde', locale: 'en', accounts: [{ entity_id }] })
  const customer_id = customer?.customer_id as string
  const lines = [
    { description: 'Pumps', quantity: '10', unit: 'pc', unit_price: '1130', amount_minor: '1130000' },
    { description: 'Pipes', quantity: '3', unit: 'm', unit_price: '33.33', amount_minor: '9999' },
  ]
  const signed = { customer_id, entity_id, title: 'Pumps', signed_on: '2026-01-05', lines }
  const { contract_id } = (await done(org.admin, '/api/contracts', signed)).rows[0]
  const delivery = await done(org.admin, `/api/contracts/${contract_id}/deliveries`, {
    delivered_on: '2026-01-10',
    lines: [
      { line: 1, quantity: '4' },
      { line: 2, quantity: '3' },
    ],
  })
  const bill = {
    customer_number: 'K1',
    entity_id,
    issued_on: '2026-01-05',
    due_on: '2026-02-05',
    amount_minor: '50000',
  }
  const { invoice_id } = (await done(org.admin, '/api/invoices', bill)).rows[0]
  const make = async (draft: object) => {
    const { page_id } = (await done(org.admin, '/api/pages', [draft])).rows[0]
    const { link } = await done(org.admin, `/api/pages/${page_id}/link`, {})
    return { page_id: page_id as string, token: link.split('#')[1] as string }
  }
  const ofDelivery = () => make({ kind: 'delivery', delivery_id: delivery.delivery_id })
  const ofAccount = (more: object = {}) =>
    make({ kind: 'statement', customer_id, entity_id, as_of: '2026-02-20', ...more })
  const pageNow = async (page_id: string) =>
    (await org.admin.get('/api/pages')).body.rows.find((row: { page_id: string }) => row.page_id === page_id)
  const contract = async () => (await org.admin.get(`/api/contracts/${contract_id}`)).body
  const delivery_id = delivery.delivery_id as string
  return {
    org,
    entity_id,
    customer_id,
    contract_id,
    delivery_id,
    invoice_id,
    make,
    ofDelivery,
    ofAccount,
    pageNow,
    contract,
  }
}

/** What somebody without any sign-in asks behind a link. */
async function visit(path: string, token: string, more: object = {}) {
  const answer = await app.inject({ method: 'POST', url: `/api/pages/${path}`, payload: { token, ...more } })
  return { status: answer.statusCode, body: JSON.parse(answer.payload), headers: answer.headers }
}

async function advise(
  token: string,
  fields: Record<string, string>,
  file?: { name: string; content: Buffer; mime?: string },
) {
  const form = multipart({ token, ...fields }, file)
  const headers = { ...form.headers, 'x-duebook-page': token }
  const answer = await app.inject({ method: 'POST', url: '/api/pages/advices', payload: form.body, headers })
  return { status: answer.statusCode, body: JSON.parse(answer.payload), headers: answer.headers }
}

const paid = { name: 'Ms Li', paid_on: '2026-02-19', currency: 'CNY', amount_minor: '50000' }
const pdf = Buffer.from('%PDF-1.7 a transfer slip')

test('[POR-3] [POR-4] a customer confirms goods by line; what arrived counts, and who made the page is told of the rest', async () => {
  const { org, delivery_id, ofDelivery, pageNow, contract } = await desk()
  const { page_id, token } = await ofDelivery()
  const seen = await visit('look', token)
  assert.equal(seen.status, 200, JSON.stringify(seen.body))
  assert.deepEqual(
    seen.body.delivery.lines.map((line: { description: string; quantity: string }) => [
      line.description,
      line.quantity,
    ]),
    [
      ['Pumps', '4'],
      ['Pipes', '3'],
    ],
  )
  assert.deepEqual([seen.body.accounts, seen.body.statement], [[], null])
  const goods = (lines: object[], more: object = {}) => visit('goods', token, { name: 'Mr Wu', lines, ...more })
  assert.deepEqual(codes(await goods([{ line: 1, quantity: '5' }])), ['0 received_above_delivered'])
  assert.deepEqual(codes(await goods([{ line: 3, quantity: '1' }])), ['0 contract_line_unknown'])
  const twice = [
    { line: 1, quantity: '1' },
    { line: 1, quantity: '2' },
  ]
  assert.deepEqual(codes(await goods(twice)), ['1 contract_line_unknown'])
  assert.deepEqual((await goods([{ line: 1, quantity: '3', note: 'one broken' }], { note: 'see photo' })).body, {
    state: 'contested',
  })
  assert.deepEqual(codes(await goods([])), ['0 page_answered'])
  const { lines, deliveries } = await contract()
  assert.deepEqual(
    lines.map((line: { delivered: string; confirmed: string }) => [line.delivered, line.confirmed]),
    [
      ['3', '3'],
      ['3', '3'],
    ],
  )
  assert.deepEqual(
    [deliveries[0].state, deliveries[0].confirmed_name, deliveries[0].confirmed_how, deliveries[0].lines[0].received],
    ['confirmed', 'Mr Wu', 'page', '3'],
  )
  const now = await pageNow(page_id)
  assert.deepEqual([now.state, now.answered_name, now.note], ['contested', 'Mr Wu', 'see photo'])
  await runWaiting(modules.jobs, org.org_id)
  const titles = (await org.admin.get('/api/tasks')).body.rows.map((task: { title: string }) => task.title)
  assert.ok(
    titles.some((title: string) => title.startsWith('Less arrived than was sent')),
    titles.join(),
  )
  const events = await eventsOf(org, delivery_id)
  assert.ok(!JSON.stringify(events).includes('Wu'), 'who confirms is named in no event')
})

test('[POR-4] goods that were confirmed on paper are not confirmed again, and what came back is shown to nobody', async () => {
  const { org, delivery_id, ofDelivery } = await desk()
  const { token } = await ofDelivery()
  const other = await ofDelivery()
  const signed = { confirmed_on: '2026-01-12', confirmed_name: 'Wang', confirmed_how: 'signed_note' }
  await done(org.admin, `/api/deliveries/${delivery_id}/confirmation`, signed)
  assert.deepEqual(codes(await visit('goods', token, { name: 'Mr Wu' })), ['0 delivery_not_sent'])
  await done(org.admin, `/api/deliveries/${delivery_id}/return`, { reason: 'sent back' })
  assert.deepEqual(codes(await visit('look', other.token)), ['0 page_gone'])
  const late = await org.admin.post('/api/pages', [{ kind: 'delivery', delivery_id }])
  assert.deepEqual(codes(late), ['0 delivery_not_sent'])
})

test('[POR-3] [POR-5] an account is agreed as it was shown, whatever is booked meanwhile', async () => {
  // Something else is under way all the while, as a backup or an import may be.
  const other = new pg.Client({ connectionString: process.env.DUEBOOK_TEST_URL })
  await other.connect()
  await other.query('begin')
  const { org, entity_id, customer_id, ofAccount, pageNow } = await desk()
  const { page_id, token } = await ofAccount()
  const sums = async () => (await visit('look', token)).body.statement.totals
  const before = [{ currency: 'CNY', items: 1, open_minor: '50000', overdue_minor: '50000' }]
  assert.deepEqual(await sums(), before)
  await other.end()
  const bill = { customer_number: 'K1', entity_id, issued_on: '2026-01-06', due_on: '2026-02-06', amount_minor: '700' }
  await done(org.admin, '/api/invoices', bill)
  assert.deepEqual(await sums(), before, 'known at the moment the page was made')
  const agree = (more: object) => visit('agreement', token, { name: 'Ms Li', ...more })
  assert.deepEqual(codes(await agree({ decision: 'contest' })), ['0 contest_empty'])
  assert.deepEqual((await agree({ decision: 'confirm' })).body, { state: 'confirmed' })
  assert.deepEqual(codes(await agree({ decision: 'contest', note: 'no' })), ['0 page_answered'])
  assert.equal((await pageNow(page_id)).answered_name, 'Ms Li')
  const events = await eventsOf(org, customer_id)
  assert.ok(events.some(event => event.name === 'page.answered') && !JSON.stringify(events).includes('Li"'))
})

test('[POR-2] a page opens with its own token alone, does one thing, and ends', async () => {
  const at = await desk()
  const [delivery, account] = [await at.ofDelivery(), await at.ofAccount()]
  const asked = { look: {}, goods: { name: 'x' }, agreement: { name: 'x', decision: 'confirm' } }
  for (const [path, more] of Object.entries(asked))
    assert.deepEqual(codes(await visit(path, 'dbp_nothing', more)), ['0 page_gone'])
  // The token of another document, of the same organisation, opens nothing but its own.
  assert.deepEqual(codes(await visit('goods', account.token, { name: 'x' })), ['0 page_gone'])
  assert.deepEqual(codes(await visit('agreement', delivery.token, { name: 'x', decision: 'confirm' })), ['0 page_gone'])
  assert.deepEqual(codes(await advise(delivery.token, paid)), ['0 page_gone'], 'goods are not paid on their page')
  assert.deepEqual(codes(await visit('open', account.token)), ['0 page_gone'], 'no page of an invoice')
  const other = await desk()
  const form = multipart({ token: account.token, ...paid })
  const headers = { ...form.headers, 'x-duebook-page': (await other.ofAccount()).token }
  const mixed = await app.inject({ method: 'POST', url: '/api/pages/advices', payload: form.body, headers })
  assert.equal(mixed.statusCode, 404, 'a header of one organisation with the token of another')
  const again = (await done(at.org.admin, `/api/pages/${account.page_id}/link`, {})).link.split('#')[1]
  assert.deepEqual(codes(await visit('look', account.token)), ['0 page_gone'])
  assert.equal((await visit('look', again)).status, 200)
  await asOwner(`update pages set expires_at = now() - interval '1 second' where page_id = $1`, [account.page_id])
  assert.deepEqual(codes(await visit('look', again)), ['0 page_gone'])
  await done(at.org.admin, `/api/pages/${delivery.page_id}/withdrawal`, { reason: 'wrong one' })
  assert.deepEqual(codes(await visit('look', delivery.token)), ['0 page_gone'])
  assert.deepEqual(codes(await at.org.admin.post(`/api/pages/${delivery.page_id}/link`, {})), ['0 page_over'])
})

test('[POR-1] a page stands on what is there, and says what is wrong with it by name', async () => {
  const { org, delivery_id, customer_id, entity_id } = await desk()
  const wrong = await org.admin.post('/api/pages', [
    { kind: 'delivery' },
    { kind: 'delivery', delivery_id: newId() },
    { kind: 'delivery', delivery_id, customer_id },
    { kind: 'statement', customer_id },
    { kind: 'statement', customer_id: newId(), entity_id },
    { kind: 'statement', customer_id, entity_id, recipient: 'a@example.com' },
  ])
  assert.deepEqual(codes(wrong), [
    '0 field_missing',
    '1 delivery_unknown',
    '2 field_invalid',
    '3 field_missing',
    '4 customer_unknown',
    '5 mail_unavailable',
  ])
})

test('[POR-6] [POR-7] a payment is announced with its voucher, posts nothing, and ends with its receipt', async () => {
  const { org, entity_id, invoice_id, ofAccount } = await desk()
  const { token } = await ofAccount()
  const before = (await org.admin.get('/api/entries')).body.rows.length
  const file = { name: 'slip.exe', content: pdf, mime: 'text/html' }
  const given = await advise(token, { ...paid, reference: 'R-1', documents: 'INV 1' }, file)
  assert.equal(given.status, 200, JSON.stringify(given.body))
  assert.equal((await org.admin.get('/api/entries')).body.rows.length, before, 'it is no money')
  assert.deepEqual((await visit('look', token)).body.advices, [
    { paid_on: '2026-02-19', currency: 'CNY', amount_minor: '50000', state: 'advised' },
  ])
  const [advice] = (await org.admin.get('/api/payment-advices', { state: 'advised' })).body.rows
  assert.deepEqual([advice.said_by, advice.has_voucher, advice.reference], ['Ms Li', true, 'R-1'])
  const voucher = await org.admin.get(`/api/payment-advices/${advice.advice_id}/voucher`)
  assert.equal(voucher.headers['content-type'], 'application/pdf', 'by its bytes, not by what the sender says')
  const receipt = async (more: object) =>
    (
      await done(org.admin, '/api/receipts', [
        { customer_number: 'K1', entity_id, received_on: '2026-02-20', amount_minor: '50000', ...more },
      ])
    ).rows[0].receipt_id
  const settle = (receipt_id: string) =>
    org.admin.post(`/api/payment-advices/${advice.advice_id}/receipt`, { receipt_id })
  assert.deepEqual(codes(await settle(newId())), ['0 receipt_unknown'])
  assert.deepEqual(codes(await settle(await receipt({ currency: 'USD', rate: '7' }))), ['0 advice_receipt_differs'])
  assert.equal((await settle(await receipt({}))).status, 200)
  assert.deepEqual(codes(await settle(await receipt({}))), ['0 advice_over'])
  // The page of an invoice takes advices too.
  const { dispatch_id } = (await done(org.admin, '/api/dispatches', { invoice_id, channel: 'link' })).rows[0]
  const { link } = await done(org.admin, `/api/dispatches/${dispatch_id}/link`, {})
  assert.equal((await advise(link.split('#')[1], paid)).status, 200)
  const [second] = (await org.admin.get('/api/payment-advices', { state: 'advised' })).body.rows
  assert.equal(second.invoice_id, invoice_id)
  const dismissal = { reason: 'never came' }
  assert.equal((await org.admin.post(`/api/payment-advices/${second.advice_id}/dismissal`, dismissal)).status, 200)
})

/** Bytes no other test uploads. */
const marked = Buffer.alloc(77_731, newId())

/** Files in the folder of uploads that hold these bytes. */
async function lyingAbout(bytes: Buffer): Promise<string[]> {
  const folder = join(testFiles, 'files', 'incoming')
  const names = await readdir(folder)
  const held = await Promise.all(
    // Another test may take its own away meanwhile.
    names.map(async name =>
      (await readFile(join(folder, name)).catch(() => Buffer.alloc(0))).includes(bytes) ? [name] : [],
    ),
  )
  return held.flat()
}

test('[POR-6] a program that calls itself a picture is refused, and nothing of it is kept', async () => {
  const { ofAccount } = await desk()
  const { token } = await ofAccount()
  const program = { name: 'slip.png', content: Buffer.from('MZ\x90\x00 this program'), mime: 'image/png' }
  assert.deepEqual(codes(await advise(token, paid, program)), ['0 attachment_kind'])
  const unknown = await advise('dbp_nothing', paid, { name: 'slip.pdf', content: Buffer.concat([pdf, marked]) })
  assert.deepEqual(codes(unknown), ['0 page_gone'])
  const wrongDay = { ...paid, paid_on: '2020-01-01' }
  const refused = await advise(token, wrongDay, { name: 'slip.pdf', content: Buffer.concat([pdf, marked]) })
  assert.deepEqual(codes(refused), ['0 advice_day_outside'])
  assert.deepEqual(codes(await advise(token, { ...paid, amount_minor: 'x' }, { name: 'slip.pdf', content: marked })), [
    '0 amount_invalid',
  ])
  assert.deepEqual(await lyingAbout(marked), [], 'nothing of what was refused is left lying')
  const large = { name: 'slip.pdf', content: Buffer.concat([pdf, Buffer.alloc(10 * 1024 * 1024)]) }
  assert.deepEqual(codes(await advise(token, paid, large)), ['0 upload_too_large'])
  assert.equal(fileType(Buffer.from([0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50])), 'image/webp')
  assert.equal(fileType(new Uint8Array(0)), null)
})

test('[POR-6] what is wrong with an advice is said all at once', () => {
  const known = { today: '2026-03-01' as never, given: 0, currencies: ['CNY'], voucher: 'none' }
  const draft = { amount_minor: 100n, paid_on: '2026-03-02', currency: 'CNY' }
  const told = (more: object, about: object = {}) =>
    decideAdvice({ ...draft, ...more }, { ...known, ...about }).map(problem => problem.code)
  assert.deepEqual(told({}), [])
  assert.deepEqual(told({ amount_minor: 0n, paid_on: '2026-03-03', currency: 'USD' }, { given: 20 }), [
    'amount_not_positive',
    'advice_day_outside',
    'currency_unknown',
    'advices_too_many',
  ])
  assert.deepEqual(told({ paid_on: '2025-02-27' }), ['advice_day_outside'])
})

test('[POR-8] letters with pages leave from a house that can send them, each with its own link', async () => {
  const { org, customer_id, entity_id, delivery_id, pageNow } = await desk()
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const drafts = [
    { kind: 'statement', customer_id, entity_id, as_of: '2026-02-20', recipient: 'pay@example.com' },
    { kind: 'delivery', delivery_id, recipient: 'store@example.com' },
  ]
  const contact = { name: 'Anna Li', email: 'accounts@example.com', roles: ['statement'] }
  await done(org.admin, `/api/customers/${customer_id}/contacts`, { customer_id, ...contact })
  const made = await runLine(modules.kernel, actor, 'page.make', drafts)
  // To whom such letters go; without an address the page waits for its link.
  const known = await runLine(modules.kernel, actor, 'page.make', [
    { kind: 'statement', customer_id, entity_id, mail: true },
    { kind: 'file', customer_id, entity_id, mail: true },
  ])
  assert.deepEqual(
    (known.answer as { rows: { state: string }[] }).rows.map(row => row.state),
    ['queued', 'made'],
  )
  await runWaiting(modules.jobs, org.org_id)
  const letters = received.filter(letter => /pay@|store@/.test(JSON.stringify(letter)))
  assert.equal(letters.length, 2)
  assert.equal(received.filter(letter => JSON.stringify(letter).includes('accounts@')).length, 1)
  const [first] = (made.answer as { rows: { page_id: string }[] }).rows
  assert.equal((await pageNow(first?.page_id as string)).state, 'sent')
})

test('[POR-9] a customer confirms what we hold of it, which is a review; what has changed is told', async () => {
  const { org, customer_id, entity_id, make } = await desk()
  const contact = { customer_id, name: 'Anna Li', email: 'anna.li@example.com', roles: ['statement'] }
  await done(org.admin, `/api/customers/${customer_id}/contacts`, contact)
  const { token } = await make({ kind: 'file', customer_id, entity_id })
  const { file, accounts } = (await visit('look', token)).body
  assert.deepEqual(
    [file.name, file.contacts, accounts],
    ['Kunde', [{ name: 'Anna Li', roles: ['statement'], hint: 'a…@example.com' }], []],
  )
  const before = (await org.admin.get(`/api/customers/${customer_id}`)).body.reviewed_on
  assert.equal(before, null)
  const answer = { name: 'Ms Li', decision: 'confirm' }
  assert.deepEqual((await visit('agreement', token, answer)).body, { state: 'confirmed' })
  assert.notEqual((await org.admin.get(`/api/customers/${customer_id}`)).body.reviewed_on, null)
  const next = await make({ kind: 'file', customer_id, entity_id })
  const changed = { name: 'Ms Li', decision: 'contest', note: 'we have moved' }
  assert.deepEqual((await visit('agreement', next.token, changed)).body, { state: 'contested' })
  await runWaiting(modules.jobs, org.org_id)
  const [task] = (await org.admin.get('/api/tasks')).body.rows
  assert.deepEqual([task.title, task.note], ['Something in the file of Kunde has changed', 'we have moved'])
})

test('[POR-12] a letter with a page that never leaves stands as not sent with its reason, and goes again', async () => {
  const { org, customer_id, entity_id } = await desk()
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const deed = (line: string, input: unknown) => runLine(modules.kernel, actor, line, input)
  await deed('page.make', [{ kind: 'statement', customer_id, entity_id, recipient: 'never@example.com' }])
  const list = async (more: object = {}) =>
    (await org.admin.get('/api/pages', { customer_id, ...more })).body.rows as Record<string, string>[]
  for (let attempt = 1; attempt < 5; attempt++) await assert.rejects(runWaiting(modules.jobs, org.org_id))
  assert.deepEqual(await list({ waits: 'true' }), [])
  await runWaiting(modules.jobs, org.org_id)
  const [shown] = await list({ waits: 'true', state: 'failed' })
  assert.deepEqual([shown?.state, shown?.failed_because, shown?.failed_with], ['failed', 'mail', 'EENVELOPE 450'])
  const again = () => deed('page.send_again', { page_id: shown?.page_id, recipient: 'new@example.com' })
  await again()
  await assert.rejects(again(), /page_not_failed/)
  await runWaiting(modules.jobs, org.org_id)
  assert.deepEqual(
    (await list()).map(row => [row.state, row.recipient]),
    [['sent', 'new@example.com']],
  )
})
