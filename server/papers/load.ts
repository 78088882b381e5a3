import { sql } from 'kysely'
import { type BaseDays, openDiscounts, type TermsRule } from '../customers/terms.ts'
import type { Context } from '../kernel/context.ts'
import { readLines, readParts } from '../contracts/load.ts'
import { drawContract, type Drawn } from '../contracts/templates.ts'
import { bestMethods } from '../policy/methods.ts'
import { shortPolicies } from '../policy/policies-read.ts'
import { assert, type Problem, refuseAll } from '../kernel/errors.ts'
import type { RefusalCode } from '../kernel/refusals.ts'
import { grouped, inWords, longDay } from './form.ts'
import type { BankAccount, ContractPaper, InvoiceNotice, Mark, Paid, Party, ReceiptPaper, Sender } from './paper.ts'

type Row = Record<string, unknown> & { id: string }

/** The sender and the customer of a document, as columns of a row. */
const parties = sql`e.entity_id as sender_id, e.name as sender_name, e.name_en as sender_name_en, e.tax_id as sender_tax_id,
  c.number as customer_number, c.name as customer_name, c.name_en as customer_name_en, c.tax_id as customer_tax_id`

const senderOf = (row: Row): Sender => ({
  entity_id: row.sender_id as string,
  name: row.sender_name as string,
  name_en: row.sender_name_en as string | null,
  tax_id: row.sender_tax_id as string | null,
})

const customerOf = (row: Row): Party => ({
  number: row.customer_number as string,
  name: row.customer_name as string,
  name_en: row.customer_name_en as string | null,
  tax_id: row.customer_tax_id as string | null,
})

/** A document that was put right says what replaced it; one that was only taken back is void. */
const markOf = (row: Row, good: string): Mark =>
  row.state === good ? null : row.replaced_by === null ? 'void' : 'replaced'

/** The rows in the order in which they were asked for; what is not there, or not in one's scope, is refused by name. */
function inOrder(rows: readonly Row[], ids: readonly string[], code: RefusalCode, field: string): Row[] {
  const known = new Map(rows.map(row => [row.id, row]))
  const missing = ids.flatMap((id, index): Problem[] =>
    known.has(id) ? [] : [{ index, code, params: { [field]: id } }],
  )
  refuseAll(missing)
  return ids.map(id => known.get(id) as Row)
}

const grouping = <T extends { id: string }>(rows: readonly T[]) => Map.groupBy(rows, row => row.id)
const big = (value: unknown) => BigInt(value as string)

/** The earliest day on which something of a document that is still open falls due; null where none is known. */
const firstDue = (items: readonly { due_on: string | null; open_minor: bigint }[]): string | null =>
  items.reduce<string | null>(
    (min, { due_on, open_minor }) => (open_minor !== 0n && due_on && (!min || due_on < min) ? due_on : min),
    null,
  )

