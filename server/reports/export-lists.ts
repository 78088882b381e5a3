import type { Context } from '../kernel/context.ts'
import type { GroupRow } from '../kernel/grouping.ts'
import { contractsContract } from '../contracts/contract.ts'
import { listContracts } from '../contracts/queries.ts'
import { billsContract } from '../bills/contract.ts'
import { groupBills, listBills } from '../bills/queries.ts'
import { customersContract } from '../customers/contract.ts'
import { listCustomers } from '../customers/queries.ts'
import { invoicesContract } from '../invoices/contract.ts'
import { groupInvoices, listInvoices } from '../invoices/queries.ts'
import { ledgerContract } from '../ledger/contract.ts'
import { groupOpenItems } from '../ledger/queries.ts'
import { receiptsContract } from '../receipts/contract.ts'
import { groupReceipts, listReceipts } from '../receipts/queries.ts'
import { listRefunds } from '../receipts/refund-queries.ts'
import { refundsContract } from '../receipts/refunds-contract.ts'
import { taxRequestsContract } from '../taxinvoices/contract.ts'
import { listTaxInvoices } from '../taxinvoices/document-queries.ts'
import { taxInvoicesContract } from '../taxinvoices/documents-contract.ts'
import { listGaps } from '../taxinvoices/gaps.ts'
import { gapFigures, gapsContract } from '../taxinvoices/gaps-contract.ts'
import { listTaxRequests } from '../taxinvoices/queries.ts'
import { returnContract } from '../taxinvoices/return-contract.ts'
import { listTaxReturnRows, readTaxReturn } from '../taxinvoices/returns.ts'
import { redContract } from '../taxinvoices/red-contract.ts'
import { listRedConfirmations, listRedGaps } from '../taxinvoices/red-queries.ts'
import { listTasks } from '../tasks/task-queries.ts'
import { tasksContract } from '../tasks/tasks-contract.ts'
import { redNames, taxInvoiceKindNames, taxRequestStateNames } from './export-tax-words.ts'
import { billNames } from './export-bill-words.ts'
import { headings, kindNames, type Locale, methodNames, stateNames, taxInvoiceNames } from './export-words.ts'
import { columnsFor, named, pages, type Sheet, taken } from './sheet.ts'

/** The lists of the house that are taken out as they stand, beside the reports. */
export const lists = [
  'customers',
  'contracts',
  'invoices',
  'receipts',
  'refunds',
  'bills',
  'tax_requests',
  'tax_invoices',
  'tax_gaps',
  'red_confirmations',
  'red_gaps',
  'tax_return',
  'tax_return_rows',
  'tasks',
  'invoice_groups',
  'receipt_groups',
  'bill_groups',
  'item_groups',
] as const

const party = ['entity_code', 'customer_number', 'customer_name']

