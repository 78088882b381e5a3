import { sql } from 'kysely'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import type { Day, Instant } from '../kernel/values.ts'
import { type Notice, notify } from './notify.ts'
import { peopleStates } from './people.ts'
import type { Subject } from './subjects.ts'
import { blindOwners, ownerProblems } from './tasks.ts'
import type { tasksContract } from './tasks-contract.ts'

type Lines = typeof tasksContract
type Changed = Answered<Lines['finishTasks']>

/** A task as it stands, locked. */
export type Standing = {
  task_id: string
  owner_id: string
  given_by: string
  due_on: Day
  due_time: string | null
  state: 'open' | 'finished' | 'dropped'
  version: number
  subject_kind: Subject['subject_kind'] | null
  subject_id: string | null
  customer_id: string | null
  entity_id: string | null
  whole: boolean
}

/** Who changes tasks: the person, and whether those of others too. */
export type Changer = { person_id: string; may_manage: boolean }

const changerOf = (ctx: Context): Changer => ({
  person_id: ctx.actor.person_id,
  may_manage: may(ctx, 'task.manage'),
})

/** Locks tasks, all in one order, so that verbs over the same ones queue. */
async function lockTasks(ctx: Context, lines: readonly { task_id: string }[]): Promise<Map<string, Standing>> {
  const rows = await ctx.tx.rows(sql<Standing>`
    select t.task_id, t.owner_id, t.given_by, t.due_on, t.due_time, t.state, t.version, t.subject_kind, t.subject_id,
      t.customer_id, t.entity_id, t.whole
    from tasks t where t.org_id = ${ctx.org_id} and t.task_id = any (${lines.map(line => line.task_id)}::uuid[])
    order by t.task_id for update`)
  return new Map(rows.map(row => [row.task_id, row]))
}

/**
 * The tasks that lines name, and why some of them cannot be changed: unknown, named twice, not open, or, where it takes
 * the owner, the giver or who manages tasks, none of them. Pure. [TSK-8]
 */
export function decideStanding(
  tasks: ReadonlyMap<string, Standing>,
  lines: readonly { task_id: string }[],
  changer: Changer,
  anybody = false,
): Problem[] {
  const named = new Set<string>()
  return lines.flatMap(({ task_id }, index): Problem[] => {
    const task = tasks.get(task_id)
    if (!task) return [{ index, code: 'task_unknown', params: { task_id } }]
    if (named.has(task_id)) return [{ index, code: 'task_named_twice', params: { task_id } }]
    named.add(task_id)
    if (task.state !== 'open') return [{ index, code: 'task_not_open', params: { task_id, state: task.state } }]
    const own = task.owner_id === changer.person_id || task.given_by === changer.person_id
    if (!anybody && !own && !changer.may_manage) return [{ index, code: 'task_of_another', params: { task_id } }]
    return []
  })
}

const at = (tasks: ReadonlyMap<string, Standing>, line: { task_id: string }) => tasks.get(line.task_id) as Standing
const answerOf = (lines: readonly { task_id: string }[], tasks: ReadonlyMap<string, Standing>): Changed => ({
  rows: lines.map(line => ({ task_id: line.task_id, version: at(tasks, line).version + 1 })),
})

/** Those of these people who do not act themselves are told about a task. */
function noticesOf(ctx: Context, task: Standing, kind: Notice['kind'], people: readonly string[]): Notice[] {
  return [...new Set(people)]
    .filter(person_id => person_id !== ctx.actor.person_id)
    .map(person_id => ({ person_id, kind, about_id: task.task_id, occasion: String(task.version + 1) }))
}

/** Owner and giver of tasks are told that something about them changed. */
const tellMoved = (
  ctx: Context,
  recorded_at: Instant,
  tasks: ReadonlyMap<string, Standing>,
  lines: readonly { task_id: string }[],
): Promise<void> =>
  notify(
    ctx,
    recorded_at,
    lines.flatMap(line => {
      const task = at(tasks, line)
      return noticesOf(ctx, task, 'task_moved', [task.owner_id, task.given_by])
    }),
  )

type Handed = { task_id: string; owner_id: string; why?: string | undefined }

async function writeOwners(ctx: Context, lines: readonly Handed[]): Promise<void> {
  await ctx.tx.rows(sql`
    update tasks t set owner_id = w.owner_id, version = t.version + 1,
      people = case when w.owner_id = any (t.people) then t.people else t.people || w.owner_id end
    from unnest(${lines.map(line => line.task_id)}::uuid[], ${lines.map(line => line.owner_id)}::uuid[]) as w (task_id, owner_id)
    where t.org_id = ${ctx.org_id} and t.task_id = w.task_id`)
}

const ownerHappening = (tasks: ReadonlyMap<string, Standing>) => (line: Handed) => ({
  subject_id: line.task_id,
  data: { from_id: at(tasks, line).owner_id, owner_id: line.owner_id, why: line.why },
})

/**
 * Takes tasks of others over; who sees a task may, and the one who had it and the one who gave it are told. [TSK-8]
 * Refuses `task_unknown`, `task_named_twice`, `task_not_open`, `task_own_already`.
 */
