import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { FileRules, Treatment } from './file-rules-contract.ts'

const usual: Treatment = {
  terms_code: null,
  max_days: null,
  prepay_percent: 0,
  limit_approval_minor: null,
  review_months: 12,
  documents: [],
}

/** What holds where an organisation said nothing else: key customers are looked at often, weak ones are dealt with strictly. */
export const standardRules: FileRules = {
  account_wait_hours: 24,
  expiry_days: 30,
  review_months: 12,
  onboarding_days: 5,
  onboarding_documents: {
    company: ['opening_form', 'licence', 'address_proof'],
    person: ['opening_form', 'identity', 'address_proof'],
    public_body: ['opening_form'],
  },
  weights: {
    tax_id: 15,
    address: 15,
    contact: 15,
    invoice_contact: 10,
    terms: 10,
    limit: 10,
    salesperson: 10,
    bank_account: 5,
    licence: 10,
  },
  grading: {
    billed_a_minor: '100000000',
    billed_b_minor: '10000000',
    share_a_bp: 300,
    share_b_bp: 50,
    invoices_a: 24,
    invoices_b: 6,
    late_a_days: 5,
    late_b_days: 30,
    overdue_a_bp: 1000,
    overdue_b_bp: 4000,
    weight_importance: 40,
    weight_frequency: 20,
    weight_credit: 40,
    points_a: 240,
    points_b: 170,
  },
  treatments: {
    A: { ...usual, review_months: 6, documents: ['licence'] },
    B: { ...usual, max_days: 120, limit_approval_minor: '100000000' },
    C: { ...usual, max_days: 60, prepay_percent: 30, limit_approval_minor: '10000000', review_months: 3 },
  },
}

/** The standard rules, and over them what an organisation said. */
export function rulesOver(own: Partial<FileRules> | null | undefined): FileRules {
  const { weights, grading, treatments, onboarding_documents } = standardRules
  return {
    ...standardRules,
    ...own,
    weights: { ...weights, ...own?.weights },
    grading: { ...grading, ...own?.grading },
    onboarding_documents: { ...onboarding_documents, ...own?.onboarding_documents },
    treatments: { ...treatments, ...own?.treatments },
  }
}

/** The rules of the organisation. */
export async function readFileRules(ctx: Context): Promise<FileRules> {
  const row = await ctx.tx.first(sql<{ own: Partial<FileRules> | null }>`
    select settings -> 'customer_file' as own from organisations where org_id = ${ctx.org_id}`)
  return rulesOver(row?.own)
}
