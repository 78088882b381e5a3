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

test('a customer is applied for, its papers are put in, and who applied cannot activate it', async () => {
  await atDesk(house, async page => {
    await page.goto(`${house.address}/customers/onboardings`)
    await page.getByRole('button', { name: 'Apply for an account' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Bluebell Bureau')
    await dialog.getByLabel('Kind').click()
    await page.getByText('Public body', { exact: true }).last().click()
    await dialog.getByRole('button', { name: 'Apply for an account' }).click()
    await page.getByRole('heading', { name: 'Bluebell Bureau', level: 1 }).waitFor()

    await page.getByRole('button', { name: 'Add a paper' }).click()
    await dialog.getByLabel('Paper', { exact: true }).click()
    await page.getByText('Opening form', { exact: true }).last().click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The paper is in the file.').waitFor()
    await page.getByRole('button', { name: 'Hand over to be checked' }).click()
    await page.getByText('Being checked', { exact: true }).waitFor()

    await page.getByRole('button', { name: 'Activate' }).click()
    await dialog.getByLabel('Reason').fill('Known for years')
    await dialog.getByRole('button', { name: 'Activate' }).click()
    await dialog.getByRole('alert').waitFor()
    const { rows } = await house.ask('GET', '/api/onboardings')
    assert.deepEqual([rows[0].state, rows[0].customer_name], ['checking', 'Bluebell Bureau'])
  })
})
