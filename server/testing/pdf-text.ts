import { inflateSync } from 'node:zlib'

type Thing = { dictionary: string; stream: Buffer | null }

/** The text of each page of a PDF as our printer writes it, in the order in which it was set; glyphs by their own maps. */
export function textOfPdf(pdf: Uint8Array): string[] {
  const things = thingsOf(Buffer.from(pdf))
  const pages = [...things.values()].filter(thing => /\/Type \/Page\b(?!s)/.test(thing.dictionary))
  return pages.map(page => {
    const contents = things.get(reference(page.dictionary, 'Contents'))?.stream
    const resources = things.get(reference(page.dictionary, 'Resources'))?.dictionary ?? page.dictionary
    const fonts = new Map(
      [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id]) => [name, glyphsOf(things, Number(id))]),
    )
    return contents ? textOf(contents.toString('latin1'), fonts) : ''
  })
}

function thingsOf(pdf: Buffer): Map<number, Thing> {
  const text = pdf.toString('latin1')
  const things = new Map<number, Thing>()
  const head = /(\d+) 0 obj\n/g
  for (let match = head.exec(text); match; match = head.exec(text)) {
    const begin = head.lastIndex
    const end = text.indexOf('endobj', begin)
    const at = text.indexOf('\nstream\n', begin)
    if (at < 0 || at > end) {
      things.set(Number(match[1]), { dictionary: text.slice(begin, end), stream: null })
      continue
    }
    const dictionary = text.slice(begin, at)
    const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1])
    const raw = pdf.subarray(at + 8, at + 8 + length)
    things.set(Number(match[1]), { dictionary, stream: dictionary.includes('/FlateDecode') ? inflateSync(raw) : raw })
    head.lastIndex = at + 8 + length
  }
  return things
}

const reference = (dictionary: string, name: string) => Number(new RegExp(`/${name} (\\d+) 0 R`).exec(dictionary)?.[1])

/** What each glyph of a font stands for. */
function glyphsOf(things: Map<number, Thing>, id: number): Map<number, string> {
  const font = things.get(id)?.dictionary ?? ''
  const map = things.get(reference(font, 'ToUnicode'))?.stream?.toString('latin1') ?? ''
  return new Map(
    [...map.matchAll(/<([0-9A-F]{4})> <([0-9A-F]+)>/g)].map(([, glyph = '', said = '']) => [
      Number.parseInt(glyph, 16),
      Buffer.from(said, 'hex').swap16().toString('utf16le'),
    ]),
  )
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

function textOf(content: string, fonts: Map<string, Map<number, string>>): string {
  let glyphs = new Map<number, string>()
  let said = ''
  const token = /\/(F\d+) [\d.]+ Tf|(\()|<([0-9A-Fa-f]+)>|\b(ET)\b/g
  for (let match = token.exec(content); match; match = token.exec(content)) {
    const [, font, literal, hex, end] = match
    if (font) glyphs = fonts.get(font) ?? new Map()
    else if (end) said += '\n'
    else {
      const [bytes, behind] = literal
        ? literalAt(content, token.lastIndex)
        : [Buffer.from(hex ?? '', 'hex'), token.lastIndex]
      token.lastIndex = behind
      for (let at = 0; at + 1 < bytes.length; at += 2) said += glyphs.get(bytes.readUInt16BE(at)) ?? '\ufffd'
    }
  }
  return said
}

/** A literal string from behind its parenthesis, and where it ends: parentheses in it may stand in pairs. */
function literalAt(content: string, begin: number): [bytes: Buffer, behind: number] {
  let said = ''
  let depth = 1
  let at = begin
  for (; depth > 0; at++) {
    const sign = content[at] ?? ')'
    if (sign === '(') depth++
    if (sign === ')') depth--
    if (depth === 0) continue
    if (sign !== '\\') {
      said += sign
      continue
    }
    const octal = /^[0-7]{1,3}/.exec(content.slice(at + 1, at + 4))?.[0]
    const next = content[at + 1] ?? ''
    said += octal ? String.fromCharCode(Number.parseInt(octal, 8)) : (escapes[next] ?? next)
    at += octal ? octal.length : 1
  }
  return [Buffer.from(said, 'latin1'), at]
}