/** The sheet of a list, with the filters and the order of its screen. [RPT-12] */
export function listSheet(
  ctx: Context,
  list: (typeof lists)[number],
  params: Record<string, unknown>,
  locale: Locale,
): Sheet {
  if (list === 'customers') {
    const input = taken(ctx, customersContract.listCustomers, params)
    return {
      columns: columnsFor(
        locale,
        [
          'number',
          'name',
          'name_en',
          'country',
          'tax_id',
          'head_office_name',
          'grade',
          'completeness',
          'review_due_on',
          'state',
        ],
        [],
      ),
      rows: inWords(
        pages(after => listCustomers(ctx, { ...input, after })),
        locale,
      ),
    }
  }
  if (list === 'contracts') {
    const input = taken(ctx, contractsContract.listContracts, params)
    const texts = [...party, 'number', 'subject', 'signed_on', 'ends_on', 'state', 'currency']
    return {
      columns: columnsFor(locale, texts, ['amount_minor', 'invoiced_minor', 'settled_minor'], ['salesperson_name']),
      rows: inWords(
        pages(async after => {
          const { rows, next } = await listContracts(ctx, { ...input, after })
          return { rows: rows.map(row => ({ ...row, subject: row.title, invoiced_minor: row.billed_minor })), next }
        }),
        locale,
      ),
    }
  }
  if (list === 'invoices') {
    const input = taken(ctx, invoicesContract.listInvoices, params)
    const texts = [...party, 'kind', 'number', 'issued_on', 'due_on', 'state', 'currency']
    return {
      columns: columnsFor(
        locale,
        texts,
        ['net_minor', 'tax_minor', 'amount_minor', 'open_minor'],
        ['tax_invoice_state', 'reference', 'booked_on'],
      ),
      rows: inWords(
        named(
          pages(after => listInvoices(ctx, { ...input, after })),
          locale,
          {},
        ),
        locale,
      ),
    }
  }
  if (list === 'receipts') {
    const input = taken(ctx, receiptsContract.listReceipts, params)
    const texts = [...party, 'payer_name', 'number', 'received_on', 'posted_on', 'method', 'state', 'currency']
    return {
      columns: columnsFor(locale, texts, ['amount_minor', 'unapplied_minor'], ['reference', 'booked_on']),
      rows: inWords(
        pages(after => listReceipts(ctx, { ...input, after })),
        locale,
      ),
    }
  }
  if (list === 'bills') {
    const input = taken(ctx, billsContract.listBills, params)
    const days = ['issued_on', 'matures_on', 'received_on']
    const texts = [...party, 'number', 'bill_kind', 'drawer', 'acceptor', ...days, 'state', 'currency']
    return {
      columns: columnsFor(locale, texts, ['amount_minor'], ['sub_from', 'sub_to', 'receipt_number']),
      rows: inBillWords(
        pages(after => listBills(ctx, { ...input, after })),
        locale,
      ),
    }
  }
  if (list === 'invoice_groups') {
    const input = taken(ctx, invoicesContract.groupInvoices, params)
    return groupSheet(locale, after => groupInvoices(ctx, { ...input, after }))
  }
  if (list === 'bill_groups') {
    const input = taken(ctx, billsContract.groupBills, params)
    return groupSheet(locale, after => groupBills(ctx, { ...input, after }))
  }
  if (list === 'receipt_groups') {
    const input = taken(ctx, receiptsContract.groupReceipts, params)
    return groupSheet(locale, after => groupReceipts(ctx, { ...input, after }))
  }
  if (list === 'item_groups') {
    const input = taken(ctx, ledgerContract.groupOpenItems, params)
    return groupSheet(locale, after => groupOpenItems(ctx, { ...input, after }))
  }
  if (list === 'refunds') {
    const input = taken(ctx, refundsContract.listRefunds, params)
    const texts = [...party, 'number', 'requested_on', 'state', 'paid_on', 'bank_reference', 'currency']
    const more = ['reason', 'requested_name', 'approved_name']
    return {
      columns: columnsFor(locale, texts, ['amount_minor'], more),
      rows: inWords(
        pages(after => listRefunds(ctx, { ...input, after })),
        locale,
      ),
    }
  }
  if (list === 'tax_requests') {
    const input = taken(ctx, taxRequestsContract.listTaxRequests, params)
    const texts = [...party, 'number', 'kind', 'buyer_name', 'buyer_tax_id', 'drafted_on', 'state', 'currency']
    return {
      columns: columnsFor(locale, texts, ['net_minor', 'tax_minor', 'amount_minor'], ['drafted_name', 'approved_name']),
      rows: inTaxWords(
        pages(after => listTaxRequests(ctx, { ...input, after })),
        locale,
      ),
    }
  }
  if (list === 'tax_invoices') {
    const input = taken(ctx, taxInvoicesContract.listTaxInvoices, params)
    const texts = [...party, 'kind', 'number', 'buyer_name', 'buyer_tax_id', 'issued_on', 'state', 'currency']
    return {
      columns: columnsFor(locale, texts, ['net_minor', 'tax_minor', 'amount_minor', 'linked_minor']),
      rows: inTaxWords(
        pages(after => listTaxInvoices(ctx, { ...input, after })),
        locale,
      ),
    }
  }
  if (list === 'tax_gaps') {
    const input = taken(ctx, gapsContract.listGaps, params)
    return {
      columns: columnsFor(locale, [...party, 'currency'], [...gapFigures]),
      rows: pages(after => listGaps(ctx, { ...input, after })),
    }
  }
  if (list === 'red_confirmations') {
    const input = taken(ctx, redContract.listRedConfirmations, params)
    const texts = [
      ...party,
      'number',
      'platform_number',
      'state',
      'reason_code',
      'started_by',
      'buyer_use',
      'expires_at',
    ]
    const more = ['blue_number', 'credit_note_number', 'red_number', 'drafted_on', 'drafted_name']
    return {
      columns: columnsFor(locale, [...texts, 'currency'], ['net_minor', 'tax_minor', 'amount_minor'], more),
      rows: inRedWords(
        pages(after => listRedConfirmations(ctx, { ...input, after })),
        locale,
      ),
    }
  }
  if (list === 'red_gaps') {
    const input = taken(ctx, redContract.listRedGaps, params)
    const money = ['amount_minor', 'matched_minor', 'under_way_minor', 'lacking_minor']
    return {
      columns: columnsFor(locale, [...party, 'kind', 'number', 'issued_on', 'currency'], money),
      rows: inRedWords(
        pages(after => listRedGaps(ctx, { ...input, after })),
        locale,
      ),
    }
  }
  if (list === 'tax_return') {
    const input = taken(ctx, returnContract.readTaxReturn, params)
    return {
      columns: columnsFor(locale, ['section', 'tax_kind', 'method', 'rate', 'rows'], ['net_minor', 'tax_minor']),
      rows: inRedWords(sumsOf(ctx, input), locale),
    }
  }
  if (list === 'tax_return_rows') {
    const input = taken(ctx, returnContract.listTaxReturnRows, params)
    const texts = ['section', 'tax_kind', 'rate', 'number', 'day', 'customer_number', 'customer_name', 'currency']
    return {
      columns: columnsFor(locale, texts, ['net_minor', 'tax_minor']),
      rows: inRedWords(
        pages(after => listTaxReturnRows(ctx, { ...input, after })),
        locale,
      ),
    }
  }
  const input = taken(ctx, tasksContract.listTasks, params)
  const texts = ['title', 'due_on', 'due_time', 'owner_name', 'given_by_name', 'subject_number', 'customer_number']
  return {
    columns: columnsFor(locale, [...texts, 'customer_name', 'state', 'outcome'], []),
    rows: inWords(
      pages(after => listTasks(ctx, { ...input, after })),
      locale,
    ),
  }
}

