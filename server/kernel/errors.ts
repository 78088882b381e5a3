import { type RefusalCode, refusals } from './refusals.ts'

/** One thing wrong with one line of a request: a code of the table, and what the sentence for a person needs. */
export type Problem = { index: number; code: RefusalCode; params: Record<string, unknown> }

/** The caller's fault. Carries every problem of the request, so that a batch is mended in one go. */
export class Refusal extends Error {
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map(problem => problem.code).join(', '))
    this.name = 'Refusal'
    this.problems = problems
  }
  /** HTTP status of the first problem. */
  get status(): number {
    const first = this.problems[0]
    return first ? refusals[first.code] : 500
  }
}

/** Refuses the whole request for one reason. */
export function refuse(code: RefusalCode, params: Record<string, unknown> = {}, index = 0): never {
  throw new Refusal([{ index, code, params }])
}

/** Throws when `decide…` found anything to refuse; all of it at once. */
export function refuseAll(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Refusal(problems)
}

/** Claims what must hold. A broken claim is our bug: the transaction is undone and the caller hears 500. */
export function assert(condition: unknown, claim: string): asserts condition {
  if (!condition) throw new Error(`Broken claim: ${claim}`)
}
