import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { type Minor, proportion } from '../kernel/money.ts'
import { type Day, newId } from '../kernel/values.ts'
import { lockItems } from '../ledger/items.ts'
import { amendItemTerms } from '../ledger/item-terms.ts'
import { drawNumbers } from '../ledger/numbers.ts'
import type { Item } from '../ledger/plan.ts'
import type { agreementsContract } from './agreements-contract.ts'

type Lines = typeof agreementsContract
type Draft = Taken<Lines['makeAgreement']>
type Claim = Pick<
  Item,
  | 'item_id'
  | 'number'
  | 'entity_id'
  | 'customer_id'
  | 'currency'
  | 'open_minor'
  | 'due_on'
  | 'agreed_due_on'
  | 'issued_on'
>

/**
 * Agrees on later days for claims, after a second person said so: each gets its day through the terms of items, so that the
 * legal due day stays. [AGR-1…AGR-3] Refuses `item_unknown` and everything `decideAgreement` finds.
 */
export async function makeAgreement(ctx: Context, draft: Draft): Promise<Answered<Lines['makeAgreement']>> {
  // Load.
  const ids = draft.items.map(item => item.item_id)
  const { items } = await lockItems(ctx, ids, ctx.today)
  const bound = await ctx.tx.rows(sql<{ item_id: string; number: string }>`
    select i.item_id, a.number from agreement_items i
    join agreements a on a.org_id = i.org_id and a.agreement_id = i.agreement_id and a.state = 'active'
    where i.org_id = ${ctx.org_id} and i.item_id = any (${ids}::uuid[])`)

  // Decide.
  const { days, amount_minor, problems } = decideAgreement(draft, items, bound, ctx.today)
  refuseAll(problems)
  const first = items.get(ids[0] as string) as Item
  const agreement_id = newId<'agreement'>()
  const { entity_id, customer_id, currency } = first

  // Write.
  await amendItemTerms(
    ctx,
    days.map(({ claim, agreed_due_on }) => ({ item_id: claim.item_id, agreed_due_on, why: draft.reason })),
  )
  const recorded_at = await moment(ctx)
  const year = Number(draft.agreed_on.slice(0, 4))
  const [number = ''] = await drawNumbers(ctx, [{ entity_id, series: 'AGR', year }])
  const { kind, agreed_on, grace_days, reverts, reason } = draft
  const head = {
    agreement_id,
    entity_id,
    customer_id,
    number,
    kind,
    currency,
    amount_minor,
    agreed_on,
    grace_days,
    reverts,
    reason,
  }
  const of = {
    signed_by: draft.signed_by || null,
    note: draft.note || null,
    recorded_by: ctx.actor.person_id,
    recorded_at,
  }
  await insertRows(ctx.tx, 'agreements', ctx.org_id, [{ ...head, ...of }])
  await insertRows(
    ctx.tx,
    'agreement_items',
    ctx.org_id,
    days.map(({ claim, agreed_due_on }) => ({
      agreement_id,
      item_id: claim.item_id,
      number: claim.number,
      open_minor: claim.open_minor,
      due_on: claim.due_on,
      agreed_before: claim.agreed_due_on,
      agreed_due_on,
    })),
  )
  await insertRows(
    ctx.tx,
    'agreement_parts',
    ctx.org_id,
    partsOf(draft, days).map((part, at) => ({ agreement_id, part: at + 1, ...part })),
  )

  // Record.
  const data = { number, kind, customer_id, currency, amount_minor, agreed_on, items: ids.length, reverts }
  await record(ctx, 'agreement.made', recorded_at, [{ subject_id: agreement_id, data }])
  return { agreement_id, number }
}

type Dated = { claim: Claim; agreed_due_on: Day }

/**
 * The day of each claim, and what is wrong. Of instalments the claims are filled in the order they fell due: one is due with
 * the part that pays the last of it. Pure. [AGR-1] [AGR-2]
 */
