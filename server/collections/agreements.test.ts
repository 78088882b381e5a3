import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runWaiting } from '../kernel/jobs.ts'
import { codes, create, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { textOfPdf } from '../testing/pdf-text.ts'

const { modules, app } = await testHouse()
const shifted = (days: number) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)
const today = shifted(0)

/** A company with two claims, of 1,000.00 and 500.00, that fell due in the order of their names. */
async function desk() {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer] = await create(org, { number: 'K1', name: '买方公司' })
  const customer_id = customer?.customer_id as string
  const bill = async (amount_minor: string, due_on: string) => {
    const draft = { customer_id, entity_id, issued_on: '2026-01-05', due_on, amount_minor }
    const { invoice_id, number } = (await done(org.admin, '/api/invoices', draft)).rows[0]
    const { rows } = (await org.admin.get('/api/open-items', { document_id: invoice_id })).body
    return { item_id: rows[0].item_id as string, number: number as string }
  }
  const first = await bill('100000', '2026-02-01')
  const second = await bill('50000', '2026-03-01')
  const pay = (item_id: string, amount_minor: string) =>
    done(org.admin, '/api/receipts', {
      customer_id,
      entity_id,
      received_on: today,
      method: 'transfer',
      amount_minor,
      apply: [{ item_id, amount_minor }],
    })
  const daysOf = async (item_id: string) => {
    const { item } = (await org.admin.get(`/api/open-items/${item_id}/history`)).body
    return [item.due_on, item.agreed_due_on]
  }
  const make = async (draft: object) => {
    // The administrator of the tests asks and a manager releases.
    const parked = await org.admin.post('/api/agreements', {
      reverts: true,
      reason: 'Asked for time',
      agreed_on: today,
      ...draft,
    })
    if (parked.status !== 202) return parked
    const manager = await org.as('finance_manager')
    const released = await manager.post(`/api/approvals/${parked.body.request_id}/release`, {})
    assert.equal(released.status, 200, JSON.stringify(released.body))
    const { rows } = (await org.admin.get('/api/agreements')).body
    return { status: 200, body: rows[0], headers: {} }
  }
  return { org, first, second, pay, daysOf, make }
}

test('[AGR-1] [AGR-3] an extension waits for a second person, gives its claims a later day and leaves the legal one', async () => {
  const { org, first, make, daysOf } = await desk()
  const draft = { kind: 'extension', items: [{ item_id: first.item_id, due_on: shifted(30) }] }
  const { body } = await make(draft)
  assert.deepEqual([body.standing, body.amount_minor, body.last_on], ['active', '100000', shifted(30)])
  assert.match(body.number, /^AGR\d{4}-000001$/)
  assert.deepEqual(await daysOf(first.item_id), ['2026-02-01', shifted(30)])
  assert.deepEqual(codes(await make(draft)), ['0 agreement_stands'])
  assert.equal((await org.admin.post(`/api/agreements/${body.agreement_id}/end`, { reason: 'x' })).status, 200)
  assert.deepEqual(await daysOf(first.item_id), ['2026-02-01', null])
  assert.deepEqual(codes(await org.admin.post(`/api/agreements/${body.agreement_id}/end`, { reason: 'x' })), [
    '0 agreement_over',
  ])
})

