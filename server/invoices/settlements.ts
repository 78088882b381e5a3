import { sql } from 'kysely'
import type { PartStanding } from '../contracts/load.ts'
import { retentionOf } from '../contracts/propose.ts'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'
import { type Agreed, readAgreed } from './agreed.ts'
import { readBilling } from './billing.ts'
import { decideUnanswered, unansweredOf } from './checks.ts'
import type { InvoiceDraft } from './drafts.ts'
import { issueInvoices } from './invoices.ts'
import type { settlementStates, settlementsContract } from './settlements-contract.ts'

type Lines = typeof settlementsContract
type State = (typeof settlementStates)[number]

export type LockedSettlement = {
  settlement_id: string
  entity_id: string
  customer_id: string
  kind: 'month' | 'check'
  contract_id: string | null
  number: string
  currency: string
  until_on: Day
  reply_by: Day
  answered_on: Day | null
  state: State
}

/** Locks settlement bills in the one order of ids; unknown ones are absent. */
export async function lockSettlements(ctx: Context, ids: readonly string[]): Promise<Map<string, LockedSettlement>> {
  const rows = await ctx.tx.rows(sql<LockedSettlement>`
    select settlement_id, entity_id, customer_id, kind, contract_id, number, currency, until_on, reply_by, answered_on, state
    from settlements
    where org_id = ${ctx.org_id} and settlement_id = any (${[...new Set(ids)]}::uuid[]) order by settlement_id for update`)
  return new Map(rows.map(row => [row.settlement_id, row]))
}

/** How a customer answered, by whatever way. */
export type Answer = {
  on: Day
  how: 'page' | 'signed_note' | 'mail' | 'phone'
  name: string
  reason: string | null
  contested: readonly { line: number; note: string }[]
}

/** What is wrong with an answer: lines there are not, or twice. Pure. */
export function decideAnswer(contested: Answer['contested'], lines: readonly number[]): Problem[] {
  const seen = new Set<number>()
  return contested.flatMap(({ line }, index): Problem[] => {
    const wrong = seen.has(line) || !lines.includes(line)
    seen.add(line)
    return wrong ? [{ index, code: 'contest_line_unknown', params: { line } }] : []
  })
}

/**
 * Writes and records an answer to an open bill under lock: what is contested stays out and waits, the rest can be issued.
 * [INV-20] Refuses `contest_line_unknown`.
 */
export async function answerSettlement(ctx: Context, settlement_id: string, answer: Answer): Promise<State> {
  // Load.
  const lines = await ctx.tx.rows(sql<{ line: number }>`
    select line from settlement_lines where org_id = ${ctx.org_id} and settlement_id = ${settlement_id}`)

  // Decide.
  const { contested } = answer
  refuseAll(
    decideAnswer(
      contested,
      lines.map(one => one.line),
    ),
  )
  const state: State = contested.length === lines.length ? 'contested' : 'confirmed'
  const recorded_at = await moment(ctx)

  // Write.
  if (contested.length > 0)
    await ctx.tx.rows(sql`
      update settlement_lines l set contested = true, contest_note = w.note
      from unnest(${contested.map(one => one.line)}::int[], ${contested.map(one => one.note)}::text[]) as w (line, note)
      where l.org_id = ${ctx.org_id} and l.settlement_id = ${settlement_id} and l.line = w.line`)
  await ctx.tx.rows(sql`
    update settlements set state = ${state}, answered_on = ${answer.on}, answered_how = ${answer.how},
      answered_name = ${answer.name}, reason = ${answer.reason}
    where org_id = ${ctx.org_id} and settlement_id = ${settlement_id}`)

  // Record. Whoever answers is named on the bill alone.
  const data = {
    state,
    how: answer.how,
    on: answer.on,
    contested: contested.map(one => one.line),
    reason: answer.reason,
  }
  await record(ctx, 'settlement.answered', recorded_at, [{ subject_id: settlement_id, data }])
  return state
}

/**
 * Records how the customer confirmed a bill, by what evidence, and what of it does not stand. [INV-20] Refuses
 * `settlement_unknown`, `settlement_not_open`, `contract_day_outside`, `contest_line_unknown`.
 */
