import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, codes } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { type EInvoice, eInvoicePdf, eInvoiceXml, zipOf } from '../testing/einvoice.ts'
import { testHouse } from '../testing/organisation.ts'
import { buyerName, buyerTaxId, taxDesk } from '../testing/tax-desk.ts'
import { multipart } from '../testing/upload.ts'

await testHouse()

const numberOf = (at: number) => `2644000000000000${String(at).padStart(4, '0')}`
const pumps = { name: '*泵*水泵', net: '100000.00', tax: '13000.00', rate: '0.13', quantity: '10' }
const service = { name: '*服务*安装服务', net: '1000.00', tax: '60.00', rate: '0.06' }

async function desk() {
  const tax = await taxDesk()
  const one = await tax.request()
  await tax.approve(one)
  const [entity] = await asOwner<{ name: string }>('select name from entities where entity_id = $1', [tax.entity_id])
  const seller = entity?.name ?? ''
  const send = (content: Buffer | string, name = 'invoice.xml') => {
    const { body, headers } = multipart({}, { name, content })
    return tax.org.admin.post('/api/tax-invoices', body, headers)
  }
  const xml = (more: Partial<EInvoice> = {}) =>
    eInvoiceXml({
      seller,
      number: numberOf(1),
      buyer: buyerName,
      buyer_tax_id: buyerTaxId,
      lines: [pumps, service],
      ...more,
    })
  const readRequest = async () => (await tax.org.admin.get(`/api/tax-requests/${one.tax_request_id}`)).body
  const invoiceState = async () =>
    (await tax.org.admin.get(`/api/invoices/${tax.invoice.invoice_id}`)).body.tax_invoice_state
  return { ...tax, one, send, xml, readRequest, invoiceState }
}

test('[TAX-8] what came back is linked by our number in the remarks, in part and whole, and the invoice shows it', async () => {
  const { one, send, xml, readRequest, invoiceState, org } = await desk()
  assert.equal(await invoiceState(), 'none')
  const first = await send(xml({ lines: [pumps], remark: `${one.number}-1 合同 7` }))
  assert.equal(first.status, 200, JSON.stringify(first.body))
  assert.deepEqual(
    first.body.rows.map((row: Record<string, string>) => [row.outcome, row.linked_minor]),
    [['kept', '11300000']],
  )
  assert.deepEqual([(await readRequest()).state, await invoiceState()], ['part_issued', 'part'])
  await send(xml({ number: numberOf(2), lines: [service], remark: one.number }))
  assert.deepEqual([(await readRequest()).state, await invoiceState()], ['issued', 'full'])
  const shown = (await org.admin.get(`/api/tax-invoices/${first.body.rows[0].tax_invoice_id}`)).body
  assert.deepEqual(
    [shown.kind, shown.issued_on, shown.state, shown.lines.length, shown.links[0].how, shown.files[0].form],
    ['special', '2026-03-20', 'issued', 1, 'remarks', 'xml'],
  )
  const file = await org.admin.get(`/api/tax-invoices/${first.body.rows[0].tax_invoice_id}/files/xml`)
  assert.match(String(file.body), /EInvoice/)
})

test('[TAX-8] without remarks it is linked by buyer, amount and lines, where only one request fits', async () => {
  const { send, xml, readRequest, org, request, approve, bill } = await desk()
  const kept = await send(xml())
  assert.equal(kept.body.rows[0].linked_minor, '11406000', JSON.stringify(kept.body))
  assert.equal((await readRequest()).state, 'issued')
  const twins = await Promise.all([bill(), bill()])
  for (const { invoice_id } of twins) await approve(await request({ invoice_id }))
  const unsure = await send(xml({ number: numberOf(2) }))
  assert.equal(unsure.body.rows[0].linked_minor, '0')
  const list = (await org.admin.get('/api/tax-invoices', { unlinked: 'true' })).body.rows
  assert.deepEqual(
    list.map((row: { number: string }) => row.number),
    [numberOf(2)],
  )
})

