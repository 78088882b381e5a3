import { sql } from 'kysely'
import { hashToken } from '../access/actors.ts'
import { addAddress } from '../customerfile/addresses.ts'
import { enterBankAccount } from '../customerfile/bank-accounts.ts'
import { applyOnboarding } from '../customerfile/onboardings.ts'
import { insertRows } from '../db/insert.ts'
import { freshToken } from '../invoices/tokens.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, refuse } from '../kernel/errors.ts'
import { openPersonal } from '../kernel/personal.ts'
import { type Instant, newId } from '../kernel/values.ts'
import type { openingContract, openingStates, OpeningDetails } from './opening-contract.ts'

type Lines = typeof openingContract
export type OpeningState = (typeof openingStates)[number]
export type OpeningForm = {
  form_id: string
  entity_id: string
  addressee: string
  locale: string
  state: OpeningState
  sealed: string | null
  submitted_by: string | null
  expires_at: Instant
  recorded_by: string
}

/** Makes the page for a customer to be. [OPN-1] Refuses `entity_unknown`. */
export async function makeOpeningForm(
  ctx: Context,
  { entity_id, addressee, locale }: Taken<Lines['makeOpeningForm']>,
): Promise<Answered<Lines['makeOpeningForm']>> {
  // Load.
  const entity = await ctx.tx.first(sql<{ entity_id: string }>`
    select entity_id from entities where org_id = ${ctx.org_id} and entity_id = ${entity_id}`)

  // Decide.
  if (!entity) refuse('entity_unknown', { entity: entity_id })
  const form_id = newId<'form'>()
  const recorded_at = await moment(ctx)
  const recorded_by = ctx.actor.person_id

  // Write.
  await insertRows(ctx.tx, 'opening_forms', ctx.org_id, [
    { form_id, entity_id, addressee, locale, recorded_by, recorded_at },
  ])

  // Record. For whom it is stands on the form alone: it may be a person.
  await record(ctx, 'opening_form.made', recorded_at, [{ subject_id: form_id, data: { entity_id, locale } }])
  return { form_id }
}

/** Makes the link to the page; one made before opens nothing any more. [OPN-1] Refuses `opening_form_unknown`, `opening_form_state`. */
export const linkOpeningForm =
  (public_origin: string) =>
  async (
    ctx: Context,
    { form_id, days }: Taken<Lines['linkOpeningForm']>,
  ): Promise<Answered<Lines['linkOpeningForm']>> => {
    // Load.
    const form = await lockForm(ctx, form_id)

    // Decide.
    refuseState(form, 'made', 'opened')

    // Write.
    const { token, token_hash, expires_at } = await freshToken(ctx, days)
    await ctx.tx.rows(sql`
      update opening_forms set token_hash = ${token_hash}, expires_at = ${expires_at}
      where org_id = ${ctx.org_id} and form_id = ${form_id}`)

    // Record.
    await record(ctx, 'opening_form.linked', await moment(ctx), [{ subject_id: form_id, data: { expires_at } }])
    return { link: `${public_origin}/page/opening#${token}`, expires_at }
  }

/**
 * Takes what a customer filled in: the customer is entered as pending with its contacts, addresses, account and papers, and
 * its opening goes on like any other; nothing of it is active. [OPN-5] Refuses `opening_form_unknown`, `opening_form_state`,
 * and what applying refuses.
 */
export async function takeOpeningForm(
  ctx: Context,
  { form_id }: Taken<Lines['takeOpeningForm']>,
): Promise<Answered<Lines['takeOpeningForm']>> {
  // Load.
  const form = await lockForm(ctx, form_id)
  const details = await detailsOf(ctx, form)

  // Decide.
  refuseState(form, 'submitted')
  assert(details, 'what was sent can be opened')

  // Write. Each part by the verb a person would use.
  const { customer, address, account } = taken(details, form.locale)
  const { onboarding_id, customer_id, number } = await applyOnboarding(ctx, customer)
  for (const one of address) await addAddress(ctx, { customer_id, ...one })
  if (account) await enterBankAccount(ctx, { customer_id, ...account })
  await takePapers(ctx, form, customer_id)
  await ctx.tx.rows(sql`
    update opening_forms set state = 'taken', customer_id = ${customer_id}, onboarding_id = ${onboarding_id},
      decided_by = ${ctx.actor.person_id}, token_hash = null
    where org_id = ${ctx.org_id} and form_id = ${form_id}`)

  // Record.
  await record(ctx, 'opening_form.taken', await moment(ctx), [
    { subject_id: form_id, data: { customer_id, onboarding_id, number } },
  ])
  return { onboarding_id, customer_id, number }
}

