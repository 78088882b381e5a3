import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { hashToken } from '../access/actors.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { isAddress } from '../kernel/fields.ts'
import { enqueueAll, enqueueFor } from '../kernel/jobs.ts'
import { type Instant, newId, plusMicros } from '../kernel/values.ts'
import { among } from '../ledger/queries.ts'
import type { dispatchContract, dispatchStates } from './dispatch-contract.ts'
import { letterGivenUp, letterStanding, withFailures, writtenStates } from './letter-standing.ts'

type Lines = typeof dispatchContract
type Draft = Taken<Lines['dispatchInvoices']>[number]
export type DispatchState = (typeof dispatchStates)[number]

/** What a dispatch must know of its invoice. */
export type Sendable = {
  invoice_id: string
  entity_id: string
  customer_id: string
  number: string
  state: string
  kind: string
  locale: string
}

/** What dispatches must know of invoices, those in one's scope by their ids. */
export async function loadSendables(ctx: Context, ids: readonly string[]): Promise<Map<string, Sendable>> {
  const found = await ctx.tx.rows(sql<Sendable>`
    select v.invoice_id, v.entity_id, v.customer_id, v.number, v.state, v.kind, c.locale
    from invoices v join customers c on c.org_id = v.org_id and c.customer_id = v.bill_to_id
    where v.org_id = ${ctx.org_id} and v.invoice_id = any (${[...ids]}::uuid[])`)
  return new Map(found.map(row => [row.invoice_id, row]))
}

/** Whether letters leave: a demo sends none. */
export async function whetherLetters(ctx: Context, mail: boolean): Promise<boolean> {
  const organisation = await ctx.tx.first(sql<{ is_demo: boolean }>`
    select is_demo from organisations where org_id = ${ctx.org_id}`)
  return mail && !organisation?.is_demo
}

/** Sends invoices or records how they went. Letters leave by a job, once this is written. [INV-14] */
export const dispatchInvoices =
  (mail: boolean) =>
  async (ctx: Context, drafts: readonly Draft[]): Promise<Answered<Lines['dispatchInvoices']>> => {
    // Load.
    const ids = drafts.map(draft => draft.invoice_id)
    const [invoices, sends] = await Promise.all([loadSendables(ctx, ids), whetherLetters(ctx, mail)])

    // Decide.
    refuseAll(drafts.flatMap((draft, index) => decideDispatch(draft, index, invoices.get(draft.invoice_id), sends)))
    const recorded_at = await moment(ctx)
    const rows = drafts.map(draft => {
      const { entity_id, customer_id, locale } = invoices.get(draft.invoice_id) as Sendable
      // A letter is sent by its job, and a link once it is made.
      const later = draft.channel === 'mail' || draft.channel === 'link' || draft.waits
      const state: DispatchState = later ? 'queued' : 'sent'
      return {
        dispatch_id: newId<'dispatch'>(),
        invoice_id: draft.invoice_id,
        entity_id,
        customer_id,
        channel: draft.channel,
        recipient: draft.recipient || null,
        tracking: draft.tracking || null,
        locale: draft.locale ?? (locale === 'en' ? 'en' : 'zh'),
        state,
        sent_at: state === 'sent' ? recorded_at : null,
        note: draft.note || null,
        recorded_by: ctx.actor.person_id,
        recorded_at,
      }
    })

    // Write.
    await insertRows(ctx.tx, 'dispatches', ctx.org_id, rows)
    const letters = rows.flatMap(({ dispatch_id, channel }) => (channel === 'mail' ? [{ dispatch_id }] : []))
    await enqueueAll(ctx, 'dispatch.send', letters)

    // Record. Addresses stay out of the events.
    await record(
      ctx,
      'invoice.dispatched',
      recorded_at,
      rows.map(({ dispatch_id, invoice_id, channel, tracking }) => ({
        subject_id: invoice_id,
        data: { dispatch_id, number: invoices.get(invoice_id)?.number, channel, tracking },
      })),
    )
    return { rows: rows.map(({ dispatch_id, state }) => ({ dispatch_id, state })) }
  }

/**
 * What is wrong with a dispatch: an invoice that does not stand, an address that is none, no way for letters to leave; what is
 * said to have gone by courier without its number, or by hand to nobody.
 */
