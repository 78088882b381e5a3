import assert from 'node:assert/strict'
import { test } from 'node:test'
import { create, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'

await testHouse()

type Line = { key: string; quantity: string; amount_minor: string }

async function desk() {
  const org = await founded()
  const [entity_id] = org.entities
  await create(org, { number: 'K1', name: 'Kunde', accounts: [{ entity_id }] })
  const line = { description: 'Pumps', quantity: '5', unit: 'pc', unit_price: '1000', amount_minor: '500000' }
  const sign = async (): Promise<string> => {
    const draft = { customer_number: 'K1', entity_id, title: 'Pumps', signed_on: '2026-01-02', lines: [line] }
    return (await done(org.admin, '/api/contracts', draft)).rows[0].contract_id
  }
  return { org, sign }
}

test('[INV-31] a later delivery of a line that is contested is checked by a second check', async () => {
  const { org, sign } = await desk()
  const contract_id = await sign()
  const deliver = async (on: string, quantity: string) => {
    const sent = { delivered_on: on, lines: [{ line: 1, quantity }] }
    const { delivery_id } = await done(org.admin, `/api/contracts/${contract_id}/deliveries`, sent)
    const confirmed = { confirmed_on: on, confirmed_name: 'Wang', confirmed_how: 'phone' }
    await done(org.admin, `/api/deliveries/${delivery_id}/confirmation`, confirmed)
  }
  const next = async () =>
    ((await org.admin.get(`/api/contracts/${contract_id}/checks/next`)).body.lines as Line[]).map(
      line => `${line.key} ${line.quantity} ${line.amount_minor}`,
    )
  await deliver('2026-01-10', '2')
  assert.deepEqual(await next(), ['l1 2 200000'])
  const check = () => done(org.admin, `/api/contracts/${contract_id}/checks`, { reply_by: '2099-01-01', keys: ['l1'] })
  const { settlement_id } = await check()
  assert.deepEqual(await next(), [])
  await deliver('2026-01-20', '3')
  assert.deepEqual(await next(), ['l1 3 300000'])
  const answered_on = (await org.admin.get(`/api/settlements/${settlement_id}`)).body.until_on
  const answer = { answered_on, answered_how: 'phone', answered_name: 'Li', reason: 'called' }
  const contested = [{ line: 1, note: 'scratched' }]
  await done(org.admin, `/api/settlements/${settlement_id}/confirmation`, { ...answer, contested })
  assert.deepEqual(await next(), ['l1 3 300000'])
  assert.equal((await check()).amount_minor, '300000')
  assert.deepEqual(await next(), [])
})
