import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { compareDecimals } from '../kernel/money.ts'
import { addDays, type Day, periodOf } from '../kernel/values.ts'
import type { Problem } from '../kernel/errors.ts'
import type { RefusalCode } from '../kernel/refusals.ts'

export type Account = { account_id: string; code: string; control: string | null }
export type DifferenceRule = { account_id: string; limit_minor: bigint; limit_percent: string | null }

/** What a verb must know of an entity to post in it. */
export type Books = {
  entity_id: string
  code: string
  base_currency: string
  books_from: Day
  standard: string
  accounts: ReadonlyMap<string, Account>
  byId: ReadonlyMap<string, Account>
  differences: ReadonlyMap<string, DifferenceRule>
  closed: ReadonlySet<string>
}

type BooksRow = {
  entity_id: string
  code: string
  base_currency: string
  books_from: Day
  standard: string
  accounts: { account_id: string; code: string; control: string | null }[]
  rules: { purpose: string; qualifier: string; account_id: string }[]
  differences: { kind: string; account_id: string; limit_minor: string; limit_percent: string | null }[]
  closed: string[]
}

/**
 * Loads the books of entities, holding their periods open until the transaction ends: closing takes the same lock
 * alone, so that no period closes between the check and the commit.
 */
export async function lockBooks(ctx: Context, entity_ids: readonly string[]): Promise<Map<string, Books>> {
  const ids = [...new Set(entity_ids)].sort()
  if (ids.length === 0) return new Map()
  const locks = ctx.tx.rows(sql`
    select pg_advisory_xact_lock_shared(${ctx.org_id}, hashtext('period:' || id)) from unnest(${ids}::text[]) as t(id)`)
  const loaded = readBooks(ctx, ids)
  await locks
  return loaded
}

/** Loads the books of entities without holding their periods; for queries. */
export async function readBooks(ctx: Context, ids: readonly string[]): Promise<Map<string, Books>> {
  const rows = await ctx.tx.rows(sql<BooksRow>`
    select e.entity_id, e.code, e.base_currency, e.books_from, e.standard,
      (select coalesce(json_agg(json_build_object('account_id', a.account_id, 'code', a.code, 'control', a.control)), '[]')
         from accounts a where a.org_id = e.org_id and a.entity_id = e.entity_id) as accounts,
      (select coalesce(json_agg(json_build_object('purpose', r.purpose, 'qualifier', r.qualifier, 'account_id', r.account_id)), '[]')
         from account_rules r where r.org_id = e.org_id and r.entity_id = e.entity_id) as rules,
      (select coalesce(json_agg(json_build_object('kind', d.kind, 'account_id', d.account_id,
           'limit_minor', d.limit_minor::text, 'limit_percent', d.limit_percent::text)), '[]')
         from difference_rules d where d.org_id = e.org_id and d.entity_id = e.entity_id) as differences,
      (select coalesce(json_agg(p.period), '[]')
         from periods p where p.org_id = e.org_id and p.entity_id = e.entity_id and p.state = 'closed') as closed
    from entities e
    where e.org_id = ${ctx.org_id} and e.entity_id = any (${ids}::uuid[])`)
  return new Map(rows.map(row => [row.entity_id, booksOf(row)]))
}

function booksOf(row: BooksRow): Books {
  const byId = new Map(row.accounts.map(account => [account.account_id, account]))
  const accounts = new Map<string, Account>()
  for (const rule of row.rules) {
    const account = byId.get(rule.account_id)
    if (account) accounts.set(rule.qualifier ? `${rule.purpose}:${rule.qualifier}` : rule.purpose, account)
  }
  return {
    entity_id: row.entity_id,
    code: row.code,
    base_currency: row.base_currency,
    books_from: row.books_from,
    standard: row.standard,
    accounts,
    byId,
    differences: new Map(
      row.differences.map(rule => [
        rule.kind,
        { account_id: rule.account_id, limit_minor: BigInt(rule.limit_minor), limit_percent: rule.limit_percent },
      ]),
    ),
    closed: new Set(row.closed),
  }
}

/** The account for a purpose: the rule with the qualifier where there is one, else the rule without. */
export function accountFor(books: Books, purpose: string, qualifier = ''): Account | null {
  return (qualifier ? books.accounts.get(`${purpose}:${qualifier}`) : undefined) ?? books.accounts.get(purpose) ?? null
}

/** The account an allowance stands on; null where the standard knows none: 小企业会计准则 writes off against expense. */
export const allowanceAccount = (books: Books) =>
  books.standard === 'cas_small' ? null : (accountFor(books, 'bad_debt') ?? null)

/** How far ahead of today a document may be posted. */
const furthestAhead = 366

/**
 * What is wrong with posting on a day: a closed period, a day before the books begin (openings excepted),
 * a day more than a year ahead. Null when nothing is.
 */
export function dayProblem(
  books: Books,
  on: Day,
  today: Day,
  opening = false,
): { code: RefusalCode; params: Record<string, unknown> } | null {
  if (books.closed.has(periodOf(on)))
    return { code: 'period_closed', params: { period: periodOf(on), entity: books.code } }
  if (!opening && on < books.books_from)
    return { code: 'period_before_books', params: { on, books_from: books.books_from } }
  if (on > addDays(today, furthestAhead)) return { code: 'posted_too_far_ahead', params: { on } }
  return null
}

/** Whether a small difference of a kind may be taken: within the limit in base currency and the share of the item. */
export function differenceProblem(
  books: Books,
  kind: string,
  base_minor: bigint,
  part: { minor: bigint; of_minor: bigint },
): Omit<Problem, 'index'> | null {
  const rule = books.differences.get(kind)
  if (!rule) return { code: 'difference_kind_not_set_up', params: { kind, entity: books.code } }
  const size = base_minor < 0n ? -base_minor : base_minor
  const limit = {
    kind,
    limit_minor: rule.limit_minor,
    limit_percent: rule.limit_percent,
    currency: books.base_currency,
  }
  if (size > rule.limit_minor) return { code: 'difference_over_limit', params: limit }
  if (rule.limit_percent !== null && compareDecimals(shareOf(part.minor, part.of_minor), rule.limit_percent) > 0)
    return { code: 'difference_over_limit', params: limit }
  return null
}

/** A share in per cent with four decimals, as text. */
function shareOf(part: bigint, whole: bigint): string {
  const absolute = (value: bigint) => (value < 0n ? -value : value)
  const scaled = (absolute(part) * 1_000_000n) / absolute(whole)
  return `${scaled / 10_000n}.${(scaled % 10_000n).toString().padStart(4, '0')}`
}
