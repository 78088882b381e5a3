import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import { currency, day, flag, id, instant, minorOut, page, paging, several, text, words } from '../kernel/fields.ts'
import { policyShort } from '../policy/policies-contract.ts'

/** What is payable of an invoice until a day, with the discount for paying by then. */
export const earlyDiscount = z.object({
  until_on: day(),
  percent: z.string(),
  amount_minor: minorOut(),
  payable_minor: minorOut(),
})

export const channels = ['mail', 'sms', 'link', 'courier', 'hand'] as const
export const dispatchStates = [
  'queued',
  'sending',
  'sent',
  'unsure',
  'bounced',
  'failed',
  'opened',
  'confirmed',
  'contested',
  'withdrawn',
] as const

/** Why a letter could not leave: the mail server, whoever sent it may not any more, or the program broke off. */
export const failedLetter = {
  failed_because: z.enum(['mail', 'sender', 'program']).nullable(),
  failed_with: z.string().nullable(),
}

/** What the SMS service gave a message as its number, and why a letter or a message was refused or came back, in their words. */
export const takenLetter = { receipt: z.string().nullable(), refused_with: z.string().nullable() }

const dispatchRow = z.object({
  dispatch_id: id(),
  invoice_id: id(),
  number: z.string(),
  customer_id: id(),
  customer_name: z.string(),
  channel: z.enum(channels),
  locale: z.enum(['zh', 'en']),
  recipient: z.string().nullable(),
  tracking: z.string().nullable(),
  state: z.enum(dispatchStates),
  sent_at: instant().nullable(),
  opened_at: instant().nullable(),
  answered_at: instant().nullable(),
  answered_name: z.string().nullable(),
  answer: z.array(z.object({ line: z.number(), reason: z.string() })).nullable(),
  note: z.string().nullable(),
  ...failedLetter,
  ...takenLetter,
  expires_at: instant().nullable(),
  recorded_by_name: z.string().nullable(),
  recorded_at: instant(),
})

const token = () => z.string().min(1).max(200)

