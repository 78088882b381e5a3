import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { closeBrowser } from './browser.ts'
import { contractOf } from './company.ts'
import { atDesk, inWindow } from './desk.ts'
import { type House, openHouse } from './house.ts'

let house: House
before(async () => {
  house = await openHouse()
})
after(async () => {
  await closeBrowser()
  await house.close()
})

/** Takes the link the clerk is shown once, and opens it on a customer's phone. */
async function onPhone(page: Page, work: (phone: Page) => Promise<void>): Promise<void> {
  const link = new URL((await page.locator('[data-secret]').innerText()).trim())
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await inWindow({ language: 'en', width: 390 }, async phone => {
    await phone.goto(`${house.address}${link.pathname}${link.hash}`)
    await work(phone)
    assert.equal(await phone.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, 'it fits the phone')
  })
}

test('a customer says on a phone what of a delivery arrived, and the contract counts that', async () => {
  const contract_id = await contractOf(house.ask)
  await atDesk(house, async page => {
    await page.goto(`${house.address}/contracts/${contract_id}`)
    await page.getByRole('button', { name: 'Ask the customer' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Make the link' }).click()
    await onPhone(page, async phone => {
      await phone.getByText(/Delivery .* for/).waitFor()
      await phone.getByRole('checkbox', { name: 'Less arrived' }).check()
      await phone.getByLabel('Your name').fill('Wu')
      const send = phone.getByRole('button', { name: 'Send what arrived' })
      assert.equal(await send.isDisabled(), true, 'how much is asked for')
      await phone.getByLabel('Pumps: how much arrived').fill('３')
      await send.click()
      await phone.getByText('no more can arrive than was sent (2)').waitFor()
      await phone.getByLabel('Pumps: how much arrived').fill('１')
      await phone.getByLabel('Pumps: what is wrong').fill('one broken')
      await send.click()
      await phone.getByText('Wu told us what arrived.', { exact: false }).waitFor()
    })
    await page.reload()
    await page.getByText('Pumps × 2 (1 arrived)').waitFor()
    const { lines } = await house.ask('GET', `/api/contracts/${contract_id}`)
    assert.deepEqual([lines[0].delivered, lines[0].confirmed], ['5', '5'], 'what did not arrive can be sent again')
    await page.goto(`${house.address}/customer-pages?view=waits`)
    await page.locator('tr', { hasText: 'Wu' }).getByText('Differs').waitFor()
  })
})

test('a customer agrees with the account and announces a payment with its voucher, which the clerk records', () =>
  atDesk(house, async page => {
    const [owing] = (await house.ask('GET', '/api/open-items?lane=aged&limit=1')).rows
    await page.goto(`${house.address}/statement?customer_id=${owing.customer_id}`)
    await page.getByRole('button', { name: 'Ask to agree' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Make the link' }).click()
    await onPhone(page, async phone => {
      await phone.getByText(owing.number).waitFor()
      await phone.getByLabel('Your name').fill('Li')
      await phone.getByRole('button', { name: 'We agree' }).click()
      await phone.getByText('Li agreed with this account.', { exact: false }).waitFor()
      await phone.getByRole('button', { name: 'Tell us about a payment' }).click()
      await phone.getByLabel('Your name').fill('Li')
      await phone.getByLabel(/^Amount/).fill('１２３．４５')
      await phone.getByLabel('Reference of the transfer').fill('REF-77')
      const choose = phone.locator('input[type=file]')
      await choose.setInputFiles({ name: 'slip.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ no pdf') })
      await phone.getByRole('button', { name: 'Send', exact: true }).click()
      await phone.getByRole('alert').waitFor()
      await choose.setInputFiles({
        name: 'voucher.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from('%PDF-1.4 slip'),
      })
      await phone.getByText('voucher.pdf').waitFor()
      await phone.getByRole('button', { name: 'Send', exact: true }).click()
      await phone.getByText('Thank you. We have your message', { exact: false }).waitFor()
    })
    await page.goto(`${house.address}/payment-advices`)
    const row = page.locator('tr', { hasText: 'REF-77' })
    await row.getByText('123.45').waitFor()
    await row.getByRole('button', { name: 'Voucher' }).click()
    const look = page.getByRole('dialog', { name: 'Voucher' })
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      look.getByRole('button', { name: 'Download' }).click(),
    ])
    assert.equal(file.suggestedFilename(), 'voucher.pdf')
    await look.getByRole('button', { name: 'Close' }).last().click()
    await look.waitFor({ state: 'detached' })
    await row.getByRole('button', { name: 'Record a receipt' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('button', { name: 'Record a receipt' }).click()
    await row.waitFor({ state: 'detached' })
    await page.goto(`${house.address}/payment-advices?state=received`)
    await page.locator('tr', { hasText: 'REF-77' }).getByRole('link', { name: /^R/ }).waitFor()
  }))

test('everyone who owes something is asked to agree with the account in one go', () =>
  atDesk(house, async page => {
    await page.goto(`${house.address}/customer-pages`)
    await page.getByRole('button', { name: 'Send statements' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/\d+ customers owe something/).waitFor()
    await dialog.getByRole('button', { name: /Make \d+ pages/ }).click()
    await page.getByText(/\d+ pages are made/).waitFor()
    const { rows } = await house.ask('GET', '/api/pages?kind=statement&state=made&limit=200')
    assert.ok(rows.length > 5, `${rows.length} pages`)
  }))
