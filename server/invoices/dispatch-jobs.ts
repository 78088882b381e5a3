import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { moment, record } from '../kernel/context.ts'
import type { FileAnswer } from '../kernel/http.ts'
import type { JobHandler } from '../kernel/jobs.ts'
import { letterMark } from '../kernel/letter-marks.ts'
import type { Letter } from '../kernel/mail.ts'
import { formatMinor } from '../kernel/money.ts'
import { type Outcome, placed, type ShortMessage } from '../kernel/sms.ts'
import { giveTasks } from '../tasks/tasks.ts'
import { type Locked, lockDispatch } from './dispatches.ts'
import { letterJob, type Posts } from './letter-job.ts'
import { countShortMessage, enoughForToday } from './short-messages.ts'
import { newToken } from './tokens.ts'

/** Days the page behind a letter can be opened. */
const days = 60

const words = {
  en: {
    subject: (entity: string, number: string) => `${entity}: invoice ${number}`,
    body: (about: About, link: string, enclosed: boolean) =>
      `Dear ${about.customer},\n\nplease find ${enclosed ? 'enclosed ' : ''}our invoice ${about.number} of ${about.issued_on} over ${about.currency} ${about.amount}` +
      `${about.due_on ? `, due on ${about.due_on}` : ''}.\n\nLook at it, confirm it or tell us what is not right:\n${link}\n\n` +
      `Our bank account stands on that page. It never changes by message: if anybody tells you otherwise, call us on a number you know.\n\n${about.entity}`,
    about: (number: string) => `invoice ${number}`,
    bounced: (number: string) => `The letter with invoice ${number} was not taken`,
    not_texted: (number: string) => `The SMS with invoice ${number} was not taken`,
    contested: (number: string) => `The customer contests invoice ${number}`,
  },
  zh: {
    subject: (entity: string, number: string) => `${entity}：账单 ${number}`,
    body: (about: About, link: string, enclosed: boolean) =>
      `${about.customer}：\n\n现寄上 ${about.issued_on} 账单 ${about.number}，金额 ${about.currency} ${about.amount}` +
      `${about.due_on ? `，到期日 ${about.due_on}` : ''}${enclosed ? '，账单 PDF 见附件' : ''}。\n\n请点击查看，并确认或提出异议：\n${link}\n\n` +
      `我方收款账户见该页面，绝不以消息通知变更；如有人告知变更，请拨打您已知的电话核实。\n\n${about.entity}`,
    about: (number: string) => `账单 ${number}`,
    bounced: (number: string) => `账单 ${number} 的邮件被退回`,
    not_texted: (number: string) => `账单 ${number} 的短信未被受理`,
    contested: (number: string) => `客户对账单 ${number} 提出异议`,
  },
} as const

type About = {
  entity: string
  customer: string
  number: string
  issued_on: string
  due_on: string | null
  currency: string
  amount: string
}

async function aboutOf(ctx: Context, invoice_id: string, locale: 'zh' | 'en'): Promise<About | null> {
  const row = await ctx.tx.first(sql<About & { name: string; name_en: string | null; minor: string }>`
    select e.name, e.name_en, c.name as customer, v.number, v.issued_on, v.currency, v.amount_minor::text as minor, (
        select min(i.due_on) from open_items i
        where i.org_id = v.org_id and i.document_id = v.invoice_id and i.open_minor <> 0) as due_on
    from invoices v join entities e on e.org_id = v.org_id and e.entity_id = v.entity_id
    join customers c on c.org_id = v.org_id and c.customer_id = v.bill_to_id
    where v.org_id = ${ctx.org_id} and v.invoice_id = ${invoice_id} and v.state = 'issued'`)
  if (!row) return null
  const { name, name_en, minor, ...about } = row
  return {
    ...about,
    entity: locale === 'en' ? (name_en ?? name) : name,
    amount: formatMinor(BigInt(minor), row.currency),
  }
}

/** Makes the paper a letter encloses; null where it cannot be made, since it lies on the customer's page as well. */
type Enclose = (ctx: Context, dispatch: Locked) => Promise<FileAnswer | null>

