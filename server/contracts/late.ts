import { sql } from 'kysely'
import { type Database, transaction } from '../db/connect.ts'
import type { Context } from '../kernel/context.ts'
import { may } from '../kernel/context.ts'
import { enqueueFor, type JobHandler, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { giveTasks } from '../tasks/tasks.ts'
import { readSteps } from './queries.ts'
import type { stepTemplates } from './steps.ts'

type Step = (typeof stepTemplates)['goods'][number][0]

const words: Record<'en' | 'zh', Record<Exclude<Step, 'signed' | 'paid'>, (number: string) => string>> = {
  en: {
    delivered: number => `Contract ${number}: the delivery is late`,
    confirmed: number => `Contract ${number}: the customer’s confirmation is late`,
    billed: number => `Contract ${number}: the invoice is late`,
  },
  zh: {
    delivered: number => `合同 ${number}：发货逾期`,
    confirmed: number => `合同 ${number}：客户确认逾期`,
    billed: number => `合同 ${number}：开单逾期`,
  },
}

/** The most contracts one run looks at for one person. */
const most = 500

/**
 * Every morning: whoever is responsible for an active contract (its salesperson where that person signs in, else who entered
 * it) is given a task for each step that is late; one at a time for a step. What is overdue to be paid is the work of
 * collections and raises none here. [CTR-11]
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
  const drafts = standing.flatMap(({ contract_id, number, steps }) =>
    steps.flatMap(({ step, late }) =>
      late && step !== 'signed' && step !== 'paid'
        ? [
            {
              title: words[language][step](number),
              due_on: ctx.today,
              subject_kind: 'contract' as const,
              subject_id: contract_id,
              rule: `contract.late.${step}`,
            },
          ]
        : [],
    ),
  )
  if (drafts.length === 0) return 0
  const { rows } = await giveTasks(ctx, drafts)
  return rows.filter(row => !row.known).length
}
