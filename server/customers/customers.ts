import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import { newId } from '../kernel/values.ts'
import { type Account, type Directory, decideMoney, decideOwner, loadDirectory } from './accounts.ts'
import { type Alias, aliasOf, lockNumbers, NumberClaims, needsAllCustomers } from './aliases.ts'
import { type Contact, contactOf, tellContacts } from './contacts.ts'
import type { customersContract } from './contract.ts'
import { type NumberCandidate, numberCandidates, resolveNumbers } from './find.ts'
import { nameKey, numberKey } from './names.ts'
import { fromTheBeginning } from './owners.ts'
import { searchText } from './reading.ts'
import { checkTaxId, normaliseTaxId } from './tax-id.ts'

type Draft = Taken<typeof customersContract.createCustomers>[number]
type Answer = Answered<typeof customersContract.createCustomers>
type Row = Answer['rows'][number]

/** What `decideCustomers` must know. */
export type Before = {
  /** Customers that came from another system before, by `externalKey`. */
  known: ReadonlyMap<string, Omit<Row, 'known'>>
  candidates: readonly NumberCandidate[]
  directory: Directory
  /** The number to draw behind. */
  drawn: bigint
}

type Customer = {
  customer_id: string
  number: string
  name: string
  name_en: string | null
  name_key: string
  kind: string
  country: string
  tax_id: string | null
  tax_id_check: string | null
  head_office_id: string | null
  locale: string
  related_party: boolean
  search: string
}
type Ref = { source: string; external_id: string; kind: 'customer'; document_id: string }

/** Everything `createCustomers` writes, one list a table, and the answer in the order of the drafts. */
export type Creation = {
  rows: Row[]
  customers: Customer[]
  aliases: Alias[]
  contacts: Contact[]
  accounts: (Account & { customer_id: string })[]
  refs: Ref[]
}

/**
 * Enters customers with their other numbers and names, contacts, accounts and first owners. One that came from another
 * system before is answered as `known` and stays as it is. A tax identifier that cannot be right is a warning in the
 * answer. [CUS-1 … CUS-6] [CUS-12]
 */
export async function createCustomers(ctx: Context, drafts: Draft[]): Promise<Answer> {
  // Load. Numbers are given out one request after another.
  needsAllCustomers(ctx)
  const numbers = drafts.flatMap(draft => [draft.number, draft.head_office_number, ...draft.number_aliases])
  const [, recorded_at, known, candidates, drawn, directory] = await Promise.all([
    lockNumbers(ctx),
    moment(ctx),
    loadKnown(ctx, drafts),
    numberCandidates(ctx, numbers.filter(isGiven)),
    lastDrawn(ctx, drafts),
    loadDirectory(
      ctx,
      drafts.flatMap(draft => draft.accounts),
    ),
  ])

  // Decide.
  const { plan, problems } = decideCustomers({ known, candidates, drawn, directory }, drafts)
  refuseAll(problems)

  // Write.
  const at = <T extends object>(rows: readonly T[]) => rows.map(row => ({ ...row, recorded_at }))
  const customers = at(plan.customers).map(customer => ({ ...customer, changed_at: recorded_at }))
  await insertRows(ctx.tx, 'customers', ctx.org_id, customers)
  await insertRows(ctx.tx, 'customer_aliases', ctx.org_id, at(plan.aliases))
  await insertRows(ctx.tx, 'contacts', ctx.org_id, at(plan.contacts))
  await insertRows(ctx.tx, 'customer_accounts', ctx.org_id, plan.accounts)
  await insertRows(ctx.tx, 'customer_owners', ctx.org_id, at(firstOwners(plan.accounts)))
  await insertRows(ctx.tx, 'external_refs', ctx.org_id, at(plan.refs))

  // Record.
  await record(ctx, 'customer.created', recorded_at, await happeningsOf(ctx, plan))
  return { rows: plan.rows }
}

const isGiven = (text: string | undefined): text is string => text !== undefined && text !== ''
const externalKey = (draft: { source?: string | undefined; external_id?: string | undefined }) =>
  `${draft.source ?? ''}\n${draft.external_id}`

async function loadKnown(ctx: Context, drafts: readonly Draft[]): Promise<Before['known']> {
  const wanted = drafts.filter(draft => isGiven(draft.external_id))
  if (wanted.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<Omit<Row, 'known'> & { source: string; external_id: string }>`
    select r.source, r.external_id, c.customer_id, c.number, c.tax_id_check
    from unnest(${wanted.map(draft => draft.source ?? '')}::text[], ${wanted.map(draft => draft.external_id)}::text[]) as w (source, external_id)
    join external_refs r on r.org_id = ${ctx.org_id} and r.source = w.source and r.kind = 'customer' and r.external_id = w.external_id
    join customers c on c.org_id = r.org_id and c.customer_id = r.document_id`)
  return new Map(rows.map(({ source, external_id, ...row }) => [externalKey({ source, external_id }), row]))
}

