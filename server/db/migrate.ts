import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'

const folder = new URL('./migrations/', import.meta.url)

/** Why a database cannot be migrated: it is newer than this program, or a migration was changed after it ran. */
export class MigrationProblem extends Error {}

/**
 * Brings the database at `url` to this program's schema, one transaction a migration, behind a lock so that
 * several servers may start at once. With `upTo`, no further than that migration: a backup is loaded as it was. The user of `url` owns the tables; the roles that work on them own nothing.
 * Refuses a database that a newer program has migrated, and a migration that was edited after it ran.
 */
export async function migrate(url: string, upTo?: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext('duebook.migrate'))`)
    await ensureRoles(client)
    await client.query(
      'create table if not exists schema_migrations (name text primary key, hash text not null, ran_at timestamptz not null default now())',
    )
    await client.query('grant select on schema_migrations to duebook_app')
    const ran = new Map(
      (await client.query<{ name: string; hash: string }>('select name, hash from schema_migrations')).rows.map(row => [
        row.name,
        row.hash,
      ]),
    )
    const files = await migrationFiles()
    const unknown = [...ran.keys()].filter(name => !files.includes(name))
    if (unknown.length > 0)
      throw new MigrationProblem(`The database was migrated by a newer Duebook: ${unknown.join(', ')}`)
    for (const name of files.filter(each => upTo === undefined || each <= upTo)) {
      const text = await readFile(new URL(name, folder), 'utf8')
      const hash = createHash('sha256').update(text).digest('hex')
      if (ran.has(name)) {
        if (ran.get(name) !== hash) throw new MigrationProblem(`The migration ${name} was changed after it ran`)
        continue
      }
      await client.query('begin')
      try {
        await client.query(text)
        await client.query('insert into schema_migrations (name, hash) values ($1, $2)', [name, hash])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw error
      }
    }
  } finally {
    await client.end()
  }
}

/** The migrations this program carries, in their order. */
export async function migrationFiles(): Promise<string[]> {
  return (await readdir(folder)).filter(name => name.endsWith('.sql')).sort()
}

/** The roles every connection works under. They are the cluster's, so several databases may share them. */
async function ensureRoles(client: pg.Client): Promise<void> {
  await client.query(`
    do $$ begin
      if not exists (select from pg_roles where rolname = 'duebook_app') then create role duebook_app nologin; end if;
      if not exists (select from pg_roles where rolname = 'duebook_scoped') then create role duebook_scoped nologin; end if;
      if not exists (select from pg_roles where rolname = 'duebook_identity') then create role duebook_identity nologin; end if;
    exception when duplicate_object or unique_violation then null; end $$`)
  const roles = 'duebook_app, duebook_scoped, duebook_identity'
  const { rows } = await client.query<{ name: string; may: boolean; app: boolean }>(`
    select current_user as name, bool_and(pg_has_role(current_user, oid, 'set')) as may,
      pg_has_role('duebook_app', 'duebook_scoped', 'set') as app
    from pg_roles where rolname in ('duebook_app', 'duebook_scoped', 'duebook_identity')`)
  // Roles belong to the cluster: on a database beside another one they may be there, made by somebody else.
  const refused = (grants: string) => (error: { code?: string }) => {
    if (error.code !== '42501') throw error
    throw new MigrationProblem(`The user of this database may not work as ${roles}. As a superuser: ${grants}`)
  }
  if (!rows[0]?.may) {
    const grants = `grant ${roles} to ${pg.escapeIdentifier(rows[0]?.name ?? '')} with inherit false, set true`
    await client.query(grants).catch(refused(grants))
  }
  if (!rows[0]?.app) {
    const grants = 'grant duebook_scoped to duebook_app with inherit false, set true'
    await client.query(grants).catch(refused(grants))
  }
  await client.query('grant usage on schema public to duebook_app, duebook_scoped')
  await client.query('create schema if not exists identity')
  await client.query('grant usage, create on schema identity to duebook_identity')
}
