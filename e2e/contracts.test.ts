import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { closeBrowser, openWindow } from './browser.ts'
import { contractOf } from './company.ts'
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

test('goods of a contract are delivered, confirmed and billed, and the steps tell how far it is', async () => {
  const contract_id = await contractOf(house.ask)
  await atDesk(house, async page => {
    await page.goto(`${house.address}/contracts`)
    await page.getByText('Pumps for the new hall').first().click()
    await page.getByRole('heading', { name: 'Pumps for the new hall', level: 1 }).waitFor()
    const step = (name: string) =>
      page.getByRole('list', { name: 'Where it stands' }).getByRole('listitem').filter({ hasText: name })
    assert.match(await step('Delivered').innerText(), /60 %/)
    assert.match(await step('Confirmed').innerText(), /40 %/)

    await page.keyboard.press('d')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('1 · Pumps').fill('5')
    await dialog.getByRole('button', { name: 'Record a delivery' }).click()
    await dialog.getByText('Line 1: 4 pc is left to deliver.').waitFor()
    await dialog.getByLabel('1 · Pumps').fill('4')
    await dialog.getByRole('button', { name: 'Record a delivery' }).click()
    await step('Delivered').getByText('Done').waitFor()

    await page.getByRole('button', { name: 'Confirm receipt' }).first().click()
    await dialog.getByLabel('Confirmed by').fill('Wang')
    await dialog.getByRole('button', { name: 'Confirm receipt' }).click()
    await step('Confirmed').getByText('80 %').waitFor()

    await page.getByRole('button', { name: 'Bill what is ready' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText(/Proposed from contract CTR2026-000001/).waitFor()
    assert.equal(await drawer.getByLabel('Quantity').inputValue(), '8')
    await drawer.getByRole('button', { name: 'Issue an invoice' }).click()
    await step('Billed').getByText('80 %').waitFor()
    const shown = await house.ask('GET', `/api/contracts/${contract_id}`)
    assert.deepEqual([shown.billed_minor, shown.invoices.length], ['904000', 1])
    const { rows } = await house.ask('GET', `/api/open-items?document_id=${shown.invoices[0].invoice_id}`)
    assert.deepEqual(rows.map((row: { kind: string; amount_minor: string }) => [row.kind, row.amount_minor]).sort(), [
      ['invoice', '858800'],
      ['retention', '45200'],
    ])

    await page.getByRole('button', { name: 'Bill what is ready' }).click()
    await page.getByText('Nothing is ready to be billed').waitFor()
  })
})

test('an invoice goes out by a link, and the customer says on a phone what is not right with it', async () => {
  const [invoice] = (await house.ask('GET', '/api/invoices?open=open&kind=invoice')).rows
  await atDesk(house, async page => {
    await page.goto(`${house.address}/invoices/${invoice.invoice_id}`)
    await page.getByRole('button', { name: 'Send to customer' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Send to customer' }).click()
    const link = new URL((await page.locator('[data-secret]').innerText()).trim())
    await page.getByRole('button', { name: 'I have kept it' }).click()

    const pocket = await openWindow({ language: 'en', width: 390 })
    const phone = await pocket.newPage()
    phone.setDefaultTimeout(Number(process.env.E2E_PATIENCE ?? 15_000))
    await phone.goto(`${house.address}${link.pathname}${link.hash}`)
    await phone.getByText(`Invoice ${invoice.number} for`, { exact: false }).waitFor()
    assert.equal(await phone.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, 'it fits the phone')
    await phone.getByRole('button', { name: 'Something is not right' }).click()
    await phone.getByRole('checkbox').first().check()
    await phone.getByLabel('What is not right in line 1').fill('Two came, not three')
    await phone.getByLabel('Your name').fill('Li')
    await phone.getByRole('button', { name: 'Send', exact: true }).click()
    await phone.getByText('Li told us what is not right.', { exact: false }).waitFor()
    await phone.reload()
    await phone.getByText('Li told us what is not right.', { exact: false }).waitFor()
    await pocket.close()

    await page.reload()
    await page.getByText('Two came, not three').waitFor()
    // The task is given by a job, in the language of whoever sent it.
    const tasks = async () =>
      (await house.ask('GET', `/api/tasks?subject_id=${invoice.invoice_id}`)).rows.length as number
    for (let tries = 0; tries < 100 && (await tasks()) === 0; tries++) await page.waitForTimeout(100)
    await page.reload()
    await page.getByText(`客户对账单 ${invoice.number} 提出异议`).waitFor()
  })
})
