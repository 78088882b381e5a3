import type { Context } from '../kernel/context.ts'
import { type Problem, refuse } from '../kernel/errors.ts'
import { readSteps } from './queries.ts'
import { shutBefore, type StepName } from './steps.ts'

/**
 * Contracts of which a step before `name` holds back what comes after it, each with what is missing. The contracts are locked
 * by whoever asks. [CTR-14]
 */
export async function shutGates(
  ctx: Context,
  ids: readonly string[],
  name: StepName,
): Promise<Map<string, { code: Problem['code']; params: Record<string, unknown> }>> {
  if (ids.length === 0) return new Map()
  const standing = await readSteps(ctx, ids)
  const shut: Awaited<ReturnType<typeof shutGates>> = new Map()
  for (const { contract_id, number, steps } of standing) {
    const step = shutBefore(steps, name)
    if (!step) continue
    const params = { number, step: ctx.actor.locale === 'en' ? step.name_en : step.name_zh }
    const percent = Math.floor(step.done / 100)
    shut.set(
      contract_id,
      step.lacks_evidence
        ? { code: 'step_evidence_missing', params }
        : { code: 'step_gate_shut', params: { ...params, percent } },
    )
  }
  return shut
}

/** Refuses `step_gate_shut` or `step_evidence_missing` where a step before `name` is not through. [CTR-14] */
export async function refuseShut(ctx: Context, contract_id: string, name: StepName): Promise<void> {
  const shut = (await shutGates(ctx, [contract_id], name)).get(contract_id)
  if (shut) refuse(shut.code, shut.params)
}
