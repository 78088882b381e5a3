import type { Handlers } from '../kernel/run.ts'
import type { contract } from './contract.ts'
import { giveGrant, listGrants, revokeGrant } from './grants.ts'
import type { Identity } from './identity.ts'
import { acceptInvitation, invite, listInvitations, lookAtInvitation, withdrawInvitation } from './invitations.ts'
import { createKey, listKeys, revokeKey } from './keys.ts'
import { changeMe, listDuties, listPermissions, me, why } from './me.ts'
import { type DemoOffer, organisationHandlers } from './organisation.ts'
import { changePerson, createPeople, disablePerson, enablePerson, forgetSecondFactor, listPeople } from './people.ts'
import { changeRole, createRole, listRoles } from './roles.ts'
import { endSession, endSessions, listSessions, listSignIns } from './sessions.ts'
import { setUpFirst } from './set-up.ts'

/** The functions behind the contract; those that let somebody in work with the identities. */
export const accessHandlers = (
  identity: Identity,
  public_origin: string,
  demo: DemoOffer,
): Handlers<typeof contract> => ({
  ...organisationHandlers(demo),
  setUp: setUpFirst(identity),
  listPeople,
  createPeople,
  changePerson,
  disablePerson,
  enablePerson,
  forgetSecondFactor,
  listInvitations,
  invite: invite(public_origin),
  withdrawInvitation,
  lookAtInvitation,
  acceptInvitation: acceptInvitation(identity),
  listRoles,
  createRole,
  changeRole,
  listGrants,
  giveGrant,
  revokeGrant,
  listKeys,
  createKey,
  revokeKey,
  listSessions,
  endSession,
  endSessions,
  listSignIns,
  changeMe,
  me,
  listPermissions,
  why,
  listDuties,
})
