import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { seedTerms } from '../customers/terms-verbs.ts'
import { unlockPersonal } from '../kernel/personal.ts'
import { inside } from '../testing/customers.ts'
import { importFile, runJobs, startImport } from '../testing/import-file.ts'
import { testFiles, testSecret } from '../testing/house.ts'
import { type TestOrganisation, testHouse, testOrganisation } from '../testing/organisation.ts'
import { multipart } from '../testing/upload.ts'
import { importCommand } from './cli.ts'

const { modules } = await testHouse()
unlockPersonal(testSecret)

type Row = Record<string, unknown>
const told = (row: Row) => [
  row.state,
  ...['rows_ok', 'rows_known', 'rows_refused', 'rows_skipped'].map(key => Number(row[key])),
]
const get = async (org: TestOrganisation, path: string, query: Record<string, string> = {}) => {
  const { status, body } = await org.admin.get(path, query)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}
const columnsOf = (header: string) => Object.fromEntries(header.split(',').map(name => [name, name]))
/** Brings rows in under a header of field names, with customers entered. */
const bring = (org: TestOrganisation, header: string, rows: readonly string[], more: object = {}, dry_run = false) =>
  importFile(org, {
    kind: 'contracts',
    content: [header, ...rows, ''].join('\n'),
    map: { columns: columnsOf(header), create_customers: true, ...more },
    dry_run,
  })
const refusals = async (org: TestOrganisation, import_id: string) =>
  (await get(org, `/api/imports/${import_id}/refusals`)).rows.map(
    (row: { row: unknown; problems: { code: string; params: Row }[] }) =>
      `${String(row.row)} ${row.problems.map(({ code, params }) => [code, params.field].filter(Boolean).join(' ')).join(', ')}`,
  )
const contracts = async (org: TestOrganisation, query: Record<string, string> = {}) =>
  (await get(org, '/api/contracts', { sort: 'number', ...query })).rows as Row[]
const ready = async (org: TestOrganisation, until: string) =>
  (await get(org, '/api/billables', { until })).rows.map(
    (row: Row) => `${String(row.contract_number)} ${String(row.why)} ${String(row.ready)} ${String(row.amount_minor)}`,
  )

const lined =
  'number,customer_number,customer_name,signed_on,title,description,quantity,unit,unit_price,amount,tax_code,contract_amount'
const two = [
  'K-1,C1,华东机电,2026-01-05,Pumps and pipes,Pumps,10,pc,113,1130.00,VAT13,1230.00',
  ',,,,,Pipes,,,,100.00,VAT13,',
  'K-2,C1,华东机电,2026-01-06,Valves,Valves,2,pc,56.5,113.00,VAT13,',
]

test('[IMP-21] the rows of a contract are its lines, also below merged cells and wherever they stand', async () => {
  const org = await testOrganisation()
  const done = await bring(org, lined, [
    ...two,
    'K-1,C1,华东机电,2026-01-05,Pumps and pipes,Hoses,,,,0.00,VAT13,1230.00',
  ])
  assert.deepEqual(told(done), ['done', 4, 0, 0, 0], JSON.stringify(done))
  assert.deepEqual(done.totals, [{ entity_code: 'E1', currency: 'CNY', rows: 4, amount_minor: '134300' }])
  const [first, second] = await contracts(org)
  assert.deepEqual(
    [first?.number, first?.amount_minor, first?.kind, first?.customer_name, second?.number, second?.amount_minor],
    ['K-1', '123000', 'goods', '华东机电', 'K-2', '11300'],
  )
  const read = await get(org, `/api/contracts/${String(first?.contract_id)}`)
  assert.deepEqual(
    read.lines.map((line: Row) => [line.description, line.quantity, line.amount_minor, line.tax_minor]),
    [
      ['Pumps', '10', '113000', '13000'],
      ['Pipes', null, '10000', '1150'],
      ['Hoses', null, '0', '0'],
    ],
  )
})

