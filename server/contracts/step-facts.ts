import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Day } from '../kernel/values.ts'
import { invoicesOf } from './load.ts'
import { namesContract } from './named.ts'

/** What the steps of a contract ask for beside its lines, parts, deliveries and invoices. */
export type StepFacts = {
  contract_id: string
  /** Whether the file both sides signed is kept. */
  signed_file: boolean
  /** Money received in advance from the customer whose receipt names the contract in its reference. */
  advance_minor: string
  advance_on: Day | null
  /** Deliveries without a tracking number; confirmations other than by a signed note and without one kept; invoices that were not sent. */
  untracked: number
  unsigned: number
  unsent: number
  /** Invoices that stand; of them those that went out, or were meant to; the last day one did; those that came back. */
  issued: number
  /** What the invoices came to that are not credited whole, before what was credited on them. */
  gross_minor: string
  dispatched: number
  sent_on: Day | null
  bounced: number
  /** Receipts that wait for another person: as the advance of the contract, and to pay its invoices; what these are to pay. */
  advance_waiting: number
  waiting: number
  waiting_minor: string
  /** Money that was received, names the contract and pays nothing yet; the last day any of it or of what waits came. */
  unapplied_minor: string
  arrived_on: Day | null
  /**
   * What is asked for and not billed: lines of checks and settlement bills no invoice came after, and of billing runs that go on;
   * the last day an invoice was asked for, one that was made at once by itself.
   */
  asked_minor: string
  asked_on: Day | null
  /** Invoices that no request for a tax invoice was handed in for; receipts that paid them of which no voucher is kept. */
  untaxed: number
  unvouched: number
  /** The last day something of its invoices was settled. */
  paid_on: Day | null
  accepted_on: Day | null
}

/** Whether a voucher of a receipt `r` is kept: ours, or one the customer handed in. */
const vouched = sql`(
  exists (
    select from receipt_vouchers b where b.org_id = r.org_id and b.receipt_id = r.receipt_id and b.state = 'kept')
  or exists (
    select from waiting_receipts w join receipt_vouchers b on b.org_id = w.org_id and b.waiting_id = w.waiting_id and b.state = 'kept'
    where w.org_id = r.org_id and w.made_receipt_id = r.receipt_id)
  or exists (
    select from payment_advices a where a.org_id = r.org_id and a.receipt_id = r.receipt_id and a.file_id is not null))`

