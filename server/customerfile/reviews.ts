import { sql } from 'kysely'
import { lockCustomers, refuseCustomer } from '../customers/accounts.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import { newId } from '../kernel/values.ts'
import type { gradesContract } from './grades-contract.ts'

type Lines = typeof gradesContract

/** Says that files were looked through today and hold. [CUS-28] Refuses `customer_unknown`, `customer_archived`. */
export async function reviewCustomers(
  ctx: Context,
  lines: Taken<Lines['reviewCustomers']>,
): Promise<Answered<Lines['reviewCustomers']>> {
  // Load.
  const customers = await lockCustomers(ctx, lines)

  // Decide.
  const problems: Problem[] = []
  for (const [index, { customer_id }] of lines.entries()) refuseCustomer(customers, customer_id, index, problems)
  refuseAll(problems)
  const reviews = [...new Map(lines.map(line => [line.customer_id, line])).values()]

  // Write. Record.
  await writeReviews(ctx, reviews, ctx.actor.person_id)
  return { count: reviews.length }
}

/** Writes and records reviews that were decided; also of a customer that confirms its own data, for who asked it to. */
export async function writeReviews(
  ctx: Context,
  reviews: readonly { customer_id: string; note?: string | undefined }[],
  recorded_by: string,
): Promise<void> {
  const recorded_at = await moment(ctx)
  await insertRows(
    ctx.tx,
    'customer_reviews',
    ctx.org_id,
    reviews.map(({ customer_id, note }) => ({
      review_id: newId(),
      customer_id,
      note: note || null,
      reviewed_on: ctx.today,
      recorded_by,
      recorded_at,
    })),
  )
  await ctx.tx.rows(sql`
    update customers set reviewed_on = ${ctx.today}::date
    where org_id = ${ctx.org_id} and customer_id = any (${reviews.map(one => one.customer_id)}::uuid[])`)
  const happenings = reviews.map(({ customer_id, note }) => ({ subject_id: customer_id, data: { note: note || null } }))
  await record(ctx, 'customer.reviewed', recorded_at, happenings)
}
