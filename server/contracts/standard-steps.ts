import type { Taken } from '../kernel/contract.ts'
import type { courses, stepsContract } from './steps-contract.ts'

export type Course = (typeof courses)[number]
export type StepRule = Taken<(typeof stepsContract)['setStepTemplate']>['steps'][number]

const names = {
  signed: ['签订', 'Signed'],
  advance: ['预付款到账', 'Advance paid'],
  delivered: ['发货', 'Delivered'],
  confirmed: ['客户确认', 'Confirmed'],
  billed: ['开单', 'Billed'],
  sent: ['寄送', 'Sent'],
  paid: ['付款', 'Paid'],
} as const

/** Bills are made and sent by who keeps the receivables; everything else is seen to by whose contract it is. */
const owners: Partial<Record<keyof typeof names, string>> = { billed: 'receivables_clerk', sent: 'receivables_clerk' }

const rule = (step: keyof typeof names, days: number, named: readonly [string, string] = names[step]): StepRule => ({
  step,
  name_zh: named[0],
  name_en: named[1],
  owner: owners[step] ?? 'responsible',
  from: null,
  days,
  evidence: false,
  gate: 'no',
})

/**
 * The steps of the house, version 0 of each course. They never change, since contracts run by them: other steps are another
 * version in the table. [CTR-9]
 */
export const standardSteps: Record<Course, readonly StepRule[]> = {
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
    rule('confirmed', 60, ['里程碑达成', 'Milestones met']),
    rule('billed', 5),
    rule('sent', 3),
    rule('paid', 0),
  ],
}
