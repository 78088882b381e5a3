import { type RawBuilder, sql } from 'kysely'
import type { Context } from './context.ts'
import { keyset, type SortColumn } from './cursor.ts'
import type { GroupSort } from './fields.ts'

/** A group of a list as `groupPage` answers it. */
export type GroupRow = {
  key: string
  number: string | null
  name: string | null
  rows: number
  sums: { currency: string; rows: number; amount_minor: string | bigint; open_minor: string | bigint }[]
}

type Ranked = GroupRow & { label: string; base_minor: string }

/**
 * Groups of a list with their sums by currency, one page. `found` answers every row of the list as
 * `key` (text, null for none), `currency`, `amount_minor`, `open_minor` and `base_minor`; what a key stands for is named by
 * what it is grouped by. Groups of several currencies rank by their amount in base.
 */
export async function groupPage(
  ctx: Context,
  asked: { by: string; sort: GroupSort; after?: string | undefined; limit: number },
  found: RawBuilder<unknown>,
): Promise<{ rows: GroupRow[]; next: string | null }> {
  const names = groupNames[asked.by] ?? unnamed
  const keys = keyset<Ranked>(sortOf(asked.sort), asked.after)
  const rows = await ctx.tx.rows(sql<Ranked>`
    with parts as (
      select coalesce(f.key, '') as key, f.currency, count(*)::int8 as rows, sum(f.amount_minor)::int8 as amount_minor,
        sum(f.open_minor)::int8 as open_minor, sum(f.base_minor)::int8 as base_minor
      from (${found}) f group by 1, 2),
    grouped as (
      select key, sum(rows)::int8 as rows, sum(base_minor)::int8 as base_minor,
        json_agg(json_build_object('currency', currency, 'rows', rows, 'amount_minor', amount_minor::text,
          'open_minor', open_minor::text) order by currency) as sums
      from parts group by 1)
    select r.* from (
      select g.*, ${names.number} as number, ${names.name} as name, coalesce(${names.name}, g.key) as label
      from grouped g ${names.join}) r
    where ${keys.where} order by ${keys.order} limit ${asked.limit + 1}`)
  const page = keys.page(rows, asked.limit)
  return {
    rows: page.rows.map(({ label: _, base_minor: __, ...row }) => ({ ...row, rows: Number(row.rows) })),
    next: page.next,
  }
}

/** Names of a key that is an id of `table`. */
function namedBy(table: string, id: string, number: string, name: string) {
  return {
    join: sql`left join ${sql.table(table)} k on k.org_id = app_org() and ${sql.ref(`k.${id}`)}::text = g.key`,
    number: sql`${sql.ref(`k.${number}`)}`,
    name: sql`${sql.ref(`k.${name}`)}`,
  }
}

type Names = ReturnType<typeof namedBy>

/** What stands for the key of a group that is an id. */
const groupNames: Readonly<Record<string, Names>> = {
  customer: namedBy('customers', 'customer_id', 'number', 'name'),
  head_office: namedBy('customers', 'customer_id', 'number', 'name'),
  salesperson: namedBy('people', 'person_id', 'code', 'name'),
  department: namedBy('departments', 'department_id', 'code', 'name'),
  entity: namedBy('entities', 'entity_id', 'code', 'name'),
}

/** A key that says itself what it is: a month, a currency, a kind. */
const unnamed: Names = { join: sql``, number: sql`null::text`, name: sql`null::text` }

function sortOf(sort: GroupSort): SortColumn<Ranked>[] {
  const descending = sort.startsWith('-')
  const key: SortColumn<Ranked> = { sql: sql.ref('r.key'), field: 'key', type: 'text', descending }
  const field = sort.replace('-', '')
  if (field === 'rows') return [{ sql: sql.ref('r.rows'), field: 'rows', type: 'int8', descending }, key]
  if (field === 'amount') return [{ sql: sql.ref('r.base_minor'), field: 'base_minor', type: 'int8', descending }, key]
  return [{ sql: sql.ref('r.label'), field: 'label', type: 'text', descending }, key]
}
