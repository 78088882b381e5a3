import { createRequire } from 'node:module'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, codes } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { taxDesk } from '../testing/tax-desk.ts'

const house = await testHouse()

type Book = { Sheets: Record<string, object>; SheetNames: string[] }
const xlsx = createRequire(import.meta.url)('@e965/xlsx') as {
  read(bytes: Buffer): Book
  utils: { sheet_to_json(sheet: object, options: object): string[][] }
}

async function fileOf(token: string | undefined, body: object) {
  const answer = await house.app.inject({
    method: 'POST',
    url: '/api/tax-requests/export',
    payload: body,
    headers: { authorization: `Bearer ${token}` },
  })
  assert.equal(answer.statusCode, 200, answer.payload.slice(0, 500))
  const book = xlsx.read(answer.rawPayload)
  const rows = (name: string) =>
    xlsx.utils.sheet_to_json(book.Sheets[name] as object, { header: 1, defval: '', raw: true })
  return { names: book.SheetNames, documents: rows('1-发票基本信息').slice(2), lines: rows('2-发票明细信息').slice(2) }
}

test('[TAX-6] approved requests become the file of the platform, by quota and tax code, our number in the remarks', async () => {
  const desk = await taxDesk()
  const { org, request, account_id } = desk
  const one = await request({ remarks: '合同 7', buyer_account_id: account_id })
  const clerk = await org.as('receivables_clerk')
  const early = { tax_request_ids: [one.tax_request_id] }
  assert.deepEqual(codes(await org.admin.post('/api/tax-requests/export', early)), ['0 tax_request_state'])
  await desk.approve(one)
  const { names, documents, lines } = await fileOf(clerk.token, { ...early, quota_minor: '4000000' })
  assert.deepEqual(names, ['1-发票基本信息', '2-发票明细信息', '3-特定业务信息', '4-附加要素信息'])
  const [head = [], ...rows] = documents
  const column = (name: string) => rows.map(row => row[head.indexOf(name)])
  assert.deepEqual(column('发票流水号'), [`${one.number}-1`, `${one.number}-2`, `${one.number}-3`, `${one.number}-4`])
  assert.ok(column('备注').every((text, at) => text === `${one.number}-${at + 1} 合同 7`))
  assert.deepEqual(new Set(column('购买方银行账号')), new Set(['']), 'a clerk may not see the number')
  const [lineHead = [], ...lineRows] = lines
  const of = (name: string) => lineRows.map(row => row[lineHead.indexOf(name)])
  assert.deepEqual(of('数量'), ['4', '4', '2', ''])
  assert.deepEqual(of('单价'), ['10000', '10000', '10000', ''])
  assert.deepEqual(of('税率'), ['0.13', '0.13', '0.13', '0.06'])
  assert.equal(
    of('金额').reduce((sum, text) => sum + Number(text), 0),
    101_000,
  )
  const shown = (await org.admin.get(`/api/tax-requests/${one.tax_request_id}`)).body
  assert.deepEqual([shown.state, shown.asked_documents.length], ['exported', 4])

  const manager = await fileOf(org.admin.token, { ...early, layout: '2024' })
  const [names24 = [], row24 = []] = manager.documents
  assert.equal(row24[names24.indexOf('购买方银行账号')], '6222021001012345')
  const [looked] = await asOwner<{ count: string }>(
    "select count(*) from events where org_id = $1 and name = 'customer_account.shown'",
    [org.org_id],
  )
  assert.equal(looked?.count, '1')
})

test('[TAX-6] what the platform would not take is refused by name', async () => {
  const desk = await taxDesk()
  const { org } = desk
  const bare = await desk.request({ lines: [{ invoice_line: 1 }], bare: true })
  const paper = await desk.request({ kind: 'paper_special', lines: [{ invoice_line: 2 }] })
  await desk.approve(bare)
  await desk.approve(paper)
  const ids = [bare.tax_request_id, paper.tax_request_id, '00000000-0000-7000-8000-000000000000']
  const answer = await org.admin.post('/api/tax-requests/export', { tax_request_ids: ids })
  assert.deepEqual(codes(answer), ['0 tax_export_classification', '1 tax_export_kind', '2 tax_request_unknown'])
})

test('what was said of goods is proposed for the same goods the next time', async () => {
  const desk = await taxDesk()
  await desk.request({ lines: [{ invoice_line: 1, item_name: '*泵*水泵', classification: '1090000000000000000' }] })
  const { invoice_id } = await desk.bill()
  const { body } = await desk.org.admin.get('/api/tax-requests/proposal', { invoice_id })
  assert.deepEqual([body.lines[0].item_name, body.lines[0].classification], ['*泵*水泵', '1090000000000000000'])
  assert.equal(
    (await done(desk.org.admin, '/api/tax-requests', desk.draft(invoice_id, [{ invoice_line: 1 }]))).state,
    'draft',
  )
})
