import { sql } from 'kysely'
import { type Database, transaction } from '../db/connect.ts'
import { type Context, may } from '../kernel/context.ts'
import { enqueueFor, type JobHandler, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { giveTasks, unlessClosed } from '../tasks/tasks.ts'
import { arrivals, loadClock, overdue } from './posting.ts'

type Late = { id: string; kind: 'advice' | 'waiting'; customer_id: string; name: string; arrived_on: string }

const words: Record<'en' | 'zh', Record<Late['kind'], (late: Late) => string>> = {
  en: {
    advice: ({ name, arrived_on }) => `${name} announced money paid on ${arrived_on}: not posted in time`,
    waiting: ({ name, arrived_on }) => `Receipt of ${name} of ${arrived_on} waits for confirmation: not posted in time`,
  },
  zh: {
    advice: ({ name, arrived_on }) => `${name} 告知 ${arrived_on} 已付款，尚未入账，已超时限`,
    waiting: ({ name, arrived_on }) => `${name} ${arrived_on} 收款待复核，尚未入账，已超时限`,
  },
}

/** The most arrivals one run looks at for one person. */
const most = 200

/** Every morning: who is to see to money that arrived is given a task for each that is not posted in time. [RCP-22] */
export function postingSweep(db: Database): Sweep {
  return {
    name: 'receipts-to-post',
    cron: '50 22 * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const people = await tx.rows(sql<{ person_id: string }>`
          select distinct coalesce((o.settings -> 'receipts' ->> 'post_owner_id')::uuid, t.person_id) as person_id
          from organisations o cross join lateral (
            select w.recorded_by as person_id from waiting_receipts w
            where w.org_id = o.org_id and w.state = 'waiting' and w.kind = 'record'
            union all
            select coalesce(p.recorded_by, d.recorded_by) from payment_advices v
            left join pages p on p.org_id = v.org_id and p.page_id = v.page_id
            left join dispatches d on d.org_id = v.org_id and d.dispatch_id = v.dispatch_id
            where v.org_id = o.org_id and v.state = 'advised') t
          where o.org_id = ${org_id}`)
        const works = people.map(({ person_id }) => ({ person_id, input: {} }))
        if (works.length > 0) await enqueueFor(tx, org_id, 'receipt.posting', works)
      }),
  }
}

/** Gives one person the tasks about money that is theirs to see to, with their own eyes. */
export const givePostingTasks: JobHandler = async run => run.step(ctx => giveOverduePostings(ctx))

/** Answers how many tasks are new. [RCP-22] */
export async function giveOverduePostings(ctx: Context): Promise<number> {
  if (!may(ctx, 'receipt.read') || !may(ctx, 'customer.read') || !may(ctx, 'task.give')) return 0
  const clock = await loadClock(ctx)
  const rows = await ctx.tx.rows(sql<Late>`
    select a.id, a.kind, a.customer_id, c.name, a.arrived_on from ${arrivals(ctx, clock)} a
    join customers c on c.org_id = a.org_id and c.customer_id = a.customer_id
    where a.owner_id = ${ctx.actor.person_id} and ${overdue(ctx, clock)}
    order by a.arrived_on, a.id limit ${most}`)
  if (rows.length === 0) return 0
  const language = ctx.actor.locale === 'en' ? 'en' : 'zh'
  const drafts = await unlessClosed(
    ctx,
    rows.map(late => ({
      title: words[language][late.kind](late).slice(0, 300),
      due_on: ctx.today,
      subject_kind: 'customer' as const,
      subject_id: late.customer_id,
      rule: `receipt.post.${late.id}`,
    })),
  )
  if (drafts.length === 0) return 0
  const given = await giveTasks(ctx, drafts)
  return given.rows.filter(row => !row.known).length
}
