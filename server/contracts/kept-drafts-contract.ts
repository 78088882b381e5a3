import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { id, instant, minorOut, page, paging, several, text, words } from '../kernel/fields.ts'
import { contractKinds, partKinds } from './draft-contract.ts'
import { billTimings, recurrenceUnits } from './recurrence-contract.ts'

const contractDraftStates = ['draft', 'concluded', 'dropped'] as const

/** A field as it was typed: anything short, or nothing. */
const typed = (max = 40) => text(max).optional()
const count = () => z.number().nullable().optional()

const typedLine = z.strictObject({
  description: typed(500),
  product: typed(100),
  quantity: typed(),
  unit: typed(20),
  unit_price: typed(),
  price_includes_tax: z.boolean().optional(),
  tax_code: typed(30),
  amount_minor: typed(),
  recurs: z
    .strictObject({
      every: count(),
      unit: z.enum(recurrenceUnits).optional(),
      from: typed(),
      to: typed(),
      anchor_on: typed(),
      timing: z.enum(billTimings).optional(),
      bill_day: count(),
      by_days: z.boolean().optional(),
      prices: z
        .array(z.strictObject({ from: typed(), amount_minor: typed(), percent: typed(), basis: typed(200) }))
        .max(60)
        .optional(),
    })
    .optional(),
})

/** What a contract would be entered with, half done as it may be: only its title is asked for. */
const content = z.strictObject({
  title: words(200),
  kind: z.enum(contractKinds).default('goods'),
  number: typed(80),
  signed_on: typed(),
  currency: typed(3),
  salesperson_id: typed(),
  department_id: typed(),
  grade_reason: typed(500),
  starts_on: typed(),
  ends_on: typed(),
  terms_code: typed(60),
  method: typed(),
  penalty_per_day: typed(),
  penalty_per_year: typed(),
  penalty_cap: typed(),
  grace_days: count(),
  reference: typed(200),
  note: typed(2000),
  lines: z.array(typedLine).max(500).default([]),
  parts: z
    .array(
      z.strictObject({
        kind: z.enum(partKinds),
        label: typed(200),
        amount_minor: typed(),
        planned_on: typed(),
        months: count(),
      }),
    )
    .max(120)
    .default([]),
})

const kept = { customer_id: id(), entity_id: id(), content }
const standing = z.object({ draft_id: id(), version: z.number() })

const row = z.object({
  draft_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  title: z.string(),
  kind: z.enum(contractKinds),
  currency: z.string().nullable(),
  /** What its lines come to with tax, where each says an amount. */
  amount_minor: minorOut().nullable(),
  state: z.enum(contractDraftStates),
  /** Why it was dropped. */
  reason: z.string().nullable(),
  /** The contract it was concluded as. */
  contract_id: id().nullable(),
  contract_number: z.string().nullable(),
  version: z.number(),
  changed_name: z.string().nullable(),
  changed_at: instant(),
})

/** What can be asked of contracts that are still drafts. */
export const contractDraftsContract = {
  listContractDrafts: query({
    name: 'contract_draft.list',
    method: 'GET',
    path: '/api/contract-drafts',
    permission: 'contract.read',
    summary: { en: 'Drafts of contracts', zh: '合同草稿' },
    input: z.object({
      ...paging,
      customer_id: several(id()),
      entity_id: several(id()),
      kind: several(z.enum(contractKinds)),
      /** Left out, those that are still drafts. */
      state: several(z.enum(contractDraftStates)),
      q: text(200).optional(),
      sort: z.enum(['changed_at', '-changed_at', 'title', '-title']).default('-changed_at'),
    }),
    output: page(row),
  }),
  readContractDraft: query({
    name: 'contract_draft.read',
    method: 'GET',
    path: '/api/contract-drafts/:draft_id',
    permission: 'contract.read',
    summary: { en: 'One draft with all that was typed', zh: '查看合同草稿' },
    input: z.object({ draft_id: id() }),
    output: row.extend({ content }),
  }),
  keepContractDraft: verb({
    name: 'contract_draft.keep',
    method: 'POST',
    path: '/api/contract-drafts',
    permission: 'contract.sign',
    summary: { en: 'Keep a contract as a draft', zh: '保存合同草稿' },
    input: z.strictObject(kept),
    output: standing,
    events: ['contract_draft.kept'],
  }),
  changeContractDraft: verb({
    name: 'contract_draft.change',
    method: 'PUT',
    path: '/api/contract-drafts/:draft_id',
    permission: 'contract.sign',
    summary: { en: 'Change a draft', zh: '修改合同草稿' },
    input: z.strictObject({ draft_id: id(), version: z.int().min(1), ...kept }),
    output: standing,
    events: ['contract_draft.changed'],
  }),
  dropContractDraft: verb({
    name: 'contract_draft.drop',
    method: 'POST',
    path: '/api/contract-drafts/:draft_id/drop',
    permission: 'contract.sign',
    summary: { en: 'Drop a draft with a reason; it stays in the list', zh: '放弃合同草稿（注明原因，保留记录）' },
    input: z.strictObject({ draft_id: id(), version: z.int().min(1), reason: words(500) }),
    output: standing,
    events: ['contract_draft.dropped'],
  }),
  concludeContract: verb({
    name: 'contract.conclude',
    method: 'POST',
    path: '/api/contract-drafts/:draft_id/conclude',
    permission: 'contract.sign',
    summary: { en: 'Enter the contract a draft has become', zh: '草稿签订为合同' },
    input: z.strictObject({ draft_id: id(), version: z.int().min(1) }),
    output: z.object({ contract_id: id(), number: z.string(), amount_minor: minorOut() }),
    events: ['contract.signed', 'contract.concluded'],
  }),
}
