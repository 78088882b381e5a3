import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { TOTP, Secret } from 'otpauth'
import type { Page } from 'playwright-core'
import { closeBrowser } from './browser.ts'
import { atDesk, inWindow, signIn } from './desk.ts'
import { clerk, type House, openHouse } from './house.ts'

let house: House
before(async () => {
  house = await openHouse()
})
after(async () => {
  await closeBrowser()
  await house.close()
})

const colleague = { name: '周以宁', email: 'zhou@example.com', password: 'paper, ink and a lamp' }

const desk = (work: (page: Page) => Promise<void>) => inWindow({ language: 'en' }, work)
const signedIn = (work: (page: Page) => Promise<void>) => atDesk(house, work)

test('[ACC-2] one is invited by a link, sets a password, gets a role, and sees what the role may', () =>
  signedIn(async page => {
    await page.goto(`${house.address}/people`)
    await page.getByRole('button', { name: 'Invite' }).click()
    await page.getByLabel('Name', { exact: true }).fill(colleague.name)
    await page.getByLabel('E-mail', { exact: true }).fill(colleague.email)
    await page.getByRole('button', { name: 'Make the link' }).click()
    const link = (await page.locator('[data-secret]').innerText()).trim()
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByRole('heading', { name: 'Invitations that wait' }).waitFor()
    await page
      .getByRole('row', { name: new RegExp(colleague.email) })
      .first()
      .click()
    await page.getByRole('heading', { name: colleague.name, level: 1 }).waitFor()
    await page.getByText('Without a role one sees nothing.').waitFor()
    await page.getByRole('button', { name: 'Give a role' }).click()
    await page.getByRole('combobox', { name: 'Role' }).click()
    await page.keyboard.type('Receivables')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Give a role' }).click()
    await page.getByRole('cell', { name: 'Receivables clerk' }).waitFor()
    await desk(async other => {
      await other.goto(`${house.address}/invitation${new URL(link).hash}`)
      await other.locator('input[name=new-password]').fill(colleague.password)
      await other.getByRole('button', { name: 'Set the password and enter' }).click()
      await other.locator('aside.side').waitFor()
      assert.equal(await other.getByRole('link', { name: 'People' }).count(), 0, 'a clerk keeps no people')
      await other.goto(`${house.address}/people`)
      await other.getByText('You may not see this').waitFor()
      await other.goto(`${house.address}/me`)
      await other.getByText('Receivables clerk').waitFor()
      await other.getByRole('combobox', { name: 'May one' }).click()
      await other.keyboard.type('Make roles')
      await other.keyboard.press('Enter')
      await other.getByText('No role held gives it.').waitFor()
      await other.getByText('Could be given by').waitFor()
    })
    await desk(async late => {
      await late.goto(`${house.address}/invitation${new URL(link).hash}`)
      await late.getByRole('alert').waitFor()
    })
  }))

