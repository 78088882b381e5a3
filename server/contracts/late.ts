import { sql } from 'kysely'
import { type Database, transaction } from '../db/connect.ts'
import type { Context } from '../kernel/context.ts'
import { may } from '../kernel/context.ts'
import { enqueueFor, type JobHandler, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { loadSubjects, whoSees } from '../tasks/subjects.ts'
import { giveTasks } from '../tasks/tasks.ts'
import { readSteps } from './queries.ts'

type Standing = Awaited<ReturnType<typeof readSteps>>[number]
type Step = Standing['steps'][number]

const words = {
  en: {
    late: (number: string, step: Step) => `Contract ${number}: “${step.name_en}” is late`,
    skipped: (number: string, step: Step) => `Contract ${number}: “${step.name_en}” was skipped`,
  },
  zh: {
    late: (number: string, step: Step) => `合同 ${number}：“${step.name_zh}”逾期`,
    skipped: (number: string, step: Step) => `合同 ${number}：“${step.name_zh}”被跳过`,
  },
}

/** The most contracts one run looks at for one person. */
const most = 500

/**
 * Every morning: whoever is responsible for an active contract (its salesperson where that person signs in, else who entered
 * it) sees to it that each step that is late, and each that was skipped, has a task; one at a time for a step. It is theirs, or
 * of somebody who holds the role that owns the step and sees the contract. What is overdue to be paid is the work of collections
 * and raises none here. [CTR-11] [CTR-13]
 */
export function lateSweep(db: Database): Sweep {
  return {
    name: 'contracts-late',
    cron: '20 22 * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const people = await tx.rows(sql<{ person_id: string }>`
          select distinct ${responsible} as person_id from contracts k ${theirs}
          where k.org_id = ${org_id} and k.state = 'active' and ${responsible} is not null`)
        const works = people.map(({ person_id }) => ({ person_id, input: {} }))
        if (works.length > 0) await enqueueFor(tx, org_id, 'contract.late', works)
      }),
  }
}

const theirs = sql`
  left join people s on s.org_id = k.org_id and s.person_id = k.salesperson_id and s.state = 'active' and s.user_id is not null
  left join contract_versions v on v.org_id = k.org_id and v.contract_id = k.contract_id and v.version = 1`
const responsible = sql`coalesce(s.person_id, v.recorded_by)`

/** Gives one person the tasks about contracts that are theirs, with their own eyes. */
export const giveLate: JobHandler = async run => run.step(ctx => giveLateTasks(ctx))

/** Answers how many tasks are new. */
export async function giveLateTasks(ctx: Context): Promise<number> {
  if (!may(ctx, 'contract.read') || !may(ctx, 'task.give')) return 0
  const mine = await ctx.tx.rows(sql<{ contract_id: string }>`
    select k.contract_id from contracts k ${theirs}
    where k.org_id = ${ctx.org_id} and k.state = 'active' and ${responsible} = ${ctx.actor.person_id}
    order by k.signed_on, k.contract_id limit ${most}`)
  const language = ctx.actor.locale === 'en' ? 'en' : 'zh'
  const standing = await readSteps(
    ctx,
    mine.map(row => row.contract_id),
  )
  const troubles = standing.flatMap(({ contract_id, number, steps }) =>
    steps
      .filter(({ step, skipped, late }) => step !== 'signed' && step !== 'paid' && (skipped || late))
      .map(step => ({ contract_id, number, step, rule: step.skipped ? ('skipped' as const) : ('late' as const) })),
  )
  if (troubles.length === 0) return 0
  const ownerOf = await ownersOf(ctx, troubles)
  const { rows } = await giveTasks(
    ctx,
    troubles.map(({ contract_id, step, rule, number }) => ({
      title: words[language][rule](number, step),
      due_on: ctx.today,
      owner_id: ownerOf(step.owner, contract_id) ?? ctx.actor.person_id,
      subject_kind: 'contract' as const,
      subject_id: contract_id,
      rule: `contract.${rule}.${step.step}`,
    })),
  )
  return rows.filter(row => !row.known).length
}

/** Of each role that owns a step, the first person who holds it and sees the contract. */
async function ownersOf(
  ctx: Context,
  troubles: readonly { contract_id: string; step: Step }[],
): Promise<(role: string, contract_id: string) => string | null> {
  const owned = troubles.filter(({ step }) => step.owner !== 'responsible')
  if (owned.length === 0) return () => null
  const roles = [...new Set(owned.map(({ step }) => step.owner))]
  const [people, subjects] = await Promise.all([
    ctx.tx.rows(sql<{ code: string; person_id: string }>`
      select distinct r.code, p.name, p.person_id from roles r
      join role_grants g on g.org_id = r.org_id and g.role_id = r.role_id and g.revoked_at is null
        and coalesce(g.valid_from, ${ctx.today}) <= ${ctx.today} and coalesce(g.valid_to, ${ctx.today}) >= ${ctx.today}
      join people p on p.org_id = g.org_id and p.person_id = g.person_id and p.state = 'active'
      where r.org_id = ${ctx.org_id} and r.code = any (${roles}) order by r.code, p.name, p.person_id`),
    loadSubjects(
      ctx,
      owned.map(({ contract_id }) => ({ subject_kind: 'contract' as const, subject_id: contract_id })),
    ),
  ])
  const looks = [...subjects.values()].flatMap(subject =>
    people.map(({ code, person_id }) => ({ code, person_id, subject, permission: 'task.give' as const })),
  )
  const seen = await whoSees(ctx, looks)
  return (role, contract_id) =>
    looks.find(look => look.code === role && look.subject.subject_id === contract_id && seen.has(look))?.person_id ??
    null
}
