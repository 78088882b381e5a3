import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { newId } from '../kernel/values.ts'
import { type Alias, aliasOf, lockNumbers, needsAllCustomers } from './aliases.ts'
import type { customersContract } from './contract.ts'

type Merging = Taken<typeof customersContract.mergeCustomer>

/** A customer as a merging needs it. */
export type Mergeable = {
  customer_id: string
  number: string
  name: string
  name_en: string | null
  state: 'active' | 'archived'
  merged_into: string | null
  name_aliases: string[]
}

/**
 * Merges a customer into another. The merged one is archived and points to the survivor, which is found by its number
 * and its names from now on. Nothing in the books moves: its documents and open items keep their debtor, and the answer
 * says how many are open, for a transfer. Refuses `customer_merged`, `customer_archived`, `merge_into_itself`. [CUS-19]
 */
export async function mergeCustomer(
  ctx: Context,
  merging: Merging,
): Promise<Answered<typeof customersContract.mergeCustomer>> {
  // Load. The lock waits for whoever is entering a document for the customer; then its items are counted.
  if (ctx.actor.sight.entity_ids !== null) refuse('out_of_scope', { entities: 'all' })
  needsAllCustomers(ctx)
  await lockNumbers(ctx)
  const { customer_id, into_id, reason } = merging
  const customers = await lockMergeable(ctx, [customer_id, into_id])
  const [recorded_at, items] = await Promise.all([
    moment(ctx),
    ctx.tx.first(sql<{ open: number }>`
      select count(*)::int4 as open from open_items
      where org_id = ${ctx.org_id} and customer_id = ${customer_id} and open_minor <> 0`),
  ])

  // Decide.
  const { plan, problems } = decideMerging(customers, merging)
  refuseAll(problems)
  const { customer, into, aliases } = plan as Plan
  const merge_id = newId()
  const open_items = items?.open ?? 0

  // Write.
  await ctx.tx.rows(sql`
    update customers set state = 'archived', merged_into = ${into_id}, changed_at = ${recorded_at}::timestamptz,
      version = version + 1
    where org_id = ${ctx.org_id} and customer_id = ${customer_id}`)
  await ctx.tx.rows(sql`
    update customers set merged_into = ${into_id} where org_id = ${ctx.org_id} and merged_into = ${customer_id}`)
  await insertRows(
    ctx.tx,
    'customer_aliases',
    ctx.org_id,
    aliases.map(alias => ({ ...alias, recorded_at })),
  )
  await insertRows(ctx.tx, 'customer_merges', ctx.org_id, [
    {
      merge_id,
      customer_id,
      into_id,
      was_archived: customer.state === 'archived',
      alias_ids: aliases.map(alias => alias.alias_id),
      reason,
      recorded_at,
    },
  ])

  // Record.
  const names = aliases.map(alias => alias.alias)
  await record(ctx, 'customer.merged', recorded_at, [
    { subject_id: customer_id, data: { merge_id, into_id, into: into.number, open_items, reason } },
    { subject_id: into_id, data: { merge_id, merged_id: customer_id, merged: customer.number, names, reason } },
  ])
  return { merge_id, open_items }
}

type Plan = { customer: Mergeable; into: Mergeable; aliases: Alias[] }

/** Which names the survivor gets, or why it cannot be. */
export function decideMerging(
  customers: ReadonlyMap<string, Mergeable>,
  { customer_id, into_id }: Pick<Merging, 'customer_id' | 'into_id'>,
): { plan: Plan | null; problems: Problem[] } {
  const problems: Problem[] = []
  const [customer, into] = [customers.get(customer_id), customers.get(into_id)]
  const complain = (code: Problem['code'], params: Problem['params']) => problems.push({ index: 0, code, params })
  if (!customer) complain('customer_unknown', { customer_id })
  else if (customer_id === into_id) complain('merge_into_itself', { customer: customer.number })
  else if (customer.merged_into) complain('customer_merged', told(customers, customer))
  if (!into) complain('customer_unknown', { customer_id: into_id })
  else if (into.merged_into) complain('customer_merged', told(customers, into))
  else if (into.state === 'archived' && customer_id !== into_id)
    complain('customer_archived', { customer: into.number })
  if (!customer || !into || problems.length > 0) return { plan: null, problems }
  const known = new Set([into.name, ...into.name_aliases])
  const names = new Set([customer.name, ...(customer.name_en ? [customer.name_en] : []), ...customer.name_aliases])
  const aliases = [...names.difference(known)].map(name => aliasOf(into_id, 'name', name, customer.number))
  return { plan: { customer, into, aliases }, problems }
}

