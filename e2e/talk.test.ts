import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { closeBrowser } from './browser.ts'
import { openingOf } from './company.ts'
import { atDesk } from './desk.ts'
import { type House, openHouse } from './house.ts'

let house: House
before(async () => {
  house = await openHouse()
  await house.ask('POST', '/api/openings', await openingOf(house.ask, '4000000'))
})
after(async () => {
  await closeBrowser()
  await house.close()
})

const one = async (path: string) => (await house.ask('GET', path)).rows[0]

/** The addresses of documents, as the routes have them: '/invoices/$invoice_id'. */
function documentPlaces(): string[] {
  const web = new URL('../web/', import.meta.url)
  return globSync(['routes.tsx', '*/pages.ts'], { cwd: web.pathname }).flatMap(name => {
    const [...found] = readFileSync(new URL(name, web), 'utf8').matchAll(/(?:page\(|\[)\s*'(\/[^']*\$\w+)',\s*lazy/g)
    return found.map(([, place = '']) => place)
  })
}

test('an address that names no document says so calmly, and leads back to its list', () =>
  atDesk(house, async page => {
    const places = documentPlaces()
    assert.ok(places.length >= 14, `${places.length}`)
    await page.goto(house.address)
    await page.locator('main h1').waitFor()
    for (const place of places)
      for (const id of ['nonsense', '01a23193-bdaf-7d44-8b72-7c3a8c26310e']) {
        const path = place.replace(/\$\w+$/, id)
        await page.evaluate(
          `history.pushState({}, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`,
        )
        await page.waitForURL(`**${path}`)
        const back = page.getByRole('link', { name: 'Back to the list' })
        await back.waitFor()
        assert.equal(await back.getAttribute('href'), path.slice(0, path.lastIndexOf('/')), path)
        assert.doesNotMatch(await page.locator('main').innerText(), /_id\b|valid id/, path)
      }
    for (const path of [
      '/agreements?agreement=nonsense',
      '/payment-advices?advice=nonsense',
      '/late-charges?view=register&charge=01a23193-bdaf-7d44-8b72-7c3a8c26310e',
      '/terms-offers?offer=01a23193-bdaf-7d44-8b72-7c3a8c26310e',
      '/journal?entry=nonsense',
    ]) {
      await page.goto(`${house.address}${path}`)
      await page.getByRole('dialog').getByRole('heading', { name: 'There is no such document' }).waitFor()
    }
  }))

test('what is said about an opening stands on its page, and a task about it leads there', () =>
  atDesk(house, async page => {
    const { opening_id } = await one('/api/openings')
    await page.goto(`${house.address}/openings/${opening_id}`)
    await page.getByLabel('Write a comment').fill('The old book lacks one customer.')
    await page.getByRole('button', { name: 'Comment', exact: true }).click()
    await page.getByText('The old book lacks one customer.').waitFor()
    const me = await house.ask('GET', '/api/me')
    await house.ask('POST', '/api/tasks', {
      title: 'Ask for the missing one',
      due_on: me.today,
      subject_kind: 'opening',
      subject_id: opening_id,
    })
    await page.goto(`${house.address}/tasks?view=all`)
    await page
      .locator('main')
      .getByRole('link', { name: /^Opening / })
      .click()
    await page.waitForURL(`**/openings/${opening_id}`)
    await page.getByRole('button', { name: 'Ask for the missing one' }).waitFor()
  }))

test('the forms that correct and agree anew stand in the address, and Back closes them', () =>
  atDesk(house, async page => {
    const { invoice_id, number } = await one('/api/invoices?state=issued')
    await page.goto(`${house.address}/invoices/${invoice_id}?new=correct-invoice&new_of=${invoice_id}`)
    const form = page.getByRole('dialog', { name: `Correct ${number}` })
    await form.waitFor()
    await form.getByRole('button', { name: 'Close' }).click()
    await form.waitFor({ state: 'detached' })
    assert.equal(new URL(page.url()).search, '')
    await page.goto(`${house.address}/contracts`)
    await page.getByRole('button', { name: 'Enter a contract' }).first().click()
    await page.waitForURL('**/contracts?new=contract')
    await page.getByRole('dialog', { name: 'Enter a contract' }).waitFor()
    await page.reload()
    await page.getByRole('dialog', { name: 'Enter a contract' }).waitFor()
    await page.goBack()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.goto(`${house.address}/contracts?new=amend-contract&new_of=nonsense`)
    await page.getByRole('dialog').getByRole('heading', { name: 'There is no such document' }).waitFor()
  }))

test('a row is asked for once a mouse rests on it, wherever on the row', () =>
  atDesk(house, async page => {
    await page.goto(`${house.address}/invoices`)
    const cell = page.locator('tr[data-index="0"] td').last()
    await cell.waitFor()
    const asked = page.waitForRequest(request => /\/api\/invoices\/[0-9a-f-]{36}$/.test(request.url()))
    await cell.hover()
    await asked
    assert.equal(new URL(page.url()).pathname, '/invoices', 'one has only pointed at it')
  }))