test('[IMP-21] amounts are with tax or net, or follow from quantity and price; a price without tax is known by what it gives', async () => {
  const org = await testOrganisation()
  const header = 'number,customer_number,signed_on,quantity,unit_price,amount,net_amount,tax_amount'
  const done = await bring(org, header, [
    'A,C1,2026-01-05,,,,100.00,13.00',
    'B,C1,2026-01-05,2,50,113.00,100.00,13.00',
    'C,C1,2026-01-05,3,33.333,,,',
    'D,C1,2026-01-05,2,50,,100.00,',
    'E,C1,2026-01-05,2,50,101.00,,',
    'F,C1,2026-01-05,,,113.00,100.00,12.00',
    'G,C1,2026-01-05,,,,,',
  ])
  assert.deepEqual(told(done), ['done', 4, 0, 3, 0], JSON.stringify(done))
  assert.deepEqual(await refusals(org, done.import_id), [
    '6 line_amount_disagrees',
    '7 line_amount_disagrees amount, tax_code_unknown tax_amount',
    '8 field_missing amount',
  ])
  const found = await Promise.all(
    (await contracts(org)).map(async row => {
      const { lines, amount_minor } = await get(org, `/api/contracts/${String(row.contract_id)}`)
      return [amount_minor, lines[0].price_includes_tax, lines[0].tax_code]
    }),
  )
  assert.deepEqual(found, [
    ['11300', true, 'VAT13'],
    ['11300', false, 'VAT13'],
    ['10000', true, 'NOTAX'],
    ['10000', false, 'NOTAX'],
  ])
})

test('[IMP-21] what is wrong with a contract refuses all its rows by name, and the rest comes in', async () => {
  const org = await testOrganisation()
  await inside(org, tx => seedTerms(tx, org.org_id))
  const header =
    'number,customer_number,signed_on,kind,terms_code,amount,contract_amount,bill_on,advance_amount,salesperson_code,department_code,tax_code'
  const done = await bring(
    org,
    header,
    [
      'A,C1,2026-01-05,,net30,100.00,100.00,,,,,',
      'B,C1,2026-01-05,,someday,100.00,,,,,,',
      'C,C1,2026-01-05,,,60.00,100.00,,,,,',
      'C,C1,2026-01-05,,,30.00,100.00,,,,,',
      'D,C1,2026-01-05,,,10.00,,,,,,',
      'D,C2,2026-01-05,,,10.00,,,,,,',
      'E,C1,2026-01-05,,,10.00,,,,,,',
      'E,C1,2026-02-30,,,10.00,,,,,,',
      'F,C1,2026-01-05,goods,,10.00,,2026-03-01,,,,',
      'G,C1,2026-01-05,prepayment,,10.00,,,12.00,,,',
      'H,C1,2026-01-05,barter,,10.00,,,,,,',
      'I,C1,2026-01-05,,,10.00,,,,nobody,nowhere,',
      'J,C1,2026-01-05,,,10.00,,,,,,VAT99',
      'A,C1,2026-01-05,,net30,1.00,,,,,,',
    ],
    { day_order: 'ymd' },
  )
  assert.deepEqual(await refusals(org, done.import_id), [
    '2 contract_total_disagrees',
    '3 terms_unknown terms_code',
    '4 contract_total_disagrees',
    '5 contract_row_refused',
    '6 contract_rows_disagree customer_number',
    '7 contract_row_refused',
    '8 contract_row_refused',
    '9 day_impossible signed_on',
    '10 contract_goods_by_day bill_on',
    '11 contract_plan_disagrees',
    '12 value_unknown kind',
    '13 person_unknown salesperson_code, department_unknown department_code',
    '14 tax_code_unknown',
    '15 contract_row_refused',
  ])
  const customers = await importFile(org, {
    kind: 'contracts',
    content:
      'number,customer_number,signed_on,amount\nZ,C9,2026-01-05,1.00\nZ,C9,2026-01-05,2.00\nY,C1,2026-01-05,2.00\n',
    map: { columns: columnsOf('number,customer_number,signed_on,amount') },
  })
  assert.deepEqual(told(customers), ['done', 1, 0, 2, 0])
  assert.deepEqual(await refusals(org, customers.import_id), [
    '2 customer_unknown customer_number',
    '3 contract_row_refused',
  ])
})

