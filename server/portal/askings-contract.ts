import { z } from 'zod'
import { grades } from '../customers/file-names-contract.ts'
import { query, verb } from '../kernel/contract.ts'
import { id, instant, page, paging, several } from '../kernel/fields.ts'
import { pageStates } from './page-names-contract.ts'

export const askingOutcomes = ['waiting', 'mailed', 'made', 'skipped'] as const
/** Why a customer was not asked. */
export const askingReasons = ['no_address', 'no_mail', 'asked', 'reviewed', 'archived', 'stopped'] as const
export const askingStates = ['running', 'done', 'failed', 'cancelled'] as const

const counts = {
  customers: z.number(),
  waiting: z.number(),
  mailed: z.number(),
  made: z.number(),
  skipped: z.number(),
  /** Customers who confirmed or said what has changed. */
  answered: z.number(),
}

/** Customers asked, many at once, to confirm what we hold of them. */
export const askingsContract = {
  previewAsking: query({
    name: 'asking.preview',
    method: 'GET',
    path: '/api/data-askings/preview',
    permission: 'page.make',
    summary: {
      en: 'Whom an asking would reach: customers whose file is due for review, and how many have an address',
      zh: '预览待确认资料的客户：应复查的客户数与有邮箱的客户数',
    },
    input: z.strictObject({ entity_id: id(), grade: several(z.enum([...grades, 'none'])) }),
    output: z.object({
      due: z.number(),
      with_address: z.number(),
      /** Asked in the last 60 days and not answered yet. */
      asked: z.number(),
      /** Whether letters can leave at all. */
      mail: z.boolean(),
    }),
  }),
  beginAsking: verb({
    name: 'asking.begin',
    method: 'POST',
    path: '/api/data-askings',
    permission: 'page.make',
    summary: {
      en: 'Ask all customers whose file is due for review, or these, to confirm their data',
      zh: '批量请客户确认资料（应复查的全部客户，或指定客户）',
    },
    input: z.strictObject({
      entity_id: id(),
      /** These, due or not; else all that are due. */
      customer_ids: z.array(id()).min(1).max(1000).optional(),
      grade: z
        .array(z.enum([...grades, 'none']))
        .max(5)
        .optional(),
      /** Makes pages also for customers without an address, whose link a person hands over. */
      by_hand: z.boolean().default(false),
    }),
    output: z.object({ asking_id: id(), customers: z.number() }),
    events: ['asking.begun', 'page.made'],
  }),
  listAskings: query({
    name: 'asking.list',
    method: 'GET',
    path: '/api/data-askings',
    permission: 'page.make',
    summary: { en: 'Askings, the newest first', zh: '资料确认批次' },
    input: z.object({ ...paging, asking_id: several(id()) }),
    output: page(
      z.object({
        asking_id: id(),
        entity_code: z.string(),
        by_hand: z.boolean(),
        state: z.enum(askingStates),
        ...counts,
        recorded_by_name: z.string(),
        recorded_at: instant(),
      }),
    ),
  }),
  listAskingLines: query({
    name: 'asking.lines',
    method: 'GET',
    path: '/api/data-askings/:asking_id/lines',
    permission: 'page.make',
    summary: { en: 'What became of each customer of an asking', zh: '资料确认批次明细' },
    input: z.object({
      ...paging,
      asking_id: id(),
      outcome: several(z.enum(askingOutcomes)),
      reason: several(z.enum(askingReasons)),
    }),
    output: page(
      z.object({
        customer_id: id(),
        customer_number: z.string(),
        customer_name: z.string(),
        outcome: z.enum(askingOutcomes),
        reason: z.enum(askingReasons).nullable(),
        page_id: id().nullable(),
        page_state: z.enum(pageStates).nullable(),
        answered_at: instant().nullable(),
      }),
    ),
  }),
}
