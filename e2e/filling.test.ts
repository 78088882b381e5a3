import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
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

for (const { width, language, said } of [
  { width: 1440, language: 'en', said: /Mar 2025.*8%/ },
  { width: 390, language: 'zh', said: /2025年3月.*8%/ },
] as const)
  test(`a made-up company says at ${width} px which month it has come to, asks anew with each, and ends by itself`, () =>
    atDesk(
      house,
      async page => {
        const days = [
          { on: '2025-03-07', done: 65, total: 730 },
          { on: '2025-04-02', done: 90, total: 730 },
        ]
        let at = 0
        const standing: string[] = []
        await page.route('**/api/organisation/filling', route => route.fulfill({ json: { filling: days[at] ?? null } }))
        page.on('request', request => {
          if (request.url().includes('/api/reports/standing')) standing.push(request.url())
        })
        await page.goto(house.address)
        const band = page.locator('.demo-band')
        await band.getByText(said).waitFor()
        await page.getByRole('progressbar', { name: said }).waitFor()
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.screenshot({ path: join(screens, `filling-${language}-${width}.png`) })
        const anew = async () => {
          const before = standing.length
          at++
          for (let tries = 0; standing.length === before; tries++) {
            assert.ok(tries < 300)
            await page.waitForTimeout(30)
          }
        }
        await anew()
        await band.getByText(/12 ?%/).waitFor()
        await anew()
        await page.getByRole('progressbar', { name: /%/ }).waitFor({ state: 'detached' })
      },
      { width, language },
    ))