test('[IMP-8] the same deal never comes twice, by its id or by what it says, from a file or by the API', async () => {
  const org = await testOrganisation()
  assert.deepEqual(told(await bring(org, lined, two)), ['done', 3, 0, 0, 0])
  assert.deepEqual(told(await bring(org, lined, two.slice(2))), ['done', 0, 1, 0, 0])
  assert.deepEqual(told(await bring(org, lined, two)), ['done', 0, 3, 0, 0])
  const changed = await bring(org, lined, ['K-2,C1,华东机电,2026-01-06,Valves,Valves,3,pc,56.5,169.50,VAT13,'])
  assert.deepEqual(await refusals(org, changed.import_id), ['2 number_taken'])
  const deals = 'external_id,customer_number,signed_on,title,amount'
  const map = { source: 'crm' }
  assert.deepEqual(told(await bring(org, deals, ['D1,C1,2026-01-07,Service,50.00'], map)), ['done', 1, 0, 0, 0])
  assert.deepEqual(told(await bring(org, deals, ['D1,C1,2026-01-07,Renamed,60.00'], map)), ['done', 0, 1, 0, 0])
  const draft = {
    customer_number: 'C1',
    signed_on: '2026-01-07',
    title: 'Service',
    source: 'crm',
    external_id: 'D1',
    lines: [{ description: 'Service', amount_minor: '5000' }],
  }
  const again = await org.admin.post('/api/contracts', draft)
  assert.equal(again.status, 200, JSON.stringify(again.body))
  const twice = await org.admin.post('/api/contracts', [
    { ...draft, external_id: 'D2' },
    { ...draft, external_id: 'D2' },
  ])
  assert.deepEqual(
    [again.body.rows[0].known, ...twice.body.rows.map((row: Row) => row.known)],
    [true, false, true],
    'also twice in one request',
  )
  const nobody = await org.admin.post('/api/contracts', {
    ...draft,
    external_id: 'D3',
    department_id: org.admin.person_id,
  })
  assert.equal(nobody.body.code, 'department_unknown', JSON.stringify(nobody.body))
  assert.equal((await contracts(org)).length, 4)
})

test('[IMP-9] a dry run tells what would come and writes nothing; identical rows without a number are contracts of their own', async () => {
  const org = await testOrganisation()
  const header = 'customer_number,signed_on,title,amount'
  const rows = ['C1,2026-01-07,Service,50.00', 'C1,2026-01-07,Service,50.00']
  assert.deepEqual(told(await bring(org, header, rows, {}, true)), ['done', 2, 0, 0, 0])
  assert.deepEqual(await contracts(org), [])
  assert.deepEqual(told(await bring(org, header, rows)), ['done', 2, 0, 0, 0])
  assert.deepEqual(told(await bring(org, header, rows)), ['done', 0, 2, 0, 0])
})

test('[IMP-21] the billing run takes what imported contracts say is ready: signed services, days, milestones, periods, goods confirmed', async () => {
  const org = await testOrganisation()
  const header =
    'number,customer_number,signed_on,kind,description,quantity,amount,bill_on,milestone,met_on,evidence,recurs,starts_on,ends_on,advance_amount'
  const done = await bring(org, header, [
    'A,C1,2026-01-05,服务,Advice,,100.00,,,,,,,,',
    'B,C1,2026-01-05,,Half,,60.00,2026-01-20,,,,,,,',
    'B,C1,2026-01-05,,Rest,,40.00,2026-03-01,,,,,,,',
    'C,C1,2026-01-05,,Design,,30.00,,Design done,2026-01-10,Protocol 7,,,,',
    'C,C1,2026-01-05,,Build,,70.00,2026-06-30,Build done,,,,,,',
    'D,C1,2026-01-05,services,Care,,10.00,,,,,月,2026-01-01,2026-03-31,',
    'E,C1,2026-01-05,goods,Pumps,2,20.00,,,,,,,,',
    'F,C1,2026-01-05,预付,Pipes,2,20.00,,,,,,,,5.00',
    'G,C1,2026-01-05,services,Course,,20.00,2026-02-10,,,,,,,5.00',
  ])
  assert.deepEqual(told(done), ['done', 9, 0, 0, 0], JSON.stringify([done, await refusals(org, done.import_id)]))
  assert.deepEqual(await ready(org, '2026-01-31'), [
    'A rest true 10000',
    'B part_due true 6000',
    'B part_later false 4000',
    'C milestone_met true 3000',
    'C milestone_unmet false 7000',
    'D period_due true 1000',
    'D period_later false 1000',
    'G part_due true 500',
    'G part_later false 1500',
  ])
  const byNumber = new Map((await contracts(org)).map(row => [row.number, String(row.contract_id)]))
  const courses = await Promise.all(
    [...'ABCDEFG'].map(async number => (await get(org, `/api/contracts/${byNumber.get(number)}`)).course),
  )
  assert.deepEqual(courses, ['services', 'services', 'milestones', 'services', 'goods', 'prepayment', 'prepayment'])
  const sent = await org.admin.post(`/api/contracts/${byNumber.get('E')}/deliveries`, {
    delivered_on: '2026-01-12',
    lines: [{ line: 1, quantity: '2' }],
  })
  const confirmation = { confirmed_on: '2026-01-13', confirmed_name: 'Wang', confirmed_how: 'signed_note' }
  await org.admin.post(`/api/deliveries/${sent.body.delivery_id}/confirmation`, confirmation)
  assert.ok((await ready(org, '2026-01-31')).includes('E confirmed true 2000'))
  const run = await org.admin.post('/api/billing-runs', { until: '2026-01-31', issued_on: '2026-01-31' })
  assert.equal(run.status, 200, JSON.stringify(run.body))
  await runJobs(org)
  const invoices = (await get(org, '/api/invoices', { limit: '100' })).rows as Row[]
  assert.deepEqual(
    invoices.map(row => String(row.amount_minor)).sort(),
    ['10000', '1000', '2000', '3000', '500', '6000'].sort(),
  )
})

