import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { billingContract } from './billing-contract.ts'
import { unansweredOf } from './checks.ts'
import { isAddress, mobileOf } from '../kernel/fields.ts'

type Lines = typeof billingContract
type Way = Answered<Lines['readBillingWay']>

/** Says how far a bill may lie above what is left of its contract and be cut to it. [CTR-13] */
export async function setBillingRules(
  ctx: Context,
  { tolerance_bp, unanswered }: Taken<Lines['setBillingRules']>,
): Promise<Answered<Lines['setBillingRules']>> {
  // Load.
  const rules = { tolerance_bp, unanswered: unanswered ?? (await unansweredOf(ctx)) }
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    insert into billing_rules (org_id, tolerance_bp, unanswered, recorded_at)
    values (${ctx.org_id}, ${tolerance_bp}, ${rules.unanswered}, ${recorded_at}::timestamptz)
    on conflict (org_id) do update
    set tolerance_bp = excluded.tolerance_bp, unanswered = excluded.unanswered, recorded_at = excluded.recorded_at`)

  // Record.
  await record(ctx, 'billing_rules.set', recorded_at, [{ subject_id: ctx.actor.person_id, data: rules }])
  return rules
}

/** How a customer is billed; by no way where nobody has said. Refuses `customer_unknown`. */
export async function readBillingWay(ctx: Context, { customer_id }: Taken<Lines['readBillingWay']>): Promise<Way> {
  const found = await ctx.tx.first(sql<Way>`
    select coalesce(w.channel, 'none') as channel, w.recipient
    from customers c left join billing_ways w on w.org_id = c.org_id and w.customer_id = c.customer_id
    where c.org_id = ${ctx.org_id} and c.customer_id = ${customer_id}`)
  return found ?? refuse('customer_unknown', { customer: customer_id })
}

/** Says how a customer is billed. Refuses `customer_unknown`, `email_invalid` for letters to no address, `mobile_invalid` for an SMS to none. [INV-18] */
export async function setBillingWay(
  ctx: Context,
  { customer_id, channel, recipient }: Taken<Lines['setBillingWay']>,
): Promise<Answered<Lines['setBillingWay']>> {
  // Load.
  const customer = await ctx.tx.first(sql`
    select customer_id from customers where org_id = ${ctx.org_id} and customer_id = ${customer_id} for update`)

  // Decide.
  if (!customer) refuse('customer_unknown', { customer: customer_id })
  if (channel === 'mail' && !isAddress(recipient)) refuse('email_invalid', { field: 'recipient' })
  if (channel === 'sms' && recipient && !mobileOf(recipient)) refuse('mobile_invalid', { field: 'recipient' })
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    insert into billing_ways (org_id, customer_id, channel, recipient, recorded_at)
    values (${ctx.org_id}, ${customer_id}, ${channel}, ${recipient || null}, ${recorded_at}::timestamptz)
    on conflict (org_id, customer_id) do update
      set channel = excluded.channel, recipient = excluded.recipient, recorded_at = excluded.recorded_at`)

  // Record. Addresses stay out of the events.
  await record(ctx, 'billing_way.set', recorded_at, [{ subject_id: customer_id, data: { channel } }])
  return { channel }
}
