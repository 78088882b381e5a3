import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { freshCodes, keepCodes } from '../invoices/dispatch-codes.ts'
import { runWaiting } from '../kernel/jobs.ts'
import { runLine } from '../kernel/run.ts'
import { programWithMail } from '../testing/colleagues.ts'
import { asOwner, codes, create, eventsOf, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { textOfPdf } from '../testing/pdf-text.ts'
import { postOffice } from '../testing/post-office.ts'

const { app } = await testHouse()
const { mail, received } = await postOffice()
const modules = await programWithMail(mail, pino({ level: 'silent' }))
type Row = Record<string, string>

async function desk(locale = 'en') {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer] = await create(org, {
    number: 'K1',
    name: 'Kunde',
    locale,
    accounts: [{ entity_id, terms_code: 'net30' }],
  })
  const draft = { customer_number: 'K1', entity_id, issued_on: '2026-01-05', due_on: '2026-02-05' }
  const lines = [{ description: 'Pumps', amount_minor: '20000' }]
  const invoice_id = (await done(org.admin, '/api/invoices', { ...draft, lines })).rows[0].invoice_id as string
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const mailed = async (recipient: string, more: object = {}) => {
    await runLine(modules.kernel, actor, 'invoice.dispatch', [{ invoice_id, channel: 'mail', recipient, ...more }])
    await runWaiting(modules.jobs, org.org_id)
    const letter = received.find(one => one.to.includes(recipient))?.content ?? ''
    const token = /\/page#(dbp_[\w-]+)/.exec(quoted(letter))?.[1] as string
    return { letter, token, pdf: enclosed(letter) }
  }
  const printings = async () =>
    (await eventsOf(org, invoice_id)).flatMap(event => (event.name === 'invoice.printed' ? [event.data as Row] : []))
  return { org, entity_id, customer_id: customer?.customer_id as string, invoice_id, mailed, printings }
}

/** A letter as its text was before it was made fit to travel. */
const quoted = (letter: string) =>
  letter.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))

/** The PDF a letter encloses; null where it encloses none. */
function enclosed(letter: string): Buffer | null {
  const found = /Content-Type: application\/pdf[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+?)\r\n--/.exec(letter)?.[1]
  return found ? Buffer.from(found, 'base64') : null
}

const words = (pdf: Buffer | null) => (pdf ? textOfPdf(pdf).join('').replaceAll('\n', '') : '')

async function visit(token: string) {
  const answer = await app.inject({ method: 'POST', url: '/api/pages/bill', payload: { token } })
  const { statusCode: status, headers, rawPayload: pdf } = answer
  const body = status === 200 ? null : JSON.parse(answer.payload)
  return { status, headers, body, pdf, name: String(headers['content-disposition']) }
}

test('[PAP-7] the letter of an invoice encloses its bill in its language, and the page behind it offers it', async () => {
  const { org, invoice_id, mailed, printings } = await desk()
  const { letter, token, pdf } = await mailed('bill@example.com')
  assert.match(quoted(letter), /please find enclosed our invoice/)
  assert.match(words(pdf), /Commercial Invoice.*Pumps200\.0013%26\.00226\.00.*Scan to confirm/)
  const chinese = await mailed('zh@example.com', { locale: 'zh' })
  assert.match(words(chinese.pdf), /账单.*付款通知书/)

  const taken = await visit(token)
  assert.equal(taken.status, 200)
  assert.match(words(taken.pdf), /Commercial Invoice.*Pumps/)
  assert.match(taken.name, /Commercial%20Invoice%20INV/)
  const told = await printings()
  assert.deepEqual(
    told.map(data => [data.kind, data.locale, data.dispatch_id !== undefined]),
    [
      ['invoice_notice', 'en', true],
      ['invoice_notice', 'zh', true],
      ['invoice_notice', 'en', true],
    ],
  )
  assert.deepEqual(codes(await visit('dbp_nothing')), ['0 page_gone'])
  await done(org.admin, `/api/invoices/${invoice_id}/correction`, { reason: 'x', invoice: null })
  assert.deepEqual(codes(await visit(token)), ['0 page_gone'], 'what is void is handed to nobody')
})

