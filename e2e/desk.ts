import type { Page } from 'playwright-core'
import { openWindow, type View } from './browser.ts'
import { clerk, type House } from './house.ts'

/** A window in which the clerk has signed in. */
export async function atDesk(
  house: House,
  work: (page: Page) => Promise<void>,
  view: View = { language: 'en' },
): Promise<void> {
  const window = await openWindow(view)
  const page = await window.newPage()
  page.setDefaultTimeout(Number(process.env.E2E_PATIENCE ?? 15_000))
  try {
    await page.goto(`${house.address}/sign-in`)
    await page.locator('input[name=username]').fill(clerk.email)
    await page.locator('input[name=current-password]').fill(clerk.password)
    await page.locator('button[type=submit]').first().click()
    await page.waitForURL(url => !url.pathname.startsWith('/sign-in'))
    await work(page)
  } finally {
    await window.close()
  }
}
