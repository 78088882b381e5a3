import { parseDecimal } from '../../server/kernel/money.ts'

/** What explains the amount of a line, each by itself: what was typed is kept, whether or not the other is known. */
export function explained(line: { quantity: string; unit_price: string }) {
  const [quantity, unit_price] = [parseDecimal(line.quantity, 13), parseDecimal(line.unit_price, 13)]
  return { ...(quantity !== null ? { quantity } : {}), ...(unit_price !== null ? { unit_price } : {}) }
}
