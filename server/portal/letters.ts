import { sql } from 'kysely'
import { letterJob, type Posts } from '../invoices/letter-job.ts'
import { countShortMessage, enoughForToday } from '../invoices/short-messages.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import { Refusal } from '../kernel/errors.ts'
import type { JobHandler } from '../kernel/jobs.ts'
import { letterMark } from '../kernel/letter-marks.ts'
import type { Letter } from '../kernel/mail.ts'
import { type Outcome, placed, type ShortMessage } from '../kernel/sms.ts'
import { settlementFile } from '../papers/papers.ts'
import { giveTasks } from '../tasks/tasks.ts'
import { lockPage } from './pages.ts'
import { newPageToken } from './tokens.ts'

/** Days the page behind a letter can be opened. */
const days = 60

type About = {
  entity: string
  customer: string
  kind: 'delivery' | 'statement' | 'file' | 'settlement' | 'check'
  contract_id: string | null
  number: string
  on: string
  settlement_id: string | null
}

const words = {
  en: {
    delivery: {
      subject: (about: About) => `${about.entity}: delivery ${about.number}`,
      body: (about: About, link: string) =>
        `Dear ${about.customer},\n\nour delivery ${about.number} left on ${about.on}. Please confirm what arrived, line by line:\n${link}\n\n${about.entity}`,
    },
    statement: {
      subject: (about: About) => `${about.entity}: your account as of ${about.on}`,
      body: (about: About, link: string) =>
        `Dear ${about.customer},\n\nthis is your account with us as of ${about.on}. Please agree with it, or tell us what is not right:\n${link}\n\n` +
        `Our bank account stands on that page. It never changes by message: if anybody tells you otherwise, call us on a number you know.\n\n${about.entity}`,
    },
    file: {
      subject: (about: About) => `${about.entity}: is what we hold of you still right?`,
      body: (about: About, link: string) =>
        `Dear ${about.customer},\n\nonce a year we ask you whether your name, tax id, addresses and contacts with us are still right. Please look and confirm, or tell us what has changed:\n${link}\n\n${about.entity}`,
    },
    settlement: {
      subject: (about: About) => `${about.entity}: settlement bill ${about.number}`,
      body: (about: About, link: string) =>
        `Dear ${about.customer},\n\nthis is our settlement bill ${about.number} of all deliveries and services up to ${about.on}. Please confirm it, or tell us line by line what is not right:\n${link}\n\nThe invoice follows your confirmation.\n\n${about.entity}`,
    },
    check: {
      subject: (about: About) => `${about.entity}: please check before we invoice (${about.number})`,
      body: (about: About, link: string) =>
        `Dear ${about.customer},\n\nthis is what we are about to invoice (${about.number}). Please confirm it, or tell us line by line what is not right:\n${link}\n\nIt is no request for payment; the invoice follows your answer.\n\n${about.entity}`,
    },
    about: {
      delivery: (about: About) => `delivery ${about.number}`,
      statement: (about: About) => `account as of ${about.on}`,
      file: () => 'your data with us',
      settlement: (about: About) => `settlement ${about.number}`,
      check: (about: About) => `check of ${about.number}`,
    },
    bounced: (about: About) => `The letter to ${about.customer} was not taken`,
    not_texted: (about: About) => `The SMS to ${about.customer} was not taken`,
    contested: (about: About) =>
      about.kind === 'delivery'
        ? `Less arrived than was sent: delivery ${about.number}`
        : about.kind === 'settlement'
          ? `${about.customer} contests lines of settlement bill ${about.number}`
          : about.kind === 'check'
            ? `${about.customer} contests lines of ${about.number} before the invoice`
            : about.kind === 'file'
              ? `Something in the file of ${about.customer} has changed`
              : `The customer does not agree with the account as of ${about.on}`,
  },
  zh: {
    delivery: {
      subject: (about: About) => `${about.entity}：发货单 ${about.number}`,
      body: (about: About, link: string) =>
        `${about.customer}：\n\n发货单 ${about.number} 已于 ${about.on} 发出，请逐行确认收货：\n${link}\n\n${about.entity}`,
    },
    statement: {
      subject: (about: About) => `${about.entity}：截至 ${about.on} 往来对账单`,
      body: (about: About, link: string) =>
        `${about.customer}：\n\n现寄上截至 ${about.on} 的往来对账单，请核对并确认，或告知差异：\n${link}\n\n` +
        `我方收款账户见该页面，绝不以消息通知变更；如有人告知变更，请拨打您已知的电话核实。\n\n${about.entity}`,
    },
    file: {
      subject: (about: About) => `${about.entity}：请确认贵司资料`,
      body: (about: About, link: string) =>
        `${about.customer}：\n\n我们每年请贵司核对在我方登记的名称、税号、地址与联系人。请查看并确认，如有变化请告知：\n${link}\n\n${about.entity}`,
    },
    settlement: {
      subject: (about: About) => `${about.entity}：月结对账单 ${about.number}`,
      body: (about: About, link: string) =>
        `${about.customer}：\n\n现寄上截至 ${about.on} 的月结对账单 ${about.number}，请逐行核对并确认，或对有异议的行说明原因：\n${link}\n\n确认后开具应收单。\n\n${about.entity}`,
    },
    check: {
      subject: (about: About) => `${about.entity}：开票前核对单 ${about.number}`,
      body: (about: About, link: string) =>
        `${about.customer}：\n\n现寄上待开账单内容核对单 ${about.number}，请逐行核对并确认，或对有异议的行说明原因：\n${link}\n\n本单并非付款通知，账单于贵方答复后开具。\n\n${about.entity}`,
    },
    about: {
      delivery: (about: About) => `发货单 ${about.number}`,
      statement: (about: About) => `截至 ${about.on} 对账单`,
      file: () => '资料核对',
      settlement: (about: About) => `月结单 ${about.number}`,
      check: (about: About) => `开票前核对单 ${about.number}`,
    },
    bounced: (about: About) => `寄给 ${about.customer} 的邮件被退回`,
    not_texted: (about: About) => `发给 ${about.customer} 的短信未被受理`,
    contested: (about: About) =>
      about.kind === 'delivery'
        ? `发货单 ${about.number} 实收少于发货`
        : about.kind === 'settlement'
          ? `${about.customer} 对月结单 ${about.number} 部分行有异议`
          : about.kind === 'check'
            ? `${about.customer} 对开票前核对单 ${about.number} 部分行有异议`
            : `客户对截至 ${about.on} 的对账单有差异`,
  },
} as const