export async function confirmSettlement(
  ctx: Context,
  { settlement_id, answered_on, answered_how, answered_name, reason, contested }: Taken<Lines['confirmSettlement']>,
): Promise<Answered<Lines['confirmSettlement']>> {
  // Load.
  const bill = (await lockSettlements(ctx, [settlement_id])).get(settlement_id)

  // Decide.
  if (!bill) refuse('settlement_unknown', { settlement_id })
  const { number, state, until_on } = bill
  if (state !== 'open') refuse('settlement_not_open', { number, state })
  if (answered_on < until_on || answered_on > ctx.today)
    refuse('contract_day_outside', { on: answered_on, from: until_on, to: ctx.today })

  // Write. Record.
  const on = answered_on as Day
  const said = await answerSettlement(ctx, settlement_id, {
    on,
    how: answered_how,
    name: answered_name,
    reason,
    contested,
  })
  await withdrawPages(ctx, [settlement_id])
  return { state: said }
}

/** The pages of bills open no more: they were answered otherwise, or taken back. */
const withdrawPages = (ctx: Context, ids: readonly string[]) =>
  ctx.tx.rows(sql`
    update pages set state = 'withdrawn', token_hash = null
    where org_id = ${ctx.org_id} and settlement_id = any (${[...ids]}::uuid[]) and state not in ('confirmed', 'contested', 'sending')`)

type Line = {
  settlement_id: string
  contract_id: string
  contract_number: string
  contract_line: number | null
  contract_part: number | null
  contract_period: Day | null
  delivery_id: string | null
  delivery_number: string | null
  happened_on: Day | null
  description: string
  quantity: string | null
  unit: string | null
  unit_price: string | null
  tax_code: string
  amount_minor: string
  accepted_on: Day | null
}

/**
 * Issues one invoice for each confirmed bill, of what is not contested; its terms count from the day of the settlement, and
 * those that count from a confirmed statement from the day of the answer. [INV-20] A check is issued of today under its contract,
 * and where the rules allow it, with a reason, without the answer. [INV-31] Refuses `settlement_unknown`, `check_unanswered`,
 * `settlement_not_confirmed`, and whatever stands in the way of the invoices, by the bills they are of.
 */
