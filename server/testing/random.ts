import { addDays, type Day } from '../kernel/values.ts'

/** Chance that repeats: the same seed gives the same choices on every machine. */
export type Random = {
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number
  /** True so often: `chance(0.25)` one time in four. */
  chance(share: number): boolean
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
  /** One of a list by weight. */
  weigh<T>(list: readonly (readonly [weight: number, value: T])[]): T
  /** Minor units from `least` to `most`, small ones more often than large ones, as in life. */
  minor(least: number, most: number): bigint
  /** A day from `from` to so many days later. */
  day(from: Day, days: number): Day
  /** Another source that goes its own way from here. */
  fork(): Random
}

/** Chance from a seed (splitmix32 over a counter). */
export function random(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  const part = () => next() / 2 ** 32
  const source: Random = {
    int: (least, most) => least + Math.floor(part() * (most - least + 1)),
    chance: share => part() < share,
    pick: list => list[Math.floor(part() * list.length)] as never,
    weigh(list) {
      const sum = list.reduce((total, [weight]) => total + weight, 0)
      let rest = part() * sum
      for (const [weight, value] of list) {
        rest -= weight
        if (rest < 0) return value
      }
      return (list.at(-1) as (typeof list)[number])[1]
    },
    minor: (least, most) => BigInt(Math.round(least * (most / least) ** part())),
    day: (from, days) => addDays(from, source.int(0, days)),
    fork: () => random(next()),
  }
  return source
}
