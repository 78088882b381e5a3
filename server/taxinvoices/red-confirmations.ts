import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { type Minor, proportion } from '../kernel/money.ts'
import { type Instant, newId } from '../kernel/values.ts'
import { drawNumbers } from '../ledger/numbers.ts'
import { askedState, decideAnswer } from './decide-red.ts'
import { type Blue, type CreditNote, loadCreditNote, readBlue } from './red-load.ts'
import type { redContract } from './red-contract.ts'
import { lawOn } from './red-law.ts'
import type { ConfirmationState } from './red-names-contract.ts'

type Lines = typeof redContract
type Changed = Answered<Lines['askRedConfirmation']>

/** A confirmation under lock. */
export type LockedConfirmation = {
  confirmation_id: string
  entity_id: string
  customer_id: string
  number: string
  platform_number: string | null
  blue_id: string
  credit_note_id: string | null
  started_by: 'seller' | 'buyer'
  reason_code: string
  buyer_use: 'none' | 'deducted' | 'booked'
  state: ConfirmationState
  currency: string
  net_minor: string
  tax_minor: string
  amount_minor: string
  expires_at: Instant | null
  version: number
}

/** Locks a confirmation. Refuses `red_confirmation_unknown`, and `changed_meanwhile` for another version. */
export async function lockConfirmation(
  ctx: Context,
  { confirmation_id, version }: { confirmation_id: string; version: number },
): Promise<LockedConfirmation> {
  const row = await ctx.tx.first(sql<LockedConfirmation>`
    select confirmation_id, entity_id, customer_id, number, platform_number, blue_id, credit_note_id, started_by, reason_code,
      buyer_use, state, currency, net_minor, tax_minor, amount_minor, expires_at, version
    from red_confirmations where org_id = ${ctx.org_id} and confirmation_id = ${confirmation_id} for update`)
  if (!row) refuse('red_confirmation_unknown', { confirmation_id })
  if (row.version !== version) refuse('changed_meanwhile', { version: row.version })
  return row
}

/** When a confirmation begun at a moment lapses: by the law of that day. [TAX-13] */
export function expiryOf(asked_at: Instant): Instant {
  const { hours } = lawOn(asked_at.slice(0, 10))
  return Temporal.Instant.from(asked_at).add({ hours }).toString() as Instant
}

/** Refuses `red_confirmation_future` for what is said to have happened later than now. */
function past(ctx: Context, at: string | undefined): Instant {
  const said = (at as Instant | undefined) ?? ctx.now
  if (Temporal.Instant.compare(said, ctx.now) > 0) refuse('red_confirmation_future', { at: said })
  return said
}

/** Refuses `red_confirmation_number_taken` where another confirmation has the platform's number. */
async function freeNumber(ctx: Context, platform_number: string | undefined, confirmation_id?: string): Promise<void> {
  if (!platform_number) return
  const other = await ctx.tx.first(sql<{ number: string }>`
    select number from red_confirmations where org_id = ${ctx.org_id} and platform_number = ${platform_number}
      and confirmation_id is distinct from ${confirmation_id ?? null}::uuid`)
  if (other) refuse('red_confirmation_number_taken', { platform_number, number: other.number })
}

/**
 * Drafts a confirmation for a blue tax invoice, or enters one that the buyer began at the platform, which waits for us. Never for
 * more than stands of the blue one and no other confirmation has taken, nor for more than its credit note still needs. [TAX-12]
 */
export async function draftRedConfirmation(
  ctx: Context,
  draft: Taken<Lines['draftRedConfirmation']>,
): Promise<Answered<Lines['draftRedConfirmation']>> {
  // Load.
  const blue = await readBlue(ctx, draft.blue_id)
  const credit = draft.credit_note_id ? await loadCreditNote(ctx, draft.credit_note_id, blue) : null
  await freeNumber(ctx, draft.platform_number)

  // Decide.
  const { currency } = blue
  const byBuyer = draft.started_by === 'buyer'
  if (byBuyer && draft.buyer_use === 'none') refuse('red_confirmation_buyer_unused', { number: blue.number })
  const amount_minor = draft.amount_minor ?? smaller(blue.left_minor, credit?.left_minor)
  if (amount_minor <= 0n) refuse('red_confirmation_nothing_left', { blue: blue.number })
  if (amount_minor > blue.left_minor)
    refuse('red_confirmation_over_blue', { blue: blue.number, left_minor: blue.left_minor, amount_minor, currency })
  if (credit && amount_minor > credit.left_minor)
    refuse('red_confirmation_over_credit', {
      number: credit.number,
      left_minor: credit.left_minor,
      amount_minor,
      currency,
    })
  const tax_minor = draft.tax_minor ?? taxWithin(amount_minor, blue, credit)
  if (tax_minor < 0n || tax_minor > amount_minor || tax_minor > blue.left_minor - blue.left_net_minor)
    refuse('red_confirmation_tax', { blue: blue.number, tax_minor, currency })
  const asked_at = byBuyer ? past(ctx, draft.asked_at) : null
  const confirmation_id = newId<'red_confirmation'>()
  const state = byBuyer ? 'waiting' : 'draft'
  const recorded_at = await moment(ctx)

  // Write.
  const { entity_id, customer_id } = blue
  const year = Number(ctx.today.slice(0, 4))
  const [number = ''] = await drawNumbers(ctx, [{ entity_id, series: 'RLC', year }])
  const row = {
    number,
    platform_number: draft.platform_number ?? null,
    blue_id: draft.blue_id,
    credit_note_id: draft.credit_note_id ?? null,
    started_by: draft.started_by,
    reason_code: draft.reason_code,
    buyer_use: draft.buyer_use,
    state,
    currency,
    net_minor: amount_minor - tax_minor,
    tax_minor,
    amount_minor,
    asked_at,
    expires_at: asked_at && expiryOf(asked_at),
  }
  await insertRows(ctx.tx, 'red_confirmations', ctx.org_id, [
    {
      confirmation_id,
      entity_id,
      customer_id,
      ...row,
      platform_code: byBuyer ? '03' : null,
      note: draft.note || null,
      drafted_on: ctx.today,
      drafted_by: ctx.actor.person_id,
      recorded_at,
    },
  ])

  // Record.
  await record(ctx, 'red_confirmation.drafted', recorded_at, [
    { subject_id: confirmation_id, data: { ...row, blue: blue.number } },
  ])
  return { confirmation_id, number, state, version: 1 }
}