export function decideDispatch(
  draft: Draft,
  index: number,
  invoice: Sendable | undefined,
  letters: boolean,
): Problem[] {
  const { invoice_id, channel, recipient } = draft
  if (!invoice) return [{ index, code: 'invoice_unknown', params: { invoice_id } }]
  const { number, state, kind } = invoice
  if (state !== 'issued' || kind === 'opening')
    return [{ index, code: 'invoice_not_issued', params: { number, state: kind === 'opening' ? kind : state } }]
  if (channel !== 'mail') return draft.waits ? [] : lacking(draft, index)
  if (!letters) return [{ index, code: 'mail_unavailable', params: {} }]
  return isAddress(recipient) ? [] : [{ index, code: 'email_invalid', params: { field: 'recipient' } }]
}

/** What backs that something has gone: its number by courier, by hand who got it; a letter and a link back themselves. [INV-28] */
function lacking(
  { channel, recipient, tracking }: { channel: string; recipient?: string | undefined; tracking?: string | undefined },
  index: number,
): Problem[] {
  const field = channel === 'courier' && !tracking ? 'tracking' : channel === 'hand' && !recipient ? 'recipient' : null
  return field ? [{ index, code: 'field_missing', params: { field } }] : []
}

export type Locked = {
  dispatch_id: string
  invoice_id: string
  channel: string
  state: DispatchState
  recipient: string | null
  tracking: string | null
  locale: 'zh' | 'en'
  recorded_by: string
}

/** Locks a dispatch; null where there is none in one's scope. */
export const lockDispatch = async (ctx: Context, dispatch_id: string): Promise<Locked | null> =>
  (await ctx.tx.first(sql<Locked>`
    select dispatch_id, invoice_id, channel, state, recipient, tracking, locale, recorded_by from dispatches
    where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id} for update`)) ?? null

/** Tokens that open a page for so many days: the secret of each, what is kept of it, and when it ends. */
export async function freshTokens(ctx: Context, days: number, count: number): Promise<Fresh[]> {
  // People wait in real time, also in a demo that has a clock of its own.
  const clock = await ctx.tx.first(sql<{ at: Instant }>`select clock_timestamp() as at`)
  const expires_at = plusMicros(clock?.at ?? ctx.now, BigInt(days) * 86_400_000_000n)
  return Array.from({ length: count }, () => {
    const token = `dbp_${randomBytes(32).toString('base64url')}`
    return { token, token_hash: hashToken(token), expires_at }
  })
}

/** One such token. */
export async function freshToken(ctx: Context, days: number): Promise<Fresh> {
  const [fresh] = await freshTokens(ctx, days, 1)
  return fresh as Fresh
}

type Fresh = { token: string; token_hash: Buffer; expires_at: Instant }

/** Gives a dispatch a new token and answers it; the one before opens nothing any more. */
export async function newToken(ctx: Context, dispatch_id: string, days: number) {
  const { token, token_hash, expires_at } = await freshToken(ctx, days)
  await ctx.tx.rows(sql`
    update dispatches set token_hash = ${token_hash}, expires_at = ${expires_at}
    where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id}`)
  return { token, expires_at }
}

/**
 * Records that what waited to go out has gone. Refuses `dispatch_unknown`, `dispatch_not_queued` (a letter leaves by itself, a
 * link once it is made), `field_missing` for what went by courier without a number or by hand to nobody. [INV-28]
 */
