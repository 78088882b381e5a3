import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, codes } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { taxDesk } from '../testing/tax-desk.ts'

await testHouse()

type Desk = Awaited<ReturnType<typeof desk>>
const number = '26440000000000000001'

/** A claim of 113,000 at 13 %, drafted as a row of the table says, and the accounts it leaves. */
async function desk() {
  const tax = await taxDesk()
  const { org, customer_id, entity_id } = tax
  // What the desk billed to begin with is none of the story.
  await done(org.admin, `/api/invoices/${tax.invoice.invoice_id}/correction`, { invoice: null, reason: '不在此例' })
  const claim = async (more: object = {}) => {
    const lines = [{ description: '水泵', amount_minor: '10000000' }]
    const draft = { customer_id, entity_id, issued_on: '2026-03-02', due_on: '2026-04-01', lines, ...more }
    return (await done(org.admin, '/api/invoices', draft)).rows[0] as { invoice_id: string; number: string }
  }
  const taxInvoice = async (invoice_id: string, amount_minor?: string) => {
    const request = await tax.request({
      invoice_id,
      lines: [{ invoice_line: 1, ...(amount_minor ? { amount_minor } : {}) }],
    })
    await tax.approve(request)
    return done(org.admin, `/api/tax-requests/${request.tax_request_id}/issuing`, {
      number: amount_minor ? number.replace(/1$/, '2') : number,
      issued_on: '2026-04-10',
    })
  }
  const books = async () => {
    const rows = await asOwner<{ code: string; sum: string }>(
      `select a.code, sum(p.base_minor)::text as sum from postings p join accounts a using (org_id, account_id)
       where p.org_id = $1 group by 1 having sum(p.base_minor) <> 0 order by 1`,
      [org.org_id],
    )
    return Object.fromEntries(rows.map(row => [row.code, row.sum]))
  }
  const itemsOf = async (invoice_id: string) =>
    (await org.admin.get('/api/open-items', { document_id: invoice_id })).body.rows.map(
      (row: { item_id: string }) => row.item_id,
    )
  return { ...tax, claim, taxInvoice, books, itemsOf }
}

