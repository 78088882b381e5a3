import { sql } from 'kysely'
import { readFileRules } from '../customers/file-rules.ts'
import { checkTaxId, normaliseTaxId } from '../customers/tax-id.ts'
import { insertRows } from '../db/insert.ts'
import { isAddress } from '../kernel/fields.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { fileType } from '../kernel/file-signs.ts'
import { headOf } from '../kernel/file-types.ts'
import type { Upload } from '../kernel/http.ts'
import { enqueueFor, type JobHandler } from '../kernel/jobs.ts'
import { sealPersonal } from '../kernel/personal.ts'
import { keepSealedFile } from '../kernel/sealed-files.ts'
import { giveTasks } from '../tasks/tasks.ts'
import { mostPapers, type openingContract, type OpeningDetails } from './opening-contract.ts'
import { formOf, refuseState } from './opening-forms.ts'

type Lines = typeof openingContract
type Paper = Answered<Lines['addOpeningPaper']>

/** What a customer to be sees. The first look is noted. [OPN-1] Refuses `page_gone`. */
export async function lookAtOpening(
  ctx: Context,
  { token }: Taken<Lines['lookAtOpening']>,
): Promise<Answered<Lines['lookAtOpening']>> {
  // Load.
  const form = await formOf(ctx, token)
  const { form_id, entity_id, addressee, locale, expires_at } = form
  const [entity, files, rules] = await Promise.all([
    ctx.tx.first(sql<{ name: string; name_en: string | null }>`
      select name, name_en from entities where org_id = ${ctx.org_id} and entity_id = ${entity_id}`),
    papersOf(ctx, form_id),
    readFileRules(ctx),
  ])

  // Decide.
  if (!entity || form.state === 'taken' || form.state === 'declined') refuse('page_gone')
  const first = form.state === 'made'
  const recorded_at = await moment(ctx)

  // Write.
  if (first)
    await ctx.tx.rows(sql`
      update opening_forms set state = 'opened' where org_id = ${ctx.org_id} and form_id = ${form_id}`)

  // Record.
  if (first) await record(ctx, 'opening_form.opened', recorded_at, [{ subject_id: form_id, data: {} }])
  return {
    entity: entity.name,
    entity_en: entity.name_en,
    addressee,
    locale,
    state: first ? 'opened' : form.state,
    expires_at,
    files,
    demanded: rules.onboarding_documents,
  }
}

/** Papers of a form that stand. */
export const papersOf = (ctx: Context, form_id: string): Promise<Paper[]> =>
  ctx.tx.rows(sql<Paper>`
    select p.file_id, p.kind, f.name, f.size::int4 as size from opening_papers p
    join files f on f.org_id = p.org_id and f.file_id = p.file_id
    where p.org_id = ${ctx.org_id} and p.form_id = ${form_id} and p.dropped_at is null order by p.recorded_at, p.file_id`)

/**
 * The customer adds a paper, kept under a seal of its own; what it is follows from its bytes. [OPN-3] Refuses `page_gone`,
 * `opening_form_state`, `opening_papers_too_many`, `attachment_kind`; a file above the bound is refused while it comes.
 */
export const addOpeningPaper =
  (home: string) =>
  async (ctx: Context, { token, kind, file }: Taken<Lines['addOpeningPaper']>): Promise<Paper> => {
    // Load.
    const upload = file as Upload
    const form = await formOf(ctx, token)
    const { form_id } = form
    const [mime, papers] = [fileType(await headOf(upload)), await papersOf(ctx, form_id)]

    // Decide.
    refuseState(form, 'made', 'opened')
    if (papers.length >= mostPapers) refuse('opening_papers_too_many', { maximum: mostPapers })
    if (!mime) refuse('attachment_kind', { kind: '', allowed: 'PDF, PNG, JPEG, WebP' })
    const recorded_at = await moment(ctx)

    // Write.
    const file_id = await keepSealedFile(ctx, home, { ...upload, mime }, 'opening paper', recorded_at)
    await insertRows(ctx.tx, 'opening_papers', ctx.org_id, [{ form_id, file_id, kind, recorded_at }])

    // Record.
    const { name, size } = upload
    await record(ctx, 'opening_form.paper_added', recorded_at, [{ subject_id: form_id, data: { file_id, kind, size } }])
    return { file_id, kind, name, size }
  }

/** The customer takes a paper back before it sends the application. [OPN-3] Refuses `page_gone`, `opening_form_state`, `file_unknown`. */
export async function dropOpeningPaper(
  ctx: Context,
  { token, file_id }: Taken<Lines['dropOpeningPaper']>,
): Promise<{ file_id: string }> {
  // Load.
  const form = await formOf(ctx, token)

  // Decide.
  refuseState(form, 'made', 'opened')

  // Write.
  const recorded_at = await moment(ctx)
  const row = await ctx.tx.first(sql<{ file_id: string }>`
    update opening_papers set dropped_at = ${recorded_at}
    where org_id = ${ctx.org_id} and form_id = ${form.form_id} and file_id = ${file_id} and dropped_at is null
    returning file_id`)
  if (!row) refuse('file_unknown', { file_id })

  // Record.
  await record(ctx, 'opening_form.paper_dropped', recorded_at, [{ subject_id: form.form_id, data: { file_id } }])
  return { file_id }
}