async function aboutOf(ctx: Context, page_id: string, locale: 'zh' | 'en'): Promise<About | null> {
  const row = await ctx.tx.first(sql<About & { name: string; name_en: string | null }>`
    select e.name, e.name_en, c.name as customer, case when s.kind = 'check' then 'check' else g.kind end as kind,
      g.settlement_id, s.contract_id, coalesce(d.number, s.number, '') as number,
      coalesce(d.delivered_on::text, s.until_on::text, g.as_of::text, '') as on
    from pages g join entities e on e.org_id = g.org_id and e.entity_id = g.entity_id
    join customers c on c.org_id = g.org_id and c.customer_id = g.customer_id
    left join deliveries d on d.org_id = g.org_id and d.delivery_id = g.delivery_id
    left join settlements s on s.org_id = g.org_id and s.settlement_id = g.settlement_id
    where g.org_id = ${ctx.org_id} and g.page_id = ${page_id}`)
  if (!row) return null
  const { name, name_en, ...about } = row
  return { ...about, entity: locale === 'en' ? (name_en ?? name) : name }
}

/** Sends the letter or SMS of a page; one that broke off stands as unsure, one that was refused raises a task. [POR-8] */
export const sendPage = (posts: Posts, public_origin: string, home: string): JobHandler =>
  letterJob(posts, 'page_id', {
    begin: (ctx, id) => begin(ctx, id, public_origin, home),
    again: (ctx, id) => setState(ctx, id, 'queued'),
    end,
  })