/** Groups of a list, a line for each currency; a key that is no name of its own is said in the reader's words. */
function groupSheet(
  locale: Locale,
  read: (after: string | undefined) => Promise<{ rows: GroupRow[]; next: string | null }>,
): Sheet {
  const said = (key: string) =>
    kindNames[locale][key] ?? billNames[locale][key] ?? stateNames[locale][key] ?? methodNames[locale][key] ?? key
  async function* lines() {
    for await (const group of pages(read) as AsyncIterable<GroupRow>)
      for (const sum of group.sums) yield { ...sum, number: group.number, group: group.name ?? said(group.key) }
  }
  return {
    columns: [
      ...columnsFor(locale, ['number', 'group', 'currency'], []),
      { field: 'rows', heading: headings[locale].rows ?? 'rows', form: 'number' },
      ...columnsFor(locale, [], ['amount_minor', 'open_minor']),
    ],
    rows: lines(),
  }
}

/** Kinds and states of tax invoices in the reader's words. */
async function* inTaxWords(rows: AsyncIterable<Record<string, unknown>>, locale: Locale) {
  for await (const row of rows)
    yield {
      ...row,
      kind: taxInvoiceKindNames[locale][String(row.kind)] ?? row.kind,
      state: taxRequestStateNames[locale][String(row.state)] ?? row.state,
    }
}

/** The figures of a month's list, one row each. */
async function* sumsOf(ctx: Context, input: Parameters<typeof readTaxReturn>[1]) {
  const { rows, currency } = await readTaxReturn(ctx, input)
  for (const { count, ...row } of rows) yield { ...row, currency, rows: String(count) }
}

/** States, reasons and sides of red letters in the reader's words. */
async function* inRedWords(rows: AsyncIterable<Record<string, unknown>>, locale: Locale) {
  const names = redNames[locale]
  for await (const row of rows) {
    const said: Record<string, unknown> = { ...row, lacking_minor: row.left_minor }
    for (const field of ['kind', 'state', 'reason_code', 'started_by', 'buyer_use', 'section', 'tax_kind', 'method'])
      if (field in row) said[field] = names[String(row[field])] ?? row[field]
    yield said
  }
}

/** States and methods in the reader's words. */
async function* inWords(rows: AsyncIterable<Record<string, unknown>>, locale: Locale) {
  for await (const row of rows)
    yield {
      ...row,
      state: stateNames[locale][String(row.state)] ?? row.state,
      method: methodNames[locale][String(row.method)] ?? row.method,
      tax_invoice_state: taxInvoiceNames[locale][String(row.tax_invoice_state)] ?? row.tax_invoice_state,
    }
}

/** Kinds and states of bills in the reader's words. */
async function* inBillWords(rows: AsyncIterable<Record<string, unknown>>, locale: Locale) {
  for await (const row of rows)
    yield {
      ...row,
      bill_kind: billNames[locale][String(row.kind)] ?? row.kind,
      state: billNames[locale][String(row.state)] ?? row.state,
    }
}
