import { sql } from 'kysely'
import { readFile } from '../customerfile/queries.ts'
import type { Context } from '../kernel/context.ts'
import { refuse } from '../kernel/errors.ts'
import type { CreditFilePaper, Party, Sender } from './paper.ts'

type Account = Omit<CreditFilePaper['accounts'][number], 'open_minor' | 'overdue_minor' | 'limit_minor'> & {
  open_minor: string
  overdue_minor: string
  limit_minor: string | null
}

/** How many of the last grades stand on the paper. */
const lastGrades = 12

/** The credit file of a customer, as an entity prints it. Refuses `customer_unknown`, `entity_unknown`. */
export async function loadCreditFile(ctx: Context, customer_id: string, entity_id: string): Promise<CreditFilePaper> {
  const file = await readFile(ctx, { customer_id })
  const [customer, sender, accounts] = await Promise.all([
    ctx.tx.first(sql<Party>`
      select number, name, name_en, tax_id from customers
      where org_id = ${ctx.org_id} and customer_id = ${customer_id}`),
    ctx.tx.first(sql<Sender & { base_currency: string }>`
      select entity_id, name, name_en, tax_id, base_currency from entities
      where org_id = ${ctx.org_id} and entity_id = ${entity_id}`),
    ctx.tx.rows(sql<Account>`
      select e.code as entity, t.name as terms, a.limit_minor, o.currency, o.open_minor, o.overdue_minor
      from (
        select i.entity_id, i.currency, sum(i.open_minor)::int8 as open_minor,
          coalesce(sum(i.open_minor) filter (where i.open_minor > 0
            and coalesce(i.agreed_due_on, i.due_on) < ${ctx.today}::date), 0)::int8 as overdue_minor
        from open_items i where i.org_id = ${ctx.org_id} and i.customer_id = ${customer_id} and i.open_minor <> 0
        group by i.entity_id, i.currency
        union all
        select a.entity_id, coalesce(a.currency, e.base_currency), 0, 0
        from customer_accounts a join entities e on e.org_id = a.org_id and e.entity_id = a.entity_id
        where a.org_id = ${ctx.org_id} and a.customer_id = ${customer_id} and not exists (
          select from open_items i where i.org_id = a.org_id and i.customer_id = a.customer_id and i.entity_id = a.entity_id
            and i.open_minor <> 0 and i.currency = coalesce(a.currency, e.base_currency))) o
      join entities e on e.org_id = ${ctx.org_id} and e.entity_id = o.entity_id
      left join customer_accounts a on a.org_id = e.org_id and a.entity_id = e.entity_id and a.customer_id = ${customer_id}
        and coalesce(a.currency, e.base_currency) = o.currency
      left join payment_terms t on t.org_id = a.org_id and t.terms_id = a.terms_id
      order by e.code, o.currency`),
  ])
  if (!customer) refuse('customer_unknown', { customer_id })
  if (!sender) refuse('entity_unknown', { entity: entity_id })
  const { base_currency, ...house } = sender
  const { proposal } = file
  return {
    sender: house,
    customer,
    as_of: ctx.today,
    base_currency,
    grade: file.grade,
    completeness: file.completeness,
    reviewed_on: file.reviewed_on,
    review_due_on: file.review_due_on,
    addresses: file.addresses.map(one => [one.region, one.city, one.line].filter(Boolean).join(' ')),
    accounts: accounts.map(one => ({
      ...one,
      limit_minor: one.limit_minor === null ? null : BigInt(one.limit_minor),
      open_minor: BigInt(one.open_minor),
      overdue_minor: BigInt(one.overdue_minor),
    })),
    figures: proposal && { ...proposal, billed_minor: BigInt(proposal.billed_minor) },
    documents: file.documents,
    gradings: file.gradings.slice(0, lastGrades),
  }
}
