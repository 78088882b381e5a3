import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, refuse } from '../kernel/errors.ts'
import { type Day, newId } from '../kernel/values.ts'
import { decideRedLinks } from './decide-links.ts'
import type { FactLine } from './facts.ts'
import { lockOpenRequests, readKnown } from './load-documents.ts'
import { type LockedConfirmation, lockConfirmation } from './red-confirmations.ts'
import type { redContract } from './red-contract.ts'
import { fulfil, writeRedCredits } from './red-fulfil.ts'
import { loadCreditNote } from './red-load.ts'
import { refreshStanding } from './standing.ts'
import { isNumberOf, writeLinks } from './write-documents.ts'

type Lines = typeof redContract

/** Requests a blue tax invoice covers, locked before it as everywhere. */
const lockCovered = (ctx: Context, blue: ReturnType<typeof sql>) =>
  lockOpenRequests(
    ctx,
    sql`q.tax_request_id in (select k.tax_request_id from tax_invoice_links k where k.org_id = ${ctx.org_id} and k.ended_at is null
      and k.tax_invoice_id in (${blue}))`,
  )

/**
 * Enters by hand the red tax invoice of a confirmation: for all that was confirmed. It takes back its blue one and its links, and
 * stands for the credit note of the confirmation. [TAX-14] Refuses `red_confirmation_state` for one that is not confirmed,
 * `tax_document_number`, `tax_document_future`, `tax_document_taken`, `tax_red_over_blue`, `tax_red_before_blue`.
 */
export async function issueRedInvoice(
  ctx: Context,
  { number, code = '', issued_on, ...named }: Taken<Lines['issueRedInvoice']>,
): Promise<Answered<Lines['issueRedInvoice']>> {
  // Load.
  await lockCovered(
    ctx,
    sql`select blue_id from red_confirmations where org_id = ${ctx.org_id} and confirmation_id = ${named.confirmation_id}`,
  )
  const one = await lockConfirmation(ctx, named)
  const [known, around] = [await readKnown(ctx, { numbers: [number] }), await readKnown(ctx, { ids: [one.blue_id] })]
  const blue = around.find(invoice => invoice.tax_invoice_id === one.blue_id)
  assert(blue, 'the blue one is there')
  const head = await ctx.tx.first(sql<{ issued_on: Day } & Record<string, string | null>>`
    select issued_on, seller_name, seller_tax_id, buyer_name, buyer_tax_id from tax_invoices
    where org_id = ${ctx.org_id} and tax_invoice_id = ${one.blue_id}`)
  assert(head, 'the blue one is there')
  const lines = await redLines(ctx, one, blue.amount_minor)

  // Decide.
  if (one.state !== 'confirmed') refuse('red_confirmation_state', { number: one.number, state: one.state })
  if (!isNumberOf(blue.kind, number, code)) refuse('tax_document_number', { number })
  if (issued_on > ctx.today) refuse('tax_document_future', { number, issued_on })
  if (issued_on < head.issued_on) refuse('tax_red_before_blue', { number, issued_on, blue_on: head.issued_on })
  if (known.length > 0) refuse('tax_document_taken', { file: number, number })
  const amount_minor = -BigInt(one.amount_minor)
  const left_minor = blue.amount_minor + blue.reversed_minor
  if (-amount_minor > left_minor)
    refuse('tax_red_over_blue', { file: number, blue: blue.number, left_minor, amount_minor, currency: one.currency })
  const links = decideRedLinks({ amount_minor, lines }, blue.links)
  const tax_invoice_id = newId<'tax_invoice'>()
  const recorded_at = await moment(ctx)

  // Write.
  const { issued_on: _, ...parties } = head
  const invoice = {
    ...parties,
    tax_invoice_id,
    entity_id: one.entity_id,
    customer_id: one.customer_id,
    kind: blue.kind,
    number,
    code,
    is_red: true,
    reverses_id: one.blue_id,
    confirmation_number: one.platform_number,
    issued_on,
    currency: one.currency,
    net_minor: -BigInt(one.net_minor),
    tax_minor: -BigInt(one.tax_minor),
    amount_minor,
    source: 'hand',
  }
  await insertRows(ctx.tx, 'tax_invoices', ctx.org_id, [
    { ...invoice, recorded_by: ctx.actor.person_id, recorded_at } as never,
  ])
  await insertRows(
    ctx.tx,
    'tax_invoice_lines',
    ctx.org_id,
    lines.map((line, at) => ({ tax_invoice_id, line: at + 1, ...line })),
  )
  await writeLinks(ctx, tax_invoice_id, links, 'red', recorded_at, true)
  await refreshStanding(
    ctx,
    links.map(link => link.tax_request_id),
  )

  // Record.
  await record(ctx, 'tax_invoice.added', recorded_at, [
    { subject_id: tax_invoice_id, data: { ...invoice, how: 'hand', links } },
  ])
  const { confirmation_id, credit_note_id, platform_number } = one
  const done = { confirmation_id, confirmation_number: one.number, platform_number, credit_note_id, red_number: number }
  await fulfil(ctx, [{ ...done, tax_invoice_id, amount_minor: -amount_minor }], recorded_at)
  return { confirmation_id, state: 'issued', version: one.version + 1, tax_invoice_id }
}

