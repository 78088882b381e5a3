import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { aliasOf, lockNumbers, needsAllCustomers } from './aliases.ts'
import type { customersContract } from './contract.ts'
import { type CustomerRef, customersByNumber, whyArchived } from './find.ts'
import { nameKey } from './names.ts'
import { searchText } from './reading.ts'
import { checkTaxId, normaliseTaxId } from './tax-id.ts'

type Amendment = Taken<typeof customersContract.amendCustomer>

/** What a customer's file says and may be changed. */
type File = {
  name: string
  name_en: string | null
  kind: string
  country: string
  tax_id: string | null
  tax_id_check: string | null
  head_office_id: string | null
  locale: string
  related_party: boolean
}
type Customer = File & Pick<CustomerRef, 'customer_id' | 'number' | 'state' | 'survivor'> & { version: number }

/**
 * Changes what a customer's file says. A former name stays findable as another name. Refuses `changed_meanwhile` where
 * the caller read another version. [CUS-5] [CUS-6] [CUS-7]
 */
export async function amendCustomer(
  ctx: Context,
  amendment: Amendment,
): Promise<Answered<typeof customersContract.amendCustomer>> {
  // Load. Head offices change one request after another, so that two of them close no loop together.
  const number = amendment.head_office_number
  if (number) needsAllCustomers(ctx)
  const [, customer, recorded_at, heads] = await Promise.all([
    number ? lockNumbers(ctx) : null,
    lockCustomer(ctx, amendment.customer_id),
    moment(ctx),
    customersByNumber(ctx, number ? [number] : []),
  ])
  if (!customer) refuse('customer_unknown', { customer_id: amendment.customer_id })
  const head = number ? (heads.get(number) ?? null) : null
  const above = head ? await officesAbove(ctx, head.customer_id) : []

  // Decide.
  const { plan, changed, problems } = decideAmendment(customer, amendment, head, above)
  refuseAll(problems)
  if (Object.keys(changed).length === 0) return { version: customer.version, tax_id_check: customer.tax_id_check }

  // Write.
  const version = customer.version + 1
  await ctx.tx.rows(sql`
    update customers set name = ${plan.name}, name_en = ${plan.name_en}, name_key = ${nameKey(plan.name)}, kind = ${plan.kind},
      country = ${plan.country}, tax_id = ${plan.tax_id}, tax_id_check = ${plan.tax_id_check},
      head_office_id = ${plan.head_office_id}, locale = ${plan.locale}, related_party = ${plan.related_party},
      search = ${searchText([customer.number, plan.name, plan.name_en, plan.tax_id])},
      changed_at = ${recorded_at}::timestamptz, version = ${version}
    where org_id = ${ctx.org_id} and customer_id = ${customer.customer_id}`)
  if (changed.name) await keepFormerName(ctx, customer, recorded_at)

  // Record.
  await record(ctx, 'customer.amended', recorded_at, [{ subject_id: customer.customer_id, data: { version, changed } }])
  return { version, tax_id_check: plan.tax_id_check }
}

/** The file as it will be, what changed in it (from, to), and every refusal. */
export function decideAmendment(
  customer: Customer,
  amendment: Amendment,
  head: CustomerRef | null,
  above: readonly string[],
): { plan: File; changed: Partial<Record<keyof File, { from: unknown; to: unknown }>>; problems: Problem[] } {
  const problems: Problem[] = []
  const { customer_id } = customer
  const { head_office_number: number, tax_id: givenTaxId, customer_id: _, version, ...given } = amendment
  if (customer.version !== version)
    problems.push({ index: 0, code: 'changed_meanwhile', params: { version: customer.version } })
  if (customer.state === 'archived') problems.push({ index: 0, ...whyArchived(customer) })
  if (number && !head) problems.push({ index: 0, code: 'customer_unknown', params: { customer: number } })
  if (head?.customer_id === customer_id) problems.push({ index: 0, code: 'head_office_is_self', params: { number } })
  else if (above.includes(customer_id)) problems.push({ index: 0, code: 'head_office_loops', params: { number } })
  const tax_id = givenTaxId === undefined ? customer.tax_id : normaliseTaxId(givenTaxId ?? '') || null
  const country = given.country ?? customer.country
  const plan: File = {
    name: given.name ?? customer.name,
    name_en: given.name_en === undefined ? customer.name_en : given.name_en || null,
    kind: given.kind ?? customer.kind,
    country,
    tax_id,
    tax_id_check: tax_id && checkTaxId(tax_id, country),
    head_office_id: number === undefined ? customer.head_office_id : (head?.customer_id ?? null),
    locale: given.locale ?? customer.locale,
    related_party: given.related_party ?? customer.related_party,
  }
  const fields = (Object.keys(plan) as (keyof File)[]).filter(field => plan[field] !== customer[field])
  const changed = Object.fromEntries(fields.map(field => [field, { from: customer[field], to: plan[field] }]))
  return { plan, changed, problems }
}

