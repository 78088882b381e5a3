import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, codes, create, eventsOf, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { type Client, testHouse } from '../testing/organisation.ts'
import { amountOf } from './kept-drafts.ts'

await testHouse()

const pumps = { description: 'Pumps', quantity: '10', unit: 'pc', unit_price: '1130', amount_minor: '1130000' }

async function desk() {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer] = await create(org, { number: 'K1', name: 'Kunde', accounts: [{ entity_id, terms_code: 'net30' }] })
  const customer_id = customer?.customer_id as string
  const typed = (more: object = {}) => ({
    customer_id,
    entity_id,
    content: { title: 'Pumps', signed_on: '2026-01-05', currency: 'CNY', lines: [pumps], ...more },
  })
  const keep = (more: object = {}): Promise<{ draft_id: string; version: number }> =>
    done(org.admin, '/api/contract-drafts', typed(more))
  const change = (draft_id: string, version: number, more: object = {}) =>
    org.admin.put(`/api/contract-drafts/${draft_id}`, { version, ...typed(more) })
  const conclude = (draft_id: string, version: number, who: Client = org.admin) =>
    who.post(`/api/contract-drafts/${draft_id}/conclude`, { version })
  const listed = async (query = '', who: Client = org.admin) =>
    (await who.get(`/api/contract-drafts${query}`)).body.rows as Record<string, unknown>[]
  const contracts = async () => (await org.admin.get('/api/contracts')).body.rows as { number: string }[]
  return { org, entity_id, customer_id, typed, keep, change, conclude, listed, contracts }
}

test('[CTR-19] a draft keeps what was typed, half done as it may be, and nothing counts it', async () => {
  const { org, customer_id, keep, change, listed, contracts } = await desk()
  const { draft_id, version } = await keep({
    lines: [{ description: '', amount_minor: '', tax_code: 'VAT13', price_includes_tax: true }],
    penalty_per_day: 'half',
    parts: [{ kind: 'retention', label: '', amount_minor: '5' }],
  })
  assert.equal(version, 1)
  const read = async () => (await org.admin.get(`/api/contract-drafts/${draft_id}`)).body
  const { content, amount_minor, state } = await read()
  assert.deepEqual([amount_minor, state, content.penalty_per_day], [null, 'draft', 'half'])
  assert.deepEqual(content.lines, [{ tax_code: 'VAT13', price_includes_tax: true }])
  assert.equal((await change(draft_id, 1)).body.version, 2)
  assert.deepEqual((await read()).content.lines, [pumps])
  assert.deepEqual(
    (await listed()).map(row => [row.title, row.amount_minor, row.version, row.contract_id]),
    [['Pumps', '1130000', 2, null]],
  )
  assert.deepEqual(await contracts(), [])
  const drawn = await asOwner(`select 1 from number_series where org_id = $1 and series = 'CTR'`, [org.org_id])
  assert.deepEqual(drawn, [], 'no number is drawn')
  assert.equal((await org.admin.get(`/api/contracts/${draft_id}`)).body.code, 'contract_unknown')
  assert.equal((await org.admin.get(`/api/contracts/${draft_id}/next-invoice`)).body.code, 'contract_unknown')
  const archived = await org.admin.post(`/api/customers/${customer_id}/archive`, { reason: 'Closed' })
  assert.notEqual(archived.body.code, 'customer_has_contracts')
})

test('[CTR-19] a draft is refused a customer that is not there, a field nobody knows and too much text', async () => {
  const { org, typed, customer_id, entity_id } = await desk()
  const send = (body: object) => org.admin.post('/api/contract-drafts', body)
  assert.deepEqual(codes(await send({ ...typed(), customer_id: entity_id })), ['0 customer_unknown'])
  assert.deepEqual(codes(await send({ ...typed(), entity_id: customer_id })), ['0 entity_unknown'])
  assert.deepEqual(codes(await send(typed({ title: ' ' }))), ['0 field_missing'])
  assert.deepEqual(codes(await send(typed({ colour: 'red' }))), ['0 field_unknown'])
  assert.deepEqual(codes(await send(typed({ note: 'x'.repeat(2001) }))), ['0 field_too_long'])
})

test('[CTR-19] a draft is concluded as if it were entered then: refused by the same names, and once', async () => {
  const { org, keep, change, conclude, listed, contracts } = await desk()
  const part = (kind: string, amount_minor: string) => ({ kind, label: kind, amount_minor })
  const { draft_id } = await keep({ parts: [part('advance', '330000'), part('delivery', '800001')] })
  assert.deepEqual(codes(await conclude(draft_id, 1)), ['0 contract_plan_disagrees'])
  await change(draft_id, 1, { signed_on: '2026-02-30', lines: [{ ...pumps, amount_minor: 'much' }] })
  assert.deepEqual(codes(await conclude(draft_id, 2))?.sort(), ['0 amount_invalid', '0 day_impossible'])
  await change(draft_id, 2, { lines: [], terms_code: 'never' })
  assert.deepEqual(codes(await conclude(draft_id, 3)), ['0 field_out_of_range'])
  await change(draft_id, 3, { terms_code: 'never' })
  assert.deepEqual(codes(await conclude(draft_id, 4)), ['0 terms_unknown'])
  assert.deepEqual(await contracts(), [])

  await change(draft_id, 4, { parts: [part('advance', '330000'), part('delivery', '800000')] })
  const both = await Promise.all([conclude(draft_id, 5), conclude(draft_id, 5)])
  assert.deepEqual(both.map(reply => reply.body.code ?? 'done').sort(), ['contract_draft_closed', 'done'])
  const { contract_id, number, amount_minor } = both.find(reply => reply.status === 200)?.body ?? {}
  assert.deepEqual([number, amount_minor], ['CTR2026-000001', '1130000'])
  const read = (await org.admin.get(`/api/contracts/${contract_id}`)).body
  assert.deepEqual([read.title, read.course, read.parts.length], ['Pumps', 'prepayment', 2])
  assert.deepEqual(
    (await eventsOf(org, contract_id)).map(({ name, data }) => [name, data.draft_id ?? null]),
    [
      ['contract.signed', null],
      ['contract.concluded', draft_id],
    ],
  )
  assert.deepEqual(await listed(), [])
  assert.deepEqual(
    (await listed('?state=concluded')).map(row => [row.contract_id, row.contract_number]),
    [[contract_id, number]],
  )
  assert.deepEqual(codes(await change(draft_id, 6)), ['0 contract_draft_closed'])
})

