import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ledgerProblems } from '../testing/ledger-invariants.ts'
import { codes } from '../testing/customers.ts'
import { begin, tell } from '../testing/story.ts'
import { itemOf } from '../testing/story-line.ts'

/** A lost race shows only sometimes; so each pair runs 40 times. */
const rounds = 40

test('[LGR-5] two clerks who give the same money away at once give it away once', async () => {
  const story = await begin()
  const { admin } = story.org
  for (let round = 0; round < rounds; round++) {
    const [invoice, receipt] = [`I${round}`, `R${round}`]
    await tell(story, `invoice ${invoice} 100.00 on 2026-01-05\nreceipt ${receipt} 100.00 on 2026-01-10`)
    const line = {
      debit_item_id: itemOf(story, invoice),
      credit_item_id: itemOf(story, receipt),
      amount_minor: '6000',
    }
    const both = await Promise.all([1, 2].map(() => admin.post('/api/applications', [{ lines: [line] }])))
    assert.deepEqual(
      both.map(reply => codes(reply)?.[0] ?? reply.status).toSorted(),
      ['0 item_overapplied', 200].toSorted(),
    )
  }
  assert.deepEqual(await ledgerProblems(story.org.org_id), [])
})

test('[LGR-10] an application is taken back once, whoever asks at the same moment', async () => {
  const story = await begin()
  for (let round = 0; round < rounds; round++) {
    const [invoice, receipt] = [`I${round}`, `R${round}`]
    await tell(
      story,
      `invoice ${invoice} 100.00 on 2026-01-05\nreceipt ${receipt} 100.00 on 2026-01-10\napply ${receipt} ${invoice} 100.00`,
    )
    const item_id = itemOf(story, invoice)
    const history = (await story.org.admin.get(`/api/open-items/${item_id}/history`)).body.rows
    const { application_id } = history.find((row: { application_id: string | null }) => row.application_id)
    const both = await Promise.all(
      [1, 2].map(() => story.org.admin.post(`/api/applications/${application_id}/reversal`, {})),
    )
    assert.deepEqual(both.map(reply => codes(reply)?.[0] ?? reply.status).toSorted(), [
      '0 application_already_reversed',
      200,
    ])
  }
  assert.deepEqual(await ledgerProblems(story.org.org_id), [])
})

test('[LGR-9] a period never closes over a posting that is still under way', async () => {
  const story = await begin()
  const { admin, org_id, entity_id } = story.org
  await tell(story, 'invoice I1 1.00 on 2026-01-05')
  for (let round = 0; round < rounds; round++) {
    const draft = {
      customer_id: story.customers.get('C1'),
      entity_id,
      issued_on: '2026-01-06',
      due_on: '2026-01-06',
      amount_minor: '100',
    }
    const period = { entity_id, period: '2026-01' }
    const asked = await admin.post('/api/periods/closing', period)
    const [issued, closed] = await Promise.all([
      admin.post('/api/invoices', [draft]),
      story.checker.post(`/api/approvals/${asked.body.request_id}/release`, {}),
    ])
    assert.equal(closed.status, 200, JSON.stringify(closed.body))
    assert.ok(issued.status === 200 || codes(issued)?.[0] === '0 period_closed', JSON.stringify(issued.body))
    const late = await admin.post('/api/invoices', [draft])
    assert.deepEqual(codes(late), ['0 period_closed'])
    await tell(story, 'reopen 2026-01')
  }
  assert.deepEqual(await ledgerProblems(org_id), [])
})

test('[LGR-16] two clerks who begin an opening at once make one', async () => {
  for (let round = 0; round < 10; round++) {
    const story = await begin()
    const { admin, entity_id } = story.org
    await tell(story, 'customer C1')
    const item = {
      customer_id: story.customers.get('C1'),
      kind: 'invoice',
      issued_on: '2009-01-01',
      currency: 'CNY',
      amount_minor: '100',
    }
    const both = await Promise.all([1, 2].map(() => admin.post('/api/openings', [{ entity_id, items: [item] }])))
    assert.deepEqual(
      both.map(reply => reply.status),
      [200, 200],
    )
    assert.equal(both[0]?.body.rows[0].opening_id, both[1]?.body.rows[0].opening_id)
  }
})
