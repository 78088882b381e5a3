import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { unreachable } from '../invoices/dispatches.ts'
import { type Leaves, whetherLetters } from '../invoices/letter-job.ts'
import { mobilesOf } from '../invoices/short-messages.ts'
import { letterGivenUp, letterStanding, withFailures, writtenStates } from '../invoices/letter-standing.ts'
import { isAddress, mobileOf } from '../kernel/fields.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { enqueueAll } from '../kernel/jobs.ts'
import { newId } from '../kernel/values.ts'
import { among } from '../ledger/queries.ts'
import type { portalContract } from './contract.ts'
import type { resendContract } from './resend-contract.ts'
import { newPageToken, type PageState } from './tokens.ts'

type Lines = typeof portalContract
type Draft = Taken<Lines['makePages']>[number]

type Channel = NonNullable<Draft['channel']>
const channelOf = (draft: Draft): Channel => draft.channel ?? 'mail'

/** What a page stands on: the delivery or the customer it is for. */
type Ground = { entity_id: string; customer_id: string; locale: string; number: string; state: string }

const groundKey = (draft: Draft) =>
  draft.settlement_id ?? draft.delivery_id ?? `${draft.customer_id} ${draft.entity_id}`

/**
 * Makes pages for customers; those with an address or a mobile number leave as letters or short messages by a job. [POR-1]
 * Refuses `field_missing`, `field_invalid` for the fields of another kind, `settlement_unknown`, `settlement_not_open`,
 * `delivery_unknown`, `delivery_not_sent`, `customer_unknown`, `email_invalid`, `mobile_invalid`, `mail_unavailable`, `sms_unavailable`.
 */
export const makePages =
  (leaves: Leaves) =>
  async (ctx: Context, drafts: readonly Draft[]): Promise<Answered<Lines['makePages']>> => {
    // Load.
    const [deliveries, settlements, customers, letters] = await Promise.all([
      ctx.tx.rows(sql<Ground & { key: string }>`
        select d.delivery_id::text as key, d.entity_id, d.customer_id, c.locale, d.number, d.state
        from deliveries d join customers c on c.org_id = d.org_id and c.customer_id = d.customer_id
        where d.org_id = ${ctx.org_id} and d.delivery_id = any (${drafts.flatMap(draft => draft.delivery_id ?? [])}::uuid[])`),
      ctx.tx.rows(sql<Ground & { key: string }>`
        select s.settlement_id::text as key, s.entity_id, s.customer_id, c.locale, s.number, s.state
        from settlements s join customers c on c.org_id = s.org_id and c.customer_id = s.customer_id
        where s.org_id = ${ctx.org_id} and s.settlement_id = any (${drafts.flatMap(draft => draft.settlement_id ?? [])}::uuid[])`),
      ctx.tx.rows(sql<Ground & { key: string }>`
        select c.customer_id || ' ' || e.entity_id as key, e.entity_id, c.customer_id, c.locale, c.number, c.state
        from customers c join entities e on e.org_id = c.org_id and e.entity_id = any (${drafts.flatMap(draft => draft.entity_id ?? [])}::uuid[])
        where c.org_id = ${ctx.org_id} and c.customer_id = any (${drafts.flatMap(draft => draft.customer_id ?? [])}::uuid[])`),
      whetherLetters(ctx, leaves),
    ])
    const grounds = new Map([...deliveries, ...settlements, ...customers].map(({ key, ...ground }) => [key, ground]))
    const asks = (channel: Channel) =>
      drafts.flatMap(one =>
        one.mail && channelOf(one) === channel ? (grounds.get(groundKey(one))?.customer_id ?? []) : [],
      )
    const contacts = {
      mail: await addressesOf(ctx, asks('mail')),
      sms: await mobilesOf(ctx, asks('sms')),
    }

    // Decide.
    refuseAll(drafts.flatMap((draft, index) => decidePage(draft, index, grounds.get(groundKey(draft)), letters)))
    const recorded_at = await moment(ctx)
    const rows = drafts.map(draft => {
      const { entity_id, customer_id, locale } = grounds.get(groundKey(draft)) as Ground
      const channel = channelOf(draft)
      const known = draft.mail ? contacts[channel].get(`${customer_id} ${roleFor(draft.kind)}`) : undefined
      const given = channel === 'sms' ? mobileOf(draft.recipient) : draft.recipient
      const recipient = given || known || null
      const state: PageState = recipient ? 'queued' : 'made'
      return {
        page_id: newId<'page'>(),
        kind: draft.kind,
        delivery_id: draft.delivery_id ?? null,
        settlement_id: draft.settlement_id ?? null,
        as_of: draft.kind === 'statement' ? (draft.as_of ?? ctx.today) : null,
        entity_id,
        customer_id,
        recipient,
        channel,
        locale: draft.locale ?? (locale === 'en' ? 'en' : 'zh'),
        state,
        recorded_by: ctx.actor.person_id,
        recorded_at,
      }
    })

    // Write.
    await insertRows(ctx.tx, 'pages', ctx.org_id, rows)
    await enqueueAll(
      ctx,
      'page.send',
      rows.flatMap(({ page_id, state }) => (state === 'queued' ? [{ page_id }] : [])),
    )

    // Record. Addresses stay out of the events.
    await record(
      ctx,
      'page.made',
      recorded_at,
      rows.map(({ page_id, kind, delivery_id, settlement_id, customer_id, entity_id, as_of }) => ({
        subject_id: customer_id,
        data: { page_id, kind, delivery_id, settlement_id, entity_id, as_of },
      })),
    )
    return { rows: rows.map(({ page_id, state }) => ({ page_id, state })) }
  }

