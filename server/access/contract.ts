import { doorsLines } from './lines-doors.ts'
import { organisationLines } from './lines-organisation.ts'
import { peopleLines } from './lines-people.ts'
import { rolesLines } from './lines-roles.ts'

/** What the outside can ask about who may do what. */
export const contract = { ...organisationLines, ...peopleLines, ...rolesLines, ...doorsLines }
