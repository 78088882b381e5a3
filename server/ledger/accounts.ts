import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { keyset } from '../kernel/cursor.ts'
import { compareDecimals, isCurrency } from '../kernel/money.ts'
import { type Day, type Instant, laterInstant, newId, plusMicros } from '../kernel/values.ts'
import type { booksContract } from './books-contract.ts'
import { type Control, charts } from './charts.ts'
import { plainRate } from './rates.ts'

type Lines = typeof booksContract

/** The chart of an entity; each account with the purposes it serves, `purpose` or `purpose:qualifier`. */
export async function listAccounts(
  ctx: Context,
  { entity_id }: { entity_id: string },
): Promise<Answered<Lines['listAccounts']>> {
  const rows = await ctx.tx.rows(sql<Answered<Lines['listAccounts']>['rows'][number]>`
    select a.account_id, a.code, a.name, a.name_en, a.type, a.control,
      array(select r.purpose || case when r.qualifier = '' then '' else ':' || r.qualifier end
        from account_rules r where r.org_id = a.org_id and r.account_id = a.account_id order by 1) as purposes
    from accounts a where a.org_id = ${ctx.org_id} and a.entity_id = ${entity_id} order by a.code`)
  if (rows.length === 0) refuse('entity_unknown', { entity_id })
  return { rows }
}

/** The control kinds whose account may serve a purpose; a purpose that is absent takes an account without control. */
const controlsFor: Record<string, readonly Control[]> = {
  receivable: ['receivable'],
  unapplied: ['receivable', 'advance'],
  other: ['other'],
  bill: ['bill'],
  retention: ['contract_asset', 'receivable', 'long_term'],
  contract_asset: ['contract_asset'],
  long_term: ['long_term'],
  advance: ['advance'],
}
const purposes = new Set(
  Object.values(charts).flatMap(chart =>
    chart.flatMap(account => (account.purposes ?? []).map(purpose => purpose.split(':')[0] as string)),
  ),
)
purposes.delete('difference') // set with its limit, by the difference rules

type AccountRow = { account_id: string; code: string; control: Control | null }

/**
 * Says which account serves a purpose from now on; items that stand keep the account they were posted to. Refuses a
 * control account for what carries no open items, and the other way round. [LGR-20]
 */
export async function determineAccount(
  ctx: Context,
  request: Taken<Lines['determineAccount']>,
): Promise<Answered<Lines['determineAccount']>> {
  // Load.
  const account = await findAccount(ctx, request.entity_id, request.account_code)
  const recorded_at = await moment(ctx)

  // Decide.
  refuseAll(decideDetermination(account, request))

  // Write.
  const { account_id } = account as AccountRow
  await ctx.tx.rows(sql`
    insert into account_rules (org_id, entity_id, purpose, qualifier, account_id)
    values (${ctx.org_id}, ${request.entity_id}, ${request.purpose}, ${request.qualifier}, ${account_id})
    on conflict (org_id, entity_id, purpose, qualifier) do update set account_id = excluded.account_id`)

  // Record.
  await record(ctx, 'account.determined', recorded_at, [{ subject_id: account_id, data: { ...request } }])
  return { account_id }
}

/** What is wrong with an account for a purpose. */
export function decideDetermination(
  account: AccountRow | null,
  request: { purpose: string; account_code: string },
): Problem[] {
  const { purpose, account_code } = request
  if (!purposes.has(purpose)) return [{ index: 0, code: 'field_invalid', params: { field: 'purpose', value: purpose } }]
  if (!account) return [{ index: 0, code: 'account_unknown', params: { account_code } }]
  const wanted = controlsFor[purpose]
  if (!wanted && account.control)
    return [{ index: 0, code: 'account_is_control', params: { account_code, control: account.control, purpose } }]
  if (wanted && (!account.control || !wanted.includes(account.control)))
    return [{ index: 0, code: 'account_control_wrong', params: { account_code, control: account.control, wanted } }]
  return []
}

function findAccount(ctx: Context, entity_id: string, code: string): Promise<AccountRow | null> {
  return ctx.tx.first(sql<AccountRow>`
    select account_id, code, control from accounts
    where org_id = ${ctx.org_id} and entity_id = ${entity_id} and code = ${code} and not archived`)
}

type Rate = Taken<Lines['setRates']>[number]

