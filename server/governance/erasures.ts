import { type RawBuilder, sql } from 'kysely'
import { eraseContact } from '../customers/contacts.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { destroyPersonalKey } from '../kernel/personal.ts'
import { newId } from '../kernel/values.ts'
import { among } from '../ledger/queries.ts'
import type { erasurePlaces, governanceContract } from './contract.ts'

type Lines = typeof governanceContract
type Place = (typeof erasurePlaces)[number]
type Places = Partial<Record<Place, number>>
type Input = Taken<Lines['erasePerson']>
type Kind = 'contact' | 'named' | 'customer' | 'form'

/** Which of the ways a person can be named by a request is meant; null where none or several are. Pure. */
export function kindOf({ customer_id, contact_id, named, whole, form_id }: Omit<Input, 'reason'>): Kind | null {
  const ways: Kind[] = [
    ...(contact_id ? (['contact'] as const) : []),
    ...(named ? (['named'] as const) : []),
    ...(whole ? (['customer'] as const) : []),
    ...(form_id ? (['form'] as const) : []),
  ]
  const [kind] = ways
  return kind && ways.length === 1 && (kind === 'form') === (customer_id === undefined) ? kind : null
}

/**
 * Erases what names a person wherever it stands, and writes down where. [GOV-1] to [GOV-4] Refuses `field_invalid` where it is
 * not said in one way who is meant, `customer_unknown`, `contact_unknown`, `opening_form_unknown`, `erasure_not_person`,
 * `erasure_nothing`.
 */
export async function erasePerson(ctx: Context, input: Input): Promise<Answered<Lines['erasePerson']>> {
  // Load. Decide.
  const { customer_id, contact_id, form_id, reason } = input
  const what = kindOf(input)
  if (!what) refuse('field_invalid', { field: 'customer_id' })
  if (customer_id) await lockPerson(ctx, customer_id, what)
  const keys = await keysOf(ctx, input)

  // Write. Each place is one statement; what is found is counted.
  const places: Places = form_id
    ? await eraseForms(ctx, sql`f.form_id = ${form_id}`)
    : await eraseOf(ctx, { customer_id: customer_id as string, what, keys, reason })
  if (contact_id && (await eraseContacts(ctx, [contact_id], reason)) > 0) places.contacts = (places.contacts ?? 0) + 1
  const found = Object.fromEntries(Object.entries(places).filter(([, rows]) => rows > 0))
  if (Object.keys(found).length === 0) refuse('erasure_nothing', {})
  const erasure_id = newId<'erasure'>()
  const recorded_at = await moment(ctx)
  const { entity_ids, customers } = ctx.actor.sight
  const row = {
    erasure_id,
    customer_id: customer_id ?? null,
    form_id: form_id ?? null,
    what,
    places: found,
    complete: entity_ids === null && customers === '',
    reason,
    recorded_by: ctx.actor.person_id,
    recorded_at,
  }
  await insertRows(ctx.tx, 'erasures', ctx.org_id, [row])

  // Record. No name stands in it.
  await record(ctx, 'erasure.made', recorded_at, [
    { subject_id: customer_id ?? form_id ?? erasure_id, data: { erasure_id, what, places: found, reason } },
  ])
  return { erasure_id, places: found }
}

async function lockPerson(ctx: Context, customer_id: string, what: Kind): Promise<void> {
  const customer = await ctx.tx.first(sql<{ kind: string }>`
    select kind from customers where org_id = ${ctx.org_id} and customer_id = ${customer_id} for update`)
  if (!customer) refuse('customer_unknown', { customer_id })
  if (what === 'customer' && customer.kind !== 'person') refuse('erasure_not_person', {})
}

/** The spellings by which the person is found: of a contact its name, address and phone. */
async function keysOf(ctx: Context, { customer_id, contact_id, named, form_id }: Input): Promise<string[]> {
  if (form_id) {
    const form = await ctx.tx.first(sql`
      select from opening_forms where org_id = ${ctx.org_id} and form_id = ${form_id} for update`)
    if (!form) refuse('opening_form_unknown', { form_id })
  }
  if (!contact_id) return (named ?? []).map(key)
  const contact = await ctx.tx.first(sql<{ name: string | null; email: string | null; phone: string | null }>`
    select name, email, phone from contacts
    where org_id = ${ctx.org_id} and contact_id = ${contact_id} and customer_id = ${customer_id} for update`)
  if (!contact) refuse('contact_unknown', { contact_id })
  return [contact.name, contact.email, contact.phone].flatMap(value => (value ? [key(value)] : []))
}

