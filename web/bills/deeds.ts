/** What can be done with a bill that is here. */
export type BillDeed =
  | 'present'
  | 'clear'
  | 'endorse'
  | 'discount'
  | 'pledge'
  | 'release'
  | 'refuse'
  | 'take_back'
  | 'cancel'

/** To whom it goes. */
export const withParty: readonly BillDeed[] = ['endorse', 'discount', 'pledge']
/** What one must say why. */
export const withReason: readonly BillDeed[] = ['refuse', 'take_back', 'cancel']
