import { readFile } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import { refuse } from './errors.ts'
import { fileType, headOf } from './file-types.ts'
import type { Upload } from './http.ts'

/** What unpacks to more is no document of ours. */
const mostUnpacked = 20 * 2 ** 20

/**
 * The objects of a PDF as text, without the content of its streams but with what is packed into object streams; `readable`
 * is false where one of those does not unpack. Pure.
 */
export function pdfObjects(bytes: Buffer): { text: string; readable: boolean } {
  const text = bytes.toString('latin1')
  let plain = ''
  let unpacked = 0
  let from = 0
  let readable = true
  for (const match of text.matchAll(/>>\s*stream\r?\n/g)) {
    if (match.index < from) continue
    const begin = match.index + match[0].length
    const end = text.indexOf('endstream', begin)
    if (end < 0) break
    const dictionary = text.slice(Math.max(from, text.lastIndexOf('obj', match.index)), match.index + 2)
    plain += text.slice(from, match.index + 2)
    from = end
    if (!/\/ObjStm\b/.test(dictionary)) continue
    if (!/\/FlateDecode\b|\/Fl\b/.test(dictionary)) {
      plain += `\n${text.slice(begin, end)}\n`
      continue
    }
    try {
      const inside = inflateSync(bytes.subarray(begin, end), {
        maxOutputLength: mostUnpacked - unpacked,
        finishFlush: 2,
      })
      unpacked += inside.length
      plain += `\n${inside.toString('latin1')}\n`
    } catch {
      readable = false
    }
  }
  // A name may hide its letters: /#4aavaScript.
  const named = (plain + text.slice(from)).replace(/#([0-9A-Fa-f]{2})/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return { text: named, readable }
}

const active = /\/(?:JavaScript|Launch|RichMedia|SubmitForm|ImportData|XFA)\b|\/JS\s*[(<\d]/

/** Whether the objects of a PDF start something when it is opened or clicked: a script, a program, a form that sends itself. Pure. */
export const carriesProgram = (objects: string): boolean => active.test(objects)

/**
 * Refuses `file_active` for a PDF that carries a program, and for one that hides its objects without being encrypted; banks
 * encrypt what they send, and there the names of actions stand outside. What is no PDF passes.
 */
export async function refuseProgram(upload: Upload): Promise<void> {
  if (fileType(await headOf(upload)) !== 'application/pdf') return
  const { text, readable } = pdfObjects(await readFile(upload.path))
  const encrypted = /\/Encrypt\s+\d+\s+\d+\s+R/.test(text)
  if (carriesProgram(text) || (!readable && !encrypted)) refuse('file_active', { name: upload.name })
}
