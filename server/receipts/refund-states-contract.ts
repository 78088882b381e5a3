/** Where a refund stands: asked for, approved by another person, paid; or given up before, or come back after. */
export const refundStates = ['requested', 'approved', 'paid', 'cancelled', 'reversed'] as const
