import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { closeBrowser, type View } from './browser.ts'
import { openingOf } from './company.ts'
import { atDesk, inWindow } from './desk.ts'
import { clerk, type House, openHouse } from './house.ts'

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

const signedIn = (view: View, work: Parameters<typeof atDesk>[1]) => atDesk(house, work, view)

/** What a page shows, without the difference between kinds of blank. */
const textOf = async (page: Page, selector: string) =>
  (await page.locator(selector).first().innerText()).replace(/\s+/g, ' ')

test('a wrong password is refused by name, the right one opens the home page', () =>
  inWindow({ language: 'en' }, async page => {
    await page.goto(house.address)
    await page.waitForURL('**/sign-in**')
    await page.locator('input[name=username]').fill(clerk.email)
    await page.locator('input[name=current-password]').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    assert.match(await page.getByRole('alert').innerText(), /E-mail or password is wrong/)
    assert.equal(await page.locator('input[name=username]').inputValue(), clerk.email, 'what was typed stays')
    await page.getByRole('button', { name: '中文' }).click()
    await page.getByRole('heading', { name: '登录' }).waitFor()
    await page.locator('input[name=current-password]').fill(clerk.password)
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByRole('heading', { name: '今日重点客户' }).waitFor()
  }))

test('the home page says how it stands, and each figure opens the rows behind it', () =>
  signedIn({ language: 'en' }, async page => {
    await page.goto(house.address)
    const [row] = (await house.ask('GET', '/api/reports/standing')).rows
    const shown = `${BigInt(row.overdue_base_minor) / 100n}`.replace(/\B(?=(\d{3})+$)/g, ',')
    const overdue = page.getByRole('link', { name: /^Overdue/ })
    assert.ok((await overdue.innerText()).includes(shown), shown)
    await page.getByRole('heading', { name: 'Expected receipts' }).waitFor()
    const coming = page.getByRole('region', { name: 'Expected receipts' })
    await coming.getByRole('button', { name: 'Table' }).click()
    await page.getByRole('columnheader', { name: 'Claims' }).waitFor()
    // A figure for each currency; together they are the rows behind the one in base.
    const behind = async () => {
      await page.locator('.figures').getByText(/rows?/).first().waitFor()
      const counts = [...(await textOf(page, '.figures')).matchAll(/([\d,]+) rows?/g)].map(found => Number(found[1]))
      return counts.reduce((sum, count) => sum + count, 0)
    }
    await overdue.click()
    await page.waitForURL('**/due?disputed=no')
    assert.equal(await behind(), row.overdue_items)
    await page.goBack()
    await page.getByRole('link', { name: /^Not yet applied/ }).click()
    await page.waitForURL('**/due?view=unapplied')
    assert.equal(await behind(), row.unapplied_items)
  }))

test('the ageing shows what the server says, proves it, and keeps its state in the URL', () =>
  signedIn({ language: 'en' }, async page => {
    await page.goto(`${house.address}/ageing`)
    const answer = await house.ask('GET', '/api/reports/ageing?as_of=2026-03-31')
    const cny = answer.totals.find((total: { currency: string }) => total.currency === 'CNY')
    const shown = `${BigInt(cny.total_minor) / 100n}`.replace(/\B(?=(\d{3})+$)/g, ',')
    assert.ok((await textOf(page, '.figures')).includes(shown), shown)
    await page.getByText('Items = columns = account').waitFor()
    await page.getByText('Invoice date', { exact: true }).first().click()
    await page.waitForURL('**basis=invoice**')
    await page.getByText('Ageing by invoice date').waitFor()
    await page.getByRole('columnheader', { name: '0–30' }).waitFor()
    // The picture says the same as a table, and can be taken along.
    const card = page.getByRole('region', { name: 'How old it is' })
    await card.locator('svg text').first().waitFor()
    await card.getByRole('button', { name: 'Download' }).click()
    const [picture] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /picture/ }).click(),
    ])
    assert.equal(picture.suggestedFilename(), 'How old it is.svg')
    await card.getByRole('button', { name: 'Table' }).click()
    await card.getByRole('rowheader', { name: 'CNY' }).waitFor()
    assert.ok((await card.getByRole('row', { name: /CNY/ }).innerText()).includes(shown), shown)
    await card.getByRole('button', { name: 'Chart' }).click()
    await page.getByRole('button', { name: 'Month end' }).click()
    await page.waitForURL('**as_of=2026-02-28**')
    await page.reload()
    await page.getByText('Ageing by invoice date · As of 28 Feb 2026').waitFor()
    await page.goBack()
    await page.getByText('As of 31 Mar 2026').waitFor()
    await page.screenshot({ path: join(screens, 'ageing-en-1440.png') })
  }))

