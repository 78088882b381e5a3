import { sql } from 'kysely'
import { standsOut } from '../contracts/billables.ts'
import { shutGates } from '../contracts/gates.ts'
import {
  type LineStanding,
  type LockedContract,
  lockContracts,
  type PartStanding,
  type PeriodStanding,
  readBilled,
  readLines,
  readParts,
  readPeriods,
} from '../contracts/load.ts'
import type { Context } from '../kernel/context.ts'
import { compareDecimals, type Minor, minusDecimals } from '../kernel/money.ts'
import { complain, type Plan } from '../ledger/plan.ts'
import type { InvoiceDraft } from './drafts.ts'
import type { PlannedInvoice } from './plan-invoice.ts'

/** The contracts that invoices are billed under, and what is done of each. */
export type Billing = {
  contracts: ReadonlyMap<string, LockedContract>
  lines: readonly LineStanding[]
  parts: readonly PartStanding[]
  periods: readonly PeriodStanding[]
  billed: Map<string, Minor>
  /** Contracts of which an earlier step holds back billing, with what is missing. */
  shut: Awaited<ReturnType<typeof shutGates>>
  /** What stands in a bill that the customer is to check, or contested: its number by contract and key. */
  held: ReadonlyMap<string, string>
}

/** The contract an invoice is under, or those its lines name. */
const contractsOf = (draft: InvoiceDraft): string[] =>
  draft.contract_id ? [draft.contract_id] : [...new Set(draft.lines.flatMap(line => line.contract_id ?? []))]

/** Locks the contracts the drafts name and reads what was delivered and billed of them, but for the invoice that is corrected. */
export async function loadBilling(
  ctx: Context,
  drafts: readonly InvoiceDraft[],
  corrects: string | null,
): Promise<Billing> {
  return readBilling(ctx, [...new Set(drafts.flatMap(contractsOf))], corrects)
}

/** The same of contracts by their ids. */
export async function readBilling(
  ctx: Context,
  ids: readonly string[],
  corrects: string | null = null,
): Promise<Billing> {
  if (ids.length === 0)
    return {
      contracts: new Map(),
      lines: [],
      parts: [],
      periods: [],
      billed: new Map(),
      shut: new Map(),
      held: new Map(),
    }
  const contracts = await lockContracts(ctx, ids)
  const [lines, parts, periods, billed, shut, held] = await Promise.all([
    readLines(ctx, ids, corrects),
    readParts(ctx, ids, corrects),
    readPeriods(ctx, ids, corrects),
    readBilled(ctx, ids, corrects),
    // What is corrected was billed already.
    corrects ? new Map() : shutGates(ctx, ids, 'billed'),
    corrects ? new Map() : readHeld(ctx, ids),
  ])
  return { contracts, lines, parts, periods, billed, shut, held }
}

async function readHeld(ctx: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await ctx.tx.rows(sql<{ key: string; number: string }>`
    select w.contract_id || ' ' || w.key as key, s.number
    from settlement_lines w join settlements s on s.org_id = w.org_id and s.settlement_id = w.settlement_id
    where w.org_id = ${ctx.org_id} and w.contract_id = any (${[...ids]}::uuid[]) and ${standsOut}`)
  return new Map(rows.map(({ key, number }) => [key, number]))
}

/** What of a contract a line bills, as what can be billed is named. */
const billedKey = ({ contract_line, contract_part, contract_period }: InvoiceDraft['lines'][number]) =>
  contract_part === undefined ? `l${contract_line}${contract_period ? `:${contract_period}` : ''}` : `p${contract_part}`

/**
 * The three-way check: contract, delivery and invoice agree. [INV-13] Of one party and currency and never above the contract;
 * a milestone is met and billed once; quantities are those the goods were delivered in and prices those agreed, unless a
 * reason says why not. Nothing is billed while an earlier step holds it back, [CTR-14] nor, without a reason, what its customer is
 * checking or has contested. [INV-31]
 */