export function decideAgreement(
  draft: Draft,
  items: ReadonlyMap<string, Claim>,
  bound: readonly { item_id: string; number: string }[],
  today: Day,
): { days: Dated[]; amount_minor: Minor; problems: Problem[] } {
  const problems: Problem[] = []
  const complain = (code: Problem['code'], params: Record<string, unknown>) =>
    void problems.push({ index: 0, code, params })
  const claims = draft.items.flatMap(({ item_id }) => {
    const claim = items.get(item_id)
    const other = bound.find(one => one.item_id === item_id)
    if (!claim) complain('item_unknown', { item_id })
    else if (claim.open_minor <= 0n) complain('item_not_open', { item_id, number: claim.number })
    else if (other) complain('agreement_stands', { item: claim.number, number: other.number })
    else return [claim]
    return []
  })
  if (new Set(draft.items.map(item => item.item_id)).size < draft.items.length) complain('item_same', { item_id: '' })
  const [first] = claims
  for (const claim of claims)
    if (
      claim.entity_id !== first?.entity_id ||
      claim.customer_id !== first.customer_id ||
      claim.currency !== first.currency
    )
      complain('late_party_differs', { number: claim.number })
  if (draft.agreed_on > today) complain('agreement_day_future', { agreed_on: draft.agreed_on, today })
  const amount_minor = claims.reduce((sum, claim) => sum + claim.open_minor, 0n)
  const days =
    draft.kind === 'extension' ? extended(draft, claims, complain) : spread(draft, claims, amount_minor, complain)
  for (const { claim, agreed_due_on } of days) {
    const least = latest([claim.agreed_due_on, claim.due_on, draft.agreed_on])
    if (agreed_due_on < least) complain('agreement_day_early', { number: claim.number, due_on: agreed_due_on, least })
  }
  return { days, amount_minor, problems }
}

type Complain = (code: Problem['code'], params: Record<string, unknown>) => void

const latest = (days: readonly (string | null)[]): string =>
  days.reduce<string>((max, day) => (day && day > max ? day : max), '')

function extended(draft: Draft, claims: readonly Claim[], complain: Complain): Dated[] {
  if (draft.parts.length > 0) complain('agreement_parts_disagree', { sum_minor: 0n, amount_minor: 0n })
  return claims.flatMap(claim => {
    const due_on = draft.items.find(item => item.item_id === claim.item_id)?.due_on
    if (!due_on) complain('field_missing', { field: 'due_on' })
    return due_on ? [{ claim, agreed_due_on: due_on as Day }] : []
  })
}

function spread(draft: Draft, claims: readonly Claim[], amount_minor: Minor, complain: Complain): Dated[] {
  const { parts } = draft
  const sum_minor = parts.reduce((sum, part) => sum + part.amount_minor, 0n)
  if (parts.some(part => part.amount_minor <= 0n)) complain('amount_not_positive', { amount_minor: 0n })
  if (sum_minor !== amount_minor)
    complain('agreement_parts_disagree', { sum_minor, amount_minor, currency: claims[0]?.currency })
  if (parts.some((part, at) => at > 0 && part.due_on <= (parts[at - 1]?.due_on ?? '')))
    complain('agreement_parts_order', {})
  const [earliest] = parts
  if (earliest && earliest.due_on < draft.agreed_on)
    complain('agreement_day_early', { number: '1', due_on: earliest.due_on, least: draft.agreed_on })
  const ordered = claims.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  let owed = 0n
  return ordered.flatMap(claim => {
    owed += claim.open_minor
    let reached = 0n
    const part = parts.find(one => (reached += one.amount_minor) >= owed)
    const last = part ?? parts.at(-1)
    return last ? [{ claim, agreed_due_on: latest([last.due_on, claim.agreed_due_on, claim.due_on]) as Day }] : []
  })
}

const keyOf = ({ agreed_due_on, due_on, issued_on, item_id }: Claim) =>
  `${agreed_due_on ?? due_on ?? issued_on} ${item_id}`

