import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { keyset } from '../kernel/cursor.ts'
import { newId } from '../kernel/values.ts'
import { type Conflict, conflictsAmong } from './duties.ts'
import type { rolesLines } from './lines-roles.ts'
import { findPerson, findRole, lockAccess, type RoleRow, refuseWithoutAdministrator } from './load.ts'
import { readOrganisation } from './organisation.ts'

type Lines = typeof rolesLines
type GrantRow = Answered<Lines['listGrants']>['rows'][number]
type Given = Taken<Lines['giveGrant']>

/** Who holds which role, in which scope; the newest first. */
export async function listGrants(ctx: Context, input: Taken<Lines['listGrants']>) {
  const { after, limit, person_id = null, role_id = null, revoked = null } = input
  const column = { sql: sql.ref('g.grant_id'), field: 'grant_id', type: 'uuid', descending: true } as const
  const keys = keyset<GrantRow>([column], after)
  const rows = await ctx.tx.rows(sql<GrantRow>`
    select g.grant_id, g.person_id, p.name as person, g.role_id, r.code as role, g.entity_ids, g.customers, g.valid_from,
      g.valid_to, g.granted_by, g.recorded_at, g.revoked_at, g.compensated_by
    from role_grants g
    join people p on p.org_id = g.org_id and p.person_id = g.person_id
    join roles r on r.org_id = g.org_id and r.role_id = g.role_id
    where g.org_id = ${ctx.org_id}
      and (${person_id}::uuid is null or g.person_id = ${person_id})
      and (${role_id}::uuid is null or g.role_id = ${role_id})
      and (${revoked}::bool is null or (g.revoked_at is not null) = ${revoked})
      and ${keys.where}
    order by ${keys.order} limit ${limit + 1}`)
  return keys.page(rows, limit)
}

/** Verbs that take two persons in the strict profile; their facts are `grantFacts`. */
export const strictVerbs = [
  'grant.give',
  'role.change',
  'person.forget_second_factor',
  'organisation.change',
  'approval_policy.change',
] as const

/** What an approval policy may look at when a role is given or changed. */
export async function grantFacts(ctx: Context): Promise<Record<string, unknown>> {
  const { duty_profile } = await readOrganisation(ctx)
  return { duty_profile }
}

/**
 * Gives a person a role, within a scope and between two days. [ACC-11] [ACC-13]
 * Refuses `person_unknown`, `person_disabled`, `role_unknown`, `entity_unknown`, `grant_must_expire` for roles that have
 * to end, `grant_too_wide` where the role is for fewer customers, `grant_days_reversed`, and `duty_conflict` with the
 * pairs: forbidden ones always, the others as long as nobody is named who reviews (`compensated_by`).
 */
export async function giveGrant(ctx: Context, input: Given): Promise<{ grant_id: string; conflicts: Conflict[] }> {
  // Load.
  await lockAccess(ctx)
  const person = await findPerson(ctx, input.person_id)
  const role = await findRole(ctx, input.role)
  const others = await heldBy(ctx, input.person_id)
  const { duty_profile, statute_applies } = await readOrganisation(ctx)
  const entities = await ctx.tx.rows(sql<{ entity_id: string }>`
    select entity_id from entities where org_id = ${ctx.org_id} and entity_id = any (${input.entity_ids ?? []}::uuid[])`)
  if (input.compensated_by) await findPerson(ctx, input.compensated_by)

  // Decide.
  const before = new Set(conflictsAmong(others, duty_profile, statute_applies).map(pairOf))
  const held = conflictsAmong([...others, ...role.permissions], duty_profile, statute_applies)
  const made = held.filter(conflict => !before.has(pairOf(conflict)))
  if (person.state === 'disabled') refuse('person_disabled', { person_id: input.person_id })
  refuseAll([...decideScope(input, role, new Set(entities.map(row => row.entity_id))), ...decideDuties(input, made)])
  const grant = {
    grant_id: newId(),
    person_id: input.person_id,
    role_id: role.role_id,
    entity_ids: input.entity_ids,
    customers: input.customers ?? role.customers,
    valid_from: input.valid_from,
    valid_to: input.valid_to,
    granted_by: ctx.actor.person_id,
    recorded_at: ctx.now,
    compensated_by: input.compensated_by ?? null,
  }

  // Write.
  await insertRows(ctx.tx, 'role_grants', ctx.org_id, [grant])

  // Record.
  const { grant_id, granted_by: _, recorded_at: __, ...data } = grant
  const happening = { ...data, role: role.code, reason: input.reason, conflicts: made.map(pairOf) }
  await record(ctx, 'grant.given', ctx.now, [{ subject_id: grant_id, data: happening }])
  return { grant_id, conflicts: made }
}

