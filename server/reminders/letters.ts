import { sql } from 'kysely'
import { letterJob } from '../invoices/letter-job.ts'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { JobHandler } from '../kernel/jobs.ts'
import { letterMark } from '../kernel/letter-marks.ts'
import type { Letter, Mail } from '../kernel/mail.ts'
import type { Outcome } from '../kernel/sms.ts'
import type { Day } from '../kernel/values.ts'
import type { PolicyText } from '../policy/policies-contract.ts'
import { lockPage, makePages } from '../portal/pages.ts'
import { newPageToken } from '../portal/tokens.ts'
import { giveTasks } from '../tasks/tasks.ts'
import { holdsOf, type Tone } from './timetable.ts'
import { daysLate, loadClaims } from './load.ts'
import { leave, type Left, recordItems } from './over.ts'
import { addressNow } from './letter-queue.ts'
import { type Locked, lockReminders, type ReminderState } from './send.ts'
import { letterOf, linkShown, said, type Told } from './words.ts'

/** Days the page behind a letter can be opened. */
const days = 60

const lockOne = async (ctx: Context, reminder_id: string) => (await lockReminders(ctx, [reminder_id])).get(reminder_id)

const setState = (ctx: Context, reminder_id: string, state: ReminderState) =>
  ctx.tx.rows(sql`
    update reminders set state = ${state} where org_id = ${ctx.org_id} and reminder_id = ${reminder_id}`)

/** Sends the letter of a reminder; one that broke off stands as unsure, one that was refused raises a task. [RMD-6] [RMD-9] */
export const sendReminder = (mail: Mail, public_origin: string): JobHandler =>
  letterJob({ mail, sms: null }, 'reminder_id', {
    begin: (ctx, id) => begin(ctx, id, public_origin),
    again: (ctx, reminder_id, failure) =>
      ctx.tx.rows(sql`
        update reminders set state = 'queued', failure = ${failure}
        where org_id = ${ctx.org_id} and reminder_id = ${reminder_id}`),
    end,
  })

type Line = { item_id: string; number: string; due_on: Day; open_minor: string }

/** What a letter says but for its items and its link. */
async function tellingOf(
  ctx: Context,
  one: Pick<Locked, 'entity_id' | 'customer_id' | 'policy_id' | 'currency' | 'locale'>,
) {
  const [head, account] = await Promise.all([
    ctx.tx.first(sql<{ name: string; name_en: string | null; customer: string; policy: PolicyText }>`
      select e.name, e.name_en, c.name as customer, p.policy
      from entities e join customers c on c.org_id = e.org_id and c.customer_id = ${one.customer_id}
      join payment_policies p on p.org_id = e.org_id and p.policy_id = ${one.policy_id}
      where e.org_id = ${ctx.org_id} and e.entity_id = ${one.entity_id}`),
    ctx.tx.first(sql<NonNullable<Told['account']>>`
      select holder, bank, number, swift from own_accounts
      where org_id = ${ctx.org_id} and entity_id = ${one.entity_id} and state = 'active'
        and (currency is null or currency = ${one.currency})
      order by currency nulls last, recorded_at limit 1`),
  ])
  return (
    head && {
      entity: one.locale === 'en' ? (head.name_en ?? head.name) : head.name,
      customer: head.customer,
      policy: head.policy,
      account: account ?? null,
    }
  )
}

