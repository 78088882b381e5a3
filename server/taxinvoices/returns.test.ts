import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, codes } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { eInvoiceXml } from '../testing/einvoice.ts'
import { testHouse } from '../testing/organisation.ts'
import { buyerName, buyerTaxId, taxDesk } from '../testing/tax-desk.ts'
import { multipart } from '../testing/upload.ts'

await testHouse()

const numberOf = (at: number) => `2644000000000000${String(at).padStart(4, '0')}`
const pumps = { name: '*泵*水泵', net: '100000.00', tax: '13000.00', rate: '0.13', quantity: '10' }
const service = { name: '*服务*安装服务', net: '1000.00', tax: '60.00', rate: '0.06' }

/** A claim of March over 100,000 at 13 % and 1,000 at 6 %, asked for whole; and the months' lists. */
async function desk() {
  const tax = await taxDesk()
  const { org, entity_id, invoice } = tax
  const one = await tax.request()
  await tax.approve(one)
  const [entity] = await asOwner<{ name: string }>('select name from entities where entity_id = $1', [entity_id])
  const send = async (at: number, issued_on: string, lines: (typeof service)[], more: object = {}) => {
    const content = eInvoiceXml({
      seller: entity?.name ?? '',
      buyer: buyerName,
      buyer_tax_id: buyerTaxId,
      number: numberOf(at),
      issued_on,
      lines,
      remark: one.number,
      ...more,
    })
    const { body, headers } = multipart({}, { name: 'one.xml', content })
    const sent = await org.admin.post('/api/tax-invoices', body, headers)
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
  }
  const read = async (month: string) => {
    const reply = await org.admin.get('/api/tax-returns', { entity_id, month })
    assert.equal(reply.status, 200, JSON.stringify(reply.body))
    const { rows, tax_minor, account_minor, unexplained_minor } = reply.body
    return {
      body: reply.body,
      rows: rows.map((row: Record<string, string>) => [row.section, row.rate, row.net_minor, row.tax_minor].join(' ')),
      sums: [tax_minor, account_minor, unexplained_minor],
    }
  }
  const close = (month: string, tax_minor: string) =>
    org.admin.post('/api/tax-returns', { entity_id, month, tax_minor })
  const credit = async (amount_minor: string, issued_on: string) => {
    const draft = { credits_id: invoice.invoice_id, issued_on, amount_minor, tax_code: 'VAT13', reason: '退货' }
    await tax.release('/api/credit-notes', [draft])
  }
  return { ...tax, one, send, read, close, credit }
}

test('[TAX-16] income without a tax invoice is listed in its month, offset in that of the tax invoice, and never twice', async () => {
  const { send, read, org, entity_id } = await desk()
  const march = await read('2026-03')
  assert.deepEqual(march.rows, ['uninvoiced 13 10000000 1300000', 'uninvoiced 6 100000 6000'])
  assert.deepEqual(march.sums, ['1306000', '1306000', '0'])
  assert.deepEqual(march.body.carried, { net_minor: '10100000', tax_minor: '1306000' })
  await send(1, '2026-05-08', [pumps])
  assert.deepEqual((await read('2026-03')).rows, march.rows, 'the month of the claim stays')
  assert.deepEqual((await read('2026-04')).rows, [], 'it is carried over')
  const may = await read('2026-05')
  assert.deepEqual(may.rows, ['blue 13 10000000 1300000', 'offset 13 -10000000 -1300000'])
  assert.deepEqual([may.sums, may.body.carried.tax_minor], [['0', '0', '0'], '6000'])
  const behind = await org.admin.get('/api/tax-returns/rows', {
    entity_id,
    month: '2026-05',
    section: 'offset',
    rate: '13',
  })
  assert.deepEqual(
    behind.body.rows.map((row: Record<string, string>) => [row.document_kind, row.tax_minor]),
    [['invoice', '-1300000']],
    JSON.stringify(behind.body),
  )
  assert.deepEqual(
    may.body.rows.map((row: { method: string }) => row.method),
    ['general', 'general'],
  )
})

test('[TAX-17] what makes the account differ stands in rows: no claim, credit note ahead of its red tax invoice', async () => {
  const { send, read, credit } = await desk()
  await send(1, '2026-03-20', [pumps, service])
  assert.deepEqual((await read('2026-03')).rows, ['blue 13 10000000 1300000', 'blue 6 100000 6000'])
  await credit('1130000', '2026-04-02')
  await send(2, '2026-04-12', [{ ...service, net: '500.00', tax: '30.00' }], { remark: '' })
  const april = await read('2026-04')
  assert.deepEqual(april.rows, ['ahead 13 1000000 130000', 'blue 6 50000 3000', 'unlinked 6 50000 3000'])
  assert.deepEqual(april.sums, ['3000', '-130000', '0'], '3,000 issued; the account took 1,300.00 back')
  const red = { ...pumps, net: '-10000.00', tax: '-1300.00', quantity: '-1' }
  await send(3, '2026-05-02', [red], { red: true, remark: `被红冲蓝字数电发票号码：${numberOf(1)}` })
  const may = await read('2026-05')
  assert.deepEqual(
    [may.rows, may.sums],
    [
      ['ahead 13 -1000000 -130000', 'red 13 -1000000 -130000'],
      ['-130000', '0', '0'],
    ],
  )
})

