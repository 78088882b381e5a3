import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contractChunks } from './contract-chunks.ts'
import { importMap } from './contract.ts'
import { continuedRows } from './passed-rows.ts'
import { type Head, proposeMap, understand } from './preview.ts'
import type { FileTable } from './read.ts'
import { rowReader } from './understand.ts'

const entities = [{ entity_id: 'e1', code: 'E1', base_currency: 'CNY' }]
const header = ['no', 'cust', 'day', 'sum', 'stage']
const columns = { number: 'no', customer_number: 'cust', signed_on: 'day', amount: 'sum' }
const map = importMap.parse({ columns, only: [{ column: 'stage', values: ['won'] }] })
const table = (lines: readonly string[]) =>
  ({
    header,
    rows: (async function* () {
      for (const [at, line] of lines.entries()) yield { row: at + 2, cells: line.split(',') }
    })(),
  }) as unknown as FileTable

async function chunks(lines: readonly string[], done: number, size: number) {
  const reader = rowReader('contracts', map, header, 'ymd', entities)
  const found = []
  for await (const chunk of contractChunks(table(lines), map, reader, done, size))
    found.push({
      rows: chunk.rows.map(({ row }) => row),
      count: chunk.count,
      ids: new Set(chunk.rows.map(one => one.external_id)).size,
    })
  return found
}

const file = [
  'A,C1,2026-01-05,1,won',
  'B,C1,2026-01-05,1,won',
  'C,C1,2026-01-05,1,lost',
  ',,,2,',
  'D,C1,2026-01-05,1,won',
  'A,C1,2026-01-05,3,won',
  ',,,4,',
]

test('[IMP-21] a contract is never cut by a chunk, and an import goes on behind the last one', async () => {
  const all = [
    { rows: [2, 7, 8], count: 5, ids: 1 },
    { rows: [3, 6], count: 2, ids: 2 },
  ]
  assert.deepEqual(await chunks(file, 0, 2), all)
  assert.deepEqual(await chunks(file, 5, 2), all.slice(1))
  assert.deepEqual(await chunks(file, 7, 2), [])
  assert.deepEqual(await chunks(['C,C1,2026-01-05,1,lost'], 0, 2), [{ rows: [], count: 1, ids: 0 }])
})

test('[IMP-21] a row that cannot be read refuses the rows of its contract, and no others', async () => {
  const reader = rowReader('contracts', map, header, 'ymd', entities)
  const lines = ['A,C1,2026-01-05,1,won', 'A,C1,2026-01-05,x,won', 'B,C1,2026-01-05,1,won']
  const found: unknown[] = []
  for await (const chunk of contractChunks(table(lines), map, reader, 0, 10))
    for (const { row, problems } of chunk.rows) found.push([row, problems[0]?.code])
  assert.deepEqual(found, [
    [2, 'contract_row_refused'],
    [3, 'amount_invalid'],
    [4, undefined],
  ])
})

test('[IMP-21] cells below a merged one say what stands above, but a row with a customer of its own does not', () => {
  const read = continuedRows('contracts', map, header)
  const rows = ['A,C1,2026-01-05,1,won', ',,,2,', ',C2,,3,won', 'B,C1,2026-01-05,,lost', ',,,5,']
  assert.deepEqual(
    rows.map(line => read(line.split(','))?.join(',') ?? null),
    ['A,C1,2026-01-05,1,won', 'A,C1,2026-01-05,2,won', ',C2,,3,won', null, null],
  )
  const bare = importMap.parse({ columns: { customer_number: 'cust', signed_on: 'day', amount: 'sum' } })
  const alone = continuedRows('contracts', bare, header)
  const cells = ['', '', '', '2', '']
  alone(['A', 'C1', '2026-01-05', '1', 'won'])
  assert.equal(alone(cells), cells, 'without a number or an id nothing says that a row goes on')
})

test('[IMP-21] of a list of deals nobody knows only the won ones are proposed to count, and the preview skips the others', () => {
  const columns = ['商机名称', '客户编码', '成交日期', '金额', '销售阶段']
  const rows = ['维保,C1,2026-01-05,1.00,赢单', '泵,C1,2026-01-06,2.00,方案报价'].map((line, at) => ({
    row: at + 2,
    cells: line.split(','),
  }))
  const head = { table: { header: columns, header_row: 1 }, rows } as unknown as Head
  const map = proposeMap('contracts', head)
  assert.deepEqual(
    map.only.map(({ column, values }) => [column, values.includes('赢单'), values.includes('Closed Won')]),
    [['销售阶段', true, true]],
  )
  const seen = understand('contracts', map, head, entities)
  assert.deepEqual([seen.problems, seen.skipped, seen.understood.map(({ row }) => row)], [[], 1, [2]])
  assert.deepEqual(proposeMap('invoices', head).only, [])
  assert.deepEqual(seen.fields.find(({ field }) => field === 'kind')?.choices, [
    'goods',
    'services',
    'prepayment',
    'milestones',
  ])
})
