import { readSettlements } from '../invoices/settlement-queries.ts'
import type { Context } from '../kernel/context.ts'
import { loadHouses } from './load-houses.ts'
import type { SettlementPaper } from './paper.ts'

/** Settlement bills as 月结对账单 say them, in the order in which they were asked for. Refuses `settlement_unknown`. */
export async function loadSettlements(ctx: Context, ids: readonly string[]): Promise<SettlementPaper[]> {
  const bills = await readSettlements(ctx, ids)
  const houseOf = await loadHouses(ctx, bills)
  return bills.map(bill => ({
    ...houseOf(bill),
    kind: bill.kind,
    number: bill.number,
    mark: bill.state === 'undone' ? 'void' : null,
    currency: bill.currency,
    until_on: bill.until_on,
    reply_by: bill.reply_by,
    answered_on: bill.answered_on,
    invoice_number: bill.invoice_number,
    amount_minor: BigInt(bill.amount_minor),
    lines: bill.rows.map(line => ({ ...line, amount_minor: BigInt(line.amount_minor) })),
  }))
}
