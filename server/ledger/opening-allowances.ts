import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import type { Context } from '../kernel/context.ts'
import { type Day, type Instant, newId } from '../kernel/values.ts'
import { accountFor, allowanceAccount, type Books } from './books.ts'
import { carriedBase, type OpeningRequest, type Standing } from './opening-decide.ts'
import { complain, type Plan, planEntry, type PostingLine } from './plan.ts'

type Allowance = OpeningRequest['allowances'][number]

/** An allowance as it will be written; negative, as on its account. */
export type PlannedAllowance = {
  allowance_id: string
  opening_id: string
  entity_id: string
  customer_id: string | null
  account_id: string
  currency: string
  amount_minor: bigint
  base_minor: bigint
  entry_id: string
}

/**
 * One allowance of the old book (坏账准备), given as a positive amount: Dr openings, Cr the allowance, never expense. It is
 * no open item. Refuses `allowance_not_kept` under 小企业会计准则. [LGR-16]
 */
export function planAllowance(
  plan: Plan,
  index: number,
  opening: Standing,
  draft: Allowance,
  customerOf: (number: string) => string | null,
  place: number,
): PlannedAllowance | null {
  const books = plan.books.get(opening.entity_id) as Books
  const at = { allowance: place }
  const account = allowanceAccount(books)
  const against = accountFor(books, 'opening')
  const { customer_number, currency } = draft
  const customer_id = draft.customer_id ?? (customer_number ? customerOf(customer_number) : null)
  if (!account) return complain(plan, index, 'allowance_not_kept', { ...at, entity: books.code })
  if (!against) return complain(plan, index, 'account_not_determined', { ...at, purpose: 'opening' })
  if (customer_number && !customer_id)
    return complain(plan, index, 'customer_unknown', { ...at, customer: customer_number })
  if (draft.amount_minor <= 0n)
    return complain(plan, index, 'amount_not_positive', { ...at, amount_minor: draft.amount_minor })
  const base = carriedBase(plan, index, draft, books, at)
  if (base === null) return null
  const allowance_id = newId()
  const line: PostingLine = {
    account_id: account.account_id,
    item_id: null,
    customer_id,
    currency,
    amount_minor: -draft.amount_minor,
    base_minor: -base,
  }
  const { entry_id } = planEntry(plan, {
    entity_id: opening.entity_id,
    posted_on: opening.cutover_on,
    kind: 'opening',
    document_id: allowance_id,
    memo: null,
    lines: [line, { ...mirrored(line), account_id: against.account_id, customer_id: null }],
  })
  const { account_id, amount_minor, base_minor } = line
  const { opening_id, entity_id } = opening
  return { allowance_id, opening_id, entity_id, customer_id, account_id, currency, amount_minor, base_minor, entry_id }
}

const mirrored = (line: PostingLine): PostingLine => ({
  ...line,
  amount_minor: -line.amount_minor,
  base_minor: -line.base_minor,
})

/** Writes the allowances that were planned. */
export async function writeAllowances(
  ctx: Context,
  planned: readonly PlannedAllowance[],
  recorded_at: Instant,
): Promise<void> {
  await insertRows(
    ctx.tx,
    'opening_allowances',
    ctx.org_id,
    planned.map(one => ({ ...one, recorded_at })),
  )
}

/** The allowances of an opening and the entries they were posted by. */
export const loadAllowances = (ctx: Context, opening_id: string) =>
  ctx.tx.rows(sql<{ allowance_id: string; entry_id: string }>`
    select allowance_id, entry_id from opening_allowances
    where org_id = ${ctx.org_id} and opening_id = ${opening_id} order by allowance_id`)

/** Posts the mirrors of allowances whose opening is undone. */
export function planAllowanceUndo(
  plan: Plan,
  entity_id: string,
  on: Day,
  allowances: readonly { allowance_id: string; entry_id: string }[],
  lines: ReadonlyMap<string, readonly PostingLine[]>,
): void {
  for (const { allowance_id, entry_id } of allowances)
    planEntry(plan, {
      entity_id,
      posted_on: on,
      kind: 'opening_undo',
      document_id: allowance_id,
      memo: null,
      lines: (lines.get(entry_id) ?? []).map(mirrored),
    })
}
