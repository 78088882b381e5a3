import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runWaiting } from '../kernel/jobs.ts'
import { create, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'

const { modules } = await testHouse()

test('[CTR-20] a run that leaves it to the contracts bills an advance with tax and revenue to come', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  await create(org, { number: 'K1', name: 'Kunde', accounts: [{ entity_id, terms_code: 'net30' }] })
  const { contract_id } = (
    await done(org.admin, '/api/contracts', {
      customer_number: 'K1',
      entity_id,
      title: 'Maintenance',
      kind: 'services',
      signed_on: '2026-01-05',
      lines: [{ description: 'Maintenance', amount_minor: '1060000', tax_code: 'VAT6' }],
      parts: [
        { kind: 'advance', label: 'Before', amount_minor: '530000', planned_on: '2026-01-10' },
        { kind: 'delivery', label: 'After', amount_minor: '530000', planned_on: '2099-06-10' },
      ],
    })
  ).rows[0]
  const proposal = (await org.admin.get(`/api/contracts/${contract_id}/next-invoice`)).body
  const { tax_point, revenue, why } = proposal.turning
  assert.deepEqual([tax_point, revenue, why, proposal.lines.length > 0], ['later', 'later', 'advance', true])
  const run = { until: '2026-01-31', issued_on: '2026-01-31', tax_point: 'by_contract', revenue: 'by_contract' }
  await done(org.admin, '/api/billing-runs', run)
  await runWaiting(modules.jobs, org.org_id)
  const [invoice] = (await org.admin.get('/api/invoices')).body.rows
  const { tax_later, unearned } = (await org.admin.get(`/api/invoices/${invoice.invoice_id}/turns`)).body
  assert.deepEqual([invoice.amount_minor, tax_later, unearned], ['530000', true, true])
})
