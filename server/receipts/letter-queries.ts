import { type RawBuilder, sql } from 'kysely'
import { readFileRules } from '../customers/file-rules.ts'
import { oneOf } from '../invoices/find-page.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import type { FileAnswer } from '../kernel/http.ts'
import { sendKeptFile } from '../kernel/sealed-files.ts'
import type { lettersContract } from './letters-contract.ts'

type Lines = typeof lettersContract
type Row = Answered<Lines['listLetters']>['rows'][number]

/** Where a letter `l` stands today; it is expiring within so many days of its end. */
export const standingOf = (ctx: Context, days: number): RawBuilder<unknown> => sql`
  case when l.state <> 'active' then l.state
    when l.valid_from > ${ctx.today}::date then 'coming'
    when l.valid_until < ${ctx.today}::date then 'expired'
    when l.valid_until <= ${ctx.today}::date + ${days}::int then 'expiring'
    else 'valid' end`

const columns = (ctx: Context, days: number) => sql`l.letter_id, l.entity_id, e.code as entity_code, l.customer_id,
  c.number as customer_number, c.name as customer_name, l.kind, l.payer_id, l.payer_name, l.valid_from, l.valid_until, l.currency,
  l.ceiling_each_minor, l.ceiling_total_minor, u.used_minor, u.receipts, f.name as file_name, l.note,
  ${standingOf(ctx, days)} as standing, p.name as registered_name, l.recorded_at, q.name as approved_name, l.approved_at, l.ended_at,
  l.end_reason, l.registered_by = ${ctx.actor.person_id} as own`

const beside = sql`join entities e on e.org_id = l.org_id and e.entity_id = l.entity_id
  join customers c on c.org_id = l.org_id and c.customer_id = l.customer_id
  join files f on f.org_id = l.org_id and f.file_id = l.file_id
  join people p on p.org_id = l.org_id and p.person_id = l.registered_by
  left join people q on q.org_id = l.org_id and q.person_id = l.approved_by
  cross join lateral (
    select coalesce(sum(r.amount_minor), 0)::int8 as used_minor, count(*)::int as receipts from receipts r
    where r.org_id = l.org_id and r.payer_letter_id = l.letter_id and r.state = 'posted') u`

/** Letters, with every filter and sort of the screen. [RCP-20] */
export async function listLetters(
  ctx: Context,
  asked: Taken<Lines['listLetters']>,
): Promise<Answered<Lines['listLetters']>> {
  const { expiry_days } = await readFileRules(ctx)
  const descending = asked.sort.startsWith('-')
  const field = asked.sort.replace('-', '') as 'valid_until' | 'valid_from'
  const order: SortColumn<Row>[] = [
    { sql: sql.ref(`l.${field}`), field, type: 'date', descending },
    { sql: sql.ref('l.letter_id'), field: 'letter_id', type: 'uuid', descending },
  ]
  const keys = keyset<Row>(order, asked.after)
  const conditions = [
    sql`l.org_id = ${ctx.org_id}`,
    keys.where,
    ...oneOf('l.customer_id', asked.customer_id, 'uuid'),
    ...oneOf('l.payer_id', asked.payer_id, 'uuid'),
    ...oneOf('l.entity_id', asked.entity_id, 'uuid'),
    ...oneOf('l.kind', asked.kind, 'text'),
    ...(asked.standing?.length ? [sql`${standingOf(ctx, expiry_days)} = any (${asked.standing}::text[])`] : []),
  ]
  const rows = await ctx.tx.rows(sql<Row>`
    select ${columns(ctx, expiry_days)} from payer_letters l ${beside}
    where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}

type Read = Answered<Lines['readLetter']>

/** One letter with the receipts it let through. Refuses `letter_unknown`. */
export async function readLetter(ctx: Context, { letter_id }: Taken<Lines['readLetter']>): Promise<Read> {
  const { expiry_days } = await readFileRules(ctx)
  const [row, used_by] = await Promise.all([
    ctx.tx.first(sql<Omit<Read, 'used_by'>>`
      select ${columns(ctx, expiry_days)} from payer_letters l ${beside}
      where l.org_id = ${ctx.org_id} and l.letter_id = ${letter_id}`),
    ctx.tx.rows(sql<Read['used_by'][number]>`
      select receipt_id, number, received_on, amount_minor, state from receipts
      where org_id = ${ctx.org_id} and payer_letter_id = ${letter_id} order by received_on desc, receipt_id desc limit 200`),
  ])
  if (!row) refuse('letter_unknown', { letter_id })
  return { ...row, used_by }
}

/** The scan of a letter. Refuses `file_unknown`. */
export const openLetter =
  (home: string) =>
  async (ctx: Context, { letter_id }: Taken<Lines['openLetter']>): Promise<FileAnswer> => {
    const row = await ctx.tx.first(sql<{ file_id: string; name: string; mime: string; sha256: string }>`
      select f.file_id, f.name, f.mime, encode(f.sha256, 'hex') as sha256
      from payer_letters l join files f on f.org_id = l.org_id and f.file_id = l.file_id
      where l.org_id = ${ctx.org_id} and l.letter_id = ${letter_id}`)
    if (!row) refuse('file_unknown', { file_id: letter_id })
    return sendKeptFile(ctx, home, row)
  }