/**
 * The customer sends what it filled in. It is an application and no more: whoever made the page is told, and a person takes
 * or declines it. [OPN-2] [OPN-4] Refuses `page_gone`, `opening_form_state`, and every field that is missing or cannot be right.
 */
export async function submitOpening(
  ctx: Context,
  { token, submitted_by, details: given }: Taken<Lines['submitOpening']>,
): Promise<Answered<Lines['submitOpening']>> {
  // Load.
  const form = await formOf(ctx, token)
  const { form_id } = form
  const papers = await papersOf(ctx, form_id)

  // Decide.
  refuseState(form, 'made', 'opened')
  const details = tidied(given)
  refuseAll(decideOpening(details, submitted_by))
  const recorded_at = await moment(ctx)

  // Write. All of it lies under a seal; only the name by which lists know it stands in clear.
  const [sealed] = await sealPersonal(ctx, [{ subject_id: form_id, values: { details } }])
  await ctx.tx.rows(sql`
    update opening_forms set state = 'submitted', name = ${details.kind === 'person' ? null : details.name},
      sealed = ${sealed}, submitted_by = ${submitted_by}, submitted_at = ${recorded_at}
    where org_id = ${ctx.org_id} and form_id = ${form_id}`)
  await enqueueFor(ctx.tx, ctx.org_id, 'opening_form.tell', [{ person_id: form.recorded_by, input: { form_id } }])

  // Record.
  const data = {
    kind: details.kind,
    country: details.country,
    papers: papers.length,
    contacts: details.contacts.length,
  }
  await record(ctx, 'opening_form.submitted', recorded_at, [{ subject_id: form_id, data }])
  return { state: 'submitted' }
}

/** What a person types and does not mean: contacts of whom nothing is said, blanks in a tax identifier. Pure. */
export const tidied = (details: OpeningDetails): OpeningDetails => ({
  ...details,
  tax_id: normaliseTaxId(details.tax_id),
  contacts: details.contacts.filter(contact => contact.name || contact.phone || contact.email),
})

const phone = /^\+?[\d\s()/-]{5,30}$/

/** Every field that is missing or cannot be right, by its path in the form. Pure. [OPN-2] */
export function decideOpening(details: OpeningDetails, submitted_by: string): Problem[] {
  const problems: Problem[] = []
  const add = (code: Problem['code'], field: string, more: object = {}) =>
    void problems.push({ index: 0, code, params: { field, ...more } })
  const needs = (field: string, value: string) => {
    if (value === '') add('field_missing', field)
  }
  const { kind, country, tax_id, contacts, account } = details
  needs('name', details.name)
  needs('address.line', details.address.line)
  if (kind !== 'person') {
    needs('tax_id', tax_id)
    const finding = tax_id !== '' && country === 'CN' ? checkTaxId(tax_id, country) : 'ok'
    // Real codes that fail the check digit exist: whoever checks the application sees that.
    if (finding === 'wrong_length' || finding === 'wrong_character') add('opening_tax_id_wrong', 'tax_id')
  }
  if (contacts.length === 0) add('field_missing', 'contacts.0.name')
  contacts.forEach((contact, at) => {
    needs(`contacts.${at}.name`, contact.name)
    if (contact.phone === '' && contact.email === '') add('field_missing', `contacts.${at}.phone`)
    if (contact.phone !== '' && !phone.test(contact.phone)) add('opening_phone_wrong', `contacts.${at}.phone`)
    if (contact.email !== '' && !isAddress(contact.email)) add('email_invalid', `contacts.${at}.email`)
  })
  if (account.number || account.bank || account.holder) {
    needs('account.holder', account.holder)
    needs('account.bank', account.bank)
    needs('account.number', account.number)
    if (account.number !== '' && !/^[0-9A-Za-z][0-9A-Za-z\s-]{4,48}[0-9A-Za-z]$/.test(account.number.normalize('NFKC')))
      add('bank_number_invalid', 'account.number')
  }
  needs('submitted_by', submitted_by)
  return problems
}

/** Tells whoever made the page that it was sent. */
export const tellOfOpening: JobHandler = async run => {
  const { form_id } = run.input as { form_id: string }
  await run.step(async ctx => {
    const form = await ctx.tx.first(sql<{ addressee: string }>`
      select addressee from opening_forms where org_id = ${ctx.org_id} and form_id = ${form_id} and state = 'submitted'`)
    if (!form) return
    const { addressee } = form
    const title =
      ctx.actor.locale === 'en' ? `${addressee} filled in its account opening` : `${addressee} 已提交开户申请`
    await giveTasks(ctx, [{ title, due_on: ctx.today }])
  })
  return null
}
