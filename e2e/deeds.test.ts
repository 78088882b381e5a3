import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { closeBrowser } from './browser.ts'
import { clerk, type House, openHouse } from './house.ts'
import { atDesk } from './desk.ts'
import { textOfPdf } from '../server/testing/pdf-text.ts'

let house: House
before(async () => {
  house = await openHouse()
})
after(async () => {
  await closeBrowser()
  await house.close()
})

const signedIn = (work: Parameters<typeof atDesk>[1]) => atDesk(house, work)

const customerOf = async (q: string) => (await house.ask('GET', `/api/customers?q=${encodeURIComponent(q)}`)).rows[0]

test('a customer is entered, gets somebody to write to, and an invoice of two lines', () =>
  signedIn(async page => {
    await page.goto(`${house.address}/customers`)
    await page.getByRole('button', { name: 'New customer' }).click()
    const form = page.getByRole('dialog')
    // A dialog that waits for an animation that never ends would be there and not be seen.
    await form.waitFor()
    const opacity = () => page.evaluate<string>("getComputedStyle(document.querySelector('.ant-modal')).opacity")
    for (let tries = 0; (await opacity()) !== '1'; tries++) {
      assert.ok(tries < 200, 'the dialog is seen')
      await page.waitForTimeout(20)
    }
    await form.getByLabel('Name', { exact: true }).fill('Grünwald Maschinen GmbH')
    await form.getByRole('button', { name: 'New customer' }).click()
    await page.waitForURL('**/customers/*')
    await page.getByRole('heading', { name: 'Grünwald Maschinen GmbH' }).waitFor()
    await page.getByRole('tab', { name: 'File' }).click()
    await page.getByRole('button', { name: 'Add a contact' }).click()
    await form.getByLabel('Name', { exact: true }).fill('Anna Huber')
    await form.getByLabel('E-mail').fill('anna@example.com')
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('link', { name: 'anna@example.com' }).waitFor()

    await page.getByRole('button', { name: 'Issue an invoice' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('Description').fill('Spindle')
    await drawer.getByLabel('Quantity').fill('3')
    await drawer.getByLabel('Price with tax').fill('0.335')
    await drawer.getByRole('button', { name: 'Another line' }).click()
    await drawer.getByLabel('Description').nth(1).fill('Freight')
    await drawer.getByLabel('Amount with tax').nth(1).fill('１２３．４５')
    await drawer.getByRole('button', { name: 'Issue an invoice' }).click()
    await page.getByText('The invoice is issued.').waitFor()
    const { customer_id } = await customerOf('Grünwald')
    const { rows } = await house.ask('GET', `/api/invoices?customer_id=${customer_id}`)
    assert.deepEqual(
      rows.map((row: { amount_minor: string }) => row.amount_minor),
      [String(101 + 12345)],
    )
  }))

test('a customer that is there already is seen while it is entered again, compared, merged, and taken back', () =>
  signedIn(async page => {
    // One after the other: of two entered at once nothing says which is the older, and the older one stays.
    await house.ask('POST', '/api/customers', [{ number: 'OLD', name: '上海宏达贸易有限公司' }])
    await house.ask('POST', '/api/customers', [{ number: 'NEW', name: '宏达（上海）贸易有限公司' }])
    await page.goto(`${house.address}/customers`)
    await page.getByRole('button', { name: 'New customer' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name', { exact: true }).fill('Hongda Trading')
    const like = form.getByRole('region', { name: 'Looks like an existing customer' })
    await like.getByText('names that are read the same').first().waitFor()
    await like.getByRole('button', { name: 'OLD 上海宏达贸易有限公司' }).click()
    await page.getByRole('heading', { name: '上海宏达贸易有限公司' }).waitFor()

    await house.sweep('customer-twins')
    await page.goto(`${house.address}/customers/twins`)
    await page.getByRole('row', { name: /OLD/ }).focus()
    await page.keyboard.press('Enter')
    const both = page.getByRole('dialog', { name: 'Are they one customer?' })
    await both.getByRole('cell', { name: '宏达（上海）贸易有限公司' }).waitFor()
    await both.getByLabel('Reason').fill('Entered twice')
    await both.getByRole('button', { name: 'Merge', exact: true }).click()
    await page.getByText('Merged.', { exact: true }).waitFor()

    const merged = await customerOf('NEW')
    await page.goto(`${house.address}/customers/${merged.customer_id}`)
    await page.getByRole('link', { name: '上海宏达贸易有限公司' }).waitFor()
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Merge, or take it back' }).click()
    await form.getByLabel('Reason').fill('They are two after all')
    await form.getByRole('button', { name: 'Take the merging back' }).click()
    await page.getByText('The merging is taken back.').waitFor()
    assert.equal((await customerOf('NEW')).state, 'active')
  }))

test('several overdue claims are picked by keyboard and marked as disputed, and settled again one by one', () =>
  signedIn(async page => {
    await page.goto(`${house.address}/due`)
    const rows = page.getByRole('row').filter({ has: page.getByRole('checkbox') })
    const first = rows.nth(1)
    await first.focus()
    await page.keyboard.press('x')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('x')
    const bar = page.getByRole('region', { name: 'Picked rows' })
    await bar.getByText('2 rows picked').waitFor()
    await bar.getByRole('button', { name: 'Mark as disputed' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Reason').fill('Goods came damaged')
    await form.getByRole('button', { name: 'Mark as disputed' }).click()
    await page.getByText('Marked as disputed.').waitFor()
    const disputed = await house.ask('GET', '/api/open-items?disputed=true')
    assert.equal(disputed.rows.length, 2)

    await page.goto(`${house.address}/due?view=disputed&item=${disputed.rows[0].item_id}`)
    const drawer = page.getByRole('dialog', { name: 'History of the item' })
    await drawer
      .getByRole('button', { name: 'Action' })
      .or(drawer.getByRole('button', { name: 'More' }))
      .first()
      .waitFor()
    await drawer.getByRole('button', { name: 'Settle the dispute' }).click()
    await page.getByRole('dialog').last().getByLabel('Reason').fill('Replaced')
    await page.getByRole('dialog').last().getByRole('button', { name: 'Settle the dispute' }).click()
    await page.getByText('The dispute is settled.').waitFor()
    assert.equal((await house.ask('GET', '/api/open-items?disputed=true')).rows.length, 1)
  }))

test('an invoice is corrected, amended, and at last void', () =>
  signedIn(async page => {
    const customer = await customerOf('恒泰')
    const [made] = (
      await house.ask('POST', '/api/invoices', [
        { customer_id: customer.customer_id, entity_code: 'E1', issued_on: '2026-03-01', amount_minor: '50000' },
      ])
    ).rows
    await page.goto(`${house.address}/invoices/${made.invoice_id}`)
    await page.getByRole('button', { name: 'Correct' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('Amount with tax').fill('480')
    await drawer.getByLabel('Reason').fill('Price agreed was 480')
    await drawer.getByRole('button', { name: 'Correct' }).click()
    await page.getByText('The right invoice stands.').waitFor()
    const { rows } = await house.ask(
      'GET',
      `/api/invoices?customer_id=${customer.customer_id}&sort=-issued_on&open=open`,
    )
    const right = rows.find((row: { amount_minor: string }) => row.amount_minor === '48000')
    assert.ok(right, 'the right invoice is there')
    await page.goto(`${house.address}/invoices/${right.invoice_id}`)
    await page.getByRole('button', { name: 'Edit reference and note' }).click()
    await page.getByRole('dialog').getByLabel('Acceptance').fill('2026-03-20')
    await page.keyboard.press('Tab')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    const amended = await house.ask('GET', `/api/invoices/${right.invoice_id}`)
    assert.equal(amended.base_days.acceptance, '2026-03-20', 'a day on which terms may count is entered')
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Void' }).click()
    await page.getByRole('dialog').getByLabel('Reason').fill('Order withdrawn')
    await page.getByRole('dialog').getByRole('button', { name: 'Void' }).click()
    await page.getByText('The invoice is void.').waitFor()
    assert.equal((await house.ask('GET', `/api/invoices/${right.invoice_id}`)).state, 'corrected')
  }))

test('money is applied by keyboard, the rest of an item closed as rounding, and all of it taken back', () =>
  signedIn(async page => {
    const [customer] = (await house.ask('POST', '/api/customers', [{ number: 'AP-1', name: 'Apply & Sons' }])).rows
    const { customer_id } = customer
    const invoice = (amount_minor: string) => ({
      customer_id,
      entity_code: 'E1',
      issued_on: '2026-01-05',
      amount_minor,
    })
    const invoices = (await house.ask('POST', '/api/invoices', [invoice('10000'), invoice('5001')])).rows
    const [receipt] = (
      await house.ask('POST', '/api/receipts', [
        { customer_id, entity_code: 'E1', received_on: '2026-02-01', amount_minor: '15000' },
      ])
    ).rows
    await page.goto(`${house.address}/apply?receipt=${receipt.receipt_id}`)
    await page.getByRole('heading', { name: /Apply & Sons/ }).waitFor()
    const field = (at: number) => page.locator('[data-item] input').nth(at)
    await field(0).waitFor()
    await field(0).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.getByText(/Stays on account\s*CNY\s*0\.00/).waitFor()
    await page
      .getByRole('combobox', { name: /Close the rest of/ })
      .first()
      .click()
    // Sent to the choice itself: while the list still unfolds, a real click waits for it to stand still.
    await page.locator('.ant-select-item-option[title=Rounding]').last().dispatchEvent('click')
    await page.locator('.rest').getByTitle('Rounding').waitFor()
    await field(0).focus()
    await page.keyboard.press('Control+Enter')
    await page.getByText(`${receipt.number} is applied`).waitFor()
    const open = async () =>
      (await house.ask('GET', `/api/invoices?customer_id=${customer_id}&sort=number`)).rows.map(
        (row: { open_minor: string }) => row.open_minor,
      )
    assert.deepEqual(await open(), ['0', '0'])
    await page.getByRole('button', { name: 'Take it back' }).click()
    await page.getByText('The amounts are open again.').waitFor()
    assert.deepEqual((await open()).toSorted(), ['10000', '5001'])
    assert.equal(invoices.length, 2)
  }))

test('a session that ends while a form is full costs nothing: sign in beside it and send it again', () =>
  signedIn(async page => {
    const customer = await customerOf('恒泰')
    await page.goto(`${house.address}/customers/${customer.customer_id}`)
    await page.getByRole('button', { name: 'Record a receipt' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('Amount', { exact: true }).fill('321.09')
    await page.context().clearCookies()
    await drawer.getByRole('button', { name: 'Record a receipt' }).click()
    await drawer.getByRole('alert').waitFor()
    assert.match(page.url(), /\/customers\//)
    const headers = { origin: house.address }
    const door = `${house.address}/api/auth/sign-in/email`
    assert.equal((await page.request.post(door, { data: clerk, headers })).status(), 200)
    await drawer.getByRole('button', { name: 'Record a receipt' }).click()
    await page.getByText('The receipt is recorded.').waitFor()
    const { rows } = await house.ask('GET', `/api/receipts?customer_id=${customer.customer_id}&limit=200`)
    assert.equal(rows.filter((row: { amount_minor: string }) => row.amount_minor === '32109').length, 1)
  }))

test('what is typed to be applied stays when the session ends, and is not left without being asked', () =>
  signedIn(async page => {
    const [customer] = (await house.ask('POST', '/api/customers', [{ number: 'AP-2', name: 'Two Receipts' }])).rows
    const { customer_id } = customer
    const invoice = { customer_id, entity_code: 'E1', issued_on: '2026-01-05', amount_minor: '777' }
    await house.ask('POST', '/api/invoices', [invoice])
    const money = { customer_id, entity_code: 'E1', received_on: '2025-02-01' }
    const receipts = (
      await house.ask('POST', '/api/receipts', [
        { ...money, amount_minor: '500' },
        { ...money, amount_minor: '600' },
      ])
    ).rows
    await page.goto(`${house.address}/apply?receipt=${receipts[0].receipt_id}`)
    const amount = page.locator('[data-item] input').first()
    await amount.fill('1.23')
    await page.context().clearCookies()
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await page.locator('.bench').getByRole('button', { name: 'Apply' }).click()
    await page.getByRole('alert').first().waitFor()
    assert.match(page.url(), /\/apply/)
    assert.match(await amount.inputValue(), /^1\.23/)
    await page.context().addCookies(house.cookies)
    await page.locator('nav.waiting button[aria-current=false]').first().click()
    await page.getByRole('button', { name: 'Keep editing' }).click()
    assert.match(page.url(), new RegExp(receipts[0].receipt_id))
    await page.locator('nav.waiting button[aria-current=false]').first().click()
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.waitForURL(url => !url.href.includes(receipts[0].receipt_id))
  }))

test('a part that cannot be read is not taken for none, and Escape asks before it lets go what was typed', () =>
  signedIn(async page => {
    const customer = await customerOf('腾跃')
    const recorded = async () =>
      (await house.ask('GET', `/api/receipts?customer_id=${customer.customer_id}&limit=200`)).rows.length
    const before = await recorded()
    await page.goto(`${house.address}/customers/${customer.customer_id}`)
    await page.getByRole('button', { name: 'Record a receipt' }).click()
    const drawer = page.locator('.ant-drawer')
    const amount = drawer.getByLabel('Amount', { exact: true })
    await amount.fill('10')
    await drawer.locator('input[inputmode=decimal]:visible').nth(1).fill('ten')
    await amount.focus()
    await drawer.getByRole('button', { name: 'Record a receipt' }).click()
    assert.equal(await page.evaluate('document.activeElement.value'), 'ten')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Keep editing' }).click()
    assert.match(await amount.inputValue(), /^10/)
    await drawer.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Discard' }).click()
    await drawer.waitFor({ state: 'detached' })
    assert.equal(await recorded(), before)
  }))

test('what only narrows or finds is let go without a question', () =>
  signedIn(async page => {
    await page.goto(`${house.address}/ageing?why=1`)
    const drawer = page.locator('.ant-drawer')
    await drawer.getByRole('textbox').first().fill('2026-03-01')
    await page.keyboard.press('Enter')
    await drawer.locator('.ant-drawer-title').click()
    await drawer.getByRole('button', { name: 'Close' }).click()
    await drawer.waitFor({ state: 'detached' })
    assert.equal(await page.getByRole('button', { name: 'Keep editing' }).count(), 0)
  }))

test('two tabs edit one customer: the second is told, and what was typed there stays', () =>
  signedIn(async page => {
    const customer = await customerOf('恒泰')
    const other = await page.context().newPage()
    const open = async (tab: Page) => {
      await tab.goto(`${house.address}/customers/${customer.customer_id}`)
      await tab.getByRole('button', { name: 'More actions' }).click()
      await tab.getByRole('menuitem', { name: 'Edit the file' }).click()
      await tab.getByRole('dialog').getByLabel('English name').waitFor()
    }
    const save = async (tab: Page, name: string) => {
      await tab.getByRole('dialog').getByLabel('English name').fill(name)
      await tab.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    }
    await open(page)
    await open(other)
    await save(other, 'Hengtai Tools')
    await other.getByRole('dialog').waitFor({ state: 'hidden' })
    await save(page, 'Hengtai Machines')
    await page.getByRole('alert').filter({ hasText: 'Somebody else changed this' }).waitFor()
    assert.equal(await page.getByRole('dialog').getByLabel('English name').inputValue(), 'Hengtai Machines')
    assert.equal((await customerOf('恒泰')).name_en, 'Hengtai Tools')
  }))

test('an invoice, several picked receipts and a statement are taken out as papers', () =>
  signedIn(async page => {
    const customer = await customerOf('腾跃')
    const [invoice] = (await house.ask('GET', `/api/invoices?customer_id=${customer.customer_id}`)).rows
    const dialog = page.getByRole('dialog')
    const take = async () => {
      const coming = page.waitForEvent('download')
      await dialog.getByRole('button', { name: 'Take out the PDF' }).click()
      const file = await coming
      return { name: file.suggestedFilename(), pages: textOfPdf(readFileSync(await file.path())) }
    }
    await page.goto(`${house.address}/invoices/${invoice.invoice_id}`)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Print / PDF' }).click()
    await dialog.getByText('中文').click()
    const bill = await take()
    assert.equal(bill.name, `账单 ${invoice.number}.pdf`)
    assert.ok(bill.pages[0]?.includes(customer.name))
    await page.getByText('Taken out as a paper').waitFor()

    await page.goto(`${house.address}/receipts`)
    for (const at of [1, 2]) await page.getByRole('checkbox', { name: 'Pick this row' }).nth(at).check()
    await page.getByRole('button', { name: 'Print / PDF' }).click()
    await dialog.getByText('What it paid', { exact: true }).click()
    const sheets = await take()
    assert.equal(sheets.pages.length, 2)
    assert.ok(sheets.pages.every(text => text.includes('Application of a Receipt')))

    await page.goto(`${house.address}/statement?customer_id=${customer.customer_id}`)
    await page.getByRole('button', { name: 'Print / PDF' }).click()
    const letter = await take()
    assert.match(letter.name, /^Statement of Account /)
    assert.ok(letter.pages.join('').includes('not a demand for payment'))
  }))
