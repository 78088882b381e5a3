import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { eInvoiceXml } from '../server/testing/einvoice.ts'
import { postOffice } from '../server/testing/post-office.ts'
import { closeBrowser, openWindow } from './browser.ts'
import { complaintsOf, signIn } from './desk.ts'
import { type House, openHouse } from './house.ts'

/** Where pictures of the way are put, for whoever wants to look at them. */
const pictures = process.env.E2E_PICTURES

const people = {
  sales: { name: '周以宁', email: 'zhou@example.com', password: 'paper, ink and a lamp', role: 'sales' },
  cashier: { name: '吴桐', email: 'wu@example.com', password: 'coins, notes and a till', role: 'cashier' },
  finance: { name: '陈会计', email: 'chen@example.com', password: 'a ledger and a window', role: 'receivables_clerk' },
}
type Who = keyof typeof people

const { mail, received: letters } = await postOffice()
let house: House
let entity_id: string
const windows: BrowserContext[] = []
const complaints: string[] = []
const pages = {} as Record<Who | 'phone', Page>

before(async () => {
  house = await openHouse(mail)
  await furnish()
  for (const who of Object.keys(people) as Who[]) {
    pages[who] = await window({ language: 'en' })
    await signIn(house, pages[who], people[who])
    await pages[who].locator('aside.side').waitFor()
  }
  pages.phone = await window({ language: 'en', width: 390 })
})
after(async () => {
  for (const who of Object.keys(pages) as (keyof typeof pages)[]) await picture(who, 'last')
  for (const one of windows) await one.close()
  await closeBrowser()
  await house.close()
})

async function window(view: { language: 'en' | 'zh'; width?: number }): Promise<Page> {
  const made = await openWindow(view)
  windows.push(made)
  const page = await made.newPage()
  page.setDefaultTimeout(Number(process.env.E2E_PATIENCE ?? 15_000))
  complaintsOf(page, complaints)
  return page
}

/** The firm before the first contract: its entity, account, people, rules, and one customer of the salesperson. */
async function furnish(): Promise<void> {
  const { ask } = house
  const today = new Date().toISOString().slice(0, 10)
  const entity = { code: 'E1', name: '华东示例贸易有限公司', name_en: 'Huadong Example Trading Co., Ltd.' }
  const made = await ask('POST', '/api/entities', {
    ...entity,
    base_currency: 'CNY',
    books_from: `${Number(today.slice(0, 4)) - 1}-01-01`,
  })
  entity_id = made.entity_id
  const holder = entity.name
  await ask('POST', '/api/own-accounts', {
    entity_id,
    holder,
    bank: '工商银行',
    number: '6222 0000 1111',
    currency: 'CNY',
  })
  const ids: Record<string, string> = {}
  for (const [who, { name, email, password, role }] of Object.entries(people)) {
    const { person_id, token } = await ask('POST', '/api/invitations', { name, email, locale: 'en' })

    const scope = role === 'sales' ? { customers: 'own' } : {}
    await ask('POST', '/api/grants', { person_id, role, ...scope, reason: 'first day' })
    await ask('POST', '/api/invitations/accept', { token, password })
    ids[who] = person_id
  }
  await ask('PUT', '/api/receipt-rules', {
    confirm_from_minor: { A: '100000', B: '100000', C: '100000', none: '100000' },
  })
  const [customer] = (
    await ask('POST', '/api/customers', [
      {
        number: 'C001',
        name: '上海恒泰机械制造有限公司',
        name_en: 'Hengtai Machinery',
        locale: 'en',
        accounts: [{ entity_id, salesperson_id: ids.sales }],
      },
    ])
  ).rows
  const li = { name: 'Ms Li', email: 'li@example.com', roles: ['invoice'] }
  await ask('POST', `/api/customers/${customer.customer_id}/contacts`, li)
}

let taken = 0
/** Puts a picture of a page where somebody can look at it. */
async function picture(who: keyof typeof pages, name: string): Promise<void> {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  const path = `${pictures}/${String(++taken).padStart(2, '0')}-${who}-${name}.png`
  await pages[who].screenshot({ path, fullPage: true })
}

