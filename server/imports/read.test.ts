import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { utils, write } from '@e965/xlsx'
import exceljs from '@protobi/exceljs'
import fc from 'fast-check'
import { type ReadOptions, openTable } from './read.ts'
import { ReadProblem } from './read-problem.ts'

const folder = mkdtempSync(join(tmpdir(), 'read-'))
after(() => rmSync(folder, { recursive: true }))

let files = 0
function file(content: string | Uint8Array, name = 'upload'): string {
  const path = join(folder, `${files++}-${name}`)
  writeFileSync(path, content)
  return path
}

async function readAll(path: string, options?: ReadOptions) {
  const { rows, ...table } = await openTable(path, options)
  const all: string[] = []
  for await (const { row, cells } of rows) all.push(`${row}: ${cells.join(' | ')}`)
  return { ...table, rows: all }
}

async function problemOf(path: string, options?: ReadOptions): Promise<string> {
  try {
    await readAll(path, options)
    return 'ok'
  } catch (error) {
    assert.ok(error instanceof ReadProblem, String(error))
    return error.code
  }
}

/** GB18030 of a text, by turning the decoder round (two-byte characters only). */
function gbk(text: string): Uint8Array {
  const decoder = new TextDecoder('gb18030')
  const codes = new Map<string, number[]>()
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++) codes.set(decoder.decode(Uint8Array.of(high, low)), [high, low])
  return Uint8Array.from(
    [...text].flatMap(char => (char < '\x80' ? [char.charCodeAt(0)] : (codes.get(char) ?? [0x3f]))),
  )
}

const statement =
  '账户明细查询\r\n户名：,深圳腾跃贸易有限公司\r\n\r\n交易日期,摘要,收入,支出,余额,对方户名\r\n' +
  '2026-03-01,转账,"1,000.00",,"5,000.00",宏远\r\n2026-03-02,手续费,,5.00,"4,995.00",\r\n合计,,"1,000.00",5.00,,\r\n'
const statementRows = [
  '5: 2026-03-01 | 转账 | 1,000.00 |  | 5,000.00 | 宏远',
  '6: 2026-03-02 | 手续费 |  | 5.00 | 4,995.00 | ',
  '7: 合计 |  | 1,000.00 | 5.00 |  | ',
]

test('[IMP-3] a statement with banner rows is read in every encoding', async () => {
  const utf16 = Buffer.from(`\ufeff${statement}`, 'utf16le')
  const table: [string, Uint8Array][] = [
    ['utf-8', Buffer.from(statement)],
    ['utf-8', Buffer.from(`\ufeff${statement}`)],
    ['gb18030', gbk(statement)],
    ['utf-16le', utf16],
    ['utf-16be', Buffer.from(utf16).swap16()],
  ]
  for (const [encoding, bytes] of table) {
    const read = await readAll(file(bytes, 'named.xls'))
    assert.deepEqual([read.kind, read.encoding, read.delimiter, read.header_row], ['csv', encoding, ',', 4])
    assert.deepEqual(read.header, ['交易日期', '摘要', '收入', '支出', '余额', '对方户名'])
    assert.deepEqual(read.rows, statementRows)
  }
  const accents = await readAll(
    file(Buffer.from('Kunde;Ort\nMüller & Söhne;Köln\nGröße;Łódź\n'.replace('Łódź', 'Füssen'), 'latin1')),
  )
  assert.deepEqual([accents.encoding, accents.rows[0]], ['windows-1252', '2: Müller & Söhne | Köln'])
  assert.equal((await readAll(file(gbk(statement)), { encoding: 'gb18030' })).header_row, 4)
})

