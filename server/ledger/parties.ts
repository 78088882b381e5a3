import { sql } from 'kysely'
import {
  type CustomerAccountRef,
  type CustomerRef,
  customerRefs,
  customersById,
  customersByNumber,
  refKey as customerKey,
  whyArchived,
} from '../customers/find.ts'
import type { Context } from '../kernel/context.ts'
import type { Problem } from '../kernel/errors.ts'

/** How a document names its entity and its customer: by id, or by code and number. */
export type PartyDraft = {
  entity_id?: string | undefined
  entity_code?: string | undefined
  customer_id?: string | undefined
  customer_number?: string | undefined
}
export type EntityRef = { entity_id: string; code: string; base_currency: string; country: string | null }
export type Parties = {
  entities: readonly EntityRef[]
  byNumber: ReadonlyMap<string, CustomerRef>
  /** Customers within the entities of the drafts, keyed by customer and entity. */
  accounts: ReadonlyMap<string, CustomerAccountRef>
  /** The further customers named by id. */
  also: ReadonlyMap<string, CustomerRef>
}
export type Party = { entity: EntityRef; customer: CustomerAccountRef }

/** Loads everything the drafts name, in two flights. `also` are further customers named by id (payer, bill-to). */
export async function loadParties(
  ctx: Context,
  drafts: readonly PartyDraft[],
  also: readonly (string | undefined)[] = [],
): Promise<Parties> {
  const numbers = drafts.flatMap(draft => (draft.customer_id || !draft.customer_number ? [] : [draft.customer_number]))
  const [entities, byNumber] = await Promise.all([
    ctx.tx.rows(
      sql<EntityRef>`select entity_id, code, base_currency, country from entities where org_id = ${ctx.org_id} order by code`,
    ),
    customersByNumber(ctx, numbers),
  ])
  const customer_ids = drafts.flatMap(draft => {
    const found = draft.customer_id ?? byNumber.get(draft.customer_number ?? '')?.customer_id
    return found ? [found] : []
  })
  const entity_ids = drafts.flatMap(draft => entityOf(entities, draft)?.entity_id ?? [])
  const [accounts, others] = await Promise.all([
    customerRefs(ctx, customer_ids, entity_ids, { hold: true }),
    customersById(
      ctx,
      also.filter(value => value !== undefined),
    ),
  ])
  return { entities, byNumber, accounts, also: others }
}

/** The entity and customer of one draft, or every problem with them. An organisation with one entity need not name it. */
export function partyOf(parties: Parties, draft: PartyDraft, index: number, problems: Problem[]): Party | null {
  const entity = entityOf(parties.entities, draft)
  const customer_id = draft.customer_id ?? parties.byNumber.get(draft.customer_number ?? '')?.customer_id
  const customer = entity && customer_id ? parties.accounts.get(customerKey(customer_id, entity.entity_id)) : undefined
  if (!entity)
    problems.push({ index, code: 'entity_unknown', params: { entity: draft.entity_id ?? draft.entity_code ?? null } })
  else if (!customer)
    problems.push({
      index,
      code: 'customer_unknown',
      params: { customer: draft.customer_id ?? draft.customer_number ?? null },
    })
  else if (customer.state === 'archived') problems.push({ index, ...whyArchived(customer) })
  return entity && customer?.state === 'active' ? { entity, customer } : null
}

/** The same for a document that makes a claim: a customer that was not activated takes none (`customer_not_activated`). [CUS-33] */
export function debtorOf(parties: Parties, draft: PartyDraft, index: number, problems: Problem[]): Party | null {
  const party = partyOf(parties, draft, index, problems)
  if (party?.customer.pending)
    problems.push({ index, code: 'customer_not_activated', params: { customer: party.customer.number } })
  return party
}

function entityOf(entities: readonly EntityRef[], draft: PartyDraft): EntityRef | undefined {
  if (draft.entity_id) return entities.find(entity => entity.entity_id === draft.entity_id)
  if (draft.entity_code) return entities.find(entity => entity.code === draft.entity_code)
  return entities.length === 1 ? entities[0] : undefined
}

/** Documents already brought in from a source, by their external ids. */
export async function knownRefs(
  ctx: Context,
  kind: string,
  drafts: readonly { source?: string | undefined; external_id?: string | undefined }[],
): Promise<Map<string, string>> {
  const wanted = drafts.filter(draft => draft.external_id !== undefined)
  if (wanted.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<{ source: string; external_id: string; document_id: string }>`
    select w.source, w.external_id, r.document_id
    from unnest(${wanted.map(draft => draft.source ?? '')}::text[], ${wanted.map(draft => draft.external_id as string)}::text[]) as w (source, external_id)
    -- One look-up each, whatever the planner knows of the table.
    cross join lateral (
      select document_id from external_refs r
      where r.org_id = ${ctx.org_id} and r.source = w.source and r.kind = ${kind} and r.external_id = w.external_id limit 1) r`)
  return new Map(rows.map(row => [refKey(row), row.document_id]))
}

export const refKey = (draft: { source?: string | undefined; external_id?: string | undefined }) =>
  `${draft.source ?? ''}\n${draft.external_id ?? ''}`
