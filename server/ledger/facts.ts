import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import type { booksContract } from './books-contract.ts'
import type { ledgerContract } from './contract.ts'
import type { openingsContract } from './openings-contract.ts'

type Facts<I> = (ctx: Context, input: I) => Promise<Record<string, unknown>>
type PeriodAsked = Taken<(typeof booksContract)['closePeriod']>

/**
 * What a policy may look at before a verb of the ledger runs: the entities it touches and, for write-offs, the amounts
 * in base currency, in all (`amount_minor`) and of the greatest line (`most_amount_minor`). Digits in text, as everywhere.
 */
export const ledgerFacts = {
  'item.write_off': async (ctx, requests) => {
    const amounts = requests.map(request => request.amount_minor ?? null)
    const rows = await ctx.tx.rows(sql<{ entity_id: string; customer_id: string; number: string; base_minor: string }>`
      select i.entity_id, i.customer_id, i.number, coalesce(round(i.open_base_minor::numeric * coalesce(w.amount_minor, i.open_minor)
        / nullif(i.open_minor, 0)), 0)::int8 as base_minor
      from unnest(${requests.map(request => request.item_id)}::uuid[], ${amounts}::int8[]) as w (item_id, amount_minor)
      join open_items i on i.org_id = ${ctx.org_id} and i.item_id = w.item_id`)
    const parts = rows.map(row => BigInt(row.base_minor))
    return {
      lines: requests.length,
      entity_ids: [...new Set(rows.map(row => row.entity_id))],
      customer_ids: [...new Set(rows.map(row => row.customer_id))],
      numbers: [...new Set(rows.map(row => row.number))].sort(),
      amount_minor: String(parts.reduce((sum, part) => sum + part, 0n)),
      most_amount_minor: String(parts.reduce((most, part) => (part > most ? part : most), 0n)),
    }
  },
  'period.close': async (_ctx, { entity_id, period }) => ({ entity_ids: [entity_id], period }),
  'period.reopen': async (_ctx, { entity_id, period }) => ({ entity_ids: [entity_id], period }),
  'opening.lock': async (ctx, { opening_id }) => {
    const row = await ctx.tx.first(sql<{ entity_id: string; items: number; base_minor: string }>`
      select o.entity_id, count(i.item_id)::int as items, coalesce(sum(i.base_minor), 0)::int8 as base_minor
      from openings o left join open_items i on i.org_id = o.org_id and i.opening_id = o.opening_id
      where o.org_id = ${ctx.org_id} and o.opening_id = ${opening_id} group by o.entity_id`)
    return { entity_ids: row ? [row.entity_id] : [], items: row?.items ?? 0, amount_minor: row?.base_minor ?? '0' }
  },
} satisfies {
  'item.write_off': Facts<Taken<(typeof ledgerContract)['writeOffItems']>>
  'period.close': Facts<PeriodAsked>
  'period.reopen': Facts<PeriodAsked>
  'opening.lock': Facts<Taken<(typeof openingsContract)['lockOpening']>>
}
