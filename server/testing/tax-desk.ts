import assert from 'node:assert/strict'
import { create, founded } from './customers.ts'
import { done } from './documents.ts'

/** A code of the tax office for pumps. */
const pumps = '1090000000000000000'
export const buyerTaxId = '91350100M000100Y43'
export const buyerName = '腾跃（深圳）有限公司'

type Wanted = { invoice_line: number } & Record<string, unknown>
type Named = { tax_request_id: string; number: string; version: number }

/** A company with a tax identifier and a bank account, invoices of 10 pumps at 10,000 and of services for 1,000, and requests. */
export async function taxDesk() {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer] = await create(org, { number: 'K1', name: buyerName, tax_id: buyerTaxId, country: 'CN' })
  const customer_id = customer?.customer_id as string
  const { account_id } = await done(org.admin, `/api/customers/${customer_id}/bank-accounts`, {
    holder: buyerName,
    bank: '工商银行',
    number: '6222021001012345',
    evidence: 'letter',
  })
  const checker = await org.as('everything')
  const release = async (path: string, body: object) => {
    const parked = await org.admin.post(path, body)
    assert.equal(parked.status, 202, JSON.stringify(parked.body))
    await done(checker, `/api/approvals/${parked.body.request_id}/release`, {})
  }
  await release(`/api/customer-bank-accounts/${account_id}/activation`, {})
  const bill = async (more: object = {}) =>
    (
      await done(org.admin, '/api/invoices', {
        customer_id,
        entity_id,
        issued_on: '2026-03-02',
        due_on: '2026-04-01',
        lines: [
          { description: '水泵', quantity: '10', unit: '台', unit_price: '10000', amount_minor: '10000000' },
          { description: '安装服务', amount_minor: '100000', tax_code: 'VAT6' },
        ],
        ...more,
      })
    ).rows[0] as { invoice_id: string; number: string }
  const invoice = await bill()
  const draft = (invoice_id: string, lines: Wanted[], more: object = {}) => ({
    kind: 'special',
    buyer_name: buyerName,
    buyer_tax_id: buyerTaxId,
    lines: lines.map(line => ({ invoice_id, ...line })),
    ...more,
  })
  const request = async (
    more: { lines?: Wanted[]; bare?: boolean; invoice_id?: string } & Record<string, unknown> = {},
  ): Promise<Named> => {
    const { lines = [{ invoice_line: 1 }, { invoice_line: 2 }], bare, invoice_id = invoice.invoice_id, ...rest } = more
    const coded = lines.map(line => (bare ? line : { classification: pumps, ...line }))
    return done(org.admin, '/api/tax-requests', draft(invoice_id, coded, rest))
  }
  const approve = async ({ tax_request_id, version }: Named) => {
    await done(org.admin, `/api/tax-requests/${tax_request_id}/submission`, { version })
    await release(`/api/tax-requests/${tax_request_id}/approval`, { version })
  }
  return {
    org,
    entity_id,
    customer_id,
    account_id: account_id as string,
    invoice,
    bill,
    draft,
    request,
    approve,
    release,
  }
}
