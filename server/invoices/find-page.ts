import { type RawBuilder, sql } from 'kysely'
import type { Answered, Taken } from '../kernel/contract.ts'
import type { Keyset } from '../kernel/cursor.ts'
import type { invoicesContract } from './contract.ts'

type Asked = Taken<(typeof invoicesContract)['listInvoices']>
/** A row as the list reads it; `due_key` is the due day as it is sorted, an unknown one last. */
export type PageRow = Answered<(typeof invoicesContract)['listInvoices']>['rows'][number] & { due_key: string }

/** A condition for a filter that may name several values; one value keeps the order of an index behind it. */
export function oneOf(
  column: string,
  values: readonly string[] | undefined,
  type: 'uuid' | 'text' | 'bpchar',
): RawBuilder<unknown>[] {
  if (!values || values.length === 0) return []
  if (values.length === 1) return [sql`${sql.ref(column)} = ${values[0]}::${sql.raw(type)}`]
  return [sql`${sql.ref(column)} = any (${[...values]}::${sql.raw(type)}[])`]
}

/** A number that begins with what was typed, as a range: behind row security `like` would lose its index. */
export function beginsWith(column: string, prefix: string | undefined): RawBuilder<unknown>[] {
  if (!prefix) return []
  return [sql`${sql.ref(column)} >= ${prefix} and ${sql.ref(column)} < ${`${prefix}\u{10ffff}`}`]
}

/** A range with either end open. */
export function between(
  column: RawBuilder<unknown>,
  type: 'date' | 'int8',
  from: unknown,
  to: unknown,
): RawBuilder<unknown>[] {
  return [
    ...(from === undefined ? [] : [sql`${column} >= ${from}::${sql.raw(type)}`]),
    ...(to === undefined ? [] : [sql`${column} <= ${to}::${sql.raw(type)}`]),
  ]
}

/** The filters of the list over an invoice `v`, all but what is open. */
export function invoiceFilters(asked: Asked): RawBuilder<unknown>[] {
  return [
    ...oneOf('v.entity_id', asked.entity_id, 'uuid'),
    ...oneOf('v.customer_id', asked.customer_id, 'uuid'),
    ...oneOf('v.kind', asked.kind, 'text'),
    ...oneOf('v.state', asked.state, 'text'),
    ...oneOf('v.currency', asked.currency, 'bpchar'),
    ...between(sql.ref('v.issued_on'), 'date', asked.issued_from, asked.issued_to),
    ...between(sql`coalesce(v.due_on, 'infinity')`, 'date', asked.due_from, asked.due_to),
    ...beginsWith('v.number', asked.number),
    ...between(sql.ref('v.amount_minor'), 'int8', asked.amount_from, asked.amount_to),
  ]
}

type Sorting = {
  sort: 'issued_on' | 'due_on' | 'amount_minor' | 'number'
  keys: Keyset<PageRow>
  limit: number
  filters: readonly RawBuilder<unknown>[]
}

const openItem = sql`select from open_items i where i.org_id = v.org_id and i.document_id = v.invoice_id and i.open_minor <> 0`

/** The ids of one page. */
export function pageOfInvoices(org_id: number, asked: Asked, sorting: Sorting): RawBuilder<unknown> {
  const { keys, limit, filters } = sorting
  const open =
    asked.open === undefined
      ? []
      : asked.open === 'open'
        ? [sql`exists (${openItem})`]
        : [sql`not exists (${openItem})`]
  const conditions = [sql`v.org_id = ${org_id}`, keys.where, ...filters, ...open]
  return sql`select v.invoice_id from invoices v where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${limit}`
}
