import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import type { Day } from '../kernel/values.ts'
import type { openingsContract } from './openings-contract.ts'

type Answer = Answered<(typeof openingsContract)['openingTieOut']>

/** The old book's side and ours of one account, customer (null: all of the account) and currency. */
export type TieOutRow = {
  account_code: string
  account_name: string
  customer_number: string | null
  customer_name: string | null
  currency: string
  old_minor: Minor
  our_minor: Minor
  old_base_minor: Minor
  our_base_minor: Minor
  difference_minor: Minor
  difference_base_minor: Minor
}
export type TieOut = { state: string; cutover_on: Day; ties: boolean; rows: TieOutRow[] }

/** The old book beside ours: every control account and the allowance, and its customers where the old book gave figures for them. */
export async function openingTieOut(ctx: Context, { opening_id }: { opening_id: string }): Promise<Answer> {
  return readTieOut(ctx, opening_id)
}

type Sums = Record<'old_minor' | 'our_minor' | 'old_base_minor' | 'our_base_minor', string>
type Counted = Omit<TieOutRow, keyof Sums | 'difference_minor' | 'difference_base_minor'> & Sums

/**
 * Puts the old book's figures beside the items of an opening. An account's own figure counts where the old book gave
 * one, else the sum of its customers'; customers of an account are compared once any of them has a figure. It ties
 * when there are figures and every difference is 0, in the currency and in base. [LGR-16]
 */
export async function readTieOut(ctx: Context, opening_id: string): Promise<TieOut> {
  const opening = await ctx.tx.first(sql<{ state: string; cutover_on: Day }>`
    select state, cutover_on from openings where org_id = ${ctx.org_id} and opening_id = ${opening_id}`)
  if (!opening) refuse('opening_unknown', { opening_id })
  const rows = await ctx.tx.rows(sql<Counted>`
    with ours as (
      select account_id, customer_id, currency, sum(amount_minor) as minor, sum(base_minor) as base
      from (
        select account_id, customer_id, currency, amount_minor, base_minor from open_items
        where org_id = ${ctx.org_id} and opening_id = ${opening_id}
        union all select account_id, customer_id, currency, amount_minor, base_minor from opening_allowances
        where org_id = ${ctx.org_id} and opening_id = ${opening_id}) o
      group by 1, 2, 3
    ), old as (
      select account_id, customer_id, currency, amount_minor as minor, base_minor as base
      from opening_totals where org_id = ${ctx.org_id} and opening_id = ${opening_id}
    ), accounts_seen as (
      select coalesce(w.account_id, t.account_id) as account_id, coalesce(w.currency, t.currency) as currency,
        coalesce(t.own, t.customers, 0) as old, coalesce(t.own_base, t.customers_base, 0) as old_base,
        coalesce(w.minor, 0) as our, coalesce(w.base, 0) as our_base
      from (select account_id, currency, sum(minor) as minor, sum(base) as base from ours group by 1, 2) w
      full join (
        select account_id, currency, sum(minor) filter (where customer_id is null) as own, sum(base) filter (where customer_id is null) as own_base,
          sum(minor) filter (where customer_id is not null) as customers, sum(base) filter (where customer_id is not null) as customers_base
        from old group by 1, 2) t using (account_id, currency)
    ), customers_seen as (
      select account_id, customer_id, currency, coalesce(t.minor, 0) as old, coalesce(t.base, 0) as old_base,
        coalesce(w.minor, 0) as our, coalesce(w.base, 0) as our_base
      from ours w full join (select * from old where customer_id is not null) t using (account_id, customer_id, currency)
      where account_id in (select account_id from old where customer_id is not null)
    )
    select a.code as account_code, a.name as account_name, c.number as customer_number, c.name as customer_name, s.currency,
      s.old::int8 as old_minor, s.our::int8 as our_minor, s.old_base::int8 as old_base_minor, s.our_base::int8 as our_base_minor
    from (
      select account_id, null::uuid as customer_id, currency, old, old_base, our, our_base from accounts_seen
      union all select account_id, customer_id, currency, old, old_base, our, our_base from customers_seen
    ) s
    join accounts a on a.org_id = ${ctx.org_id} and a.account_id = s.account_id
    left join customers c on c.org_id = ${ctx.org_id} and c.customer_id = s.customer_id
    order by a.code, s.currency, c.number nulls first`)
  const given = await ctx.tx.first(sql`
    select from opening_totals where org_id = ${ctx.org_id} and opening_id = ${opening_id} limit 1`)
  return { ...opening, ...compare(rows, given !== null) }
}

/** Differences, old minus ours; whether all of them are 0 and the old book gave anything to compare. */
export function compare(rows: readonly Counted[], given: boolean): Pick<TieOut, 'ties' | 'rows'> {
  const compared = rows.map(row => {
    const [old_minor, our_minor] = [BigInt(row.old_minor), BigInt(row.our_minor)]
    const [old_base_minor, our_base_minor] = [BigInt(row.old_base_minor), BigInt(row.our_base_minor)]
    return {
      ...row,
      old_minor,
      our_minor,
      old_base_minor,
      our_base_minor,
      difference_minor: old_minor - our_minor,
      difference_base_minor: old_base_minor - our_base_minor,
    }
  })
  const ties = given && compared.every(row => row.difference_minor === 0n && row.difference_base_minor === 0n)
  return { ties, rows: compared }
}
