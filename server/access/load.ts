import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { refuse } from '../kernel/errors.ts'

/**
 * One verb of this module at a time in an organisation: who holds what is decided over all of it (the last
 * administrator, codes that are unique, duties that conflict), and changes seldom.
 */
export async function lockAccess(ctx: Context): Promise<void> {
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(hashtext('duebook.access'), ${ctx.org_id}::int)`)
}

export type PersonRow = {
  person_id: string
  name: string
  code: string | null
  email: string | null
  locale: string
  department_id: string | null
  state: 'invited' | 'active' | 'disabled'
  user_id: string | null
}

/** One person of the organisation. Refuses `person_unknown`. */
export async function findPerson(ctx: Context, person_id: string): Promise<PersonRow> {
  const row = await ctx.tx.first(sql<PersonRow>`
    select person_id, name, code, email, locale, department_id, state, user_id from people
    where org_id = ${ctx.org_id} and person_id = ${person_id}`)
  if (!row) refuse('person_unknown', { person_id })
  return row
}

export type RoleRow = {
  role_id: string
  code: string
  customers: '' | 'own' | 'departments'
  must_expire: boolean
  is_builtin: boolean
  permissions: string[]
}

/** A role by its code. Refuses `role_unknown`. */
export async function findRole(ctx: Context, code: string): Promise<RoleRow> {
  const row = await ctx.tx.first(sql<RoleRow>`
    select role_id, code, customers, must_expire, is_builtin,
      array(select permission from role_permissions p where p.org_id = r.org_id and p.role_id = r.role_id) as permissions
    from roles r where org_id = ${ctx.org_id} and code = ${code}`)
  if (!row) refuse('role_unknown', { role: code })
  return row
}

/** Somebody must remain who can give roles for good. [ACC-14] Refuses `last_administrator`. */
export async function refuseWithoutAdministrator(
  ctx: Context,
  without: { person_id?: string; grant_id?: string },
): Promise<void> {
  const row = await ctx.tx.first(sql<{ before: boolean; after: boolean }>`
    select count(*) > 0 as before,
      count(*) filter (where p.person_id is distinct from ${without.person_id ?? null}
        and g.grant_id is distinct from ${without.grant_id ?? null}) > 0 as after
    from role_grants g
    join role_permissions rp on rp.org_id = g.org_id and rp.role_id = g.role_id and rp.permission = 'role.manage'
    join people p on p.org_id = g.org_id and p.person_id = g.person_id
    where g.org_id = ${ctx.org_id} and g.revoked_at is null and g.valid_to is null
      and coalesce(g.valid_from, '-infinity') <= ${ctx.today} and g.entity_ids is null and p.state = 'active'`)
  if (row?.before && !row.after) refuse('last_administrator')
}
