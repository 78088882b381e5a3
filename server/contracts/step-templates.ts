import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { type Course, editions, type StepRule } from './standard-steps.ts'
import { courses, type stepsContract, stepsWithEvidence } from './steps-contract.ts'

type Lines = typeof stepsContract
type Template = Answered<Lines['listStepTemplates']>['rows'][number]

/** Every version of every course, the latest first and the editions of the house last. [CTR-9] */
export async function listStepTemplates(ctx: Context): Promise<Answered<Lines['listStepTemplates']>> {
  const [own, running] = await Promise.all([
    ctx.tx.rows(sql<Omit<Template, 'running'>>`
      select t.course, t.version, null as edition, t.steps, t.reason, t.recorded_at, p.name as by_name
      from step_templates t left join people p on p.org_id = t.org_id and p.person_id = t.recorded_by
      where t.org_id = ${ctx.org_id} order by t.course, t.version desc`),
    ctx.tx.rows(sql<Pick<Template, 'course' | 'version' | 'edition' | 'running'>>`
      select course, steps_version as version, case when steps_version = 0 then steps_edition end as edition, count(*)::int as running
      from contracts where org_id = ${ctx.org_id} and state = 'active' group by 1, 2, 3`),
  ])
  const rows = courses.flatMap(course => [
    ...own.filter(row => row.course === course),
    ...editions
      .map((steps, at) => ({
        course,
        version: 0,
        edition: at + 1,
        steps: [...steps[course]],
        reason: null,
        recorded_at: null,
        by_name: null,
      }))
      .toReversed(),
  ])
  const count = ({ course, version, edition }: Omit<Template, 'running'>) =>
    running.find(one => one.course === course && one.version === version && one.edition === edition)?.running ?? 0
  return { rows: rows.map(row => ({ ...row, running: count(row) })), next: null }
}

/**
 * Writes the next version of the steps of a course: contracts signed from now on run by it. [CTR-9] Refuses
 * `changed_meanwhile`, `role_unknown`, and everything `decideSteps` finds.
 */
export async function setStepTemplate(
  ctx: Context,
  { course, version, steps, reason }: Taken<Lines['setStepTemplate']>,
): Promise<Answered<Lines['setStepTemplate']>> {
  // Load.
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(hashtext('duebook.step_templates'), ${ctx.org_id}::int)`)
  const latest = await latestVersion(ctx, course)
  const roles = await ctx.tx.rows(sql<{ code: string }>`select code from roles where org_id = ${ctx.org_id}`)

  // Decide.
  if (latest !== version) refuse('changed_meanwhile', { version: latest })
  refuseAll(decideSteps(steps, new Set(roles.map(row => row.code))))

  // Write.
  const recorded_at = await moment(ctx)
  const recorded_by = ctx.actor.person_id
  const next = { course, version: version + 1, reason }
  await insertRows(ctx.tx, 'step_templates', ctx.org_id, [{ ...next, steps, recorded_at, recorded_by }])

  // Record.
  await record(ctx, 'step_template.set', recorded_at, [{ subject_id: recorded_by, data: { ...next, steps } }])
  return { course, version: version + 1 }
}

/** What is wrong with steps: signing comes first, each stands once, days count from an earlier one. Pure. [CTR-9] */
export function decideSteps(steps: readonly StepRule[], roles: ReadonlySet<string>): Problem[] {
  const evident: readonly string[] = stepsWithEvidence
  const problem = (code: Problem['code'], params: Record<string, unknown>): Problem => ({ index: 0, code, params })
  return steps.flatMap((rule, at): Problem[] => {
    const { step, from, owner } = rule
    const before = steps.slice(0, at).map(one => one.step)
    return [
      ...((step === 'signed') === (at === 0) ? [] : [problem('steps_signed_first', { step })]),
      ...(before.includes(step) ? [problem('step_twice', { step })] : []),
      ...(from !== null && !before.includes(from) ? [problem('step_from_later', { step, from })] : []),
      ...(rule.evidence && !evident.includes(step) ? [problem('step_without_evidence', { step })] : []),
      ...(owner === 'responsible' || roles.has(owner) ? [] : [problem('role_unknown', { role: owner })]),
    ]
  })
}

async function latestVersion(ctx: Context, course: Course): Promise<number> {
  const row = await ctx.tx.first(sql<{ version: number }>`
    select coalesce(max(version), 0) as version from step_templates where org_id = ${ctx.org_id} and course = ${course}`)
  return row?.version ?? 0
}
