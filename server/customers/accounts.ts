import { sql } from 'kysely'
import type { z } from 'zod'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import { isCurrency } from '../kernel/money.ts'
import type { accountDraft, customersContract } from './contract.ts'
import { type CustomerRef, refKey, whyArchived } from './find.ts'

type AccountDraft = z.output<typeof accountDraft>
type OwnerDraft = Pick<AccountDraft, 'salesperson_id' | 'salesperson_code' | 'department_id' | 'department_code'>
type Person = { person_id: string; department_id: string | null; state: string }

/** What drafts of accounts name by id or code. */
export type Directory = {
  entities: ReadonlySet<string>
  terms: ReadonlyMap<string, string>
  /** By id and by code. */
  people: ReadonlyMap<string, Person>
  departments: ReadonlyMap<string, string>
}

/** An account as it is written. */
export type Account = {
  entity_id: string
  terms_id: string | null
  currency: string | null
  limit_minor: bigint | null
  salesperson_id: string | null
  department_id: string | null
}

/** Loads what drafts of accounts name, in one flight. */
export async function loadDirectory(
  ctx: Context,
  drafts: readonly (OwnerDraft & { terms_code?: string | null | undefined })[],
): Promise<Directory> {
  const named = (...fields: readonly (keyof (typeof drafts)[number])[]) =>
    [...new Set(drafts.flatMap(draft => fields.map(field => draft[field])))].filter(value => typeof value === 'string')
  const [people, departments] = [named('salesperson_id'), named('department_id')]
  const [peopleCodes, departmentCodes] = [named('salesperson_code'), named('department_code')]
  const [entityRows, termsRows, personRows, departmentRows] = await Promise.all([
    ctx.tx.rows(sql<{ entity_id: string }>`select entity_id from entities where org_id = ${ctx.org_id}`),
    ctx.tx.rows(sql<{ code: string; terms_id: string }>`
      select code, terms_id from payment_terms
      where org_id = ${ctx.org_id} and code = any (${named('terms_code')}::text[]) and not archived`),
    ctx.tx.rows(sql<Person & { code: string | null }>`
      select person_id, code, department_id, state from people
      where org_id = ${ctx.org_id} and (person_id = any (${people}::uuid[]) or code = any (${peopleCodes}::text[]))`),
    ctx.tx.rows(sql<{ department_id: string; code: string }>`
      select department_id, code from departments
      where org_id = ${ctx.org_id} and (department_id = any (${departments}::uuid[]) or code = any (${departmentCodes}::text[]))`),
  ])
  return {
    entities: new Set(entityRows.map(row => row.entity_id)),
    terms: new Map(termsRows.map(row => [row.code, row.terms_id])),
    people: new Map(personRows.flatMap(row => [[row.person_id, row] as const, [`code ${row.code}`, row] as const])),
    departments: new Map(
      departmentRows.flatMap(
        row =>
          [
            [row.department_id, row.department_id],
            [`code ${row.code}`, row.department_id],
          ] as const,
      ),
    ),
  }
}

/**
 * Who owns a customer by a draft; the department is the salesperson's own where none is named. Adds `person_unknown`,
 * `person_disabled` and `department_unknown` to the problems. [CUS-9]
 */
export function decideOwner(
  directory: Directory,
  draft: OwnerDraft | { salesperson_id: string | null; department_id: string | null },
  index: number,
  problems: Problem[],
): { salesperson_id: string | null; department_id: string | null } {
  const codes: OwnerDraft = draft as OwnerDraft
  const personName = draft.salesperson_id ?? (codes.salesperson_code ? `code ${codes.salesperson_code}` : null)
  const departmentName = draft.department_id ?? (codes.department_code ? `code ${codes.department_code}` : null)
  const person = personName ? directory.people.get(personName) : undefined
  const department = departmentName ? directory.departments.get(departmentName) : undefined
  if (personName && !person)
    problems.push({ index, code: 'person_unknown', params: { person: draft.salesperson_id ?? codes.salesperson_code } })
  if (person?.state === 'disabled')
    problems.push({ index, code: 'person_disabled', params: { person_id: person.person_id } })
  if (departmentName && !department)
    problems.push({
      index,
      code: 'department_unknown',
      params: { department: draft.department_id ?? codes.department_code },
    })
  return { salesperson_id: person?.person_id ?? null, department_id: department ?? person?.department_id ?? null }
}

type Money = {
  entity_id: string
  terms_code?: string | null | undefined
  currency?: string | null | undefined
  limit_minor?: bigint | null | undefined
}

/** Terms, currency and limit of a draft; what it leaves out stays as `before` has it, null takes it away. */
export function decideMoney(
  directory: Directory,
  draft: Money,
  before: Pick<Account, 'terms_id' | 'currency' | 'limit_minor'> | undefined,
  index: number,
  problems: Problem[],
): Pick<Account, 'entity_id' | 'terms_id' | 'currency' | 'limit_minor'> {
  const { entity_id, terms_code, currency, limit_minor } = draft
  const terms_id = terms_code ? directory.terms.get(terms_code) : null
  if (!directory.entities.has(entity_id)) problems.push({ index, code: 'entity_unknown', params: { entity_id } })
  if (terms_code && !terms_id) problems.push({ index, code: 'terms_unknown', params: { terms_code } })
  if (currency && !isCurrency(currency)) problems.push({ index, code: 'currency_unknown', params: { currency } })
  if (limit_minor && limit_minor < 0n)
    problems.push({ index, code: 'field_out_of_range', params: { field: 'limit_minor', minimum: '0' } })
  return {
    entity_id,
    terms_id: terms_code === undefined ? (before?.terms_id ?? null) : (terms_id ?? null),
    currency: currency === undefined ? (before?.currency ?? null) : currency,
    limit_minor: limit_minor === undefined ? (before?.limit_minor ?? null) : limit_minor,
  }
}

