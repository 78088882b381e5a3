import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import {
  currency,
  day,
  flag,
  groupSorts,
  groups,
  id,
  instant,
  minor,
  minorOut,
  page,
  paging,
  text,
  words,
} from '../kernel/fields.ts'
import { openItemFilters, openItemRow, openItemSorts } from './item-fields.ts'

export const differenceKinds = [
  'rounding',
  'bank_charge',
  'cash_discount',
  'allowance',
  'deduction',
  'exchange',
] as const
/** One pair of an application: so much of the credit item goes to the debit item. */
export const applyLine = z.strictObject({
  debit_item_id: id(),
  credit_item_id: id(),
  amount_minor: minor(),
})

/** A small difference taken on an item, by kind. */
export const differenceLine = z.strictObject({
  item_id: id(),
  kind: z.enum(differenceKinds),
  amount_minor: minor(),
  note: text(500).optional(),
})

export const applyRequest = z.strictObject({
  /** The business day; today unless given. */
  applied_on: day().optional(),
  lines: z.array(applyLine).max(5000).default([]),
  differences: z.array(differenceLine).max(1000).default([]),
})

export const applicationRow = z.object({
  application_id: id(),
  debit_item_id: id(),
  credit_item_id: id(),
  amount_minor: minorOut(),
  applied_on: day(),
  recorded_at: instant(),
  kind: z.string(),
  reverses_id: id().nullable(),
})

const movedItems = z.object({ rows: z.array(z.object({ item_id: id(), new_item_id: id() })) })
const retentionMove = z.strictObject({
  item_id: id(),
  /** In minor units; all that is open unless told. */
  amount_minor: minor().optional(),
  released_on: day().optional(),
  /** When it falls due; the day the retention was to be released unless told. */
  due_on: day().optional(),
  reason: words(500),
  /** Number of the certificate that released it. */
  certificate: text(200).optional(),
})

