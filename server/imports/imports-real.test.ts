/** Receivables of real companies, which are not part of this project: skipped where the folder is missing. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { importFile } from '../testing/import-file.ts'
import { type Client, type TestOrganisation, testHouse, testOrganisation } from '../testing/organisation.ts'
import { addDays, type Day, daysBetween } from '../kernel/values.ts'
import { parseFileDay } from './parse-day.ts'
import { openTable } from './read.ts'

await testHouse()
const folder = fileURLToPath(new URL('../../../shared/data', import.meta.url))
const skip = existsSync(folder) ? false : 'no ../shared/data here'
const real = (path: string) => `${folder}/${path}`
const mapOf = async (name: string) =>
  JSON.parse(await readFile(new URL(`./maps/${name}.json`, import.meta.url), 'utf8')) as Record<string, unknown>

async function entity(client: Client, code: string, base_currency: string): Promise<void> {
  const body = { code, name: code, base_currency, standard: 'international', books_from: '2010-01-01', country: 'US' }
  const made = await client.post('/api/entities', body)
  assert.equal(made.status, 200, JSON.stringify(made.body))
}

/** Ageing columns of a currency, due basis of 30 days, as text of minor units. */
async function ageing(org: TestOrganisation, as_of: string, basis = 'due', entity_id?: string) {
  const query = { as_of, basis, by: 'currency', ...(entity_id ? { entity_id } : {}) }
  const { status, body } = await org.admin.get('/api/reports/ageing', query)
  assert.equal(status, 200, JSON.stringify(body))
  assert.equal(body.proof.agrees, true, `items, columns and account of ${as_of}`)
  const keys: string[] = body.columns.map((column: { key: string }) => column.key)
  return new Map<string, Record<string, string>>(
    body.totals.map((row: { currency: string; amounts: string[] }) => [
      row.currency,
      Object.fromEntries(keys.map((key, at) => [key, String(row.amounts[at])])),
    ]),
  )
}

test('[IMP-7] the open receivables of a company, in five entities and two currencies, age as its file says', {
  skip,
}, async () => {
  const org = await testOrganisation()
  for (const code of ['U001', 'U013', 'U002', 'U005']) await entity(org.admin, code, 'USD')
  await entity(org.admin, 'CA02', 'CAD')
  const content = await readFile(real('ar_highradius/open_invoices.csv'))
  const map = await mapOf('highradius-open')
  const dry = await importFile(org, { kind: 'invoices', content, map, dry_run: true })
  assert.deepEqual([dry.state, Number(dry.rows_ok), Number(dry.rows_refused)], ['done', 9700, 0], JSON.stringify(dry))
  const done = await importFile(org, { kind: 'invoices', content, map })
  assert.deepEqual(
    [done.state, Number(done.rows_ok), Number(done.rows_refused)],
    ['done', 9700, 0],
    JSON.stringify(done),
  )
  assert.deepEqual(sums(dry.totals), sums(done.totals))
  assert.deepEqual(sums(done.totals), { USD: [8953, 27511371683n], CAD: [747, 4447100908n] })
  assert.equal(await count(org, 'customers'), 526)
  assert.equal(await count(org, 'invoices'), 9700)
  const aged = await ageing(org, '2020-05-22')
  const columns = ['not_due', 'b0', 'b1', 'b2']
  assert.deepEqual(
    columns.map(key => aged.get('USD')?.[key]),
    ['1012887455', '10752352097', '12785130487', '2961001644'],
  )
  assert.deepEqual(
    columns.map(key => aged.get('CAD')?.[key]),
    ['63166956', '1486868870', '2255434269', '641630813'],
  )
  const again = await importFile(org, { kind: 'invoices', content, map })
  assert.deepEqual([Number(again.rows_ok), Number(again.rows_known), Number(again.rows_refused)], [0, 9700, 0])
})

function sums(totals: { currency: string; rows: number; amount_minor: string }[]) {
  const all: Record<string, [number, bigint]> = {}
  for (const { currency, rows, amount_minor } of totals) {
    const [n, minor] = all[currency] ?? [0, 0n]
    all[currency] = [n + rows, minor + BigInt(amount_minor)]
  }
  return all
}