const setState = (ctx: Context, page_id: string, state: string) =>
  ctx.tx.rows(sql`update pages set state = ${state} where org_id = ${ctx.org_id} and page_id = ${page_id}`)

async function begin(
  ctx: Context,
  page_id: string,
  public_origin: string,
  home: string,
): Promise<Letter | ShortMessage | null> {
  const page = await lockPage(ctx, page_id)
  if (page?.state === 'sending') await setState(ctx, page_id, 'unsure')
  if (page?.state !== 'queued' || !page.recipient) return null
  const about = await aboutOf(ctx, page_id, page.locale)
  if (!about) return null
  await setState(ctx, page_id, 'sending')
  if (page.channel === 'sms') {
    if (!(await countShortMessage(ctx, page.recipient))) {
      await end(ctx, page_id, { delivery: 'refused', receipt: null, reason: enoughForToday })
      return null
    }
    const { token } = await newPageToken(ctx, page_id, days, 'short')
    const subject = placed(words[page.locale].about[about.kind](about))
    return { to: page.recipient, company: placed(about.entity), subject, link: `p#${token}` }
  }
  const { token } = await newPageToken(ctx, page_id, days)
  const said = words[page.locale][about.kind]
  const paper = about.settlement_id ? await enclosed(ctx, home, about.settlement_id, page.locale) : null
  return {
    to: page.recipient,
    mark: letterMark(ctx.org_id, 'page', page_id, page.recipient),
    subject: said.subject(about),
    text: said.body(about, `${public_origin}/page/customer#${token}`),
    ...(paper ? { encloses: [paper] } : {}),
  }
}

/** The paper a letter encloses; where it cannot be made now the letter leaves without, since it lies on the page as well. */
async function enclosed(ctx: Context, home: string, settlement_id: string, locale: 'zh' | 'en') {
  try {
    return await settlementFile(ctx, home, settlement_id, locale)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

async function end(ctx: Context, page_id: string, { delivery, receipt, reason }: Outcome): Promise<void> {
  const state = delivery === 'refused' ? 'bounced' : delivery
  const recorded_at = await moment(ctx)
  const page = await lockPage(ctx, page_id)
  if (!page) return
  await ctx.tx.rows(sql`
    update pages set state = ${state}, sent_at = ${recorded_at}, receipt = ${receipt}, refused_with = ${reason}
    where org_id = ${ctx.org_id} and page_id = ${page_id}`)
  if (state === 'bounced') await giveTask(ctx, page_id, page.channel === 'sms' ? 'not_texted' : 'bounced')
  const data = { page_id, delivery, ...(receipt ? { receipt } : {}) }
  await record(ctx, 'page.sent', recorded_at, [{ subject_id: page.customer_id, data }])
}

/** Tells whoever made a page that what it says is not agreed, or that its letter came back. */
export const tellOfPage: JobHandler = async run => {
  const { page_id } = run.input as { page_id: string }
  await run.step(async ctx => {
    const page = await lockPage(ctx, page_id)
    await giveTask(ctx, page_id, page?.state === 'bounced' ? 'bounced' : 'contested')
  })
  return null
}

async function giveTask(ctx: Context, page_id: string, what: 'bounced' | 'not_texted' | 'contested'): Promise<void> {
  const language = ctx.actor.locale === 'en' ? 'en' : 'zh'
  const [about, page] = await Promise.all([
    aboutOf(ctx, page_id, language),
    ctx.tx.first(sql<{ customer_id: string; note: string | null }>`
      select customer_id, note from pages where org_id = ${ctx.org_id} and page_id = ${page_id}`),
  ])
  if (!about || !page) return
  await giveTasks(ctx, [
    {
      title: words[language][what](about),
      ...(page.note ? { note: page.note } : {}),
      due_on: ctx.today,
      // What a check contests is seen to where the contract is.
      ...(about.contract_id
        ? { subject_kind: 'contract' as const, subject_id: about.contract_id }
        : { subject_kind: 'customer' as const, subject_id: page.customer_id }),
      rule: `page.${what}.${page_id}`,
    },
  ])
}
