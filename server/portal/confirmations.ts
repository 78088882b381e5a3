import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { letterJob } from '../invoices/letter-job.ts'
import { letterStanding, withFailures } from '../invoices/letter-standing.ts'
import { isAddress } from '../kernel/fields.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import { enqueueAll, type JobHandler } from '../kernel/jobs.ts'
import { letterMark } from '../kernel/letter-marks.ts'
import type { Letter, Mail } from '../kernel/mail.ts'
import type { Outcome } from '../kernel/sms.ts'
import { newId } from '../kernel/values.ts'
import { giveTasks } from '../tasks/tasks.ts'
import { type Confirmed, confirmationLetter } from './confirmation-words.ts'
import type { confirmationsContract } from './confirmations-contract.ts'
import { addressesOf } from './pages.ts'

type Lines = typeof confirmationsContract
type Draft = Taken<Lines['confirmToCustomer']>[number]
type Made = Answered<Lines['confirmToCustomer']>['rows'][number]
type State = Exclude<Made['state'], 'no_address'>

type Receipt = {
  receipt_id: string
  entity_id: string
  customer_id: string
  number: string
  state: string
  locale: string
  /** One that went out, or is to, and by which way it went. */
  confirmation_id: string | null
  confirmation_state: State | null
}

/** What stands against a confirmation. Pure. [POR-10] */
export function decideConfirmation(
  draft: Draft,
  index: number,
  receipt: Pick<Receipt, 'number' | 'state'> | undefined,
  letters: boolean,
): Problem[] {
  const { receipt_id, channel, recipient } = draft
  if (!receipt) return [{ index, code: 'receipt_unknown', params: { receipt_id } }]
  if (receipt.state !== 'posted')
    return [{ index, code: 'receipt_not_posted', params: { number: receipt.number, state: receipt.state } }]
  if (channel === 'hand') return recipient ? [] : [{ index, code: 'field_missing', params: { field: 'recipient' } }]
  if (!letters) return [{ index, code: 'mail_unavailable', params: {} }]
  return !recipient || isAddress(recipient) ? [] : [{ index, code: 'email_invalid', params: { field: 'recipient' } }]
}

/**
 * Confirms receipts to customers: by a letter, or on paper that was handed over. [POR-10] What went out already is answered as
 * it stands, and of a customer without an address it is said that there is none. Refuses `receipt_unknown`,
 * `receipt_not_posted`, `mail_unavailable`, `email_invalid`, `field_missing`.
 */
