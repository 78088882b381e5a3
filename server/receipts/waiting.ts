import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import { type Instant, newId } from '../kernel/values.ts'
import { refKey } from '../ledger/parties.ts'
import type { PlannedReceipt, ReceiptDraft, ReceiptSurroundings } from './plan-receipt.ts'
import { readReceiptRules } from './rules.ts'
import type { ReceiptRules } from './waiting-contract.ts'
import type { waitingKinds, waitingReasons } from './waiting-states-contract.ts'

type Reason = (typeof waitingReasons)[number]

/** A receipt that waits for another person, as it is written. */
export type HeldReceipt = {
  waiting_id: string
  kind: (typeof waitingKinds)[number]
  /** The receipt that is to be corrected or amended. */
  receipt_id: string | null
  receipt: PlannedReceipt
  why: readonly Reason[]
  /** What the verb is to be asked again. */
  input: unknown
}

/** Which receipts wait, by the rules of the organisation. */
export type Waits = {
  /** Whether any may wait at all. */
  possible: boolean
  /** What of the drafts waits already, by source and external id. */
  known: ReadonlyMap<string, string>
  why(receipt: PlannedReceipt): Reason[]
}

export const nothingWaits: Waits = { possible: false, known: new Map(), why: () => [] }

/** Loads the rules, and what they ask of the customers of the drafts. */
export async function loadWaits(
  ctx: Context,
  drafts: readonly ReceiptDraft[],
  around: { of(index: number): ReceiptSurroundings | null },
): Promise<Waits> {
  const [rules, known] = await Promise.all([readReceiptRules(ctx), knownWaiting(ctx, drafts)])
  const limits = Object.values(rules.confirm_from_minor).some(limit => limit !== null)
  if (!limits) return { ...nothingWaits, known }
  const customer_ids = [...new Set(drafts.flatMap((_, index) => around.of(index)?.customer.customer_id ?? []))]
  const rows = await ctx.tx.rows(sql<{ customer_id: string; grade: Grade }>`
    select customer_id, grade from customers where org_id = ${ctx.org_id} and customer_id = any (${customer_ids}::uuid[])`)
  const grades = new Map(rows.map(row => [row.customer_id, row.grade]))
  return {
    possible: true,
    known,
    why: ({ base_minor, customer }) => whyWaits(rules, { base_minor, grade: grades.get(customer.customer_id) ?? null }),
  }
}

type Grade = 'A' | 'B' | 'C' | null

/** Why a receipt waits for another person; nothing where it does not. Pure. [RCP-17] */
export function whyWaits(rules: ReceiptRules, { base_minor, grade }: { base_minor: bigint; grade: Grade }): Reason[] {
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

/** What waits, of a receipt as it was planned: the receipt itself, or what is to be done to another. */
export function heldReceipt(
  receipt: PlannedReceipt,
  why: readonly Reason[],
  deed?: { kind: 'correct' | 'amend'; receipt_id: string; input: unknown },
): HeldReceipt {
  const { draft, customer, entity } = receipt
  // Whose it is holds by id from now on, whatever becomes of the numbers.
  const { customer_number: _, entity_code: __, ...rest } = draft
  const input = { ...rest, customer_id: customer.customer_id, entity_id: entity.entity_id, currency: receipt.currency }
  return { waiting_id: newId(), kind: 'record', receipt_id: null, receipt, why, input, ...deed }
}

/** Writes down what waits. */
export async function writeWaiting(
  ctx: Context,
  held: readonly HeldReceipt[],
  recorded_at: Instant,
  import_id: string | null,
): Promise<void> {
  await insertRows(
    ctx.tx,
    'waiting_receipts',
    ctx.org_id,
    held.map(({ waiting_id, kind, receipt_id, receipt, why, input }) => ({
      waiting_id,
      kind,
      receipt_id,
      entity_id: receipt.entity.entity_id,
      customer_id: receipt.customer.customer_id,
      input,
      why: [...why],
      method: receipt.draft.method,
      received_on: receipt.draft.received_on,
      currency: receipt.currency,
      amount_minor: receipt.draft.amount_minor,
      base_minor: receipt.base_minor,
      payer_id: receipt.draft.payer_id ?? null,
      payer_name: receipt.draft.payer_name ?? null,
      reference: receipt.draft.reference ?? null,
      import_id,
      source: receipt.draft.source ?? '',
      external_id: kind === 'record' ? (receipt.draft.external_id ?? null) : null,
      recorded_by: ctx.actor.person_id,
      recorded_at,
    })),
  )
}

/** Records what waits from now on. */
export async function recordHeld(ctx: Context, held: readonly HeldReceipt[], recorded_at: Instant): Promise<void> {
  await record(
    ctx,
    'receipt.held',
    recorded_at,
    held.map(({ waiting_id, kind, receipt_id, receipt, why }) => ({
      subject_id: receipt_id ?? waiting_id,
      data: {
        waiting_id,
        kind,
        why,
        customer_id: receipt.customer.customer_id,
        received_on: receipt.draft.received_on,
        currency: receipt.currency,
        amount_minor: receipt.draft.amount_minor,
      },
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
