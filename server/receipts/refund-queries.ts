import { sql } from 'kysely'
import { beginsWith, between, oneOf } from '../invoices/find-page.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import type { refundsContract } from './refunds-contract.ts'

type Lines = typeof refundsContract
type Row = Answered<Lines['listRefunds']>['rows'][number]

/** Everything a row of the list says; `r` is the refund. */
const columns = sql`r.refund_id, r.entity_id, e.code as entity_code, r.customer_id, c.number as customer_number,
  c.name as customer_name, r.number, r.currency, r.amount_minor, r.state, r.reason, r.requested_on,
  q.name as requested_name, v.name as approved_name, r.paid_on, r.bank_reference, a.tail`

const beside = sql`join entities e on e.org_id = r.org_id and e.entity_id = r.entity_id
  join customers c on c.org_id = r.org_id and c.customer_id = r.customer_id
  join customer_bank_accounts a on a.org_id = r.org_id and a.account_id = r.account_id
  left join people q on q.org_id = r.org_id and q.person_id = r.requested_by
  left join people v on v.org_id = r.org_id and v.person_id = r.approved_by`

const sorts = {
  requested_on: { sql: sql.ref('r.requested_on'), field: 'requested_on', type: 'date' },
  amount_minor: { sql: sql.ref('r.amount_minor'), field: 'amount_minor', type: 'int8' },
  number: { sql: sql.ref('r.number'), field: 'number', type: 'text' },
} as const satisfies Record<string, SortColumn<Row>>

/** Refunds, with every filter and sort of the screen. [RCP-16] */
export async function listRefunds(
  ctx: Context,
  asked: Taken<Lines['listRefunds']>,
): Promise<Answered<Lines['listRefunds']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { ...sorts[asked.sort.replace('-', '') as keyof typeof sorts], descending },
      { sql: sql.ref('r.refund_id'), field: 'refund_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const conditions = [
    sql`r.org_id = ${ctx.org_id}`,
    keys.where,
    ...oneOf('r.entity_id', asked.entity_id, 'uuid'),
    ...oneOf('r.customer_id', asked.customer_id, 'uuid'),
    ...oneOf('r.state', asked.state, 'text'),
    ...oneOf('r.currency', asked.currency, 'bpchar'),
    ...between('r.requested_on', 'date', asked.requested_from, asked.requested_to),
    ...beginsWith('r.number', asked.number),
  ]
  const rows = await ctx.tx.rows(sql<Row>`
    select ${columns} from (
      select r.* from refunds r where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}) r
    ${beside} order by ${keys.order}`)
  return keys.page(rows, asked.limit)
}

type Read = Answered<Lines['readRefund']>

/** One refund with what it is taken from. Refuses `refund_unknown`. */
export async function readRefund(ctx: Context, { refund_id }: { refund_id: string }): Promise<Read> {
  const [refund, lines] = await Promise.all([
    ctx.tx.first(sql<Omit<Read, 'lines'>>`
      select ${columns}, a.holder, a.bank, r.requested_by, r.approved_at, p.name as paid_name,
        o.bank || ' ' || o.number as own_account, r.end_reason, r.ended_on, r.recorded_at,
        exists (select from approval_requests w where w.org_id = r.org_id and w.verb = 'refund.approve' and w.state = 'waiting'
          and w.input ->> 'refund_id' = r.refund_id::text) as asked
      from refunds r ${beside} left join people p on p.org_id = r.org_id and p.person_id = r.paid_by
      left join own_accounts o on o.org_id = r.org_id and o.own_account_id = r.own_account_id
      where r.org_id = ${ctx.org_id} and r.refund_id = ${refund_id}`),
    ctx.tx.rows(sql<Read['lines'][number]>`
      select l.line, l.item_id, i.kind, i.number, i.document_id, l.amount_minor, (-i.open_minor)::int8 as open_minor
      from refund_lines l join open_items i on i.org_id = l.org_id and i.item_id = l.item_id
      where l.org_id = ${ctx.org_id} and l.refund_id = ${refund_id} order by l.line`),
  ])
  if (!refund) refuse('refund_unknown', { refund_id })
  return { ...refund, lines }
}

type OnAccount = Answered<Lines['readOnAccount']>

/** What a customer has on account, what of it is asked for already, and the accounts money may go to. */
export async function readOnAccount(ctx: Context, { customer_id }: { customer_id: string }): Promise<OnAccount> {
  const [items, accounts] = await Promise.all([
    ctx.tx.rows(sql<OnAccount['items'][number]>`
      select i.item_id, i.entity_id, e.code as entity_code, i.kind, i.number, i.document_id, i.posted_on, i.currency,
        (-i.open_minor)::int8 as open_minor,
        (select coalesce(sum(l.amount_minor), 0)::int8 from refund_lines l
          join refunds r on r.org_id = l.org_id and r.refund_id = l.refund_id and r.state in ('requested', 'approved')
          where l.org_id = i.org_id and l.item_id = i.item_id) as waiting_minor
      from open_items i join entities e on e.org_id = i.org_id and e.entity_id = i.entity_id
      where i.org_id = ${ctx.org_id} and i.customer_id = ${customer_id} and i.open_minor < 0 and i.lane = 'unapplied'
      order by i.posted_on, i.item_id limit 200`),
    ctx.tx.rows(sql<OnAccount['accounts'][number]>`
      select account_id, holder, bank, tail, currency, usable_from, usable_from <= ${ctx.now}::timestamptz as usable
      from customer_bank_accounts
      where org_id = ${ctx.org_id} and customer_id = ${customer_id} and state = 'active' order by recorded_at, account_id`),
  ])
  return { items, accounts }
}