test('[IMP-3] delimiters, quotes and line ends are taken as they come', async () => {
  const table: [string, string, string[]][] = [
    ['a;b;c\n1,5;2;3\n4,5;5;6\n', ';', ['2: 1,5 | 2 | 3', '3: 4,5 | 5 | 6']],
    ['a\tb\n1,000\t2\n', '\t', ['2: 1,000 | 2']],
    ['a|b\r1|2\r3|4', '|', ['2: 1 | 2', '3: 3 | 4']],
    ['sep=;\r\na;b\r\n1;2\r\n', ';', ['3: 1 | 2']],
    ['no,text\n1,"two\nlines, ""quoted"""\n2,x', ',', ['2: 1 | two\nlines, "quoted"', '3: 2 | x']],
    ['no,text\n1,5" pipe\n2,"Big" Co\n3, "b" \n', ',', ['2: 1 | 5" pipe', '3: 2 | Big Co', '4: 3 | b']],
    ['account,amount\n="00123",1\n"=""0045""",2\n"6222\t",3\n', ',', ['2: 00123 | 1', '3: 0045 | 2', '4: 6222 | 3']],
    ['a,b\n\n,\n1,2,3\n=1+1,@x\n', ',', ['4: 1 | 2 | 3', '5: =1+1 | @x']],
    ['name\nx\ny\n', ',', ['2: x', '3: y']],
  ]
  for (const [text, delimiter, rows] of table) {
    const read = await readAll(file(text))
    assert.equal(read.delimiter, delimiter, text)
    assert.deepEqual(read.rows, rows, text)
  }
})

test('[IMP-3] the header can be named, and a file without one gets letters', async () => {
  assert.deepEqual((await readAll(file('1,2\n3,4\n'))).header, ['A', 'B'])
  assert.equal((await readAll(file('1,2\n3,4\n'))).header_row, 0)
  assert.deepEqual((await readAll(file('x,y\na,b\n'), { header_row: 2 })).header, ['a', 'b'])
  assert.deepEqual((await readAll(file('x,y\na,b\n'), { header_row: 0 })).rows, ['1: x | y', '2: a | b'])
  assert.deepEqual((await readAll(file('date,amount\n'))).rows, [])
  assert.equal(await problemOf(file('x,y\n'), { header_row: 7 }), 'file_not_a_table')
  const { rows } = await openTable(file('a,b\n1,2\n'))
  for (const _ of ['first', 'again']) assert.equal((await Array.fromAsync(rows)).length, 1)
})

async function workbook(): Promise<Buffer> {
  const book = new exceljs.Workbook()
  book.addWorksheet('hidden', { state: 'hidden' }).addRow(['not', 'this'])
  book.addWorksheet('empty')
  const sheet = book.addWorksheet('对账单')
  sheet.addRow(['Statement of account'])
  sheet.addRow([])
  sheet.addRow(['Date', 'Time', 'Text', 'Number', 'Formula', 'Flag'])
  const noon = new Date('2026-03-01T12:00:00Z')
  const row = sheet.addRow([
    new Date('2026-03-01T00:00:00Z'),
    noon,
    'a <b> & "c"',
    0.1 + 0.2,
    { formula: '1+1', result: 2 },
    true,
  ])
  row.getCell(2).numFmt = 'yyyy-mm-dd hh:mm'
  sheet.addRow([
    null,
    null,
    { richText: [{ text: 'rich ' }, { text: 'text' }] },
    12345678901,
    { formula: 'A1', result: '=HYPERLINK("x")' },
    false,
  ])
  sheet.addRow([null, null, '  ', 1e-7, { error: '#N/A' } as never])
  sheet.addRow(['total', null, null, 1.1 * 3])
  return Buffer.from(await book.xlsx.writeBuffer())
}

test('[IMP-4] XLSX: days in ISO, numbers without noise, cached values, rich text', async () => {
  const read = await readAll(file(await workbook(), 'named.csv'))
  assert.deepEqual(
    [read.kind, read.sheet, read.sheets, read.header_row],
    ['xlsx', '对账单', ['hidden', 'empty', '对账单'], 3],
  )
  assert.deepEqual(read.rows, [
    '4: 2026-03-01 | 2026-03-01 12:00:00 | a <b> & "c" | 0.3 | 2 | TRUE',
    '5:  |  | rich text | 12345678901 | =HYPERLINK("x") | FALSE',
    '6:  |  |  | 0.0000001 | #N/A | ',
    '7: total |  |  | 3.3 |  | ',
  ])
  assert.deepEqual((await readAll(file(await workbook()), { sheet: 'hidden' })).header, ['not', 'this'])
  assert.equal(await problemOf(file(await workbook()), { sheet: 'none' }), 'file_not_a_table')
})

