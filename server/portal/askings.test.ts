import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { runWaiting } from '../kernel/jobs.ts'
import { runLine } from '../kernel/run.ts'
import { programWithMail } from '../testing/colleagues.ts'
import { asOwner, codes, create, eventsOf, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { postOffice } from '../testing/post-office.ts'
import { type Asked, decideAsking } from './askings.ts'

const { app } = await testHouse()
const { mail, received } = await postOffice()
const modules = await programWithMail(mail, pino({ level: 'silent' }))

/** A house with customers of every kind: due with an address, due without, asked already, archived, not due. */
async function desk() {
  const org = await founded()
  const [entity_id] = org.entities
  const rows = await create(
    org,
    ...['DUE', 'BARE', 'ASKED', 'GONE', 'FRESH', 'ELSE'].map(number => ({
      number,
      name: `Kunde ${number}`,
      locale: 'en',
      ...(number === 'ELSE' ? { accounts: [{ entity_id: org.entities[1] }] } : {}),
    })),
  )
  const id = (number: string) => rows.find(row => row.number === number)?.customer_id as string
  const address = `${id('DUE').slice(-12)}@example.com`
  await done(org.admin, `/api/customers/${id('DUE')}/contacts`, {
    customer_id: id('DUE'),
    name: 'Anna',
    email: address,
    roles: ['invoice'],
  })
  await asOwner(`update customers set reviewed_on = '2020-05-01' where org_id = $1 and number <> 'FRESH'`, [org.org_id])
  await done(org.admin, '/api/pages', [{ kind: 'file', customer_id: id('ASKED'), entity_id }])
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const begin = async (more: object = {}) =>
    (await runLine(modules.kernel, actor, 'asking.begin', { entity_id, by_hand: false, ...more })).answer as {
      asking_id: string
      customers: number
    }
  const lines = async (asking_id: string, query: Record<string, string> = {}) =>
    (await org.admin.get(`/api/data-askings/${asking_id}/lines`, query)).body.rows.map(
      (row: Record<string, string>) => [row.customer_number, row.outcome, row.reason ?? row.page_state],
    )
  const asking = async (asking_id: string) => (await org.admin.get('/api/data-askings', { asking_id })).body.rows[0]
  const work = () => runWaiting(modules.jobs, org.org_id)
  return { org, entity_id, id, address, begin, lines, asking, work }
}

test('[POR-11] all whose file is due are asked at once; who was skipped is said with the reason', async () => {
  const { org, entity_id, id, address, begin, lines, asking, work } = await desk()
  const preview = await org.admin.get('/api/data-askings/preview', { entity_id: entity_id as string })
  assert.deepEqual(preview.body, { due: 4, with_address: 1, asked: 1, mail: false })
  const begun = await begin()
  assert.equal(begun.customers, 4)
  await asOwner(`update customers set state = 'archived' where org_id = $1 and number = 'GONE'`, [org.org_id])
  assert.equal((await asking(begun.asking_id)).state, 'running')
  await work()
  assert.deepEqual(await lines(begun.asking_id), [
    ['ASKED', 'skipped', 'asked'],
    ['BARE', 'skipped', 'no_address'],
    ['DUE', 'mailed', 'sent'],
    ['GONE', 'skipped', 'archived'],
  ])
  assert.deepEqual(await lines(begun.asking_id, { reason: 'no_address' }), [['BARE', 'skipped', 'no_address']])
  const { state, customers, waiting, mailed, skipped, answered } = await asking(begun.asking_id)
  assert.deepEqual([state, customers, waiting, mailed, skipped, answered], ['done', 4, 0, 1, 3, 0])
  const letter = received.find(one => one.to.includes(address))
  const token = /customer#(\S+)/.exec(letter?.content.replaceAll('=\r\n', '') ?? '')?.[1]
  const payload = { token, name: 'Anna', decision: 'confirm' }
  const said = await app.inject({ method: 'POST', url: '/api/pages/agreement', payload })
  assert.equal(said.statusCode, 200, said.payload)
  assert.equal((await asking(begun.asking_id)).answered, 1)
  assert.equal((await org.admin.get(`/api/customers/${id('DUE')}`)).body.reviewed_on > '2026', true)
  const events = await eventsOf(org, entity_id as string)
  assert.ok(events.some(event => event.name === 'asking.begun'))
  // Asked once more, nobody gets a second letter.
  const again = await begin({ by_hand: true })
  await work()
  assert.deepEqual(await lines(again.asking_id), [
    ['ASKED', 'skipped', 'asked'],
    ['BARE', 'made', 'made'],
  ])
})

test('[POR-11] named customers are asked though they are not due; bad askings are refused by name', async () => {
  const { org, entity_id, id, begin, lines, work } = await desk()
  const { asking_id } = await begin({ customer_ids: [id('FRESH'), id('FRESH')], by_hand: true })
  await assert.rejects(begin(), /asking_runs/)
  await work()
  assert.deepEqual(await lines(asking_id), [['FRESH', 'made', 'made']])
  await assert.rejects(begin({ customer_ids: [entity_id] }), /customer_unknown/)
  await assert.rejects(begin({ entity_id: id('DUE') }), /entity_unknown/)
  await assert.rejects(begin({ grade: ['A'] }), /asking_empty/)
  const auditor = await org.as('auditor', { valid_to: '2099-01-01' })
  assert.equal((await auditor.post('/api/data-askings', { entity_id })).status, 403)
  const elsewhere = await org.as('receivables_clerk', { entity_ids: [org.entities[1]] })
  assert.deepEqual(codes(await elsewhere.post('/api/data-askings', { entity_id })), ['0 entity_unknown'])
  assert.deepEqual((await elsewhere.get(`/api/data-askings/${asking_id}/lines`)).body.rows, [])
})

test('[POR-11] an asking that is stopped says so of whom it did not come to', async () => {
  const { org, begin, lines, asking, work } = await desk()
  const { asking_id } = await begin()
  const [job] = await asOwner<{ job_id: string }>(`select job_id from data_askings where asking_id = $1`, [asking_id])
  await asOwner(`update jobs set cancel_asked = true, attempts = 1 where org_id = $1 and job_id = $2`, [
    org.org_id,
    job?.job_id,
  ])
  await work()
  assert.equal((await asking(asking_id)).state, 'cancelled')
  assert.deepEqual(
    (await lines(asking_id)).map((row: string[]) => row[2]),
    ['stopped', 'stopped', 'stopped', 'stopped'],
  )
})

test('[POR-11] why a customer is not asked, pure', () => {
  const one: Asked = { named: false, in_business: true, due: true, asked: false, address: 'a@example.com' }
  const how = { letters: true, by_hand: false, stop: false }
  const table: [Partial<Asked>, Partial<typeof how>, string | null][] = [
    [{}, {}, null],
    [{ in_business: false }, {}, 'archived'],
    [{ due: false }, {}, 'reviewed'],
    [{ due: false, named: true }, {}, null],
    [{ asked: true }, { by_hand: true }, 'asked'],
    [{ address: null }, {}, 'no_address'],
    [{ address: null }, { by_hand: true }, null],
    [{}, { letters: false }, 'no_mail'],
    [{}, { stop: true }, 'stopped'],
  ]
  for (const [more, other, expected] of table)
    assert.equal(decideAsking({ ...one, ...more }, { ...how, ...other }), expected, JSON.stringify([more, other]))
})