const key = (value: string) => value.trim().toLowerCase()

type Of = { customer_id: string; what: Kind; keys: readonly string[]; reason: string }

/** Everything beside a customer that names the person; of a natural person as a whole all that names anybody. */
async function eraseOf(ctx: Context, { customer_id, what, keys, reason }: Of): Promise<Places> {
  const whole = what === 'customer'
  const own = sql`t.org_id = ${ctx.org_id} and t.customer_id = ${customer_id}`
  const is = (column: string) =>
    whole
      ? sql`${sql.ref(`t.${column}`)} is not null`
      : sql`coalesce(lower(trim(${sql.ref(`t.${column}`)})) = any (${[...keys]}::text[]), false)`
  const gone = (column: string) =>
    sql`${sql.ref(column)} = case when ${is(column)} then null else ${sql.ref(`t.${column}`)} end`
  const stop = sql`state = case when t.state = 'queued' then 'withdrawn' else t.state end`
  const change = (table: string, set: RawBuilder<unknown>, where: RawBuilder<unknown>) =>
    count(ctx, sql`update ${sql.table(table)} t set ${set} where ${own} and (${where})`)
  return {
    contacts: await erasedContacts(ctx, own, is, reason),
    addresses: await eraseAddresses(ctx, own, is, whole),
    accounts: whole ? await eraseAccounts(ctx, customer_id, reason) : 0,
    ...(whole ? await eraseForms(ctx, sql`f.customer_id = ${customer_id}`) : {}),
    pages: await change(
      'pages',
      sql`${gone('recipient')}, ${gone('answered_name')}, ${stop}`,
      sql`${is('recipient')} or ${is('answered_name')}`,
    ),
    dispatches: await change(
      'dispatches',
      sql`${gone('recipient')}, ${gone('answered_name')}, ${stop}`,
      sql`${is('recipient')} or ${is('answered_name')}`,
    ),
    confirmations: await change('receipt_confirmations', sql`recipient = '–', ${stop}`, is('recipient')),
    ways: await change('billing_ways', sql`channel = 'link', recipient = null`, is('recipient')),
    reminders: await change('reminders', sql`recipient = null`, is('recipient')),
    advices: await change('payment_advices', sql`said_by = '–'`, is('said_by')),
    settlements: await change('settlements', sql`answered_name = null`, is('answered_name')),
    deliveries: await change('deliveries', sql`confirmed_name = '–'`, is('confirmed_name')),
    returned: await eraseReturned(ctx, own, is('address')),
  }
}

/** Messages that came back from an address: what they say, and the messages themselves, whose keys are destroyed. */
async function eraseReturned(ctx: Context, own: RawBuilder<unknown>, where: RawBuilder<unknown>): Promise<number> {
  const rows = await ctx.tx.rows(sql<{ file_id: string }>`
    update returned_letters t set address = null, words = null, title = null, sender = null
    where ${own} and ${where} returning t.file_id`)
  if (rows.length > 0)
    await destroyPersonalKey(
      ctx,
      rows.map(row => row.file_id),
    )
  return rows.length
}

async function count(ctx: Context, statement: RawBuilder<unknown>): Promise<number> {
  const row = await ctx.tx.first(sql<{ rows: number }>`
    with done as (${statement} returning 1) select count(*)::int as rows from done`)
  return row?.rows ?? 0
}

async function eraseContacts(ctx: Context, ids: readonly string[], reason: string): Promise<number> {
  const open = await ctx.tx.rows(sql<{ contact_id: string }>`
    select contact_id from contacts
    where org_id = ${ctx.org_id} and contact_id = any (${[...ids]}::uuid[]) and erased_at is null order by contact_id`)
  for (const { contact_id } of open) await eraseContact(ctx, { contact_id, reason })
  return open.length
}

type Is = (column: string) => RawBuilder<unknown>

async function erasedContacts(ctx: Context, own: RawBuilder<unknown>, is: Is, reason: string): Promise<number> {
  const rows = await ctx.tx.rows(sql<{ contact_id: string }>`
    select t.contact_id from contacts t where ${own} and t.erased_at is null and (${is('name')} or ${is('email')})`)
  return eraseContacts(
    ctx,
    rows.map(row => row.contact_id),
    reason,
  )
}