/** Enters dated rates. A second rate for a day corrects the first, which stays known for what was asked before. [LGR-3] */
export async function setRates(ctx: Context, rates: Taken<Lines['setRates']>): Promise<Answered<Lines['setRates']>> {
  // Load.
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(${ctx.org_id}, hashtext('exchange_rates'))`)
  const latest = await ctx.tx.first(sql<{ at: Instant | null }>`
    select max(r.recorded_at) as at from exchange_rates r
    join unnest(${rates.map(rate => rate.currency)}::text[], ${rates.map(rate => rate.base_currency)}::text[],
      ${rates.map(rate => rate.valid_on)}::date[]) as w (currency, base_currency, valid_on)
      on r.currency = w.currency::bpchar and r.base_currency = w.base_currency::bpchar and r.valid_on = w.valid_on
    where r.org_id = ${ctx.org_id}`)
  const now = await moment(ctx)
  const recorded_at = latest?.at ? laterInstant(now, plusMicros(latest.at, 1)) : now

  // Decide.
  const { rows, problems } = decideRates(rates)
  refuseAll(problems)

  // Write.
  await insertRows(
    ctx.tx,
    'exchange_rates',
    ctx.org_id,
    rows.map(row => ({ ...row, recorded_at })),
  )

  // Record.
  await record(ctx, 'rate.set', recorded_at, [{ subject_id: newId(), data: { rates: rows } }])
  return { count: rows.length }
}

/** The rates to write, each pair and day once; a rate is above 0, between two currencies, and not given twice differently. */
export function decideRates(rates: readonly Rate[]): { rows: Rate[]; problems: Problem[] } {
  const rows = new Map<string, Rate>()
  const problems: Problem[] = []
  for (const [index, rate] of rates.entries()) {
    const { currency, base_currency, valid_on } = rate
    const unknown = [currency, base_currency].find(code => !isCurrency(code))
    const key = `${currency} ${base_currency} ${valid_on}`
    const twin = rows.get(key)
    if (unknown) problems.push({ index, code: 'currency_unknown', params: { currency: unknown } })
    else if (
      currency === base_currency ||
      compareDecimals(rate.rate, '0') <= 0 ||
      (twin && compareDecimals(twin.rate, rate.rate) !== 0)
    )
      problems.push({ index, code: 'rate_invalid', params: { currency, base_currency, valid_on, rate: rate.rate } })
    else rows.set(key, rate)
  }
  return { rows: [...rows.values()], problems }
}

type RateRow = {
  currency: string
  base_currency: string
  valid_on: Day
  rate: string
  source: string
  recorded_at: Instant
}

/** Dated rates, the latest day and then the latest correction first. */
export async function listRates(ctx: Context, input: Taken<Lines['listRates']>): Promise<Answered<Lines['listRates']>> {
  const keys = keyset<RateRow>(
    [
      { sql: sql.ref('valid_on'), field: 'valid_on', type: 'date', descending: true },
      { sql: sql.ref('recorded_at'), field: 'recorded_at', type: 'timestamptz', descending: true },
      { sql: sql`currency::text`, field: 'currency', type: 'text', descending: true },
      { sql: sql`base_currency::text`, field: 'base_currency', type: 'text', descending: true },
    ],
    input.after,
  )
  const { currency = null, base_currency = null } = input
  const rows = await ctx.tx.rows(sql<RateRow>`
    select currency, base_currency, valid_on, rate::text as rate, source, recorded_at from exchange_rates
    where org_id = ${ctx.org_id} and ${keys.where}
      and (${currency}::text[] is null or currency = any (${currency}::text[]))
      and (${base_currency}::text is null or base_currency = ${base_currency}::text)
    order by ${keys.order} limit ${input.limit + 1}`)
  const page = keys.page(rows, input.limit)
  return { ...page, rows: page.rows.map(row => ({ ...row, rate: plainRate(row.rate) })) }
}

/** Sets account and limit of a kind of small difference; without an account it keeps the one it has. [LGR-11] */
export async function setDifferenceRule(
  ctx: Context,
  request: Taken<Lines['setDifferenceRule']>,
): Promise<Answered<Lines['setDifferenceRule']>> {
  const { entity_id, kind, limit_minor, limit_percent, account_code } = request
  // Load.
  const standing = await ctx.tx.first(sql<AccountRow>`
    select a.account_id, a.code, a.control from difference_rules d
    join accounts a on a.org_id = d.org_id and a.account_id = d.account_id
    where d.org_id = ${ctx.org_id} and d.entity_id = ${entity_id} and d.kind = ${kind} for update of d`)
  const account = account_code === undefined ? standing : await findAccount(ctx, entity_id, account_code)
  const recorded_at = await moment(ctx)

  // Decide.
  refuseAll(decideDifferenceRule(account, request))

  // Write.
  await ctx.tx.rows(sql`
    insert into difference_rules (org_id, entity_id, kind, limit_minor, limit_percent, account_id)
    values (${ctx.org_id}, ${entity_id}, ${kind}, ${limit_minor}, ${limit_percent}, ${account?.account_id})
    on conflict (org_id, entity_id, kind) do update
      set limit_minor = excluded.limit_minor, limit_percent = excluded.limit_percent, account_id = excluded.account_id`)

  // Record.
  await record(ctx, 'difference.rule_set', recorded_at, [{ subject_id: entity_id, data: { ...request } }])
  return { kind }
}

/** What is wrong with a limit and its account. A limit of 0 switches the kind off. */
export function decideDifferenceRule(
  account: AccountRow | null,
  request: Taken<Lines['setDifferenceRule']>,
): Problem[] {
  const { limit_minor, limit_percent, account_code } = request
  const problems: Problem[] = []
  const refused = (code: Problem['code'], params: Record<string, unknown>) => problems.push({ index: 0, code, params })
  if (limit_minor < 0n) refused('field_out_of_range', { field: 'limit_minor', least: 0 })
  if (limit_percent !== null && (compareDecimals(limit_percent, '0') < 0 || compareDecimals(limit_percent, '100') > 0))
    refused('field_out_of_range', { field: 'limit_percent', least: 0, most: 100 })
  if (!account && account_code === undefined) refused('field_missing', { field: 'account_code' })
  else if (!account) refused('account_unknown', { account_code })
  else if (account.control) refused('account_is_control', { account_code: account.code, control: account.control })
  return problems
}

/** The kinds of small difference of an entity, with limit and account. */
export async function listDifferenceRules(
  ctx: Context,
  { entity_id }: { entity_id: string },
): Promise<Answered<Lines['listDifferenceRules']>> {
  const rows = await ctx.tx.rows(sql<Answered<Lines['listDifferenceRules']>['rows'][number]>`
    select d.kind, d.limit_minor, trim_scale(d.limit_percent)::text as limit_percent, a.code as account_code, a.name as account_name
    from difference_rules d join accounts a on a.org_id = d.org_id and a.account_id = d.account_id
    where d.org_id = ${ctx.org_id} and d.entity_id = ${entity_id} order by d.kind`)
  return { rows }
}
