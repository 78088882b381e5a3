import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
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
  assert.match(words(pdf), /Commercial Invoice.*Pumps.*226\.00/)
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
  const token = /\/page#(dbp_[\w-]+)/.exec(quoted(letter))?.[1] as string
  assert.ok((await visit(token)).pdf.equals(paper.rawPayload))
})
