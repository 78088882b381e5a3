import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readFile } from 'node:fs/promises'
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

const quickbooks = `"Example Co, LLC",,,,,
Customer Contact List,,,,,

Customer full name,Phone numbers,Email,Full name,Bill address,Ship address
Northwind Traders,555 0101,ann@northwind.example,Ann Lee,1 Main St,1 Main St
Harbor Design Co,555 0102,ben@harbor.example,Ben Ho,2 Quay,2 Quay

" Saturday, January 31, 2026 01:46 PM GMT-05:00",,,,,
`

const figure = (page: Page, name: string) =>
  page
    .locator('.figures')
    .first()
    .innerText()
    .then(text => new RegExp(`${name}\\s+(\\d+)`).exec(text)?.[1])

test('a list of customers from QuickBooks is recognised under another kind, and comes in as what it is', () =>
  atDesk(house, async page => {
    await page.goto(`${house.address}/imports?kind=invoices`)
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'Customer Contact List.csv', mimeType: 'text/csv', buffer: Buffer.from(quickbooks) })
    await page.getByText('This looks like QuickBooks – Customers.').waitFor()
    await page.getByRole('button', { name: 'Take it as Customers' }).click()
    await page.getByText('Recognised: QuickBooks – Customers').waitFor()
    await page.getByText('One row is no data').waitFor()
    await page.screenshot({ path: join(screens, 'layout-quickbooks-en-1440.png'), fullPage: true })
    await page.getByLabel('Layout of the file').click()
    await page.getByTitle('No layout: by the names of the columns').click()
    await page.getByText('Recognised: QuickBooks').waitFor({ state: 'hidden' })
    await page.getByLabel('Layout of the file').click()
    await page.getByTitle('QuickBooks – Customers').last().click()
    await page.getByText('Recognised: QuickBooks – Customers').waitFor()
    await page.getByRole('button', { name: 'Start the import' }).click()
    await page.waitForURL('**/imports/*')
    await page.getByText('Done', { exact: true }).waitFor()
    assert.deepEqual([await figure(page, 'Taken in'), await figure(page, 'Skipped')], ['2', '1'])
    const { rows } = await house.ask('GET', '/api/customers?limit=200')
    const numbers = rows.map((row: { number: string }) => row.number)
    assert.ok(numbers.includes('Harbor Design Co') && numbers.includes('Northwind Traders'), 'named by their one name')
  }))

test('a sample of 金蝶 is saved, dropped again, read from two columns, and its sums are skipped', () =>
  atDesk(
    house,
    async page => {
      await page.goto(`${house.address}/imports?kind=openings`)
      await page.getByRole('button', { name: '其他系统的样例文件' }).click()
      const saved = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: '金蝶 K/3 – 期初' }).click()
      const path = await (await saved).path()
      assert.match(await readFile(path, 'utf8'), /借方金额/)
      await page.locator('input[type=file]').setInputFiles(path)
      await page.getByText('已识别：金蝶 K/3 – 期初').waitFor()
      await page.getByText('有 1 行不是数据').waitFor()
      const amount = page.locator('.map-field').filter({ hasText: /^金额/ })
      assert.match(await amount.innerText(), /借方金额[^]*贷方金额/)
      await page.getByRole('cell', { name: '1,234.50', exact: true }).waitFor()
      await page.screenshot({ path: join(screens, 'layout-kingdee-zh-1440.png'), fullPage: true })
      // The sides exchanged, what was owed is money received.
      await page.getByLabel('金额 · 借方').click()
      await page
        .getByTitle(/^贷方金额/)
        .last()
        .click()
      await page.getByRole('cell', { name: '1,234.50', exact: true }).waitFor({ state: 'hidden' })
      await page.getByLabel('金额 · 贷方').click()
      await page
        .getByTitle(/^借方金额/)
        .last()
        .click()
      await page.getByRole('cell', { name: '−1,234.50', exact: true }).waitFor()
    },
    { language: 'zh' },
  ))

const opportunities = `Opportunity ID,Opportunity Name,Account Name,Close Date,Amount,Stage,Probability (%),Fiscal Period,Lead Source,Next Step,Type,Opportunity Owner
0061,Yearly care,Fern Tools LLC,01/24/2026,"1,200.00",Closed Won,100,Q1-2026,Web,,New Business,Ann
0062,More care,Fern Tools LLC,01/25/2026,500.00,Negotiation,60,Q1-2026,Web,,New Business,Ann
`

test('deals of Salesforce come in as contracts on a phone, the won ones alone, and the billing run finds them ready', () =>
  atDesk(
    house,
    async page => {
      await page.goto(`${house.address}/imports?kind=contracts`)
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'opportunities.csv', mimeType: 'text/csv', buffer: Buffer.from(opportunities) })
      await page.getByText('Recognised: Salesforce – Opportunities').waitFor()
      await page.getByText('a deal that is not won) and is skipped').waitFor()
      const beyond = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      assert.equal(beyond, 0, 'nothing reaches beyond the screen')
      await page.getByRole('checkbox', { name: 'Enter unknown customers' }).click()
      await page.getByRole('button', { name: 'Start the import' }).click()
      await page.waitForURL('**/imports/*')
      // The list one comes from says "Done" of earlier imports.
      await page.getByRole('heading', { level: 1, name: 'opportunities.csv' }).waitFor()
      await page.getByText('Done', { exact: true }).waitFor()
      assert.deepEqual([await figure(page, 'Taken in'), await figure(page, 'Skipped')], ['1', '1'])
      const { rows } = await house.ask('GET', '/api/billables?until=2026-03-31&q=Fern')
      assert.deepEqual(
        rows.map((row: { why: string; ready: boolean; amount_minor: string }) => [
          row.why,
          row.ready,
          row.amount_minor,
        ]),
        [['rest', true, '120000']],
      )
    },
    { language: 'en', width: 390 },
  ))
