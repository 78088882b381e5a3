import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse, refuseAll } from '../kernel/errors.ts'
import { convert, currencyDigits, type Minor } from '../kernel/money.ts'
import { type Day, type Instant, newId } from '../kernel/values.ts'
import { accountFor, type Books, dayProblem, lockBooks } from '../ledger/books.ts'
import { writePlan } from '../ledger/items.ts'
import { complain, complainOfDay, newPlan, type Plan, planEntry, type PostingLine } from '../ledger/plan.ts'
import { type LockedInvoice, lockInvoices } from './documents.ts'
import type { turnsContract } from './turns-contract.ts'

type Lines = typeof turnsContract
export type Turn = { invoice_id: string; line: number; net_minor: Minor; tax_minor: Minor }
type Why = 'tax_invoice' | 'due' | 'delivered'
type Given = { turned_on: Day; why: Why; reason: string | null }

/** What of the lines of invoices has not turned yet: tax for its tax point, or revenue for delivery. */
export async function readUnturned(
  ctx: Context,
  invoice_ids: readonly string[],
  what: 'tax' | 'revenue',
): Promise<Turn[]> {
  const rows = await ctx.tx.rows(sql<Record<'net_minor' | 'tax_minor', string> & { invoice_id: string; line: number }>`
    select l.invoice_id, l.line, (l.net_minor - coalesce(t.net_minor, 0))::int8 as net_minor,
      (l.tax_minor - coalesce(t.tax_minor, 0))::int8 as tax_minor
    from invoices v join invoice_lines l on l.org_id = v.org_id and l.invoice_id = v.invoice_id
    left join lateral (select sum(t.net_minor) as net_minor, sum(t.tax_minor) as tax_minor from invoice_turns t
      where t.org_id = l.org_id and t.invoice_id = l.invoice_id and t.line = l.line and t.what = ${what}) t on true
    where v.org_id = ${ctx.org_id} and v.invoice_id = any (${[...invoice_ids]}::uuid[])
      and ${what === 'tax' ? sql`v.tax_later` : sql`v.unearned`} order by l.invoice_id, l.line`)
  return rows.map(row => ({ ...row, net_minor: BigInt(row.net_minor), tax_minor: BigInt(row.tax_minor) }))
}

/** Plans the entry of what turns: Dr 待转销项税额 / Cr 销项税额, or Dr 合同负债 / Cr revenue, at the rate of the invoice. */
function planTurn(
  plan: Plan,
  books: Books | undefined,
  invoice: LockedInvoice & { base_currency: string },
  turns: readonly Turn[],
  { turned_on, why }: Given,
): string | null {
  const tax = why !== 'delivered'
  const from = books && accountFor(books, tax ? 'deferred_tax' : 'unearned')
  const to = books && accountFor(books, tax ? 'output_tax' : invoice.kind === 'charge' ? 'charge' : 'revenue')
  if (!books || !from || !to) return complain(plan, 0, 'account_not_determined', { entity: books?.code })
  const amount_minor = turns.reduce((sum, turn) => sum + (tax ? turn.tax_minor : turn.net_minor), 0n)
  const { currency, base_currency, rate, customer_id } = invoice
  const base_minor = convert(amount_minor, rate, currencyDigits(currency), currencyDigits(base_currency))
  const line = (account_id: string, sign: bigint): PostingLine => ({
    account_id,
    item_id: null,
    customer_id,
    currency,
    amount_minor: amount_minor * sign,
    base_minor: base_minor * sign,
  })
  const entry = planEntry(plan, {
    entity_id: invoice.entity_id,
    posted_on: turned_on,
    kind: tax ? 'tax_point' : 'earning',
    document_id: invoice.invoice_id,
    memo: null,
    lines: [line(from.account_id, 1n), line(to.account_id, -1n)],
  })
  return entry.entry_id
}

const writeTurns = (
  ctx: Context,
  invoice: LockedInvoice,
  turns: readonly Turn[],
  given: Given,
  entry_id: string,
  recorded_at: Instant,
) =>
  insertRows(
    ctx.tx,
    'invoice_turns',
    ctx.org_id,
    turns.map(turn => ({
      turn_id: newId(),
      ...turn,
      entity_id: invoice.entity_id,
      customer_id: invoice.customer_id,
      what: given.why === 'delivered' ? 'revenue' : 'tax',
      ...given,
      entry_id,
      recorded_by: ctx.actor.person_id,
      recorded_at,
    })),
  )