export const ledgerContract = {
  applyItems: verbOfMany({
    name: 'item.apply',
    method: 'POST',
    path: '/api/applications',
    permission: 'item.apply',
    summary: {
      en: 'Apply credits to debits, partly or in full, with small differences',
      zh: '核销：部分或全部，可带尾差',
    },
    each: applyRequest,
    max: 1000,
    output: z.object({ rows: z.array(applicationRow) }),
    events: ['item.applied'],
  }),
  reverseApplications: verbOfMany({
    name: 'item.unapply',
    method: 'POST',
    path: '/api/reversals',
    one: '/api/applications/:application_id/reversal',
    permission: 'item.unapply',
    summary: { en: 'Take applications back', zh: '反核销' },
    each: z.strictObject({ application_id: id(), applied_on: day().optional(), reason: text(500).optional() }),
    max: 1000,
    output: z.object({ rows: z.array(applicationRow) }),
    events: ['item.unapplied'],
  }),
  suggestApplications: query({
    name: 'item.suggest',
    method: 'GET',
    path: '/api/applications/suggestions',
    permission: 'item.read',
    summary: {
      en: 'Suggest what a credit pays: the exact set, else the oldest first',
      zh: '核销建议：金额恰好相符者，否则先到期先核销',
    },
    input: z.object({ credit_item_id: id() }),
    output: z.object({
      rows: z.array(
        z.object({
          reason: z.enum(['early_payment', 'reference', 'exact_item', 'exact_set', 'oldest_first']),
          unique: z.boolean(),
          lines: z.array(
            applyLine.extend({
              amount_minor: minorOut(),
              number: z.string(),
              due_on: day().nullable(),
              /** What was taken off for paying early, to be closed as a cash discount; null where nothing was. */
              discount_minor: minorOut().nullable(),
              discount_until: day().nullable(),
            }),
          ),
        }),
      ),
    }),
  }),
  listOpenItems: query({
    name: 'item.list',
    method: 'GET',
    path: '/api/open-items',
    permission: 'item.read',
    summary: { en: 'Open items, as of any day and as known at any moment', zh: '未清项，任意日、任意知悉时点' },
    input: z.object({
      ...paging,
      ...openItemFilters,
      sort: z.enum(openItemSorts).default('due_on'),
      /** Asks for the totals of the whole filtered set, not only of this page. */
      totals: flag(),
    }),
    output: page(
      openItemRow.extend({
        /** The last reminder of it that went out by then, for who may see reminders. */
        reminded: z.object({ on: day(), channel: z.string(), tone: z.string() }).nullable(),
      }),
    ).extend({
      as_of: day(),
      known_at: instant().nullable(),
      totals: z
        .array(
          z.object({
            currency: currency(),
            items: z.number(),
            open_minor: minorOut(),
            open_base_minor: minorOut(),
            /** Of claims past their legal due day. */
            overdue_minor: minorOut(),
            disputed_minor: minorOut(),
          }),
        )
        .nullable(),
    }),
  }),
  groupOpenItems: query({
    name: 'item.groups',
    method: 'GET',
    path: '/api/open-items/groups',
    permission: 'item.read',
    report: true,
    summary: { en: 'Open items by customer, salesperson, month …, with their sums', zh: '未清项分组汇总' },
    input: z.object({
      ...paging,
      ...openItemFilters,
      by: z.enum([
        'customer',
        'head_office',
        'grade',
        'salesperson',
        'department',
        'entity',
        'due_month',
        'currency',
        'kind',
      ]),
      sort: z.enum(groupSorts).default('-amount'),
    }),
    output: groups(),
  }),
  itemHistory: query({
    name: 'item.history',
    method: 'GET',
    path: '/api/open-items/:item_id/history',
    permission: 'item.read',
    summary: { en: 'Everything that ever changed one item', zh: '单项的全部变动' },
    input: z.object({ item_id: id() }),
    output: z.object({
      item: openItemRow,
      rows: z.array(
        z.object({
          at: instant(),
          on: day(),
          what: z.string(),
          application_id: id().nullable(),
          counter_number: z.string().nullable(),
          counter_kind: z.string().nullable(),
          counter_item_id: id().nullable(),
          counter_document_id: id().nullable(),
          delta_minor: minorOut(),
          open_minor: minorOut(),
          reversed: z.boolean(),
          note: z.string().nullable(),
        }),
      ),
    }),
  }),
  transferItems: verbOfMany({
    name: 'item.transfer',
    method: 'POST',
    path: '/api/transfers',
    permission: 'item.transfer',
    summary: {
      en: 'Move open items to another debtor, keeping their days',
      zh: '应收冲应收：转移债务人，保留单据日与到期日',
    },
    each: z.strictObject({
      item_id: id(),
      to_customer_id: id(),
      amount_minor: minor().optional(),
      applied_on: day().optional(),
      reason: words(500),
    }),
    max: 1000,
    output: movedItems,
    events: ['item.transferred'],
  }),
  releaseRetention: verbOfMany({
    name: 'retention.release',
    method: 'POST',
    path: '/api/retention-releases',
    permission: 'item.transfer',
    summary: {
      en: 'Release retention: from contract assets to receivables',
      zh: '释放质保金：由合同资产转入应收账款',
    },
    each: retentionMove,
    max: 1000,
    output: movedItems,
    events: ['retention.released'],
  }),
  retainAgain: verbOfMany({
    name: 'retention.retain_again',
    method: 'POST',
    path: '/api/retention-releases/back',
    permission: 'item.transfer',
    summary: { en: 'Take a release of retention back', zh: '撤销质保金释放' },
    each: retentionMove,
    max: 1000,
    output: movedItems,
    events: ['retention.retained_again'],
  }),
  writeOffItems: verbOfMany({
    name: 'item.write_off',
    method: 'POST',
    path: '/api/write-offs',
    permission: 'item.write_off',
    summary: { en: 'Write off bad debts with evidence', zh: '坏账核销（附证据，须复核）' },
    each: z.strictObject({
      item_id: id(),
      amount_minor: minor().optional(),
      written_off_on: day().optional(),
      reason: words(500),
      evidence: z.array(words(500)).min(1).max(20),
    }),
    max: 200,
    output: z.object({ rows: z.array(applicationRow) }),
    approval: 'by_amount',
    events: ['item.written_off'],
  }),
  recoverWriteOff: verb({
    name: 'item.recover',
    method: 'POST',
    path: '/api/write-offs/recovery',
    permission: 'item.write_off',
    summary: { en: 'Bring a written-off debt back because the customer pays', zh: '已核销坏账收回' },
    input: z.strictObject({
      application_id: id(),
      amount_minor: minor().optional(),
      recovered_on: day().optional(),
      note: text(500).optional(),
    }),
    output: z.object({ item_id: id() }),
    events: ['item.recovered'],
  }),
  amendItemTerms: verbOfMany({
    name: 'item.amend_terms',
    method: 'POST',
    path: '/api/item-terms',
    permission: 'item.amend_terms',
    summary: { en: 'Set the base event or agree another day for an item', zh: '补录到期基准事件或商定新的付款日' },
    each: z.strictObject({
      item_id: id(),
      effective_on: day().optional(),
      legal_due_on: day().nullable().optional(),
      agreed_due_on: day().nullable().optional(),
      why: words(500),
    }),
    max: 1000,
    output: z.object({ rows: z.array(z.object({ item_id: id() })) }),
    events: ['item.terms_amended'],
  }),
  disputeItems: verbOfMany({
    name: 'item.dispute',
    method: 'POST',
    path: '/api/item-disputes',
    permission: 'item.dispute',
    summary: { en: 'Mark items as disputed, or as settled again', zh: '标记争议或解除争议' },
    each: z.strictObject({ item_id: id(), disputed: z.boolean(), effective_on: day().optional(), reason: words(500) }),
    max: 1000,
    output: z.object({ rows: z.array(z.object({ item_id: id() })) }),
    events: ['item.disputed', 'item.undisputed'],
  }),
}
