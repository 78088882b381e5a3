import { type RawBuilder, sql } from 'kysely'
import { type Access, accessHere, scopeOf } from '../access/actors.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, may, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { newId } from '../kernel/values.ts'
import type { contract } from './contract.ts'
import type { Facts } from './policies.ts'

type Lines = typeof contract
type Row = Answered<Lines['listDelegations']>['rows'][number]

/** A deputy stands in for a year at most: a right that nobody looks at again is a right given away. */
const mostDays = 366

/** Somebody for whom the one who asks stands in today, and what that one may. */
export type Principal = { person_id: string; access: Access }

/** For whom the one who asks stands in today. A deputy does not pass on what was lent to him. [APR-10] */
export async function principalsOf(ctx: Context): Promise<Principal[]> {
  const rows = await ctx.tx.rows(sql<{ person_id: string }>`
    select distinct from_person_id as person_id from approval_delegations
    where org_id = ${ctx.org_id} and to_person_id = ${ctx.actor.person_id} and ended_at is null
      and ${ctx.today}::date between from_on and until_on
    order by from_person_id`)
  const found: Principal[] = []
  for (const { person_id } of rows) {
    const access = await accessHere(ctx.tx, person_id)
    if (access) found.push({ person_id, access })
  }
  return found
}

/**
 * For whom a deputy may release a request: one of his principals who holds the permission today, in a scope that reaches
 * every entity of the facts, and who is not the maker himself. Undefined where there is none. [APR-10]
 */
export function principalFor(
  principals: readonly Principal[],
  request: { maker_id: string; permission: string; facts: Facts },
): Principal | undefined {
  return principals.find(({ person_id, access }) => {
    const scope = person_id === request.maker_id ? null : scopeOf(access.grants, request.permission)
    if (!scope || scope.customers !== '') return false
    const named = request.facts.entity_ids
    return scope.entity_ids === null || (Array.isArray(named) && named.every(id => scope.entity_ids?.includes(id)))
  })
}

/**
 * Requests `r` that somebody for whom the reader stands in today may release, as SQL: what a deputy is told of. Whether
 * the scope reaches is decided when he opens it. [APR-10]
 */