test('[IMP-15] contracts of an import are undone with it; what was delivered or billed under one is named first', async () => {
  const org = await testOrganisation()
  const done = await bring(org, lined, two)
  const [first] = await contracts(org)
  const undo = () => org.admin.post(`/api/imports/${done.import_id}/undo`, { reason: 'wrong file' })
  const sent = await org.admin.post(`/api/contracts/${String(first?.contract_id)}/deliveries`, {
    delivered_on: '2026-01-12',
    lines: [{ line: 1, quantity: '2' }],
  })
  const built = (await undo()).body
  assert.equal(built.code, 'import_built_upon', JSON.stringify(built))
  assert.deepEqual(built.problems[0].params.on, [{ number: 'K-1', by: sent.body.number, kind: 'delivery' }])
  assert.deepEqual(built.problems[0].params.named, [`K-1: ${sent.body.number}`], 'said on the screen')
  assert.equal((await contracts(org)).length, 2, 'nothing is undone')
  await org.admin.post(`/api/deliveries/${sent.body.delivery_id}/return`, { reason: 'never left' })
  assert.equal((await undo()).status, 200)
  await runJobs(org)
  assert.equal((await get(org, `/api/imports/${done.import_id}`)).state, 'undone')
  assert.deepEqual(await contracts(org), [])
  assert.deepEqual(
    (await contracts(org, { state: 'undone' })).map(row => [row.number, row.state]),
    [
      ['K-1', 'undone'],
      ['K-2', 'undone'],
    ],
  )
  const taken = { state: 'active', reason: 'again' }
  const revived = await org.admin.post(`/api/contracts/${String(first?.contract_id)}/state`, taken)
  assert.equal(revived.body.code, 'contract_not_active', 'undone is undone')
  assert.deepEqual(await ready(org, '2026-12-31'), [])
  assert.equal((await get(org, '/api/customers', { state: 'active' })).rows.length, 0)
  assert.deepEqual(told(await bring(org, lined, two)), ['done', 3, 0, 0, 0], 'the file comes again')
  assert.equal((await get(org, '/api/customers', { state: 'active' })).rows.length, 1)
})

test('[IMP-15] an invoice under a contract of an import is named, and customers with a contract stay when theirs is undone', async () => {
  const org = await testOrganisation()
  const customers = await importFile(org, {
    kind: 'customers',
    content: 'number,name\nC1,Kunde\n',
    map: { columns: columnsOf('number,name') },
  })
  const done = await bring(org, 'number,customer_number,signed_on,kind,amount', ['A,C1,2026-01-05,services,10.00'])
  assert.equal((await org.admin.post(`/api/imports/${customers.import_id}/undo`, { reason: 'x' })).status, 200)
  await runJobs(org)
  assert.equal((await get(org, '/api/customers', { state: 'active' })).rows.length, 1)
  await org.admin.post('/api/billing-runs', { until: '2026-01-31', issued_on: '2026-01-31' })
  await runJobs(org)
  const { body } = await org.admin.post(`/api/imports/${done.import_id}/undo`, { reason: 'x' })
  assert.deepEqual([body.code, body.problems[0].params.on[0].kind], ['import_built_upon', 'invoice'])
})

