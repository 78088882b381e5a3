import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type CustomerAccountRef, customerRefs, refKey, whyArchived } from '../customers/find.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuseAll } from '../kernel/errors.ts'
import { type Minor, proportion } from '../kernel/money.ts'
import { type Day, type Instant, newId } from '../kernel/values.ts'
import { entitiesOf } from './applications.ts'
import { lockBooks } from './books.ts'
import type { ledgerContract } from './contract.ts'
import { lockItems, writePlan } from './items.ts'
import { complain, type Item, itemLine, newPlan, type Plan, planApply, planEntry, planItem } from './plan.ts'

type Requests = Taken<(typeof ledgerContract)['transferItems']>
type Answer = Answered<(typeof ledgerContract)['transferItems']>

/** One move of a plan: so much of an item became another customer's. */
export type Move = { index: number; item: Item; moved: Item; amount_minor: Minor; on: Day }

/**
 * 应收冲应收: moves open items, or a part of them, to another debtor of the same entity. The old item is closed by its
 * negative, the new one keeps issue and due days and the owner, and each takes its part of the base. [LGR-19]
 */
export async function transferItems(ctx: Context, requests: Requests): Promise<Answer> {
  // Load.
  const first = requests.reduce((min, { applied_on: on }) => (on && on < min ? (on as Day) : min), ctx.today)
  const ids = requests.map(request => request.item_id)
  const { items, recorded_at } = await lockItems(ctx, ids, first)
  const debtors = requests.map(request => request.to_customer_id)
  const customers = await customerRefs(ctx, debtors, entitiesOf(items), { hold: true })
  const books = await lockBooks(ctx, entitiesOf(items))

  // Decide.
  const plan = newPlan(books, items, ctx.today)
  const moves = decideTransfers(plan, requests, customers)
  refuseAll(plan.problems)

  // Write.
  await writePlan(ctx, plan, recorded_at)
  await carryDisputes(ctx, moves, recorded_at)

  // Record.
  await record(
    ctx,
    'item.transferred',
    recorded_at,
    moves.map(({ index, item, moved, amount_minor, on }) => ({
      subject_id: item.item_id,
      data: {
        new_item_id: moved.item_id,
        from_customer_id: item.customer_id,
        to_customer_id: moved.customer_id,
        currency: item.currency,
        amount_minor,
        applied_on: on,
        reason: requests[index]?.reason,
      },
    })),
  )
  return { rows: moves.map(({ item, moved }) => ({ item_id: item.item_id, new_item_id: moved.item_id })) }
}

/** Every move, or what is wrong with it. `amount_minor` is positive for debits and credits alike; all that is open unless given. */
export function decideTransfers(
  plan: Plan,
  requests: Requests,
  customers: ReadonlyMap<string, CustomerAccountRef>,
): Move[] {
  const moves: Move[] = []
  for (const [index, request] of requests.entries()) {
    const item = plan.items.get(request.item_id)
    if (!item) {
      complain(plan, index, 'item_unknown', { item_id: request.item_id })
      continue
    }
    const debtor = customers.get(refKey(request.to_customer_id, item.entity_id))
    const size = item.open_minor < 0n ? -item.open_minor : item.open_minor
    const amount_minor = request.amount_minor ?? size
    const { item_id } = item
    if (!debtor) complain(plan, index, 'customer_unknown', { customer: request.to_customer_id })
    else if (debtor.state === 'archived') plan.problems.push({ index, ...whyArchived(debtor) })
    else if (debtor.customer_id === item.customer_id)
      complain(plan, index, 'customer_same', { customer: debtor.number })
    else if (size === 0n) complain(plan, index, 'item_not_open', { item_id, number: item.number })
    else if (amount_minor <= 0n) complain(plan, index, 'amount_not_positive', { amount_minor })
    else {
      const on = (request.applied_on as Day | undefined) ?? plan.today
      const to = { ...item, customer_id: debtor.customer_id }
      const moved = planMove(plan, index, item, to, { amount_minor, on, memo: request.reason })
      if (moved) moves.push({ index, item, moved, amount_minor, on })
    }
  }
  return moves
}

