import { type RawBuilder, sql } from 'kysely'
import { refuse } from '../kernel/errors.ts'
import { addDays, addMonths, type Day } from '../kernel/values.ts'

/** The moment a report looks from: balances at the end of `as_of`, as known at `known_at` (null: now, one snapshot). */
export type At = { as_of: Day; known_at: string | null }

export type Basis = 'due' | 'invoice'
export type Column = { key: string; from: number | null; to: number | null; unit: 'day' | 'year' }

/** The columns of an ageing and, as SQL over an item `i`, the place of an item among them. */
export type Columns = {
  list: Column[]
  place: RawBuilder<number>
  /** For each bucket but the last, that a plain item `i`, whose place follows from its own day alone, lies in it or in a younger one. */
  younger: RawBuilder<boolean>[]
  first_overdue: number
  buckets: number
}

const presets: Record<string, { bounds: number[]; unit: 'day' | 'year' }> = {
  '30/60/90': { bounds: [30, 60, 90], unit: 'day' },
  '30/60/90/180/360': { bounds: [30, 60, 90, 180, 360], unit: 'day' },
  audit: { bounds: [1, 2, 3, 4, 5], unit: 'year' },
}

/** Reads a preset or '30,60,90'. Refuses `buckets_invalid` for anything that does not rise, or more than 12 bounds. */
export function readBuckets(text: string): { bounds: number[]; unit: 'day' | 'year' } {
  const preset = presets[text]
  if (preset) return preset
  const bounds = text.split(/[,/]/).map(Number)
  const rising = bounds.every((bound, at) => Number.isInteger(bound) && bound > (bounds[at - 1] ?? 0) && bound <= 36500)
  if (!rising || bounds.length > 12) refuse('buckets_invalid', { buckets: text })
  return { bounds, unit: 'day' }
}

/**
 * Columns by due date (due today is not due; 1–30 begins the day after) or by invoice date (0–30; day 90 is in 61–90),
 * in years by anniversaries for the audit preset; beside the buckets: not yet determinable, disputed, retention, bills,
 * unapplied. Every item has exactly one place. [RPT-4]
 */
export function columnsOf(basis: Basis, buckets: string, at: At): Columns {
  const { bounds, unit } = readBuckets(buckets)
  const list: Column[] = []
  const cuts: Day[] = []
  if (basis === 'due') {
    list.push({ key: 'not_due', from: null, to: 0, unit: 'day' })
    cuts.push(at.as_of)
  }
  const first_overdue = list.length
  for (const [index, bound] of bounds.entries()) {
    const from =
      index === 0
        ? basis === 'due'
          ? 1
          : 0
        : unit === 'day'
          ? (bounds[index - 1] as number) + 1
          : (bounds[index - 1] as number)
    list.push({ key: `b${index}`, from, to: bound, unit })
    cuts.push(unit === 'day' ? addDays(at.as_of, -bound) : addMonths(at.as_of, -12 * bound))
  }
  const last = bounds.at(-1) as number
  list.push({ key: `b${bounds.length}`, from: unit === 'day' ? last + 1 : last, to: null, unit })
  const open = list.length - 1
  for (const key of ['undetermined', 'disputed', 'retention', 'bill', 'unapplied'])
    list.push({ key, from: null, to: null, unit: 'day' })
  const placeBy = (due: RawBuilder<unknown>, disputed: RawBuilder<unknown>) => sql<number>`case i.lane
    when 'aged' then case when ${disputed} then ${sql.lit(open + 2)} else ${bucketOf(basis, due, cuts, open)} end
    when 'unapplied' then ${sql.lit(open + 5)} when 'retention' then ${sql.lit(open + 3)} else ${sql.lit(open + 4)} end`
  const due = basis === 'due' ? dueAt(at) : sql`i.due_on`
  // Only what ever varied has a history to look into; `offset 0` keeps it from being looked up once a column.
  const place = sql<number>`case when not i.varied then ${placeBy(sql`i.due_on`, sql`i.disputed`)} else (
    select ${placeBy(sql.ref('stood.due_on'), sql.ref('stood.disputed'))}
    from (select ${due} as due_on, ${disputedAt(at)} as disputed offset 0) stood) end`
  const day = sql.ref(basis === 'due' ? 'i.due_on' : 'i.issued_on')
  const younger = cuts.map(cut => sql<boolean>`${day} >= ${cut}::date`)
  return { list, place, younger, first_overdue, buckets: bounds.length + 1 }
}

/** The bucket an aged item falls into: a ladder of days from the youngest down, the last open towards the past. */
function bucketOf(basis: Basis, due: RawBuilder<unknown>, cuts: readonly Day[], last: number): RawBuilder<number> {
  const day = basis === 'due' ? due : sql.ref('i.issued_on')
  const steps = cuts.map((cut, index) => sql`when ${day} >= ${cut}::date then ${sql.lit(index)}`)
  const undetermined = basis === 'due' ? sql`when ${day} is null then ${sql.lit(last + 1)}` : sql``
  return sql<number>`case ${undetermined} ${sql.join(steps, sql` `)} else ${sql.lit(last)} end`
}

const until = (at: At) => (at.known_at ? sql`and h.recorded_at <= ${at.known_at}::timestamptz` : sql``)

/** The legal due day of item `i` as it stood: from its history where it ever changed. */
export function dueAt(at: At): RawBuilder<Day | null> {
  return sql<Day | null>`case when not i.varied then i.due_on else (
    select case when count(*) = 0 then i.due_on
      else (array_agg(h.legal_due_on order by h.effective_on desc, h.recorded_at desc) filter (where h.effective_on <= ${at.as_of}::date ${until(at)}))[1] end
    from item_terms h where h.org_id = i.org_id and h.item_id = i.item_id) end`
}

/** Whether item `i` was disputed, as it stood. */
export function disputedAt(at: At): RawBuilder<boolean> {
  return sql<boolean>`case when not i.varied then i.disputed else coalesce((
    select h.disputed from item_disputes h where h.org_id = i.org_id and h.item_id = i.item_id and h.effective_on <= ${at.as_of}::date ${until(at)}
    order by h.effective_on desc, h.recorded_at desc limit 1), false) end`
}
