import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Problem } from '../kernel/errors.ts'

export type Series = 'INV' | 'CRN' | 'CHG' | 'RCP' | 'CTR' | 'DLV' | 'RFD' | 'TXR' | 'AGR' | 'RLC' | 'STL' | 'CHK'
export type Wanted = { entity_id: string; series: Series; year: number }

/**
 * Draws gapless numbers, one statement for all of them, in the Write under the last lock: the row of a series is
 * hot, so nothing is waited for between here and the commit but what the commit needs. Answers one number for each
 * wanted, in order. [LGR-12]
 */
export async function drawNumbers(ctx: Context, wanted: readonly Wanted[]): Promise<string[]> {
  if (wanted.length === 0) return []
  const counts = new Map<string, Wanted & { count: number }>()
  for (const want of wanted) {
    const known = counts.get(keyOf(want))
    if (known) known.count++
    else counts.set(keyOf(want), { ...want, count: 1 })
  }
  const groups = [...counts.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const rows = await ctx.tx.rows(sql<{ entity_id: string; series: Series; year: number; next: string; count: number }>`
    insert into number_series as s (org_id, entity_id, series, year, next)
    select ${ctx.org_id}::int4, w.entity_id, w.series, w.year, 1 + w.count
    from unnest(${groups.map(group => group.entity_id)}::uuid[], ${groups.map(group => group.series)}::text[],
      ${groups.map(group => group.year)}::int4[], ${groups.map(group => group.count)}::int4[]) as w (entity_id, series, year, count)
    on conflict (org_id, entity_id, series, year) do update set next = s.next + excluded.next - 1
    returning entity_id, series, year, next`)
  const next = new Map(rows.map(row => [keyOf(row), Number(row.next) - (counts.get(keyOf(row))?.count ?? 0)]))
  return wanted.map(want => {
    const at = next.get(keyOf(want)) as number
    next.set(keyOf(want), at + 1)
    return `${want.series}${want.year}-${String(at).padStart(6, '0')}`
  })
}

const keyOf = (want: Wanted) => `${want.entity_id} ${want.series} ${want.year}`

/**
 * Which brought numbers are taken, in the books already or twice in the request. A number that looks like one of
 * our own series is taken too: it would stand in the way of the gapless draw.
 */
export async function numberProblems(
  ctx: Context,
  table: 'invoices' | 'receipts' | 'contracts',
  drafts: readonly { index: number; entity_id: string; number: string }[],
): Promise<Problem[]> {
  if (drafts.length === 0) return []
  const rows = await ctx.tx.rows(sql<{ entity_id: string; number: string }>`
    select w.entity_id, w.number
    from unnest(${drafts.map(draft => draft.entity_id)}::uuid[], ${drafts.map(draft => draft.number)}::text[]) as w (entity_id, number)
    -- The limit keeps it a look-up by the index for each, also where the planner knows nothing of a table that has just been filled.
    cross join lateral (
      select 1 from ${sql.table(table)} d
      where d.org_id = ${ctx.org_id} and d.entity_id = w.entity_id and d.number = w.number and d.state <> 'undone' limit 1) d`)
  const taken = new Set(rows.map(row => `${row.entity_id} ${row.number}`))
  const problems: Problem[] = []
  for (const draft of drafts) {
    const key = `${draft.entity_id} ${draft.number}`
    if (taken.has(key) || /^(INV|CRN|CHG|RCP|CTR|DLV|RFD|STL|CHK)\d{4}-\d{6,}$/.test(draft.number))
      problems.push({ index: draft.index, code: 'number_taken', params: { number: draft.number } })
    taken.add(key)
  }
  return problems
}
