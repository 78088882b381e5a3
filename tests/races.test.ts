import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addMonths, type Day, newId } from '../server/kernel/values.ts'
import { runJob } from '../server/kernel/jobs.ts'
import { verifyAll } from '../server/ledger/verify.ts'
import { asOwner } from '../server/testing/customers.ts'
import { type Client, type Reply, testHouse, testOrganisation } from '../server/testing/organisation.ts'
import { startImport } from '../server/testing/import-file.ts'

/** A lost race shows only sometimes. */
const times = 40
const house = await testHouse()
const org = await testOrganisation()
const { entity_id } = org
const [one, two] = [await org.as('everything'), await org.as('everything')]
const customer = await ok(one.post('/api/customers', { number: 'RACE', name: 'Race' }))
const { customer_id } = customer.rows[0]
for (const verb of ['period.close', 'item.write_off'])
  await ok(
    one.put(`/api/approval-policies/${verb}`, { condition: { never: true }, permission: 'approval.release.period' }),
  )

async function ok(asked: Promise<Reply>): Promise<Reply['body']> {
  const reply = await asked
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  return reply.body
}

type Item = { document_id: string; item_id: string }

/** So many invoices of 100.00, each with its one item. */
async function invoices(count: number, issued_on = '2026-01-10'): Promise<Item[]> {
  const draft = { entity_id, customer_id, issued_on, amount_minor: '10000' }
  const body = await ok(
    one.post(
      '/api/invoices',
      Array.from({ length: count }, () => draft),
    ),
  )
  return body.rows.map((row: { invoice_id: string; item_ids: string[] }) => ({
    document_id: row.invoice_id,
    item_id: row.item_ids[0],
  }))
}

async function receipts(count: number, received_on = '2026-01-20'): Promise<Item[]> {
  const draft = { entity_id, customer_id, received_on, amount_minor: '10000' }
  const body = await ok(
    one.post(
      '/api/receipts',
      Array.from({ length: count }, () => draft),
    ),
  )
  return body.rows.map((row: { receipt_id: string; item_id: string }) => ({
    document_id: row.receipt_id,
    item_id: row.item_id,
  }))
}

const apply = (client: Client, debit: Item, credit: Item, amount_minor = '10000', applied_on = '2026-02-01') =>
  client.post('/api/applications', {
    applied_on,
    lines: [{ debit_item_id: debit.item_id, credit_item_id: credit.item_id, amount_minor }],
  })
const reverse = (client: Client, application_id: string) =>
  client.post('/api/reversals', { application_id, applied_on: '2026-02-02' })

/** What two requests at once were answered: 200, or the code of the refusal. */
async function race(first: Promise<Reply>, second: Promise<Reply>): Promise<[string, string]> {
  const answers = await Promise.all([first, second])
  return answers.map(({ status, body }) => (status === 200 ? 'ok' : (body.problems?.[0]?.code ?? `${status}`))) as [
    string,
    string,
  ]
}

/** Runs a pair so many times, and holds every outcome against those that may be. Tells how often each came. */
async function pairs(
  t: { diagnostic(text: string): void },
  may: readonly string[],
  run: (at: number) => Promise<[string, string]>,
): Promise<void> {
  const came = new Map<string, number>()
  for (let at = 0; at < times; at++) {
    const outcome = (await run(at)).join(' ')
    assert.ok(may.includes(outcome), `${outcome}, which may not be`)
    came.set(outcome, (came.get(outcome) ?? 0) + 1)
  }
  t.diagnostic([...came].map(([outcome, count]) => `${count} × ${outcome}`).join(', '))
}

const at = (items: Item[], place: number) => items[place] as Item

test('two clerks apply the last cent: one of them does', async t => {
  const [debits, credits, others] = [await invoices(times), await receipts(times), await receipts(times)]
  await pairs(t, ['ok item_overapplied', 'item_overapplied ok'], n =>
    race(apply(one, at(debits, n), at(credits, n)), apply(two, at(debits, n), at(others, n))),
  )
})