const pairOf = (conflict: Conflict) => `${conflict.a} × ${conflict.b}`
const widths = ['own', 'departments', '']

/** Whether a grant fits its role and the organisation. */
export function decideScope(input: Given, role: RoleRow, entities: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = (input.entity_ids ?? [])
    .filter(entity_id => !entities.has(entity_id))
    .map(entity_id => ({ index: 0, code: 'entity_unknown', params: { entity_id } }))
  if (role.must_expire && input.valid_to === null)
    problems.push({ index: 0, code: 'grant_must_expire', params: { role: role.code } })
  if (widths.indexOf(input.customers ?? role.customers) > widths.indexOf(role.customers))
    problems.push({ index: 0, code: 'grant_too_wide', params: { role: role.code, customers: role.customers } })
  if (input.valid_from && input.valid_to && input.valid_to < input.valid_from)
    problems.push({
      index: 0,
      code: 'grant_days_reversed',
      params: { valid_from: input.valid_from, valid_to: input.valid_to },
    })
  return problems
}

/** Whether the conflicts a grant makes may stand; the reviewer must be somebody else. */
export function decideDuties(input: Pick<Given, 'person_id' | 'compensated_by'>, made: readonly Conflict[]): Problem[] {
  const reviewed = input.compensated_by !== undefined && input.compensated_by !== input.person_id
  return made
    .filter(conflict => conflict.forbidden || !reviewed)
    .map(({ a, b, profile, forbidden }) => ({ index: 0, code: 'duty_conflict', params: { a, b, profile, forbidden } }))
}

/** Every permission a person holds by grants that are not over, also those that have yet to begin. */
export async function heldBy(ctx: Context, person_id: string): Promise<string[]> {
  const rows = await ctx.tx.rows(sql<{ permission: string }>`
    select distinct p.permission from role_grants g
    join role_permissions p on p.org_id = g.org_id and p.role_id = g.role_id
    where g.org_id = ${ctx.org_id} and g.person_id = ${person_id} and g.revoked_at is null
      and coalesce(g.valid_to, 'infinity') >= ${ctx.today}`)
  return rows.map(row => row.permission)
}

/** Takes a role back, from now on. Refuses `grant_unknown`, `last_administrator`. Does nothing where it was taken back. */
export async function revokeGrant(ctx: Context, input: Taken<Lines['revokeGrant']>) {
  const { grant_id, reason } = input
  // Load.
  await lockAccess(ctx)
  const row = await ctx.tx.first(sql<{ person_id: string; role_id: string; revoked_at: string | null }>`
    select person_id, role_id, revoked_at from role_grants where org_id = ${ctx.org_id} and grant_id = ${grant_id}`)
  if (!row) refuse('grant_unknown', { grant_id })

  // Decide.
  if (row.revoked_at) return { changed: false }
  await refuseWithoutAdministrator(ctx, { grant_id })

  // Write.
  await ctx.tx.rows(sql`
    update role_grants set revoked_at = ${ctx.now} where org_id = ${ctx.org_id} and grant_id = ${grant_id}`)

  // Record.
  const data = { person_id: row.person_id, role_id: row.role_id, reason }
  await record(ctx, 'grant.revoked', ctx.now, [{ subject_id: grant_id, data }])
  return { changed: true }
}
