/** What is wrong with one line of a request. */
type Problem = { index: number; code: string; params: Record<string, unknown> }

/** What a deed was not done to, and why. */
export type Failure<T> = { subject: T; problem: Pick<Problem, 'code' | 'params'> }

/** Nobody was asked, nobody signed in, nobody may, too often, or our own fault: no line is the reason. */
const whole = (status: number) => [0, 401, 403, 429].includes(status) || status >= 500

/** What a refusal says of its lines; nothing where it is about the whole. */
function linesOf(error: unknown): readonly Problem[] {
  const { problems = [], status = 0 } = (error ?? {}) as { problems?: readonly Problem[]; status?: number }
  return whole(status) ? [] : problems
}

/** So often in a row the first line alone may be refused for one reason, before that is taken to be the reason of all. */
const patience = 3

/**
 * Does a deed to one portion of what was picked. A verb of many is refused as a whole, with the lines that are in the
 * way: those are left out, and the others are done all the same. Answers what was left out, and why; what is about no
 * line is thrown.
 */
export async function doPortion<T>(
  portion: readonly T[],
  deed: (some: readonly T[]) => Promise<readonly Failure<T>[] | undefined>,
): Promise<Failure<T>[]> {
  let some = portion
  let first: { code: string; times: number } = { code: '', times: 0 }
  const failed: Failure<T>[] = []
  while (some.length > 0)
    try {
      return [...failed, ...((await deed(some)) ?? [])]
    } catch (error) {
      const lines = linesOf(error)
      const [one] = lines
      if (!one) throw error
      const alone = lines.length === 1 && one.index === 0
      first = alone ? { code: one.code, times: one.code === first.code ? first.times + 1 : 1 } : { code: '', times: 0 }
      if (first.times === patience) return [...failed, ...some.map(subject => ({ subject, problem: one }))]
      const wrong = new Map(lines.map(problem => [problem.index, problem]))
      for (const [at, problem] of wrong) failed.push({ subject: some[at] as T, problem })
      some = some.filter((_, at) => !wrong.has(at))
    }
  return failed
}
