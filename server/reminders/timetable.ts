import type { PolicyGrade, PolicyText, policyTones } from '../policy/policies-contract.ts'
import type { Minor } from '../kernel/money.ts'
import { addDays, type Day } from '../kernel/values.ts'

type Reminder = PolicyText['reminders'][number]
export type Tone = (typeof policyTones)[number]

/** One reminder of a policy for a grade. The key names it across versions: channel, giver, tone, and its place among those alike. */
export type Step = { key: string; day: number } & Pick<Reminder, 'channel' | 'by' | 'tone'>

export type Hold = 'disputed' | 'retention' | 'agreement' | 'money'

/** A claim as a run of reminders looks at it. */
export type Claim = {
  item_id: string
  customer_id: string
  currency: string
  /** The day agreed last, or the legal one. */
  due_on: Day
  open_minor: Minor
  grade: PolicyGrade
  /** Days within which nothing but a friendly word follows. */
  grace_days: number
  disputed: boolean
  /** Retention that nobody has released yet. */
  retained: boolean
  /** Covered by an agreement whose days are kept. */
  agreed: boolean
  /** The steps it was reminded by. */
  done: readonly { key: string; tone: Tone; due_on: Day }[]
}

const tones: readonly Tone[] = ['friendly', 'polite', 'firm', 'formal', 'final', 'legal']

/** The reminders of a policy for one grade, the earliest first. Pure. */
export function stepsOf(policy: Pick<PolicyText, 'reminders'>, grade: PolicyGrade): Step[] {
  const seen = new Map<string, number>()
  return policy.reminders
    .map(({ channel, by, tone, days }) => {
      const kind = `${channel} ${by} ${tone}`
      const nth = (seen.get(kind) ?? 0) + 1
      seen.set(kind, nth)
      return { key: `${kind} ${nth}`, channel, by, tone, day: days[grade] }
    })
    .filter((step): step is Step => step.day !== null)
    .sort((a, b) => a.day - b.day || tones.indexOf(a.tone) - tones.indexOf(b.tone))
}

/**
 * The step a claim is due for on a day: the latest whose day has come, within the days of grace the latest friendly one.
 * Null where that one is done already, or a sharper one was for the same due day: what was missed is not made up for. Pure.
 * [RMD-1] [RMD-2] [RMD-3]
 */
export function stepFor(
  claim: Pick<Claim, 'due_on' | 'grace_days' | 'done'>,
  steps: readonly Step[],
  today: Day,
): Step | null {
  const grace = claim.due_on < today && today <= addDays(claim.due_on, claim.grace_days)
  const step = steps.findLast(one => addDays(claim.due_on, one.day) <= today && (!grace || one.tone === 'friendly'))
  if (!step) return null
  const over = claim.done.some(
    one => one.key === step.key || (one.due_on === claim.due_on && tones.indexOf(one.tone) > tones.indexOf(step.tone)),
  )
  return over ? null : step
}

/** Why a claim is not reminded of; null where nothing holds it but, perhaps, money that is there. Pure. [RMD-4] */
export const holdOf = (claim: Pick<Claim, 'disputed' | 'retained' | 'agreed'>): Exclude<Hold, 'money'> | null =>
  claim.disputed ? 'disputed' : claim.retained ? 'retention' : claim.agreed ? 'agreement' : null

export const moneyKey = (of: { customer_id: string; currency: string }) => `${of.customer_id} ${of.currency}`

/** What holds each claim, by item: dispute, retention, agreement, and money on account or announced, which covers the earliest first. Pure. [RMD-4] */
export function holdsOf(claims: readonly Claim[], money: ReadonlyMap<string, Minor>): Map<string, Hold> {
  const left = new Map(money)
  const held = new Map<string, Hold>()
  const inOrder = [...claims].sort((a, b) => (a.due_on < b.due_on ? -1 : a.due_on > b.due_on ? 1 : 0))
  for (const claim of inOrder) {
    const hold = holdOf(claim)
    const there = left.get(moneyKey(claim)) ?? 0n
    if (hold) held.set(claim.item_id, hold)
    else if (there >= claim.open_minor) {
      left.set(moneyKey(claim), there - claim.open_minor)
      held.set(claim.item_id, 'money')
    }
  }
  return held
}

export type Plan<C extends Claim> = {
  due: { claim: C; step: Step }[]
  held: { claim: C; step: Step; reason: Exclude<Hold, 'retention'> }[]
}

/** What is to be reminded of on a day, and what would be but is held. Pure. [RMD-1] [RMD-4] */
export function planReminders<C extends Claim>(
  claims: readonly C[],
  stepsFor: (grade: PolicyGrade) => readonly Step[],
  money: ReadonlyMap<string, Minor>,
  today: Day,
): Plan<C> {
  const held = holdsOf(claims, money)
  const plan: Plan<C> = { due: [], held: [] }
  for (const claim of claims) {
    const step = stepFor(claim, stepsFor(claim.grade), today)
    if (!step) continue
    const reason = held.get(claim.item_id)
    // Retention that nobody released is not due, whatever day it bears; nobody waits for its reminder.
    if (reason === 'retention') continue
    if (reason) plan.held.push({ claim, step, reason })
    else plan.due.push({ claim, step })
  }
  return plan
}

/** Gathers what is due into reminders: one for each customer, currency and step. Pure. [RMD-5] */
export function gather<C extends Claim>(due: Plan<C>['due']): { step: Step; claims: C[] }[] {
  const groups = new Map<string, { step: Step; claims: C[] }>()
  for (const { claim, step } of due) {
    const key = `${moneyKey(claim)} ${step.key}`
    const group = groups.get(key)
    if (group) group.claims.push(claim)
    else groups.set(key, { step, claims: [claim] })
  }
  return [...groups.values()]
}
