import { sql } from 'kysely'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { isCurrency } from '../kernel/money.ts'
import { addDays } from '../kernel/values.ts'
import type { settlementsContract } from './settlements-contract.ts'

type Lines = typeof settlementsContract

/** Whether and when a customer is settled by the month, with each entity in each currency. */
export async function readSettlementTerms(
  ctx: Context,
  { customer_id }: Taken<Lines['readSettlementTerms']>,
): Promise<Answered<Lines['readSettlementTerms']>> {
  const rows = await ctx.tx.rows(sql<Answered<Lines['readSettlementTerms']>['rows'][number]>`
    select t.entity_id, e.code as entity_code, t.currency, t.settlement_day, t.reply_days, t.active, t.automatic,
      p.name as automatic_by_name, t.made_until
    from settlement_terms t join entities e on e.org_id = t.org_id and e.entity_id = t.entity_id
    left join people p on p.org_id = t.org_id and t.automatic and p.person_id = t.automatic_by
    where t.org_id = ${ctx.org_id} and t.customer_id = ${customer_id} order by e.code, t.currency`)
  return { rows }
}

/**
 * Says whether and when a customer is settled by the month, and whether the bills are made and sent by themselves: then in the
 * name of whoever says so, who must be allowed to. [INV-19] [INV-26] Refuses `customer_unknown`, `entity_unknown`,
 * `currency_unknown`, `permission_missing`.
 */
export async function setSettlementTerms(
  ctx: Context,
  {
    customer_id,
    entity_id,
    currency,
    settlement_day,
    reply_days,
    active,
    automatic,
  }: Taken<Lines['setSettlementTerms']>,
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
  if (automatic && !may(ctx, 'billing.run')) refuse('permission_missing', { permission: 'billing.run' })
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    insert into settlement_terms (org_id, customer_id, entity_id, currency, settlement_day, reply_days, active, automatic,
      automatic_by, made_until, recorded_at)
    values (${ctx.org_id}, ${customer_id}, ${entity_id}, ${currency}, ${settlement_day}, ${reply_days}, ${active}, ${automatic},
      ${automatic ? ctx.actor.person_id : null}, ${automatic ? addDays(ctx.today, -1) : null},
      ${recorded_at}::timestamptz)
    on conflict (org_id, customer_id, entity_id, currency) do update
      set settlement_day = excluded.settlement_day, reply_days = excluded.reply_days, active = excluded.active,
        automatic = excluded.automatic, automatic_by = excluded.automatic_by,
        made_until = case when settlement_terms.automatic and excluded.automatic then settlement_terms.made_until
          else excluded.made_until end,
        recorded_at = excluded.recorded_at`)

  // Record.
  const data = { entity_id, currency, settlement_day, reply_days, active, automatic }
  await record(ctx, 'settlement_terms.set', recorded_at, [{ subject_id: customer_id, data }])
  return { active }
}
