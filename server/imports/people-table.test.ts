import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utils, write } from '@e965/xlsx'
import { lying, multipart } from '../testing/upload.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'

await testHouse()
const org = await testOrganisation()

const read = async (name: string, content: Buffer | string, client = org.admin) => {
  const { body, headers } = multipart({}, { name, content })
  return client.post('/api/imports/table', body, headers)
}

test('[IMP-23] people are read from a workbook and from Chinese text as they stand, with their rows, and nothing is kept', async () => {
  const lines = [['姓名', '邮箱'], [], ['孙一测试', 'sun@example.com']]
  const book = utils.book_new()
  utils.book_append_sheet(book, utils.aoa_to_sheet(lines), '人员')
  const xlsx = await read('people.xlsx', write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer)
  assert.equal(xlsx.status, 200, JSON.stringify(xlsx.body))
  assert.equal(xlsx.body.sheet, '人员')
  assert.deepEqual(xlsx.body.rows, [
    { row: 1, cells: ['姓名', '邮箱'] },
    { row: 3, cells: ['孙一测试', 'sun@example.com'] },
  ])
  const gbk = Buffer.concat([
    Buffer.from([0xd0, 0xd5, 0xc3, 0xfb]),
    Buffer.from(',mail\n'),
    Buffer.from([0xd6, 0xdc]),
    Buffer.from(',zhou@example.com'),
  ])
  const text = await read('people.csv', gbk)
  assert.deepEqual(text.body.rows, [
    { row: 1, cells: ['姓名', 'mail'] },
    { row: 2, cells: ['周', 'zhou@example.com'] },
  ])
  assert.deepEqual(await lying('zhou@example.com'), [])
})

test('[IMP-23] what is no table is refused by name, and so is whoever may not manage people', async () => {
  const picture = await read('people.xlsx', Buffer.from('%PDF-1.7\n'))
  assert.deepEqual([picture.status, picture.body.code], [400, 'file_not_a_table'])
  const auditor = await org.as('auditor')
  assert.equal((await read('people.csv', 'name,e-mail\nAnn,ann@example.com\n', auditor)).status, 403)
})
