import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, codes, create, eventsOf, type Founded, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { type Client, testHouse } from '../testing/organisation.ts'
import { textOfPdf } from '../testing/pdf-text.ts'

await testHouse()

const taxId = '91350100M000100Y43'

/** A company with an invoice of two lines, 113,000.00 and 1,130.00, and whoever may ask and release. */
async function desk() {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer, person] = await create(
    org,
    { number: 'K1', name: '腾跃（深圳）有限公司', tax_id: taxId, country: 'CN' },
    { number: 'K2', name: '王小明', kind: 'person', country: 'CN' },
  )
  const ids = { customer_id: customer?.customer_id as string, person_id: person?.customer_id as string }
  const bill = async (more: object = {}) =>
    (
      await done(org.admin, '/api/invoices', {
        customer_id: ids.customer_id,
        entity_id,
        issued_on: '2026-03-02',
        due_on: '2026-04-01',
        lines: [
          { description: '水泵', quantity: '10', unit: '台', unit_price: '10000', amount_minor: '10000000' },
          { description: '管件', quantity: '3', unit: '件', amount_minor: '100000' },
        ],
        ...more,
      })
    ).rows[0] as { invoice_id: string; number: string }
  return { org, entity_id, ...ids, bill }
}

const header = { kind: 'special', buyer_name: '腾跃(深圳)有限公司', buyer_tax_id: taxId }
const of = (invoice_id: string, ...lines: [number, object?][]) =>
  lines.map(([invoice_line, more]) => ({ invoice_id, invoice_line, ...more }))

const draft = (who: Client, lines: object[], more: object = {}) =>
  who.post('/api/tax-requests', { ...header, lines, ...more })
const step = (who: Client, { tax_request_id, version }: { tax_request_id: string; version: number }, word: string) =>
  who.post(`/api/tax-requests/${tax_request_id}/${word}`, {
    version,
    ...(word === 'submission' || word === 'approval' ? {} : { reason: 'wrong' }),
  })
const read = async (org: Founded, tax_request_id: string) =>
  (await org.admin.get(`/api/tax-requests/${tax_request_id}`)).body
const left = async (org: Founded, invoice_id: string) =>
  (await org.admin.get(`/api/invoices/${invoice_id}/tax-standing`)).body.left_minor

test('[PAP-13] requests are taken out as forms to be signed, many in one file, and that is recorded', async () => {
  const { org, bill } = await desk()
  const { invoice_id, number } = await bill()
  const one = (await draft(org.admin, of(invoice_id, [1, { quantity: '3' }]))).body
  const two = (await draft(org.admin, of(invoice_id, [2]))).body
  const { app } = await testHouse()
  const print = (tax_request_ids: string[], token = org.admin.token) =>
    app.inject({
      method: 'POST',
      url: '/api/papers/tax-requests',
      headers: { authorization: `Bearer ${token}` },
      payload: { tax_request_ids, size: 'a5' },
    })
  const made = await print([one.tax_request_id, two.tax_request_id])
  const pages = textOfPdf(made.rawPayload).map(page => page.replaceAll('\n', ''))
  assert.equal(pages.length, 2)
  for (const said of ['开票申请单', '案', one.number, taxId, number, '水泵', '33,900.00', '人民币叁万叁仟玖佰元整'])
    assert.ok(pages[0]?.includes(said), `${said} in ${pages[0]}`)
  assert.deepEqual(
    (await eventsOf(org, one.tax_request_id)).map(event => event.name),
    ['tax_request.drafted', 'tax_request.printed'],
  )
  const other = await founded()
  assert.equal((await print([one.tax_request_id], other.admin.token)).json().code, 'tax_request_unknown')
})