test('two clerks use the same money: one of them does', async t => {
  const [debits, others, credits] = [await invoices(times), await invoices(times), await receipts(times)]
  await pairs(t, ['ok item_overapplied', 'item_overapplied ok'], n =>
    race(apply(one, at(debits, n), at(credits, n)), apply(two, at(others, n), at(credits, n))),
  )
})

test('items named in opposite orders wait for each other and never for ever', async t => {
  const [debits, credits] = [await invoices(2 * times), await receipts(2 * times)]
  const crossed = (client: Client, a: number, b: number) =>
    client.post('/api/applications', {
      lines: [
        { debit_item_id: at(debits, a).item_id, credit_item_id: at(credits, b).item_id, amount_minor: '10' },
        { debit_item_id: at(debits, b).item_id, credit_item_id: at(credits, a).item_id, amount_minor: '10' },
      ],
    })
  await pairs(t, ['ok ok'], n => race(crossed(one, 2 * n, 2 * n + 1), crossed(two, 2 * n + 1, 2 * n)))
})

test('an application and the taking back of another leave what was said by both', async t => {
  const [debits, credits, others] = [await invoices(times), await receipts(times), await receipts(times)]
  await pairs(t, ['ok ok', 'ok item_overapplied', 'ok item_overapplied_on_day'], async n => {
    const { rows } = await ok(apply(one, at(debits, n), at(credits, n)))
    return race(reverse(one, rows[0].application_id), apply(two, at(debits, n), at(others, n), '10000', '2026-02-03'))
  })
})

test('an application is taken back once', async t => {
  const [debits, credits] = [await invoices(times), await receipts(times)]
  await pairs(t, ['ok application_already_reversed', 'application_already_reversed ok'], async n => {
    const { rows } = await ok(apply(one, at(debits, n), at(credits, n)))
    return race(reverse(one, rows[0].application_id), reverse(two, rows[0].application_id))
  })
})

test('nothing is posted in a period once it is closed', async t => {
  const months = Array.from({ length: times }, (_, n) => addMonths('2015-01-01' as Day, n))
  const day = (month: Day) => `${month.slice(0, 7)}-15`
  const made = await Promise.all(
    months.map(async month => ({
      debit: at(await invoices(1, day(month)), 0),
      credit: at(await receipts(1, day(month)), 0),
    })),
  )
  await pairs(t, ['ok ok', 'period_closed ok'], n => {
    const { debit, credit } = made[n] as (typeof made)[number]
    const month = months[n] as Day
    return race(
      apply(one, debit, credit, '10000', day(month)),
      two.post('/api/periods/closing', { entity_id, period: month.slice(0, 7) }),
    )
  })
  const late = await asOwner(
    `select a.application_id from applications a join periods p on p.org_id = a.org_id and p.entity_id = a.entity_id
       and p.state = 'closed' and p.period = to_char(a.applied_on, 'YYYY-MM')
     where a.org_id = $1 and a.recorded_at > p.changed_at`,
    [org.org_id],
  )
  assert.deepEqual(late, [])
})

test('the same request twice at once has one effect and one answer', async () => {
  for (let n = 0; n < times; n++) {
    const key = { 'idempotency-key': newId() as string }
    const draft = {
      entity_id,
      customer_id,
      received_on: '2026-01-20',
      amount_minor: '77',
      reference: key['idempotency-key'],
    }
    const answers = await Promise.all([one.post('/api/receipts', draft, key), one.post('/api/receipts', draft, key)])
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    )
    assert.deepEqual(answers[0].body, answers[1].body)
    const made = await asOwner('select 1 from receipts where org_id = $1 and reference = $2', [
      org.org_id,
      draft.reference,
    ])
    assert.equal(made.length, 1)
  }
})

