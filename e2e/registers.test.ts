import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
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

const signedIn = (language: 'en' | 'zh', work: Parameters<typeof atDesk>[1]) => atDesk(house, work, { language })

/** Issues an invoice of CNY 500.00 to a customer. */
async function invoiceTo(customer_number: string): Promise<{ invoice_id: string; number: string; item_id: string }> {
  const draft = { customer_number, entity_code: 'E1', issued_on: '2026-03-02', amount_minor: '50000' }
  const { invoice_id, number } = (await house.ask('POST', '/api/invoices', [draft])).rows[0]
  const { items } = await house.ask('GET', `/api/invoices/${invoice_id}`)
  return { invoice_id, number, item_id: items[0].item_id }
}

test('what was corrected and moved is found in its register, narrowed, taken out and opened', () =>
  signedIn('en', async page => {
    const [moved, wrong] = [await invoiceTo('C004'), await invoiceTo('C005')]
    const to = (await house.ask('GET', '/api/customers?q=C006')).rows[0]
    await house.ask('POST', '/api/transfers', [
      { item_id: moved.item_id, to_customer_id: to.customer_id, reason: 'taken over by the group' },
    ])
    await house.ask('POST', `/api/invoices/${wrong.invoice_id}/correction`, { reason: 'ordered twice', invoice: null })
    const money = { customer_number: 'C005', entity_code: 'E1', received_on: '2026-03-20', amount_minor: '7000' }
    const { receipt_id } = (await house.ask('POST', '/api/receipts', [money])).rows[0]
    await house.ask('POST', `/api/receipts/${receipt_id}/correction`, { reason: 'not ours', receipt: null })

    await page.goto(`${house.address}/registers?of=corrections`)
    const total = page.locator('.figure', { hasText: 'Corrections · CNY' })
    await total.getByText('570.00', { exact: true }).waitFor()
    await total.getByText('2 rows').waitFor()
    const documents = page.getByRole('combobox', { name: 'Document' })
    await documents.fill('Invoice')
    await documents.press('Enter')
    await page.waitForURL('**of=corrections&document=invoice**')
    await total.getByText('500.00', { exact: true }).waitFor()
    await documents.press('Escape')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'CSV' }).dispatchEvent('click')
    const file = await readFile(await (await download).path(), 'utf8')
    const lines = file.trim().split('\r\n')
    assert.equal(lines.length, 2, 'a heading and the one row of the screen')
    assert.match(lines[1] ?? '', /,CNY,500\.00,.*ordered twice/)
    const row = page.getByRole('row', { name: new RegExp(wrong.number) })
    await row.getByText('nothing: void').waitFor()
    await row.press('Enter')
    await page.waitForURL(`**/invoices/${wrong.invoice_id}`)
    // The page of the document tells who did it, and why.
    const told = page.locator('.record > li').first()
    await told.getByText('Corrected', { exact: true }).waitFor()
    await told.getByText('“ordered twice”').waitFor()
    await told.getByText('林晓').waitFor()

    await page.goto(`${house.address}/registers?of=transfers`)
    await page.getByRole('row', { name: /taken over by the group/ }).press('Enter')
    const item = page.getByRole('dialog', { name: 'History of the item' })
    await item.getByText('Transferred').first().waitFor()
  }))

test('科目余额表两方相等，每行打开明细账，明细账打开凭证', () =>
  signedIn('zh', async page => {
    await page.goto(`${house.address}/trial-balance?from=2026-01&to=2026-03`)
    const sums = page.locator('tr.total-row td')
    await sums.first().waitFor()
    const [, ...amounts] = await sums.allInnerTexts()
    assert.equal(amounts.length, 6)
    for (const at of [0, 2, 4]) assert.equal(amounts[at], amounts[at + 1])
    assert.notEqual(amounts[2], '0.00')
    await page.getByRole('row', { name: /1122/ }).press('Enter')
    await page.waitForURL('**/account-ledger**')
    await page.locator('.figure', { hasText: '期末 · CNY' }).getByText('借', { exact: true }).waitFor()
    await page
      .getByRole('row', { name: /应收单/ })
      .first()
      .press('Enter')
    await page.waitForURL('**/journal**')
    await page.getByText('6001').first().waitFor()
  }))

test('a list is narrowed, its columns arranged, kept as a view, taken out and opened again', () =>
  signedIn('en', async page => {
    await page.goto(`${house.address}/invoices?open=open`)
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Kind' }).uncheck()
    await page.getByRole('button', { name: 'Move Open up' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('button', { name: 'Keep this view' }).click()
    await page.getByRole('dialog').getByLabel('Name of the view').fill('Open ones')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Open ones' }).click()
    await page.getByRole('button', { name: 'The list as it comes' }).click()
    await page.getByRole('columnheader', { name: 'Kind' }).waitFor()
    assert.equal(new URL(page.url()).search, '')
    await page.getByRole('button', { name: 'Views' }).click()
    await page.locator('.view-menu').getByRole('button', { name: 'Open ones', exact: true }).click()
    await page.waitForURL('**/invoices?open=open')
    assert.equal(await page.getByRole('columnheader', { name: 'Kind' }).count(), 0)
    // The palette knows it from anywhere.
    await page.goto(`${house.address}/customers`)
    await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: /^Number, amount/ }).fill('Open ones')
    await page.getByRole('option', { name: /Open ones/ }).click()
    await page.waitForURL('**/invoices?open=open')
    await page.getByRole('button', { name: 'Export' }).click()
    const [taken] = await Promise.all([page.waitForEvent('download'), page.getByText('CSV', { exact: true }).click()])
    const [head = '', first = ''] = (await readFile(await taken.path(), 'utf8')).replace('\ufeff', '').split('\r\n')
    assert.match(head, /^Number,State,Customer no\.,Customer,.*Open,Amount/)
    assert.ok(!head.includes('Kind') && first.split(',').length === head.split(',').length)
  }))
