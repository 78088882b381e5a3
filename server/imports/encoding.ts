/** Which encoding a text file is in. */
import { createReadStream } from 'node:fs'
import { ReadProblem } from './read-problem.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252'

/**
 * Finds the encoding by reading the whole file once: UTF-16 by its mark; else UTF-8 where every byte fits it; else
 * GB18030, unless its high bytes stand alone between letters, as accents in windows-1252 do. Problems:
 * `file_has_null_byte`; `file_truncated` where UTF-8 stops within a character.
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  const utf8 = new Fitting('utf-8')
  const gb18030 = new Fitting('gb18030')
  const accents = new Accents()
  let first = true
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    if (first && chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le'
    if (first && chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be'
    first = false
    if (chunk.includes(0)) throw new ReadProblem('file_has_null_byte')
    utf8.push(chunk)
    gb18030.push(chunk)
    accents.push(chunk)
  }
  if (utf8.fits && utf8.end()) return 'utf-8'
  if (utf8.fits && utf8.beyondAscii) throw new ReadProblem('file_truncated')
  return gb18030.fits && gb18030.end() && !accents.likely ? 'gb18030' : 'windows-1252'
}

/** The text of a file, piece by piece. Problems: `file_unreadable`, `file_has_null_byte`. */
export async function* decodeFile(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 16 }) as AsyncIterable<Buffer>)
      yield checked(decoder.decode(chunk, { stream: true }))
    yield checked(decoder.decode())
  } catch (error) {
    if (error instanceof TypeError) throw new ReadProblem('file_unreadable', { encoding })
    throw error
  }
}

function checked(text: string): string {
  if (text.includes('\0')) throw new ReadProblem('file_has_null_byte')
  return text
}

/** Whether bytes fit an encoding, as far as they have come. */
class Fitting {
  fits = true
  beyondAscii = false
  readonly #decoder: TextDecoder

  constructor(encoding: Encoding) {
    this.#decoder = new TextDecoder(encoding, { fatal: true })
  }

  push(chunk: Buffer): void {
    if (!this.fits) return
    try {
      const text = this.#decoder.decode(chunk, { stream: true })
      this.beyondAscii ||= /[^\x00-\x7f\ufeff]/.test(text)
    } catch {
      this.fits = false
    }
  }

  end(): boolean {
    try {
      this.#decoder.decode()
      return true
    } catch {
      return false
    }
  }
}

/** Chinese in GB18030 comes in pairs of high bytes; an accented letter of windows-1252 stands alone. */
class Accents {
  #run = 0
  #alone = 0
  #pairs = 0

  push(chunk: Buffer): void {
    if (this.#alone + this.#pairs > 100_000) return
    for (const byte of chunk) {
      if (byte >= 0x80) this.#run++
      else if (this.#run > 0) {
        if (this.#run === 1) this.#alone++
        else this.#pairs++
        this.#run = 0
      }
    }
  }

  get likely(): boolean {
    return this.#alone > this.#pairs
  }
}
