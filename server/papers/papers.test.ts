import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import { done } from '../testing/documents.ts'
import { type Client, testHouse, testOrganisation } from '../testing/organisation.ts'
import { textOfPdf } from '../testing/pdf-text.ts'
import { begin, tell } from '../testing/story.ts'
import { multipart } from '../testing/upload.ts'
import { newId } from '../kernel/values.ts'

/** Takes papers out: the pages in words, or what was refused. */
async function take(client: Client, path: string, payload: object, key = newId() as string) {
  const { app } = await testHouse()
  const headers = { authorization: `Bearer ${client.token}`, 'idempotency-key': key }
  const answer = await app.inject({ method: 'POST', url: `/api/papers/${path}`, headers, payload })
  if (answer.statusCode !== 200) return { refused: answer.json().code as string, pages: [], text: '', name: '' }
  assert.equal(answer.headers['content-type'], 'application/pdf')
  const pages = textOfPdf(answer.rawPayload)
  const name = decodeURIComponent(
    /filename\*=UTF-8''(.+)$/.exec(String(answer.headers['content-disposition']))?.[1] ?? '',
  )
  return { refused: null, pages, text: pages.join('\n').replaceAll('\n', ''), name }
}

const has = (text: string, ...parts: string[]) => {
  for (const part of parts) assert.ok(text.includes(part), `${part} stands in: ${text}`)
}

test('[PAP-5] an invoice is taken out as a request for payment, with what is still to pay, and that is recorded', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 1000.00 on 2026-01-05 due 2026-02-05
    receipt R1 400.00 on 2026-01-20
    apply R1 I1 400.00
    invoice I2 50.00 on 2026-01-06
    correct I2 40.00 as I3 on 2026-01-07
    credit N1 20.00 for I1 on 2026-01-08
  `,
  )
  const { admin } = story.org
  const id = (name: string) => story.things.get(name)?.document_id as string
  const bill = await take(admin, 'invoices', { invoice_ids: [id('I1')], qr: true })
  assert.equal(bill.name, '账单 I1.pdf')
  has(
    bill.text,
    '账单',
    '付款通知书',
    '测试公司',
    'I1',
    '¥ 600.00',
    '人民币陆佰元整',
    '2026年2月5日',
    '第 1 页 / 共 1 页',
  )
  const { rows } = (await admin.get(`/api/history/${id('I1')}`)).body
  const [event] = rows.filter((row: { name: string }) => row.name === 'invoice.printed')
  assert.deepEqual(event.data, { kind: 'invoice_notice', locale: 'zh', size: 'a4' })

  const twice = [
    await take(admin, 'invoices', { invoice_ids: [id('I1')] }, 'k'),
    await take(admin, 'invoices', { invoice_ids: [id('I1')] }, 'k'),
  ]
  assert.deepEqual(
    twice.map(file => [file.refused, file.pages.length]),
    [
      [null, 1],
      [null, 1],
    ],
    'a repeat is a file too',
  )

  const three = await take(admin, 'invoices', {
    invoice_ids: [id('N1'), id('I2'), id('I1'), id('I1')],
    locale: 'en',
    size: 'a5',
  })
  assert.equal(three.pages.length, 3, 'in the order asked for, each once')
  has(three.pages[0]?.replaceAll('\n', '') ?? '', 'Credit Note', 'CNY 20.00', 'Credits', 'I1')
  has(three.pages[1]?.replaceAll('\n', '') ?? '', 'REPLACED', 'I3')
  has(three.pages[2]?.replaceAll('\n', '') ?? '', 'Commercial Invoice', 'CNY 600.00')
  assert.doesNotMatch(three.text + bill.text, /发票|tax invoice/i)
})

test('[PAP-5] a receipt is taken out as voucher, as receipt, and with what it still pays', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 100.00 on 2026-01-05
    invoice I2 50.00 on 2026-01-06
    receipt R1 170.00 on 2026-01-20
    apply R1 I1 100.00
    apply R1 I2 50.00
    unapply R1 I2
    receipt R2 10.00 on 2026-01-21
  `,
  )
  const { admin } = story.org
  const id = (name: string) => story.things.get(name)?.document_id as string
  const sheet = await take(admin, 'receipts', { kind: 'application_sheet', receipt_ids: [id('R1')] })
  has(sheet.text, '收款核销单', 'R1', 'I1', '¥ 100.00', '人民币壹佰元整', '¥ 70.00')
  assert.ok(!sheet.text.includes('I2'), 'what was taken back is not paid')
  await done(admin, `/api/receipts/${id('R2')}/correction`, { receipt: null, reason: 'twice' })
  const receipts = await take(admin, 'receipts', {
    kind: 'official_receipt',
    receipt_ids: [id('R1'), id('R2')],
    size: 'a5',
  })
  assert.equal(receipts.pages.length, 2)
  has(receipts.pages[0]?.replaceAll('\n', '') ?? '', '收款收据', '¥ 170.00', '人民币壹佰柒拾元整', '货款：I1')
  assert.ok(!receipts.pages[0]?.includes('废'))
  has(receipts.pages[1] ?? '', '作', '废')
  const voucher = await take(admin, 'receipts', { kind: 'receipt_voucher', receipt_ids: [id('R1')], locale: 'en' })
  assert.equal(voucher.name, 'Receipt Voucher R1.pdf')
  has(voucher.text, 'Receipt Voucher', 'Cashier', 'CNY One hundred seventy and 00/100')
  const { rows } = (await admin.get(`/api/history/${id('R1')}`)).body
  assert.deepEqual(
    rows
      .filter((row: { name: string }) => row.name === 'receipt.printed')
      .map((row: { data: { kind: string } }) => row.data.kind)
      .sort(),
    ['application_sheet', 'official_receipt', 'receipt_voucher'],
  )
})

