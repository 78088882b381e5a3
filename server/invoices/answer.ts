import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { assert } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'
import { refKey } from '../ledger/parties.ts'
import type { InvoiceDraft } from './drafts.ts'
import type { PlannedInvoice } from './plan-invoice.ts'

type Row = {
  invoice_id: string
  number: string
  amount_minor: bigint | string
  due_on: Day | null
  item_ids: string[]
  known: boolean
}

/** One answer for each draft, in order: what was issued, or what its source had brought before. */
export async function answerRows(
  ctx: Context,
  drafts: readonly InvoiceDraft[],
  known: ReadonlyMap<string, string>,
  planned: readonly PlannedInvoice[],
): Promise<Row[]> {
  const byIndex = new Map(planned.map(invoice => [invoice.index, rowOf(invoice)]))
  const byRef = new Map(
    planned
      .filter(({ draft }) => draft.external_id !== undefined)
      .map(invoice => [refKey(invoice.draft), rowOf(invoice)]),
  )
  const old = await readRows(ctx, [...known.values()])
  return drafts.map((draft, index) => {
    const fresh = byIndex.get(index)
    if (fresh) return fresh
    const row = old.get(known.get(refKey(draft)) ?? '') ?? byRef.get(refKey(draft))
    assert(row, 'a draft that is not issued is known')
    return { ...row, known: true }
  })
}

const rowOf = (invoice: PlannedInvoice): Row => ({
  invoice_id: invoice.invoice_id,
  number: invoice.draft.number as string,
  amount_minor: invoice.amount_minor,
  due_on: invoice.due_on,
  item_ids: invoice.items.map(item => item.item_id),
  known: false,
})

async function readRows(ctx: Context, ids: readonly string[]): Promise<Map<string, Row>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<Omit<Row, 'known'>>`
    select v.invoice_id, v.number, v.amount_minor, v.due_on,
      array(select i.item_id from open_items i where i.org_id = v.org_id and i.document_id = v.invoice_id and i.kind <> 'correction' order by i.line) as item_ids
    from invoices v where v.org_id = ${ctx.org_id} and v.invoice_id = any (${[...ids]}::uuid[])`)
  return new Map(rows.map(row => [row.invoice_id, { ...row, known: true }]))
}
