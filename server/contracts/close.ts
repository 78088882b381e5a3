import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import type { contractsContract } from './contract.ts'
import { lockContracts } from './load.ts'

type Lines = typeof contractsContract

/** Completes or terminates a contract, or takes it up again. Refuses `contract_unknown`, `contract_not_active` for one that was undone. */
export async function closeContract(
  ctx: Context,
  { contract_id, state, reason }: Taken<Lines['closeContract']>,
): Promise<Answered<Lines['closeContract']>> {
  // Load.
  const contract = (await lockContracts(ctx, [contract_id])).get(contract_id)

  // Decide.
  if (!contract) refuse('contract_unknown', { contract_id })
  if (contract.state === state) return { state }
  if (contract.state === 'undone') refuse('contract_not_active', { number: contract.number, state: contract.state })
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update contracts set state = ${state} where org_id = ${ctx.org_id} and contract_id = ${contract_id}`)

  // Record.
  const data = { number: contract.number, before: contract.state, state, reason }
  await record(ctx, 'contract.closed', recorded_at, [{ subject_id: contract_id, data }])
  return { state }
}

/** What stands upon contracts: deliveries that were not returned, invoices and settlement bills that stand. */
export type Upon = { contract_id: string; number: string; by: string; kind: string }

/** What was delivered or billed under the contracts of an import, for whoever undoes it. */
export const builtUponContracts = (ctx: Context, import_id: string): Promise<Upon[]> =>
  ctx.tx.rows(sql<Upon>`
    with k as (
      select contract_id, number from contracts
      where org_id = ${ctx.org_id} and import_id = ${import_id} and state <> 'undone')
    select k.contract_id, k.number, d.number as by, 'delivery' as kind from k
    join deliveries d on d.org_id = ${ctx.org_id} and d.contract_id = k.contract_id and d.state <> 'returned'
    union all
    select k.contract_id, k.number, v.number, v.kind from k
    join invoices v on v.org_id = ${ctx.org_id} and v.contract_id = k.contract_id and v.state = 'issued'
    union all
    select distinct k.contract_id, k.number, v.number, v.kind from k
    join invoice_lines l on l.org_id = ${ctx.org_id} and l.contract_id = k.contract_id
    join invoices v on v.org_id = l.org_id and v.invoice_id = l.invoice_id and v.state = 'issued'
    union all
    select distinct k.contract_id, k.number, s.number, 'settlement' from k
    join settlement_lines l on l.org_id = ${ctx.org_id} and l.contract_id = k.contract_id
    join settlements s on s.org_id = l.org_id and s.settlement_id = l.settlement_id
      and s.state in ('open', 'confirmed', 'contested')
    order by number, by`)

/**
 * Undoes the contracts of an import that is taken back: each becomes `undone`, its number and external id are free again.
 * Refuses with `import_built_upon` what was delivered or billed under them, each by its number. [CTR-17] Answers how many.
 */
export async function undoContracts(ctx: Context, import_id: string, reason: string): Promise<number> {
  // Load. Behind the locks nothing is delivered or billed any more.
  const rows = await ctx.tx.rows(sql<{ contract_id: string; number: string }>`
    select contract_id, number from contracts
    where org_id = ${ctx.org_id} and import_id = ${import_id} and state <> 'undone' order by contract_id for update`)
  if (rows.length === 0) return 0
  const upon = await builtUponContracts(ctx, import_id)
  const recorded_at = await moment(ctx)

  // Decide.
  refuseAll(
    upon.map(({ contract_id: document_id, ...built }): Problem => {
      const named = `${built.number}: ${built.by}`
      return { index: 0, code: 'import_built_upon', params: { document_id, ...built, named } }
    }),
  )

  // Write.
  const ids = rows.map(row => row.contract_id)
  await ctx.tx.rows(sql`
    update contracts set state = 'undone' where org_id = ${ctx.org_id} and contract_id = any (${ids}::uuid[])`)
  await ctx.tx.rows(sql`
    delete from external_refs where org_id = ${ctx.org_id} and kind = 'contract' and document_id = any (${ids}::uuid[])`)

  // Record.
  const happenings = rows.map(({ contract_id, number }) => ({ subject_id: contract_id, data: { number, reason } }))
  await record(ctx, 'contract.undone', recorded_at, happenings)
  return rows.length
}