export const dispatchContract = {
  dispatchInvoices: verbOfMany({
    name: 'invoice.dispatch',
    method: 'POST',
    path: '/api/dispatches',
    permission: 'invoice.dispatch',
    summary: {
      en: 'Send invoices to the customer, or record how they went',
      zh: '寄送应收单（邮件、短信、链接、快递、面交）',
    },
    each: z.strictObject({
      invoice_id: id(),
      channel: z.enum(channels),
      /** The address of a letter, the number of an SMS (that of the contact for invoices unless said), or who got it; by hand it is needed. */
      recipient: text(254).optional(),
      /** By courier it is needed, unless it waits. */
      tracking: text(100).optional(),
      /** The customer's language unless said. */
      locale: z.enum(['zh', 'en']).optional(),
      note: text(500).optional(),
      /** What does not leave by letter is still to go out; somebody says so when it does. */
      waits: z.boolean().default(false),
    }),
    max: 1000,
    output: z.object({ rows: z.array(z.object({ dispatch_id: id(), state: z.enum(dispatchStates) })) }),
    events: ['invoice.dispatched'],
  }),
  sendByWays: verb({
    name: 'invoice.dispatch_by_way',
    method: 'POST',
    path: '/api/dispatches/by-way',
    permission: 'invoice.dispatch',
    summary: { en: 'Send invoices the way their customers want them', zh: '按客户开单方式批量寄送' },
    input: z.strictObject({ invoice_ids: z.array(id()).min(1).max(1000) }),
    output: z.object({
      rows: z.array(
        z.object({
          invoice_id: id(),
          number: z.string().nullable(),
          customer_name: z.string().nullable(),
          channel: z.enum(channels).nullable(),
          dispatch_id: id().nullable(),
          /** Why it did not go: the code of a refusal; null where it did. */
          problem: z.string().nullable(),
        }),
      ),
    }),
    events: ['invoice.dispatched'],
  }),
  sendOff: verb({
    name: 'dispatch.send_off',
    method: 'POST',
    path: '/api/dispatches/:dispatch_id/departure',
    permission: 'invoice.dispatch',
    summary: { en: 'Record that what waited to go out has gone', zh: '登记待寄账单已寄出' },
    input: z.strictObject({
      dispatch_id: id(),
      /** Of what goes by courier, unless it stands there. */
      tracking: text(100).optional(),
      /** Who got what went by hand, unless it stands there. */
      recipient: text(254).optional(),
    }),
    output: z.object({ state: z.enum(dispatchStates) }),
    events: ['dispatch.sent'],
  }),
  resendDispatch: verb({
    name: 'dispatch.send_again',
    method: 'POST',
    path: '/api/dispatches/:dispatch_id/second-sending',
    permission: 'invoice.dispatch',
    summary: {
      en: 'Send the letter or SMS of an invoice again that could not leave or came back, to another address where one is given',
      zh: '重新发送未能寄出或被退回的账单邮件、短信，可改用其他地址',
    },
    input: z.strictObject({ dispatch_id: id(), recipient: text(254).optional() }),
    output: z.object({ state: z.enum(dispatchStates) }),
    events: ['dispatch.resent'],
  }),
  makeLink: verb({
    name: 'dispatch.link',
    method: 'POST',
    path: '/api/dispatches/:dispatch_id/link',
    permission: 'invoice.dispatch',
    summary: {
      en: 'Make the link to the customer’s page, shown once; an earlier one ends, codes on papers stay',
      zh: '生成客户查看链接（仅显示一次）',
    },
    input: z.strictObject({ dispatch_id: id(), days: z.int().min(1).max(180).default(30) }),
    output: z.object({ link: z.string(), expires_at: instant() }),
    secrets: ['link'],
    events: ['dispatch.linked'],
  }),
  confirmDispatch: verb({
    name: 'dispatch.confirm',
    method: 'POST',
    path: '/api/dispatches/:dispatch_id/confirmation',
    permission: 'invoice.dispatch',
    summary: { en: 'Record that the customer has the invoice', zh: '登记客户已收到应收单' },
    input: z.strictObject({ dispatch_id: id(), name: words(200) }),
    output: z.object({ state: z.enum(dispatchStates) }),
    events: ['dispatch.confirmed'],
  }),
  bounceDispatch: verb({
    name: 'dispatch.bounce',
    method: 'POST',
    path: '/api/dispatches/:dispatch_id/bounce',
    permission: 'invoice.dispatch',
    summary: { en: 'Record that what was sent came back', zh: '登记寄出后被退回' },
    input: z.strictObject({ dispatch_id: id(), reason: words(500) }),
    output: z.object({ state: z.enum(dispatchStates) }),
    events: ['dispatch.bounced'],
  }),
  withdrawDispatch: verb({
    name: 'dispatch.withdraw',
    method: 'POST',
    path: '/api/dispatches/:dispatch_id/withdrawal',
    permission: 'invoice.dispatch',
    summary: { en: 'Withdraw a dispatch: its page does not open any more', zh: '撤回寄送（链接失效）' },
    input: z.strictObject({ dispatch_id: id(), reason: words(500) }),
    output: z.object({ state: z.enum(dispatchStates) }),
    events: ['dispatch.withdrawn'],
  }),
  listDispatches: query({
    name: 'dispatch.list',
    method: 'GET',
    path: '/api/dispatches',
    permission: 'invoice.read',
    summary: { en: 'How invoices went out and what became of it', zh: '寄送记录' },
    input: z.object({
      ...paging,
      invoice_id: several(id()),
      customer_id: several(id()),
      state: several(z.enum(dispatchStates)),
      channel: several(z.enum(channels)),
      /** Whether anything is left to do about it: bounced, failed, unsure or contested. */
      waits: flag(),
    }),
    output: page(dispatchRow),
  }),
  openPage: verb({
    name: 'page.open',
    method: 'POST',
    path: '/api/pages/open',
    permission: 'public',
    summary: { en: 'What a customer sees behind a link', zh: '客户查看页' },
    input: z.strictObject({ token: token() }),
    output: z.object({
      entity: z.string(),
      entity_en: z.string().nullable(),
      customer: z.string(),
      kind: z.string(),
      number: z.string(),
      issued_on: day(),
      /** What is open of it, by the day it falls due. */
      parts: z.array(z.object({ kind: z.string(), due_on: day().nullable(), open_minor: minorOut() })),
      currency: currency(),
      net_minor: minorOut(),
      tax_minor: minorOut(),
      amount_minor: minorOut(),
      open_minor: minorOut(),
      reference: z.string().nullable(),
      lines: z.array(
        z.object({
          line: z.number(),
          description: z.string(),
          quantity: z.string().nullable(),
          unit: z.string().nullable(),
          amount_minor: minorOut(),
        }),
      ),
      accounts: z.array(
        z.object({ holder: z.string(), bank: z.string(), number: z.string(), swift: z.string().nullable() }),
      ),
      /** What is payable by which day with the discount for paying early. */
      discounts: z.array(earlyDiscount),
      /** What the collection policy tells the customer; null where none holds. */
      policy: policyShort.nullable(),
      state: z.enum(dispatchStates),
      answered_name: z.string().nullable(),
      expires_at: instant(),
      /** The day it is for us. */
      today: day(),
      locale: z.string(),
    }),
    events: ['dispatch.opened'],
  }),
  answerPage: verb({
    name: 'page.answer',
    method: 'POST',
    path: '/api/pages/answer',
    permission: 'public',
    summary: { en: 'The customer confirms or contests what stands on the page', zh: '客户确认或提出异议' },
    input: z.strictObject({
      token: token(),
      name: words(100),
      decision: z.enum(['confirm', 'contest']),
      lines: z
        .array(z.strictObject({ line: z.int().min(1).max(1000), reason: words(500) }))
        .max(200)
        .default([]),
      note: text(1000).optional(),
    }),
    output: z.object({ state: z.enum(dispatchStates) }),
    events: ['dispatch.answered'],
  }),
}
