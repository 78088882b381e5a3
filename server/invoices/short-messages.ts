import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import type { Context } from '../kernel/context.ts'
import { mobileOf } from '../kernel/fields.ts'
import { fingerprintOf } from '../kernel/personal.ts'
import { newId } from '../kernel/values.ts'

/** The most short messages of one template that a number gets in a day; services refuse what is beyond. */
const mostADay = 50

/** What stands on a message that was not handed over because its number had enough for the day. */
export const enoughForToday = 'DAILY_LIMIT'

/**
 * Counts a message to a number, unless it got as many today as a service takes. The day is that of China, by the real clock; all
 * organisations of the installation count together, since they share one account with the service. [INV-40]
 */
export async function countShortMessage(ctx: Context, mobile: string): Promise<boolean> {
  const day = await ctx.tx.first(sql<{ on: string }>`
    select (clock_timestamp() at time zone 'Asia/Shanghai')::date::text as on`)
  const number_hash = fingerprintOf(0, `mobile ${day?.on}`, mobile)
  // Two that send to one number at once count one after the other.
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(hashtextextended(${number_hash.toString('hex')}, 0))`)
  const sent = await ctx.tx.first(sql<{ count: number }>`select short_messages_to(${number_hash}) as count`)
  if ((sent?.count ?? 0) >= mostADay) return false
  await insertRows(ctx.tx, 'short_messages', ctx.org_id, [{ message_id: newId(), number_hash }])
  return true
}

/** The mobile numbers of customers, by customer and by what their contact gets letters for. */
export async function mobilesOf(ctx: Context, customers: readonly string[]): Promise<Map<string, string>> {
  if (customers.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<{ key: string; phone: string }>`
    select x.customer_id || ' ' || role as key, x.phone from contacts x cross join unnest(x.roles) role
    where x.org_id = ${ctx.org_id} and x.customer_id = any (${[...new Set(customers)]}::uuid[])
      and x.phone is not null and x.erased_at is null order by x.contact_id`)
  const known = new Map<string, string>()
  for (const { key, phone } of rows) {
    const mobile = mobileOf(phone)
    if (mobile && !known.has(key)) known.set(key, mobile)
  }
  return known
}
