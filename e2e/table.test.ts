import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { closeBrowser } from './browser.ts'
import { atDesk } from './desk.ts'
import { type House, openHouse } from './house.ts'

let house: House
before(async () => {
  house = await openHouse()
  const draft = (at: number) => ({
    customer_number: `C0${10 + (at % 3)}`,
    entity_code: 'E1',
    issued_on: `2026-0${1 + (at % 2)}-10`,
    amount_minor: String(10_000 + at),
    number: `LONG-${String(at).padStart(4, '0')}`,
  })
  await house.ask(
    'POST',
    '/api/invoices',
    Array.from({ length: 260 }, (_, at) => draft(at)),
  )
})
after(async () => {
  await closeBrowser()
  await house.close()
})

test('a long list draws only the rows near the eye, comes as one scrolls, and is walked to its ends by keyboard', () =>
  atDesk(house, async page => {
    await page.goto(`${house.address}/invoices?number=LONG&sort=number`)
    await page.getByText('50 / 260 rows').waitFor()
    // Each page is asked for when the reader comes near the end of the one before.
    for (const count of [100, 150, 200, 250]) {
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
      await page.getByText(`${count} / 260 rows`).waitFor()
    }
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
    await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' })
    const drawn = await page.locator('tr[data-index]').count()
    assert.ok(drawn < 150, `${drawn} rows are drawn`)
    await page.locator('tr[data-index]').first().focus()
    await page.keyboard.press('Home')
    await page.locator('tr[data-index="0"]:focus').getByText('LONG-0000').waitFor()
    await page.keyboard.press('End')
    await page.locator('tr:focus', { hasText: /LONG-02/ }).waitFor()
    await page.keyboard.press('ArrowUp')
    const at = Number(await page.locator('tr:focus').getAttribute('data-index'))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/invoices/*-*')
    await page.getByRole('heading', { name: `LONG-${String(at).padStart(4, '0')}` }).waitFor()
  }))

test('a table is one grid with its totals in sight, walked and picked from by keyboard, and readable while asked anew', () =>
  atDesk(house, async page => {
    await page.goto(`${house.address}/invoices?number=LONG&sort=number`)
    const grid = page.getByRole('grid', { name: 'Invoices' })
    await grid.getByRole('row', { name: /LONG-0000/ }).waitFor()
    // 130 invoices of 100.00 … and as many of 100.01 …: the foot is seen before the last page has come.
    const total = grid.locator('tr.total-row', { hasText: '26,336.70' }).first()
    await total.waitFor()
    const { y = 9999 } = (await total.boundingBox()) ?? {}
    assert.ok(y < 900, `the totals stand at ${y}`)
    await page.waitForFunction(`document.querySelector('[role=grid]').getAttribute('aria-rowcount') === '262'`)
    assert.equal(await grid.getByRole('columnheader', { name: 'Number' }).getAttribute('aria-sort'), 'ascending')
    assert.equal(await grid.getByRole('columnheader', { name: 'Due' }).getAttribute('aria-sort'), 'none')
    // Tab stops at one row of all; Space picks it, Shift and Space all up to another.
    await grid.locator('tr[data-index="0"]').focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+Space')
    await page.getByText('3 rows picked').waitFor()
    assert.equal(await grid.locator('tr[tabindex="0"]').count(), 1)
    assert.equal(await grid.locator('tr[tabindex="0"]').getAttribute('data-index'), '2')
    assert.equal(await grid.getByRole('row', { selected: true }).count(), 3)
    await grid.getByRole('checkbox', { name: 'Pick all rows shown' }).check()
    await page.getByText(/50 rows picked|100 rows picked/).waitFor()
    // The next order comes late: what stands there keeps its ink, and the table says that it asks.
    let answer = () => {}
    const held = new Promise<void>(done => {
      answer = done
    })
    await page.route('**/api/invoices?*', async route => {
      await held
      await route.continue()
    })
    await grid.getByRole('columnheader', { name: 'Number' }).focus()
    await page.keyboard.press('Space')
    await page.locator('.table-frame[aria-busy=true]').waitFor()
    assert.equal(await page.evaluate(`getComputedStyle(document.querySelector('.table-body')).opacity`), '1')
    assert.ok(await page.locator('.table-asks').first().isVisible())
    answer()
    await page.locator('.table-frame[aria-busy=false]').waitFor()
    await grid.getByRole('row', { name: /LONG-0259/ }).waitFor()
  }))

