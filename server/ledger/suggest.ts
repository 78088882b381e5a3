import { sql } from 'kysely'
import { type BaseDays, openDiscounts, type TermsRule } from '../customers/terms.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import type { Day } from '../kernel/values.ts'
import type { ledgerContract } from './contract.ts'
import { subsetSum } from './subset-sum.ts'

type Answer = Answered<(typeof ledgerContract)['suggestApplications']>
type Suggestion = Answer['rows'][number]

/** An open debit that a credit may pay. */
export type Candidate = {
  item_id: string
  document_id: string
  number: string
  due_on: Day | null
  open_minor: Minor
  disputed: boolean
  /** What may be taken off by having paid when the credit came. */
  discount: { until_on: Day; amount_minor: Minor } | null
}

/** How many of the oldest items are looked at for sums, and how many at all. */
const forSums = 30
const atAll = 2000

/**
 * Suggests what a credit pays, best evidence first: documents less the discount for paying early where it came in time, [LGR-27] the documents its reference names, one item of exactly its amount,
 * a set of exactly its amount, the oldest first. Items are the customer's and those of its head office's group. [LGR-17]
 */
export async function suggestApplications(
  ctx: Context,
  { credit_item_id }: { credit_item_id: string },
): Promise<Answer> {
  const credit = await ctx.tx.first(sql<{
    open_minor: string
    entity_id: string
    customer_id: string
    currency: string
    received_on: Day | null
    reference: string
  }>`
    select i.open_minor, i.entity_id, i.customer_id, i.currency, r.received_on,
      concat_ws(' ', r.reference, r.note, v.reference, v.note, n.memo) as reference
    from open_items i
    join entries n on n.org_id = i.org_id and n.entry_id = i.entry_id
    left join receipts r on r.org_id = i.org_id and r.receipt_id = i.document_id
    left join invoices v on v.org_id = i.org_id and v.invoice_id = i.document_id
    where i.org_id = ${ctx.org_id} and i.item_id = ${credit_item_id}`)
  if (!credit) refuse('item_unknown', { item_id: credit_item_id })
  const open = -BigInt(credit.open_minor)
  if (open < 0n) refuse('amount_sign_wrong', { item_id: credit_item_id })
  if (open === 0n) return { rows: [] }
  const rows = await ctx.tx.rows(sql<
    Omit<Candidate, 'open_minor' | 'discount'> & {
      open_minor: string
      terms_rule: TermsRule | null
      base_days: BaseDays
    }
  >`
    with recursive up as (
      select customer_id, head_office_id from customers where org_id = ${ctx.org_id} and customer_id = ${credit.customer_id}
      union select c.customer_id, c.head_office_id from customers c join up on c.org_id = ${ctx.org_id} and c.customer_id = up.head_office_id
    ), family as (
      select customer_id from up
      union select c.customer_id from customers c join family f on c.org_id = ${ctx.org_id} and c.head_office_id = f.customer_id
    )
    select i.item_id, i.document_id, i.number, i.due_on, i.open_minor, i.disputed, v.terms_rule, v.base_days from open_items i
    left join invoices v on v.org_id = i.org_id and v.invoice_id = i.document_id and i.kind = 'invoice'
    where i.org_id = ${ctx.org_id} and i.customer_id in (select customer_id from family) and i.entity_id = ${credit.entity_id}
      and i.currency = ${credit.currency} and i.open_minor > 0 and i.posted_on <= ${ctx.today}::date
      and (i.lane = 'aged' or (i.lane = 'retention' and i.due_on <= ${ctx.today}::date))
    order by coalesce(i.due_on, 'infinity'::date), i.issued_on, i.number, i.item_id limit ${atAll}`)
  const candidates = rows.map(({ terms_rule, base_days, ...row }) => {
    const open_minor = BigInt(row.open_minor)
    const paid_on = credit.received_on
    const [discount = null] = paid_on ? openDiscounts(terms_rule, open_minor, base_days, paid_on) : []
    return { ...row, open_minor, discount }
  })
  return { rows: suggest(credit_item_id, open, credit.reference, candidates) }
}

