import { sql } from 'kysely'
import { type Database, type Tx, transaction } from '../db/connect.ts'
import { insertRows } from '../db/insert.ts'
import { type Actor, type Context, contextOf, record } from '../kernel/context.ts'
import { assert, refuse } from '../kernel/errors.ts'
import { clockNow, type Instant, newId } from '../kernel/values.ts'
import { nobody } from './actors.ts'
import type { Identity } from './identity.ts'
import { refuseBadPassword } from './passwords.ts'
import { type BuiltinRole, builtinRoles } from './builtin-roles.ts'
import { permissionsOf } from './permissions.ts'

/** What a new organisation needs: its name, and the one who sets it up. */
export type NewOrganisation = {
  organisation: string
  name: string
  email: string
  password: string
  locale: string
  time_zone: string
}
export type SetUp = { org_id: number; person_id: string }

/** What the one who sets up holds at first: enough to begin alone. What conflicts with it is listed by `GET /api/duties`. */
const firstRoles: readonly BuiltinRole[] = ['administrator', 'finance_manager']

/**
 * Makes an organisation in-process, with its roles and its first administrator: for the start command and the demo.
 * `demo_at` makes it a demo with a clock of its own. An account with the same e-mail keeps its password.
 * It opens the transaction itself, since before this there is no organisation that a context could name.
 */
export async function setUp(
  db: Database,
  identity: Identity,
  input: NewOrganisation,
  options: { demo_at?: Instant; only_first?: boolean } = {},
): Promise<SetUp> {
  refuseBadPassword(input.password, [input.email, input.organisation])
  return transaction(db.main, 'verb', null, async tx => {
    const user_id = (await identity.findAccount(input.email)) ?? (await identity.putAccount(input))
    const { made } = await foundOrganisation(tx, input, { ...options, user_id, via: 'local' })
    return made
  })
}

/** [ACC-1] The public way: only while there is no organisation. Refuses `already_set_up`. */
export const setUpFirst =
  (identity: Identity) =>
  async (ctx: Context, input: NewOrganisation): Promise<SetUp> => {
    refuseBadPassword(input.password, [input.email, input.organisation])
    const { made, recorded } = await foundOrganisation(ctx.tx, input, {
      only_first: true,
      via: ctx.actor.via,
      request_id: ctx.request_id,
      account: () => identity.putAccount(input),
    })
    ctx.recorded += recorded
    return made
  }

type Founding = {
  demo_at?: Instant
  only_first?: boolean
  via: Actor['via']
  request_id?: string
  user_id?: string | null
  account?: () => Promise<string>
}

/** Writes an organisation, its roles out of the box and its first person. Also the beginning of every test. */
export async function foundOrganisation(
  tx: Tx,
  input: Omit<NewOrganisation, 'password' | 'email'> & { email: string | null },
  founding: Founding,
): Promise<{ made: SetUp; recorded: number; role_ids: ReadonlyMap<string, string> }> {
  const { demo_at, only_first = false, via } = founding
  const row = await tx.first(sql<{ org_id: number | null }>`
    select create_organisation(${input.organisation}, ${input.time_zone}, ${input.locale}, ${demo_at ?? null}, ${only_first}) as org_id`)
  if (!row?.org_id) refuse('already_set_up')
  const org_id = row.org_id
  const user_id = founding.account ? await founding.account() : (founding.user_id ?? null)
  const person_id = newId<'person'>()
  const now = demo_at ?? clockNow()
  const actor: Actor = { ...nobody, org_id, person_id, via, time_zone: input.time_zone, clock: demo_at ?? null }
  const ctx = contextOf(tx, actor, now, founding.request_id ?? newId(), null)

  const role_ids = new Map(builtinRoles.map(role => [role.code as string, newId() as string]))
  const idOf = (code: string) => {
    const found = role_ids.get(code)
    assert(found, `the role ${code} is known`)
    return found
  }
  await Promise.all([
    insertRows(
      tx,
      'roles',
      org_id,
      builtinRoles.map(role => ({
        role_id: idOf(role.code),
        code: role.code,
        name: role.name,
        name_en: role.name_en,
        customers: 'customers' in role ? role.customers : '',
        must_expire: 'must_expire' in role,
        is_builtin: true,
      })),
    ),
    insertRows(
      tx,
      'role_permissions',
      org_id,
      builtinRoles.flatMap(role =>
        permissionsOf(role.code).map(permission => ({ role_id: idOf(role.code), permission })),
      ),
    ),
    insertRows(tx, 'people', org_id, [
      { person_id, name: input.name, email: input.email, locale: input.locale, user_id, recorded_at: now },
    ]),
    insertRows(
      tx,
      'role_grants',
      org_id,
      firstRoles.map(code => ({ grant_id: newId(), person_id, role_id: idOf(code), recorded_at: now })),
    ),
    record(ctx, 'organisation.set_up', now, [
      { subject_id: person_id, data: { organisation: input.organisation, roles: firstRoles } },
    ]),
  ])
  return { made: { org_id, person_id }, recorded: ctx.recorded, role_ids }
}
