import { addDays, daysBetween, type Day } from '../kernel/values.ts'
import type { Answered } from '../kernel/contract.ts'
import type { contractsContract } from './contract.ts'
import type { StepRule } from './standard-steps.ts'

type Step = Answered<(typeof contractsContract)['readContract']>['steps'][number]
export type StepName = StepRule['step']

/** How far a step is, in hundredths of a per cent of what it has to do, and the last day something of it was done. */
export type Stage = {
  done: number
  on: Day | null
  due_on?: Day | null
  /** Whether what shows that it was done is there. */
  evident: boolean
  /** Receipts that wait for another person, and letters that came back. */
  waiting?: number
  bounced?: number
}

/** Of each step how far it is; null where the contract has nothing of the kind to do. */
export type Progress = Record<StepName, Stage | null>

/**
 * The steps of a contract and where each stands, by the template it began with. A step is due some days after the day of the
 * step it counts from; what is paid is due by the terms of its invoices. It is passed when all of it is done and the evidence
 * that is asked for is there; skipped when nothing of it is done though something of a later one is. Nothing is late in a
 * contract that is over. [CTR-9] [CTR-13]
 */
export function stepsOf(
  rules: readonly StepRule[],
  { state }: { state: string },
  progress: Progress,
  today: Day,
): Step[] {
  const meant = rules.filter(({ step }) => progress[step] !== null)
  const passedOn = new Map<StepName, Day | null>()
  const steps = meant.map((rule, at): Step => {
    const { done, on, due_on: known, evident, waiting = 0, bounced = 0 } = progress[rule.step] as Stage
    const lacks_evidence = rule.evidence && !evident && done > 0
    const passed = done >= 10_000 && !lacks_evidence
    passedOn.set(rule.step, done >= 10_000 ? on : null)
    // Where the step it counts from is none of this contract's, its days count from the one before.
    const from = rule.from && passedOn.has(rule.from) ? rule.from : meant[at - 1]?.step
    const base = from ? (passedOn.get(from) ?? null) : null
    const due_on =
      rule.step === 'signed' ? on : (known ?? (base && rule.step !== 'paid' ? addDays(base, rule.days) : null))
    const until = passed ? on : today
    const took_days = base && until ? Math.max(0, daysBetween(base, until)) : null
    const late_days = due_on && until && (passed || state === 'active') ? Math.max(0, daysBetween(due_on, until)) : 0
    return {
      step: rule.step,
      name_zh: rule.name_zh,
      name_en: rule.name_en,
      owner: rule.owner,
      gate: rule.gate,
      done: Math.min(done, 10_000),
      on,
      from: base,
      due_on,
      took_days: rule.step === 'signed' ? null : took_days,
      late_days,
      late: state === 'active' && !passed && due_on !== null && due_on < today,
      waiting,
      bounced,
      lacks_evidence,
      skipped: false,
    }
  })
  return steps.map((step, at) => ({
    ...step,
    skipped: state === 'active' && step.done === 0 && steps.slice(at + 1).some(later => later.done > 0),
  }))
}

/** The first step before `name` whose gate is shut: not begun, not all done, or without its evidence. [CTR-14] */
export function shutBefore(steps: readonly Step[], name: StepName): Step | null {
  const at = steps.findIndex(({ step }) => step === name)
  return (
    steps.slice(0, Math.max(at, 0)).find(({ gate, done, lacks_evidence }) => {
      if (gate === 'no') return false
      return lacks_evidence || done < (gate === 'whole' ? 10_000 : 1)
    }) ?? null
  )
}