const baseOf = async (ctx: Context, entity_id: string): Promise<string> =>
  (
    await ctx.tx.first(sql<{ base_currency: string }>`
      select base_currency from entities where org_id = ${ctx.org_id} and entity_id = ${entity_id}`)
  )?.base_currency ?? ''

async function turnWhole(
  ctx: Context,
  invoice_id: string,
  on: string | undefined,
  why: 'due' | 'delivered',
  reason: string | null,
): Promise<Answered<Lines['reachTaxPoint']>> {
  // Load.
  const what = why === 'due' ? ('tax' as const) : ('revenue' as const)
  const credits = await ctx.tx.rows(sql<{ invoice_id: string }>`
    select invoice_id from invoices where org_id = ${ctx.org_id} and credits_id = ${invoice_id} and state = 'issued'`)
  const invoices = await lockInvoices(ctx, { ids: [invoice_id, ...credits.map(one => one.invoice_id)] })
  const invoice = invoices.find(one => one.invoice_id === invoice_id)
  if (!invoice) refuse('invoice_unknown', { invoice: invoice_id })
  const left = await readUnturned(
    ctx,
    invoices.map(one => one.invoice_id),
    what,
  )
  const books = await lockBooks(ctx, [invoice.entity_id])
  const base_currency = await baseOf(ctx, invoice.entity_id)
  const recorded_at = await moment(ctx)

  // Decide.
  const { number, state } = invoice
  const turns = left
    .map(turn => (why === 'due' ? turn : { ...turn, tax_minor: 0n }))
    .filter(turn => turn.net_minor !== 0n || turn.tax_minor !== 0n)
  const turned_on = (on as Day | undefined) ?? ctx.today
  if (state !== 'issued') refuse('invoice_not_issued', { number, state })
  if (turns.length === 0) refuse(why === 'due' ? 'invoice_tax_not_later' : 'invoice_not_unearned', { number })
  if (turned_on < invoice.posted_on) refuse('invoice_turn_early', { number, posted_on: invoice.posted_on })
  if (turned_on > ctx.today) refuse('invoice_turn_future', { number, on: turned_on })
  const plan = newPlan(books, new Map(), ctx.today)
  complainOfDay(plan, 0, invoice.entity_id, turned_on)
  const given = { turned_on, why, reason }
  // What credit notes took back of it turns with it.
  const turning = invoices.flatMap(one => {
    const own = turns.filter(turn => turn.invoice_id === one.invoice_id)
    if (own.length === 0) return []
    const entry_id = planTurn(plan, books.get(one.entity_id), { ...one, base_currency }, own, given)
    return [{ one, own, entry_id: entry_id ?? '' }]
  })
  refuseAll(plan.problems)

  // Write.
  await writePlan(ctx, plan, recorded_at)
  for (const { one, own, entry_id } of turning) await writeTurns(ctx, one, own, given, entry_id, recorded_at)

  // Record.
  const sums = {
    net_minor: turns.reduce((sum, turn) => sum + turn.net_minor, 0n),
    tax_minor: turns.reduce((sum, turn) => sum + turn.tax_minor, 0n),
  }
  await record(ctx, why === 'due' ? 'invoice.tax_due' : 'invoice.earned', recorded_at, [
    { subject_id: invoice_id, data: { number, turned_on, reason, currency: invoice.currency, ...sums } },
  ])
  return { invoice_id, ...sums }
}

/**
 * The tax of an invoice is due before its tax invoice: it leaves 待转销项税额 for 销项税额, and stands in the month's list as
 * 未开票收入 until the tax invoice offsets it. [INV-23] Refuses `invoice_tax_not_later`, `invoice_turn_early`, `invoice_turn_future`.
 */
export const reachTaxPoint = (
  ctx: Context,
  { invoice_id, reached_on, reason }: Taken<Lines['reachTaxPoint']>,
): Promise<Answered<Lines['reachTaxPoint']>> => turnWhole(ctx, invoice_id, reached_on, 'due', reason)

/** What was billed before it was delivered is delivered: it leaves the contract liabilities for revenue. [INV-24] */
export const earnInvoice = (
  ctx: Context,
  { invoice_id, earned_on, reason }: Taken<Lines['earnInvoice']>,
): Promise<Answered<Lines['earnInvoice']>> => turnWhole(ctx, invoice_id, earned_on, 'delivered', reason || null)

