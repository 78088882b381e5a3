import { type RawBuilder, sql } from 'kysely'
import { readFileRules, rulesOver } from '../customers/file-rules.ts'
import type { FileRules } from '../customers/file-rules-contract.ts'
import { reviewDue } from '../customers/quality.ts'
import { type Database, transaction } from '../db/connect.ts'
import { assert } from '../kernel/errors.ts'
import { type Context, may } from '../kernel/context.ts'
import { enqueueFor, type JobHandler, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { type Day, dayOf, type Instant } from '../kernel/values.ts'
import { dropTasks } from '../tasks/task-changes.ts'
import { giveTasks, unlessClosed } from '../tasks/tasks.ts'

type Due = { customer_id: string; name: string; due_on: Day }

const words = {
  en: {
    due: ({ name, due_on }: Due) => `${name}: the file has been due for review since ${due_on}`,
    over: 'The file was reviewed, or its next review is later now.',
  },
  zh: {
    due: ({ name, due_on }: Due) => `${name}：客户档案自 ${due_on} 起应复查`,
    over: '档案已复查，或复查日已推后。',
  },
}

/** The most such tasks one person has open at a time; the longest due come first, the others as these are closed. */
const openAtMost = 20

const rulePrefix = 'customer.review.'

/** Whose task the review of a customer `c` is: its salesperson where that person signs in, else who first may change any customer. */
const responsible = sql`coalesce((
  select p.person_id from customer_accounts a
  join people p on p.org_id = a.org_id and p.person_id = a.salesperson_id and p.state = 'active' and p.user_id is not null
  where a.org_id = c.org_id and a.customer_id = c.customer_id order by a.entity_id limit 1), (
  select g.person_id from role_grants g
  join role_permissions w on w.org_id = g.org_id and w.role_id = g.role_id and w.permission = 'customer.write'
  join people p on p.org_id = g.org_id and p.person_id = g.person_id and p.state = 'active'
  where g.org_id = c.org_id and g.revoked_at is null and g.customers = '' and g.entity_ids is null
  order by p.user_id is null, p.recorded_at, p.person_id limit 1))`

const isDue = (org_id: number, due_on: RawBuilder<unknown>, today: Day) => sql`
  c.org_id = ${org_id} and c.state = 'active' and not c.pending and ${due_on} <= ${today}::date`

type Organisation = { now: Instant; time_zone: string; own: Partial<FileRules> | null }

/** Every morning: who looks after customers is given tasks for those whose file is due for review. [CUS-37] */
export function reviewSweep(db: Database): Sweep {
  return {
    name: 'customer-reviews',
    cron: '42 22 * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const found = await tx.first(sql<Organisation>`
          select coalesce(demo_at, clock_timestamp()) as now, time_zone, settings -> 'customer_file' as own
          from organisations where org_id = ${org_id}`)
        assert(found, 'the organisation is there')
        const { now, time_zone, own } = found
        const due_on = reviewDue(time_zone, rulesOver(own))
        const people = await tx.rows(sql<{ person_id: string }>`
          select distinct r.person_id from (
            select ${responsible} as person_id from customers c where ${isDue(org_id, due_on, dayOf(now, time_zone))}
            union select t.owner_id from tasks t
            where t.org_id = ${org_id} and t.state = 'open' and t.rule like ${`${rulePrefix}%`}) r
          where r.person_id is not null`)
        const works = people.map(({ person_id }) => ({ person_id, input: {} }))
        if (works.length > 0) await enqueueFor(tx, org_id, 'customer.reviews', works)
      }),
  }
}

/** Gives one person the tasks about files that are theirs to review, with their own eyes. */
export const giveReviews: JobHandler = async run => run.step(ctx => giveReviewTasks(ctx))

/**
 * Drops one's tasks about reviews that are done or not due any more, and gives those that are due: so many that no more than
 * twenty are open at once, the longest due first. What was closed does not come back for the same day. Answers how many are
 * new. [CUS-37]
 */
export async function giveReviewTasks(ctx: Context): Promise<number> {
  if (!may(ctx, 'customer.read') || !may(ctx, 'task.give')) return 0
  const rules = await readFileRules(ctx)
  const due_on = reviewDue(ctx.actor.time_zone, rules)
  const said = words[ctx.actor.locale === 'en' ? 'en' : 'zh']
  const open = await ctx.tx.rows(sql<{ task_id: string; due: boolean }>`
    select t.task_id, exists (
      select from customers c where c.customer_id = t.subject_id and ${isDue(ctx.org_id, due_on, ctx.today)}) as due
    from tasks t where t.org_id = ${ctx.org_id} and t.state = 'open' and t.owner_id = ${ctx.actor.person_id}
      and t.rule like ${`${rulePrefix}%`}`)
  const over = open.filter(task => !task.due)
  if (over.length > 0)
    await dropTasks(
      ctx,
      over.map(({ task_id }) => ({ task_id, reason: said.over })),
    )
  const room = openAtMost - (open.length - over.length)
  if (room <= 0) return 0
  const found = await ctx.tx.rows(sql<Due>`
    select c.customer_id, c.name, ${due_on} as due_on from customers c
    where ${isDue(ctx.org_id, due_on, ctx.today)} and ${responsible} = ${ctx.actor.person_id}
      and not exists (select from tasks t where t.org_id = c.org_id and t.subject_id = c.customer_id
        and t.rule = ${rulePrefix} || ${due_on}::text)
    order by due_on, c.customer_id limit ${room}`)
  const drafts = await unlessClosed(
    ctx,
    found.map(one => ({
      title: said.due(one).slice(0, 200),
      due_on: ctx.today,
      subject_kind: 'customer' as const,
      subject_id: one.customer_id,
      rule: `${rulePrefix}${one.due_on}`,
    })),
  )
  if (drafts.length === 0) return 0
  const { rows } = await giveTasks(ctx, drafts)
  return rows.filter(row => !row.known).length
}