/** Which contact of a customer gets the letter with a page. */
const roleFor = (kind: Draft['kind']) => (kind === 'statement' || kind === 'settlement' ? 'statement' : 'invoice')

/** The addresses of customers, by customer and by what their contact gets letters for. */
export async function addressesOf(ctx: Context, customers: readonly string[]): Promise<Map<string, string>> {
  if (customers.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<{ key: string; email: string }>`
    select distinct on (1) x.customer_id || ' ' || role as key, x.email
    from contacts x cross join unnest(x.roles) role
    where x.org_id = ${ctx.org_id} and x.customer_id = any (${[...new Set(customers)]}::uuid[])
      and x.email is not null and x.erased_at is null
    order by 1, x.contact_id`)
  return new Map(rows.filter(row => isAddress(row.email)).map(row => [row.key, row.email]))
}

/** What is wrong with a page to be made. Pure. */
export function decidePage(draft: Draft, index: number, ground: Ground | undefined, letters: Leaves): Problem[] {
  const { kind, delivery_id, customer_id, entity_id, recipient } = draft
  const problem = (code: Problem['code'], params: Problem['params']): Problem[] => [{ index, code, params }]
  if (kind === 'settlement') {
    const { settlement_id } = draft
    if (!settlement_id) return problem('field_missing', { field: 'settlement_id' })
    if (delivery_id ?? customer_id ?? entity_id ?? draft.as_of) return problem('field_invalid', { field: 'kind' })
    if (!ground) return problem('settlement_unknown', { settlement_id })
    if (ground.state !== 'open') return problem('settlement_not_open', { number: ground.number, state: ground.state })
  } else if (draft.settlement_id) return problem('field_invalid', { field: 'kind' })
  else if (kind === 'delivery') {
    if (!delivery_id) return problem('field_missing', { field: 'delivery_id' })
    if (customer_id ?? entity_id ?? draft.as_of) return problem('field_invalid', { field: 'kind' })
    if (!ground) return problem('delivery_unknown', { delivery_id })
    if (ground.state !== 'sent') return problem('delivery_not_sent', { number: ground.number, state: ground.state })
  } else {
    if (delivery_id ?? (kind === 'file' ? draft.as_of : undefined)) return problem('field_invalid', { field: 'kind' })
    if (!customer_id) return problem('field_missing', { field: 'customer_id' })
    if (!entity_id) return problem('field_missing', { field: 'entity_id' })
    if (!ground) return problem('customer_unknown', { customer_id })
  }
  if (!recipient && !draft.mail) return []
  // Of a contact who has no address the page is made without a letter.
  const ways = unreachable(channelOf(draft), recipient ?? null, letters)
  const wrong = recipient ? ways : ways.filter(({ code }) => code === 'mail_unavailable' || code === 'sms_unavailable')
  return wrong.map(one => ({ ...one, index }))
}

type Locked = {
  page_id: string
  customer_id: string
  state: PageState
  recipient: string | null
  channel: Channel
  locale: 'zh' | 'en'
}

/** Locks a page; null where there is none in one's scope. */
export const lockPage = (ctx: Context, page_id: string): Promise<Locked | null> =>
  ctx.tx.first(sql<Locked>`
    select page_id, customer_id, state, recipient, channel, locale from pages
    where org_id = ${ctx.org_id} and page_id = ${page_id} for update`)

/** Makes the link to a page. [POR-2] Refuses `page_unknown`, `page_over`. */
export const linkPage =
  (public_origin: string) =>
  async (ctx: Context, { page_id, days }: Taken<Lines['linkPage']>): Promise<Answered<Lines['linkPage']>> => {
    // Load.
    const page = await lockPage(ctx, page_id)

    // Decide.
    if (!page) refuse('page_unknown', { page_id })
    if (page.state === 'withdrawn') refuse('page_over', { state: page.state })

    // Write.
    const { token, expires_at } = await newPageToken(ctx, page_id, days)

    // Record.
    await record(ctx, 'page.linked', await moment(ctx), [
      { subject_id: page.customer_id, data: { page_id, expires_at } },
    ])
    return { link: `${public_origin}/page/customer#${token}`, expires_at }
  }

type Resend = (typeof resendContract)['resendPage']

