import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { utils, write } from '@e965/xlsx'
import type { Page } from 'playwright-core'
import { closeBrowser } from './browser.ts'
import { atDesk } from './desk.ts'
import { type House, openHouse } from './house.ts'

const screens = join(import.meta.dirname, '../.tmp/screens')
let house: House
before(async () => {
  // An organisation that begins, with nothing but its first person.
  mkdirSync(screens, { recursive: true })
  house = await openHouse({ send: async () => ({ message_id: '' }) as never, close: () => {} })
})
after(async () => {
  await closeBrowser()
  await house.close()
})

const list = (page: Page) => page.getByRole('region', { name: /Your own books|启用自己的账套/ })
const ticked = (page: Page) => list(page).locator('li.done').count()

test('the list of a set-up names the next step, hides, and comes back from the palette, the settings and the guide', () =>
  atDesk(house, async page => {
    await page.goto(house.address)
    await list(page).getByText('0 of 9 done.').waitFor()
    assert.equal(await list(page).locator('[aria-current=step] a').first().innerText(), 'Company and first period')
    await list(page).getByRole('button', { name: 'Hide' }).click()
    await list(page).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('heading', { level: 1 }).waitFor()
    assert.equal(await list(page).count(), 0)
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('set-up list')
    await page.getByRole('option', { name: 'Show the set-up list' }).waitFor()
    await page.keyboard.press('Enter')
    await list(page).waitFor()
    await list(page).getByRole('button', { name: 'Hide' }).click()
    await page.keyboard.press('F1')
    await page.getByRole('complementary').getByRole('button', { name: 'Show the set-up list' }).click()
    await list(page).waitFor()
    await list(page).getByRole('button', { name: 'Hide' }).click()
    await page.goto(`${house.address}/organisation`)
    await page.getByText('is hidden on this device').waitFor()
    await page.getByRole('button', { name: 'Show the set-up list' }).click()
    await list(page).getByText('0 of 9 done.').waitFor()
  }))

test('people come in by paste: bad lines are listed and left out, who is taken too, links are shown once, roles given', () =>
  atDesk(house, async page => {
    await page.goto(house.address)
    await list(page).getByRole('link', { name: 'People and roles' }).click()
    await page.waitForURL('**/people?add=people')
    const dialog = page.getByRole('dialog')
    await dialog
      .getByLabel('People, one on each line')
      .fill(
        [
          'Name\tE-mail\tCode\tRole',
          'Ann Wang\tann@example.com\tAR01\tReceivables clerk',
          'Lin again\tlin@example.com\t\t',
          'Sam Sun\t\tS01\tsales',
          'No King\tking@example.com\t\tKing',
          'Audit\taudit@example.com\t\tAuditor',
        ].join('\n'),
      )
    await dialog.getByText('One line is left out').waitFor()
    await dialog.getByRole('row', { name: /^5 No King .*There is no such role\.$/ }).waitFor()
    await dialog.getByRole('button', { name: 'Bring in 4 people' }).click()
    // The first person has that e-mail: told beside its line, and the others can still come.
    await dialog.getByRole('row', { name: /^3 Lin again lin@example\.com .*has the e-mail/ }).waitFor()
    await page.screenshot({ path: join(screens, 'people-bring-en-1440.png') })
    await dialog.getByRole('button', { name: 'Bring in 3 people' }).click()
    await page.getByText('3 people stand here').waitFor()
    await page.getByText('Receivables clerk is given').waitFor()
    // An auditor's role has to end: the person stands here, the role is refused by name.
    await page.getByText('Auditor is not given.').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Copy the link' }).count(), 2)
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the links' }).click(),
    ])
    assert.match(await readFile(await saved.path(), 'utf8'), /"Ann Wang","ann@example.com","http.*\/invitation#dbi_/)
    await page.screenshot({ path: join(screens, 'people-brought-en-1440.png') })
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page
      .getByRole('row', { name: /Ann Wang/ })
      .first()
      .waitFor()
    await page.goto(house.address)
    await list(page).locator('li.done').filter({ hasText: 'People and roles' }).waitFor()
  }))

