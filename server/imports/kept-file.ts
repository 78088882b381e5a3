import { rm } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { Refusal, refuse } from '../kernel/errors.ts'
import { keepFile, pathOf } from '../kernel/files.ts'
import type { Upload } from '../kernel/http.ts'
import type { Instant } from '../kernel/values.ts'

/** A file kept for an import, and where it lies. */
export type KeptFile = { file_id: string; name: string; path: string }

/** Only a file that was uploaded to be imported may be imported. */
const purpose = 'import'

/** Keeps an upload for an import. */
export async function keepUpload(ctx: Context, home: string, upload: Upload, created_at: Instant): Promise<KeptFile> {
  const file_id = await keepFile(ctx, home, upload, purpose, created_at)
  return { file_id, name: upload.name, path: pathOf(home, upload.sha256) }
}

/** A file that was kept. Refuses `upload_missing` where none is named, and `file_unknown`. */
export async function keptFile(ctx: Context, home: string, file_id: string | undefined): Promise<KeptFile> {
  if (!file_id) refuse('upload_missing', {})
  const row = await ctx.tx.first(sql<{ name: string; sha256: string }>`
    select name, encode(sha256, 'hex') as sha256 from files
    where org_id = ${ctx.org_id} and file_id = ${file_id} and purpose = ${purpose}`)
  if (!row) refuse('file_unknown', { file_id })
  return { file_id, name: row.name, path: pathOf(home, row.sha256) }
}

/** An upload whose request is refused is not left lying. */
export const discarding =
  <I extends { file?: unknown }, O>(handler: (ctx: Context, input: I) => Promise<O>) =>
  async (ctx: Context, input: I): Promise<O> => {
    try {
      return await handler(ctx, input)
    } catch (error) {
      const upload = input.file as Upload | undefined
      if (upload && error instanceof Refusal) await rm(upload.path, { force: true })
      throw error
    }
  }
