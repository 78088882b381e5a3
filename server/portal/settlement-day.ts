import { sql } from 'kysely'
import { type Database, transaction } from '../db/connect.ts'
import { type Leaves, whetherLetters } from '../invoices/letter-job.ts'
import { beginSettlementDay, dueByThemselves, settleRun } from '../invoices/settlement-runs.ts'
import { mobilesOf } from '../invoices/short-messages.ts'
import { isAddress, mobileOf } from '../kernel/fields.ts'
import { type Context, may } from '../kernel/context.ts'
import { enqueueFor, type JobHandler, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { giveTasks } from '../tasks/tasks.ts'
import { addressesOf, makePages } from './pages.ts'

/** How many bills of a run go out in one transaction. */
const atOnce = 100

const words = {
  en: (number: string, customer: string) => `Settlement bill ${number} of ${customer} waits to be sent`,
  zh: (number: string, customer: string) => `${customer} 月结单 ${number} 待送达客户`,
}

/** Every morning: the settlement bills of the accounts whose day is over are asked for, in the name of whoever said so. [INV-26] */
export function settlementSweep(db: Database): Sweep {
  return {
    name: 'settlements-by-day',
    cron: '10 22 * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const people = await tx.rows(sql<{ person_id: string }>`
          select distinct t.automatic_by as person_id from settlement_terms t
          where t.org_id = ${org_id} and ${dueByThemselves(sql`(current_date + 1)`)}`)
        const works = people.map(({ person_id }) => ({ person_id, input: {} }))
        if (works.length > 0) await enqueueFor(tx, org_id, 'settlement.day', works)
      }),
  }
}

/**
 * Makes the settlement bills that are due by themselves and sends each the way its customer is billed. Begun again it goes on
 * with the same run; no account is settled twice and no bill sent twice. [INV-26] [POR-8]
 */
export const settleByThemselves =
  (leaves: Leaves): JobHandler =>
  async run => {
    const begun = await run.step(ctx => beginSettlementDay(ctx, run.job_id))
    if (!begun) return null
    await settleRun(run, { run_id: begun.run_id, automatic: true })
    let sent = 0
    for (;;) {
      const count = await run.step(ctx => sendNext(ctx, begun.run_id, leaves))
      if (count === 0) return { run_id: begun.run_id, sent }
      sent += count
    }
  }

type Bill = {
  settlement_id: string
  number: string
  customer_id: string
  customer_name: string
  channel: string | null
  recipient: string | null
}

/** Makes the pages of the next bills of a run; those that leave by no letter wait for a hand, and say so as a task. */
async function sendNext(ctx: Context, run_id: string, leaves: Leaves): Promise<number> {
  if (!may(ctx, 'page.make')) return 0
  // Load.
  const bills = await ctx.tx.rows(sql<Bill>`
    select s.settlement_id, s.number, s.customer_id, c.name as customer_name, w.channel, w.recipient
    from settlements s join customers c on c.org_id = s.org_id and c.customer_id = s.customer_id
    left join billing_ways w on w.org_id = s.org_id and w.customer_id = s.customer_id
    where s.org_id = ${ctx.org_id} and s.run_id = ${run_id} and s.state = 'open'
      and not exists (select from pages g where g.org_id = s.org_id and g.settlement_id = s.settlement_id)
    order by s.settlement_id limit ${atOnce} for update of s`)
  if (bills.length === 0) return 0
  const ids = bills.map(bill => bill.customer_id)
  const [known, mobiles, sends] = await Promise.all([
    addressesOf(ctx, ids),
    mobilesOf(ctx, ids),
    whetherLetters(ctx, leaves),
  ])

  // Decide. By letter or SMS where the customer is billed so, or where nobody has said how and its contact has an address.
  const drafts = bills.map(({ settlement_id, customer_id, channel, recipient }) => {
    const page = { kind: 'settlement' as const, settlement_id, mail: false }
    if (channel === 'sms') {
      const mobile = recipient ? mobileOf(recipient) : mobiles.get(`${customer_id} statement`)
      return sends.sms && mobile ? { ...page, channel: 'sms' as const, recipient: mobile } : page
    }
    const way = channel === 'mail' ? recipient : channel === null ? known.get(`${customer_id} statement`) : null
    return sends.mail && way && isAddress(way) ? { ...page, recipient: way } : page
  })

  // Write. Record.
  await makePages(leaves)(ctx, drafts)
  const waits = bills.filter((_, at) => !('recipient' in (drafts[at] ?? {})))
  if (waits.length > 0 && may(ctx, 'task.give')) {
    const said = words[ctx.actor.locale === 'en' ? 'en' : 'zh']
    await giveTasks(
      ctx,
      waits.map(bill => ({
        title: said(bill.number, bill.customer_name).slice(0, 200),
        due_on: ctx.today,
        subject_kind: 'customer' as const,
        subject_id: bill.customer_id,
        rule: `settlement.unsent.${bill.number.toLowerCase()}`,
      })),
    )
  }
  return bills.length
}