/** Invoices, charges and credit notes as their papers say them. Refuses `invoice_unknown`. */
export async function loadInvoices(
  ctx: Context,
  ids: readonly string[],
  link: (id: string) => string | null,
  qr_for: InvoiceNotice['qr_for'] = 'house',
): Promise<InvoiceNotice[]> {
  const { org_id } = ctx
  const [policies, heads, lines, items] = await Promise.all([
    shortPolicies(ctx, ids),
    ctx.tx.rows(sql<Row>`
      select v.invoice_id as id, v.entity_id, coalesce(v.bill_to_id, v.customer_id) as payer_id, v.kind, v.number, v.issued_on, v.due_on, v.currency, v.net_minor, v.tax_minor, v.amount_minor,
        v.terms_rule, v.base_days, v.reference, v.note, v.state, ${parties}, t.name as terms_name, t.name_en as terms_name_en, o.number as credits_number,
        (select n.number from invoices n where n.org_id = v.org_id and n.corrects_id = v.invoice_id limit 1) as replaced_by,
        (select json_build_object('holder', a.holder, 'bank', a.bank, 'account', a.number, 'swift', a.swift) from own_accounts a
          where a.org_id = v.org_id and a.entity_id = v.entity_id and a.state = 'active'
            and (a.currency is null or a.currency = v.currency)
          order by a.currency nulls last, a.recorded_at limit 1) as bank
      from invoices v join entities e on e.org_id = v.org_id and e.entity_id = v.entity_id
      join customers own on own.org_id = v.org_id and own.customer_id = v.customer_id
      left join customers b on b.org_id = v.org_id and b.customer_id = v.bill_to_id
      cross join lateral (select (case when b.customer_id is null then own else b end).*) c
      left join payment_terms t on t.org_id = v.org_id and t.terms_id = v.terms_id
      left join invoices o on o.org_id = v.org_id and o.invoice_id = v.credits_id
      where v.org_id = ${org_id} and v.invoice_id = any (${ids}::uuid[])`),
    ctx.tx.rows(sql<InvoiceNotice['lines'][number] & { id: string }>`
      select invoice_id as id, description, trim_scale(quantity)::text as quantity, unit, trim_scale(unit_price)::text as unit_price,
        trim_scale(tax_rate)::text as tax_rate, net_minor, tax_minor, amount_minor
      from invoice_lines where org_id = ${org_id} and invoice_id = any (${ids}::uuid[]) order by invoice_id, line`),
    ctx.tx.rows(sql<InvoiceNotice['instalments'][number] & { id: string }>`
      select document_id as id, kind, due_on, amount_minor, open_minor from open_items
      where org_id = ${org_id} and document_id = any (${ids}::uuid[]) and kind in ('invoice', 'charge', 'retention', 'credit_note', 'opening')
      order by document_id, line, recorded_at, item_id`),
  ])
  const [linesOf, itemsOf] = [grouping(lines), grouping(items)]
  const ordered = inOrder(heads, ids, 'invoice_unknown', 'invoice_id')
  const methods = await bestMethods(
    ctx,
    ordered.map(row => ({
      customer_id: row.payer_id as string,
      entity_id: row.entity_id as string,
      currency: row.currency as string,
      amount_minor: big(row.amount_minor),
    })),
  )
  return ordered.map((row, at) => {
    const own = (itemsOf.get(row.id) ?? []).map(({ id: _, ...item }) => ({
      ...item,
      amount_minor: big(item.amount_minor),
      open_minor: big(item.open_minor),
    }))
    return {
      sender: senderOf(row),
      customer: customerOf(row),
      kind: row.kind as InvoiceNotice['kind'],
      number: row.number as string,
      mark: markOf(row, 'issued'),
      replaced_by: row.replaced_by as string | null,
      currency: row.currency as string,
      reference: row.reference as string | null,
      note: row.note as string | null,
      qr: link(row.id),
      qr_for,
      issued_on: row.issued_on as string,
      due_on: firstDue(own) ?? (row.due_on as string | null),
      terms: row.terms_name ? { name: row.terms_name as string, name_en: row.terms_name_en as string } : null,
      credits_number: row.credits_number as string | null,
      net_minor: big(row.net_minor),
      tax_minor: big(row.tax_minor),
      amount_minor: big(row.amount_minor),
      open_minor: own.reduce((sum, item) => sum + item.open_minor, 0n),
      lines: (linesOf.get(row.id) ?? []).map(({ id: _, ...line }) => ({
        ...line,
        net_minor: big(line.net_minor),
        tax_minor: big(line.tax_minor),
        amount_minor: big(line.amount_minor),
      })),
      instalments: own,
      discounts: openDiscounts(
        row.kind === 'invoice' ? (row.terms_rule as TermsRule | null) : null,
        own.reduce((sum, item) => (item.kind === 'invoice' ? sum + item.open_minor : sum), 0n),
        row.base_days as BaseDays,
        ctx.today,
      ),
      policy: policies.get(row.id) ?? null,
      method: methods[at] ?? null,
      bank: row.bank as BankAccount | null,
    }
  })
}

