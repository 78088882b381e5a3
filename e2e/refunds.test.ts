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

test('money on account is asked for from the receipt; without an account in use it cannot be, and who asked cannot approve', async () => {
  const { rows } = await house.ask('GET', '/api/receipts?unapplied=yes')
  const receipt = rows[0]
  await atDesk(house, async page => {
    await page.goto(`${house.address}/receipts/${receipt.receipt_id}`)
    await page.getByRole('heading', { name: receipt.number }).waitFor()
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Request a refund' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('This customer has no bank account in use.').waitFor()
    assert.equal(await dialog.getByRole('button', { name: 'Request a refund' }).isDisabled(), true)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
  })
  const never = { condition: { never: true }, permission: 'approval.release.customer_account' }
  await house.ask('PUT', '/api/approval-policies/customer_account.activate', never)
  const account = { holder: 'Payee', bank: 'ICBC', number: '6222021001012345', evidence: 'stamped letter' }
  const { account_id } = await house.ask('POST', `/api/customers/${receipt.customer_id}/bank-accounts`, account)
  await house.ask('POST', `/api/customer-bank-accounts/${account_id}/activation`, {})
  await atDesk(house, async page => {
    await page.goto(`${house.address}/receipts/${receipt.receipt_id}`)
    await page.getByRole('heading', { name: receipt.number }).waitFor()
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Request a refund' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(receipt.number).fill('1.00')
    await dialog.getByLabel('Reason').fill('Paid twice')
    await dialog.getByRole('button', { name: 'Request a refund' }).click()
    await page.getByText('This now waits for a second person.').waitFor()
    await page.goto(`${house.address}/refunds`)
    await page.getByText('RFD2026-000001').click()
    await page.getByText('Submitted; another person releases it.').waitFor()
    await page.getByText('•••• 2345').waitFor()
  })
  const [asked] = (await house.ask('GET', '/api/refunds')).rows
  assert.deepEqual([asked.state, asked.amount_minor, asked.reason], ['requested', '100', 'Paid twice'])
})
