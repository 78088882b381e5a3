import type { Row } from '../client.ts'

type Rule = Row<'listStepTemplates'>['steps'][number]

/** The word for what a step follows from: where nothing is posted in a step of its own, paid is what is settled. */
export const followsFrom = (step: Rule['step'], steps: readonly Rule[]) =>
  `steps.kinds.${step === 'paid' && !steps.some(rule => rule.step === 'posting') ? 'posting' : step}` as const
