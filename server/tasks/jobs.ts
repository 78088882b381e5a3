import { sql } from 'kysely'
import { type Database, type Tx, transaction } from '../db/connect.ts'
import { assert } from '../kernel/errors.ts'
import { type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { dayOf, type Instant, startOfDay } from '../kernel/values.ts'

/**
 * Every ten minutes: who has a task that falls due today, or did before, is told once for each due day. It records nothing,
 * since the day was recorded when it was set. [TSK-10]
 */
export function dueSweep(db: Database): Sweep {
  return {
    name: 'tasks-due',
    cron: '*/10 * * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const organisation = await tx.first(sql<{ time_zone: string; now: Instant }>`
          select time_zone, coalesce(demo_at, clock_timestamp()) as now from organisations where org_id = ${org_id}`)
        assert(organisation, 'the organisation is there')
        await tellDue(tx, org_id, organisation.now, organisation.time_zone)
      }),
  }
}

/** Tells owners of what falls due on the day of `now`; one given that same day was told as given. [TSK-10] */
export async function tellDue(tx: Tx, org_id: number, now: Instant, time_zone: string): Promise<void> {
  const today = dayOf(now, time_zone)
  await tx.rows(sql`
    insert into notifications (org_id, notification_id, person_id, kind, about_id, occasion, recorded_at)
    select t.org_id, gen_random_uuid(), t.owner_id, 'task_due', t.task_id, t.due_on::text, ${now}::timestamptz
    from tasks t
    where t.org_id = ${org_id} and t.state = 'open' and t.due_on <= ${today}::date
      and t.recorded_at < ${startOfDay(today, time_zone)}::timestamptz
      and not exists (select from notifications n where n.org_id = t.org_id and n.person_id = t.owner_id
        and n.kind = 'task_due' and n.about_id = t.task_id and n.occasion = t.due_on::text)
    on conflict do nothing`)
}
