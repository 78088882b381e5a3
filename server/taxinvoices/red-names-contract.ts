/** Where a confirmation stands. `expired` is lapsed by time, `stopped` what the platform will not go on with. */
export const confirmationStates = [
  'draft',
  'waiting',
  'confirmed',
  'refused',
  'expired',
  'withdrawn',
  'stopped',
  'issued',
] as const
export type ConfirmationState = (typeof confirmationStates)[number]

/** Reasons 冲红原因 by the platform's code: 开票有误, 销货退回, 服务中止, 销售折让. */
export const redReasons = ['01', '02', '03', '04'] as const

/** Whether the buyer has deducted 用途确认 or booked 入账 the blue one: without either the seller reverses alone. */
export const buyerUses = ['none', 'deducted', 'booked'] as const

/** What the platform answers, by its code hzqrxxztDm. */
export const platformCodes = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13'] as const
export type PlatformCode = (typeof platformCodes)[number]
