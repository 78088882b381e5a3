import { compareDecimals } from '../kernel/money.ts'
import type { Day } from '../kernel/values.ts'
import type { LineStanding, PartStanding } from './load.ts'
import type { StepFacts } from './step-facts.ts'
import type { Progress, Stage } from './steps.ts'

type Head = {
  amount_minor: unknown
  billed_minor: unknown
  settled_minor: unknown
  kind: string
  signed_on: string
}

/**
 * How far each step of a contract is, from what was received in advance, delivered, confirmed, asked for, billed and settled. Where
 * its steps have a posting of their own (`posts`), it is paid once the money is here, and posted once it is settled; else it is
 * paid once it is settled.
 */
export function progressOf(
  head: Head,
  lines: readonly LineStanding[],
  parts: readonly PartStanding[],
  deliveries: readonly { state: string; delivered_on: string; confirmed_on: string | null }[],
  invoices: readonly { kind: string; state: string; issued_on: string; due_on: string | null; open_minor: unknown }[],
  facts: StepFacts,
  posts: boolean,
): Progress {
  const [amount, billed, settled] = [head.amount_minor, head.billed_minor, head.settled_minor].map(value =>
    BigInt(value as string),
  ) as [bigint, bigint, bigint]
  const counted = lines.filter(line => line.quantity !== null && compareDecimals(line.quantity, '0') > 0)
  const sent = deliveries.filter(one => one.state !== 'returned')
  const standing = invoices.filter(one => one.state === 'issued')
  const unpaid = standing.filter(one => BigInt(one.open_minor as string) > 0n && one.due_on !== null)
  const earliest = unpaid.map(one => one.due_on as string).sort()[0]
  // What was billed whole and then credited in part is worth what is left: nothing more comes of it.
  const whole = billed > 0n && billed < amount && BigInt(facts.gross_minor) >= amount ? billed : amount
  const posting: Stage = {
    done: share(settled, whole),
    on: settled > 0n ? facts.paid_on : null,
    evident: facts.unvouched === 0,
    waiting: facts.waiting,
  }
  const goods = head.kind === 'goods' && counted.length > 0
  return {
    signed: { done: 10_000, on: head.signed_on as Day, evident: facts.signed_file },
    advance: advanceOf(parts, facts),
    delivered: goods
      ? {
          done: byLines(counted, 'delivered'),
          on: latest(sent.map(one => one.delivered_on)),
          evident: facts.untracked === 0,
        }
      : null,
    confirmed: confirmedOf(head, goods ? byLines(counted, 'confirmed') : null, parts, sent, facts),
    request: {
      done: share(billed + BigInt(facts.asked_minor), whole),
      on: facts.asked_on,
      evident: facts.untaxed === 0,
    },
    billed: {
      done: share(billed, whole),
      on: latest(standing.map(one => one.issued_on)),
      evident: facts.unsent === 0,
    },
    sent: sentOf(facts, share(billed, whole)),
    paid: {
      ...(posts ? arrivedOf(facts, { settled, billed, whole }) : posting),
      due_on: (earliest ?? null) as Day | null,
      evident: true,
    },
    posting,
  }
}

const share = (part: bigint, whole: bigint) => (whole <= 0n ? 0 : Number((part * 10_000n) / whole))
const sumOf = (some: readonly PartStanding[]) => some.reduce((sum, part) => sum + BigInt(part.amount_minor), 0n)
const latest = (days: readonly (string | null)[]) =>
  days.reduce<string | null>((max, day) => (day && (!max || day > max) ? day : max), null) as Day | null

/** By lines, each weighed by its amount: of a line that was sent for a half, a half. */
function byLines(counted: readonly LineStanding[], key: 'delivered' | 'confirmed'): number {
  const whole = counted.reduce((sum, line) => sum + BigInt(line.amount_minor), 0n)
  const part = counted.reduce((sum, line) => {
    const hundredths = Math.min(10_000, Math.round((Number(line[key]) / Number(line.quantity)) * 10_000))
    return sum + (BigInt(line.amount_minor) * BigInt(hundredths)) / 10_000n
  }, 0n)
  return share(part, whole)
}

/** Of what was billed, the share of the invoices that went out; where nobody sends them from here, it is no step of the house. */
function sentOf(facts: StepFacts, billed: number): Stage {
  const { issued, unsent, bounced } = facts
  const done = issued === 0 ? 0 : Math.floor((Math.min(billed, 10_000) * (issued - unsent)) / issued)
  return { done, on: facts.sent_on, evident: true, bounced }
}

/** What is settled, and what is here to settle more of what was billed: receipts that wait, and money that names the contract. */
function arrivedOf(
  facts: StepFacts,
  { settled, billed, whole }: Record<'settled' | 'billed' | 'whole', bigint>,
): Stage {
  const here = BigInt(facts.waiting_minor) + BigInt(facts.unapplied_minor)
  const open = billed > settled ? billed - settled : 0n
  const arrived = here < open ? here : open
  const on = latest([settled > 0n ? facts.paid_on : null, arrived > 0n ? facts.arrived_on : null])
  return { done: share(settled + arrived, whole), on, evident: true }
}

/** What was received in advance and names the contract, against the advances of its plan. */
function advanceOf(parts: readonly PartStanding[], facts: StepFacts): Stage | null {
  const advances = parts.filter(part => part.kind === 'advance')
  if (advances.length === 0) return null
  const done = Math.min(10_000, share(BigInt(facts.advance_minor), sumOf(advances)))
  return { done, on: facts.advance_on, evident: true, waiting: facts.advance_waiting }
}

/** Goods are confirmed by delivery, milestones by each that is met, services by the acceptance of the whole. */
function confirmedOf(
  head: Head,
  goods: number | null,
  parts: readonly PartStanding[],
  sent: readonly { confirmed_on: string | null }[],
  facts: StepFacts,
): Stage | null {
  const milestones = parts.filter(part => part.kind === 'milestone')
  if (head.kind === 'milestones' && milestones.length > 0) {
    const met = milestones.filter(part => part.met_on)
    return { done: share(sumOf(met), sumOf(milestones)), on: latest(met.map(part => part.met_on)), evident: true }
  }
  if (head.kind !== 'goods') return { done: facts.accepted_on ? 10_000 : 0, on: facts.accepted_on, evident: true }
  if (goods === null) return null
  return { done: goods, on: latest(sent.map(one => one.confirmed_on)), evident: facts.unsigned === 0 }
}
