/** Which rows of a file are no data: totals, headings inside a table, notes at its foot, further lines of a document. Pure. */
import type { ImportMap } from './contract.ts'
import { contractHead } from './contract-fields.ts'
import { columnIndex, fieldsOf, type ImportKind } from './fields.ts'
import { SeenCounter, shortHash } from './identity.ts'

/** Whether a row is passed over. It remembers the documents it saw: rows are asked about once and in their order. */
export type Passed = (cells: readonly string[]) => boolean

/** Prepares it for a map and the header of a file. [IMP-17] */
export function passedRows(kind: ImportKind, map: ImportMap, header: readonly string[]): Passed {
  const place = (column: string) => columnIndex(header, column) ?? -1
  const skips = map.skip.map(({ column, values }) => ({ at: place(column), values: new Set(values) }))
  const isTotal = map.skip_totals ? totals(kind, map, place) : () => false
  const isFurther = furtherLines(map.once.map(place))
  return cells =>
    skips.some(({ at, values }) => values.has(cells[at] ?? '')) ||
    (map.skip_totals && isAside(cells, header)) ||
    isTotal(cells) ||
    isFurther(cells)
}

/** Words that stand for a sum wherever they stand alone in a cell. */
const sure =
  /^(?:本页|本期|本日|当日|本月|当月|本季|本年|累计|客户|部门|币种|币别|往来单位|业务员|单据)?(?:合计|小计|总计|累计)[:：]?$/
/** Words that head a sum, but may be a name too: there is a company called Total. */
const likely = /^(?:grand |overall )?totals?:?$|^sub-? ?totals?:?$|^total for .+$/i
const hint = /计|total/i

/**
 * A row of sums: a cell says so alone, or its first word does and what every row must have (the customer, the day) is
 * not there. A customer row counts where nothing else stands in it.
 */
function totals(kind: ImportKind, map: ImportMap, place: (column: string) => number): Passed {
  const needed = fieldsOf[kind]
    .filter(field => field.required && field.form !== 'amount' && map.columns[field.field] !== undefined)
    .map(field => [map.columns[field.field] as string | string[]].flat().map(place))
  return cells => {
    const first = cells.find(cell => cell !== '')
    if (first === undefined) return false
    for (const cell of cells) if (cell.length <= 12 && hint.test(cell) && sure.test(bare(cell))) return true
    if (!hint.test(first) || !likely.test(first.normalize('NFKC').trim())) return false
    if (kind === 'customers') return cells.every(cell => cell === '' || cell === first)
    return needed.some(places => places.every(at => (cells[at] ?? '') === ''))
  }
}

const bare = (cell: string) => cell.normalize('NFKC').replace(/\s+/g, '')

/** The moment at which QuickBooks wrote a report, and who made or printed one. */
const foot = /\d:\d\d.*GMT|^(?:制表|制单|打印|审核|复核|导出|查询)(?:人|日期|时间|单位)?[:：]/

/** A row of one cell that heads a group, in a column without a name, or is a note below the table. */
function isAside(cells: readonly string[], header: readonly string[]): boolean {
  let only = -1
  for (const [at, cell] of cells.entries()) {
    if (cell === '') continue
    if (only >= 0) return false
    only = at
  }
  if (only < 0) return false
  return (header[only] ?? '') === '' || foot.test(cells[only] as string)
}

/** Rows that say the same in these columns as a row before, or nothing at all: lines of a document that came already. */
function furtherLines(places: readonly number[]): Passed {
  if (places.length === 0) return () => false
  const seen = new SeenCounter()
  let some = false
  return cells => {
    const key = places.map(at => cells[at] ?? '')
    if (key.every(part => part === '')) return some
    some = true
    return seen.add(shortHash(JSON.stringify(key))) > 1
  }
}

/**
 * Completes rows and answers null for those that do not count. A row of a contract without a number, an id and a customer
 * goes on with the contract above it, as where cells are merged: its head is that of the row before. A row counts where what
 * `only` asks for stands in it. [IMP-21]
 */
export function continuedRows(
  kind: ImportKind,
  map: ImportMap,
  header: readonly string[],
): (cells: readonly string[]) => readonly string[] | null {
  const placesOf = (columns: readonly string[]) => columns.flatMap(column => columnIndex(header, column) ?? [])
  const columnsOf = (field: string) => [map.columns[field] ?? []].flat()
  const only = map.only.map(({ column, values }) => ({ at: placesOf([column])[0] ?? -1, values: new Set(values) }))
  const counts = (cells: readonly string[]) => only.every(({ at, values }) => values.has(cells[at] ?? ''))
  const told = ['number', 'external_id'].flatMap(columnsOf)
  if (kind !== 'contracts' || told.length === 0) return cells => (counts(cells) ? cells : null)
  const keys = placesOf([...told, ...columnsOf('customer_number')])
  const head = new Set([...placesOf(contractHead.flatMap(columnsOf)), ...only.map(({ at }) => at)])
  let above: readonly string[] | null = null
  return bare => {
    const further = above !== null && keys.every(at => (bare[at] ?? '') === '')
    const cells = further ? bare.map((cell, at) => (cell === '' && head.has(at) ? (above?.[at] ?? '') : cell)) : bare
    above = cells
    return counts(cells) ? cells : null
  }
}
