import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { type Course, editions, type StepRule } from './standard-steps.ts'

/** The course of a contract: prepayment where goods or services are paid for in part before. [CTR-9] */
export const courseOf = (kind: 'goods' | 'services' | 'milestones', parts: readonly { kind: string }[]): Course =>
  kind !== 'milestones' && parts.some(part => part.kind === 'advance') ? 'prepayment' : kind

/** Which template a contract keeps: a version of one's own, or with version 0 an edition of the house. */
export type Kept = { course: Course; steps_version: number; steps_edition: number }

/** The version of each course that a contract begins with now; of one that was never set, 0. */
export async function currentVersions(ctx: Context): Promise<(course: Course) => number> {
  const rows = await ctx.tx.rows(sql<{ course: Course; version: number }>`
    select course, max(version) as version from step_templates where org_id = ${ctx.org_id} group by course`)
  const versions = new Map(rows.map(row => [row.course, row.version]))
  return course => versions.get(course) ?? 0
}

/** The steps that contracts began with, by course, version and edition. */
export async function readRules(ctx: Context): Promise<(kept: Kept) => readonly StepRule[]> {
  const rows = await ctx.tx.rows(sql<{ course: Course; version: number; steps: StepRule[] }>`
    select course, version, steps from step_templates where org_id = ${ctx.org_id}`)
  return ({ course, steps_version, steps_edition }) => {
    const own = rows.find(row => row.course === course && row.version === steps_version)
    return own?.steps ?? editions[steps_edition - 1]?.[course] ?? []
  }
}
