import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test, type TestContext } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { closeBrowser } from './browser.ts'
import { inWindow } from './desk.ts'
import { type House, openHouse } from './house.ts'

// Somebody who has never seen it signs in to the demo, finds the five customers who matter today, records a receipt that
// pays three invoices partly, undoes it, imports a file of their own, and reads the ageing of last quarter's end as it was
// known then: by mouse, by keyboard alone, by thumb.

const screens = join(import.meta.dirname, '../.tmp/screens')
let house: House
before(async () => {
  mkdirSync(screens, { recursive: true })
  house = await openHouse(null, { customers: 14, invoices: 420, months: 7 })
})
after(async () => {
  await closeBrowser()
  await house.close()
})

const today = () => new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai' }).format(new Date())

/** The end of the quarter before this one. */
function quarterEnd(): string {
  const [year = 0, month = 1] = today().split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 - ((month - 1) % 3), 0)).toISOString().slice(0, 10)
}

/** Three customers of whom each owes three claims in one currency at least, so that each way has one of its own. */
async function payers(): Promise<{ customer_id: string; name: string; number: string }[]> {
  const { rows } = await house.ask('GET', '/api/reports/attention?limit=200')
  const [entity] = (await house.ask('GET', '/api/entities')).rows
  const found = []
  for (const { customer_id, name, number } of rows) {
    const whose = `customer_id=${customer_id}&entity_id=${entity.entity_id}&currency=CNY&payable=true&limit=50`
    const items = await house.ask('GET', `/api/open-items?${whose}`)
    if (items.rows.filter((item: { open_minor: string }) => BigInt(item.open_minor) > 20_000n).length >= 3)
      found.push({ customer_id, name, number })
  }
  return found
}

/** A file of one's own: receipts as a bank or a clerk would list them. */
async function ownFile(at: number): Promise<string> {
  const { rows } = await house.ask('GET', '/api/customers?limit=3&sort=number')
  const lines = rows.map(
    (row: { number: string }, line: number) =>
      `${row.number},${today()},${100 * (at + 1) + line}.00,own file ${at}-${line}`,
  )
  const file = join(mkdtempSync(join(tmpdir(), 'duebook-own-')), `receipts-${at}.csv`)
  writeFileSync(file, `Customer number,Received on,Amount,Reference\n${lines.join('\n')}\n`)
  return file
}

/** What was recorded paid three claims in part, and is mirrored by now. */
async function wasUndone(customer_id: string, amount_minor: string): Promise<void> {
  const { rows } = await house.ask('GET', `/api/receipts?customer_id=${customer_id}&limit=200`)
  const receipt = rows.find((row: { amount_minor: string }) => row.amount_minor === amount_minor)
  const { applications, state } = await house.ask('GET', `/api/receipts/${receipt.receipt_id}`)
  assert.notEqual(state, 'posted')
  const paid = applications.filter((row: { kind: string }) => row.kind === 'application')
  assert.equal(new Set(paid.map((row: { counter_number: string }) => row.counter_number)).size, 3)
}

/** The ageing on the screen is that of the day as it was known on it. */
async function readsThen(page: Page): Promise<void> {
  const day = quarterEnd()
  await page.waitForURL(url => url.searchParams.get('as_of') === day && url.searchParams.get('known_on') === day)
  const known_at = new Date(Date.parse(`${day}T16:00:00Z`) - 1).toISOString()
  const answer = await house.ask('GET', `/api/reports/ageing?as_of=${day}&known_at=${known_at}&by=currency`)
  const cny = answer.totals.find((total: { currency: string }) => total.currency === 'CNY')
  const shown = `${BigInt(cny.total_minor) / 100n}`.replace(/\B(?=(\d{3})+$)/g, ',')
  await page.locator('.figures').getByText(shown).first().waitFor()
  await page
    .locator('.page-sub')
    .getByText(/As known on/)
    .waitFor()
}

type Hand = { press: (what: Locator) => Promise<void>; times: () => number }

/** A mouse or a thumb; each press is counted. */
function handOf(touch: boolean): Hand {
  let times = 0
  return {
    press: async what => {
      times++
      await (touch ? what.tap() : what.click())
    },
    times: () => times,
  }
}

