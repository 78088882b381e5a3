import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import type { customersContract } from './contract.ts'
import { compareCustomers, type Name, nameKeys, nameOf } from './likeness.ts'
import { normaliseTaxId } from './tax-id.ts'

type Found = Answered<typeof customersContract.findTwins>
type Pairs = Answered<typeof customersContract.listTwinPairs>
type Pair = Pairs['rows'][number]

/** A customer with everything it is compared by. */
export type Compared = {
  customer_id: string
  number_key: string
  tax_id: string | null
  head_office_id: string | null
  merged_into: string | null
  names: string[]
}

/** A key that more customers share than this says nothing: 贸易, or a beginning that half the book has. */
const commonFrom = 400
/** How many are compared by their names, and how many that the job has not come to yet. */
const comparedAtMost = 80
/** From here on a candidate is worth showing. */
const shownFrom = 50

/**
 * Customers that a name being typed, or a tax identifier, may mean: the likest first; of those that are as like, the
 * one that goes under more such names. One that was merged answers as its survivor. [CUS-17]
 */
export async function findTwins(ctx: Context, input: Taken<typeof customersContract.findTwins>): Promise<Found> {
  const name = input.name?.trim() ? nameOf(input.name.trim()) : null
  const tax_id = normaliseTaxId(input.tax_id ?? '') || null
  if (!name && !tax_id) return { rows: [] }
  const ids = await candidates(ctx, name, tax_id)
  const best = new Map<string, Pick<Found['rows'][number], 'score' | 'evidence'>>()
  for (const one of await comparedCustomers(ctx.tx, ctx.org_id, ids)) {
    const found = compareCustomers(
      { names: name ? [name] : [], tax_id },
      { names: one.names.map(nameOf), tax_id: one.tax_id },
    )
    const customer_id = one.merged_into ?? one.customer_id
    if (found.score >= shownFrom && found.score > (best.get(customer_id)?.score ?? 0)) best.set(customer_id, found)
  }
  const rows = await ctx.tx.rows(sql<Omit<Found['rows'][number], 'score' | 'evidence'>>`
    select customer_id, number, name, name_en, tax_id, country, state, recorded_at from customers
    where org_id = ${ctx.org_id} and customer_id = any (${[...best.keys()]}::uuid[])`)
  const answers = rows.map(row => ({ ...row, ...(best.get(row.customer_id) as { score: number; evidence: never[] }) }))
  return { rows: answers.sort(likestFirst).slice(0, input.limit) }
}

const spellings = (row: Found['rows'][number]) => Math.max(0, ...row.evidence.map(one => one.spellings))
const likestFirst = (a: Found['rows'][number], b: Found['rows'][number]) =>
  b.score - a.score || spellings(b) - spellings(a) || (a.number < b.number ? -1 : 1)

/** Those that share keys with a name, the rarer the key the better, of one tax identifier, or not worked out yet. */
async function candidates(ctx: Context, name: Name | null, tax_id: string | null): Promise<string[]> {
  const rows = await ctx.tx.rows(sql<{ customer_id: string }>`
    (select f.customer_id from unnest(${name ? nameKeys(name) : []}::text[]) as k (key)
      cross join lateral (
        select array_agg(s.customer_id) as ids, count(*) as n from (
          select t.customer_id from customer_keys t where t.org_id = ${ctx.org_id} and t.key = k.key
          limit ${commonFrom + 1}) s) l
      cross join unnest(l.ids) as f (customer_id)
      where l.n <= ${commonFrom}
      group by f.customer_id order by sum(1 / (1 + ln(l.n))) desc limit ${comparedAtMost})
    union
    (select customer_id from customers where org_id = ${ctx.org_id} and tax_id = ${tax_id} limit ${comparedAtMost})
    union
    (select customer_id from customers where org_id = ${ctx.org_id} and name_key = ${name ? nameKeyOf(name) : null}
      limit ${comparedAtMost})
    union
    (select customer_id from customer_recounts where org_id = ${ctx.org_id} order by recount_id desc limit ${comparedAtMost})`)
  return rows.map(row => row.customer_id)
}

const nameKeyOf = (name: Name) => nameKeys(name)[0]?.slice(2)

/** Customers with all their names, for comparing. */
export function comparedCustomers(tx: Tx, org_id: number, ids: readonly string[]): Promise<Compared[]> {
  return tx.rows(sql<Compared>`
    select c.customer_id, c.number_key, c.tax_id, c.head_office_id, c.merged_into,
      array_remove(array[c.name, c.name_en], null) || array(
        select a.alias from customer_aliases a
        where a.org_id = ${org_id} and a.customer_id = c.customer_id and a.kind = 'name' and a.ended_at is null
        order by a.alias limit 50) as names
    from customers c where c.org_id = ${org_id} and c.customer_id = any (${[...ids]}::uuid[])`)
}

const side = (of: 'a' | 'b') => sql`jsonb_build_object('customer_id', ${sql.ref(`${of}.customer_id`)},
  'number', ${sql.ref(`${of}.number`)}, 'name', ${sql.ref(`${of}.name`)}, 'name_en', ${sql.ref(`${of}.name_en`)},
  'tax_id', ${sql.ref(`${of}.tax_id`)}, 'country', ${sql.ref(`${of}.country`)}, 'state', ${sql.ref(`${of}.state`)},
  'recorded_at', to_char(${sql.ref(`${of}.recorded_at`)}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))`

/** Pairs that are likely one, the likest first: both in business, and not told apart by anybody. [CUS-18] */
export async function listTwinPairs(
  ctx: Context,
  input: Taken<typeof customersContract.listTwinPairs>,
): Promise<Pairs> {
  const keys = keyset<Pair>(
    [
      { sql: sql.ref('p.score'), field: 'score', type: 'int8', descending: true },
      { sql: sql.ref('p.customer_id'), field: 'customer_id', type: 'uuid', descending: true },
      { sql: sql.ref('p.other_id'), field: 'other_id', type: 'uuid', descending: true },
    ],
    input.after,
  )
  const rows = await ctx.tx.rows(sql<Pair>`
    select p.customer_id, p.other_id, p.score, p.evidence, ${side('a')} as customer, ${side('b')} as other
    from customer_twins p
    join customers a on a.org_id = p.org_id and a.customer_id = p.customer_id and a.state = 'active'
    join customers b on b.org_id = p.org_id and b.customer_id = p.other_id and b.state = 'active'
    where p.org_id = ${ctx.org_id} and ${keys.where}
      ${input.score_from === undefined ? sql`` : sql`and p.score >= ${input.score_from}`}
      and not exists (select from customer_differences d where d.org_id = p.org_id
        and d.customer_id = p.customer_id and d.other_id = p.other_id and d.ended_at is null)
    order by ${keys.order} limit ${input.limit + 1}`)
  return keys.page(rows, input.limit)
}
