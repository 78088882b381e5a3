/** Layouts in which other systems export customers, invoices, open items, receipts and contracts: recognised by their headings. Pure. */
import { importMap, type ImportMap } from './contract.ts'
import { fieldsOf, type ImportKind, mapProblems, plainHeader } from './fields.ts'
import { contractLayouts } from './layouts-contracts.ts'
import { chineseLayouts } from './layouts-zh.ts'
import { englishLayouts } from './layouts-en.ts'

export const vendors = [
  'kingdee_galaxy',
  'kingdee_k3',
  'yonyou_u8',
  'yonyou_suite',
  'fxiaoke',
  'zoho_books',
  'quickbooks',
  'xero',
  'zoho_crm',
  'salesforce',
  'contract_register',
] as const

/** A heading, in each spelling that versions and languages of the system write; the first one in a file is meant. */
export type Heading = readonly string[]

export type Layout = {
  layout: string
  vendor: (typeof vendors)[number]
  kind: ImportKind
  /**
   * Whence the headings come: the vendor's published description, exported files that public programs read, or general
   * knowledge of the system.
   */
  basis: 'published' | 'files' | 'known'
  /** The language of its samples. */
  language: 'zh' | 'en'
  columns: Readonly<Record<string, Heading>>
  /** Amounts in a debit and a credit column. */
  pairs?: Readonly<Record<string, { debit: Heading; credit: Heading }>>
  /** Headings beside these by which it is told from others. */
  marks: readonly string[]
  /** Fields that together tell a document, where an export has a row for each of its lines. */
  once?: readonly string[]
  skip?: readonly { heading: Heading; values: readonly string[] }[]
  /** What a row must say to count, as that a deal was won; `other` is what one of its samples says instead. */
  only?: readonly { heading: Heading; values: readonly string[]; other: string }[]
  values?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** What every row means that the export does not say. */
  constants?: Readonly<Record<string, string>>
  day_order: ImportMap['day_order']
  /** How samples write days where exports follow the country of the user. */
  sample_order?: 'mdy' | 'dmy'
}

export const layouts: readonly Layout[] = [...chineseLayouts, ...englishLayouts, ...contractLayouts]

/** The layout of that name; undefined where there is none. */
export const layoutNamed = (name: string): Layout | undefined => layouts.find(one => one.layout === name)

/** The headings of a layout, those of its fields first; each spelled as it is usual. */
export function headingsOf(layout: Layout): Heading[] {
  const pairs = Object.values(layout.pairs ?? {}).flatMap(({ debit, credit }) => [debit, credit])
  const skips = [...(layout.skip ?? []), ...(layout.only ?? [])].map(({ heading }) => heading)
  const all = [...Object.values(layout.columns), ...pairs, ...skips, ...layout.marks.map(mark => [mark])]
  return all.filter((heading, at) => all.findIndex(other => other[0] === heading[0]) === at)
}

/** Least share of a layout's headings that a file must have, and least number. */
const leastShare = 0.6
const leastHeadings = 4

/**
 * The layout whose headings a file has the most of, among those that give every field a row must have; null where none
 * fits, or two fit as well as each other: then nobody can say which it is. [IMP-16]
 */
export function recogniseLayout(header: readonly string[], kind?: ImportKind): Layout | null {
  const found = layouts.flatMap(layout => {
    if (kind !== undefined && layout.kind !== kind) return []
    const map = layoutMap(layout, header)
    if (mapProblems(layout.kind, map, header).length > 0) return []
    const headings = headingsOf(layout)
    const places = new Set(headings.map(heading => placeOf(header, heading)))
    places.delete(-1)
    const fits = places.size
    return fits >= leastHeadings && fits >= headings.length * leastShare ? [{ layout, fits }] : []
  })
  const most = Math.max(...found.map(({ fits }) => fits))
  const best = found.filter(({ fits }) => fits === most)
  return best.length === 1 ? (best[0]?.layout ?? null) : null
}

/** The map a layout means for a file, as far as the file has its columns. */
export function layoutMap(layout: Layout, header: readonly string[]): ImportMap {
  const column = (heading: Heading): string | null => {
    const at = placeOf(header, heading)
    if (at < 0) return null
    const name = header[at] as string
    return header.indexOf(name) === header.lastIndexOf(name) ? name : `#${at + 1}`
  }
  const columns = new Map<string, string>()
  for (const [field, heading] of Object.entries(layout.columns)) {
    const named = column(heading)
    if (named !== null) columns.set(field, named)
  }
  // A name beside which there is no number would be known by its name alone, twice the same column: no alias then.
  if (columns.get('number_aliases') === columns.get('number')) columns.delete('number_aliases')
  const pairs = Object.entries(layout.pairs ?? {}).flatMap(([field, sides]) => {
    const [debit, credit] = [column(sides.debit), column(sides.credit)]
    return debit !== null && credit !== null ? [[field, { debit, credit }] as const] : []
  })
  const has = (field: string) => columns.has(field)
  return importMap.parse({
    columns: Object.fromEntries(columns),
    pairs: Object.fromEntries(pairs),
    values: Object.fromEntries(Object.entries(layout.values ?? {}).filter(([field]) => has(field))),
    once: (layout.once ?? []).flatMap(field => columns.get(field) ?? []),
    skip: (layout.skip ?? []).flatMap(({ heading, values }) => {
      const named = column(heading)
      return named === null ? [] : [{ column: named, values }]
    }),
    only: (layout.only ?? []).flatMap(({ heading, values }) => {
      const named = column(heading)
      return named === null ? [] : [{ column: named, values }]
    }),
    constants: Object.fromEntries(Object.entries(layout.constants ?? {}).filter(([field]) => !has(field))),
    day_order: layout.day_order,
    layout: layout.layout,
    source: layout.vendor,
  })
}

function placeOf(header: readonly string[], heading: Heading): number {
  const plain = header.map(plainHeader)
  for (const spelling of heading) {
    const at = plain.indexOf(plainHeader(spelling))
    if (at >= 0) return at
  }
  return -1
}

/** The fields a layout fills, as its kind orders them. */
export const layoutFields = ({ kind, columns, pairs = {} }: Layout): string[] =>
  fieldsOf[kind].map(({ field }) => field).filter(field => field in columns || field in pairs)
