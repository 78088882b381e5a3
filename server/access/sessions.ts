import { sql } from 'kysely'
import { type Context, may, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { idleMinutes } from './identity.ts'
import type { doorsLines } from './lines-doors.ts'
import { findPerson } from './load.ts'

type Lines = typeof doorsLines
type Session = Answered<Lines['listSessions']>['rows'][number]

const idle = `${idleMinutes} minutes`

/** Whose sessions these are is one's own business, and that of who manages people. */
function refuseOthers(ctx: Context, person_id: string): void {
  if (person_id !== ctx.actor.person_id && !may(ctx, 'person.manage'))
    refuse('permission_missing', { permission: 'person.manage' })
}

/** The running sessions of a person. Refuses `permission_missing` for another's, `person_unknown`. */
export async function listSessions(ctx: Context, { person_id = ctx.actor.person_id }: Taken<Lines['listSessions']>) {
  refuseOthers(ctx, person_id)
  await findPerson(ctx, person_id)
  const rows = await ctx.tx.rows(sql<Session>`
    select session_id, person_id, coalesce(session_id = ${ctx.actor.session_id ?? null}, false) as current, created_at, seen_at, expires_at, address, agent
    from sessions_here(${idle}::interval) where person_id = ${person_id} order by created_at desc`)
  return { rows, next: null }
}

/** Ends one session. Refuses `session_unknown`, and `permission_missing` for another's. */
export async function endSession(ctx: Context, { session_id }: Taken<Lines['endSession']>) {
  // Load.
  const row = await ctx.tx.first(sql<{ person_id: string }>`
    select person_id from sessions_here(${idle}::interval) where session_id = ${session_id}`)

  // Decide.
  if (!row) refuse('session_unknown', { session_id })
  refuseOthers(ctx, row.person_id)

  // Write.
  const ended = await end(ctx, row.person_id, session_id, null)

  // Record.
  await record(ctx, 'session.ended', ctx.now, [{ subject_id: row.person_id, data: { session_id } }])
  return { ended }
}

/** Ends every session of a person but the one that asks. Refuses `person_unknown`, and `permission_missing` for another's. */
export async function endSessions(ctx: Context, { person_id }: Taken<Lines['endSessions']>) {
  // Load.
  refuseOthers(ctx, person_id)
  await findPerson(ctx, person_id)

  // Write.
  const ended = await end(ctx, person_id, null, ctx.actor.session_id ?? null)

  // Record.
  await record(ctx, 'session.ended', ctx.now, [{ subject_id: person_id, data: { ended } }])
  return { ended }
}

async function end(ctx: Context, person_id: string, one: string | null, keep: string | null): Promise<number> {
  const row = await ctx.tx.first(
    sql<{ ended: number }>`select end_sessions_here(${person_id}, ${one}, ${keep}) as ended`,
  )
  return row?.ended ?? 0
}

type SignIn = Answered<Lines['listSignIns']>['rows'][number]

/** What happened at the door, the newest first: sign-ins, failures, sign-outs of the organisation's people. */
export async function listSignIns(ctx: Context, { after, limit }: Taken<Lines['listSignIns']>) {
  const column = { sql: sql.ref('sign_in_id'), field: 'sign_in_id', type: 'int8', descending: true } as const
  const keys = keyset<SignIn>([column], after)
  const rows = await ctx.tx.rows(sql<SignIn>`
    select sign_in_id::text as sign_in_id, at, kind, person_id, address, agent from (
      select * from sign_ins_here() as i (sign_in_id, at, kind, person_id, address, agent) where ${keys.where}
      order by ${keys.order} limit ${limit + 1}) found
    order by found.sign_in_id::int8 desc`)
  return keys.page(rows, limit)
}
