import { z } from 'zod'
import { day, decimal, id, minor, minorOut, text } from '../kernel/fields.ts'

export const recurrenceUnits = ['month', 'quarter', 'year'] as const
export const billTimings = ['advance', 'arrears'] as const

/** How a line of a contract recurs; its amount is what its periods sum to. */
export const recurrence = z.strictObject({
  every: z.int().min(1).max(120).default(1),
  unit: z.enum(recurrenceUnits).default('month'),
  from: day(),
  to: day(),
  /** A day on which a full period begins; left out, the first day. */
  anchor_on: day().optional(),
  timing: z.enum(billTimings).default('advance'),
  /** The day of the month on which it is billed: the last before a period in advance, the first behind it in arrears. */
  bill_day: z.int().min(1).max(31).optional(),
  /** Whether shorter periods are priced by their days. */
  by_days: z.boolean().default(true),
  /** What a full period costs from a day on: an amount, or per cent more than before and by what that was said. */
  prices: z
    .array(
      z.strictObject({
        from: day(),
        amount_minor: minor().optional(),
        percent: decimal(6).optional(),
        basis: text(200).optional(),
      }),
    )
    .min(1)
    .max(60),
})

/** How a line recurs, as it is answered. */
export const recurs = recurrence.extend({
  prices: z.array(
    z.object({
      from: day(),
      amount_minor: minorOut().optional(),
      percent: z.string().optional(),
      basis: z.string().optional(),
    }),
  ),
})

/** A period of a line that recurs. */
export const periodRow = z.object({
  line: z.number(),
  from_on: day(),
  to_on: day(),
  bill_on: day(),
  amount_minor: minorOut(),
  /** The invoice that bills it. */
  invoice_id: id().nullable(),
  invoice_number: z.string().nullable(),
})
