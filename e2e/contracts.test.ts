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
    assert.match(await step('Delivered').innerText(), /60%/)
    assert.match(await step('Confirmed').innerText(), /40%/)

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
    await step('Confirmed').getByText('80%').waitFor()

    await page.getByRole('button', { name: 'Bill what is ready' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText(/Proposed from contract CTR2026-000001/).waitFor()
    assert.equal(await drawer.getByLabel('Quantity').inputValue(), '8')
    await drawer.getByRole('button', { name: 'Issue an invoice' }).click()
    await step('Billed').getByText('80%').waitFor()
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

test('a contract is kept as a draft, found again as it was left, refused by name and concluded; another is dropped', () =>
  atDesk(house, async page => {
    const drawer = page.getByRole('dialog')
    const draft = page.getByRole('row').filter({ hasText: 'Cranes for the yard' })
    await page.goto(`${house.address}/contracts?view=drafts`)
    await page.getByText('No drafts').waitFor()
    await page.getByRole('button', { name: 'Enter a contract' }).click()
    const keep = drawer.getByRole('button', { name: 'Keep as draft' })
    await drawer.getByLabel('Subject').fill('Cranes for the yard')
    assert.equal(await keep.isDisabled(), true, 'a draft is of a customer')
    await drawer.getByLabel('Customer', { exact: true }).click()
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option').first().click()
    await drawer.getByLabel('Description').first().fill('Crane')
    await keep.click()
    await draft.click()

    assert.equal(await drawer.getByLabel('Subject').inputValue(), 'Cranes for the yard')
    assert.equal(await drawer.getByLabel('Description').first().inputValue(), 'Crane')
    assert.equal(await drawer.getByRole('button', { name: 'Enter a contract' }).isDisabled(), true)
    await drawer.getByLabel('Amount with tax').first().fill('5000')
    await drawer.getByLabel('Late charge, % a day').fill('7')
    await drawer.getByRole('button', { name: 'Enter a contract' }).click()
    await drawer.getByText('lies outside its range').waitFor()
    await drawer.getByLabel('Late charge, % a day').fill('0.05')
    await drawer.getByRole('button', { name: 'Enter a contract' }).click()
    await page.getByText('No drafts').waitFor()
    const { rows } = await house.ask('GET', '/api/contract-drafts?state=concluded')
    await page.goto(`${house.address}/contracts/${rows[0].contract_id}`)
    await page.getByRole('heading', { name: 'Cranes for the yard', level: 1 }).waitFor()

    const { customer_id, entity_id } = rows[0]
    const other = { customer_id, entity_id, content: { title: 'Ladders' } }
    const { draft_id } = await house.ask('POST', '/api/contract-drafts', other)
    await page.goto(`${house.address}/contracts?view=drafts&draft=${draft_id}`)
    await drawer.getByRole('button', { name: 'Drop the draft' }).click()
    const reason = page.getByRole('dialog').filter({ hasText: 'It stays in the list' })
    await reason.getByLabel('Reason').fill('Bought elsewhere')
    await reason.getByRole('button', { name: 'Drop the draft' }).click()
    await page.getByText('No drafts').waitFor()
    await page.goto(`${house.address}/contracts?view=drafts&state=dropped`)
    await page.getByText('Bought elsewhere').waitFor()
  }))