/** The tax within an amount: what is left of the blue one where it is all of it, else as in the credit note, else in proportion. */
function taxWithin(amount_minor: Minor, blue: Blue, credit: CreditNote | null): Minor {
  const left_tax_minor = blue.left_minor - blue.left_net_minor
  if (amount_minor === blue.left_minor) return left_tax_minor
  if (credit) {
    const tax_minor = proportion(credit.tax_minor, amount_minor, credit.amount_minor)
    return smaller(tax_minor, left_tax_minor)
  }
  return amount_minor - proportion(blue.left_net_minor, amount_minor, blue.left_minor)
}

const smaller = (one: Minor, other: Minor | undefined) => (other !== undefined && other < one ? other : one)

/**
 * Says that a draft was entered at the platform. Where the buyer neither deducted nor booked the blue one it is confirmed with
 * that; else it waits for the buyer, and its time runs. [TAX-13] Refuses `red_confirmation_state`.
 */
export async function askRedConfirmation(ctx: Context, asked: Taken<Lines['askRedConfirmation']>): Promise<Changed> {
  // Load.
  const one = await lockConfirmation(ctx, asked)
  await freeNumber(ctx, asked.platform_number, one.confirmation_id)

  // Decide.
  if (one.state !== 'draft') refuse('red_confirmation_state', { number: one.number, state: one.state })
  const asked_at = past(ctx, asked.asked_at)
  const state = askedState(one.buyer_use)
  const platform_number = asked.platform_number ?? one.platform_number
  const expires_at = state === 'waiting' ? expiryOf(asked_at) : null
  const recorded_at = await moment(ctx)

  // Write.
  const version = one.version + 1
  await ctx.tx.rows(sql`
    update red_confirmations set state = ${state}, platform_number = ${platform_number}, asked_at = ${asked_at}::timestamptz,
      expires_at = ${expires_at}::timestamptz, platform_code = ${state === 'waiting' ? '02' : '01'}, version = ${version}
    where org_id = ${ctx.org_id} and confirmation_id = ${one.confirmation_id}`)

  // Record.
  const data = { number: one.number, state, platform_number, asked_at, expires_at }
  await record(ctx, 'red_confirmation.asked', recorded_at, [{ subject_id: one.confirmation_id, data }])
  return { confirmation_id: one.confirmation_id, state, version }
}

/** Enters what the platform says of a confirmation, or what we said there to one of the buyer's. [TAX-13] Refuses what `decideAnswer` names. */
export async function answerRedConfirmation(
  ctx: Context,
  said: Taken<Lines['answerRedConfirmation']>,
): Promise<Changed> {
  // Load.
  const one = await lockConfirmation(ctx, said)
  await freeNumber(ctx, said.platform_number, one.confirmation_id)

  // Decide.
  const answered_at = past(ctx, said.answered_at)
  const verdict = decideAnswer(one, said.code, answered_at)
  if ('code' in verdict) refuse(verdict.code, verdict.params)
  const { state } = verdict
  const recorded_at = await moment(ctx)

  // Write.
  const version = one.version + 1
  await ctx.tx.rows(sql`
    update red_confirmations set state = ${state}, platform_code = ${said.code}, answered_at = ${answered_at}::timestamptz,
      platform_number = coalesce(${said.platform_number ?? null}, platform_number), reason = ${said.reason || null}, version = ${version}
    where org_id = ${ctx.org_id} and confirmation_id = ${one.confirmation_id}`)

  // Record.
  const data = { number: one.number, from: one.state, state, code: said.code, answered_at, reason: said.reason ?? null }
  await record(ctx, 'red_confirmation.answered', recorded_at, [{ subject_id: one.confirmation_id, data }])
  return { confirmation_id: one.confirmation_id, state, version }
}

/** Withdraws one that we began: a draft, one that waits, or a confirmed one before its red tax invoice. [TAX-13] */
export async function withdrawRedConfirmation(
  ctx: Context,
  { reason, ...named }: Taken<Lines['withdrawRedConfirmation']>,
): Promise<Changed> {
  // Load. Decide.
  const one = await lockConfirmation(ctx, named)
  const { number, confirmation_id } = one
  if (!['draft', 'waiting', 'confirmed'].includes(one.state))
    refuse('red_confirmation_state', { number, state: one.state })
  if (one.started_by === 'buyer' && one.state === 'waiting') refuse('red_confirmation_of_buyer', { number })
  const code = { waiting: '08', confirmed: '09' }[one.state as 'waiting' | 'confirmed'] ?? null
  const recorded_at = await moment(ctx)

  // Write.
  const version = one.version + 1
  await ctx.tx.rows(sql`
    update red_confirmations set state = 'withdrawn', platform_code = ${code}, reason = ${reason}, version = ${version}
    where org_id = ${ctx.org_id} and confirmation_id = ${confirmation_id}`)

  // Record.
  await record(ctx, 'red_confirmation.withdrawn', recorded_at, [
    { subject_id: confirmation_id, data: { number, from: one.state, reason } },
  ])
  return { confirmation_id, state: 'withdrawn', version }
}
