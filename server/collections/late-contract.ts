import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import {
  currency,
  day,
  decimal,
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

/** Rates a rule may stand on. */
export const references = ['LPR_1Y', 'ECB_MRO', 'BOE_BASE'] as const
/** The day whose reference rate counts: of the default, the first of each half-year, or the day before that. */
export const fixings = ['at_default', 'half_year_first', 'half_year_before'] as const

/** What is charged for late payment, as law or a contract says it. */
export const lateRule = z.strictObject({
  name_zh: words(60),
  name_en: words(100),
  /** For which currency it is proposed; null for all. */
  currency: currency().nullable(),
  /** Per cent a day, per cent a year, or a reference rate times so much plus so many points a year. */
  basis: z.enum(['day', 'year', 'reference']),
  percent: decimal(6).nullable(),
  reference: z.enum(references).nullable(),
  times: decimal(4).nullable(),
  plus: decimal(4).nullable(),
  fixing: z.enum(fixings).nullable(),
  year_days: z.union([z.literal(365), z.literal(360)]),
  /** Late up to so many days, nothing is charged; later, from the first day on. */
  grace_days: z.int().min(0).max(365),
  /** In per cent of what was owed, over all charges. */
  cap: decimal(4).nullable(),
  /** Fixed sums once an item, by the amount that was owed from so much on; the currency of the rule. */
  fixed: z.array(z.strictObject({ from_minor: minor(), amount_minor: minor() })).max(10),
  source: words(500),
})
const ruleOut = lateRule.extend({
  fixed: z.array(z.object({ from_minor: minorOut(), amount_minor: minorOut() })),
})

const stretch = z.object({
  kind: z.enum(['interest', 'fixed']),
  from_on: day(),
  to_on: day(),
  days: z.number().int(),
  base_minor: minorOut(),
  /** Per cent, of a day or a year as `per` says. */
  percent: z.string(),
  per: z.enum(['day', 'year']),
  amount_minor: minorOut(),
})

const itemOut = z.object({
  item_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  number: z.string(),
  currency: currency(),
  due_on: day(),
  disputed: z.boolean(),
  item_minor: minorOut(),
  open_minor: minorOut(),
  /** The first and last day this proposal charges. */
  from_on: day(),
  to_on: day(),
  days: z.number().int(),
  clause: z.object({ contract_id: id(), number: z.string() }).nullable(),
  /** Why this rule holds: contracts go before the collection policy, and that before a rule that is chosen. */
  by: z.enum(['clause', 'policy', 'chosen', 'currency']),
  /** The collection policy whose rate or days of grace hold. */
  policy: z.object({ version: z.number().int(), grace_days: z.number().int() }).nullable(),
  rule: ruleOut,
  rows: z.array(stretch),
  /** What the cap took off. */
  capped_minor: minorOut(),
  amount_minor: minorOut(),
})

const chosen = {
  customer_id: id(),
  entity_id: id(),
  currency: currency(),
  /** The last day that is charged. */
  until: day(),
  /** The rule where neither contract nor collection policy says one. */
  rule: words(40).optional(),
  item_ids: z.array(id()).min(1).max(200),
  /** The sum one has seen; another one is refused. */
  amount_minor: minor(),
}

export const lateContract = {
  listLateRules: query({
    name: 'late_rule.list',
    method: 'GET',
    path: '/api/late-rules',
    permission: 'item.read',
    summary: {
      en: 'What is charged for late payment by law, with dated reference rates',
      zh: '逾期利息规则与基准利率',
    },
    input: z.object({}),
    output: z.object({
      rows: z.array(z.object({ code: z.string(), version: z.number(), standard: z.boolean(), rule: ruleOut })),
      rates: z.array(
        z.object({
          code: z.enum(references),
          valid_from: day(),
          percent: z.string(),
          source: z.string(),
          standard: z.boolean(),
        }),
      ),
      next: z.null(),
    }),
  }),
  setLateRule: verb({
    name: 'late_rule.set',
    method: 'PUT',
    path: '/api/late-rules/:code',
    permission: 'late_rule.manage',
    summary: { en: 'Write a rule for late charges, or its next version', zh: '新增或修订逾期利息规则' },
    input: z.strictObject({
      code: z.string().regex(/^[A-Z0-9][A-Z0-9_-]{0,39}$/),
      version: z.int().min(0),
      rule: lateRule,
    }),
    output: z.object({ code: z.string(), version: z.number() }),
    events: ['late_rule.set'],
  }),
  setLateRate: verb({
    name: 'late_rate.set',
    method: 'POST',
    path: '/api/late-rates',
    permission: 'late_rule.manage',
    summary: { en: 'Enter a reference rate from a day on, with its source', zh: '录入基准利率（注明来源）' },
    input: z.strictObject({ code: z.enum(references), valid_from: day(), percent: decimal(6), source: words(500) }),
    output: z.object({ valid_from: day() }),
    events: ['late_rate.set'],
  }),
  proposeLateCharges: query({
    name: 'late_charge.propose',
    method: 'GET',
    path: '/api/late-charges/proposal',
    permission: 'item.read',
    summary: { en: 'What may be charged for late payment, with its calculation', zh: '逾期违约金测算' },
    input: z.object({
      customer_id: id(),
      until: day().optional(),
      rule: z.string().max(40).optional(),
      item_id: id().optional(),
    }),
    output: z.object({
      until: day(),
      rows: z.array(itemOut),
      /** Items of which nothing can be worked out, with the reason. */
      unsaid: z.array(z.object({ item_id: id(), number: z.string(), code: z.string(), params: z.unknown() })),
      next: z.null(),
    }),
  }),
  issueLateCharges: verb({
    name: 'late_charge.issue',
    method: 'POST',
    path: '/api/late-charges',
    permission: 'late_charge.issue',
    summary: { en: 'Issue a charge for late payment', zh: '开立逾期违约金' },
    input: z.strictObject({
      ...chosen,
      issued_on: day().optional(),
      due_on: day().optional(),
      tax_code: words(30).default('NOTAX'),
      note: text(500).optional(),
    }),
    output: z.object({ invoice_id: id(), number: z.string(), amount_minor: minorOut() }),
    events: ['late_charge.issued', 'invoice.issued'],
  }),
  waiveLateCharges: verb({
    name: 'late_charge.waive',
    method: 'POST',
    path: '/api/late-charges/waivers',
    permission: 'late_charge.waive',
    summary: { en: 'Waive what could be charged for late payment', zh: '减免逾期违约金' },
    input: z.strictObject({ ...chosen, reason: words(500) }),
    output: z.object({ amount_minor: minorOut() }),
    approval: 'by_amount',
    events: ['late_charge.waived'],
  }),
  listLateCharges: query({
    name: 'late_charge.list',
    method: 'GET',
    path: '/api/late-charges',
    permission: 'item.read',
    report: true,
    summary: { en: 'Late charges issued and waived', zh: '违约金台账' },
    input: z.object({
      ...paging,
      late_charge_id: several(id()),
      customer_id: several(id()),
      item_id: several(id()),
      entity_id: several(id()),
      state: several(z.enum(['charged', 'waived', 'undone'])),
      sort: z.enum(['recorded_at', '-recorded_at']).default('-recorded_at'),
    }),
    output: page(
      z.object({
        late_charge_id: id(),
        item_id: id(),
        entity_code: z.string(),
        customer_id: id(),
        customer_number: z.string(),
        customer_name: z.string(),
        number: z.string(),
        currency: currency(),
        invoice_id: id().nullable(),
        invoice_number: z.string().nullable(),
        state: z.enum(['charged', 'waived', 'undone']),
        from_on: day(),
        to_on: day(),
        days: z.number(),
        amount_minor: minorOut(),
        rule: ruleOut,
        rows: z.array(stretch),
        reason: z.string().nullable(),
        by_name: z.string().nullable(),
        recorded_at: instant(),
      }),
    ),
  }),
}
