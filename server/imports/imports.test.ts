import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testOrganisation } from '../testing/organisation.ts'
import { importFile } from '../testing/import-file.ts'

const map = {
  columns: {
    customer_number: '客户编号',
    customer_name: '客户名称',
    number: '发票号',
    issued_on: '开票日期',
    due_on: '到期日',
    amount: '金额',
  },
  create_customers: true,
}
const file = `客户编号,客户名称,发票号,开票日期,到期日,金额
C01,华东公司,F1,2026-01-05,2026-02-04,"1,234.50"
C02,华南公司,F2,2026-01-06,2026-02-05,100
C01,华东公司,F3,2026/1/7,2026/2/6,0.01
`

test('[IMP-1] a file becomes invoices', async () => {
  const org = await testOrganisation()
  const done = await importFile(org, { kind: 'invoices', content: file, map })
  console.log(JSON.stringify(done, null, 1))
  const list = await org.admin.get('/api/imports')
  assert.equal(list.body.rows.length, 1)
})
