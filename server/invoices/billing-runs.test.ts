import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runJob, runWaiting } from '../kernel/jobs.ts'
import { asOwner, codes, create, type Founded, founded } from '../testing/customers.ts'
import { done, refusals } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'

const { modules } = await testHouse()

type Row = Record<string, string>
const line = (amount: string, more: object = {}) => ({
  description: 'Service',
  amount_minor: amount,
  price_includes_tax: true,
  tax_code: 'VAT6',
  ...more,
})
const goods = line('30001', { description: 'Pumps', quantity: '3', unit: 'pc', unit_price: '100', tax_code: 'VAT13' })

async function desk() {
  const org = await founded()
  const [entity_id] = org.entities
  const made = await create(
    org,
    { number: 'K1', name: 'Kunde', accounts: [{ entity_id, terms_code: 'net30' }] },
    { number: 'K2', name: 'Zweite', accounts: [{ entity_id, terms_code: 'net30' }] },
  )
  const [first, second] = made.map(one => one.customer_id as string)
  const sign = async (more: object = {}) =>
    (
      await done(org.admin, '/api/contracts', {
        customer_id: first,
        entity_id,
        title: 'x',
        kind: 'services',
        signed_on: '2026-01-05',
        lines: [line('106000')],
        ...more,
      })
    ).rows[0].contract_id as string
  return { org, entity_id, first: first as string, second: second as string, sign }
}

const billables = async (org: Founded, query: Record<string, string> = {}) => {
  const { body } = await org.admin.get('/api/billables', { until: '2026-02-01', ...query })
  return body as { rows: (Row & { ready: boolean })[]; ready_sums: Row[]; waiting_sums: Row[]; next: string | null }
}
const start = (org: Founded, more: object = {}) =>
  org.admin.post('/api/billing-runs', { until: '2026-02-01', issued_on: '2026-02-01', ...more })
const work = (org: Founded) => runWaiting(modules.jobs, org.org_id)
const read = async (org: Founded, run_id: string) => (await org.admin.get(`/api/billing-runs/${run_id}`)).body
const rowsOf = async (org: Founded, run_id: string, query: Record<string, string> = {}) =>
  (await org.admin.get(`/api/billing-runs/${run_id}/lines`, query)).body.rows
const invoices = async (org: Founded) => (await org.admin.get('/api/invoices', { limit: '200' })).body.rows as Row[]

async function deliver(org: Founded, contract_id: string, quantity: string, on = '2026-01-10', confirm = true) {
  const lines = [{ line: 1, quantity }]
  const { delivery_id } = await done(org.admin, `/api/contracts/${contract_id}/deliveries`, { delivered_on: on, lines })
  const confirmation = { confirmed_on: on, confirmed_name: 'Wang', confirmed_how: 'phone' }
  if (confirm) await done(org.admin, `/api/deliveries/${delivery_id}/confirmation`, confirmation)
}

