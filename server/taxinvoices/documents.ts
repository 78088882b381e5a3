import { rm } from 'node:fs/promises'
import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse, refuseAll } from '../kernel/errors.ts'
import { keepFile } from '../kernel/files.ts'
import type { Upload } from '../kernel/http.ts'
import { type Minor, proportion } from '../kernel/money.ts'
import { type Day, newId } from '../kernel/values.ts'
import { type Around, decideDocuments, type PlannedInvoice } from './decide-documents.ts'
import { decideLinks } from './decide-links.ts'
import { warningsOf } from './document-warnings.ts'
import type { taxInvoicesContract } from './documents-contract.ts'
import { loadAround, lockOpenRequests, readKnown } from './load-documents.ts'
import { type ReadDocument, readUpload } from './read-files.ts'
import { fulfil } from './red-fulfil.ts'
import { refreshStanding } from './standing.ts'
import { isNumberOf, writeInvoices, writeLinks } from './write-documents.ts'

type Lines = typeof taxInvoicesContract

const sumOf = (links: readonly { amount_minor: Minor }[]) => links.reduce((sum, link) => sum + link.amount_minor, 0n)

/**
 * Brings issued tax invoices back, all of an upload or none: reads each file, holds it against who we are, its buyer, its
 * request and what is here, keeps it, and links it. [TAX-7] [TAX-8] Every file that is wrong is refused by its name.
 */
export const addTaxInvoices =
  (home: string) =>
  async (ctx: Context, { file }: Taken<Lines['addTaxInvoices']>): Promise<Answered<Lines['addTaxInvoices']>> => {
    const upload = file as Upload
    const read = await readUpload(home, upload)
    let kept: ReadonlySet<string> = new Set()
    try {
      // Load.
      refuseAll(read.problems)
      if (read.documents.length === 0) refuse('tax_document_not_invoice', { file: upload.name })
      const around = await loadAround(
        ctx,
        read.documents.map(one => one.facts),
      )

      // Decide.
      const { plan, problems } = decideDocuments(read.documents, around)
      refuseAll(problems)
      const recorded_at = await moment(ctx)

      // Write.
      const files = [...plan.invoices.flatMap(one => one.files), ...plan.attached.map(one => one.file)]
      const file_ids = new Map<ReadDocument, string>()
      for (const one of files) file_ids.set(one, await keepFile(ctx, home, one.upload, 'tax invoice', recorded_at))
      kept = new Set(files.map(one => one.upload.path))
      const ids = await writeInvoices(ctx, plan.invoices, recorded_at)
      const attached = [
        ...plan.invoices.flatMap((one, at) =>
          one.files.map(file_ => ({ tax_invoice_id: ids[at] as string, file: file_ })),
        ),
        ...plan.attached,
      ]
      await insertRows(
        ctx.tx,
        'tax_invoice_files',
        ctx.org_id,
        attached.map(one => ({
          tax_invoice_id: one.tax_invoice_id,
          form: one.file.facts.form,
          file_id: file_ids.get(one.file) as string,
        })),
      )
      await refreshStanding(
        ctx,
        plan.invoices.flatMap(one => one.links.map(link => link.tax_request_id)),
      )

      // Record.
      await record(
        ctx,
        'tax_invoice.added',
        recorded_at,
        plan.invoices.map((one, at) => toldOf(ids[at] as string, one)),
      )
      await fulfil(
        ctx,
        plan.invoices.flatMap(({ facts, confirmation }, at) =>
          confirmation
            ? [
                {
                  ...confirmation,
                  tax_invoice_id: ids[at] as string,
                  red_number: facts.number,
                  amount_minor: -facts.amount_minor,
                },
              ]
            : [],
        ),
        recorded_at,
      )
      await record(
        ctx,
        'tax_invoice.file_attached',
        recorded_at,
        plan.attached.map(({ tax_invoice_id, number, file: one }) => ({
          subject_id: tax_invoice_id,
          data: { number, form: one.facts.form, sha256: one.upload.sha256 },
        })),
      )
      const known = new Map(around.invoices.map(one => [one.tax_invoice_id, one]))
      const here = (id: string, outcome: 'attached' | 'known') => {
        const one = known.get(id)
        return {
          tax_invoice_id: id,
          number: one?.number ?? '',
          outcome,
          linked_minor: sumOf(one?.links ?? []),
          amount_minor: one?.amount_minor ?? 0n,
          warnings: [],
        }
      }
      return {
        rows: [
          ...plan.invoices.map((one, at) => ({
            tax_invoice_id: ids[at] as string,
            number: one.facts.number,
            outcome: 'kept' as const,
            linked_minor: sumOf(one.links),
            amount_minor: one.facts.amount_minor,
            warnings: warningsOf(one.facts, nameOf(around, one)),
          })),
          ...[...new Set(plan.attached.map(one => one.tax_invoice_id))].map(id => here(id, 'attached')),
          ...plan.known.map(one => here(one.tax_invoice_id, 'known')),
        ],
      }
    } finally {
      for (const one of [upload, ...read.extracted]) if (!kept.has(one.path)) await rm(one.path, { force: true })
    }
  }

