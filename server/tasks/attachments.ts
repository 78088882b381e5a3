import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { FileAnswer, Upload } from '../kernel/http.ts'
import { keepSealedFile, sendKeptFile } from '../kernel/sealed-files.ts'
import type { commentsContract } from './comments-contract.ts'
import { readableKinds } from './subjects.ts'

type Lines = typeof commentsContract

/** Only what was uploaded to stand beside a comment may stand there. */
const purpose = 'attachment'

/** The largest attachment, in bytes: 25 MiB. */
const largest = 25 * 1024 * 1024

/** What papers of a debt come as, and nothing that a computer would run. */
const kinds = new Set(
  'pdf ofd png jpg jpeg gif webp heic tif tiff txt csv md doc docx xls xlsx ppt pptx odt ods wps et eml msg xml zip'.split(
    ' ',
  ),
)

/** What is wrong with a file as an attachment; null where nothing is. Pure. [TSK-4] */
export function decideAttachment(upload: Pick<Upload, 'name' | 'size'>) {
  const kind = /\.([^.]{1,10})$/.exec(upload.name)?.[1]?.toLowerCase() ?? ''
  if (!kinds.has(kind)) return { code: 'attachment_kind' as const, params: { kind, allowed: [...kinds].join(', ') } }
  if (upload.size > largest)
    return { code: 'file_too_large' as const, params: { maximum: `${largest / 1024 / 1024} MiB` } }
  return null
}

/** Keeps a file for a comment to come. [TSK-4] Refuses `attachment_kind`, `file_too_large`. */
export const keepAttachment =
  (home: string) =>
  async (ctx: Context, input: Taken<Lines['keepAttachment']>): Promise<Answered<Lines['keepAttachment']>> => {
    // Decide.
    const upload = input.file as Upload
    const problem = decideAttachment(upload)
    if (problem) refuse(problem.code, problem.params)
    const recorded_at = await moment(ctx)

    // Write.
    const file_id = await keepSealedFile(ctx, home, upload, purpose, recorded_at)

    // Record.
    const { name, mime, size, sha256 } = upload
    await record(ctx, 'attachment.kept', recorded_at, [{ subject_id: file_id, data: { size, sha256 } }])
    return { file_id, name, mime, size }
  }

/** Those of these files that the one who asks kept as attachments, and that stand beside no comment yet. */
export async function freeAttachments(ctx: Context, ids: readonly string[]): Promise<Set<string>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Set()
  const rows = await ctx.tx.rows(sql<{ file_id: string }>`
    select f.file_id from files f
    where f.org_id = ${ctx.org_id} and f.file_id = any (${wanted}::uuid[]) and f.purpose = ${purpose}
      and f.created_by = ${ctx.actor.person_id}
      and not exists (select from comment_files c where c.org_id = f.org_id and c.file_id = f.file_id)`)
  return new Set(rows.map(row => row.file_id))
}

/** A file beside a comment, for who may see the document. [TSK-4] Refuses `file_unknown`. */
export const readAttachment =
  (home: string) =>
  async (ctx: Context, { comment_id, file_id }: Taken<Lines['readAttachment']>): Promise<FileAnswer> => {
    const row = await ctx.tx.first(sql<{ file_id: string; name: string; mime: string; sha256: string }>`
      select f.file_id, f.name, f.mime, encode(f.sha256, 'hex') as sha256
      from comments c
      join comment_files b on b.org_id = c.org_id and b.comment_id = c.comment_id
      join files f on f.org_id = b.org_id and f.file_id = b.file_id
      where c.org_id = ${ctx.org_id} and c.comment_id = ${comment_id} and f.file_id = ${file_id}
        and c.subject_kind = any (${readableKinds(ctx)}::text[])`)
    if (!row) refuse('file_unknown', { file_id })
    return sendKeptFile(ctx, home, row)
  }
