import { z } from 'zod'
import { documentKinds, fileFacts } from './file-names-contract.ts'

const count = (most: number) => z.number().int().min(0).max(most)
const money = () => z.string().regex(/^(0|[1-9]\d{0,14})$/)

function papers() {
  return z.array(z.enum(documentKinds)).max(8)
}

/** How strictly customers of a grade are dealt with. */
export const treatment = z.strictObject({
  /** Terms where neither document nor customer says any. */
  terms_code: z.string().max(60).nullable(),
  /** The longest an invoice may run, in days. */
  max_days: count(3650).nullable(),
  /** The least of a contract that is paid in advance, in hundredths. */
  prepay_percent: count(100),
  /** A limit above it waits for a second person. */
  limit_approval_minor: money().nullable(),
  review_months: count(120),
  /** Papers that must be in the file, and valid, before a contract is entered. */
  documents: papers(),
})
export type Treatment = z.output<typeof treatment>

/** From where on a customer is A, else B, else C, by each side; and what each side weighs. */
const grading = z.strictObject({
  /** Billed in twelve months, in minor units of the base currency; or the share of all that was billed. */
  billed_a_minor: money(),
  billed_b_minor: money(),
  share_a_bp: count(10_000),
  share_b_bp: count(10_000),
  invoices_a: count(100_000),
  invoices_b: count(100_000),
  /** At the most so many days late on average, and so much of what is open overdue. */
  late_a_days: count(3650),
  late_b_days: count(3650),
  overdue_a_bp: count(10_000),
  overdue_b_bp: count(10_000),
  weight_importance: count(100),
  weight_frequency: count(100),
  weight_credit: count(100),
  /** Points, 300 when every side is A and 100 when every side is C. */
  points_a: count(300),
  points_b: count(300),
})

/** The rules of files, as data of the organisation. */
export const fileRules = z.strictObject({
  /** Hours before money may go to an account that takes the place of another. */
  account_wait_hours: count(720),
  /** Days before its end a document counts as expiring, and a task is given. */
  expiry_days: z.number().int().min(1).max(365),
  /** Months after which the file of a customer without a grade is looked through again. */
  review_months: count(120),
  /** Days an account opening may stay in one state before it is late. */
  onboarding_days: z.number().int().min(1).max(365),
  /** Papers demanded before a customer of a kind is activated. */
  onboarding_documents: z.strictObject({ company: papers(), person: papers(), public_body: papers() }),
  /** What each fact weighs in the completeness of a file. */
  weights: z.strictObject(Object.fromEntries(fileFacts.map(fact => [fact, count(100)])) as Record<Fact, Weight>),
  grading,
  treatments: z.strictObject({ A: treatment, B: treatment, C: treatment }),
})
type Fact = (typeof fileFacts)[number]
type Weight = ReturnType<typeof count>
export type FileRules = z.output<typeof fileRules>
