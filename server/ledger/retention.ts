import { sql } from 'kysely'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuseAll } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'
import { entitiesOf } from './applications.ts'
import { accountFor, lockBooks } from './books.ts'
import type { ledgerContract } from './contract.ts'
import { lockItems, writePlan } from './items.ts'
import { complain, newPlan, type Plan } from './plan.ts'
import { carryDisputes, type Move, planMove } from './transfers.ts'

type Requests = Taken<(typeof ledgerContract)['releaseRetention']>
type Answer = Answered<(typeof ledgerContract)['releaseRetention']>
type Direction = 'release' | 'retain'

/**
 * Releases retention 质保金, whole or in part: once nothing but time stands between us and the money it leaves the
 * contract assets (1481) for the receivables (1122), with the day it falls due. [LGR-25] Refuses `item_not_retention`,
 * `item_not_open`, `amount_not_positive`, and what any application refuses.
 * Source: 企业会计准则第14号——收入: a contract asset becomes a receivable when the right depends on the passing of time alone.
 */
export const releaseRetention = (ctx: Context, requests: Requests): Promise<Answer> => move(ctx, requests, 'release')

/**
 * Takes a release back while what was released is open: it is retention again. Refuses `item_not_released` for anything
 * that did not come out of the retention. [LGR-25]
 */
export const retainAgain = (ctx: Context, requests: Taken<(typeof ledgerContract)['retainAgain']>): Promise<Answer> =>
  move(ctx, requests, 'retain')

async function move(ctx: Context, requests: Requests, direction: Direction): Promise<Answer> {
  // Load.
  const days = requests.map(request => (request.released_on as Day | undefined) ?? ctx.today)
  const first = days.reduce((min, on) => (on < min ? on : min), ctx.today)
  const ids = requests.map(request => request.item_id)
  const { items, recorded_at } = await lockItems(ctx, ids, first)
  const books = await lockBooks(ctx, entitiesOf(items))
  const released = direction === 'retain' ? await releasedAmong(ctx, ids) : new Set<string>()

  // Decide.
  const plan = newPlan(books, items, ctx.today)
  const moves = decideRetention(plan, requests, direction, released)
  refuseAll(plan.problems)

  // Write.
  await writePlan(ctx, plan, recorded_at)
  await carryDisputes(ctx, moves, recorded_at)

  // Record.
  await record(
    ctx,
    direction === 'release' ? 'retention.released' : 'retention.retained_again',
    recorded_at,
    moves.map(({ index, item, moved, amount_minor, on }) => ({
      subject_id: item.item_id,
      data: {
        new_item_id: moved.item_id,
        currency: item.currency,
        amount_minor,
        released_on: on,
        due_on: moved.due_on,
        reason: requests[index]?.reason,
        certificate: requests[index]?.certificate ?? null,
      },
    })),
  )
  return { rows: moves.map(({ item, moved }) => ({ item_id: item.item_id, new_item_id: moved.item_id })) }
}

/** Those of the items that came out of the retention: one entry made them and the opposite that closed it. */
async function releasedAmong(ctx: Context, item_ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await ctx.tx.rows(sql<{ item_id: string }>`
    select i.item_id from open_items i
    where i.org_id = ${ctx.org_id} and i.item_id = any (${item_ids}::uuid[]) and i.lane = 'aged' and i.kind = 'transfer'
      and exists (select from open_items o where o.org_id = i.org_id and o.document_id = i.document_id
        and o.entry_id = i.entry_id and o.lane = 'retention')`)
  return new Set(rows.map(row => row.item_id))
}

/** Every move between contract assets and receivables, or what is wrong with it; all that is open unless an amount is given. */
export function decideRetention(
  plan: Plan,
  requests: Requests,
  direction: Direction,
  released: ReadonlySet<string>,
): Move[] {
  const moves: Move[] = []
  for (const [index, request] of requests.entries()) {
    const { item_id } = request
    const item = plan.items.get(item_id)
    const books = item && plan.books.get(item.entity_id)
    const purpose = direction === 'release' ? 'receivable' : 'retention'
    const account = books && accountFor(books, purpose)
    const on = (request.released_on as Day | undefined) ?? plan.today
    const amount_minor = request.amount_minor ?? item?.open_minor ?? 0n
    if (!item) complain(plan, index, 'item_unknown', { item_id })
    else if (direction === 'release' && item.lane !== 'retention')
      complain(plan, index, 'item_not_retention', { number: item.number })
    else if (direction === 'retain' && !released.has(item_id))
      complain(plan, index, 'item_not_released', { number: item.number })
    else if (item.open_minor <= 0n) complain(plan, index, 'item_not_open', { item_id, number: item.number })
    else if (amount_minor <= 0n) complain(plan, index, 'amount_not_positive', { amount_minor })
    else if (!account) complain(plan, index, 'account_not_determined', { entity: books?.code })
    else {
      const known = (request.due_on as Day | undefined) ?? item.due_on
      const to = {
        customer_id: item.customer_id,
        account_id: account.account_id,
        lane: direction === 'release' ? ('aged' as const) : ('retention' as const),
        due_on: direction === 'release' ? (known ?? on) : known,
        agreed_due_on: item.agreed_due_on,
      }
      const moved = planMove(plan, index, item, to, { amount_minor, on, memo: request.reason })
      if (moved) moves.push({ index, item, moved, amount_minor, on })
    }
  }
  return moves
}
