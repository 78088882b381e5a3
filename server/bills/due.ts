import { sql } from 'kysely'
import { type Database, transaction } from '../db/connect.ts'
import { type Context, may } from '../kernel/context.ts'
import { enqueueFor, type JobHandler, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { giveTasks } from '../tasks/tasks.ts'

type Due = {
  bill_id: string
  receipt_id: string
  number: string
  acceptor: string
  matures_on: string
  pledged: boolean
}

const words: Record<'en' | 'zh', (due: Due) => string> = {
  en: ({ number, acceptor, matures_on, pledged }) =>
    `${pledged ? 'Release and present' : 'Present'} bill …${number.slice(-8)} of ${acceptor}, due ${matures_on}`,
  zh: ({ number, acceptor, matures_on, pledged }) =>
    `票据 …${number.slice(-8)}（${acceptor}）将于 ${matures_on} 到期，请${pledged ? '解质并' : ''}提示付款`,
}

/** How many days before it is due a bill becomes a task, and the most bills one run looks at for one person. */
const ahead = 10
const most = 500

const itsToday = sql`(coalesce(o.demo_at, clock_timestamp()) at time zone o.time_zone)::date`

/** Every morning: who received a bill is given a task to present it, ten days before it falls due. [BIL-11] */
export function billSweep(db: Database): Sweep {
  return {
    name: 'bills-due',
    cron: '50 22 * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const people = await tx.rows(sql<{ person_id: string }>`
          select distinct m.recorded_by as person_id from bills b
          join bill_moves m on m.org_id = b.org_id and m.bill_id = b.bill_id and m.line = 1
          join organisations o on o.org_id = b.org_id
          where b.org_id = ${org_id} and b.state in ('held', 'pledged') and b.matures_on <= ${itsToday} + ${ahead}::int`)
        const works = people.map(({ person_id }) => ({ person_id, input: {} }))
        if (works.length > 0) await enqueueFor(tx, org_id, 'bills.due', works)
      }),
  }
}

/** Gives one person the tasks about bills that are theirs, with their own eyes. */
export const giveBillTasks: JobHandler = async run => run.step(ctx => giveDueTasks(ctx))

/** Answers how many tasks are new; one for each bill. [BIL-11] */
export async function giveDueTasks(ctx: Context): Promise<number> {
  if (!may(ctx, 'bill.read') || !may(ctx, 'receipt.read') || !may(ctx, 'task.give')) return 0
  const due = await ctx.tx.rows(sql<Due>`
    select b.bill_id, b.receipt_id, b.number, b.acceptor, b.matures_on, b.state = 'pledged' as pledged from bills b
    join bill_moves m on m.org_id = b.org_id and m.bill_id = b.bill_id and m.line = 1
    where b.org_id = ${ctx.org_id} and b.state in ('held', 'pledged') and b.matures_on <= ${ctx.today}::date + ${ahead}::int
      and m.recorded_by = ${ctx.actor.person_id}
    order by b.matures_on, b.bill_id limit ${most}`)
  if (due.length === 0) return 0
  const language = ctx.actor.locale === 'en' ? 'en' : 'zh'
  const { rows } = await giveTasks(
    ctx,
    due.map(one => ({
      title: words[language](one).slice(0, 300),
      due_on: one.matures_on < ctx.today ? ctx.today : one.matures_on,
      subject_kind: 'receipt' as const,
      subject_id: one.receipt_id,
      rule: 'bill.due',
    })),
  )
  return rows.filter(row => !row.known).length
}
