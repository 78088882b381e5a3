import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Day } from '../kernel/values.ts'

/** A rate somebody needs: what one unit of `currency` is worth in `base_currency` on a day. */
export type RateWanted = { currency: string; base_currency: string; on: Day }

/** The rate of a currency in a base currency on a day; null where none is known. */
export type Rates = (currency: string, base_currency: string, on: Day) => string | null

/**
 * Reads every rate wanted in one query: of a pair of currencies the latest valid on or before the day, of those the
 * latest recorded. Equal currencies are worth '1' and are not read. [LGR-3]
 */
export async function ratesFor(ctx: Context, wanted: readonly RateWanted[]): Promise<Rates> {
  const asked = new Map(
    wanted
      .filter(want => want.currency !== want.base_currency)
      .map(want => [rateKey(want.currency, want.base_currency, want.on), want]),
  )
  const found = new Map<string, string>()
  if (asked.size > 0) {
    const list = [...asked.values()]
    const rows = await ctx.tx.rows(sql<RateWanted & { rate: string }>`
      select w.currency, w.base_currency, w.on_day as on, r.rate::text as rate
      from unnest(${list.map(want => want.currency)}::text[], ${list.map(want => want.base_currency)}::text[],
        ${list.map(want => want.on)}::date[]) as w (currency, base_currency, on_day)
      cross join lateral (
        select rate from exchange_rates r
        where r.org_id = ${ctx.org_id} and r.currency = w.currency::bpchar and r.base_currency = w.base_currency::bpchar
          and r.valid_on <= w.on_day
        order by r.valid_on desc, r.recorded_at desc limit 1) r`)
    for (const row of rows) found.set(rateKey(row.currency, row.base_currency, row.on), plainRate(row.rate))
  }
  return (currency, base_currency, on) =>
    currency === base_currency ? '1' : (found.get(rateKey(currency, base_currency, on)) ?? null)
}

const rateKey = (currency: string, base_currency: string, on: Day) => `${currency} ${base_currency} ${on}`

/** A rate without the zeros the column pads it with: '7.1000000000' is '7.1'. */
export function plainRate(rate: string): string {
  return rate.includes('.') ? rate.replace(/\.?0+$/, '') : rate
}
