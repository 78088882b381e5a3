import { sql } from 'kysely'
import { endRequests } from '../approvals/requests.ts'
import { lockCustomers, refuseCustomer } from '../customers/accounts.ts'
import { usableAccount, type Usable } from '../customerfile/bank-accounts.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { proportion } from '../kernel/money.ts'
import { newId } from '../kernel/values.ts'
import { lockItems } from '../ledger/items.ts'
import { drawNumbers } from '../ledger/numbers.ts'
import type { Item } from '../ledger/plan.ts'
import { lockRefund, refundLines, type RefundLine, refuseState } from './refund-documents.ts'
import type { refundsContract } from './refunds-contract.ts'

type Lines = typeof refundsContract

/**
 * Asks for money on account to be paid back to an account of the customer's. Nothing is posted; what is asked for in other
 * refunds is not asked for twice. [RCP-11]
 */
export async function requestRefund(
  ctx: Context,
  request: Taken<Lines['requestRefund']>,
): Promise<Answered<Lines['requestRefund']>> {
  // Load.
  const { customer_id, account_id, reason } = request
  const lines = request.lines.map((line, at) => ({ ...line, line: at + 1 }))
  const customers = await lockCustomers(ctx, [request])
  const { items, recorded_at } = await lockItems(
    ctx,
    lines.map(line => line.item_id),
    ctx.today,
  )
  const usable = await usableAccount(ctx, customer_id, account_id, recorded_at)
  const waiting = await waitingOf(ctx, [...items.keys()], null)

  // Decide.
  const problems: Problem[] = []
  refuseCustomer(customers, customer_id, 0, problems)
  problems.push(...decideRefund({ customer_id, lines, items, waiting, usable }))
  refuseAll(problems)
  const [first] = [...items.values()]
  const { entity_id, currency } = first as Item
  const refund = {
    refund_id: newId<'refund'>() as string,
    entity_id,
    customer_id,
    account_id,
    currency,
    amount_minor: lines.reduce((sum, line) => sum + line.amount_minor, 0n),
    reason,
    requested_on: ctx.today,
    requested_by: ctx.actor.person_id,
  }

  // Write.
  const series = { entity_id, series: 'RFD' as const, year: Number(ctx.today.slice(0, 4)) }
  const [number = ''] = await drawNumbers(ctx, [series])
  await insertRows(ctx.tx, 'refunds', ctx.org_id, [{ ...refund, number, recorded_at }])
  const { refund_id } = refund
  await insertRows(
    ctx.tx,
    'refund_lines',
    ctx.org_id,
    lines.map(line => ({ refund_id, ...line })),
  )

  // Record.
  const data = { ...refund, number, tail: usable.account?.tail, lines }
  await record(ctx, 'refund.requested', recorded_at, [{ subject_id: refund_id, data }])
  return { refund_id, number }
}

type Refunding = {
  customer_id: string
  lines: readonly RefundLine[]
  items: ReadonlyMap<string, Item>
  /** Of an item asked for in other refunds. */
  waiting: ReadonlyMap<string, bigint>
  usable: Usable
}

/** Everything wrong with paying so much back: only money on account, of one entity and currency, no more than there is. */
export function decideRefund({ customer_id, lines, items, waiting, usable }: Refunding): Problem[] {
  const problems: Problem[] = []
  const complain = (index: number, code: Problem['code'], params: Problem['params'] = {}) =>
    problems.push({ index, code, params })
  if (usable.problem) complain(0, usable.problem.code, { ...usable.problem.params, tail: usable.account?.tail })
  const first = items.get(lines[0]?.item_id ?? '')
  const taken = new Map(waiting)
  for (const [index, { item_id, amount_minor }] of lines.entries()) {
    const item = items.get(item_id)
    const before = taken.get(item_id) ?? 0n
    taken.set(item_id, before + amount_minor)
    if (!item) complain(index, 'item_unknown', { item_id })
    else if (item.customer_id !== customer_id) complain(index, 'customer_differs', { number: item.number })
    else if (item.amount_minor > 0n || item.lane !== 'unapplied')
      complain(index, 'item_not_on_account', { number: item.number })
    else if (first && item.entity_id !== first.entity_id) complain(index, 'entity_differs')
    else if (first && item.currency !== first.currency)
      complain(index, 'currency_differs', { debit: first.currency, credit: item.currency })
    else if (amount_minor <= 0n) complain(index, 'amount_not_positive', { amount_minor })
    else if (before + amount_minor > -item.open_minor)
      complain(index, 'refund_over_account', {
        number: item.number,
        currency: item.currency,
        open_minor: -item.open_minor - before,
      })
  }
  return problems
}

/** How much of items is asked for in refunds that are not paid yet; to be read under the lock of the items. */
async function waitingOf(ctx: Context, item_ids: readonly string[], but: string | null): Promise<Map<string, bigint>> {
  const rows = await ctx.tx.rows(sql<{ item_id: string; waiting_minor: string }>`
    select l.item_id, sum(l.amount_minor)::int8 as waiting_minor from refund_lines l
    join refunds r on r.org_id = l.org_id and r.refund_id = l.refund_id and r.state in ('requested', 'approved')
    where l.org_id = ${ctx.org_id} and l.item_id = any (${item_ids}::uuid[]) and r.refund_id is distinct from ${but}::uuid
    group by 1`)
  return new Map(rows.map(row => [row.item_id, BigInt(row.waiting_minor)]))
}

