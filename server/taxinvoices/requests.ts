import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { lockInvoices } from '../invoices/documents.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import { newId } from '../kernel/values.ts'
import { drawNumbers } from '../ledger/numbers.ts'
import type { taxRequestsContract } from './contract.ts'
import { decideRequest, type LineWish, type PlannedRequest } from './decide-request.ts'
import { decideHeader, type Header, readHeaderFacts } from './header.ts'
import { readHeads, readLeft } from './left.ts'
import type { TaxInvoiceKind, TaxRequestState } from './names-contract.ts'

type Lines = typeof taxRequestsContract
type Draft = Taken<Lines['draftTaxRequest']>
type Changed = Answered<Lines['submitTaxRequest']>

/** A request under lock. */
export type LockedRequest = {
  tax_request_id: string
  entity_id: string
  customer_id: string
  number: string
  kind: TaxInvoiceKind
  state: TaxRequestState
  currency: string
  amount_minor: string
  buyer_name: string
  version: number
}

/** Locks a request. Refuses `tax_request_unknown`. */
export async function lockRequest(ctx: Context, tax_request_id: string): Promise<LockedRequest> {
  const row = await ctx.tx.first(sql<LockedRequest>`
    select tax_request_id, entity_id, customer_id, number, kind, state, currency, amount_minor, buyer_name, version
    from tax_requests where org_id = ${ctx.org_id} and tax_request_id = ${tax_request_id} for update`)
  if (!row) refuse('tax_request_unknown', { tax_request_id })
  return row
}

/** Refuses `changed_meanwhile` for another version and `tax_request_state` for a state that does not fit. */
function standsIn(request: LockedRequest, version: number, states: readonly TaxRequestState[]): void {
  const { number, state } = request
  if (request.version !== version) refuse('changed_meanwhile', { version: request.version })
  if (!states.includes(state)) refuse('tax_request_state', { number, state })
}

/** What lines take of their invoices, which are locked in the one order; every refusal. */
async function planned(ctx: Context, kind: TaxInvoiceKind, wishes: readonly LineWish[], header: Header | null) {
  const ids = [...new Set(wishes.map(wish => wish.invoice_id))]
  await lockInvoices(ctx, { ids })
  const [heads, left] = await Promise.all([readHeads(ctx, ids), readLeft(ctx, ids)])
  const { plan, problems } = decideRequest(kind, wishes, heads, left)
  const debtor = heads.find(head => head.invoice_id === wishes[0]?.invoice_id)?.customer_id
  const facts = header && debtor ? await readHeaderFacts(ctx, debtor) : null
  const billed = heads.map(head => head.bill_to_name)
  const also: Problem[] = header && facts ? decideHeader(kind, header, facts, billed) : []
  return { plan, problems: [...problems, ...also] }
}

/** The columns of a request that a draft decides. */
function columnsOf(draft: Draft, plan: PlannedRequest) {
  return {
    kind: draft.kind,
    currency: plan.currency,
    net_minor: plan.net_minor,
    tax_minor: plan.tax_minor,
    amount_minor: plan.amount_minor,
    base_minor: plan.base_minor,
    buyer_name: draft.buyer_name,
    buyer_tax_id: draft.buyer_tax_id || null,
    buyer_address: draft.buyer_address || null,
    buyer_phone: draft.buyer_phone || null,
    buyer_account_id: draft.buyer_account_id ?? null,
    header_reason: draft.header_reason || null,
    remarks: draft.remarks || null,
    note: draft.note || null,
  }
}

/** What the record says of a request: everything but where and by which number the buyer is reached. */
const toldOf = (number: string, draft: Draft, plan: PlannedRequest) => ({
  number,
  kind: draft.kind,
  currency: plan.currency,
  amount_minor: plan.amount_minor,
  buyer_name: draft.buyer_name,
  buyer_tax_id: draft.buyer_tax_id ?? null,
  header_reason: draft.header_reason ?? null,
  lines: plan.lines.map(({ invoice_id, invoice_line, amount_minor }) => ({ invoice_id, invoice_line, amount_minor })),
})

async function writeLines(ctx: Context, tax_request_id: string, version: number, plan: PlannedRequest): Promise<void> {
  const rows = plan.lines.map(({ description: _, ...line }, at) => ({ tax_request_id, version, line: at + 1, ...line }))
  await insertRows(ctx.tx, 'tax_request_lines', ctx.org_id, rows)
  const said = [...new Map(plan.lines.map(line => [line.description, line])).values()]
  await ctx.tx.rows(sql`
    insert into tax_item_names (org_id, description, item_name, classification, model)
    select ${ctx.org_id}::int4, t.* from unnest(${said.map(line => line.description)}::text[], ${said.map(line => line.item_name)}::text[],
      ${said.map(line => line.classification)}::text[], ${said.map(line => line.model)}::text[]) as t
    order by 1, 2
    on conflict (org_id, description) do update
      set item_name = excluded.item_name, classification = excluded.classification, model = excluded.model`)
}

