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

test('a tax invoice is asked for from an invoice, in part, and waits for another person', async () => {
  await atDesk(house, async page => {
    const { rows } = await house.ask('GET', '/api/invoices?kind=invoice&open=open&limit=1')
    await page.goto(`${house.address}/invoices/${rows[0].invoice_id}`)
    await page.getByRole('heading', { name: rows[0].number, level: 1 }).waitFor()
    await page.keyboard.press('f')
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('Tax identifier').fill('12')
    await drawer.getByRole('button', { name: 'Keep as a draft' }).click()
    await drawer.getByRole('alert').filter({ hasText: 'is no tax identifier' }).waitFor()
    await drawer.getByLabel('Tax identifier').fill('91350100M000100Y43')
    await drawer.getByRole('button', { name: 'Keep as a draft' }).click()
    await page.getByRole('heading', { name: /Request TXR/, level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Hand in for approval' }).click()
    await page.getByText('Requested', { exact: true }).first().waitFor()
    await page.getByText('Waits for another person.').waitFor()
    const register = await house.ask('GET', '/api/tax-requests')
    assert.equal(register.rows[0].state, 'requested')
    await page.goto(`${house.address}/tax-invoices`)
    await page.getByText(register.rows[0].number).first().waitFor()
  })
})
