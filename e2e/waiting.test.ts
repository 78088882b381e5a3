import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { closeBrowser } from './browser.ts'
import { atDesk } from './desk.ts'
import { type House, openHouse } from './house.ts'

let house: House
before(async () => {
  house = await openHouse()
})
after(async () => {
  await closeBrowser()
  await house.close()
})

test('a large receipt waits for another person: seen in both lists, not confirmed by who recorded it, withdrawn', async () => {
  const none = '0'
  await house.ask('PUT', '/api/receipt-rules', { confirm_from_minor: { A: none, B: none, C: none, none } })
  const [customer] = (await house.ask('GET', '/api/customers?limit=1')).rows
  const [entity] = (await house.ask('GET', '/api/entities')).rows
  const draft = {
    customer_id: customer.customer_id,
    entity_id: entity.entity_id,
    currency: 'CNY',
    received_on: '2026-03-30',
    amount_minor: '1234500',
    reference: 'journey',
  }
  const { rows } = await house.ask('POST', '/api/receipts', [draft])
  assert.equal(rows[0].receipt_id, null)
  await atDesk(house, async page => {
    await page.goto(`${house.address}/receipts`)
    await page.getByRole('link', { name: 'One receipt waits for confirmation:' }).click()
    await page.getByRole('heading', { name: 'Receipts to confirm' }).waitFor()
    await page.getByText('Your own').waitFor()
    await page.goto(`${house.address}/receipts/waiting?waiting=${rows[0].waiting_id}`)
    const drawer = page.getByRole('dialog')
    await drawer.getByText('No money yet').waitFor()
    await drawer.getByRole('button', { name: 'Withdraw' }).click()
    await page.locator('.ant-modal').getByRole('button', { name: 'Withdraw' }).click()
    await page.getByText('Withdrawn.').waitFor()
  })
  const [row] = (await house.ask('GET', '/api/waiting-receipts')).rows
  assert.equal(row.state, 'withdrawn')
})

test('what arrived is posted in time, by month, and a month opens its receipts', async () => {
  await atDesk(house, async page => {
    await page.goto(`${house.address}/receipts/posting?view=months`)
    await page.getByRole('heading', { name: 'Posting in time' }).waitFor()
    await page.getByText('2026-03').first().click()
    await page.waitForURL(/view=posted/)
    await page.getByRole('columnheader', { name: 'Posted' }).waitFor()
  })
})