test('a figure opens its items, an item its history, by keyboard as well', () =>
  signedIn({ language: 'zh' }, async page => {
    await page.goto(`${house.address}/ageing`)
    const row = page.getByRole('row', { name: /上海恒泰机械/ })
    await row.focus()
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('row', { name: /INV-2/ }).first().waitFor()
    await page.screenshot({ path: join(screens, 'items-zh-1440.png') })
    await drawer.getByRole('row', { name: /INV-2/ }).first().click()
    await drawer.getByText('入账', { exact: true }).waitFor()
    assert.match(page.url(), /item=/)
    await page.keyboard.press('Escape')
    await page.waitForURL(url => !url.search.includes('cell='))
  }))

test('what was applied is taken back, and stands open again', () =>
  signedIn({ language: 'zh' }, async page => {
    const { rows } = await house.ask('GET', '/api/receipts?number=RC-0004')
    const receipt = rows[0]
    assert.equal(receipt.unapplied_minor, '0')
    await page.goto(`${house.address}/receipts/${receipt.receipt_id}`)
    await page.getByRole('button', { name: '反核销' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('原因（可不填）').fill('付款人来函更正')
    await page.screenshot({ path: join(screens, 'unapply-zh-1440.png') })
    await dialog.getByRole('button', { name: '反核销' }).click()
    await page.getByText('已反核销，款项恢复为未清。').waitFor()
    await page.getByText('已反核销', { exact: true }).first().waitFor()
    const again = await house.ask('GET', `/api/receipts/${receipt.receipt_id}`)
    assert.equal(again.unapplied_minor, receipt.amount_minor)
    // And from there it is applied again, as suggested.
    await page.getByRole('button', { name: '核销', exact: true }).click()
    await page.getByRole('button', { name: '先到期先核销', exact: true }).click()
    await page.screenshot({ path: join(screens, 'apply-zh-1440.png') })
    await page.getByRole('dialog').getByRole('button', { name: '核销', exact: true }).last().click()
    await page.getByText('已核销。', { exact: true }).waitFor()
    const applied = await house.ask('GET', `/api/receipts/${receipt.receipt_id}`)
    assert.equal(applied.unapplied_minor, '0')
  }))

const file = [
  '﻿华东示例贸易有限公司 应收明细',
  '',
  '客户编号,单据编号,单据日期,到期日,币种,价税合计',
  'C001,IMP-001,2026/3/2,2026/4/1,CNY,"1,200.00"',
  'C003,IMP-002,2026年3月5日,2026年4月4日,CNY,８８０．５０',
  'C003,IMP-003,2026-02-30,2026-04-04,CNY,10.00',
].join('\n')

test('a small file is previewed, brought in, and says what it refused', () =>
  signedIn({ language: 'zh' }, async page => {
    await page.goto(house.address)
    await page.getByRole('link', { name: '导入' }).click()
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '应收.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
    await page.getByRole('heading', { name: '前几行的识别结果' }).waitFor()
    await page.getByText('前 3 行中有 1 行存在问题。').waitFor()
    await page.reload()
    await page.getByText('前 3 行中有 1 行存在问题。').waitFor()
    await page.screenshot({ path: join(screens, 'preview-zh-1440.png'), fullPage: true })
    await page.getByRole('button', { name: '开始导入' }).click()
    await page.waitForURL('**/imports/*')
    await page.getByText('已完成').waitFor()
    await page.getByRole('heading', { name: '被拒行' }).waitFor()
    const figures = await textOf(page, '.figures')
    assert.match(figures, /已导入 2/)
    assert.match(figures, /被拒 1/)
    await page.screenshot({ path: join(screens, 'import-zh-1440.png') })
    await page.getByRole('button', { name: '撤销导入' }).click()
    await page.getByLabel('原因', { exact: true }).fill('测试文件')
    await page.getByRole('dialog').getByRole('button', { name: '撤销导入' }).click()
    await page.getByText('已撤销', { exact: true }).waitFor()
  }))

test('five hundred rows from a spreadsheet are pasted into the receipts, looked at, and come in', () =>
  signedIn({ language: 'en' }, async page => {
    await page.goto(`${house.address}/receipts`)
    await page.getByRole('heading', { name: 'Receipts', level: 1 }).waitFor()
    const rows = Array.from({ length: 500 }, (_, at) => `C001\t2026-03-30\t${at + 1}.00\tpaste ${at}`)
    const text = ['Customer number\tReceived on\tAmount\tReference', ...rows].join('\r\n')
    await page.evaluate(
      `const data = new DataTransfer(); data.setData('text/plain', ${JSON.stringify(text)})
       document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))`,
    )
    await page.getByRole('heading', { name: 'The first rows, as they are understood' }).waitFor()
    await page.getByRole('button', { name: 'Start the import' }).click()
    await page.waitForURL('**/imports/*')
    await page.getByText('Done', { exact: true }).waitFor()
    assert.match(await textOf(page, '.figures'), /500/)
    const { rows: found } = await house.ask(
      'GET',
      '/api/receipts?received_from=2026-03-30&received_to=2026-03-30&limit=200',
    )
    assert.ok(found.length >= 200, 'they stand in the list')
  }))

test('by thumb on a phone: the ageing as cards, a customer, a receipt', () =>
  signedIn({ language: 'zh', width: 390 }, async page => {
    await page.goto(`${house.address}/ageing`)
    await page.getByRole('list', { name: '账龄分析' }).waitFor()
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
    assert.ok(wide <= 390, `nothing sticks out sideways: ${wide}`)
    await page.getByRole('button', { name: '菜单' }).click()
    await page.getByRole('link', { name: '客户', exact: true }).click()
    // Cards have no heads to press.
    await page.getByLabel('排序').tap()
    await page.getByTitle('客户编号 降序').tap()
    await page.waitForURL('**sort=-number')
    await page.getByRole('listitem').filter({ hasText: 'Contoso' }).waitFor()
    await page.screenshot({ path: join(screens, 'customers-sorted-zh-390.png') })
    await page.getByRole('button', { name: '上海恒泰机械制造有限公司' }).click()
    await page.getByRole('heading', { name: '上海恒泰机械制造有限公司' }).waitFor()
    await page.getByRole('button', { name: '登记收款' }).click()
    await page.getByLabel('金额').fill('１２３．４５')
    await page.getByRole('button', { name: '先到期先核销' }).click()
    await page.screenshot({ path: join(screens, 'receipt-zh-390.png') })
    await page.getByRole('dialog').getByRole('button', { name: '登记收款' }).click()
    await page.getByText('收款已登记。').waitFor()
    const { rows } = await house.ask('GET', '/api/receipts?sort=-number&received_from=2026-03-31')
    assert.ok(rows.some((row: { amount_minor: string }) => row.amount_minor === '12345'))
  }))

test('an opening is compared with the old book, and locked only by a second person', () =>
  signedIn({ language: 'zh' }, async page => {
    await page.goto(house.address)
    await page.getByRole('link', { name: '期初与核对' }).click()
    await page.getByRole('heading', { name: '尚无期初' }).waitFor()
    await page.screenshot({ path: join(screens, 'openings-empty-zh-1440.png') })
    await page.getByRole('link', { name: '导入期初' }).click()
    await page.waitForURL('**/imports?kind=openings')
    // One figure of the old book is wrong at first; given again, it replaces the one before.
    const { items, ...opening } = await openingOf(house.ask, '4650000')
    await house.ask('POST', '/api/openings', { ...opening, items })
    await page.goto(`${house.address}/openings`)
    await page.getByRole('row', { name: /E1/ }).press('Enter')
    await page.getByText('核对不符：2 行有差异').waitFor()
    assert.ok(await page.getByRole('button', { name: '启用期初' }).isDisabled())
    await page.getByRole('checkbox', { name: '只看差异' }).check()
    await page.waitForURL('**only=differences')
    await page.getByRole('row', { name: /深圳市腾跃.*−10,000\.00/ }).waitFor()
    assert.equal(await page.getByRole('row', { name: /合同负债/ }).count(), 0)
    await page.screenshot({ path: join(screens, 'opening-differs-zh-1440.png') })
    const { totals } = await openingOf(house.ask, '5650000')
    const yuan = (minor: string) => String(Number(minor) / 100)
    const lines = totals.map(total =>
      [
        total.account_code,
        total.customer_number,
        total.currency,
        yuan(total.amount_minor),
        yuan(total.base_minor),
      ].join('\t'),
    )
    await page.getByRole('button', { name: '录入旧账余额' }).click()
    const dialog = page.getByRole('dialog', { name: '旧账余额' })
    await dialog
      .getByLabel('余额，每行一条')
      .fill(['科目\t客户\t币别\t金额\t本位币金额', ...lines, '合计\t\t\t1'].join('\n'))
    await page.screenshot({ path: join(screens, 'opening-old-book-zh-1440.png') })
    await dialog.getByRole('button', { name: `录入 ${lines.length} 条` }).click()
    await page.getByText('核对相符：差额均为 0.00').waitFor()
    await page.getByText('没有差异', { exact: true }).waitFor()
    await page.getByRole('checkbox', { name: '只看差异' }).uncheck()
    await page.getByRole('row', { name: /深圳市腾跃.*56,500\.00.*0\.00/ }).waitFor()
    await page.getByRole('button', { name: '启用期初' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '启用期初' }).click()
    await page.getByText('已提交启用期初，待第二人复核。').waitFor()
    assert.equal(await page.getByRole('button', { name: '启用期初' }).count(), 0)
    await page.screenshot({ path: join(screens, 'opening-waits-zh-1440.png') })
    await page.getByRole('link', { name: '前往待复核' }).click()
    await page.getByRole('row', { name: /启用期初/ }).waitFor()
    const { rows } = await house.ask('GET', '/api/openings')
    assert.equal(rows[0].state, 'open', 'nothing is locked before it is released')
  }))

test('the guide stands beside the page, follows to the next, leads there and closes by its key', () =>
  signedIn({ language: 'zh' }, async page => {
    await page.goto(`${house.address}/balances`)
    await page.getByRole('heading', { level: 1, name: '应收总账' }).waitFor()
    await page.keyboard.press('F1')
    const guide = page.getByRole('complementary', { name: '本页说明' })
    await guide.getByRole('heading', { name: '应收总账' }).waitFor()
    await guide.getByRole('link', { name: '应收明细账' }).click()
    await page.waitForURL('**/ledger')
    await guide.getByRole('heading', { name: '应收明细账' }).waitFor()
    // One works on while it is open.
    await page.getByRole('main').click()
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    await page.waitForURL('**/customers')
    await guide.getByRole('heading', { name: '单个客户' }).waitFor()
    await page.keyboard.press('F1')
    await guide.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '本页说明' }).click()
    await page.keyboard.press('Escape')
    await guide.waitFor({ state: 'detached' })
    assert.equal(await page.evaluate("document.activeElement.getAttribute('aria-label')"), '本页说明')
  }))

