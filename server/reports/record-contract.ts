import { z } from 'zod'
import { query } from '../kernel/contract.ts'
import { day, id, instant, page, paging, several, text } from '../kernel/fields.ts'

/** What can be asked of the record as a whole: everything that happened, and the numbers that were drawn. */
export const recordContract = {
  browseEvents: query({
    name: 'event.browse',
    method: 'GET',
    path: '/api/events/browse',
    permission: 'event.read',
    report: true,
    summary: {
      en: 'The sealed order of everything that happened, the latest first, by kind, person, day and document',
      zh: '按封存顺序倒序浏览全部事件，可按类型、人员、日期、单据筛选',
    },
    input: z.strictObject({
      ...paging,
      /** What it happened to: 'invoice', 'receipt'. */
      noun: several(z.string().regex(/^[a-z_]{1,40}$/)),
      name: several(z.string().regex(/^[a-z_]{1,40}\.[a-z_]{1,60}$/)),
      actor_id: several(id()),
      from: day().optional(),
      to: day().optional(),
      /** The number of a customer or document, as it stands on it. */
      number: text(100).optional(),
      subject_id: id().optional(),
    }),
    output: page(
      z.object({
        leaf: z.number(),
        hash: z.string(),
        event_id: id(),
        name: z.string(),
        subject_id: id(),
        /** What it happened to, where that has a name: its kind, its number, and the document it belongs to. */
        subject_kind: z.string().nullable(),
        subject_name: z.string().nullable(),
        document_id: id().nullable(),
        recorded_at: instant(),
        via: z.string(),
        actor_id: id().nullable(),
        actor_name: z.string().nullable(),
        released_by: id().nullable(),
        released_by_name: z.string().nullable(),
        data: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
  listSeries: query({
    name: 'series.list',
    method: 'GET',
    path: '/api/number-series',
    permission: 'account.read',
    report: true,
    summary: {
      en: 'Series of numbers by entity and year: the next one, and whether any is missing',
      zh: '编号系列（主体、年度）：下一号及断号检查',
    },
    input: z.strictObject({
      ...paging,
      entity_id: several(id()),
      year: z.coerce.number().int().min(1900).max(2999).optional(),
    }),
    output: page(
      z.object({
        entity_id: id(),
        entity_code: z.string(),
        series: z.string(),
        year: z.number(),
        next: z.string(),
        /** How many numbers were drawn, and how many of them stand on a document. */
        drawn: z.number(),
        found: z.number(),
        /** Of those, documents that were corrected, voided or undone: their numbers are not given again. */
        voided: z.number(),
        missing_count: z.number(),
        /** The first of the missing ones. */
        missing: z.array(z.string()),
      }),
    ),
  }),
}
