import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eInvoiceXml } from '../server/testing/einvoice.ts'
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

test('a tax invoice is brought back, taken back by a red letter, and what lacks a credit note shows in the gaps', async () => {
  const [customer] = (await house.ask('GET', '/api/customers?limit=1')).rows
  const [entity] = (await house.ask('GET', '/api/entities')).rows
  const xml = eInvoiceXml({
    number: '26440000000000000001',
    seller: entity.name,
    buyer: customer.name,
    lines: [{ name: '*泵*水泵', net: '10000.00', tax: '1300.00', rate: '0.13', quantity: '1' }],
  })
  await atDesk(house, async page => {
    await page.goto(`${house.address}/tax-documents`)
    await page.getByRole('button', { name: 'Upload issued files' }).click()
    const upload = page.getByRole('dialog')
    await upload
      .locator('input[type=file]')
      .setInputFiles({ name: 'one.xml', mimeType: 'application/xml', buffer: Buffer.from(xml) })
    await upload.getByRole('button', { name: 'Upload issued files' }).click()
    await page.getByText('26440000000000000001').first().click()
    await page.getByRole('heading', { name: /Tax invoice 2644/, level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Draft a confirmation' }).click()
    const draft = page.getByRole('dialog')
    await draft.getByText('can be taken back').waitFor()
    await draft.getByLabel('Reason').click()
    await page.locator('.ant-select-item-option').filter({ hasText: 'Goods returned' }).click()
    await draft.getByRole('button', { name: 'Draft', exact: true }).click()
    await page.getByRole('heading', { name: /Confirmation RLC/, level: 1 }).waitFor()
    await page.getByRole('button', { name: 'It is at the platform' }).click()
    await page.getByRole('dialog').getByText('no confirmation is needed').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'It is at the platform' }).click()
    await page.getByText('Issue the red tax invoice and bring its file back, or enter it.').waitFor()
    await page.getByRole('button', { name: 'Enter the red tax invoice' }).click()
    const issue = page.getByRole('dialog')
    await issue.getByLabel('Number').fill('26440000000000000002')
    await issue.getByRole('button', { name: 'Enter', exact: true }).click()
    await page.getByText('Nothing: the red tax invoice is here.').waitFor()
    const { rows } = await house.ask('GET', '/api/red-confirmations')
    assert.deepEqual([rows[0].state, rows[0].amount_minor], ['issued', '1130000'])
    await page.goto(`${house.address}/tax-invoices/gaps`)
    await page.getByRole('link', { name: /Red tax invoice, no credit note/ }).click()
    await page.getByText('26440000000000000002').first().waitFor()
    await page.goto(`${house.address}/tax-returns?month=2026-03`)
    await page.getByText('Output tax').first().waitFor()
    await page.getByText('Not explained').waitFor({ state: 'detached' })
  })
})
