import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
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

/** A message about a task that falls due. */
const told = {
  notification_id: '01a23193-bdaf-7d44-8b72-7c3a8c26310e',
  kind: 'task_due',
  about_id: '01a23193-bdaf-7d44-8b72-7c3a8c26310f',
  actor_name: null,
  recorded_at: '2026-03-30T08:00:00.000000Z',
  read_at: null,
  text: 'Call Hengtai',
  summary: null,
  state: 'open',
  due_on: '2026-03-31',
  subject_kind: null,
  subject_id: null,
  document_kind: null,
  subject_number: null,
  currency: null,
  amount_minor: null,
  customer_id: null,
  customer_name: null,
}

test('a message is read at once, and unread again where that is refused', () =>
  atDesk(house, async page => {
    const answer = Promise.withResolvers<void>()
    await page.route('**/api/inbox?*', route => route.fulfill({ json: { rows: [told], next: null } }))
    await page.route('**/api/inbox/count', route => route.fulfill({ json: { unread: 1 } }))
    await page.route('**/api/inbox/read', async route => {
      await answer.promise
      await route.fulfill({ status: 404, json: { problems: [{ index: 0, code: 'notification_unknown', params: {} }] } })
    })
    await page.goto(`${house.address}/inbox`)
    await page.locator('.bell-count').waitFor()
    await page.getByRole('button', { name: 'Mark read' }).click()
    // The server has not answered yet.
    await page.getByRole('button', { name: 'Mark unread' }).waitFor()
    assert.equal(await page.locator('.bell-count').count(), 0)
    answer.resolve()
    await page.getByRole('button', { name: 'Mark read' }).waitFor()
    await page.locator('.bell-count').waitFor()
    await page.locator('.toast.wrong').waitFor()
  }))

test('a task is ticked at once, opened again by one press, and as before where that is refused', () =>
  atDesk(house, async page => {
    let refused = true
    const asked: string[] = []
    const state = { now: 'open' }
    await page.route('**/api/inbox?*', route =>
      route.fulfill({ json: { rows: [{ ...told, state: state.now }], next: null } }),
    )
    await page.route('**/api/inbox/count', route => route.fulfill({ json: { unread: 1 } }))
    await page.route('**/api/tasks/*', route => {
      asked.push(new URL(route.request().url()).pathname)
      const problems = [{ index: 0, code: 'task_of_another', params: {} }]
      if (refused) return route.fulfill({ status: 403, json: { problems } })
      state.now = asked.at(-1) === '/api/tasks/finish' ? 'finished' : 'open'
      return route.fulfill({ json: { rows: [{ task_id: told.about_id, version: 2 }] } })
    })
    await page.goto(`${house.address}/inbox`)
    const tick = page.locator('.inbox').getByRole('button', { name: 'Done' })
    await tick.click()
    await page.locator('.toast.wrong').waitFor()
    await tick.waitFor()
    refused = false
    await tick.click()
    await page.locator('.inbox .tag').filter({ hasText: 'Finished' }).waitFor()
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click()
    await tick.waitFor()
    assert.deepEqual(asked, ['/api/tasks/finish', '/api/tasks/finish', '/api/tasks/reopen'])
  }))

test('what a document shows is asked for when one points at its link', () =>
  atDesk(house, async page => {
    await page.goto(house.address)
    const link = page.getByRole('link', { name: '上海恒泰机械制造有限公司' }).first()
    await link.waitFor()
    const asked = page.waitForRequest(request => /\/api\/customers\/[0-9a-f-]{36}$/.test(request.url()))
    await link.hover()
    await asked
    assert.equal(new URL(page.url()).pathname, '/', 'one has only pointed at it')
  }))