test('[CTR-19] whoever read another version of a draft is refused; a dropped one stays with its reason', async () => {
  const { org, keep, change, conclude, listed } = await desk()
  const { draft_id } = await keep()
  const replies = await Promise.all([change(draft_id, 1, { title: 'One' }), change(draft_id, 1, { title: 'Two' })])
  assert.deepEqual(replies.map(reply => reply.body.code ?? 'done').sort(), ['changed_meanwhile', 'done'])
  assert.deepEqual(codes(await conclude(draft_id, 1)), ['0 changed_meanwhile'])
  const drop = (reason: string, version = 2) =>
    org.admin.post(`/api/contract-drafts/${draft_id}/drop`, { version, reason })
  assert.deepEqual(codes(await drop(' ')), ['0 field_missing'])
  assert.deepEqual(codes(await drop('Lost', 1)), ['0 changed_meanwhile'])
  assert.equal((await drop('They bought elsewhere')).status, 200)
  assert.deepEqual(codes(await drop('Again', 3)), ['0 contract_draft_closed'])
  assert.deepEqual(codes(await conclude(draft_id, 3)), ['0 contract_draft_closed'])
  assert.deepEqual(await listed(), [])
  assert.deepEqual(
    (await listed('?state=dropped')).map(row => [row.state, row.reason]),
    [['dropped', 'They bought elsewhere']],
  )
  assert.deepEqual(
    (await eventsOf(org, draft_id)).map(({ name }) => name),
    ['contract_draft.kept', 'contract_draft.changed', 'contract_draft.dropped'],
  )
})

test('[CTR-19] drafts are seen and worked on by whose customers they are of; who only reads concludes nothing', async () => {
  const { org, entity_id, keep, typed, conclude, listed } = await desk()
  const seller = await org.as('sales')
  await asOwner(`update people set code = 'ann' where org_id = $1 and person_id = $2`, [org.org_id, seller.person_id])
  const account = { entity_id, terms_code: 'net30', salesperson_code: 'ann' }
  const [customer] = await create(org, { number: 'K2', name: 'Mine', accounts: [account] })
  const { draft_id } = await keep()
  assert.deepEqual(await listed('', seller), [])
  assert.equal((await seller.get(`/api/contract-drafts/${draft_id}`)).body.code, 'contract_draft_unknown')
  assert.deepEqual(codes(await conclude(draft_id, 1, seller)), ['0 contract_draft_unknown'])
  assert.deepEqual(codes(await seller.post('/api/contract-drafts', typed())), ['0 customer_unknown'])
  const own = await done(seller, '/api/contract-drafts', { ...typed(), customer_id: customer?.customer_id })
  assert.deepEqual(
    (await listed('', seller)).map(row => row.draft_id),
    [own.draft_id],
  )
  const elsewhere = await org.as('everything', { entity_ids: [org.entities[1]] })
  assert.deepEqual(await listed('', elsewhere), [])
  assert.deepEqual(codes(await conclude(draft_id, 1, elsewhere)), ['0 contract_draft_unknown'])
  const reader = await org.as('auditor')
  assert.equal((await listed('', reader)).length, 2)
  assert.equal((await conclude(own.draft_id, 1, reader)).body.code, 'permission_missing')
  const other = await founded()
  assert.equal((await other.admin.get(`/api/contract-drafts/${draft_id}`)).body.code, 'contract_draft_unknown')
  assert.equal((await conclude(own.draft_id, 1, seller)).status, 200)
})

test('[CTR-19] drafts are listed page by page, narrowed and in order', async () => {
  const { keep, listed, customer_id, org } = await desk()
  for (const title of ['Cables', 'Anchors', 'Bolts']) await keep({ title })
  assert.deepEqual(
    (await listed('?sort=title')).map(row => row.title),
    ['Anchors', 'Bolts', 'Cables'],
  )
  assert.deepEqual(
    (await listed(`?q=olt&customer_id=${customer_id}`)).map(row => row.title),
    ['Bolts'],
  )
  const titles: unknown[] = []
  for (let after = ''; ; ) {
    const { body } = await org.admin.get(`/api/contract-drafts?limit=1${after && `&after=${after}`}`)
    titles.push(...body.rows.map((row: { title: string }) => row.title))
    if (!body.next) break
    after = body.next
  }
  assert.deepEqual(titles, ['Bolts', 'Anchors', 'Cables'])
})

test('what the lines of a draft come to is said only where all of them say it', () => {
  assert.equal(amountOf([]), null)
  assert.equal(amountOf([{ amount_minor: '5' }, { amount_minor: '7' }]), 12n)
  assert.equal(amountOf([{ amount_minor: '5' }, { description: 'x' }]), null)
  assert.equal(amountOf([{ amount_minor: '5', price_includes_tax: false }]), null)
  assert.equal(amountOf([{ recurs: {} }]), null)
})
