import { sql } from 'kysely'
import { type Usable, usableAccount } from '../customerfile/bank-accounts.ts'
import { complainOfRate } from '../invoices/plan-invoice.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, refuseAll } from '../kernel/errors.ts'
import { convert, currencyDigits } from '../kernel/money.ts'
import { type Day, newId } from '../kernel/values.ts'
import { recordPairs } from '../ledger/applications.ts'
import { accountFor, lockBooks } from '../ledger/books.ts'
import { lockItems, writePlan } from '../ledger/items.ts'
import { type Held, holdDocuments, planMirror } from '../ledger/mirrors.ts'
import {
  complain,
  complainOfDay,
  itemLine,
  newPlan,
  type Plan,
  planApply,
  planEntry,
  planItem,
} from '../ledger/plan.ts'
import { ratesFor } from '../ledger/rates.ts'
import { planReversal } from '../ledger/reversal.ts'
import { type LockedRefund, lockRefund, refundLines, type RefundLine, refuseState } from './refund-documents.ts'
import type { refundsContract } from './refunds-contract.ts'

type Lines = typeof refundsContract
type OwnAccount = { entity_id: string; currency: string | null; state: string }

/**
 * Records that an approved refund was paid: Dr what was on account, Cr money, and each item on account meets its part, within
 * what it has on every day. [RCP-14] Refuses an account of the customer's that may not be used at this moment, one of ours
 * that is not the entity's or not in the currency, a day to come, and what an application refuses.
 */
export async function payRefund(
  ctx: Context,
  payment: Taken<Lines['payRefund']>,
): Promise<Answered<Lines['payRefund']>> {
  // Load.
  const { refund_id, own_account_id, bank_reference } = payment
  const refund = await lockRefund(ctx, refund_id)
  const lines = await refundLines(ctx, refund_id)
  const on = (payment.paid_on ?? ctx.today) as Day
  const locked = await lockItems(
    ctx,
    lines.map(line => line.item_id),
    on,
  )
  const { items, recorded_at } = locked
  const [books, usable, own] = [
    await lockBooks(ctx, [refund.entity_id]),
    await usableAccount(ctx, refund.customer_id, refund.account_id, recorded_at),
    await ctx.tx.first(sql<OwnAccount>`
      select entity_id, currency, state from own_accounts
      where org_id = ${ctx.org_id} and own_account_id = ${own_account_id} for key share`),
  ]
  const base_currency = books.get(refund.entity_id)?.base_currency ?? refund.currency
  const rates = await ratesFor(ctx, [{ currency: refund.currency, base_currency, on }])
  const rate = payment.rate ?? rates(refund.currency, base_currency, on)

  // Decide.
  refuseState(refund, 'approved')
  const plan = newPlan(books, items, ctx.today)
  const entry_id = decidePayment(plan, { refund, lines, on, rate, usable, own, own_account_id })
  refuseAll(plan.problems)
  assert(entry_id, 'a payment without problems has its entry')

  // Write.
  await writePlan(ctx, plan, recorded_at)
  await ctx.tx.rows(sql`
    update refunds set state = 'paid', paid_on = ${on}, paid_by = ${ctx.actor.person_id}, own_account_id = ${own_account_id},
      bank_reference = ${bank_reference}, entry_id = ${entry_id}
    where org_id = ${ctx.org_id} and refund_id = ${refund_id}`)

  // Record.
  const { number, customer_id, currency, amount_minor } = refund
  const data = { number, customer_id, currency, amount_minor, paid_on: on, own_account_id, bank_reference }
  await record(ctx, 'refund.paid', recorded_at, [{ subject_id: refund_id, data }])
  await recordPairs(ctx, plan.pairs, recorded_at)
  return { state: 'paid', entry_id }
}

type Payment = {
  refund: LockedRefund
  lines: readonly RefundLine[]
  on: Day
  rate: string | null
  usable: Usable
  own: OwnAccount | null
  own_account_id: string
}