/** The parts that are to be paid: those agreed, or of an extension what falls due on each day. */
function partsOf(draft: Draft, days: readonly Dated[]): { due_on: string; amount_minor: Minor }[] {
  if (draft.kind === 'instalments') return draft.parts
  const sums = Map.groupBy(days, one => one.agreed_due_on)
  return [...sums]
    .map(([due_on, some]) => ({ due_on, amount_minor: some.reduce((sum, { claim }) => sum + claim.open_minor, 0n) }))
    .sort((a, b) => (a.due_on < b.due_on ? -1 : 1))
}

/** What a policy may ask about an agreement, and what the second person reads; the amount in base currency. */
export async function agreementFacts(ctx: Context, input: unknown): Promise<Record<string, unknown>> {
  const draft = input as Draft
  const rows = await ctx.tx.rows(sql<
    Record<'number' | 'customer_id' | 'entity_id' | 'base' | 'amount' | 'open', string>
  >`
    select number, customer_id, entity_id, base_minor as base, amount_minor as amount, open_minor as open from open_items
    where org_id = ${ctx.org_id} and item_id = any (${draft.items.map(item => item.item_id)}::uuid[]) order by number, item_id`)
  const base = rows.reduce((sum, row) => sum + proportion(BigInt(row.base), BigInt(row.open), BigInt(row.amount)), 0n)
  return {
    amount_minor: String(base),
    customer_ids: [...new Set(rows.map(row => row.customer_id))],
    entity_ids: [...new Set(rows.map(row => row.entity_id))],
    numbers: rows.map(row => row.number),
  }
}

/** Ends an agreement by hand; what is open falls due as before. [AGR-5] Refuses `agreement_unknown`, `agreement_over`. */
export async function endAgreement(
  ctx: Context,
  { agreement_id, reason }: Taken<Lines['endAgreement']>,
): Promise<Answered<Lines['endAgreement']>> {
  await close(ctx, agreement_id, { state: 'ended', reason, restores: true })
  return { state: 'ended' }
}

/**
 * Closes an agreement. Its claims that are still open and have their day from it get the day they had before, where that
 * comes back. [AGR-4] [AGR-5]
 */
export async function close(
  ctx: Context,
  agreement_id: string,
  how: { state: 'broken' | 'ended'; reason: string; restores: boolean },
): Promise<void> {
  // Load.
  const agreement = await ctx.tx.first(sql<{ number: string; state: string }>`
    select number, state from agreements where org_id = ${ctx.org_id} and agreement_id = ${agreement_id} for update`)
  const bound = await ctx.tx.rows(sql<{ item_id: string; agreed_before: Day | null }>`
    select a.item_id, a.agreed_before from agreement_items a
    join open_items i on i.org_id = a.org_id and i.item_id = a.item_id
    where a.org_id = ${ctx.org_id} and a.agreement_id = ${agreement_id} and i.open_minor > 0
      and i.agreed_due_on = a.agreed_due_on order by a.item_id`)

  // Decide.
  if (!agreement) refuse('agreement_unknown', { agreement_id })
  if (agreement.state !== 'active') refuse('agreement_over', { number: agreement.number })

  // Write.
  if (how.restores && bound.length > 0)
    await amendItemTerms(
      ctx,
      bound.map(({ item_id, agreed_before }) => ({
        item_id,
        agreed_due_on: agreed_before,
        why: `${agreement.number} · ${how.reason}`.slice(0, 500),
      })),
    )
  const recorded_at = await moment(ctx)
  await ctx.tx.rows(sql`
    update agreements set state = ${how.state}, ended_on = ${ctx.today}, end_reason = ${how.reason}
    where org_id = ${ctx.org_id} and agreement_id = ${agreement_id}`)

  // Record.
  const data = { number: agreement.number, reason: how.reason, restored: how.restores ? bound.length : 0 }
  await record(ctx, how.state === 'broken' ? 'agreement.broken' : 'agreement.ended', recorded_at, [
    { subject_id: agreement_id, data },
  ])
}
