/** 委托付款书, 三方协议. */
export const letterKinds = ['mandate', 'tripartite'] as const
/** Where a letter stands today; `expiring` ends within the days of the rules of files. */
export const letterStandings = ['registered', 'coming', 'valid', 'expiring', 'expired', 'ended'] as const
/** What becomes of money whose payer is not the customer and whom no letter covers. */
export const payerRules = ['always', 'where_possible', 'never'] as const