async function byHand(page: Page, hand: Hand, at: number, phone: boolean): Promise<void> {
  const { press } = hand
  const go = async (place: string) => {
    if (phone) await press(page.getByRole('button', { name: 'Menu' }))
    await press(page.getByRole('link', { name: place, exact: true }))
  }
  const payer = (await payers())[at]
  assert.ok(payer)
  await page.goto(house.address)
  await press(page.getByRole('button', { name: 'Look around in the demo' }))
  // The head of a table is a table of its own.
  const matters = page.getByRole(phone ? 'list' : 'grid', { name: 'Customers who matter today' }).last()
  await matters.waitFor()
  const entries = matters.getByRole(phone ? 'listitem' : 'row')
  await entries.nth(4).waitFor()
  await page.screenshot({ path: join(screens, `done-when-home-${phone ? 390 : 1440}.png`) })
  await press(matters.getByText(payer.name).first())
  await page.getByRole('heading', { level: 1, name: payer.name }).waitFor()

  await press(page.getByRole('button', { name: 'Record a receipt' }))
  const drawer = page.getByRole('dialog', { name: 'Record a receipt' })
  await drawer.getByLabel('Amount', { exact: true }).fill(`30${at}`)
  for (const part of [0, 1, 2])
    await drawer
      .getByLabel(/^To apply /)
      .nth(part)
      .fill('100')
  await page.screenshot({ path: join(screens, `done-when-receipt-${phone ? 390 : 1440}.png`) })
  await press(drawer.getByRole('button', { name: 'Record a receipt' }))
  await press(page.getByRole('button', { name: 'Open it' }))
  await page.waitForURL('**/receipts/*')
  await page.getByRole('button', { name: 'More actions' }).waitFor()
  const undo = page.getByRole('button', { name: 'Void' })
  if (!(await undo.isVisible())) await press(page.getByRole('button', { name: 'More actions' }))
  await press(undo.or(page.getByRole('menuitem', { name: 'Void' })))
  await page.getByRole('dialog').getByLabel('Reason').fill('tried it')
  await press(page.getByRole('dialog').getByRole('button', { name: 'Void' }))
  await page.getByText('The receipt is void.').waitFor()
  await wasUndone(payer.customer_id, `30${at}00`)

  await go('Import')
  await press(page.locator('.segmented-label, .ant-segmented-item').filter({ hasText: 'Receipts' }).first())
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(page.locator('label.drop'))])
  await chooser.setFiles(await ownFile(at))
  await press(page.getByRole('button', { name: 'Start the import' }))
  await page.waitForURL(/\/imports\/./)
  await page.getByText('Done', { exact: true }).first().waitFor()

  await go('Ageing')
  if (phone) await press(page.locator('summary').filter({ hasText: 'Filters' }))
  await press(page.getByRole('button', { name: 'Quarter end' }))
  await press(page.getByRole('button', { name: 'on that day' }))
  await readsThen(page)
  await page.screenshot({ path: join(screens, `done-when-ageing-${phone ? 390 : 1440}.png`) })
}

test('by mouse on a laptop', (t: TestContext) =>
  inWindow({ language: 'en' }, async page => {
    const hand = handOf(false)
    await byHand(page, hand, 0, false)
    t.diagnostic(`${hand.times()} clicks`)
  }))

test('by thumb on a phone', (t: TestContext) =>
  inWindow({ language: 'en', width: 390 }, async page => {
    const hand = handOf(true)
    await byHand(page, hand, 1, true)
    t.diagnostic(`${hand.times()} touches`)
  }))

/** What has the keyboard, as it is called. */
const focused = (page: Page) =>
  page.evaluate<string>(`(() => {
    const it = document.activeElement
    const ids = (it?.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean)
    const of = ids.map(id => document.getElementById(id)?.textContent).join(' ')
    return it?.getAttribute('aria-label') || of || [...(it?.labels ?? [])].map(one => one.textContent).join(' ') || it?.textContent || ''
  })()`)

