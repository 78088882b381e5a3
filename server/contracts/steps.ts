import { addDays, type Day } from '../kernel/values.ts'
import type { Answered } from '../kernel/contract.ts'
import type { contractsContract } from './contract.ts'

type Step = Answered<(typeof contractsContract)['readContract']>['steps'][number]
type Name = Step['step']

/** The steps of a contract by its kind, each with the days it may take from the day the one before was done. [CTR-9] */
export const stepTemplates: Record<'goods' | 'services' | 'milestones', readonly (readonly [Name, days: number])[]> = {
  goods: [
    ['signed', 0],
    ['delivered', 30],
    ['confirmed', 7],
    ['billed', 5],
    ['paid', 0],
  ],
  services: [
    ['signed', 0],
    ['billed', 30],
    ['paid', 0],
  ],
  milestones: [
    ['signed', 0],
    ['confirmed', 60],
    ['billed', 5],
    ['paid', 0],
  ],
}

/** How far a step is, in hundredths of what it has to do, and the last day something of it was done. */
export type Progress = Record<Exclude<Name, 'signed'>, { done: number; on: Day | null; due_on?: Day | null }>

/**
 * The steps of a contract and where each stands. What is due by when follows from the day the step before was done; what is
 * paid is due by the terms of its invoices. Nothing is late in a contract that is over.
 */
export function stepsOf(
  contract: { kind: keyof typeof stepTemplates; signed_on: Day; state: string },
  progress: Progress,
  today: Day,
): Step[] {
  let before: Day | null = contract.signed_on
  return stepTemplates[contract.kind].map(([step, days]): Step => {
    if (step === 'signed')
      return { step, done: 10_000, on: contract.signed_on, due_on: contract.signed_on, late: false }
    const { done, on, due_on: known } = progress[step]
    const due_on: Day | null = known ?? (before && step !== 'paid' ? addDays(before, days) : null)
    before = done >= 10_000 ? on : null
    const late = contract.state === 'active' && done < 10_000 && due_on !== null && due_on < today
    return { step, done: Math.min(done, 10_000), on, due_on, late }
  })
}
