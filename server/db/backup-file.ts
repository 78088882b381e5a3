import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable, Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'

/** A backup cannot be used as it stands; the message is a sentence for whoever wants it back. */
export class BackupProblem extends Error {
  override name = 'BackupProblem'
}

/** One thing in a backup: what it is, and its content block by block. */
export type Entry = { head: Record<string, unknown> & { entry: string }; blocks: AsyncIterable<Buffer> }

/** What stands behind the content of an entry: how to know that all of it is there and unchanged. */
export type EntryEnd = { rows: number; bytes: number; sha256: string }

/*
 * The file: "DUEBOOK", the version of the format, 0 or 1 for plain or encrypted. Then, compressed with zstd, records:
 * one byte for the kind, four for the length, the payload. An entry is a head, blocks and an end; the last record counts
 * the entries and carries the hash of everything before it, so that a file cut short anywhere is known as such.
 * Encrypted: a salt and a prefix, then pieces of at most 64 KB, each AES-256-GCM with its number and whether it is the
 * last in the nonce; the key comes from the passphrase by scrypt.
 */
const magic = Buffer.from('DUEBOOK\x01')
const kinds = { head: 1, block: 2, end: 3, last: 9 }
const largest = 64 * 1024 * 1024
const pieceSize = 64 * 1024

/** Counts rows of copied text and hashes them. */
export function measure(): { add(block: Buffer): void; end(): EntryEnd } {
  const hash = createHash('sha256')
  let [rows, bytes] = [0, 0]
  return {
    add(block) {
      hash.update(block)
      bytes += block.length
      for (let at = block.indexOf(10); at !== -1; at = block.indexOf(10, at + 1)) rows++
    },
    end: () => ({ rows, bytes, sha256: hash.digest('hex') }),
  }
}

function record(kind: number, payload: Buffer): Buffer {
  const start = Buffer.alloc(5)
  start.writeUInt8(kind)
  start.writeUInt32BE(payload.length, 1)
  return Buffer.concat([start, payload])
}

async function* records(entries: AsyncIterable<Entry>, told: (head: Entry['head'], end: EntryEnd) => void) {
  const whole = createHash('sha256')
  let count = 0
  const made = (kind: number, payload: Buffer | object) => {
    const made = record(kind, Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload)))
    whole.update(made)
    return made
  }
  for await (const { head, blocks } of entries) {
    yield made(kinds.head, head)
    const measured = measure()
    for await (const block of blocks) {
      measured.add(block)
      yield made(kinds.block, block)
    }
    const end = measured.end()
    yield made(kinds.end, end)
    told(head, end)
    count++
  }
  const last = { entries: count, sha256: whole.digest('hex') }
  yield record(kinds.last, Buffer.from(JSON.stringify(last)))
}

/** Writes entries to a file that must not exist yet, encrypted where there is a passphrase, and waits for the disk. */
export async function writeBackupFile(
  path: string,
  passphrase: string | null,
  entries: AsyncIterable<Entry>,
  told: (head: Entry['head'], end: EntryEnd) => void,
): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true })
  const compress = createZstdCompress({
    params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
  })
  const source = Readable.from(records(entries, told), { objectMode: true, highWaterMark: 8 })
  const sealed = passphrase === null ? prefixed(Buffer.concat([magic, Buffer.from([0])])) : encrypting(passphrase)
  await pipeline(source, compress, sealed, file)
}

function prefixed(start: Buffer): Transform {
  let first = true
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, first ? Buffer.concat([start, chunk]) : chunk)
      first = false
    },
  })
}

const keyOf = (passphrase: string, salt: Buffer) =>
  scryptSync(passphrase, salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 })

function nonceOf(prefix: Buffer, piece: number, last: boolean): Buffer {
  const end = Buffer.alloc(5)
  end.writeUInt32BE(piece)
  end.writeUInt8(last ? 1 : 0, 4)
  return Buffer.concat([prefix, end])
}

function encrypting(passphrase: string): Transform {
  const [salt, prefix] = [randomBytes(16), randomBytes(7)]
  const key = keyOf(passphrase, salt)
  let [waiting, piece, begun] = [Buffer.alloc(0), 0, false]
  const seal = (content: Buffer, last: boolean) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(prefix, piece++, last))
    const text = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(text.length)
    return Buffer.concat([length, text])
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!begun) this.push(Buffer.concat([magic, Buffer.from([1]), salt, prefix]))
      begun = true
      waiting = Buffer.concat([waiting, chunk])
      while (waiting.length > pieceSize) {
        this.push(seal(waiting.subarray(0, pieceSize), false))
        waiting = waiting.subarray(pieceSize)
      }
      done()
    },
    flush(done) {
      done(null, seal(waiting, true))
    },
  })
}