test('[TSK-3] [TSK-8] [TSK-11] who is mentioned and given a task finds both in the inbox, answers and finishes', () =>
  signedIn(async page => {
    const [customer] = (await house.ask('GET', '/api/customers?limit=1')).rows
    await page.goto(`${house.address}/customers/${customer.customer_id}?tab=talk`)
    await page.getByLabel('Write a comment').click()
    await page.keyboard.type('They want a copy of the order, ')
    await page.keyboard.type('@周')
    await page.getByRole('option', { name: colleague.name }).or(page.getByText(colleague.name)).first().waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('please look')
    await page.locator('input[type=file]').setInputFiles({
      name: 'order.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4 an order'),
    })
    await page.getByText('order.pdf').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.locator('.comments .mention', { hasText: colleague.name }).waitFor()
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByText('Give a task about it').click()
    const form = page.getByRole('dialog')
    await form.getByLabel('What is to be done').fill('Send the order again')
    await form.getByRole('combobox', { name: 'Owner' }).click()
    await page.getByTitle(colleague.name, { exact: false }).last().click()
    await form.getByRole('button', { name: 'Give a task' }).click()
    await page.getByRole('button', { name: 'Send the order again' }).waitFor()
    await desk(async other => {
      await signIn(house, other, colleague)
      await other.getByRole('link', { name: 'Inbox: 2 unread' }).click()
      await other.getByRole('button', { name: /mentioned you/ }).click()
      await other.waitForURL('**/customers/*')
      await other.getByRole('button', { name: 'order.pdf' }).waitFor()
      await other.goto(`${house.address}/tasks`)
      await other
        .getByRole('row', { name: /Send the order again/ })
        .first()
        .focus()
      await other.keyboard.press('x')
      const bar = other.getByRole('region', { name: 'Picked rows' })
      await bar.getByRole('button', { name: 'Finish' }).click()
      await other.getByRole('dialog').getByLabel('Outcome').fill('Sent by mail')
      await other.getByRole('dialog').getByRole('button', { name: 'Finish' }).click()
      await other.getByText('Nothing for you to do').waitFor()
    })
    await page.goto(`${house.address}/inbox`)
    await page.getByRole('button', { name: /closed a task/ }).click()
    await page.getByText('Sent by mail').first().waitFor()
    // A correction leaves what was said before; taking it back as well.
    await page.goto(`${house.address}/customers/${customer.customer_id}?tab=talk`)
    await page.getByRole('button', { name: 'Correct' }).click()
    await page.getByLabel('Correct').last().fill('They want a copy of the contract')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('One earlier version').click()
    await page.getByText('copy of the order').waitFor()
    await page.getByRole('button', { name: 'Take back' }).click()
    await page.getByRole('dialog').getByLabel('Reason').fill('Wrong customer')
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
    await page.getByText('Taken back.').first().waitFor()
  }))

test('[ACC-8] a key is shown once, opens the API, and is refused once it is revoked', () =>
  signedIn(async page => {
    await page.goto(`${house.address}/keys`)
    await page.getByRole('button', { name: 'Make a key' }).click()
    await page.getByLabel('Name', { exact: true }).fill('nightly figures')
    await page.getByRole('combobox', { name: 'Role' }).click()
    await page.keyboard.type('Receivables')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Make a key' }).click()
    const token = (await page.locator('[data-secret]').innerText()).trim()
    await page.getByRole('button', { name: 'I have kept it' }).click()
    const status = async () =>
      (await fetch(`${house.address}/api/invoices`, { headers: { authorization: `Bearer ${token}` } })).status
    assert.equal(await status(), 200)
    await page.reload()
    assert.ok(!(await page.content()).includes(token), 'nobody sees it again')
    await page
      .getByRole('row', { name: /nightly figures/ })
      .getByRole('button', { name: 'Revoke' })
      .click()
    await page.getByRole('button', { name: 'Revoke the key' }).click()
    await page.getByText('The key is revoked').waitFor()
    assert.equal(await status(), 401)
  }))

test('[ACC-5] a second factor is set up, asked for at the next sign-in, and its session is ended from another desk', () =>
  signedIn(async page => {
    await page.goto(`${house.address}/me`)
    await page.getByRole('button', { name: 'Set up a second factor' }).click()
    await page.getByRole('dialog').locator('input[name=current-password]').fill(clerk.password)
    await page.getByRole('button', { name: 'Next' }).click()
    const key = (await page.getByRole('dialog').locator('code').innerText()).trim()
    const totp = new TOTP({ secret: Secret.fromBase32(key) })
    await page.locator('input[name=one-time-code]').fill('000000')
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByRole('alert').waitFor()
    await page.locator('input[name=one-time-code]').fill(totp.generate())
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByRole('button', { name: 'New backup codes' }).waitFor()
    await desk(async other => {
      await signIn(house, other, clerk)
      // A code opens one session; the one of the next half minute opens another.
      await other.locator('input[name=one-time-code]').fill(totp.generate({ timestamp: Date.now() + 30_000 }))
      await other.locator('button[type=submit]').first().click()
      await other.waitForURL(url => url.pathname !== '/sign-in')
      await page.reload()
      await page.getByRole('row', { name: /This one/ }).waitFor()
      await page.getByRole('button', { name: 'End', exact: true }).first().click()
      await page.getByText('The session is ended').waitFor()
      await other.goto(`${house.address}/people`)
      await other.waitForURL('**/sign-in**')
    })
  }))