export function lentTo(ctx: Context): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from approval_delegations d
    cross join lateral jsonb_array_elements(access_of_person_here(d.from_person_id) -> 'grants') g
    where d.org_id = r.org_id and d.to_person_id = ${ctx.actor.person_id} and d.ended_at is null
      and ${ctx.today}::date between d.from_on and d.until_on and d.from_person_id <> r.maker_id
      and g -> 'permissions' ? r.permission)`
}

type Delegation = { to_person_id: string; from_on: string; until_on: string }

/** What stands against a delegation. `to` is what the deputy may today, null where nobody active is meant. */
export function decideDelegation(
  wanted: Delegation,
  from: { person_id: string; access: Access | null },
  to: Access | null,
  today: string,
): Problem[] {
  const problems: Problem[] = []
  const { to_person_id, from_on, until_on } = wanted
  const may = (access: Access | null, fits: (word: string) => boolean) =>
    access?.grants.some(grant => grant.permissions.some(fits)) ?? false
  if (to_person_id === from.person_id) problems.push({ index: 0, code: 'delegate_is_self', params: {} })
  else if (!to) problems.push({ index: 0, code: 'person_unknown', params: { person_id: to_person_id } })
  else if (!may(to, word => word === 'approval.read'))
    problems.push({ index: 0, code: 'delegate_may_not_read', params: { person_id: to_person_id } })
  if (!may(from.access, word => word.startsWith('approval.release.')))
    problems.push({ index: 0, code: 'nothing_to_delegate', params: {} })
  const latest = Temporal.PlainDate.from(from_on).add({ days: mostDays }).toString()
  if (until_on < from_on || until_on < today)
    problems.push({ index: 0, code: 'delegation_ends_early', params: { until_on } })
  else if (until_on > latest) problems.push({ index: 0, code: 'delegation_too_long', params: { until_on, latest } })
  return problems
}

/**
 * Lets a colleague release in one's place from a day to a day, both included. [APR-10] Refuses `delegate_is_self`,
 * `person_unknown`, `delegate_may_not_read`, `nothing_to_delegate`, `delegation_ends_early`, `delegation_too_long`.
 */
export async function delegate(ctx: Context, input: Taken<Lines['delegate']>): Promise<{ delegation_id: string }> {
  // Load.
  const { person_id } = ctx.actor
  const wanted = { ...input, from_on: input.from_on ?? ctx.today }
  const from = { person_id, access: await accessHere(ctx.tx, person_id) }
  const to = await accessHere(ctx.tx, input.to_person_id)

  // Decide.
  refuseAll(decideDelegation(wanted, from, to, ctx.today))

  // Write.
  const delegation_id = newId()
  const row = {
    delegation_id,
    from_person_id: person_id,
    ...wanted,
    reason: wanted.reason ?? null,
    recorded_at: ctx.now,
  }
  await insertRows(ctx.tx, 'approval_delegations', ctx.org_id, [row])

  // Record.
  await record(ctx, 'approval.delegated', ctx.now, [{ subject_id: delegation_id, data: { ...wanted } }])
  return { delegation_id }
}

/**
 * Ends a delegation before its day: one's own, or for whoever manages the organisation anybody's.
 * Refuses `delegation_unknown`, `delegation_over`.
 */
export async function endDelegation(ctx: Context, { delegation_id }: Taken<Lines['endDelegation']>) {
  // Load.
  const row = await ctx.tx.first(sql<{ from_person_id: string; ended: boolean }>`
    select from_person_id, ended_at is not null or until_on < ${ctx.today}::date as ended from approval_delegations
    where org_id = ${ctx.org_id} and delegation_id = ${delegation_id} for update`)

  // Decide.
  if (!row || (row.from_person_id !== ctx.actor.person_id && !may(ctx, 'organisation.manage')))
    refuse('delegation_unknown', { delegation_id })
  if (row.ended) refuse('delegation_over', { delegation_id })

  // Write.
  await ctx.tx.rows(sql`
    update approval_delegations set ended_at = ${ctx.now}, ended_by = ${ctx.actor.person_id}
    where org_id = ${ctx.org_id} and delegation_id = ${delegation_id}`)

  // Record.
  await record(ctx, 'approval.delegation_ended', ctx.now, [{ subject_id: delegation_id, data: {} }])
  return { delegation_id }
}

const columns = [
  { sql: sql.ref('d.until_on'), field: 'until_on', type: 'date', descending: true },
  { sql: sql.ref('d.delegation_id'), field: 'delegation_id', type: 'uuid', descending: true },
] as const

/** Who stands in for whom: one's own in either direction, for whoever manages the organisation all; the last to end first. */
export async function listDelegations(
  ctx: Context,
  input: Taken<Lines['listDelegations']>,
): Promise<Answered<Lines['listDelegations']>> {
  const keys = keyset<Row>([...columns], input.after)
  const { person_id } = ctx.actor
  const all = may(ctx, 'organisation.manage')
  const rows = await ctx.tx.rows(sql<Omit<Row, 'may_end'>>`
    select d.delegation_id, d.from_person_id, f.name as from_person, d.to_person_id, t.name as to_person, d.from_on,
      d.until_on, d.reason, d.recorded_at, d.ended_at,
      case when d.ended_at is not null or d.until_on < ${ctx.today}::date then 'over'
        when d.from_on > ${ctx.today}::date then 'coming' else 'active' end as state
    from approval_delegations d
    join people f on f.org_id = d.org_id and f.person_id = d.from_person_id
    join people t on t.org_id = d.org_id and t.person_id = d.to_person_id
    where d.org_id = ${ctx.org_id} and ${keys.where}
      and (${all} or d.from_person_id = ${person_id} or d.to_person_id = ${person_id})
    order by ${keys.order} limit ${input.limit + 1}`)
  const shown = rows.map(row => ({
    ...row,
    may_end: row.state !== 'over' && (all || row.from_person_id === person_id),
  }))
  return keys.page(shown, input.limit)
}