const told = (customers: ReadonlyMap<string, Mergeable>, { number, merged_into }: Mergeable) => ({
  customer: number,
  into: customers.get(merged_into ?? '')?.number ?? null,
})

/** The customers, locked, and those that they were merged into. */
async function lockMergeable(ctx: Context, ids: readonly string[]): Promise<Map<string, Mergeable>> {
  const rows = await ctx.tx.rows(sql<Mergeable>`
    select c.customer_id, c.number, c.name, c.name_en, c.state, c.merged_into, array(
      select a.alias from customer_aliases a where a.org_id = c.org_id and a.customer_id = c.customer_id
        and a.kind = 'name' and a.ended_at is null order by a.alias) as name_aliases
    from customers c
    where c.org_id = ${ctx.org_id} and (c.customer_id = any (${[...ids]}::uuid[]) or c.customer_id in (
      select m.merged_into from customers m where m.org_id = ${ctx.org_id} and m.customer_id = any (${[...ids]}::uuid[])))
    order by c.customer_id for update of c`)
  return new Map(rows.map(row => [row.customer_id, row]))
}

/**
 * Takes a merging back: the customer is what it was before, and the survivor loses the names it got from it. What was
 * entered for the survivor meanwhile stays there. Refuses `customer_not_merged`. [CUS-19]
 */
export async function unmergeCustomer(
  ctx: Context,
  { customer_id, reason }: Taken<typeof customersContract.unmergeCustomer>,
): Promise<Answered<typeof customersContract.unmergeCustomer>> {
  // Load.
  if (ctx.actor.sight.entity_ids !== null) refuse('out_of_scope', { entities: 'all' })
  needsAllCustomers(ctx)
  await lockNumbers(ctx)
  const customer = (await lockMergeable(ctx, [customer_id])).get(customer_id)
  const [recorded_at, merge] = await Promise.all([
    moment(ctx),
    ctx.tx.first(sql<{ merge_id: string; into_id: string; was_archived: boolean }>`
      select merge_id, into_id, was_archived from customer_merges
      where org_id = ${ctx.org_id} and customer_id = ${customer_id} and ended_at is null`),
  ])

  // Decide.
  if (!customer) refuse('customer_unknown', { customer_id })
  if (!merge) refuse('customer_not_merged', { customer: customer.number })
  const state = merge.was_archived ? 'archived' : 'active'

  // Write.
  await endMergedAliases(ctx, customer_id, merge.merge_id, recorded_at, reason)
  await ctx.tx.rows(sql`
    update customers set state = ${state}, merged_into = null, changed_at = ${recorded_at}::timestamptz,
      version = version + 1
    where org_id = ${ctx.org_id} and customer_id = ${customer_id}`)
  await ctx.tx.rows(sql`
    update customer_merges set ended_at = ${recorded_at}::timestamptz, ended_why = ${reason}
    where org_id = ${ctx.org_id} and merge_id = ${merge.merge_id}`)
  // Those that had been merged into it before are its own again.
  await ctx.tx.rows(sql`
    with recursive below as (
      select customer_id from customer_merges
      where org_id = ${ctx.org_id} and into_id = ${customer_id} and ended_at is null
      union
      select m.customer_id from below b
      join customer_merges m on m.org_id = ${ctx.org_id} and m.into_id = b.customer_id and m.ended_at is null)
    update customers set merged_into = ${customer_id}
    where org_id = ${ctx.org_id} and customer_id in (select customer_id from below)`)

  // Record.
  const { merge_id, into_id } = merge
  await record(ctx, 'customer.unmerged', recorded_at, [
    { subject_id: customer_id, data: { merge_id, into_id, reason } },
    { subject_id: into_id, data: { merge_id, merged_id: customer_id, merged: customer.number, reason } },
  ])
  return { state }
}

