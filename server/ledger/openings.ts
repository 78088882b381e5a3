import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { customersByNumber } from '../customers/find.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse, refuseAll } from '../kernel/errors.ts'

import { lockBooks } from './books.ts'
import { writePlan } from './items.ts'
import { type PlannedAllowance, planAllowance, writeAllowances } from './opening-allowances.ts'
import {
  type OpeningRequest,
  type PlannedTotal,
  planOpening,
  planOpeningItem,
  planTotals,
  type Standing,
} from './opening-decide.ts'
import type { openingsContract } from './openings-contract.ts'
import { readTieOut } from './opening-tie-out.ts'
import { loadParties, type Parties, type PartyDraft, partyOf } from './parties.ts'
import { newPlan, type Plan } from './plan.ts'

type Lines = typeof openingsContract

/**
 * Brings in the opening balances of entities, or adds to an opening that is not locked yet: each item on the cut-over
 * day, with its original document and due days, against the account of openings. [LGR-16]
 */
export async function createOpening(
  ctx: Context,
  requests: readonly OpeningRequest[],
): Promise<Answered<Lines['createOpening']>> {
  // Load.
  const entity_ids = [...new Set(requests.map(request => request.entity_id))].sort()
  const alive = await lockOpenings(ctx, entity_ids)
  const drafts = requests.flatMap(({ entity_id, items }) => items.map(item => ({ ...item, entity_id })))
  const parties = await loadParties(ctx, drafts)
  const numbers = requests.flatMap(({ totals, allowances }) =>
    [...totals, ...allowances].flatMap(one => one.customer_number ?? []),
  )
  const customers = await customersByNumber(ctx, numbers)
  const books = await lockBooks(ctx, entity_ids)
  const recorded_at = await moment(ctx)

  // Decide.
  const plan = newPlan(books, new Map(), ctx.today)
  const customerOf = (number: string) => customers.get(number)?.customer_id ?? null
  const { openings, totals, allowances } = decideOpenings(plan, requests, { alive, parties, customerOf })
  refuseAll(plan.problems)

  // Write.
  const fresh = new Map(openings.filter(opening => !alive.has(opening.entity_id)).map(one => [one.opening_id, one]))
  await insertRows(
    ctx.tx,
    'openings',
    ctx.org_id,
    [...fresh.values()].map(opening => ({ ...opening, recorded_at })),
  )
  await writePlan(ctx, plan, recorded_at)
  await writeAllowances(ctx, allowances, recorded_at)
  await writeTotals(ctx, totals)

  // Record.
  const added = openings.map((opening, index) => ({ ...opening, items: requests[index]?.items.length ?? 0 }))
  await record(
    ctx,
    'opening.entered',
    recorded_at,
    added.map(({ opening_id, ...data }, index) => ({
      subject_id: opening_id,
      data: {
        ...data,
        allowances: requests[index]?.allowances.length ?? 0,
        totals: requests[index]?.totals.length ?? 0,
      },
    })),
  )
  return { rows: added.map(({ opening_id, items }) => ({ opening_id, items })) }
}

type Around = {
  alive: ReadonlyMap<string, Standing>
  parties: Parties
  customerOf: (number: string) => string | null
}

/** The opening each request adds to, with its items and entries in the plan, and the old book's totals. */
export function decideOpenings(
  plan: Plan,
  requests: readonly OpeningRequest[],
  around: Around,
): { openings: Standing[]; totals: PlannedTotal[]; allowances: PlannedAllowance[] } {
  const standing = new Map(around.alive)
  const totals = new Map<string, PlannedTotal>()
  const allowances: PlannedAllowance[] = []
  const openings = requests.flatMap((request, index) => {
    const opening = planOpening(plan, index, request, standing.get(request.entity_id) ?? null)
    if (!opening) return []
    standing.set(request.entity_id, opening)
    for (const [place, draft] of request.items.entries()) {
      const party = openingParty(plan, index, around.parties, { ...draft, entity_id: request.entity_id }, place)
      if (party) planOpeningItem(plan, index, opening, draft, party, place)
    }
    for (const [place, draft] of request.allowances.entries()) {
      const planned = planAllowance(plan, index, opening, draft, around.customerOf, place)
      if (planned) allowances.push(planned)
    }
    for (const total of planTotals(plan, index, opening, request.totals, around.customerOf))
      totals.set(`${total.account_id} ${total.customer_id} ${total.currency}`, total)
    return [opening]
  })
  return { openings, totals: [...totals.values()], allowances }
}

function openingParty(plan: Plan, index: number, parties: Parties, draft: PartyDraft, item: number) {
  const before = plan.problems.length
  const party = partyOf(parties, draft, index, plan.problems)
  for (const problem of plan.problems.slice(before)) problem.params.item = item
  return party
}