test('[PAP-4] a statement is taken out as it stands on the screen, with or without the line that it is no demand', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 100.00 on 2026-01-05 due 2026-02-05
    receipt R1 30.00 on 2026-01-20
    apply R1 I1 30.00
  `,
  )
  const { admin, entity_id } = story.org
  const [customer_id] = story.customers.values()
  const asked = { customer_id, entity_id, as_of: '2026-03-31' }
  const open = await take(admin, 'statements', asked)
  const small = await take(admin, 'statements', { ...asked, size: 'a5' })
  has(small.text, '往来对账单', '¥ 70.00', '回执')
  assert.ok(small.pages.length >= open.pages.length && small.refused === null)
  has(open.text, '往来对账单', '本函仅为复核账目之用，并非催款结算。', '¥ 70.00', '人民币柒拾元整', '回执')
  const letter = await take(admin, 'statements', {
    ...asked,
    not_a_demand: false,
    style: 'movement',
    from: '2026-01-01',
    locale: 'en',
  })
  has(letter.text, 'Statement of Account', '100.00', '30.00', 'Closing balance', 'CNY 70.00')
  assert.ok(!letter.text.includes('not a demand'))
  const { rows } = (await admin.get(`/api/history/${customer_id}`)).body
  const printed = rows.filter((row: { name: string }) => row.name === 'statement.printed')
  assert.deepEqual(printed.map((row: { data: object }) => row.data).at(-1), {
    kind: 'statement',
    locale: 'zh',
    size: 'a4',
    as_of: '2026-03-31',
    from: null,
    style: 'open_item',
    entity_id,
  })
})

test('[PAP-5] who may not see a document takes it out neither: by permission, by scope, by organisation', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 100.00 on 2026-01-05
    receipt R1 30.00 on 2026-01-20
  `,
  )
  const { org } = story
  const id = (name: string) => story.things.get(name)?.document_id as string
  const [customer_id] = story.customers.values()
  const invoices = { invoice_ids: [id('I1')] }
  const receipts = { kind: 'official_receipt', receipt_ids: [id('R1')] }
  const statements = { customer_id, entity_id: org.entity_id, as_of: '2026-03-31' }
  const role = { code: 'teller', name: '出纳', name_en: 'Teller', permissions: ['receipt.read'] }
  await done(org.admin, '/api/roles', role)
  const teller = await org.as('teller')
  assert.equal((await take(teller, 'receipts', receipts)).refused, null)
  assert.equal((await take(teller, 'invoices', invoices)).refused, 'permission_missing')
  assert.equal((await take(teller, 'statements', statements)).refused, 'permission_missing')
  const sales = await org.as('sales')
  assert.equal((await take(sales, 'invoices', invoices)).refused, 'invoice_unknown', 'not his customer')
  assert.equal((await take(sales, 'receipts', receipts)).refused, 'receipt_unknown')
  assert.equal((await take(sales, 'statements', statements)).refused, 'customer_unknown')
  const elsewhere = (await testOrganisation()).admin
  assert.equal((await take(elsewhere, 'invoices', invoices)).refused, 'invoice_unknown')
  assert.equal((await take(elsewhere, 'receipts', receipts)).refused, 'receipt_unknown')
  assert.equal((await take(elsewhere, 'statements', statements)).refused, 'customer_unknown')
  assert.equal((await take(org.admin, 'invoices', { invoice_ids: [id('I1'), newId()] })).refused, 'invoice_unknown')
  const { rows } = (await org.admin.get(`/api/history/${id('I1')}`)).body
  assert.ok(!rows.some((row: { name: string }) => row.name === 'invoice.printed'), 'what was refused is not recorded')
})