/**
 * Sends the letter of a dispatch with its bill, or the SMS with the link to it; one that broke off stands as unsure, one that was
 * refused raises a task. [INV-14] [INV-40]
 */
export const sendDispatch = (posts: Posts, public_origin: string, enclose: Enclose): JobHandler =>
  letterJob(posts, 'dispatch_id', {
    begin: (ctx, id) => begin(ctx, id, public_origin, enclose),
    again: (ctx, id) => setState(ctx, id, 'queued'),
    end,
  })

const setState = (ctx: Context, dispatch_id: string, state: string) =>
  ctx.tx.rows(sql`
    update dispatches set state = ${state} where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id}`)

async function begin(
  ctx: Context,
  dispatch_id: string,
  public_origin: string,
  enclose: Enclose,
): Promise<Letter | ShortMessage | null> {
  const dispatch = await lockDispatch(ctx, dispatch_id)
  if (dispatch?.state === 'sending') await setState(ctx, dispatch_id, 'unsure')
  if (dispatch?.state !== 'queued' || !dispatch.recipient) return null
  const about = await aboutOf(ctx, dispatch.invoice_id, dispatch.locale)
  await setState(ctx, dispatch_id, about ? 'sending' : 'withdrawn')
  if (!about) return null
  const { subject, body, about: named } = words[dispatch.locale]
  if (dispatch.channel === 'sms') {
    if (!(await countShortMessage(ctx, dispatch.recipient))) {
      await end(ctx, dispatch_id, { delivery: 'refused', receipt: null, reason: enoughForToday })
      return null
    }
    const { token } = await newToken(ctx, dispatch_id, days, 'short')
    const [company, what] = [placed(about.entity), placed(named(about.number))]
    return { to: dispatch.recipient, company, subject: what, link: `page#${token}` }
  }
  const { token } = await newToken(ctx, dispatch_id, days)
  const paper = await enclose(ctx, dispatch)
  return {
    to: dispatch.recipient,
    mark: letterMark(ctx.org_id, 'dispatch', dispatch_id, dispatch.recipient),
    subject: subject(about.entity, about.number),
    text: body(about, `${public_origin}/page#${token}`, paper !== null),
    ...(paper ? { encloses: [paper] } : {}),
  }
}

async function end(ctx: Context, dispatch_id: string, { delivery, receipt, reason }: Outcome): Promise<void> {
  const state = delivery === 'refused' ? 'bounced' : delivery
  const recorded_at = await moment(ctx)
  const dispatch = await lockDispatch(ctx, dispatch_id)
  if (!dispatch) return
  await ctx.tx.rows(sql`
    update dispatches set state = ${state}, sent_at = ${recorded_at}, receipt = ${receipt}, refused_with = ${reason}
    where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id}`)
  if (state === 'bounced') await giveTask(ctx, dispatch, 'bounced')
  await record(ctx, 'dispatch.sent', recorded_at, [
    { subject_id: dispatch.invoice_id, data: { dispatch_id, delivery, ...(receipt ? { receipt } : {}) } },
  ])
}

/** Tells whoever sent an invoice that it is contested or came back. [INV-15] [INV-29] */
export const tellOfDispatch: JobHandler = async run => {
  const { dispatch_id } = run.input as { dispatch_id: string }
  await run.step(async ctx => {
    const dispatch = await lockDispatch(ctx, dispatch_id)
    if (dispatch?.state === 'contested' || dispatch?.state === 'bounced') await giveTask(ctx, dispatch, dispatch.state)
  })
  return null
}

async function giveTask(
  ctx: Context,
  { invoice_id, channel }: Pick<Locked, 'invoice_id' | 'channel'>,
  what: 'bounced' | 'contested',
): Promise<void> {
  const invoice = await ctx.tx.first(sql<{ number: string }>`
    select number from invoices where org_id = ${ctx.org_id} and invoice_id = ${invoice_id}`)
  const said = what === 'bounced' && channel === 'sms' ? 'not_texted' : what
  const title = words[ctx.actor.locale === 'en' ? 'en' : 'zh'][said](invoice?.number ?? '')
  await giveTasks(ctx, [
    { title, due_on: ctx.today, subject_kind: 'invoice', subject_id: invoice_id, rule: `dispatch.${what}` },
  ])
}
