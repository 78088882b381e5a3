import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { loadSubjects, type Look, whoSees } from '../tasks/subjects.ts'
import type { Step } from './timetable.ts'
import type { Party } from './load.ts'

/** Which role out of the box gives a reminder; what the house or a clerk gives is the clerk's. */
const roles: Record<Step['by'], string> = {
  house: 'receivables_clerk',
  clerk: 'receivables_clerk',
  salesperson: 'sales',
  collector: 'collector',
  manager: 'finance_manager',
  legal: 'legal',
}

type Wanted = { by: Step['by']; party: Party }

/**
 * Who is given the task of a reminder: the customer's salesperson, or the first who holds the role and may see the customer;
 * else whoever asks. Answers in the order of what is wanted. [RMD-7]
 */
export async function ownersFor(ctx: Context, wanted: readonly Wanted[]): Promise<string[]> {
  const own = ctx.actor.person_id
  if (wanted.length === 0) return []
  const [holders, subjects] = await Promise.all([
    ctx.tx.rows(sql<{ code: string; person_id: string }>`
      select distinct r.code, g.person_id, p.name from role_grants g
      join roles r on r.org_id = g.org_id and r.role_id = g.role_id
      join people p on p.org_id = g.org_id and p.person_id = g.person_id and p.state = 'active'
      where g.org_id = ${ctx.org_id} and g.revoked_at is null and r.code = any (${[...new Set(Object.values(roles))]}::text[])
        and (g.valid_from is null or g.valid_from <= ${ctx.today}::date) and (g.valid_to is null or g.valid_to >= ${ctx.today}::date)
      order by r.code, p.name, g.person_id`),
    loadSubjects(
      ctx,
      wanted.map(({ party }) => ({ subject_kind: 'customer' as const, subject_id: party.customer_id })),
    ),
  ])
  const asked = wanted.map(({ by, party }) => {
    const named =
      by === 'salesperson'
        ? [party.salesperson_id]
        : holders.filter(one => one.code === roles[by]).map(one => one.person_id)
    const subject = subjects.get(party.customer_id) ?? null
    return named.flatMap((person_id): Look[] => (person_id ? [{ person_id, subject, permission: 'task.give' }] : []))
  })
  const seen = await whoSees(ctx, asked.flat())
  return asked.map(looks => looks.find(look => seen.has(look))?.person_id ?? own)
}
