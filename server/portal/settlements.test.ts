import assert from 'node:assert/strict'
import { test } from 'node:test'
import { piecesOf, settlementDay } from '../invoices/settlement-pieces.ts'
import { papersByLink } from '../kernel/http.ts'
import { runJob, runWaiting } from '../kernel/jobs.ts'
import type { Day } from '../kernel/values.ts'
import { pino } from 'pino'
import { programWithMail } from '../testing/colleagues.ts'
import { asOwner, codes, create, eventsOf, type Founded, founded } from '../testing/customers.ts'
import { done, refusals } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { postOffice } from '../testing/post-office.ts'

const { modules } = await testHouse()
const { mail, received } = await postOffice()
const posting = await programWithMail(mail, pino({ level: 'silent' }))
type Row = Record<string, string>

const pumps = (amount_minor = '1000000') => ({
  description: 'Pumps',
  quantity: '10',
  unit: 'pc',
  unit_price: '1000',
  amount_minor,
  price_includes_tax: true,
  tax_code: 'VAT13',
})

async function desk() {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer] = await create(org, { number: 'K1', name: 'Kunde', accounts: [{ entity_id, terms_code: 'net30' }] })
  const customer_id = customer?.customer_id as string
  const sign = async (number: string, more: object = {}) => {
    const said = { customer_id, entity_id, title: 'x', signed_on: '2026-01-02', number, lines: [pumps()] }
    return (await done(org.admin, '/api/contracts', { ...said, ...more })).rows[0].contract_id as string
  }
  const deliver = async (contract_id: string, quantity: string, on: string) => {
    const lines = [{ line: 1, quantity }]
    const made = await done(org.admin, `/api/contracts/${contract_id}/deliveries`, { delivered_on: on, lines })
    const confirmed = { confirmed_on: on, confirmed_name: 'Wang', confirmed_how: 'phone' }
    await done(org.admin, `/api/deliveries/${made.delivery_id}/confirmation`, confirmed)
    return made.number as string
  }
  const terms = (settlement_day: number, active = true) =>
    org.admin.put(`/api/customers/${customer_id}/settlement-terms`, {
      entity_id,
      currency: 'CNY',
      settlement_day,
      active,
    })
  const settle = async (on: string) => {
    const run = await done(org.admin, '/api/settlement-runs', { on })
    await runWaiting(modules.jobs, org.org_id)
    return run as { run_id: string; job_id: string }
  }
  return { org, entity_id, customer_id, sign, deliver, terms, settle }
}

const bills = async (org: Founded, query: Row = {}) =>
  (await org.admin.get('/api/settlements', { sort: 'number', ...query })).body.rows as Row[]
const read = async (org: Founded, id: string | undefined) => (await org.admin.get(`/api/settlements/${id}`)).body
const confirm = (org: Founded, id: string | undefined, contested: object[] = []) =>
  org.admin.post(`/api/settlements/${id}/confirmation`, {
    answered_on: '2026-01-27',
    answered_how: 'signed_note',
    answered_name: 'Wang',
    reason: 'stamped copy',
    contested,
  })

test('[INV-19] what is ready of a line is split by its deliveries, the earliest first, to the last minor unit', () => {
  const of = (delivery_id: string, quantity: string, billed = '0') => ({
    delivery_id,
    number: delivery_id,
    delivered_on: '2026-01-01' as Day,
    quantity,
    billed,
  })
  const pieces = (quantity: string | null, amount: bigint, billed: string, deliveries: ReturnType<typeof of>[]) =>
    piecesOf({ quantity, amount_minor: amount }, billed, deliveries).map(one => [
      one.delivery?.delivery_id ?? null,
      one.quantity,
      one.amount_minor,
    ])
  assert.deepEqual(pieces('3', 10000n, '0', [of('a', '1'), of('b', '2')]), [
    ['a', '1', 3333n],
    ['b', '2', 6667n],
  ])
  // Two were billed without a word of which delivery: they are of the first.
  assert.deepEqual(pieces('2.5', 2500n, '2', [of('a', '1.5'), of('b', '3')]), [['b', '2.5', 2500n]])
  // The second is billed by name, a half of the first without.
  assert.deepEqual(pieces('2.5', 2500n, '1.5', [of('a', '1'), of('b', '1', '1'), of('c', '2')]), [
    ['a', '0.5', 500n],
    ['c', '2', 2000n],
  ])
  assert.deepEqual(pieces(null, 7n, '0', []), [[null, null, 7n]])
  const days = (day: number, ...on: string[]) => on.map(one => settlementDay(day, one as Day))
  assert.deepEqual(days(25, '2026-03-25', '2026-03-24', '2026-01-03'), ['2026-03-25', '2026-02-25', '2025-12-25'])
  assert.deepEqual(days(31, '2026-02-28', '2026-03-30', '2026-03-31'), ['2026-02-28', '2026-02-28', '2026-03-31'])
})

