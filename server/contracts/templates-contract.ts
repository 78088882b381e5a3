import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { flag, words } from '../kernel/fields.ts'

/** The words a wording may hold in `{{…}}`; those of `blocks` stand on a line of their own. */
export const placeholders = [
  'seller.name',
  'seller.tax_id',
  'customer.name',
  'customer.number',
  'customer.tax_id',
  'contract.number',
  'contract.title',
  'contract.signed_on',
  'contract.starts_on',
  'contract.ends_on',
  'contract.currency',
  'contract.amount',
  'contract.amount_in_words',
  'contract.tax',
  'contract.terms',
  'contract.penalty_per_day',
  'contract.grace_days',
  'contract.reference',
  'account.bank',
  'account.number',
] as const
export const blocks = ['lines', 'plan', 'signatures'] as const

const code = () => z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/)
const body = () =>
  z
    .string()
    .min(1)
    .max(60_000)
    .refine(text => text.isWellFormed() && !text.includes('\0'), { error: 'text_invalid' })
const template = z.object({
  code: code(),
  version: z.number(),
  name: z.string(),
  locale: z.enum(['zh', 'en']),
  body: z.string(),
  retired: z.boolean(),
  /** A text of the house, as long as the organisation has none of its own under this code. */
  standard: z.boolean(),
  recorded_at: z.string().nullable(),
  by_name: z.string().nullable(),
})

/** What can be asked of the wording of contracts. */
export const templatesContract = {
  listTemplates: query({
    name: 'contract_template.list',
    method: 'GET',
    path: '/api/contract-templates',
    permission: 'contract.read',
    summary: { en: 'Wordings a contract can be drawn up from', zh: '合同范本' },
    input: z.object({ retired: flag() }),
    output: z.object({ rows: z.array(template), next: z.null() }),
  }),
  setTemplate: verb({
    name: 'contract_template.set',
    method: 'PUT',
    path: '/api/contract-templates/:code',
    permission: 'organisation.manage',
    summary: { en: 'Write a wording, or its next version', zh: '新增或修订合同范本' },
    input: z.strictObject({
      code: code(),
      /** The version one has read; 0 where it is new. */
      version: z.number().int().min(0),
      name: words(100),
      locale: z.enum(['zh', 'en']),
      body: body(),
      retired: z.boolean().default(false),
    }),
    output: z.object({ code: code(), version: z.number() }),
    events: ['contract_template.set'],
  }),
}
