import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { type Minor, proportion } from '../kernel/money.ts'
import { addMonths, type Day } from '../kernel/values.ts'
import { type Billable, billables } from './billables.ts'
import type { contractsContract } from './contract.ts'
import { acceptedOn, type PartStanding, readBilled, readParts } from './load.ts'
import { turningOf } from './tax-point.ts'

type Lines = typeof contractsContract
type Proposal = Answered<Lines['proposeInvoice']>

/**
 * What a contract has ready to be billed: goods the customer confirmed, milestones that are met, or, of services without
 * milestones, what is left. The retained share of it stands apart. [CTR-10] Refuses `contract_unknown`.
 */
export async function proposeInvoice(
  ctx: Context,
  { contract_id }: Taken<Lines['proposeInvoice']>,
): Promise<Answered<Lines['proposeInvoice']>> {
  type Head = Pick<Proposal, 'contract_id' | 'customer_id' | 'entity_id' | 'currency' | 'terms_code' | 'reference'> & {
    amount_minor: string
  }
  const tolerance_bp = await toleranceOf(ctx)
  const [head, found, parts, billed, accepted_on, goods] = await Promise.all([
    ctx.tx.first(sql<Head>`
      select k.contract_id, k.customer_id, k.entity_id, k.currency, k.number as reference, k.amount_minor,
        t.code as terms_code
      from contracts k left join payment_terms t on t.org_id = k.org_id and t.terms_id = k.terms_id
      where k.org_id = ${ctx.org_id} and k.contract_id = ${contract_id}`),
    ctx.tx.rows(sql<Billable>`
      select * from (${billables({ org_id: ctx.org_id, until: ctx.today, tolerance_bp, where: sql`c.contract_id = ${contract_id}` })}) b
      where b.ready order by b.place`),
    readParts(ctx, [contract_id]),
    readBilled(ctx, [contract_id]),
    acceptedOn(ctx, contract_id),
    ctx.tx.first(sql<{ confirmed_on: Day | null }>`
      select max(confirmed_on) as confirmed_on from deliveries
      where org_id = ${ctx.org_id} and contract_id = ${contract_id} and state = 'confirmed'`),
  ])
  if (!head) refuse('contract_unknown', { contract_id })
  const { amount_minor, ...rest } = head
  const left_minor = BigInt(amount_minor) - (billed.get(contract_id) ?? 0n)
  const ready = found.map(billedLine)
  const gross = ready.reduce((sum, line) => sum + line.amount_minor, 0n)
  return {
    ...rest,
    lines: ready,
    retention: retentionOf(parts, gross, BigInt(amount_minor), accepted_on),
    base_days: {
      ...(goods?.confirmed_on ? { goods_received: goods.confirmed_on } : {}),
      ...(accepted_on ? { acceptance: accepted_on } : {}),
    },
    turning: turningOf(found, parts, accepted_on, ctx.today),
    left_minor,
  }
}

/** What can be billed as the line of an invoice; amounts with tax. */
export const billedLine = (of: Omit<Billable, 'amount_minor'> & { amount_minor: string }) => ({
  description: of.description,
  quantity: of.quantity,
  unit: of.unit,
  unit_price: of.unit_price,
  price_includes_tax: true,
  tax_code: of.tax_code,
  amount_minor: BigInt(of.amount_minor),
  contract_line: of.contract_line,
  contract_part: of.contract_part,
  contract_period: of.contract_period,
})

/** How far what is ready may lie above what is left of a contract, in hundredths of a per cent of the contract; 10 until said. */
export async function toleranceOf(ctx: Context): Promise<number> {
  const row = await ctx.tx.first(sql<{ tolerance_bp: number }>`
    select tolerance_bp from billing_rules where org_id = ${ctx.org_id}`)
  return row?.tolerance_bp ?? 10
}

/** The share of an invoice that is retained, in proportion to the whole, released some months after acceptance. */
export function retentionOf(
  parts: readonly PartStanding[],
  gross: Minor,
  amount: Minor,
  accepted_on: Day | null,
): Proposal['retention'] {
  const kept = parts.filter(part => part.kind === 'retention')
  const whole = kept.reduce((sum, part) => sum + BigInt(part.amount_minor), 0n)
  const share = proportion(gross, whole, amount)
  if (share <= 0n) return null
  const months = Math.max(...kept.map(part => part.months ?? 0))
  return { amount_minor: share, due_on: accepted_on ? addMonths(accepted_on, months) : null }
}
