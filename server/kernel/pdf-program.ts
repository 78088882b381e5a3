import { readFile } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import { refuse } from './errors.ts'
import { fileType } from './file-signs.ts'
import { headOf } from './file-types.ts'
import type { Upload } from './http.ts'

/** What unpacks to more is no document of ours; what does not unpack counts as so much, since trying costs as well. */
const mostUnpacked = 20 * 2 ** 20
const brokenCounts = 2 ** 18

/**
 * The objects of a PDF as text, without the content of its streams but with what is packed into object streams; `readable`
 * is false where one of those does not unpack, `bounded` where they are more than a document has. Takes time in proportion
 * to the bytes, whatever they are. Pure.
 */
export function pdfObjects(bytes: Buffer): { text: string; readable: boolean; bounded: boolean } {
  const text = bytes.toString('latin1')
  let plain = ''
  let left = mostUnpacked
  let from = 0
  let readable = true
  for (const match of text.matchAll(/>>\s*stream\r?\n/g)) {
    if (match.index < from) continue
    const begin = match.index + match[0].length
    const end = text.indexOf('endstream', begin)
    if (end < 0) break
    const before = text.slice(from, match.index + 2)
    const dictionary = before.slice(Math.max(0, before.lastIndexOf('obj')))
    plain += before
    from = end
    if (!/\/ObjStm\b/.test(dictionary)) continue
    if (!/\/FlateDecode\b|\/Fl\b/.test(dictionary)) {
      plain += `\n${text.slice(begin, end)}\n`
      continue
    }
    if (left <= 0) return { text: plain, readable, bounded: false }
    try {
      const inside = inflateSync(bytes.subarray(begin, end), { maxOutputLength: left, finishFlush: 2 })
      left -= inside.length
      plain += `\n${inside.toString('latin1')}\n`
    } catch {
      readable = false
      left -= brokenCounts
    }
  }
  return { text: plain + text.slice(from), readable, bounded: true }
}

/** A name of a PDF as it may be written: any of its letters by number, as in /#4aavaScript. */
const spelt = (name: string) =>
  [...name]
    .map(
      letter =>
        `(?:${letter}|#${letter
          .charCodeAt(0)
          .toString(16)
          .replace(/[a-f]/, hex => `[${hex}${hex.toUpperCase()}]`)})`,
    )
    .join('')
const starting = ['JavaScript', 'Launch', 'RichMedia', 'SubmitForm', 'ImportData', 'XFA'].map(spelt).join('|')
const active = new RegExp(`/(?:(?:${starting})(?![\\w#])|${spelt('JS')}\\s*[(<\\d])`)

/** Whether the objects of a PDF start something when it is opened or clicked: a script, a program, a form that sends itself. Pure. */
export const carriesProgram = (objects: string): boolean => active.test(objects)

/**
 * Refuses `file_active` for a PDF that carries a program, and for one that hides its objects without being encrypted; banks
 * encrypt what they send, and there the names of actions stand outside. What is no PDF passes.
 */
export async function refuseProgram(upload: Upload): Promise<void> {
  if (fileType(await headOf(upload)) !== 'application/pdf') return
  const { text, readable, bounded } = pdfObjects(await readFile(upload.path))
  const encrypted = /\/Encrypt\s+\d+\s+\d+\s+R/.test(text)
  if (carriesProgram(text) || !bounded || (!readable && !encrypted)) refuse('file_active', { name: upload.name })
}
