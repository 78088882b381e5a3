import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { numberKey } from './names.ts'
import type { TermsRule } from './terms.ts'

/** What other modules must know of a customer. */
export type CustomerRef = {
  customer_id: string
  number: string
  name: string
  state: 'active' | 'archived'
  head_office_id: string | null
  /** The number of the customer it was merged into. */
  survivor: string | null
}

/** A customer within one entity: as of now, with the terms and owner a new document takes over. */
export type CustomerAccountRef = CustomerRef & {
  /** It was applied for and is not activated yet: it takes no contract and no invoice. */
  pending: boolean
  entity_id: string
  terms_id: string | null
  terms_code: string | null
  terms_rule: TermsRule | null
  currency: string | null
  salesperson_id: string | null
  department_id: string | null
}

/**
 * Customers by the numbers a document or file calls them; the map is keyed by the number as given, and lacks those
 * nobody bears. A number is found as it stands first, as a customer's own or as one of its other numbers. With `merge`,
 * spellings that differ in leading zeros, blanks, case or width are found too, unless they fit two customers. [CUS-3]
 */
export async function customersByNumber(
  ctx: Context,
  numbers: readonly string[],
  options: { merge: boolean } = { merge: false },
): Promise<Map<string, CustomerRef>> {
  const wanted = [...new Set(numbers)]
  if (wanted.length === 0) return new Map()
  return resolveNumbers(wanted, await numberCandidates(ctx, wanted), options.merge)
}

const survivor = sql`left join customers s on s.org_id = c.org_id and s.customer_id = c.merged_into`
const found = sql`coalesce(s.customer_id, c.customer_id) as customer_id, coalesce(s.number, c.number) as number,
  coalesce(s.name, c.name) as name, coalesce(s.state, c.state) as state,
  case when s.customer_id is null then c.head_office_id else s.head_office_id end as head_office_id, null as survivor`

/** A customer one of whose spellings has the key of a number; `own` is its number, else one of its other numbers. */
export type NumberCandidate = CustomerRef & { spelling: string; own: boolean }

/** Every customer that bears one of the numbers, or a spelling with the same key; the number of a merged one is its survivor's. */
export async function numberCandidates(ctx: Context, numbers: readonly string[]): Promise<NumberCandidate[]> {
  const keys = [...new Set(numbers.map(numberKey))]
  if (keys.length === 0) return []
  return ctx.tx.rows(sql<NumberCandidate>`
    select ${found}, c.number as spelling, s.customer_id is null as own
    from customers c ${survivor}
    where c.org_id = ${ctx.org_id} and c.number_key = any (${keys}::text[])
    union all
    select ${found}, a.alias, false
    from customer_aliases a join customers c on c.org_id = a.org_id and c.customer_id = a.customer_id ${survivor}
    where a.org_id = ${ctx.org_id} and a.kind = 'number' and a.ended_at is null and a.alias_key = any (${keys}::text[])`)
}

/** Customers by id; those that are unknown, or outside the reader's scope, are absent. */
export async function customersById(ctx: Context, ids: readonly string[]): Promise<Map<string, CustomerRef>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<CustomerRef>`
    select c.customer_id, c.number, c.name, c.state, c.head_office_id, s.number as survivor from customers c ${survivor}
    where c.org_id = ${ctx.org_id} and c.customer_id = any (${wanted}::uuid[])`)
  return new Map(rows.map(row => [row.customer_id, row]))
}

/** Why nothing new is entered for a customer that is archived, or was merged into another. [CUS-7] [CUS-19] */
export function whyArchived({ number, survivor: into }: Pick<CustomerRef, 'number' | 'survivor'>): {
  code: 'customer_archived' | 'customer_merged'
  params: Record<string, string>
} {
  return into === null
    ? { code: 'customer_archived', params: { customer: number } }
    : { code: 'customer_merged', params: { customer: number, into } }
}

/** Which of the candidates each number means: the exact spelling, else (with `merge`) the only one of its key. */
export function resolveNumbers(
  numbers: readonly string[],
  candidates: readonly NumberCandidate[],
  merge: boolean,
): Map<string, CustomerRef> {
  const exact = new Map<string, CustomerRef>()
  const byKey = new Map<string, CustomerRef | null>()
  for (const { spelling, own, ...customer } of candidates) {
    if (own || !exact.has(spelling)) exact.set(spelling, customer)
    const key = numberKey(spelling)
    const known = byKey.get(key)
    byKey.set(key, known === undefined || known?.customer_id === customer.customer_id ? customer : null)
  }
  const found = new Map<string, CustomerRef>()
  for (const number of numbers) {
    const customer = exact.get(number) ?? (merge ? byKey.get(numberKey(number)) : null)
    if (customer) found.set(number, customer)
  }
  return found
}

/** The key of a customer within an entity in the map of `customerRefs`. */
export const refKey = (customer_id: string, entity_id: string): string => `${customer_id} ${entity_id}`

/**
 * Each of the customers within each of the entities, keyed by `refKey`; terms, currency and owner are null where nothing
 * is set there. A customer that is unknown, or outside the reader's scope, is absent. With `hold` (verbs only) no customer
 * among them can be archived before the transaction ends.
 */
export async function customerRefs(
  ctx: Context,
  ids: readonly string[],
  entity_ids: readonly string[],
  options: { hold?: boolean } = {},
): Promise<Map<string, CustomerAccountRef>> {
  const customers = [...new Set(ids)].sort()
  const entities = [...new Set(entity_ids)]
  if (customers.length === 0 || entities.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<CustomerAccountRef>`
    select c.customer_id, c.number, c.name, c.state, c.pending, c.head_office_id, e.entity_id,
      -- Worked out anew for a row that was waited for, as a join would not be.
      (select s.number from customers s where s.org_id = c.org_id and s.customer_id = c.merged_into) as survivor,
      a.terms_id, t.code as terms_code, t.rule as terms_rule, a.currency, a.salesperson_id, a.department_id
    from customers c
    cross join unnest(${entities}::uuid[]) as e (entity_id)
    left join customer_accounts a on a.org_id = c.org_id and a.customer_id = c.customer_id and a.entity_id = e.entity_id
    left join payment_terms t on t.org_id = a.org_id and t.terms_id = a.terms_id
    where c.org_id = ${ctx.org_id} and c.customer_id = any (${customers}::uuid[])
    ${options.hold ? sql`for key share of c` : sql``}`)
  return new Map(rows.map(row => [refKey(row.customer_id, row.entity_id), row]))
}
