import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { readRefund } from '../receipts/refund-queries.ts'
import type { Party, RefundPaper, Sender } from './paper.ts'

/** Refunds as 退款申请单 say them: of the customer's account the last four characters alone. Refuses `refund_unknown`. */
export async function loadRefunds(
  ctx: Context,
  ids: readonly string[],
  link: (id: string) => string | null,
): Promise<RefundPaper[]> {
  const papers: RefundPaper[] = []
  for (const refund_id of ids) {
    const refund = await readRefund(ctx, { refund_id })
    const house = await ctx.tx.first(sql<{ sender: Sender; customer: Party }>`
      select json_build_object('entity_id', e.entity_id, 'name', e.name, 'name_en', e.name_en, 'tax_id', e.tax_id) as sender,
        json_build_object('number', c.number, 'name', c.name, 'name_en', c.name_en, 'tax_id', c.tax_id) as customer
      from entities e join customers c on c.org_id = e.org_id and c.customer_id = ${refund.customer_id}
      where e.org_id = ${ctx.org_id} and e.entity_id = ${refund.entity_id}`)
    papers.push({
      sender: house?.sender as Sender,
      customer: house?.customer as Party,
      number: refund.number,
      mark: refund.state === 'cancelled' || refund.state === 'reversed' ? 'void' : null,
      replaced_by: null,
      currency: refund.currency,
      reference: refund.bank_reference,
      note: refund.end_reason,
      qr: link(refund_id),
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
    })
  }
  return papers
}
