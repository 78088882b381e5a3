import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { fileFacts } from './file-names-contract.ts'
import { type FileRules } from './file-rules-contract.ts'

type Fact = (typeof fileFacts)[number]

const there = (table: string, condition: string) =>
  sql.raw(
    `exists (select from ${table} x where x.org_id = c.org_id and x.customer_id = c.customer_id and ${condition})`,
  )

/** Whether a fact stands in the file of the customer `c`. */
const known: Record<Fact, (ctx: Context) => RawBuilder<unknown>> = {
  tax_id: () => sql.raw(`(c.kind = 'person' or (c.tax_id is not null and coalesce(c.tax_id_check, 'ok') = 'ok'))`),
  address: () => there('customer_addresses', 'x.ended_at is null'),
  contact: () => there('contacts', 'x.erased_at is null and (x.phone is not null or x.email is not null)'),
  invoice_contact: () =>
    there('contacts', `x.erased_at is null and x.email is not null and x.roles && array['invoice', 'statement']`),
  terms: () => there('customer_accounts', 'x.terms_id is not null'),
  limit: () => there('customer_accounts', 'x.limit_minor is not null'),
  salesperson: () => there('customer_accounts', 'x.salesperson_id is not null'),
  bank_account: () => there('customer_bank_accounts', `x.state = 'active'`),
  licence: ctx => sql`exists (select from customer_documents x
    where x.org_id = c.org_id and x.customer_id = c.customer_id and x.state = 'current'
      and x.kind in ('licence', 'identity') and (x.valid_until is null or x.valid_until >= ${ctx.today}::date))`,
}

/**
 * Beside a customer `c`: `q.completeness` of its file in hundredths of what the rules weigh, and `q.missing`, the facts that
 * are not there, the weightiest first. [CUS-27]
 */
export function qualityOf(ctx: Context, rules: FileRules): RawBuilder<unknown> {
  const facts = fileFacts.map(fact => sql`(${fact}::text, ${rules.weights[fact]}::int, ${known[fact](ctx)})`)
  return sql`cross join lateral (
    select coalesce(round(100.0 * coalesce(sum(f.weight) filter (where f.known), 0) / nullif(sum(f.weight), 0)), 100)::int as completeness,
      coalesce(array_agg(f.fact order by f.weight desc, f.fact) filter (where not f.known and f.weight > 0), '{}') as missing
    from (values ${sql.join(facts, sql`, `)}) as f (fact, weight, known)) q`
}

/** The day the file of a customer `c` is to be looked through again, where the organisation is. [CUS-28] */
export function reviewDue(time_zone: string, { review_months, treatments }: FileRules): RawBuilder<unknown> {
  return sql`(coalesce(c.reviewed_on, (c.recorded_at at time zone ${time_zone})::date) + make_interval(months =>
    case c.grade when 'A' then ${treatments.A.review_months}::int when 'B' then ${treatments.B.review_months}::int
      when 'C' then ${treatments.C.review_months}::int else ${review_months}::int end))::date`
}
