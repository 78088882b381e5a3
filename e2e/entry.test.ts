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

const customer = async (number: string, name: string): Promise<string> =>
  (await house.ask('POST', '/api/customers', [{ number, name }])).rows[0].customer_id

test('an invoice without tax, in instalments, with a share kept back and another to bill, by keyboard', async () => {
  const customer_id = await customer('EN-1', 'Debtor One')
  const bill_to_id = await customer('EN-2', 'Head Office Two')
  await atDesk(house, async page => {
    await page.goto(`${house.address}/customers/${customer_id}`)
    await page.getByRole('button', { name: 'Issue an invoice' }).click()
    const drawer = page.getByRole('dialog')
    const pick = async (label: string, option: string) => {
      await drawer.getByLabel(label, { exact: true }).click()
      await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: option }).click()
    }
    await pick('Prices', 'Without tax')
    await drawer.getByLabel('Description').fill('Spindle')
    await drawer.getByLabel('Quantity').fill('three')
    await drawer.getByText('A number of at most 13 decimals').waitFor()
    await drawer.getByLabel('Quantity').fill('3')
    await drawer.getByLabel('Price without tax').fill('33.3333333333333')
    assert.equal(await drawer.getByLabel('Amount without tax').inputValue(), '100.00')
    await drawer.getByText('113.00').waitFor()

    await drawer.locator('summary', { hasText: 'Due day, instalments, retention' }).focus()
    await page.keyboard.press('Enter')
    await pick('Due', 'In instalments')
    await drawer.getByLabel('Share kept back').fill('10')
    await drawer.locator('.folded').getByText('11.30').first().waitFor()
    const first = drawer.getByLabel('Instalment 1', { exact: true }).last()
    await first.fill('50')
    // What is left is said, and as long as it is not 0 nothing can be sent.
    await drawer.getByRole('status').getByText('51.70').waitFor()
    assert.ok(await drawer.getByRole('button', { name: 'Issue an invoice' }).isDisabled())
    await drawer.getByRole('button', { name: 'Another instalment' }).click()
    await drawer.getByRole('status').getByText('0.00').waitFor()

    await drawer.locator('summary', { hasText: 'More' }).focus()
    await page.keyboard.press('Enter')
    await drawer.getByLabel('Bill-to').fill('Head Office')
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: 'EN-2' }).click()
    await drawer.getByRole('button', { name: 'Issue an invoice' }).click()
    await page.getByText('The invoice is issued.').waitFor()
  })
  const [row] = (await house.ask('GET', `/api/invoices?customer_id=${customer_id}`)).rows
  const invoice = await house.ask('GET', `/api/invoices/${row.invoice_id}`)
  assert.equal(invoice.bill_to_id, bill_to_id)
  assert.deepEqual([invoice.net_minor, invoice.tax_minor, invoice.amount_minor], ['10000', '1300', '11300'])
  const [line] = invoice.lines
  assert.deepEqual([line.price_includes_tax, line.quantity, line.unit_price], [false, '3', '33.3333333333333'])
  assert.deepEqual(
    invoice.items.map((item: { kind: string; amount_minor: string; due_on: string | null }) => [
      item.kind,
      item.amount_minor,
    ]),
    [
      ['invoice', '5000'],
      ['invoice', '5170'],
      ['retention', '1130'],
    ],
  )
})

test('money of another payer, posted on its own day, with what the bank kept; a closed day is refused beside it', async () => {
  const customer_id = await customer('EN-3', 'Debtor Three')
  const payer_id = await customer('EN-4', 'Payer Four')
  await atDesk(house, async page => {
    await page.goto(`${house.address}/customers/${customer_id}`)
    await page.getByRole('button', { name: 'Record a receipt' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('Amount', { exact: true }).fill('99.70')
    await drawer.locator('summary', { hasText: 'More' }).focus()
    await page.keyboard.press('Enter')
    await drawer.getByLabel('Bank charge').fill('0.30')
    await drawer.getByText('The customer is credited with').getByText('100.00').waitFor()
    const day = drawer.getByLabel('Posted', { exact: true })
    await day.fill('2001-01-05')
    await day.press('Enter')
    await drawer.getByRole('button', { name: 'Record a receipt' }).click()
    // Refused where the day stands, and nothing typed is lost.
    await drawer.locator('.folded').getByRole('alert').waitFor()
    assert.match(await drawer.getByLabel('Bank charge').inputValue(), /0\.30/)
    await day.fill('2026-03-30')
    await day.press('Enter')
    await drawer.getByLabel('Paid by another customer').fill('Payer')
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: 'EN-4' }).click()
    await drawer.getByRole('button', { name: 'Record a receipt' }).click()
    await drawer.waitFor({ state: 'detached' })
  })
  const waiting = (await house.ask('GET', `/api/waiting-receipts?customer_id=${customer_id}`)).rows
  const posted = (await house.ask('GET', `/api/receipts?customer_id=${customer_id}`)).rows
  const [one] = [...waiting, ...posted]
  assert.equal(one.payer_id, payer_id)
})
