import { signContracts } from '../contracts/contracts.ts'
import { markContract } from '../contracts/deliveries.ts'
import type { Context } from '../kernel/context.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import { contractDraft, type ContractOfRows } from './contract-drafts.ts'
import {
  type Importing,
  type Outcome,
  refuseRows,
  reindexed,
  type Row,
  see,
  takeMost,
  takeRow,
  type Taker,
  withoutSeen,
} from './take.ts'
import { withCustomers } from './take-customers.ts'

type Rows = readonly [Row, ...Row[]]
type Drafted = ContractOfRows & { rows: Rows }

/**
 * Takes contracts in: the rows of one are its lines, and it comes in whole or not at all. Those whose milestones the file says
 * are met are marked so. [IMP-21]
 */
export const takeContracts: Taker = async (ctx, job, rows, outcome) => {
  const drafted = [...Map.groupBy(rows, row => row.external_id).values()].flatMap((of): Drafted[] => {
    const { draft, problems } = contractDraft(of, job.around, job.map.source, ctx.actor.locale === 'en' ? 'en' : 'zh')
    if (draft) return [{ ...draft, rows: of as unknown as Rows }]
    refuseRows(outcome, of, problems)
    return []
  })
  const owned = await owners(ctx, job, drafted, outcome)
  const fresh = new Set(withoutSeen(job, owned, ({ rows: [first], draft }) => [first, draft.number], outcome))
  for (const one of owned) if (!fresh.has(one)) settleOthers(outcome, one.rows)
  const list = [...fresh]
  const { taken, answer, refused } = await takeMost(ctx, list, batch => enter(ctx, job, batch))
  for (const [index, problems] of refused) refuseRows(outcome, (list[index] as Drafted).rows, problems)
  for (const [at, index] of taken.entries()) {
    const { rows: of, draft } = list[index] as Drafted
    const entered = answer?.[at]
    if (entered?.known) outcome.known += of.length
    else for (const [nth, row] of of.entries()) takeRow(outcome, row, nth === 0 ? (entered?.amount_minor as Minor) : 0n)
    see(job, of[0], draft.number)
  }
}

/** Gives each contract the customer its first row names; where that is refused, so are its other rows. */
async function owners(ctx: Context, job: Importing, drafted: readonly Drafted[], outcome: Outcome): Promise<Drafted[]> {
  const firsts = drafted.map(({ rows: [first] }) => first)
  const named = await withCustomers(ctx, job, firsts, outcome)
  const byRow = new Map(named.map(({ row, customer_id }) => [row, customer_id]))
  return drafted.flatMap(one => {
    const customer_id = byRow.get(one.rows[0].row)
    if (customer_id) return [{ ...one, draft: { ...one.draft, customer_id } }]
    settleOthers(outcome, one.rows)
    return []
  })
}

/** The further rows of a contract go the way of its first: refused with it, or known. */
function settleOthers(outcome: Outcome, rows: Rows): void {
  if (outcome.refused.has(rows[0].row)) refuseRows(outcome, rows, [])
  else outcome.known += rows.length - 1
}

/** Enters contracts by the verb of the screen. Refuses those that come to another total than the file says. */
async function enter(ctx: Context, job: Importing, batch: readonly Drafted[]) {
  const drafts = batch.map(({ draft }) => draft)
  const { rows } = await signContracts(ctx, drafts, job.import_id)
  refuseAll(
    batch.flatMap(({ total_minor }, index): Problem[] => {
      const expected_minor = rows[index]?.amount_minor
      return total_minor === undefined || rows[index]?.known || BigInt(expected_minor ?? 0) === total_minor
        ? []
        : [
            {
              index,
              code: 'contract_total_disagrees',
              params: { expected_minor, amount_minor: total_minor, currency: drafts[index]?.currency },
            },
          ]
    }),
  )
  for (const [index, { met }] of batch.entries()) {
    const entered = rows[index]
    if (!entered || entered.known) continue
    try {
      for (const one of met) await markContract(ctx, { contract_id: entered.contract_id, ...one })
    } catch (error) {
      throw reindexed(error, () => index)
    }
  }
  return rows
}