/**
 * Drafts a request from lines of one invoice or several of the same customer. A draft takes nothing yet. [TAX-1] Refuses what
 * `decideRequest` and `decideHeader` name.
 */
export async function draftTaxRequest(ctx: Context, draft: Draft): Promise<Answered<Lines['draftTaxRequest']>> {
  // Load. Decide.
  const { plan, problems } = await planned(ctx, draft.kind, draft.lines, draft)
  refuseAll(problems)
  assert(plan, 'what is not refused is planned')
  const { entity_id, customer_id } = plan
  const tax_request_id = newId<'tax_request'>()
  const recorded_at = await moment(ctx)

  // Write.
  const year = Number(ctx.today.slice(0, 4))
  const [number = ''] = await drawNumbers(ctx, [{ entity_id, series: 'TXR', year }])
  await insertRows(ctx.tx, 'tax_requests', ctx.org_id, [
    {
      tax_request_id,
      entity_id,
      customer_id,
      number,
      ...columnsOf(draft, plan),
      drafted_on: ctx.today,
      drafted_by: ctx.actor.person_id,
      recorded_at,
    },
  ])
  await writeLines(ctx, tax_request_id, 1, plan)

  // Record.
  const data = toldOf(number, draft, plan)
  await record(ctx, 'tax_request.drafted', recorded_at, [{ subject_id: tax_request_id, data }])
  return { tax_request_id, number, state: 'draft', version: 1 }
}

/** Changes a draft whole. [TAX-1] Refuses `tax_request_state` for one that was handed in, and what drafting refuses. */
export async function amendTaxRequest(ctx: Context, request: Taken<Lines['amendTaxRequest']>): Promise<Changed> {
  const { tax_request_id, version: known, ...draft } = request
  // Load. Decide.
  const before = await lockRequest(ctx, tax_request_id)
  standsIn(before, known, ['draft'])
  const { plan, problems } = await planned(ctx, draft.kind, draft.lines, draft)
  if (plan && plan.customer_id !== before.customer_id)
    problems.push({ index: 0, code: 'customer_differs', params: { number: before.number } })
  if (plan && plan.entity_id !== before.entity_id)
    problems.push({ index: 0, code: 'entity_differs', params: { number: before.number } })
  refuseAll(problems)
  assert(plan, 'what is not refused is planned')
  const recorded_at = await moment(ctx)
  const version = known + 1

  // Write.
  const columns = columnsOf(draft, plan)
  await ctx.tx.rows(sql`
    update tax_requests set (${sql.join(Object.keys(columns).map(name => sql.ref(name)))}, version)
      = row (${sql.join(Object.values(columns).map(value => (typeof value === 'bigint' ? String(value) : value)))}, ${version}::int4)
    where org_id = ${ctx.org_id} and tax_request_id = ${tax_request_id}`)
  await writeLines(ctx, tax_request_id, version, plan)

  // Record.
  const data = { ...toldOf(before.number, draft, plan), version }
  await record(ctx, 'tax_request.amended', recorded_at, [{ subject_id: tax_request_id, data }])
  return { tax_request_id, state: 'draft', version }
}

/** The lines of a request as wishes: what it wants to take. */
const wishesOf = async (ctx: Context, { tax_request_id, version }: LockedRequest): Promise<LineWish[]> => {
  const rows = await ctx.tx.rows(sql<{ invoice_id: string; invoice_line: number; amount_minor: string }>`
    select invoice_id, invoice_line, amount_minor from tax_request_lines
    where org_id = ${ctx.org_id} and tax_request_id = ${tax_request_id} and version = ${version} order by line`)
  return rows.map(row => ({ ...row, amount_minor: BigInt(row.amount_minor) as Minor }))
}

