import { decideInvoiceTreatment, type Treated } from '../customerfile/treatment.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuseAll } from '../kernel/errors.ts'
import type { Day, Instant } from '../kernel/values.ts'
import { writePlan } from '../ledger/items.ts'
import { drawNumbers, type Series } from '../ledger/numbers.ts'
import { refKey } from '../ledger/parties.ts'
import { newPlan, type Plan } from '../ledger/plan.ts'
import type { invoicesContract } from './contract.ts'
import type { InvoiceDraft } from './drafts.ts'
import { loadSurroundings, type Surroundings } from './load.ts'
import { type Billing, decideBilling } from './billing.ts'
import { type PlannedInvoice, planInvoice } from './plan-invoice.ts'
import { answerRows } from './answer.ts'

type Drafts = Taken<(typeof invoicesContract)['issueInvoices']>
type Answer = Answered<(typeof invoicesContract)['issueInvoices']>

/** What else a document is written with: the import that brought it, or its contracts where they are locked and read already. */
export type Brought = { import_id?: string | null; billing?: Billing }

/** Issues invoices and charges: the document, its claims as open items, and the entry. [INV-1] */
export async function issueInvoices(ctx: Context, drafts: Drafts, brought: Brought = {}): Promise<Answer> {
  // Load.
  const around = await loadSurroundings(ctx, 'invoice', drafts, null, brought.billing)

  // Decide.
  const plan = newPlan(around.books, new Map(), ctx.today)
  const planned = decideInvoices(plan, drafts, around)
  decideBilling(plan, planned, around.billing)
  // What an import brings was agreed elsewhere.
  if (!brought.import_id) decideGrades(plan, planned, around.treated)
  refuseAll(plan.problems)

  // Write.
  await writeInvoices(ctx, plan, planned, around.recorded_at, null, brought.import_id)

  // Record.
  await recordInvoices(ctx, 'invoice.issued', planned, around.recorded_at)
  return { rows: await answerRows(ctx, drafts, around.known, planned) }
}

/** Days that are longer than the grade of the customer allows, unless a reason says why. [CUS-32] */
function decideGrades(plan: Plan, planned: readonly PlannedInvoice[], treated: ReadonlyMap<string, Treated>): void {
  for (const { index, kind, draft, customer, items } of planned) {
    if (kind !== 'invoice' || draft.grade_reason) continue
    const due_on = items.filter(item => item.kind === 'invoice').map(item => item.due_on)
    const invoice = { issued_on: draft.issued_on as Day, due_on }
    plan.problems.push(...decideInvoiceTreatment(treated.get(customer.customer_id), index, invoice))
  }
}

/** Plans every draft that is not known already from its source. */
export function decideInvoices(plan: Plan, drafts: readonly InvoiceDraft[], around: Surroundings): PlannedInvoice[] {
  return decideDrafts(plan, drafts, around, draft => draft.kind ?? 'invoice')
}

/** Plans drafts of any kind; `creditsCharge` tells which of them credit a charge, whose income it takes back. */
export function decideDrafts(
  plan: Plan,
  drafts: readonly InvoiceDraft[],
  around: Surroundings,
  kindOf: (draft: InvoiceDraft) => PlannedInvoice['kind'],
  creditsCharge: (index: number) => boolean = () => false,
): PlannedInvoice[] {
  plan.problems.push(...around.problems)
  const seen = new Set<string>()
  return drafts.flatMap((draft, index) => {
    const key = refKey(draft)
    if (draft.external_id !== undefined && (around.known.has(key) || seen.has(key))) return []
    seen.add(key)
    const of = around.of(index)
    const surroundings = of && { ...of, kind: kindOf(draft), credits_charge: creditsCharge(index) }
    const planned = surroundings && planInvoice(plan, index, draft, surroundings)
    return planned ? [planned] : []
  })
}

const seriesOf: Record<PlannedInvoice['kind'], Series> = { invoice: 'INV', charge: 'CHG', credit_note: 'CRN' }

