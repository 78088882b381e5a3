import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { Refusal } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import { type Day, newId } from '../kernel/values.ts'
import { createOpening } from '../ledger/openings.ts'
import type { openingsContract } from '../ledger/openings-contract.ts'
import { knownRefs, refKey } from '../ledger/parties.ts'
import {
  type Entity,
  type Importing,
  type Outcome,
  refuseRow,
  type Row,
  see,
  takeMost,
  takeRow,
  type Taker,
  withoutSeen,
} from './take.ts'
import { withCustomers } from './take-customers.ts'

type Named = Row & { customer_id: string }
type Request = Taken<(typeof openingsContract)['createOpening']>[number]
type OpeningItem = Request['items'][number]
type Allowance = Request['allowances'][number]
/** A row is an open item, or what was held back for bad debts. */
type Brought = { item: OpeningItem; allowance: null } | { item: null; allowance: Allowance }
type Opening = { row: Row; entity: Entity; cutover_on: string | undefined; ref: Ref } & Brought
type Ref = { source: string; external_id: string }

const entityOf = (job: Importing, row: Row) => job.entities.find(one => one.code === row.values.entity_code) as Entity
const credits = new Set(['credit_note', 'receipt', 'advance'])

/** Takes the open items of the old book into the opening of their entity. [IMP-11] */
export const takeOpenings: Taker = async (ctx, job, rows, outcome) => {
  const named = await withCustomers(ctx, job, rows, outcome)
  const drafted = named.map(row => openingOf(job, row))
  const fresh = await withoutKnown(ctx, job, 'opening', drafted, outcome)
  const { taken, answer, refused } = await takeMost(ctx, fresh, batch => writeOpenings(ctx, batch))
  for (const [index, problems] of refused) refuseRow(outcome, (fresh[index] as Opening).row, problems)
  const done = taken.map(index => fresh[index] as Opening)
  for (const { row, item, allowance } of done) {
    takeRow(outcome, row, item ? item.amount_minor : -allowance.amount_minor)
    see(job, row, undefined)
  }
  const recorded_at = await moment(ctx)
  const refs = done.map(({ ref, entity }) => {
    return { ...ref, kind: 'opening', document_id: answer?.get(entity.entity_id) as string, recorded_at }
  })
  await insertRows(ctx.tx, 'external_refs', ctx.org_id, refs)
  const openings = [...new Set(refs.map(ref => ref.document_id))]
  await ctx.tx.rows(sql`
    insert into import_openings (org_id, import_id, opening_id)
    select ${ctx.org_id}::int4, ${job.import_id}::uuid, id from unnest(${openings}::uuid[]) as t (id) on conflict do nothing`)
}

/**
 * An open item of a row. Without a kind, what is positive is an invoice and what is negative a receipt; an amount that a
 * list of credits writes without its minus is what we owe. What is held back for bad debts is an allowance, with or
 * without the minus of its account.
 */
function openingOf(job: Importing, row: Named): Opening {
  const { values } = row
  const text = (field: string) => values[field] as string | undefined
  const amount = values.amount as Minor
  const ref = { source: job.map.source, external_id: row.external_id }
  const said = { row, entity: entityOf(job, row), cutover_on: text('cutover_on'), ref }
  if (values.kind === 'allowance') {
    const sign = amount < 0n ? -1n : 1n
    const base = values.base_amount as Minor | undefined
    const allowance: Allowance = {
      customer_id: row.customer_id,
      currency: text('currency') as string,
      amount_minor: amount * sign,
      ...(base === undefined ? {} : { base_minor: base * sign }),
    }
    return { ...said, item: null, allowance }
  }
  const kind = (values.kind ?? (amount < 0n ? 'receipt' : 'invoice')) as OpeningItem['kind']
  const signed = (minor: Minor | undefined) => (minor !== undefined && credits.has(kind) && minor > 0n ? -minor : minor)
  const item: OpeningItem = {
    customer_id: row.customer_id,
    kind,
    number: text('number'),
    issued_on: text('issued_on') as Day,
    due_on: text('due_on'),
    currency: text('currency') as string,
    amount_minor: signed(amount) as Minor,
    base_minor: signed(values.base_amount as Minor | undefined),
    no_detail: values.no_detail === true,
    reference: text('reference'),
    booked_on: text('booked_on'),
  }
  return { ...said, item, allowance: null }
}

