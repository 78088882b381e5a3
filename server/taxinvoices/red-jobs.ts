import { sql } from 'kysely'
import { type Database, transaction } from '../db/connect.ts'
import { type Context, may, moment, record } from '../kernel/context.ts'
import { enqueueFor, type JobHandler, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { dayOf, type Instant } from '../kernel/values.ts'
import { giveTasks } from '../tasks/tasks.ts'

type Found = {
  confirmation_id: string
  number: string
  customer_id: string
  customer_name: string
  state: 'waiting' | 'confirmed' | 'expired'
  started_by: 'seller' | 'buyer'
  expires_at: Instant | null
}

const words = {
  en: ({ state, started_by, number, customer_name }: Found) =>
    state === 'expired'
      ? `${number} lapsed: ${customer_name} did not confirm in time. Begin it anew`
      : state === 'confirmed'
        ? `${number} for ${customer_name} is confirmed: issue the red tax invoice`
        : started_by === 'buyer'
          ? `${number}: answer the confirmation that ${customer_name} began`
          : `${number}: have ${customer_name} confirm it`,
  zh: ({ state, started_by, number, customer_name }: Found) =>
    state === 'expired'
      ? `确认单 ${number} 已超时作废：${customer_name}未在期限内确认，请重新发起`
      : state === 'confirmed'
        ? `确认单 ${number}（${customer_name}）已确认，请开具红字发票`
        : started_by === 'buyer'
          ? `请确认${customer_name}发起的红字确认单 ${number}`
          : `请${customer_name}确认红字确认单 ${number}`,
}

/** Every hour: whoever drafted confirmations that are under way looks after them. [TAX-13] */
export function redSweep(db: Database): Sweep {
  return {
    name: 'red-confirmations',
    cron: '5 * * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const people = await tx.rows(sql<{ person_id: string }>`
          select distinct drafted_by as person_id from red_confirmations
          where org_id = ${org_id} and state in ('waiting', 'confirmed')`)
        const works = people.map(({ person_id }) => ({ person_id, input: {} }))
        if (works.length > 0) await enqueueFor(tx, org_id, 'red.confirmations', works)
      }),
  }
}

/** Looks after the confirmations of one person, with their own eyes. */
export const followRed: JobHandler = async run => run.step(ctx => followConfirmations(ctx))

/**
 * Lets lapse what nobody confirmed in time, and gives who drafted it one task for each step: have it confirmed or answer it by its
 * time, issue the red tax invoice, begin anew. [TAX-13] Answers how many lapsed.
 */
export async function followConfirmations(ctx: Context): Promise<number> {
  if (!may(ctx, 'tax_invoice.issue')) return 0
  // Load.
  const rows = await ctx.tx.rows(sql<Found>`
    select p.confirmation_id, p.number, p.customer_id, c.name as customer_name, p.state, p.started_by, p.expires_at
    from red_confirmations p join customers c on c.org_id = p.org_id and c.customer_id = p.customer_id
    where p.org_id = ${ctx.org_id} and p.drafted_by = ${ctx.actor.person_id} and p.state in ('waiting', 'confirmed')
    order by p.confirmation_id limit 500 for update of p`)

  // Decide.
  const late = rows.filter(
    one => one.state === 'waiting' && one.expires_at && Temporal.Instant.compare(one.expires_at, ctx.now) < 0,
  )
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update red_confirmations set state = 'expired', platform_code = '07', version = version + 1
    where org_id = ${ctx.org_id} and confirmation_id = any (${late.map(one => one.confirmation_id)}::uuid[])`)

  // Record.
  await record(
    ctx,
    'red_confirmation.lapsed',
    recorded_at,
    late.map(one => ({ subject_id: one.confirmation_id, data: { number: one.number, expires_at: one.expires_at } })),
  )
  if (rows.length > 0 && may(ctx, 'task.give') && may(ctx, 'customer.read')) await remind(ctx, rows, late)
  return late.length
}

async function remind(ctx: Context, rows: readonly Found[], late: readonly Found[]): Promise<void> {
  const language = ctx.actor.locale === 'en' ? 'en' : 'zh'
  await giveTasks(
    ctx,
    rows.map(row => {
      const one: Found = late.includes(row) ? { ...row, state: 'expired' } : row
      const by = one.expires_at && one.state === 'waiting' ? dayOf(one.expires_at, ctx.actor.time_zone) : ctx.today
      return {
        title: words[language](one).slice(0, 200),
        due_on: by < ctx.today ? ctx.today : by,
        subject_kind: 'customer' as const,
        subject_id: one.customer_id,
        rule: `red_confirmation.${one.state}.${one.number.toLowerCase()}`,
      }
    }),
  )
}
