import assert from 'node:assert/strict'
import { test } from 'node:test'
import { begin, tell } from '../testing/story.ts'

test('[RPT-16] the history of a document names who did what, with its items and applications where asked', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 100.00 on 2026-01-05
    receipt R1 30.00 on 2026-02-10
    apply   R1 I1 30.00 on 2026-03-10
    dispute I1 from 2026-03-11
    write_off I1 5.00 on 2026-04-02
  `,
  )
  const { org, things, customers } = story
  const invoice_id = things.get('I1')?.document_id as string
  const read = async (subject: string, query: Record<string, string> = {}, client = org.admin) => {
    const { status, body } = await client.get(`/api/history/${subject}`, query)
    return status === 200 ? body : body.code
  }
  const names = async (subject: string, query: Record<string, string> = {}) =>
    (await read(subject, query)).rows.map((row: { name: string }) => row.name)
  assert.deepEqual(await names(invoice_id), ['invoice.issued'])
  const whole = ['invoice.issued', 'item.applied', 'item.disputed', 'item.written_off']
  assert.deepEqual((await names(invoice_id, { related: 'true', sort: 'event_id' })).sort(), whole)
  const [latest] = (await read(invoice_id, { related: 'true' })).rows
  assert.deepEqual(
    [latest.name, latest.actor_name, latest.released_by_name, latest.data.reason],
    ['item.written_off', 'Admin', 'everything', 'story'],
  )
  assert.deepEqual(await names(invoice_id, { related: 'true', name: 'item.applied' }), ['item.applied'])
  const seen: string[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page = await read(invoice_id, { related: 'true', limit: '1', ...(after ? { after } : {}) })
    seen.push(...page.rows.map((row: { event_id: string }) => row.event_id))
    after = page.next
  }
  assert.equal(new Set(seen).size, 4)
  assert.deepEqual(await names(customers.get('C1') as string), ['customer.created'])
})

test('[RPT-16] a document that replaced another tells what it replaced, and what came back of a write-off', async () => {
  const story = await begin()
  await tell(
    story,
    `
    invoice I1 100.00 on 2026-01-05
    correct I1 90.00 as I2 on 2026-01-06
    correct I2 80.00 as I3 on 2026-01-07
    write_off I3 80.00 on 2026-04-02
    recover I3 20.00 as V1 on 2026-05-02
  `,
  )
  const invoice_id = story.things.get('I3')?.document_id as string
  const { body } = await story.org.admin.get(`/api/history/${invoice_id}`, { related: 'true', sort: 'event_id' })
  assert.deepEqual(
    body.rows.map((row: { name: string }) => row.name),
    ['invoice.issued', 'invoice.corrected', 'invoice.corrected', 'item.written_off', 'item.recovered'],
  )
  const written = body.rows[3].data
  const names = new Map<string, Record<string, unknown>>(body.names.map((name: { id: string }) => [name.id, name]))
  assert.deepEqual(names.get(written.debit_item_id), {
    id: written.debit_item_id,
    kind: 'invoice',
    name: 'I3',
    number: 'I3',
    document_id: invoice_id,
    currency: 'CNY',
  })
  assert.equal(names.get(body.rows[4].data.customer_id)?.kind, 'customer')
})

test('[RPT-16] who does not see the thing does not see its history', async () => {
  const story = await begin()
  await tell(story, 'invoice I1 100.00 on 2026-01-05')
  const { org, things } = story
  const of = async (subject: string, client = org.admin) => (await client.get(`/api/history/${subject}`)).status
  const invoice_id = things.get('I1')?.document_id as string
  const [sales, cashier] = [await org.as('sales'), await org.as('cashier')]
  assert.equal(await of(invoice_id), 200)
  assert.equal(await of(invoice_id, cashier), 200)
  assert.equal(await of(invoice_id, sales), 404)
  // An entity is no customer or document: only who reads the whole record is told.
  assert.equal(await of(org.entity_id), 200)
  assert.equal(await of(org.entity_id, cashier), 404)
  assert.equal(await of(org.entity_id, sales), 404)
})
