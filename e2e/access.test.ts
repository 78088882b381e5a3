import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { closeBrowser, openWindow } from './browser.ts'
import { contractOf, openingOf } from './company.ts'
import { complaintsOf } from './desk.ts'
import { type House, openHouse } from './house.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let house: House
before(async () => {
  house = await openHouse()
})
after(async () => {
  await closeBrowser()
  await house.close()
})

type Violation = { id: string; nodes: { html: string; failureSummary: string }[] }

/** Every page there is; `{customer}` and its like are filled in. */
const pages = [
  '/sign-in',
  '/',
  '/ageing',
  '/balances',
  '/ledger?customer_id={customer}&from=2025-10-01',
  '/statement?customer_id={customer}',
  '/customers',
  '/customers/twins',
  '/customers/{customer}',
  '/invoices',
  '/invoices/{invoice}',
  '/receipts',
  '/receipts/{receipt}',
  '/apply',
  '/imports',
  '/openings',
  '/openings/{opening}',
  '/approvals',
  '/me?why=role.manage',
  '/people',
  '/people/{person}',
  '/roles',
  '/keys',
  '/sign-ins',
  '/events',
  '/number-series',
  '/due',
  '/journal?from=2025-10-01',
  '/registers',
  '/trial-balance?from=2025-10&to=2026-03',
  '/account-ledger',
  '/customers/{customer}?tab=file',
  '/tasks?view=all',
  '/inbox?show=all',
  '/approvals?state=mine',
  '/organisation',
  '/periods',
  '/accounts',
  '/rates',
  '/terms',
  '/contracts',
  '/contracts?view=drafts',
  '/contracts/{contract}',
  '/policies',
  '/customers/documents',
  '/customers/onboardings',
  '/customers/grades',
  '/customer-rules',
  '/contracts/steps',
  '/contracts/wordings',
  '/billing',
  '/tax-invoices',
  '/tax-documents',
  '/tax-returns',
  '/red-letters',
  '/tax-invoices/gaps',
  '/refunds',
  '/bills',
  '/bills/calendar',
  '/reminders',
  '/reminders?view=held',
  '/agreements',
  '/late-charges',
  '/customer-pages',
  '/returned-letters',
  '/payment-advices',
  '/payer-letters',
  '/receipt-rules',
  '/receipts/posting',
  '/receipts/waiting',
  '/settlements',
  '/collection-policy',
  '/terms-offers',
  '/payment-methods',
  '/senders',
  '/styleguide',
]

/** States of pages that are pages of their own to whoever reads them; in `npm run soak`, with the other combinations. */
const states = [
  '/ageing?cell=~~CNY',
  '/ageing?why=yes&since=2026-01-01',
  '/due?view=month',
  '/registers?of=creditNotes',
  '/roles?role=sales',
  '/terms?code=2-10-net30',
  '/customers/{customer}?tab=items',
  '/customers/{customer}?tab=record',
  '/customers/{customer}?tab=talk',
  '/customers/{customer}?tab=contracts',
]

async function violationsOf(page: Page) {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe)
  const found = await page.evaluate<Violation[]>(
    'axe.run(document, { resultTypes: ["violations"] }).then(found => found.violations)',
  )
  return found.map(one => ({
    id: one.id,
    nodes: one.nodes.slice(0, 3).map(node => `${node.html.slice(0, 160)} ${node.failureSummary}`),
  }))
}

/** What sticks out of the page sideways, and words that do not fit the button, tab, label or mark they stand in. */
const stickingOut = `(() => {
  const wide = document.documentElement.scrollWidth > innerWidth ? ['the page: ' + document.documentElement.scrollWidth] : []
  const words = [...document.querySelectorAll('button, .label, .tag, .ant-segmented-item-label, .ant-tabs-tab, nav a, h1, h2')]
  const cut = words.filter(one => {
    const { overflowX, textOverflow, display } = getComputedStyle(one)
    const scrolls = overflowX === 'auto' || overflowX === 'scroll' || textOverflow === 'ellipsis'
    return display !== 'inline' && !scrolls && one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1
  })
  return [...wide, ...cut.map(one => one.outerHTML.slice(0, 160))]
})()`

