import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { currency, day, id, instant, minor, minorOut, page, paging, several, text, words } from '../kernel/fields.ts'

export const agreementKinds = ['extension', 'instalments'] as const
/** As it stands: kept where nothing is open any more, late where a part is not paid in time. */
export const agreementStandings = ['active', 'late', 'kept', 'broken', 'ended'] as const

const row = z.object({
  agreement_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  number: z.string(),
  kind: z.enum(agreementKinds),
  standing: z.enum(agreementStandings),
  currency: currency(),
  amount_minor: minorOut(),
  /** Of that, what is no longer open. */
  paid_minor: minorOut(),
  agreed_on: day(),
  /** The day of the next part that is not paid, and the last day of all. */
  next_on: day().nullable(),
  last_on: day(),
  reverts: z.boolean(),
  grace_days: z.number(),
  recorded_at: instant(),
})

export const agreementsContract = {
  makeAgreement: verb({
    name: 'agreement.make',
    method: 'POST',
    path: '/api/agreements',
    permission: 'agreement.make',
    summary: { en: 'Agree on later days or on parts for claims', zh: '签订延期或分期协议' },
    input: z.strictObject({
      kind: z.enum(agreementKinds),
      agreed_on: day(),
      items: z
        .array(
          z.strictObject({
            item_id: id(),
            /** Of an extension: the new day. */
            due_on: day().optional(),
          }),
        )
        .min(1)
        .max(200),
      /** Of instalments: they sum to what is open of the claims, each later than the one before. */
      parts: z
        .array(z.strictObject({ due_on: day(), amount_minor: minor() }))
        .max(120)
        .default([]),
      grace_days: z.int().min(0).max(90).default(3),
      /** Whether the earlier days come back where a part is broken. */
      reverts: z.boolean(),
      signed_by: text(200).optional(),
      reason: words(500),
      note: text(2000).optional(),
    }),
    output: z.object({ agreement_id: id(), number: z.string() }),
    approval: 'by_amount',
    events: ['agreement.made', 'item.terms_amended'],
  }),
  endAgreement: verb({
    name: 'agreement.end',
    method: 'POST',
    path: '/api/agreements/:agreement_id/end',
    permission: 'agreement.make',
    summary: { en: 'End an agreement: what is open falls due as before', zh: '终止协议，未付部分恢复原到期日' },
    input: z.strictObject({ agreement_id: id(), reason: words(500) }),
    output: z.object({ state: z.literal('ended') }),
    events: ['agreement.ended', 'agreement.broken', 'item.terms_amended'],
  }),
  listAgreements: query({
    name: 'agreement.list',
    method: 'GET',
    path: '/api/agreements',
    permission: 'item.read',
    report: true,
    summary: { en: 'Extension and instalment agreements', zh: '延期与分期协议' },
    input: z.object({
      ...paging,
      customer_id: several(id()),
      entity_id: several(id()),
      kind: several(z.enum(agreementKinds)),
      standing: several(z.enum(agreementStandings)),
      sort: z.enum(['agreed_on', '-agreed_on', 'amount_minor', '-amount_minor']).default('-agreed_on'),
    }),
    output: page(row),
  }),
  readAgreement: query({
    name: 'agreement.read',
    method: 'GET',
    path: '/api/agreements/:agreement_id',
    permission: 'item.read',
    summary: { en: 'One agreement with its claims and parts', zh: '协议详情' },
    input: z.object({ agreement_id: id() }),
    output: row.extend({
      signed_by: z.string().nullable(),
      reason: z.string(),
      note: z.string().nullable(),
      ended_on: day().nullable(),
      end_reason: z.string().nullable(),
      by_name: z.string().nullable(),
      items: z.array(
        z.object({
          item_id: id(),
          number: z.string(),
          open_minor: minorOut(),
          left_minor: minorOut(),
          due_on: day().nullable(),
          agreed_before: day().nullable(),
          agreed_due_on: day(),
        }),
      ),
      parts: z.array(
        z.object({
          part: z.number(),
          due_on: day(),
          amount_minor: minorOut(),
          /** Of it, what is paid: what was paid of the claims goes to the earliest part. */
          paid_minor: minorOut(),
          broken: z.boolean(),
        }),
      ),
    }),
  }),
}
