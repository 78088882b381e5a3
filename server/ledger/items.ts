import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment } from '../kernel/context.ts'
import { assert } from '../kernel/errors.ts'
import { type Day, type Instant, laterInstant } from '../kernel/values.ts'
import type { Minor } from '../kernel/money.ts'
import type { ApplicationKind, Item, Plan } from './plan.ts'
import type { AppliedPair } from './reversal.ts'

type ItemRow = Omit<Item, 'amount_minor' | 'base_minor' | 'open_minor' | 'open_base_minor' | 'later'> & {
  amount_minor: string
  base_minor: string
  open_minor: string
  open_base_minor: string
  settled_at: Instant | null
}

/** Items under lock, and the moment behind the locks that the verb writes down. */
export type Locked = { items: Map<string, Item>; recorded_at: Instant }

const columns = sql`item_id, entity_id, customer_id, account_id, kind, lane, document_id, line, number, currency,
  amount_minor, base_minor, open_minor, open_base_minor, posted_on, issued_on, due_on, agreed_due_on, recorded_at,
  salesperson_id, department_id, opening_id, no_detail, booked_on, entry_id, settled_at`

/**
 * Locks items in the one order of ids, so that concurrent verbs queue instead of deadlocking, and reads with them
 * every change dated after `from`. The moment is taken behind the locks and never earlier than anything it stands on.
 */
export async function lockItems(ctx: Context, item_ids: readonly string[], from: Day): Promise<Locked> {
  const ids = [...new Set(item_ids)]
  if (ids.length === 0) return { items: new Map(), recorded_at: await moment(ctx) }
  const locking = ctx.tx.rows(sql<ItemRow>`
    select ${columns} from open_items where org_id = ${ctx.org_id} and item_id = any (${ids}::uuid[])
    order by item_id for update`)
  const later = ctx.tx.rows(sql<{ item_id: string; applied_on: Day; delta_minor: string; recorded_at: Instant }>`
    select item_id, applied_on, delta_minor, recorded_at from applications
    where org_id = ${ctx.org_id} and item_id = any (${ids}::uuid[]) and applied_on > ${from}::date`)
  const now = moment(ctx)
  const rows = await locking
  const items = new Map(rows.map(row => [row.item_id, itemOf(row)]))
  for (const row of await later)
    items.get(row.item_id)?.later.push({ applied_on: row.applied_on, delta_minor: BigInt(row.delta_minor) })
  let recorded_at = await now
  for (const { recorded_at: made_at, settled_at } of rows) {
    if (made_at) recorded_at = laterInstant(recorded_at, made_at)
    if (settled_at) recorded_at = laterInstant(recorded_at, settled_at)
  }
  return { items, recorded_at }
}

function itemOf({ settled_at: _, ...row }: ItemRow): Item {
  return {
    ...row,
    amount_minor: BigInt(row.amount_minor),
    base_minor: BigInt(row.base_minor),
    open_minor: BigInt(row.open_minor),
    open_base_minor: BigInt(row.open_base_minor),
    later: [],
  }
}

/** Applications by id with both their sides, whether already reversed or not. */
export async function readPairs(ctx: Context, application_ids: readonly string[]): Promise<Map<string, AppliedPair>> {
  const rows = await ctx.tx.rows(sql<{
    application_id: string
    item_id: string
    counter_item_id: string
    delta_minor: string
    delta_base_minor: string
    counter_base_minor: string
    applied_on: Day
    kind: ApplicationKind
    reversed: boolean
  }>`
    select d.application_id, d.item_id, d.counter_item_id, d.delta_minor, d.delta_base_minor,
      c.delta_base_minor as counter_base_minor, d.applied_on, d.kind,
      exists (select from applications r where r.org_id = d.org_id and r.reverses_id = d.application_id) as reversed
    from applications d
    join applications c on c.org_id = d.org_id and c.application_id = d.application_id and c.item_id = d.counter_item_id
    join open_items i on i.org_id = d.org_id and i.item_id = d.item_id
    where d.org_id = ${ctx.org_id} and d.application_id = any (${[...application_ids]}::uuid[]) and i.amount_minor > 0`)
  return new Map(
    rows.map(row => [
      row.application_id,
      {
        application_id: row.application_id,
        debit_item_id: row.item_id,
        credit_item_id: row.counter_item_id,
        amount_minor: -BigInt(row.delta_minor),
        debit_base_minor: -BigInt(row.delta_base_minor),
        credit_base_minor: BigInt(row.counter_base_minor),
        applied_on: row.applied_on,
        reversed: row.reversed,
        kind: row.kind,
      },
    ]),
  )
}

/** What came back of a write-off so far, in its currency and in base. */
export type Recovered = { amount_minor: Minor; base_minor: Minor }

/** Of a write-off of which nothing came back. */
export const nothingRecovered: Recovered = { amount_minor: 0n, base_minor: 0n }

/** Sums the recoveries of write-offs, by application; to be read under the lock of their items. */
export async function recoveredOf(ctx: Context, application_ids: readonly string[]): Promise<Map<string, Recovered>> {
  if (application_ids.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<{ application_id: string; amount_minor: string; base_minor: string }>`
    select document_id as application_id, sum(amount_minor)::int8 as amount_minor, sum(base_minor)::int8 as base_minor
    from open_items
    where org_id = ${ctx.org_id} and document_id = any (${[...application_ids]}::uuid[]) and kind = 'recovery' group by 1`)
  return new Map(
    rows.map(row => [
      row.application_id,
      { amount_minor: BigInt(row.amount_minor), base_minor: BigInt(row.base_minor) },
    ]),
  )
}

