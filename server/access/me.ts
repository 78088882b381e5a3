import { sql } from 'kysely'
import { type Context, may, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { accessHere, lacksSecondFactor, scopeOf } from './actors.ts'
import { type Conflict, conflictsAmong } from './duties.ts'
import type { doorsLines } from './lines-doors.ts'
import type { rolesLines } from './lines-roles.ts'
import { findPerson } from './load.ts'
import { readOrganisation } from './organisation.ts'
import { isPermission, permissions } from './permissions.ts'

type Me = Answered<(typeof doorsLines)['me']>
type Why = Answered<(typeof rolesLines)['why']>

/** Who one is, in which organisations, and what one may do in which scope. */
export async function me(ctx: Context): Promise<Me> {
  const { person_id, via } = ctx.actor
  const [person, organisation, access, organisations, factor] = await Promise.all([
    findPerson(ctx, person_id),
    readOrganisation(ctx),
    accessHere(ctx.tx, person_id),
    ctx.tx.rows(sql<{ org_id: number; name: string }>`select org_id, name from my_organisations()`),
    ctx.tx.first(sql<{ second_factor: boolean }>`
      select second_factor from second_factors_here() where person_id = ${person_id}`),
  ])
  const grants = access?.grants ?? []
  const held = [...new Set(grants.flatMap(grant => grant.permissions))].filter(isPermission).sort()
  const allowed = via === 'key' ? held.filter(word => may(ctx, word)) : held
  const enrolled = factor?.second_factor ?? false
  const warned = !enrolled && held.includes('role.manage') && via === 'session'
  const { org_id, name, time_zone, is_demo, ageing_buckets, duty_profile, statute_applies } = organisation
  return {
    person_id,
    name: person.name,
    email: person.email,
    locale: person.locale,
    via,
    today: ctx.today,
    organisation: { org_id, name, time_zone, is_demo, ageing_buckets },
    organisations,
    roles: [...new Set(grants.map(grant => grant.role))],
    permissions: Object.fromEntries(allowed.map(word => [word, mutable(scopeOf(grants, word))])),
    second_factor: { enrolled, required: access ? lacksSecondFactor(access, false) : false },
    warnings: warned ? ['second_factor_missing'] : [],
    conflicts: conflictsAmong(held, duty_profile, statute_applies),
  }
}

/** Changes one's own language. */
export async function changeMe(ctx: Context, { locale }: Taken<(typeof doorsLines)['changeMe']>) {
  const { person_id } = ctx.actor
  // Write.
  await ctx.tx.rows(sql`update people set locale = ${locale} where org_id = ${ctx.org_id} and person_id = ${person_id}`)

  // Record.
  await record(ctx, 'person.changed', ctx.now, [{ subject_id: person_id, data: { changed: ['locale'] } }])
  return { changed: true }
}

const mutable = (scope: ReturnType<typeof scopeOf>) => ({
  entity_ids: scope?.entity_ids ? [...scope.entity_ids] : null,
  customers: scope?.customers ?? '',
})

/** Every permission and what it means. */
export async function listPermissions() {
  const rows = Object.entries(permissions).map(([permission, { en, zh }]) => ({ permission, en, zh }))
  return { rows, next: null }
}

type Given = Why['grants'][number]

/**
 * Why one may, or may not: which grant gives it, which is not yet or no longer valid or lies out of scope, and who could
 * give it. [ACC-15] About another it takes `person.read`. Refuses `permission_unknown`, `person_unknown`, `entity_unknown`.
 */
export async function why(ctx: Context, input: Taken<(typeof rolesLines)['why']>): Promise<Why> {
  const { permission, person_id = ctx.actor.person_id, entity_id } = input
  if (!isPermission(permission)) refuse('permission_unknown', { permission })
  if (person_id !== ctx.actor.person_id && !may(ctx, 'person.read'))
    refuse('permission_missing', { permission: 'person.read' })
  const [person, given, roles, givers, entity] = await Promise.all([
    findPerson(ctx, person_id),
    grantsCarrying(ctx, person_id, permission),
    ctx.tx.rows(sql<{ code: string }>`
      select r.code from roles r join role_permissions p on p.org_id = r.org_id and p.role_id = r.role_id
      where r.org_id = ${ctx.org_id} and p.permission = ${permission} order by r.is_builtin desc, r.code`),
    peopleWho(ctx, 'role.manage'),
    entity_id
      ? ctx.tx.first(sql`select 1 from entities where org_id = ${ctx.org_id} and entity_id = ${entity_id}`)
      : null,
  ])
  if (entity_id && !entity) refuse('entity_unknown', { entity_id })
  const valid = given.filter(grant => grant.state === 'valid')
  const scope =
    valid.length > 0
      ? mutable(
          scopeOf(
            valid.map(grant => ({ ...grant, permissions: [permission] })),
            permission,
          ),
        )
      : null
  const inScope = scope !== null && (!entity_id || scope.entity_ids === null || scope.entity_ids.includes(entity_id))
  const limited = ctx.actor.via === 'key' && person_id === ctx.actor.person_id && !may(ctx, permission)
  const reason = reasonOf(person.state, given, scope !== null, inScope, limited)
  return {
    permission,
    may: reason === 'granted',
    reason,
    scope,
    grants: given,
    roles: roles.map(role => role.code),
    could_be_given_by: givers,
  }
}

function reasonOf(
  state: string,
  given: readonly Given[],
  valid: boolean,
  inScope: boolean,
  limited: boolean,
): Why['reason'] {
  if (state !== 'active') return 'person_disabled'
  if (valid && !inScope) return 'out_of_scope'
  if (valid) return limited ? 'key_limits' : 'granted'
  for (const reason of ['not_yet', 'expired', 'revoked'] as const)
    if (given.some(grant => grant.state === reason)) return reason
  return 'not_granted'
}

async function grantsCarrying(ctx: Context, person_id: string, permission: string): Promise<Given[]> {
  return ctx.tx.rows(sql<Given>`
    select g.grant_id, r.code as role, g.entity_ids, g.customers, g.valid_from, g.valid_to, g.granted_by,
      case when g.revoked_at is not null then 'revoked'
        when g.valid_from > ${ctx.today} then 'not_yet'
        when g.valid_to < ${ctx.today} then 'expired' else 'valid' end as state
    from role_grants g
    join roles r on r.org_id = g.org_id and r.role_id = g.role_id
    join role_permissions p on p.org_id = g.org_id and p.role_id = g.role_id and p.permission = ${permission}
    where g.org_id = ${ctx.org_id} and g.person_id = ${person_id} order by g.grant_id`)
}

async function peopleWho(ctx: Context, permission: string): Promise<{ person_id: string; name: string }[]> {
  return ctx.tx.rows(sql<{ person_id: string; name: string }>`
    select distinct p.person_id, p.name from people p
    join role_grants g on g.org_id = p.org_id and g.person_id = p.person_id and g.revoked_at is null
      and coalesce(g.valid_from, '-infinity') <= ${ctx.today} and coalesce(g.valid_to, 'infinity') >= ${ctx.today}
    join role_permissions rp on rp.org_id = g.org_id and rp.role_id = g.role_id and rp.permission = ${permission}
    where p.org_id = ${ctx.org_id} and p.state = 'active' order by p.name`)
}

type DutyRow = { person_id: string; name: string; permissions: string[]; compensated_by: string[] }

/** Who holds duties that conflict, by the organisation's profile, and who was named to review them. [ACC-13] */
export async function listDuties(ctx: Context): Promise<Answered<(typeof rolesLines)['listDuties']>> {
  const { duty_profile, statute_applies } = await readOrganisation(ctx)
  const people = await ctx.tx.rows(sql<DutyRow>`
    select p.person_id, p.name, array_agg(distinct rp.permission) as permissions,
      array_remove(array_agg(distinct g.compensated_by::text), null) as compensated_by
    from people p
    join role_grants g on g.org_id = p.org_id and g.person_id = p.person_id and g.revoked_at is null
      and coalesce(g.valid_to, 'infinity') >= ${ctx.today}
    join role_permissions rp on rp.org_id = g.org_id and rp.role_id = g.role_id
    where p.org_id = ${ctx.org_id} and p.state <> 'disabled'
    group by p.person_id, p.name order by p.name, p.person_id`)
  const rows = people.map(({ permissions: held, ...person }) => {
    const found: Conflict[] = conflictsAmong(held, duty_profile, statute_applies)
    return { ...person, conflicts: found, uncompensated: found.length > 0 && person.compensated_by.length === 0 }
  })
  return { profile: duty_profile, statute_applies, rows: rows.filter(row => row.conflicts.length > 0), next: null }
}
