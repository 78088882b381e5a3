import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import { type Instant, newId } from '../kernel/values.ts'
import { refKey } from '../ledger/parties.ts'
import type { PayerStanding, PlannedReceipt, ReceiptDraft, ReceiptSurroundings } from './plan-receipt.ts'
import { loadPayers, type Paid } from './payers.ts'
import { readReceiptRules } from './rules.ts'
import type { ReceiptRules } from './waiting-contract.ts'
import type { waitingKinds, waitingReasons } from './waiting-states-contract.ts'

type Reason = (typeof waitingReasons)[number]

/** What waits for another person, as it is written. */
export type Held = {
  waiting_id: string
  kind: (typeof waitingKinds)[number]
  /** The receipt that is to be corrected or amended. */
  receipt_id: string | null
  entity_id: string
  customer_id: string
  /** What the verb is to be asked again. */
  input: unknown
  why: readonly Reason[]
  method: string
  received_on: string
  currency: string
  amount_minor: bigint
  base_minor: bigint
  payer_id: string | null
  payer_name: string | null
  reference: string | null
  source: string
  external_id: string | null
}

/** A receipt that waits, with its place in the batch. */
export type HeldReceipt = Held & { index: number }

/** Why a receipt waits, who paid, and the letter by which another may. */
export type Judged = { why: Reason[]; payer: PayerStanding; letter_id: string | null }

/** Which receipts wait, by the rules of the organisation. */
export type Waits = {
  /** Whether any may wait at all. */
  possible: boolean
  /** What of the drafts waits already, by source and external id. */
  known: ReadonlyMap<string, string>
  judge(receipt: PlannedReceipt): Judged
}

export const nothingWaits: Waits = {
  possible: false,
  known: new Map(),
  judge: () => ({ why: [], payer: 'self', letter_id: null }),
}

/**
 * Loads the rules, and what they ask of the customers and payers of the drafts. `except` is a receipt that is to be
 * replaced.
 */
export async function loadWaits(
  ctx: Context,
  drafts: readonly ReceiptDraft[],
  around: { of(index: number): ReceiptSurroundings | null },
  except: string | null = null,
): Promise<Waits> {
  const [rules, known] = await Promise.all([readReceiptRules(ctx), knownWaiting(ctx, drafts)])
  const parties = drafts.map((draft, index) => ({ draft, of: around.of(index) }))
  const paid = parties.flatMap(({ draft, of }) => (of ? [paidOf(draft, of, draft.currency ?? '')] : []))
  const payers = await loadPayers(ctx, rules.third_party, paid, except)
  const limits = Object.values(rules.confirm_from_minor).some(limit => limit !== null)
  const grades = limits ? await gradesOf(ctx, paid) : new Map<string, Grade>()
  return {
    possible: limits || payers.held,
    known,
    judge(receipt) {
      const { base_minor, customer, draft, currency } = receipt
      const facts = paidOf(draft, receipt, currency)
      const third = payers.isThird(facts)
      const letter_id = third ? payers.cover(facts) : null
      const payer = third ? (letter_id ? 'letter' : 'open') : 'self'
      const grade = grades.get(customer.customer_id) ?? null
      const why = whyWaits(rules, { base_minor, grade })
      return { why: payer === 'open' && payers.held ? [...why, 'payer'] : why, payer, letter_id }
    },
  }
}

const paidOf = (draft: ReceiptDraft, of: Pick<ReceiptSurroundings, 'customer' | 'entity'>, currency: string): Paid => ({
  customer_id: of.customer.customer_id,
  entity_id: of.entity.entity_id,
  payer_id: draft.payer_id,
  payer_name: draft.payer_name,
  received_on: draft.received_on,
  currency,
  amount_minor: draft.amount_minor,
})

async function gradesOf(ctx: Context, of: readonly { customer_id: string }[]): Promise<Map<string, Grade>> {
  const ids = [...new Set(of.map(one => one.customer_id))]
  const rows = await ctx.tx.rows(sql<{ customer_id: string; grade: Grade }>`
    select customer_id, grade from customers where org_id = ${ctx.org_id} and customer_id = any (${ids}::uuid[])`)
  return new Map(rows.map(row => [row.customer_id, row.grade]))
}

