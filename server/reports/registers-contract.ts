import { z } from 'zod'
import { query } from '../kernel/contract.ts'
import { currency, day, flag, id, instant, minor, minorOut, page, paging, several } from '../kernel/fields.ts'
import { differenceKinds } from '../ledger/contract.ts'

/** What narrows every register. */
const filters = {
  ...paging,
  entity_id: several(id()),
  customer_id: several(id()),
  salesperson_id: several(id()),
  currency: several(currency()),
  /** The business day. */
  from: day().optional(),
  to: day().optional(),
  amount_from: minor().optional(),
  amount_to: minor().optional(),
  /** Part of the document's number, the customer's number or name. */
  q: z.string().max(100).optional(),
  sort: z.enum(['-on', 'on', '-amount_minor', 'amount_minor', 'customer_name', '-customer_name']).default('-on'),
}

const standing = z.enum(['standing', 'taken_back'])

/** What every register says of a row. */
const row = z.object({
  id: id(),
  on: day(),
  recorded_at: instant(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  document_id: id(),
  number: z.string(),
  currency: currency(),
  amount_minor: minorOut(),
  base_minor: minorOut(),
  reason: z.string().nullable(),
  by_name: z.string().nullable(),
  released_by_name: z.string().nullable(),
})

/** A page with what the whole filtered set comes to. */
const register = <T extends z.ZodType>(of: T) =>
  page(of).extend({
    totals: z.array(
      z.object({ currency: currency(), count: z.number(), amount_minor: minorOut(), base_minor: minorOut() }),
    ),
  })

const read = { method: 'GET', permission: 'report.read', report: true } as const

export const registersContract = {
  history: query({
    ...read,
    name: 'report.history',
    path: '/api/history/:subject_id',
    summary: { en: 'Everything recorded about one thing, with who did it', zh: '单一对象的全部操作记录与经手人' },
    input: z.object({
      ...paging,
      subject_id: id(),
      /** With what happened to its parts: the items of a document, what was applied to them and what it replaced, the contacts of a customer. */
      related: flag(),
      name: several(z.string().max(100)),
      sort: z.enum(['-event_id', 'event_id']).default('-event_id'),
    }),
    output: page(
      z.object({
        event_id: id(),
        name: z.string(),
        subject_id: id(),
        recorded_at: instant(),
        via: z.string(),
        actor_id: id().nullable(),
        actor_name: z.string().nullable(),
        released_by: id().nullable(),
        released_by_name: z.string().nullable(),
        /** What the event told; what names a person stays sealed. */
        data: z.record(z.string(), z.unknown()),
        /** Its place in the sealed log; null until it is sealed. */
        leaf: z.number().nullable(),
      }),
    ).extend({
      /** What the ids within `data` are called; items with their document. */
      names: z.array(
        z.object({
          id: id(),
          kind: z.string(),
          name: z.string(),
          number: z.string().nullable(),
          document_id: id().nullable(),
          currency: currency().nullable(),
        }),
      ),
    }),
  }),
  writeOffs: query({
    ...read,
    name: 'report.write_offs',
    path: '/api/reports/write-offs',
    summary: { en: 'Register of write-offs and what came back of them', zh: '账销案存台账：坏账核销与收回' },
    input: z.object({
      ...filters,
      state: several(standing),
      /** Whether anything came back. */
      recovered: several(z.enum(['none', 'part', 'full'])),
    }),
    output: register(
      row.extend({
        /** The application is `id`. */
        item_id: id(),
        state: standing,
        evidence: z.array(z.string()),
        recovered_minor: minorOut(),
        left_minor: minorOut(),
        recoveries: z.array(z.object({ item_id: id(), on: day(), amount_minor: minorOut(), open_minor: minorOut() })),
      }),
    ),
  }),
  differences: query({
    ...read,
    name: 'report.differences',
    path: '/api/reports/differences',
    summary: { en: 'Register of small differences', zh: '尾差台账' },
    input: z.object({ ...filters, state: several(standing), kind: several(z.enum(differenceKinds)) }),
    output: register(
      row.extend({
        item_id: id(),
        state: standing,
        kind: z.enum(differenceKinds).nullable(),
        account_code: z.string().nullable(),
        account_name: z.string().nullable(),
        account_name_en: z.string().nullable(),
      }),
    ),
  }),
  transfers: query({
    ...read,
    name: 'report.transfers',
    path: '/api/reports/transfers',
    summary: { en: 'Register of transfers between debtors', zh: '应收冲应收台账' },
    input: z.object({ ...filters, to_customer_id: several(id()) }),
    output: register(
      row.extend({
        item_id: id(),
        new_item_id: id(),
        to_customer_id: id(),
        to_customer_number: z.string(),
        to_customer_name: z.string(),
        /** What is still open on the new debtor. */
        open_minor: minorOut(),
      }),
    ),
  }),
  releases: query({
    ...read,
    name: 'report.retention_releases',
    path: '/api/reports/retention-releases',
    summary: { en: 'Register of released retention', zh: '质保金释放台账' },
    input: z.object({ ...filters }),
    output: register(
      row.extend({
        item_id: id(),
        new_item_id: id(),
        due_on: day().nullable(),
        certificate: z.string().nullable(),
        /** What is still to be paid of it. */
        open_minor: minorOut(),
      }),
    ),
  }),
  corrections: query({
    ...read,
    name: 'report.corrections',
    path: '/api/reports/corrections',
    summary: { en: 'Corrected documents beside what replaced them', zh: '更正一览：原单与新单' },
    input: z.object({ ...filters, document: several(z.enum(['invoice', 'charge', 'credit_note', 'receipt'])) }),
    output: register(
      row.extend({
        /** The old document is `id`, dated `issued_on`. */
        document: z.enum(['invoice', 'charge', 'credit_note', 'receipt']),
        issued_on: day(),
        new_document_id: id().nullable(),
        new_number: z.string().nullable(),
        new_amount_minor: minorOut().nullable(),
        new_currency: currency().nullable(),
      }),
    ),
  }),
  creditNotes: query({
    ...read,
    name: 'report.credit_notes',
    path: '/api/reports/credit-notes',
    summary: { en: 'Credit notes with what they credit', zh: '红字应收单一览：所冲原单与余额' },
    input: z.object({
      ...filters,
      open: z.enum(['open', 'settled']).optional(),
      state: several(z.enum(['issued', 'corrected', 'undone'])),
    }),
    output: register(
      row.extend({
        /** The credit note is `id`; amounts are positive. */
        state: z.enum(['issued', 'corrected', 'undone']),
        open_minor: minorOut(),
        credits_id: id().nullable(),
        credits_number: z.string().nullable(),
        credits_issued_on: day().nullable(),
        credits_amount_minor: minorOut().nullable(),
        credits_open_minor: minorOut().nullable(),
      }),
    ),
  }),
}
