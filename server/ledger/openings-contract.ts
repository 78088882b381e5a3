import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import { currency, day, id, instant, minor, minorOut, text, words } from '../kernel/fields.ts'

export const openingsContract = {
  createOpening: verbOfMany({
    name: 'opening.enter',
    method: 'POST',
    path: '/api/openings',
    permission: 'opening.write',
    summary: { en: 'Bring in the opening balances of an entity', zh: '录入期初未清项' },
    each: z.strictObject({
      entity_id: id(),
      cutover_on: day().optional(),
      items: z
        .array(
          z.strictObject({
            customer_id: id().optional(),
            customer_number: words(60).optional(),
            kind: z.enum(['invoice', 'charge', 'credit_note', 'receipt', 'advance', 'retention', 'bill']),
            number: text(80).optional(),
            issued_on: day(),
            due_on: day().nullable().optional(),
            currency: currency(),
            amount_minor: minor(),
            base_minor: minor().optional(),
            no_detail: z.boolean().default(false),
            reference: text(200).optional(),
            /** When the old system booked it: shown and searched, never counted with. */
            booked_on: day().optional(),
          }),
        )
        .max(5000),
      /** What the old book held back for bad debts 坏账准备, as positive amounts: of a customer, or of all of them. */
      allowances: z
        .array(
          z.strictObject({
            customer_id: id().optional(),
            customer_number: words(60).optional(),
            currency: currency(),
            amount_minor: minor(),
            base_minor: minor().optional(),
          }),
        )
        .max(5000)
        .default([]),
      /** The old book's figures, per account and customer, for the tie-out. */
      totals: z
        .array(
          z.strictObject({
            account_code: words(30),
            customer_number: words(60).optional(),
            currency: currency(),
            amount_minor: minor(),
            base_minor: minor(),
          }),
        )
        .max(20000)
        .default([]),
    }),
    max: 20,
    output: z.object({ rows: z.array(z.object({ opening_id: id(), items: z.number() })) }),
    events: ['opening.entered'],
  }),
  openingTieOut: query({
    name: 'opening.tie_out',
    method: 'GET',
    path: '/api/openings/:opening_id/tie-out',
    permission: 'opening.read',
    summary: { en: 'The old book beside ours', zh: '期初核对：旧账与新账' },
    input: z.object({ opening_id: id() }),
    output: z.object({
      state: z.string(),
      cutover_on: day(),
      ties: z.boolean(),
      rows: z.array(
        z.object({
          account_code: z.string(),
          account_name: z.string(),
          customer_number: z.string().nullable(),
          customer_name: z.string().nullable(),
          currency: currency(),
          old_minor: minorOut(),
          our_minor: minorOut(),
          old_base_minor: minorOut(),
          our_base_minor: minorOut(),
          difference_minor: minorOut(),
          difference_base_minor: minorOut(),
        }),
      ),
    }),
  }),
  listOpenings: query({
    name: 'opening.list',
    method: 'GET',
    path: '/api/openings',
    permission: 'opening.read',
    summary: { en: 'Openings by entity', zh: '期初一览' },
    input: z.object({ entity_id: id().optional() }),
    output: z.object({
      rows: z.array(
        z.object({
          opening_id: id(),
          entity_id: id(),
          entity_code: z.string(),
          cutover_on: day(),
          state: z.string(),
          items: z.number(),
          gross_minor: minorOut(),
          net_minor: minorOut(),
          /** What is held back for bad debts; positive. */
          allowance_minor: minorOut(),
          recorded_at: instant(),
        }),
      ),
    }),
  }),
  lockOpening: verb({
    name: 'opening.lock',
    method: 'POST',
    path: '/api/openings/:opening_id/lock',
    permission: 'opening.lock',
    summary: { en: 'Lock an opening that ties out to 0.00', zh: '启用期初（核对差额为 0.00 后）' },
    input: z.strictObject({ opening_id: id() }),
    output: z.object({ state: z.literal('locked') }),
    approval: true,
    events: ['opening.locked'],
  }),
  undoOpening: verb({
    name: 'opening.undo',
    method: 'POST',
    path: '/api/openings/:opening_id/undo',
    permission: 'opening.undo',
    summary: { en: 'Undo an opening while nothing stands on it', zh: '撤销期初' },
    input: z.strictObject({ opening_id: id(), reason: words(500) }),
    output: z.object({ state: z.literal('undone') }),
    events: ['opening.undone'],
  }),
}