/** The suggestions for a credit of `open` minor units; the candidates stand oldest first. */
export function suggest(
  credit_item_id: string,
  open: Minor,
  reference: string,
  candidates: readonly Candidate[],
): Suggestion[] {
  const of = (reason: Suggestion['reason'], unique: boolean, items: readonly Candidate[]) => {
    const lines = fill(credit_item_id, open, items)
    return lines.length > 0 ? [{ reason, unique, lines }] : []
  }
  const named = candidates.filter(item => names(reference, item.number))
  const documents = new Set(named.map(item => item.document_id))
  const numbers = new Set(named.map(item => item.number))
  const exact = candidates.filter(item => item.open_minor === open)
  const undisputed = candidates.filter(item => !item.disputed)
  const oldest = undisputed.slice(0, forSums)
  const set = subsetSum(
    oldest.map(item => item.open_minor),
    open,
  )
  return [
    ...early(credit_item_id, open, named, candidates),
    ...of('reference', documents.size === numbers.size, named),
    ...of('exact_item', exact.length === 1, exact.slice(0, 1)),
    ...(set && set.places.length > 1
      ? of(
          'exact_set',
          set.unique,
          set.places.map(place => oldest[place] as Candidate),
        )
      : []),
    ...of('oldest_first', false, undisputed),
  ]
}

const undiscounted = { discount_minor: null, discount_until: null }

/**
 * Items that a credit pays exactly once the discount for paying early is taken off: those its reference names, one alone, or a set
 * of the oldest; at least one of them with a discount. [LGR-27]
 */
function early(
  credit_item_id: string,
  open: Minor,
  named: readonly Candidate[],
  candidates: readonly Candidate[],
): Suggestion[] {
  const payable = (item: Candidate) => item.open_minor - (item.discount?.amount_minor ?? 0n)
  const able = candidates.filter(item => !item.disputed)
  if (!able.some(item => item.discount)) return []
  const single = able.filter(item => item.discount && payable(item) === open)
  const oldest = able.slice(0, forSums)
  const set = subsetSum(oldest.map(payable), open)
  const sum = named.reduce((total, item) => total + payable(item), 0n)
  const [items, unique] =
    named.length > 0 && sum === open
      ? [named, true]
      : single.length > 0
        ? [single.slice(0, 1), single.length === 1]
        : [set ? set.places.map(place => oldest[place] as Candidate) : [], set?.unique ?? false]
  if (!items.some(item => item.discount)) return []
  const lines = items.map(({ item_id, number, due_on, discount, ...item }) => ({
    debit_item_id: item_id,
    credit_item_id,
    amount_minor: item.open_minor - (discount?.amount_minor ?? 0n),
    number,
    due_on,
    discount_minor: discount?.amount_minor ?? null,
    discount_until: discount?.until_on ?? null,
  }))
  return [{ reason: 'early_payment', unique, lines }]
}

/** The credit poured over the items in their order until nothing is left of it. */
function fill(credit_item_id: string, open: Minor, items: readonly Candidate[]): Suggestion['lines'] {
  const lines: Suggestion['lines'] = []
  let left = open
  for (const { item_id, open_minor, number, due_on } of items) {
    if (left === 0n) break
    const amount_minor = open_minor < left ? open_minor : left
    left -= amount_minor
    lines.push({ debit_item_id: item_id, credit_item_id, amount_minor, number, due_on, ...undiscounted })
  }
  return lines
}

/**
 * Whether a text names a number as a whole word: "12" is not in "2012", "2026-12" or "INV12", but INV-12 is in
 * "货款INV-12/INV-13". Case does not count; Chinese characters end a number, as blanks do.
 */
export function names(text: string, number: string): boolean {
  const wanted = number.trim()
  if (wanted === '') return false
  const letter = String.raw`[\p{Script=Latin}\p{N}]`
  const literal = wanted.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
  const before = String.raw`(?<!${letter})(?<!${letter}[-_.])`
  const after = String.raw`(?!${letter})(?![-_.]${letter})`
  return new RegExp(before + literal + after, 'iu').test(text)
}
