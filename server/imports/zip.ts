/**
 * Reading the parts of a ZIP that an upload claims to be, by its directory, with bounded memory and without trusting it:
 * what unpacks to more than allowed stops there, and every part's checksum is verified. (PKWARE APPNOTE 6.3.)
 */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { ReadProblem } from './read-problem.ts'

type Part = {
  name: string
  method: number
  crc: number
  packed: number
  unpacked: number
  header: number
  encrypted: boolean
}

const maxParts = 10_000
const maxDirectory = 16 * 2 ** 20

/** A ZIP file by its directory. */
export class Zip {
  readonly #path: string
  readonly #parts: ReadonlyMap<string, Part>
  readonly #maxUnpacked: number

  private constructor(path: string, parts: ReadonlyMap<string, Part>, maxUnpacked: number) {
    this.#path = path
    this.#parts = parts
    this.#maxUnpacked = maxUnpacked
  }

  /** Reads the directory. Problems: `file_truncated` without one, `file_unreadable`, `file_too_large`. */
  static async open(path: string, maxUnpacked: number): Promise<Zip> {
    const file = await open(path)
    try {
      const { size } = await file.stat()
      const read = async (position: number, length: number): Promise<Buffer> => {
        if (position < 0 || length < 0 || position + length > size) throw new ReadProblem('file_truncated')
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
        if (bytesRead < length) throw new ReadProblem('file_truncated')
        return buffer
      }
      return new Zip(path, await readDirectory(read, size), maxUnpacked)
    } finally {
      await file.close()
    }
  }

  /** The names of all parts, as they are written. */
  get names(): string[] {
    return [...this.#parts.values()].map(part => part.name)
  }

  /** Whether there is a part of that name, in any case. */
  has(name: string): boolean {
    return this.#parts.has(name.toLowerCase())
  }

  /** The bytes of a part, in pieces. Problems: `file_too_large`, `file_truncated`, `file_unreadable`, `file_encrypted`. */
  async *read(name: string): AsyncGenerator<Buffer> {
    const part = this.#parts.get(name.toLowerCase())
    if (!part) throw new ReadProblem('file_unreadable', { part: name })
    if (part.encrypted) throw new ReadProblem('file_encrypted')
    if (part.method !== 0 && part.method !== 8) throw new ReadProblem('file_unreadable', { part: name })
    const tooLarge = { what: 'unpacked_bytes', limit: this.#maxUnpacked }
    if (part.unpacked > this.#maxUnpacked) throw new ReadProblem('file_too_large', tooLarge)
    let bytes = 0
    let crc = 0
    for await (const chunk of this.#unpack(part)) {
      bytes += chunk.length
      if (bytes > this.#maxUnpacked) throw new ReadProblem('file_too_large', tooLarge)
      crc = crc32(chunk, crc)
      yield chunk
    }
    if (crc !== part.crc) throw new ReadProblem('file_unreadable', { part: name })
  }

  /** A part as UTF-8 text (or UTF-16 where it is marked so), in pieces. Problems: as `read`. */
  async *text(name: string): AsyncGenerator<string> {
    let decoder: TextDecoder | undefined
    for await (const chunk of this.read(name)) {
      const utf16 =
        chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : chunk[0] === 0xfe && chunk[1] === 0xff ? 'utf-16be' : null
      decoder ??= new TextDecoder(utf16 ?? 'utf-8')
      yield decoder.decode(chunk, { stream: true })
    }
    if (decoder) yield decoder.decode()
  }

  async *#unpack(part: Part): AsyncGenerator<Buffer> {
    const start = await this.#dataStart(part)
    if (part.packed === 0) return
    const source = createReadStream(this.#path, { start, end: start + part.packed - 1 })
    const inflate = part.method === 8 ? createInflateRaw() : null
    source.on('error', error => inflate?.destroy(error))
    try {
      yield* (inflate ? source.pipe(inflate) : source) as AsyncIterable<Buffer>
    } catch (error) {
      const cut = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR'
      throw new ReadProblem(cut ? 'file_truncated' : 'file_unreadable', { part: part.name })
    } finally {
      source.destroy()
      inflate?.destroy()
    }
  }

  /** Behind the local header, whose name and extra field may be longer than the directory's. */
  async #dataStart(part: Part): Promise<number> {
    const file = await open(this.#path)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(30), 0, 30, part.header)
      if (bytesRead < 30 || buffer.readUInt32LE(0) !== 0x04034b50) throw new ReadProblem('file_truncated')
      return part.header + 30 + buffer.readUInt16LE(26) + buffer.readUInt16LE(28)
    } finally {
      await file.close()
    }
  }
}

async function readDirectory(read: (position: number, length: number) => Promise<Buffer>, size: number) {
  const tailStart = Math.max(0, size - 65_557)
  const tail = await read(tailStart, size - tailStart)
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + 22 > tail.length) throw new ReadProblem('file_truncated')
  let length = tail.readUInt32LE(end + 12)
  let position = tail.readUInt32LE(end + 16)
  const locator = end - 20
  if (position === 0xffffffff && locator >= 0 && tail.readUInt32LE(locator) === 0x07064b50) {
    const record = await read(Number(tail.readBigUInt64LE(locator + 8)), 56)
    length = Number(record.readBigUInt64LE(40))
    position = Number(record.readBigUInt64LE(48))
  }
  if (length > maxDirectory) throw new ReadProblem('file_too_large', { what: 'parts', limit: maxParts })
  const directory = await read(position, length)
  const parts = new Map<string, Part>()
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50; ) {
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28)
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30)
    const name = directory
      .toString('utf8', at + 46, nameEnd)
      .replaceAll('\\', '/')
      .replace(/^\//, '')
    const part: Part = {
      name,
      encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      unpacked: directory.readUInt32LE(at + 24),
      header: directory.readUInt32LE(at + 42),
    }
    widen(part, directory.subarray(nameEnd, extraEnd))
    parts.set(name.toLowerCase(), part)
    if (parts.size > maxParts) throw new ReadProblem('file_too_large', { what: 'parts', limit: maxParts })
    at = extraEnd + directory.readUInt16LE(at + 32)
  }
  return parts
}

/** ZIP64: the fields that did not fit stand in the extra field, in this order. */
function widen(part: Part, extra: Buffer): void {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let field = at + 4
    for (const key of ['unpacked', 'packed', 'header'] as const) {
      if (part[key] !== 0xffffffff || field + 8 > extra.length) continue
      part[key] = Number(extra.readBigUInt64LE(field))
      field += 8
    }
  }
}
