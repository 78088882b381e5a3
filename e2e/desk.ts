import assert from 'node:assert/strict'
import type { BrowserContext, Page } from 'playwright-core'
import { openWindow, type View } from './browser.ts'
import { clerk, type House } from './house.ts'

type Work = (page: Page, window: BrowserContext) => Promise<void>
type Person = { email: string; password: string }

/** What a page complains about from now on: errors, and keys that have no word. */
export function complaintsOf(page: Page, complaints: string[] = []): string[] {
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    if (message.text().startsWith('No word for ')) complaints.push(message.text())
  })
  return complaints
}

/** A window with its first page, closed behind the work. What the page complains about fails the test. */
export async function inWindow(view: View, work: Work): Promise<void> {
  const window = await openWindow(view)
  const page = await window.newPage()
  page.setDefaultTimeout(Number(process.env.E2E_PATIENCE ?? 15_000))
  const complaints = complaintsOf(page)
  try {
    await work(page, window)
    assert.deepEqual(complaints, [])
  } finally {
    await window.close()
  }
}

/** A window in which the clerk is signed in already, without a page yet. */
export const atDesk = (house: House, work: Work, view: View = { language: 'en' }): Promise<void> =>
  inWindow(view, async (page, window) => {
    await window.addCookies(house.cookies)
    await work(page, window)
  })

/** Signs in as a person does. */
export async function signIn(house: House, page: Page, who: Person = clerk): Promise<void> {
  await page.goto(`${house.address}/sign-in`)
  await page.locator('input[name=username]').fill(who.email)
  await page.locator('input[name=current-password]').fill(who.password)
  await page.locator('button[type=submit]').first().click()
}