test('[TAX-1] a request takes what is left of lines; parts add up to the line to the fen', async () => {
  const { org, bill } = await desk()
  const { invoice_id } = await bill()
  const first = (await draft(org.admin, of(invoice_id, [1, { quantity: '3' }], [2, { amount_minor: '33333' }]))).body
  assert.match(first.number, /^TXR\d{4}-000001$/)
  const shown = await read(org, first.tax_request_id)
  assert.deepEqual(
    shown.lines.map((line: Record<string, string>) => [
      line.quantity,
      line.net_minor,
      line.tax_minor,
      line.amount_minor,
    ]),
    [
      ['3', '3000000', '390000', '3390000'],
      [null, '29498', '3835', '33333'],
    ],
  )
  assert.equal(await left(org, invoice_id), '11413000', 'a draft takes nothing')
  assert.equal((await step(org.admin, first, 'submission')).body.state, 'requested')
  assert.equal(await left(org, invoice_id), String(11413000 - 3390000 - 33333))
  const rest = (await draft(org.admin, of(invoice_id, [1], [2]))).body
  const lines = [...shown.lines, ...(await read(org, rest.tax_request_id)).lines]
  const sums = ['net_minor', 'tax_minor', 'amount_minor'].map(field =>
    lines.reduce((sum: number, line: Record<string, string>) => sum + Number(line[field]), 0),
  )
  assert.deepEqual(sums, [10100000, 1313000, 11413000])
})

test('[TAX-2] more than is uninvoiced is refused by line, by quantity, and by invoice with its credit notes', async () => {
  const { org, bill } = await desk()
  const { invoice_id } = await bill()
  const refused = async (lines: object[], more: object = {}) => codes(await draft(org.admin, lines, more))
  assert.deepEqual(await refused(of(invoice_id, [1, { amount_minor: '11300001' }])), ['0 tax_request_over_line'])
  assert.deepEqual(await refused(of(invoice_id, [1, { quantity: '11', amount_minor: '100' }])), [
    '0 tax_request_over_quantity',
  ])
  assert.deepEqual(await refused(of(invoice_id, [1], [1], [9])), [
    '1 tax_request_line_unknown',
    '2 tax_request_line_unknown',
  ])
  assert.deepEqual(await refused(of(invoice_id, [1, { amount_minor: '-5' }])), ['0 amount_sign_wrong'])
  const early = (await draft(org.admin, of(invoice_id, [1], [2]))).body
  const credit = { credits_id: invoice_id, issued_on: '2026-03-05', amount_minor: '1000000', reason: 'allowance' }
  const credited = await org.admin.post('/api/credit-notes', credit)
  assert.equal(credited.status, 202)
  const checker = await org.as('everything')
  assert.equal((await checker.post(`/api/approvals/${credited.body.request_id}/release`, {})).status, 200)
  assert.deepEqual(codes(await step(org.admin, early, 'submission')), ['0 tax_request_over_invoice'])
  const fits = (await draft(org.admin, of(invoice_id, [1, { amount_minor: '10413000' }]))).body
  assert.equal((await step(org.admin, fits, 'submission')).status, 200)
  assert.equal(await left(org, invoice_id), '0')
  assert.deepEqual(await refused(of(invoice_id, [2])), ['0 tax_request_over_invoice'])
})

test('[TAX-2] of two that race for the same line one is refused', async () => {
  const { org, bill } = await desk()
  const { invoice_id } = await bill()
  const drafts = await Promise.all([1, 2].map(async () => (await draft(org.admin, of(invoice_id, [1]))).body))
  const answers = await Promise.all(drafts.map(one => step(org.admin, one, 'submission')))
  assert.deepEqual(answers.map(one => one.status).sort(), [200, 409])
  assert.equal(await left(org, invoice_id), '113000')
})

