import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import {
  compareDecimals,
  currencyDigits,
  type Minor,
  minusDecimals,
  multiply,
  proportion,
  shareOf,
} from '../kernel/money.ts'
import { addMonths, type Day } from '../kernel/values.ts'
import type { contractsContract } from './contract.ts'
import { acceptedOn, type LineStanding, type PartStanding, readBilled, readLines, readParts } from './load.ts'

type Lines = typeof contractsContract
type Proposal = Answered<Lines['proposeInvoice']>
type ProposedLine = Proposal['lines'][number]

/**
 * What a contract has ready to be billed: goods the customer confirmed, milestones that are met, or, of services without
 * milestones, what is left. The retained share of it stands apart. [CTR-10] Refuses `contract_unknown`.
 */
export async function proposeInvoice(
  ctx: Context,
  { contract_id }: Taken<Lines['proposeInvoice']>,
): Promise<Answered<Lines['proposeInvoice']>> {
  type Head = Pick<Proposal, 'contract_id' | 'customer_id' | 'entity_id' | 'currency' | 'terms_code' | 'reference'> & {
    kind: string
    amount_minor: string
  }
  const [head, lines, parts, billed, accepted_on, goods] = await Promise.all([
    ctx.tx.first(sql<Head>`
      select k.contract_id, k.customer_id, k.entity_id, k.currency, k.number as reference, k.kind, k.amount_minor,
        t.code as terms_code
      from contracts k left join payment_terms t on t.org_id = k.org_id and t.terms_id = k.terms_id
      where k.org_id = ${ctx.org_id} and k.contract_id = ${contract_id}`),
    readLines(ctx, [contract_id]),
    readParts(ctx, [contract_id]),
    readBilled(ctx, [contract_id]),
    acceptedOn(ctx, contract_id),
    ctx.tx.first(sql<{ confirmed_on: Day | null }>`
      select max(confirmed_on) as confirmed_on from deliveries
      where org_id = ${ctx.org_id} and contract_id = ${contract_id} and state = 'confirmed'`),
  ])
  if (!head) refuse('contract_unknown', { contract_id })
  const { kind, amount_minor, ...rest } = head
  const left_minor = BigInt(amount_minor) - (billed.get(contract_id) ?? 0n)
  const ready = readyLines(kind, lines, parts, left_minor, currencyDigits(head.currency))
  const gross = ready.reduce((sum, line) => sum + BigInt(line.amount_minor), 0n)
  return {
    ...rest,
    lines: ready,
    retention: retentionOf(parts, gross, BigInt(amount_minor), accepted_on),
    base_days: {
      ...(goods?.confirmed_on ? { goods_received: goods.confirmed_on } : {}),
      ...(accepted_on ? { acceptance: accepted_on } : {}),
    },
    left_minor,
  }
}

/**
 * The lines that are ready, their amounts with tax. Where a line is delivered in parts, each is billed for its quantity; the
 * whole at once is billed for the amount of the line, whatever quantity times price rounds to.
 */
export function readyLines(
  kind: string,
  lines: readonly LineStanding[],
  parts: readonly PartStanding[],
  left_minor: Minor,
  digits: number,
): ProposedLine[] {
  const [first] = lines
  if (!first || left_minor <= 0n) return []
  const milestones = parts.filter(part => part.kind === 'milestone')
  if (milestones.length > 0)
    return milestones
      .filter(part => part.met_on && !part.billed)
      .map(part => ({
        ...lineOf(first, BigInt(part.amount_minor)),
        description: part.label,
        contract_line: null,
        contract_part: part.part,
      }))
  if (kind !== 'goods')
    return lines
      .filter(line => BigInt(line.billed_minor) < BigInt(line.amount_minor))
      .map(line => lineOf(line, BigInt(line.amount_minor) - BigInt(line.billed_minor)))
  return lines.flatMap(line => {
    const quantity = minusDecimals(line.confirmed, line.billed)
    if (compareDecimals(quantity, '0') <= 0) return []
    const price = line.price_includes_tax ? line.unit_price : null
    const whole = line.quantity !== null && compareDecimals(quantity, line.quantity) === 0
    const share = shareOf(BigInt(line.amount_minor), quantity, line.quantity ?? quantity)
    return [
      {
        ...lineOf(line, whole || price === null ? share : multiply(quantity, price, digits)),
        quantity,
        unit: line.unit,
        unit_price: price,
      },
    ]
  })
}

const lineOf = (line: LineStanding, amount_minor: Minor): ProposedLine => ({
  description: line.description,
  quantity: null,
  unit: null,
  unit_price: null,
  price_includes_tax: true,
  tax_code: line.tax_code,
  amount_minor,
  contract_line: line.line,
  contract_part: null,
})

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