async function begin(ctx: Context, reminder_id: string, public_origin: string): Promise<Letter | null> {
  const one = await lockOne(ctx, reminder_id)
  if (one?.state === 'sending') await setState(ctx, reminder_id, 'unsure')
  // Whoever sent it may not any more: it stands as failed, and somebody else may send it again.
  if (one?.state !== 'queued' || !may(ctx, 'reminder.send')) return null
  const recipient = one.recipient_given ? one.recipient : await addressNow(ctx, one.customer_id)
  if (!recipient) {
    await ctx.tx.rows(sql`
      update reminders set state = 'waiting', recipient = null
      where org_id = ${ctx.org_id} and reminder_id = ${reminder_id}`)
    return null
  }
  const about = await tellingOf(ctx, one)
  if (!about) return null
  // Looked at anew: what is not owed any more, or held since, leaves the letter. [RMD-9]
  const { claims, money } = await loadClaims(ctx, {
    entity_id: one.entity_id,
    policy: about.policy,
    customer_ids: [one.customer_id],
  })
  const held = holdsOf(claims, money)
  const open = new Map(claims.map(claim => [claim.item_id, claim]))
  const lines = await ctx.tx.rows(sql<Line>`
    select item_id, number, due_on, open_minor from reminder_items
    where org_id = ${ctx.org_id} and reminder_id = ${reminder_id} and left_as is null order by due_on, number, item_id`)
  const leaving = lines.flatMap(({ item_id }) => {
    const left_as: Left | undefined = open.has(item_id) ? held.get(item_id) : 'paid'
    return left_as ? [{ reminder_id, item_id, left_as }] : []
  })
  const gone = new Set(leaving.map(row => row.item_id))
  const items = lines.flatMap(({ item_id }) => {
    const claim = open.get(item_id)
    return claim && !gone.has(item_id) ? [{ ...claim, days_late: daysLate(claim.due_on, ctx.today) }] : []
  })
  await ctx.tx.rows(sql`
    update reminder_items m set open_minor = w.open_minor
    from unnest(${items.map(item => item.item_id)}::uuid[], ${items.map(item => item.open_minor)}::int8[]) as w (item_id, open_minor)
    where m.org_id = ${ctx.org_id} and m.reminder_id = ${reminder_id} and m.item_id = w.item_id`)
  await leave(ctx, leaving, await moment(ctx))
  if (items.length === 0) return null
  const page_id = (await pageThere(ctx, one)) ?? (await pageFor(ctx, one))
  const { token } = await newPageToken(ctx, page_id, days)
  const told = {
    ...about,
    currency: one.currency,
    tone: one.tone as Tone,
    items,
    contact: about.policy.contact,
    note: one.note,
  }
  const kept = letterOf({ ...told, link: linkShown[one.locale] }, one.locale)
  await ctx.tx.rows(sql`
    update reminders set state = 'sending', recipient = ${recipient}, page_id = ${page_id}, subject = ${kept.subject}, body = ${kept.text},
      amount_minor = ${String(items.reduce((sum, item) => sum + item.open_minor, 0n))}
    where org_id = ${ctx.org_id} and reminder_id = ${reminder_id}`)
  const mark = letterMark(ctx.org_id, 'reminder', reminder_id, recipient)
  return { to: recipient, mark, ...letterOf({ ...told, link: `${public_origin}/page/customer#${token}` }, one.locale) }
}

/** The page of an earlier try, unless it was withdrawn since: a letter leads to no dead link. */
async function pageThere(ctx: Context, { page_id }: Locked): Promise<string | null> {
  const page = page_id === null ? null : await lockPage(ctx, page_id)
  return page && page.state !== 'withdrawn' ? page.page_id : null
}

/** The customer's page of its account, on which it can announce a payment or contest. */
async function pageFor(ctx: Context, { customer_id, entity_id, locale }: Locked): Promise<string> {
  const page = { kind: 'statement' as const, customer_id, entity_id, locale, mail: false }
  const { rows } = await makePages({ mail: true, sms: false })(ctx, [page])
  return rows[0]?.page_id as string
}

async function end(ctx: Context, reminder_id: string, { delivery }: Outcome): Promise<void> {
  const state = delivery === 'refused' ? 'bounced' : delivery
  const sent_at = await moment(ctx)
  const one = await lockOne(ctx, reminder_id)
  if (!one) return
  await ctx.tx.rows(sql`
    update reminders set state = ${state}, sent_at = ${sent_at} where org_id = ${ctx.org_id} and reminder_id = ${reminder_id}`)
  if (state === 'bounced') await tellBounced(ctx, one)
  await record(ctx, 'reminder.sent', sent_at, [
    { subject_id: one.customer_id, data: { reminder_id, channel: one.channel, tone: one.tone, delivery } },
  ])
  if (state !== 'bounced') await recordItems(ctx, [one], sent_at)
}

/** Tells whoever sent a reminder that it came back. [RMD-6] */
export const tellOfReminder: JobHandler = async run => {
  const { reminder_id } = run.input as { reminder_id: string }
  await run.step(async ctx => {
    const one = await lockOne(ctx, reminder_id)
    if (one?.state === 'bounced') await tellBounced(ctx, one)
  })
  return null
}

async function tellBounced(ctx: Context, { reminder_id, customer_id }: Locked): Promise<void> {
  const customer = await ctx.tx.first(sql<{ name: string }>`
    select name from customers where org_id = ${ctx.org_id} and customer_id = ${customer_id}`)
  const title = said[ctx.actor.locale === 'en' ? 'en' : 'zh'].bounced(customer?.name ?? '').slice(0, 200)
  await giveTasks(ctx, [
    {
      title,
      due_on: ctx.today,
      subject_kind: 'customer',
      subject_id: customer_id,
      rule: `reminder.bounced.${reminder_id}`,
    },
  ])
}

/** The letter of a reminder as it would leave now, its link left out. */
export async function letterNow(
  ctx: Context,
  one: Pick<Locked, 'entity_id' | 'customer_id' | 'policy_id' | 'currency' | 'locale' | 'tone' | 'note'>,
  lines: readonly { number: string; due_on: string; days_late: number; left_minor: string }[],
): Promise<{ subject: string; text: string } | null> {
  const about = await tellingOf(ctx, one)
  if (!about) return null
  const items = lines.map(line => ({ ...line, open_minor: BigInt(line.left_minor) }))
  return letterOf(
    {
      ...about,
      currency: one.currency,
      tone: one.tone as Tone,
      items,
      contact: about.policy.contact,
      note: one.note,
      link: linkShown[one.locale],
    },
    one.locale,
  )
}