/** Lines of a red tax invoice: those of its blue one where it takes all of it back, those of its credit note where it is that. */
async function redLines(ctx: Context, one: LockedConfirmation, blue_minor: bigint): Promise<FactLine[]> {
  const whole = blue_minor === BigInt(one.amount_minor)
  const rows = await ctx.tx.rows(
    sql<Omit<FactLine, 'net_minor' | 'tax_minor'> & Record<'net_minor' | 'tax_minor', string>>`${
      whole
        ? sql`select item_name, classification, model, unit, (-quantity)::text as quantity, tax_rate::text as tax_rate,
          -net_minor as net_minor, -tax_minor as tax_minor
        from tax_invoice_lines where org_id = ${ctx.org_id} and tax_invoice_id = ${one.blue_id} order by line`
        : sql`select left(l.description, 300) as item_name, null as classification, null as model, l.unit,
          (-abs(l.quantity))::text as quantity, l.tax_rate::text as tax_rate, l.net_minor, l.tax_minor
        from invoices n join invoice_lines l on l.org_id = n.org_id and l.invoice_id = n.invoice_id
        where n.org_id = ${ctx.org_id} and n.invoice_id = ${one.credit_note_id} and -n.amount_minor = ${one.amount_minor}::int8
          and -n.tax_minor = ${one.tax_minor}::int8 order by l.line`
    }`,
  )
  return rows.map(row => ({ ...row, net_minor: BigInt(row.net_minor), tax_minor: BigInt(row.tax_minor) }))
}

type Red = {
  number: string
  entity_id: string
  customer_id: string
  currency: string
  is_red: boolean
  reverses_id: string | null
  left_minor: string
}

/** Says by hand which credit note a red tax invoice stands for, as far as both have something left. [TAX-14] */
export async function creditRedInvoice(
  ctx: Context,
  { tax_invoice_id, credit_note_id, amount_minor: given }: Taken<Lines['creditRedInvoice']>,
): Promise<Answered<Lines['creditRedInvoice']>> {
  // Load.
  await readKnown(ctx, { ids: [tax_invoice_id] })
  const red = await ctx.tx.first(sql<Red>`
    select x.number, x.entity_id, x.customer_id, x.currency, x.is_red, x.reverses_id, (-x.amount_minor - coalesce((
      select sum(r.amount_minor) from red_credits r where r.org_id = x.org_id and r.tax_invoice_id = x.tax_invoice_id
        and r.ended_at is null), 0))::int8 as left_minor
    from tax_invoices x where x.org_id = ${ctx.org_id} and x.tax_invoice_id = ${tax_invoice_id}`)
  if (!red) refuse('tax_invoice_unknown', { tax_invoice_id })
  const { number, currency } = red
  if (!red.is_red) refuse('tax_invoice_not_red', { number })
  const note = await loadCreditNote(ctx, credit_note_id, { ...red, tax_invoice_id: red.reverses_id ?? tax_invoice_id })

  // Decide.
  const left_minor = BigInt(red.left_minor)
  const amount_minor = given ?? (note.left_minor < left_minor ? note.left_minor : left_minor)
  if (given === undefined && amount_minor <= 0n) refuse('red_credit_nothing_left', { number, credit_note: note.number })
  if (amount_minor <= 0n) refuse('amount_not_positive', { amount_minor })
  if (amount_minor > left_minor) refuse('tax_link_over_invoice', { number, left_minor, amount_minor, currency })
  if (amount_minor > note.left_minor)
    refuse('red_confirmation_over_credit', { number: note.number, left_minor: note.left_minor, amount_minor, currency })
  const recorded_at = await moment(ctx)

  // Write.
  await writeRedCredits(ctx, [{ tax_invoice_id, credit_note_id, amount_minor }], recorded_at)

  // Record.
  const data = { number, credit_note: note.number, credit_note_id, amount_minor }
  await record(ctx, 'tax_invoice.credited', recorded_at, [{ subject_id: tax_invoice_id, data }])
  return { amount_minor }
}

/** Takes the link of a red tax invoice to a credit note back; it stays in the history. [TAX-14] Refuses `tax_link_unknown`. */
export async function uncreditRedInvoice(
  ctx: Context,
  { tax_invoice_id, credit_note_id, reason }: Taken<Lines['uncreditRedInvoice']>,
): Promise<Answered<Lines['uncreditRedInvoice']>> {
  // Load.
  const [red] = await readKnown(ctx, { ids: [tax_invoice_id] })
  if (!red) refuse('tax_invoice_unknown', { tax_invoice_id })
  const recorded_at = await moment(ctx)

  // Write.
  const ended = await ctx.tx.rows(sql<{ amount_minor: string }>`
    update red_credits set ended_at = ${recorded_at}::timestamptz, ended_by = ${ctx.actor.person_id}, end_reason = ${reason}
    where org_id = ${ctx.org_id} and tax_invoice_id = ${tax_invoice_id} and credit_note_id = ${credit_note_id} and ended_at is null
    returning amount_minor`)
  if (ended.length === 0) refuse('tax_link_unknown', { number: red.number })
  const freed_minor = ended.reduce((sum, one) => sum + BigInt(one.amount_minor), 0n)

  // Record.
  const data = { number: red.number, credit_note_id, amount_minor: freed_minor, reason }
  await record(ctx, 'tax_invoice.uncredited', recorded_at, [{ subject_id: tax_invoice_id, data }])
  return { freed_minor }
}
