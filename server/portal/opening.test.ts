import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codes, create, eventsOf, type Founded, founded } from '../testing/customers.ts'
import { testHouse } from '../testing/organisation.ts'
import { multipart } from '../testing/upload.ts'
import type { OpeningDetails } from './opening-contract.ts'
import { taken } from './opening-forms.ts'
import { decideOpening, tidied } from './opening-visits.ts'

const { app } = await testHouse()

const contact = { name: '王五', title: '财务', phone: '13800000000', email: 'w@x.example', roles: ['invoice' as const] }
const filled: OpeningDetails = {
  name: '新客户有限公司',
  name_en: '',
  kind: 'company',
  country: 'CN',
  tax_id: '91440300MA5EYUJ21B',
  invoice_title: '',
  address: { region: '广东', city: '深圳', line: '科技园 1 号', postcode: '' },
  invoice_address: '深圳市南山区 2 号',
  contacts: [contact],
  account: { holder: '新客户有限公司', bank: '建设银行', number: '6222 0000 1111 2222', swift: '', currency: 'CNY' },
  note: '请尽快',
}
const pdf = Buffer.from('%PDF-1.7 licence')

/** A form with its link, as its customer has it. */
async function asked(org: Founded) {
  const form = (await org.admin.post('/api/opening-forms', { entity_id: org.entities[0], addressee: '新客户' })).body
  const { link } = (await org.admin.post(`/api/opening-forms/${form.form_id}/link`, {})).body
  const token = String(link).split('#')[1] ?? ''
  assert.match(String(link), /\/page\/opening#dbp_/)
  const say = async (path: string, body: object) => {
    const answer = await app.inject({
      method: 'POST',
      url: `/api/pages/opening${path}`,
      headers: { 'idempotency-key': crypto.randomUUID() },
      payload: { token, ...body },
    })
    return { status: answer.statusCode, body: answer.json(), headers: {} }
  }
  const add = async (content: Buffer, kind = 'licence') => {
    const { headers, body } = multipart({ token, kind }, { name: 'scan.pdf', content })
    const answer = await app.inject({
      method: 'POST',
      url: '/api/pages/opening/papers',
      headers: { ...headers, 'idempotency-key': crypto.randomUUID(), 'x-duebook-page': token },
      payload: body,
    })
    return { status: answer.statusCode, body: answer.json(), headers: {} }
  }
  return { form_id: form.form_id as string, token, say, add }
}

test('[OPN-1] [OPN-4] [OPN-5] what a customer filled in is an application: a person takes it, another activates it', async () => {
  const org = await founded()
  const { form_id, say, add } = await asked(org)
  const seen = await say('', {})
  assert.deepEqual([seen.status, seen.body.state, seen.body.files], [200, 'opened', []])
  assert.equal((await add(pdf)).status, 200)
  assert.equal((await add(pdf, 'address_proof')).status, 200)
  const sent = await say('/submission', { submitted_by: '王五', details: filled })
  assert.deepEqual([sent.status, sent.body], [200, { state: 'submitted' }])
  assert.deepEqual(codes(await say('/submission', { submitted_by: '王五', details: filled })), ['0 opening_form_state'])
  assert.equal((await org.admin.get('/api/customers')).body.rows.length, 0)

  const read = (await org.admin.get(`/api/opening-forms/${form_id}`)).body
  assert.deepEqual([read.details.account.number, read.details.contacts[0].phone], ['…2222', '13800000000'])
  const reader = await org.as('sales_manager')
  assert.equal((await reader.get(`/api/opening-forms/${form_id}`)).status, 403)

  const took = await org.admin.post(`/api/opening-forms/${form_id}/acceptance`, {})
  assert.equal(took.status, 200, JSON.stringify(took.body))
  const { customer_id, onboarding_id } = took.body
  const customer = (await org.admin.get(`/api/customers/${customer_id}`)).body
  assert.deepEqual(
    [customer.name, customer.pending, customer.tax_id, customer.contacts[0].email],
    ['新客户有限公司', true, '91440300MA5EYUJ21B', 'w@x.example'],
  )
  const file = (await org.admin.get(`/api/customers/${customer_id}/file`)).body
  assert.deepEqual(
    [
      file.addresses.map((one: { roles: string[] }) => one.roles),
      file.bank_accounts[0].tail,
      file.bank_accounts[0].state,
    ],
    [[['registered'], ['invoice']], '2222', 'entered'],
  )
  const document = file.documents.find((one: { kind: string }) => one.kind === 'licence')
  assert.deepEqual(file.documents.map((one: { kind: string }) => one.kind).sort(), [
    'address_proof',
    'licence',
    'opening_form',
  ])
  assert.deepEqual([document.kind, document.title], ['licence', 'scan.pdf'])
  const content = await app.inject({
    method: 'GET',
    url: `/api/customer-documents/${document.document_id}/content`,
    headers: { authorization: `Bearer ${org.admin.token}` },
  })
  assert.deepEqual(content.rawPayload, pdf)
  assert.equal((await org.admin.post(`/api/onboardings/${onboarding_id}/submission`, {})).status, 200)
  assert.deepEqual(codes(await org.admin.post(`/api/onboardings/${onboarding_id}/activation`, {})), [
    '0 checker_is_maker',
  ])
  assert.deepEqual(codes(await org.admin.post(`/api/opening-forms/${form_id}/acceptance`, {})), [
    '0 opening_form_state',
  ])
  assert.equal((await say('', {})).body.code, 'page_gone')
  const told = JSON.stringify(await eventsOf(org, form_id))
  for (const secret of ['王五', '13800000000', '6222', '科技园', '新客户']) assert.ok(!told.includes(secret), secret)
})

test('[OPN-2] everything that is missing or cannot be right is said at once, by its field', async () => {
  const blank: OpeningDetails = {
    ...filled,
    name: '',
    tax_id: '123',
    address: { ...filled.address, line: '' },
    contacts: [
      { ...contact, phone: 'abc', email: 'nobody' },
      { name: '', title: 'x', phone: '', email: '', roles: [] },
    ],
    account: { ...filled.account, holder: '', number: '12' },
  }
  const found = decideOpening(tidied(blank), '').map(({ code, params }) => `${code} ${String(params.field)}`)
  assert.deepEqual(found, [
    'field_missing name',
    'field_missing address.line',
    'opening_tax_id_wrong tax_id',
    'opening_phone_wrong contacts.0.phone',
    'email_invalid contacts.0.email',
    'field_missing account.holder',
    'bank_number_invalid account.number',
    'field_missing submitted_by',
  ])
  assert.deepEqual(decideOpening(tidied({ ...filled, kind: 'person', tax_id: '' }), '王五'), [])
  assert.deepEqual(decideOpening(tidied({ ...filled, country: 'DE', tax_id: 'DE1' }), 'x'), [])
  const org = await founded()
  const { say } = await asked(org)
  const refused = await say('/submission', { submitted_by: '', details: blank })
  assert.deepEqual([refused.status, codes(refused)?.length], [400, 8])
  const late = await say('/submission', { submitted_by: 'x', details: { ...filled, country: 'X' } })
  assert.match(JSON.stringify(late.body.problems), /details\.country/)
  assert.equal((await say('/submission', { submitted_by: '王五', details: filled })).status, 200)
})

test('[OPN-3] papers are what their bytes say, bounded in number, sealed, and taken back until the form is sent', async () => {
  const org = await founded()
  const { form_id, say, add } = await asked(org)
  assert.deepEqual(codes(await add(Buffer.from('<script>'))), ['0 attachment_kind'])
  assert.equal((await add(pdf, 'mortgage')).status, 400)
  const { file_id } = (await add(pdf)).body
  assert.equal((await say('/papers/removal', { file_id })).status, 200)
  assert.deepEqual(codes(await say('/papers/removal', { file_id })), ['0 file_unknown'])
  for (let at = 0; at < 8; at++) assert.equal((await add(pdf, 'other')).status, 200)
  assert.deepEqual(codes(await add(pdf)), ['0 opening_papers_too_many'])
  assert.equal((await say('', {})).body.files.length, 8)
  await say('/submission', { submitted_by: '王五', details: filled })
  assert.deepEqual(codes(await add(pdf)), ['0 opening_form_state'])
  const { files } = (await org.admin.get(`/api/opening-forms/${form_id}`)).body
  const url = `/api/opening-forms/${form_id}/papers/${files[0].file_id}`
  const content = await app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${org.admin.token}` } })
  assert.deepEqual(content.rawPayload, pdf)
})

test('[OPN-1] [OPN-5] a link ends with the next, with its form and with whoever withdraws it; one declined enters nobody', async () => {
  const org = await founded()
  const first = await asked(org)
  await org.admin.post(`/api/opening-forms/${first.form_id}/link`, {})
  assert.equal((await first.say('', {})).body.code, 'page_gone')
  const second = await asked(org)
  const gone = await org.admin.post(`/api/opening-forms/${second.form_id}/refusal`, { reason: 'Wrong one' })
  assert.equal(gone.body.state, 'withdrawn')
  assert.equal((await second.say('/submission', { submitted_by: 'x', details: filled })).body.code, 'page_gone')
  assert.equal((await second.add(pdf)).body.code, 'page_gone')
  const third = await asked(org)
  await third.say('/submission', { submitted_by: '王五', details: filled })
  assert.equal(
    (await org.admin.post(`/api/opening-forms/${third.form_id}/refusal`, { reason: 'No' })).body.state,
    'declined',
  )
  assert.equal((await org.admin.get('/api/customers')).body.rows.length, 0)
  const { rows } = (await org.admin.get('/api/opening-forms', { state: ['declined', 'withdrawn'] })).body
  assert.deepEqual(
    rows.map((row: { state: string; reason: string }) => [row.state, row.reason]),
    [
      ['declined', 'No'],
      ['withdrawn', 'Wrong one'],
    ],
  )
})

test('[OPN-5] an invoice title of its own is another name of the customer; without an account none is entered', () => {
  const details = {
    ...filled,
    invoice_title: '新客户（深圳）',
    invoice_address: '',
    account: { ...filled.account, number: '' },
  }
  const { customer, address, account } = taken(details, 'en')
  assert.deepEqual([customer.name_aliases, customer.locale, account], [['新客户（深圳）'], 'en', null])
  assert.deepEqual(
    address.map(one => one.roles),
    [['registered', 'invoice']],
  )
})

test('[OPN-5] a customer that is there already is found again when its opening is checked', async () => {
  const org = await founded()
  await create(org, { number: 'K1', name: '新客户有限公司', tax_id: '91440300MA5EYUJ21B' })
  const { form_id, say } = await asked(org)
  await say('/submission', { submitted_by: '王五', details: filled })
  const { onboarding_id } = (await org.admin.post(`/api/opening-forms/${form_id}/acceptance`, {})).body
  const { twins } = (await org.admin.get(`/api/onboardings/${onboarding_id}`)).body
  assert.deepEqual(
    twins.map((one: { number: string }) => one.number),
    ['K1'],
  )
})
