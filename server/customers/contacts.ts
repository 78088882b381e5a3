import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { destroyPersonalKey, sealPersonal } from '../kernel/personal.ts'
import { type Instant, newId } from '../kernel/values.ts'
import { lockCustomers, refuseCustomer } from './accounts.ts'
import type { customersContract } from './contract.ts'

type ContactLine = Taken<typeof customersContract.addContact>

/** A contact as it is written. */
export type Contact = {
  contact_id: string
  customer_id: string
  name: string
  title: string | null
  phone: string | null
  email: string | null
  roles: readonly string[]
}

/** A contact as an event tells it: what names the person is sealed under a key that can be destroyed. [CUS-11] */
type ContactTold = { contact_id: string; title: string | null; roles: readonly string[]; sealed: string | null }

/** A draft of a contact with its id; empty fields are null. */
export function contactOf(customer_id: string, draft: Omit<ContactLine, 'customer_id'>): Contact {
  return {
    contact_id: newId(),
    customer_id,
    name: draft.name,
    title: draft.title || null,
    phone: draft.phone || null,
    email: draft.email || null,
    roles: [...new Set(draft.roles)],
  }
}

/** Contacts as events tell them, in order. */
export async function tellContacts(ctx: Context, contacts: readonly Contact[]): Promise<ContactTold[]> {
  const sealed = await sealPersonal(
    ctx,
    contacts.map(({ contact_id, name, phone, email }) => ({ subject_id: contact_id, values: { name, phone, email } })),
  )
  return contacts.map(({ contact_id, title, roles }, at) => ({ contact_id, title, roles, sealed: sealed[at] ?? null }))
}

/** Adds a contact to a customer. [CUS-11] */
export async function addContact(ctx: Context, line: ContactLine): Promise<{ contact_id: string }> {
  // Load.
  const { customer_id, ...draft } = line
  const customers = await lockCustomers(ctx, [line])

  // Decide.
  const problems: Problem[] = []
  refuseCustomer(customers, customer_id, 0, problems)
  refuseAll(problems)
  const contact = contactOf(customer_id, draft)

  // Write.
  const recorded_at = await moment(ctx)
  await insertRows(ctx.tx, 'contacts', ctx.org_id, [{ ...contact, recorded_at }])
  const told = await tellContacts(ctx, [contact])

  // Record.
  const happenings = told.map(data => ({ subject_id: contact.contact_id, data: { customer_id, ...data } }))
  await record(ctx, 'contact.added', recorded_at, happenings)
  return { contact_id: contact.contact_id }
}

type Amendment = Taken<typeof customersContract.amendContact>
type Kept = Omit<Contact, 'name'> & { name: string | null; erased_at: Instant | null; version: number }

/**
 * Changes a contact. What named the person before is sealed in the event beside what does now. Refuses
 * `changed_meanwhile` where the caller read another version, and `contact_erased`. [CUS-11] [CUS-16]
 */
export async function amendContact(ctx: Context, amendment: Amendment): Promise<{ version: number }> {
  // Load.
  const { contact_id } = amendment
  const owner = await ctx.tx.first(sql<{ customer_id: string }>`
    select customer_id from contacts where org_id = ${ctx.org_id} and contact_id = ${contact_id}`)
  if (!owner) refuse('contact_unknown', { contact_id })
  const customers = await lockCustomers(ctx, [owner])
  const [contact, recorded_at] = await Promise.all([
    ctx.tx.first(sql<Kept>`
      select contact_id, customer_id, name, title, phone, email, roles, erased_at, version from contacts
      where org_id = ${ctx.org_id} and contact_id = ${contact_id} for update`),
    moment(ctx),
  ])
  if (!contact) refuse('contact_unknown', { contact_id })

  // Decide.
  const problems: Problem[] = []
  refuseCustomer(customers, contact.customer_id, 0, problems)
  const { plan, changed } = decideContact(contact, amendment, problems)
  refuseAll(problems)
  if (changed.length === 0) return { version: contact.version }

  // Write.
  const version = contact.version + 1
  await ctx.tx.rows(sql`
    update contacts set name = ${plan.name}, title = ${plan.title}, phone = ${plan.phone}, email = ${plan.email},
      roles = ${[...plan.roles]}::text[], version = ${version}
    where org_id = ${ctx.org_id} and contact_id = ${contact_id}`)
  const before = { name: contact.name, phone: contact.phone, email: contact.email }
  const { name, phone, email, title, roles } = plan
  const [sealed = null] = await sealPersonal(ctx, [{ subject_id: contact_id, values: { name, phone, email, before } }])

  // Record.
  const data = { customer_id: contact.customer_id, contact_id, version, changed, title, roles, sealed }
  await record(ctx, 'contact.amended', recorded_at, [{ subject_id: contact_id, data }])
  return { version }
}

/** The contact as it will be and the names of the fields that change. */
export function decideContact(
  contact: Kept,
  amendment: Amendment,
  problems: Problem[],
): { plan: Omit<Contact, 'name'> & { name: string | null }; changed: string[] } {
  const { contact_id, customer_id, version } = contact
  if (contact.erased_at) problems.push({ index: 0, code: 'contact_erased', params: { contact_id } })
  else if (version !== amendment.version) problems.push({ index: 0, code: 'changed_meanwhile', params: { version } })
  const given = (field: 'title' | 'phone' | 'email') =>
    amendment[field] === undefined ? contact[field] : amendment[field] || null
  const plan = {
    contact_id,
    customer_id,
    name: amendment.name ?? contact.name,
    title: given('title'),
    phone: given('phone'),
    email: given('email'),
    roles: amendment.roles ? [...new Set(amendment.roles)] : contact.roles,
  }
  const fields = ['name', 'title', 'phone', 'email', 'roles'] as const
  return { plan, changed: fields.filter(field => String(plan[field] ?? '') !== String(contact[field] ?? '')) }
}

/**
 * Erases what names a person: from the contact at once, and from every event by destroying the key. The contact stays
 * as an empty row, so that what referred to it still does. Erasing again changes nothing. [CUS-11]
 */
export async function eraseContact(
  ctx: Context,
  { contact_id, reason }: Taken<typeof customersContract.eraseContact>,
): Promise<{ erased_at: Instant }> {
  // Load.
  const contact = await ctx.tx.first(sql<{ customer_id: string; erased_at: Instant | null }>`
    select customer_id, erased_at from contacts where org_id = ${ctx.org_id} and contact_id = ${contact_id} for update`)

  // Decide.
  if (!contact) refuse('contact_unknown', { contact_id })
  if (contact.erased_at) return { erased_at: contact.erased_at }

  // Write.
  const erased_at = await moment(ctx)
  await ctx.tx.rows(sql`
    update contacts set name = null, title = null, phone = null, email = null, erased_at = ${erased_at}::timestamptz
    where org_id = ${ctx.org_id} and contact_id = ${contact_id}`)
  await destroyPersonalKey(ctx, [contact_id])

  // Record.
  const data = { customer_id: contact.customer_id, reason }
  await record(ctx, 'contact.erased', erased_at, [{ subject_id: contact_id, data }])
  return { erased_at }
}
