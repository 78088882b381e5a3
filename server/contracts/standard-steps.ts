import type { Taken } from '../kernel/contract.ts'
import { type courses, type stepsContract, stepTitles } from './steps-contract.ts'

export type Course = (typeof courses)[number]
export type StepRule = Taken<(typeof stepsContract)['setStepTemplate']>['steps'][number]

/** Bills are asked for, made, sent and their money posted by who keeps the receivables; the rest is seen to by whose contract it is. */
const owners: Partial<Record<StepRule['step'], string>> = {
  request: 'receivables_clerk',
  billed: 'receivables_clerk',
  sent: 'receivables_clerk',
  posting: 'receivables_clerk',
}

const rule = (step: StepRule['step'], days: number, named: readonly [string, string] = stepTitles[step]): StepRule => ({
  step,
  name_zh: named[0],
  name_en: named[1],
  owner: owners[step] ?? 'responsible',
  from: null,
  days,
  evidence: false,
  gate: 'no',
})

const milestones = ['里程碑达成', 'Milestones met'] as const

/**
 * The steps of the house, version 0 of each course, edition by edition. None ever changes, since contracts run by them: other
 * steps are another edition. [CTR-9]
 */
export const editions: readonly Record<Course, readonly StepRule[]>[] = [
  {
    goods: [
      rule('signed', 0),
      rule('delivered', 30),
      rule('confirmed', 7),
      rule('billed', 5),
      rule('sent', 3),
      rule('paid', 0),
    ],
    services: [rule('signed', 0), rule('billed', 30), rule('sent', 3), rule('paid', 0)],
    prepayment: [
      rule('signed', 0),
      rule('advance', 10),
      rule('delivered', 30),
      rule('confirmed', 7),
      rule('billed', 5),
      rule('sent', 3),
      rule('paid', 0),
    ],
    milestones: [
      rule('signed', 0),
      rule('confirmed', 60, milestones),
      rule('billed', 5),
      rule('sent', 3),
      rule('paid', 0),
    ],
  },
  // The request for the invoice, and the posting of the money, as steps of their own.
  {
    goods: [
      rule('signed', 0),
      rule('delivered', 30),
      rule('confirmed', 7),
      rule('request', 3),
      rule('billed', 2),
      rule('sent', 3),
      rule('paid', 0),
      rule('posting', 2),
    ],
    services: [
      rule('signed', 0),
      rule('request', 28),
      rule('billed', 2),
      rule('sent', 3),
      rule('paid', 0),
      rule('posting', 2),
    ],
    prepayment: [
      rule('signed', 0),
      rule('advance', 10),
      rule('delivered', 30),
      rule('confirmed', 7),
      rule('request', 3),
      rule('billed', 2),
      rule('sent', 3),
      rule('paid', 0),
      rule('posting', 2),
    ],
    milestones: [
      rule('signed', 0),
      rule('confirmed', 60, milestones),
      rule('request', 3),
      rule('billed', 2),
      rule('sent', 3),
      rule('paid', 0),
      rule('posting', 2),
    ],
  },
]

/** The edition that contracts begin with now. */
export const latestEdition = editions.length

/** The steps of the house of now. */
export const standardSteps = editions.at(-1) as (typeof editions)[number]