/** The openings alive of entities, one verb at a time: two clerks who begin together get one opening. */
async function lockOpenings(ctx: Context, entity_ids: readonly string[]): Promise<Map<string, Standing>> {
  await ctx.tx.rows(sql`
    select pg_advisory_xact_lock(${ctx.org_id}, hashtext('opening:' || id)) from unnest(${[...entity_ids]}::text[]) as t (id)`)
  const rows = await ctx.tx.rows(sql<Standing>`
    select opening_id, entity_id, cutover_on, state from openings
    where org_id = ${ctx.org_id} and entity_id = any (${[...entity_ids]}::uuid[]) and state <> 'undone'
    order by opening_id for update`)
  return new Map(rows.map(row => [row.entity_id, row]))
}

/** A figure given again replaces the one before. */
async function writeTotals(ctx: Context, totals: readonly PlannedTotal[]): Promise<void> {
  if (totals.length === 0) return
  await ctx.tx.rows(sql`
    insert into opening_totals (org_id, opening_id, account_id, customer_id, currency, amount_minor, base_minor)
    select ${ctx.org_id}::int4, t.* from unnest(${totals.map(t => t.opening_id)}::uuid[], ${totals.map(t => t.account_id)}::uuid[],
      ${totals.map(t => t.customer_id)}::uuid[], ${totals.map(t => t.currency)}::bpchar[],
      ${totals.map(t => t.amount_minor)}::int8[], ${totals.map(t => t.base_minor)}::int8[]) as t
    on conflict (org_id, opening_id, account_id, customer_id, currency) do update
      set amount_minor = excluded.amount_minor, base_minor = excluded.base_minor`)
}

/** Openings with their gross (what is owed to us) and net, in base currency; those undone included. */
export async function listOpenings(
  ctx: Context,
  { entity_id = undefined }: { entity_id?: string | undefined },
): Promise<Answered<Lines['listOpenings']>> {
  const rows = await ctx.tx.rows(sql<Answered<Lines['listOpenings']>['rows'][number]>`
    select o.opening_id, o.entity_id, e.code as entity_code, o.cutover_on, o.state, s.items, s.gross_minor, s.net_minor,
      (select coalesce(-sum(w.base_minor), 0)::int8 from opening_allowances w
        where w.org_id = o.org_id and w.opening_id = o.opening_id) as allowance_minor, o.recorded_at
    from openings o
    join entities e on e.org_id = o.org_id and e.entity_id = o.entity_id
    cross join lateral (
      select count(*)::int as items, coalesce(sum(i.base_minor) filter (where i.base_minor > 0), 0)::int8 as gross_minor,
        coalesce(sum(i.base_minor), 0)::int8 as net_minor
      from open_items i where i.org_id = o.org_id and i.opening_id = o.opening_id) s
    where o.org_id = ${ctx.org_id} and (${entity_id ?? null}::uuid is null or o.entity_id = ${entity_id ?? null}::uuid)
    order by o.recorded_at desc, o.opening_id`)
  return { rows }
}

/** Locks an opening that ties out to 0.00; from then on it is neither added to nor undone. [LGR-16] */
export async function lockOpening(
  ctx: Context,
  { opening_id }: Taken<Lines['lockOpening']>,
): Promise<Answered<Lines['lockOpening']>> {
  // Load.
  const opening = await holdOpening(ctx, opening_id)
  const tieOut = await readTieOut(ctx, opening_id)
  const recorded_at = await moment(ctx)

  // Decide.
  if (!tieOut.ties) {
    const wrong = tieOut.rows.filter(row => row.difference_minor !== 0n || row.difference_base_minor !== 0n)
    const { account_code = null, customer_number = null, currency = null, difference_minor = null } = wrong[0] ?? {}
    const first = { account_code, customer_number, currency, difference_minor }
    refuse('opening_does_not_tie', { opening_id, differences: wrong.length, ...first })
  }

  // Write.
  await ctx.tx.rows(sql`
    update openings set state = 'locked', locked_at = ${recorded_at}::timestamptz, locked_by = ${ctx.actor.person_id}
    where org_id = ${ctx.org_id} and opening_id = ${opening_id}`)

  // Record.
  const { entity_id, cutover_on } = opening
  await record(ctx, 'opening.locked', recorded_at, [{ subject_id: opening_id, data: { entity_id, cutover_on } }])
  return { state: 'locked' }
}

/** An opening that is still open, held for this verb alone. Refuses `opening_unknown` and `opening_locked`. */
export async function holdOpening(ctx: Context, opening_id: string): Promise<Standing> {
  const found = await ctx.tx.first(sql<{ entity_id: string }>`
    select entity_id from openings where org_id = ${ctx.org_id} and opening_id = ${opening_id}`)
  if (!found) refuse('opening_unknown', { opening_id })
  const opening = (await lockOpenings(ctx, [found.entity_id])).get(found.entity_id)
  if (opening?.opening_id !== opening_id) refuse('opening_unknown', { opening_id })
  if (opening.state === 'locked') refuse('opening_locked', { opening_id })
  return opening
}
