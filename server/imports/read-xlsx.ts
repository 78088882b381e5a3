/**
 * XLSX as a stream of rows. Our own reader: it unpacks within limits, takes what real writers write (prefixed names, cells
 * without addresses, phonetic readings, dates in ISO) and never looks at a formula, only at its cached value.
 */
import { isDateFormat, plainNumber, serialText } from './cell-text.ts'
import { type FileRow, type ReadLimits, ReadProblem, RowBuilder } from './read-problem.ts'
import { attribute, XmlScanner } from './xml.ts'
import type { Zip } from './zip.ts'

const maxSharedText = 2 ** 27

export type Sheet = { name: string; part: string; hidden: boolean }

/** A workbook as a source of rows; each call of `rows` reads the sheet anew. */
export type Workbook = { sheets: Sheet[]; rows(sheet: Sheet): AsyncGenerator<FileRow[]> }

/** Opens a workbook: its sheets, shared texts and number formats. Problems: see `openTable`. */
export async function openWorkbook(zip: Zip, limits: ReadLimits): Promise<Workbook> {
  const targets = await relationTargets(zip)
  const sheets: Sheet[] = []
  let date1904 = false
  await scan(zip, 'xl/workbook.xml', {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = /^(?:1|true)$/.test(attribute(attributes, 'date1904') ?? '')
      if (name !== 'sheet') return
      const relation = /[\s:]id\s*=\s*["']([^"']+)/.exec(attributes)?.[1] ?? ''
      const part = targets.get(relation)
      const hidden = /hidden/i.test(attribute(attributes, 'state') ?? '')
      if (part && zip.has(part)) sheets.push({ name: attribute(attributes, 'name') ?? '', part, hidden })
    },
  })
  const texts = await sharedTexts(zip)
  const dateStyles = await readDateStyles(zip)
  return { sheets, rows: sheet => readSheet(zip, sheet, { texts, dateStyles, date1904 }, limits) }
}

type Book = { texts: string[]; dateStyles: Set<number>; date1904: boolean }

async function* readSheet(zip: Zip, sheet: Sheet, book: Book, limits: ReadLimits): AsyncGenerator<FileRow[]> {
  const builder = new RowBuilder(limits)
  let rows: FileRow[] = []
  let column = 0
  let type = ''
  let style = 0
  let text: string | null = null
  let reading = false
  let phonetic = false
  const scanner = new XmlScanner({
    open(name, attributes) {
      if (name === 'row') {
        builder.row = Number(attribute(attributes, 'r') ?? builder.row + 1)
        column = -1
      } else if (name === 'c') {
        column = columnOf(attribute(attributes, 'r')) ?? column + 1
        type = attribute(attributes, 't') ?? 'n'
        style = Number(attribute(attributes, 's') ?? 0)
        text = ''
      } else if (name === 'rPh') phonetic = true
      else if (name === 'v' || name === 't') reading = !phonetic
    },
    close(name) {
      if (name === 'row') {
        const row = builder.take()
        if (row) rows.push(row)
      } else if (name === 'c') {
        if (text) builder.set(column, cellText(text, type, style, book))
        text = null
      } else if (name === 'rPh') phonetic = false
      else if (name === 'v' || name === 't') reading = false
    },
    text(piece) {
      if (reading && text !== null) text += piece
    },
  })
  for await (const piece of zip.text(sheet.part)) {
    scanner.push(piece)
    yield rows
    rows = []
  }
  scanner.end()
}

function cellText(raw: string, type: string, style: number, book: Book): string {
  if (type === 's') return book.texts[Number(raw)] ?? ''
  if (type === 'inlineStr' || type === 'str') return unescapeExcel(raw)
  if (type === 'b') return raw.trim() === '1' ? 'TRUE' : 'FALSE'
  if (type === 'd')
    return raw
      .trim()
      .replace(/T00:00(?::00(?:\.0+)?)?Z?$/, '')
      .replace('T', ' ')
  if (type === 'e') return raw
  return book.dateStyles.has(style) ? serialText(raw, book.date1904) : plainNumber(raw)
}

async function sharedTexts(zip: Zip): Promise<string[]> {
  const texts: string[] = []
  if (!zip.has('xl/sharedStrings.xml')) return texts
  let text = ''
  let length = 0
  let reading = false
  let phonetic = false
  await scan(zip, 'xl/sharedStrings.xml', {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic = true
      else if (name === 't') reading = !phonetic
    },
    close(name) {
      if (name === 'si') texts.push(unescapeExcel(text))
      else if (name === 'rPh') phonetic = false
      else if (name === 't') reading = false
    },
    text(piece) {
      if (!reading) return
      text += piece
      length += piece.length
      if (length > maxSharedText) throw new ReadProblem('file_too_large', { what: 'text', limit: maxSharedText })
    },
  })
  return texts
}

/** The cell styles whose number format shows a date. */
async function readDateStyles(zip: Zip): Promise<Set<number>> {
  const styles = new Set<number>()
  if (!zip.has('xl/styles.xml')) return styles
  const codes = new Map<number, string>()
  let within = false
  let index = 0
  await scan(zip, 'xl/styles.xml', {
    open(name, attributes) {
      const id = Number(attribute(attributes, 'numFmtId') ?? 0)
      if (name === 'numFmt') codes.set(id, attribute(attributes, 'formatCode') ?? '')
      else if (name === 'cellXfs') within = true
      else if (name === 'xf' && within && isDateFormat(id, codes.get(id))) styles.add(index++)
      else if (name === 'xf' && within) index++
    },
    close(name) {
      if (name === 'cellXfs') within = false
    },
  })
  return styles
}

async function relationTargets(zip: Zip): Promise<Map<string, string>> {
  const targets = new Map<string, string>()
  await scan(zip, 'xl/_rels/workbook.xml.rels', {
    open(name, attributes) {
      const target = attribute(attributes, 'Target')
      if (name !== 'Relationship' || !target) return
      targets.set(attribute(attributes, 'Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`)
    },
  })
  return targets
}

type Listener = { open(name: string, attributes: string): void; close?(name: string): void; text?(text: string): void }

async function scan(zip: Zip, part: string, { open, close, text }: Listener): Promise<void> {
  const scanner = new XmlScanner({ open, close: close ?? (() => {}), text: text ?? (() => {}) })
  for await (const piece of zip.text(part)) scanner.push(piece)
  scanner.end()
}

/** The column of an address, from 0: 'A1' is 0, 'AB7' is 27. */
function columnOf(address: string | undefined): number | undefined {
  const letters = /^\$?([A-Za-z]{1,4})/.exec(address ?? '')?.[1]
  if (!letters) return undefined
  let column = 0
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

function unescapeExcel(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([\dA-F]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