function lockCustomer(ctx: Context, customer_id: string): Promise<Customer | null> {
  return ctx.tx.first(sql<Customer>`
    select customer_id, number, name, name_en, kind, country, tax_id, tax_id_check, head_office_id, locale, related_party,
      state, version, (select s.number from customers s where s.org_id = c.org_id and s.customer_id = c.merged_into) as survivor
    from customers c where org_id = ${ctx.org_id} and customer_id = ${customer_id} for no key update of c`)
}

/** The head offices above a customer, itself first. */
async function officesAbove(ctx: Context, customer_id: string): Promise<string[]> {
  const rows = await ctx.tx.rows(sql<{ customer_id: string }>`
    with recursive above as (
      select customer_id, head_office_id from customers where org_id = ${ctx.org_id} and customer_id = ${customer_id}
      union
      select c.customer_id, c.head_office_id from above a
      join customers c on c.org_id = ${ctx.org_id} and c.customer_id = a.head_office_id)
    select customer_id from above`)
  return rows.map(row => row.customer_id)
}

async function keepFormerName(ctx: Context, customer: Customer, recorded_at: string): Promise<void> {
  const known = await ctx.tx.first(sql`
    select alias_id from customer_aliases
    where org_id = ${ctx.org_id} and customer_id = ${customer.customer_id} and kind = 'name' and alias = ${customer.name}
      and ended_at is null`)
  if (known) return
  const alias = aliasOf(customer.customer_id, 'name', customer.name, 'former name')
  await insertRows(ctx.tx, 'customer_aliases', ctx.org_id, [{ ...alias, recorded_at }])
}

/**
 * Archives a customer, so that no new document can be entered for it, or brings it back. Refuses
 * `customer_has_open_items`, `customer_has_contracts`, `customer_merged`, and `out_of_scope` to one who does not see the items of every entity. [CUS-7] [CUS-12]
 */
export async function archiveCustomer(
  ctx: Context,
  { customer_id, archived, reason }: Taken<typeof customersContract.archiveCustomer>,
): Promise<Answered<typeof customersContract.archiveCustomer>> {
  // Load. The lock waits for whoever is entering a document for this customer; then its items are read.
  if (ctx.actor.sight.entity_ids !== null) refuse('out_of_scope', { entities: 'all' })
  const [customer, recorded_at, items] = await Promise.all([
    ctx.tx.first(sql<Pick<Customer, 'state' | 'number' | 'survivor'> & { merged: boolean }>`
      select c.state, c.number, c.merged_into is not null as merged,
        (select s.number from customers s where s.org_id = c.org_id and s.customer_id = c.merged_into) as survivor
      from customers c where org_id = ${ctx.org_id} and customer_id = ${customer_id} for update of c`),
    moment(ctx),
    ctx.tx.first(sql<{ open: number; contracts: number }>`
      select (select count(*)::int4 from open_items
          where org_id = ${ctx.org_id} and customer_id = ${customer_id} and open_minor <> 0) as open,
        (select count(*)::int4 from contracts
          where org_id = ${ctx.org_id} and customer_id = ${customer_id} and state = 'active') as contracts`),
  ])

  // Decide.
  if (!customer) refuse('customer_unknown', { customer_id })
  const state = archived ? 'archived' : 'active'
  const { open = 0, contracts = 0 } = items ?? {}
  if (customer.merged) refuse('customer_merged', { customer: customer.number, into: customer.survivor })
  if (customer.state === state) return { state }
  if (archived && open > 0) refuse('customer_has_open_items', { customer: customer.number, open_items: open })
  if (archived && contracts > 0) refuse('customer_has_contracts', { customer: customer.number, contracts })

  // Write.
  await ctx.tx.rows(sql`
    update customers set state = ${state}, changed_at = ${recorded_at}::timestamptz, version = version + 1
    where org_id = ${ctx.org_id} and customer_id = ${customer_id}`)

  // Record.
  const name = archived ? 'customer.archived' : 'customer.restored'
  await record(ctx, name, recorded_at, [{ subject_id: customer_id, data: { reason } }])
  return { state }
}
