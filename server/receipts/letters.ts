import { rm } from 'node:fs/promises'
import { sql } from 'kysely'
import { lockCustomers, refuseCustomer } from '../customers/accounts.ts'
import { customersById } from '../customers/find.ts'
import { nameKey } from '../customers/names.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { keepFile } from '../kernel/files.ts'
import type { Upload } from '../kernel/http.ts'
import { isCurrency } from '../kernel/money.ts'
import { newId } from '../kernel/values.ts'
import { decideAttachment } from '../tasks/attachments.ts'
import type { lettersContract } from './letters-contract.ts'

type Lines = typeof lettersContract
type Draft = Taken<Lines['registerLetter']>

/** What is wrong with a letter that is to be registered. Pure. [RCP-20] */
export function decideLetter(draft: Draft, known: { entity: boolean; payer: string | null }): Problem[] {
  const problems: Problem[] = []
  const add = (code: Problem['code'], params: Problem['params'] = {}) => problems.push({ index: 0, code, params })
  const { valid_from, valid_until, ceiling_each_minor: each, ceiling_total_minor: total } = draft
  if (!known.entity) add('entity_unknown', { entity: draft.entity_id })
  if (draft.payer_id && known.payer === null) add('customer_unknown', { customer: draft.payer_id })
  else if (!known.payer) add('field_missing', { field: 'payer_name' })
  if (draft.payer_id === draft.customer_id) add('letter_payer_is_customer')
  if (valid_until < valid_from) add('document_days_reversed', { issued_on: valid_from, valid_until })
  if (!isCurrency(draft.currency)) add('currency_unknown', { currency: draft.currency })
  for (const [field, ceiling] of Object.entries({ ceiling_each_minor: each, ceiling_total_minor: total }))
    if (ceiling !== undefined && ceiling <= 0n) add('amount_not_positive', { field })
  const wrong = decideAttachment(draft.file as Upload)
  return wrong ? [...problems, { index: 0, ...wrong }] : problems
}

/**
 * Registers a letter by which another pays for a customer, with its scan; it counts once another person approved it. [RCP-20]
 * Refuses `letter_payer_is_customer`, `document_days_reversed`, and what a scan or a customer is refused for.
 */
export const registerLetter =
  (home: string) =>
  async (ctx: Context, draft: Draft): Promise<Answered<Lines['registerLetter']>> => {
    // Load.
    const upload = draft.file as Upload
    const [customers, payers, entity] = await Promise.all([
      lockCustomers(ctx, [draft]),
      customersById(ctx, draft.payer_id ? [draft.payer_id] : []),
      ctx.tx.first(sql`select entity_id from entities where org_id = ${ctx.org_id} and entity_id = ${draft.entity_id}`),
    ])
    const payer = draft.payer_id ? (payers.get(draft.payer_id)?.name ?? null) : (draft.payer_name ?? null)

    // Decide.
    const problems = decideLetter(draft, { entity: entity !== null, payer })
    refuseCustomer(customers, draft.customer_id, 0, problems)
    if (problems.length > 0) await rm(upload.path, { force: true })
    refuseAll(problems)
    const { customer_id, entity_id, kind, valid_from, valid_until, currency } = draft
    const letter_id = newId<'letter'>()
    const payer_name = payer as string

    // Write.
    const recorded_at = await moment(ctx)
    const file_id = await keepFile(ctx, home, upload, 'payer letter', recorded_at)
    const letter = {
      letter_id,
      entity_id,
      customer_id,
      kind,
      payer_id: draft.payer_id ?? null,
      payer_name,
      valid_from,
      valid_until,
      currency,
      ceiling_each_minor: draft.ceiling_each_minor ?? null,
      ceiling_total_minor: draft.ceiling_total_minor ?? null,
      file_id,
      note: draft.note || null,
    }
    const registered_by = ctx.actor.person_id
    await insertRows(ctx.tx, 'payer_letters', ctx.org_id, [
      { ...letter, payer_key: nameKey(payer_name), registered_by, recorded_at },
    ])

    // Record.
    const data = { ...letter, sha256: upload.sha256 }
    await record(ctx, 'payer_letter.registered', recorded_at, [{ subject_id: customer_id, data }])
    return { letter_id }
  }

type Locked = { letter_id: string; customer_id: string; state: string; registered_by: string; payer_name: string }

async function lockLetter(ctx: Context, letter_id: string): Promise<Locked> {
  const row = await ctx.tx.first(sql<Locked>`
    select letter_id, customer_id, state, registered_by, payer_name from payer_letters
    where org_id = ${ctx.org_id} and letter_id = ${letter_id} for update`)
  if (!row) refuse('letter_unknown', { letter_id })
  return row
}

/** Approves a letter another person registered. [RCP-20] Refuses `letter_unknown`, `letter_state`, `checker_is_maker`. */
export async function approveLetter(
  ctx: Context,
  { letter_id }: Taken<Lines['approveLetter']>,
): Promise<Answered<Lines['approveLetter']>> {
  // Load.
  const letter = await lockLetter(ctx, letter_id)
  const at = await moment(ctx)

  // Decide.
  if (letter.state !== 'registered') refuse('letter_state', { state: letter.state })
  if (letter.registered_by === ctx.actor.person_id) refuse('checker_is_maker', {})

  // Write.
  await ctx.tx.rows(sql`
    update payer_letters set state = 'active', approved_by = ${ctx.actor.person_id}, approved_at = ${at}::timestamptz
    where org_id = ${ctx.org_id} and letter_id = ${letter_id}`)

  // Record.
  const data = { letter_id, payer_name: letter.payer_name, registered_by: letter.registered_by }
  await record(ctx, 'payer_letter.approved', at, [{ subject_id: letter.customer_id, data }])
  return { letter_id }
}

/** Ends a letter, with a reason; what it let through stays. [RCP-20] Refuses `letter_unknown`, `letter_state`. */
export async function endLetter(
  ctx: Context,
  { letter_id, reason }: Taken<Lines['endLetter']>,
): Promise<Answered<Lines['endLetter']>> {
  // Load.
  const letter = await lockLetter(ctx, letter_id)
  const at = await moment(ctx)

  // Decide.
  if (letter.state === 'ended') refuse('letter_state', { state: letter.state })

  // Write.
  await ctx.tx.rows(sql`
    update payer_letters set state = 'ended', ended_by = ${ctx.actor.person_id}, ended_at = ${at}::timestamptz, end_reason = ${reason}
    where org_id = ${ctx.org_id} and letter_id = ${letter_id}`)

  // Record.
  const data = { letter_id, payer_name: letter.payer_name, reason }
  await record(ctx, 'payer_letter.ended', at, [{ subject_id: letter.customer_id, data }])
  return { letter_id }
}
