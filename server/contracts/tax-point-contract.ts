import { z } from 'zod'

/** Why tax and revenue of an invoice stand where they do. */
export const turnReasons = ['delivered', 'milestone_met', 'rendered', 'advance', 'period_ahead'] as const

/** Where tax and revenue of an invoice stand by what it bills, why, and by which law. */
export const turning = z.object({
  tax_point: z.enum(['now', 'later']),
  revenue: z.enum(['now', 'later']),
  why: z.enum(turnReasons),
  source: z.string(),
})