/** Draws the numbers and writes documents, lines and the plan they stand on. */
export async function writeInvoices(
  ctx: Context,
  plan: Plan,
  planned: readonly PlannedInvoice[],
  recorded_at: Instant,
  corrects_id: string | null = null,
  import_id: string | null = null,
): Promise<void> {
  const unnumbered = planned.filter(invoice => invoice.draft.number === undefined)
  const numbers = await drawNumbers(
    ctx,
    unnumbered.map(invoice => ({
      entity_id: invoice.entity.entity_id,
      series: seriesOf[invoice.kind],
      year: Number(invoice.posted_on.slice(0, 4)),
    })),
  )
  for (const [at, invoice] of unnumbered.entries()) {
    invoice.draft = { ...invoice.draft, number: numbers[at] as string }
    for (const item of invoice.items) item.number = numbers[at] as string
  }
  await Promise.all([
    writePlan(ctx, plan, recorded_at),
    insertRows(
      ctx.tx,
      'invoices',
      ctx.org_id,
      planned.map(invoice => ({ ...invoiceRow(invoice), corrects_id, import_id, recorded_at })),
    ),
    insertRows(ctx.tx, 'invoice_lines', ctx.org_id, planned.flatMap(lineRows)),
    insertRows(
      ctx.tx,
      'external_refs',
      ctx.org_id,
      planned.flatMap(({ draft, invoice_id, kind }) =>
        draft.external_id === undefined
          ? []
          : [
              {
                source: draft.source ?? '',
                external_id: draft.external_id,
                kind: kind === 'credit_note' ? 'credit_note' : 'invoice',
                document_id: invoice_id,
                recorded_at,
              },
            ],
      ),
    ),
  ])
}

function invoiceRow(invoice: PlannedInvoice) {
  const { draft, terms } = invoice
  return {
    invoice_id: invoice.invoice_id,
    entity_id: invoice.entity.entity_id,
    customer_id: invoice.customer.customer_id,
    bill_to_id: draft.bill_to_id ?? invoice.customer.customer_id,
    kind: invoice.kind,
    number: draft.number as string,
    issued_on: draft.issued_on,
    posted_on: invoice.posted_on,
    due_on: invoice.due_on,
    currency: invoice.currency,
    net_minor: invoice.net_minor,
    tax_minor: invoice.tax_minor,
    amount_minor: invoice.amount_minor,
    base_minor: invoice.base_minor,
    rate: invoice.rate,
    terms_id: terms?.terms_id ?? null,
    terms_rule: terms?.rule ?? null,
    base_days: invoice.base_days,
    salesperson_id: invoice.items[0]?.salesperson_id ?? null,
    department_id: invoice.items[0]?.department_id ?? null,
    booked_on: draft.booked_on ?? null,
    reference: draft.reference ?? null,
    note: draft.note ?? draft.reason ?? null,
    credits_id: draft.credits_id ?? null,
    contract_id: draft.contract_id ?? null,
    tax_later: draft.tax_point === 'later',
    unearned: draft.revenue === 'later',
    entry_id: invoice.entry_id,
  }
}

function lineRows(invoice: PlannedInvoice) {
  return invoice.lines.map((line, at) => ({
    invoice_id: invoice.invoice_id,
    line: at + 1,
    description: line.draft.description,
    product: line.draft.product ?? null,
    quantity: line.draft.quantity ?? null,
    unit: line.draft.unit ?? null,
    unit_price: line.draft.unit_price ?? null,
    price_includes_tax: line.draft.price_includes_tax,
    is_discount: line.draft.is_discount,
    tax_code: line.draft.tax_code,
    contract_line: line.draft.contract_line ?? null,
    contract_part: line.draft.contract_part ?? null,
    contract_period: line.draft.contract_period ?? null,
    // An invoice under one contract says so itself.
    contract_id: invoice.draft.contract_id ? null : (line.draft.contract_id ?? null),
    delivery_id: line.draft.delivery_id ?? null,
    tax_rate: line.rate,
    net_minor: line.net_minor,
    tax_minor: line.tax_minor,
    amount_minor: line.amount_minor,
  }))
}

/** One event for each document. */
export async function recordInvoices(
  ctx: Context,
  name: 'invoice.issued' | 'credit_note.issued',
  planned: readonly PlannedInvoice[],
  recorded_at: Instant,
): Promise<void> {
  await record(
    ctx,
    name,
    recorded_at,
    planned.map(invoice => ({
      subject_id: invoice.invoice_id,
      data: {
        kind: invoice.kind,
        number: invoice.draft.number,
        entity_id: invoice.entity.entity_id,
        customer_id: invoice.customer.customer_id,
        issued_on: invoice.draft.issued_on,
        posted_on: invoice.posted_on,
        due_on: invoice.due_on,
        currency: invoice.currency,
        amount_minor: invoice.amount_minor,
        ...(invoice.draft.contract_id
          ? { contract_id: invoice.draft.contract_id, contract_reason: invoice.draft.contract_reason ?? null }
          : {}),
        ...(invoice.draft.grade_reason ? { grade_reason: invoice.draft.grade_reason } : {}),
        item_ids: invoice.items.map(item => item.item_id),
      },
    })),
  )
}