test('[INV-19] [INV-20] all that is unsettled on its day becomes one bill, confirmed without what is contested, then one invoice', async () => {
  const { org, entity_id, customer_id, sign, deliver, terms, settle } = await desk()
  assert.deepEqual(await refusals(org.admin, '/api/settlement-runs', {}), ['0 settlement_terms_none'])
  const one = await sign('A1')
  const two = await sign('A2')
  const first = await deliver(one, '2', '2026-01-10')
  const second = await deliver(one, '3', '2026-01-20')
  const other = await deliver(two, '1', '2026-01-15')
  await deliver(two, '4', '2026-01-26')
  assert.equal((await terms(25)).status, 200)
  // No run bills what is settled by the month.
  const listed = (await org.admin.get('/api/billables', { until: '2026-01-31' })).body.rows as Row[]
  assert.deepEqual(
    listed.map(row => [row.contract_number, row.ready, row.why]),
    [
      ['A1', false, 'by_settlement'],
      ['A2', false, 'by_settlement'],
    ],
  )
  assert.deepEqual(await refusals(org.admin, '/api/billing-runs', { until: '2026-01-31' }), ['0 billing_run_empty'])

  const run = await settle('2026-01-28')
  await runJob(modules.jobs, org.org_id, run.job_id)
  const [bill, none] = await bills(org)
  assert.equal(none, undefined)
  assert.deepEqual(
    [bill?.until_on, bill?.state, bill?.amount_minor, bill?.reply_by],
    ['2026-01-25', 'open', '600000', '2026-02-04'],
  )
  const shown = await read(org, bill?.settlement_id)
  assert.deepEqual(
    shown.rows.map((row: Row) => [
      row.contract_number,
      row.delivery_number,
      row.happened_on,
      row.quantity,
      row.amount_minor,
    ]),
    [
      ['A1', first, '2026-01-10', '2', '200000'],
      ['A1', second, '2026-01-20', '3', '300000'],
      ['A2', other, '2026-01-15', '1', '100000'],
    ],
  )
  // Another run of the same days finds nothing that is not in the first.
  await settle('2026-01-28')
  assert.equal((await bills(org)).length, 1)
  const runs = (await org.admin.get('/api/settlement-runs')).body.rows as Record<string, unknown>[]
  assert.deepEqual(
    runs.map(row => [row.state, row.accounts, row.done, row.made]),
    [
      ['done', 1, 1, 0],
      ['done', 1, 1, 1],
    ],
  )

  const id = bill?.settlement_id as string
  const issue = (more: object = {}) => org.admin.post('/api/settlements/invoices', { settlement_ids: [id], ...more })
  assert.deepEqual(codes(await issue()), ['0 settlement_not_confirmed'])
  assert.deepEqual(codes(await confirm(org, id, [{ line: 9, note: 'x' }])), ['0 contest_line_unknown'])
  assert.equal((await confirm(org, id, [{ line: 2, note: 'one is broken' }])).body.state, 'confirmed')
  assert.deepEqual(codes(await confirm(org, id)), ['0 settlement_not_open'])
  const issued = await issue()
  assert.equal(issued.status, 200, JSON.stringify(issued.body))
  const invoice = (await org.admin.get(`/api/invoices/${issued.body.rows[0].invoice_id}`)).body
  assert.deepEqual(
    [invoice.issued_on, invoice.amount_minor, invoice.base_days.statement_confirmed, invoice.due_on],
    ['2026-01-25', '300000', '2026-01-27', '2026-02-24'],
  )
  assert.deepEqual(
    invoice.lines.map((line: Row) => line.description),
    [`Pumps · A1 · ${first} · 2026-01-10`, `Pumps · A2 · ${other} · 2026-01-15`],
  )
  // Each contract counts its share.
  const contract = async (contract_id: string) => (await org.admin.get(`/api/contracts/${contract_id}`)).body
  const stand = async (contract_id: string) => {
    const { billed_minor, settled_minor, lines, invoices } = await contract(contract_id)
    return [billed_minor, settled_minor, lines[0].billed, invoices.length]
  }
  assert.deepEqual(await stand(one), ['200000', '0', '2', 1])
  assert.deepEqual(await stand(two), ['100000', '0', '1', 1])
  // A credit note on the whole takes off each share.
  const half = { credits_id: invoice.invoice_id, issued_on: '2026-01-28', reason: 'x' }
  const line = { description: 'x', amount_minor: '30000', tax_code: 'VAT13', price_includes_tax: true }
  await done(org.admin, '/api/credit-notes', { ...half, lines: [line] })
  assert.deepEqual([(await stand(one))[0], (await stand(two))[0]], ['180000', '90000'])

  // What was contested waits, also on the next day; what came since is settled.
  await settle('2026-02-25')
  const next = (await bills(org))[1]
  assert.deepEqual(
    (await read(org, next?.settlement_id)).rows.map((row: Row) => [
      row.contract_number,
      row.quantity,
      row.amount_minor,
    ]),
    [['A2', '4', '400000']],
  )
  assert.equal((await bills(org, { waits: 'true' })).length, 1)
  const undo = (settlement_ids: unknown[]) =>
    org.admin.post('/api/settlements/undoing', { settlement_ids, reason: 'x' })
  assert.deepEqual(codes(await undo([id, next?.settlement_id])), ['0 settlement_over'])
  assert.equal((await undo([next?.settlement_id])).status, 200)
  const release = `/api/settlements/${id}/released`
  assert.deepEqual(await refusals(org.admin, release, { lines: [1], reason: 'x' }), ['0 settlement_line_not_waiting'])
  await done(org.admin, release, { lines: [2], reason: 'replaced' })
  await settle('2026-02-26')
  const third = (await bills(org))[2]
  assert.deepEqual(
    (await read(org, third?.settlement_id)).rows
      .map((row: Row) => [row.delivery_number, row.quantity, row.amount_minor])
      .slice(0, 1),
    [[second, '3', '300000']],
  )
  assert.equal(third?.amount_minor, '700000')
  assert.deepEqual((await bills(org, { state: 'undone' })).length, 1)
  // Taking the terms back lets runs bill again what stands in no bill.
  await terms(25, false)
  const { rows } = (await org.admin.get(`/api/customers/${customer_id}/settlement-terms`)).body
  assert.deepEqual([rows[0].entity_id, rows[0].active], [entity_id, false])
})