test('[TAX-9] links are made and taken back by hand', async () => {
  const { send, xml, org, one, readRequest, invoiceState } = await desk()
  const { tax_invoice_id } = (await send(xml({ lines: [{ ...pumps, name: '水泵' }] }))).body.rows[0]
  const path = `/api/tax-invoices/${tax_invoice_id}`
  const { candidates } = (await org.admin.get(path)).body
  assert.deepEqual(
    candidates.map((row: Record<string, string>) => [row.number, row.left_minor]),
    [[one.number, '11406000']],
  )
  const link = { tax_request_id: one.tax_request_id }
  assert.equal((await done(org.admin, `${path}/links`, link)).linked_minor, '11300000')
  assert.deepEqual(codes(await org.admin.post(`${path}/links`, link)), ['0 amount_not_positive'])
  assert.deepEqual([(await readRequest()).state, await invoiceState()], ['part_issued', 'part'])
  await done(org.admin, `${path}/unlinking`, { ...link, reason: 'wrong one' })
  assert.deepEqual([(await readRequest()).state, await invoiceState()], ['approved', 'none'])
  assert.deepEqual(codes(await org.admin.post(`${path}/unlinking`, { ...link, reason: 'twice' })), [
    '0 tax_link_unknown',
  ])
  const over = { ...link, amount_minor: '11300001' }
  assert.deepEqual(codes(await org.admin.post(`${path}/links`, over)), ['0 tax_link_over_invoice'])
})

test('[TAX-7] a ZIP holds many, each in several forms; all are kept or none', async () => {
  const { send, xml, one, org } = await desk()
  const inside = zipOf({
    'Doc_0/Attach/original_invoice.xml': xml({ lines: [pumps], remark: one.number }),
    'OFD.xml': '<OFD/>',
  })
  const pdf = eInvoicePdf(
    { InvoiceNumber: numberOf(1), 'TotalTax-includedAmount': '113000.00', IssueTime: '2026-03-20' },
    '',
    true,
  )
  const files = {
    'a/one.xml': xml({ lines: [pumps], remark: one.number }),
    'a/one.ofd': inside,
    'a/one.pdf': pdf,
    'two.xml': xml({ number: numberOf(2), lines: [service], remark: one.number }),
  }
  const bad = await send(zipOf({ ...files, 'three.xml': xml({ number: numberOf(3), total: '1.00' }) }), 'march.zip')
  assert.deepEqual(codes(bad), ['0 tax_document_total'])
  assert.equal((await org.admin.get('/api/tax-invoices')).body.rows.length, 0)
  const kept = await send(zipOf(files), 'march.zip')
  assert.deepEqual(
    kept.body.rows.map((row: Record<string, string>) => [row.number, row.outcome, row.linked_minor]),
    [
      [numberOf(1), 'kept', '11300000'],
      [numberOf(2), 'kept', '106000'],
    ],
    JSON.stringify(kept.body),
  )
  const shown = (await org.admin.get(`/api/tax-invoices/${kept.body.rows[0].tax_invoice_id}`)).body
  assert.deepEqual(
    shown.files.map((file: { form: string }) => file.form),
    ['xml', 'pdf', 'ofd'],
  )
  const again = await send(zipOf(files), 'march.zip')
  assert.deepEqual(
    again.body.rows.map((row: Record<string, string>) => row.outcome),
    ['known', 'known'],
  )
})

