import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { closeBrowser } from './browser.ts'
import { atDesk } from './desk.ts'
import { type House, openHouse } from './house.ts'

const screens = join(import.meta.dirname, '../.tmp/screens')
let house: House
before(async () => {
  mkdirSync(screens, { recursive: true })
  house = await openHouse()
})
after(async () => {
  await closeBrowser()
  await house.close()
})

const signedIn = (work: Parameters<typeof atDesk>[1]) => atDesk(house, work)
const customerOf = async (q: string) => (await house.ask('GET', `/api/customers?q=${q}`)).rows[0]
const receiptsOf = async (customer_id: string, amount_minor: string) => {
  const { rows } = await house.ask('GET', `/api/receipts?customer_id=${customer_id}&limit=200`)
  return rows.filter((row: { amount_minor: string }) => row.amount_minor === amount_minor).length
}
const drawer = (page: Page) => page.getByRole('dialog', { name: 'Record a receipt' })
const amount = (page: Page) => drawer(page).getByLabel('Amount', { exact: true })
const deed = (page: Page) => drawer(page).getByRole('button', { name: 'Record a receipt' })

test('the forms of a receipt and an invoice stand in the address: linked, there after a reload, closed by Back', () =>
  signedIn(async page => {
    const customer = await customerOf('恒泰')
    await page.goto(`${house.address}/customers/${customer.customer_id}`)
    await page.getByRole('button', { name: 'Record a receipt' }).click()
    await page.waitForURL(`**/customers/*?new_for=${customer.customer_id}&new=receipt`)
    await drawer(page).getByTitle(customer.name).first().waitFor()
    await page.reload()
    await drawer(page).getByTitle(customer.name).first().waitFor()
    await page.goBack()
    await drawer(page).waitFor({ state: 'detached' })
    assert.equal(new URL(page.url()).search, '')
    // What was typed does not go with Back alone.
    await page.goForward()
    await amount(page).fill('12')
    await page.goBack()
    await page.getByRole('button', { name: 'Keep editing' }).click()
    assert.equal(await amount(page).inputValue(), '12.00')
    await page.goBack()
    await page.getByRole('button', { name: 'Discard' }).click()
    await drawer(page).waitFor({ state: 'detached' })
    // An invoice likewise, over any page, and closing goes back to what was there.
    await page.goto(`${house.address}/ageing?basis=invoice&new=invoice`)
    await page.getByRole('dialog', { name: 'Issue an invoice' }).waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.waitForURL('**/ageing?basis=invoice')
  }))

test('the network drops while a receipt is saved: it is said, nothing typed is lost, and the next click records it once', () =>
  signedIn(async (page, window) => {
    const customer = await customerOf('恒泰')
    await page.goto(`${house.address}/customers/${customer.customer_id}?new=receipt&new_for=${customer.customer_id}`)
    await amount(page).fill('４３２.０１')
    await drawer(page).getByLabel('Reference').fill('货款 ١٢٣')
    await window.setOffline(true)
    await deed(page).click()
    await drawer(page)
      .getByRole('alert')
      .filter({ hasText: /reached/ })
      .waitFor()
    await page.screenshot({ path: join(screens, 'network-drops-en-1440.png') })
    assert.equal(await amount(page).inputValue(), '432.01')
    assert.equal(await drawer(page).getByLabel('Reference').inputValue(), '货款 ١٢٣')
    await window.setOffline(false)
    await deed(page).click()
    await page.getByText('The receipt is recorded.').waitFor()
    assert.equal(await receiptsOf(customer.customer_id, '43201'), 1)
  }))

test('a double click records a receipt once and issues an invoice once', () =>
  signedIn(async page => {
    const customer = await customerOf('腾跃')
    await page.goto(`${house.address}/customers/${customer.customer_id}?new=receipt&new_for=${customer.customer_id}`)
    await amount(page).fill('98.76')
    await deed(page).dblclick()
    await page.getByText('The receipt is recorded.').waitFor()
    await drawer(page).waitFor({ state: 'detached' })
    assert.equal(await receiptsOf(customer.customer_id, '9876'), 1)
    await page.goto(`${house.address}/invoices?new=invoice&new_for=${customer.customer_id}`)
    const form = page.getByRole('dialog', { name: 'Issue an invoice' })
    await form.getByLabel('Description').first().fill('Pumps')
    await form.getByLabel('Amount with tax').first().fill('１１３')
    await form.getByRole('button', { name: 'Issue an invoice' }).dblclick()
    await page.getByText('The invoice is issued.').waitFor()
    const { rows } = await house.ask(
      'GET',
      `/api/invoices?customer_id=${customer.customer_id}&limit=200&sort=-issued_on`,
    )
    assert.equal(rows.filter((row: { amount_minor: string }) => row.amount_minor === '11300').length, 1)
  }))

test('a name of 1,000 characters is told beside its field, and one from right to left stands as it was written', () =>
  signedIn(async page => {
    const open = async () => {
      await page.goto(`${house.address}/customers`)
      await page.getByRole('button', { name: 'New customer' }).click()
      await page.getByRole('dialog').getByLabel('Name', { exact: true }).waitFor()
    }
    await open()
    const dialog = page.getByRole('dialog')
    const name = dialog.getByLabel('Name', { exact: true })
    // Pasted, as from a spreadsheet.
    await name.focus()
    await page.keyboard.insertText('长'.repeat(1000))
    await dialog.getByText(/At most \d+ characters/).waitFor()
    assert.ok((await name.inputValue()).length >= 200)
    const arabic = 'شركة النخيل للتجارة'
    await name.fill(arabic)
    await dialog.getByLabel('Customer no.', { exact: true }).fill('RTL-1')
    await dialog.getByRole('button', { name: 'New customer' }).click()
    await dialog.waitFor({ state: 'hidden' })
    const customer = await customerOf('RTL-1')
    assert.equal(customer.name, arabic)
    await page.goto(`${house.address}/customers/${customer.customer_id}`)
    const heading = page.getByRole('heading', { level: 1, name: arabic })
    await heading.waitFor()
    await page.goto(`${house.address}/customers?q=RTL-1`)
    await page.getByRole('row', { name: new RegExp(arabic) }).waitFor()
    await page.screenshot({ path: join(screens, 'right-to-left-en-1440.png') })
    // The server says no by name where a form does not.
    const long = await page.request.post(`${house.address}/api/customers`, {
      data: [{ name: '长'.repeat(1000) }],
      headers: { origin: house.address },
    })
    assert.equal(long.status(), 400)
    assert.equal((await long.json()).code, 'field_too_long')
  }))
