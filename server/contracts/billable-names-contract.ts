/** Where something that can be billed comes from. */
export const sources = ['milestone', 'part', 'period', 'rest', 'delivery'] as const
/** Why something can be billed, or why it cannot yet. */
export const reasons = [
  'milestone_met',
  'milestone_unmet',
  'part_due',
  'part_later',
  'period_due',
  'period_later',
  'rest',
  'confirmed',
  'unconfirmed',
  'trimmed',
  'above_contract',
  'in_run',
  'by_settlement',
  'in_check',
  'contested',
] as const