type AccountLine = Taken<typeof customersContract.setAccount>[number]
export type LockedCustomer = Pick<CustomerRef, 'customer_id' | 'number' | 'state' | 'survivor'>
type KnownAccount = Omit<Account, 'salesperson_id' | 'department_id'> & { customer_id: string }

/** Sets terms, currency and limit of customers within entities, for documents to come. [CUS-8] */
export async function setAccount(ctx: Context, lines: AccountLine[]): Promise<{ count: number }> {
  // Load.
  const [customers, recorded_at, accounts, directory] = await Promise.all([
    lockCustomers(ctx, lines),
    moment(ctx),
    loadAccounts(ctx, lines),
    loadDirectory(ctx, lines),
  ])

  // Decide.
  const { plan, problems } = decideAccounts(customers, accounts, directory, lines)
  refuseAll(problems)
  if (plan.length === 0) return { count: 0 }

  // Write.
  const each = <K extends keyof (typeof plan)[number]>(field: K) => plan.map(account => account[field])
  await ctx.tx.rows(sql`
    insert into customer_accounts (org_id, customer_id, entity_id, terms_id, currency, limit_minor)
    select ${ctx.org_id}::int4, t.* from unnest(${each('customer_id')}::uuid[], ${each('entity_id')}::uuid[],
      ${each('terms_id')}::uuid[], ${each('currency')}::text[], ${each('limit_minor').map(limit => limit?.toString() ?? null)}::int8[]) as t
    on conflict (org_id, customer_id, entity_id) do update
      set terms_id = excluded.terms_id, currency = excluded.currency, limit_minor = excluded.limit_minor`)

  // Record.
  const happenings = plan.map(({ customer_id, ...data }) => ({ subject_id: customer_id, data }))
  await record(ctx, 'customer.account_set', recorded_at, happenings)
  return { count: plan.length }
}

/** What `setAccount` writes: only accounts that change. */
export function decideAccounts(
  customers: ReadonlyMap<string, LockedCustomer>,
  accounts: ReadonlyMap<string, KnownAccount>,
  directory: Directory,
  lines: readonly AccountLine[],
): { plan: KnownAccount[]; problems: Problem[] } {
  const problems: Problem[] = []
  const planned = new Set<string>()
  const plan: KnownAccount[] = []
  for (const [index, line] of lines.entries()) {
    refuseCustomer(customers, line.customer_id, index, problems)
    const key = refKey(line.customer_id, line.entity_id)
    if (planned.has(key)) problems.push({ index, code: 'field_invalid', params: { field: 'entity_id', twice: true } })
    planned.add(key)
    const before = accounts.get(key)
    const account = { customer_id: line.customer_id, ...decideMoney(directory, line, before, index, problems) }
    const same =
      before?.terms_id === account.terms_id &&
      before.currency === account.currency &&
      before.limit_minor === account.limit_minor
    if (!same) plan.push(account)
  }
  return { plan, problems }
}

/** Locks customers in the order of their ids: what changes a file, its accounts or its owners goes one by one. */
export async function lockCustomers(
  ctx: Context,
  lines: readonly { customer_id: string }[],
): Promise<Map<string, LockedCustomer>> {
  const rows = await ctx.tx.rows(sql<LockedCustomer>`
    select c.customer_id, c.number, c.state,
      (select s.number from customers s where s.org_id = c.org_id and s.customer_id = c.merged_into) as survivor
    from customers c
    where c.org_id = ${ctx.org_id} and c.customer_id = any (${[...new Set(lines.map(line => line.customer_id))]}::uuid[])
    order by c.customer_id for no key update of c`)
  return new Map(rows.map(row => [row.customer_id, row]))
}

/** Adds `customer_unknown`, or `customer_archived`: an archived file changes only after it is brought back. [CUS-7] */
export function refuseCustomer(
  customers: ReadonlyMap<string, LockedCustomer>,
  customer_id: string,
  index: number,
  problems: Problem[],
): void {
  const customer = customers.get(customer_id)
  if (!customer) problems.push({ index, code: 'customer_unknown', params: { customer_id } })
  else if (customer.state === 'archived') problems.push({ index, ...whyArchived(customer) })
}

async function loadAccounts(
  ctx: Context,
  lines: readonly { customer_id: string }[],
): Promise<Map<string, KnownAccount>> {
  const rows = await ctx.tx.rows(sql<Omit<KnownAccount, 'limit_minor'> & { limit_minor: string | null }>`
    select customer_id, entity_id, terms_id, currency, limit_minor from customer_accounts
    where org_id = ${ctx.org_id} and customer_id = any (${[...new Set(lines.map(line => line.customer_id))]}::uuid[])`)
  return new Map(
    rows.map(row => [
      refKey(row.customer_id, row.entity_id),
      { ...row, limit_minor: row.limit_minor === null ? null : BigInt(row.limit_minor) },
    ]),
  )
}