/** A ZIP of parts, written plainly; `lie` is put into the directory instead of the unpacked size. */
function zip(parts: Record<string, string | Uint8Array>, lie?: number): Buffer {
  const bodies: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(parts)) {
    const raw = Buffer.from(content)
    const data = deflateRawSync(raw)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(Number(crcOf(raw)), 10)
    fields.writeUInt32LE(data.length, 14)
    fields.writeUInt32LE(lie ?? raw.length, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), data])
    const behind = Buffer.alloc(14)
    behind.writeUInt32LE(offset, 10)
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, behind, Buffer.from(name)]))
    bodies.push(body)
    offset += body.length
  }
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, directory, end])
}

function crcOf(data: Buffer): number {
  let crc = ~0
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

const skeleton = (sheet: string, prefix = '') => ({
  'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="S &amp; T" sheetId="1" r:id="rId9"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="rId9" Type="t" Target="/xl/worksheets/Sheet.xml"/></Relationships>',
  'xl/sharedStrings.xml':
    '<sst><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si><si><t>line_x000D_</t></si></sst>',
  'xl/styles.xml': `<styleSheet><numFmts><numFmt numFmtId="164" formatCode='[$-804]yyyy"年"m"月"'/><numFmt numFmtId="165" formatCode="[Red]0.00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
  'xl/worksheets/sheet.xml': sheet.replaceAll('<', `<${prefix}`).replaceAll(`<${prefix}/`, `</${prefix}`),
})

test('[IMP-4] XLSX as other writers write it', async () => {
  const sheet =
    '<worksheet><sheetData><row><c t="inlineStr"><is><t>City</t></is></c><c t="str"><v>Day</v></c><c t="str"><v>No &gt; 1</v></c></row>' +
    '<row><c t="s"><v>0</v></c><c s="1"><v>44620</v></c><c s="3"><v>7.10</v></c></row>' +
    '<row r="9"><c r="C9"><v>12345678901234567890</v></c><c r="B9" s="2"><f>TODAY()</f><v>44620.5</v></c></row>' +
    '<row><c t="s"><v>1</v></c><c t="d"><v>2026-03-01T00:00:00</v></c><c><v>-1.5E+3</v></c></row></sheetData></worksheet>'
  for (const prefix of ['', 'x:']) {
    const read = await readAll(file(zip(skeleton(sheet, prefix))))
    assert.deepEqual([read.sheet, read.header], ['S & T', ['City', 'Day', 'No > 1']])
    assert.deepEqual(read.rows, [
      '2: 東京 | 2026-03-01 | 7.1',
      '9:  | 2026-03-01 12:00:00 | 12345678901234567890',
      '10: line | 2026-03-01 | -1500',
    ])
  }
})

test('[IMP-4] old XLS, and HTML and XML tables named .xls', async () => {
  const sheet = utils.aoa_to_sheet(
    [
      ['Day', 'No', 'Amount'],
      [new Date(Date.UTC(2026, 2, 1)), '007', 0.1 + 0.2],
      ['x', '1', -5],
    ],
    { UTC: true },
  )
  const book = utils.book_new(sheet, 'Data')
  for (const bookType of ['biff8', 'xlml'] as const) {
    const read = await readAll(file(write(book, { bookType, type: 'buffer' }), 'a.xls'))
    assert.deepEqual(read.header, ['Day', 'No', 'Amount'], bookType)
    assert.deepEqual(read.rows, ['2: 2026-03-01 | 007 | 0.3', '3: x | 1 | -5'], bookType)
  }
  const html =
    '<html><table><tr><td>客户</td><td>单号</td></tr><tr><td>宏远</td><td colspan="99999999">007</td></tr></table></html>'
  for (const bytes of [Buffer.from(html), gbk(html)])
    assert.deepEqual((await readAll(file(bytes))).rows, ['2: 宏远 | 007'])
})

test('[IMP-5] what cannot be read is refused by name', async () => {
  const xlsx = await workbook()
  const bomb = zip({ ...skeleton('<worksheet/>'), 'xl/worksheets/sheet.xml': `<a>${' '.repeat(3_000_000)}</a>` }, 100)
  const small = { max_unpacked_bytes: 100_000 }
  const corrupt = zip(
    skeleton(`<worksheet><sheetData>${'<row><c><v>1</v></c></row>'.repeat(500)}</sheetData></worksheet>`),
  )
  corrupt.writeUInt32LE(7, corrupt.indexOf('PK\x01\x02', corrupt.lastIndexOf('xl/styles.xml')) + 16)
  const brokenXls = Buffer.alloc(2000, 7)
  brokenXls.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  const wide = `${'a,'.repeat(600)}b\n`
  const table: [string, string | Uint8Array, ReadOptions, string][] = [
    ['nothing', '', {}, 'file_not_a_table'],
    ['blank lines', '\n\n , \n', {}, 'file_not_a_table'],
    ['a PDF', '%PDF-1.7 …', {}, 'file_not_a_table'],
    ['a ZIP that is no workbook', zip({ 'word/document.xml': '<a/>' }), {}, 'file_not_a_table'],
    ['a null byte', 'a,b\n1,\0\n', {}, 'file_has_null_byte'],
    ['a null byte in UTF-16', Buffer.from('\ufeffa,b\n1,\0\n', 'utf16le'), {}, 'file_has_null_byte'],
    ['cut in a quoted cell', 'a,b\n1,"tw', {}, 'file_truncated'],
    ['cut in a character', Buffer.from('名,值\n客户,好').subarray(0, -1), {}, 'file_truncated'],
    ['half an XLSX', xlsx.subarray(0, xlsx.length >> 1), {}, 'file_truncated'],
    ['half a sheet', zip(skeleton('<worksheet><sheetData><row><c><v>1</v></c></row><ro')), {}, 'file_truncated'],
    ['a wrong checksum', corrupt, {}, 'file_unreadable'],
    ['the wrong encoding', gbk(statement), { encoding: 'utf-8' }, 'file_unreadable'],
    ['entities of its own', zip(skeleton('<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>')), {}, 'file_unreadable'],
    ['a bomb that lies about its size', bomb, small, 'file_too_large'],
    ['a large file', 'a,b\n1,2\n', { max_bytes: 5 }, 'file_too_large'],
    ['a large XLS', brokenXls, { max_whole_bytes: 5 }, 'file_too_large'],
    ['a broken XLS', brokenXls, {}, 'file_unreadable'],
    ['the beginning of an XLS', brokenXls.subarray(0, 100), {}, 'file_truncated'],
    ['too many rows', 'a,b\n1,2\n1,2\n', { max_rows: 1 }, 'file_too_large'],
    ['too many columns', wide, {}, 'file_too_large'],
    ['a long cell', `a,b\n1,${'x'.repeat(10_001)}\n`, {}, 'file_too_large'],
    ['a quote never closed', `a,b\n1,"${'x\n'.repeat(20_000)}`, {}, 'file_too_large'],
  ]
  for (const [what, content, options, code] of table) assert.equal(await problemOf(file(content), options), code, what)
})

test('[IMP-5] no bytes do more than be refused', async () => {
  const seeds = [
    await workbook(),
    Buffer.from(statement),
    Buffer.from(gbk(statement)),
    zip(skeleton('<worksheet><sheetData/></worksheet>')),
  ]
  const changes = fc.array(fc.tuple(fc.nat(20_000), fc.nat(255)), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...seeds), changes, fc.nat(20_000), async (seed, bytes, cut) => {
      const changed = Buffer.from(seed)
      for (const [at, byte] of bytes) changed[at % changed.length] = byte
      await problemOf(file(cut % 3 === 0 ? changed.subarray(0, cut % changed.length) : changed), {
        max_unpacked_bytes: 1 << 20,
      })
    }),
    { numRuns: 150 },
  )
})
