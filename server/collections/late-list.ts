import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { among } from '../ledger/queries.ts'
import { voided } from './late-load.ts'
import type { lateContract } from './late-contract.ts'

type Lines = typeof lateContract
type Row = Answered<Lines['listLateCharges']>['rows'][number]

/** Days that were charged or waived, each with its calculation; `undone` where the charge was taken back. [LAT-4] */
export async function listLateCharges(
  ctx: Context,
  asked: Taken<Lines['listLateCharges']>,
): Promise<Answered<Lines['listLateCharges']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { sql: sql.ref('l.recorded_at'), field: 'recorded_at', type: 'timestamptz', descending },
      { sql: sql.ref('l.late_charge_id'), field: 'late_charge_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const state = sql`case when ${voided} then 'undone' else l.state end`
  const rows = await ctx.tx.rows(sql<Row>`
    select l.late_charge_id, l.item_id, e.code as entity_code, l.customer_id, c.number as customer_number, c.name as customer_name,
      l.number, l.currency, l.invoice_id, n.number as invoice_number, ${state} as state, l.from_on, l.to_on, l.days,
      l.amount_minor, l.rule, l.rows, l.reason, p.name as by_name, l.recorded_at
    from late_charges l
    join entities e on e.org_id = l.org_id and e.entity_id = l.entity_id
    join customers c on c.org_id = l.org_id and c.customer_id = l.customer_id
    left join invoices n on n.org_id = l.org_id and n.invoice_id = l.invoice_id
    left join people p on p.org_id = l.org_id and p.person_id = l.recorded_by
    where ${sql.join(
      [
        sql`l.org_id = ${ctx.org_id}`,
        keys.where,
        among('l.late_charge_id', asked.late_charge_id, 'uuid'),
        among('l.customer_id', asked.customer_id, 'uuid'),
        among('l.item_id', asked.item_id, 'uuid'),
        among('l.entity_id', asked.entity_id, 'uuid'),
        ...(asked.state?.length ? [sql`${state} = any (${asked.state}::text[])`] : []),
      ],
      sql` and `,
    )}
    order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}