/** The facts of contracts, one statement for all of them. */
export async function readStepFacts(ctx: Context, ids: readonly string[]): Promise<Map<string, StepFacts>> {
  const rows = await ctx.tx.rows(sql<StepFacts>`
    select k.contract_id, a.advance_minor, a.advance_on, d.untracked, d.unsigned, v.unsent, v.paid_on,
      v.issued, v.gross_minor, v.dispatched, v.sent_on, v.bounced, w.advance_waiting, w.waiting, w.waiting_minor, u.unapplied_minor,
      greatest(w.waiting_on, u.unapplied_on) as arrived_on, q.asked_minor, greatest(q.asked_on, v.asked_on) as asked_on,
      v.untaxed, v.unvouched,
      exists (
        select from signed_contracts s
        where s.org_id = k.org_id and s.contract_id = k.contract_id and s.state = 'current') as signed_file,
      (select m.met_on from contract_marks m where m.org_id = k.org_id and m.contract_id = k.contract_id and m.part is null
        order by m.recorded_at desc, m.mark_id desc limit 1) as accepted_on
    from contracts k
    cross join lateral (
      select coalesce(sum(r.amount_minor), 0)::int8 as advance_minor, max(r.received_on) as advance_on
      from receipts r
      where r.org_id = k.org_id and r.customer_id = k.customer_id and r.entity_id = k.entity_id and r.currency = k.currency
        and r.is_advance and r.state = 'posted' and r.reference is not null
        and ${namesContract(sql`r.reference`, 'k')}) a
    cross join lateral (
      select count(*) filter (where coalesce(d.tracking, '') = '')::int as untracked,
        count(*) filter (where d.state = 'confirmed' and d.confirmed_how <> 'signed_note' and not exists (
          select from delivery_notes n where n.org_id = d.org_id and n.delivery_id = d.delivery_id))::int as unsigned
      from deliveries d where d.org_id = k.org_id and d.contract_id = k.contract_id and d.state <> 'returned') d
    cross join lateral (
      select max(p.applied_on) as paid_on, count(v.invoice_id) filter (where v.kind <> 'credit_note')::int as issued,
        coalesce(sum(v.share_minor) filter (where v.kind <> 'credit_note' and v.amount_minor + coalesce(c.credited, 0) > 0), 0)::int8 as gross_minor,
        count(v.invoice_id) filter (where v.kind <> 'credit_note' and s.sent_at is null)::int as unsent,
        count(s.dispatched)::int as dispatched, count(v.invoice_id) filter (where s.sent_at is null and s.bounced)::int as bounced,
        max(v.issued_on) filter (where v.kind <> 'credit_note' and not exists (
          select from settlements s where s.org_id = v.org_id and s.customer_id = v.customer_id and s.invoice_id = v.invoice_id)) as asked_on,
        max(v.recorded_at) filter (where v.kind <> 'credit_note') as last_at,
        count(v.invoice_id) filter (where v.kind <> 'credit_note' and v.amount_minor + coalesce(c.credited, 0) > 0 and not exists (
          select from tax_request_lines l join tax_requests t on t.org_id = l.org_id and t.tax_request_id = l.tax_request_id
          where l.org_id = v.org_id and l.invoice_id = v.invoice_id and l.version = t.version and t.state not in ('draft', 'void')))::int as untaxed,
        coalesce(sum(p.unvouched), 0)::int as unvouched,
        max(least((s.sent_at at time zone o.time_zone)::date, ${ctx.today}::date)) filter (where s.sent_at is not null) as sent_on
      from organisations o ${invoicesOf('k')}
      left join lateral (
        select max(p.applied_on) as applied_on, count(distinct r.receipt_id) as unvouched from open_items i
        join applications p on p.org_id = i.org_id and p.item_id = i.item_id
        left join open_items m on m.org_id = p.org_id and m.item_id = p.counter_item_id and p.kind = 'application' and not exists (
          select from applications z where z.org_id = p.org_id and z.item_id = p.item_id and z.reverses_id = p.application_id)
        left join receipts r on r.org_id = m.org_id and r.receipt_id = m.document_id and r.state = 'posted' and not ${vouched}
        where i.org_id = v.org_id and i.document_id = v.invoice_id) p on true
      left join lateral (
        select sum(n.amount_minor) as credited from invoices n
        where n.org_id = v.org_id and n.credits_id = v.invoice_id and n.state = 'issued') c on true
      left join lateral (
        select true as dispatched, max(coalesce(s.sent_at, s.recorded_at)) filter (where s.state in ('sent', 'opened', 'confirmed', 'contested')) as sent_at,
          bool_or(s.state = 'bounced') as bounced
        from dispatches s where s.org_id = v.org_id and s.invoice_id = v.invoice_id and s.state <> 'withdrawn'
        having count(*) > 0) s on true
      where o.org_id = k.org_id and v.state = 'issued') v
    cross join lateral (
      select coalesce(-sum(i.open_minor), 0)::int8 as unapplied_minor, max(r.received_on) as unapplied_on
      from receipts r join open_items i on i.org_id = r.org_id and i.document_id = r.receipt_id and i.open_minor < 0
      where r.org_id = k.org_id and r.customer_id = k.customer_id and r.entity_id = k.entity_id and r.currency = k.currency
        and r.state = 'posted' and r.reference is not null and ${namesContract(sql`r.reference`, 'k')}) u
    cross join lateral (
      select coalesce(sum(x.amount_minor) filter (where x.waits), 0)::int8 as asked_minor,
        max(least((x.at at time zone o.time_zone)::date, ${ctx.today}::date)) as asked_on
      from organisations o cross join lateral (
        select l.amount_minor, s.state <> 'issued' and s.recorded_at > coalesce(v.last_at, '-infinity') as waits, s.recorded_at as at
        from settlement_lines l join settlements s on s.org_id = l.org_id and s.settlement_id = l.settlement_id
        where l.org_id = k.org_id and l.contract_id = k.contract_id and s.state <> 'undone'
        union all
        select l.amount_minor, true, b.created_at
        from billing_run_lines l join billing_runs b on b.org_id = l.org_id and b.run_id = l.run_id
        where l.org_id = k.org_id and l.contract_id = k.contract_id and l.state = 'waiting') x
      where o.org_id = k.org_id) q
    cross join lateral (
      select coalesce(sum(x.amount_minor), 0)::int8 as waiting_minor, max(w.received_on) filter (where x.amount_minor > 0) as waiting_on,
        count(*) filter (where (w.input ->> 'is_advance')::boolean and ${namesContract(sql`w.reference`, 'k')})::int as advance_waiting,
        count(*) filter (where x.amount_minor is not null)::int as waiting
      from waiting_receipts w
      left join lateral (
        select sum((x ->> 'amount_minor')::int8) as amount_minor
        from jsonb_array_elements(coalesce(w.input -> 'apply', '[]')) x, (select) one ${invoicesOf('k')}
        where v.number = x ->> 'invoice_number' or exists (
          select from open_items i where i.org_id = v.org_id and i.document_id = v.invoice_id
            and i.item_id = (x ->> 'item_id')::uuid)) x on true
      where w.org_id = k.org_id and w.customer_id = k.customer_id and w.entity_id = k.entity_id and w.state = 'waiting'
        and w.kind = 'record') w
    where k.org_id = ${ctx.org_id} and k.contract_id = any (${[...ids]}::uuid[])`)
  return new Map(rows.map(row => [row.contract_id, row]))
}