/** Who receives at an address is emptied; of a natural person the whole address, which ends. Events of it open no more. */
async function eraseAddresses(ctx: Context, own: RawBuilder<unknown>, is: Is, whole: boolean): Promise<number> {
  const rows = await ctx.tx.rows(sql<{ address_id: string }>`
    update customer_addresses t set recipient = null, version = t.version + 1,
      line = case when ${whole}::bool then '–' else t.line end, city = case when ${whole}::bool then null else t.city end,
      region = case when ${whole}::bool then null else t.region end,
      postcode = case when ${whole}::bool then null else t.postcode end,
      ended_at = case when ${whole}::bool then coalesce(t.ended_at, clock_timestamp()) else t.ended_at end
    where ${own} and (${whole}::bool or ${is('recipient')}) returning t.address_id`)
  await destroyKeys(
    ctx,
    rows.map(row => row.address_id),
  )
  return rows.length
}

async function destroyKeys(ctx: Context, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await destroyPersonalKey(ctx, ids)
}

/** Accounts close, and the number, its fingerprint and its holder go. */
async function eraseAccounts(ctx: Context, customer_id: string, reason: string): Promise<number> {
  const rows = await ctx.tx.rows(sql<{ account_id: string; open: boolean }>`
    with was as (
      select account_id, state from customer_bank_accounts
      where org_id = ${ctx.org_id} and customer_id = ${customer_id} for update)
    update customer_bank_accounts t set state = 'closed', holder = '–', evidence = '–', tail = '', fingerprint = null,
      fingerprint_due = false
    from was w where t.org_id = ${ctx.org_id} and t.account_id = w.account_id
    returning t.account_id, w.state <> 'closed' as open`)
  await destroyKeys(
    ctx,
    rows.map(row => row.account_id),
  )
  await record(
    ctx,
    'customer_account.closed',
    await moment(ctx),
    rows.filter(row => row.open).map(({ account_id }) => ({ subject_id: customer_id, data: { account_id, reason } })),
  )
  return rows.length
}

/** Forms by which somebody applied: what was filled in and the papers open no more, and the link ends. */
async function eraseForms(ctx: Context, which: RawBuilder<unknown>): Promise<Places> {
  const forms = await ctx.tx.rows(sql<{ form_id: string }>`
    update opening_forms f set addressee = '–', name = null, submitted_by = null, token_hash = null,
      state = case when f.state in ('made', 'opened') then 'withdrawn' when f.state = 'submitted' then 'declined' else f.state end
    where f.org_id = ${ctx.org_id} and ${which} returning f.form_id`)
  const ids = forms.map(row => row.form_id)
  // A paper that went into the file of a customer is a document of that file by now.
  const papers = await ctx.tx.rows(sql<{ file_id: string }>`
    select p.file_id from opening_papers p
    where p.org_id = ${ctx.org_id} and p.form_id = any (${ids}::uuid[])
      and not exists (select from customer_documents d join customers c on c.org_id = d.org_id and c.customer_id = d.customer_id
        where d.org_id = p.org_id and d.file_id = p.file_id and c.kind <> 'person')`)
  await destroyKeys(ctx, [...ids, ...papers.map(row => row.file_id)])
  return { forms: ids.length, papers: papers.length }
}

type Row = Answered<Lines['listErasures']>['rows'][number]

/** The register, the newest first; those of customers out of sight are absent. */
export async function listErasures(
  ctx: Context,
  asked: Taken<Lines['listErasures']>,
): Promise<Answered<Lines['listErasures']>> {
  const column = { sql: sql.ref('x.erasure_id'), field: 'erasure_id', type: 'uuid', descending: true } as const
  const keys = keyset<Row>([column], asked.after)
  const rows = await ctx.tx.rows(sql<Row>`
    select x.erasure_id, x.customer_id, x.form_id, x.what, x.places, x.complete, x.reason, p.name as recorded_by_name, x.recorded_at
    from erasures x join people p on p.org_id = x.org_id and p.person_id = x.recorded_by
    where x.org_id = ${ctx.org_id} and ${keys.where} and ${among('x.customer_id', asked.customer_id, 'uuid')}
      and ${among('x.form_id', asked.form_id, 'uuid')}
      and (exists (select from customers c where c.org_id = x.org_id and c.customer_id = x.customer_id)
        or exists (select from opening_forms f where f.org_id = x.org_id and f.form_id = x.form_id))
    order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}
