import { sql } from 'kysely'
import { customersById } from '../customers/find.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse, refuseAll } from '../kernel/errors.ts'
import { newId } from '../kernel/values.ts'
import type { receiptsContract } from './contract.ts'
import { type LockedReceipt, lockReceipts } from './documents.ts'
import { loadPayers, type Payers } from './payers.ts'
import type { PayerStanding } from './plan-receipt.ts'
import { readReceiptRules } from './rules.ts'
import { type Held, recordHeld, writeWaiting } from './waiting.ts'

type Lines = (typeof receiptsContract)['amendReceipt']
type Payer = { payer_id: string | null; payer_name: string | null }

/**
 * Changes what a receipt says without changing the accounts: reference, note, who paid. [RCP-8] Another payer who is not the
 * customer, and whom no letter covers, waits for another person; until then the receipt stays as it is. [RCP-21]
 */
export async function amendReceipt(
  ctx: Context,
  request: Taken<Lines>,
  how: { confirmed?: { reason: string | null } } = {},
): Promise<Answered<Lines>> {
  const { receipt_id, version, ...changes } = request
  // Load.
  const [receipt] = await lockReceipts(ctx, [receipt_id])
  const [customers, rules] = await Promise.all([
    customersById(ctx, changes.payer_id ? [changes.payer_id] : []),
    readReceiptRules(ctx),
  ])
  const after = receipt && { ...receipt, ...defined(changes) }
  const paid = after && { ...after, amount_minor: BigInt(after.amount_minor) }
  const payers = await loadPayers(ctx, rules.third_party, paid ? [paid] : [], receipt_id)
  const recorded_at = await moment(ctx)

  // Decide.
  if (!receipt || !after || !paid) refuse('receipt_unknown', { receipt_id })
  if (receipt.version !== version) refuse('changed_meanwhile', { version: receipt.version })
  if (changes.payer_id && !customers.has(changes.payer_id))
    refuseAll([{ index: 0, code: 'customer_unknown', params: { customer: changes.payer_id } }])
  const { payer, letter_id, waits } = decidePayer(receipt, after, { payers, paid, confirmed: how.confirmed })
  if (waits) {
    const held = heldAmendment(receipt, after, request)
    await writeWaiting(ctx, [held], recorded_at)
    await recordHeld(ctx, [held], recorded_at)
    return { version, waiting_id: held.waiting_id }
  }
  const { reference, note, payer_id, payer_name } = after

  // Write.
  await ctx.tx.rows(sql`
    update receipts set reference = ${reference}, note = ${note}, payer_id = ${payer_id}, payer_name = ${payer_name},
      payer_standing = ${payer}, payer_letter_id = ${letter_id}, version = version + 1
    where org_id = ${ctx.org_id} and receipt_id = ${receipt_id}`)

  // Record.
  const before = {
    reference: receipt.reference,
    note: receipt.note,
    payer_id: receipt.payer_id,
    payer_name: receipt.payer_name,
  }
  await record(ctx, 'receipt.amended', recorded_at, [
    { subject_id: receipt_id, data: { number: receipt.number, before, ...changes } },
  ])
  return { version: version + 1, waiting_id: null }
}

type Judging = {
  payers: Payers
  paid: Parameters<Payers['cover']>[0]
  confirmed: { reason: string | null } | undefined
}

/** Who paid, as it stands after the change, and whether that waits for another person. Pure but for the ceiling. */
function decidePayer(
  before: LockedReceipt,
  after: Payer,
  { payers, paid, confirmed }: Judging,
): { payer: PayerStanding; letter_id: string | null; waits: boolean } {
  const changed = before.payer_id !== after.payer_id || before.payer_name !== after.payer_name
  if (!payers.isThird(paid)) return { payer: 'self', letter_id: null, waits: false }
  const letter_id = payers.cover(paid) ?? (changed ? null : before.payer_letter_id)
  if (letter_id) return { payer: 'letter', letter_id, waits: false }
  if (confirmed) return { payer: 'released', letter_id, waits: false }
  if (!changed) return { payer: before.payer_standing, letter_id, waits: false }
  return { payer: 'open', letter_id, waits: payers.held }
}

/** Another payer of a receipt, as it waits. */
function heldAmendment(receipt: LockedReceipt, after: Payer, input: unknown): Held {
  const { receipt_id, entity_id, customer_id, method, received_on, currency } = receipt
  return {
    waiting_id: newId(),
    kind: 'amend',
    receipt_id,
    entity_id,
    customer_id,
    input,
    why: ['payer'],
    method,
    received_on,
    currency,
    amount_minor: BigInt(receipt.amount_minor),
    base_minor: BigInt(receipt.base_minor),
    payer_id: after.payer_id,
    payer_name: after.payer_name,
    reference: receipt.reference,
    source: '',
    external_id: null,
  }
}

/** What was given; a field left out stays as it is, null takes it away. */
function defined<T extends object>(changes: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as never
}
