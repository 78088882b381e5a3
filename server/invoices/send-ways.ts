import { sql } from 'kysely'
import { type Context, may } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { Refusal } from '../kernel/errors.ts'
import type { channels, dispatchContract } from './dispatch-contract.ts'
import { decideDispatch, dispatchInvoices, loadSendables } from './dispatches.ts'
import { type Leaves, whetherLetters } from './letter-job.ts'

/** How the customer of an invoice wants it. */
export type Way = { invoice_id: string; channel: (typeof channels)[number]; recipient: string | null }
/** What became of an invoice that was to go out. */
export type Sent = { dispatch_id?: string; problem?: string }

/** The ways invoices go out; without those whose customers have none. [INV-18] */
export const waysOf = (ctx: Context, invoice_ids: readonly string[]): Promise<Way[]> =>
  ctx.tx.rows(sql<Way>`
    select v.invoice_id, w.channel, w.recipient from invoices v
    join billing_ways w on w.org_id = v.org_id and w.customer_id = v.bill_to_id and w.channel <> 'none'
    where v.org_id = ${ctx.org_id} and v.invoice_id = any (${[...invoice_ids]}::uuid[]) order by v.invoice_id`)

const draftOf = ({ invoice_id, channel, recipient }: Way) => ({
  invoice_id,
  channel,
  ...(recipient ? { recipient } : {}),
  waits: true,
})

/** Which invoices can go out the way their customers want, as far as that is known before they do. */
export async function foreseeWays(ctx: Context, ways: readonly Way[], leaves: Leaves): Promise<Set<string>> {
  if (ways.length === 0 || !may(ctx, 'invoice.dispatch')) return new Set()
  const [invoices, letters] = await Promise.all([loadSendables(ctx, ways), whetherLetters(ctx, leaves)])
  const go = ways.filter(
    (way, at) => decideDispatch(draftOf(way), at, invoices.get(way.invoice_id), letters).length === 0,
  )
  return new Set(go.map(way => way.invoice_id))
}

/** Sends invoices the way their customers want them; what cannot go says why. What goes by no letter waits for a hand. [INV-18] */
export async function sendWays(ctx: Context, ways: readonly Way[], leaves: Leaves): Promise<Map<string, Sent>> {
  const sent = new Map<string, Sent>()
  if (!may(ctx, 'invoice.dispatch'))
    return new Map(ways.map(({ invoice_id }) => [invoice_id, { problem: 'permission_missing' }]))
  for (let left = ways; left.length > 0; ) {
    try {
      const { rows } = await dispatchInvoices(leaves)(ctx, left.map(draftOf))
      for (const [at, { invoice_id }] of left.entries())
        sent.set(invoice_id, { dispatch_id: rows[at]?.dispatch_id ?? '' })
      return sent
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // Everything wrong is found before anything is written.
      for (const { index, code } of error.problems) sent.set(left[index]?.invoice_id ?? '', { problem: code })
      const next = left.filter(way => !sent.has(way.invoice_id))
      if (next.length === left.length) throw error
      left = next
    }
  }
  return sent
}

type Lines = typeof dispatchContract
type Named = { invoice_id: string; number: string; customer_name: string }

/**
 * Sends invoices the way their customers want them, each at most once, and says of each what became of it: `invoice_unknown`,
 * `billing_way_none` where the customer has none, or why it cannot go. What goes by no letter waits. [INV-18] [INV-30]
 */
export const sendByWays =
  (leaves: Leaves) =>
  async (ctx: Context, asked: Taken<Lines['sendByWays']>): Promise<Answered<Lines['sendByWays']>> => {
    // Load.
    const ids = [...new Set(asked.invoice_ids)]
    const [ways, named] = await Promise.all([
      waysOf(ctx, ids),
      ctx.tx.rows(sql<Named>`
        select v.invoice_id, v.number, c.name as customer_name
        from invoices v join customers c on c.org_id = v.org_id and c.customer_id = v.bill_to_id
        where v.org_id = ${ctx.org_id} and v.invoice_id = any (${ids}::uuid[])`),
    ])
    const [wayOf, nameOf] = [
      new Map(ways.map(way => [way.invoice_id, way])),
      new Map(named.map(row => [row.invoice_id, row])),
    ]

    // Decide. Write. Record.
    const sent = await sendWays(ctx, ways, leaves)
    return {
      rows: ids.map(invoice_id => {
        const [known, way, what] = [nameOf.get(invoice_id), wayOf.get(invoice_id), sent.get(invoice_id)]
        return {
          invoice_id,
          number: known?.number ?? null,
          customer_name: known?.customer_name ?? null,
          channel: way?.channel ?? null,
          dispatch_id: what?.dispatch_id ?? null,
          problem: !known ? 'invoice_unknown' : !way ? 'billing_way_none' : (what?.problem ?? null),
        }
      }),
    }
  }