test('[INV-16] what can be billed by a day is listed with the reason why or why not, and added up by currency', async () => {
  const { org, sign, second } = await desk()
  await sign({ number: 'A1' })
  const milestones = await sign({
    number: 'B1',
    kind: 'milestones',
    parts: [
      { kind: 'milestone', label: 'Drawing', amount_minor: '53000' },
      { kind: 'milestone', label: 'Handing over', amount_minor: '53000', planned_on: '2026-03-01' },
    ],
  })
  await done(org.admin, `/api/contracts/${milestones}/marks`, { part: 1, met_on: '2026-01-20', evidence: 'signed' })
  await sign({
    number: 'C1',
    customer_id: second,
    parts: [
      { kind: 'advance', label: 'January', amount_minor: '6000', planned_on: '2026-01-31' },
      { kind: 'delivery', label: 'February', amount_minor: '100000', planned_on: '2026-02-28' },
    ],
  })
  const pumps = await sign({ number: 'D1', kind: 'goods', lines: [goods] })
  await deliver(org, pumps, '1')
  await deliver(org, pumps, '1', '2026-01-11', false)
  const sent = await sign({ number: 'E1', kind: 'goods', lines: [goods] })
  await deliver(org, sent, '2', '2026-01-11', false)
  await sign({ number: 'F1', kind: 'goods', lines: [goods] })
  const closed = await sign({ number: 'G1' })
  await done(org.admin, `/api/contracts/${closed}/state`, { state: 'terminated', reason: 'x' })

  const all = await billables(org)
  assert.deepEqual(
    all.rows.map(row => [row.contract_number, row.key, row.source, row.amount_minor, row.ready, row.why, row.ready_on]),
    [
      ['A1', 'l1', 'rest', '106000', true, 'rest', null],
      ['B1', 'p1', 'milestone', '53000', true, 'milestone_met', '2026-01-20'],
      ['B1', 'p2', 'milestone', '53000', false, 'milestone_unmet', '2026-03-01'],
      ['C1', 'p1', 'part', '6000', true, 'part_due', '2026-01-31'],
      ['C1', 'p2', 'part', '100000', false, 'part_later', '2026-02-28'],
      ['D1', 'l1', 'delivery', '10000', true, 'confirmed', '2026-01-10'],
      ['E1', 'l1', 'delivery', '20000', false, 'unconfirmed', '2026-01-11'],
    ],
  )
  assert.deepEqual(all.ready_sums, [{ currency: 'CNY', lines: 4, amount_minor: '175000' }])
  assert.deepEqual(all.waiting_sums, [{ currency: 'CNY', lines: 3, amount_minor: '173000' }])
  const numbers = async (query: Record<string, string>) =>
    (await billables(org, query)).rows.map(row => `${row.contract_number} ${row.key}`)
  assert.deepEqual(await numbers({ customer_id: second }), ['C1 p1', 'C1 p2'])
  assert.deepEqual(await numbers({ source: 'milestone', ready: 'true' }), ['B1 p1'])
  assert.deepEqual(await numbers({ until: '2026-01-10' }), ['A1 l1', 'B1 p1', 'B1 p2', 'C1 p1', 'C1 p2', 'D1 l1'])
  assert.deepEqual(await numbers({ q: 'zwei' }), ['C1 p1', 'C1 p2'])
  assert.deepEqual(await numbers({ q: '%' }), [])
  for (const sort of [
    'contract_number',
    '-contract_number',
    'customer_name',
    'amount_minor',
    '-amount_minor',
    'ready_on',
    '-ready_on',
  ]) {
    const seen: string[] = []
    for (let after: string | null = ''; after !== null; ) {
      const page = await billables(org, { sort, limit: '2', ...(after ? { after } : {}) })
      seen.push(...page.rows.map(row => `${row.contract_number} ${row.key}`))
      after = page.next
    }
    assert.deepEqual([seen.length, new Set(seen).size], [7, 7], sort)
  }
})