test('[IMP-13] importing contracts takes entering contracts, and marking milestones where the file says they are met', async () => {
  const org = await testOrganisation()
  const file = (columns: Row) => ({
    kind: 'contracts',
    content: 'a,b,c,d,e\nC1,2026-01-05,1,2026-01-06,x\n',
    map: { columns },
  })
  const plain = { customer_number: 'a', signed_on: 'b', amount: 'c' }
  const marked = { ...plain, met_on: 'd', evidence: 'e' }
  const role = async (code: string, permissions: string[]) => {
    const made = await org.admin.post('/api/roles', { code, name: code, name_en: code, permissions })
    assert.equal(made.status, 200, JSON.stringify(made.body))
    return org.as(code)
  }
  const importer = await role('importer', ['import.run', 'import.read'])
  const seller = await role('seller', ['import.run', 'import.read', 'contract.sign'])
  const refused = async (who: typeof seller, columns: Row) => {
    const { status, body } = await startImport(who, file(columns))
    return status === 200 ? 200 : [body.code, body.problems[0].params.permission]
  }
  assert.deepEqual(await refused(importer, plain), ['permission_missing', 'contract.sign'])
  assert.equal(await refused(seller, plain), 200)
  assert.deepEqual(await refused(seller, marked), ['permission_missing', 'delivery.record'])
})

const opportunities = `Opportunity ID,Opportunity Name,Account Name,Close Date,Amount,Stage,Probability (%),Fiscal Period,Lead Source,Next Step,Type,Opportunity Owner
0061,Acme care,Acme Tools LLC,01/24/2026,"1,200.00",Closed Won,100,Q1-2026,Web,,New Business,Ann
0062,Acme more,Acme Tools LLC,01/25/2026,500.00,Negotiation,60,Q1-2026,Web,,New Business,Ann
0063,Harbour,Harbour Design Co,01/26/2026,800.00,Closed Lost,0,Q1-2026,Web,,New Business,Ben
`

test('[IMP-21] opportunities come in where they are won; the others are skipped and counted, on the screen and by command', async t => {
  const org = await testOrganisation()
  const { body, headers } = multipart({ kind: 'contracts' }, { name: 'opportunities.csv', content: opportunities })
  const seen = (await org.admin.post('/api/imports/preview', body, headers)).body
  assert.deepEqual(
    [seen.map.layout, seen.skipped, seen.problems],
    ['salesforce_opportunities', 2, []],
    JSON.stringify(seen),
  )
  assert.deepEqual(seen.map.constants, { kind: 'services' })
  assert.deepEqual(
    seen.understood.map((row: { values: Row }) => row.values.title),
    ['Acme care'],
  )
  const folder = await mkdtemp(join(tmpdir(), 'duebook-contracts-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'opportunities.csv')
  await writeFile(file, opportunities)
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const app = {
    modules,
    settings: { home: testFiles },
    findPerson: async () => ({ org_id: org.org_id, actor: async () => actor }),
  }
  const lines: string[] = []
  const heard = (text: unknown) => lines.push(String(text)) > 0
  const mocks = [t.mock.method(process.stdout, 'write', heard), t.mock.method(process.stderr, 'write', heard)]
  const how = ['--layout', 'salesforce_opportunities', '--create-customers', '--as', 'x']
  const status = await importCommand(['contracts', file, ...how], app)
  const again = await importCommand(['contracts', file, ...how], app)
  for (const mock of mocks) mock.mock.restore()
  assert.deepEqual([status, again], [0, 0], lines.join(''))
  assert.match(lines.join(''), /done: 1 taken in, 0 known already, 0 refused, 2 skipped\n {2}E1 CNY 1,?200\.00 in 1\n/)
  assert.match(lines.join(''), /done: 0 taken in, 1 known already, 0 refused, 2 skipped/)
  assert.deepEqual(await ready(org, '2026-01-31').then(rows => rows.map((row: string) => row.replace(/^\S+ /, ''))), [
    'rest true 120000',
  ])
})
