import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { isAddress, mobileOf } from '../kernel/fields.ts'
import { enqueueAll, enqueueFor } from '../kernel/jobs.ts'
import { newId } from '../kernel/values.ts'
import type { channels, dispatchContract, dispatchStates } from './dispatch-contract.ts'
import { type Leaves, whetherLetters } from './letter-job.ts'
import { letterGivenUp } from './letter-standing.ts'
import { mobilesOf } from './short-messages.ts'
import { newToken } from './tokens.ts'

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
  /** The mobile number of the contact who gets invoices; looked up where one goes by SMS. */
  mobile: string | null
}

type Addressed = Pick<Draft, 'invoice_id' | 'channel'> & { recipient?: string | null | undefined }

/** What dispatches must know of their invoices, those in one's scope by their ids. */
export async function loadSendables(ctx: Context, drafts: readonly Addressed[]): Promise<Map<string, Sendable>> {
  const found = await ctx.tx.rows(sql<Sendable & { bill_to_id: string }>`
    select v.invoice_id, v.entity_id, v.customer_id, v.bill_to_id, v.number, v.state, v.kind, c.locale
    from invoices v join customers c on c.org_id = v.org_id and c.customer_id = v.bill_to_id
    where v.org_id = ${ctx.org_id} and v.invoice_id = any (${drafts.map(draft => draft.invoice_id)}::uuid[])`)
  const texted = new Set(drafts.flatMap(one => (one.channel === 'sms' && !one.recipient ? [one.invoice_id] : [])))
  const asked = found.flatMap(row => (texted.has(row.invoice_id) ? [row.bill_to_id] : []))
  const mobiles = await mobilesOf(ctx, asked)
  return new Map(
    found.map(({ bill_to_id, ...row }) => [
      row.invoice_id,
      { ...row, mobile: mobiles.get(`${bill_to_id} invoice`) ?? null },
    ]),
  )
}

/** Whom a dispatch reaches; the number of an SMS as it is dialled. */
const recipientOf = (
  { channel, recipient }: Addressed,
  invoice: Pick<Sendable, 'mobile'> | undefined,
): string | null =>
  channel === 'sms' ? (recipient ? mobileOf(recipient) : (invoice?.mobile ?? null)) : recipient || null

/** Sends invoices or records how they went. Letters and short messages leave by a job, once this is written. [INV-14] [INV-40] */
export const dispatchInvoices =
  (leaves: Leaves) =>
  async (ctx: Context, drafts: readonly Draft[]): Promise<Answered<Lines['dispatchInvoices']>> => {
    // Load.
    const [invoices, sends] = await Promise.all([loadSendables(ctx, drafts), whetherLetters(ctx, leaves)])

    // Decide.
    refuseAll(drafts.flatMap((draft, index) => decideDispatch(draft, index, invoices.get(draft.invoice_id), sends)))
    const recorded_at = await moment(ctx)
    const rows = drafts.map(draft => {
      const invoice = invoices.get(draft.invoice_id) as Sendable
      const { entity_id, customer_id, locale } = invoice
      // A letter is sent by its job, and a link once it is made.
      const later = isLetter(draft) || draft.channel === 'link' || draft.waits
      const state: DispatchState = later ? 'queued' : 'sent'
      return {
        dispatch_id: newId<'dispatch'>(),
        invoice_id: draft.invoice_id,
        entity_id,
        customer_id,
        channel: draft.channel,
        recipient: recipientOf(draft, invoice),
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
    const letters = rows.flatMap(row => (isLetter(row) ? [{ dispatch_id: row.dispatch_id }] : []))
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

/** Whether it leaves by itself: by mail or by SMS. */
const isLetter = ({ channel }: { channel: string }) => channel === 'mail' || channel === 'sms'

/**
 * What is wrong with a dispatch: an invoice that does not stand, an address that is none, no way for letters to leave; what is
 * said to have gone by courier without its number, or by hand to nobody.
 */
export function decideDispatch(draft: Draft, index: number, invoice: Sendable | undefined, leaves: Leaves): Problem[] {
  const { invoice_id, channel } = draft
  if (!invoice) return [{ index, code: 'invoice_unknown', params: { invoice_id } }]
  const { number, state, kind } = invoice
  if (state !== 'issued' || kind === 'opening')
    return [{ index, code: 'invoice_not_issued', params: { number, state: kind === 'opening' ? kind : state } }]
  if (!isLetter(draft)) return draft.waits ? [] : lacking(draft, index)
  if (channel === 'sms' && leaves.sms && !draft.recipient && !invoice.mobile)
    return [{ index, code: 'contact_no_mobile', params: { number } }]
  return unreachable(channel, recipientOf(draft, invoice), leaves).map(problem => ({ ...problem, index }))
}

/** Why a letter or an SMS cannot go: no way out of the house, or no address, no mobile number. */
export function unreachable(channel: string, recipient: string | null, leaves: Leaves): Problem[] {
  const problem = (code: Problem['code'], params: Problem['params'] = {}): Problem[] => [{ index: 0, code, params }]
  if (channel === 'sms') {
    if (!leaves.sms) return problem('sms_unavailable')
    return mobileOf(recipient) ? [] : problem('mobile_invalid', { field: 'recipient' })
  }
  if (!leaves.mail) return problem('mail_unavailable')
  return isAddress(recipient ?? '') ? [] : problem('email_invalid', { field: 'recipient' })
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
  channel: (typeof channels)[number]
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
  if (dispatch.state !== 'queued' || isLetter(dispatch) || dispatch.channel === 'link')
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
 * Sends a letter or an SMS again that could not leave or came back, to another address where one is given; the dispatch stays the
 * same. [INV-33] Refuses `dispatch_unknown`, `dispatch_not_failed`, `mail_unavailable`, `sms_unavailable`, `email_invalid`,
 * `mobile_invalid`.
 */
export const resendDispatch =
  (leaves: Leaves) =>
  async (ctx: Context, asked: Taken<Lines['resendDispatch']>): Promise<Answered<Lines['resendDispatch']>> => {
    // Load.
    const { dispatch_id } = asked
    const dispatch = await lockDispatch(ctx, dispatch_id)
    const [letters, over] = await Promise.all([
      whetherLetters(ctx, leaves),
      letterGivenUp(ctx, 'dispatch.send', dispatch_id),
    ])

    // Decide.
    if (!dispatch) refuse('dispatch_unknown', { dispatch_id })
    const { invoice_id, state, channel } = dispatch
    const failed = state === 'bounced' || (state === 'queued' && over)
    if (!isLetter(dispatch) || !failed) refuse('dispatch_not_failed', {})
    const recipient = recipientOf({ ...dispatch, recipient: asked.recipient || dispatch.recipient }, undefined)
    refuseAll(unreachable(channel, recipient, letters))

    // Write.
    await ctx.tx.rows(sql`
      update dispatches set recipient = ${recipient}, state = 'queued', refused_with = null, receipt = null where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id}`)
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
