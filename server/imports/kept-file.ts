import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { refuse } from '../kernel/errors.ts'
import type { Upload } from '../kernel/http.ts'
import { keepSealedFile, openKeptFile } from '../kernel/sealed-files.ts'
import type { Instant } from '../kernel/values.ts'

/** A file kept for an import, by its id and the hash under which it lies. */
export type KeptFile = { file_id: string; name: string; sha256: string }

/** Only a file that was uploaded to be imported may be imported. */
const purpose = 'import'

/** Keeps an upload for an import, sealed: rows of customers and contacts stand in it. [IMP-20] */
export async function keepUpload(ctx: Context, home: string, upload: Upload, created_at: Instant): Promise<string> {
  return keepSealedFile(ctx, home, upload, purpose, created_at)
}

/** A file that was kept. Refuses `upload_missing` where none is named, and `file_unknown`. */
export async function keptFile(ctx: Context, file_id: string | undefined): Promise<KeptFile> {
  if (!file_id) refuse('upload_missing', {})
  const row = await ctx.tx.first(sql<{ name: string; sha256: string }>`
    select name, encode(sha256, 'hex') as sha256 from files
    where org_id = ${ctx.org_id} and file_id = ${file_id} and purpose = ${purpose}`)
  if (!row) refuse('file_unknown', { file_id })
  return { file_id, ...row }
}

/** Reads a file that was kept, or one that is being uploaded. */
export async function readingFile<T>(
  ctx: Context,
  home: string,
  file: KeptFile | Upload,
  read: (path: string) => Promise<T>,
): Promise<T> {
  if ('path' in file) return read(file.path)
  const opened = await openKeptFile(ctx, home, file)
  try {
    return await read(opened.path)
  } finally {
    await opened.close()
  }
}