/** Adds items to the openings of their entities; answers each entity's. */
async function writeOpenings(ctx: Context, batch: readonly Opening[]): Promise<Map<string, string>> {
  const groups = new Map<string, { rows: number[]; opening: Opening }>()
  for (const [index, opening] of batch.entries()) {
    const key = `${opening.entity.entity_id} ${opening.cutover_on ?? ''}`
    const group = groups.get(key)
    if (group) group.rows.push(index)
    else groups.set(key, { rows: [index], opening })
  }
  const list = [...groups.values()]
  const requests = list.map(({ rows, opening: { entity, cutover_on } }) => ({
    entity_id: entity.entity_id,
    ...(cutover_on === undefined ? {} : { cutover_on }),
    items: rows.flatMap(index => (batch[index] as Opening).item ?? []),
    allowances: rows.flatMap(index => (batch[index] as Opening).allowance ?? []),
    totals: [],
  }))
  try {
    const { rows } = await createOpening(ctx, requests)
    return new Map(list.map(({ opening }, at) => [opening.entity.entity_id, rows[at]?.opening_id as string]))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // A problem of an item is that row's; one of the opening itself is every row's.
    const problems = error.problems.flatMap(({ index, code, params: { item, allowance, ...params } }) => {
      const rows = list[index]?.rows ?? []
      const items = rows.filter(at => batch[at]?.item)
      const allowances = rows.filter(at => batch[at]?.allowance)
      const meant =
        typeof item === 'number'
          ? items.slice(item, item + 1)
          : typeof allowance === 'number'
            ? allowances.slice(allowance, allowance + 1)
            : rows
      return meant.map(row => ({ index: row, code, params }))
    })
    throw new Refusal(problems)
  }
}

/** Those rows whose id nobody brought before; the others are known. */
async function withoutKnown<T extends { row: Row; ref: Ref }>(
  ctx: Context,
  job: Importing,
  kind: string,
  drafts: readonly T[],
  outcome: Outcome,
): Promise<readonly T[]> {
  const known = await knownRefs(
    ctx,
    kind,
    drafts.map(({ ref }) => ref),
  )
  const here = new Set<string>()
  const fresh = drafts.filter(({ ref }) => {
    const key = refKey(ref)
    const first = !known.has(key) && !here.has(key)
    here.add(key)
    if (!first) outcome.known++
    return first
  })
  return withoutSeen(job, fresh, ({ row }) => [row, undefined], outcome)
}

/** Takes paid documents of the old system in: they feed behaviour and search, and write nothing to the ledger. [IMP-12] */
export const takeHistory: Taker = async (ctx, job, rows, outcome) => {
  const named = await withCustomers(ctx, job, rows, outcome)
  const drafted = named.map(row => ({ row, ref: { source: job.map.source, external_id: row.external_id } }))
  const known = await withoutKnown(ctx, job, 'history', drafted, outcome)
  const fresh = known.filter(({ row }) => {
    const booked_on = row.values.booked_on as string | undefined
    if (booked_on === undefined || booked_on <= ctx.today) return true
    refuseRow(outcome, row, [{ code: 'booked_day_future', params: { booked_on, today: ctx.today } }])
    return false
  })
  const recorded_at = await moment(ctx)
  const items = fresh.map(({ row }) => historyOf(job, row as Named, recorded_at))
  await insertRows(ctx.tx, 'history_items', ctx.org_id, items)
  const refs = fresh.map(({ ref }, at) => ({
    ...ref,
    kind: 'history',
    document_id: items[at]?.history_id as string,
    recorded_at,
  }))
  await insertRows(ctx.tx, 'external_refs', ctx.org_id, refs)
  for (const [at, { row }] of fresh.entries()) {
    takeRow(outcome, row, items[at]?.amount_minor ?? null)
    see(job, row, undefined)
  }
  const count = { import_id: job.import_id, rows: items.length }
  if (items.length > 0) await record(ctx, 'history.added', recorded_at, [{ subject_id: job.import_id, data: count }])
}

function historyOf(job: Importing, row: Named, recorded_at: string) {
  const { values } = row
  const text = (field: string) => values[field] as string | undefined
  const amount_minor = values.amount as Minor
  const settled_on = text('settled_on') ?? null
  return {
    history_id: newId(),
    entity_id: entityOf(job, row).entity_id,
    customer_id: row.customer_id,
    kind: text('kind') ?? (amount_minor < 0n ? 'credit_note' : 'invoice'),
    number: text('number') as string,
    currency: text('currency') as string,
    amount_minor,
    issued_on: text('issued_on') as string,
    due_on: text('due_on') ?? null,
    settled_on,
    settled_minor: (values.settled_amount as Minor | undefined) ?? (settled_on ? amount_minor : null),
    booked_on: text('booked_on') ?? null,
    import_id: job.import_id,
    recorded_at,
  }
}
