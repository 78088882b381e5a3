import { sql } from 'kysely'
import { type Database, transaction } from '../db/connect.ts'
import { may } from '../kernel/context.ts'
import { enqueueFor, type JobHandler, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { remindBatch } from './run.ts'

/**
 * Every morning: the reminders of each entity whose policy holds are asked for, in the name of whoever switched their sending
 * on, else of who published the policy, else of the first who may send reminders to all customers of the entity. [RMD-8]
 */
export function remindersSweep(db: Database): Sweep {
  return {
    name: 'reminders-by-day',
    cron: '50 22 * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const works = await tx.rows(sql<{ entity_id: string; person_id: string }>`
          select distinct on (p.entity_id) p.entity_id, g.person_id
          from organisations o
          cross join lateral (select (coalesce(o.demo_at, clock_timestamp()) at time zone o.time_zone)::date as today) d
          join payment_policies p on p.org_id = o.org_id and p.state = 'published'
            and daterange(p.valid_from, p.valid_until, '[)') @> d.today
          left join reminder_settings s on s.org_id = p.org_id and s.entity_id = p.entity_id
          join role_grants g on g.org_id = o.org_id and g.revoked_at is null and g.customers = ''
            and (g.entity_ids is null or p.entity_id = any (g.entity_ids))
            and (g.valid_from is null or g.valid_from <= d.today) and (g.valid_to is null or g.valid_to >= d.today)
          join role_permissions w on w.org_id = g.org_id and w.role_id = g.role_id and w.permission = 'reminder.send'
          join people h on h.org_id = g.org_id and h.person_id = g.person_id and h.state = 'active'
          where o.org_id = ${org_id}
          order by p.entity_id, coalesce(h.person_id = s.set_by, false) desc, coalesce(h.person_id = p.published_by, false) desc,
            h.recorded_at, h.person_id`)
        await enqueueFor(
          tx,
          org_id,
          'reminder.day',
          works.map(({ entity_id, person_id }) => ({ person_id, input: { entity_id, after: null } })),
        )
      }),
  }
}

/** Makes the reminders of one entity, batch by batch; begun again it goes through the same customers and finds what is made. [RMD-8] */
export const remindByDay =
  (mail: boolean): JobHandler =>
  async run => {
    const input = run.input as { entity_id: string; after: string | null }
    let { after } = input
    let [made, withdrawn] = [0, 0]
    do {
      const from = after
      const batch = await run.step(async ctx =>
        may(ctx, 'reminder.send') ? remindBatch(ctx, { entity_id: input.entity_id, after: from, mail }) : null,
      )
      made += batch?.made ?? 0
      withdrawn += batch?.withdrawn ?? 0
      after = batch?.after ?? null
      await run.progress(made)
    } while (after)
    return { made, withdrawn }
  }