/**
 * Approves a refund. Its requester hands it over and another person releases it; where the policy lets it through without
 * waiting, somebody else who may release refunds approves it himself. Never the requester, by no way. [RCP-12]
 * Refuses `checker_is_maker`, `refund_not_submitted`, `refund_state`, and what a request refuses.
 */
export async function approveRefund(
  ctx: Context,
  { refund_id }: Taken<Lines['approveRefund']>,
): Promise<Answered<Lines['approveRefund']>> {
  // Load.
  const refund = await lockRefund(ctx, refund_id)
  const lines = await refundLines(ctx, refund_id)
  const ids = lines.map(line => line.item_id)
  const { items, recorded_at } = await lockItems(ctx, ids, ctx.today)
  const usable = await usableAccount(ctx, refund.customer_id, refund.account_id, recorded_at)
  const waiting = await waitingOf(ctx, ids, refund_id)

  // Decide.
  const approved_by = ctx.released_by ?? ctx.actor.person_id
  refuseState(refund, 'requested')
  refuseApprover(ctx, refund.requested_by, approved_by)
  refuseAll(decideRefund({ customer_id: refund.customer_id, lines, items, waiting, usable }))

  // Write.
  await ctx.tx.rows(sql`
    update refunds set state = 'approved', approved_by = ${approved_by}, approved_at = ${recorded_at}::timestamptz
    where org_id = ${ctx.org_id} and refund_id = ${refund_id} and not ${ctx.trial}`)

  // Record.
  const { number, customer_id, currency, amount_minor } = refund
  const data = { number, customer_id, currency, amount_minor, approved_by, requested_by: refund.requested_by }
  await record(ctx, 'refund.approved', recorded_at, [{ subject_id: refund_id, data }])
  return { state: 'approved' }
}

/**
 * Only the requester hands it over, so that the one in whose name it waits is the one who must not release it, nor let a
 * delegate of his; and without a release only another person with the right approves.
 */
function refuseApprover(ctx: Context, requested_by: string, approved_by: string): void {
  const permission = 'approval.release.refund'
  if (ctx.trial && ctx.actor.person_id !== requested_by) refuse('refund_not_submitted')
  if (!ctx.trial && approved_by === requested_by) refuse('checker_is_maker')
  if (!ctx.trial && !ctx.released_by && !may(ctx, permission)) refuse('permission_missing', { permission })
}

/** What a policy may ask about a refund, and what the second person reads; the amount in base currency. */
export async function refundFacts(ctx: Context, input: unknown): Promise<Record<string, unknown>> {
  const { refund_id } = input as Taken<Lines['approveRefund']>
  const refund = await ctx.tx.first(sql<Record<string, string>>`
    select r.number, r.entity_id, r.customer_id, r.currency, r.amount_minor as refund_minor, r.reason, a.holder, a.bank, a.tail,
      c.number || ' ' || c.name as customer
    from refunds r join customers c on c.org_id = r.org_id and c.customer_id = r.customer_id
    join customer_bank_accounts a on a.org_id = r.org_id and a.account_id = r.account_id
    where r.org_id = ${ctx.org_id} and r.refund_id = ${refund_id}`)
  if (!refund) return {}
  const lines = await ctx.tx.rows(sql<Record<'amount_minor' | 'item_minor' | 'base_minor', string>>`
    select l.amount_minor, i.amount_minor as item_minor, i.base_minor from refund_lines l
    join open_items i on i.org_id = l.org_id and i.item_id = l.item_id
    where l.org_id = ${ctx.org_id} and l.refund_id = ${refund_id}`)
  const amount_minor = lines.reduce(
    (sum, line) => sum + proportion(BigInt(line.base_minor), BigInt(line.amount_minor), BigInt(line.item_minor)),
    0n,
  )
  const { entity_id, customer_id, number, customer, holder, bank, tail, reason } = refund
  const base = amount_minor < 0n ? -amount_minor : amount_minor
  return {
    entity_id,
    customer_ids: [customer_id],
    amount_minor: base.toString(),
    number,
    customer,
    holder,
    bank,
    tail,
    reason,
  }
}

/**
 * Cancels a refund before it is paid: what it asked for may be asked for again, and what waits for a second person about it waits
 * no more. [RCP-13] Refuses `refund_state`.
 */
export async function cancelRefund(
  ctx: Context,
  { refund_id, reason }: Taken<Lines['cancelRefund']>,
): Promise<Answered<Lines['cancelRefund']>> {
  // Load.
  const refund = await lockRefund(ctx, refund_id)

  // Decide.
  refuseState(refund, 'requested', 'approved')

  // Write.
  const recorded_at = await moment(ctx)
  await ctx.tx.rows(sql`
    update refunds set state = 'cancelled', end_reason = ${reason}, ended_on = ${ctx.today}
    where org_id = ${ctx.org_id} and refund_id = ${refund_id}`)
  await endRequests(ctx, { verbs: ['refund.approve', 'refund.pay'], field: 'refund_id', id: refund_id, reason })

  // Record.
  const { number, customer_id, currency, amount_minor } = refund
  const data = { number, customer_id, currency, amount_minor, reason }
  await record(ctx, 'refund.cancelled', recorded_at, [{ subject_id: refund_id, data }])
  return { state: 'cancelled' }
}
