/** Whence contracts came: the system that knows each by an id of its own, so that none comes twice. */
import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, type Problem } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import type { Instant } from '../kernel/values.ts'
import { refKey } from '../ledger/parties.ts'
import type { contractsContract } from './contract.ts'

type Draft = Taken<(typeof contractsContract)['signContracts']>[number]
type Row = Answered<(typeof contractsContract)['signContracts']>['rows'][number]
type Planned = { draft: Draft; contract_id: string; number: string; total: { amount_minor: Minor } }

/** The places of the drafts that are new: neither brought before, nor said twice. */
export function freshDrafts(drafts: readonly Draft[], known: ReadonlyMap<string, string>): Set<number> {
  const seen = new Set<string>()
  return new Set(
    drafts.flatMap((draft, index) => {
      if (draft.external_id === undefined) return [index]
      const key = refKey(draft)
      if (known.has(key) || seen.has(key)) return []
      seen.add(key)
      return [index]
    }),
  )
}

/** Departments that drafts name and nobody has. */
export async function departmentProblems(ctx: Context, drafts: readonly Draft[]): Promise<Problem[]> {
  const named = [...new Set(drafts.flatMap(({ department_id }) => department_id ?? []))]
  if (named.length === 0) return []
  const rows = await ctx.tx.rows(sql<{ department_id: string }>`
    select department_id from departments where org_id = ${ctx.org_id} and department_id = any (${named}::uuid[])`)
  const there = new Set(rows.map(row => row.department_id))
  return drafts.flatMap(({ department_id }, index): Problem[] =>
    department_id === undefined || there.has(department_id)
      ? []
      : [{ index, code: 'department_unknown', params: { department: department_id } }],
  )
}

/** Keeps the ids by which sources know contracts. */
export async function writeRefs(ctx: Context, planned: readonly Planned[], recorded_at: Instant): Promise<void> {
  const refs = planned.flatMap(({ draft: { source = '', external_id }, contract_id }) =>
    external_id === undefined ? [] : [{ source, external_id, kind: 'contract', document_id: contract_id, recorded_at }],
  )
  await insertRows(ctx.tx, 'external_refs', ctx.org_id, refs)
}

/** One answer for each draft, in order: what was entered, or what its source had brought before. */
export async function answerContracts(
  ctx: Context,
  drafts: readonly Draft[],
  known: ReadonlyMap<string, string>,
  planned: readonly Planned[],
): Promise<Row[]> {
  const byDraft = new Map(planned.map(one => [one.draft, rowOf(one)]))
  const byRef = new Map(planned.map(one => [refKey(one.draft), rowOf(one)]))
  const ids = [...known.values()]
  const old =
    ids.length === 0
      ? []
      : await ctx.tx.rows(sql<Omit<Row, 'known'>>`
    select contract_id, number, amount_minor from contracts
    where org_id = ${ctx.org_id} and contract_id = any (${ids}::uuid[])`)
  const byId = new Map(old.map(row => [row.contract_id, row]))
  return drafts.map(draft => {
    const fresh = byDraft.get(draft)
    if (fresh) return fresh
    const row = byId.get(known.get(refKey(draft)) ?? '') ?? byRef.get(refKey(draft))
    assert(row, 'a draft that is not entered is known')
    return { ...row, known: true }
  })
}

const rowOf = ({ contract_id, number, total }: Planned): Row => ({
  contract_id,
  number,
  amount_minor: total.amount_minor,
  known: false,
})