test('[INV-16] a run issues, numbers and makes the papers of what was ready, and nothing of it is proposed again', async () => {
  const { org, sign, first, second } = await desk()
  await sign({ number: 'A1' })
  await sign({
    number: 'B1',
    kind: 'goods',
    customer_id: second,
    terms_code: 'net30',
    lines: [goods],
    parts: [
      { kind: 'delivery', label: 'On delivery', amount_minor: '29000' },
      { kind: 'retention', label: 'Retention', amount_minor: '1001', months: 12 },
    ],
  }).then(contract_id => deliver(org, contract_id, '3'))
  const put = (customer_id: string, way: object) => org.admin.put(`/api/customers/${customer_id}/billing-way`, way)
  assert.equal((await put(first, { channel: 'courier', recipient: 'Mr. Wang' })).status, 200)
  assert.deepEqual(codes(await put(second, { channel: 'mail', recipient: 'nobody' })), ['0 email_invalid'])
  assert.equal((await put(second, { channel: 'mail', recipient: 'a@b.example' })).status, 200)

  const run = (await start(org)).body
  assert.deepEqual([run.lines, run.bills], [2, 2])
  assert.deepEqual(
    (await billables(org)).rows.map(row => [row.ready, row.why]),
    [
      [false, 'in_run'],
      [false, 'in_run'],
    ],
  )
  await work(org)
  const shown = await read(org, run.run_id)
  assert.deepEqual(
    [shown.state, shown.lines, shown.issued, shown.refused, shown.invoices, shown.papers_made, shown.dispatched],
    ['done', 2, 2, 0, 2, 2, 1],
  )
  const lines = await rowsOf(org, run.run_id)
  assert.deepEqual(
    lines.map((row: Row) => [
      row.invoice_number,
      row.amount_minor,
      row.paper,
      row.dispatch_state,
      row.dispatch_problem,
    ]),
    [
      ['INV2026-000001', '106000', 'made', 'queued', null],
      // No mail server here.
      ['INV2026-000002', '30001', 'made', null, 'mail_unavailable'],
    ],
  )
  const paper = await org.app.inject({
    url: `/api/billing-runs/${run.run_id}/papers/${lines[0].invoice_id}`,
    headers: { authorization: `Bearer ${org.admin.token}` },
  })
  assert.equal(paper.rawPayload.subarray(0, 5).toString(), '%PDF-')
  const items = (await org.admin.get('/api/open-items', { document_id: lines[1].invoice_id })).body.rows
  assert.deepEqual(items.map((item: Row) => [item.kind, item.amount_minor]).sort(), [
    ['invoice', '29000'],
    ['retention', '1001'],
  ])
  assert.deepEqual((await billables(org)).rows, [])
  assert.deepEqual(codes(await start(org)), ['0 billing_run_empty'])

  const [dispatch] = (await org.admin.get('/api/dispatches', { invoice_id: lines[0].invoice_id })).body.rows
  const gone = `/api/dispatches/${dispatch.dispatch_id}/departure`
  assert.equal((await org.admin.post(gone, { tracking: 'SF1' })).body.state, 'sent')
  assert.deepEqual(await refusals(org.admin, gone, {}), ['0 dispatch_not_queued'])
})

test('[INV-17] only what was picked is billed; what is refused keeps its reason and can be tried again', async () => {
  const { org, sign } = await desk()
  const one = await sign({ number: 'A1' })
  const two = await sign({ number: 'A2' })
  const three = await sign({ number: 'A3' })
  const picked = [one, two].map(contract_id => ({ contract_id, key: 'l1' }))
  const run = (await start(org, { picked })).body
  assert.equal(run.lines, 2)
  // Meanwhile one is terminated, and of the other a part is billed by hand.
  await done(org.admin, `/api/contracts/${one}/state`, { state: 'terminated', reason: 'x' })
  const { customer_id, entity_id } = (await org.admin.get(`/api/contracts/${two}`)).body
  const byHand = { customer_id, entity_id, contract_id: two, issued_on: '2026-02-01' }
  await done(org.admin, '/api/invoices', { ...byHand, lines: [line('6000', { contract_line: 1 })] })
  await work(org)
  assert.deepEqual(
    (await rowsOf(org, run.run_id, { state: 'refused' })).map((row: { problem: object }) => row.problem),
    [
      { code: 'contract_not_active', params: { number: 'A1', state: 'terminated' } },
      {
        code: 'billable_changed',
        params: { number: 'A2', before_minor: '106000', amount_minor: '100000', currency: 'CNY' },
      },
    ],
  )
  assert.equal((await invoices(org)).length, 1)
  await done(org.admin, `/api/contracts/${one}/state`, { state: 'active', reason: 'x' })
  const retry = `/api/billing-runs/${run.run_id}/retry`
  assert.equal((await org.admin.post(retry, {})).body.lines, 2)
  assert.deepEqual(await refusals(org.admin, retry, {}), ['0 billing_run_running'])
  await work(org)
  assert.deepEqual(
    (await rowsOf(org, run.run_id)).map((row: Row) => [row.state, row.amount_minor]),
    [
      ['issued', '106000'],
      ['issued', '100000'],
    ],
  )
  assert.deepEqual(await refusals(org.admin, retry, {}), ['0 billing_run_empty'])
  assert.equal((await billables(org)).rows[0]?.contract_id, three)
})