test('[TAX-7] [TAX-8] what differs is refused by name, with the name of the file', async () => {
  const { send, xml, one, org, request, entity_id } = await desk()
  const remark = one.number
  const draft = await request({ lines: [{ invoice_line: 1 }] }).catch(() => null)
  assert.equal(draft, null, 'nothing is left to be asked for')
  const why = async (more: Partial<EInvoice>) => codes(await send(xml({ remark, ...more })))
  assert.deepEqual(await why({ total: '114060.01' }), ['0 tax_document_total'])
  assert.deepEqual(await why({ net: '100999.00', total: '114059.00' }), ['0 tax_document_total'])
  assert.deepEqual(await why({ buyer: '别的公司', buyer_tax_id: '91512081MA62K0260E' }), ['0 tax_document_buyer'])
  assert.deepEqual(await why({ kind: '02' }), ['0 tax_document_kind'])
  assert.deepEqual(await why({ seller: '陌生的公司' }), ['0 tax_document_seller'])
  await asOwner("update entities set tax_id = '91350100M000100Y43' where entity_id = $1", [entity_id])
  const other = { seller_tax_id: '91512081MA62K0260E' }
  assert.deepEqual(await why(other), ['0 tax_document_seller'], 'our name with the identifier of another')
  assert.deepEqual(await why({ red: true }), ['0 tax_document_red_sign'])
  assert.deepEqual(await why({ remark: 'TXR2026-999999' }), ['0 tax_document_request_unknown'])
  assert.deepEqual(await why({ lines: [{ ...pumps, net: '100000.01' }] }), ['0 tax_document_lines_differ'])
  assert.deepEqual(await why({ lines: [pumps, service, service] }), ['0 tax_document_over_request'])
  assert.deepEqual(await why({ lines: [{ ...pumps, rate: '0.09', tax: '9000.00' }] }), ['0 tax_document_lines_differ'])
  assert.deepEqual(await why({ remark: '', buyer: '无名', buyer_tax_id: '' }), ['0 tax_document_buyer_unknown'])
  assert.deepEqual(await why({ number: '123' }), ['0 tax_document_not_invoice'])
  assert.deepEqual(await why({ issued_on: 'soon' }), ['0 tax_document_field'])
  const odd = await send(xml({ remark, number: numberOf(1).replace('26', '25'), buyer: '腾跃(深圳)有限公司' }))
  assert.deepEqual(odd.body.rows?.[0].warnings, ['number_year', 'buyer_name'], JSON.stringify(odd.body))
  const first = { tax_request_id: one.tax_request_id, reason: 'odd' }
  await done(org.admin, `/api/tax-invoices/${odd.body.rows[0].tax_invoice_id}/unlinking`, first)
  assert.equal((await send(xml({ remark }))).status, 200)
  const twin = await send(xml({ remark, issued_on: '2026-03-21' }), 'twin.xml')
  assert.deepEqual([codes(twin), twin.body.problems[0].params.file], [['0 tax_document_taken'], 'twin.xml'])
  assert.deepEqual((await org.admin.get('/api/tax-invoices')).body.rows.length, 2)
})

