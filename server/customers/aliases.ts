import { sql } from 'kysely'
import { isScoped } from '../db/connect.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { type Instant, newId } from '../kernel/values.ts'
import { type LockedCustomer, lockCustomers, refuseCustomer } from './accounts.ts'
import type { customersContract } from './contract.ts'
import { type NumberCandidate, numberCandidates } from './find.ts'
import { nameKey, numberKey } from './names.ts'
import { searchText } from './reading.ts'

type AliasLine = Taken<typeof customersContract.addAliases>[number]
type AliasKind = 'number' | 'name'

/** An alias as it is written. */
export type Alias = {
  alias_id: string
  customer_id: string
  kind: AliasKind
  alias: string
  alias_key: string
  source: string
  search: string
}

/** An alias with its id and key. */
export function aliasOf(customer_id: string, kind: AliasKind, alias: string, source: string): Alias {
  const alias_key = kind === 'number' ? numberKey(alias) : nameKey(alias)
  return { alias_id: newId(), customer_id, kind, alias, alias_key, source, search: searchText([alias]) }
}

/**
 * Whose a spelling of a number is: nobody else's number or other number may have its key, or it would lead to two
 * customers. Holds what the database has and what the request adds. [CUS-4]
 */
export class NumberClaims {
  readonly #owners = new Map<string, Map<string, 'number' | 'alias'>>()

  constructor(candidates: readonly NumberCandidate[]) {
    for (const { spelling, customer_id, own } of candidates) this.add(spelling, customer_id, own ? 'number' : 'alias')
  }

  add(spelling: string, customer_id: string, as: 'number' | 'alias'): void {
    const key = numberKey(spelling)
    const owners = this.#owners.get(key) ?? new Map<string, 'number' | 'alias'>()
    if (owners.get(customer_id) !== 'alias') owners.set(customer_id, as)
    this.#owners.set(key, owners)
  }

  /** Another customer that stands in the way of a new number (only its aliases do) or of a new alias. */
  other(spelling: string, customer_id: string, as: 'number' | 'alias'): string | null {
    for (const [owner, holds] of this.#owners.get(numberKey(spelling)) ?? [])
      if (owner !== customer_id && (as === 'alias' || holds === 'alias')) return owner
    return null
  }
}

/** Numbers and aliases of an organisation are given out one request after another. */
export async function lockNumbers(ctx: Context): Promise<void> {
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(${ctx.org_id}, hashtext('customer numbers'))`)
}

/** Refuses `out_of_scope` to one who sees only some customers, where a decision takes all of them. [CUS-12] */
export function needsAllCustomers(ctx: Context): void {
  if (isScoped(ctx.actor.sight) && ctx.actor.sight.customers !== '') refuse('out_of_scope', { customers: 'all' })
}

/** Adds other numbers and spellings of customers; one the customer already has is passed over. [CUS-4] [CUS-5] */
export async function addAliases(ctx: Context, lines: AliasLine[]): Promise<{ count: number }> {
  // Load.
  needsAllCustomers(ctx)
  const numbers = lines.filter(line => line.kind === 'number').map(line => line.alias)
  const [, customers, recorded_at, candidates, existing] = await Promise.all([
    lockNumbers(ctx),
    lockCustomers(ctx, lines),
    moment(ctx),
    numberCandidates(ctx, numbers),
    loadAliases(ctx, lines),
  ])

  // Decide.
  const { plan, problems } = decideAliases(customers, candidates, existing, lines)
  refuseAll(problems)

  // Write.
  const rows = plan.map(alias => ({ ...alias, recorded_at }))
  await insertRows(ctx.tx, 'customer_aliases', ctx.org_id, rows)

  // Record.
  const happenings = plan.map(({ customer_id, kind, alias, source }) => ({
    subject_id: customer_id,
    data: { kind, alias, source },
  }))
  await record(ctx, 'customer.alias_added', recorded_at, happenings)
  return { count: plan.length }
}

type Spelling = Pick<Alias, 'customer_id' | 'kind' | 'alias'>
const spellingKey = ({ customer_id, kind, alias }: Spelling) => `${customer_id} ${kind} ${alias}`

/** The aliases that are new, or `alias_taken` where a number leads to another customer already. */
export function decideAliases(
  customers: ReadonlyMap<string, LockedCustomer>,
  candidates: readonly NumberCandidate[],
  existing: readonly Spelling[],
  lines: readonly AliasLine[],
): { plan: Alias[]; problems: Problem[] } {
  const problems: Problem[] = []
  const plan: Alias[] = []
  const claims = new NumberClaims(candidates)
  const known = new Set(existing.map(spellingKey))
  for (const customer of customers.values())
    known.add(spellingKey({ customer_id: customer.customer_id, kind: 'number', alias: customer.number }))
  for (const [index, line] of lines.entries()) {
    refuseCustomer(customers, line.customer_id, index, problems)
    if (known.has(spellingKey(line))) continue
    known.add(spellingKey(line))
    const other = line.kind === 'number' ? claims.other(line.alias, line.customer_id, 'alias') : null
    if (other) problems.push({ index, code: 'alias_taken', params: { alias: line.alias, customer_id: other } })
    if (line.kind === 'number') claims.add(line.alias, line.customer_id, 'alias')
    plan.push(aliasOf(line.customer_id, line.kind, line.alias, line.source))
  }
  return { plan, problems }
}

async function loadAliases(ctx: Context, lines: readonly AliasLine[]) {
  return ctx.tx.rows(sql<Spelling>`
    select customer_id, kind, alias from customer_aliases
    where org_id = ${ctx.org_id} and ended_at is null
      and customer_id = any (${[...new Set(lines.map(line => line.customer_id))]}::uuid[])`)
}

/**
 * Ends an other number or spelling that was wrong: from now on it leads nowhere and may be given to another customer.
 * The row stays with its reason. Ending it again changes nothing. Refuses `alias_unknown`. [CUS-15]
 */
export async function endAlias(
  ctx: Context,
  { alias_id, reason }: Taken<typeof customersContract.endAlias>,
): Promise<{ ended_at: Instant }> {
  // Load.
  needsAllCustomers(ctx)
  await lockNumbers(ctx)
  const [found, now] = await Promise.all([
    ctx.tx.first(sql<Spelling & { source: string; ended_at: Instant | null }>`
      select customer_id, kind, alias, source, ended_at from customer_aliases
      where org_id = ${ctx.org_id} and alias_id = ${alias_id} for update`),
    moment(ctx),
  ])

  // Decide.
  if (!found) refuse('alias_unknown', { alias_id })
  const { ended_at, customer_id, ...alias } = found
  if (ended_at) return { ended_at }

  // Write.
  await ctx.tx.rows(sql`
    update customer_aliases set ended_at = ${now}::timestamptz, ended_why = ${reason}
    where org_id = ${ctx.org_id} and alias_id = ${alias_id}`)

  // Record.
  await record(ctx, 'customer.alias_ended', now, [{ subject_id: customer_id, data: { alias_id, ...alias, reason } }])
  return { ended_at: now }
}