test('[POR-10] the customer confirms a settlement bill on its page once, without the lines it contests', async () => {
  const { org, sign, deliver, terms, settle } = await desk()
  const contract_id = await sign('A1')
  await deliver(contract_id, '2', '2026-01-10')
  await deliver(contract_id, '3', '2026-01-11')
  await terms(31)
  await settle('2026-01-31')
  const [bill] = await bills(org)
  const id = bill?.settlement_id as string
  const page = async (settlement_id: string) => {
    const { rows } = await done(org.admin, '/api/pages', [{ kind: 'settlement', settlement_id }])
    const { link } = await done(org.admin, `/api/pages/${rows[0].page_id}/link`, {})
    return String(link).split('#')[1] as string
  }
  assert.deepEqual(await refusals(org.admin, '/api/pages', [{ kind: 'settlement' }]), ['0 field_missing'])
  const token = await page(id)
  const visit = async (path: string, payload: object) => {
    const answer = await org.app.inject({ method: 'POST', url: `/api/pages/${path}`, payload })
    return { status: answer.statusCode, body: answer.json() }
  }
  const looked = (await visit('look', { token })).body
  assert.deepEqual(
    [looked.kind, looked.settlement.number, looked.settlement.lines.length],
    ['settlement', bill?.number, 2],
  )
  // It takes the bill out as a paper; so do we, and the record says both.
  const paper = await org.app.inject({ method: 'POST', url: '/api/pages/settlement/paper', payload: { token } })
  assert.deepEqual([paper.statusCode, paper.rawPayload.subarray(0, 5).toString()], [200, '%PDF-'])
  const ours = await org.admin.post('/api/papers/settlements', { settlement_ids: [id], locale: 'en' })
  assert.equal(ours.status, 200)
  assert.deepEqual(await refusals(org.admin, '/api/papers/settlements', { settlement_ids: [org.entities[0]] }), [
    '0 settlement_unknown',
  ])
  const printed = await eventsOf(org, id)
  assert.equal(printed.filter(event => event.name === 'settlement.printed').length, 2)
  const wrong = { token: `${token}x` }
  for (let time = 0; time < papersByLink.max; time++) assert.equal((await visit('settlement/paper', wrong)).status, 404)
  const { status, body } = await visit('settlement/paper', wrong)
  assert.deepEqual([status, body.code], [429, 'too_many_requests'])
  assert.equal((await visit('agreement', { token, name: 'Li', decision: 'confirm' })).status, 404)
  const said = { token, name: 'Li', contested: [{ line: 1, note: 'never came' }] }
  assert.equal((await visit('settlement', said)).body.state, 'contested')
  assert.equal((await visit('settlement', said)).status, 409)
  await runWaiting(modules.jobs, org.org_id)
  const after = await read(org, id)
  assert.deepEqual(
    [after.state, after.answered_how, after.answered_name, after.contested_minor],
    ['confirmed', 'page', 'Li', '200000'],
  )
  const tasks = (await org.admin.get('/api/tasks')).body.rows as Row[]
  assert.ok(tasks.some(task => task.title?.includes(bill?.number ?? '?')))
  await done(org.admin, '/api/settlements/invoices', { settlement_ids: [id] })
  assert.equal((await read(org, id)).state, 'issued')
  // All of it contested: there is nothing to issue. Taken back, its page opens no more.
  await deliver(contract_id, '1', '2026-02-01')
  await settle('2026-02-28')
  const second = (await bills(org))[1]?.settlement_id as string
  const other = await page(second)
  assert.equal(
    (await visit('settlement', { token: other, name: 'Li', contested: [{ line: 1, note: 'no' }] })).body.state,
    'contested',
  )
  assert.equal((await read(org, second)).state, 'contested')
  await done(org.admin, '/api/settlements/undoing', { settlement_ids: [second], reason: 'x' })
  assert.equal((await visit('look', { token: other })).status, 404)
})