test('all rows that match are picked over their pages, with their sum, and worked on with what failed and why', () =>
  atDesk(house, async page => {
    await page.goto(`${house.address}/invoices?number=LONG&sort=number`)
    await page.getByText('50 / 260 rows').waitFor()
    await page.locator('tr[data-index="0"]').getByRole('checkbox').check()
    const bar = page.getByRole('region', { name: 'Picked rows' })
    await bar.getByRole('button', { name: 'Pick all 260 that match' }).click()
    await bar.getByText('260 rows picked').waitFor()
    await bar.getByText('26,336.70').waitFor()
    await bar.getByText('all that matched').waitFor()
    // The totals stand above the bar, not behind it.
    const [total, over] = [await page.locator('tr.total-row').first().boundingBox(), await bar.boundingBox()]
    assert.ok(total && over && total.y + total.height <= over.y + 1, `${total?.y} ${over?.y}`)
    await bar.getByRole('button', { name: 'Send to customer' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Send to customer' }).click()
    // Nobody has said how these customers are billed: each is named with the reason, and can be tried again.
    await dialog.getByText('0 of 260 done').waitFor({ timeout: 60_000 })
    await dialog.getByText('260 were not done').waitFor()
    await dialog.getByText('LONG-0000').waitFor()
    await dialog.getByRole('button', { name: 'Try these 260 again' }).waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    // Another filter is another list: what was picked of the one before is not done to it.
    await page.getByRole('searchbox').first().fill('LONG-025')
    await bar.getByText('10 rows picked').waitFor()
  }))

test('a list stands in groups with their sums, each opens to its rows, what is picked in several is done together', () =>
  atDesk(house, async page => {
    await page.goto(`${house.address}/invoices?number=LONG`)
    await page.getByRole('button', { name: 'Group', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Month', exact: true }).click()
    await page.waitForURL('**group=month**')
    const february = page.getByRole('button', { name: /^Feb 2026/ })
    const january = page.getByRole('button', { name: /^Jan 2026/ })
    // 130 invoices of 100.01, 100.03 … and as many of 100.00, 100.02 …
    await february.getByText('13,169.00').first().waitFor()
    await january.getByText('13,167.70').first().waitFor()
    await february.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByText('LONG-0258').waitFor()
    await february.click()
    await page.getByText('LONG-0259').waitFor()
    await page.waitForURL(/in=2026-01.*in=2026-02/)
    for (const number of ['LONG-0258', 'LONG-0259'])
      await page.locator('tr', { hasText: number }).getByRole('checkbox').check()
    await page.getByText('2 rows picked').waitFor()
    // All of it stands in the address: another window shows the same.
    const again = await page.context().newPage()
    await again.goto(page.url())
    await again.getByText('LONG-0258').waitFor()
    await again.close()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('button', { name: 'Export' })
        .click()
        .then(() => page.getByRole('menuitem', { name: 'CSV' }).click()),
    ])
    assert.match(file.suggestedFilename(), /^invoice_groups-.*\.csv$/)
    await january.click()
    await page.getByText('LONG-0258').waitFor({ state: 'detached' })
    await page.getByText('1 row picked').waitFor()
  }))

test('a list opens with the view its reader prefers, and as it comes once he asks for all', () =>
  atDesk(house, async page => {
    await page.goto(`${house.address}/invoices?group=customer&number=LONG`)
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('button', { name: 'Keep this view' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Large ones')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Large ones' }).first().click()
    await page.getByRole('button', { name: 'Open the list with Large ones' }).click()
    await page.getByText('The list opens with this view from now on').waitFor()
    await page.goto(`${house.address}/receipts`)
    await page.getByRole('link', { name: 'Invoices', exact: true }).click()
    await page.waitForURL('**group=customer**')
    await page.getByRole('button', { name: /C010/ }).waitFor()
    await page.getByRole('button', { name: 'Large ones' }).first().click()
    await page.getByRole('button', { name: 'The list as it comes' }).click()
    await page.waitForURL(url => url.pathname === '/invoices' && url.search === '')
    await page.locator('tr[data-index="0"]').waitFor()
  }))

test('on a phone groups keep their sums and open to cards', () =>
  atDesk(
    house,
    async page => {
      await page.goto(`${house.address}/invoices?group=month&number=LONG`)
      await page.getByRole('button', { name: /^Feb 2026/ }).click()
      await page.getByText('LONG-0259').waitFor()
      const wide = Number(await page.evaluate('document.documentElement.scrollWidth'))
      assert.ok(wide <= 390, `${wide} px`)
    },
    { width: 390, language: 'en' },
  ))
