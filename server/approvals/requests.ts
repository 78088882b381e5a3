import { sql } from 'kysely'
import { actorHere } from '../access/actors.ts'
import { isScoped } from '../db/connect.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, may, record } from '../kernel/context.ts'
import type { Answered, Line, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { assert, refuse } from '../kernel/errors.ts'
import { parseInput } from '../kernel/http.ts'
import { type Kernel, type Parked, runWithin } from '../kernel/run.ts'
import { newId } from '../kernel/values.ts'
import type { contract } from './contract.ts'
import { type Principal, principalFor, principalsOf } from './delegations.ts'
import { bites, type Facts, grew, policyOf } from './policies.ts'

type Lines = typeof contract
type Row = Answered<Lines['listApprovals']>['rows'][number]
type Waiting = {
  request_id: string
  verb: string
  input: unknown
  facts: Facts
  permission: string
  maker_id: string
  key_id: string | null
  state: Row['state']
}

/**
 * Lets a verb wait where a policy bites: the whole request is kept, and its maker hears 202 with its number. The kernel
 * calls it inside the transaction, before the handler. Null where nothing bites. [APR-1]
 */
export async function park(ctx: Context, line: Line, input: unknown, facts: Facts): Promise<Parked | null> {
  const policy = await policyOf(ctx, line.name)
  if (!policy || !bites(policy.condition, facts)) return null
  return keepRequest(ctx, line, input, facts, policy.permission)
}

async function keepRequest(
  ctx: Context,
  line: Line,
  input: unknown,
  facts: Facts,
  permission: string,
): Promise<Parked> {
  const { person_id: maker_id, key_id } = ctx.actor
  const reason = (input as { reason?: unknown }).reason
  const request = {
    request_id: newId(),
    verb: line.name,
    input,
    facts: withEntities(facts),
    permission,
    maker_id,
    key_id,
    made_at: ctx.now,
    reason: typeof reason === 'string' ? reason : null,
  }
  await insertRows(ctx.tx, 'approval_requests', ctx.org_id, [request])
  const data = { verb: request.verb, facts: request.facts, permission }
  await record(ctx, 'request.parked', ctx.now, [{ subject_id: request.request_id, data }])
  return { request_id: request.request_id, state: 'waiting' }
}

/** The entities a request is about, under one name, so that a scoped checker can be held to his own. */
function withEntities(facts: Facts): Facts {
  const { entity_id, ...rest } = facts
  return entity_id === undefined ? facts : { ...rest, entity_ids: Array.isArray(entity_id) ? entity_id : [entity_id] }
}

/** Which requests `r` a reader may see: all, or where his scope is narrow, those that name only entities of his. [APR-6] */
export function visible(ctx: Context) {
  const { sight } = ctx.actor
  if (!isScoped(sight)) return sql<boolean>`true`
  if (sight.customers !== '' || sight.entity_ids === null) return sql<boolean>`false`
  return sql<boolean>`(r.facts ? 'entity_ids' and r.facts -> 'entity_ids' <@ ${JSON.stringify(sight.entity_ids)}::jsonb)`
}

const column = { sql: sql.ref('r.request_id'), field: 'request_id', type: 'uuid', descending: true } as const

async function list(
  ctx: Context,
  kernel: Kernel,
  input: Taken<Lines['myRequests']> & { verb?: string[] | undefined; maker_id?: string | undefined },
  mine: boolean,
) {
  const { after, limit, state = null, verb = null, maker_id = null } = input
  const keys = keyset<Row>([column], after)
  const rows = await ctx.tx.rows(sql<Omit<Row, 'summary' | 'may_release' | 'in_place_of'>>`
    select r.request_id, r.verb, r.input, r.facts, r.permission, r.maker_id, m.name as maker, r.made_at, r.reason, r.state,
      r.checker_id, c.name as checker, r.checked_at, r.check_reason, d.name as for_person,
      array(select k.name from customers k where k.org_id = r.org_id and r.facts -> 'customer_ids' ? k.customer_id::text
        order by k.name limit 5) as customers,
      array(select e.name from entities e where e.org_id = r.org_id and r.facts -> 'entity_ids' ? e.entity_id::text
        order by e.name limit 5) as entities
    from approval_requests r
    join people m on m.org_id = r.org_id and m.person_id = r.maker_id
    left join people c on c.org_id = r.org_id and c.person_id = r.checker_id
    left join people d on d.org_id = r.org_id and d.person_id = r.for_person_id
    where r.org_id = ${ctx.org_id} and ${mine ? sql<boolean>`r.maker_id = ${ctx.actor.person_id}` : visible(ctx)}
      and (${state}::text[] is null or r.state = any (${state}::text[]))
      and (${verb}::text[] is null or r.verb = any (${verb}::text[]))
      and (${maker_id}::uuid is null or r.maker_id = ${maker_id})
      and ${keys.where}
    order by ${keys.order} limit ${limit + 1}`)
  const principals = await principalsOf(ctx)
  const names = await namesOf(ctx, principals)
  const shown = rows.map(row => {
    const waits = row.state === 'waiting' && row.maker_id !== ctx.actor.person_id
    const own = waits && may(ctx, row.permission)
    const principal = waits && !own ? principalFor(principals, row) : undefined
    return {
      ...row,
      summary: kernel.lines.get(row.verb)?.line.summary ?? { en: row.verb, zh: row.verb },
      may_release: own || principal !== undefined,
      in_place_of: principal ? (names.get(principal.person_id) ?? null) : null,
    }
  })
  return keys.page(shown, limit)
}

async function namesOf(ctx: Context, people: readonly Principal[]): Promise<Map<string, string>> {
  if (people.length === 0) return new Map()
  const ids = people.map(({ person_id }) => person_id)
  const rows = await ctx.tx.rows(sql<{ person_id: string; name: string }>`
    select person_id, name from people where org_id = ${ctx.org_id} and person_id = any (${ids}::uuid[])`)
  return new Map(rows.map(({ person_id, name }) => [person_id, name]))
}

/** What waits for a second person, and what waited; the newest first. */
export const listApprovals = (kernel: Kernel) => (ctx: Context, input: Taken<Lines['listApprovals']>) =>
  list(ctx, kernel, input, false)

/** What of one's own waits or waited. */
export const myRequests = (kernel: Kernel) => (ctx: Context, input: Taken<Lines['myRequests']>) =>
  list(ctx, kernel, input, true)

async function lockRequest(ctx: Context, request_id: string, mine: boolean): Promise<Waiting> {
  const row = await ctx.tx.first(sql<Waiting>`
    select r.request_id, r.verb, r.input, r.facts, r.permission, r.maker_id, r.key_id, r.state from approval_requests r
    where r.org_id = ${ctx.org_id} and r.request_id = ${request_id}
      and ${mine ? sql<boolean>`r.maker_id = ${ctx.actor.person_id}` : visible(ctx)} for update`)
  if (!row) refuse('request_unknown', { request_id })
  if (row.state !== 'waiting') refuse('request_not_waiting', { request_id, state: row.state })
  return row
}

/**
 * The one who checks is another person than the maker, by whatever way either came, and holds the permission or stands in
 * for somebody who does and who is not the maker either; answers for whom. [APR-2] [APR-10]
 */
async function refuseChecker(ctx: Context, request: Waiting): Promise<string | null> {
  const { request_id, maker_id, permission } = request
  if (maker_id === ctx.actor.person_id) refuse('checker_is_maker', { request_id })
  if (may(ctx, permission)) return null
  const principal = principalFor(await principalsOf(ctx), request)
  if (!principal) refuse('permission_missing', { permission })
  return principal.person_id
}

/**
 * Releases a request: in this one transaction it is claimed, and the verb runs anew as its maker, with what the maker may
 * now and with what is so now. [APR-3] [APR-4] [APR-5] If the verb refuses, nothing has happened and the request still waits.
 * Where it has become more than was asked for, it waits again as a new request.
 * Refuses `request_unknown`, `request_not_waiting`, `checker_is_maker`, `permission_missing`, `maker_disabled`.
 */
export const release =
  (kernel: Kernel) =>
  async (ctx: Context, { request_id, reason }: Taken<Lines['release']>) => {
    // Load.
    const request = await lockRequest(ctx, request_id, false)
    const line = kernel.lines.get(request.verb)?.line
    assert(line, `${request.verb} is mounted`)
    const maker = await actorHere(ctx.tx, { person_id: request.maker_id, key_id: request.key_id }, line.permission)

    // Decide.
    const for_person_id = await refuseChecker(ctx, request)
    if (!maker) refuse('maker_disabled', { maker_id: request.maker_id })
    const input = parseInput(line, request.input)
    const released_by = ctx.actor.person_id

    // Write.
    const { answer, parked } = await runWithin(
      ctx,
      kernel,
      { name: request.verb, input, actor: maker, released_by },
      async (inner, _, facts) =>
        grew(request.facts, withEntities(facts)) ? keepRequest(inner, line, input, facts, request.permission) : null,
    )
    const state = parked ? ('failed' as const) : ('released' as const)
    await settle(ctx, request_id, { state, checker_id: released_by, for_person_id, reason, answer })

    // Record.
    const data = {
      verb: request.verb,
      reason,
      for_person_id,
      ...(parked ? { request_id: (answer as Parked).request_id } : {}),
    }
    await record(ctx, parked ? 'request.grown' : 'request.released', ctx.now, [{ subject_id: request_id, data }])
    return { request_id, state, answer }
  }

/** Declines a request, with a reason. Refuses like `release`. */
export async function decline(ctx: Context, { request_id, reason }: Taken<Lines['decline']>) {
  // Load.
  const request = await lockRequest(ctx, request_id, false)

  // Decide.
  const for_person_id = await refuseChecker(ctx, request)

  // Write.
  await settle(ctx, request_id, { state: 'declined', checker_id: ctx.actor.person_id, for_person_id, reason })

  // Record.
  const data = { verb: request.verb, reason, for_person_id }
  await record(ctx, 'request.declined', ctx.now, [{ subject_id: request_id, data }])
  return { request_id, state: 'declined' as const }
}

/** Withdraws one's own request. Refuses `request_unknown` for another's, `request_not_waiting`. */
export async function withdraw(ctx: Context, { request_id }: Taken<Lines['withdraw']>) {
  // Load.
  const request = await lockRequest(ctx, request_id, true)

  // Write.
  await settle(ctx, request_id, { state: 'withdrawn' })

  // Record.
  await record(ctx, 'request.withdrawn', ctx.now, [{ subject_id: request_id, data: { verb: request.verb } }])
  return { request_id, state: 'withdrawn' as const }
}

/**
 * Ends what waits for a second person about a document that is over, whoever asked for it: nobody is asked any more. `field` is
 * the one of the input that names the document. [APR-11]
 */
export async function endRequests(
  ctx: Context,
  about: { verbs: readonly string[]; field: string; id: string; reason: string },
): Promise<void> {
  const ended = await ctx.tx.rows(sql<{ request_id: string; verb: string }>`
    update approval_requests set state = 'withdrawn', checked_at = ${ctx.now}, check_reason = ${about.reason}
    where org_id = ${ctx.org_id} and state = 'waiting' and verb = any (${[...about.verbs]}::text[])
      and input ->> ${about.field} = ${about.id}
    returning request_id, verb`)
  await record(
    ctx,
    'request.withdrawn',
    ctx.now,
    ended.map(({ request_id, verb }) => ({ subject_id: request_id, data: { verb, reason: about.reason } })),
  )
}

type Settled = {
  state: Row['state']
  checker_id?: string
  for_person_id?: string | null
  reason?: string | undefined
  answer?: unknown
}

async function settle(ctx: Context, request_id: string, settled: Settled): Promise<void> {
  const { state, checker_id = null, for_person_id = null, reason = null, answer = null } = settled
  await ctx.tx.rows(sql`
    update approval_requests set state = ${state}, checker_id = ${checker_id}, for_person_id = ${for_person_id},
      checked_at = ${ctx.now}, check_reason = ${reason}, answer = ${JSON.stringify(answer)}::jsonb
    where org_id = ${ctx.org_id} and request_id = ${request_id}`)
}
