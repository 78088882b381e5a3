import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { among } from '../ledger/queries.ts'
import type { dispatchContract } from './dispatch-contract.ts'
import { letterStanding, withFailures, writtenStates } from './letter-standing.ts'

type Lines = typeof dispatchContract
type Row = Answered<Lines['listDispatches']>['rows'][number]

/** How invoices went out, the latest first; of letters that could not leave why. */
export async function listDispatches(
  ctx: Context,
  asked: Taken<Lines['listDispatches']>,
): Promise<Answered<Lines['listDispatches']>> {
  const column = { sql: sql.ref('d.dispatch_id'), field: 'dispatch_id', type: 'uuid', descending: true } as const
  const keys = keyset<Row>([column], asked.after)
  const standing = letterStanding(ctx, 'dispatch.send', 'd', sql`d.channel in ('mail', 'sms')`)
  const conditions = [
    sql`d.org_id = ${ctx.org_id}`,
    keys.where,
    among('d.invoice_id', asked.invoice_id, 'uuid'),
    among('d.customer_id', asked.customer_id, 'uuid'),
    among('d.state', asked.state && writtenStates(asked.state), 'text'),
    ...(asked.state ? [sql`${standing} = any (${[...asked.state]}::text[])`] : []),
    among('d.channel', asked.channel, 'text'),
    // What went out anew, or stands no more, waits no more.
    ...(asked.waits
      ? [
          sql`d.state in ('queued', 'sending', 'unsure', 'bounced', 'contested')
          and ${standing} in ('failed', 'unsure', 'bounced', 'contested') and v.state = 'issued' and not exists (
            select from dispatches n where n.org_id = d.org_id and n.invoice_id = d.invoice_id
              and n.dispatch_id > d.dispatch_id and n.state <> 'withdrawn')`,
        ]
      : []),
  ]
  const rows = await ctx.tx.rows(sql<Omit<Row, 'failed_because' | 'failed_with'>>`
    select d.dispatch_id, d.invoice_id, v.number, d.customer_id, c.name as customer_name, d.channel, d.locale, d.recipient, d.tracking,
      ${standing} as state, d.sent_at, d.opened_at, d.answered_at, d.answered_name, d.answer, d.note, d.receipt, d.refused_with, d.expires_at,
      p.name as recorded_by_name, d.recorded_at
    from dispatches d join invoices v on v.org_id = d.org_id and v.invoice_id = d.invoice_id
    join customers c on c.org_id = d.org_id and c.customer_id = d.customer_id
    left join people p on p.org_id = d.org_id and p.person_id = d.recorded_by
    where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}`)
  const told = await withFailures(ctx, 'dispatch.send', rows, row => row.dispatch_id)
  return keys.page(told, asked.limit)
}
