import { type RawBuilder, sql } from 'kysely'
import { readFileRules, standardRules } from '../customers/file-rules.ts'
import { type Database, transaction } from '../db/connect.ts'
import { type Context, may } from '../kernel/context.ts'
import { enqueueFor, type JobHandler, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { giveTasks } from '../tasks/tasks.ts'

type Ending = { letter_id: string; customer_id: string; payer_name: string; name: string; valid_until: string }

const words: Record<'en' | 'zh', (ending: Ending) => string> = {
  en: ({ name, payer_name, valid_until }) => `${name}: the letter of the payer ${payer_name} ends on ${valid_until}`,
  zh: ({ name, payer_name, valid_until }) => `${name}：付款人 ${payer_name} 的委托付款书将于 ${valid_until} 到期`,
}

/** The most letters one run looks at for one person. */
const most = 500

/** Who looks after a letter `l`: the customer's salesperson where that person signs in, else who registered it. */
const responsible = sql`coalesce((
  select p.person_id from customer_accounts a
  join people p on p.org_id = a.org_id and p.person_id = a.salesperson_id and p.state = 'active' and p.user_id is not null
  where a.org_id = l.org_id and a.customer_id = l.customer_id and a.entity_id = l.entity_id), l.registered_by)`

const ending = (org_id: number, today: RawBuilder<unknown>, days: RawBuilder<unknown>) => sql`
  l.org_id = ${org_id} and l.state = 'active' and l.valid_until <= (${today})::date + (${days})::int and c.state = 'active'`

const itsToday = sql`coalesce(o.demo_at, clock_timestamp()) at time zone o.time_zone`
const itsDays = sql`coalesce(o.settings -> 'customer_file' ->> 'expiry_days', ${String(standardRules.expiry_days)})`

/** Every morning: who looks after a customer is given a task for each letter that ends soon or has ended. [RCP-20] */
export function letterSweep(db: Database): Sweep {
  return {
    name: 'payer-letters',
    cron: '45 22 * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const people = await tx.rows(sql<{ person_id: string }>`
          select distinct ${responsible} as person_id from payer_letters l
          join customers c on c.org_id = l.org_id and c.customer_id = l.customer_id
          join organisations o on o.org_id = l.org_id
          where ${ending(org_id, itsToday, itsDays)}`)
        const works = people.map(({ person_id }) => ({ person_id, input: {} }))
        if (works.length > 0) await enqueueFor(tx, org_id, 'receipt.letters', works)
      }),
  }
}

/** Gives one person the tasks about letters that are theirs, with their own eyes. */
export const giveLetterTasks: JobHandler = async run => run.step(ctx => giveEndingLetters(ctx))

/** Answers how many tasks are new. [RCP-20] */
export async function giveEndingLetters(ctx: Context): Promise<number> {
  if (!may(ctx, 'customer.read') || !may(ctx, 'task.give')) return 0
  const { expiry_days } = await readFileRules(ctx)
  const endings = await ctx.tx.rows(sql<Ending>`
    select l.letter_id, l.customer_id, l.payer_name, c.name, l.valid_until
    from payer_letters l join customers c on c.org_id = l.org_id and c.customer_id = l.customer_id
    where ${ending(ctx.org_id, sql`${ctx.today}`, sql`${expiry_days}`)} and ${responsible} = ${ctx.actor.person_id}
    order by l.valid_until, l.letter_id limit ${most}`)
  if (endings.length === 0) return 0
  const language = ctx.actor.locale === 'en' ? 'en' : 'zh'
  const { rows } = await giveTasks(
    ctx,
    endings.map(one => ({
      title: words[language](one).slice(0, 300),
      due_on: one.valid_until < ctx.today ? ctx.today : one.valid_until,
      subject_kind: 'customer' as const,
      subject_id: one.customer_id,
      rule: `payer_letter.ends.${one.letter_id}`,
    })),
  )
  return rows.filter(row => !row.known).length
}