async function count(org: TestOrganisation, table: string): Promise<number> {
  const { db } = await testHouse()
  const client = await db.main.connect()
  try {
    await client.query(`begin; set local app.org = '${org.org_id}'`)
    return Number((await client.query(`select count(*) as n from ${table} where org_id = ${org.org_id}`)).rows[0].n)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

type Settled = { issued_on: Day; due_on: Day; settled_on: Day; minor: bigint }

/** The ageing of a day straight from the rows: what is paid on a day is paid at its end. */
function agedByHand(rows: readonly Settled[], as_of: string, basis: 'due' | 'invoice') {
  const columns: Record<string, bigint> = { not_due: 0n, b0: 0n, b1: 0n, b2: 0n, b3: 0n }
  for (const row of rows) {
    if (row.issued_on > as_of || row.settled_on <= as_of) continue
    const late = daysBetween(basis === 'due' ? row.due_on : row.issued_on, as_of as Day)
    const key =
      basis === 'due' && late <= 0 ? 'not_due' : late <= 30 ? 'b0' : late <= 60 ? 'b1' : late <= 90 ? 'b2' : 'b3'
    columns[key] = (columns[key] as bigint) + row.minor
  }
  return columns
}

test('[IMP-7] invoices with their settlements age on every day as the file says, on both bases', { skip }, async () => {
  const org = await testOrganisation()
  await entity(org.admin, 'US', 'USD')
  const content = await readFile(real('ar_ibm/invoices.csv'))
  const map = await mapOf('ibm-invoices')
  const done = await importFile(org, {
    kind: 'settlements',
    content,
    map: { ...map, constants: { currency: 'USD', entity_code: 'US' } },
  })
  assert.deepEqual(
    [done.state, Number(done.rows_ok), Number(done.rows_refused)],
    ['done', 1972, 0],
    JSON.stringify(done),
  )
  const rows: Settled[] = []
  for await (const { cells } of (await openTable(real('ar_ibm/invoices.csv'))).rows) {
    const day = (at: number) => parseFileDay(cells[at] as string, 'mdy').day as Day
    const [whole, cents = ''] = (cells[6] as string).split('.')
    rows.push({
      issued_on: day(4),
      due_on: day(5),
      settled_on: day(8),
      minor: BigInt(`${whole}${cents.padEnd(2, '0')}`),
    })
  }
  let days = 0
  // A sample of days; tests/soak takes every one.
  const step = process.env.DUEBOOK_SOAK ? 1 : 29
  for (let as_of = '2012-01-01' as Day; as_of <= '2013-12-31'; as_of = addDays(as_of, step), days++)
    for (const basis of ['due', 'invoice'] as const) {
      const aged = (await ageing(org, as_of, basis)).get('USD') ?? {}
      const expected = agedByHand(rows, as_of, basis)
      const found = Object.fromEntries(Object.keys(expected).map(key => [key, BigInt(aged[key] ?? 0)]))
      assert.deepEqual(found, expected, `${basis} ${as_of}`)
    }
  assert.ok(days > 20)
})

test('[IMP-7] 32,000 invoices with their clearing; 196 cleared before their day stand on account until it', {
  skip,
}, async () => {
  const org = await testOrganisation()
  await entity(org.admin, 'US', 'USD')
  const content = await readFile(real('ar_highradius/closed_invoices.csv'))
  const map = await mapOf('highradius-closed')
  const done = await importFile(org, {
    kind: 'settlements',
    content,
    map: { ...map, constants: { currency: 'USD', entity_code: 'US' } },
  })
  assert.deepEqual(
    [done.state, Number(done.rows_ok), Number(done.rows_refused)],
    ['done', 32000, 0],
    JSON.stringify(done),
  )
  assert.equal(await count(org, 'receipts'), 32000)
  let early = 0
  for await (const { cells } of (await openTable(real('ar_highradius/closed_invoices.csv'))).rows)
    if ((cells[1] as Day) < addDays(cells[2] as Day, -30)) early++
  assert.equal(early, 196)
  assert.ok(BigInt((await ageing(org, '2019-06-30')).get('USD')?.unapplied ?? 0) <= 0n)
  const after = await ageing(org, '2020-03-31')
  assert.deepEqual(
    Object.values(after.get('USD') ?? {}).filter(amount => BigInt(amount) !== 0n),
    [],
  )
})
