export type Part = { due_on: string; amount_minor: string }

/** So many parts a month apart that sum to the whole; what does not divide goes to the first, a unit each. */
export function evenParts(total: bigint, count: number, first: string): Part[] {
  const share = total / BigInt(count)
  const rest = Number(total % BigInt(count))
  return Array.from({ length: count }, (_, at) => ({
    due_on: addMonths(first, at),
    amount_minor: String(share + (at < rest ? 1n : 0n)),
  }))
}

/** The same day so many months on; the last of a month where it has no such day. */
function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}