const drawnShape = /^C-0*([0-9]{1,12})$/
const numberOf = (drawn: bigint) => `C-${String(drawn).padStart(6, '0')}`

/**
 * The number to draw behind: the last of six digits, unless one that follows is borne already, be it brought along or
 * an alias; then the greatest of the shape.
 */
async function lastDrawn(ctx: Context, drafts: readonly Draft[]): Promise<bigint> {
  const count = drafts.filter(draft => !draft.number).length
  if (count === 0) return 0n
  const last = await ctx.tx.first(sql<{ number_key: string }>`
    select number_key from customers
    where org_id = ${ctx.org_id} and number_key >= 'C-' and number_key < 'C-:' and length(number_key) = 8
    order by number_key desc limit 1`)
  const drawn = drafts.flatMap(shapedNumbers).reduce(highest, highest(0n, last?.number_key))
  const next = Array.from({ length: count }, (_, at) => numberOf(drawn + BigInt(at + 1)))
  if ((await numberCandidates(ctx, next)).length === 0) return drawn
  const greatest = await ctx.tx.first(sql<{ drawn: string | null }>`
    select greatest(
      (select max(substring(number_key from 3)::int8) from customers
        where org_id = ${ctx.org_id} and number_key ~ '^C-[0-9]{1,12}$'),
      (select max(substring(alias_key from 3)::int8) from customer_aliases
        where org_id = ${ctx.org_id} and kind = 'number' and ended_at is null and alias_key ~ '^C-[0-9]{1,12}$')) as drawn`)
  return drafts.flatMap(shapedNumbers).reduce(highest, BigInt(greatest?.drawn ?? 0))
}

const shapedNumbers = (draft: Draft) => [draft.number, ...draft.number_aliases]

/** Everything that is to be written, and every reason not to. */
export function decideCustomers(before: Before, drafts: readonly Draft[]): { plan: Creation; problems: Problem[] } {
  const problems: Problem[] = []
  const plan: Creation = { rows: [], customers: [], aliases: [], contacts: [], accounts: [], refs: [] }
  const fresh = plannedRows(before, drafts, plan)
  const claims = claimNumbers(before, fresh, problems)
  const heads = resolveNumbers(
    drafts.map(draft => draft.head_office_number).filter(isGiven),
    [
      ...before.candidates,
      ...fresh.map(({ customer }) => ({
        ...customer,
        state: 'active' as const,
        survivor: null,
        spelling: customer.number,
        own: true,
      })),
    ],
    false,
  )
  for (const { index, draft, customer } of fresh) {
    const { customer_id } = customer
    const head = isGiven(draft.head_office_number) ? heads.get(draft.head_office_number) : null
    if (head === undefined)
      problems.push({ index, code: 'customer_unknown', params: { customer: draft.head_office_number } })
    customer.head_office_id = head?.customer_id ?? null
    plan.customers.push(customer)
    plan.aliases.push(...decideSpellings(claims, draft, customer, index, problems))
    plan.contacts.push(...draft.contacts.map(contact => contactOf(customer_id, contact)))
    plan.accounts.push(
      ...decideFirstAccounts(before.directory, draft, index, problems).map(account => ({ customer_id, ...account })),
    )
    if (isGiven(draft.external_id))
      plan.refs.push({
        source: draft.source ?? '',
        external_id: draft.external_id,
        kind: 'customer',
        document_id: customer_id,
      })
  }
  refuseLoops(fresh, problems)
  return { plan, problems: problems.toSorted((a, b) => a.index - b.index) }
}

type Fresh = { index: number; draft: Draft; customer: Customer }

/** Fills the answer, and picks the drafts that are new; an external id names one customer, also within a request. */
function plannedRows(before: Before, drafts: readonly Draft[], plan: Creation): Fresh[] {
  const known = new Map(before.known)
  const fresh: Fresh[] = []
  let { drawn } = before
  for (const [index, draft] of drafts.entries()) {
    const key = isGiven(draft.external_id) ? externalKey(draft) : null
    const same = key === null ? undefined : known.get(key)
    if (same) {
      plan.rows.push({ ...same, known: true })
      continue
    }
    const customer = customerOf(draft, draft.number || numberOf(++drawn))
    const row = { customer_id: customer.customer_id, number: customer.number, tax_id_check: customer.tax_id_check }
    if (key !== null) known.set(key, row)
    plan.rows.push({ ...row, known: false })
    fresh.push({ index, draft, customer })
  }
  return fresh
}

function highest(last: bigint, number: string | undefined): bigint {
  const drawn = drawnShape.exec(numberKey(number ?? ''))?.[1]
  return drawn !== undefined && BigInt(drawn) > last ? BigInt(drawn) : last
}

