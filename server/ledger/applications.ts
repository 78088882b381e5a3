import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse, refuseAll } from '../kernel/errors.ts'
import type { Day, Instant } from '../kernel/values.ts'
import { lockBooks } from './books.ts'
import type { ledgerContract } from './contract.ts'
import { planDifference } from './differences.ts'
import { lockItems, pairRow, readPairs, recoveredOf, writePlan } from './items.ts'
import { complain, type Item, newPlan, type Pair, type Plan, planApply } from './plan.ts'
import { planCancel, planReversal } from './reversal.ts'

type Requests = Taken<(typeof ledgerContract)['applyItems']>
type Answer = Answered<(typeof ledgerContract)['applyItems']>

/** Applies credits to debits, and takes small differences. What is left over stays open. [LGR-4] */
export async function applyItems(ctx: Context, requests: Requests): Promise<Answer> {
  // Load.
  const ids = requests.flatMap(request => [
    ...request.lines.flatMap(line => [line.debit_item_id, line.credit_item_id]),
    ...request.differences.map(line => line.item_id),
  ])
  const first = requests.reduce((min, request) => earlier(min, request.applied_on as Day | undefined), ctx.today)
  const { items, recorded_at } = await lockItems(ctx, ids, first)
  const books = await lockBooks(ctx, entitiesOf(items))

  // Decide.
  const plan = decideApplications(newPlan(books, items, ctx.today), requests)
  refuseAll(plan.problems)

  // Write.
  await writePlan(ctx, plan, recorded_at)

  // Record.
  await recordPairs(ctx, plan.pairs, recorded_at)
  return { rows: plan.pairs.map(pair => pairRow(pair, recorded_at)) }
}

/** Every line and difference of every request, in the order given; one problem each. */
export function decideApplications(plan: Plan, requests: Requests): Plan {
  for (const [index, request] of requests.entries()) {
    if (request.lines.length + request.differences.length === 0) complain(plan, index, 'nothing_to_apply')
    const applied_on = (request.applied_on as Day | undefined) ?? plan.today
    for (const line of request.lines) planApply(plan, index, { ...line, applied_on })
    for (const line of request.differences) planDifference(plan, index, { ...line, on: applied_on })
  }
  return plan
}

type Reversal = Taken<(typeof ledgerContract)['reverseApplication']>

/**
 * Takes one application back by its mirror; a small difference or a write-off is undone with the item it made.
 * A transfer or a correction is undone by its own verb. [LGR-10]
 */
export async function reverseApplication(ctx: Context, request: Reversal): Promise<Answer> {
  // Load.
  const pairs = await readPairs(ctx, [request.application_id])
  const applied = pairs.get(request.application_id)
  if (!applied) refuse('application_unknown', { application_id: request.application_id })
  const { items, recorded_at } = await lockItems(
    ctx,
    [applied.debit_item_id, applied.credit_item_id],
    applied.applied_on,
  )
  const again = (await readPairs(ctx, [request.application_id])).get(request.application_id) ?? applied
  const books = await lockBooks(ctx, entitiesOf(items))
  const credit = items.get(applied.credit_item_id)
  const mirrored = credit ? await linesOf(ctx, credit) : []
  const recovered = again.kind === 'write_off' ? await recoveredOf(ctx, request.application_id) : null

  // Decide.
  const plan = newPlan(books, items, ctx.today)
  const on = (request.applied_on as Day | undefined) ?? ctx.today
  if (['transfer', 'correction', 'opening_undo'].includes(again.kind))
    complain(plan, 0, 'application_is_bound', { kind: again.kind })
  else if (recovered && recovered.amount_minor !== 0n)
    complain(plan, 0, 'write_off_recovered', { recovered_minor: recovered.amount_minor })
  else if (planReversal(plan, 0, again, on) && credit && boundKinds.has(credit.kind))
    planCancel(plan, 0, credit, mirrored, on)
  refuseAll(plan.problems)

  // Write.
  await writePlan(ctx, plan, recorded_at)

  // Record.
  await record(ctx, 'item.unapplied', recorded_at, [
    {
      subject_id: request.application_id,
      data: {
        reason: request.reason ?? null,
        applied_on: on,
        rows: plan.pairs.map(pair => pairRow(pair, recorded_at)),
      },
    },
  ])
  return { rows: plan.pairs.map(pair => pairRow(pair, recorded_at)) }
}

/** Items that exist only for the application they were made for. */
const boundKinds = new Set(['difference', 'write_off'])

/** The posting lines of the entry that made an item, for its mirror. */
export async function linesOf(ctx: Context, item: Pick<Item, 'entry_id'>) {
  const rows = await ctx.tx.rows(sql<{
    account_id: string
    item_id: string | null
    customer_id: string | null
    currency: string
    amount_minor: string
    base_minor: string
  }>`
    select account_id, item_id, customer_id, currency, amount_minor, base_minor from postings
    where org_id = ${ctx.org_id} and entry_id = ${item.entry_id} order by line`)
  return rows.map(row => ({ ...row, amount_minor: BigInt(row.amount_minor), base_minor: BigInt(row.base_minor) }))
}

/** One event for each application, told by its kind. */
export async function recordPairs(ctx: Context, pairs: readonly Pair[], recorded_at: Instant): Promise<void> {
  await record(
    ctx,
    'item.applied',
    recorded_at,
    pairs.map(pair => ({ subject_id: pair.application_id, data: pairRow(pair, recorded_at) })),
  )
}

export const entitiesOf = (items: ReadonlyMap<string, Item>) => [...items.values()].map(item => item.entity_id)

const earlier = (a: Day, b: Day | undefined) => (b && b < a ? b : a)
