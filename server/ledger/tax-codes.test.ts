import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codes, create, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'

await testHouse()

test('[LGR-24] a rate counts from its day on, and what is dated before keeps the old one', async () => {
  const org = await founded()
  const [customer] = await create(org, { number: 'K', name: 'K', accounts: [{ entity_id: org.entities[0] }] })
  const rate = (valid_from: string, rate: string, code = 'GST', kind = 'taxed') =>
    org.admin.put('/api/tax-codes', { code, kind, rate, valid_from, name: '消费税', name_en: 'GST', source: 'An act' })
  const taxOn = async (issued_on: string) => {
    const draft = {
      customer_id: customer?.customer_id,
      entity_id: org.entities[0],
      issued_on,
      due_on: '2027-12-31',
      lines: [{ description: 'Goods', amount_minor: '10000', tax_code: 'GST' }],
    }
    const issued = await done(org.admin, '/api/invoices', draft)
    return (await org.admin.get(`/api/invoices/${issued.rows[0].invoice_id}`)).body.tax_minor as string
  }
  assert.equal((await rate('2026-01-01', '8')).status, 200)
  assert.equal(await taxOn('2026-03-01'), '800')
  assert.equal((await rate('2026-03-02', '9.5')).status, 200)
  assert.equal(await taxOn('2026-03-01'), '800')
  assert.equal(await taxOn('2026-03-02'), '950')
  assert.deepEqual(codes(await rate('2026-03-02', '10')), ['0 tax_code_earlier'])
  assert.deepEqual(codes(await rate('2026-05-01', '0')), ['0 tax_code_rate'])
  assert.deepEqual(codes(await rate('2026-05-01', '1', 'FREE', 'exempt')), ['0 tax_code_rate'])
  const { rows } = (await org.admin.get('/api/tax-codes')).body
  assert.deepEqual(
    rows
      .filter((row: { code: string }) => row.code === 'GST')
      .map((row: { valid_from: string; valid_to: string | null; rate: string }) => [
        row.valid_from,
        row.valid_to,
        row.rate,
      ]),
    [
      ['2026-03-02', null, '9.5'],
      ['2026-01-01', '2026-03-01', '8'],
    ],
  )
})
