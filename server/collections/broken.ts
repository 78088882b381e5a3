import { sql } from 'kysely'
import { type Database, transaction } from '../db/connect.ts'
import { type Context, may } from '../kernel/context.ts'
import { enqueueFor, type JobHandler, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { giveTasks } from '../tasks/tasks.ts'
import { close } from './agreements.ts'
import { listAgreements } from './agreements-list.ts'

const words = {
  en: (number: string, customer: string) => `Agreement ${number} with ${customer} is broken`,
  zh: (number: string, customer: string) => `与${customer}的协议 ${number} 未按期履行`,
}

/**
 * Every morning: whoever made an agreement of which a part was not paid in time is given a task about the customer, once; and
 * where the agreement says so it ends and the earlier days come back. [AGR-4]
 */
export function brokenSweep(db: Database): Sweep {
  return {
    name: 'agreements-broken',
    cron: '40 22 * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const people = await tx.rows(sql<{ person_id: string }>`
          select distinct recorded_by as person_id from agreements where org_id = ${org_id} and state = 'active'`)
        const works = people.map(({ person_id }) => ({ person_id, input: {} }))
        if (works.length > 0) await enqueueFor(tx, org_id, 'agreement.broken', works)
      }),
  }
}

/** Sees to the broken agreements of one person, with their own eyes. */
export const seeToBroken: JobHandler = async run => run.step(ctx => breakAgreements(ctx))

/** Answers how many were broken. */
export async function breakAgreements(ctx: Context): Promise<number> {
  if (!may(ctx, 'item.read') || !may(ctx, 'task.give')) return 0
  const { rows } = await listAgreements(ctx, { standing: ['late'], sort: 'agreed_on', limit: 200 })
  const own = await ctx.tx.rows(sql<{ agreement_id: string }>`
    select agreement_id from agreements where org_id = ${ctx.org_id} and recorded_by = ${ctx.actor.person_id}
      and agreement_id = any (${rows.map(row => row.agreement_id)}::uuid[])`)
  const mine = rows.filter(row => own.some(one => one.agreement_id === row.agreement_id))
  if (mine.length === 0) return 0
  const language = ctx.actor.locale === 'en' ? 'en' : 'zh'
  await giveTasks(
    ctx,
    mine.map(row => ({
      title: words[language](row.number, row.customer_name).slice(0, 200),
      due_on: ctx.today,
      subject_kind: 'customer' as const,
      subject_id: row.customer_id,
      rule: `agreement.broken.${row.number.toLowerCase()}`,
    })),
  )
  if (!may(ctx, 'agreement.make')) return mine.length
  for (const row of mine)
    if (row.reverts)
      await close(ctx, row.agreement_id, { state: 'broken', reason: String(row.next_on), restores: true })
  return mine.length
}
