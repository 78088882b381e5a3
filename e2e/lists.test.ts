import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
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

/** Takes the list on the page out as CSV. */
async function takeOut(page: Page): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: 'Export' })
      .click()
      .then(() => page.getByRole('menuitem', { name: 'CSV' }).click()),
  ])
  return readFile(await file.path(), 'utf8')
}

test('a list of people is arranged, kept as a view, opened with it again, and taken out as it stands', () =>
  atDesk(house, async page => {
    await page.goto(`${house.address}/people?state=active`)
    await page.getByRole('row', { name: /林晓/ }).waitFor()
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'E-mail' }).uncheck()
    await page.keyboard.press('Escape')
    await page.getByRole('columnheader', { name: 'E-mail' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('button', { name: 'Keep this view' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('At work')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'At work' }).waitFor()
    const [head = '', ...rows] = (await takeOut(page)).replace('\ufeff', '').trim().split('\r\n')
    assert.match(head, /^Name,.*,Signs in,Second factor,State$/)
    assert.doesNotMatch(head, /E-mail/)
    assert.ok(rows.some(row => row.startsWith('林晓,')))
    await page.goto(`${house.address}/people`)
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('button', { name: 'At work', exact: true }).click()
    await page.waitForURL('**state=active**')
  }))

test('lists under another place and lists that are empty keep their views and are taken out as well', () =>
  atDesk(house, async page => {
    for (const place of ['customers/grades', 'payer-letters', 'agreements', 'customer-pages', 'periods', 'sign-ins']) {
      await page.goto(`${house.address}/${place}`)
      await page.getByRole('button', { name: 'Views' }).waitFor()
      await page.getByRole('button', { name: 'Columns' }).waitFor()
      assert.match(await takeOut(page), /^\ufeff[A-Z]/, place)
    }
    await page.goto(`${house.address}/customers/grades?view=all`)
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('button', { name: 'Keep this view' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('All grades')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'All grades' }).waitFor()
    await page.goto(`${house.address}/customers/grades`)
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('button', { name: 'All grades', exact: true }).click()
    await page.waitForURL('**/customers/grades?view=all')
  }))

test('the events are narrowed to one document, read word for word, proved here, and lead to it', () =>
  atDesk(house, async page => {
    const draft = { customer_number: 'C004', entity_code: 'E1', issued_on: '2026-03-02', amount_minor: '50000' }
    const { number } = (await house.ask('POST', '/api/invoices', [draft])).rows[0]
    await page.goto(`${house.address}/events?number=${number}&name=invoice.issued`)
    const row = page.getByRole('row', { name: new RegExp(number) })
    // It is sealed within a moment of its commit.
    while ((await house.ask('GET', `/api/events/browse?number=${number}`)).rows.length === 0);
    await page.reload()
    await row.waitFor()
    await row.focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**event=**')
    const drawer = page.getByRole('dialog')
    await drawer.getByText('invoice.issued').waitFor()
    await drawer.getByText('"50000"').first().waitFor()
    await drawer.getByRole('button', { name: 'Check the seal' }).click()
    await drawer.getByText(/^Proved: \d+ hashes lead/).waitFor()
    await drawer.getByRole('link', { name: number }).click()
    await page.getByRole('heading', { name: number }).waitFor()
  }))

test('the series of numbers say what comes next and that none is missing, on a phone too', () =>
  atDesk(
    house,
    async page => {
      await page.goto(`${house.address}/number-series`)
      await page.getByText('INV2026-').first().waitFor()
      await page.getByText('No gap').first().waitFor()
      const wide = Number(await page.evaluate('document.documentElement.scrollWidth'))
      assert.ok(wide <= 390, `${wide} px`)
    },
    { width: 390, language: 'en' },
  ))