test('[TAX-16] tax that becomes due before its tax invoice is income without one, until the tax invoice offsets it', async () => {
  const { read, bill, request, approve, org } = await desk()
  const later = await bill({ tax_point: 'later', issued_on: '2026-06-02' })
  assert.deepEqual((await read('2026-06')).rows, [])
  await done(org.admin, `/api/invoices/${later.invoice_id}/tax-point`, {
    reached_on: '2026-06-30',
    reason: '合同收款日',
  })
  const june = await read('2026-06')
  assert.deepEqual(june.rows, ['uninvoiced 13 10000000 1300000', 'uninvoiced 6 100000 6000'])
  const asked = await request({ invoice_id: later.invoice_id })
  await approve(asked)
  const issue = { number: numberOf(7), issued_on: '2026-07-09' }
  await done(org.admin, `/api/tax-requests/${asked.tax_request_id}/issuing`, issue)
  const july = await read('2026-07')
  assert.deepEqual([july.rows.length, july.sums], [4, ['0', '0', '0']])
  assert.deepEqual((await read('2026-06')).rows, june.rows)
})

test('[TAX-18] a closed month is frozen; what comes late for it stands in the month that follows', async () => {
  const { send, read, close, org, entity_id } = await desk()
  await send(1, '2026-03-20', [pumps])
  const march = await read('2026-03')
  assert.deepEqual(codes(await close('2026-03', '1')), ['0 changed_meanwhile'])
  assert.equal((await close('2026-03', march.sums[0])).status, 200)
  assert.deepEqual(codes(await close('2026-03', march.sums[0])), ['0 tax_return_order'])
  assert.deepEqual(codes(await close('2026-05', '0')), ['0 tax_return_order'])
  await send(2, '2026-03-28', [service])
  const frozen = await read('2026-03')
  assert.deepEqual([frozen.rows, frozen.sums, frozen.body.state], [march.rows, march.sums, 'closed'])
  const april = await read('2026-04')
  assert.deepEqual(april.rows, ['blue 6 100000 6000', 'offset 6 -100000 -6000'])
  assert.deepEqual(april.sums, ['0', '0', '0'])
  assert.equal((await close('2026-04', '0')).status, 200)
  assert.deepEqual((await read('2026-05')).rows, [], 'and not again')
  const paged = await org.admin.get('/api/tax-returns/rows', {
    entity_id,
    month: '2026-03',
    limit: '1',
    sort: '-tax_minor',
  })
  assert.deepEqual(
    [paged.body.rows.length, paged.body.rows[0].tax_minor, paged.body.next !== null],
    [1, '1300000', true],
  )
  // Two persons open the last closed month again; an earlier one stays until then.
  const reopen = (month: string) =>
    org.admin.post('/api/tax-returns/reopening', { entity_id, month, reason: '申报更正' })
  assert.deepEqual(codes(await reopen('2026-03')), ['0 tax_return_order'])
  assert.deepEqual(codes(await reopen('2026-05')), ['0 tax_return_not_closed'])
  const manager = await org.as('general_manager')
  for (const month of ['2026-04', '2026-03']) {
    const parked = await reopen(month)
    assert.equal(parked.status, 202, JSON.stringify(parked.body))
    assert.deepEqual(codes(await org.admin.post(`/api/approvals/${parked.body.request_id}/release`, {})), [
      '0 checker_is_maker',
    ])
    assert.equal((await manager.post(`/api/approvals/${parked.body.request_id}/release`, {})).status, 200)
  }
  const anew = await read('2026-03')
  assert.deepEqual([anew.body.state, anew.rows], ['open', ['blue 13 10000000 1300000', 'blue 6 100000 6000']])
  assert.deepEqual((await read('2026-04')).rows, [], 'what came late stands in its own month again')
  assert.equal((await close('2026-03', anew.sums[0])).status, 200)
  assert.equal((await read('2026-03')).body.state, 'closed')
  const sales = await org.as('sales', { customers: 'own' })
  assert.equal((await sales.get('/api/tax-returns', { entity_id, month: '2026-03' })).status, 403)
})
