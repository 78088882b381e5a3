import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { enqueueAll } from '../kernel/jobs.ts'
import { addressesOf } from '../portal/pages.ts'

/** Of a reminder `r` and its job `j`: its job has ended, or was never there, so that nobody tries any more. */
export const jobOver = sql`coalesce(j.state, 'failed') not in ('waiting', 'running')`

/** A letter that is queued while its job is over: it could not leave. [RMD-12] */
export const failedLetter = sql`(r.state = 'queued' and ${jobOver})`

/** The address for reminders of a customer as it is known now, else that for invoices. */
export function addressIn(contacts: ReadonlyMap<string, string>, customer_id: string): string | null {
  return contacts.get(`${customer_id} dunning`) ?? contacts.get(`${customer_id} invoice`) ?? null
}

/** The same, looked up. */
export const addressNow = async (ctx: Context, customer_id: string): Promise<string | null> =>
  addressIn(await addressesOf(ctx, [customer_id]), customer_id)

/** Hands letters to the queue; each knows the job that is to send it. */
export async function queueLetters(ctx: Context, letters: readonly { reminder_id: string }[]): Promise<void> {
  const ids = letters.map(one => one.reminder_id)
  const jobs = await enqueueAll(
    ctx,
    'reminder.send',
    ids.map(reminder_id => ({ reminder_id })),
  )
  await ctx.tx.rows(sql`
    update reminders r set job_id = w.job_id from unnest(${ids}::uuid[], ${jobs}::uuid[]) as w (reminder_id, job_id)
    where r.org_id = ${ctx.org_id} and r.reminder_id = w.reminder_id`)
}
