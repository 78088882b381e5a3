import assert from 'node:assert/strict'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { sealEvents } from '../proof/seal.ts'
import { asOwner } from '../testing/customers.ts'
import { testHouse } from '../testing/organisation.ts'
import { begin, tell } from '../testing/story.ts'
import { declared } from './declared-lists.ts'
import { declaredLists } from './list-names-contract.ts'
import { columnsFor } from './sheet.ts'
import { writeSheet } from './write-sheet.ts'

const story = await begin()
await tell(
  story,
  `
  invoice I1 100.00 on 2026-01-05
  invoice I2 50.00 on 2026-01-06
  correct I2 40.00 as I3 on 2026-01-07
  receipt R1 30.00 on 2026-01-10
`,
)
const { org } = story
const { admin, entity_id } = org
const select = (list: string, params: object, who = admin) => who.post('/api/lists/selection', { list, params })

test('[RPT-12] every declared list is taken out with a heading in words for each column, in both languages', async () => {
  const own: Record<string, object> = {
    periods: { entity_id },
    accounts: { entity_id },
    difference_rules: { entity_id },
  }
  for (const report of declaredLists.filter(name => name !== 'opening_tie_out'))
    for (const locale of ['en', 'zh'] as const) {
      const asked = { report, format: 'csv', params: own[report] ?? {}, locale }
      const { status, body } = await admin.post('/api/reports/export', asked)
      assert.equal(status, 200, `${report} ${JSON.stringify(body)}`)
      const [head = ''] = String(body).replace('\ufeff', '').split('\r\n')
      assert.equal(head.split(',').length, declared[report].fields.length, report)
      const wordless = columnsFor(locale, [...declared[report].fields], []).filter(one => one.heading === one.field)
      assert.deepEqual(wordless, [], report)
    }
  const asked = { report: 'people', format: 'csv', params: {}, locale: 'zh', columns: ['name', 'state'] }
  const people = String((await admin.post('/api/reports/export', asked)).body)
  assert.match(people, /^\ufeff名称,状态\r\n/)
  assert.match(people, /,启用\r\n|,已启用\r\n|,在用\r\n/)
})

test('[RPT-12] rules are taken out as data: what each setting is, and what stands in it', async () => {
  const out = async (report: string, locale = 'en', params: object = {}) => {
    const { status, body } = await admin.post('/api/reports/export', { report, format: 'csv', params, locale })
    assert.equal(status, 200, `${report} ${JSON.stringify(body)}`)
    return String(body).replace('\ufeff', '').trimEnd().split('\r\n')
  }
  const terms = await out('payment_terms')
  assert.ok(
    terms.some(line => line.startsWith('2-10-net30,') && line.includes(',2 % / 10,')),
    terms.join('\n'),
  )
  const rules = await out('customer_rules', 'zh')
  assert.deepEqual(rules[0], '设置项,值')
  assert.equal(
    rules.every(line => !/^[a-z_]+|· [a-z_]+/.test(line)),
    true,
    rules.join('\n'),
  )
  const offers = await out('offer_rules')
  assert.equal(
    offers.every(line => !/^[a-z]+_/.test(line)),
    true,
    offers.join('\n'),
  )
  assert.ok((await out('tax_codes')).some(line => line.startsWith('VAT13,') && line.includes(',13')))
  assert.ok((await out('contract_steps')).length > 10)
  const clerk = await org.as('sales')
  const refused = await clerk.post('/api/reports/export', { report: 'keys', format: 'csv', params: {}, locale: 'en' })
  assert.equal(refused.status, 403)
})

test('[RPT-12] in a spreadsheet numbers are numbers, days and moments are dates, and text is never run', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'duebook-cells-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'list.xlsx')
  const columns = columnsFor('en', ['number', 'due_on', 'recorded_at', 'days'], ['amount_minor'])
  const row = {
    number: '=1+1',
    due_on: '2026-03-01',
    recorded_at: '2026-03-01T20:30:00.123456Z',
    days: 12,
    amount_minor: '-1250',
    currency: 'CNY',
  }
  const rows = async function* () {
    yield row
    yield { ...row, due_on: null, amount_minor: '123456789012345678' }
  }
  await writeSheet(createWriteStream(path), 'xlsx', { columns, rows: rows(), zone: 'Asia/Shanghai' })
  const { Workbook } = createRequire(import.meta.url)('@protobi/exceljs') as {
    Workbook: new () => {
      xlsx: { readFile(path: string): Promise<void> }
      worksheets: { getRow(at: number): { values: unknown[] } }[]
    }
  }
  const book = new Workbook()
  await book.xlsx.readFile(path)
  const valuesOf = (at: number) => book.worksheets[0]?.getRow(at).values.slice(1)
  const at = new Date('2026-03-02T04:30:00Z')
  assert.deepEqual(valuesOf(2), ['=1+1', new Date('2026-03-01T00:00:00Z'), at, 12, -12.5])
  assert.equal(valuesOf(3)?.at(4), '1234567890123456.78')
})