/** The name the buyer of a tax invoice goes by: in its request, else as our customer. */
const nameOf = (around: Around, { links, customer_id }: PlannedInvoice): string | null => {
  const request = around.requests.find(one => one.tax_request_id === links[0]?.tax_request_id)
  return request?.buyer_name ?? around.customers.find(one => one.customer_id === customer_id)?.name ?? null
}

function toldOf(tax_invoice_id: string, one: PlannedInvoice) {
  const { number, issued_on, net_minor, tax_minor, amount_minor, buyer_name, buyer_tax_id, is_red } = one.facts
  return {
    subject_id: tax_invoice_id,
    data: {
      number,
      kind: one.kind,
      is_red,
      issued_on,
      currency: one.currency,
      net_minor,
      tax_minor,
      amount_minor,
      buyer_name,
      buyer_tax_id,
      reverses_id: one.reverses_id,
      sha256: one.files.map(file => file.upload.sha256),
      how: one.how,
      links: one.links,
    },
  }
}

/**
 * Enters by hand what was issued for a request, with its lines as they were asked for: for paper, for commercial invoices, and
 * where nothing but a picture came back. [TAX-9] Refuses `tax_document_number`, `tax_document_taken`, `tax_request_state`,
 * `tax_document_over_request`.
 */
export async function enterTaxInvoice(
  ctx: Context,
  { tax_request_id, number, code = '', issued_on, amount_minor: given }: Taken<Lines['enterTaxInvoice']>,
): Promise<Answered<Lines['enterTaxInvoice']>> {
  // Load.
  const [request] = await lockOpenRequests(ctx, sql`q.tax_request_id = ${tax_request_id}`)
  if (!request) refuse('tax_request_unknown', { tax_request_id })
  const known = await readKnown(ctx, { numbers: [number] })
  const [head, lines] = await Promise.all([
    ctx.tx.first(sql<{
      currency: string
      net_minor: string
      amount_minor: string
      seller_name: string
      seller_tax_id: string | null
    }>`
      select q.currency, q.net_minor, q.amount_minor, e.name as seller_name, e.tax_id as seller_tax_id from tax_requests q
      join entities e on e.org_id = q.org_id and e.entity_id = q.entity_id
      where q.org_id = ${ctx.org_id} and q.tax_request_id = ${tax_request_id}`),
    ctx.tx.rows(sql<{
      item_name: string
      classification: string | null
      model: string | null
      unit: string | null
      quantity: string | null
      tax_rate: string
      net_minor: string
      tax_minor: string
    }>`
      select l.item_name, l.classification, l.model, l.unit, l.quantity::text as quantity, l.tax_rate::text as tax_rate, l.net_minor, l.tax_minor
      from tax_requests q join tax_request_lines l on l.org_id = q.org_id and l.tax_request_id = q.tax_request_id and l.version = q.version
      where q.org_id = ${ctx.org_id} and q.tax_request_id = ${tax_request_id} order by l.line`),
  ])

  // Decide.
  const { kind, state } = request
  if (!['approved', 'exported', 'part_issued'].includes(state))
    refuse('tax_request_state', { number: request.number, state })
  if (!isNumberOf(kind, number, code)) refuse('tax_document_number', { number })
  if (issued_on > ctx.today) refuse('tax_document_future', { number, issued_on })
  if (known.length > 0) refuse('tax_document_taken', { file: number, number })
  const left_minor = request.lines.reduce((sum, line) => sum + line.left_minor, 0n)
  const amount_minor = given ?? left_minor
  if (amount_minor <= 0n) refuse('amount_not_positive', { amount_minor })
  const { links, problem } = decideLinks({ amount_minor, lines: null }, request.lines)
  if (problem)
    refuse(problem.code, { ...problem.params, file: number, request: request.number, currency: head?.currency })
  const total = BigInt(head?.amount_minor ?? 0)
  const net_minor =
    amount_minor === total
      ? BigInt(head?.net_minor ?? 0)
      : proportion(BigInt(head?.net_minor ?? 0), amount_minor, total)
  const tax_invoice_id = newId<'tax_invoice'>()
  const recorded_at = await moment(ctx)

  // Write.
  const invoice = {
    tax_invoice_id,
    entity_id: request.entity_id,
    customer_id: request.customer_id,
    kind,
    number,
    code,
    is_red: false,
    issued_on: issued_on as Day,
    seller_name: head?.seller_name ?? '',
    seller_tax_id: head?.seller_tax_id ?? null,
    buyer_name: request.buyer_name,
    buyer_tax_id: request.buyer_tax_id,
    currency: head?.currency ?? '',
    net_minor,
    tax_minor: amount_minor - net_minor,
    amount_minor,
    source: 'hand',
  }
  await insertRows(ctx.tx, 'tax_invoices', ctx.org_id, [{ ...invoice, recorded_by: ctx.actor.person_id, recorded_at }])
  if (amount_minor === total)
    await insertRows(
      ctx.tx,
      'tax_invoice_lines',
      ctx.org_id,
      lines.map((line, at) => ({ tax_invoice_id, line: at + 1, ...line })),
    )
  await writeLinks(ctx, tax_invoice_id, links, 'hand', recorded_at)
  await refreshStanding(ctx, [tax_request_id])

  // Record.
  await record(ctx, 'tax_invoice.added', recorded_at, [
    { subject_id: tax_invoice_id, data: { ...invoice, how: 'hand', links } },
  ])
  return { tax_invoice_id }
}

