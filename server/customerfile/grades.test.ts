import assert from 'node:assert/strict'
import { test } from 'node:test'
import { standardRules } from '../customers/file-rules.ts'
import { asOwner, codes, create, eventsOf, type Founded, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { decideContractTreatment, decideInvoiceTreatment } from './treatment.ts'
import { decideRules } from './rules.ts'

await testHouse()

const today = () => new Date().toISOString().slice(0, 10)
const before = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

async function desk(...names: string[]) {
  const org = await founded()
  const [entity_id] = org.entities
  const rows = await create(org, ...names.map(number => ({ number, name: `Kunde ${number}` })))
  const ids = new Map(rows.map(row => [row.number, row.customer_id]))
  const id = (number: string) => ids.get(number) as string
  const bill = (number: string, amount_minor: string, ago: number, due: number, more: object = {}) =>
    org.admin.post('/api/invoices', {
      customer_id: id(number),
      entity_id,
      issued_on: before(ago),
      amount_minor,
      due_on: before(due),
      ...more,
    })
  return { org, entity_id, id, bill }
}

const grade = async (org: Founded, customer_id: string) =>
  (await org.admin.get(`/api/customers/${customer_id}`)).body.grade
const grading = (over: object) => ({ grading: { ...standardRules.grading, ...over } })

test('[CUS-29] [CUS-30] grades are proposed for all at once, from what was billed, how often, and how it was paid', async () => {
  const { org, id, bill } = await desk('BIG', 'LATE', 'IDLE')
  await bill('BIG', '200000000', 40, -10)
  await bill('LATE', '300000000', 200, 150)
  const answer = await done(org.admin, '/api/customer-grades/proposals', {})
  assert.deepEqual(answer, { count: 2, waiting: 2 })
  const { rows } = (await org.admin.get('/api/customer-grades', { state: 'waiting' })).body
  const shown = rows.map((row: Record<string, unknown>) => [
    row.customer_number,
    row.importance,
    row.frequency,
    row.credit,
    row.proposed,
    row.billed_minor,
    row.share_bp,
    row.overdue_bp,
  ])
  assert.deepEqual(shown, [
    ['LATE', 'A', 'C', 'C', 'B', '300000000', 6000, 10000],
    ['BIG', 'A', 'C', null, 'B', '200000000', 4000, 0],
  ])
  assert.equal(await grade(org, id('BIG')), null, 'a proposal is no grade')
  await org.admin.put('/api/customer-rules', grading({ invoices_a: 1, invoices_b: 1 }))
  await done(org.admin, '/api/customer-grades/proposals', {})
  const again = (await org.admin.get('/api/customer-grades')).body.rows
  assert.deepEqual(
    again.map((row: Record<string, unknown>) => [row.customer_number, row.frequency, row.points, row.proposed]),
    [
      ['LATE', 'A', 220, 'B'],
      ['BIG', 'A', 260, 'A'],
    ],
  )
})

test('[CUS-31] a person confirms a grade, or sets another with a reason; the figures stay with it', async () => {
  const { org, id, bill } = await desk('ONE', 'TWO')
  await bill('ONE', '200000000', 40, -10)
  await done(org.admin, '/api/customer-grades/proposals', {})
  const set = (...lines: object[]) => org.admin.post('/api/customer-grades', lines)
  const other = await set({ customer_id: id('ONE'), grade: 'A' }, { customer_id: id('TWO'), grade: 'C' })
  assert.deepEqual(codes(other), ['0 grade_reason_missing', '1 grade_reason_missing'])
  const line = { customer_id: id('ONE'), grade: 'B' }
  assert.equal((await set(line, { customer_id: id('TWO'), grade: 'C', reason: 'new' })).body.count, 2)
  assert.deepEqual([await grade(org, id('ONE')), await grade(org, id('TWO'))], ['B', 'C'])
  const file = (await org.admin.get(`/api/customers/${id('ONE')}/file`)).body
  assert.deepEqual([file.proposal.state, file.gradings.length, file.gradings[0].grade], ['confirmed', 1, 'B'])
  const [kept] = await asOwner<{ figures: { billed_minor: number } }>(
    'select figures from customer_grades where org_id = $1 and customer_id = $2',
    [org.org_id, id('ONE')],
  )
  assert.equal(String(kept?.figures.billed_minor), '200000000')
  assert.equal((await eventsOf(org, id('TWO'))).at(-1)?.name, 'customer_grade.set')
  const listed = (await org.admin.get('/api/customers', { grade: ['C'] })).body.rows
  assert.deepEqual(
    listed.map((row: { number: string }) => row.number),
    ['TWO'],
  )
  const clerk = await org.as('receivables_clerk')
  assert.equal((await clerk.post('/api/customer-grades', [line])).status, 403)
})

test('[CUS-31] a proposal that was declined does not come back until it changes', async () => {
  const { org, id, bill } = await desk('ONE')
  await bill('ONE', '200000000', 40, -10)
  const propose = () => done(org.admin, '/api/customer-grades/proposals', {})
  await propose()
  await done(org.admin, '/api/customer-grades', [{ customer_id: id('ONE'), grade: 'C', reason: 'too young' }])
  assert.deepEqual(await propose(), { count: 1, waiting: 0 })
  await org.admin.put('/api/customer-rules', grading({ points_a: 200 }))
  assert.deepEqual(await propose(), { count: 1, waiting: 1 })
})

const treated = { number: 'K', grade: 'C' as const, treatment: standardRules.treatments.C, missing: [] as string[] }

test('[CUS-32] what a grade forbids, pure', () => {
  const contract = (advance: bigint, missing: string[] = []) =>
    decideContractTreatment({ ...treated, missing }, 0, { amount_minor: 1000n, advance_minor: advance }).map(
      one => one.code,
    )
  assert.deepEqual(contract(299n), ['contract_prepayment_short'])
  assert.deepEqual(contract(300n), [])
  assert.deepEqual(contract(300n, ['licence']), ['customer_documents_missing'])
  assert.deepEqual(decideContractTreatment(undefined, 0, { amount_minor: 1n, advance_minor: 0n }), [])
  const invoice = (...due_on: (string | null)[]) =>
    decideInvoiceTreatment(treated, 0, { issued_on: '2026-01-01' as never, due_on: due_on as never[] }).length
  assert.deepEqual(
    [invoice('2026-03-02'), invoice('2026-03-03'), invoice(null), invoice(null, '2026-05-01')],
    [0, 1, 0, 1],
  )
})

test('[CUS-32] the grade of a customer drives contracts, invoices and limits; a reason overrides and is recorded', async () => {
  const { org, entity_id, id, bill } = await desk('WEAK')
  await done(org.admin, '/api/customer-grades', [{ customer_id: id('WEAK'), grade: 'C', reason: 'weak' }])
  const rules = standardRules.treatments
  await org.admin.put('/api/customer-rules', {
    treatments: { ...rules, C: { ...rules.C, documents: ['licence'], terms_code: 'net30' } },
  })
  const lines = [{ description: 'Pump', amount_minor: '1130', tax_code: 'VAT13' }]
  const contract = { customer_id: id('WEAK'), entity_id, title: 'Pumps', signed_on: '2026-01-05', lines }
  const refused = await org.admin.post('/api/contracts', contract)
  assert.deepEqual(codes(refused), ['0 customer_documents_missing', '0 contract_prepayment_short'])
  const made = await done(org.admin, '/api/contracts', { ...contract, grade_reason: 'agreed by the board' })
  const [told] = await eventsOf(org, made.rows[0].contract_id)
  assert.equal(told?.data.grade_reason, 'agreed by the board')
  assert.deepEqual(codes(await bill('WEAK', '1000', 0, -90)), ['0 terms_above_grade'])
  assert.equal((await bill('WEAK', '1000', 0, -90, { grade_reason: 'agreed' })).status, 200)
  const usual = await done(org.admin, '/api/invoices', {
    customer_id: id('WEAK'),
    entity_id,
    issued_on: today(),
    amount_minor: '100',
  })
  const { body } = await org.admin.get(`/api/invoices/${usual.rows[0].invoice_id}`)
  assert.equal(body.due_on, before(-30), 'the terms of the grade')
  const limit = (limit_minor: string) =>
    org.admin.post('/api/customer-accounts', { customer_id: id('WEAK'), entity_id, limit_minor })
  assert.deepEqual([(await limit('10000000')).status, (await limit('10000001')).status], [200, 202])
})

test('[CUS-26] a bound of A is never laxer than that of B', () => {
  const wrong = (over: object) =>
    decideRules({ ...standardRules, grading: { ...standardRules.grading, ...over } }).map(one => one.params?.field)
  assert.deepEqual(wrong({}), [])
  assert.deepEqual(wrong({ late_a_days: 31, points_b: 300 }), ['points_a', 'late_a_days'])
})

test('[CUS-27] [CUS-28] completeness says what is missing, and a review says that the rest holds', async () => {
  const { org, entity_id } = await desk('X')
  const contacts = [{ name: 'Wang', email: 'wang@example.com', roles: ['invoice'] }]
  const accounts = [{ entity_id, terms_code: 'net30', limit_minor: '100' }]
  const [full] = await create(org, { number: 'F', name: 'Full', kind: 'person', contacts, accounts })
  const customer_id = full?.customer_id as string
  const read = async () => (await org.admin.get(`/api/customers/${customer_id}/file`)).body
  assert.deepEqual(
    [(await read()).completeness, (await read()).missing],
    [60, ['address', 'licence', 'salesperson', 'bank_account']],
  )
  await done(org.admin, `/api/customers/${customer_id}/addresses`, { roles: ['registered'], line: 'Street' })
  assert.equal((await read()).completeness, 75)
  const below = (await org.admin.get('/api/customers', { completeness_below: '50' })).body.rows
  assert.deepEqual(
    below.map((row: { number: string }) => row.number),
    ['X'],
  )
  const due = async () => (await org.admin.get('/api/customers', { review_due: 'true' })).body.rows.length
  assert.equal(await due(), 0)
  await org.admin.put('/api/customer-rules', { review_months: 0 })
  assert.equal(await due(), 2)
  await org.admin.put('/api/customer-rules', { review_months: 12 })
  await done(org.admin, '/api/customer-reviews', [{ customer_id, note: 'nothing changed' }])
  assert.ok((await read()).reviewed_on)
  assert.equal((await eventsOf(org, customer_id)).at(-1)?.name, 'customer.reviewed')
})