test('[INV-26] bills are made by themselves when their day is over, once, and sent the way the customer is billed', async () => {
  const { org, entity_id, customer_id, sign, deliver } = await desk()
  const contract_id = await sign('A1')
  await deliver(contract_id, '2', '2026-01-10')
  const path = (id: string) => `/api/customers/${id}/settlement-terms`
  const automatic = { entity_id, currency: 'CNY', settlement_day: 31, automatic: true }
  assert.equal((await org.admin.put(path(customer_id), automatic)).status, 200)
  await org.admin.put(`/api/customers/${customer_id}/billing-way`, { channel: 'mail', recipient: 'ap@kunde.example' })
  // Another is billed by courier: its bill waits for a hand, and a task says so.
  const [other] = await create(org, { number: 'K2', name: 'Zweiter', accounts: [{ entity_id, terms_code: 'net30' }] })
  const other_id = other?.customer_id as string
  await org.admin.put(path(other_id), automatic)
  await org.admin.put(`/api/customers/${other_id}/billing-way`, { channel: 'courier' })
  await deliver(await sign('B1', { customer_id: other_id }), '1', '2026-01-10')
  const morning = async () => {
    await posting.jobs.sweeps.find(one => one.name === 'settlements-by-day')?.run(org.org_id)
    await runWaiting(posting.jobs, org.org_id)
  }
  // What lies before it was switched on is not made up for.
  await morning()
  assert.deepEqual(await bills(org), [])
  await asOwner(`update settlement_terms set made_until = '2026-02-01' where org_id = ${org.org_id}`)
  await morning()
  const made = await bills(org, { sort: 'number' })
  assert.deepEqual(made.map(bill => bill.amount_minor).toSorted(), ['100000', '200000'])
  const of = (bill: Row) => org.admin.get('/api/pages', { settlement_id: bill.settlement_id ?? '' })
  const pages = (await Promise.all(made.map(of))).flatMap(answer => answer.body.rows as Row[])
  assert.deepEqual(pages.map(page => [page.customer_number, page.recipient, page.state]).toSorted(), [
    ['K1', 'ap@kunde.example', 'sent'],
    ['K2', null, 'made'],
  ])
  const letter = received.find(one => one.to.includes('ap@kunde.example'))
  assert.match(letter?.content ?? '', /application\/pdf/)
  const tasks = (await org.admin.get('/api/tasks')).body.rows as Row[]
  assert.equal(tasks.filter(task => task.title?.includes('Zweiter')).length, 1)
  // The next morning nothing is due, also what was delivered since for a day that is settled.
  await deliver(contract_id, '1', '2026-01-12')
  await morning()
  assert.equal((await bills(org)).length, 2)
})