/** Where an item, or a part of it, goes: what of it becomes another. */
type Place = Pick<Item, 'customer_id' | 'account_id' | 'lane' | 'due_on' | 'agreed_due_on'>

/**
 * Moves so much of an item to another debtor, account or lane: its negative where it was, with the application that closes
 * it, and the new item where it goes, with one entry over both.
 */
export function planMove(
  plan: Plan,
  index: number,
  item: Item,
  to: Place,
  move: { amount_minor: Minor; on: Day; memo: string | null },
): Item | null {
  const sign = item.amount_minor > 0n ? 1n : -1n
  const amount = move.amount_minor * sign
  const base =
    amount === item.open_minor ? item.open_base_minor : proportion(item.open_base_minor, amount, item.open_minor)
  const entry_id = newId()
  const shared = {
    entity_id: item.entity_id,
    kind: 'transfer',
    document_id: item.document_id,
    line: item.line,
    number: item.number,
    currency: item.currency,
    posted_on: move.on,
    issued_on: item.issued_on,
    salesperson_id: item.salesperson_id,
    department_id: item.department_id,
    no_detail: item.no_detail,
    entry_id,
  }
  const { customer_id, account_id, lane, due_on, agreed_due_on } = item
  const opposite = planItem(plan, {
    ...shared,
    customer_id,
    account_id,
    lane,
    due_on,
    agreed_due_on,
    amount_minor: -amount,
    base_minor: -base,
  })
  const pair = planApply(plan, index, {
    debit_item_id: sign > 0n ? item.item_id : opposite.item_id,
    credit_item_id: sign > 0n ? opposite.item_id : item.item_id,
    amount_minor: move.amount_minor,
    applied_on: move.on,
    kind: 'transfer',
  })
  if (!pair) return null
  const moved = planItem(plan, {
    ...shared,
    customer_id: to.customer_id,
    account_id: to.account_id,
    lane: to.lane,
    due_on: to.due_on,
    agreed_due_on: to.agreed_due_on,
    amount_minor: amount,
    base_minor: base,
  })
  planEntry(plan, {
    entry_id,
    entity_id: item.entity_id,
    posted_on: move.on,
    kind: 'transfer',
    document_id: item.document_id,
    memo: move.memo,
    lines: [itemLine(opposite), itemLine(moved)],
  })
  return moved
}

/** A claim that is disputed stays so under its new debtor. */
export async function carryDisputes(ctx: Context, moves: readonly Move[], recorded_at: Instant): Promise<void> {
  const disputed = await ctx.tx.rows(sql<{ item_id: string; reason: string | null }>`
    select i.item_id, (select d.reason from item_disputes d where d.org_id = i.org_id and d.item_id = i.item_id
        order by d.effective_on desc, d.recorded_at desc limit 1) as reason
    from open_items i
    where i.org_id = ${ctx.org_id} and i.item_id = any (${moves.map(move => move.item.item_id)}::uuid[]) and i.disputed`)
  if (disputed.length === 0) return
  const reasons = new Map(disputed.map(row => [row.item_id, row.reason]))
  const carried = moves.filter(move => reasons.has(move.item.item_id))
  await insertRows(
    ctx.tx,
    'item_disputes',
    ctx.org_id,
    carried.map(({ item, moved, on }) => ({
      item_id: moved.item_id,
      change_id: newId(),
      effective_on: on,
      recorded_at,
      disputed: true,
      reason: reasons.get(item.item_id) ?? null,
    })),
  )
  await ctx.tx.rows(sql`
    update open_items set disputed = true, varied = true
    where org_id = ${ctx.org_id} and item_id = any (${carried.map(move => move.moved.item_id)}::uuid[])`)
}
