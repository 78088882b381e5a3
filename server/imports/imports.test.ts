import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importFile, runJobs, startImport } from '../testing/import-file.ts'
import { type Client, testHouse, testOrganisation } from '../testing/organisation.ts'
import { multipart } from '../testing/upload.ts'

await testHouse()

const columns = {
  customer_number: '客户编号',
  customer_name: '客户名称',
  number: '发票号',
  issued_on: '开票日期',
  due_on: '到期日',
  amount: '金额',
}
const map = { columns, create_customers: true }
const header = '客户编号,客户名称,发票号,开票日期,到期日,金额\n'
const file = `${header}C01,华东公司,F1,2026-01-05,2026-02-04,"1,234.50"
C02,华南公司,F2,2026年1月6日,2026-02-05,１００
C01,华东公司,F3,2026/1/7,2026/2/6,0.01
`
type Row = { rows_ok: unknown; rows_known: unknown; rows_refused: unknown; state: string }
const told = (row: Row) => [row.state, Number(row.rows_ok), Number(row.rows_known), Number(row.rows_refused)]
const refusals = async (client: Client, import_id: string) =>
  (await client.get(`/api/imports/${import_id}/refusals`)).body.rows.map(
    (row: { row: string; problems: { code: string }[] }) => [Number(row.row), ...row.problems.map(each => each.code)],
  )
const invoices = async (client: Client, query: Record<string, string> = {}) =>
  (await client.get('/api/invoices', { sort: 'number', limit: '200', ...query })).body.rows as {
    number: string
    amount_minor: string
    state: string
    customer_number: string
    issued_on: string
    due_on: string
  }[]

test('[IMP-1] a file is the same in any encoding, with rows above its header and amounts in groups of three', async () => {
  const banner = `应收账款明细表,,,,,\n单位：测试公司,,,,,\n${file}`
  const gbk = execGbk(banner)
  const utf16 = Buffer.from(`\ufeff${banner}`, 'utf16le')
  for (const content of [file, `\ufeff${banner}`, gbk, utf16]) {
    const org = await testOrganisation()
    const done = await importFile(org, { kind: 'invoices', content, map })
    assert.deepEqual(told(done), ['done', 3, 0, 0], JSON.stringify(done))
    assert.deepEqual(done.totals, [{ entity_code: 'E1', currency: 'CNY', rows: 3, amount_minor: '133451' }])
    const found = await invoices(org.admin)
    assert.deepEqual(
      found.map(row => [row.number, row.customer_number, row.issued_on, row.due_on, row.amount_minor]),
      [
        ['F1', 'C01', '2026-01-05', '2026-02-04', '123450'],
        ['F2', 'C02', '2026-01-06', '2026-02-05', '10000'],
        ['F3', 'C01', '2026-01-07', '2026-02-06', '1'],
      ],
    )
  }
})

/** GB18030 for the few characters of these tests, from what the decoder of the platform makes of each pair of bytes. */
function execGbk(text: string): Buffer {
  const bytes = new Map<string, number[]>()
  const decoder = new TextDecoder('gb18030')
  for (let a = 0x81; a <= 0xfe; a++)
    for (let b = 0x40; b <= 0xfe; b++) if (b !== 0x7f) bytes.set(decoder.decode(new Uint8Array([a, b])), [a, b])
  return Buffer.from(
    [...text].flatMap(char => (char.charCodeAt(0) < 128 ? [char.charCodeAt(0)] : (bytes.get(char) ?? [63]))),
  )
}

test('[IMP-2] a preview proposes the map, shows the rows as they are understood, and is imported by its id', async () => {
  const org = await testOrganisation()
  const { body, headers } = multipart({ kind: 'invoices' }, { name: '应收.csv', content: file })
  const seen = await org.admin.post('/api/imports/preview', body, headers)
  assert.equal(seen.status, 200, JSON.stringify(seen.body))
  assert.deepEqual(seen.body.map.columns, columns)
  assert.equal(seen.body.day_order, 'ymd')
  assert.deepEqual(seen.body.understood[0], {
    row: 2,
    values: {
      customer_number: 'C01',
      customer_name: '华东公司',
      entity_code: 'E1',
      number: 'F1',
      issued_on: '2026-01-05',
      due_on: '2026-02-04',
      currency: 'CNY',
      amount_minor: '123450',
    },
    problems: [],
  })
  const asked = {
    kind: 'invoices',
    file_id: seen.body.file_id,
    map: JSON.stringify({ ...seen.body.map, create_customers: true }),
  }
  const started = await org.admin.post('/api/imports', asked)
  assert.equal(started.status, 200, JSON.stringify(started.body))
  await runJobs(org)
  const done = await org.admin.get(`/api/imports/${started.body.import_id}`)
  assert.deepEqual(told(done.body), ['done', 3, 0, 0])
  const foreign = await testOrganisation()
  assert.equal((await foreign.admin.post('/api/imports', asked)).body.code, 'file_unknown')
  const forged = { kind: 'invoices', map: asked.map, file: { path: '/etc/passwd', name: 'x', size: 1, sha256: '00' } }
  assert.equal((await org.admin.post('/api/imports', forged)).body.code, 'upload_missing')
})

