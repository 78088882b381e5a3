import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'
import { undoInvoices } from '../invoices/undo.ts'
import { done, inside } from '../testing/documents.ts'
import { ledgerProblems } from '../testing/ledger-invariants.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'
import { undoReceipts } from './undo.ts'

await testHouse()
const on = '2026-03-01' as Day
type Issued = { invoice_id: string; item_ids: string[]; number: string }

const pay = (number: string, amount: string, difference?: object) => ({
  customer_number: 'C01',
  received_on: '2026-01-20',
  amount_minor: amount,
  number: `P-${number}`,
  external_id: `P-${number}`,
  apply: [{ invoice_number: number, amount_minor: amount, difference }],
})

async function batch() {
  const org = await testOrganisation()
  await done(org.admin, '/api/customers', { number: 'C01', name: '客户一' })
  const drafts = ['B-1', 'B-2', 'B-3'].map(number => ({
    customer_number: 'C01',
    issued_on: '2026-01-05',
    amount_minor: '10000',
    number,
    source: 'file',
    external_id: number,
  }))
  const invoices = (await done(org.admin, '/api/invoices', drafts)).rows as Issued[]
  return { org, drafts, invoices, ids: invoices.map(invoice => invoice.invoice_id) }
}
const built = async (work: Promise<unknown>) => {
  const refused = await work.then(
    () => null,
    error => error,
  )
  assert.ok(refused instanceof Refusal, String(refused))
  return refused.problems.map(({ code, params }) => `${code} ${params.number} ${params.by}`)
}

test('[INV-11] an import of invoices is undone as a batch, and may come again', async () => {
  const { org, drafts, ids } = await batch()
  assert.deepEqual(await inside(org, ctx => undoInvoices(ctx, ids, on, 'wrong file')), { count: 3 })
  const listed = (await org.admin.get('/api/invoices')).body.rows as { state: string; open_minor: string }[]
  assert.deepEqual(
    listed.map(row => `${row.state} ${row.open_minor}`),
    ['undone 0', 'undone 0', 'undone 0'],
  )
  assert.deepEqual(await ledgerProblems(org.org_id), [])
  const again = (await done(org.admin, '/api/invoices', drafts)).rows
  assert.deepEqual(
    again.map((row: { known: boolean }) => row.known),
    [false, false, false],
  )
  const pay = {
    customer_number: 'C01',
    received_on: '2026-03-02',
    amount_minor: '10000',
    apply: [{ invoice_number: 'B-1', amount_minor: '10000' }],
  }
  await done(org.admin, '/api/receipts', pay)
  assert.deepEqual(await built(inside(org, ctx => undoInvoices(ctx, ids, on, 'twice'))), [
    'invoice_not_issued B-1 undefined',
    'invoice_not_issued B-2 undefined',
    'invoice_not_issued B-3 undefined',
  ])
})

test('[INV-11] what others have built on a batch is named, and nothing is undone', async () => {
  const { org, ids, invoices } = await batch()
  const pay = {
    customer_number: 'C01',
    received_on: '2026-01-20',
    amount_minor: '500',
    number: 'P-1',
    apply: [{ invoice_number: 'B-2', amount_minor: '500' }],
  }
  await done(org.admin, '/api/receipts', pay)
  await done(org.admin, '/api/credit-notes', {
    credits_number: 'B-3',
    issued_on: '2026-01-10',
    amount_minor: '100',
    number: 'N-1',
    reason: 'return',
  })
  const named = await built(inside(org, ctx => undoInvoices(ctx, ids, on, 'wrong file')))
  assert.deepEqual(named.sort(), ['import_built_upon B-2 P-1', 'import_built_upon B-3 N-1'])
  const { rows } = (await org.admin.get('/api/invoices', { state: 'issued', kind: 'invoice' })).body
  assert.equal(rows.length, invoices.length)
})

test('[RCP-9] an import of receipts is undone with what each paid and the differences beside it', async () => {
  const { org, ids } = await batch()
  const drafts = [pay('B-1', '10000'), pay('B-2', '9999', { kind: 'rounding', amount_minor: '1' })]
  const receipts = (await done(org.admin, '/api/receipts', drafts)).rows.map(
    (row: { receipt_id: string }) => row.receipt_id,
  )
  assert.deepEqual(
    await built(inside(org, ctx => undoInvoices(ctx, ids, on, 'too early'))).then(list => list.length),
    3,
  )
  assert.deepEqual(await inside(org, ctx => undoReceipts(ctx, receipts, on, 'wrong file')), { count: 2 })
  const { rows } = (await org.admin.get('/api/invoices', { sort: 'number' })).body as { rows: { open_minor: string }[] }
  assert.deepEqual(
    rows.map(row => row.open_minor),
    ['10000', '10000', '10000'],
  )
  assert.deepEqual(await inside(org, ctx => undoInvoices(ctx, ids, on, 'wrong file')), { count: 3 })
  assert.deepEqual(await ledgerProblems(org.org_id), [])
  const again = (
    await done(
      org.admin,
      '/api/receipts',
      drafts.map(({ apply: _apply, ...draft }) => draft),
    )
  ).rows
  assert.deepEqual(
    again.map((row: { known: boolean }) => row.known),
    [false, false],
  )
})

test('[RCP-9] what a clerk applied to a receipt of the batch later stands in the way', async () => {
  const { org, invoices } = await batch()
  const draft = { customer_number: 'C01', received_on: '2026-01-20', amount_minor: '700', number: 'P-1' }
  const [receipt] = (await done(org.admin, '/api/receipts', draft)).rows
  const lines = [{ debit_item_id: invoices[0]?.item_ids[0], credit_item_id: receipt.item_id, amount_minor: '700' }]
  await done(org.admin, '/api/applications', { applied_on: '2026-02-01', lines })
  assert.deepEqual(await built(inside(org, ctx => undoReceipts(ctx, [receipt.receipt_id], on, 'wrong file'))), [
    'import_built_upon P-1 B-1',
  ])
})