export async function takeOverTasks(ctx: Context, lines: Taken<Lines['takeOverTasks']>): Promise<Changed> {
  // Load.
  const [tasks, recorded_at] = await Promise.all([lockTasks(ctx, lines), moment(ctx)])

  // Decide.
  const owner_id = ctx.actor.person_id
  const problems = decideStanding(tasks, lines, changerOf(ctx), true)
  refuseAll([
    ...problems,
    ...ownAlready(
      tasks,
      lines.map(line => ({ ...line, owner_id })),
    ),
  ])
  const handed = lines.map(line => ({ ...line, owner_id }))

  // Write.
  await writeOwners(ctx, handed)
  await tellMoved(ctx, recorded_at, tasks, lines)

  // Record.
  await record(ctx, 'task.taken_over', recorded_at, handed.map(ownerHappening(tasks)))
  return answerOf(lines, tasks)
}

/** Tasks that are to go to who has them. Pure. */
export function ownAlready(tasks: ReadonlyMap<string, Standing>, lines: readonly Handed[]): Problem[] {
  return lines.flatMap(({ task_id, owner_id }, index) =>
    tasks.get(task_id)?.owner_id === owner_id
      ? [{ index, code: 'task_own_already' as const, params: { task_id, owner_id } }]
      : [],
  )
}

/**
 * Hands tasks on to somebody else, who is told, as is the one who had it. [TSK-6] [TSK-8] Refuses `task_unknown`,
 * `task_named_twice`, `task_not_open`, `task_of_another`, `task_own_already`, `person_unknown`, `person_disabled`, `task_owner_blind`.
 */
export async function reassignTasks(ctx: Context, lines: Taken<Lines['reassignTasks']>): Promise<Changed> {
  // Load.
  const [tasks, recorded_at, people] = await Promise.all([
    lockTasks(ctx, lines),
    moment(ctx),
    peopleStates(
      ctx,
      lines.map(line => line.owner_id),
    ),
  ])

  // Decide.
  refuseAll([
    ...decideStanding(tasks, lines, changerOf(ctx)),
    ...ownAlready(tasks, lines),
    ...lines.flatMap((line, index) => ownerProblems(people, line.owner_id, index)),
  ])
  refuseAll(
    await blindOwners(
      ctx,
      lines.map(line => ({ owner_id: line.owner_id, subject: subjectOf(at(tasks, line)) })),
    ),
  )

  // Write.
  await writeOwners(ctx, lines)
  await notify(
    ctx,
    recorded_at,
    lines.flatMap(line => {
      const task = at(tasks, line)
      return [
        ...noticesOf(ctx, task, 'task_given', [line.owner_id]),
        ...noticesOf(
          ctx,
          task,
          'task_moved',
          [task.owner_id, task.given_by].filter(id => id !== line.owner_id),
        ),
      ]
    }),
  )

  // Record.
  await record(ctx, 'task.reassigned', recorded_at, lines.map(ownerHappening(tasks)))
  return answerOf(lines, tasks)
}

const subjectOf = ({ subject_kind, subject_id, customer_id, entity_id, whole }: Standing): Subject | null =>
  subject_kind && subject_id ? { subject_kind, subject_id, customer_id, entity_id, whole } : null

/**
 * Moves tasks to another day; the other of owner and giver is told. [TSK-5] [TSK-8]
 * Refuses `task_unknown`, `task_named_twice`, `task_not_open`, `task_of_another`, `task_due_past`.
 */
export async function postponeTasks(ctx: Context, lines: Taken<Lines['postponeTasks']>): Promise<Changed> {
  // Load.
  const [tasks, recorded_at] = await Promise.all([lockTasks(ctx, lines), moment(ctx)])

  // Decide.
  const past = lines.flatMap(({ due_on }, index) =>
    due_on < ctx.today ? [{ index, code: 'task_due_past' as const, params: { due_on, today: ctx.today } }] : [],
  )
  refuseAll([...decideStanding(tasks, lines, changerOf(ctx)), ...past])

  // Write.
  await ctx.tx.rows(sql`
    update tasks t set due_on = w.due_on, due_time = w.due_time, version = t.version + 1
    from unnest(${lines.map(line => line.task_id)}::uuid[], ${lines.map(line => line.due_on)}::date[],
      ${lines.map(line => line.due_time ?? null)}::text[]) as w (task_id, due_on, due_time)
    where t.org_id = ${ctx.org_id} and t.task_id = w.task_id`)
  await tellMoved(ctx, recorded_at, tasks, lines)

  // Record.
  const happenings = lines.map(line => {
    const { due_on, due_time } = at(tasks, line)
    return {
      subject_id: line.task_id,
      data: { from_on: due_on, from_time: due_time, due_on: line.due_on, due_time: line.due_time, why: line.why },
    }
  })
  await record(ctx, 'task.postponed', recorded_at, happenings)
  return answerOf(lines, tasks)
}

/**
 * Finishes tasks, saying what came of them; the other of owner and giver is told. [TSK-8]
 * Refuses `task_unknown`, `task_named_twice`, `task_not_open`, `task_of_another`.
 */
