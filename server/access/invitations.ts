import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse, refuseAll } from '../kernel/errors.ts'
import { type Instant, newId, plusMicros } from '../kernel/values.ts'
import { hashToken } from './actors.ts'
import { countGuess } from './guessing.ts'
import type { Identity } from './identity.ts'
import type { peopleLines } from './lines-people.ts'
import { findPerson, lockAccess, type PersonRow } from './load.ts'
import { refuseBadPassword } from './passwords.ts'
import { decidePeople, loadKnown } from './people.ts'

type Lines = typeof peopleLines
type Waiting = Answered<Lines['listInvitations']>['rows'][number]

const dayMicros = 86_400_000_000n

/** Invitations that wait, the newest first. */
export async function listInvitations(ctx: Context, { after, limit }: Taken<Lines['listInvitations']>) {
  const column = { sql: sql.ref('i.invitation_id'), field: 'invitation_id', type: 'uuid', descending: true } as const
  const keys = keyset<Waiting>([column], after)
  const rows = await ctx.tx.rows(sql<Waiting>`
    select i.invitation_id, i.person_id, p.name, p.email, i.created_at, i.expires_at
    from invitations i join people p on p.org_id = i.org_id and p.person_id = i.person_id
    where i.org_id = ${ctx.org_id} and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > now()
      and ${keys.where}
    order by ${keys.order} limit ${limit + 1}`)
  return keys.page(rows, limit)
}

/**
 * Invites a person to sign in: a new one by name and e-mail, or one who is known; for one who signs in already it is the
 * way to a new password. Earlier invitations of the person end. The token is shown once and stands here as a hash.
 * [ACC-2] Refuses `field_missing`, `person_unknown`, `person_disabled`, `person_email_missing`, `person_email_taken`,
 * `department_unknown`.
 */
export const invite =
  (public_origin: string) =>
  async (ctx: Context, input: Taken<Lines['invite']>): Promise<Answered<Lines['invite']>> => {
    // Load.
    await lockAccess(ctx)
    const known = input.person_id ? await findPerson(ctx, input.person_id) : null
    const email = known?.email ?? input.email
    const collisions = await loadKnown(ctx, [{ email, department_id: input.department_id }], known?.person_id)

    // Decide.
    if (known?.state === 'disabled') refuse('person_disabled', { person_id: known.person_id })
    if (!known && !input.name) refuse('field_missing', { field: 'name' })
    if (!email) refuse('person_email_missing', { person_id: known?.person_id })
    refuseAll(decidePeople([{ email, department_id: input.department_id }], collisions))
    const token = `dbi_${randomBytes(32).toString('base64url')}`
    const person_id = known?.person_id ?? newId()
    const invitation_id = newId()
    // People wait in real time, also in a demo that has a clock of its own.
    const clock = await ctx.tx.first(sql<{ at: Instant }>`select clock_timestamp() as at`)
    const created_at = clock?.at ?? ctx.now
    const expires_at = plusMicros(created_at, BigInt(input.days) * dayMicros)

    // Write.
    await writeInvited(ctx, input, known, person_id, email)
    await ctx.tx.rows(sql`
      update invitations set withdrawn_at = ${created_at}
      where org_id = ${ctx.org_id} and person_id = ${person_id} and accepted_at is null and withdrawn_at is null`)
    const token_hash = hashToken(token)
    const created_by = ctx.actor.person_id
    await insertRows(ctx.tx, 'invitations', ctx.org_id, [
      { invitation_id, person_id, token_hash, expires_at, created_by, created_at },
    ])

    // Record.
    const data = { invitation_id, expires_at, again: known?.user_id != null }
    await record(ctx, 'person.invited', ctx.now, [{ subject_id: person_id, data }])
    return { invitation_id, person_id, token, link: `${public_origin}/invitation#${token}`, expires_at }
  }

