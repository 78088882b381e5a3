import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type pg from 'pg'
import { type Sight, type Tx, transaction } from '../db/connect.ts'
import type { Actor } from '../kernel/context.ts'
import type { Line } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { Rights } from '../kernel/jobs.ts'
import type { Instant } from '../kernel/values.ts'
import { type Identity, idleMinutes } from './identity.ts'

/** One role held by a person today, with its scope. */
export type Grant = {
  grant_id: string
  role: string
  entity_ids: readonly string[] | null
  customers: Sight['customers']
  permissions: readonly string[]
}

/** What the database says of a person today; see `access_of` in migration 0007. */
export type Access = {
  org_id: number
  person_id: string
  department_id: string | null
  locale: string
  time_zone: string
  clock: Instant | null
  two_factor_roles: readonly string[] | null
  grants: readonly Grant[]
}

/** What an API key narrows its person to. */
export type KeyLimits = { key_id: string; permissions: ReadonlySet<string>; entity_ids: readonly string[] | null }

type SessionAccess = { session_id: string; second_factor: boolean; access: Access | null }
type KeyAccess = {
  key_id: string
  key_permissions: string[]
  key_entity_ids: string[] | null
  access: Access | null
}
type OpenPage = { org_id: number; time_zone: string; locale: string; clock: Instant | null }
type OpenInvitation = { org_id: number; person_id: string; time_zone: string; locale: string; clock: Instant | null }

/** What a line may see: the entities and customers of a scope. */
export type Scope = { entity_ids: readonly string[] | null; customers: Sight['customers'] }

const widths = ['own', 'departments', ''] as const

/**
 * The scope in which a person holds a permission: every entity of the grants that carry it, and the customers of the
 * narrowest of them. Null when no grant carries it. It is never wider than what the grants say, one by one. [ACC-7]
 */
export function scopeOf(grants: readonly Grant[], permission: string): Scope | null {
  const carrying = grants.filter(grant => grant.permissions.includes(permission))
  if (carrying.length === 0) return null
  const all = carrying.some(grant => grant.entity_ids === null)
  return {
    entity_ids: all ? null : [...new Set(carrying.flatMap(grant => grant.entity_ids ?? []))],
    customers: narrowest(carrying.map(grant => grant.customers)),
  }
}

/** The scope that every grant has: for lines that ask for no permission. */
function commonScope(grants: readonly Grant[]): Scope {
  const limited = grants.flatMap(grant => (grant.entity_ids === null ? [] : [grant.entity_ids]))
  const [first, ...rest] = limited
  return {
    entity_ids: first ? first.filter(id => rest.every(ids => ids.includes(id))) : null,
    customers: narrowest(grants.map(grant => grant.customers)),
  }
}

const narrowest = (all: readonly Sight['customers'][]): Sight['customers'] =>
  widths.find(width => all.includes(width)) ?? ''

function covers(wide: Scope, narrow: Scope): boolean {
  const entities = wide.entity_ids === null || (narrow.entity_ids?.every(id => wide.entity_ids?.includes(id)) ?? false)
  return entities && widths.indexOf(wide.customers) >= widths.indexOf(narrow.customers)
}

/**
 * Who asks, for one line: he sees with the scope in which he holds the line's permission, and carries only those of his
 * other permissions that hold in all of that scope. A key narrows both. [ACC-7] [ACC-8]
 */
export function actorOf(access: Access, permission: string, via: Actor['via'], key: KeyLimits | null = null): Actor {
  const words = [...new Set(access.grants.flatMap(grant => grant.permissions))]
  const held = key ? words.filter(word => key.permissions.has(word)) : words
  const wide = scopeOf(access.grants, permission) ?? commonScope(access.grants)
  const scope = key?.entity_ids ? { ...wide, entity_ids: within(wide.entity_ids, key.entity_ids) } : wide
  return {
    person_id: access.person_id,
    via,
    key_id: key?.key_id ?? null,
    org_id: access.org_id,
    permissions: new Set(held.filter(word => covers(scopeOf(access.grants, word) as Scope, scope))),
    sight: {
      org_id: access.org_id,
      person_id: access.person_id,
      ...scope,
      department_ids: access.department_id ? [access.department_id] : [],
    },
    time_zone: access.time_zone,
    locale: access.locale,
    clock: access.clock,
  }
}

