import { sql } from 'kysely'
import { readFileRules } from '../customers/file-rules.ts'
import type { FileRules } from '../customers/file-rules-contract.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import type { customerFileContract } from './contract.ts'

type Change = Taken<(typeof customerFileContract)['changeFileRules']>

/** Bounds that would leave a grade without customers. Pure. */
export function decideRules({ grading }: FileRules): Problem[] {
  const wrong = (field: string) => ({ index: 0, code: 'field_invalid' as const, params: { field } })
  const problems: Problem[] = []
  if (BigInt(grading.billed_a_minor) < BigInt(grading.billed_b_minor)) problems.push(wrong('billed_a_minor'))
  if (grading.points_a < grading.points_b) problems.push(wrong('points_a'))
  if (grading.late_a_days > grading.late_b_days) problems.push(wrong('late_a_days'))
  if (grading.overdue_a_bp > grading.overdue_b_bp) problems.push(wrong('overdue_a_bp'))
  if (grading.weight_importance + grading.weight_frequency + grading.weight_credit === 0)
    problems.push(wrong('weight_importance'))
  return problems
}

/** Changes the rules; what is left out stays. [CUS-26] Refuses `field_invalid` where a bound of A is laxer than that of B. */
export async function changeFileRules(ctx: Context, input: Change): Promise<FileRules> {
  // Load.
  await ctx.tx.rows(sql`select org_id from organisations where org_id = ${ctx.org_id} for update`)
  const before = await readFileRules(ctx)

  // Decide.
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  const rules: FileRules = { ...before, ...given }
  refuseAll(decideRules(rules))

  // Write.
  const recorded_at = await moment(ctx)
  await ctx.tx.rows(sql`
    update organisations set settings = jsonb_set(settings, '{customer_file}', ${JSON.stringify(rules)}::jsonb)
    where org_id = ${ctx.org_id}`)

  // Record.
  await record(ctx, 'customer_rules.changed', recorded_at, [
    { subject_id: ctx.actor.person_id, data: { from: before, to: rules } },
  ])
  return rules
}