test('[INV-17] a refusal of one invoice does not stop the others', async () => {
  const { org, sign } = await desk()
  await sign({ number: 'A1' })
  // Its tax code has ended by the day of the invoices.
  await sign({ number: 'A2', signed_on: '2017-01-05', lines: [line('106000', { tax_code: 'VAT17' })] })
  const run = (await start(org)).body
  await work(org)
  assert.deepEqual(
    (await rowsOf(org, run.run_id)).map((row: Row & { problem: { code: string } | null }) => [
      row.state,
      row.problem?.code,
    ]),
    [
      ['issued', undefined],
      ['refused', 'tax_code_unknown'],
    ],
  )
  // A day in a period that is not open refuses them all, each by name.
  await sign({ number: 'A3' })
  const early = (await start(org, { issued_on: '2001-02-01', picked: undefined })).body
  await work(org)
  const shown = await read(org, early.run_id)
  assert.deepEqual([shown.state, shown.issued, shown.refused], ['done', 0, shown.lines])
})

test('[CTR-13] what lies above the contract is cut within the tolerance and waits beyond it', async () => {
  const { org, sign, first, entity_id } = await desk()
  const contract_id = await sign({ number: 'A1', kind: 'goods', lines: [goods] })
  await deliver(org, contract_id, '3')
  const byHand = { customer_id: first, entity_id, contract_id, contract_reason: 'agreed', issued_on: '2026-01-12' }
  const billed = (amount: string) => [
    line(amount, { contract_line: 1, quantity: '1', description: 'Pumps', tax_code: 'VAT13' }),
  ]
  // One of three was billed dearer than agreed: 20,000 are ready for two, 19,981 are left.
  await done(org.admin, '/api/invoices', { ...byHand, lines: billed('10020') })
  const [row] = (await billables(org)).rows
  assert.deepEqual([row?.ready, row?.why, row?.amount_minor, row?.left_minor], [true, 'trimmed', '19981', '19981'])
  assert.equal((await org.admin.put('/api/billing-rules', { tolerance_bp: 6 })).status, 200)
  assert.deepEqual((await billables(org)).rows[0]?.why, 'above_contract')
  assert.deepEqual(codes(await start(org)), ['0 billing_run_empty'])
  assert.equal((await org.admin.put('/api/billing-rules', { tolerance_bp: 501 })).status, 400)
  assert.equal((await org.admin.put('/api/billing-rules', { tolerance_bp: 7 })).status, 200)
  const run = (await start(org)).body
  await work(org)
  assert.equal((await rowsOf(org, run.run_id))[0].amount_minor, '19981')
  assert.equal((await org.admin.get(`/api/contracts/${contract_id}`)).body.billed_minor, '30001')
})

test('[INV-17] two runs over the same and a run whose job runs twice bill everything once', async () => {
  const { org, sign } = await desk()
  for (let at = 0; at < 6; at++) await sign()
  const both = await Promise.all([start(org), start(org)])
  const runs = both.map(one => one.body as { run_id: string; job_id: string; lines: number }).filter(one => one.run_id)
  await Promise.all([...runs, ...runs].map(run => runJob(modules.jobs, org.org_id, run.job_id)))
  await work(org)
  assert.equal((await invoices(org)).length, 6)
  const states = await Promise.all(runs.map(run => read(org, run.run_id)))
  assert.equal(
    states.reduce((sum, run) => sum + run.issued, 0),
    6,
  )
  for (const run of states) assert.equal(run.issued + run.refused, run.lines)
  const rows = (await Promise.all(runs.map(run => rowsOf(org, run.run_id, { state: 'refused' })))).flat()
  assert.ok(rows.every((row: { problem: { code: string } }) => row.problem.code === 'billable_gone'))
})

test('[INV-17] [INV-18] a job that died is begun again, and bills, prints and sends nothing twice', async () => {
  const { org, sign, first } = await desk()
  for (let at = 0; at < 3; at++) await sign()
  await org.admin.put(`/api/customers/${first}/billing-way`, { channel: 'hand' })
  const run = (await start(org)).body
  await work(org)
  // As if the program had died behind the last commit of each job and before it was told.
  await asOwner(`update jobs set state = 'running' where org_id = $1`, [org.org_id])
  await work(org)
  const shown = await read(org, run.run_id)
  assert.deepEqual(
    [shown.state, shown.issued, shown.invoices, shown.papers_made, shown.dispatched],
    ['done', 3, 3, 3, 3],
  )
  assert.equal((await invoices(org)).length, 3)
  assert.equal((await org.admin.get('/api/dispatches', { customer_id: first })).body.rows.length, 3)
})