/** Links a tax invoice to a request by hand, as far as both have something left. [TAX-9] */
export async function linkTaxInvoice(
  ctx: Context,
  { tax_invoice_id, tax_request_id, amount_minor: given }: Taken<Lines['linkTaxInvoice']>,
): Promise<Answered<Lines['linkTaxInvoice']>> {
  // Load.
  const [request] = await lockOpenRequests(ctx, sql`q.tax_request_id = ${tax_request_id}`)
  const [invoice] = await readKnown(ctx, { ids: [tax_invoice_id] })

  // Decide.
  if (!invoice) refuse('tax_invoice_unknown', { tax_invoice_id })
  if (!request) refuse('tax_request_unknown', { tax_request_id })
  const { number } = invoice
  if (invoice.is_red) refuse('tax_invoice_is_red', { number })
  if (invoice.entity_id !== request.entity_id) refuse('entity_differs', { number })
  if (invoice.customer_id !== request.customer_id) refuse('customer_differs', { number })
  if (!['approved', 'exported', 'part_issued'].includes(request.state))
    refuse('tax_request_state', { number: request.number, state: request.state })
  const free = invoice.amount_minor + invoice.reversed_minor - sumOf(invoice.links)
  const left = request.lines.reduce((sum, line) => sum + line.left_minor, 0n)
  const amount_minor = given ?? (free < left ? free : left)
  if (amount_minor <= 0n) refuse('amount_not_positive', { amount_minor })
  if (amount_minor > free) refuse('tax_link_over_invoice', { number, left_minor: free, amount_minor, currency: 'CNY' })
  const { links, problem } = decideLinks({ amount_minor, lines: null }, request.lines)
  if (problem) refuse(problem.code, { ...problem.params, file: number, request: request.number, currency: 'CNY' })
  const recorded_at = await moment(ctx)

  // Write.
  await writeLinks(ctx, tax_invoice_id, links, 'hand', recorded_at)
  await refreshStanding(ctx, [tax_request_id])

  // Record.
  const data = { number, request: request.number, links }
  await record(ctx, 'tax_invoice.linked', recorded_at, [{ subject_id: tax_invoice_id, data }])
  return { linked_minor: sumOf(links) }
}

/** Takes every link of a tax invoice to a request back; they stay in the history. [TAX-9] Refuses `tax_link_unknown`, `tax_invoice_reversed`. */
export async function unlinkTaxInvoice(
  ctx: Context,
  { tax_invoice_id, tax_request_id, reason }: Taken<Lines['unlinkTaxInvoice']>,
): Promise<Answered<Lines['unlinkTaxInvoice']>> {
  // Load.
  const [request] = await lockOpenRequests(ctx, sql`q.tax_request_id = ${tax_request_id}`)
  const [invoice] = await readKnown(ctx, { ids: [tax_invoice_id] })

  // Decide.
  if (!invoice) refuse('tax_invoice_unknown', { tax_invoice_id })
  const own = invoice.links.filter(link => link.tax_request_id === tax_request_id)
  if (!request || own.length === 0) refuse('tax_link_unknown', { number: invoice.number })
  if (invoice.is_red || invoice.reversed_minor !== 0n) refuse('tax_invoice_reversed', { number: invoice.number })
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update tax_invoice_links set ended_at = ${recorded_at}::timestamptz, ended_by = ${ctx.actor.person_id}, end_reason = ${reason}
    where org_id = ${ctx.org_id} and tax_invoice_id = ${tax_invoice_id} and tax_request_id = ${tax_request_id} and ended_at is null`)
  await refreshStanding(ctx, [tax_request_id])

  // Record.
  const data = { number: invoice.number, request: request.number, amount_minor: sumOf(own), reason }
  await record(ctx, 'tax_invoice.unlinked', recorded_at, [{ subject_id: tax_invoice_id, data }])
  return { freed_minor: sumOf(own) }
}
