import { sql } from 'kysely'
import { type Database, transaction } from '../db/connect.ts'
import { assert } from '../kernel/errors.ts'
import { type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { dayOf, type Instant } from '../kernel/values.ts'
import { refreshOwners } from './owners.ts'

/**
 * Every hour: customers whose hand-over counts from today on get their new owner, soon after midnight wherever the
 * organisation is. It records nothing, since the hand-over was recorded when it was written down. [CUS-9]
 */
export function ownersSweep(db: Database): Sweep {
  return {
    name: 'customer-owners',
    cron: '1 * * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const organisation = await tx.first(sql<{ time_zone: string; now: Instant }>`
          select time_zone, coalesce(demo_at, clock_timestamp()) as now from organisations where org_id = ${org_id}`)
        assert(organisation, 'the organisation is there')
        await refreshOwners({ tx, org_id, today: dayOf(organisation.now, organisation.time_zone) })
      }),
  }
}
