import { sql } from 'kysely'
import { readSettlement } from '../invoices/settlement-queries.ts'
import type { Context } from '../kernel/context.ts'
import type { Party, Sender, SettlementPaper } from './paper.ts'

/** Settlement bills as 月结对账单 say them, in the order in which they were asked for. Refuses `settlement_unknown`. */
export async function loadSettlements(ctx: Context, ids: readonly string[]): Promise<SettlementPaper[]> {
  const papers: SettlementPaper[] = []
  for (const settlement_id of ids) {
    const bill = await readSettlement(ctx, { settlement_id })
    const house = await ctx.tx.first(sql<{ sender: Sender; customer: Party }>`
      select json_build_object('entity_id', e.entity_id, 'name', e.name, 'name_en', e.name_en, 'tax_id', e.tax_id) as sender,
        json_build_object('number', c.number, 'name', c.name, 'name_en', c.name_en, 'tax_id', c.tax_id) as customer
      from entities e join customers c on c.org_id = e.org_id and c.customer_id = ${bill.customer_id}
      where e.org_id = ${ctx.org_id} and e.entity_id = ${bill.entity_id}`)
    papers.push({
      sender: house?.sender as Sender,
      customer: house?.customer as Party,
      number: bill.number,
      mark: bill.state === 'undone' ? 'void' : null,
      currency: bill.currency,
      until_on: bill.until_on,
      reply_by: bill.reply_by,
      answered_on: bill.answered_on,
      invoice_number: bill.invoice_number,
      amount_minor: BigInt(bill.amount_minor),
      lines: bill.rows.map(line => ({ ...line, amount_minor: BigInt(line.amount_minor) })),
    })
  }
  return papers
}