export const confirmToCustomer =
  (mail: boolean) =>
  async (ctx: Context, drafts: readonly Draft[]): Promise<Answered<Lines['confirmToCustomer']>> => {
    // Load. Under lock, so that two who send at once send one letter.
    const ids = drafts.map(draft => draft.receipt_id)
    await ctx.tx.rows(sql`
      select receipt_id from receipts where org_id = ${ctx.org_id} and receipt_id = any (${ids}::uuid[])
      order by receipt_id for no key update`)
    const [found, organisation] = await Promise.all([
      ctx.tx.rows(sql<Receipt>`
        select r.receipt_id, r.entity_id, r.customer_id, r.number, r.state, c.locale, x.confirmation_id, x.state as confirmation_state
        from receipts r join customers c on c.org_id = r.org_id and c.customer_id = r.customer_id
        left join lateral (
          select x.confirmation_id, ${standing(ctx)} as state from receipt_confirmations x
          where x.org_id = r.org_id and x.receipt_id = r.receipt_id and ${standing(ctx)} in ('queued', 'sending', 'sent', 'unsure')
          order by confirmation_id desc limit 1) x on true
        where r.org_id = ${ctx.org_id} and r.receipt_id = any (${ids}::uuid[])`),
      ctx.tx.first(sql<{ is_demo: boolean }>`select is_demo from organisations where org_id = ${ctx.org_id}`),
    ])
    const receipts = new Map(found.map(row => [row.receipt_id, row]))
    const contacts = await addressesOf(
      ctx,
      found.map(row => row.customer_id),
    )

    // Decide.
    const letters = mail && !organisation?.is_demo
    refuseAll(
      drafts.flatMap((draft, index) => decideConfirmation(draft, index, receipts.get(draft.receipt_id), letters)),
    )
    const recorded_at = await moment(ctx)
    const begun = new Set<string>()
    const made = drafts.map(draft => {
      const receipt = receipts.get(draft.receipt_id) as Receipt
      const known = !draft.again && (receipt.confirmation_id !== null || begun.has(draft.receipt_id))
      const contact = (role: string) => contacts.get(`${receipt.customer_id} ${role}`)
      const recipient = draft.recipient || contact('statement') || contact('invoice') || null
      if (!known && recipient) begun.add(draft.receipt_id)
      return { draft, receipt, known, recipient, confirmation_id: newId<'confirmation'>() }
    })
    const fresh = made.flatMap(({ draft, receipt, known, recipient, confirmation_id }) =>
      known || !recipient
        ? []
        : [
            {
              confirmation_id,
              receipt_id: receipt.receipt_id,
              entity_id: receipt.entity_id,
              customer_id: receipt.customer_id,
              channel: draft.channel,
              recipient,
              locale: draft.locale ?? (receipt.locale === 'en' ? 'en' : 'zh'),
              state: draft.channel === 'mail' ? 'queued' : 'sent',
              sent_at: draft.channel === 'mail' ? null : recorded_at,
              recorded_by: ctx.actor.person_id,
              recorded_at,
            },
          ],
    )

    // Write.
    await insertRows(ctx.tx, 'receipt_confirmations', ctx.org_id, fresh)
    await enqueueAll(
      ctx,
      'receipt.confirmation',
      fresh.flatMap(({ confirmation_id, state }) => (state === 'queued' ? [{ confirmation_id }] : [])),
    )

    // Record. Addresses stay out of the events.
    await record(
      ctx,
      'receipt_confirmation.made',
      recorded_at,
      fresh.map(({ receipt_id, confirmation_id, channel }) => ({
        subject_id: receipt_id,
        data: { confirmation_id, channel },
      })),
    )
    const states = new Map(fresh.map(row => [row.confirmation_id as string, row.state as State]))
    return {
      rows: made.map(({ receipt, known, confirmation_id }): Made => {
        const { receipt_id } = receipt
        const state = states.get(confirmation_id)
        if (state) return { receipt_id, confirmation_id, state, known: false }
        if (!known) return { receipt_id, confirmation_id: null, state: 'no_address', known: false }
        const standing = receipt.confirmation_state ?? 'queued'
        return { receipt_id, confirmation_id: receipt.confirmation_id, state: standing, known: true }
      }),
    }
  }

/** How a confirmation `x` stands now: one that is queued while nobody tries any more could not leave. */
const standing = (ctx: Context) => letterStanding(ctx, 'receipt.confirmation', 'x', sql`x.channel = 'mail'`)

/** Confirmations of a receipt, the newest first; of those that could not leave why. */
export async function listConfirmations(
  ctx: Context,
  { receipt_id }: Taken<Lines['listConfirmations']>,
): Promise<Answered<Lines['listConfirmations']>> {
  type Row = Answered<Lines['listConfirmations']>['rows'][number]
  const rows = await ctx.tx.rows(sql<Omit<Row, 'failed_because' | 'failed_with'>>`
    select x.confirmation_id, x.channel, x.recipient, ${standing(ctx)} as state, x.sent_at, p.name as recorded_by_name, x.recorded_at
    from receipt_confirmations x join people p on p.org_id = x.org_id and p.person_id = x.recorded_by
    where x.org_id = ${ctx.org_id} and x.receipt_id = ${receipt_id} order by x.confirmation_id desc limit 100`)
  return { rows: await withFailures(ctx, 'receipt.confirmation', rows, row => row.confirmation_id) }
}

type Locked = { confirmation_id: string; receipt_id: string; state: State; recipient: string; locale: 'zh' | 'en' }

const lock = (ctx: Context, confirmation_id: string): Promise<Locked | null> =>
  ctx.tx.first(sql<Locked>`
    select confirmation_id, receipt_id, state, recipient, locale from receipt_confirmations
    where org_id = ${ctx.org_id} and confirmation_id = ${confirmation_id} for update`)

