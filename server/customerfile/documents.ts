import { sql } from 'kysely'
import { lockCustomers, refuseCustomer } from '../customers/accounts.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import type { FileAnswer, Upload } from '../kernel/http.ts'
import { keepSealedFile, sendKeptFile } from '../kernel/sealed-files.ts'
import { newId } from '../kernel/values.ts'
import { decideAttachment } from '../tasks/attachments.ts'
import type { customerFileContract } from './contract.ts'

type Lines = typeof customerFileContract
type Draft = Taken<Lines['addDocument']>
type Kept = { document_id: string; customer_id: string; kind: string; title: string; state: string }

/** What is wrong with a document to be added. Pure. [CUS-24] */
export function decideDocument(draft: Draft, replaced: Kept | null): Problem[] {
  const problems: Problem[] = []
  const { issued_on, valid_until, replaces } = draft
  if (issued_on && valid_until && valid_until < issued_on)
    problems.push({ index: 0, code: 'document_days_reversed', params: { issued_on, valid_until } })
  if (replaces && (replaced?.customer_id !== draft.customer_id || replaced.state !== 'current'))
    problems.push({ index: 0, code: 'document_unknown', params: { document_id: replaces } })
  const wrong = draft.file ? decideAttachment(draft.file as Upload) : null
  return wrong ? [...problems, { index: 0, ...wrong }] : problems
}

/**
 * Puts a document into a file, with its scan where there is one; one that takes the place of another replaces it.
 * [CUS-24] Refuses `document_days_reversed`, `document_unknown`, `attachment_kind`, `file_too_large`.
 */
export const addDocument =
  (home: string) =>
  async (ctx: Context, draft: Draft): Promise<Answered<Lines['addDocument']>> => {
    // Load.
    const upload = draft.file as Upload | undefined
    const [customers, replaced] = await Promise.all([
      lockCustomers(ctx, [draft]),
      draft.replaces ? findDocument(ctx, draft.replaces) : null,
    ])

    // Decide.
    const problems = decideDocument(draft, replaced)
    refuseCustomer(customers, draft.customer_id, 0, problems)
    refuseAll(problems)
    const { customer_id, kind, title, issued_on = null, valid_until = null } = draft
    const document_id = newId<'document'>()

    // Write.
    const recorded_at = await moment(ctx)
    const file_id = upload ? await keepSealedFile(ctx, home, upload, 'customer document', recorded_at) : null
    const document = { document_id, customer_id, kind, title, file_id, issued_on, valid_until }
    await insertRows(ctx.tx, 'customer_documents', ctx.org_id, [
      { ...document, recorded_by: ctx.actor.person_id, recorded_at },
    ])
    if (replaced)
      await ctx.tx.rows(sql`
        update customer_documents set state = 'replaced'
        where org_id = ${ctx.org_id} and document_id = ${replaced.document_id}`)

    // Record.
    const sha256 = upload?.sha256 ?? null
    await record(ctx, 'customer_document.added', recorded_at, [
      { subject_id: customer_id, data: { ...document, sha256, replaces: replaced?.document_id ?? null } },
    ])
    if (replaced)
      await record(ctx, 'customer_document.replaced', recorded_at, [
        { subject_id: customer_id, data: { document_id: replaced.document_id, replaced_by: document_id } },
      ])
    return { document_id }
  }

/** Withdraws a document; it stays in the history. [CUS-24] Refuses `document_unknown`. */
export async function withdrawDocument(
  ctx: Context,
  { document_id, reason }: Taken<Lines['withdrawDocument']>,
): Promise<Answered<Lines['withdrawDocument']>> {
  // Write.
  const row = await ctx.tx.first(sql<Kept>`
    update customer_documents set state = 'withdrawn'
    where org_id = ${ctx.org_id} and document_id = ${document_id} and state = 'current'
    returning document_id, customer_id, kind, title, state`)
  if (!row) refuse('document_unknown', { document_id })

  // Record.
  const { customer_id, kind, title } = row
  const data = { document_id, kind, title, reason }
  await record(ctx, 'customer_document.withdrawn', await moment(ctx), [{ subject_id: customer_id, data }])
  return { state: 'withdrawn' }
}

function findDocument(ctx: Context, document_id: string): Promise<Kept | null> {
  return ctx.tx.first(sql<Kept>`
    select document_id, customer_id, kind, title, state from customer_documents
    where org_id = ${ctx.org_id} and document_id = ${document_id} for update`)
}

/** The file of a document, for who may see the customer. Refuses `file_unknown`. */
export const readDocument =
  (home: string) =>
  async (ctx: Context, { document_id }: Taken<Lines['readDocument']>): Promise<FileAnswer> => {
    const row = await ctx.tx.first(sql<{ file_id: string; name: string; mime: string; sha256: string }>`
      select f.file_id, f.name, f.mime, encode(f.sha256, 'hex') as sha256
      from customer_documents d join files f on f.org_id = d.org_id and f.file_id = d.file_id
      where d.org_id = ${ctx.org_id} and d.document_id = ${document_id}`)
    if (!row) refuse('file_unknown', { file_id: document_id })
    return sendKeptFile(ctx, home, row)
  }
