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

/** A picture of one point. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('a picture beside a comment is looked at in place; a page that calls itself one is not shown', () =>
  atDesk(house, async page => {
    const { invoice_id } = (await house.ask('GET', '/api/invoices')).rows[0]
    await page.goto(`${house.address}/invoices/${invoice_id}`)
    await page.getByLabel('Write a comment').fill('see the files')
    const script = Buffer.from('<html><script>parent.taken = true</script></html>')
    await page.locator('input[type=file]').setInputFiles([
      { name: 'slip.png', mimeType: 'image/png', buffer: picture },
      { name: 'trick.png', mimeType: 'image/png', buffer: script },
      { name: 'trick.pdf', mimeType: 'text/html', buffer: script },
    ])
    await page.locator('.kept-files li', { hasText: 'trick.pdf' }).waitFor()
    await page.getByRole('button', { name: 'Comment', exact: true }).click()
    const look = async (name: string) => {
      await page.getByRole('button', { name, exact: true }).last().click()
      return page.getByRole('dialog', { name })
    }
    const shown = await look('slip.png')
    await shown.locator('img').waitFor()
    await page.waitForFunction('document.querySelector(".file-look")?.naturalWidth === 1')
    const taken = page.waitForEvent('download')
    await shown.getByRole('button', { name: 'Download' }).click()
    assert.equal((await taken).suggestedFilename(), 'slip.png')
    await page.keyboard.press('Escape')
    for (const name of ['trick.png', 'trick.pdf']) {
      const trick = await look(name)
      await trick.getByText('Files of this kind are not shown here', { exact: false }).waitFor()
      assert.equal(await trick.locator('img, iframe').count(), 0)
      await page.keyboard.press('Escape')
      await trick.waitFor({ state: 'detached' })
    }
    assert.equal(await page.evaluate('window.taken'), undefined)
  }))

test('a returned letter is dropped and read; one of no letter says so, and stands in the list', () =>
  atDesk(house, async page => {
    await page.goto(`${house.address}/returned-letters`)
    await page.getByText('Nothing came back').waitFor()
    await page.getByRole('button', { name: 'Read a returned letter' }).click()
    const dialog = page.getByRole('dialog')
    const message = 'From: mailer-daemon@a.example\r\nSubject: Undelivered\r\n\r\n550 no such user'
    await dialog
      .locator('input[type=file]')
      .setInputFiles({ name: 'back.eml', mimeType: 'message/rfc822', buffer: Buffer.from(message) })
    await dialog.getByRole('button', { name: 'Read a returned letter' }).click()
    await dialog.getByText('It belongs to no letter of this organisation', { exact: false }).waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await page.locator('tr', { hasText: '550 no such user' }).getByText('Belongs to no letter').waitFor()
  }))

test('an SMS is refused by name where no service is set, and the dialog stays', () =>
  atDesk(house, async page => {
    const { invoice_id } = (await house.ask('GET', '/api/invoices')).rows[0]
    await page.goto(`${house.address}/invoices/${invoice_id}`)
    await page.getByRole('button', { name: 'Send to customer' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox').click()
    await page.getByTitle('SMS', { exact: true }).click()
    await dialog.getByLabel('Mobile number').fill('13912345678')
    await dialog.getByRole('button', { name: 'Send to customer' }).click()
    await dialog.getByText('no SMS service is set up', { exact: false }).waitFor()
  }))