const setState = (ctx: Context, confirmation_id: string, state: State) =>
  ctx.tx.rows(sql`
    update receipt_confirmations set state = ${state}
    where org_id = ${ctx.org_id} and confirmation_id = ${confirmation_id}`)

/** Sends the letter of a confirmation; one that broke off stands as unsure, one that was refused raises a task. [POR-10] */
export const sendConfirmation = (mail: Mail): JobHandler =>
  letterJob({ mail, sms: null }, 'confirmation_id', { begin, again: (ctx, id) => setState(ctx, id, 'queued'), end })

async function begin(ctx: Context, confirmation_id: string): Promise<Letter | null> {
  const one = await lock(ctx, confirmation_id)
  if (one?.state === 'sending') await setState(ctx, confirmation_id, 'unsure')
  if (one?.state !== 'queued') return null
  const told = await confirmedOf(ctx, one.receipt_id)
  await setState(ctx, confirmation_id, told ? 'sending' : 'withdrawn')
  const mark = letterMark(ctx.org_id, 'confirmation', confirmation_id, one.recipient)
  return told && { to: one.recipient, mark, ...confirmationLetter(told, one.locale) }
}

/** What a letter says of a receipt; null where it does not stand any more. */
async function confirmedOf(ctx: Context, receipt_id: string): Promise<Confirmed | null> {
  const [row, paid] = await Promise.all([
    ctx.tx.first(sql<Omit<Confirmed, 'paid'>>`
      select e.name as entity, e.name_en as entity_en, c.name as customer, r.number, r.received_on, r.method, r.currency,
        r.amount_minor, r.bank_charge_minor, r.payer_name, r.reference
      from receipts r join entities e on e.org_id = r.org_id and e.entity_id = r.entity_id
      join customers c on c.org_id = r.org_id and c.customer_id = r.customer_id
      where r.org_id = ${ctx.org_id} and r.receipt_id = ${receipt_id} and r.state = 'posted'`),
    ctx.tx.rows(sql<Confirmed['paid'][number]>`
      select o.number, sum(a.delta_minor)::int8 as amount_minor
      from open_items i join applications a on a.org_id = i.org_id and a.item_id = i.item_id
      join open_items o on o.org_id = a.org_id and o.item_id = a.counter_item_id
      where i.org_id = ${ctx.org_id} and i.document_id = ${receipt_id} and i.kind in ('receipt', 'advance')
      group by o.document_id, o.number having sum(a.delta_minor) <> 0 order by o.number limit 200`),
  ])
  return row && { ...row, paid }
}

async function end(ctx: Context, confirmation_id: string, { delivery }: Outcome): Promise<void> {
  const state = delivery === 'refused' ? 'bounced' : delivery
  const sent_at = await moment(ctx)
  const one = await lock(ctx, confirmation_id)
  if (!one) return
  await ctx.tx.rows(sql`
    update receipt_confirmations set state = ${state}, sent_at = ${sent_at}
    where org_id = ${ctx.org_id} and confirmation_id = ${confirmation_id}`)
  if (state === 'bounced') await giveTask(ctx, one.receipt_id)
  await record(ctx, 'receipt_confirmation.sent', sent_at, [
    { subject_id: one.receipt_id, data: { confirmation_id, delivery } },
  ])
}

/** Tells whoever sent a confirmation that it came back. */
export const tellOfConfirmation: JobHandler = async run => {
  const { confirmation_id } = run.input as { confirmation_id: string }
  await run.step(async ctx => {
    const one = await lock(ctx, confirmation_id)
    if (one?.state === 'bounced') await giveTask(ctx, one.receipt_id)
  })
  return null
}

async function giveTask(ctx: Context, receipt_id: string): Promise<void> {
  const told = await confirmedOf(ctx, receipt_id)
  const number = told?.number ?? ''
  const title =
    ctx.actor.locale === 'en'
      ? `The confirmation of receipt ${number} was not taken`
      : `收款确认 ${number} 的邮件被退回`
  await giveTasks(ctx, [
    { title, due_on: ctx.today, subject_kind: 'receipt', subject_id: receipt_id, rule: 'receipt_confirmation.bounced' },
  ])
}