test('the same document from the same source twice at once is one document', async () => {
  for (let n = 0; n < times; n++) {
    const draft = {
      entity_id,
      customer_id,
      issued_on: '2026-01-20',
      amount_minor: '77',
      source: 'race',
      external_id: newId(),
    }
    const answers = await Promise.all([one.post('/api/invoices', draft), two.post('/api/invoices', draft)])
    for (const { status, body } of answers)
      assert.ok(status === 200 || body.code === 'external_id_known', JSON.stringify(body))
    const made = await asOwner('select 1 from external_refs where org_id = $1 and external_id = $2', [
      org.org_id,
      draft.external_id,
    ])
    assert.equal(made.length, 1)
  }
})

test('the same file twice at once brings each row once', async () => {
  const map = {
    columns: { number: 'number', customer_number: 'customer', issued_on: 'day', amount: 'amount' },
    constants: { entity_code: 'E1' },
    source: 'race',
  }
  for (let n = 0; n < times; n++) {
    const rows = Array.from({ length: 5 }, (_, row) => `RACE-${n}-${row},RACE,2026-01-1${row},12.3${row}`)
    const csv = `number,customer,day,amount\n${rows.join('\n')}\n`
    const file = { kind: 'invoices', content: csv, map, name: 'race.csv' }
    const send = (client: Client) => ok(startImport(client, file))
    const started = await Promise.all([send(one), send(two)])
    await Promise.all(started.map(({ job_id }) => runJob(house.modules.jobs, org.org_id, job_id)))
    const made = await asOwner<{ count: number }>(
      'select count(*)::int from invoices where org_id = $1 and number like $2',
      [org.org_id, `RACE-${n}-%`],
    )
    assert.equal(made[0]?.count, 5)
  }
})

test('numbers have no gap, however many are drawn at once and however many of them are refused', async () => {
  const draft = { entity_id, customer_id, issued_on: '2019-06-10', amount_minor: '100' }
  const wrong = { ...draft, customer_id: newId() }
  const answers = await Promise.all(
    Array.from({ length: times * 4 }, (_, n) =>
      (n % 2 ? one : two).post('/api/invoices', n % 3 === 2 ? [draft, wrong] : [draft, draft]),
    ),
  )
  const numbers = answers.flatMap(({ status, body }) =>
    status === 200 ? body.rows.map((row: { number: string }) => row.number) : [],
  )
  const expected = Array.from({ length: numbers.length }, (_, n) => `INV2019-${String(n + 1).padStart(6, '0')}`)
  assert.deepEqual(numbers.toSorted(), expected)
  assert.ok(numbers.length > times * 4)
})

test('a correction and an application: what is applied is carried over or stands open', async t => {
  const [debits, credits] = [await invoices(times), await receipts(times)]
  const correct = (debit: Item) =>
    one.post(`/api/invoices/${debit.document_id}/correction`, {
      corrected_on: '2026-02-05',
      reason: 'race',
      invoice: { entity_id, customer_id, issued_on: '2026-01-10', amount_minor: '9000' },
    })
  await pairs(t, ['ok ok', 'ok item_overapplied', 'ok item_overapplied_on_day'], n =>
    // A correction has more to read before it locks; every other time the application reads as well.
    race(
      correct(at(debits, n)),
      (async () => {
        if (n % 2)
          for (let reads = 0; reads < n % 8; reads++) await two.get(`/api/invoices/${at(debits, n).document_id}`)
        return apply(two, at(debits, n), at(credits, n))
      })(),
    ),
  )
})

test('a write-off and an application: the debt goes once', async t => {
  const [debits, credits] = [await invoices(times), await receipts(times)]
  const writeOff = (debit: Item) =>
    one.post('/api/write-offs', {
      item_id: debit.item_id,
      written_off_on: '2026-02-05',
      reason: 'race',
      evidence: ['race'],
    })
  await pairs(t, ['ok item_overapplied', 'ok item_overapplied_on_day', 'item_not_open ok'], n =>
    race(writeOff(at(debits, n)), apply(two, at(debits, n), at(credits, n))),
  )
})

test('after all races everything holds', async () => {
  assert.deepEqual(await verifyAll(house.url), [])
})