/** The entry of a refund with an item for each part of it, met by the money on account; or everything wrong with it. */
export function decidePayment(plan: Plan, payment: Payment): string | null {
  const { refund, lines, on, rate, usable, own, own_account_id } = payment
  const { entity_id, customer_id, currency, number, refund_id } = refund
  const books = plan.books.get(entity_id)
  assert(books, 'the books of a refund are there')
  const { base_currency } = books
  if (usable.problem)
    complain(plan, 0, usable.problem.code, { ...usable.problem.params, tail: usable.account?.tail ?? null })
  if (!own || own.state !== 'active') complain(plan, 0, 'own_account_unknown', { own_account_id })
  else if (own.entity_id !== entity_id) complain(plan, 0, 'entity_differs')
  else if (own.currency && own.currency !== currency)
    complain(plan, 0, 'currency_differs', { debit: currency, credit: own.currency })
  if (on > plan.today) complain(plan, 0, 'paid_in_future', { on })
  complainOfDay(plan, 0, entity_id, on)
  if (rate === null) complain(plan, 0, 'rate_missing', { currency, base_currency, on })
  else complainOfRate(plan, 0, { currency, base_currency, rate })
  const money = accountFor(books, 'money', 'transfer')
  if (!money) complain(plan, 0, 'account_not_determined', { entity: books.code })
  if (plan.problems.length > 0 || rate === null || !money) return null
  const entry_id = newId() as string
  const parts = lines.flatMap(({ line, item_id, amount_minor }) => {
    const credit = plan.items.get(item_id)
    assert(credit, 'the items of a refund are locked')
    const item = planItem(plan, {
      entity_id,
      customer_id,
      account_id: credit.account_id,
      kind: 'refund',
      lane: 'unapplied',
      document_id: refund_id,
      line,
      number,
      currency,
      amount_minor,
      base_minor: convert(amount_minor, rate, currencyDigits(currency), currencyDigits(base_currency)),
      posted_on: on,
      issued_on: on,
      due_on: on,
      salesperson_id: credit.salesperson_id,
      department_id: credit.department_id,
      entry_id,
    })
    return [{ item, credit, index: line - 1 }]
  })
  const base = parts.reduce((sum, { item }) => sum + item.base_minor, 0n)
  planEntry(plan, {
    entry_id,
    entity_id,
    posted_on: on,
    kind: 'refund',
    document_id: refund_id,
    memo: null,
    lines: [
      ...parts.map(({ item }) => itemLine(item)),
      {
        account_id: money.account_id,
        item_id: null,
        customer_id,
        currency,
        amount_minor: -refund.amount_minor,
        base_minor: -base,
      },
    ],
  })
  for (const { item, credit, index } of parts)
    planApply(plan, index, {
      debit_item_id: item.item_id,
      credit_item_id: credit.item_id,
      amount_minor: item.amount_minor,
      applied_on: on,
      kind: 'refund',
    })
  return entry_id
}

/**
 * Reverses a refund that the bank sent back, or that never left: its entry is mirrored, and the money is on account as it was.
 * [RCP-15] Refuses `refund_state`, and a day before it was paid.
 */
export async function reverseRefund(
  ctx: Context,
  request: Taken<Lines['reverseRefund']>,
): Promise<Answered<Lines['reverseRefund']>> {
  // Load.
  const { refund_id, reason } = request
  const refund = await lockRefund(ctx, refund_id)
  refuseState(refund, 'paid')
  const on = (request.reversed_on ?? ctx.today) as Day
  const { entity_id, entry_id, number } = refund
  assert(entry_id, 'a refund that was paid has its entry')
  const document = { document_id: refund_id, entity_id, entry_id, number }
  const held = await holdDocuments(ctx, [document], on)
  const books = await lockBooks(ctx, [entity_id])

  // Decide.
  const plan = newPlan(books, held.items, ctx.today)
  decideReversal(plan, document, held, on)
  refuseAll(plan.problems)

  // Write.
  await writePlan(ctx, plan, held.recorded_at)
  await ctx.tx.rows(sql`
    update refunds set state = 'reversed', end_reason = ${reason}, ended_on = ${on}
    where org_id = ${ctx.org_id} and refund_id = ${refund_id}`)

  // Record.
  const { customer_id, currency, amount_minor } = refund
  const data = { number, customer_id, currency, amount_minor, reversed_on: on, reason }
  await record(ctx, 'refund.reversed', held.recorded_at, [{ subject_id: refund_id, data }])
  return { state: 'reversed' }
}

/** What the money on account met comes back, and the entry and its items are mirrored. */
export function decideReversal(plan: Plan, document: Parameters<typeof planMirror>[2], held: Held, on: Day): void {
  for (const pair of held.standing) planReversal(plan, 0, pair, on, 'correction')
  if (plan.problems.length === 0) planMirror(plan, 0, document, held, on)
}
