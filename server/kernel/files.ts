import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, open } from 'node:fs'
import { access, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { insertRows } from '../db/insert.ts'
import type { Context } from './context.ts'
import type { Upload } from './http.ts'
import { type Id, type Instant, newId } from './values.ts'

/** Where files lie: a folder in the home, each under the hash of its content. */
export function filesFolder(home: string): string {
  return join(home, 'files')
}

const incoming = (home: string) => join(filesFolder(home), 'incoming')

/** A new path for a file that is on its way in, or copied out to be read. Backups leave these out. */
export async function incomingPath(home: string): Promise<string> {
  await mkdir(incoming(home), { recursive: true })
  return join(incoming(home), newId())
}

/**
 * Lets something be written that lies on the disk without a name, so that nothing stays behind even where the program is
 * killed before it is sent; answers what reads it from its beginning and lets go of it at the end.
 */
export async function writeNameless(home: string, write: (into: Writable) => Promise<unknown>): Promise<Readable> {
  const path = await incomingPath(home)
  // A number rather than a handle, which would wait for the stream that wrote before it lets itself be closed.
  const fd = await promisify(open)(path, 'wx+', 0o600)
  const into = createWriteStream(path, { fd, start: 0, autoClose: false })
  try {
    await rm(path)
    await write(into)
  } catch (error) {
    // A write that is under way fails now; nobody else listens.
    into.on('error', () => {}).destroy()
    throw error
  }
  return createReadStream(path, { fd, start: 0 })
}

/** How long a file may be on its way before whoever brought it is taken for dead. */
const incomingHours = 24

/** Removes what programs that died left on its way; answers how many. */
export async function clearIncoming(home: string, now = Date.now()): Promise<number> {
  const names = await readdir(incoming(home)).catch(() => [])
  let count = 0
  for (const name of names) {
    const path = join(incoming(home), name)
    const found = await stat(path).catch(() => null)
    if (!found || now - found.mtimeMs < incomingHours * 3_600_000) continue
    await rm(path, { force: true })
    count++
  }
  return count
}

/** Writes a stream to disk under a name of our own and answers its size and hash; a file cut short is removed. */
export async function receiveFile(home: string, stream: Readable, name: string, mime: string): Promise<Upload> {
  const path = await incomingPath(home)
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

/** Does what needs the folder of a path; the folder is made only where it was found missing, since it nearly always is there. */
async function inFolder(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error
    await mkdir(join(path, '..'), { recursive: true })
    await work()
  }
}

/** Writes what the house made itself to its place and answers what `keepFiles` keeps of it. */
export async function writeMade(home: string, body: Uint8Array, name: string, mime: string): Promise<Upload> {
  const sha256 = createHash('sha256').update(body).digest('hex')
  const path = pathOf(home, sha256)
  const made = join(incoming(home), newId())
  await inFolder(made, () => writeFile(made, body, { mode: 0o600 }))
  await inFolder(path, () => rename(made, path))
  return { path, name: name.slice(0, 200), mime, size: body.length, sha256 }
}

/** Writes the rows of files that lie at their place already. */
export async function keepFiles(
  ctx: Context,
  files: readonly Upload[],
  purpose: string,
  created_at: Instant,
): Promise<Id<'file'>[]> {
  const rows = files.map(file => rowOf(ctx, file, newId<'file'>(), purpose, created_at))
  await insertRows(ctx.tx, 'files', ctx.org_id, rows)
  return rows.map(row => row.file_id)
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
  await rename(upload.path, path).catch(async error => {
    // A verb that met another is run again, and then the file lies at its place already.
    if ((error as { code?: string }).code !== 'ENOENT') throw error
    await access(path)
  })
  const file_id = newId<'file'>()
  await addFile(ctx, upload, file_id, purpose, created_at)
  return file_id
}

/** Writes the row of a file whose content lies under its hash. */
export async function addFile(
  ctx: Context,
  upload: Omit<Upload, 'path'>,
  file_id: Id<'file'>,
  purpose: string,
  created_at: Instant,
): Promise<void> {
  await insertRows(ctx.tx, 'files', ctx.org_id, [rowOf(ctx, upload, file_id, purpose, created_at)])
}

function rowOf(
  ctx: Context,
  { name, mime, size, sha256 }: Omit<Upload, 'path'>,
  file_id: Id<'file'>,
  purpose: string,
  created_at: Instant,
) {
  const hash = Buffer.from(sha256, 'hex')
  // A customer behind a link is nobody of ours.
  const created_by = ctx.actor.via === 'page' ? null : ctx.actor.person_id
  return { file_id, name, mime, size, sha256: hash, purpose, created_by, created_at }
}