test('[INV-31] before the invoice the customer checks the lines: what it contests is held on every road, the rest is issued', async () => {
  const { org, entity_id, customer_id, sign } = await desk()
  const lines = [pumps(), { ...pumps('500000'), description: 'Valves', quantity: '5' }]
  const contract_id = await sign('A1', { lines })
  const sent = { delivered_on: '2026-01-10', lines: [1, 2].map(line => ({ line, quantity: '5' })) }
  const { delivery_id } = await done(org.admin, `/api/contracts/${contract_id}/deliveries`, sent)
  const confirmed = { confirmed_on: '2026-01-10', confirmed_name: 'Wang', confirmed_how: 'phone' }
  await done(org.admin, `/api/deliveries/${delivery_id}/confirmation`, confirmed)
  const check = (more: object) => org.admin.post(`/api/contracts/${contract_id}/checks`, more)
  assert.deepEqual(codes(await check({ reply_by: '2020-01-01' })), ['0 contract_day_outside'])
  assert.deepEqual(codes(await check({ reply_by: '2099-01-01', keys: ['l7'] })), ['0 check_empty'])
  const made = (await check({ reply_by: '2099-01-01' })).body as Row
  assert.deepEqual([made.number?.slice(0, 3), made.lines, made.amount_minor], ['CHK', 2, '1000000'])
  assert.deepEqual(codes(await check({ reply_by: '2099-01-01' })), ['0 check_empty'])
  // Nothing of it is billed meanwhile: not by a run, not by the contract, not by hand without a reason.
  const why = async () =>
    ((await org.admin.get('/api/billables', { until: '2026-01-31' })).body.rows as Row[]).map(row => row.why)
  const proposed = async () => (await org.admin.get(`/api/contracts/${contract_id}/next-invoice`)).body.lines.length
  assert.deepEqual([await why(), await proposed()], [['in_check', 'in_check'], 0])
  const line = {
    description: 'x',
    amount_minor: '500000',
    tax_code: 'VAT13',
    price_includes_tax: true,
    contract_line: 2,
  }
  const byHand = { contract_id, customer_id, entity_id, issued_on: '2026-01-31', lines: [{ ...line, quantity: '5' }] }
  assert.deepEqual(await refusals(org.admin, '/api/invoices', [byHand]), ['0 contract_line_held'])

  // Without an answer it is issued after the day of the answer alone, unless the rules say otherwise, and with a reason.
  const id = made.settlement_id as string
  const issue = (more: object = {}) => org.admin.post('/api/settlements/invoices', { settlement_ids: [id], ...more })
  assert.deepEqual(codes(await issue()), ['0 settlement_not_confirmed'])
  assert.deepEqual(codes(await issue({ reason: 'urgent' })), ['0 check_unanswered'])
  const { rows } = await done(org.admin, '/api/pages', [{ kind: 'settlement', settlement_id: id }])
  const { link } = await done(org.admin, `/api/pages/${rows[0].page_id}/link`, {})
  const token = String(link).split('#')[1]
  const visit = (path: string, payload: object) =>
    org.app.inject({ method: 'POST', url: `/api/pages/${path}`, payload: { token, ...payload } })
  assert.equal((await visit('look', {})).json().settlement.kind, 'check')
  const contested = [{ line: 2, note: 'two are missing' }]
  assert.equal((await visit('settlement', { name: 'Li', contested })).json().state, 'contested')
  await runWaiting(modules.jobs, org.org_id)
  const tasks = (await org.admin.get('/api/tasks')).body.rows as Row[]
  assert.ok(tasks.some(task => task.subject_id === contract_id && task.title?.includes(made.number ?? '?')))
  assert.deepEqual(await refusals(org.admin, '/api/invoices', [byHand]), ['0 contract_line_held'])
  const issued = await issue({ tax_point: 'later' })
  assert.equal(issued.status, 200, JSON.stringify(issued.body))
  const invoice = (await org.admin.get(`/api/invoices/${issued.body.rows[0].invoice_id}`)).body
  assert.deepEqual(
    [invoice.amount_minor, invoice.contract_id, invoice.reference, invoice.base_days.goods_received],
    ['500000', contract_id, 'A1', '2026-01-10'],
  )
  assert.deepEqual(await why(), ['contested'])
  await done(org.admin, `/api/settlements/${id}/released`, { lines: [2], reason: 'they came' })
  assert.deepEqual([await why(), await proposed()], [['confirmed'], 1])

  // The next is issued unanswered where that is always allowed; its page opens no more.
  const next = (await check({ reply_by: '2099-01-01', keys: ['l2'] })).body.settlement_id as string
  await org.admin.put('/api/billing-rules', { tolerance_bp: 10, unanswered: 'always' })
  const hasty = { settlement_ids: [next], reason: 'agreed by phone' }
  assert.equal((await org.admin.post('/api/settlements/invoices', hasty)).status, 200)
  assert.deepEqual([(await read(org, next)).reason, (await read(org, next)).answered_on], ['agreed by phone', null])
  assert.equal((await bills(org, { contract_id, kind: 'check' })).length, 2)
})