/**
 * Sends the letter or SMS of a page again that could not leave or came back, to another address where one is given. [POR-12]
 * Refuses `page_unknown`, `page_not_failed`, `mail_unavailable`, `sms_unavailable`, `email_invalid`, `mobile_invalid`.
 */
export const resendPage =
  (leaves: Leaves) =>
  async (ctx: Context, asked: Taken<Resend>): Promise<Answered<Resend>> => {
    // Load.
    const { page_id } = asked
    const page = await lockPage(ctx, page_id)
    const [letters, over] = await Promise.all([whetherLetters(ctx, leaves), letterGivenUp(ctx, 'page.send', page_id)])

    // Decide.
    if (!page) refuse('page_unknown', { page_id })
    const { channel } = page
    if (page.state !== 'bounced' && !(page.state === 'queued' && over)) refuse('page_not_failed', {})
    const to = asked.recipient || page.recipient
    const recipient = channel === 'sms' ? mobileOf(to) : to
    refuseAll(unreachable(channel, recipient, letters))

    // Write.
    await ctx.tx.rows(sql`
      update pages set recipient = ${recipient}, state = 'queued', receipt = null, refused_with = null
      where org_id = ${ctx.org_id} and page_id = ${page_id}`)
    await enqueueAll(ctx, 'page.send', [{ page_id }])

    // Record.
    await record(ctx, 'page.resent', await moment(ctx), [{ subject_id: page.customer_id, data: { page_id } }])
    return { state: 'queued' }
  }

/** Withdraws a page, so that it opens no more. [POR-2] Refuses `page_unknown`, `page_over`. */
export async function withdrawPage(
  ctx: Context,
  { page_id, reason }: Taken<Lines['withdrawPage']>,
): Promise<Answered<Lines['withdrawPage']>> {
  // Load.
  const page = await lockPage(ctx, page_id)

  // Decide.
  if (!page) refuse('page_unknown', { page_id })
  if (page.state === 'withdrawn' || page.state === 'sending') refuse('page_over', { state: page.state })

  // Write.
  await ctx.tx.rows(sql`
    update pages set state = 'withdrawn', token_hash = null where org_id = ${ctx.org_id} and page_id = ${page_id}`)

  // Record.
  await record(ctx, 'page.withdrawn', await moment(ctx), [{ subject_id: page.customer_id, data: { page_id, reason } }])
  return { state: 'withdrawn' }
}

type Row = Answered<Lines['listPages']>['rows'][number]

/** Pages made for customers, the latest first; of letters that could not leave why. */
export async function listPages(ctx: Context, asked: Taken<Lines['listPages']>): Promise<Answered<Lines['listPages']>> {
  const column = { sql: sql.ref('g.page_id'), field: 'page_id', type: 'uuid', descending: true } as const
  const keys = keyset<Row>([column], asked.after)
  const standing = letterStanding(ctx, 'page.send', 'g', sql`g.recipient is not null`)
  const conditions = [
    sql`g.org_id = ${ctx.org_id}`,
    keys.where,
    among('g.kind', asked.kind, 'text'),
    among('g.state', asked.state && writtenStates(asked.state), 'text'),
    ...(asked.state ? [sql`${standing} = any (${[...asked.state]}::text[])`] : []),
    among('g.customer_id', asked.customer_id, 'uuid'),
    among('g.delivery_id', asked.delivery_id, 'uuid'),
    among('g.settlement_id', asked.settlement_id, 'uuid'),
    ...(asked.as_of ? [sql`g.as_of = ${asked.as_of}::date`] : []),
    ...(asked.waits
      ? [
          sql`g.state in ('queued', 'sending', 'unsure', 'bounced', 'contested')
          and ${standing} in ('failed', 'unsure', 'bounced', 'contested')`,
        ]
      : []),
  ]
  const rows = await ctx.tx.rows(sql<Omit<Row, 'failed_because' | 'failed_with'>>`
    select g.page_id, g.kind, g.customer_id, c.number as customer_number, c.name as customer_name, e.code as entity_code,
      d.number as delivery_number, g.settlement_id, s.number as settlement_number,
      s.kind as settlement_kind, d.contract_id, g.as_of, g.recipient, g.channel, g.receipt, g.refused_with, ${standing} as state, g.sent_at, g.opened_at, g.answered_at,
      g.answered_name, g.note, g.expires_at, p.name as recorded_by_name, g.recorded_at
    from pages g join customers c on c.org_id = g.org_id and c.customer_id = g.customer_id
    join entities e on e.org_id = g.org_id and e.entity_id = g.entity_id
    left join deliveries d on d.org_id = g.org_id and d.delivery_id = g.delivery_id
    left join settlements s on s.org_id = g.org_id and s.settlement_id = g.settlement_id
    left join people p on p.org_id = g.org_id and p.person_id = g.recorded_by
    where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}`)
  const told = await withFailures(ctx, 'page.send', rows, row => row.page_id)
  return keys.page(told, asked.limit)
}