test('[TAX-1] customers, entities and currencies are not mixed in one request', async () => {
  const { org, bill, person_id } = await desk()
  const second = { code: 'E9', name: '二公司', base_currency: 'CNY', standard: 'cas', books_from: '2026-01-01' }
  const { entity_id } = await done(org.admin, '/api/entities', second)
  const first = await bill()
  const persons = await bill({ customer_id: person_id })
  const elsewhere = await bill({ entity_id })
  const foreign = await bill({ currency: 'EUR', rate: '7.8' })
  const mixed = async (other: { invoice_id: string }) =>
    codes(await draft(org.admin, [...of(first.invoice_id, [1]), ...of(other.invoice_id, [1])]))
  assert.deepEqual(await mixed(persons), ['0 customer_differs'])
  assert.deepEqual(await mixed(elsewhere), ['0 entity_differs'])
  assert.deepEqual(await mixed(foreign), ['0 currency_differs'])
  assert.deepEqual(codes(await draft(org.admin, of(foreign.invoice_id, [1]))), ['0 tax_request_currency'])
  const abroad = await draft(org.admin, of(foreign.invoice_id, [1]), { kind: 'commercial' })
  assert.equal(abroad.status, 200, JSON.stringify(abroad.body))
  const many = await draft(org.admin, [...of(first.invoice_id, [1]), ...of((await bill()).invoice_id, [1], [2])])
  assert.equal((await read(org, many.body.tax_request_id)).amount_minor, String(11300000 + 11413000))
})

test('[TAX-3] a header that the tax office would not take is refused by name', async () => {
  const { org, bill, person_id } = await desk()
  const { invoice_id } = await bill()
  const lines = of(invoice_id, [1])
  const why = async (more: object, wanted = lines) => codes(await draft(org.admin, wanted, more))
  assert.deepEqual(await why({ buyer_tax_id: undefined }), ['0 tax_header_tax_id_missing'])
  assert.deepEqual(await why({ buyer_tax_id: undefined, kind: 'ordinary' }), ['0 tax_header_tax_id_missing'])
  assert.deepEqual(await why({ buyer_tax_id: '123' }), ['0 tax_header_tax_id_form'])
  assert.deepEqual(await why({ buyer_name: '别的公司' }), ['0 tax_header_name_differs'])
  assert.equal((await draft(org.admin, lines, { buyer_name: '别的公司', header_reason: '三方协议 3 号' })).status, 200)
  const persons = of((await bill({ customer_id: person_id })).invoice_id, [1])
  const named = { buyer_name: '王小明', buyer_tax_id: undefined }
  assert.deepEqual(await why(named, persons), ['0 tax_header_person', '0 tax_header_tax_id_missing'])
  assert.equal((await draft(org.admin, persons, { ...named, kind: 'ordinary' })).status, 200)
  const strange = { buyer_account_id: '00000000-0000-7000-8000-000000000000' }
  assert.deepEqual(await why(strange), ['0 bank_account_unknown'])
})

test('[TAX-4] another person approves; what was changed meanwhile is not what was approved', async () => {
  const { org, bill } = await desk()
  const { invoice_id } = await bill()
  const one = (await draft(org.admin, of(invoice_id, [1]))).body
  assert.deepEqual(codes(await step(org.admin, one, 'approval')), ['0 tax_request_state'])
  await step(org.admin, one, 'submission')
  const asked = await step(org.admin, one, 'approval')
  assert.equal(asked.status, 202)
  assert.equal((await read(org, one.tax_request_id)).asked, true)
  assert.deepEqual(codes(await org.admin.post(`/api/approvals/${asked.body.request_id}/release`, {})), [
    '0 checker_is_maker',
  ])
  const back = (await step(org.admin, one, 'return')).body
  assert.deepEqual([back.state, back.version, await left(org, invoice_id)], ['draft', 2, '11413000'])
  const checker = await org.as('everything')
  const late = await checker.post(`/api/approvals/${asked.body.request_id}/release`, {})
  assert.deepEqual(codes(late), ['0 changed_meanwhile'])
  const path = `/api/tax-requests/${one.tax_request_id}`
  const amended = await org.admin.put(path, { ...header, version: 2, remarks: '合同 7', lines: of(invoice_id, [2]) })
  assert.equal(amended.status, 200, JSON.stringify(amended.body))
  await step(org.admin, amended.body, 'submission')
  const again = await step(org.admin, amended.body, 'approval')
  assert.equal((await checker.post(`/api/approvals/${again.body.request_id}/release`, {})).status, 200)
  const shown = await read(org, one.tax_request_id)
  assert.deepEqual([shown.state, shown.amount_minor, shown.remarks], ['approved', '113000', '合同 7'])
  const [row] = await asOwner<{ approved_by: string }>(
    'select approved_by from tax_requests where tax_request_id = $1',
    [one.tax_request_id],
  )
  assert.equal(row?.approved_by, checker.person_id)
  assert.equal((await step(org.admin, shown, 'voiding')).body.state, 'void')
  assert.equal(await left(org, invoice_id), '11413000')
  assert.deepEqual(codes(await step(org.admin, shown, 'voiding')), ['0 tax_request_state'])
  assert.deepEqual(
    (await eventsOf(org, one.tax_request_id)).map(event => event.name.slice(12)),
    ['drafted', 'submitted', 'returned', 'amended', 'submitted', 'approved', 'voided'],
  )
})

