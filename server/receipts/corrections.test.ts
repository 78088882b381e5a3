import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done } from '../testing/documents.ts'
import { ledgerProblems } from '../testing/ledger-invariants.ts'
import { testOrganisation } from '../testing/organisation.ts'
import { check } from '../testing/story.ts'

test('[RCP-7] a wrong receipt is mirrored, and the right one pays what it had paid', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    receipt R1 100.00 on 2026-01-20
    apply   R1 I1 100.00 on 2026-01-20
    correct R1 120.00 as R2 on 2026-02-01 issued 2026-01-20 carried=100.00 left=0.00
    expect  I1 open 0.00
    expect  R1 open 0.00
    expect  R2 open -20.00
    state   R1 corrected
    account money 120.00
    as_of   2026-01-31 expect R1 open 0.00
    as_of   2026-01-31 expect R2 absent
  `))

test('[RCP-7] less money pays the earliest due first; what it no longer pays is open again and listed', () =>
  check(`
    invoice I1 60.00 on 2026-01-05 due 2026-04-30
    invoice I2 40.00 on 2026-01-06 due 2026-02-28
    receipt R1 100.00 on 2026-01-20
    apply   R1 I1 60.00 on 2026-01-20
    apply   R1 I2 40.00 on 2026-01-21
    correct R1 70.00 as R2 on 2026-02-01 issued 2026-01-20 carried=70.00 left=30.00
    expect  I2 open 0.00
    expect  I1 open 30.00
    expect  R2 open 0.00
  `))

test('[RCP-7] a receipt that never was gives back all it paid', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    receipt R1 100.00 on 2026-01-20
    apply   R1 I1 100.00 on 2026-01-20
    void    R1 on 2026-02-01 left=100.00
    expect  I1 open 100.00
    expect  R1 open 0.00
    account money 0.00
    void    R1 on 2026-02-02 -> receipt_not_posted
    as_of   2026-01-31 expect I1 open 0.00
  `))

test('[RCP-7] it may have been another customer’s money', () =>
  check(`
    invoice  I1 100.00 on 2026-01-05
    receipt  R1 100.00 on 2026-01-20
    apply    R1 I1 100.00 on 2026-01-20
    customer C2
    correct  R1 100.00 as R2 of C2 on 2026-02-01 issued 2026-01-20 carried=100.00
    expect   I1 open 0.00
    expect   R2 open 0.00
  `))

test('[RCP-7] at another rate the difference is that of the right receipt', () =>
  check(`
    invoice I1 100.00 USD rate 80 on 2026-01-05
    receipt R1 100.00 USD rate 75 on 2026-01-20
    apply   R1 I1 100.00 on 2026-01-20
    account exchange 500.00
    correct R1 100.00 USD as R2 rate 78 on 2026-02-01 issued 2026-01-20 carried=100.00
    account exchange 200.00
    expect  I1 open 0.00 base 0.00
    void    R2 on 2026-02-02 left=100.00
    account exchange 0.00
    expect  I1 open 100.00 base 8000.00
  `))

test('[RCP-7] a correction stands in an open period, not before what it takes back', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    receipt R1 100.00 on 2026-01-20
    apply   R1 I1 100.00 on 2026-03-20
    void    R1 on 2026-03-19 -> reversal_before_application
    close   2026-01
    void    R1 on 2026-01-31 -> period_closed
    advance A1 50.00 on 2026-03-21
    correct A1 50.00 as A2 on 2026-03-22 issued 2026-03-21
    expect  A2 open -50.00
  `))

test('[INV-9] two correct one invoice while a third pays it: one correction wins and nothing is lost, 40 times', async () => {
  const org = await testOrganisation()
  await done(org.admin, '/api/customers', { number: 'C01', name: '客户一' })
  for (let at = 0; at < 40; at++) {
    const number = `A-${at}`
    const issue = { customer_number: 'C01', issued_on: '2026-01-05', amount_minor: '100', number }
    const [{ invoice_id }] = (await done(org.admin, '/api/invoices', issue)).rows
    const correct = (amount_minor: string) =>
      org.admin.post(`/api/invoices/${invoice_id}/correction`, {
        corrected_on: '2026-02-01',
        reason: 'race',
        invoice: { issued_on: '2026-01-05', amount_minor },
      })
    const apply = [{ invoice_number: number, amount_minor: '60' }]
    const pay = { customer_number: 'C01', received_on: '2026-01-20', amount_minor: '60', apply }
    const replies = await Promise.all([correct('80'), correct('90'), org.admin.post('/api/receipts', pay)])
    const [one, other, paid] = replies.map(reply => reply.body.code ?? 'done')
    assert.deepEqual([one, other].sort(), ['done', 'invoice_not_issued'])
    assert.ok(['done', 'invoice_unknown', 'item_overapplied', 'item_overapplied_on_day'].includes(paid), paid)
  }
  assert.deepEqual(await ledgerProblems(org.org_id), [])
})