function decrypting(passphrase: string, salt: Buffer, prefix: Buffer): Transform {
  const key = keyOf(passphrase, salt)
  let [waiting, piece] = [Buffer.alloc(0), 0]
  const opened = (text: Buffer, last: boolean) => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(prefix, piece, last), { authTagLength: 16 })
    decipher.setAuthTag(text.subarray(text.length - 16))
    try {
      const content = Buffer.concat([decipher.update(text.subarray(0, text.length - 16)), decipher.final()])
      piece++
      return content
    } catch {
      throw new BackupProblem(
        piece === 0 ? 'the passphrase is another one, or it was changed' : 'it is cut short or was changed',
      )
    }
  }
  const take = (stream: Transform, last: boolean, done: TransformCallback) => {
    try {
      for (;;) {
        const length = waiting.length >= 4 ? waiting.readUInt32BE() : Number.POSITIVE_INFINITY
        if (length > pieceSize + 16 && length !== Number.POSITIVE_INFINITY) throw new BackupProblem('it is damaged')
        const whole = waiting.length - 4 - length
        // The last piece is known only when nothing follows it.
        if (whole > 0 || (last && whole === 0)) {
          stream.push(opened(waiting.subarray(4, 4 + length), last && whole === 0))
          waiting = waiting.subarray(4 + length)
          if (last && waiting.length === 0) return done()
        } else if (last) throw new BackupProblem('it is cut short')
        else return done()
      }
    } catch (error) {
      done(error as Error)
    }
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      waiting = Buffer.concat([waiting, chunk])
      take(this, false, done)
    },
    flush(done) {
      take(this, true, done)
    },
  })
}

/** Reads so many bytes at a time, across the chunks of a stream. */
function byteReader(source: AsyncIterable<Buffer>): (length: number) => Promise<Buffer | null> {
  const iterator = source[Symbol.asyncIterator]()
  let waiting: Buffer[] = []
  let size = 0
  return async length => {
    while (size < length) {
      const next = await iterator.next()
      if (next.done) {
        if (size === 0) return null
        throw new BackupProblem('it is cut short')
      }
      waiting.push(next.value)
      size += next.value.length
    }
    const all = waiting.length === 1 ? (waiting[0] as Buffer) : Buffer.concat(waiting, size)
    waiting = all.length > length ? [all.subarray(length)] : []
    size = all.length - length
    return all.subarray(0, length)
  }
}

async function openStream(path: string, passphrase: string | null): Promise<Readable> {
  const file = await open(path, 'r').catch(() => {
    throw new BackupProblem('it cannot be read')
  })
  const start = Buffer.alloc(magic.length + 1 + 23)
  const { bytesRead } = await file.read(start, 0, start.length, 0)
  await file.close()
  if (bytesRead < magic.length + 1 || !start.subarray(0, 7).equals(magic.subarray(0, 7)))
    throw new BackupProblem('it is not a backup of Duebook, or its beginning is damaged')
  if (start[7] !== magic[7]) throw new BackupProblem('it was written by a newer Duebook')
  if (start[8] !== 0 && start[8] !== 1) throw new BackupProblem('its beginning is damaged')
  const encrypted = start[8] === 1
  if (encrypted && passphrase === null)
    throw new BackupProblem('it is encrypted: set DUEBOOK_BACKUP_KEY to its passphrase')
  const raw = createReadStream(path, { start: magic.length + 1 + (encrypted ? 23 : 0) })
  const unpack = createZstdDecompress()
  const steps = encrypted
    ? [raw, decrypting(passphrase as string, start.subarray(9, 25), start.subarray(25, 32)), unpack]
    : [raw, unpack]
  // A failure of an earlier step ends the last one with it; whoever reads hears of it there.
  pipeline(steps as [Readable, Transform]).catch((error: Error) => unpack.destroy(error))
  return unpack
}

/**
 * Reads the entries of a backup in their order. Each must be read to its end before the next. Throws `BackupProblem` as
 * soon as anything is missing, changed or out of place, also in what nobody reads.
 */
export async function* readBackupFile(path: string, passphrase: string | null): AsyncGenerator<Entry> {
  const source = await openStream(path, passphrase)
  const read = byteReader(source)
  const whole = createHash('sha256')
  let count = 0
  const next = async () => {
    const start = await read(5)
    if (!start) throw new BackupProblem('it is cut short')
    const [kind, length] = [start.readUInt8(), start.readUInt32BE(1)]
    if (length > largest) throw new BackupProblem('it is damaged')
    const payload = length === 0 ? Buffer.alloc(0) : await read(length)
    if (!payload) throw new BackupProblem('it is cut short')
    if (kind !== kinds.last) whole.update(start).update(payload)
    return { kind, payload }
  }
  try {
    for (;;) {
      const { kind, payload } = await next()
      if (kind === kinds.last) {
        const last = JSON.parse(payload.toString()) as { entries: number; sha256: string }
        if (last.entries !== count || last.sha256 !== whole.digest('hex') || (await read(1)) !== null)
          throw new BackupProblem('it is damaged')
        return
      }
      if (kind !== kinds.head) throw new BackupProblem('it is damaged')
      const measured = measure()
      let ended = false
      async function* blocks() {
        for (;;) {
          const found = await next()
          if (found.kind === kinds.block) {
            measured.add(found.payload)
            yield found.payload
            continue
          }
          const [said, counted] = [JSON.parse(found.payload.toString()) as EntryEnd, measured.end()]
          if (found.kind !== kinds.end || said.sha256 !== counted.sha256 || said.rows !== counted.rows)
            throw new BackupProblem('it is damaged')
          ended = true
          return
        }
      }
      count++
      const content = blocks()
      yield { head: JSON.parse(payload.toString()) as Entry['head'], blocks: content }
      if (!ended) for await (const _ of content);
      if (!ended) throw new BackupProblem('it was not read to its end')
    }
  } catch (error) {
    throw mended(error)
  } finally {
    source.destroy()
  }
}

/** What the decompressor or the parser says of a damaged file, as a sentence. */
function mended(error: unknown): unknown {
  const { code = '' } = error as { code?: string }
  if (error instanceof SyntaxError || code.startsWith('ZSTD_') || code.startsWith('Z_') || code.startsWith('ERR_ZLIB'))
    return new BackupProblem('it is damaged or cut short')
  return error
}