test('[PAP-7] what a billing run kept is handed over as it was kept, in the language of the customer', async () => {
  const { org, entity_id, customer_id } = await desk()
  const lines = [{ description: 'Service', amount_minor: '10600', price_includes_tax: true, tax_code: 'VAT6' }]
  const signed = { kind: 'services', number: 'A1', title: 'x', signed_on: '2026-01-05' }
  await done(org.admin, '/api/contracts', { ...signed, customer_id, entity_id, lines })
  await org.admin.put(`/api/customers/${customer_id}/billing-way`, { channel: 'mail', recipient: 'kept@example.com' })
  const { run_id } = await done(org.admin, '/api/billing-runs', { until: '2026-02-01', issued_on: '2026-02-01' })
  await runWaiting(modules.jobs, org.org_id)
  const [kept] = await asOwner<{ invoice_id: string; sha256: string; dispatch_id: string }>(
    `select p.invoice_id, p.dispatch_id, encode(f.sha256, 'hex') as sha256 from billing_papers p
     join files f on f.org_id = p.org_id and f.file_id = p.file_id where p.run_id = $1`,
    [run_id],
  )
  assert.ok(kept?.dispatch_id, 'the letter is written')
  const url = `/api/billing-runs/${run_id}/papers/${kept.invoice_id}`
  const paper = await app.inject({ url, headers: { authorization: `Bearer ${org.admin.token}` } })
  const letter = received.find(one => one.to.includes('kept@example.com'))?.content ?? ''
  assert.ok(enclosed(letter)?.equals(paper.rawPayload), 'to the byte')
  assert.match(words(paper.rawPayload), /Scan to confirm/)
  const codesOf = `select dispatch_id from dispatch_codes where org_id = $1`
  assert.deepEqual(
    await asOwner(codesOf, [org.org_id]),
    [{ dispatch_id: kept.dispatch_id }],
    'its code is its dispatch’s',
  )
  const token = /\/page#(dbp_[\w-]+)/.exec(quoted(letter))?.[1] as string
  assert.ok((await visit(token)).pdf.equals(paper.rawPayload))
})

test('[INV-27] a paper printed from its dispatch bears a code; printed without one it bears none, but as an internal paper', async () => {
  const { org, invoice_id, printings } = await desk()
  const print = async (path: string, payload: object) => {
    const headers = { authorization: `Bearer ${org.admin.token}` }
    const answer = await app.inject({ method: 'POST', url: `/api/papers/${path}`, headers, payload })
    return answer.statusCode === 200 ? words(answer.rawPayload) : answer.json().code
  }
  const sent = { invoice_id, channel: 'hand', recipient: 'Ms Li' }
  const [dispatch] = (await done(org.admin, '/api/dispatches', sent)).rows
  const asked = { dispatch_ids: [dispatch.dispatch_id], locale: 'en' }
  for (const size of ['a4', 'a5']) assert.match(await print('dispatches', { ...asked, size }), /Scan to confirm/)
  assert.deepEqual(
    (await printings()).map(data => [data.size, data.dispatch_id]),
    [
      ['a4', dispatch.dispatch_id],
      ['a5', dispatch.dispatch_id],
    ],
  )
  const bare = { invoice_ids: [invoice_id], locale: 'en' }
  assert.doesNotMatch(await print('invoices', bare), /Scan|colleagues/)
  assert.match(await print('invoices', { ...bare, qr: true }), /For colleagues/)
  await done(org.admin, `/api/dispatches/${dispatch.dispatch_id}/withdrawal`, { reason: 'x' })
  assert.equal(await print('dispatches', asked), 'dispatch_over')
  assert.equal(await print('dispatches', { dispatch_ids: [invoice_id] }), 'dispatch_unknown')
})

test('[INV-27] a code on a paper opens the page beside link and other codes, until it ends or its dispatch is withdrawn', async () => {
  const { org, invoice_id } = await desk()
  const [dispatch] = (await done(org.admin, '/api/dispatches', { invoice_id, channel: 'link' })).rows
  const { dispatch_id } = dispatch
  const made: string[] = []
  modules.jobs.handlers.set('codes.make', run =>
    run.step(async ctx => {
      const codes = await freshCodes(ctx, 'https://ar.example.com', 2)
      await keepCodes(
        ctx,
        codes.map(code => ({ ...code, dispatch_id })),
      )
      made.push(...codes.map(code => code.link.split('#')[1] as string))
    }),
  )
  await asOwner(
    `insert into jobs (org_id, job_id, kind, input, created_by) values ($1, gen_random_uuid(), 'codes.make', '{}', $2)`,
    [org.org_id, org.admin.person_id],
  )
  await runWaiting(modules.jobs, org.org_id)
  const open = async (token: string, path = 'open', more: object = {}) =>
    (await app.inject({ method: 'POST', url: `/api/pages/${path}`, payload: { token, ...more } })).statusCode
  const [first, second] = made as [string, string]
  const { link } = await done(org.admin, `/api/dispatches/${dispatch_id}/link`, {})
  const linked = link.split('#')[1] as string
  assert.deepEqual([await open(first), await open(second), await open(linked)], [200, 200, 200])
  await done(org.admin, `/api/dispatches/${dispatch_id}/link`, {})
  assert.deepEqual([await open(first), await open(linked)], [200, 404], 'a new link ends the earlier link alone')
  assert.equal((await visit(second)).status, 200)
  assert.equal(await open(first, 'answer', { name: 'Ms Li', decision: 'confirm' }), 200)
  await done(org.admin, `/api/dispatches/${dispatch_id}/withdrawal`, { reason: 'x' })
  assert.deepEqual([await open(first), await open(second)], [404, 404])
})
