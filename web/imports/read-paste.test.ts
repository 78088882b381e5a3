import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPaste } from './read-paste.ts'

test('rows of a spreadsheet are a file with tabs', () => {
  assert.equal(readPaste('Customer\tAmount\r\nC001\t1,234.50\r\n\r\n'), 'Customer\tAmount\nC001\t1,234.50\n')
  assert.equal(readPaste('客户\t金额\tRemark\nC001\t１００\t\nC002\t2\t"a\nb"\n')?.split('\n').length, 5)
})

test('a word, a sentence of several lines and one row are no table', () => {
  for (const text of [
    '',
    'C001',
    'They pay on Friday.\nSo they said.',
    'C001\t100',
    'one\ttab\nthen\nmuch\nplain\ntext',
  ])
    assert.equal(readPaste(text), null, text)
})

test('five hundred rows go as one', () => {
  const rows = Array.from({ length: 500 }, (_, at) => `C${at}\t2026-03-01\t${at}.00`).join('\r\n')
  assert.equal(readPaste(rows)?.split('\n').length, 501)
})