export async function sendOff(
  ctx: Context,
  { dispatch_id, tracking, recipient }: Taken<Lines['sendOff']>,
): Promise<{ state: DispatchState }> {
  // Load.
  const dispatch = await lockDispatch(ctx, dispatch_id)

  // Decide.
  if (!dispatch) refuse('dispatch_unknown', { dispatch_id })
  if (dispatch.state !== 'queued' || dispatch.channel === 'mail' || dispatch.channel === 'link')
    refuse('dispatch_not_queued', { state: dispatch.state })
  const said = { recipient: recipient || dispatch.recipient, tracking: tracking || dispatch.tracking }
  const { channel } = dispatch
  refuseAll(lacking({ channel, recipient: said.recipient ?? '', tracking: said.tracking ?? '' }, 0))
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update dispatches set state = 'sent', sent_at = ${recorded_at}::timestamptz, tracking = ${said.tracking}, recipient = ${said.recipient}
    where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id}`)

  // Record.
  const data = { dispatch_id, delivery: dispatch.channel }
  await record(ctx, 'dispatch.sent', recorded_at, [{ subject_id: dispatch.invoice_id, data }])
  return { state: 'sent' }
}

/**
 * Sends a letter again that could not leave, to another address where one is given; the dispatch stays the same. [INV-33] Refuses
 * `dispatch_unknown`, `dispatch_not_failed`, `mail_unavailable`, `email_invalid`.
 */
export const resendDispatch =
  (mail: boolean) =>
  async (ctx: Context, asked: Taken<Lines['resendDispatch']>): Promise<Answered<Lines['resendDispatch']>> => {
    // Load.
    const { dispatch_id } = asked
    const dispatch = await lockDispatch(ctx, dispatch_id)
    const [letters, over] = await Promise.all([
      whetherLetters(ctx, mail),
      letterGivenUp(ctx, 'dispatch.send', dispatch_id),
    ])

    // Decide.
    if (!dispatch) refuse('dispatch_unknown', { dispatch_id })
    const { invoice_id, state } = dispatch
    if (dispatch.channel !== 'mail' || state !== 'queued' || !over) refuse('dispatch_not_failed', {})
    if (!letters) refuse('mail_unavailable', {})
    const recipient = asked.recipient || dispatch.recipient || ''
    if (!isAddress(recipient)) refuse('email_invalid', { field: 'recipient' })

    // Write.
    await ctx.tx.rows(sql`
      update dispatches set recipient = ${recipient} where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id}`)
    await enqueueAll(ctx, 'dispatch.send', [{ dispatch_id }])

    // Record.
    await record(ctx, 'dispatch.resent', await moment(ctx), [{ subject_id: invoice_id, data: { dispatch_id } }])
    return { state: 'queued' }
  }

/** Makes the link to the customer's page; what goes by link is sent with that. [INV-28] Refuses `dispatch_unknown`, `dispatch_over`. */
export const makeLink =
  (public_origin: string) =>
  async (ctx: Context, { dispatch_id, days }: Taken<Lines['makeLink']>): Promise<Answered<Lines['makeLink']>> => {
    // Load.
    const dispatch = await lockDispatch(ctx, dispatch_id)

    // Decide.
    if (!dispatch) refuse('dispatch_unknown', { dispatch_id })
    if (dispatch.state === 'withdrawn') refuse('dispatch_over', { state: dispatch.state })

    // Write.
    const { token, expires_at } = await newToken(ctx, dispatch_id, days)
    const recorded_at = await moment(ctx)
    if (dispatch.channel === 'link' && dispatch.state === 'queued')
      await ctx.tx.rows(sql`
        update dispatches set state = 'sent', sent_at = ${recorded_at}::timestamptz
        where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id}`)

    // Record.
    await record(ctx, 'dispatch.linked', recorded_at, [
      { subject_id: dispatch.invoice_id, data: { dispatch_id, expires_at } },
    ])
    return { link: `${public_origin}/page#${token}`, expires_at }
  }

