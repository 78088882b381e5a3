import assert from 'node:assert/strict'
import { test } from 'node:test'
import { standardRules } from '../customers/file-rules.ts'
import { codes, create, eventsOf, type Founded, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { documentsDemanded } from './onboarding-checks.ts'

await testHouse()

const contacts = [{ name: 'Wang', email: 'wang@example.com' }]

async function apply(org: Founded, more: object = {}) {
  const applied = await done(org.admin, '/api/onboardings', { name: 'Neukunde', kind: 'person', contacts, ...more })
  return applied as { onboarding_id: string; customer_id: string; number: string }
}

const paper = (org: Founded, customer_id: string, kind: string) =>
  done(org.admin, `/api/customers/${customer_id}/documents`, { kind, title: kind })
const demanded = ['opening_form', 'identity', 'address_proof']

async function complete(org: Founded, customer_id: string) {
  for (const kind of demanded) await paper(org, customer_id, kind)
  await done(org.admin, `/api/customers/${customer_id}/addresses`, { roles: ['registered'], line: 'Street' })
}

test('[CUS-33] a customer that was applied for takes no contract and no invoice, until another person activates it', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  const { onboarding_id, customer_id } = await apply(org, { grade: 'B' })
  const bill = () =>
    org.admin.post('/api/invoices', {
      customer_id,
      entity_id,
      issued_on: '2026-01-05',
      amount_minor: '100',
      due_on: '2026-01-06',
    })
  const lines = [{ description: 'Pump', amount_minor: '1130', tax_code: 'VAT13' }]
  const sign = () =>
    org.admin.post('/api/contracts', { customer_id, entity_id, title: 'x', signed_on: '2026-01-05', lines })
  assert.deepEqual(codes(await bill()), ['0 customer_not_activated'])
  assert.deepEqual(codes(await sign()), ['0 customer_not_activated'])
  const path = `/api/onboardings/${onboarding_id}`
  assert.deepEqual(codes(await org.admin.post(`${path}/submission`)), ['0 onboarding_documents_missing'])
  await complete(org, customer_id)
  await done(org.admin, `${path}/submission`, {})
  assert.deepEqual(codes(await org.admin.post(`${path}/activation`)), ['0 checker_is_maker'])
  const checker = await org.as('credit_manager')
  assert.deepEqual(await done(checker, `${path}/activation`, {}), { state: 'activated' })
  assert.deepEqual([(await bill()).status, (await sign()).status], [200, 200])
  const { body } = await org.admin.get(`/api/customers/${customer_id}`)
  assert.deepEqual([body.pending, body.grade], [false, 'B'])
  assert.deepEqual(codes(await checker.post(`${path}/activation`)), ['0 onboarding_state'])
})

test('[CUS-34] [CUS-35] a check that does not pass needs a reason; papers are always needed', async () => {
  const org = await founded()
  await create(org, { number: 'OLD', name: '宏达机电有限公司', tax_id: '91330100MA28XXXX1A' })
  const { onboarding_id, customer_id } = await apply(org, { name: '宏达机电有限公司', kind: 'company', contacts: [] })
  const path = `/api/onboardings/${onboarding_id}`
  for (const kind of ['opening_form', 'licence', 'address_proof']) await paper(org, customer_id, kind)
  await done(org.admin, `${path}/submission`, {})
  const shown = (await org.admin.get(path)).body
  const failed = shown.checks.filter((one: { passed: boolean }) => !one.passed)
  assert.deepEqual(
    failed.map((one: { check: string }) => one.check),
    ['tax_id', 'twins', 'contact', 'address'],
  )
  assert.deepEqual(
    shown.twins.map((one: { number: string }) => one.number),
    ['OLD'],
  )
  const checker = await org.as('everything')
  assert.deepEqual(codes(await checker.post(`${path}/activation`)), ['0 onboarding_check_failed'])
  await done(checker, `${path}/activation`, { reason: 'another branch of the same house' })
  const event = (await eventsOf(org, customer_id)).at(-1)
  assert.deepEqual([event?.name, event?.data.reason], ['onboarding.activated', 'another branch of the same house'])
})

test('[CUS-36] an opening is sent back, rejected or withdrawn with a reason; then the customer is archived', async () => {
  const org = await founded()
  const { onboarding_id, customer_id } = await apply(org)
  const path = `/api/onboardings/${onboarding_id}`
  await complete(org, customer_id)
  const checker = await org.as('everything')
  const early = await checker.post(`${path}/rejection`, { reason: 'no' })
  assert.deepEqual(codes(early), ['0 onboarding_state'])
  await done(org.admin, `${path}/submission`, {})
  assert.deepEqual(await done(checker, `${path}/rejection`, { back: true, reason: 'unreadable' }), {
    state: 'collecting',
  })
  await done(org.admin, `${path}/submission`, {})
  assert.deepEqual(await done(checker, `${path}/rejection`, { reason: 'no business' }), { state: 'rejected' })
  assert.equal((await org.admin.get(`/api/customers/${customer_id}`)).body.state, 'archived')
  const other = await apply(org, { name: 'Andere' })
  const back = await done(org.admin, `/api/onboardings/${other.onboarding_id}/withdrawal`, { reason: 'changed mind' })
  assert.deepEqual(back, { state: 'withdrawn' })
  const { rows } = (await org.admin.get('/api/onboardings', { state: ['rejected', 'withdrawn'] })).body
  assert.deepEqual(
    rows.map((row: { state: string; late: boolean }) => [row.state, row.late]),
    [
      ['withdrawn', false],
      ['rejected', false],
    ],
  )
})

test('[CUS-34] the papers demanded follow from the kind of customer and the grade', () => {
  assert.deepEqual(documentsDemanded(standardRules, 'company', null), ['opening_form', 'licence', 'address_proof'])
  assert.deepEqual(documentsDemanded(standardRules, 'public_body', 'A'), ['opening_form', 'licence'])
})
