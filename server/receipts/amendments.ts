import { sql } from 'kysely'
import { customersById } from '../customers/find.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse, refuseAll } from '../kernel/errors.ts'
import type { receiptsContract } from './contract.ts'
import { lockReceipts } from './documents.ts'

type Lines = (typeof receiptsContract)['amendReceipt']

/** Changes what a receipt says without changing the accounts: reference, note, who paid. [RCP-8] */
export async function amendReceipt(ctx: Context, request: Taken<Lines>): Promise<Answered<Lines>> {
  const { receipt_id, version, ...changes } = request
  // Load.
  const [receipt] = await lockReceipts(ctx, [receipt_id])
  const payers = await customersById(ctx, changes.payer_id ? [changes.payer_id] : [])
  const recorded_at = await moment(ctx)

  // Decide.
  if (!receipt) refuse('receipt_unknown', { receipt_id })
  if (receipt.version !== version) refuse('changed_meanwhile', { version: receipt.version })
  if (changes.payer_id && !payers.has(changes.payer_id))
    refuseAll([{ index: 0, code: 'customer_unknown', params: { customer: changes.payer_id } }])
  const { reference, note, payer_id, payer_name } = { ...receipt, ...defined(changes) }

  // Write.
  await ctx.tx.rows(sql`
    update receipts set reference = ${reference}, note = ${note}, payer_id = ${payer_id}, payer_name = ${payer_name},
      version = version + 1
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
  return { version: version + 1 }
}

/** What was given; a field left out stays as it is, null takes it away. */
function defined<T extends object>(changes: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as never
}
