import { sql } from 'kysely'
import { lockCustomers, refuseCustomer } from '../customers/accounts.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { sealPersonal } from '../kernel/personal.ts'
import { type Instant, newId } from '../kernel/values.ts'
import type { customerFileContract } from './contract.ts'

type Lines = typeof customerFileContract
type Amendment = Taken<Lines['amendAddress']>

/** An address as it is written. */
type Address = {
  address_id: string
  customer_id: string
  roles: readonly string[]
  line: string
  city: string | null
  region: string | null
  postcode: string | null
  country: string
  recipient: string | null
}
type Kept = Address & { version: number; ended_at: Instant | null }

/** An address as an event tells it: where it is stands sealed, since it may be where somebody lives. */
async function tell(ctx: Context, address: Address, more: object = {}) {
  const { address_id, customer_id, roles, country, ...values } = address
  const [sealed = null] = await sealPersonal(ctx, [{ subject_id: address_id, values }])
  return [{ subject_id: customer_id, data: { address_id, roles, country, sealed, ...more } }]
}

/** Adds an address to a customer. [CUS-21] Refuses `customer_unknown`, `customer_archived`. */
export async function addAddress(ctx: Context, input: Taken<Lines['addAddress']>): Promise<{ address_id: string }> {
  // Load.
  const customers = await lockCustomers(ctx, [input])

  // Decide.
  const problems: Problem[] = []
  refuseCustomer(customers, input.customer_id, 0, problems)
  refuseAll(problems)
  const address: Address = {
    address_id: newId(),
    customer_id: input.customer_id,
    roles: [...new Set(input.roles)],
    line: input.line,
    city: input.city || null,
    region: input.region || null,
    postcode: input.postcode || null,
    country: input.country,
    recipient: input.recipient || null,
  }

  // Write.
  const recorded_at = await moment(ctx)
  await insertRows(ctx.tx, 'customer_addresses', ctx.org_id, [{ ...address, recorded_at }])

  // Record.
  await record(ctx, 'address.added', recorded_at, await tell(ctx, address))
  return { address_id: address.address_id }
}

/** Changes an address. [CUS-21] Refuses `address_unknown` where it ended, and `changed_meanwhile`. */
export async function amendAddress(ctx: Context, amendment: Amendment): Promise<{ version: number }> {
  // Load.
  const address = await lockAddress(ctx, amendment.address_id)
  const customers = await lockCustomers(ctx, [address])

  // Decide.
  const problems: Problem[] = []
  refuseCustomer(customers, address.customer_id, 0, problems)
  const { plan, changed } = decideAddress(address, amendment, problems)
  refuseAll(problems)
  if (changed.length === 0) return { version: address.version }
  const version = address.version + 1

  // Write.
  const recorded_at = await moment(ctx)
  await ctx.tx.rows(sql`
    update customer_addresses set roles = ${[...plan.roles]}::text[], line = ${plan.line}, city = ${plan.city},
      region = ${plan.region}, postcode = ${plan.postcode}, country = ${plan.country}, recipient = ${plan.recipient},
      version = ${version}
    where org_id = ${ctx.org_id} and address_id = ${address.address_id}`)

  // Record.
  await record(ctx, 'address.amended', recorded_at, await tell(ctx, plan, { version, changed }))
  return { version }
}

/** The address as it will be, and the names of the fields that change. */
export function decideAddress(
  address: Kept,
  amendment: Amendment,
  problems: Problem[],
): { plan: Address; changed: string[] } {
  const { version, ended_at: _, ...before } = address
  if (version !== amendment.version) problems.push({ index: 0, code: 'changed_meanwhile', params: { version } })
  const given = (field: 'city' | 'region' | 'postcode' | 'recipient') =>
    amendment[field] === undefined ? before[field] : amendment[field] || null
  const plan: Address = {
    ...before,
    roles: amendment.roles ? [...new Set(amendment.roles)] : before.roles,
    line: amendment.line ?? before.line,
    country: amendment.country ?? before.country,
    city: given('city'),
    region: given('region'),
    postcode: given('postcode'),
    recipient: given('recipient'),
  }
  const fields = (Object.keys(plan) as (keyof Address)[]).filter(
    field => String(plan[field] ?? '') !== String(before[field] ?? ''),
  )
  return { plan, changed: fields }
}

/** Ends an address; it stays in the history. [CUS-21] Refuses `address_unknown`. */
export async function endAddress(
  ctx: Context,
  { address_id, reason }: Taken<Lines['endAddress']>,
): Promise<{ ended_at: Instant }> {
  // Load.
  const address = await lockAddress(ctx, address_id)

  // Write.
  const ended_at = await moment(ctx)
  await ctx.tx.rows(sql`
    update customer_addresses set ended_at = ${ended_at}::timestamptz
    where org_id = ${ctx.org_id} and address_id = ${address_id}`)

  // Record.
  const data = { address_id, roles: address.roles, reason }
  await record(ctx, 'address.ended', ended_at, [{ subject_id: address.customer_id, data }])
  return { ended_at }
}

async function lockAddress(ctx: Context, address_id: string): Promise<Kept> {
  const row = await ctx.tx.first(sql<Kept>`
    select address_id, customer_id, roles, line, city, region, postcode, country, recipient, version, ended_at
    from customer_addresses
    where org_id = ${ctx.org_id} and address_id = ${address_id} and ended_at is null for update`)
  if (!row) refuse('address_unknown', { address_id })
  return row
}
