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
