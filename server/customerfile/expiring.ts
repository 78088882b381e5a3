import { type RawBuilder, sql } from 'kysely'
import { readFileRules, standardRules } from '../customers/file-rules.ts'
import type { documentKinds } from '../customers/file-names-contract.ts'
import { type Database, transaction } from '../db/connect.ts'
import { type Context, may } from '../kernel/context.ts'
import { enqueueFor, type JobHandler, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { giveTasks, unlessClosed } from '../tasks/tasks.ts'

type Kind = (typeof documentKinds)[number]
type Ending = { customer_id: string; kind: Kind; title: string; name: string; valid_until: string }

const words: Record<'en' | 'zh', (ending: Ending) => string> = {
  en: ({ name, title, valid_until }) => `${name}: ${title} ends on ${valid_until}`,
  zh: ({ name, title, valid_until }) => `${name}：${title}将于 ${valid_until} 到期`,
}

/** The most documents one run looks at for one person. */
const most = 500

/** Who looks after the document: the customer's salesperson where that person signs in, else who put it there. */
const responsible = sql`coalesce((
  select p.person_id from customer_accounts a
  join people p on p.org_id = a.org_id and p.person_id = a.salesperson_id and p.state = 'active' and p.user_id is not null
  where a.org_id = d.org_id and a.customer_id = d.customer_id order by a.entity_id limit 1), d.recorded_by)`

const ending = (org_id: number, today: RawBuilder<unknown>, days: RawBuilder<unknown>) => sql`
  d.org_id = ${org_id} and d.state = 'current' and d.valid_until <= (${today})::date + (${days})::int and c.state = 'active'`

/** Today and the days of the rule, in SQL over the organisation `o`. */
const itsToday = sql`coalesce(o.demo_at, clock_timestamp()) at time zone o.time_zone`
const itsDays = sql`coalesce(o.settings -> 'customer_file' ->> 'expiry_days', ${String(standardRules.expiry_days)})`

/**
 * Every morning: who looks after a customer is given a task for each kind of document that ends soon or has ended; one at a
 * time for a kind. What was closed does not come back for the same day. [CUS-25]
 */
export function expirySweep(db: Database): Sweep {
  return {
    name: 'customer-documents',
    cron: '40 22 * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const people = await tx.rows(sql<{ person_id: string }>`
          select distinct ${responsible} as person_id
          from customer_documents d
          join customers c on c.org_id = d.org_id and c.customer_id = d.customer_id
          join organisations o on o.org_id = d.org_id
          where ${ending(org_id, itsToday, itsDays)}`)
        const works = people.map(({ person_id }) => ({ person_id, input: {} }))
        if (works.length > 0) await enqueueFor(tx, org_id, 'customer.documents', works)
      }),
  }
}

/** Gives one person the tasks about documents that are theirs, with their own eyes. */
export const giveExpiring: JobHandler = async run => run.step(ctx => giveExpiringTasks(ctx))

/** Answers how many tasks are new. [CUS-25] */
export async function giveExpiringTasks(ctx: Context): Promise<number> {
  if (!may(ctx, 'customer.read') || !may(ctx, 'task.give')) return 0
  const { expiry_days } = await readFileRules(ctx)
  const endings = await ctx.tx.rows(sql<Ending>`
    select distinct on (d.customer_id, d.kind) d.customer_id, d.kind, d.title, c.name, d.valid_until
    from customer_documents d join customers c on c.org_id = d.org_id and c.customer_id = d.customer_id
    where ${ending(ctx.org_id, sql`${ctx.today}`, sql`${expiry_days}`)} and ${responsible} = ${ctx.actor.person_id}
    order by d.customer_id, d.kind, d.valid_until limit ${most}`)
  if (endings.length === 0) return 0
  const language = ctx.actor.locale === 'en' ? 'en' : 'zh'
  const drafts = await unlessClosed(
    ctx,
    endings.map(one => ({
      title: words[language](one).slice(0, 300),
      due_on: one.valid_until < ctx.today ? ctx.today : one.valid_until,
      subject_kind: 'customer' as const,
      subject_id: one.customer_id,
      // Another day is another occasion: a task that was closed comes back when the paper that ends is another.
      rule: `customer.document.${one.kind}.${one.valid_until}`,
    })),
  )
  if (drafts.length === 0) return 0
  const { rows } = await giveTasks(ctx, drafts)
  return rows.filter(row => !row.known).length
}
