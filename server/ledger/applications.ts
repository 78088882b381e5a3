import type { Context } from '../kernel/context.ts'
import { record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, refuseAll } from '../kernel/errors.ts'
import type { Day, Instant } from '../kernel/values.ts'
import { lockBooks } from './books.ts'
import type { ledgerContract } from './contract.ts'
import { planDifference } from './differences.ts'
import { lockItems, pairRow, readPairs, type Recovered, recoveredOf, writePlan } from './items.ts'
import { isBound } from './mirrors.ts'
import { linesByEntry } from './opening-undo.ts'
import { complain, type Item, newPlan, type Pair, type Plan, planApply, type PostingLine } from './plan.ts'
import { type AppliedPair, planCancel, planReversal } from './reversal.ts'

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

type Reversals = Taken<(typeof ledgerContract)['reverseApplications']>

/**
 * Takes applications back by their mirrors, all of them or none; a small difference or a write-off is undone with the item
 * it made. A transfer or a correction is undone by its own verb. [LGR-10]
 */
export async function reverseApplications(ctx: Context, requests: Reversals): Promise<Answer> {
  // Load.
  const ids = requests.map(request => request.application_id)
  const before = await readPairs(ctx, ids)
  refuseAll(
    ids.flatMap((application_id, index) =>
      before.has(application_id) ? [] : [{ index, code: 'application_unknown', params: { application_id } }],
    ),
  )
  const all = [...before.values()]
  const first = all.reduce((min, pair) => earlier(min, pair.applied_on), ctx.today)
  const sides = all.flatMap(pair => [pair.debit_item_id, pair.credit_item_id])
  const { items, recorded_at } = await lockItems(ctx, sides, first)
  const pairs = await readPairs(ctx, ids)
  const books = await lockBooks(ctx, entitiesOf(items))
  const bound = all.flatMap(pair => (isBound(pair.kind) ? (items.get(pair.credit_item_id)?.entry_id ?? []) : []))
  const [lines, recovered] = await Promise.all([
    linesByEntry(ctx, bound),
    recoveredOf(
      ctx,
      all.flatMap(pair => (pair.kind === 'write_off' ? pair.application_id : [])),
    ),
  ])

  // Decide.
  const plan = newPlan(books, items, ctx.today)
  const mirrors = decideReversals(plan, requests, { pairs, lines, recovered })
  refuseAll(plan.problems)

  // Write.
  await writePlan(ctx, plan, recorded_at)

  // Record.
  const happenings = requests.map(({ application_id, applied_on, reason }, at) => ({
    subject_id: application_id,
    data: {
      reason: reason ?? null,
      applied_on: applied_on ?? ctx.today,
      rows: (mirrors[at] ?? []).map(pair => pairRow(pair, recorded_at)),
    },
  }))
  await record(ctx, 'item.unapplied', recorded_at, happenings)
  return { rows: plan.pairs.map(pair => pairRow(pair, recorded_at)) }
}

type Standing = {
  pairs: ReadonlyMap<string, AppliedPair>
  lines: ReadonlyMap<string, readonly PostingLine[]>
  recovered: ReadonlyMap<string, Recovered>
}

/** The mirrors each request makes, in the order given; what one takes back is taken back for those behind it. */
export function decideReversals(plan: Plan, requests: Reversals, { pairs, lines, recovered }: Standing): Pair[][] {
  const taken = new Set<string>()
  return requests.map(({ application_id, applied_on }, index) => {
    const from = plan.pairs.length
    const found = pairs.get(application_id)
    assert(found, 'an application never goes away')
    const pair = taken.has(application_id) ? { ...found, reversed: true } : found
    taken.add(application_id)
    const on = (applied_on as Day | undefined) ?? plan.today
    const back = recovered.get(application_id)?.amount_minor ?? 0n
    const credit = plan.items.get(pair.credit_item_id)
    if (['transfer', 'correction', 'opening_undo', 'refund', 'bill'].includes(pair.kind))
      complain(plan, index, 'application_is_bound', { kind: pair.kind })
    else if (back !== 0n) complain(plan, index, 'write_off_recovered', { recovered_minor: back })
    else if (planReversal(plan, index, pair, on) && credit && isBound(pair.kind))
      planCancel(plan, index, credit, lines.get(credit.entry_id) ?? [], on)
    return plan.pairs.slice(from)
  })
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
