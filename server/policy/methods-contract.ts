import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { currency, day, decimal, id, instant, minor, minorOut, words } from '../kernel/fields.ts'
import { policyGrades, policyWays } from './policies-contract.ts'

const digits = () => z.string().regex(/^(0|[1-9]\d{0,14})$/)

/** When a method may be proposed, what it costs us, and how safe it is. */
export const methodRule = z.strictObject({
  method: z.enum(policyWays),
  /** Null for every currency; a band or a sum needs one. */
  currency: currency().nullable(),
  /** From this amount on, and below that one; null is open. */
  from_minor: digits().nullable(),
  below_minor: digits().nullable(),
  /** Empty for every grade; D is for customers who get no credit. */
  grades: z.array(z.enum(policyGrades)).max(4),
  fee_percent: decimal(4).refine(value => !value.startsWith('-') && Number(value) <= 20),
  fee_minor: digits().nullable(),
  /** From 1, what may bounce or be taken back, to 5, money that is there. */
  safety: z.int().min(1).max(5),
})

const weight = z.int().min(0).max(100)
export const methodRules = z.strictObject({
  /** How many of the last receipts tell the habit of a customer. */
  habit_receipts: z.int().min(1).max(50),
  habit: weight,
  cost: weight,
  safety: weight,
  methods: z.array(methodRule).min(1).max(30),
})
export type MethodRules = z.output<typeof methodRules>

const version = z.object({
  version: z.number(),
  valid_from: day().nullable(),
  /** Those of the house, as long as there are none of one's own. */
  standard: z.boolean(),
  holds: z.boolean(),
  note: z.string().nullable(),
  recorded_at: instant().nullable(),
  by_name: z.string().nullable(),
  rules: methodRules,
})

/** Why a method is not proposed. */
export const methodRefusals = ['currency', 'amount', 'grade', 'policy'] as const

export const methodsContract = {
  listMethodRules: query({
    name: 'payment_method.rules',
    method: 'GET',
    path: '/api/payment-method-rules',
    permission: 'payment_policy.read',
    summary: { en: 'Rules by which a way to pay is proposed, every version', zh: '付款方式建议规则及历史版本' },
    input: z.strictObject({}),
    output: z.object({ rows: z.array(version), next: z.null() }),
  }),
  setMethodRules: verb({
    name: 'payment_method.set_rules',
    method: 'POST',
    path: '/api/payment-method-rules',
    permission: 'payment_method.manage',
    summary: { en: 'Set the rules from a day on', zh: '自某日起修订付款方式规则' },
    input: z.strictObject({
      /** The version one has read; 0 where there is none of one's own. */
      version: z.int().min(0),
      valid_from: day(),
      rules: methodRules,
      note: words(500),
    }),
    output: z.object({ version: z.number() }),
    events: ['payment_method.rules_set'],
  }),
  suggestMethods: query({
    name: 'payment_method.suggest',
    method: 'GET',
    path: '/api/payment-methods/suggestion',
    permission: 'customer.read',
    summary: { en: 'By what a customer had best pay an amount, with the reasons', zh: '建议付款方式及理由' },
    input: z.strictObject({
      customer_id: id(),
      entity_id: id(),
      currency: currency(),
      amount_minor: minor(),
      on: day().optional(),
    }),
    output: z.object({
      version: z.number(),
      rows: z.array(
        z.object({
          method: z.enum(policyWays),
          /** Hundredths; null where it may not be proposed. */
          score: z.number().nullable(),
          refused: z.enum(methodRefusals).nullable(),
          /** How many of the last receipts came so, and of how many. */
          used: z.number(),
          of: z.number(),
          fee_minor: minorOut(),
          safety: z.number(),
        }),
      ),
      next: z.null(),
    }),
  }),
}
