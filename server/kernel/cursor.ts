import { type RawBuilder, sql } from 'kysely'
import { refuse } from './errors.ts'
import { isDay, isId } from './values.ts'

/** What a sort column holds; a value from a cursor is checked against it, so that none reaches the database malformed. */
export type SortType = 'text' | 'uuid' | 'date' | 'timestamptz' | 'int8' | 'numeric' | 'boolean'

/** One column a list is sorted by. */
export type SortColumn<Row> = {
  /** The column as the statement spells it: sql.ref('c.name'). */
  sql: RawBuilder<unknown>
  /** The field of the row that carries the same value, as the driver returns it. */
  field: keyof Row & string
  type: SortType
  descending?: boolean
  /** Nulls stand last, and first when descending: as PostgreSQL's indexes hold them. */
  nullable?: boolean
}

/** The three pieces a list puts in its statement, and the page it makes of the rows. */
export type Keyset<Row> = {
  /** Rows behind the cursor; `true` without one. */
  where: RawBuilder<boolean>
  /** What stands behind `order by`. */
  order: RawBuilder<unknown>
  /** The page from up to `limit + 1` rows, with the cursor of the next one. */
  page<R extends Row>(rows: readonly R[], limit: number): { rows: R[]; next: string | null }
}

/**
 * Pages through a list by the values of its sort columns instead of by counting: page 10,000 costs what page 1 costs,
 * and rows that come or go meanwhile neither repeat nor hide others. The last column must be unique. Ask the database for `limit + 1` rows:
 *
 *     const keys = keyset<Row>([{ sql: sql.ref('c.name'), field: 'name', type: 'text' }, id], input.after)
 *     … where c.org_id = ${ctx.org_id} and ${keys.where} order by ${keys.order} limit ${input.limit + 1}
 *     return keys.page(rows, input.limit)
 *
 * Where all columns go one way and none is nullable, the condition is one row comparison, which an index answers in
 * one step. A nullable column of a big table had better be sorted as `coalesce(due_on, 'infinity')` with an index on that.
 * Refuses `cursor_invalid` for a cursor that is broken or belongs to another sort.
 */
export function keyset<Row>(columns: readonly SortColumn<Row>[], after?: string): Keyset<Row> {
  const name = columns.map(column => (column.descending ? '-' : '') + column.field).join()
  const order = columns.map(column => (column.descending ? sql`${column.sql} desc` : column.sql))
  return {
    where: after === undefined ? sql<boolean>`true` : behind(columns, decodeCursor(after, name, columns)),
    order: sql.join(order),
    page(rows, limit) {
      const last = rows[limit - 1]
      if (rows.length <= limit || !last) return { rows: rows.slice(0, limit), next: null }
      const next = encodeCursor(
        name,
        columns.map(column => last[column.field]),
      )
      return { rows: rows.slice(0, limit), next }
    },
  }
}

/** An opaque cursor: the sort it belongs to and the values of the last row, as base64url. */
export function encodeCursor(sort: string, values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([sort, ...values])).toString('base64url')
}

/** The values in a cursor of this sort. Refuses `cursor_invalid`. */
export function decodeCursor(
  cursor: string,
  sort: string,
  columns: readonly { type: SortType; nullable?: boolean }[],
): unknown[] {
  const [named, ...values] = parsed(cursor)
  const fits = values.length === columns.length && columns.every((column, at) => holds(column, values[at]))
  if (named !== sort || !fits) refuse('cursor_invalid', {})
  return values
}

function parsed(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(value)) return value
  } catch {
    // Falls through: no cursor of ours.
  }
  refuse('cursor_invalid', {})
}

const shapes: Record<SortType, (text: string) => boolean> = {
  text: text => text.isWellFormed() && !text.includes('\0'),
  uuid: isId,
  date: text => isDay(text) || text === 'infinity' || text === '-infinity',
  timestamptz: text =>
    /T([01]\d|2[0-3])(:[0-5]\d){2}\.\d{6}Z$/.test(text) && text.length === 27 && isDay(text.slice(0, 10)),
  int8: text => /^-?\d{1,18}$/.test(text),
  numeric: text => /^-?\d{1,40}(?:\.\d{1,40})?$/.test(text),
  boolean: text => text === 'true' || text === 'false',
}

function holds(column: { type: SortType; nullable?: boolean }, value: unknown): boolean {
  if (value === null) return column.nullable === true
  return ['string', 'number', 'boolean'].includes(typeof value) && shapes[column.type](String(value))
}

function behind<Row>(columns: readonly SortColumn<Row>[], values: readonly unknown[]): RawBuilder<boolean> {
  const given = columns.map((column, at) => sql`${values[at]}::${sql.raw(column.type)}`)
  const first = columns[0]
  if (
    first &&
    columns.every(column => !column.nullable && (column.descending ?? false) === (first.descending ?? false))
  ) {
    const than = sql.raw(first.descending ? '<' : '>')
    return sql<boolean>`(${sql.join(columns.map(column => column.sql))}) ${than} (${sql.join(given)})`
  }
  // Equal in all columns before, and behind in this one.
  const steps = columns.map((column, at) => {
    const equal = columns
      .slice(0, at)
      .map((before, place) => same(before, values[place], given[place] as RawBuilder<unknown>))
    return sql`(${sql.join([...equal, later(column, values[at], given[at] as RawBuilder<unknown>)], sql` and `)})`
  })
  return sql<boolean>`(${sql.join(steps, sql` or `)})`
}

function same<Row>(column: SortColumn<Row>, value: unknown, given: RawBuilder<unknown>): RawBuilder<unknown> {
  return value === null ? sql`${column.sql} is null` : sql`${column.sql} = ${given}`
}

function later<Row>(column: SortColumn<Row>, value: unknown, given: RawBuilder<unknown>): RawBuilder<unknown> {
  if (column.descending) return value === null ? sql`${column.sql} is not null` : sql`${column.sql} < ${given}`
  if (value === null) return sql`false`
  return column.nullable ? sql`(${column.sql} > ${given} or ${column.sql} is null)` : sql`${column.sql} > ${given}`
}