test('[RPT-22] all rows of a list are picked as it is filtered, by who may read it, up to a bound', async () => {
  const { status, body } = await select('invoices', { number: 'I', sort: 'number' })
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual(
    body.rows.map((row: { number: string }) => row.number),
    ['I1', 'I2', 'I3'],
  )
  assert.match(body.known_at, /Z$/)
  assert.equal((await select('invoices', { nonsense: 1, sort: 'sideways' })).status, 400)
  const role = { code: 'looker', name: '看客', name_en: 'Looker', permissions: ['customer.read'] }
  assert.equal((await admin.post('/api/roles', role)).status, 200)
  const looker = await org.as('looker')
  assert.equal((await select('invoices', {}, looker)).body.code, 'permission_missing')
  assert.equal((await select('customers', {}, looker)).status, 200)
  for (const from of [0, 2000, 4000]) {
    const drafts = Array.from({ length: from === 4000 ? 1001 : 2000 }, (_, at) => ({
      number: `M${from + at}`,
      name: `Many ${from + at}`,
      kind: 'company',
    }))
    assert.equal((await admin.post('/api/customers', drafts)).status, 200)
  }
  const large = await select('customers', {})
  assert.deepEqual([large.body.code, large.body.problems?.[0]?.params?.maximum], ['selection_too_large', 5000])
})

test('[RPT-21] the sealed order is told from its end, by kind, person, day and document, to who sees the whole house', async () => {
  const read = async (params: Record<string, string>, who = admin) => who.get('/api/events/browse', params)
  const { db } = await testHouse()
  while ((await sealEvents(db, org.org_id)).left) await setImmediate()
  const { status, body } = await read({ noun: 'invoice' })
  assert.equal(status, 200, JSON.stringify(body))
  assert.ok(body.rows.length >= 3)
  assert.ok(body.rows.every((row: { name: string }) => row.name.startsWith('invoice.')))
  const leaves = body.rows.map((row: { leaf: number }) => row.leaf)
  assert.deepEqual(
    leaves,
    leaves.toSorted((a: number, b: number) => b - a),
  )
  const of = (await read({ number: 'I1', name: 'invoice.issued' })).body.rows
  assert.deepEqual(
    of.map((row: { subject_kind: string; subject_name: string }) => [row.subject_kind, row.subject_name]),
    [['invoice', 'I1']],
  )
  assert.equal((await read({ to: '2020-01-01' })).body.rows.length, 0)
  assert.equal((await read({ actor_id: entity_id })).body.rows.length, 0)
  const first = (await read({ limit: '2' })).body
  const second = (await read({ limit: '2', after: first.next })).body
  assert.ok(second.rows[0].leaf < first.rows[1].leaf)
  const sales = await org.as('sales')
  assert.equal((await read({}, sales)).status, 403)
})

test('[RPT-23] a series tells its next number, what keeps its number, and which is missing', async () => {
  const read = async () => (await admin.get('/api/number-series', { entity_id })).body.rows
  const draft = { customer_number: 'C1', entity_code: 'E1', issued_on: '2026-02-01', amount_minor: '1000' }
  const made = await admin.post('/api/invoices', [draft, draft])
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const [whole] = (await read()).filter((row: { series: string }) => row.series === 'INV')
  assert.deepEqual([whole.next, whole.drawn, whole.found, whole.voided, whole.missing], ['INV2026-000003', 2, 2, 0, []])
  await asOwner(`update number_series set next = next + 1 where org_id = $1 and series = 'INV'`, [org.org_id])
  const [torn] = (await read()).filter((row: { series: string }) => row.series === 'INV')
  assert.deepEqual([torn.missing_count, torn.missing], [1, ['INV2026-000003']])
  await asOwner(`update number_series set next = next - 1 where org_id = $1 and series = 'INV'`, [org.org_id])
  assert.equal((await (await org.as('sales')).get('/api/number-series', {})).status, 403)
})
