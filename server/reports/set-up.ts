import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered } from '../kernel/contract.ts'
import type { homeContract } from './home-contract.ts'

type Progress = Answered<(typeof homeContract)['setUpProgress']>
type Counts = Omit<Progress, 'agrees'>

/**
 * How far the books of an organisation are set up, counted from what stands in them, so that nobody ticks a step by hand.
 * Whether the items equal their control accounts is asked only once there are any. [RPT-24]
 */
export async function setUpProgress(ctx: Context): Promise<Progress> {
  const counts = (await ctx.tx.first(sql<Counts>`
    select
      (select count(*) from entities where org_id = ${ctx.org_id})::int as entities,
      (select count(*) from own_accounts where org_id = ${ctx.org_id} and state = 'active')::int as own_accounts,
      (select count(*) from people p where p.org_id = ${ctx.org_id} and p.state <> 'disabled'
        and (p.user_id is not null or p.state = 'invited') and exists (
          select from role_grants g where g.org_id = p.org_id and g.person_id = p.person_id and g.revoked_at is null
            and coalesce(g.valid_to, 'infinity') >= ${ctx.today}::date))::int as people,
      (select count(*) from people p where p.org_id = ${ctx.org_id} and p.state <> 'disabled' and (
          exists (select from customer_accounts a where a.org_id = p.org_id and a.salesperson_id = p.person_id)
          or exists (select from role_grants g join roles r on r.org_id = g.org_id and r.role_id = g.role_id
            where g.org_id = p.org_id and g.person_id = p.person_id and g.revoked_at is null and r.code in ('sales', 'sales_manager'))
        ))::int as salespeople,
      (select count(*) from customers where org_id = ${ctx.org_id} and state = 'active')::int as customers,
      (select count(distinct a.customer_id) from customer_accounts a
        join customers c on c.org_id = a.org_id and c.customer_id = a.customer_id and c.state = 'active'
        where a.org_id = ${ctx.org_id} and a.terms_id is not null)::int as customers_with_terms,
      (select count(*) from openings where org_id = ${ctx.org_id} and state in ('open', 'locked'))::int as openings,
      (select count(*) from openings where org_id = ${ctx.org_id} and state = 'locked')::int as openings_locked,
      (select count(*) from open_items where org_id = ${ctx.org_id} and open_minor <> 0)::int as items,
      exists (select from invoices where org_id = ${ctx.org_id} and state = 'issued' and kind <> 'opening') as invoiced,
      (select count(*) from pages where org_id = ${ctx.org_id} and kind = 'statement' and state <> 'withdrawn')::int
        + (select count(*) from events where org_id = ${ctx.org_id} and name = 'statement.printed')::int
        + (select count(*) from events where org_id = ${ctx.org_id} and name = 'report.exported'
            and data ->> 'report' = 'statement')::int as statements`)) as Counts
  if (counts.items === 0) return { ...counts, agrees: false }
  const proof = await ctx.tx.first(sql<{ agrees: boolean }>`select control_agrees(${ctx.today}::date, null) as agrees`)
  return { ...counts, agrees: proof?.agrees ?? false }
}
