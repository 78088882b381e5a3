import { accessHere, actorOf, nobody } from '../access/actors.ts'
import { transaction } from '../db/connect.ts'
import pg from 'pg'
import type { Actor } from '../kernel/context.ts'
import { CommandProblem } from './command.ts'
import type { OpenedModules } from './open.ts'

/** Somebody found by e-mail; what he may do is looked up for each thing he asks. */
export type Person = { org_id: number; person_id: string; actor(permission: string): Promise<Actor> }

/**
 * Finds who `--as EMAIL` is. Whoever may run commands on this machine reads its database anyhow, so no password is asked
 * for; the events say that it was done here (`via: local`). Refuses unknown and disabled people, and an e-mail that is
 * known in several organisations without `--org`.
 */
export async function findPerson(
  opened: OpenedModules,
  email: string | undefined,
  org: string | undefined,
): Promise<Person> {
  if (!email) throw new CommandProblem('Say who asks: --as EMAIL')
  const rows = await peopleWith(opened.url, email, org)
  const [found, ...others] = rows
  if (!found) throw new CommandProblem(`Nobody active here has the e-mail ${email}.`)
  if (others.length > 0)
    throw new CommandProblem(
      `${email} belongs to several organisations; choose one: ${rows.map(row => `--org ${row.org_id} (${row.name})`).join(', ')}`,
    )
  const { org_id, person_id } = found
  return {
    org_id,
    person_id,
    async actor(permission) {
      const access = await transaction(opened.db.main, 'query', { ...nobody.sight, org_id }, tx =>
        accessHere(tx, person_id),
      )
      if (!access) throw new CommandProblem(`${email} may do nothing here any more.`)
      return actorOf(access, permission, 'local')
    },
  }
}

type Known = { org_id: number; person_id: string; name: string }

async function peopleWith(url: string, email: string, org: string | undefined): Promise<Known[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Known>(
      `select p.org_id, p.person_id, o.name from people p join organisations o using (org_id)
       where lower(p.email) = lower($1) and p.state = 'active' and ($2::int is null or p.org_id = $2) order by p.org_id`,
      [email, org === undefined ? null : Number(org)],
    )
    return rows
  } finally {
    await client.end()
  }
}