/** Hands a draft in: from now on it takes its amounts, and none can be asked for twice. [TAX-2] */
export async function submitTaxRequest(
  ctx: Context,
  { tax_request_id, version }: Taken<Lines['submitTaxRequest']>,
): Promise<Changed> {
  // Load. Decide.
  const request = await lockRequest(ctx, tax_request_id)
  standsIn(request, version, ['draft'])
  refuseAll((await planned(ctx, request.kind, await wishesOf(ctx, request), null)).problems)
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update tax_requests set state = 'requested', requested_by = ${ctx.actor.person_id}, requested_on = ${ctx.today}, reason = null
    where org_id = ${ctx.org_id} and tax_request_id = ${tax_request_id}`)

  // Record.
  const data = { number: request.number, currency: request.currency, amount_minor: request.amount_minor }
  await record(ctx, 'tax_request.submitted', recorded_at, [{ subject_id: tax_request_id, data }])
  return { tax_request_id, state: 'requested', version }
}

/**
 * Approves a request that was handed in. By the standard policy it waits for another person; an organisation may let smaller
 * ones pass. [TAX-4] Refuses `invoice_not_issued` where an invoice was corrected meanwhile.
 */
export async function approveTaxRequest(
  ctx: Context,
  { tax_request_id, version }: Taken<Lines['approveTaxRequest']>,
): Promise<Changed> {
  // Load.
  const request = await lockRequest(ctx, tax_request_id)
  const wishes = await wishesOf(ctx, request)
  const ids = wishes.map(wish => wish.invoice_id)
  await lockInvoices(ctx, { ids })
  const heads = await readHeads(ctx, ids)

  // Decide.
  standsIn(request, version, ['requested'])
  refuseAll(
    heads.flatMap(({ number, state }): Problem[] =>
      state === 'issued' ? [] : [{ index: 0, code: 'invoice_not_issued', params: { number, state } }],
    ),
  )
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update tax_requests set state = 'approved', approved_by = ${ctx.released_by ?? ctx.actor.person_id}, approved_on = ${ctx.today}
    where org_id = ${ctx.org_id} and tax_request_id = ${tax_request_id}`)

  // Record.
  const data = { number: request.number, currency: request.currency, amount_minor: request.amount_minor }
  await record(ctx, 'tax_request.approved', recorded_at, [{ subject_id: tax_request_id, data }])
  return { tax_request_id, state: 'approved', version }
}

/** What a policy may ask about a request, and what the second person reads. */
export async function taxRequestFacts(ctx: Context, input: unknown): Promise<Record<string, unknown>> {
  const { tax_request_id } = input as Taken<Lines['approveTaxRequest']>
  const row = await ctx.tx.first(
    sql<LockedRequest & { base_minor: string; buyer_tax_id: string | null; header_reason: string | null }>`
    select number, kind, entity_id, customer_id, base_minor, buyer_name, buyer_tax_id, header_reason from tax_requests
    where org_id = ${ctx.org_id} and tax_request_id = ${tax_request_id}`,
  )
  if (!row) return {}
  const { number, entity_id, customer_id, base_minor, buyer_name, buyer_tax_id, header_reason } = row
  const facts = { number, entity_ids: [entity_id], customer_ids: [customer_id], amount_minor: base_minor, buyer_name }
  return { ...facts, ...(buyer_tax_id ? { buyer_tax_id } : {}), ...(header_reason ? { header_reason } : {}) }
}

/** Takes a request back to be changed; its amounts are free again. [TAX-4] Refuses `tax_request_state` once it was exported. */
export const returnTaxRequest = (ctx: Context, request: Taken<Lines['returnTaxRequest']>): Promise<Changed> =>
  withdraw(ctx, request, 'draft', ['requested', 'approved'])

/** Makes a request void: what is not issued is free again. [TAX-4] Refuses `tax_request_state` for one that is issued or void. */
export const voidTaxRequest = (ctx: Context, request: Taken<Lines['voidTaxRequest']>): Promise<Changed> =>
  withdraw(ctx, request, 'void', ['draft', 'requested', 'approved', 'exported', 'part_issued'])

async function withdraw(
  ctx: Context,
  { tax_request_id, version, reason }: Taken<Lines['voidTaxRequest']>,
  state: 'draft' | 'void',
  from: readonly TaxRequestState[],
): Promise<Changed> {
  // Load. Decide.
  const request = await lockRequest(ctx, tax_request_id)
  standsIn(request, version, from)
  const recorded_at = await moment(ctx)
  const again = state === 'draft'

  // Write. A new version: what somebody was asked to approve is not what it may become.
  if (again)
    await ctx.tx.rows(sql`
      insert into tax_request_lines
      select org_id, tax_request_id, version + 1, line, invoice_id, invoice_line, item_name, classification, model, unit,
        quantity, tax_code, tax_rate, is_discount, net_minor, tax_minor, amount_minor
      from tax_request_lines where org_id = ${ctx.org_id} and tax_request_id = ${tax_request_id} and version = ${version}`)
  await ctx.tx.rows(sql`
    update tax_requests set state = ${state}, reason = ${reason}, version = version + ${again ? 1 : 0}::int4
    where org_id = ${ctx.org_id} and tax_request_id = ${tax_request_id}`)

  // Record.
  const data = { number: request.number, from: request.state, reason }
  const name = again ? 'tax_request.returned' : 'tax_request.voided'
  await record(ctx, name, recorded_at, [{ subject_id: tax_request_id, data }])
  return { tax_request_id, state, version: again ? version + 1 : version }
}
