import { z } from 'zod'
import { failedLetter, takenLetter } from '../invoices/dispatch-contract.ts'
import { contestedLines, settlementKinds, settlementLine } from '../invoices/settlements-contract.ts'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import {
  currency,
  day,
  decimal,
  flag,
  id,
  instant,
  minor,
  minorOut,
  page,
  paging,
  several,
  text,
  words,
} from '../kernel/fields.ts'
import { pageChannels, pageKinds, pageStates } from './page-names-contract.ts'

/** `waiting`: the receipt it announced is recorded and waits for another person. */
export const adviceStates = ['advised', 'waiting', 'received', 'dismissed'] as const

const token = () => z.string().min(1).max(200)

/** The largest voucher, in bytes: 10 MiB. */
export const largestVoucher = 10 * 1024 * 1024

/** What of a line of a delivery arrived. */
const receivedLine = z.strictObject({
  line: z.int().min(1).max(1000),
  quantity: decimal(13),
  note: text(500).optional(),
})

const shownItem = z.object({
  kind: z.string(),
  number: z.string(),
  issued_on: day(),
  due_on: day().nullable(),
  currency: currency(),
  open_minor: minorOut(),
  days_overdue: z.number().nullable(),
})

/** Pages that customers open behind a link, beside that of an invoice; and what they say they paid. */
export const portalContract = {
  makePages: verbOfMany({
    name: 'page.make',
    method: 'POST',
    path: '/api/pages',
    permission: 'page.make',
    summary: {
      en: 'Make pages for customers: goods to confirm, an account or its own data to agree; sent by mail or SMS where a recipient is given',
      zh: '生成客户页面：收货确认、对账确认、客户资料确认（填写邮箱或手机号则发送）',
    },
    each: z.strictObject({
      kind: z.enum(pageKinds),
      delivery_id: id().optional(),
      customer_id: id().optional(),
      entity_id: id().optional(),
      settlement_id: id().optional(),
      /** Of a statement; today unless said. */
      as_of: day().optional(),
      /** An address, or a mobile number where it goes by SMS. */
      recipient: text(254).optional(),
      /** Sends it to the contact who gets such letters, where one has an address or a mobile number. */
      mail: z.boolean().default(false),
      /** How it goes to a recipient; by mail unless said. */
      channel: z.enum(pageChannels).optional(),
      /** The customer's language unless said. */
      locale: z.enum(['zh', 'en']).optional(),
    }),
    max: 1000,
    output: z.object({ rows: z.array(z.object({ page_id: id(), state: z.enum(pageStates) })) }),
    events: ['page.made'],
  }),
  linkPage: verb({
    name: 'page.link',
    method: 'POST',
    path: '/api/pages/:page_id/link',
    permission: 'page.make',
    summary: { en: 'Make the link to a page, shown once; an earlier one ends', zh: '生成页面链接（仅显示一次）' },
    input: z.strictObject({ page_id: id(), days: z.int().min(1).max(180).default(30) }),
    output: z.object({ link: z.string(), expires_at: instant() }),
    secrets: ['link'],
    events: ['page.linked'],
  }),
  withdrawPage: verb({
    name: 'page.withdraw',
    method: 'POST',
    path: '/api/pages/:page_id/withdrawal',
    permission: 'page.make',
    summary: { en: 'Withdraw a page: it does not open any more', zh: '撤回页面（链接失效）' },
    input: z.strictObject({ page_id: id(), reason: words(500) }),
    output: z.object({ state: z.enum(pageStates) }),
    events: ['page.withdrawn'],
  }),
  listPages: query({
    name: 'page.list',
    method: 'GET',
    path: '/api/pages',
    permission: 'customer.read',
    summary: { en: 'Pages made for customers and what became of them', zh: '客户页面及回执' },
    input: z.object({
      ...paging,
      kind: several(z.enum(pageKinds)),
      state: several(z.enum(pageStates)),
      customer_id: several(id()),
      delivery_id: several(id()),
      settlement_id: several(id()),
      as_of: day().optional(),
      /** Whether anything is left to do about it: bounced, failed, unsure or contested. */
      waits: flag(),
    }),
    output: page(
      z.object({
        page_id: id(),
        kind: z.enum(pageKinds),
        customer_id: id(),
        customer_number: z.string(),
        customer_name: z.string(),
        entity_code: z.string(),
        delivery_number: z.string().nullable(),
        settlement_id: id().nullable(),
        settlement_number: z.string().nullable(),
        settlement_kind: z.enum(settlementKinds).nullable(),
        contract_id: id().nullable(),
        as_of: day().nullable(),
        recipient: z.string().nullable(),
        channel: z.enum(pageChannels),
        state: z.enum(pageStates),
        ...failedLetter,
        ...takenLetter,
        sent_at: instant().nullable(),
        opened_at: instant().nullable(),
        answered_at: instant().nullable(),
        answered_name: z.string().nullable(),
        note: z.string().nullable(),
        expires_at: instant().nullable(),
        recorded_by_name: z.string().nullable(),
        recorded_at: instant(),
      }),
    ),
  }),
  lookAtPage: verb({
    name: 'page.look',
    method: 'POST',
    path: '/api/pages/look',
    permission: 'public',
    summary: { en: 'What a customer sees behind a link', zh: '客户打开页面' },
    input: z.strictObject({ token: token() }),
    output: z.object({
      kind: z.enum(pageKinds),
      entity: z.string(),
      entity_en: z.string().nullable(),
      customer: z.string(),
      locale: z.string(),
      state: z.enum(pageStates),
      answered_name: z.string().nullable(),
      expires_at: instant(),
      /** The day it is for us. */
      today: day(),
      delivery: z
        .object({
          number: z.string(),
          contract_number: z.string(),
          delivered_on: day(),
          carrier: z.string().nullable(),
          tracking: z.string().nullable(),
          lines: z.array(
            z.object({
              line: z.number(),
              description: z.string(),
              unit: z.string().nullable(),
              quantity: z.string(),
              received: z.string().nullable(),
            }),
          ),
        })
        .nullable(),
      statement: z
        .object({
          as_of: day(),
          totals: z.array(
            z.object({ currency: currency(), items: z.number(), open_minor: minorOut(), overdue_minor: minorOut() }),
          ),
          /** The first two hundred, the longest due first. */
          items: z.array(shownItem),
        })
        .nullable(),
      /** What we hold of the customer itself; of contacts and accounts so much that it knows them again. */
      file: z
        .object({
          name: z.string(),
          name_en: z.string().nullable(),
          tax_id: z.string().nullable(),
          country: z.string().nullable(),
          addresses: z.array(z.string()),
          contacts: z.array(z.object({ name: z.string(), roles: z.array(z.string()), hint: z.string().nullable() })),
          bank_accounts: z.array(z.object({ bank: z.string(), tail: z.string() })),
        })
        .nullable(),
      /** A settlement bill, to be confirmed or contested by line. */
      settlement: z
        .object({
          kind: z.enum(settlementKinds),
          number: z.string(),
          until_on: day(),
          reply_by: day(),
          currency: currency(),
          amount_minor: minorOut(),
          lines: z.array(settlementLine.omit({ contract_id: true, source: true, released_at: true })),
        })
        .nullable(),
      accounts: z.array(
        z.object({
          holder: z.string(),
          bank: z.string(),
          number: z.string(),
          swift: z.string().nullable(),
          currency: currency().nullable(),
        }),
      ),
      /** What was advised on this page already. */
      advices: z.array(
        z.object({ paid_on: day(), currency: currency(), amount_minor: minorOut(), state: z.enum(adviceStates) }),
      ),
    }),
    events: ['page.opened'],
  }),
  settlementPaper: verb({
    name: 'page.settlement_paper',
    method: 'POST',
    path: '/api/pages/settlement/paper',
    permission: 'public',
    file: true,
    summary: { en: 'The customer takes a settlement bill out as PDF', zh: '客户下载月结对账单 PDF' },
    input: z.strictObject({ token: token() }),
    output: z.any(),
    events: ['settlement.printed'],
  }),
  receiveGoods: verb({
    name: 'page.receive_goods',
    method: 'POST',
    path: '/api/pages/goods',
    permission: 'public',
    summary: { en: 'The customer confirms the goods, line by line', zh: '客户逐行确认收货' },
    input: z.strictObject({
      token: token(),
      name: words(100),
      /** Lines of which less arrived; what is not named arrived whole. */
      lines: z.array(receivedLine).max(200).default([]),
      note: text(1000).optional(),
    }),
    output: z.object({ state: z.enum(pageStates) }),
    events: ['page.answered', 'delivery.confirmed'],
  }),
  settlePage: verb({
    name: 'page.settle',
    method: 'POST',
    path: '/api/pages/settlement',
    permission: 'public',
    summary: {
      en: 'The customer confirms a settlement bill, or contests lines of it',
      zh: '客户确认月结单或逐行提出异议',
    },
    input: z.strictObject({ token: token(), name: words(100), contested: contestedLines, note: text(1000).optional() }),
    output: z.object({ state: z.enum(pageStates) }),
    events: ['page.answered', 'settlement.answered'],
  }),
  agreeStatement: verb({
    name: 'page.agree',
    method: 'POST',
    path: '/api/pages/agreement',
    permission: 'public',
    summary: {
      en: 'The customer agrees with the account or with its own data, or says what is not right',
      zh: '客户确认对账或资料，或提出差异',
    },
    input: z.strictObject({
      token: token(),
      name: words(100),
      decision: z.enum(['confirm', 'contest']),
      note: text(2000).optional(),
    }),
    output: z.object({ state: z.enum(pageStates) }),
    events: ['page.answered', 'customer.reviewed'],
  }),
  advisePayment: verb({
    name: 'page.advise',
    method: 'POST',
    path: '/api/pages/advices',
    permission: 'public',
    upload: 'optional',
    largest: largestVoucher,
    summary: {
      en: 'The customer says what was paid, with the voucher; it is no money before it is received',
      zh: '客户告知已付款并上传凭证（到账前不计收款）',
    },
    input: z.strictObject({
      token: token(),
      name: words(100),
      paid_on: day(),
      currency: currency(),
      amount_minor: minor(),
      payer_name: text(200).optional(),
      reference: text(200).optional(),
      documents: text(500).optional(),
      file: z.any().optional(),
    }),
    output: z.object({ advice_id: id() }),
    events: ['advice.given'],
  }),
  listAdvices: query({
    name: 'advice.list',
    method: 'GET',
    path: '/api/payment-advices',
    permission: 'receipt.read',
    summary: { en: 'What customers say they paid', zh: '付款通知一览' },
    input: z.object({
      ...paging,
      advice_id: several(id()),
      state: several(z.enum(adviceStates)),
      customer_id: several(id()),
      currency: several(currency()),
      paid_from: day().optional(),
      paid_to: day().optional(),
      sort: z.enum(['paid_on', '-paid_on', 'amount_minor', '-amount_minor']).default('-paid_on'),
    }),
    output: page(
      z.object({
        advice_id: id(),
        customer_id: id(),
        customer_number: z.string(),
        customer_name: z.string(),
        entity_id: id(),
        entity_code: z.string(),
        currency: currency(),
        amount_minor: minorOut(),
        paid_on: day(),
        payer_name: z.string().nullable(),
        reference: z.string().nullable(),
        documents: z.string().nullable(),
        invoice_id: id().nullable(),
        invoice_number: z.string().nullable(),
        has_voucher: z.boolean(),
        said_by: z.string(),
        state: z.enum(adviceStates),
        receipt_id: id().nullable(),
        receipt_number: z.string().nullable(),
        /** The receipt it announced, as long as that waits for another person. */
        waiting_id: id().nullable(),
        reason: z.string().nullable(),
        recorded_at: instant(),
      }),
    ),
  }),
  settleAdvice: verb({
    name: 'advice.settle',
    method: 'POST',
    path: '/api/payment-advices/:advice_id/receipt',
    permission: 'advice.settle',
    summary: { en: 'Say which receipt an advice announced', zh: '将付款通知与收款对应' },
    /** The receipt, or what waits for another person; the advice ends when that is posted. */
    input: z.strictObject({ advice_id: id(), receipt_id: id().optional(), waiting_id: id().optional() }),
    output: z.object({ state: z.enum(adviceStates) }),
    events: ['advice.settled', 'advice.held'],
  }),
  dismissAdvice: verb({
    name: 'advice.dismiss',
    method: 'POST',
    path: '/api/payment-advices/:advice_id/dismissal',
    permission: 'advice.settle',
    summary: { en: 'Dismiss an advice no money followed', zh: '作废付款通知（未到账）' },
    input: z.strictObject({ advice_id: id(), reason: words(500) }),
    output: z.object({ state: z.enum(adviceStates) }),
    events: ['advice.dismissed'],
  }),
  readVoucher: query({
    name: 'advice.voucher',
    method: 'GET',
    path: '/api/payment-advices/:advice_id/voucher',
    permission: 'receipt.read',
    file: true,
    summary: { en: 'The voucher beside an advice', zh: '付款凭证' },
    input: z.object({ advice_id: id() }),
    output: z.any(),
  }),
}