export function decideBilling(
  plan: Plan,
  planned: readonly PlannedInvoice[],
  { contracts, lines, parts, periods, billed, shut, held }: Billing,
): void {
  const left = new Map<string, Minor>()
  for (const [contract_id, contract] of contracts)
    left.set(contract_id, BigInt(contract.amount_minor) - (billed.get(contract_id) ?? 0n))
  const quantities = new Map<string, string>()
  const met = new Set(parts.filter(part => part.billed).map(keyOf))
  const done = new Set(periods.filter(period => period.invoice_id).map(periodKey))
  const lineAt = new Map(lines.map(line => [`${line.contract_id} ${line.line}`, line]))
  const partAt = new Map(parts.map(part => [keyOf(part), part]))
  const periodAt = new Map(periods.map(period => [periodKey(period), period]))
  const bills = planned.flatMap(one => contractsOf(one.draft).map(contract_id => ({ ...one, contract_id })))
  for (const { contract_id, index, draft, entity, customer, currency, lines: planLines } of bills) {
    const contract = contracts.get(contract_id)
    if (!contract) {
      complain(plan, index, 'contract_unknown', { contract_id })
      continue
    }
    const { number } = contract
    const own = planLines.filter(line => draft.contract_id || line.draft.contract_id === contract_id)
    const amount_minor = own.reduce((sum, line) => sum + line.amount_minor, 0n)
    if (contract.state !== 'active') complain(plan, index, 'contract_not_active', { number, state: contract.state })
    const gate = shut.get(contract_id)
    if (gate) complain(plan, index, gate.code, gate.params)
    if (
      contract.customer_id !== customer.customer_id ||
      contract.entity_id !== entity.entity_id ||
      contract.currency !== currency
    )
      complain(plan, index, 'contract_party_differs', { number })
    const rest = (left.get(contract_id) ?? 0n) - amount_minor
    if (rest < 0n) complain(plan, index, 'invoice_above_contract', { number, left_minor: left.get(contract_id) ?? 0n })
    left.set(contract_id, rest)
    for (const { draft: line } of own) {
      const agreed = lineAt.get(`${contract_id} ${line.contract_line}`)
      const part = partAt.get(`${contract_id} ${line.contract_part}`)
      const bill = held.get(`${contract_id} ${billedKey(line)}`)
      if (bill && !draft.contract_reason)
        complain(plan, index, 'contract_line_held', { description: line.description, number: bill })
      if (line.contract_line !== undefined && !agreed)
        complain(plan, index, 'contract_line_unknown', { line: line.contract_line })
      if (line.contract_part !== undefined) {
        // Goods are billed by what is delivered, and retention is kept back; of other plans each part is billed once.
        if (!part || part.kind === 'retention' || (contract.kind === 'goods' && part.kind !== 'milestone'))
          complain(plan, index, 'contract_part_unknown', { part: line.contract_part })
        else if (met.has(keyOf(part))) complain(plan, index, 'contract_part_done', { label: part.label })
        else if (part.kind === 'milestone' && !part.met_on)
          complain(plan, index, 'contract_part_unmet', { label: part.label })
        if (part) met.add(keyOf(part))
      }
      if (agreed?.recurs || line.contract_period !== undefined) {
        const period = agreed && periodAt.get(`${contract_id} ${agreed.line} ${line.contract_period}`)
        checkPeriod(plan, index, line, agreed, period, done, draft.contract_reason !== undefined)
      }
      if (agreed && !draft.contract_reason) checkLine(plan, index, line, agreed, contract, quantities)
    }
  }
}

/** Of a line that recurs each period is billed once, for what it costs unless a reason is given. [CTR-15] */
function checkPeriod(
  plan: Plan,
  index: number,
  line: InvoiceDraft['lines'][number],
  agreed: LineStanding | undefined,
  period: PeriodStanding | undefined,
  done: Set<string>,
  reasoned: boolean,
): void {
  const from_on = line.contract_period
  if (from_on === undefined) {
    if (!reasoned) complain(plan, index, 'contract_period_missing', { line: agreed?.line })
    return
  }
  if (!period) {
    complain(plan, index, 'contract_period_unknown', { from_on })
    return
  }
  const { to_on, amount_minor: agreed_minor, invoice_number: number } = period
  if (done.has(periodKey(period))) complain(plan, index, 'contract_period_done', { from_on, to_on, number })
  const { amount_minor, price_includes_tax } = line
  if (!reasoned && price_includes_tax && amount_minor !== BigInt(agreed_minor))
    complain(plan, index, 'contract_period_differs', { from_on, to_on, agreed_minor, amount_minor })
  done.add(periodKey(period))
}

/** Quantity against what was delivered of goods, price against the agreed one. */
function checkLine(
  plan: Plan,
  index: number,
  line: InvoiceDraft['lines'][number],
  agreed: LineStanding,
  contract: LockedContract,
  taken: Map<string, string>,
): void {
  if (
    line.unit_price !== undefined &&
    agreed.unit_price !== null &&
    line.price_includes_tax === agreed.price_includes_tax
  )
    if (compareDecimals(line.unit_price, agreed.unit_price) !== 0)
      complain(plan, index, 'contract_price_differs', {
        line: agreed.line,
        agreed: agreed.unit_price,
        price: line.unit_price,
      })
  if (contract.kind !== 'goods' || line.quantity === undefined) return
  const key = `${contract.contract_id} ${agreed.line}`
  const left = taken.get(key) ?? minusDecimals(agreed.delivered, agreed.billed)
  const rest = minusDecimals(left, line.quantity)
  if (compareDecimals(rest, '0') < 0) complain(plan, index, 'invoice_above_delivered', { line: agreed.line, left })
  taken.set(key, rest)
}

const periodKey = (of: { contract_id: string; line: number; from_on: string }) =>
  `${of.contract_id} ${of.line} ${of.from_on}`
const keyOf = (part: { contract_id: string; part: number }) => `${part.contract_id} ${part.part}`