const within = (all: readonly string[] | null, some: readonly string[]) =>
  all === null ? some : some.filter(id => all.includes(id))

/** Hash under which tokens of keys and invitations stand in the database. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** The one for whom a public line works before anybody is known. It belongs to no organisation and may nothing. */
export const nobody: Actor = {
  person_id: '00000000-0000-0000-0000-000000000000',
  via: 'session',
  key_id: null,
  org_id: 0,
  permissions: new Set(),
  sight: { org_id: 0, person_id: null, entity_ids: null, customers: '', department_ids: [] },
  time_zone: 'UTC',
  locale: 'en',
  clock: null,
}

/**
 * Makes the function that says who asks: the bearer of a key, the holder of a session, the one an invitation names, or
 * nobody for other public lines. One round trip to the database. Refuses `sign_in_needed`, `organisation_missing` for
 * one who belongs to none (or not to the one he names in `x-duebook-org`), `second_factor_needed` where a role asks for it.
 */
export function createAuthenticate(pool: pg.Pool, identity: Identity) {
  const ask = async <T>(name: string, text: string, values: unknown[]) =>
    (await pool.query<{ found: T | null }>({ name, text, values })).rows[0]?.found ?? null

  return async function authenticate(request: FastifyRequest, line: Line): Promise<Actor | null> {
    if (line.permission === 'public') return publicActor(request, line)
    const authorization = request.headers.authorization
    if (authorization !== undefined) {
      const token = /^Bearer (dbk_[\w-]{43})$/.exec(authorization)?.[1]
      if (!token) return null
      const found = await ask<KeyAccess>('key', 'select access_of_key($1) as found', [hashToken(token)])
      return found?.access ? keyActor(found, line.permission) : null
    }
    const token = identity.tokenOf(request.headers.cookie)
    if (!token) return null
    const text = 'select access_of_session($1, $2, $3) as found'
    const found = await ask<SessionAccess>('session', text, [
      token,
      wantedOrganisation(request),
      `${idleMinutes} minutes`,
    ])
    if (!found) return null
    if (!found.access) refuse('organisation_missing', {})
    if (line.permission !== 'signed_in' && lacksSecondFactor(found.access, found.second_factor))
      refuse('second_factor_needed', { enrol: true })
    return { ...actorOf(found.access, line.permission, 'session'), session_id: found.session_id }
  }

  async function publicActor(request: FastifyRequest, line: Line): Promise<Actor | null> {
    // A form with a file is read later than this; there the token comes in a header as well.
    const token = request.headers['x-duebook-page'] ?? (request.body as { token?: unknown } | null | undefined)?.token
    if (line.name.startsWith('page.')) {
      const customer = await pageActor(token)
      // Of one whom no page knows nothing is read from the wire onto the disk.
      if (line.upload && customer.org_id === nobody.org_id) refuse('page_gone')
      return customer
    }
    if (!line.name.startsWith('invitation.')) return nobody
    const found =
      typeof token === 'string'
        ? await ask<OpenInvitation>('invitation', 'select open_invitation($1) as found', [hashToken(token)])
        : null
    if (!found) return nobody
    const { org_id, person_id, time_zone, locale, clock } = found
    return { ...nobody, org_id, person_id, time_zone, locale, clock, sight: { ...nobody.sight, org_id, person_id } }
  }

  /** A customer behind a link: nobody of ours, who sees the organisation that sent it; the lines show one document of it. */
  async function pageActor(token: unknown): Promise<Actor> {
    const found =
      typeof token === 'string'
        ? await ask<OpenPage>('page', 'select open_page($1) as found', [hashToken(token)])
        : null
    if (!found) return nobody
    const { org_id, time_zone, locale, clock } = found
    return { ...nobody, via: 'page', org_id, time_zone, locale, clock, sight: { ...nobody.sight, org_id } }
  }
}

