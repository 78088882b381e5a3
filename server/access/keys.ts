import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { clockNow, newId, plusMicros } from '../kernel/values.ts'
import { hashToken } from './actors.ts'
import type { doorsLines } from './lines-doors.ts'
import { findRole, lockAccess } from './load.ts'

type Lines = typeof doorsLines
type Key = Answered<Lines['listKeys']>['rows'][number]

/** A new token of an API key, and what of it is kept: the hash, and the beginning by which people know it again. */
export function newKeyToken(): { token: string; token_hash: Buffer; prefix: string } {
  const token = `dbk_${randomBytes(32).toString('base64url')}`
  return { token, token_hash: hashToken(token), prefix: token.slice(0, 10) }
}

/** API keys; their tokens are known to nobody here. */
export async function listKeys(ctx: Context, { revoked = null }: { revoked?: boolean | undefined | null }) {
  const rows = await ctx.tx.rows(sql<Key>`
    select k.key_id, k.name, k.prefix, k.role_id, r.code as role, k.entity_ids, k.created_by, k.created_at, k.expires_at, k.revoked_at
    from api_keys k join roles r on r.org_id = k.org_id and r.role_id = k.role_id
    where k.org_id = ${ctx.org_id} and (${revoked}::bool is null or (k.revoked_at is not null) = ${revoked})
    order by k.key_id desc`)
  return { rows, next: null }
}

const longest = 366n * 86_400_000_000n

/**
 * Makes an API key of one's own. [ACC-8] It may what the role may, and never more than its person may at the time; it
 * ends within a year. The token is shown once. Refuses `role_unknown`, `entity_unknown`, and `field_out_of_range` for an end that has
 * passed or is too far.
 */
export async function createKey(ctx: Context, input: Taken<Lines['createKey']>) {
  // Load.
  await lockAccess(ctx)
  const role = await findRole(ctx, input.role)
  const known = await ctx.tx.rows(sql<{ entity_id: string }>`
    select entity_id from entities where org_id = ${ctx.org_id} and entity_id = any (${input.entity_ids ?? []}::uuid[])`)

  // Decide.
  refuseAll(decideKey(input, new Set(known.map(row => row.entity_id))))
  const { token, token_hash, prefix } = newKeyToken()
  const { name, entity_ids, expires_at } = input
  const key = { key_id: newId(), name, prefix, token_hash, role_id: role.role_id, entity_ids, expires_at }

  // Write.
  await insertRows(ctx.tx, 'api_keys', ctx.org_id, [{ ...key, created_by: ctx.actor.person_id, created_at: ctx.now }])

  // Record.
  const data = { name, prefix, role: role.code, entity_ids, expires_at }
  await record(ctx, 'key.created', ctx.now, [{ subject_id: key.key_id, data }])
  return { key_id: key.key_id, token, expires_at }
}

function decideKey(input: Taken<Lines['createKey']>, known: ReadonlySet<string>): Problem[] {
  const now = clockNow()
  const problems: Problem[] = (input.entity_ids ?? [])
    .filter(entity_id => !known.has(entity_id))
    .map(entity_id => ({ index: 0, code: 'entity_unknown', params: { entity_id } }))
  if (input.expires_at <= now || input.expires_at > plusMicros(now, longest))
    problems.push({
      index: 0,
      code: 'field_out_of_range',
      params: { field: 'expires_at', minimum: now, maximum: plusMicros(now, longest) },
    })
  return problems
}

/** Revokes a key at once. Refuses `api_key_unknown`. Does nothing for one that is revoked. */
export async function revokeKey(ctx: Context, { key_id, reason }: Taken<Lines['revokeKey']>) {
  // Load.
  const row = await ctx.tx.first(sql<{ revoked_at: string | null; prefix: string }>`
    select revoked_at, prefix from api_keys where org_id = ${ctx.org_id} and key_id = ${key_id} for update`)

  // Decide.
  if (!row) refuse('api_key_unknown', { key_id })
  if (row.revoked_at) return { changed: false }

  // Write.
  await ctx.tx.rows(sql`
    update api_keys set revoked_at = clock_timestamp() where org_id = ${ctx.org_id} and key_id = ${key_id}`)

  // Record.
  await record(ctx, 'key.revoked', ctx.now, [{ subject_id: key_id, data: { prefix: row.prefix, reason } }])
  return { changed: true }
}
