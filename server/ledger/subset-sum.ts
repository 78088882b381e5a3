import type { Minor } from '../kernel/money.ts'

/** A set of amounts that add up to a target, by their places; whether it is the only one. */
export type Subset = { places: number[]; unique: boolean }

type Found = { count: number; mask: number; size: number }

/**
 * Amounts that add up to `target` exactly: of several sets the one of fewest, then of the earliest places. null where
 * there is none. Meets in the middle (Horowitz and Sahni 1974): 30 amounts take 2 × 2^15 sums. Throws for more than 30.
 */
export function subsetSum(amounts: readonly Minor[], target: Minor): Subset | null {
  if (amounts.length > 30) throw new RangeError('a subset is sought among 30 amounts at the most')
  if (target <= 0n) return null
  const half = Math.ceil(amounts.length / 2)
  const left = sumsOf(amounts.slice(0, half))
  const right = sumsOf(amounts.slice(half))
  let count = 0
  let best: Found | null = null
  for (const [sum, a] of left) {
    const b = right.get(target - sum)
    if (!b) continue
    count += a.count * b.count
    const whole = { count: 1, mask: a.mask + b.mask * 2 ** half, size: a.size + b.size }
    if (!best || better(whole, best)) best = whole
  }
  if (!best) return null
  const { mask } = best
  return { places: amounts.flatMap((_amount, at) => (bit(mask, at) ? [at] : [])), unique: count === 1 }
}

/** Every sum of some of the amounts, with how many sets make it and the best of them. */
function sumsOf(amounts: readonly Minor[]): Map<Minor, Found> {
  let sums = new Map<Minor, Found>([[0n, { count: 1, mask: 0, size: 0 }]])
  for (const [at, amount] of amounts.entries()) {
    const grown = new Map(sums)
    for (const [sum, found] of sums) {
      const more = { count: found.count, mask: found.mask + 2 ** at, size: found.size + 1 }
      const known = grown.get(sum + amount)
      const best = known && !better(more, known) ? known : more
      grown.set(sum + amount, { ...best, count: found.count + (known?.count ?? 0) })
    }
    sums = grown
  }
  return sums
}

/** Fewer amounts before more; of equally many, the one that takes the earlier place where the two first differ. */
function better(a: Found, b: Found): boolean {
  if (a.size !== b.size) return a.size < b.size
  for (let at = 0; at < 30; at++) if (bit(a.mask, at) !== bit(b.mask, at)) return bit(a.mask, at)
  return false
}

const bit = (mask: number, at: number) => Math.floor(mask / 2 ** at) % 2 === 1
