import type { Context } from '../kernel/context.ts'
import { readTaxRequest } from '../taxinvoices/queries.ts'
import { loadHouses } from './load-houses.ts'
import type { TaxRequestPaper } from './paper.ts'

/** Requests for tax invoices as 开票申请单 say them: of the buyer's account the last four characters alone. Refuses `tax_request_unknown`. */
export async function loadTaxRequests(ctx: Context, ids: readonly string[]): Promise<TaxRequestPaper[]> {
  const requests: Awaited<ReturnType<typeof readTaxRequest>>[] = []
  for (const tax_request_id of ids) requests.push(await readTaxRequest(ctx, { tax_request_id }))
  const houseOf = await loadHouses(ctx, requests)
  return requests.map(request => ({
    ...houseOf(request),
    number: request.number,
    kind: request.kind,
    mark: request.state === 'void' ? 'void' : request.state === 'draft' ? 'draft' : null,
    currency: request.currency,
    drafted_on: request.drafted_on,
    applicant: request.requested_name ?? request.drafted_name,
    approved_by: request.approved_name,
    buyer: {
      name: request.buyer_name,
      tax_id: request.buyer_tax_id,
      address: request.buyer_address,
      phone: request.buyer_phone,
      bank: request.buyer_bank,
      tail: request.buyer_account_tail,
    },
    header_reason: request.header_reason,
    remarks: request.remarks,
    note: request.note,
    net_minor: BigInt(request.net_minor),
    tax_minor: BigInt(request.tax_minor),
    amount_minor: BigInt(request.amount_minor),
    lines: request.lines.map(line => ({
      ...line,
      net_minor: BigInt(line.net_minor),
      tax_minor: BigInt(line.tax_minor),
      amount_minor: BigInt(line.amount_minor),
    })),
  }))
}