function wantedOrganisation(request: FastifyRequest): number | null {
  const cookie = /(?:^|; )duebook_org=(\d{1,9})(?:;|$)/.exec(request.headers.cookie ?? '')?.[1]
  const wanted = request.headers['x-duebook-org'] ?? cookie
  if (wanted === undefined) return null
  return /^\d{1,9}$/.test(String(wanted)) ? Number(wanted) : 0
}

/** Whether a role of this person asks for a second factor that the account does not have. [ACC-5] */
export function lacksSecondFactor(access: Access, second_factor: boolean): boolean {
  if (second_factor || !access.two_factor_roles) return false
  return (
    access.two_factor_roles.includes('*') || access.grants.some(grant => access.two_factor_roles?.includes(grant.role))
  )
}

function keyActor(found: KeyAccess, permission: string): Actor | null {
  if (!found.access) return null
  const limits = {
    key_id: found.key_id,
    permissions: new Set(found.key_permissions),
    entity_ids: found.key_entity_ids,
  }
  return actorOf(found.access, permission, 'key', limits)
}

/**
 * Who a person is now, for work that was asked for earlier: the sight of then, narrowed to what any of his grants reaches
 * now, and those permissions of then that he still holds in all of it. [ACC-17]
 */
export function actorWithin(access: Access, rights: Rights): Actor {
  const { grants, department_id } = access
  const anywhere = grants.some(grant => grant.entity_ids === null)
  const reached = anywhere ? null : grants.flatMap(grant => grant.entity_ids ?? [])
  const widest = widths.findLast(width => grants.some(grant => grant.customers === width)) ?? 'own'
  const scope: Scope = {
    entity_ids: rights.entity_ids === null ? reached : within(reached, rights.entity_ids),
    customers: narrowest([rights.customers, widest]),
  }
  const holds = (word: string) => {
    const held = scopeOf(grants, word)
    return held !== null && covers(held, scope)
  }
  const now = actorOf(access, 'signed_in', 'job')
  return {
    ...now,
    key_id: rights.key_id,
    permissions: new Set(rights.permissions.filter(holds)),
    sight: {
      ...now.sight,
      ...scope,
      department_ids: department_id && rights.department_ids.includes(department_id) ? [department_id] : [],
    },
  }
}

/**
 * Who a person is now, for a job: held to the rights of when it was asked for, or, where none were kept, in the scope that
 * all his roles have. Null when he is not active, or the key by which he asked was revoked.
 */
export function actorByJob(pool: pg.Pool) {
  return async (org_id: number, person_id: string, rights: Rights | null = null): Promise<Actor | null> =>
    transaction(pool, 'query', { ...nobody.sight, org_id }, async tx => {
      const access = await accessHere(tx, person_id)
      if (!access) return null
      if (!rights) return actorOf(access, 'signed_in', 'job')
      const revoked = rights.key_id
        ? await tx.first(sql`
            select 1 as one from api_keys where org_id = ${org_id} and key_id = ${rights.key_id} and revoked_at is not null`)
        : null
      return revoked ? null : actorWithin(access, rights)
    })
}

/** Somebody of this organisation as he is now, for a line that runs in his name later; null when he is no longer active. */
export async function actorHere(
  tx: Tx,
  who: { person_id: string; key_id: string | null },
  permission: string,
): Promise<Actor | null> {
  if (who.key_id) {
    const row = await tx.first(sql<{ found: KeyAccess | null }>`select access_of_key_here(${who.key_id}) as found`)
    return row?.found?.access ? keyActor(row.found, permission) : null
  }
  const access = await accessHere(tx, who.person_id)
  return access ? actorOf(access, permission, 'session') : null
}

/** What a person of this organisation may do today; null when he is unknown or not active. */
export async function accessHere(tx: Tx, person_id: string): Promise<Access | null> {
  const row = await tx.first(sql<{ found: Access | null }>`select access_of_person_here(${person_id}) as found`)
  return row?.found ?? null
}