export async function issueSettlements(
  ctx: Context,
  { settlement_ids, issued_on, reason, tax_point, revenue }: Taken<Lines['issueSettlements']>,
): Promise<Answered<Lines['issueSettlements']>> {
  if (!may(ctx, 'invoice.issue')) refuse('permission_missing', { permission: 'invoice.issue' })
  // Load. The bills are locked first, then contracts, then the books.
  const ids = [...new Set(settlement_ids)]
  const locked = await lockSettlements(ctx, ids)
  const lines = await ctx.tx.rows(sql<Line>`
    select l.settlement_id, l.contract_id, k.number as contract_number, l.contract_line, l.contract_part, l.contract_period,
      l.delivery_id, d.number as delivery_number, l.happened_on, l.description, trim_scale(l.quantity)::text as quantity, l.unit,
      trim_scale(l.unit_price)::text as unit_price, l.tax_code, l.amount_minor, (
        select m.met_on from contract_marks m where m.org_id = k.org_id and m.contract_id = k.contract_id and m.part is null
        order by m.recorded_at desc, m.mark_id desc limit 1) as accepted_on
    from settlement_lines l join contracts k on k.org_id = l.org_id and k.contract_id = l.contract_id
    left join deliveries d on d.org_id = l.org_id and d.delivery_id = l.delivery_id
    where l.org_id = ${ctx.org_id} and l.settlement_id = any (${ids}::uuid[]) and not l.contested
    order by l.settlement_id, l.line`)
  const contract_ids = [...new Set(lines.map(line => line.contract_id))]
  // What is held is held by these bills alone.
  const billing = { ...(await readBilling(ctx, contract_ids)), held: new Map<string, string>() }
  const [rule, agreed] = [await unansweredOf(ctx), await readAgreed(ctx, contract_ids, ctx.today)]

  // Decide.
  refuseAll(
    ids.flatMap((settlement_id, index): Problem[] => {
      const bill = locked.get(settlement_id)
      if (!bill) return [{ index, code: 'settlement_unknown', params: { settlement_id } }]
      const problem = decideUnanswered(bill, reason, rule, ctx.today)
      return problem ? [{ index, ...problem }] : []
    }),
  )
  const linesOf = Map.groupBy(lines, line => line.settlement_id)
  const parts = Map.groupBy(billing.parts, part => part.contract_id)
  const drafts = ids.map(id => {
    const bill = locked.get(id) as LockedSettlement
    const itsDay = bill.kind === 'check' ? ctx.today : bill.until_on
    const draft = draftOf(
      bill,
      linesOf.get(id) ?? [],
      parts,
      billing.contracts,
      (issued_on as Day | undefined) ?? itsDay,
    )
    const own = bill.contract_id ? underContract(draft, agreed.get(bill.contract_id)) : draft
    return { ...own, ...(tax_point ? { tax_point } : {}), ...(revenue ? { revenue } : {}) }
  })

  // Write.
  const { rows } = await issueInvoices(ctx, drafts as Parameters<typeof issueInvoices>[1], { billing })
  const issued = ids.map((settlement_id, at) => ({
    settlement_id,
    invoice_id: rows[at]?.invoice_id as string,
    number: rows[at]?.number as string,
  }))
  await ctx.tx.rows(sql`
    update settlements s set state = 'issued', invoice_id = w.invoice_id,
      reason = case when s.state = 'open' then ${reason || null} else s.reason end
    from unnest(${ids}::uuid[], ${issued.map(one => one.invoice_id)}::uuid[]) as w (settlement_id, invoice_id)
    where s.org_id = ${ctx.org_id} and s.settlement_id = w.settlement_id`)

  // Record.
  await record(
    ctx,
    'settlement.issued',
    await moment(ctx),
    issued.map(({ settlement_id, invoice_id, number }) => ({
      subject_id: settlement_id,
      data: {
        invoice_id,
        number,
        ...(locked.get(settlement_id)?.state === 'open' ? { unanswered: true, reason } : {}),
      },
    })),
  )
  await withdrawPages(
    ctx,
    ids.filter(id => locked.get(id)?.state === 'open'),
  )
  return { rows: issued }
}

/** The invoice of a check is one of its contract, as a single bill of it would be. */
function underContract(draft: InvoiceDraft, agreed: Agreed | undefined): InvoiceDraft {
  if (!agreed) return draft
  return {
    ...draft,
    contract_id: agreed.contract_id,
    reference: agreed.number,
    lines: draft.lines.map(({ contract_id: _, ...line }) => line),
    base_days: { ...agreed.base_days, ...draft.base_days },
    ...(agreed.terms_code === null ? {} : { terms_code: agreed.terms_code }),
  }
}

