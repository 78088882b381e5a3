import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { newId } from '../kernel/values.ts'
import { conflictsAmong } from './duties.ts'
import { decideDuties, heldBy } from './grants.ts'
import type { rolesLines } from './lines-roles.ts'
import { findPerson, lockAccess } from './load.ts'
import { readOrganisation } from './organisation.ts'
import { isPermission } from './permissions.ts'

type Lines = typeof rolesLines
type Role = Answered<Lines['listRoles']>['rows'][number]

/** Roles with what they may. */
export async function listRoles(ctx: Context): Promise<{ rows: Role[]; next: null }> {
  const rows = await ctx.tx.rows(sql<Role>`
    select role_id, code, name, name_en, customers, must_expire, is_builtin,
      array(select permission from role_permissions p where p.org_id = r.org_id and p.role_id = r.role_id order by 1) as permissions
    from roles r where org_id = ${ctx.org_id} order by is_builtin desc, code`)
  return { rows, next: null }
}

const unknownAmong = (permissions: readonly string[]): Problem[] =>
  permissions
    .filter(permission => !isPermission(permission))
    .map(permission => ({ index: 0, code: 'permission_unknown', params: { permission } }))

/** Makes a role of one's own. Refuses `role_code_taken` and `permission_unknown`. */
export async function createRole(ctx: Context, input: Taken<Lines['createRole']>) {
  // Load.
  await lockAccess(ctx)
  const taken = await ctx.tx.first(sql`select 1 from roles where org_id = ${ctx.org_id} and code = ${input.code}`)

  // Decide.
  if (taken) refuse('role_code_taken', { code: input.code })
  refuseAll(unknownAmong(input.permissions))
  const { permissions, ...role } = { ...input, role_id: newId() as string }

  // Write.
  await insertRows(ctx.tx, 'roles', ctx.org_id, [role])
  await writePermissions(ctx, role.role_id, permissions)

  // Record.
  await record(ctx, 'role.created', ctx.now, [{ subject_id: role.role_id, data: { code: role.code, permissions } }])
  return { role_id: role.role_id }
}

async function writePermissions(ctx: Context, role_id: string, permissions: readonly string[]): Promise<void> {
  const rows = [...new Set(permissions)].map(permission => ({ role_id, permission }))
  await insertRows(ctx.tx, 'role_permissions', ctx.org_id, rows)
}

/**
 * Changes a role of one's own making; the ones out of the box stay what they are called (`role_builtin`), make another.
 * Who holds it holds at once what it holds: conflicts of duties that this makes are refused as if the role were given
 * (`duty_conflict`). Refuses `role_unknown`, `permission_unknown`, and `last_administrator`.
 */
export async function changeRole(ctx: Context, input: Taken<Lines['changeRole']>) {
  const { role_id, name, name_en, permissions, compensated_by } = input
  // Load.
  await lockAccess(ctx)
  const role = await ctx.tx.first(sql<{ code: string; is_builtin: boolean; before: string[]; holders: string[] }>`
    select code, is_builtin,
      array(select permission from role_permissions p where p.org_id = r.org_id and p.role_id = r.role_id) as before,
      array(select distinct person_id::text from role_grants g where g.org_id = r.org_id and g.role_id = r.role_id
        and g.revoked_at is null and coalesce(g.valid_to, 'infinity') >= ${ctx.today}) as holders
    from roles r where org_id = ${ctx.org_id} and role_id = ${role_id}`)
  if (compensated_by) await findPerson(ctx, compensated_by)

  // Decide.
  if (!role) refuse('role_unknown', { role_id })
  if (role.is_builtin) refuse('role_builtin', { role: role.code })
  const added = (permissions ?? []).filter(permission => !role.before.includes(permission))
  refuseAll([...unknownAmong(permissions ?? []), ...(await decideHolders(ctx, role.holders, added, compensated_by))])
  if (permissions && role.before.includes('role.manage') && !permissions.includes('role.manage'))
    await refuseLosingAdministrators(ctx, role_id)

  // Write.
  await ctx.tx.rows(sql`
    update roles set name = coalesce(${name ?? null}, name), name_en = coalesce(${name_en ?? null}, name_en)
    where org_id = ${ctx.org_id} and role_id = ${role_id}`)
  if (permissions) {
    await ctx.tx.rows(sql`delete from role_permissions where org_id = ${ctx.org_id} and role_id = ${role_id}`)
    await writePermissions(ctx, role_id, permissions)
  }

  // Record.
  const data = { code: role.code, name, name_en, before: permissions ? role.before : undefined, permissions }
  await record(ctx, 'role.changed', ctx.now, [{ subject_id: role_id, data }])
  return { changed: true }
}

async function decideHolders(
  ctx: Context,
  holders: readonly string[],
  added: readonly string[],
  compensated_by: string | undefined,
): Promise<Problem[]> {
  if (added.length === 0 || holders.length === 0) return []
  const { duty_profile, statute_applies } = await readOrganisation(ctx)
  const problems: Problem[] = []
  for (const person_id of holders) {
    const held = await heldBy(ctx, person_id)
    const before = new Set(conflictsAmong(held, duty_profile, statute_applies).map(({ a, b }) => `${a} ${b}`))
    const made = conflictsAmong([...held, ...added], duty_profile, statute_applies).filter(
      ({ a, b }) => !before.has(`${a} ${b}`),
    )
    const found = decideDuties({ person_id, compensated_by }, made)
    problems.push(...found.map(problem => ({ ...problem, params: { ...problem.params, person_id } })))
  }
  return problems
}

async function refuseLosingAdministrators(ctx: Context, role_id: string): Promise<void> {
  const row = await ctx.tx.first(sql`
    select 1 from role_grants g
    join role_permissions rp on rp.org_id = g.org_id and rp.role_id = g.role_id and rp.permission = 'role.manage'
    join people p on p.org_id = g.org_id and p.person_id = g.person_id and p.state = 'active'
    where g.org_id = ${ctx.org_id} and g.role_id <> ${role_id} and g.revoked_at is null and g.valid_to is null limit 1`)
  if (!row) refuse('last_administrator')
}