test('[IMP-3] a map that does not fit its file or its kind is refused before any row is read', async () => {
  const org = await testOrganisation()
  const start = async (changes: object) => {
    const { body } = await startImport(org.admin, { kind: 'invoices', content: file, map: { ...map, ...changes } })
    return body.problems?.map((problem: { code: string }) => problem.code)
  }
  assert.deepEqual(await start({ columns: { ...columns, amount: '没有' } }), ['column_missing'])
  assert.deepEqual(await start({ columns: { customer_number: '客户编号' } }), ['column_missing', 'column_missing'])
  assert.deepEqual(await start({ columns: { ...columns, colour: '金额' } }), ['map_invalid'])
  assert.deepEqual(await start({ decimal: '!' }), ['map_invalid'])
  const { body } = await startImport(org.admin, { kind: 'invoices', content: 'PDF', map })
  assert.equal(body.status, 400)
})

test('[IMP-5] days that could be read two ways wait for a person to say', async () => {
  const org = await testOrganisation()
  const content = `${header}C01,A,F1,3/1/2026,4/1/2026,10\nC01,A,F2,5/6/2026,7/6/2026,10\n`
  const refused = await importFile(org, { kind: 'invoices', content, map })
  assert.equal(refused.code, 'day_ambiguous')
  const done = await importFile(org, { kind: 'invoices', content, map: { ...map, day_order: 'dmy' } })
  assert.deepEqual(told(done), ['done', 2, 0, 0])
  assert.deepEqual(
    (await invoices(org.admin)).map(row => row.issued_on),
    ['2026-01-03', '2026-06-05'],
  )
})

test('[IMP-8] identical rows are as many invoices as there are, and an overlapping file adds only what is new', async () => {
  const org = await testOrganisation()
  const { number: _, ...unnumbered } = columns
  const twins = (count: number) => `${header}${'C01,A,,2026-01-05,2026-02-04,10\n'.repeat(count)}`
  const bring = (content: string) =>
    importFile(org, { kind: 'invoices', content, map: { ...map, columns: unnumbered } })
  assert.deepEqual(told(await bring(twins(3))), ['done', 3, 0, 0])
  assert.deepEqual(told(await bring(twins(3))), ['done', 0, 3, 0])
  assert.deepEqual(told(await bring(twins(5))), ['done', 2, 3, 0])
  assert.deepEqual(told(await bring(twins(2))), ['done', 0, 2, 0])
  assert.equal((await invoices(org.admin)).length, 5)
  const reordered = `金额,到期日,开票日期,客户编号,客户名称\n10.00,2026/2/4,2026年1月5日,C01,A Co.\n`
  assert.deepEqual(told(await bring(reordered)), ['done', 0, 1, 0], 'what a row says counts, not how it is written')
})