type Grade = 'A' | 'B' | 'C' | null

/** Why a receipt waits by its amount; nothing where it does not. Pure. [RCP-17] */
export function whyWaits(
  rules: Pick<ReceiptRules, 'confirm_from_minor'>,
  { base_minor, grade }: { base_minor: bigint; grade: Grade },
): Reason[] {
  const limit = rules.confirm_from_minor[grade ?? 'none']
  return limit !== null && base_minor >= BigInt(limit) ? ['amount'] : []
}

/** What of the drafts waits already from its source. */
async function knownWaiting(ctx: Context, drafts: readonly ReceiptDraft[]): Promise<Map<string, string>> {
  const wanted = drafts.filter(draft => draft.external_id !== undefined)
  if (wanted.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<{ source: string; external_id: string; waiting_id: string }>`
    select r.source, r.external_id, r.waiting_id from waiting_receipts r
    join unnest(${wanted.map(draft => draft.source ?? '')}::text[], ${wanted.map(draft => draft.external_id as string)}::text[])
      as w (source, external_id) on r.source = w.source and r.external_id = w.external_id
    where r.org_id = ${ctx.org_id} and r.state = 'waiting'`)
  return new Map(rows.map(row => [refKey(row), row.waiting_id]))
}

/** What waits, of a receipt as it was planned: the receipt itself, or the correction of another. */
export function heldReceipt(
  receipt: PlannedReceipt,
  why: readonly Reason[],
  deed?: { kind: 'correct'; receipt_id: string; input: unknown },
): HeldReceipt {
  const { draft, customer, entity, currency, base_minor, index } = receipt
  const { customer_id } = customer
  const { entity_id } = entity
  // Whose it is holds by id from now on, whatever becomes of the numbers.
  const { customer_number: _, entity_code: __, ...rest } = draft
  return {
    index,
    waiting_id: newId(),
    kind: 'record',
    receipt_id: null,
    entity_id,
    customer_id,
    input: { ...rest, customer_id, entity_id, currency },
    why,
    method: draft.method,
    received_on: draft.received_on,
    currency,
    amount_minor: draft.amount_minor,
    base_minor,
    payer_id: draft.payer_id ?? null,
    payer_name: draft.payer_name ?? null,
    reference: draft.reference ?? null,
    source: draft.source ?? '',
    external_id: deed ? null : (draft.external_id ?? null),
    ...deed,
  }
}

/** Writes down what waits. */
export async function writeWaiting(
  ctx: Context,
  held: readonly (Held & { index?: number })[],
  recorded_at: Instant,
  import_id: string | null = null,
): Promise<void> {
  const recorded_by = ctx.actor.person_id
  await insertRows(
    ctx.tx,
    'waiting_receipts',
    ctx.org_id,
    held.map(({ index: _, why, ...row }) => ({ ...row, why: [...why], import_id, recorded_by, recorded_at })),
  )
}

/** Records what waits from now on. */
export async function recordHeld(ctx: Context, held: readonly Held[], recorded_at: Instant): Promise<void> {
  await record(
    ctx,
    'receipt.held',
    recorded_at,
    held.map(({ waiting_id, kind, receipt_id, why, customer_id, received_on, currency, amount_minor }) => ({
      subject_id: receipt_id ?? waiting_id,
      data: { waiting_id, kind, why, customer_id, received_on, currency, amount_minor },
    })),
  )
}

/** Withdraws what an import brought and nobody has confirmed; for its undoing. [RCP-9] */
export async function withdrawImported(ctx: Context, import_id: string, reason: string, at: Instant): Promise<number> {
  const rows = await ctx.tx.rows(sql<{ waiting_id: string }>`
    update waiting_receipts set state = 'withdrawn', checked_by = ${ctx.actor.person_id}, checked_at = ${at}, reason = ${reason}
    where org_id = ${ctx.org_id} and import_id = ${import_id} and state = 'waiting' returning waiting_id`)
  await record(
    ctx,
    'receipt.withdrawn',
    at,
    rows.map(({ waiting_id }) => ({ subject_id: waiting_id, data: { reason, import_id } })),
  )
  return rows.length
}