test('[TAX-7] files that are no invoice but a danger are refused, and nothing of them is kept', async () => {
  const { send, xml, one, org } = await desk()
  const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY l2 "&lol;&lol;&lol;">]><EInvoice>&l2;</EInvoice>`
  assert.deepEqual(codes(await send(bomb)), ['0 tax_document_dtd'])
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bomb, 'utf16le')])
  assert.deepEqual(codes(await send(wide)), ['0 tax_document_dtd'])
  assert.deepEqual(codes(await send(Buffer.from('MZ\u0090\u0000program'), 'invoice.pdf')), ['0 tax_document_form'])
  assert.deepEqual(codes(await send(xml(), 'invoice.pdf')), ['0 tax_document_form'])
  const fields = { InvoiceNumber: numberOf(1) }
  for (const action of [
    '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>',
    '/OpenAction << /S /Launch /F (calc.exe) >>',
    '/OpenAction << /S /#4aavaScript >>',
  ])
    assert.deepEqual(codes(await send(eInvoicePdf(fields, action), 'invoice.pdf')), ['0 tax_document_active'], action)
  assert.deepEqual(codes(await send(eInvoicePdf(fields), 'invoice.pdf')), ['0 tax_document_incomplete'])
  assert.deepEqual(codes(await send(zipOf({ 'inner.zip': zipOf({ 'a.xml': xml() }) }), 'outer.zip')), [
    '0 tax_document_form',
  ])
  assert.deepEqual(codes(await send(zipOf({ 'run.exe': 'MZ' }), 'outer.zip')), ['0 tax_document_form'])
  const bloated = zipOf({ 'big.xml': Buffer.alloc(30 * 2 ** 20, 0x20) })
  assert.deepEqual(codes(await send(bloated, 'bomb.zip')), ['0 tax_document_too_large'])
  assert.deepEqual(codes(await send(zipOf({ 'a.xml': xml() }).subarray(0, 200), 'cut.zip')), [
    '0 tax_document_unreadable',
  ])
  assert.deepEqual(codes(await send(xml().replace('</EInvoiceData>', '')))?.[0], '0 tax_document_unreadable')
  assert.deepEqual(
    codes(
      await send(
        `<all>${xml({ remark: one.number })}${xml({ number: numberOf(2) })}</all>`.replaceAll(/<\?xml[^>]*>/g, ''),
      ),
    ),
    ['0 tax_document_many'],
  )
  const kept = await asOwner('select from files where org_id = $1', [org.org_id])
  assert.equal(kept.length, 0)
})

test('[TAX-9] what came back on paper is entered by hand, its number by its kind', async () => {
  const tax = await taxDesk()
  const paper = await tax.request({ kind: 'paper_special' })
  await tax.approve(paper)
  const path = `/api/tax-requests/${paper.tax_request_id}/issuing`
  const enter = (more: object) => tax.org.admin.post(path, { issued_on: '2026-03-20', ...more })
  assert.deepEqual(codes(await enter({ number: '1234' })), ['0 tax_document_number'])
  assert.deepEqual(codes(await enter({ number: '12345678', code: '4403194130', issued_on: '2999-01-01' })), [
    '0 tax_document_future',
  ])
  assert.equal((await enter({ number: '12345678', code: '4403194130' })).status, 200)
  assert.deepEqual(codes(await enter({ number: '12345678', code: '4403194130' })), ['0 tax_request_state'])
  assert.equal((await tax.org.admin.get(`/api/tax-requests/${paper.tax_request_id}`)).body.state, 'issued')
})

test('[TAX-8] two uploads of the same invoice at once keep it once', async () => {
  const { send, xml, one, org } = await desk()
  const answers = await Promise.all([send(xml({ remark: one.number })), send(xml({ remark: one.number }))])
  assert.deepEqual(
    answers.map(answer => answer.status),
    [200, 200],
    JSON.stringify(answers.map(answer => answer.body)),
  )
  assert.equal((await org.admin.get('/api/tax-invoices')).body.rows.length, 1)
})

const red = (amounts: typeof pumps) => ({ ...amounts, net: `-${amounts.net}`, tax: `-${amounts.tax}` })
const names = (blue: string) => `被红冲蓝字数电发票号码：${blue} 红字发票信息确认单编号：44010124031000000001`

test('[TAX-10] a red one takes back its blue one and its links, never more than stands, and frees what it took back', async () => {
  const { send, xml, one, org, invoiceState, readRequest, invoice } = await desk()
  const early = xml({ number: numberOf(9), lines: [red(pumps)], red: true, remark: names(numberOf(1)) })
  assert.deepEqual(codes(await send(early)), ['0 tax_red_blue_unknown'])
  const { tax_invoice_id } = (await send(xml({ remark: one.number }))).body.rows[0]
  assert.equal(await invoiceState(), 'full')
  const part = { ...pumps, net: '-40000.00', tax: '-5200.00', quantity: '4' }
  const first = await send(xml({ number: numberOf(2), lines: [part], red: true, remark: names(numberOf(1)) }))
  assert.deepEqual([first.status, first.body.rows?.[0].linked_minor], [200, '-4520000'], JSON.stringify(first.body))
  const blue = (await org.admin.get(`/api/tax-invoices/${tax_invoice_id}`)).body
  assert.deepEqual([blue.state, blue.relatives[0].number], ['part_reversed', numberOf(2)])
  assert.deepEqual([await invoiceState(), (await readRequest()).state], ['part', 'issued'])
  const standing = (await org.admin.get(`/api/invoices/${invoice.invoice_id}/tax-standing`)).body
  assert.equal(standing.left_minor, '4520000', 'what was taken back can be asked for again')
  const over = xml({ number: numberOf(3), lines: [red(pumps)], red: true, remark: names(numberOf(1)) })
  assert.deepEqual(codes(await send(over)), ['0 tax_red_over_blue'])
  const undo = { tax_request_id: one.tax_request_id, reason: 'no' }
  assert.deepEqual(codes(await org.admin.post(`/api/tax-invoices/${tax_invoice_id}/unlinking`, undo)), [
    '0 tax_invoice_reversed',
  ])
  const rest = [{ ...pumps, net: '-60000.00', tax: '-7800.00', quantity: '6' }, red(service as typeof pumps)]
  await send(xml({ number: numberOf(4), lines: rest, red: true, remark: names(numberOf(1)) }))
  assert.equal((await org.admin.get(`/api/tax-invoices/${tax_invoice_id}`)).body.state, 'reversed')
  assert.equal(await invoiceState(), 'none')
  const list = (await org.admin.get('/api/tax-invoices', { red: 'true' })).body.rows
  assert.deepEqual([list.length, list[0].state], [2, 'red'])
})
