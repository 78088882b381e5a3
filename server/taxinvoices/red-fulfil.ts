import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Minor } from '../kernel/money.ts'
import { type Instant, newId } from '../kernel/values.ts'

/** A confirmation that its red tax invoice fulfils. */
export type Fulfilled = {
  confirmation_id: string
  confirmation_number: string
  platform_number: string | null
  credit_note_id: string | null
  tax_invoice_id: string
  red_number: string
  amount_minor: Minor
}

/**
 * Marks confirmations as issued, links their red tax invoices to the credit notes they stand for, and records it. They are locked
 * and stand as they must. [TAX-14]
 */
export async function fulfil(ctx: Context, done: readonly Fulfilled[], recorded_at: Instant): Promise<void> {
  if (done.length === 0) return
  await ctx.tx.rows(sql`
    update red_confirmations c set state = 'issued', red_id = t.red_id, version = c.version + 1,
      platform_number = coalesce(c.platform_number, t.platform_number)
    from unnest(${done.map(one => one.confirmation_id)}::uuid[], ${done.map(one => one.tax_invoice_id)}::uuid[],
      ${done.map(one => one.platform_number)}::text[]) as t (confirmation_id, red_id, platform_number)
    where c.org_id = ${ctx.org_id} and c.confirmation_id = t.confirmation_id`)
  await writeRedCredits(
    ctx,
    done.flatMap(({ credit_note_id, tax_invoice_id, amount_minor }) =>
      credit_note_id ? [{ credit_note_id, tax_invoice_id, amount_minor }] : [],
    ),
    recorded_at,
  )
  await record(
    ctx,
    'red_confirmation.issued',
    recorded_at,
    done.map(one => ({
      subject_id: one.confirmation_id,
      data: {
        number: one.confirmation_number,
        red: one.red_number,
        tax_invoice_id: one.tax_invoice_id,
        credit_note_id: one.credit_note_id,
        amount_minor: one.amount_minor,
      },
    })),
  )
}

export const writeRedCredits = (
  ctx: Context,
  credits: readonly { tax_invoice_id: string; credit_note_id: string; amount_minor: Minor }[],
  recorded_at: Instant,
) =>
  insertRows(
    ctx.tx,
    'red_credits',
    ctx.org_id,
    credits.map(one => ({ red_credit_id: newId(), ...one, recorded_by: ctx.actor.person_id, recorded_at })),
  )
