import type { Names } from './export-list-words.ts'
import type { Locale } from './export-words.ts'

type Row = Record<string, unknown>

/** What a declaration may need beside the row: what was asked, the currency of each entity's books and of the first of them, and names. */
export type Around = {
  locale: Locale
  params: Row
  base: string
  bases: ReadonlyMap<string, string>
  people: ReadonlyMap<string, string>
}

/** A list that is taken out by its declaration alone: the line it is read by, its columns, and its codes in words. */
export type Declared = {
  line: string
  fields: readonly string[]
  /** Fields whose codes have words. */
  words?: Readonly<Record<string, Names>>
  /** What a row says beside its own fields. */
  also?: (row: Row, around: Around) => Row
  /** The rows within an answer that is no list of them, or has several in one; not for a line that answers page by page. */
  rowsIn?: (answer: Row) => Row[]
}

/** Names of fields, one after the other. */
export const of = (names: string): string[] => names.split(' ')

/** No and yes, in each language. */
export const yesNo = { en: ['no', 'yes'], zh: ['否', '是'] } as const
