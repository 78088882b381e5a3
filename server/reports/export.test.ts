import assert from 'node:assert/strict'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { filesFolder } from '../kernel/files.ts'
import { createKernel } from '../kernel/run.ts'
import { inside } from '../testing/documents.ts'
import { begin, tell } from '../testing/story.ts'
import { exportReport } from './export.ts'
import { pages } from './sheet.ts'
import { writeSheet } from './write-sheet.ts'

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
  const journal = await linesOf('journal', { entity_id, from: '2026-01-05', to: '2026-01-05', sort: 'posted_on' })
  assert.equal(
    journal[0],
    'Posted,Entity,Kind,Document,Memo,Account no.,Account,Customer no.,Customer,Currency,Amount in its currency,Debit,Credit',
  )
  assert.match(journal[1] ?? '', /^2026-01-05,E1,Invoice,I1,,1122,.*,C1,C1,CNY,100\.00,100\.00,$/)
  const sides = (at: number) => journal.slice(1).reduce((sum, line) => sum + Number(line.split(',').at(at)), 0)
  assert.equal(sides(-2), sides(-1))
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

test('[RPT-12] rows go to the file as they come, page by page, and more than a spreadsheet holds are refused', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'duebook-sheet-'))
  t.after(() => rm(folder, { recursive: true }))
  const columns = [
    { field: 'number', heading: 'No.', form: 'text' as const },
    { field: 'open_minor', heading: 'Open', form: 'money' as const },
  ]
  const path = join(folder, 'list.csv')
  let read = 0
  const page = async (after: string | undefined) => {
    const from = Number(after ?? 0)
    read++
    const rows = [0, 1, 2].map(at => ({ number: `=N${from + at}`, open_minor: `${from + at}05`, currency: 'CNY' }))
    return { rows, next: from + 3 < 12 ? String(from + 3) : null }
  }
  assert.equal(await writeSheet(createWriteStream(path), 'csv', { columns, rows: pages(page) }), 12)
  assert.equal(read, 4)
  const lines = (await readFile(path, 'utf8')).trim().split('\r\n')
  assert.equal(lines.length, 13)
  assert.equal(lines.at(-1), "'=N11,11.05")
  for (const format of ['csv', 'xlsx'] as const) {
    const longer = writeSheet(createWriteStream(path), format, { columns, rows: pages(page) }, 11)
    await assert.rejects(longer, { message: /batch_too_large/ })
  }
})

test('[RPT-12] what was taken out does not lie about, not even until it is sent, nor after a refusal', async t => {
  const home = await mkdtemp(join(tmpdir(), 'duebook-export-'))
  t.after(() => rm(home, { recursive: true }))
  const { org } = await begin()
  const left = () => readdir(join(filesFolder(home), 'incoming'))
  const take = (columns?: string[]) =>
    inside(org, async ctx => {
      const reader = { ...ctx, actor: { ...ctx.actor, permissions: new Set(['customer.read']) } }
      const asked = { report: 'customers', format: 'xlsx', params: {}, locale: 'en', columns } as const
      return exportReport(home, createKernel({} as never))(
        reader,
        asked as Parameters<ReturnType<typeof exportReport>>[1],
      )
    })
  const body = (await take()).body as Readable
  assert.deepEqual(await left(), [])
  assert.match(await text(body), /^PK/)
  await assert.rejects(take(['secret']))
  assert.deepEqual(await left(), [])
})