test('[PAP-1] a customer named like a program is printed as he is called', async () => {
  const org = await testOrganisation()
  const name = '#panic("x") $a$ \\ @preview/x:1 *深圳* _b_'
  const customer = await done(org.admin, '/api/customers', { number: 'C1', name })
  const customer_id = customer.customer_id ?? customer.rows[0].customer_id
  const line = { description: '#read("/etc/passwd") `x` <y>', tax_code: 'VAT13', amount_minor: '11300' }
  const draft = {
    entity_id: org.entity_id,
    customer_id,
    issued_on: '2026-01-05',
    due_on: '2026-02-05',
    lines: [line],
    note: '$',
  }
  const { rows } = await done(org.admin, '/api/invoices', [draft])
  const { text } = await take(org.admin, 'invoices', { invoice_ids: [rows[0].invoice_id] })
  has(text.replaceAll(' ', ''), name.replaceAll(' ', ''), line.description.replaceAll(' ', ''), '113.00')
})

test('[PAP-6] a hundred invoices are one file', async () => {
  const org = await testOrganisation()
  const customer = await done(org.admin, '/api/customers', { number: 'C1', name: '腾跃商贸' })
  const customer_id = customer.customer_id ?? customer.rows[0].customer_id
  const { entity_id } = org
  const drafts = Array.from({ length: 100 }, () => ({
    entity_id,
    customer_id,
    issued_on: '2026-01-05',
    due_on: '2026-02-05',
    amount_minor: '11300',
    tax_code: 'VAT13',
  }))
  const { rows } = await done(org.admin, '/api/invoices', drafts)
  const invoice_ids = rows.map((row: { invoice_id: string }) => row.invoice_id)
  const file = await take(org.admin, 'invoices', { invoice_ids })
  assert.equal(file.pages.length, 100)
  has((file.pages[99] ?? '').replaceAll('\n', ''), rows[99].number, '第 1 页 / 共 1 页')
  assert.equal(
    (await take(org.admin, 'invoices', { invoice_ids: Array.from({ length: 201 }, newId) })).refused,
    'batch_too_large',
  )
})

test('[PAP-5] the credit file of a customer is taken out with its grade, papers and what is owed, and recorded', async () => {
  const story = await begin()
  await tell(story, 'invoice I1 100.00 on 2026-11-05 due 2026-11-30')
  const { admin, entity_id } = story.org
  const [customer] = (await admin.get('/api/customers')).body.rows
  const { customer_id } = customer
  await done(admin, '/api/customer-grades', [{ customer_id, grade: 'C', reason: 'weak' }])
  await done(admin, `/api/customers/${customer_id}/documents`, { kind: 'licence', title: 'L-77' })
  const made = await take(admin, 'credit-files', { customer_id, entity_id })
  has(made.text, '客户信用档案', customer.number, 'L-77', '营业执照', '– → C', '100.00', 'weak')
  const english = await take(admin, 'credit-files', { customer_id, entity_id, locale: 'en', size: 'a5' })
  has(english.text, 'Customer Credit File', 'Business licence')
  const { rows } = (await admin.get(`/api/history/${customer_id}`)).body
  const printed = rows.filter((row: { name: string }) => row.name === 'customer.credit_file_printed')
  assert.deepEqual(printed.map((row: { data: { size: string } }) => row.data.size).sort(), ['a4', 'a5'])
})