/**
 * Ends what survivors got by a merging: its names, here and where they went on by further mergings, and spellings of
 * the customer's numbers that were added to them meanwhile, since a number leads to one customer. [CUS-4]
 */
async function endMergedAliases(
  ctx: Context,
  customer_id: string,
  merge_id: string,
  recorded_at: string,
  reason: string,
): Promise<void> {
  await ctx.tx.rows(sql`
    with recursive above as (
      select merge_id, into_id, alias_ids from customer_merges where org_id = ${ctx.org_id} and merge_id = ${merge_id}
      union
      select m.merge_id, m.into_id, m.alias_ids from above a
      join customer_merges m on m.org_id = ${ctx.org_id} and m.customer_id = a.into_id and m.ended_at is null),
    given as (
      select x.alias from customer_merges m join customer_aliases x on x.org_id = m.org_id and x.alias_id = any (m.alias_ids)
      where m.org_id = ${ctx.org_id} and m.merge_id = ${merge_id}),
    numbers as (
      select number_key as key from customers where org_id = ${ctx.org_id} and customer_id = ${customer_id}
      union
      select alias_key from customer_aliases
      where org_id = ${ctx.org_id} and customer_id = ${customer_id} and kind = 'number' and ended_at is null)
    update customer_aliases x set ended_at = ${recorded_at}::timestamptz, ended_why = ${reason}
    from above a
    where x.org_id = ${ctx.org_id} and x.customer_id = a.into_id and x.ended_at is null
      and ((x.alias_id = any (a.alias_ids) and x.alias in (select alias from given))
        or (x.kind = 'number' and x.alias_key in (select key from numbers)))`)
}

/** Says that two customers are different, so that they are no likely pair any more, or takes that back. [CUS-18] */
export async function tellApart(
  ctx: Context,
  { customer_id: one, other_id: two, different, reason }: Taken<typeof customersContract.tellApart>,
): Promise<Answered<typeof customersContract.tellApart>> {
  // Load.
  const [customer_id = '', other_id = ''] = [one, two].sort()
  const locked = await ctx.tx.rows(sql<{ customer_id: string; number: string }>`
    select customer_id, number from customers
    where org_id = ${ctx.org_id} and customer_id = any (${[customer_id, other_id]}::uuid[])
    order by customer_id for no key update`)
  const [recorded_at, known] = await Promise.all([
    moment(ctx),
    ctx.tx.first(sql<{ difference_id: string }>`
      select difference_id from customer_differences
      where org_id = ${ctx.org_id} and customer_id = ${customer_id} and other_id = ${other_id} and ended_at is null`),
  ])

  // Decide.
  const seen = new Set(locked.map(row => row.customer_id))
  for (const id of [one, two]) if (!seen.has(id)) refuse('customer_unknown', { customer_id: id })
  if (one === two) refuse('merge_into_itself', { customer: locked[0]?.number ?? null })
  if (different === (known !== null)) return { different }

  // Write.
  if (known)
    await ctx.tx.rows(sql`
      update customer_differences set ended_at = ${recorded_at}::timestamptz, ended_why = ${reason}
      where org_id = ${ctx.org_id} and difference_id = ${known.difference_id}`)
  else
    await insertRows(ctx.tx, 'customer_differences', ctx.org_id, [
      { difference_id: newId(), customer_id, other_id, reason, recorded_at },
    ])

  // Record.
  const event = different ? 'customer.told_apart' : 'customer.told_apart_no_more'
  await record(ctx, event, recorded_at, [
    { subject_id: customer_id, data: { other_id, reason } },
    { subject_id: other_id, data: { other_id: customer_id, reason } },
  ])
  return { different }
}
