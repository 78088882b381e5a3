import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { type Course, standardSteps, type StepRule } from './standard-steps.ts'

/** The course of a contract: prepayment where goods or services are paid for in part before. [CTR-9] */
export const courseOf = (kind: 'goods' | 'services' | 'milestones', parts: readonly { kind: string }[]): Course =>
  kind !== 'milestones' && parts.some(part => part.kind === 'advance') ? 'prepayment' : kind

/** The version of each course that a contract begins with now; of one that was never set, 0. */
export async function currentVersions(ctx: Context): Promise<(course: Course) => number> {
  const rows = await ctx.tx.rows(sql<{ course: Course; version: number }>`
    select course, max(version) as version from step_templates where org_id = ${ctx.org_id} group by course`)
  const versions = new Map(rows.map(row => [row.course, row.version]))
  return course => versions.get(course) ?? 0
}

/** The steps that contracts began with, by course and version. */
export async function readRules(ctx: Context): Promise<(course: Course, version: number) => readonly StepRule[]> {
  const rows = await ctx.tx.rows(sql<{ course: Course; version: number; steps: StepRule[] }>`
    select course, version, steps from step_templates where org_id = ${ctx.org_id}`)
  return (course, version) =>
    rows.find(row => row.course === course && row.version === version)?.steps ?? standardSteps[course]
}
