import assert from 'node:assert/strict'
import { test } from 'node:test'
import { begin, tell } from '../testing/story.ts'

test('[RPT-12] the registers, the trial balance and the ledger of an account are taken out as they stand on the screen', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 100.00 on 2026-01-05
    invoice I2 50.00 on 2026-01-06
    correct I2 40.00 as I3 on 2026-01-07
    write_off I1 100.00 on 2026-04-02
    recover I1 30.00 as V1 on 2026-05-02
  `,
  )
  const { org } = story
  const linesOf = async (report: string, params: Record<string, unknown>) => {
    const { status, body } = await org.admin.post('/api/reports/export', {
      report,
      format: 'csv',
      params,
      locale: 'en',
    })
    assert.equal(status, 200, JSON.stringify(body))
    return String(body).replace('\ufeff', '').trim().split('\r\n')
  }
  const [head, row, ...more] = await linesOf('write_offs', {})
  assert.equal(
    head,
    'Date,Entity,Customer no.,Customer,Number,State,Currency,Amount,Came back,Still written off,Evidence,Reason,By,Released by',
  )
  assert.equal(row, '2026-04-02,E1,C1,C1,I1,Standing,CNY,100.00,30.00,70.00,court order,story,Admin,everything')
  assert.deepEqual(more, [])
  assert.match((await linesOf('corrections', {}))[1] ?? '', /,I2,CNY,50\.00,I3,CNY,40\.00,/)
  for (const report of ['differences', 'transfers', 'credit_notes'])
    assert.equal((await linesOf(report, {})).length, 1, report)
  const { entity_id } = org
  const trial = await linesOf('trial_balance', { entity_id, from_period: '2026-01', to_period: '2026-05' })
  const sums = trial.slice(1).map(line => line.split(',').slice(-6).map(Number))
  const total = (at: number) => sums.reduce((sum, amounts) => sum + (amounts[at] ?? 0), 0)
  assert.ok(total(2) > 0)
  assert.equal(total(2), total(3), 'debits equal credits')
  assert.equal(total(4), total(5), 'closing balances of both sides')
  const { body } = await org.admin.get('/api/accounts', { entity_id })
  const account = body.rows.find((one: { code: string }) => one.code === '1122')
  const ledger = await linesOf('account_ledger', {
    account_id: account.account_id,
    from: '2026-01-01',
    to: '2026-12-31',
  })
  assert.match(ledger[1] ?? '', /^2026-01-05,Invoice,I1,/)
  assert.match(ledger.at(-1) ?? '', /,70\.00$/)
})

test('[RPT-12] a list is taken out as it is filtered and sorted, with the columns asked for in their order', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 100.00 on 2026-01-05
    invoice I2 50.00 on 2026-01-06
    receipt R1 30.00 on 2026-01-10
  `,
  )
  const { admin } = story.org
  const linesOf = async (report: string, params: object, columns?: string[]) => {
    const answer = await admin.post('/api/reports/export', { report, format: 'csv', params, locale: 'en', columns })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return String(answer.body).replace('\ufeff', '').trim().split('\r\n')
  }
  const columns = ['number', 'amount_minor', 'state']
  assert.deepEqual(await linesOf('invoices', { sort: 'amount_minor' }, columns), [
    'Number,Amount,State',
    'I2,50.00,Issued',
    'I1,100.00,Issued',
  ])
  assert.deepEqual((await linesOf('invoices', { number: 'I1' }, ['number'])).slice(1), ['I1'])
  assert.match((await linesOf('receipts', { unapplied: 'yes' }))[1] ?? '', /R1,2026-01-10,.*,CNY,30\.00,30\.00/)
  assert.match((await linesOf('customers', {}))[1] ?? '', /^C1,/)
  assert.equal((await linesOf('tasks', {})).length, 1)
  const wrong = await admin.post('/api/reports/export', {
    report: 'invoices',
    format: 'csv',
    params: {},
    columns: ['number', 'secret'],
  })
  assert.equal(wrong.body.code, 'field_unknown')
})

test('[RPT-12] who may not read a report does not take it out', async () => {
  const story = await begin()
  const { org } = story
  const role = await org.admin.post('/api/roles', {
    code: 'taker',
    name: '导出',
    name_en: 'Taker',
    permissions: ['report.export', 'report.read'],
  })
  assert.equal(role.status, 200, JSON.stringify(role.body))
  const taker = await org.as('taker')
  const take = async (report: string, params: Record<string, unknown>) => {
    const { status, body } = await taker.post('/api/reports/export', { report, format: 'csv', params })
    return status === 200 ? 200 : body.code
  }
  assert.equal(await take('write_offs', {}), 200)
  const trial = { entity_id: org.entity_id, from_period: '2026-01', to_period: '2026-05' }
  assert.equal(await take('trial_balance', trial), 'permission_missing')
})