test('each step is ticked by what stands there, its sample file is taken as it is, and taking it back unticks it', () =>
  atDesk(house, async page => {
    const entity = { code: 'E1', name: '华东示例贸易有限公司', base_currency: 'CNY', books_from: '2026-01-01' }
    await house.ask('POST', '/api/entities', entity)
    await page.goto(house.address)
    await list(page).getByText('2 of 9 done.').waitFor()
    for (const [step, taken] of [
      ['Customers and salespeople', '3 customers'],
      ['Opening items', '4 open items'],
    ] as const) {
      const item = list(page).locator('li').filter({ hasText: step })
      const [sample] = await Promise.all([
        page.waitForEvent('download'),
        item.getByRole('button', { name: 'Sample file' }).click(),
      ])
      await item.getByRole('link', { name: step }).click()
      await page.locator('input[type=file]').setInputFiles(await sample.path())
      await page.getByRole('button', { name: 'Start the import' }).click()
      await page.waitForURL(/\/imports\/./)
      await page.getByText('Done', { exact: true }).first().waitFor()
      await page.goto(house.address)
      await item.getByText(taken).waitFor()
    }
    // Items equal their accounts, and the customers of the sample have terms.
    await list(page).getByText('4 items equal the books').waitFor()
    await list(page).getByText('3 customers of 3 have terms').waitFor()
    assert.equal(await ticked(page), 6)
    await page.screenshot({ path: join(screens, 'set-up-en-1440.png') })
    await list(page).getByRole('button', { name: 'Take the set-up back' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/Type the name/).fill('华东示例贸易有限公司')
    await dialog.getByLabel('Reason').fill('tried it')
    await dialog.getByRole('button', { name: 'Take all of it back' }).click()
    await page.getByText('is being taken back').waitFor()
    for (let tries = 0; (await house.ask('GET', '/api/set-up/progress')).customers > 0; tries++) {
      assert.ok(tries < 200)
      await page.waitForTimeout(50)
    }
    await page.reload()
    await list(page).getByText('2 of 9 done.').waitFor()
  }))

test('on a phone the list and the paste of people fit, in Chinese', () =>
  atDesk(
    house,
    async page => {
      const fits = () => page.evaluate('document.documentElement.scrollWidth <= innerWidth')
      await page.goto(house.address)
      await list(page)
        .getByText(/已完成 2 \/ 9 步/)
        .waitFor()
      assert.ok(await fits())
      await page.screenshot({ path: join(screens, 'set-up-zh-390.png'), fullPage: true })
      await page.goto(`${house.address}/people?add=people`)
      await page.getByLabel('人员，每行一人').fill('姓名\t邮箱\n赵一\tzhao\n孙二\t')
      await page.getByRole('row', { name: /^2 赵一 zhao .*邮箱格式不正确/ }).waitFor()
      // A workbook is read as a paste is: its rows keep their numbers, and stand in the text to be mended.
      const book = utils.book_new()
      utils.book_append_sheet(
        book,
        utils.aoa_to_sheet([['姓名', '邮箱'], [], ['周三', 'zhou@example.com'], ['吴四', '@']]),
      )
      const buffer = write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer
      const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
      await page.locator('input[type=file]').setInputFiles({ name: '人员.xlsx', mimeType, buffer })
      await page.getByRole('row', { name: /^3 周三 zhou@example\.com .*将收到邀请/ }).waitFor()
      await page.getByRole('row', { name: /^4 吴四 @ .*邮箱格式不正确/ }).waitFor()
      await page.getByRole('button', { name: '导入 1 人' }).waitFor()
      assert.ok(await fits())
      await page.screenshot({ path: join(screens, 'people-bring-zh-390.png') })
    },
    { language: 'zh', width: 390 },
  ))
