import { z } from 'zod'
import { currency, day, decimal, id, minor, text, words } from '../kernel/fields.ts'
import { recurrence } from './recurrence-contract.ts'

export const contractKinds = ['goods', 'services', 'milestones'] as const
export const partKinds = ['advance', 'delivery', 'milestone', 'retention'] as const
const methods = ['transfer', 'cash', 'cheque', 'card', 'electronic', 'bill', 'other'] as const

/** A line of a contract: its amount is the source, quantity and price explain it. */
const contractLine = z.strictObject({
  description: words(500),
  product: text(100).optional(),
  quantity: decimal(13).optional(),
  unit: text(20).optional(),
  unit_price: decimal(13).optional(),
  price_includes_tax: z.boolean().default(true),
  tax_code: words(30).default('VAT13'),
  /** With tax when `price_includes_tax`, else without; left out of a line that recurs. */
  amount_minor: minor().optional(),
  recurs: recurrence.optional(),
})

/** A part of the payment plan; with tax. */
const contractPart = z.strictObject({
  kind: z.enum(partKinds),
  label: words(200),
  amount_minor: minor(),
  planned_on: day().optional(),
  /** Of retention: the months after acceptance at which it is released. */
  months: z.int().min(0).max(120).optional(),
})

/** What two versions of a contract may differ in. */
export const agreed = {
  title: words(200),
  kind: z.enum(contractKinds).default('goods'),
  starts_on: day().optional(),
  ends_on: day().optional(),
  terms_code: words(60).optional(),
  method: z.enum(methods).optional(),
  /** Late charge by the day, per cent of what is overdue: '0.05' is 万分之五. */
  penalty_per_day: decimal(4).optional(),
  /** The same by the year, where it is not said by the day. */
  penalty_per_year: decimal(4).optional(),
  /** The most it may come to, per cent of what was owed. */
  penalty_cap: decimal(4).optional(),
  grace_days: z.int().min(0).max(365).default(0),
  reference: text(200).optional(),
  note: text(2000).optional(),
  lines: z.array(contractLine).min(1).max(500),
  /** Left out, everything is paid by the terms. Given, the parts sum to the amount with tax. */
  parts: z.array(contractPart).max(120).default([]),
}

/** A signed contract as it is entered. */
export const contractDraft = z.strictObject({
  customer_id: id().optional(),
  customer_number: words(60).optional(),
  entity_id: id().optional(),
  entity_code: words(20).optional(),
  number: words(80).optional(),
  signed_on: day(),
  currency: currency().optional(),
  salesperson_id: id().optional(),
  /** Left out, that of the customer. */
  department_id: id().optional(),
  /** Why it departs from how the grade of the customer is dealt with; without one that is refused. */
  grade_reason: text(500).optional(),
  /** Which system knows it by `external_id`: what came once is answered as known and does not come again. */
  source: text(60).optional(),
  external_id: text(200).optional(),
  ...agreed,
})
