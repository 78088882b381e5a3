import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { closeBrowser, openWindow } from './browser.ts'
import { clerk, type House, openHouse } from './house.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let house: House
before(async () => {
  house = await openHouse()
})
after(async () => {
  await closeBrowser()
  await house.close()
})

/** Every page there is; `{customer}` and its like are filled in. */
const pages = [
  '/sign-in',
  '/ageing',
  '/ageing?cell=~~CNY',
  '/ageing?why=yes&since=2026-01-01',
  '/balances',
  '/ledger?customer_id={customer}&from=2025-10-01',
  '/statement?customer_id={customer}',
  '/customers',
  '/customers/{customer}',
  '/invoices',
  '/invoices/{invoice}',
  '/receipts',
  '/receipts/{receipt}',
  '/imports',
]

test('no page keeps anybody out', async t => {
  const window = await openWindow({ language: 'en', theme: 'light' })
  const page = await window.newPage()
  const one = async (path: string) => (await house.ask('GET', path)).rows[0]
  const ids: Record<string, string> = {
    customer: (await one('/api/customers?q=C002')).customer_id,
    invoice: (await one('/api/invoices')).invoice_id,
    receipt: (await one('/api/receipts')).receipt_id,
  }
  for (const pattern of pages)
    await t.test(pattern, async () => {
      const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '')
      await page.goto(`${house.address}${path}`)
      if (path !== '/sign-in') await page.locator('main h1').waitFor()
      await page.waitForLoadState('networkidle')
      await page.evaluate(axe)
      const found = await page.evaluate(async () => {
        // oxlint-disable-next-line no-explicit-any -- axe has put itself on the page
        const { violations } = await (globalThis as any).axe.run(document)
        return violations.map((one: { id: string; nodes: { html: string; failureSummary: string }[] }) => ({
          id: one.id,
          nodes: one.nodes.slice(0, 3).map(node => `${node.html.slice(0, 160)} ${node.failureSummary}`),
        }))
      })
      assert.deepEqual(found, [])
      if (path === '/sign-in')
        await page.request.post(`${house.address}/api/auth/sign-in/email`, {
          data: clerk,
          headers: { origin: house.address },
        })
    })
  await window.close()
})
