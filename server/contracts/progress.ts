import { compareDecimals } from '../kernel/money.ts'
import type { Day } from '../kernel/values.ts'
import type { LineStanding, PartStanding } from './load.ts'
import type { Progress } from './steps.ts'

/** How far each step of a contract is, from what was delivered, confirmed, billed and settled. */
export function progressOf(
  head: { amount_minor: unknown; billed_minor: unknown; settled_minor: unknown; kind: string },
  lines: readonly LineStanding[],
  parts: readonly PartStanding[],
  deliveries: readonly { state: string; delivered_on: string; confirmed_on: string | null }[],
  invoices: readonly { kind: string; state: string; issued_on: string; due_on: string | null; open_minor: unknown }[],
): Progress {
  const share = (part: bigint, whole: bigint) => (whole <= 0n ? 0 : Number((part * 10_000n) / whole))
  const [amount, billed, settled] = [head.amount_minor, head.billed_minor, head.settled_minor].map(value =>
    BigInt(value as string),
  ) as [bigint, bigint, bigint]
  // By lines, each weighed by its amount: of a line that was sent for a half, a half.
  const of = (key: 'delivered' | 'confirmed') => {
    const counted = lines.filter(line => line.quantity !== null && compareDecimals(line.quantity, '0') > 0)
    const whole = counted.reduce((sum, line) => sum + BigInt(line.amount_minor), 0n)
    const part = counted.reduce((sum, line) => {
      const hundredths = Math.min(10_000, Math.round((Number(line[key]) / Number(line.quantity)) * 10_000))
      return sum + (BigInt(line.amount_minor) * BigInt(hundredths)) / 10_000n
    }, 0n)
    return share(part, whole)
  }
  const latest = (days: readonly (string | null)[]) =>
    days.reduce<string | null>((max, day) => (day && (!max || day > max) ? day : max), null) as Day | null
  const sent = deliveries.filter(one => one.state !== 'returned')
  const milestones = parts.filter(part => part.kind === 'milestone')
  const met = milestones.filter(part => part.met_on)
  const sumOf = (some: readonly PartStanding[]) => some.reduce((sum, part) => sum + BigInt(part.amount_minor), 0n)
  const standing = invoices.filter(one => one.state === 'issued')
  const unpaid = standing.filter(one => BigInt(one.open_minor as string) > 0n && one.due_on !== null)
  const earliest = unpaid.map(one => one.due_on as string).sort()[0]
  return {
    delivered: { done: of('delivered'), on: latest(sent.map(one => one.delivered_on)) },
    confirmed:
      head.kind === 'milestones'
        ? { done: share(sumOf(met), sumOf(milestones)), on: latest(met.map(part => part.met_on)) }
        : { done: of('confirmed'), on: latest(sent.map(one => one.confirmed_on)) },
    billed: { done: share(billed, amount), on: latest(standing.map(one => one.issued_on)) },
    paid: { done: share(settled, amount), on: null, ...(earliest ? { due_on: earliest as Day } : {}) },
  }
}
