import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isDateFormat, plainNumber, serialText } from './cell-text.ts'
import { columnLetters } from './header.ts'
import { CsvParser } from './read-csv.ts'
import { csvLine, safeCell } from './write-csv.ts'

test('[IMP-4] numbers of a spreadsheet are plain decimals without the noise of binary fractions', () => {
  const table: [string, string][] = [
    ['0.30000000000000004', '0.3'],
    ['1234.5600000000001', '1234.56'],
    ['99.989999999999995', '99.99'],
    ['1E-7', '0.0000001'],
    ['1.5E+3', '1500'],
    ['-0', '0'],
    ['-2.50', '-2.5'],
    ['007', '7'],
    ['100', '100'],
    ['1e20', '100000000000000000000'],
    ['12345678901234567890', '12345678901234567890'],
    ['1234567890123456.7', '1234567890123460'],
    ['0.000', '0'],
    ['1.', '1'],
    ['abc', 'abc'],
    ['', ''],
    ['1e9999', '1e9999'],
  ]
  for (const [raw, text] of table) assert.equal(plainNumber(raw), text, raw)
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), cents => {
      const text = plainNumber(String(cents / 100))
      assert.equal(Math.round(Number(text) * 100), cents)
      assert.match(text, /^-?\d+(\.\d{1,2})?$/)
    }),
  )
})

test('[IMP-4] serial numbers are days, in both systems', () => {
  const table: [string, boolean, string][] = [
    ['1', false, '1900-01-01'],
    ['59', false, '1900-02-28'],
    ['60', false, '1900-02-29'],
    ['61', false, '1900-03-01'],
    ['46082', false, '2026-03-01'],
    ['46082.395833333336', false, '2026-03-01 09:30:00'],
    ['46081.999999', false, '2026-03-01'],
    ['0.5', false, '12:00:00'],
    ['44620', true, '2026-03-01'],
    ['0', true, '1904-01-01'],
    ['-1', false, '-1'],
    ['2958466', false, '2958466'],
    ['x', false, 'x'],
  ]
  for (const [raw, date1904, text] of table) assert.equal(serialText(raw, date1904), text, raw)
  const formats: [number, string | undefined, boolean][] = [
    [14, undefined, true],
    [22, undefined, true],
    [0, undefined, false],
    [2, undefined, false],
    [46, undefined, false],
    [57, undefined, true],
    [164, 'yyyy-mm-dd', true],
    [164, '[$-804]yyyy"年"m"月"d"日"', true],
    [164, '[Red]0.00', false],
    [164, '#,##0.00 "days"', false],
    [164, '[h]:mm', false],
    [164, 'General', false],
    [164, '0.00E+00', false],
    [164, '_-* #,##0.00\\d', false],
  ]
  for (const [id, code, expected] of formats) assert.equal(isDateFormat(id, code), expected, String(code))
})

test('[IMP-3] a file in pieces gives the rows of the whole', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '客', '='), maxLength: 6 })
  const pieces = fc.tuple(
    fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
    fc.array(fc.nat(60), { maxLength: 8 }),
  )
  fc.assert(
    fc.property(pieces, ([rows, cuts]) => {
      const text = rows.map(cells => csvLine(cells)).join('')
      const whole = new CsvParser(',', null)
      const expected = [...whole.push(text), ...whole.end()]
      const parser = new CsvParser(',', null)
      const places = [0, ...cuts.map(cut => cut % (text.length + 1)).sort((a: number, b: number) => a - b), text.length]
      const found = places.slice(1).flatMap((end, index) => parser.push(text.slice(places[index], end)))
      assert.deepEqual([...found, ...parser.end()], expected)
      const written = rows.map(cells => cells.map(each => safeCell(each).trim()))
      for (const { row, cells } of expected)
        for (const [index, each] of cells.entries()) assert.equal(each, written[row - 1]?.[index])
    }),
  )
})

test('[IMP-6] a cell written for a spreadsheet never runs there', () => {
  const table: [string, string][] = [
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\rx', "'\rx"],
    [' =1', "' =1"],
    ['＝1', "'＝1"],
    ['-12.50', '-12.50'],
    ['+86', '+86'],
    ['12', '12'],
    ['a=b', 'a=b'],
    ['', ''],
    ['-', "'-"],
  ]
  for (const [text, safe] of table) assert.equal(safeCell(text), safe)
  assert.equal(csvLine(['a,b', 'say "x"', '=1', ' y', '']), '"a,b","say ""x""",\'=1," y",\r\n')
  assert.deepEqual(columnLetters(28).slice(-3), ['Z', 'AA', 'AB'])
})