/** The decision table of revenue, tax point and claim: each case, what is done, and what the accounts say then. */
const table: { case: string; act: (at: Desk) => Promise<unknown>; books: Record<string, string> }[] = [
  {
    case: 'delivered, claim unconditional, no tax invoice yet',
    act: at => at.claim({ tax_point: 'later' }),
    books: { '1122': '11300000', '2221.06': '-1300000', '6001': '-10000000' },
  },
  {
    case: '… the tax invoice comes, for all of it: the same item turns from 未开票 to 已开票',
    act: async at => {
      const { invoice_id } = await at.claim({ tax_point: 'later' })
      const before = await at.itemsOf(invoice_id)
      await at.taxInvoice(invoice_id)
      assert.deepEqual(await at.itemsOf(invoice_id), before)
      assert.equal((await at.org.admin.get(`/api/invoices/${invoice_id}`)).body.tax_invoice_state, 'full')
    },
    books: { '1122': '11300000', '2221.01': '-1300000', '6001': '-10000000' },
  },
  {
    case: '… the tax invoice comes for a part',
    act: async at => {
      const { invoice_id } = await at.claim({ tax_point: 'later' })
      await at.taxInvoice(invoice_id, '2260000')
    },
    books: { '1122': '11300000', '2221.01': '-260000', '2221.06': '-1040000', '6001': '-10000000' },
  },
  {
    case: '… tax point before the tax invoice, which comes later and turns nothing twice',
    act: async at => {
      const { invoice_id } = await at.claim({ tax_point: 'later' })
      const path = `/api/invoices/${invoice_id}/tax-point`
      const early = { reached_on: '2026-03-01', reason: '合同约定收款日' }
      assert.deepEqual(codes(await at.org.admin.post(path, early)), ['0 invoice_turn_early'])
      const reached = await done(at.org.admin, path, { ...early, reached_on: '2026-03-31' })
      assert.equal(reached.tax_minor, '1300000')
      assert.deepEqual(codes(await at.org.admin.post(path, { reason: '再次' })), ['0 invoice_tax_not_later'])
      assert.equal((await at.books())['2221.01'], '-1300000')
      await at.taxInvoice(invoice_id)
      const turns = (await at.org.admin.get(`/api/invoices/${invoice_id}/turns`)).body
      assert.deepEqual(
        [turns.tax_left_minor, turns.rows.map((row: Record<string, string>) => [row.why, row.turned_on])],
        ['0', [['due', '2026-03-31']]],
      )
    },
    books: { '1122': '11300000', '2221.01': '-1300000', '6001': '-10000000' },
  },
  {
    case: 'tax invoice first, goods not delivered, claim due',
    act: async at => {
      const { invoice_id } = await at.claim({ revenue: 'later' })
      await at.taxInvoice(invoice_id)
    },
    books: { '1122': '11300000', '2204.02': '-10000000', '2221.01': '-1300000' },
  },
  {
    case: '… at delivery',
    act: async at => {
      const { invoice_id } = await at.claim({ revenue: 'later' })
      await at.taxInvoice(invoice_id)
      const path = `/api/invoices/${invoice_id}/earning`
      await done(at.org.admin, path, { earned_on: '2026-05-06' })
      assert.deepEqual(codes(await at.org.admin.post(path, {})), ['0 invoice_not_unearned'])
    },
    books: { '1122': '11300000', '2221.01': '-1300000', '6001': '-10000000' },
  },
  {
    case: 'delivered, claim conditional on more than time',
    act: at => at.claim({ tax_point: 'later', retention: { amount_minor: '11300000', due_on: null } }),
    books: { '1481': '11300000', '2221.06': '-1300000', '6001': '-10000000' },
  },
  {
    case: '… the condition is met',
    act: async at => {
      const { invoice_id } = await at.claim({
        tax_point: 'later',
        retention: { amount_minor: '11300000', due_on: null },
      })
      const [item_id] = await at.itemsOf(invoice_id)
      await done(at.org.admin, '/api/retention-releases', [{ item_id, reason: '验收合格' }])
    },
    books: { '1122': '11300000', '2221.06': '-1300000', '6001': '-10000000' },
  },
  {
    case: 'money first: gross, its tax as a pair on sub-accounts, run twice without counting twice',
    act: async at => {
      const { customer_id, entity_id } = at
      await done(at.org.admin, '/api/receipts', {
        customer_id,
        entity_id,
        received_on: '2026-03-05',
        method: 'transfer',
        amount_minor: '5000000',
        is_advance: true,
      })
      const path = `/api/entities/${entity_id}/advance-tax`
      assert.deepEqual(await done(at.org.admin, path, { tax_code: 'VAT13' }), { customers: 1, tax_minor: '575221' })
      assert.deepEqual(await done(at.org.admin, path, { tax_code: 'VAT13' }), { customers: 0, tax_minor: '0' })
    },
    books: { '1002': '5000000', '2204': '-5000000', '2204.03': '575221', '2221.06': '-575221' },
  },
  {
    case: 'money first for a contract: its tax is that of the contract, whatever code is given for the rest',
    act: async at => {
      const { customer_id, entity_id } = at
      const service = { description: '维护', price_includes_tax: true, tax_code: 'VAT6', amount_minor: '10600000' }
      await done(at.org.admin, '/api/contracts', [
        {
          entity_id,
          customer_id,
          number: 'S-1',
          title: '维护',
          kind: 'services',
          signed_on: '2026-03-01',
          lines: [service],
        },
      ])
      const money = { customer_id, entity_id, received_on: '2026-03-05', method: 'transfer', is_advance: true }
      await done(at.org.admin, '/api/receipts', { ...money, amount_minor: '3180000', reference: '预付 S-1' })
      await done(at.org.admin, '/api/receipts', { ...money, amount_minor: '1130000' })
      const path = `/api/entities/${entity_id}/advance-tax`
      assert.deepEqual(await done(at.org.admin, path, { tax_code: 'VAT13' }), { customers: 1, tax_minor: '310000' })
      assert.deepEqual(await done(at.org.admin, path, { tax_code: 'VAT13' }), { customers: 0, tax_minor: '0' })
    },
    books: { '1002': '4310000', '2204': '-4310000', '2204.03': '310000', '2221.06': '-310000' },
  },
  {
    case: 'a credit note before the tax invoice takes back tax that is not due; the rest turns',
    act: async at => {
      const { invoice_id } = await at.claim({ tax_point: 'later' })
      await done(at.org.admin, '/api/credit-notes', [
        { credits_id: invoice_id, issued_on: '2026-03-10', amount_minor: '113000', tax_code: 'VAT13', reason: '短装' },
      ])
      assert.equal((await at.books())['2221.06'], '-1287000')
      await done(at.org.admin, `/api/invoices/${invoice_id}/tax-point`, { reached_on: '2026-03-31', reason: '到期' })
    },
    books: { '1122': '11187000', '2221.01': '-1287000', '6001': '-9900000' },
  },
  {
    case: 'a correction takes back what turned',
    act: async at => {
      const { invoice_id } = await at.claim({ tax_point: 'later' })
      await done(at.org.admin, `/api/invoices/${invoice_id}/tax-point`, { reached_on: '2026-03-31', reason: '到期' })
      const path = `/api/invoices/${invoice_id}/correction`
      assert.deepEqual(
        codes(await at.org.admin.post(path, { corrected_on: '2026-03-30', invoice: null, reason: '错' })),
        ['0 invoice_turned_later'],
      )
      await done(at.org.admin, path, { corrected_on: '2026-04-02', invoice: null, reason: '错' })
    },
    books: {},
  },
]

for (const row of table)
  test(`[INV-23] [INV-24] [INV-25] ${row.case}`, async () => {
    const at = await desk()
    await row.act(at)
    assert.deepEqual(await at.books(), row.books)
  })
