import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { country, id, instant, page, paging, text, words } from '../kernel/fields.ts'

/** What speaks for two customers being one, or against it. */
export const evidenceKinds = [
  'tax_id_same',
  'tax_id_differs',
  'account_same',
  'number_same',
  'email_same',
  'phone_same',
  'name_same',
  'name_core_same',
  'name_reads_same',
  'name_begins',
  'name_contained',
  'name_close',
  'name_initials',
  'place_differs',
  'trade_differs',
  'branch_differs',
] as const

const evidence = z.object({
  kind: z.enum(evidenceKinds),
  /** The spellings it is about; null where it is about none, or where they name a person. */
  ours: z.string().nullable(),
  theirs: z.string().nullable(),
  /** How many of the names fit as well as this one. */
  spellings: z.number(),
})

const twin = z.object({
  customer_id: id(),
  number: z.string(),
  name: z.string(),
  name_en: z.string().nullable(),
  tax_id: z.string().nullable(),
  country: country(),
  state: z.enum(['active', 'archived']),
  recorded_at: instant(),
})

/** Finding customers that were entered twice, and making one of them. */
export const twinsLines = {
  findTwins: query({
    name: 'customer.twins',
    method: 'GET',
    path: '/api/customers/twins',
    permission: 'customer.read',
    summary: { en: 'Customers that a name or a tax identifier may mean', zh: '疑似已有客户' },
    input: z.object({
      name: z.string().max(300).optional(),
      tax_id: z.string().max(40).optional(),
      limit: z.coerce.number().int().min(1).max(20).default(5),
    }),
    output: z.object({
      rows: z.array(twin.extend({ score: z.number(), evidence: z.array(evidence) })),
    }),
  }),
  listTwinPairs: query({
    name: 'customer.twin_pairs',
    method: 'GET',
    path: '/api/customers/twin-pairs',
    permission: 'customer.read',
    summary: { en: 'Pairs of customers that are likely one', zh: '疑似重复客户' },
    input: z.object({ ...paging, score_from: z.coerce.number().int().min(0).max(100).optional() }),
    output: page(
      z.object({
        customer_id: id(),
        other_id: id(),
        score: z.number(),
        evidence: z.array(evidence),
        customer: twin,
        other: twin,
      }),
    ),
  }),
  mergeCustomer: verb({
    name: 'customer.merge',
    method: 'POST',
    path: '/api/customers/:customer_id/merging',
    permission: 'customer.write',
    summary: {
      en: 'Merge a customer into another; its documents and open items stay its own',
      zh: '将客户并入另一客户（单据与未清项仍归原客户）',
    },
    input: z.strictObject({ customer_id: id(), into_id: id(), reason: words(500) }),
    output: z.object({
      merge_id: id(),
      /** Open items of the merged customer; they are moved by a transfer, if at all. */
      open_items: z.number(),
    }),
    events: ['customer.merged'],
  }),
  unmergeCustomer: verb({
    name: 'customer.unmerge',
    method: 'POST',
    path: '/api/customers/:customer_id/unmerging',
    permission: 'customer.write',
    summary: { en: 'Take a merging back', zh: '撤销客户合并' },
    input: z.strictObject({ customer_id: id(), reason: words(500) }),
    output: z.object({ state: z.enum(['active', 'archived']) }),
    events: ['customer.unmerged'],
  }),
  tellApart: verb({
    name: 'customer.not_twins',
    method: 'POST',
    path: '/api/customer-differences',
    permission: 'customer.write',
    summary: { en: 'Say that two customers are different, or take it back', zh: '标记两客户并非重复，或撤回' },
    input: z.strictObject({
      customer_id: id(),
      other_id: id(),
      different: z.boolean().default(true),
      reason: text(500).default(''),
    }),
    output: z.object({ different: z.boolean() }),
    events: ['customer.told_apart', 'customer.told_apart_no_more'],
  }),
}
