import { sql } from 'kysely'
import { type CustomerRef, customersByNumber, customersById } from '../customers/find.ts'
import type { Context } from '../kernel/context.ts'
import type { Problem } from '../kernel/errors.ts'

/** How a document names its entity and its customer: by id, or by code and number. */
export type PartyDraft = {
  entity_id?: string | undefined
  entity_code?: string | undefined
  customer_id?: string | undefined
  customer_number?: string | undefined
}
export type EntityRef = { entity_id: string; code: string; base_currency: string }
export type Parties = {
  entities: readonly EntityRef[]
  byNumber: ReadonlyMap<string, CustomerRef>
  byId: ReadonlyMap<string, CustomerRef>
}

/** Loads everything the drafts name, in one flight. `also` are further customers named by id (payer, bill-to). */
export async function loadParties(
  ctx: Context,
  drafts: readonly PartyDraft[],
  also: readonly (string | undefined)[] = [],
): Promise<Parties> {
  const numbers = drafts.flatMap(draft => (draft.customer_id || !draft.customer_number ? [] : [draft.customer_number]))
  const ids = [...drafts.map(draft => draft.customer_id), ...also].filter(value => value !== undefined)
  const [entities, byNumber, byId] = await Promise.all([
    ctx.tx.rows(
      sql<EntityRef>`select entity_id, code, base_currency from entities where org_id = ${ctx.org_id} order by code`,
    ),
    customersByNumber(ctx, [...new Set(numbers)]),
    customersById(ctx, [...new Set(ids)]),
  ])
  return { entities, byNumber, byId }
}

/** The entity and customer of one draft, or every problem with them. An organisation with one entity need not name it. */
export function partyOf(
  parties: Parties,
  draft: PartyDraft,
  index: number,
  problems: Problem[],
): { entity: EntityRef; customer: CustomerRef } | null {
  const entity = entityOf(parties, draft)
  const customer = draft.customer_id
    ? parties.byId.get(draft.customer_id)
    : draft.customer_number
      ? parties.byNumber.get(draft.customer_number)
      : undefined
  if (!entity)
    problems.push({ index, code: 'entity_unknown', params: { entity: draft.entity_id ?? draft.entity_code ?? null } })
  if (!customer)
    problems.push({
      index,
      code: 'customer_unknown',
      params: { customer: draft.customer_id ?? draft.customer_number ?? null },
    })
  else if (customer.state === 'archived')
    problems.push({ index, code: 'customer_archived', params: { customer: customer.number } })
  return entity && customer && customer.state !== 'archived' ? { entity, customer } : null
}

function entityOf(parties: Parties, draft: PartyDraft): EntityRef | undefined {
  if (draft.entity_id) return parties.entities.find(entity => entity.entity_id === draft.entity_id)
  if (draft.entity_code) return parties.entities.find(entity => entity.code === draft.entity_code)
  return parties.entities.length === 1 ? parties.entities[0] : undefined
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
    select r.source, r.external_id, r.document_id from external_refs r
    join unnest(${wanted.map(draft => draft.source ?? '')}::text[], ${wanted.map(draft => draft.external_id as string)}::text[])
      as w (source, external_id) on r.source = w.source and r.external_id = w.external_id
    where r.org_id = ${ctx.org_id} and r.kind = ${kind}`)
  return new Map(rows.map(row => [refKey(row), row.document_id]))
}

export const refKey = (draft: { source?: string | undefined; external_id?: string | undefined }) =>
  `${draft.source ?? ''}\n${draft.external_id ?? ''}`
