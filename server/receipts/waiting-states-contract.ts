/** What waits: a receipt, the correction of one, another payer of one. */
export const waitingKinds = ['record', 'correct', 'amend'] as const
/** Why it waits: its amount and the grade of its customer, or its payer. */
export const waitingReasons = ['amount', 'payer'] as const
export const waitingStates = ['waiting', 'confirmed', 'returned', 'withdrawn'] as const
