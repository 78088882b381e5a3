import { allocate, compareDecimals, type Minor, minusDecimals, multiply } from '../kernel/money.ts'
import { addMonths, type Day, earlierDay, endOfMonth } from '../kernel/values.ts'

/** What of a line of a contract was delivered with one delivery: what arrived, and what invoices bill of just it. */
export type Delivered = {
  delivery_id: string
  number: string
  delivered_on: Day
  quantity: string
  billed: string
}

/** A part of what is to be billed of a line: of one delivery, with its share of the amount. */
export type Piece = { delivery: Delivered | null; quantity: string | null; amount_minor: Minor }

/** Units of a quantity small enough for all its decimals. */
const units = (quantity: string) => multiply(quantity, '1', 13)

/**
 * Splits what is ready of a line of goods by the deliveries it came with, the earliest first: what invoices bill of the line
 * without saying of which delivery is of the earliest. The shares sum to the amount exactly. [INV-19]
 */
export function piecesOf(
  ready: { quantity: string | null; amount_minor: Minor },
  billed: string,
  deliveries: readonly Delivered[],
): Piece[] {
  if (ready.quantity === null || deliveries.length === 0)
    return [{ delivery: null, quantity: ready.quantity, amount_minor: ready.amount_minor }]
  let before = deliveries.reduce((rest, one) => minusDecimals(rest, one.billed), billed) as string
  let left: string = ready.quantity
  const taken: { delivery: Delivered | null; quantity: string }[] = []
  for (const delivery of deliveries) {
    let open: string = minusDecimals(delivery.quantity, delivery.billed)
    const skipped = compareDecimals(before, '0') > 0 ? least(before, open) : '0'
    before = minusDecimals(before, skipped)
    open = minusDecimals(open, skipped)
    const quantity = least(open, left)
    if (compareDecimals(quantity, '0') <= 0) continue
    taken.push({ delivery, quantity })
    left = minusDecimals(left, quantity)
  }
  if (compareDecimals(left, '0') > 0) taken.push({ delivery: null, quantity: left })
  const shares = allocate(
    ready.amount_minor,
    taken.map(one => units(one.quantity)),
  )
  return taken.map((one, at) => ({ ...one, amount_minor: shares[at] as Minor }))
}

const least = (a: string, b: string) => (compareDecimals(a, b) <= 0 ? a : b)

/** The last day on which an account is settled, on or before a day; 31 is the end of every month, as is a day it has not. */
export function settlementDay(day: number, on: Day): Day {
  const inMonth = (month: Day) =>
    earlierDay(`${month.slice(0, 8)}${String(day).padStart(2, '0')}` as Day, endOfMonth(month))
  const same = inMonth(on)
  return same <= on ? same : inMonth(addMonths(`${on.slice(0, 8)}01` as Day, -1))
}
