import assert from 'node:assert/strict'
import { test } from 'node:test'
import { begin, check, tell } from '../testing/story.ts'
import { thing } from '../testing/story-line.ts'

test('[INV-10] a credit note is an item of its own until it is applied', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    credit  N1 30.00 for I1 on 2026-01-10
    expect  I1 open 100.00
    expect  N1 open -30.00
    account revenue -70.00
    apply   N1 I1 30.00 on 2026-01-10
    expect  I1 open 70.00
    expect  N1 open 0.00
  `))

test('[INV-10] the credit notes of an invoice never pass it, in one request, over several, or over a correction', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    credit  N1 60.00 for I1 on 2026-01-10
    credit  N2 40.01 for I1 on 2026-01-11 -> credit_over_invoice
    credit  N3 40.00 for I1 on 2026-01-12
    credit  N4 0.01 for I1 on 2026-01-13 -> credit_over_invoice
    void    N3 on 2026-01-14
    credit  N5 40.00 for I1 on 2026-01-15
    correct I1 120.00 as I2 on 2026-01-16 issued 2026-01-05
    credit  N6 20.01 for I2 on 2026-01-17 -> credit_over_invoice
    credit  N7 20.00 for I2 on 2026-01-18
    credit  N8 1.00 for I1 on 2026-01-18 -> invoice_not_issued
    invoice I3 100.00 of C2 on 2026-01-05
    credit  N9 1.00 of C1 for I3 on 2026-01-18 -> customer_differs
    credit  NA 1.00 USD rate 7 of C2 for I3 on 2026-01-18 -> currency_differs
    credit  NB 1.00 for N1 on 2026-01-18 -> invoice_unknown
    close   2026-01
    credit  NC 1.00 of C2 for I3 on 2026-01-18 -> period_closed
  `))

test('[INV-10] with apply it closes the open parts of its invoice from the earliest due', async () => {
  const story = await begin()
  await tell(story, 'invoice I1 100.00 on 2026-01-05 30.00@2026-03-31 50.00@2026-02-28 20.00@2026-04-30')
  await tell(story, 'receipt R1 45.00 on 2026-01-06\n apply R1 I1#2 45.00 on 2026-01-06')
  const draft = { credits_number: 'I1', issued_on: '2026-01-10', amount_minor: '2500', apply: true, reason: 'return' }
  const reply = await story.org.admin.post('/api/credit-notes', draft)
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  await tell(story, 'expect I1#2 open 0.00\n expect I1#1 open 10.00\n expect I1#3 open 20.00')
  const [row] = reply.body.rows
  const note = await story.org.admin.get(`/api/invoices/${row.invoice_id}`)
  assert.equal(note.body.open_minor, '0')
  assert.equal(note.body.amount_minor, '-2500')
  assert.equal(note.body.credits_id, thing(story, 'I1').document_id)
  assert.match(note.body.number, /^CRN2026-\d{6}$/)
})

test('[INV-10] a credit note on a charge takes back other income', async () => {
  await check(`
    charge  I1 100.00 on 2026-01-05
    account charge -100.00
    credit  N1 30.00 for I1 on 2026-01-10
    account charge -70.00
    account revenue 0.00
    apply   N1 I1 30.00 on 2026-01-10
    expect  I1 open 70.00
  `)
})

test('[INV-10] a second person decides on the amount in base currency', async () => {
  const story = await begin()
  await tell(story, 'rate USD 7.10 on 2026-01-01\n invoice I1 100.00 USD on 2026-01-05')
  const draft = { credits_number: 'I1', issued_on: '2026-01-10', amount_minor: '1000', reason: 'return' }
  const policy = (amount: string) => ({
    condition: { amount_minor_at_least: amount },
    permission: 'approval.release.credit_note',
  })
  const put = await story.org.admin.put('/api/approval-policies/credit_note.issue', policy('7101'))
  assert.equal(put.status, 200, JSON.stringify(put.body))
  assert.equal((await story.org.admin.post('/api/credit-notes', draft)).status, 200)
  await story.org.admin.put('/api/approval-policies/credit_note.issue', policy('7100'))
  const parked = await story.org.admin.post('/api/credit-notes', draft)
  assert.equal(parked.status, 202)
  const waiting = await story.checker.get('/api/approvals', { state: 'waiting' })
  const request = waiting.body.rows.find((row: { request_id: string }) => row.request_id === parked.body.request_id)
  assert.equal(request?.facts?.amount_minor, '7100', JSON.stringify(waiting.body))
})
