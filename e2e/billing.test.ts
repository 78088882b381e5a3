import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { closeBrowser } from './browser.ts'
import { contractOf } from './company.ts'
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

const service = (number: string, amount_minor: string) =>
  house.ask('POST', '/api/contracts', {
    customer_number: 'C002',
    entity_code: 'E1',
    number,
    title: 'Maintenance',
    kind: 'services',
    signed_on: '2026-01-10',
    lines: [{ description: 'Maintenance', amount_minor, tax_code: 'VAT6' }],
  })

test('what is ready is picked and billed in a run, and what it refused is tried again', async () => {
  await contractOf(house.ask)
  await service('S-1', '106000')
  const [closed] = (await service('S-2', '212000')).rows
  await atDesk(house, async page => {
    await page.goto(`${house.address}/billing`)

    await page.getByText('Ready · CNY').waitFor()
    await page.getByText('7,700.00').waitFor()
    await page.getByText('Not yet', { exact: true }).click()
    await page.getByText('Delivered, not confirmed yet').or(page.getByText('Nothing waits')).first().waitFor()
    await page.getByText('Ready', { exact: true }).first().click()

    await page.getByRole('row').filter({ hasText: 'S-1' }).getByRole('checkbox').check()
    await page.getByRole('row').filter({ hasText: 'S-2' }).getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Bill these' }).click()
    // Meanwhile somebody ends one of them.
    await house.ask('POST', `/api/contracts/${closed.contract_id}/state`, { state: 'terminated', reason: 'over' })
    await house.ask('POST', `/api/contracts/${closed.contract_id}/state`, { state: 'active', reason: 'mistake' })
    await page.getByRole('dialog').getByText('3,180.00').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Bill', exact: true }).click()
    await page.getByRole('heading', { name: /Billing run of/, level: 1 }).waitFor()
    const figure = (name: string) => page.locator('.figure').filter({ hasText: name })
    await figure('Billed').getByText('2', { exact: true }).waitFor()
    await figure('Papers').getByText('2', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'PDF' }).first().click()
    const look = page.getByRole('dialog')
    const download = page.waitForEvent('download')
    await look.getByRole('button', { name: 'Download' }).click()
    assert.match((await download).suggestedFilename(), /INV2026-\d+.*\.pdf$/)
    await look.getByRole('button', { name: 'Close' }).last().click()
    await look.waitFor({ state: 'detached' })
    await figure('Refused').getByRole('button').click()
    await page.getByText('No such lines').waitFor()

    await page.goto(`${house.address}/billing?view=runs`)
    await page.getByRole('row').filter({ hasText: 'Done' }).first().waitFor()
  })
  const { rows } = await house.ask('GET', '/api/billables?ready=true')
  assert.deepEqual(
    rows.map((row: { amount_minor: string }) => row.amount_minor),
    ['452000'],
  )
})

test('a run tells what it refused, and bills it when it is put right', async () => {
  const [one] = (await service('S-3', '106000')).rows
  // A contract whose terms are those of no day that is open: issued in a year before the books.
  const started = await house.ask('POST', '/api/billing-runs', {
    until: '2026-03-31',
    issued_on: '2001-01-01',
    picked: [{ contract_id: one.contract_id, key: 'l1' }],
  })
  await atDesk(house, async page => {
    await page.goto(`${house.address}/billing/${started.run_id}`)
    const refused = page.locator('.figure').filter({ hasText: 'Refused' })
    await refused.getByText('1', { exact: true }).waitFor()
    assert.match(await page.getByRole('row').filter({ hasText: 'S-3' }).innerText(), /tax code|period|books|open/i)
    await page.getByRole('button', { name: 'Try one line again' }).click()
    await page.getByText('It is being tried again.').waitFor()
    await page.getByText('Done').waitFor()
  })
})
