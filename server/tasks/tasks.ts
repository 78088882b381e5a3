import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import { type Day, newId } from '../kernel/values.ts'
import { notify } from './notify.ts'
import { peopleStates } from './people.ts'
import { loadSubjects, type Look, type Subject, whoSees } from './subjects.ts'
import type { tasksContract } from './tasks-contract.ts'

type Lines = typeof tasksContract
type Draft = Taken<Lines['giveTasks']>[number]

/** What `decideTasks` must know. */
export type Before = {
  today: Day
  /** Who gives them, and owns those that name nobody. */
  giver_id: string
  subjects: ReadonlyMap<string, Subject>
  people: ReadonlyMap<string, string>
  /** Open tasks by `ruleKey`. */
  known: ReadonlyMap<string, string>
}

/** A task as it is written, or the one that a rule has there already. */
export type Given = { task_id: string; known: boolean; draft: Draft; owner_id: string; subject: Subject | null }

const ruleKey = (rule: string, subject_id: string) => `${rule}\n${subject_id}`

/**
 * Gives tasks. [TSK-5] [TSK-6] [TSK-7] Refuses `task_due_past`, `subject_unknown`, `field_missing`, `person_unknown`,
 * `person_disabled`, and `task_owner_blind` where the owner may not see what it is about.
 */
export async function giveTasks(ctx: Context, drafts: Draft[]): Promise<Answered<Lines['giveTasks']>> {
  // Load. Rules that ask at the same time meet at the key of the open task; the later finds the first.
  const about = drafts.flatMap(({ subject_kind, subject_id }) =>
    subject_kind && subject_id ? [{ subject_kind, subject_id }] : [],
  )
  const [recorded_at, subjects, people, known] = await Promise.all([
    moment(ctx),
    loadSubjects(ctx, about),
    peopleStates(ctx, [ctx.actor.person_id, ...drafts.flatMap(draft => draft.owner_id ?? [])]),
    openTasksOfRules(ctx, drafts),
  ])

  // Decide.
  const before = { today: ctx.today, giver_id: ctx.actor.person_id, subjects, people, known }
  const { given, problems } = decideTasks(before, drafts)
  refuseAll([...problems, ...(await blindOwners(ctx, given))])
  const fresh = given.filter(task => !task.known)

  // Write.
  const given_by = ctx.actor.person_id
  await insertRows(
    ctx.tx,
    'tasks',
    ctx.org_id,
    fresh.map(({ task_id, owner_id, subject, draft }) => ({
      task_id,
      owner_id,
      given_by,
      people: [...new Set([given_by, owner_id])],
      title: draft.title,
      note: draft.note || null,
      due_on: draft.due_on,
      due_time: draft.due_time ?? null,
      recorded_at,
      rule: draft.rule ?? null,
      ...(subject ?? { subject_kind: null, subject_id: null, customer_id: null, entity_id: null, whole: false }),
    })),
  )
  await notify(
    ctx,
    recorded_at,
    fresh
      .filter(task => task.owner_id !== given_by)
      .map(({ task_id, owner_id }) => ({ person_id: owner_id, kind: 'task_given', about_id: task_id, occasion: '1' })),
  )

  // Record.
  const happenings = fresh.map(({ task_id, owner_id, draft }) => ({
    subject_id: task_id,
    data: { owner_id, ...draft },
  }))
  await record(ctx, 'task.given', recorded_at, happenings)
  return { rows: given.map(({ task_id, known: was }) => ({ task_id, known: was })) }
}

/** Those of these tasks whose rule has none about its document that somebody has closed: what was seen to does not come back. [TSK-13] */
export async function unlessClosed(ctx: Context, drafts: Draft[]): Promise<Draft[]> {
  const rows = await ctx.tx.rows(sql<{ rule: string; subject_id: string }>`
    select t.rule, t.subject_id
    from unnest(${drafts.map(draft => draft.rule ?? '')}::text[], ${drafts.map(draft => draft.subject_id ?? null)}::uuid[]) as w (rule, subject_id)
    join tasks t on t.org_id = ${ctx.org_id} and t.subject_id = w.subject_id and t.rule = w.rule and t.state <> 'open'`)
  const closed = new Set(rows.map(row => ruleKey(row.rule, row.subject_id)))
  return drafts.filter(draft => !closed.has(ruleKey(draft.rule ?? '', draft.subject_id ?? '')))
}

/** The tasks to give and everything that is wrong with them. Pure. */
export function decideTasks(before: Before, drafts: readonly Draft[]): { given: Given[]; problems: Problem[] } {
  const known = new Map(before.known)
  const problems: Problem[] = []
  const given = drafts.map((draft, index): Given => {
    const { subject_kind, subject_id, rule, owner_id = before.giver_id } = draft
    const refuse = (code: Problem['code'], params: Record<string, unknown>) => problems.push({ index, code, params })
    if (draft.due_on < before.today) refuse('task_due_past', { due_on: draft.due_on, today: before.today })
    if ((subject_kind === undefined) !== (subject_id === undefined))
      refuse('field_missing', { field: subject_kind ? 'subject_id' : 'subject_kind' })
    if (rule && !subject_id) refuse('field_missing', { field: 'subject_id' })
    const subject = subject_id ? (before.subjects.get(subject_id) ?? null) : null
    if (subject_kind && subject_id && subject?.subject_kind !== subject_kind)
      refuse('subject_unknown', { subject_kind, subject_id })
    problems.push(...ownerProblems(before.people, owner_id, index))
    const key = rule && subject_id ? ruleKey(rule, subject_id) : null
    const there = key ? known.get(key) : undefined
    const task_id = there ?? newId()
    if (key) known.set(key, task_id)
    return { task_id, known: there !== undefined, draft, owner_id, subject }
  })
  return { given, problems }
}

/** Why somebody can be given no task. Pure. */
export function ownerProblems(people: ReadonlyMap<string, string>, person_id: string, index: number): Problem[] {
  const state = people.get(person_id)
  if (state === undefined) return [{ index, code: 'person_unknown', params: { person_id } }]
  return state === 'disabled' ? [{ index, code: 'person_disabled', params: { person_id } }] : []
}

/** Owners other than the one who asks who may not see what their task is about, or may have no tasks at all. [TSK-6] */
export async function blindOwners(
  ctx: Context,
  tasks: readonly { owner_id: string; subject: Subject | null }[],
): Promise<Problem[]> {
  const looks = tasks.map(({ owner_id, subject }): Look | null =>
    owner_id === ctx.actor.person_id ? null : { person_id: owner_id, subject, permission: 'task.give' },
  )
  const seen = await whoSees(
    ctx,
    looks.filter(look => look !== null),
  )
  return looks.flatMap((look, index) =>
    look === null || seen.has(look)
      ? []
      : [{ index, code: 'task_owner_blind' as const, params: { person_id: look.person_id } }],
  )
}

async function openTasksOfRules(ctx: Context, drafts: readonly Draft[]): Promise<Map<string, string>> {
  const asked = drafts.filter(draft => draft.rule && draft.subject_id)
  if (asked.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<{ rule: string; subject_id: string; task_id: string }>`
    select t.rule, t.subject_id, t.task_id
    from unnest(${asked.map(draft => draft.rule)}::text[], ${asked.map(draft => draft.subject_id)}::uuid[]) as w (rule, subject_id)
    join tasks t on t.org_id = ${ctx.org_id} and t.rule = w.rule and t.subject_id = w.subject_id and t.state = 'open'`)
  return new Map(rows.map(row => [ruleKey(row.rule, row.subject_id), row.task_id]))
}
