import { type RawBuilder, sql } from 'kysely'
import { ownersAt } from '../customers/owners.ts'
import type { At } from './columns.ts'

/** How a statement learns who owned item `i`: a table before it, a join, and the two columns. */
export type Ownership = {
  table: RawBuilder<unknown>
  join: RawBuilder<unknown>
  salesperson: RawBuilder<string | null>
  department: RawBuilder<string | null>
}

/**
 * The owner of item `i` as of a day, as known at a moment: whom its customer was handed over to after it was posted,
 * else its own. Where nobody asks (`needed` false) the item's own stands and nothing is joined. [LGR-21]
 */
export function ownership(org_id: number, at: At, needed: boolean): Ownership {
  const own = (column: string) => sql<string | null>`${sql.ref(`i.${column}`)}`
  if (!needed)
    return { table: sql``, join: sql``, salesperson: own('salesperson_id'), department: own('department_id') }
  const handed = (column: string) =>
    sql<
      string | null
    >`case when o.effective_on > i.posted_on then ${sql.ref(`o.${column}`)} else ${sql.ref(`i.${column}`)} end`
  return {
    table: sql`owners as materialized ${ownersAt(org_id, at.as_of, at.known_at)},`,
    join: sql`left join owners o on o.customer_id = i.customer_id and o.entity_id = i.entity_id`,
    salesperson: handed('salesperson_id'),
    department: handed('department_id'),
  }
}