test('[TAX-4] by its own policy an organisation lets small requests pass', async () => {
  const { org, bill } = await desk()
  const { invoice_id } = await bill()
  const policy = { condition: { amount_minor_at_least: '1000000' }, permission: 'approval.release.tax_request' }
  assert.equal((await org.admin.put('/api/approval-policies/tax_request.approve', policy)).status, 200)
  const small = (await draft(org.admin, of(invoice_id, [2]))).body
  const large = (await draft(org.admin, of(invoice_id, [1]))).body
  for (const one of [small, large]) await step(org.admin, one, 'submission')
  assert.equal((await step(org.admin, small, 'approval')).body.state, 'approved')
  assert.equal((await step(org.admin, large, 'approval')).status, 202)
})

test('[TAX-5] the register is filtered, sorted and paged in the database, and taken out as it stands', async () => {
  const { org, bill, customer_id } = await desk()
  const { invoice_id } = await bill()
  const other = await bill()
  for (const [id, line] of [
    [invoice_id, 1],
    [invoice_id, 2],
    [other.invoice_id, 2],
  ] as const)
    await draft(org.admin, of(id, [line]))
  const list = async (query: object) => (await org.admin.get('/api/tax-requests', query as never)).body
  const page = await list({ sort: '-amount_minor', limit: '2' })
  assert.deepEqual([page.rows.length, page.rows[0].amount_minor], [2, '11300000'])
  const next = await list({ sort: '-amount_minor', limit: '2', after: page.next })
  assert.deepEqual([next.rows.length, next.next], [1, null])
  assert.equal((await list({ invoice_id: other.invoice_id })).rows.length, 1)
  assert.equal((await list({ q: '腾跃', customer_id, state: 'draft', kind: 'special' })).rows.length, 3)
  assert.equal((await list({ state: 'issued' })).rows.length, 0)
  assert.equal((await list({ drafted_to: '2000-01-01' })).rows.length, 0)
  const taken = await org.admin.post('/api/reports/export', {
    report: 'tax_requests',
    format: 'csv',
    params: { sort: 'number' },
    locale: 'zh',
  })
  const lines = String(taken.body).trim().split('\r\n')
  assert.equal(lines.length, 4)
  assert.match(lines[1] as string, /TXR\d{4}-000001.*数电专票.*草稿/)
})

test('the proposal holds what is left, and the header of the file', async () => {
  const { org, bill, customer_id } = await desk()
  const { invoice_id } = await bill()
  await done(org.admin, `/api/customers/${customer_id}/addresses`, {
    roles: ['invoice'],
    line: '科技路 1 号',
    city: '深圳市',
    country: 'CN',
  })
  const first = (await draft(org.admin, of(invoice_id, [2]), { buyer_phone: '0755-1' })).body
  await step(org.admin, first, 'submission')
  const { body } = await org.admin.get('/api/tax-requests/proposal', { invoice_id })
  assert.deepEqual(
    body.lines.map((line: Record<string, unknown>) => [line.invoice_line, line.left_minor, line.left_quantity]),
    [[1, '11300000', '10']],
  )
  assert.deepEqual(body.header, {
    buyer_name: '腾跃（深圳）有限公司',
    buyer_tax_id: taxId,
    buyer_address: '深圳市科技路 1 号',
    buyer_phone: '0755-1',
    buyer_account_id: null,
  })
})
