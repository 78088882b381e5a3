import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { eInvoiceXml } from '../testing/einvoice.ts'
import { testHouse } from '../testing/organisation.ts'
import { buyerName, buyerTaxId, taxDesk } from '../testing/tax-desk.ts'
import { multipart } from '../testing/upload.ts'

await testHouse()

type Flow = { flow: string; tick: string; documents: { number: string; party_name: string; why: string | null }[] }

test('[RPT-20] four ticks: contract party, receiver, buyer of the tax invoice and payer are the customer, or it is said why not', async () => {
  const tax = await taxDesk()
  const { org, entity_id, customer_id } = tax
  const draft = { customer_id, entity_id, title: 'Pumps', signed_on: '2026-01-05' }
  const lines = [{ description: '水泵', quantity: '10', unit: '台', amount_minor: '12000000', tax_code: 'VAT13' }]
  const { contract_id } = (await done(org.admin, '/api/contracts', { ...draft, lines })).rows[0]
  const invoice = await tax.bill({ contract_id })
  const read = async (path = `/api/invoices/${invoice.invoice_id}/flows`): Promise<Flow[]> =>
    (await org.admin.get(path)).body.flows
  const ticks = async (path?: string) => Object.fromEntries((await read(path)).map(({ flow, tick }) => [flow, tick]))
  assert.deepEqual(await ticks(), { contract: 'agrees', delivery: 'none', tax_invoice: 'none', payment: 'none' })

  const sent = { delivered_on: '2026-02-01', lines: [{ line: 1, quantity: '10' }] }
  const { delivery_id } = await done(org.admin, `/api/contracts/${contract_id}/deliveries`, sent)
  assert.equal((await ticks()).delivery, 'differs')
  const confirmed = { confirmed_on: '2026-02-03', confirmed_name: '王', confirmed_how: 'signed_note' }
  await done(org.admin, `/api/deliveries/${delivery_id}/confirmation`, confirmed)
  assert.equal((await ticks()).delivery, 'agrees')

  const request = await tax.request({ invoice_id: invoice.invoice_id })
  await tax.approve(request)
  const [entity] = await asOwner<{ name: string }>('select name from entities where entity_id = $1', [entity_id])
  const goods = [{ name: '*泵*水泵', net: '100000.00', tax: '13000.00', rate: '0.13', quantity: '10' }]
  const xml = eInvoiceXml({
    seller: entity?.name ?? '',
    number: '26440000000000000001',
    buyer: buyerName.replace('（', '(').replace('）', ')'),
    buyer_tax_id: buyerTaxId,
    lines: goods,
    remark: request.number,
  })
  const { body, headers } = multipart({}, { name: 'invoice.xml', content: xml })
  const kept = await org.admin.post('/api/tax-invoices', body, headers)
  assert.equal(kept.body.rows[0].linked_minor, '11300000', JSON.stringify(kept.body))
  assert.equal((await ticks()).tax_invoice, 'agrees')
  // As it stands where the customer is another taxpayer than the buyer.
  await asOwner(`update customers set tax_id = '91350100M000100X43' where customer_id = $1`, [customer_id])
  const [, , other] = await read()
  assert.deepEqual([other?.tick, other?.documents[0]?.why], ['differs', 'other_party'])

  const paid = (payer_name?: string) => ({
    customer_id,
    entity_id,
    received_on: '2026-04-01',
    amount_minor: '100000',
    ...(payer_name ? { payer_name } : {}),
    apply: [{ invoice_number: invoice.number, amount_minor: '100000' }],
  })
  await done(org.admin, '/api/receipts', [paid('腾跃(深圳)有限公司')])
  assert.equal((await ticks()).payment, 'agrees')
  await org.admin.put('/api/receipt-rules', { third_party: 'never' })
  const { rows: receipts } = await done(org.admin, '/api/receipts', [paid('别家')])
  const payment = (await read()).find(one => one.flow === 'payment')
  assert.equal(payment?.tick, 'differs')
  assert.deepEqual(
    payment?.documents.map(one => [one.party_name, one.why]),
    [
      ['腾跃(深圳)有限公司', null],
      ['别家', 'other_payer'],
    ],
  )
  assert.deepEqual(await ticks(`/api/contracts/${contract_id}/flows`), await ticks())
  // What was applied and taken back is no payment of it.
  await done(org.admin, `/api/receipts/${receipts[0].receipt_id}/correction`, { reason: 'bounced', receipt: null })
  assert.equal((await ticks()).payment, 'agrees')
  // Who may not see receipts is not told that there are none.
  const legal = await org.as('administrator')
  assert.equal((await legal.get(`/api/invoices/${invoice.invoice_id}/flows`)).status, 403)
})