/** The invoice of a bill: its lines name contract, delivery note and day. */
function draftOf(
  bill: LockedSettlement,
  lines: readonly Line[],
  parts: ReadonlyMap<string, PartStanding[]>,
  contracts: ReadonlyMap<string, { amount_minor: string }>,
  issued_on: Day,
): InvoiceDraft {
  // What each contract keeps back of its share; it falls due when the last of them is released.
  const kept = [...Map.groupBy(lines, line => line.contract_id)].flatMap(([contract_id, of]) => {
    const gross = of.reduce((sum, line) => sum + BigInt(line.amount_minor), 0n)
    const whole = BigInt(contracts.get(contract_id)?.amount_minor ?? '0')
    const retention = retentionOf(parts.get(contract_id) ?? [], gross, whole, of[0]?.accepted_on ?? null)
    return retention ? [retention] : []
  })
  const days = kept.map(one => one.due_on)
  const retention = {
    amount_minor: kept.reduce((sum, one) => sum + BigInt(one.amount_minor), 0n),
    due_on: days.includes(null) ? null : (days.toSorted().at(-1) ?? null),
  }
  return {
    customer_id: bill.customer_id,
    entity_id: bill.entity_id,
    issued_on,
    currency: bill.currency,
    reference: bill.number,
    lines: lines.map(line => ({
      description: [
        line.description,
        bill.kind === 'month' ? line.contract_number : null,
        line.delivery_number,
        bill.kind === 'month' || line.delivery_number ? line.happened_on : null,
      ]
        .filter(Boolean)
        .join(' · ')
        .slice(0, 500),
      contract_id: line.contract_id,
      price_includes_tax: true,
      is_discount: false,
      tax_code: line.tax_code,
      amount_minor: BigInt(line.amount_minor),
      ...(line.quantity === null ? {} : { quantity: line.quantity }),
      ...(line.quantity === null || line.unit_price === null ? {} : { unit_price: line.unit_price }),
      ...(line.unit === null ? {} : { unit: line.unit }),
      ...(line.contract_line === null ? {} : { contract_line: line.contract_line }),
      ...(line.contract_part === null ? {} : { contract_part: line.contract_part }),
      ...(line.contract_period === null ? {} : { contract_period: line.contract_period }),
      ...(line.delivery_id === null ? {} : { delivery_id: line.delivery_id }),
    })),
    base_days: bill.answered_on ? { statement_confirmed: bill.answered_on } : {},
    ...(kept.length > 0 ? { retention } : {}),
  }
}

/** Takes bills back that are not issued; what stood in them can be settled again. [INV-20] Refuses `settlement_unknown`, `settlement_over`. */
export async function undoSettlements(
  ctx: Context,
  { settlement_ids, reason }: Taken<Lines['undoSettlements']>,
): Promise<Answered<Lines['undoSettlements']>> {
  // Load.
  const ids = [...new Set(settlement_ids)]
  const locked = await lockSettlements(ctx, ids)

  // Decide.
  refuseAll(
    ids.flatMap((settlement_id, index): Problem[] => {
      const bill = locked.get(settlement_id)
      if (!bill) return [{ index, code: 'settlement_unknown', params: { settlement_id } }]
      const { number, state } = bill
      const over = state === 'issued' || state === 'undone'
      return over ? [{ index, code: 'settlement_over', params: { number, state } }] : []
    }),
  )
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update settlements set state = 'undone', reason = ${reason}
    where org_id = ${ctx.org_id} and settlement_id = any (${ids}::uuid[])`)
  await withdrawPages(ctx, ids)

  // Record.
  await record(
    ctx,
    'settlement.undone',
    recorded_at,
    ids.map(settlement_id => ({ subject_id: settlement_id, data: { reason } })),
  )
  return { rows: ids.map(settlement_id => ({ settlement_id })) }
}

/** Says that what was contested is settled: it comes with the next bill. [INV-20] Refuses `settlement_unknown`, `settlement_line_not_waiting`. */
export async function releaseSettlementLines(
  ctx: Context,
  { settlement_id, lines, reason }: Taken<Lines['releaseSettlementLines']>,
): Promise<Answered<Lines['releaseSettlementLines']>> {
  // Load.
  const bill = (await lockSettlements(ctx, [settlement_id])).get(settlement_id)
  const waiting = await ctx.tx.rows(sql<{ line: number }>`
    select line from settlement_lines
    where org_id = ${ctx.org_id} and settlement_id = ${settlement_id} and contested and released_at is null`)

  // Decide.
  if (!bill) refuse('settlement_unknown', { settlement_id })
  const asked = [...new Set(lines)]
  refuseAll(
    asked.flatMap((line, index): Problem[] =>
      waiting.some(one => one.line === line) ? [] : [{ index, code: 'settlement_line_not_waiting', params: { line } }],
    ),
  )
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update settlement_lines set released_at = ${recorded_at}::timestamptz
    where org_id = ${ctx.org_id} and settlement_id = ${settlement_id} and line = any (${asked}::int[])`)

  // Record.
  await record(ctx, 'settlement.released', recorded_at, [{ subject_id: settlement_id, data: { lines: asked, reason } }])
  return { lines: asked.length }
}
