/** A small XML scanner for the parts of a spreadsheet: names without prefix, no entities of its own, no DTD. */
import { ReadProblem } from './read-problem.ts'

export type XmlHandler = {
  open(name: string, attributes: string): void
  close(name: string): void
  text(text: string): void
}

const maxToken = 1 << 20

/** Takes XML in pieces and calls the handler; an empty element is opened and closed. */
export class XmlScanner {
  readonly #handler: XmlHandler
  #rest = ''

  constructor(handler: XmlHandler) {
    this.#handler = handler
  }

  /** Problem: `file_unreadable` for a document type or a tag without an end. */
  push(piece: string): void {
    const text = this.#rest + piece
    let at = 0
    while (at < text.length) {
      const tag = text.indexOf('<', at)
      if (tag < 0) break
      if (tag > at) this.#handler.text(unescapeXml(text.slice(at, tag)))
      at = tag
      const end = tagEnd(text, tag)
      if (end < 0) break
      this.#tag(text, tag, end)
      at = end
    }
    this.#rest = text.slice(at)
    if (this.#rest.length > maxToken) throw new ReadProblem('file_unreadable')
  }

  /** Problem: `file_truncated` within a tag. */
  end(): void {
    if (this.#rest.trim() !== '') throw new ReadProblem('file_truncated')
  }

  #tag(text: string, start: number, end: number): void {
    const second = text.charCodeAt(start + 1)
    if (second === exclamation) {
      if (text.startsWith('<![CDATA[', start)) this.#handler.text(text.slice(start + 9, end - 3))
      else if (!text.startsWith('<!--', start)) throw new ReadProblem('file_unreadable')
      return
    }
    if (second === question) return
    if (second === slash) return this.#handler.close(localName(text.slice(start + 2, end - 1).trim()))
    const empty = text.charCodeAt(end - 2) === slash
    const body = text.slice(start + 1, empty ? end - 2 : end - 1)
    const blank = body.search(/\s/)
    const name = localName(blank < 0 ? body : body.slice(0, blank))
    this.#handler.open(name, blank < 0 ? '' : body.slice(blank))
    if (empty) this.#handler.close(name)
  }
}

/** Reads an attribute by its whole name; the text of attributes is what `open` was given. */
export function attribute(attributes: string, name: string): string | undefined {
  for (let from = 0; ; ) {
    const at = attributes.indexOf(name, from)
    if (at < 0) return undefined
    from = at + name.length
    if (at > 0 && !/\s/.test(attributes[at - 1] ?? '')) continue
    const value = /^\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes.slice(from, from + 4096))
    if (value) return unescapeXml(value[1] ?? value[2] ?? '')
  }
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescapeXml(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (all, hex, decimal, name) => {
    if (name) return named[String(name).toLowerCase()] ?? all
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}

/** The place behind the tag that begins at `start`, -1 when it has not wholly come. A '>' within quotes ends nothing. */
function tagEnd(text: string, start: number): number {
  for (const [opening, closing] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ] as const) {
    if (!text.startsWith(opening, start)) continue
    const end = text.indexOf(closing, start + opening.length)
    return end < 0 ? -1 : end + closing.length
  }
  for (let end = text.indexOf('>', start); end >= 0; end = text.indexOf('>', end + 1)) {
    if (closed(text, start, end)) return end + 1
  }
  return -1
}

function closed(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code !== doubleQuote && code !== singleQuote) continue
    at = text.indexOf(code === doubleQuote ? '"' : "'", at + 1)
    if (at < 0 || at >= end) return false
  }
  return true
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

const exclamation = 0x21
const doubleQuote = 0x22
const singleQuote = 0x27
const slash = 0x2f
const question = 0x3f
