import type { PolicyGrade, PolicyText, policyTones } from '../policy/policies-contract.ts'
import type { Minor } from '../kernel/money.ts'
import { addDays, type Day, daysBetween } from '../kernel/values.ts'

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
  /** The steps it was reminded by: for which due day, on which day, and where the step stood in the timetable. */
  done: readonly Done[]
}

export type Done = {
  key: string
  tone: Tone
  due_on: Day
  on: Day
  step_day: number
  /** Whether the customer heard of it, or a person skipped it: a letter that waits or could not leave tells nobody anything. */
  told: boolean
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

/** Whether a step is a gentle one: with it a claim may begin. */
const isGentle = ({ tone, channel }: Pick<Step, 'tone' | 'channel'>) =>
  channel !== 'hand_over' && (tone === 'friendly' || tone === 'polite')

/** A step that nobody begins with, however late a claim is. */
const isGrave = ({ tone, channel }: Pick<Step, 'tone' | 'channel'>) =>
  channel === 'hand_over' || tones.indexOf(tone) >= tones.indexOf('formal')

/**
 * Where a claim stands in the timetable: as many days past its due day as it is, but no further than the days since its last
 * reminder carry it from that one's step. So the distance between two steps is that of the timetable, also where the first came
 * late. Pure. [RMD-11]
 */
function placeOf({ due_on, done }: Pick<Claim, 'due_on' | 'done'>, today: Day): number {
  const last = done
    .filter(one => one.due_on === due_on)
    .reduce<Done | null>((best, one) => (best && best.on > one.on ? best : one), null)
  const late = daysBetween(due_on, today)
  return last ? Math.min(late, last.step_day + daysBetween(last.on, today)) : late
}

/**
 * The steps that may follow what was said of a claim. Where nothing was made yet, it begins, once it is late, with the first
 * gentle step after the due day, else the last friendly one before it, else the mildest there is, never with a formal or final
 * demand or a hand-over. While the customer heard of nothing, no step but a gentle one follows; afterwards none that is more
 * than one tone of the timetable above the sharpest told. Pure. [RMD-11]
 */
function stepsOpen(done: Claim['done'], steps: readonly Step[], late: boolean): readonly Step[] {
  const told = done.filter(one => one.told)
  if (told.length > 0) {
    const said = Math.max(...told.map(one => tones.indexOf(one.tone)))
    const next = Math.min(...steps.map(step => tones.indexOf(step.tone)).filter(tone => tone > said), tones.length)
    return steps.filter(step => tones.indexOf(step.tone) <= next)
  }
  if (done.length > 0) return steps.filter(isGentle)
  if (!late) return steps.filter(step => step.day <= 0 && !isGrave(step))
  const first = steps.find(step => step.day > 0 && isGentle(step))
  if (first) return steps.filter(step => step === first || (step.day <= first.day && isGentle(step)))
  const before = steps.filter(isGentle)
  if (before.length > 0) return before
  const mild = steps.find(step => !isGrave(step))
  return mild ? [mild] : []
}

/**
 * The step a claim is due for on a day: the latest that may follow what was said and whose day has come where the claim stands
 * in the timetable, within the days of grace the latest friendly one. Null where that one is done already, or a sharper one was
 * for the same due day: what was missed is not made up for. Pure. [RMD-1] [RMD-2] [RMD-3] [RMD-11]
 */
export function stepFor(
  claim: Pick<Claim, 'due_on' | 'grace_days' | 'done'>,
  steps: readonly Step[],
  today: Day,
): Step | null {
  const late = claim.due_on < today
  const grace = late && today <= addDays(claim.due_on, claim.grace_days)
  const place = placeOf(claim, today)
  const step = stepsOpen(claim.done, steps, late).findLast(
    one => one.day <= place && (!grace || one.tone === 'friendly'),
  )
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