function customerOf(draft: Draft, number: string): Customer {
  const tax_id = normaliseTaxId(draft.tax_id ?? '') || null
  return {
    customer_id: newId(),
    number,
    name: draft.name,
    name_en: draft.name_en || null,
    name_key: nameKey(draft.name),
    kind: draft.kind,
    country: draft.country,
    tax_id,
    tax_id_check: tax_id && checkTaxId(tax_id, draft.country),
    head_office_id: null,
    locale: draft.locale,
    related_party: draft.related_party,
    search: searchText([number, draft.name, draft.name_en ?? null, tax_id]),
  }
}

/** Each number once; none that is another customer's other number. [CUS-2] [CUS-4] */
function claimNumbers(before: Before, fresh: readonly Fresh[], problems: Problem[]): NumberClaims {
  const claims = new NumberClaims(before.candidates)
  const taken = new Set(before.candidates.filter(candidate => candidate.own).map(candidate => candidate.number))
  for (const { index, customer } of fresh) {
    const { number, customer_id } = customer
    const other = claims.other(number, customer_id, 'number')
    if (taken.has(number)) problems.push({ index, code: 'customer_number_taken', params: { number } })
    else if (other) problems.push({ index, code: 'alias_taken', params: { alias: number, customer_id: other } })
    taken.add(number)
  }
  for (const { customer } of fresh) claims.add(customer.number, customer.customer_id, 'number')
  return claims
}

function decideSpellings(
  claims: NumberClaims,
  draft: Draft,
  customer: Customer,
  index: number,
  problems: Problem[],
): Alias[] {
  const { customer_id } = customer
  const source = draft.source ?? ''
  const numbers = [...new Set(draft.number_aliases)].filter(alias => alias !== customer.number)
  for (const alias of numbers) {
    const other = claims.other(alias, customer_id, 'alias')
    if (other) problems.push({ index, code: 'alias_taken', params: { alias, customer_id: other } })
    claims.add(alias, customer_id, 'alias')
  }
  const names = [...new Set(draft.name_aliases)].filter(alias => alias !== customer.name)
  return [
    ...numbers.map(alias => aliasOf(customer_id, 'number', alias, source)),
    ...names.map(alias => aliasOf(customer_id, 'name', alias, source)),
  ]
}

function decideFirstAccounts(directory: Directory, draft: Draft, index: number, problems: Problem[]): Account[] {
  const seen = new Set<string>()
  return draft.accounts.map((account, at) => {
    if (seen.has(account.entity_id))
      problems.push({ index, code: 'field_invalid', params: { field: `accounts.${at}.entity_id`, twice: true } })
    seen.add(account.entity_id)
    return {
      ...decideMoney(directory, account, undefined, index, problems),
      ...decideOwner(directory, account, index, problems),
    }
  })
}

/** Head offices are a tree: none stands above itself. Only new customers can close a loop here. [CUS-6] */
function refuseLoops(fresh: readonly Fresh[], problems: Problem[]): void {
  const heads = new Map(fresh.map(({ customer }) => [customer.customer_id, customer.head_office_id]))
  for (const { index, customer } of fresh) {
    const { customer_id, head_office_id, number } = customer
    if (head_office_id === customer_id) problems.push({ index, code: 'head_office_is_self', params: { number } })
    else if (isAbove(heads, customer_id, head_office_id))
      problems.push({ index, code: 'head_office_loops', params: { number } })
  }
}

function isAbove(heads: ReadonlyMap<string, string | null>, customer_id: string, from: string | null): boolean {
  const passed = new Set<string>()
  for (let head = from; head !== null && !passed.has(head); head = heads.get(head) ?? null) {
    if (head === customer_id) return true
    passed.add(head)
  }
  return false
}

function firstOwners(accounts: Creation['accounts']) {
  return accounts
    .filter(account => account.salesperson_id !== null || account.department_id !== null)
    .map(({ customer_id, entity_id, salesperson_id, department_id }) => ({
      owner_id: newId(),
      customer_id,
      entity_id,
      effective_on: fromTheBeginning,
      salesperson_id,
      department_id,
    }))
}

async function happeningsOf(ctx: Context, plan: Creation) {
  const told = await tellContacts(ctx, plan.contacts)
  const contacts = groupBy(plan.contacts.map(({ customer_id }, at) => ({ customer_id, ...told[at] })))
  const aliases = groupBy(plan.aliases.map(({ customer_id, kind, alias }) => ({ customer_id, kind, alias })))
  const accounts = groupBy(plan.accounts)
  return plan.customers.map(({ customer_id, search: _, ...customer }) => ({
    subject_id: customer_id,
    data: {
      ...customer,
      aliases: aliases.get(customer_id) ?? [],
      contacts: contacts.get(customer_id) ?? [],
      accounts: accounts.get(customer_id) ?? [],
    },
  }))
}

/** Rows by their customer, without naming it again. */
function groupBy<T extends { customer_id: string }>(rows: readonly T[]): Map<string, Omit<T, 'customer_id'>[]> {
  const groups = new Map<string, Omit<T, 'customer_id'>[]>()
  for (const { customer_id, ...row } of rows) groups.set(customer_id, [...(groups.get(customer_id) ?? []), row])
  return groups
}
