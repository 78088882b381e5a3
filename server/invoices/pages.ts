import { sql } from 'kysely'
import type { BaseDays, TermsRule } from '../customers/terms.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { enqueueFor } from '../kernel/jobs.ts'
import type { Instant } from '../kernel/values.ts'
import { shortPolicies } from '../policy/policies-read.ts'
import type { dispatchContract } from './dispatch-contract.ts'
import { discountsOf } from './discounts.ts'
import { openedBy } from './dispatch-codes.ts'
import type { DispatchState } from './dispatches.ts'

type Lines = typeof dispatchContract
type Page = Answered<Lines['openPage']>
export type Opened = {
  dispatch_id: string
  invoice_id: string
  state: DispatchState
  recorded_by: string
  locale: 'zh' | 'en'
  expires_at: Instant
}

/** The dispatch whose page a token opens, under lock. Refuses `page_gone` for any other, whatever the reason. */
export async function dispatchOf(ctx: Context, token: string): Promise<Opened> {
  const row = await ctx.tx.first(sql<Opened>`
    select d.dispatch_id, d.invoice_id, d.state, d.recorded_by, d.locale, o.expires_at
    from ${openedBy(ctx, token)} o join dispatches d on d.org_id = ${ctx.org_id} and d.dispatch_id = o.dispatch_id
    where d.state <> 'withdrawn' for update of d`)
  if (!row) refuse('page_gone')
  return row
}

/** What the customer sees: the invoice as it stands, and the account to pay to. The first look is noted. [INV-15] */
export async function openPage(ctx: Context, { token }: Taken<Lines['openPage']>): Promise<Page> {
  // Load.
  const dispatch = await dispatchOf(ctx, token)
  const { invoice_id, dispatch_id } = dispatch
  const [policies, head, parts, lines, accounts] = await Promise.all([
    shortPolicies(ctx, [invoice_id]),
    ctx.tx.first(sql<
      Omit<Page, 'lines' | 'accounts' | 'parts' | 'today' | 'policy' | 'expires_at' | 'discounts'> & {
        stands: boolean
        terms_rule: TermsRule | null
        base_days: BaseDays
      }
    >`
      select e.name as entity, e.name_en as entity_en, c.name as customer, v.kind, v.number, v.issued_on, v.currency,
        v.net_minor, v.tax_minor, v.amount_minor, v.reference, d.state, d.answered_name, d.locale,
        v.terms_rule, v.base_days, v.state = 'issued' as stands, (
          select coalesce(sum(i.open_minor), 0)::int8 from open_items i
          where i.org_id = v.org_id and i.document_id = v.invoice_id) as open_minor
      from dispatches d join invoices v on v.org_id = d.org_id and v.invoice_id = d.invoice_id
      join entities e on e.org_id = v.org_id and e.entity_id = v.entity_id
      join customers c on c.org_id = v.org_id and c.customer_id = v.bill_to_id
      where d.org_id = ${ctx.org_id} and d.dispatch_id = ${dispatch_id}`),
    ctx.tx.rows(sql<Page['parts'][number]>`
      select kind, due_on, sum(open_minor)::int8 as open_minor from open_items
      where org_id = ${ctx.org_id} and document_id = ${invoice_id} and open_minor <> 0
      group by kind, due_on order by due_on nulls last, kind`),
    ctx.tx.rows(sql<Page['lines'][number]>`
      select line, description, trim_scale(quantity)::text as quantity, unit, amount_minor from invoice_lines
      where org_id = ${ctx.org_id} and invoice_id = ${invoice_id} order by line`),
    ctx.tx.rows(sql<Page['accounts'][number]>`
      select a.holder, a.bank, a.number, a.swift
      from own_accounts a join invoices v on v.org_id = a.org_id and v.entity_id = a.entity_id
      where a.org_id = ${ctx.org_id} and v.invoice_id = ${invoice_id} and a.state = 'active'
        and (a.currency is null or a.currency = v.currency) order by a.currency nulls last, a.recorded_at`),
  ])

  // Decide.
  if (!head?.stands) refuse('page_gone')
  const first = dispatch.state === 'sent' || dispatch.state === 'unsure'
  const recorded_at = await moment(ctx)

  // Write.
  if (first)
    await ctx.tx.rows(sql`
      update dispatches set state = 'opened', opened_at = ${recorded_at}
      where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id}`)

  // Record.
  if (first) await record(ctx, 'dispatch.opened', recorded_at, [{ subject_id: invoice_id, data: { dispatch_id } }])
  const { stands: _, terms_rule, base_days, ...shown } = head
  const discounts = discountsOf({ kind: head.kind, terms_rule, base_days }, parts, ctx.today)
  const policy = policies.get(invoice_id) ?? null
  const state = first ? 'opened' : dispatch.state
  const { expires_at } = dispatch
  return { ...shown, today: ctx.today, state, parts, lines, accounts, policy, discounts, expires_at }
}

/**
 * The customer confirms the invoice, or contests it by line; once. Whoever sent it is given a task about what is contested.
 * [INV-15] Refuses `page_gone`, `page_answered`, `contest_empty` and `contest_line_unknown`.
 */
export async function answerPage(
  ctx: Context,
  { token, name, decision, lines, note }: Taken<Lines['answerPage']>,
): Promise<{ state: DispatchState }> {
  // Load.
  const dispatch = await dispatchOf(ctx, token)
  const { invoice_id, dispatch_id, recorded_by } = dispatch
  const known = await ctx.tx.rows(sql<{ line: number }>`
    select line from invoice_lines where org_id = ${ctx.org_id} and invoice_id = ${invoice_id}`)

  // Decide.
  if (dispatch.state === 'confirmed' || dispatch.state === 'contested')
    refuse('page_answered', { state: dispatch.state })
  if (decision === 'contest' && lines.length === 0 && !note) refuse('contest_empty')
  const unknown = lines.find(({ line }) => !known.some(one => one.line === line))
  if (unknown) refuse('contest_line_unknown', { line: unknown.line })
  const state: DispatchState = decision === 'confirm' ? 'confirmed' : 'contested'
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update dispatches set state = ${state}, answered_at = ${recorded_at}, answered_name = ${name}, note = coalesce(${note || null}, note),
      answer = ${decision === 'contest' ? JSON.stringify(lines) : null}::jsonb
    where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id}`)
  if (state === 'contested')
    await enqueueFor(ctx.tx, ctx.org_id, 'dispatch.tell', [{ person_id: recorded_by, input: { dispatch_id } }])

  // Record. Whoever answers is named on the dispatch alone.
  await record(ctx, 'dispatch.answered', recorded_at, [
    { subject_id: invoice_id, data: { dispatch_id, decision, lines: lines.map(({ line }) => line) } },
  ])
  return { state }
}
