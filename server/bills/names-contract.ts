/** What a bill is: accepted by a bank, a company, a finance company, or a claim on a platform of a supply chain. */
export const billKinds = ['bank', 'commercial', 'finance_company', 'e_claim'] as const

/** Where a bill stands. */
export const billStates = [
  'held',
  'pledged',
  'endorsed',
  'discounted',
  'presented',
  'cleared',
  'refused',
  'cancelled',
] as const

/** What is done with a bill. */
export const billMoves = [
  'received',
  'pledged',
  'released',
  'endorsed',
  'discounted',
  'presented',
  'cleared',
  'refused',
  'cancelled',
  'taken_back',
] as const
