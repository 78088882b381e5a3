import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse, refuseAll } from '../kernel/errors.ts'
import { type Day, laterDay, laterInstant } from '../kernel/values.ts'
import { lockBooks } from '../ledger/books.ts'
import { pairRow, writePlan } from '../ledger/items.ts'
import { byDue, type Held, holdDocuments, planCarry, planMirror, planTakeBack } from '../ledger/mirrors.ts'
import { refKey } from '../ledger/parties.ts'
import { complainOfDay, newPlan, type Plan } from '../ledger/plan.ts'
import type { receiptsContract } from './contract.ts'
import { type LockedReceipt, lockReceipts, markReceipts, standingProblem } from './documents.ts'
import { type PlannedReceipt, planReceipt, type ReceiptDraft } from './plan-receipt.ts'
import { loadReceipts, type Surroundings, writeReceipts } from './receipts.ts'
import { heldReceipt, loadWaits, nothingWaits, recordHeld, writeWaiting } from './waiting.ts'

type Lines = (typeof receiptsContract)['correctReceipt']

/**
 * Corrects a receipt: its mirror, the right one, and what it paid is paid by the right one where it fits. Without a
 * right one it is void, and gives back what it paid. [RCP-7] A right one that another must confirm waits, and the old one
 * stands until then. [RCP-17]
 */
export async function correctReceipt(
  ctx: Context,
  request: Taken<Lines>,
  how: { confirmed?: { reason: string | null } } = {},
): Promise<Answered<Lines>> {
  // Load.
  const { receipt_id } = request
  const [old] = await lockReceipts(ctx, [receipt_id])
  if (!old) refuse('receipt_unknown', { receipt_id })
  const on = (request.corrected_on ?? ctx.today) as Day
  const held = await holdDocuments(ctx, [old], on)
  const draft = request.receipt && draftOf(old, request.receipt)
  const around = draft ? await loadReceipts(ctx, [draft]) : null
  const books = new Map([...(await lockBooks(ctx, [old.entity_id])), ...(around?.books ?? [])])
  const waits = around && draft ? await loadWaits(ctx, [draft], around, receipt_id) : nothingWaits
  const recorded_at = around ? laterInstant(around.recorded_at, held.recorded_at) : held.recorded_at

  // Decide.
  const plan = newPlan(books, held.items, ctx.today)
  const { right, carried, left } = decideCorrection(plan, { old, held, on, draft, around })
  refuseAll(plan.problems)
  const judged = right && waits.judge(right)
  const why = right && judged && !how.confirmed ? judged.why.filter(reason => isMore(right, old, reason)) : []
  if (right && why.length > 0) {
    const held = heldReceipt(right, why, { kind: 'correct', receipt_id, input: request })
    await writeWaiting(ctx, [held], recorded_at)
    await recordHeld(ctx, [held], recorded_at)
    return { receipt_id: null, number: null, carried: [], left: [], waiting_id: held.waiting_id }
  }

  // Write.
  if (right && judged) {
    const released = how.confirmed?.reason || old.payer_standing === 'released'
    right.payer = judged.payer === 'open' && released ? 'released' : judged.payer
    right.letter_id = judged.letter_id
  }
  if (right) await writeReceipts(ctx, plan, [right], recorded_at, old.receipt_id)
  else await writePlan(ctx, plan, recorded_at)
  await markReceipts(ctx, [old.receipt_id], 'corrected')

  // Record.
  const number = right?.draft.number ?? null
  await record(ctx, 'receipt.corrected', recorded_at, [
    {
      subject_id: old.receipt_id,
      data: {
        number: old.number,
        corrected_on: on,
        reason: request.reason,
        new_receipt_id: right?.receipt_id ?? null,
        new_number: number,
        amount_minor: right?.draft.amount_minor ?? null,
        item_id: right?.item.item_id ?? null,
        carried,
        left,
        applications: plan.pairs.map(pair => pairRow(pair, recorded_at)),
      },
    },
  ])
  return { receipt_id: right?.receipt_id ?? null, number, carried, left, waiting_id: null }
}

/** Whether a right receipt says more than the old one did: another customer or entity, a larger amount, another payer. */
const isMore = (right: PlannedReceipt, old: LockedReceipt, why: 'amount' | 'payer') =>
  right.base_minor > BigInt(old.base_minor) ||
  right.customer.customer_id !== old.customer_id ||
  right.entity.entity_id !== old.entity_id ||
  (why === 'payer' &&
    ((right.draft.payer_id ?? null) !== old.payer_id || (right.draft.payer_name ?? null) !== old.payer_name))

type RightDraft = NonNullable<Taken<Lines>['receipt']>

/** The right receipt as drafted; where it does not say whose it is, in what currency or at what rate, as the old one. */
export function draftOf(old: LockedReceipt, draft: RightDraft): ReceiptDraft {
  const sameParty = !draft.customer_id && !draft.customer_number
  const sameEntity = !draft.entity_id && !draft.entity_code
  const currency = draft.currency ?? (sameParty ? old.currency : undefined)
  const sameRate = currency === old.currency && draft.received_on === old.received_on && draft.rate === undefined
  return {
    ...draft,
    apply: [],
    ...(sameParty ? { customer_id: old.customer_id } : {}),
    ...(sameEntity ? { entity_id: old.entity_id } : {}),
    ...(currency ? { currency } : {}),
    ...(sameRate && sameEntity ? { rate: old.rate } : {}),
  }
}

type Correction = {
  old: LockedReceipt
  held: Held
  on: Day
  draft: ReceiptDraft | null
  around: Surroundings | null
}

/** The mirror, the right receipt and what it pays; everything wrong stands in the plan. */
export function decideCorrection(plan: Plan, { old, held, on, draft, around }: Correction) {
  const nothing = { right: null, carried: [], left: [] }
  const problem = standingProblem(old, 0)
  if (problem) plan.problems.push(problem)
  if (problem || complainOfDay(plan, 0, old.entity_id, on)) return nothing
  planTakeBack(plan, 0, held, on)
  if (plan.problems.length > 0) return nothing
  planMirror(plan, 0, old, held, on)
  const ordered = { ...held, standing: byDueOfClaim(held) }
  if (!draft || !around) return { right: null, ...planCarry(plan, 0, ordered, [], on) }
  plan.problems.push(...around.problems)
  if (draft.external_id !== undefined && around.known.has(refKey(draft)))
    plan.problems.push({ index: 0, code: 'external_id_known', params: { external_id: draft.external_id } })
  const of = around.of(0)
  const right = of && planReceipt(plan, 0, draft, { ...of, posted_on: on })
  if (!right || plan.problems.length > 0) return nothing
  return { right, ...planCarry(plan, 0, ordered, [right.item], laterDay(on, right.posted_on)) }
}

/** The claims a receipt had paid, from the earliest due, so that less money pays the oldest first. */
function byDueOfClaim(held: Held): Held['standing'] {
  return [...held.standing].sort((a, b) => {
    const [one, other] = [held.items.get(a.debit_item_id), held.items.get(b.debit_item_id)]
    return one && other ? byDue(one, other) : 0
  })
}