/** Receipts with what they paid and still pay. Refuses `receipt_unknown`. */
export async function loadReceipts(
  ctx: Context,
  ids: readonly string[],
  link: (id: string) => string | null,
): Promise<ReceiptPaper[]> {
  const { org_id } = ctx
  const [heads, paid] = await Promise.all([
    ctx.tx.rows(sql<Row>`
      select r.receipt_id as id, r.number, r.received_on, r.posted_on, r.method, r.payer_name, r.is_advance, r.currency,
        r.amount_minor, r.bank_charge_minor, r.reference, r.note, r.state, ${parties},
        (select n.number from receipts n where n.org_id = r.org_id and n.corrects_id = r.receipt_id limit 1) as replaced_by,
        (select (-coalesce(sum(i.open_minor), 0))::int8 from open_items i
          where i.org_id = r.org_id and i.document_id = r.receipt_id) as unapplied_minor
      from receipts r join entities e on e.org_id = r.org_id and e.entity_id = r.entity_id
      join customers c on c.org_id = r.org_id and c.customer_id = r.customer_id
      where r.org_id = ${org_id} and r.receipt_id = any (${ids}::uuid[])`),
    ctx.tx.rows(sql<Paid & { id: string }>`
      select i.document_id as id, a.applied_on, o.kind, o.number, c.name as customer_name, o.amount_minor as document_minor,
        a.delta_minor as applied_minor
      from open_items i join applications a on a.org_id = i.org_id and a.item_id = i.item_id
      join open_items o on o.org_id = a.org_id and o.item_id = a.counter_item_id
      join customers c on c.org_id = o.org_id and c.customer_id = o.customer_id
      where i.org_id = ${org_id} and i.document_id = any (${ids}::uuid[]) and i.kind in ('receipt', 'advance')
        and a.reverses_id is null
        and not exists (select from applications x where x.org_id = a.org_id and x.reverses_id = a.application_id)
      order by i.document_id, a.recorded_at, a.applied_on, a.application_id`),
  ])
  const paidOf = grouping(paid)
  return inOrder(heads, ids, 'receipt_unknown', 'receipt_id').map(row => ({
    sender: senderOf(row),
    customer: customerOf(row),
    number: row.number as string,
    mark: markOf(row, 'posted'),
    replaced_by: row.replaced_by as string | null,
    currency: row.currency as string,
    reference: row.reference as string | null,
    note: row.note as string | null,
    qr: link(row.id),
    received_on: row.received_on as string,
    posted_on: row.posted_on as string,
    method: row.method as string,
    payer_name: row.payer_name as string | null,
    is_advance: row.is_advance as boolean,
    amount_minor: big(row.amount_minor),
    bank_charge_minor: big(row.bank_charge_minor),
    unapplied_minor: big(row.unapplied_minor),
    paid: (paidOf.get(row.id) ?? []).map(({ id: _, ...one }) => ({
      ...one,
      document_minor: big(one.document_minor),
      applied_minor: big(one.applied_minor),
    })),
  }))
}

/** A contract with the parts of its wording. Refuses `contract_unknown`, `contract_template_unknown`. */
export async function loadContract(
  ctx: Context,
  asked: { contract_id: string; code: string },
): Promise<{ drawn: Drawn; paper: ContractPaper }> {
  const drawn = await drawContract(ctx, asked, { grouped, inWords, longDay })
  const [row, lines, plan] = await Promise.all([
    ctx.tx.first(sql<Row>`
      select k.contract_id as id, k.number, k.currency, ${parties}
      from contracts k join entities e on e.org_id = k.org_id and e.entity_id = k.entity_id
      join customers c on c.org_id = k.org_id and c.customer_id = k.customer_id
      where k.org_id = ${ctx.org_id} and k.contract_id = ${asked.contract_id}`),
    readLines(ctx, [asked.contract_id]),
    readParts(ctx, [asked.contract_id]),
  ])
  assert(row, 'a contract that was drawn up is there')
  const paper = {
    sender: senderOf(row),
    customer: customerOf(row),
    number: row.number as string,
    currency: row.currency as string,
    parts: drawn.parts,
    lines: lines.map(line => ({ ...line, amount_minor: big(line.amount_minor) })),
    plan: plan.map(part => ({ ...part, amount_minor: big(part.amount_minor) })),
  }
  return { drawn, paper }
}