test('the tour leads by keyboard over the real pages, is left, taken up where it was, and offered no more when it is done', () =>
  signedIn({ language: 'en' }, async page => {
    await page.goto(house.address)
    const [card, spot] = [page.locator('aside.tour'), page.locator('.tour-spot')]
    await page.getByRole('button', { name: 'Take the tour' }).press('Enter')
    await card.getByText('1 of 9').waitFor()
    await card.getByRole('button', { name: 'Next' }).press('Enter')
    await page.waitForURL('**/customers/*')
    await spot.waitFor()
    await card.press('Escape')
    assert.equal(await card.count(), 0)
    await page.goto(house.address)
    await page.getByRole('button', { name: 'Go on' }).click()
    await card.getByText('2 of 9').waitFor()
    for (let at = 3; at <= 9; at++) {
      await card.getByRole('button', { name: 'Next' }).press('Enter')
      await card.getByText(`${at} of 9`).waitFor()
      // The workbench has nothing to apply once other journeys have done it.
      if (at !== 6) await spot.waitFor()
    }
    await card.getByRole('button', { name: 'Done' }).press('Enter')
    await page.waitForURL(url => url.pathname === '/')
    assert.deepEqual([await card.count(), await page.locator('.tour-offer').count()], [0, 0])
  }))