/** Goes to another page as a link does, without loading the program anew, and empties the page before. */
async function goWithin(page: Page, path: string): Promise<void> {
  await page.evaluate("document.querySelector('main h1').setAttribute('data-before', '')")
  await page.evaluate(
    `history.pushState({}, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`,
  )
  await page.locator('main h1:not([data-before])').waitFor()
}

/** Until the page stands and nothing on it is still on its way. */
async function settled(page: Page): Promise<void> {
  await page.locator('main h1').waitFor()
  const busy = page.locator('.lines-loading, .ant-spin-spinning, .table-frame[aria-busy=true]')
  // What stands from before is asked anew a moment after it shows.
  do {
    while ((await busy.count()) > 0) await busy.first().waitFor({ state: 'detached' })
    await page.evaluate('new Promise(done => setTimeout(done, 60))')
  } while ((await busy.count()) > 0)
}

test('every page there is stands in the list of those that are looked at', () => {
  const web = new URL('../web/', import.meta.url)
  const places = globSync(['routes.tsx', '*/pages.ts'], { cwd: web.pathname }).flatMap(name => {
    const [...found] = readFileSync(new URL(name, web), 'utf8').matchAll(/(?:page\(|\[)\s*'(\/[^'$]*)',\s*lazy/g)
    return found.map(([, place = '']) => place)
  })
  assert.ok(places.length > 50, `${places.length}`)
  const looked = new Set(pages.map(page => page.split('?')[0]))
  assert.deepEqual(
    places.filter(place => !looked.has(place)),
    [],
  )
})

test('no page keeps anybody out', async t => {
  // One combination here; the others in `npm run soak`, or by hand: E2E_LANGUAGE=zh E2E_THEME=dark E2E_WIDTH=390.
  const { E2E_LANGUAGE, E2E_THEME, E2E_WIDTH } = process.env
  const window = await openWindow({
    language: E2E_LANGUAGE === 'zh' ? 'zh' : 'en',
    theme: E2E_THEME === 'dark' ? 'dark' : 'light',
    width: Number(E2E_WIDTH ?? 1440),
  })
  const page = await window.newPage()
  const complaints = complaintsOf(page)
  const one = async (path: string) => (await house.ask('GET', path)).rows[0]
  await house.ask('POST', '/api/openings', await openingOf(house.ask, '4000000'))
  const ids: Record<string, string> = {
    customer: (await one('/api/customers?q=C002')).customer_id,
    invoice: (await one('/api/invoices')).invoice_id,
    receipt: (await one('/api/receipts')).receipt_id,
    opening: (await one('/api/openings')).opening_id,
    person: (await one('/api/people')).person_id,
    contract: await contractOf(house.ask),
  }
  let inside = false
  for (const pattern of process.env.E2E_STATES ? [...pages, ...states] : pages)
    await t.test(pattern, async () => {
      const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '')
      const [place] = path.split('?')
      if (inside && !page.url().includes(`${place}?`) && !page.url().endsWith(`${place}`)) await goWithin(page, path)
      else await page.goto(`${house.address}${path}`)
      if (path === '/sign-in') await page.waitForLoadState('networkidle')
      else if (path === '/styleguide') await page.locator('main h1').waitFor()
      else await settled(page)
      assert.deepEqual(await violationsOf(page), [])
      assert.deepEqual(await page.evaluate(stickingOut), [], 'nothing sticks out')
      assert.deepEqual(complaints.splice(0), [])
      inside = path !== '/sign-in'
      if (path === '/sign-in') await window.addCookies(house.cookies)
    })
  await t.test('the guide beside a page', async () => {
    await page.goto(`${house.address}/ageing`)
    await page.locator('main h1').waitFor()
    await page.keyboard.press('F1')
    await page.locator('#guide h2').first().waitFor()
    await settled(page)
    assert.deepEqual(await violationsOf(page), [])
  })
  await window.close()
})
