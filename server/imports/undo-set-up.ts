import { sql } from 'kysely'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, Refusal, refuse, refuseAll } from '../kernel/errors.ts'
import { enqueue, type JobHandler } from '../kernel/jobs.ts'
import { undoOpening } from '../ledger/opening-undo.ts'
import type { importsContract } from './contract.ts'
import { beginUndo, takeBack } from './undo.ts'

type Lines = typeof importsContract
type Plan = Answered<Lines['setUpToUndo']>
type Work = { imports: string[]; openings: string[]; reason: string }

/** What undoing the set-up would take back, in the order in which it would, and what stands in the way. [IMP-19] */
export async function setUpToUndo(ctx: Context): Promise<Plan> {
  const [imports, openings, locked] = await Promise.all([
    ctx.tx.rows(sql<Plan['imports'][number]>`
      select i.import_id, i.kind, i.file_name, i.rows_ok::int as rows, i.created_at, p.name as by_name
      from imports i left join people p on p.org_id = i.org_id and p.person_id = i.created_by
      where i.org_id = ${ctx.org_id} and not i.dry_run and i.state in ('done', 'cancelled', 'failed') and i.rows_ok > 0
      order by i.created_at desc, i.import_id desc limit 500`),
    ctx.tx.rows(sql<Plan['openings'][number]>`
      select o.opening_id, e.code as entity_code, o.cutover_on,
        (select count(*)::int from open_items i where i.org_id = o.org_id and i.opening_id = o.opening_id) as items
      from openings o join entities e on e.org_id = o.org_id and e.entity_id = o.entity_id
      where o.org_id = ${ctx.org_id} and o.state = 'open' and not exists (
        select from import_openings m join imports i on i.org_id = m.org_id and i.import_id = m.import_id
        where m.org_id = o.org_id and m.opening_id = o.opening_id and i.state in ('done', 'cancelled', 'failed'))
      order by e.code, o.opening_id`),
    ctx.tx.rows(sql<{ code: string }>`
      select distinct e.code from openings o join entities e on e.org_id = o.org_id and e.entity_id = o.entity_id
      where o.org_id = ${ctx.org_id} and o.state = 'locked' order by 1`),
  ])
  return { imports, openings, locked: locked.map(row => row.code) }
}

/** What stands against it: locked openings, nothing to take back, or the organisation's name typed otherwise. */
export function decideUndoSetUp(plan: Plan, name: string, confirm: string): Problem[] {
  const problems: Problem[] = []
  if (plan.locked.length > 0)
    problems.push({ index: 0, code: 'set_up_locked', params: { entities: plan.locked.join(', ') } })
  else if (plan.imports.length + plan.openings.length === 0)
    problems.push({ index: 0, code: 'set_up_empty', params: {} })
  if (confirm.trim() !== name.trim()) problems.push({ index: 0, code: 'confirmation_differs', params: { name } })
  return problems
}

/**
 * Takes the whole set-up back before anything is locked: every import, the last one first, and the openings that came
 * another way. [IMP-19] Refuses `set_up_locked`, `set_up_empty`, `confirmation_differs`, `permission_missing`.
 */
export async function undoSetUp(
  ctx: Context,
  { confirm, reason }: Taken<Lines['undoSetUp']>,
): Promise<Answered<Lines['undoSetUp']>> {
  // Load.
  if (!may(ctx, 'opening.undo')) refuse('permission_missing', { permission: 'opening.undo' })
  const organisation = await ctx.tx.first(sql<{ name: string }>`
    select name from organisations where org_id = ${ctx.org_id} for update`)
  const plan = await setUpToUndo(ctx)
  const recorded_at = await moment(ctx)

  // Decide.
  refuseAll(decideUndoSetUp(plan, organisation?.name ?? '', confirm))

  // Write.
  const imports = plan.imports.map(row => row.import_id)
  const openings = plan.openings.map(row => row.opening_id)
  const job_id = await enqueue(ctx, 'set_up.undo', { imports, openings, reason } satisfies Work)

  // Record.
  const data = { reason, imports: imports.length, openings: openings.length, job_id }
  await record(ctx, 'set_up.undone', recorded_at, [{ subject_id: ctx.actor.person_id, data }])
  return { job_id, imports: imports.length, openings: openings.length }
}

/**
 * The last import first, since it may stand on the earlier ones; begun again after a crash it goes on with what is left.
 * What turns out to be built upon stops it there: what is undone stays undone, and that import says what stands on it.
 */
export const undoSetUpHandler: JobHandler = async run => {
  const { imports, openings, reason } = run.input as Work
  const total = imports.length + openings.length
  let done = 0
  for (const import_id of imports) {
    const state = await run.step(async ctx => {
      const row = await ctx.tx.first(sql<{ state: string; job_id: string | null }>`
        select state, job_id from imports where org_id = ${ctx.org_id} and import_id = ${import_id}`)
      if (row && row.state !== 'undone' && !(row.state === 'undoing' && row.job_id === run.job_id))
        await beginUndo(ctx, import_id, reason, run.job_id)
      return row?.state
    })
    if (state !== 'undone') await takeBack(run, import_id, reason)
    await run.progress(++done, total)
  }
  for (const opening_id of openings) {
    await run.step(async ctx => {
      try {
        await undoOpening(ctx, { opening_id, reason })
      } catch (error) {
        // Begun again: it was undone before the crash.
        if (!(error instanceof Refusal) || !error.problems.every(problem => problem.code === 'opening_unknown'))
          throw error
      }
    })
    await run.progress(++done, total)
  }
  return { imports: imports.length, openings: openings.length }
}
