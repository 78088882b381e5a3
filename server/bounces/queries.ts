import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { among } from '../ledger/queries.ts'
import type { bouncesContract } from './contract.ts'

type Lines = typeof bouncesContract
type Row = Answered<Lines['listReturned']>['rows'][number]

/** Messages that came back, the newest first. */
export async function listReturned(
  ctx: Context,
  asked: Taken<Lines['listReturned']>,
): Promise<Answered<Lines['listReturned']>> {
  const column = { sql: sql.ref('t.returned_id'), field: 'returned_id', type: 'uuid', descending: true } as const
  const keys = keyset<Row>([column], asked.after)
  const conditions = [
    sql`t.org_id = ${ctx.org_id}`,
    keys.where,
    among('t.outcome', asked.outcome, 'text'),
    among('t.letter_kind', asked.letter_kind, 'text'),
    among('t.customer_id', asked.customer_id, 'uuid'),
  ]
  const rows = await ctx.tx.rows(sql<Row>`
    select t.returned_id, t.outcome, t.letter_kind, t.letter_id, t.subject_id, coalesce(v.number, r.number) as subject_number,
      t.customer_id, c.name as customer_name, t.address, t.status, t.words, t.title, t.sender, p.name as recorded_by_name,
      t.recorded_at
    from returned_letters t
    left join customers c on c.org_id = t.org_id and c.customer_id = t.customer_id
    left join invoices v on v.org_id = t.org_id and v.invoice_id = t.subject_id and t.letter_kind = 'dispatch'
    left join receipts r on r.org_id = t.org_id and r.receipt_id = t.subject_id and t.letter_kind = 'confirmation'
    left join people p on p.org_id = t.org_id and p.person_id = t.recorded_by
    where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}
