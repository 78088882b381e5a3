import { sql } from 'kysely'
import type { BaseDays } from '../customers/terms.ts'
import type { Context } from '../kernel/context.ts'
import type { Day } from '../kernel/values.ts'

/** What of a contract an invoice of it goes by: its terms, and the days they may count from. */
export type Agreed = {
  contract_id: string
  number: string
  terms_code: string | null
  accepted_on: Day | null
  base_days: BaseDays
}

/** What invoices of contracts go by, with the goods that were confirmed by the end of a day. */
export async function readAgreed(ctx: Context, ids: readonly string[], until: Day): Promise<Map<string, Agreed>> {
  const rows = await ctx.tx.rows(sql<Omit<Agreed, 'base_days'> & { goods_on: Day | null }>`
    select c.contract_id, c.number, t.code as terms_code,
      (select m.met_on from contract_marks m where m.org_id = c.org_id and m.contract_id = c.contract_id and m.part is null
        order by m.recorded_at desc, m.mark_id desc limit 1) as accepted_on,
      (select max(d.confirmed_on) from deliveries d where d.org_id = c.org_id and d.contract_id = c.contract_id
        and d.state = 'confirmed' and d.confirmed_on <= ${until}) as goods_on
    from contracts c left join payment_terms t on t.org_id = c.org_id and t.terms_id = c.terms_id
    where c.org_id = ${ctx.org_id} and c.contract_id = any (${[...ids]}::uuid[])`)
  return new Map(
    rows.map(({ goods_on, ...row }) => [
      row.contract_id,
      {
        ...row,
        base_days: {
          ...(goods_on ? { goods_received: goods_on } : {}),
          ...(row.accepted_on ? { acceptance: row.accepted_on } : {}),
        },
      },
    ]),
  )
}
