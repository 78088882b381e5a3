import { z } from 'zod'
import { query } from '../kernel/contract.ts'
import { currency, day, flag, id, instant, minorOut, page, paging, several } from '../kernel/fields.ts'

/** What has arrived: money a customer announced, or a receipt that waits for another person. */
export const arrivalKinds = ['advice', 'waiting'] as const

const whose = {
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
}

const range = {
  entity_id: several(id()),
  /** Days of the bank; the last twelve months unless said. */
  from: day().optional(),
  to: day().optional(),
}

/** What can be asked of how soon money is posted. */
export const postingContract = {
  listToPost: query({
    name: 'receipt.to_post',
    method: 'GET',
    path: '/api/receipts/to-post',
    permission: 'receipt.read',
    summary: { en: 'What has arrived and is not posted, and until when it should be', zh: '已到款未入账清单' },
    input: z.object({
      ...paging,
      entity_id: several(id()),
      customer_id: several(id()),
      kind: several(z.enum(arrivalKinds)),
      owner_id: id().optional(),
      overdue: flag(),
      sort: z.enum(['arrived_on', '-arrived_on']).default('arrived_on'),
    }),
    output: page(
      z.object({
        kind: z.enum(arrivalKinds),
        id: id(),
        ...whose,
        /** The day of the bank, or the one the customer named. */
        arrived_on: day(),
        currency: currency(),
        amount_minor: minorOut(),
        reference: z.string().nullable(),
        /** The last day in time, by working days. */
        limit_on: day(),
        days: z.number(),
        overdue: z.boolean(),
        owner_id: id(),
        owner_name: z.string(),
      }),
    ),
  }),
  listPosted: query({
    name: 'receipt.posted',
    method: 'GET',
    path: '/api/receipts/posted',
    permission: 'receipt.read',
    report: true,
    summary: { en: 'Receipts with the days from the bank to the books', zh: '收款入账用时' },
    input: z.object({
      ...paging,
      ...range,
      customer_id: several(id()),
      late: flag(),
      sort: z.enum(['received_on', '-received_on', 'days', '-days']).default('-received_on'),
    }),
    output: page(
      z.object({
        receipt_id: id(),
        number: z.string(),
        ...whose,
        received_on: day(),
        posted_at: instant(),
        limit_on: day(),
        days: z.number(),
        late: z.boolean(),
        currency: currency(),
        amount_minor: minorOut(),
      }),
    ),
  }),
  postingTimes: query({
    name: 'receipt.posting_times',
    method: 'GET',
    path: '/api/receipts/posting-times',
    permission: 'receipt.read',
    report: true,
    summary: { en: 'How soon money was posted, by month', zh: '入账及时率（按月）' },
    input: z.object(range),
    output: z.object({
      within_days: z.number(),
      rows: z.array(
        z.object({
          month: z.string(),
          receipts: z.number(),
          in_time: z.number(),
          /** Days from the bank to the books: on average, with one decimal, and at the most. */
          days_average: z.string(),
          days_most: z.number(),
        }),
      ),
    }),
  }),
}
