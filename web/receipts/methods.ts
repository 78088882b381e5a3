/** Ways money comes in, as the server names them. */
export const methods = ['transfer', 'cash', 'cheque', 'card', 'electronic', 'other'] as const
