import { sql } from 'kysely'
import type { Tx } from './connect.ts'
import { type Insert, type TableName, tables } from './tables.ts'

declare global {
  interface BigInt {
    toJSON(): string
  }
}
// Money is digits in a string in every JSON, whether it goes to a table or to the wire.
BigInt.prototype.toJSON = function (this: bigint) {
  return this.toString()
}

const fragments = new Map<string, { text: string }>()

/**
 * Inserts many rows in one statement: one array a column, the organisation once for all.
 * All rows carry the same columns; those left out take the table's default.
 */
export async function insertRows<T extends TableName>(
  tx: Tx,
  table: T,
  org_id: number,
  rows: readonly Omit<Insert<T>, 'org_id'>[],
): Promise<void> {
  const first = rows[0] as Record<string, unknown> | undefined
  if (!first) return
  const columns = Object.keys(first)
  const kinds = tables[table] as Record<string, string>
  const arrays = columns.map(column => rows.map(row => wire((row as Record<string, unknown>)[column], kinds[column])))
  tx.send(statement(table, columns, kinds, org_id, arrays))
}

function wire(value: unknown, kind: string | undefined): unknown {
  if (value === null || value === undefined) return null
  if (kind?.startsWith('jsonb')) return JSON.stringify(value)
  if (kind?.includes('[]')) return `{${(value as unknown[]).map(part => JSON.stringify(String(part))).join(',')}}`
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return value
}

function statement(
  table: string,
  columns: string[],
  kinds: Record<string, string>,
  org_id: number,
  arrays: unknown[][],
) {
  const cacheKey = `${table} ${columns.join(' ')}`
  let known = fragments.get(cacheKey)
  if (!known) {
    const types = columns.map(column => (kinds[column] as string).replace('?', ''))
    const source = types.map((type, at) => `$${at + 2}::${type.includes('[]') ? 'text' : type}[]`).join(', ')
    const picked = columns.map((column, at) => {
      const type = types[at] as string
      return type.includes('[]') ? `t."${column}"::${type}` : `t."${column}"`
    })
    const quoted = columns.map(column => `"${column}"`)
    known = {
      text: `insert into "${table}" (org_id, ${quoted.join(', ')}) select $1::int4, ${picked.join(', ')} from unnest(${source}) as t(${quoted.join(', ')})`,
    }
    fragments.set(cacheKey, known)
  }
  return {
    sql: known.text,
    parameters: [org_id, ...arrays],
    query: sql`insert`.toOperationNode(),
    queryId: { queryId: '' },
  } as never
}