/** Keys alone; each is counted, and letters of words are not. */
function keysOf(page: Page, t: TestContext) {
  let times = 0
  const key = async (...names: string[]) => {
    for (const name of names) {
      times++
      await page.keyboard.press(name)
    }
  }
  const tabTo = async (what: RegExp, most = 80) => {
    const seen: string[] = []
    for (let tries = 0; tries < most; tries++) {
      await key('Tab')
      const name = (await focused(page)).trim()
      if (what.test(name)) return t.diagnostic(`${tries + 1} × Tab to ${name.slice(0, 30)}`)
      seen.push(name.slice(0, 30))
    }
    assert.fail(`${what} is not reached by Tab: ${seen.join(' → ')}`)
  }
  return { key, tabTo, type: (text: string) => page.keyboard.type(text), times: () => times }
}

test('by keyboard alone', (t: TestContext) =>
  inWindow({ language: 'en' }, async page => {
    const { key, tabTo, type, times } = keysOf(page, t)
    const payer = (await payers())[2]
    assert.ok(payer)
    await page.goto(house.address)
    await page.getByRole('button', { name: 'Look around in the demo' }).waitFor()
    await tabTo(/^Look around in the demo/)
    await key('Enter')
    const matters = page.getByRole('grid', { name: 'Customers who matter today' }).last()
    await matters.getByRole('row').nth(4).waitFor()
    t.diagnostic(`signed in: ${times()} keys`)

    // Whom one has found is opened by the search, by a part of the name.
    await key('Control+k')
    await page.getByRole('combobox').waitFor()
    await type(payer.number)
    await page
      .getByRole('option', { name: new RegExp(payer.name) })
      .first()
      .waitFor()
    await key('Enter')
    await page.getByRole('heading', { level: 1, name: payer.name }).waitFor()
    await page.getByRole('button', { name: 'Record a receipt' }).waitFor()
    t.diagnostic(`customer open: ${times()} keys`)

    await key('n', 'r')
    const drawer = page.getByRole('dialog', { name: 'Record a receipt' })
    await drawer
      .getByLabel(/^To apply /)
      .nth(2)
      .waitFor()
    await tabTo(/^Amount$/)
    await type('302')
    await tabTo(/^To apply /)
    for (const part of [0, 1, 2]) {
      await type('100')
      if (part < 2) await key('ArrowDown')
    }
    await key('Control+Enter')
    await page.getByText('The receipt is recorded.').waitFor()
    await drawer.waitFor({ state: 'detached' })
    t.diagnostic(`recorded: ${times()} keys`)

    await key('Control+k')
    await page.getByRole('combobox').waitFor()
    await type('302.00')
    await page
      .getByRole('option', { name: /302\.00/ })
      .first()
      .waitFor()
    await key('Enter')
    await page.waitForURL('**/receipts/*')
    await page.getByRole('button', { name: 'More actions' }).waitFor()
    await key('Control+k')
    await page.getByRole('combobox').waitFor()
    await type('Void')
    await page.getByRole('option', { name: /Void/ }).first().waitFor()
    await key('Enter')
    await page.getByRole('dialog').getByLabel('Reason').waitFor()
    if ((await focused(page)) !== 'Reason') await tabTo(/^Reason/)
    await type('tried it')
    await key('Control+Enter')
    await page.getByText('The receipt is void.').waitFor()
    await wasUndone(payer.customer_id, '30200')
    t.diagnostic(`undone: ${times()} keys`)

    await key('g', 'm')
    await page.getByRole('heading', { level: 1, name: 'Import' }).waitFor()
    await tabTo(/^(Invoices|Bills|Receipts)$|What is in the file/)
    await key('ArrowRight')
    await page.waitForURL('**/imports?kind=receipts')
    await tabTo(/Drop a file|choose|file/i)
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), key('Space')])
    await chooser.setFiles(await ownFile(2))
    await page.getByRole('button', { name: 'Start the import' }).waitFor()
    await key('Control+Enter')
    await page.waitForURL(/\/imports\/./)
    await page.getByText('Done', { exact: true }).first().waitFor()
    t.diagnostic(`imported: ${times()} keys`)

    await key('g', 'a')
    await page.getByRole('button', { name: 'Quarter end' }).waitFor()
    await tabTo(/^Quarter end/)
    await key('Enter')
    await tabTo(/^on that day/)
    await key('Enter')
    await readsThen(page)
    t.diagnostic(`${times()} keys, beside the words that were typed`)
  }))