test('[INV-21] a paper that failed is made again, and whoever started the run is told of its end once', async () => {
  const { org, sign } = await desk()
  await sign()
  const run = (await start(org)).body
  await work(org)
  const papers = `/api/billing-runs/${run.run_id}/papers`
  assert.deepEqual(await refusals(org.admin, papers, {}), ['0 billing_papers_none'])
  const failed = `update billing_papers set state = 'failed', file_id = null where org_id = $1`
  await asOwner(failed, [org.org_id])
  const [line] = await rowsOf(org, run.run_id, { paper: 'failed' })
  assert.equal((await org.admin.post(papers, { invoice_ids: [line.invoice_id] })).body.papers, 1)
  await work(org)
  assert.deepEqual([(await read(org, run.run_id)).papers_made, (await invoices(org)).length], [1, 1])
  const told = (await org.admin.get('/api/inbox', { kind: 'billing_run_finished' })).body.rows as Row[]
  assert.deepEqual(
    told.map(row => [row.about_id, row.text, row.state]),
    [[run.run_id, '2026-02-01 · 1 / 1', 'done']],
  )
})

test('[INV-17] a run is stopped: what it has not come to is left and can be tried again', async () => {
  const { org, sign } = await desk()
  await sign()
  const run = (await start(org)).body
  assert.equal((await org.admin.post(`/api/billing-runs/${run.run_id}/cancellation`)).body.state, 'cancelled')
  await work(org)
  assert.deepEqual([(await read(org, run.run_id)).left, (await invoices(org)).length], [1, 0])
  assert.equal((await billables(org)).rows[0]?.ready, true)
  await done(org.admin, `/api/billing-runs/${run.run_id}/retry`, {})
  await work(org)
  assert.equal((await invoices(org)).length, 1)
  assert.deepEqual(await refusals(org.admin, `/api/billing-runs/${run.job_id}/retry`, {}), ['0 billing_run_unknown'])
})

test('[INV-16] whoever may not issue starts no run, and a salesperson sees the lines of own customers alone', async () => {
  const { org, sign } = await desk()
  await sign()
  const sales = await org.as('sales', { customers: 'own' })
  assert.equal((await sales.post('/api/billing-runs', { until: '2026-02-01' })).status, 403)
  assert.deepEqual((await sales.get('/api/billables', { until: '2026-02-01' })).body.rows, [])
  const run = (await start(org)).body
  await work(org)
  assert.equal((await sales.get(`/api/billing-runs/${run.run_id}`)).body.lines, 0)
  assert.deepEqual((await sales.get(`/api/billing-runs/${run.run_id}/lines`)).body.rows, [])
})

test('[INV-13] [CTR-10] parts of a plan by days are billed when they are due, each once', async () => {
  const { org, sign } = await desk()
  const part = (label: string, planned_on: string, kind = 'delivery') => ({
    kind,
    label,
    amount_minor: '53000',
    planned_on,
  })
  const contract_id = await sign({ parts: [part('January', '2026-01-31', 'advance'), part('February', '2026-02-28')] })
  await start(org)
  await work(org)
  assert.deepEqual(codes(await start(org)), ['0 billing_run_empty'])
  assert.deepEqual(
    (await invoices(org)).map(row => row.amount_minor),
    ['53000'],
  )
  const { customer_id, entity_id } = (await org.admin.get(`/api/contracts/${contract_id}`)).body
  const again = { customer_id, entity_id, contract_id, issued_on: '2026-02-01' }
  const bill = (contract_part: number) => ({ ...again, lines: [line('53000', { contract_part })] })
  assert.deepEqual(await refusals(org.admin, '/api/invoices', bill(1)), ['0 contract_part_done'])
  assert.deepEqual(await refusals(org.admin, '/api/invoices', bill(3)), ['0 contract_part_unknown'])
  assert.equal((await start(org, { until: '2026-02-28' })).body.lines, 1)
  await work(org)
  assert.equal((await org.admin.get(`/api/contracts/${contract_id}`)).body.billed_minor, '106000')
})
