import type { Context } from '../kernel/context.ts'
import { readRefund } from '../receipts/refund-queries.ts'
import { loadHouses } from './load-houses.ts'
import type { RefundPaper } from './paper.ts'

/** Refunds as 退款申请单 say them: of the customer's account the last four characters alone. Refuses `refund_unknown`. */
export async function loadRefunds(
  ctx: Context,
  ids: readonly string[],
  link: (id: string) => string | null,
): Promise<RefundPaper[]> {
  const refunds: Awaited<ReturnType<typeof readRefund>>[] = []
  for (const refund_id of ids) refunds.push(await readRefund(ctx, { refund_id }))
  const houseOf = await loadHouses(ctx, refunds)
  return refunds.map(refund => ({
    ...houseOf(refund),
    number: refund.number,
    mark: refund.state === 'cancelled' || refund.state === 'reversed' ? 'void' : null,
    replaced_by: null,
    currency: refund.currency,
    reference: refund.bank_reference,
    note: refund.end_reason,
    qr: link(refund.refund_id),
    amount_minor: BigInt(refund.amount_minor),
    reason: refund.reason,
    requested_on: refund.requested_on,
    requested_by: refund.requested_name,
    approved_by: refund.approved_name,
    paid_on: refund.paid_on,
    own_account: refund.own_account,
    bank: { holder: refund.holder, bank: refund.bank, tail: refund.tail },
    taken: refund.lines.map(line => ({
      kind: line.kind,
      number: line.number,
      amount_minor: BigInt(line.amount_minor),
      open_minor: BigInt(line.open_minor),
    })),
  }))
}
