import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import type { customersContract } from './contract.ts'
import type { termsContract } from './terms-contract.ts'
import { readFileRules } from './file-rules.ts'
import { nameKey, numberKey } from './names.ts'
import { qualityOf, reviewDue } from './quality.ts'
import { searchPatterns } from './reading.ts'

type ListInput = Taken<typeof customersContract.listCustomers>
type List = Answered<typeof customersContract.listCustomers>
type CustomerRow = List['rows'][number]
type Customer = Answered<typeof customersContract.readCustomer>
type Terms = Answered<typeof termsContract.listTerms>

const columns = sql`c.customer_id, c.number, c.name, c.name_en, c.kind, c.country, c.tax_id, c.tax_id_check, c.head_office_id,
  h.name as head_office_name, c.related_party, c.state, c.merged_into, s.name as merged_into_name, c.recorded_at, c.version, c.pending, c.grade, c.reviewed_on, q.completeness`
const source = sql`customers c
  left join customers h on h.org_id = c.org_id and h.customer_id = c.head_office_id
  left join customers s on s.org_id = c.org_id and s.customer_id = c.merged_into`

/** The most customers a search brings together; a term that fits more is too short to mean anything. */
const foundAtMost = 2000

/** Customers by number, name or day of entry; a search reads numbers, names, tax identifiers and aliases. */
export async function listCustomers(ctx: Context, input: ListInput): Promise<List> {
  const keys = keyset<CustomerRow>(sortedBy(input.sort), input.after)
  const found = input.q?.trim() ? await searchCustomers(ctx, input.q.trim()) : null
  const accounts = input.entity_id || input.salesperson_id
  const rules = await readFileRules(ctx)
  const rows = await ctx.tx.rows(sql<CustomerRow>`
    select ${columns}, ${reviewDue(ctx.actor.time_zone, rules)} as review_due_on from ${source} ${qualityOf(ctx, rules)}
    where c.org_id = ${ctx.org_id} and ${keys.where}
      ${found ? sql`and c.customer_id = any (${found}::uuid[])` : sql``}
      ${input.head_office_id ? sql`and c.head_office_id = any (${input.head_office_id}::uuid[])` : sql``}
      ${input.state ? sql`and c.state = ${input.state}` : sql``}
      ${input.related_party === undefined ? sql`` : sql`and c.related_party = ${input.related_party}`}
      ${input.grade ? sql`and coalesce(c.grade, 'none') = any (${input.grade}::text[])` : sql``}
      ${input.completeness_below ? sql`and q.completeness < ${input.completeness_below}::int` : sql``}
      ${input.review_due ? sql`and c.state = 'active' and ${reviewDue(ctx.actor.time_zone, rules)} <= ${ctx.today}::date` : sql``}
      ${accounts ? withAccount(ctx, input) : sql``}
    order by ${keys.order} limit ${input.limit + 1}`)
  return keys.page(rows, input.limit)
}

function sortedBy(sort: ListInput['sort']): SortColumn<CustomerRow>[] {
  const field = sort.replace('-', '') as 'number' | 'name' | 'recorded_at'
  const descending = sort.startsWith('-')
  const type = field === 'recorded_at' ? 'timestamptz' : 'text'
  return [
    { sql: sql.ref(`c.${field}`), field, type, descending },
    { sql: sql.ref('c.customer_id'), field: 'customer_id', type: 'uuid', descending },
  ]
}

/** One account that fits both filters: this salesperson within this entity. */
function withAccount(ctx: Context, { entity_id, salesperson_id }: ListInput) {
  return sql`and c.customer_id in (
    select a.customer_id from customer_accounts a
    where a.org_id = ${ctx.org_id}
      ${entity_id ? sql`and a.entity_id = any (${entity_id}::uuid[])` : sql``}
      ${salesperson_id ? sql`and a.salesperson_id = any (${salesperson_id}::uuid[])` : sql``})`
}

/** Ids of customers a term means: part of a number, name, tax identifier or alias, how one is read, or another spelling. */
async function searchCustomers(ctx: Context, term: string): Promise<string[]> {
  const rows = await ctx.tx.rows(sql<{ customer_id: string }>`
    select customer_id from search_customers(${term}, ${foundAtMost})
    union select customer_id from find_customers(${searchPatterns(term)}::text[], ${foundAtMost})
    union select customer_id from customers where org_id = ${ctx.org_id} and name_key = ${nameKey(term)}
    union select customer_id from customers where org_id = ${ctx.org_id} and number_key = ${numberKey(term)}
    union select customer_id from customer_aliases
      where org_id = ${ctx.org_id} and kind = 'number' and ended_at is null and alias_key = ${numberKey(term)}
    union select customer_id from customer_aliases
      where org_id = ${ctx.org_id} and kind = 'name' and ended_at is null and alias_key = ${nameKey(term)}`)
  return rows.map(row => row.customer_id)
}

/** One customer with its other numbers and names, contacts, accounts and owners. Refuses `customer_unknown`. */
export async function readCustomer(
  ctx: Context,
  { customer_id }: Taken<typeof customersContract.readCustomer>,
): Promise<Customer> {
  const rules = await readFileRules(ctx)
  const own = sql`x.org_id = ${ctx.org_id} and x.customer_id = ${customer_id}`
  const [customer, aliases, contacts, accounts, owners] = await Promise.all([
    ctx.tx.first(sql<CustomerRow>`
      select ${columns}, ${reviewDue(ctx.actor.time_zone, rules)} as review_due_on
      from ${source} ${qualityOf(ctx, rules)} where c.org_id = ${ctx.org_id} and c.customer_id = ${customer_id}`),
    ctx.tx.rows(sql<Customer['aliases'][number]>`
      select x.alias_id, x.kind, x.alias, x.source from customer_aliases x
      where ${own} and x.ended_at is null order by x.kind, x.alias`),
    ctx.tx.rows(sql<Customer['contacts'][number]>`
      select x.contact_id, x.name, x.title, x.phone, x.email, x.roles, x.erased_at, x.version
      from contacts x where ${own} order by x.contact_id`),
    ctx.tx.rows(sql<Customer['accounts'][number]>`
      select x.entity_id, e.code as entity_code, x.terms_id, t.code as terms_code, x.currency, x.limit_minor,
        x.salesperson_id, p.name as salesperson_name, x.department_id
      from customer_accounts x
      join entities e on e.org_id = x.org_id and e.entity_id = x.entity_id
      left join payment_terms t on t.org_id = x.org_id and t.terms_id = x.terms_id
      left join people p on p.org_id = x.org_id and p.person_id = x.salesperson_id
      where ${own} order by e.code`),
    ctx.tx.rows(sql<Customer['owners'][number]>`
      select x.entity_id, x.effective_on, x.recorded_at, x.salesperson_id, p.name as salesperson_name, x.why
      from customer_owners x
      left join people p on p.org_id = x.org_id and p.person_id = x.salesperson_id
      where ${own} order by x.entity_id, x.effective_on desc, x.recorded_at desc`),
  ])
  if (!customer) refuse('customer_unknown', { customer_id })
  return { ...customer, aliases, contacts, accounts, owners }
}

/** All payment terms, the archived last. */
export async function listTerms(ctx: Context): Promise<Terms> {
  const rows = await ctx.tx.rows(sql<Terms['rows'][number]>`
    select terms_id, code, name, name_en, rule, archived from payment_terms
    where org_id = ${ctx.org_id} order by archived, code`)
  return { rows }
}