/** Debits equal credits, and items, columns and accounts agree. */
async function balanced(): Promise<void> {
  const month = new Date().toISOString().slice(0, 7)
  const year = `${Number(month.slice(0, 4)) - 1}-01`
  const { totals } = await house.ask(
    'GET',
    `/api/trial-balance?entity_id=${entity_id}&from_period=${year}&to_period=${month}`,
  )
  assert.deepEqual(
    [totals.opening_base_minor, totals.closing_base_minor, totals.debit_base_minor === totals.credit_base_minor],
    ['0', '0', true],
  )
  assert.equal(
    (await house.ask('GET', `/api/reports/ageing?as_of=${new Date().toISOString().slice(0, 10)}`)).proof.agrees,
    true,
  )
}

const pdf = (name: string) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.4 ${name}`) })

/** Chooses in a list that opens below a field. */
async function choose(page: Page, field: ReturnType<Page['getByLabel']>, option: string | RegExp): Promise<void> {
  await field.click()
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: option }).first().click()
}

/** An amount shows itself bare once one is in its field. */
async function typeAmount(field: ReturnType<Page['getByLabel']>, amount: string): Promise<void> {
  await field.focus()
  await field.fill(amount)
}

const drawer = (page: Page) => page.locator('.ant-drawer-content:visible, .ant-drawer-section:visible').last()
const dialog = (page: Page) => page.locator('.ant-modal:visible').last()

/** What the flow chart says of a step, on the page of the contract; at each step the books balance. */
async function told(who: Who, contract_id: string, step: string, ...words: (string | RegExp)[]): Promise<void> {
  const page = pages[who]
  await page.goto(`${house.address}/contracts/${contract_id}`)
  const item = page
    .getByRole('list', { name: 'Where it stands' })
    .getByRole('listitem')
    .filter({ has: page.locator('.flow-name').getByText(step, { exact: true }) })
  for (const word of words) await item.getByText(word).first().waitFor()
  await balanced()
}

type Plan = { title: string; kind: RegExp; tax: string; line: string[]; total: string; parts: [string, string][] }

/** Sales enters a signed contract with an advance, and finds it in the list. */
async function sign({ title, kind, tax, line, parts }: Plan): Promise<string> {
  const page = pages.sales
  await page.goto(`${house.address}/contracts`)
  await page.getByRole('button', { name: 'Enter a contract' }).click()
  const form = drawer(page)
  await choose(page, form.getByLabel('Customer', { exact: true }), '恒泰')
  await form.getByLabel('Subject').fill(title)
  await choose(page, form.getByLabel('Kind', { exact: true }).first(), kind)
  const [description = '', quantity = '', unit = '', price = ''] = line
  await form.getByLabel('Description').fill(description)
  if (quantity) {
    await form.getByLabel('Quantity').fill(quantity)
    await form.getByLabel('Unit', { exact: true }).fill(unit)
    await form.getByLabel('Price with tax').fill(price)
  } else await typeAmount(form.getByLabel('Amount with tax'), price)
  await choose(page, form.getByLabel('Tax code').first(), tax)
  for (const [at, [label, amount]] of parts.entries()) {
    await form.getByRole('button', { name: 'Add a part' }).click()
    await form.locator('.plan-parts').getByLabel('Part', { exact: true }).nth(at).fill(label)
    await typeAmount(form.locator('.plan-parts').getByLabel('Amount', { exact: true }).nth(at), amount)
  }
  await picture('sales', 'contract-form')
  await form.getByRole('button', { name: 'Enter a contract' }).click()
  await page.getByText(title).first().click()
  await page.getByRole('heading', { name: title, level: 1 }).waitFor()
  await picture('sales', 'contract-signed')
  return new URL(page.url()).pathname.split('/').pop() as string
}

/** The cashier records the advance with its voucher; it waits for another person. */
async function recordAdvance(contract_id: string, voucher: string): Promise<void> {
  const page = pages.cashier
  await page.goto(`${house.address}/contracts/${contract_id}`)
  await page.getByRole('button', { name: 'Record the advance' }).click()
  const form = drawer(page)
  await form.getByText(/An advance for contract/).waitFor()
  await form.locator('input[type=file]').setInputFiles(pdf(voucher))
  await form.getByText(voucher).waitFor()
  await picture('cashier', 'advance-form')
  await form.getByRole('button', { name: 'Record a receipt' }).click()
  await page.getByText('This now waits for a second person.').first().waitFor()
  await form.waitFor({ state: 'detached' })
}

/** Finance looks at what waits and at its voucher, and confirms it or sends it back. */
async function decide(deed: 'Confirm' | 'Return', voucher: string, reason?: string): Promise<void> {
  const page = pages.finance
  await page.goto(`${house.address}/receipts/waiting`)
  await page.locator('tr[data-index]').first().click()
  const open = drawer(page)
  await open.getByText(voucher).waitFor()
  await picture('finance', `waiting-${deed}`)
  await open.getByRole('button', { name: deed, exact: true }).click()
  if (reason) await dialog(page).getByLabel('Reason').fill(reason)
  await dialog(page).getByRole('button', { name: deed }).click()
  await dialog(page).waitFor({ state: 'detached' })
}

/** Finance bills what is ready and opens the invoice from the contract. */
async function bill(contract_id: string): Promise<string> {
  const page = pages.finance
  await page.goto(`${house.address}/contracts/${contract_id}`)
  await page.getByRole('button', { name: 'Bill what is ready' }).click()
  await drawer(page)
    .getByText(/Proposed from contract/)
    .waitFor()
  await picture('finance', 'bill-form')
  await drawer(page).getByRole('button', { name: 'Issue an invoice' }).click()
  await page.getByText('The invoice is issued.').first().waitFor()
  const { invoices } = await house.ask('GET', `/api/contracts/${contract_id}`)
  await page.getByText(invoices[0].number).first().click()
  await page.getByRole('heading', { name: new RegExp(invoices[0].number), level: 1 }).waitFor()
  return invoices[0].invoice_id
}

/** Sends the invoice by letter to an address, and waits until it is known how that went. */
async function send(invoice_id: string, address: string, outcome: string): Promise<void> {
  const page = pages.finance
  await page.goto(`${house.address}/invoices/${invoice_id}`)
  await page.getByRole('button', { name: 'Send to customer' }).click()
  await choose(page, dialog(page).getByLabel('By', { exact: true }), 'E-mail')
  await dialog(page).getByLabel('E-mail', { exact: true }).fill(address)
  await picture('finance', 'send')
  await dialog(page).getByRole('button', { name: 'Send to customer' }).click()
  const states = async () =>
    (await house.ask('GET', `/api/dispatches?invoice_id=${invoice_id}`)).rows.map((row: { state: string }) => row.state)
  for (let tries = 0; tries < 150 && !(await states()).includes(outcome); tries++) await page.waitForTimeout(100)
  assert.ok((await states()).includes(outcome), `${outcome}: ${await states()}`)
  await page.reload()
  await page.getByRole('heading', { level: 1, name: /Invoice / }).waitFor()
  await picture('finance', `sent-${outcome}`)
}

/** The link in the letter that lies at an address. */
function linkIn(address: string): string {
  const letter = letters.findLast(one => one.to.includes(address))
  const text = (letter?.content ?? '')
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const found = /\/page#dbp_[\w-]+/.exec(text)?.[0]
  assert.ok(found, `a link in the letter to ${address}: ${text.slice(0, 400)}`)
  return found
}

/** The customer opens a link on a phone. */
async function onPhone(path: string): Promise<Page> {
  const { phone } = pages
  // Another link to the same place is another hash alone, which loads nothing.
  await phone.goto(`${house.address}/sign-in`)
  await phone.goto(`${house.address}${path}`)
  return phone
}

async function fitsPhone(): Promise<void> {
  assert.equal(
    await pages.phone.evaluate('document.documentElement.scrollWidth <= innerWidth'),
    true,
    'it fits the phone',
  )
}

/** The customer says on the page of an invoice what was paid, with the voucher. */
async function announce(amount: string, reference: string, voucher: string): Promise<void> {
  const { phone } = pages
  await phone.getByRole('button', { name: 'Tell us about a payment' }).click()
  await phone.getByLabel('Your name').last().fill('Li')
  await typeAmount(phone.getByLabel(/^Amount/), amount)
  await phone.getByLabel('Reference of the transfer').fill(reference)
  await phone.locator('input[type=file]').setInputFiles(pdf(voucher))
  await phone.getByText(voucher).waitFor()
  await picture('phone', 'announce')
  await phone.getByRole('button', { name: 'Send', exact: true }).click()
  await phone.getByText('Thank you. We have your message', { exact: false }).waitFor()
  await fitsPhone()
}

/** The cashier records what was announced, oldest first. */
async function recordAnnounced(reference: string): Promise<void> {
  const page = pages.cashier
  await page.goto(`${house.address}/payment-advices`)
  const row = page.locator('tr', { hasText: reference })
  await row.getByRole('button', { name: 'Record a receipt' }).click()
  await drawer(page).getByText('The customer’s voucher comes along by itself.', { exact: false }).waitFor()
  await drawer(page).getByRole('button', { name: 'Oldest first', exact: true }).click()
  await picture('cashier', 'announced-form')
  await drawer(page).getByRole('button', { name: 'Record a receipt' }).click()
  await row.waitFor({ state: 'detached' })
  await page.getByText('Waits for confirmation', { exact: true }).click()
  await row.getByRole('link', { name: 'Recorded, waits for confirmation' }).waitFor()
  await picture('cashier', 'announced-waits')
}

/** Finance puts the advance against the invoice it was for. */
async function applyAdvance(contract_number: string): Promise<void> {
  const page = pages.finance
  await page.goto(`${house.address}/receipts?unapplied=yes`)
  const { rows } = await house.ask('GET', '/api/receipts?unapplied=yes')
  const found = rows.find((row: { reference: string | null }) => row.reference?.includes(contract_number))
  await page.getByText(found.number).first().click()
  await page.getByRole('heading', { name: new RegExp(found.number), level: 1 }).waitFor()
  await picture('finance', 'advance-receipt')
  await page.getByRole('button', { name: 'Apply', exact: true }).click()
  await drawer(page).getByRole('button', { name: 'Oldest first', exact: true }).click()
  await drawer(page).getByRole('button', { name: 'Apply', exact: true }).click()
  await drawer(page).waitFor({ state: 'detached' })
}

/** Finance asks for the tax invoice, another person approves, the platform issues it, and its file is brought back. */
async function taxInvoice(invoice_id: string, line: TaxLine): Promise<void> {
  const page = pages.finance
  await page.goto(`${house.address}/invoices/${invoice_id}`)
  await page.getByRole('heading', { level: 1, name: /Invoice / }).waitFor()
  await page.keyboard.press('f')
  await drawer(page).getByLabel('Tax identifier').fill('91350100M000100Y43')
  await picture('finance', 'tax-request')
  await drawer(page).getByRole('button', { name: 'Keep as a draft' }).click()
  await page.getByRole('heading', { name: /Request TXR/, level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Hand in for approval' }).click()
  await page.getByText('Waits for another person.').waitFor()
  const [waiting] = (await house.ask('GET', '/api/approvals')).rows
  await house.ask('POST', `/api/approvals/${waiting.request_id}/release`, {})
  const [request] = (await house.ask('GET', '/api/tax-requests')).rows
  assert.equal(request.state, 'approved')
  const xml = eInvoiceXml({
    number: line.number,
    seller: '华东示例贸易有限公司',
    buyer: '上海恒泰机械制造有限公司',
    buyer_tax_id: '91350100M000100Y43',
    issued_on: request.drafted_on,
    remark: request.number,
    kind: '02',
    lines: [line],
  })
  await page.goto(`${house.address}/tax-documents`)
  await page.getByRole('button', { name: 'Upload issued files' }).click()
  const file = { name: 'blue.xml', mimeType: 'application/xml', buffer: Buffer.from(xml) }
  await dialog(page).locator('input[type=file]').setInputFiles(file)
  await dialog(page).getByRole('button', { name: 'Upload issued files' }).click()
  await page.getByText(line.number).first().waitFor()
  await picture('finance', 'tax-invoice')
  const { rows } = await house.ask('GET', '/api/tax-requests')
  assert.equal(rows[0].state, 'issued')
}
type TaxLine = { number: string; name: string; net: string; tax: string; rate: string; quantity: string }

/** Finance has the red tax invoice confirmed for a credit note and enters it. */
async function redTaxInvoice(blue: string, red: string, amount: string): Promise<void> {
  const page = pages.finance
  await page.goto(`${house.address}/tax-documents`)
  await page.getByText(blue).first().click()
  await page.getByRole('heading', { name: /Tax invoice /, level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Draft a confirmation' }).click()
  await choose(page, dialog(page).getByLabel('Credit note'), /to come/)
  await choose(page, dialog(page).getByLabel('Reason'), 'Allowance')
  await typeAmount(dialog(page).getByLabel('Amount'), amount)
  await picture('finance', 'red-draft')
  await dialog(page).getByRole('button', { name: 'Draft', exact: true }).click()
  await page.getByRole('heading', { name: /Confirmation RLC/, level: 1 }).waitFor()
  await page.getByRole('button', { name: 'It is at the platform' }).click()
  await dialog(page).getByRole('button', { name: 'It is at the platform' }).click()
  await page.getByRole('button', { name: 'Enter the red tax invoice' }).click()
  await dialog(page).getByLabel('Number').fill(red)
  await dialog(page).getByRole('button', { name: 'Enter', exact: true }).click()
  await page.getByText('Nothing: the red tax invoice is here.').waitFor()
  await picture('finance', 'red-issued')
}

test('goods with an advance: a receipt sent back, a letter that bounced, a red letter, and the chart tells all of it', async () => {
  const contract_id = await sign({
    title: 'Pumps for the new hall',
    kind: /^Goods/,
    tax: 'VAT 13 %',
    line: ['Pumps', '10', 'pc', '1130'],
    total: '11300',
    parts: [
      ['Before delivery', '3390'],
      ['After delivery', '7910'],
    ],
  })
  const { number } = await house.ask('GET', `/api/contracts/${contract_id}`)
  await told('sales', contract_id, 'Signed', 'Done')
  await balanced()

  // The advance: recorded with its voucher, sent back, recorded again, confirmed.
  await recordAdvance(contract_id, 'advance.pdf')
  await told('finance', contract_id, 'Advance paid', '1 receipt waits for confirmation')
  await balanced()
  await decide('Return', 'advance.pdf', 'Another payer stands on the slip')
  const { cashier } = pages
  await cashier.goto(`${house.address}/inbox`)
  await cashier.getByText('Another payer stands on the slip').first().waitFor()
  await picture('cashier', 'inbox')
  await cashier.goto(`${house.address}/receipts/waiting?state=returned`)
  await cashier.locator('tr[data-index]').first().click()
  await drawer(cashier).getByRole('button', { name: 'Record anew' }).click()
  await drawer(cashier).getByText(`An advance for contract ${number}`, { exact: false }).waitFor()
  await drawer(cashier).locator('input[type=file]').setInputFiles(pdf('advance-right.pdf'))
  await drawer(cashier).getByRole('button', { name: 'Record a receipt' }).click()
  await cashier.getByText('This now waits for a second person.').first().waitFor()
  await decide('Confirm', 'advance-right.pdf')
  await told('sales', contract_id, 'Advance paid', 'Done')
  await balanced()

  // The goods: delivered by sales, confirmed by the customer on a phone.
  const { sales } = pages
  await sales.goto(`${house.address}/contracts/${contract_id}`)
  await sales.getByRole('button', { name: 'Record a delivery' }).click()
  await dialog(sales).getByLabel('Carrier').fill('SF')
  await dialog(sales).getByLabel('Tracking number').fill('SF100')
  await picture('sales', 'delivery')
  await dialog(sales).getByRole('button', { name: 'Record a delivery' }).click()
  await sales.getByRole('button', { name: 'Ask the customer' }).click()
  await dialog(sales).getByRole('button', { name: 'Make the link' }).click()
  const link = new URL((await sales.locator('[data-secret]').innerText()).trim())
  await sales.getByRole('button', { name: 'I have kept it' }).click()
  const phone = await onPhone(`${link.pathname}${link.hash}`)
  await phone.getByLabel('Your name').fill('Wu')
  await picture('phone', 'goods')
  await phone.getByRole('button', { name: 'All of it arrived' }).click()
  await phone.getByText(/^Wu /).first().waitFor()
  await fitsPhone()
  await picture('phone', 'goods-said')
  await told('sales', contract_id, 'Confirmed', 'Done')
  await balanced()

  // The invoice: billed from the contract; the letter bounces, and goes again to the right address.
  const invoice_id = await bill(contract_id)
  await balanced()
  await send(invoice_id, 'nobody@example.com', 'bounced')
  await told('sales', contract_id, 'Sent', '1 letter came back')
  await picture('sales', 'flow-bounced')
  await pages.finance.goto(`${house.address}/tasks`)
  await pages.finance
    .getByText(/was not taken/)
    .first()
    .waitFor()
  await send(invoice_id, 'li@example.com', 'sent')
  await told('sales', contract_id, 'Sent', 'Done')
  await onPhone(linkIn('li@example.com'))
  await phone.getByLabel('Your name').first().fill('Li')
  await picture('phone', 'invoice')
  await phone.getByRole('button', { name: 'It is right' }).click()
  await phone
    .getByText(/Li confirmed/)
    .first()
    .waitFor()
  await picture('phone', 'invoice-said')

  // The tax invoice of it.
  const blue = '26440000000000000001'
  const pumps = { name: '*泵*水泵', net: '10000.00', tax: '1300.00', rate: '0.13', quantity: '10' }
  await taxInvoice(invoice_id, { number: blue, ...pumps })
  await told('sales', contract_id, 'Invoice requested', 'Done')

  // A red letter for a scratched pump: less is owed, and nothing more of the contract is to come.
  const { finance } = pages
  await finance.goto(`${house.address}/invoices/${invoice_id}`)
  await finance.getByRole('button', { name: 'More actions' }).click()
  await finance.getByText('Credit', { exact: true }).first().click()
  await typeAmount(dialog(finance).getByLabel('Amount with tax'), '113')
  await dialog(finance).getByLabel('Reason').fill('One pump is scratched')
  await picture('finance', 'credit')
  await dialog(finance).getByRole('button', { name: 'Credit', exact: false }).last().click()
  await dialog(finance).waitFor({ state: 'detached' })
  await balanced()

  // Its red tax invoice, so that nothing is missing at the tax platform either.
  await redTaxInvoice(blue, '26440000000000000002', '113')
  const { rows: reds } = await house.ask('GET', '/api/red-confirmations')
  assert.deepEqual([reds[0].state, reds[0].amount_minor, reds[0].credit_note_id !== null], ['issued', '11300', true])
  await balanced()

  // The money: the advance is applied, the rest announced on the phone, recorded, confirmed.
  await applyAdvance(number)
  await balanced()
  await onPhone(linkIn('li@example.com'))
  await announce('7797', 'TT-REST-1', 'rest.pdf')
  await recordAnnounced('TT-REST-1')
  await told('sales', contract_id, 'Invoice requested', 'Done')
  await told('sales', contract_id, 'Paid', 'Done')
  await told('sales', contract_id, 'Posted', '1 receipt waits for confirmation')
  await decide('Confirm', 'rest.pdf')
  await told('sales', contract_id, 'Posted', 'Done')
  await picture('sales', 'flow-paid')
  await balanced()
  await cashier.goto(`${house.address}/payment-advices?state=received`)
  await cashier.locator('tr', { hasText: 'TT-REST-1' }).getByRole('link', { name: /^R/ }).click()
  await cashier.getByRole('heading', { name: /Receipt/, level: 1 }).waitFor()
  await cashier.getByText('Handed in by the customer').waitFor()
  await picture('cashier', 'receipt')
  const shown = await house.ask('GET', `/api/contracts/${contract_id}`)
  assert.deepEqual([shown.billed_minor, shown.settled_minor], ['1118700', '1118700'])
  assert.deepEqual(
    shown.steps.map((step: { step: string; done: number }) => `${step.step} ${step.done}`),
    ['signed', 'advance', 'delivered', 'confirmed', 'request', 'billed', 'sent', 'paid', 'posting'].map(
      step => `${step} 10000`,
    ),
  )
  assert.deepEqual(complaints, [])
})

test('a service with an advance goes the same way: accepted, billed, sent, paid and posted', async () => {
  const contract_id = await sign({
    title: 'Maintenance of the hall',
    kind: /^Services/,
    tax: 'VAT 6 %',
    line: ['Maintenance', '', '', '10600'],
    total: '10600',
    parts: [
      ['Before the work', '5300'],
      ['After the work', '5300'],
    ],
  })
  const { number } = await house.ask('GET', `/api/contracts/${contract_id}`)
  await recordAdvance(contract_id, 'half.pdf')
  await decide('Confirm', 'half.pdf')
  await told('sales', contract_id, 'Advance paid', 'Done')
  await balanced()
  const { sales, phone } = pages
  await sales.getByRole('button', { name: 'Acceptance' }).click()
  await dialog(sales).getByLabel('Evidence').fill('Signed protocol')
  await dialog(sales).getByRole('button', { name: 'Save' }).click()
  await told('sales', contract_id, 'Confirmed', 'Done')
  const invoice_id = await bill(contract_id)
  await balanced()
  await send(invoice_id, 'li@example.com', 'sent')
  await told('sales', contract_id, 'Sent', 'Done')
  await applyAdvance(number)
  await onPhone(linkIn('li@example.com'))
  await announce('5300', 'TT-REST-2', 'second.pdf')
  await balanced()
  await recordAnnounced('TT-REST-2')
  await told('sales', contract_id, 'Posted', '1 receipt waits for confirmation')
  await decide('Confirm', 'second.pdf')
  await told('sales', contract_id, 'Posted', 'Done')
  await picture('sales', 'service-paid')
  await balanced()
  await onPhone(linkIn('li@example.com'))
  await phone.getByText('This invoice is settled.', { exact: false }).waitFor()
  await picture('phone', 'service-over')
  await fitsPhone()
  assert.deepEqual(complaints, [])
})
