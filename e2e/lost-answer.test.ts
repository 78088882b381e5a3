import assert from 'node:assert/strict'
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

async function openReceipt(page: Page): Promise<void> {
  const { rows } = await house.ask('GET', '/api/customers?q=恒泰')
  await page.goto(`${house.address}/customers/${rows[0].customer_id}`)
  await page.getByRole('button', { name: '登记收款' }).click()
}

const receiptsOf = async (amount_minor: string) => {
  const { rows } = await house.ask('GET', '/api/receipts?sort=-number&received_from=2026-03-31&limit=200')
  return rows.filter((row: { amount_minor: string }) => row.amount_minor === amount_minor).length
}

test('an answer that was lost costs nothing: the same click again is the same receipt, another amount another one', () => {
  const work = async (page: Page) => {
    await openReceipt(page)
    const keys: string[] = []
    let lose = 2
    await page.route('**/api/receipts', async route => {
      const request = route.request()
      if (request.method() !== 'POST') return route.continue()
      keys.push(request.headers()['idempotency-key'] ?? '')
      // The server does it; the answer gets lost on its way, once as a dead line and once as a fault of a gateway.
      const answer = await route.fetch()
      assert.equal(answer.status(), 200)
      if (lose === 0) return route.fulfill({ response: answer })
      lose--
      return lose === 1 ? route.abort('connectionreset') : route.fulfill({ status: 502, body: 'bad gateway' })
    })
    const save = page.getByRole('dialog').getByRole('button', { name: '登记收款' })
    await page.getByLabel('金额').fill('777.01')
    for (const times of [1, 2, 3]) {
      await save.click()
      for (let tries = 0; keys.length < times; tries++) {
        assert.ok(tries < 500)
        await page.waitForTimeout(20)
      }
      // While it waits for an answer the button takes no click.
      await page.locator('[role=dialog] .ant-btn-loading').waitFor({ state: 'detached' })
    }
    await page.getByText('收款已登记。').waitFor()
    assert.equal(new Set(keys).size, 1)
    assert.equal(await receiptsOf('77701'), 1)

    // The same words after an answer are another receipt; other words while none came, too.
    await page.getByRole('button', { name: '登记收款' }).click()
    await page.getByLabel('金额').fill('777.01')
    await save.click()
    await page.getByText('收款已登记。').first().waitFor()
    for (let tries = 0; (await receiptsOf('77701')) < 2; tries++) assert.ok(tries < 100)
    assert.equal(new Set(keys).size, 2)
  }
  return atDesk(house, work, { language: 'zh' })
})
