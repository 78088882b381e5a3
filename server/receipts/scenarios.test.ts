import { test } from 'node:test'
import { done } from '../testing/documents.ts'
import { begin, check, tell } from '../testing/story.ts'

// What the test suites of other systems hold to be true, as facts of ours.

test('[RCP-5] 100 in instalments of 30, 50 and 20 with 40 paid leaves 0, 40 and 20', async () => {
  const story = await begin()
  await tell(story, 'invoice I1 100.00 on 2026-01-05 30.00@2026-02-01 50.00@2026-03-01 20.00@2026-04-01')
  const apply = [{ invoice_number: 'I1', amount_minor: '4000' }]
  const money = { customer_number: 'C1', received_on: '2026-02-01', amount_minor: '4000', apply }
  await done(story.org.admin, '/api/receipts', money)
  await tell(story, 'expect I1#1 open 0.00\n expect I1#2 open 40.00\n expect I1#3 open 20.00')
})

test('[RCP-5] 99.99 paid of 100 leaves 0.01, listed', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    receipt R1 99.99 on 2026-01-20
    apply   R1 I1 99.99 on 2026-01-20
    expect  I1 open 0.01
  `))

test('[INV-10] a credit note kept apart is a row of its own', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    credit  N1 20.00 on 2026-01-10
    expect  I1 open 100.00
    expect  N1 open -20.00
  `))

test('[RCP-5] USD 100 at 80 paid at 75 realises a loss of 500', () =>
  check(`
    invoice I1 100.00 USD rate 80 on 2026-01-05
    receipt R1 100.00 USD rate 75 on 2026-01-20
    apply   R1 I1 100.00 on 2026-01-20
    expect  I1 open 0.00 base 0.00
    account exchange 500.00
  `))

test('[RCP-5] a receivable of 5,000 with 100 paid is 4,900', () =>
  check(`
    invoice I1 5000.00 on 2026-01-05
    receipt R1 100.00 on 2026-01-20
    apply   R1 I1 100.00 on 2026-01-20
    expect  I1 open 4900.00
    account receivable 4900.00
  `))

test('[RCP-5] a payment of 300 with 230 allocated leaves 70 on account', () =>
  check(`
    invoice I1 230.00 on 2026-01-05
    receipt R1 300.00 on 2026-01-20
    apply   R1 I1 230.00 on 2026-01-20
    expect  R1 open -70.00
    expect  I1 open 0.00
  `))

test('[RCP-5] 60 for 120 abroad against 80 for 240 abroad is a loss of 20', () =>
  check(`
    invoice I1 120.00 USD rate 0.5 on 2026-01-05
    receipt R1 240.00 USD rate 0.3333333333 on 2026-01-20
    expect  R1 open -240.00 base -80.00
    apply   R1 I1 120.00 on 2026-01-20
    account exchange 20.00
    expect  R1 open -120.00 base -40.00
  `))