/** Records that the customer has it, as told by somebody. Refuses `dispatch_unknown`, `dispatch_over`. */
export async function confirmDispatch(
  ctx: Context,
  { dispatch_id, name }: Taken<Lines['confirmDispatch']>,
): Promise<{ state: DispatchState }> {
  // Load.
  const dispatch = await lockDispatch(ctx, dispatch_id)

  // Decide.
  if (!dispatch) refuse('dispatch_unknown', { dispatch_id })
  if (!['sent', 'opened', 'unsure', 'contested'].includes(dispatch.state))
    refuse('dispatch_over', { state: dispatch.state })
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update dispatches set state = 'confirmed', answered_at = ${recorded_at}, answered_name = ${name}
    where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id}`)

  // Record.
  await record(ctx, 'dispatch.confirmed', recorded_at, [{ subject_id: dispatch.invoice_id, data: { dispatch_id } }])
  return { state: 'confirmed' }
}

/**
 * Records that what was sent came back later, as told by mail, by telephone or by the courier; whoever sent it is given the
 * same task as for a letter that was refused at once. [INV-29] Refuses `dispatch_unknown`, `dispatch_over`.
 */
export async function bounceDispatch(
  ctx: Context,
  { dispatch_id, reason }: Taken<Lines['bounceDispatch']>,
): Promise<{ state: DispatchState }> {
  // Load.
  const dispatch = await lockDispatch(ctx, dispatch_id)

  // Decide.
  if (!dispatch) refuse('dispatch_unknown', { dispatch_id })
  if (dispatch.state !== 'sent' && dispatch.state !== 'unsure') refuse('dispatch_over', { state: dispatch.state })

  // Write.
  await ctx.tx.rows(sql`
    update dispatches set state = 'bounced', note = concat_ws(' · ', note, ${reason}::text)
    where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id}`)
  await enqueueFor(ctx.tx, ctx.org_id, 'dispatch.tell', [{ person_id: dispatch.recorded_by, input: { dispatch_id } }])

  // Record. The reason may hold an address; it stands on the dispatch alone.
  await record(ctx, 'dispatch.bounced', await moment(ctx), [{ subject_id: dispatch.invoice_id, data: { dispatch_id } }])
  return { state: 'bounced' }
}

/** Withdraws a dispatch, so that its page opens no more. Refuses `dispatch_unknown`, `dispatch_over`. */
export async function withdrawDispatch(
  ctx: Context,
  { dispatch_id, reason }: Taken<Lines['withdrawDispatch']>,
): Promise<{ state: DispatchState }> {
  // Load.
  const dispatch = await lockDispatch(ctx, dispatch_id)

  // Decide.
  if (!dispatch) refuse('dispatch_unknown', { dispatch_id })
  if (dispatch.state === 'withdrawn' || dispatch.state === 'sending') refuse('dispatch_over', { state: dispatch.state })

  // Write.
  await ctx.tx.rows(sql`
    update dispatches set state = 'withdrawn', token_hash = null where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id}`)

  // Record.
  await record(ctx, 'dispatch.withdrawn', await moment(ctx), [
    { subject_id: dispatch.invoice_id, data: { dispatch_id, reason } },
  ])
  return { state: 'withdrawn' }
}

type Row = Answered<Lines['listDispatches']>['rows'][number]

/** How invoices went out, the latest first; of letters that could not leave why. */
export async function listDispatches(
  ctx: Context,
  asked: Taken<Lines['listDispatches']>,
): Promise<Answered<Lines['listDispatches']>> {
  const column = { sql: sql.ref('d.dispatch_id'), field: 'dispatch_id', type: 'uuid', descending: true } as const
  const keys = keyset<Row>([column], asked.after)
  const standing = letterStanding(ctx, 'dispatch.send', 'd', sql`d.channel = 'mail'`)
  const conditions = [
    sql`d.org_id = ${ctx.org_id}`,
    keys.where,
    among('d.invoice_id', asked.invoice_id, 'uuid'),
    among('d.customer_id', asked.customer_id, 'uuid'),
    among('d.state', asked.state && writtenStates(asked.state), 'text'),
    ...(asked.state ? [sql`${standing} = any (${[...asked.state]}::text[])`] : []),
    among('d.channel', asked.channel, 'text'),
    // What went out anew, or stands no more, waits no more.
    ...(asked.waits
      ? [
          sql`d.state in ('queued', 'sending', 'unsure', 'bounced', 'contested')
          and ${standing} in ('failed', 'unsure', 'bounced', 'contested') and v.state = 'issued' and not exists (
            select from dispatches n where n.org_id = d.org_id and n.invoice_id = d.invoice_id
              and n.dispatch_id > d.dispatch_id and n.state <> 'withdrawn')`,
        ]
      : []),
  ]
  const rows = await ctx.tx.rows(sql<Omit<Row, 'failed_because' | 'failed_with'>>`
    select d.dispatch_id, d.invoice_id, v.number, d.customer_id, c.name as customer_name, d.channel, d.locale, d.recipient, d.tracking,
      ${standing} as state, d.sent_at, d.opened_at, d.answered_at, d.answered_name, d.answer, d.note, d.expires_at,
      p.name as recorded_by_name, d.recorded_at
    from dispatches d join invoices v on v.org_id = d.org_id and v.invoice_id = d.invoice_id
    join customers c on c.org_id = d.org_id and c.customer_id = d.customer_id
    left join people p on p.org_id = d.org_id and p.person_id = d.recorded_by
    where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}`)
  const told = await withFailures(ctx, 'dispatch.send', rows, row => row.dispatch_id)
  return keys.page(told, asked.limit)
}
