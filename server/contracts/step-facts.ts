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
  /** Receipts that wait for another person: as the advance of the contract, and to pay its invoices. */
  advance_waiting: number
  waiting: number
  /** The last day something of its invoices was settled. */
  paid_on: Day | null
  accepted_on: Day | null
}

/** The facts of contracts, one statement for all of them. */
export async function readStepFacts(ctx: Context, ids: readonly string[]): Promise<Map<string, StepFacts>> {
  const rows = await ctx.tx.rows(sql<StepFacts>`
    select k.contract_id, a.advance_minor, a.advance_on, d.untracked, d.unsigned, v.unsent, v.paid_on,
      v.issued, v.gross_minor, v.dispatched, v.sent_on, v.bounced, w.advance_waiting, w.waiting,
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
        max(least((s.sent_at at time zone o.time_zone)::date, ${ctx.today}::date)) filter (where s.sent_at is not null) as sent_on
      from organisations o ${invoicesOf('k')}
      left join lateral (
        select max(p.applied_on) as applied_on from open_items i
        join applications p on p.org_id = i.org_id and p.item_id = i.item_id
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
      select count(*) filter (where (w.input ->> 'is_advance')::boolean and ${namesContract(sql`w.reference`, 'k')})::int as advance_waiting,
        count(*) filter (where exists (
          select from jsonb_array_elements(coalesce(w.input -> 'apply', '[]')) x, (select) one ${invoicesOf('k')}
          where v.number = x ->> 'invoice_number' or exists (
            select from open_items i where i.org_id = v.org_id and i.document_id = v.invoice_id
              and i.item_id = (x ->> 'item_id')::uuid)))::int as waiting
      from waiting_receipts w
      where w.org_id = k.org_id and w.customer_id = k.customer_id and w.entity_id = k.entity_id and w.state = 'waiting'
        and w.kind = 'record') w
    where k.org_id = ${ctx.org_id} and k.contract_id = any (${[...ids]}::uuid[])`)
  return new Map(rows.map(row => [row.contract_id, row]))
}
