import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { insertRows } from '../db/insert.ts'
import type { Context } from './context.ts'
import type { Upload } from './http.ts'
import { type Id, type Instant, newId } from './values.ts'

/** Where files lie: a folder in the home, each under the hash of its content. */
export function filesFolder(home: string): string {
  return join(home, 'files')
}

/** Writes a stream to disk under a name of our own and answers its size and hash; a file cut short is removed. */
export async function receiveFile(home: string, stream: Readable, name: string, mime: string): Promise<Upload> {
  const folder = join(filesFolder(home), 'incoming')
  await mkdir(folder, { recursive: true })
  const path = join(folder, newId())
  const hash = createHash('sha256')
  let size = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      size += chunk.length
      done(null, chunk)
    },
  })
  try {
    await pipeline(stream, measure, createWriteStream(path, { mode: 0o600 }))
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  return { path, name: name.slice(0, 200), mime: mime.slice(0, 100), size, sha256: hash.digest('hex') }
}

/** The path at which content with this hash lies. */
export function pathOf(home: string, sha256: string): string {
  return join(filesFolder(home), sha256.slice(0, 2), sha256)
}

/** Keeps an uploaded file: moves it to the place of its hash and writes its row. The same content lies there once. */
export async function keepFile(
  ctx: Context,
  home: string,
  upload: Upload,
  purpose: string,
  created_at: Instant,
): Promise<Id<'file'>> {
  const path = pathOf(home, upload.sha256)
  await mkdir(join(path, '..'), { recursive: true })
  await rename(upload.path, path)
  const file_id = newId<'file'>()
  await insertRows(ctx.tx, 'files', ctx.org_id, [
    {
      file_id,
      name: upload.name,
      mime: upload.mime,
      size: upload.size,
      sha256: Buffer.from(upload.sha256, 'hex'),
      purpose,
      // A customer behind a link is nobody of ours.
      created_by: ctx.actor.via === 'page' ? null : ctx.actor.person_id,
      created_at,
    },
  ])
  return file_id
}
