import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, create, type Founded, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { multipart } from '../testing/upload.ts'
import { standardSteps } from './standard-steps.ts'

await testHouse()

async function desk() {
  const org = await founded()
  const [entity_id] = org.entities
  await create(org, { number: 'K1', name: 'Kunde', accounts: [{ entity_id, terms_code: 'net30' }] })
  const lines = [{ description: 'Pumps', quantity: '10', unit: 'pc', unit_price: '1130', amount_minor: '1130000' }]
  const sign = async (more: object = {}): Promise<string> => {
    const draft = { customer_number: 'K1', entity_id, title: 'Pumps', signed_on: '2026-01-05', lines, ...more }
    return (await done(org.admin, '/api/contracts', draft)).rows[0].contract_id
  }
  const read = async (contract_id: string) => (await org.admin.get(`/api/contracts/${contract_id}`)).body
  return { org, entity_id, sign, read }
}

const deliver = (org: Founded, contract_id: string) =>
  done(org.admin, `/api/contracts/${contract_id}/deliveries`, {
    delivered_on: '2026-01-10',
    lines: [{ line: 1, quantity: '4' }],
  })

test('[CTR-9] an invoice is requested by a check, paid by money that is here, and posted once that is applied', async () => {
  const { org, entity_id, sign, read } = await desk()
  const [contract_id, early] = [await sign(), await sign()]
  await asOwner('update contracts set steps_edition = 1 where contract_id = $1', [early])
  const doneOf = async (id: string, ...names: string[]) =>
    (await read(id)).steps
      .filter(({ step }: { step: string }) => names.includes(step))
      .map(({ step, done }: { step: string; done: number }) => `${step} ${done}`)
  for (const id of [contract_id, early]) {
    const { delivery_id } = await deliver(org, id)
    const said = { confirmed_on: '2026-01-12', confirmed_name: 'Wu', confirmed_how: 'signed_note' }
    await done(org.admin, `/api/deliveries/${delivery_id}/confirmation`, said)
  }
  await done(org.admin, `/api/contracts/${contract_id}/checks`, { reply_by: '2099-01-31' })
  assert.deepEqual(await doneOf(contract_id, 'request', 'billed'), ['request 4000', 'billed 0'])

  const pay = async (id: string) => {
    const { number } = await read(id)
    const bill = { customer_number: 'K1', entity_id, contract_id: id, issued_on: '2026-01-15' }
    const line = { description: 'Pumps', quantity: '4', unit_price: '1130', amount_minor: '452000', contract_line: 1 }
    const priced = { ...line, price_includes_tax: true, tax_code: 'VAT13' }
    const invoice = (await done(org.admin, '/api/invoices', { ...bill, contract_reason: 'x', lines: [priced] })).rows[0]
    const money = { customer_number: 'K1', entity_id, received_on: '2026-01-20', amount_minor: '452000' }
    const receipt = (await done(org.admin, '/api/receipts', { ...money, reference: `TT ${number}` })).rows[0]
    return { invoice, receipt }
  }
  await pay(early)
  const { invoice, receipt } = await pay(contract_id)
  assert.deepEqual(await doneOf(early, 'request', 'billed', 'paid', 'posting'), ['billed 4000', 'paid 0'])
  const here = ['request 4000', 'billed 4000', 'paid 4000', 'posting 0']
  assert.deepEqual(await doneOf(contract_id, 'request', 'billed', 'paid', 'posting'), here)
  const item = async (document_id: string) =>
    (await asOwner<{ item_id: string }>('select item_id from open_items where document_id = $1', [document_id]))[0]
      ?.item_id
  const credit_item_id = await item(receipt.receipt_id)
  const debit_item_id = await item(invoice.invoice_id)
  await done(org.admin, '/api/applications', [{ lines: [{ credit_item_id, debit_item_id, amount_minor: '452000' }] }])
  assert.deepEqual(await doneOf(contract_id, 'paid', 'posting'), ['paid 4000', 'posting 4000'])
})

test('[CTR-9] a step asks for the request of a tax invoice, and for the voucher of the money', async () => {
  const { org, entity_id, sign, read } = await desk()
  const steps = standardSteps.services.map(rule => ({ ...rule, evidence: ['request', 'posting'].includes(rule.step) }))
  const template = { version: 0, steps, reason: 'Agreed' }
  assert.equal((await org.admin.put('/api/step-templates/services', template)).status, 200)
  const contract_id = await sign({ kind: 'services' })
  const line = { description: 'Pumps', amount_minor: '1130000', price_includes_tax: true, contract_line: 1 }
  const bill = { customer_number: 'K1', entity_id, contract_id, issued_on: '2026-01-10' }
  const { number } = (await done(org.admin, '/api/invoices', { ...bill, lines: [line] })).rows[0]
  const receipt = {
    customer_number: 'K1',
    entity_id,
    received_on: '2026-01-20',
    amount_minor: '1130000',
    apply: [{ invoice_number: number, amount_minor: '1130000' }],
  }
  await done(org.admin, '/api/receipts', receipt)
  const lacking = async () =>
    (await read(contract_id)).steps
      .filter((step: { lacks_evidence: boolean }) => step.lacks_evidence)
      .map(({ step }: { step: string }) => step)
  assert.deepEqual(await lacking(), ['request', 'posting'])

  // What is taken back needs no voucher any more; what pays instead has one.
  const [application] = await asOwner<{ application_id: string }>(
    "select application_id from applications where org_id = $1 and kind = 'application' limit 1",
    [org.org_id],
  )
  await done(org.admin, `/api/applications/${application?.application_id}/reversal`, { applied_on: '2026-01-21' })
  const { receipt_id } = (await done(org.admin, '/api/receipts', { ...receipt, received_on: '2026-01-21' })).rows[0]
  const { body, headers } = multipart({ receipt_id }, { name: 'slip.pdf', content: '%PDF-1.4 slip' })
  const kept = await org.admin.post('/api/receipt-vouchers', body, headers)
  assert.equal(kept.status, 200, JSON.stringify(kept.body))
  assert.deepEqual(await lacking(), ['request'])
})
