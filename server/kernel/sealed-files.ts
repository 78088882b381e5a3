/** Files that lie on disk sealed: each under a key of its own, which the installation's secret opens. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { Context } from './context.ts'
import { refuse } from './errors.ts'
import { addFile, incomingPath, pathOf, writeNameless } from './files.ts'
import type { FileAnswer, Upload } from './http.ts'
import { refuseProgram } from './pdf-program.ts'
import { madeKey, presentKey } from './personal.ts'
import { type Id, type Instant, newId } from './values.ts'

/** What a sealed file begins with; then the nonce, the text, and the tag that proves it. (AES-256-GCM) */
const magic = Buffer.from('duebook sealed 1\n')
const ivLength = 12
const tagLength = 16
const headLength = magic.length + ivLength

/** A file as it was uploaded, for the while it is read. Whoever opened it closes it. */
export type OpenedFile = { path: string; close(): Promise<void> }

const about = (ctx: Context, file_id: string) => Buffer.from(`${ctx.org_id}/${file_id}`)

/**
 * Keeps an uploaded file sealed, and writes its row. What lies there, in backups too, opens only with the key of this
 * file in the database and the installation's secret; the same content twice looks different. The hash of the row is
 * that of the sealed content, so that nothing tells what is in it. The upload itself is left to the caller. Refuses
 * `file_active` for a PDF that carries a program. [KRN-79]
 */
export async function keepSealedFile(
  ctx: Context,
  home: string,
  upload: Upload,
  purpose: string,
  created_at: Instant,
): Promise<Id<'file'>> {
  await refuseProgram(upload)
  const file_id = newId<'file'>()
  const key = await madeKey(ctx, file_id)
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(about(ctx, file_id))
  const hash = createHash('sha256')
  const sealed = await incomingPath(home)
  try {
    await pipeline(
      createReadStream(upload.path),
      async function* (source: AsyncIterable<Buffer>) {
        yield Buffer.concat([magic, iv])
        for await (const piece of source) yield cipher.update(piece)
        yield cipher.final()
        yield cipher.getAuthTag()
      },
      async function* (source: AsyncIterable<Buffer>) {
        for await (const piece of source) {
          hash.update(piece)
          yield piece
        }
      },
      createWriteStream(sealed, { mode: 0o600 }),
    )
    const sha256 = hash.digest('hex')
    const path = pathOf(home, sha256)
    await mkdir(dirname(path), { recursive: true })
    await rename(sealed, path)
    await addFile(ctx, { ...upload, sha256 }, file_id, purpose, created_at)
  } catch (error) {
    await rm(sealed, { force: true })
    throw error
  }
  return file_id
}

/** Writes out what is sealed; throws, with what it wrote so far, where the file was changed. */
type Unsealing = (into: Writable) => Promise<void>

/** How a kept file is unsealed; null where it lies as it was uploaded. Refuses `file_unknown` where its key was destroyed. */
async function unsealing(ctx: Context, file_id: string, path: string): Promise<Unsealing | null> {
  const { size } = await stat(path)
  const file = await open(path)
  const head = Buffer.alloc(headLength)
  const tag = Buffer.alloc(tagLength)
  try {
    await file.read(head, 0, headLength, 0)
    if (!head.subarray(0, magic.length).equals(magic)) return null
    await file.read(tag, 0, tagLength, Math.max(0, size - tagLength))
  } finally {
    await file.close()
  }
  const key = await presentKey(ctx, file_id)
  if (!key) refuse('file_unknown', { file_id })
  const decipher = createDecipheriv('aes-256-gcm', key, head.subarray(magic.length), { authTagLength: tagLength })
    .setAAD(about(ctx, file_id))
    .setAuthTag(tag)
  const text = size - headLength - tagLength
  return into => {
    const source = text > 0 ? createReadStream(path, { start: headLength, end: headLength + text - 1 }) : []
    return pipeline(source, decipher, into)
  }
}

/**
 * Opens a kept file for reading, sealed or from the time before files were: what was sealed is copied out under a name
 * of its own, which `close` removes, and `clearIncoming` where a program died in between. Refuses `file_unknown` where
 * its key was destroyed; throws where the file was changed.
 */
export async function openKeptFile(
  ctx: Context,
  home: string,
  { file_id, sha256 }: { file_id: string; sha256: string },
): Promise<OpenedFile> {
  const path = pathOf(home, sha256)
  const unseal = await unsealing(ctx, file_id, path)
  if (!unseal) return { path, close: async () => {} }
  const copy = await incomingPath(home)
  const close = () => rm(copy, { force: true })
  try {
    await unseal(createWriteStream(copy, { mode: 0o600 }))
  } catch (error) {
    await close()
    throw error
  }
  return { path: copy, close }
}

/**
 * Answers a kept file to who asked for it and may see it. What was sealed is proved whole before the first byte goes out,
 * and lies on the disk without a name meanwhile. Refuses `file_unknown`.
 */
export async function sendKeptFile(
  ctx: Context,
  home: string,
  file: { file_id: string; sha256: string; name: string; mime: string },
): Promise<FileAnswer> {
  const body = await readable(ctx, home, file)
  const mime = /^[\w.+-]+\/[\w.+-]+$/.test(file.mime) ? file.mime : 'application/octet-stream'
  return { file_name: file.name, mime, body }
}

/** The content of a kept file; only of what is small enough to be held whole. Refuses `file_unknown`. */
export async function readKeptFile(
  ctx: Context,
  home: string,
  file: { file_id: string; sha256: string },
): Promise<Buffer> {
  return buffer(await readable(ctx, home, file))
}

async function readable(ctx: Context, home: string, { file_id, sha256 }: { file_id: string; sha256: string }) {
  const path = pathOf(home, sha256)
  const unseal = await unsealing(ctx, file_id, path)
  return unseal ? writeNameless(home, unseal) : createReadStream(path)
}
