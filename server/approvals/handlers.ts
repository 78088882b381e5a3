import { sql } from 'kysely'
import { isPermission } from '../access/permissions.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, refuse } from '../kernel/errors.ts'
import type { Handlers, Kernel } from '../kernel/run.ts'
import type { contract } from './contract.ts'
import { delegate, endDelegation, listDelegations } from './delegations.ts'
import { type Condition, standardPolicies } from './policies.ts'
import { decline, listApprovals, myRequests, release, withdraw } from './requests.ts'

type Policy = Answered<(typeof contract)['changePolicy']>
type Own = { verb: string; condition: Condition; permission: string }

/** Every verb that can wait, and when it does. */
const listPolicies = (kernel: Kernel) => async (ctx: Context) => {
  const own = await ctx.tx.rows(
    sql<Own>`select verb, condition, permission from approval_policies where org_id = ${ctx.org_id}`,
  )
  const rows = [...kernel.lines.values()]
    .filter(({ line }) => line.approval)
    .map(({ line }) => shown(kernel, line.name, own.find(policy => policy.verb === line.name) ?? null))
  return { rows, next: null }
}

function shown(kernel: Kernel, verb: string, own: Own | null): Policy {
  const line = kernel.lines.get(verb)?.line
  assert(line, `${verb} is mounted`)
  const standard = standardPolicies[verb]
  const { condition, permission } = own ?? standard ?? { condition: null, permission: null }
  const origin = own ? 'own' : standard ? 'standard' : 'none'
  return { verb, summary: line.summary, condition, permission, origin, by_amount: line.approval === 'by_amount' }
}

/**
 * Changes when a verb waits, or makes it wait by the standard again. [APR-7]
 * Refuses `policy_verb_unknown` for a verb that cannot wait, `policy_knows_no_amount` for one whose facts tell none,
 * `permission_unknown`, `field_missing` without a permission.
 */
const changePolicy =
  (kernel: Kernel) =>
  async (ctx: Context, input: Taken<(typeof contract)['changePolicy']>): Promise<Policy> => {
    const { verb, condition } = input
    // Decide.
    const line = kernel.lines.get(verb)?.line
    if (!line?.approval) refuse('policy_verb_unknown', { verb })
    const permission = input.permission ?? standardPolicies[verb]?.permission
    if (!permission) refuse('field_missing', { field: 'permission' })
    if (line.approval !== 'by_amount' && condition && 'amount_minor_at_least' in condition)
      refuse('policy_knows_no_amount', { verb })
    if (!isPermission(permission)) refuse('permission_unknown', { permission })
    const own = condition === null ? null : { verb, condition, permission, origin: 'own' }

    // Write.
    await ctx.tx.rows(sql`select pg_advisory_xact_lock(hashtext('duebook.policies'), ${ctx.org_id}::int)`)
    await ctx.tx.rows(sql`delete from approval_policies where org_id = ${ctx.org_id} and verb = ${verb}`)
    if (own) await insertRows(ctx.tx, 'approval_policies', ctx.org_id, [own])

    // Record.
    const data = { verb, condition, permission }
    await record(ctx, 'approval_policy.changed', ctx.now, [{ subject_id: ctx.actor.person_id, data }])
    return shown(kernel, verb, own)
  }

/** The functions behind the contract; releasing runs other verbs, so they know the registry. */
export const approvalsHandlers = (kernel: Kernel): Handlers<typeof contract> => ({
  listApprovals: listApprovals(kernel),
  myRequests: myRequests(kernel),
  release: release(kernel),
  decline,
  withdraw,
  listDelegations,
  delegate,
  endDelegation,
  listPolicies: listPolicies(kernel),
  changePolicy: changePolicy(kernel),
})
