import { sql } from 'kysely'
import { issueInvoices } from '../invoices/invoices.ts'
import type { Context } from '../kernel/context.ts'
import type { Minor } from '../kernel/money.ts'
import { recordReceipts } from '../receipts/receipts.ts'
import { type InvoiceDraft, invoiceDraft, type ReceiptDraft, receiptDraft, settlementDraft } from './drafts.ts'
import {
  type Importing,
  type Outcome,
  refuseRow,
  reindexed,
  type Row,
  see,
  takeMost,
  takeRow,
  type Taker,
  withoutSeen,
} from './take.ts'
import { withCustomers } from './take-customers.ts'

type Invoice = { row: Row; invoice: InvoiceDraft; receipt: ReceiptDraft | null }

/** Takes invoices in. */
export const takeInvoices: Taker = (ctx, job, rows, outcome) => takeSettlements(ctx, job, rows, outcome)

/**
 * Takes invoices in with the receipts that settled them: a row is its invoice, its receipt and the application, or
 * nothing at all. [IMP-7]
 */
export const takeSettlements: Taker = async (ctx, job, rows, outcome) => {
  const named = await withCustomers(ctx, job, rows, outcome)
  const drafted = named.flatMap(row => draftInvoice(job, row, row.customer_id, outcome))
  const fresh = withoutSeen(job, drafted, ({ row, invoice }) => [row, invoice.number], outcome)
  const { taken, answer, refused } = await takeMost(ctx, fresh, batch => writeSettlements(ctx, job, batch))
  for (const [index, problems] of refused) refuseRow(outcome, (fresh[index] as Invoice).row, problems)
  for (const [at, index] of taken.entries()) {
    const { row, invoice } = fresh[index] as Invoice
    if (answer?.[at]) outcome.known++
    else takeRow(outcome, row, invoice.amount_minor as Minor)
    see(job, row, invoice.number)
  }
}

function draftInvoice(job: Importing, row: Row, customer_id: string, outcome: Outcome): Invoice[] {
  const drafted = invoiceDraft(row.values, job.around, job.map.source, row.external_id)
  if (drafted.problems) {
    refuseRow(outcome, row, drafted.problems)
    return []
  }
  const invoice = { ...drafted.draft, customer_id }
  const settled = settlementDraft(row.values, invoice, job.map.source)
  if (settled.problems) {
    refuseRow(outcome, row, settled.problems)
    return []
  }
  return [{ row, invoice, receipt: settled.draft && { ...settled.draft, customer_id } }]
}

/** Writes invoices and what settled them; answers for each whether all of it was known already. */
async function writeSettlements(ctx: Context, job: Importing, batch: readonly Invoice[]): Promise<boolean[]> {
  const brought = { import_id: job.import_id }
  const issued = await issueInvoices(
    ctx,
    batch.map(({ invoice }) => invoice),
    brought,
  )
  const settled = batch.flatMap(({ receipt, invoice }, index) => {
    const row = issued.rows[index]
    if (!receipt || !row) return []
    const owed = invoice.amount_minor as Minor
    const amount_minor = receipt.amount_minor < owed ? receipt.amount_minor : owed
    const [item_id, second] = row.item_ids
    const paid = item_id && !second ? { item_id } : { invoice_number: row.number }
    return [{ index, draft: { ...receipt, apply: [{ ...paid, amount_minor }] } }]
  })
  const known = issued.rows.map(row => row.known)
  if (settled.length === 0) return known
  try {
    const recorded = await recordReceipts(
      ctx,
      settled.map(({ draft }) => draft),
      brought,
    )
    for (const [at, { index }] of settled.entries()) if (!recorded.rows[at]?.known) known[index] = false
    return known
  } catch (error) {
    throw reindexed(error, at => settled[at]?.index ?? 0)
  }
}

type Receipt = { row: Row; draft: ReceiptDraft; numbers: readonly string[] }

/** Takes receipts in. One that names invoices pays them in that order, as far as they are open; the rest is on account. */
export const takeReceipts: Taker = async (ctx, job, rows, outcome) => {
  const named = await withCustomers(ctx, job, rows, outcome)
  const drafted = named.flatMap((row): Receipt[] => {
    const { draft, problems } = receiptDraft(row.values, job.map.source, row.external_id)
    if (draft) {
      const numbers = (row.values.invoice_numbers as string[] | undefined) ?? []
      return [{ row, draft: { ...draft, customer_id: row.customer_id }, numbers }]
    }
    refuseRow(outcome, row, problems)
    return []
  })
  const fresh = withoutSeen(job, drafted, ({ row, draft }) => [row, draft.number], outcome)
  const open = await openInvoices(ctx, fresh)
  const { taken, answer, refused } = await takeMost(ctx, fresh, batch => {
    const left = new Map(open)
    return recordReceipts(
      ctx,
      batch.map(receipt => ({ ...receipt.draft, apply: linesOf(receipt, left) })),
      { import_id: job.import_id },
    )
  })
  for (const [index, problems] of refused) refuseRow(outcome, (fresh[index] as Receipt).row, problems)
  for (const [at, index] of taken.entries()) {
    const { row, draft } = fresh[index] as Receipt
    if (answer?.rows[at]?.known) outcome.known++
    else takeRow(outcome, row, draft.amount_minor)
    see(job, row, draft.number)
  }
}

/** What a receipt pays of the invoices it names, and takes it off what is left of them. An unknown one is the verb's to refuse. */
function linesOf({ draft, numbers }: Receipt, left: Map<string, Minor>): ReceiptDraft['apply'] {
  let rest = draft.amount_minor + (draft.bank_charge_minor ?? 0n)
  return numbers.flatMap(number => {
    const key = `${draft.entity_code} ${number}`
    const open = left.get(key)
    const amount_minor = open === undefined || rest < open ? rest : open
    if (amount_minor === 0n) return []
    rest -= amount_minor
    if (open !== undefined) left.set(key, open - amount_minor)
    return [{ invoice_number: number, amount_minor }]
  })
}

/** What is open of the invoices that receipts name, by entity and number. */
async function openInvoices(ctx: Context, receipts: readonly Receipt[]): Promise<Map<string, Minor>> {
  const named = receipts.flatMap(({ draft, numbers }) => numbers.map(number => ({ code: draft.entity_code, number })))
  const wanted = [...new Map(named.map(want => [`${want.code} ${want.number}`, want])).values()]
  if (wanted.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<{ code: string; number: string; open_minor: string }>`
    select e.code, v.number, sum(greatest(i.open_minor, 0))::int8 as open_minor
    from unnest(${wanted.map(want => want.code)}::text[], ${wanted.map(want => want.number)}::text[]) as w (code, number)
    join entities e on e.org_id = ${ctx.org_id} and e.code = w.code
    join invoices v on v.org_id = e.org_id and v.entity_id = e.entity_id and v.number = w.number
    join open_items i on i.org_id = v.org_id and i.document_id = v.invoice_id
    group by e.code, v.invoice_id, v.number`)
  return new Map(rows.map(row => [`${row.code} ${row.number}`, BigInt(row.open_minor)]))
}