test('[AGR-2] parts sum to what is open, come one after the other, and fill the claims in the order they fell due', async () => {
  const { first, second, make, daysOf } = await desk()
  const items = [{ item_id: second.item_id }, { item_id: first.item_id }]
  const plan = (...amounts: string[]) =>
    make({
      kind: 'instalments',
      items,
      parts: amounts.map((amount_minor, at) => ({ due_on: shifted(30 * (at + 1)), amount_minor })),
    })
  assert.deepEqual(codes(await plan('50000', '99999')), ['0 agreement_parts_disagree'])
  const back = [
    { due_on: shifted(30), amount_minor: '75000' },
    { due_on: shifted(30), amount_minor: '75000' },
  ]
  assert.deepEqual(codes(await make({ kind: 'instalments', items, parts: back })), ['0 agreement_parts_order'])
  assert.deepEqual(
    codes(await make({ kind: 'extension', items: [{ item_id: first.item_id, due_on: '2026-01-20' }] })),
    ['0 agreement_day_early'],
  )
  assert.equal((await plan('60000', '60000', '30000')).status, 200)
  assert.deepEqual(await daysOf(first.item_id), ['2026-02-01', shifted(60)])
  assert.deepEqual(await daysOf(second.item_id), ['2026-03-01', shifted(90)])
})

test('[AGR-4] a part that is not paid in time raises a task once, and the earlier days come back where that was agreed', async () => {
  for (const reverts of [true, false]) {
    const { org, first, second, make, pay, daysOf } = await desk()
    const { body } = await make({
      kind: 'instalments',
      agreed_on: shifted(-20),
      items: [{ item_id: first.item_id }, { item_id: second.item_id }],
      parts: [
        { due_on: shifted(-10), amount_minor: '60000' },
        { due_on: shifted(30), amount_minor: '90000' },
      ],
      grace_days: 3,
      reverts,
    })
    await pay(first.item_id, '59999')
    const sweep = modules.jobs.sweeps.find(one => one.name === 'agreements-broken')
    for (let run = 0; run < 2; run++) {
      await sweep?.run(org.org_id)
      await runWaiting(modules.jobs, org.org_id)
    }
    const { rows } = (await org.admin.get('/api/tasks', { subject_kind: 'customer' })).body
    assert.deepEqual(
      rows.map((row: { title: string }) => row.title),
      [`Agreement ${body.number} with 买方公司 is broken`],
    )
    const shown = (await org.admin.get(`/api/agreements/${body.agreement_id}`)).body
    assert.equal(shown.standing, reverts ? 'broken' : 'late')
    assert.deepEqual(
      shown.parts.map((part: { paid_minor: string; broken: boolean }) => [part.paid_minor, part.broken]),
      [
        ['59999', true],
        ['0', false],
      ],
    )
    assert.deepEqual(await daysOf(first.item_id), ['2026-02-01', reverts ? null : shifted(30)])
  }
})

test('[AGR-4] an agreement whose parts are paid in time is kept, and breaks nothing', async () => {
  const { org, first, make, pay } = await desk()
  const { body } = await make({ kind: 'extension', items: [{ item_id: first.item_id, due_on: shifted(10) }] })
  await pay(first.item_id, '100000')
  const [row] = (await org.admin.get('/api/agreements', { standing: 'kept' })).body.rows
  assert.deepEqual([row.agreement_id, row.paid_minor, row.next_on], [body.agreement_id, '100000', null])
})

test('[AGR-6] an agreement is taken out as a paper with its claims, parts and what follows where one is broken', async () => {
  const { org, first, second, make } = await desk()
  const { body } = await make({
    kind: 'instalments',
    items: [{ item_id: first.item_id }, { item_id: second.item_id }],
    parts: [
      { due_on: shifted(30), amount_minor: '70000' },
      { due_on: shifted(60), amount_minor: '80000' },
    ],
  })
  const answer = await app.inject({
    method: 'POST',
    url: '/api/papers/agreements',
    headers: { authorization: `Bearer ${org.admin.token}`, 'idempotency-key': 'paper' },
    payload: { agreement_id: body.agreement_id, locale: 'zh' },
  })
  assert.equal(answer.statusCode, 200, answer.body.slice(0, 300))
  const text = textOfPdf(answer.rawPayload).join('').replaceAll('\n', '')
  for (const part of ['分期付款协议', '买方公司', first.number, '700.00', '800.00', '1,500.00', shifted(60)])
    assert.ok(text.includes(part), `${part} in ${text}`)
})