test('[IMP-9] rows that are not understood are told by name, and the others come in', async () => {
  const org = await testOrganisation()
  const content = `${header}C01,A,G1,2026-01-05,2026-02-04,10
C01,A,G2,2026-02-30,2026-03-04,10
C01,A,G3,2026-01-05,2026-02-04,10.001
C01,A,G4,2026-01-05,2026-02-04,-5
C01,A,G5,2026-01-05,2026-02-04,=1+2
C01,A,G6,2026-01-05,2026-02-04,-0
C01,A,G1,2026-01-06,2026-02-04,11
,A,G7,2026-01-05,2026-02-04,10
C01,A,G8,2009-01-05,2026-02-04,10
C01,A,G9,2026-01-05,2026-02-04,$10
C02,"=HYPERLINK(""http://evil"")",G10,2026-01-05,2026-02-04,10
`
  const done = await importFile(org, { kind: 'invoices', content, map })
  assert.deepEqual(told(done), ['done', 2, 0, 9], JSON.stringify(done))
  assert.deepEqual(await refusals(org.admin, done.import_id), [
    [3, 'day_impossible'],
    [4, 'amount_too_precise'],
    [5, 'amount_not_positive'],
    [6, 'amount_invalid'],
    [7, 'amount_negative_zero'],
    [8, 'number_taken'],
    [9, 'field_missing'],
    [10, 'period_before_books'],
    [11, 'amount_other_currency'],
  ])
  const taken = await org.admin.post(`/api/imports/${done.import_id}/refusals/file`, { locale: 'zh' })
  assert.equal(taken.status, 200)
  assert.ok(String(taken.body).startsWith('\ufeff行号,原因,客户编号'))
  assert.match(String(taken.body), /\n6,[^\n]*'=1\+2\r\n/, 'no cell runs as a formula')
  const mended = `${header}C01,A,G2,2026-02-28,2026-03-04,10\n`
  assert.deepEqual(told(await importFile(org, { kind: 'invoices', content: mended, map })), ['done', 1, 0, 0])
})

test('[IMP-9] a file that is cut off, or holds what no text holds, brings nothing in', async () => {
  const org = await testOrganisation()
  const long = header + Array.from({ length: 6000 }, (_, at) => `C01,A,H${at},2026-01-05,2026-02-04,10.00\n`).join('')
  const half = long.slice(0, Math.floor(long.length / 2)).replace(/,[^,]*$/, '')
  const cut = await importFile(org, { kind: 'invoices', content: half, map })
  assert.deepEqual([cut.state, cut.problem?.code], ['failed', 'file_truncated'], JSON.stringify(cut))
  const late = `${long}C01,A,"never closed,2026-01-05,2026-02-04,10\n`
  assert.equal((await importFile(org, { kind: 'invoices', content: late, map })).problem?.code, 'file_truncated')
  const nul = await importFile(org, { kind: 'invoices', content: `${long}C01,A\0,H,2026-01-05,2026-02-04,1\n`, map })
  assert.equal(nul.problem?.code ?? nul.code, 'file_has_null_byte')
  assert.equal((await invoices(org.admin)).length, 0)
})

test('[IMP-9] a dry run tells what would come of it, to the cent, and writes nothing', async () => {
  const org = await testOrganisation()
  const rows = Array.from({ length: 4500 }, (_, at) => `C${at % 7},A,K${at % 4400},2026-01-05,2026-02-04,${at}.25\n`)
  const content = header + rows.join('')
  const dry = await importFile(org, { kind: 'invoices', content, map, dry_run: true })
  assert.equal((await invoices(org.admin)).length, 0)
  assert.equal((await org.admin.get('/api/customers')).body.rows.length, 0)
  const done = await importFile(org, { kind: 'invoices', content, map })
  assert.deepEqual(told(dry), told(done))
  assert.deepEqual(dry.totals, done.totals)
  assert.deepEqual(told(done), ['done', 4400, 0, 100])
  assert.deepEqual((await refusals(org.admin, dry.import_id)).slice(0, 3), [
    [4402, 'number_taken'],
    [4403, 'number_taken'],
    [4404, 'number_taken'],
  ])
})

test('[IMP-10] spellings of a number are one customer where the map says so, and become its aliases', async () => {
  const org = await testOrganisation()
  const content = `${header}0200 77,WINC co,M1,2026-01-05,2026-02-04,10
20077,WINC llc,M2,2026-01-05,2026-02-04,10
C9,WINC co,M3,2026-01-05,2026-02-04,10
`
  const merged = await importFile(org, { kind: 'invoices', content, map: { ...map, merge_numbers: true } })
  assert.deepEqual(told(merged), ['done', 3, 0, 0])
  const customers = (await org.admin.get('/api/customers')).body.rows as { customer_id: string; number: string }[]
  assert.deepEqual(
    customers.map(row => row.number),
    ['0200 77', 'C9'],
    'a name alone never merges',
  )
  const { body } = await org.admin.get(`/api/customers/${customers[0]?.customer_id}`)
  assert.deepEqual(body.aliases.map((alias: { kind: string; alias: string }) => [alias.kind, alias.alias]).sort(), [
    ['name', 'WINC llc'],
    ['number', '20077'],
  ])
  const unknown = `${header}X1,New,M4,2026-01-05,2026-02-04,10\n`
  const strict = await importFile(org, { kind: 'invoices', content: unknown, map: { columns } })
  assert.deepEqual(await refusals(org.admin, strict.import_id), [[2, 'customer_unknown']])
})

test('[IMP-13] who may not issue invoices may not import them', async () => {
  const org = await testOrganisation()
  const auditor = await org.as('auditor')
  assert.equal((await startImport(auditor, { kind: 'invoices', content: file, map })).status, 403)
  const clerk = await org.as('receivables_clerk')
  const { body } = await startImport(clerk, { kind: 'openings', content: file, map: { columns } })
  assert.notEqual(body.status, 500)
})