/**
 * Tax invoices came: what they cover of invoices whose tax was to come later turns, as far as it has not. For `taxinvoices`, which
 * holds the invoices. Where the day lies in a closed period, it turns today. [INV-23]
 */
export async function turnByTaxInvoice(ctx: Context, turns: readonly Turn[], on: Day): Promise<void> {
  const ids = [...new Set(turns.map(turn => turn.invoice_id))]
  if (ids.length === 0) return
  const invoices = await lockInvoices(ctx, { ids })
  const books = await lockBooks(
    ctx,
    invoices.map(invoice => invoice.entity_id),
  )
  const recorded_at = await moment(ctx)
  for (const invoice of invoices) {
    const own = turns.filter(turn => turn.invoice_id === invoice.invoice_id)
    const ledger = books.get(invoice.entity_id)
    const wanted = on < invoice.posted_on ? invoice.posted_on : on
    const turned_on = ledger && dayProblem(ledger, wanted, ctx.today) ? ctx.today : wanted
    const plan = newPlan(books, new Map(), ctx.today)
    complainOfDay(plan, 0, invoice.entity_id, turned_on)
    const given = { turned_on, why: 'tax_invoice' as const, reason: null }
    const base_currency = await baseOf(ctx, invoice.entity_id)
    const entry_id = planTurn(plan, ledger, { ...invoice, base_currency }, own, given)
    refuseAll(plan.problems)
    await writePlan(ctx, plan, recorded_at)
    await writeTurns(ctx, invoice, own, given, entry_id ?? '', recorded_at)
  }
}

/** Lines of the entries by which an invoice turned, to be mirrored with it. */
export async function readTurnEntries(
  ctx: Context,
  invoice_id: string,
): Promise<{ turned_on: Day; lines: PostingLine[] }[]> {
  const rows = await ctx.tx.rows(sql<{ entry_id: string; turned_on: Day; lines: Record<string, string | null>[] }>`
    select t.entry_id, max(t.turned_on) as turned_on, (
      select json_agg(json_build_object('account_id', p.account_id, 'item_id', p.item_id, 'customer_id', p.customer_id,
        'currency', p.currency, 'amount_minor', p.amount_minor::text, 'base_minor', p.base_minor::text) order by p.line)
      from postings p where p.org_id = t.org_id and p.entry_id = t.entry_id) as lines
    from invoice_turns t where t.org_id = ${ctx.org_id} and t.invoice_id = ${invoice_id}
    group by t.org_id, t.entry_id order by t.entry_id`)
  return rows.map(row => ({
    turned_on: row.turned_on,
    lines: row.lines.map(line => ({
      ...(line as unknown as PostingLine),
      amount_minor: BigInt(line.amount_minor ?? 0),
      base_minor: BigInt(line.base_minor ?? 0),
    })),
  }))
}

/** Where tax and revenue of an invoice stand, and when each turned. Refuses `invoice_unknown`. */
export async function readTurns(
  ctx: Context,
  { invoice_id }: Taken<Lines['readTurns']>,
): Promise<Answered<Lines['readTurns']>> {
  type Read = Answered<Lines['readTurns']>
  const head = await ctx.tx.first(sql<Pick<Read, 'currency' | 'tax_later' | 'unearned'>>`
    select currency, tax_later, unearned from invoices where org_id = ${ctx.org_id} and invoice_id = ${invoice_id}`)
  if (!head) refuse('invoice_unknown', { invoice: invoice_id })
  const [tax, revenue, rows] = [
    await readUnturned(ctx, [invoice_id], 'tax'),
    await readUnturned(ctx, [invoice_id], 'revenue'),
    await ctx.tx.rows(sql<Read['rows'][number]>`
      select turn_id, what, why, turned_on, line, net_minor, tax_minor, reason from invoice_turns
      where org_id = ${ctx.org_id} and invoice_id = ${invoice_id} order by turned_on, what, line`),
  ]
  return {
    ...head,
    tax_left_minor: tax.reduce((sum, turn) => sum + turn.tax_minor, 0n),
    net_left_minor: revenue.reduce((sum, turn) => sum + turn.net_minor, 0n),
    rows,
  }
}
