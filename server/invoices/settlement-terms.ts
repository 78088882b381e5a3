import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { isCurrency } from '../kernel/money.ts'
import type { settlementsContract } from './settlements-contract.ts'

type Lines = typeof settlementsContract

/** Whether and when a customer is settled by the month, with each entity in each currency. */
export async function readSettlementTerms(
  ctx: Context,
  { customer_id }: Taken<Lines['readSettlementTerms']>,
): Promise<Answered<Lines['readSettlementTerms']>> {
  const rows = await ctx.tx.rows(sql<Answered<Lines['readSettlementTerms']>['rows'][number]>`
    select t.entity_id, e.code as entity_code, t.currency, t.settlement_day, t.reply_days, t.active
    from settlement_terms t join entities e on e.org_id = t.org_id and e.entity_id = t.entity_id
    where t.org_id = ${ctx.org_id} and t.customer_id = ${customer_id} order by e.code, t.currency`)
  return { rows }
}

/** Says whether and when a customer is settled by the month. [INV-19] Refuses `customer_unknown`, `entity_unknown`, `currency_unknown`. */
export async function setSettlementTerms(
  ctx: Context,
  { customer_id, entity_id, currency, settlement_day, reply_days, active }: Taken<Lines['setSettlementTerms']>,
): Promise<Answered<Lines['setSettlementTerms']>> {
  // Load.
  const [customer, entity] = await Promise.all([
    ctx.tx.first(sql`
      select customer_id from customers where org_id = ${ctx.org_id} and customer_id = ${customer_id} for update`),
    ctx.tx.first(sql`select entity_id from entities where org_id = ${ctx.org_id} and entity_id = ${entity_id}`),
  ])

  // Decide.
  if (!customer) refuse('customer_unknown', { customer: customer_id })
  if (!entity) refuse('entity_unknown', { entity_id })
  if (!isCurrency(currency)) refuse('currency_unknown', { currency })
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    insert into settlement_terms (org_id, customer_id, entity_id, currency, settlement_day, reply_days, active, recorded_at)
    values (${ctx.org_id}, ${customer_id}, ${entity_id}, ${currency}, ${settlement_day}, ${reply_days}, ${active},
      ${recorded_at}::timestamptz)
    on conflict (org_id, customer_id, entity_id, currency) do update
      set settlement_day = excluded.settlement_day, reply_days = excluded.reply_days, active = excluded.active,
        recorded_at = excluded.recorded_at`)

  // Record.
  const data = { entity_id, currency, settlement_day, reply_days, active }
  await record(ctx, 'settlement_terms.set', recorded_at, [{ subject_id: customer_id, data }])
  return { active }
}
