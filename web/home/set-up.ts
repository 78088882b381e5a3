import type { Answer } from '../client.ts'
import { keep, useKept } from '../ui/kept.ts'
import type { Url } from '../ui/url.ts'

export type Progress = Answer<'setUpProgress'>

/** A step to books of one's own: where it is done, who may, and whether what stands there says it is done. */
export type SetUpStep = {
  key: string
  to: string
  search?: Url
  permission: string
  done: (of: Progress) => boolean
  /** The numbers of its sentence once it is done. */
  counts: (of: Progress) => Record<string, number>
  /** A file to begin from. */
  sample?: 'people' | 'customers' | 'openings'
}

/** From an empty house to the first statement, in the order in which one step needs the other. */
export const setUpSteps: readonly SetUpStep[] = [
  {
    key: 'entity',
    to: '/organisation',
    permission: 'entity.manage',
    done: of => of.entities > 0,
    counts: of => ({ count: of.entities }),
  },
  {
    key: 'accounts',
    to: '/organisation',
    permission: 'own_account.manage',
    done: of => of.own_accounts > 0,
    counts: of => ({ count: of.own_accounts }),
  },
  {
    key: 'people',
    to: '/people',
    search: { add: 'people' },
    permission: 'person.manage',
    done: of => of.people > 1,
    counts: of => ({ count: of.people }),
    sample: 'people',
  },
  {
    key: 'customers',
    to: '/imports',
    search: { kind: 'customers' },
    permission: 'import.run',
    done: of => of.customers > 0,
    counts: of => ({ count: of.customers, people: of.salespeople }),
    sample: 'customers',
  },
  {
    key: 'terms',
    to: '/terms',
    permission: 'customer.read',
    done: of => of.customers_with_terms > 0,
    counts: of => ({ count: of.customers_with_terms, of: of.customers }),
  },
  {
    key: 'opening',
    to: '/imports',
    search: { kind: 'openings' },
    permission: 'import.run',
    done: of => of.openings > 0 || of.invoiced,
    counts: of => ({ count: of.items }),
    sample: 'openings',
  },
  {
    key: 'lock',
    to: '/openings',
    permission: 'opening.read',
    done: of => (of.openings > 0 ? of.openings_locked === of.openings : of.invoiced),
    counts: of => ({ count: of.openings_locked }),
  },
  {
    key: 'ageing',
    to: '/ageing',
    permission: 'report.read',
    done: of => of.agrees,
    counts: of => ({ count: of.items }),
  },
  {
    key: 'statement',
    to: '/statement',
    permission: 'report.read',
    done: of => of.statements > 0,
    counts: of => ({ count: of.statements }),
  },
]

const keyOf = (org_id: number) => `duebook.set-up.${org_id}`

/** Whether the list was sent away or asked for on this device; it then stands there also when all is done. */
export const useSetUpShown = (org_id: number) => useKept(keyOf(org_id)) as 'away' | 'shown' | null

/** Sends the list away, or brings it back. */
export const keepSetUp = (org_id: number, how: 'away' | 'shown'): void => keep(keyOf(org_id), how)
