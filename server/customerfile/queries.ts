import { sql } from 'kysely'
import { readFileRules } from '../customers/file-rules.ts'
import { qualityOf, reviewDue } from '../customers/quality.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import type { customerFileContract } from './contract.ts'
import { proposalColumns } from './grades.ts'

type Lines = typeof customerFileContract
type File = Answered<Lines['readFile']>
type Documents = Answered<Lines['listDocuments']>
type DocumentRow = Documents['rows'][number]

/** A document `d` with how it stands on a day, by the rules. [CUS-24] */
const documentColumns = (ctx: Context, days: number) => sql`
  d.document_id, d.customer_id, d.kind, d.title, d.file_id, f.name as file_name, d.issued_on, d.valid_until, d.recorded_at,
  case when d.valid_until is null then 'lasting' when d.valid_until < ${ctx.today}::date then 'expired'
    when d.valid_until <= ${ctx.today}::date + ${days}::int then 'expiring' else 'valid' end as standing`

const withFile = sql`left join files f on f.org_id = d.org_id and f.file_id = d.file_id`

/** What a customer's file holds. Refuses `customer_unknown`. */
export async function readFile(ctx: Context, { customer_id }: Taken<Lines['readFile']>): Promise<File> {
  const rules = await readFileRules(ctx)
  const [customer, addresses, bank_accounts, documents, proposal, gradings] = await Promise.all([
    ctx.tx.first(sql<Pick<File, 'completeness' | 'missing' | 'reviewed_on' | 'review_due_on' | 'grade'>>`
      select q.completeness, q.missing, c.reviewed_on, ${reviewDue(ctx.actor.time_zone, rules)} as review_due_on, c.grade
      from customers c ${qualityOf(ctx, rules)} where c.org_id = ${ctx.org_id} and c.customer_id = ${customer_id}`),
    ctx.tx.rows(sql<File['addresses'][number]>`
      select address_id, roles, line, city, region, postcode, country, recipient, version from customer_addresses
      where org_id = ${ctx.org_id} and customer_id = ${customer_id} and ended_at is null order by address_id`),
    ctx.tx.rows(sql<File['bank_accounts'][number]>`
      select a.account_id, a.holder, a.bank, a.swift, a.currency, a.tail, a.state, a.replaces, a.usable_from, a.evidence,
        a.recorded_at, a.state = 'active' and a.usable_from <= ${ctx.now}::timestamptz as usable,
        a.state = 'entered' and exists (select from approval_requests r
          where r.org_id = a.org_id and r.verb = 'customer_account.activate' and r.state = 'waiting'
            and r.input ->> 'account_id' = a.account_id::text) as asked
      from customer_bank_accounts a where a.org_id = ${ctx.org_id} and a.customer_id = ${customer_id}
      order by a.state = 'closed', a.account_id desc`),
    ctx.tx.rows(sql<File['documents'][number]>`
      select ${documentColumns(ctx, rules.expiry_days)} from customer_documents d ${withFile}
      where d.org_id = ${ctx.org_id} and d.customer_id = ${customer_id} and d.state = 'current'
      order by d.kind, d.document_id`),
    ctx.tx.first(sql<NonNullable<File['proposal']>>`
      select ${proposalColumns} from grade_proposals p
      where p.org_id = ${ctx.org_id} and p.customer_id = ${customer_id}`),
    ctx.tx.rows(sql<File['gradings'][number]>`
      select g.grading_id, g.grade, g.before, g.reason, g.graded_on, p.name as by_name
      from customer_grades g join people p on p.org_id = g.org_id and p.person_id = g.recorded_by
      where g.org_id = ${ctx.org_id} and g.customer_id = ${customer_id} order by g.grading_id desc limit 50`),
  ])
  if (!customer) refuse('customer_unknown', { customer_id })
  const treatment = customer.grade && rules.treatments[customer.grade]
  return { ...customer, treatment, proposal, gradings, addresses, bank_accounts, documents }
}

/** Documents of customers by the day they end; those without an end stand apart and are not listed. [CUS-24] */
export async function listDocuments(ctx: Context, input: Taken<Lines['listDocuments']>): Promise<Documents> {
  const { expiry_days } = await readFileRules(ctx)
  const descending = input.sort.startsWith('-')
  const keys = keyset<DocumentRow>(
    [
      { sql: sql.ref('d.valid_until'), field: 'valid_until', type: 'date', descending },
      { sql: sql.ref('d.document_id'), field: 'document_id', type: 'uuid', descending },
    ],
    input.after,
  )
  const { kind, customer_id, until, expired } = input
  const rows = await ctx.tx.rows(sql<DocumentRow>`
    select ${documentColumns(ctx, expiry_days)}, c.number as customer_number, c.name as customer_name
    from customer_documents d join customers c on c.org_id = d.org_id and c.customer_id = d.customer_id ${withFile}
    where d.org_id = ${ctx.org_id} and d.state = 'current' and d.valid_until is not null and ${keys.where}
      ${kind ? sql`and d.kind = any (${kind}::text[])` : sql``}
      ${customer_id ? sql`and d.customer_id = any (${customer_id}::uuid[])` : sql``}
      ${until ? sql`and d.valid_until <= ${until}::date` : sql``}
      ${expired === undefined ? sql`` : sql`and (d.valid_until < ${ctx.today}::date) = ${expired}`}
    order by ${keys.order} limit ${input.limit + 1}`)
  return keys.page(rows, input.limit)
}
