import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered } from '../kernel/contract.ts'
import type { reportsContract } from './contract.ts'

type Found = Answered<(typeof reportsContract)['salespeople']>

/** Who owns customers or items, and the departments, for the filters of reports; names only. */
export async function salespeople(ctx: Context): Promise<Found> {
  const [rows, departments] = await Promise.all([
    ctx.tx.rows(sql<Found['rows'][number]>`
      select p.person_id as salesperson_id, p.code, p.name from people p
      where p.org_id = ${ctx.org_id} and p.person_id in (
        select salesperson_id from customer_accounts where org_id = ${ctx.org_id} and salesperson_id is not null
        union select salesperson_id from customer_owners where org_id = ${ctx.org_id} and salesperson_id is not null)
      order by p.name, p.person_id`),
    ctx.tx.rows(sql<Found['departments'][number]>`
      select department_id, code, name from departments where org_id = ${ctx.org_id} and not archived order by code`),
  ])
  return { rows, departments }
}