/** A red square as a PNG of so many pixels a side. */
function picture(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.set([8, 2], 8)
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(side * 3, Buffer.from([200, 30, 30]))])
  const data = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)))
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([start, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

test('[PAP-10] [PAP-11] papers bear the address of their entity, and its seal once another person took it into use', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 1000.00 on 2026-01-05 due 2026-02-05
    invoice I2 50.00 on 2026-01-06
    void I2 on 2026-01-07
  `,
  )
  const { org } = story
  const { admin, entity_id } = org
  const { app } = await testHouse()
  const id = (name: string) => story.things.get(name)?.document_id as string
  const sender = {
    version: 0,
    address: '南山大道 1 号',
    address_en: '1 Nanshan Avenue',
    phone: '0755-1',
    email: 'ar@x.example',
  }
  assert.equal((await admin.put(`/api/senders/${entity_id}`, sender)).body.version, 1)
  assert.equal((await admin.put(`/api/senders/${entity_id}`, sender)).body.code, 'changed_meanwhile')
  assert.equal(
    (await admin.put(`/api/senders/${entity_id}`, { ...sender, version: 1, email: 'x' })).body.code,
    'email_invalid',
  )
  const enter = async (content: Buffer, kinds = 'invoice_notice,statement') => {
    const { headers, body } = multipart({ kinds }, { name: 'seal.png', content })
    const answer = await app.inject({
      method: 'POST',
      url: `/api/senders/${entity_id}/seals`,
      headers: { ...headers, authorization: `Bearer ${admin.token}`, 'idempotency-key': newId() },
      payload: body,
    })
    return answer.json()
  }
  assert.equal((await enter(Buffer.from('%PDF-1.7'))).code, 'seal_no_png')
  assert.equal((await enter(picture(20))).code, 'seal_size')
  assert.equal((await enter(picture(60).subarray(0, 60))).code, 'seal_no_png', 'a picture that cannot be drawn')
  assert.equal((await enter(Buffer.concat([picture(60), Buffer.alloc(600_000)]))).code, 'upload_too_large')
  const { seal_id } = await enter(picture(60))
  assert.equal((await enter(picture(60))).code, 'seal_waiting')
  const pictures = async (body: object, path = 'invoices') => {
    const headers = { authorization: `Bearer ${admin.token}`, 'idempotency-key': newId() as string }
    const answer = await app.inject({ method: 'POST', url: `/api/papers/${path}`, headers, payload: body })
    return answer.rawPayload.toString('latin1').split('/Subtype /Image').length - 1
  }
  const plain = await take(admin, 'invoices', { invoice_ids: [id('I1')], locale: 'en' })
  has(plain.text, '1 Nanshan Avenue', '0755-1', 'ar@x.example')
  assert.equal(await pictures({ invoice_ids: [id('I1')] }), 0)
  assert.equal((await admin.post(`/api/seals/${seal_id}/approval`)).body.code, 'checker_is_maker')
  const preview = await app.inject({
    url: `/api/senders/${entity_id}/preview?seal_id=${seal_id}`,
    headers: { authorization: `Bearer ${admin.token}` },
  })
  has(textOfPdf(preview.rawPayload).join('').replaceAll(/\s/g, ''), '样张', '南山大道1号')
  assert.ok(preview.rawPayload.includes('/Subtype /Image'))

  const manager = await org.as('general_manager')
  assert.equal((await manager.post(`/api/seals/${seal_id}/approval`)).body.state, 'active')
  assert.equal(await pictures({ invoice_ids: [id('I1')] }), 1)
  assert.equal(await pictures({ invoice_ids: [id('I2')] }), 0, 'what is void bears no seal')
  const { rows } = (await admin.get(`/api/history/${id('I1')}`)).body
  const printed = rows.filter((row: { name: string }) => row.name === 'invoice.printed')
  assert.deepEqual(printed.map((row: { data: { sealed?: boolean } }) => row.data.sealed ?? false).sort(), [
    false,
    false,
    true,
  ])
  assert.equal((await admin.post(`/api/seals/${seal_id}/closing`, { reason: 'Lost' })).status, 200)
  assert.equal(await pictures({ invoice_ids: [id('I1')] }), 0)
  assert.equal((await admin.post(`/api/seals/${seal_id}/closing`, { reason: 'x' })).body.code, 'seal_state')
})