async function writeInvited(
  ctx: Context,
  input: Taken<Lines['invite']>,
  known: PersonRow | null,
  person_id: string,
  email: string,
): Promise<void> {
  if (known)
    await ctx.tx.rows(sql`
      update people set email = ${email}, state = case when user_id is null then 'invited' else state end
      where org_id = ${ctx.org_id} and person_id = ${person_id}`)
  else
    await insertRows(ctx.tx, 'people', ctx.org_id, [
      {
        person_id,
        name: input.name ?? email,
        email,
        department_id: input.department_id ?? null,
        locale: input.locale ?? 'zh',
        state: 'invited',
        recorded_at: ctx.now,
      },
    ])
}

/** Withdraws an invitation that waits. Refuses `invitation_unknown`. */
export async function withdrawInvitation(ctx: Context, { invitation_id }: Taken<Lines['withdrawInvitation']>) {
  // Write.
  const row = await ctx.tx.first(sql<{ person_id: string }>`
    update invitations set withdrawn_at = clock_timestamp()
    where org_id = ${ctx.org_id} and invitation_id = ${invitation_id} and accepted_at is null and withdrawn_at is null
    returning person_id`)
  if (!row) refuse('invitation_unknown', { invitation_id })

  // Record.
  await record(ctx, 'invitation.withdrawn', ctx.now, [{ subject_id: row.person_id, data: { invitation_id } }])
  return { changed: true }
}

type Open = {
  org_id: number
  organisation: string
  invitation_id: string
  person_id: string
  name: string
  email: string
  locale: string
}

/** The invitation behind a token, while it waits. Refuses `invitation_invalid` for any other, whatever the reason. */
async function openInvitation(ctx: Context, token: string): Promise<Open> {
  const row = await ctx.tx.first(sql<{ found: Open | null }>`select open_invitation(${hashToken(token)}) as found`)
  if (!row?.found) refuse('invitation_invalid')
  return row.found
}

/** What an invitation is to, for the page that asks for the password. */
export async function lookAtInvitation(ctx: Context, { token }: Taken<Lines['lookAtInvitation']>) {
  const { organisation, name, email, locale } = await openInvitation(ctx, token)
  return { organisation, name, email, locale }
}

/**
 * Accepts an invitation, once. [ACC-2] [ACC-3] A new account gets the password; an account of this organisation alone gets
 * it anew, and its sessions end; an account that belongs to another organisation as well must show its password instead
 * (`account_elsewhere`), so that nobody is given away by an invitation. Refuses `invitation_invalid`, `password_too_short`,
 * `password_common`, `too_many_requests`.
 * The account is written first, under its own role: if the rest is undone, the invitation still stands and can be tried again.
 */
export const acceptInvitation =
  (identity: Identity) =>
  async (ctx: Context, { token, password }: Taken<Lines['acceptInvitation']>) => {
    // Load.
    const open = await openInvitation(ctx, token)
    await lockAccess(ctx)
    const claimed = await ctx.tx.first(sql`
      update invitations set accepted_at = clock_timestamp()
      where org_id = ${ctx.org_id} and invitation_id = ${open.invitation_id} and accepted_at is null and withdrawn_at is null
      returning invitation_id`)
    const account = await identity.findAccount(open.email)
    const elsewhere = await ctx.tx.first(sql<{ count: number }>`select memberships_elsewhere(${account}) as count`)

    // Decide.
    if (!claimed) refuse('invitation_invalid')
    if (account && elsewhere && elsewhere.count > 0) {
      await countGuess(identity.pool, { address: open.invitation_id, account: open.email })
      if (!(await identity.isPassword(account, password))) refuse('account_elsewhere')
    } else refuseBadPassword(password, [open.email, open.organisation])

    // Write.
    const user_id =
      account && elsewhere && elsewhere.count > 0
        ? account
        : await identity.putAccount({ email: open.email, name: open.name, password })
    await ctx.tx.rows(sql`
      update people set user_id = ${user_id}, state = 'active'
      where org_id = ${ctx.org_id} and person_id = ${open.person_id}`)

    // Record.
    const data = { invitation_id: open.invitation_id }
    await record(ctx, 'invitation.accepted', ctx.now, [{ subject_id: open.person_id, data }])
    return { org_id: ctx.org_id, person_id: open.person_id, email: open.email }
  }