/** Writes a plan, one statement a table. Past Decide it must succeed. */
export async function writePlan(ctx: Context, plan: Plan, recorded_at: Instant): Promise<void> {
  assert(plan.problems.length === 0, 'a plan with refusals is never written')
  await Promise.all([
    writeEntries(ctx, plan, recorded_at),
    insertRows(
      ctx.tx,
      'open_items',
      ctx.org_id,
      plan.created.map(item => createdRow(item, recorded_at)),
    ),
    insertRows(ctx.tx, 'applications', ctx.org_id, applicationRows(plan, recorded_at)),
    writeBalances(ctx, plan, recorded_at),
    insertRows(ctx.tx, 'postings', ctx.org_id, postingRows(plan, recorded_at)),
  ])
}

function writeEntries(ctx: Context, plan: Plan, recorded_at: Instant): Promise<void> {
  return insertRows(
    ctx.tx,
    'entries',
    ctx.org_id,
    plan.entries.map(entry => ({
      entry_id: entry.entry_id,
      entity_id: entry.entity_id,
      posted_on: entry.posted_on,
      recorded_at,
      kind: entry.kind,
      document_id: entry.document_id,
      memo: entry.memo,
    })),
  )
}

function postingRows(plan: Plan, recorded_at: Instant) {
  return plan.entries.flatMap(entry =>
    entry.lines.map((line, at) => ({
      entry_id: entry.entry_id,
      line: at + 1,
      entity_id: entry.entity_id,
      account_id: line.account_id,
      item_id: line.item_id,
      customer_id: line.customer_id,
      currency: line.currency,
      amount_minor: line.amount_minor,
      base_minor: line.base_minor,
      posted_on: entry.posted_on,
      recorded_at,
    })),
  )
}

function createdRow(item: Item, recorded_at: Instant) {
  const { later, ...row } = item
  const settled_on =
    later.length > 0
      ? later.reduce((max, change) => (change.applied_on > max ? change.applied_on : max), '' as Day)
      : null
  return { ...row, recorded_at, settled_on, settled_at: settled_on ? recorded_at : null }
}

function applicationRows(plan: Plan, recorded_at: Instant) {
  return plan.pairs.flatMap(pair => {
    const shared = {
      application_id: pair.application_id,
      entity_id: pair.debit.entity_id,
      applied_on: pair.applied_on,
      recorded_at,
      kind: pair.kind,
      reverses_id: pair.reverses_id,
      entry_id: pair.entry_id,
    }
    return [
      {
        ...shared,
        item_id: pair.debit.item_id,
        counter_item_id: pair.credit.item_id,
        customer_id: pair.debit.customer_id,
        item_posted_on: pair.debit.posted_on,
        delta_minor: -pair.amount_minor,
        delta_base_minor: -pair.debit_base_minor,
      },
      {
        ...shared,
        item_id: pair.credit.item_id,
        counter_item_id: pair.debit.item_id,
        customer_id: pair.credit.customer_id,
        item_posted_on: pair.credit.posted_on,
        delta_minor: pair.amount_minor,
        delta_base_minor: pair.credit_base_minor,
      },
    ]
  })
}

/** Moves the balances of items that stood before this plan, by delta; the check of the table bounds them once more. */
async function writeBalances(ctx: Context, plan: Plan, recorded_at: Instant): Promise<void> {
  const created = new Set(plan.created.map(item => item.item_id))
  const deltas = new Map<string, { minor: bigint; base: bigint; on: Day }>()
  for (const pair of plan.pairs)
    for (const [item, minor, base] of [
      [pair.debit, -pair.amount_minor, -pair.debit_base_minor],
      [pair.credit, pair.amount_minor, pair.credit_base_minor],
    ] as const) {
      if (created.has(item.item_id)) continue
      const known = deltas.get(item.item_id)
      deltas.set(item.item_id, {
        minor: (known?.minor ?? 0n) + minor,
        base: (known?.base ?? 0n) + base,
        on: known && known.on > pair.applied_on ? known.on : pair.applied_on,
      })
    }
  if (deltas.size === 0) return
  const rows = [...deltas.entries()]
  ctx.tx.send(sql`
    update open_items i set open_minor = i.open_minor + d.minor, open_base_minor = i.open_base_minor + d.base,
      settled_on = greatest(i.settled_on, d.applied_on), settled_at = greatest(i.settled_at, ${recorded_at}::timestamptz)
    from unnest(${rows.map(([id]) => id)}::uuid[], ${rows.map(([, d]) => d.minor)}::int8[], ${rows.map(([, d]) => d.base)}::int8[],
      ${rows.map(([, d]) => d.on)}::date[]) as d (item_id, minor, base, applied_on)
    where i.org_id = ${ctx.org_id} and i.item_id = d.item_id`)
}

/** What an event or an answer says of a planned application. */
export function pairRow(pair: Plan['pairs'][number], recorded_at: Instant) {
  return {
    application_id: pair.application_id,
    debit_item_id: pair.debit.item_id,
    credit_item_id: pair.credit.item_id,
    amount_minor: pair.amount_minor,
    applied_on: pair.applied_on,
    recorded_at,
    kind: pair.kind,
    reverses_id: pair.reverses_id,
  }
}
