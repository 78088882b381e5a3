import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import type { customersContract } from './contract.ts'
import { nameCore, nameKey } from './names.ts'
import { normaliseTaxId } from './tax-id.ts'

type Lines = typeof customersContract
type Twin = Answered<Lines['findTwins']>['rows'][number]

/** A spelling of a customer that is like what was asked for; `likeness` between 0 and 1. */
export type Spelling = { customer_id: string; spelling: string; likeness: number }

/** The most spellings of a kind that are looked at. */
const most = 200

/**
 * Customers that a new one may be: by tax identifier and by name, the likeliest first, with the evidence. It finds; nobody
 * is ever merged by it. [CUS-18]
 */
export async function findTwins(
  ctx: Context,
  { name, tax_id, except, limit }: Taken<Lines['findTwins']>,
): Promise<Answered<Lines['findTwins']>> {
  const tax = normaliseTaxId(tax_id ?? '')
  const [spellings, taxed] = await Promise.all([
    name
      ? ctx.tx.rows(
          sql<Spelling>`select customer_id, spelling, likeness from similar_customers(${nameCore(name)}, ${most})`,
        )
      : [],
    tax
      ? ctx.tx.rows(sql<{ customer_id: string }>`
          select customer_id from customers where org_id = ${ctx.org_id} and tax_id = ${tax} limit 20`)
      : [],
  ])
  const ranked = rankTwins(
    name ?? '',
    spellings,
    taxed.map(row => row.customer_id),
  )
    .filter(row => row.customer_id !== except)
    .slice(0, limit)
  const known = await ctx.tx.rows(sql<Pick<Twin, 'customer_id' | 'number' | 'name' | 'state'>>`
    select customer_id, number, name, state from customers
    where org_id = ${ctx.org_id} and customer_id = any (${ranked.map(row => row.customer_id)}::uuid[])`)
  const byId = new Map(known.map(row => [row.customer_id, row]))
  return {
    rows: ranked.flatMap(row => {
      const customer = byId.get(row.customer_id)
      return customer ? [{ ...row, ...customer }] : []
    }),
  }
}

/** The spellings whose core is like that of a name. */
export const similarTo = (tx: Tx, name: string): Promise<Spelling[]> =>
  tx.rows(sql<Spelling>`select customer_id, spelling, likeness from similar_customers(${nameCore(name)}, ${most})`)

type Ranked = Pick<Twin, 'customer_id' | 'spelling' | 'score' | 'reasons'>

/**
 * One row for each customer, by its best evidence: the tax identifier (100), the same name but for legal form, width and
 * case (96), the same core (90), else how like the cores are. Of equals the one with more spellings that meet stands first:
 * that is the one whose name is written in many ways.
 */
export function rankTwins(name: string, spellings: readonly Spelling[], taxed: readonly string[]): Ranked[] {
  const [key, core] = [nameKey(name), nameCore(name)]
  const scored = spellings.map(({ customer_id, spelling, likeness }) => {
    const reason = nameKey(spelling) === key ? 'name' : nameCore(spelling) === core ? 'core' : 'similar'
    const score = reason === 'name' ? 96 : reason === 'core' ? 90 : Math.round(likeness * 85)
    return { customer_id, spelling, score, reason } as const
  })
  const rows = [...Map.groupBy(scored, row => row.customer_id)].map(([customer_id, some]) => {
    const best = some.reduce((a, b) => (b.score > a.score ? b : a))
    const meeting = some.filter(row => row.score >= 90).length
    return {
      customer_id,
      spelling: best.spelling,
      score: best.score,
      reasons: [best.reason] as Ranked['reasons'],
      meeting,
    }
  })
  for (const customer_id of taxed) {
    const row = rows.find(one => one.customer_id === customer_id)
    if (row) Object.assign(row, { score: 100, reasons: ['tax_id', ...row.reasons] })
    else rows.push({ customer_id, spelling: '', score: 100, reasons: ['tax_id'], meeting: 0 })
  }
  const tier = (score: number) => (score >= 90 && score < 100 ? 90 : score)
  return rows
    .sort((a, b) => tier(b.score) - tier(a.score) || b.meeting - a.meeting || b.score - a.score)
    .map(({ meeting: _, ...row }) => row)
}