/** What the verbs of a file take from a form. Pure. */
export function taken(details: OpeningDetails, locale: string) {
  const { name, name_en, kind, country, tax_id, invoice_title, contacts, account, address, note } = details
  const customer = {
    name,
    ...(name_en === '' ? {} : { name_en }),
    kind,
    country,
    ...(tax_id === '' ? {} : { tax_id }),
    locale: locale === 'en' ? ('en' as const) : ('zh' as const),
    related_party: false,
    number_aliases: [],
    name_aliases: invoice_title === '' || invoice_title === name ? [] : [invoice_title],
    contacts: contacts.map(contact => ({
      name: contact.name,
      ...(contact.title === '' ? {} : { title: contact.title }),
      ...(contact.phone === '' ? {} : { phone: contact.phone }),
      ...(contact.email === '' ? {} : { email: contact.email }),
      roles: contact.roles,
    })),
    accounts: [],
    ...(note === '' ? {} : { note }),
  }
  const { line, city, region, postcode } = address
  const elsewhere = details.invoice_address
  const registered = {
    roles: elsewhere === '' ? (['registered', 'invoice'] as const) : (['registered'] as const),
    line,
    ...(city === '' ? {} : { city }),
    ...(region === '' ? {} : { region }),
    ...(postcode === '' ? {} : { postcode }),
    country,
  }
  const addresses = [
    registered,
    ...(elsewhere === '' ? [] : [{ roles: ['invoice'] as const, line: elsewhere, country }]),
  ]
  return {
    customer,
    address: addresses.map(one => ({ ...one, roles: [...one.roles] })),
    account: account.number === '' ? null : accountOf(account),
  }
}

const accountOf = ({ holder, bank, number, swift, currency }: OpeningDetails['account']) => ({
  holder,
  bank,
  number,
  ...(swift === '' ? {} : { swift }),
  ...(currency === '' ? {} : { currency }),
  evidence: 'opening form',
})

/** The papers of a form become documents of the customer's file, and so does the form itself: it was filled in by the customer. */
async function takePapers(ctx: Context, form: OpeningForm, customer_id: string): Promise<void> {
  const { form_id } = form
  const papers = await ctx.tx.rows(sql<{ file_id: string; kind: string; title: string; sha256: string }>`
    select p.file_id, p.kind, f.name as title, encode(f.sha256, 'hex') as sha256
    from opening_papers p join files f on f.org_id = p.org_id and f.file_id = p.file_id
    where p.org_id = ${ctx.org_id} and p.form_id = ${form_id} and p.dropped_at is null order by p.recorded_at, p.file_id`)
  const recorded_at = await moment(ctx)
  const title = form.locale === 'en' ? `Filled in by ${form.submitted_by}` : `客户填写（${form.submitted_by}）`
  const filled = { file_id: null, kind: 'opening_form', title }
  const documents = [...papers.map(({ sha256: _, ...paper }) => paper), filled].map(paper => ({
    document_id: newId<'document'>(),
    customer_id,
    ...paper,
    issued_on: null,
    valid_until: null,
  }))
  await insertRows(
    ctx.tx,
    'customer_documents',
    ctx.org_id,
    documents.map(document => ({ ...document, recorded_by: ctx.actor.person_id, recorded_at })),
  )
  await record(
    ctx,
    'customer_document.added',
    recorded_at,
    documents.map((document, at) => ({
      subject_id: customer_id,
      data: { ...document, sha256: papers[at]?.sha256 ?? null, replaces: null },
    })),
  )
}

/** Declines what was sent, or withdraws a page that was not. [OPN-5] Refuses `opening_form_unknown`, `opening_form_state`. */
export async function declineOpeningForm(
  ctx: Context,
  { form_id, reason }: Taken<Lines['declineOpeningForm']>,
): Promise<Answered<Lines['declineOpeningForm']>> {
  // Load.
  const form = await lockForm(ctx, form_id)

  // Decide.
  refuseState(form, 'made', 'opened', 'submitted')
  const state = form.state === 'submitted' ? 'declined' : 'withdrawn'

  // Write.
  await ctx.tx.rows(sql`
    update opening_forms set state = ${state}, reason = ${reason}, decided_by = ${ctx.actor.person_id}, token_hash = null
    where org_id = ${ctx.org_id} and form_id = ${form_id}`)

  // Record.
  await record(ctx, 'opening_form.declined', await moment(ctx), [{ subject_id: form_id, data: { state, reason } }])
  return { state }
}

const columns = sql`form_id, entity_id, addressee, locale, state, sealed, submitted_by, expires_at, recorded_by`

async function lockForm(ctx: Context, form_id: string): Promise<OpeningForm> {
  const row = await ctx.tx.first(sql<OpeningForm>`
    select ${columns} from opening_forms where org_id = ${ctx.org_id} and form_id = ${form_id} for update`)
  if (!row) refuse('opening_form_unknown', { form_id })
  return row
}

/** The form a token opens, under lock. Refuses `page_gone` for any other, whatever the reason. */
export async function formOf(ctx: Context, token: string): Promise<OpeningForm> {
  const row = await ctx.tx.first(sql<OpeningForm>`
    select ${columns} from opening_forms
    where org_id = ${ctx.org_id} and token_hash = ${hashToken(token)} and expires_at > now() and state <> 'withdrawn' for update`)
  if (!row) refuse('page_gone')
  return row
}

/** What a customer filled in; null before it was sent, or where its key was destroyed. */
export async function detailsOf(
  ctx: Context,
  { form_id, sealed }: Pick<OpeningForm, 'form_id' | 'sealed'>,
): Promise<OpeningDetails | null> {
  const [opened] = await openPersonal(ctx, [{ subject_id: form_id, sealed }])
  return (opened?.details as OpeningDetails | undefined) ?? null
}

export function refuseState({ state }: OpeningForm, ...wanted: OpeningState[]): void {
  if (!wanted.includes(state)) refuse('opening_form_state', { state })
}