export async function finishTasks(ctx: Context, lines: Taken<Lines['finishTasks']>): Promise<Changed> {
  // Load.
  const [tasks, recorded_at] = await Promise.all([lockTasks(ctx, lines), moment(ctx)])

  // Decide.
  refuseAll(decideStanding(tasks, lines, changerOf(ctx)))

  // Write.
  await writeEnd(ctx, tasks, 'finished', recorded_at, lines)

  // Record.
  const happenings = lines.map(({ task_id, outcome }) => ({ subject_id: task_id, data: { outcome } }))
  await record(ctx, 'task.finished', recorded_at, happenings)
  return answerOf(lines, tasks)
}

/** Drops tasks that need not be done any more, with a reason. [TSK-8] Refuses like `finishTasks`. */
export async function dropTasks(ctx: Context, lines: Taken<Lines['dropTasks']>): Promise<Changed> {
  // Load.
  const [tasks, recorded_at] = await Promise.all([lockTasks(ctx, lines), moment(ctx)])

  // Decide.
  refuseAll(decideStanding(tasks, lines, changerOf(ctx)))

  // Write.
  const ends = lines.map(({ task_id, reason }) => ({ task_id, outcome: reason }))
  await writeEnd(ctx, tasks, 'dropped', recorded_at, ends)

  // Record.
  const happenings = lines.map(({ task_id, reason }) => ({ subject_id: task_id, data: { reason } }))
  await record(ctx, 'task.dropped', recorded_at, happenings)
  return answerOf(lines, tasks)
}

async function writeEnd(
  ctx: Context,
  tasks: ReadonlyMap<string, Standing>,
  state: 'finished' | 'dropped',
  closed_at: Instant,
  lines: readonly { task_id: string; outcome: string }[],
): Promise<void> {
  await ctx.tx.rows(sql`
    update tasks t set state = ${state}, outcome = w.outcome, closed_by = ${ctx.actor.person_id}, closed_at = ${closed_at},
      version = t.version + 1
    from unnest(${lines.map(line => line.task_id)}::uuid[], ${lines.map(line => line.outcome)}::text[]) as w (task_id, outcome)
    where t.org_id = ${ctx.org_id} and t.task_id = w.task_id`)
  await notify(
    ctx,
    closed_at,
    lines.flatMap(line => {
      const task = at(tasks, line)
      return noticesOf(ctx, task, 'task_closed', [task.owner_id, task.given_by])
    }),
  )
}

/**
 * Takes the end of tasks back, which one gave them by mistake: they are open again, and the others of the task are told.
 * [TSK-14] Refuses `task_unknown`, `task_named_twice`, `task_not_closed`, `task_of_another`, and `task_given_again` where its
 * rule has given another meanwhile.
 */
export async function reopenTasks(ctx: Context, lines: Taken<Lines['reopenTasks']>): Promise<Changed> {
  // Load.
  const [tasks, recorded_at] = await Promise.all([lockTasks(ctx, lines), moment(ctx)])
  // Of two that a rule gave one after the other the earlier is opened, where both are asked for at once.
  const named = lines.map(line => line.task_id)
  const again = await ctx.tx.rows(sql<{ task_id: string }>`
    select distinct t.task_id from tasks t
    join tasks o on o.org_id = t.org_id and o.rule = t.rule and o.subject_id = t.subject_id
      and (o.state = 'open' or (o.task_id = any (${named}::uuid[]) and o.task_id < t.task_id))
    where t.org_id = ${ctx.org_id} and t.task_id = any (${named}::uuid[]) and t.state <> 'open'`)

  // Decide.
  refuseAll(decideReopening(tasks, lines, changerOf(ctx), new Set(again.map(row => row.task_id))))

  // Write.
  await ctx.tx.rows(sql`
    update tasks t set state = 'open', outcome = null, closed_by = null, closed_at = null, version = t.version + 1
    where t.org_id = ${ctx.org_id} and t.task_id = any (${named}::uuid[])`)
  await tellMoved(ctx, recorded_at, tasks, lines)

  // Record.
  const happenings = lines.map(({ task_id }) => ({ subject_id: task_id, data: { was: tasks.get(task_id)?.state } }))
  await record(ctx, 'task.reopened', recorded_at, happenings)
  return answerOf(lines, tasks)
}

/** Why tasks cannot be opened again; `again` are those whose rule has given another. Pure. [TSK-14] */
export function decideReopening(
  tasks: ReadonlyMap<string, Standing>,
  lines: readonly { task_id: string }[],
  changer: Changer,
  again: ReadonlySet<string>,
): Problem[] {
  // As if they were open: who may change an open one may take its end back.
  const open = new Map([...tasks].map(([id, task]) => [id, { ...task, state: 'open' as const }]))
  return [
    ...decideStanding(open, lines, changer),
    ...lines.flatMap(({ task_id }, index): Problem[] => {
      if (tasks.get(task_id)?.state === 'open') return [{ index, code: 'task_not_closed', params: { task_id } }]
      return again.has(task_id) ? [{ index, code: 'task_given_again', params: { task_id } }] : []
    }),
  ]
}
