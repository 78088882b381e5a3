import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, refuse, refuseAll } from '../kernel/errors.ts'
import { proportion } from '../kernel/money.ts'
import { type Day, newId } from '../kernel/values.ts'
import { entitiesOf } from './applications.ts'
import { accountFor, lockBooks } from './books.ts'
import type { ledgerContract } from './contract.ts'
import { badDebtAccount, planRelief } from './differences.ts'
import { lockItems, nothingRecovered, pairRow, readPairs, type Recovered, recoveredOf, writePlan } from './items.ts'
import {
  complain,
  complainOfDay,
  type Item,
  itemLine,
  newPlan,
  type Pair,
  type Plan,
  planEntry,
  planItem,
} from './plan.ts'
import type { AppliedPair } from './reversal.ts'

type Requests = Taken<(typeof ledgerContract)['writeOffItems']>
type Answer = Answered<(typeof ledgerContract)['writeOffItems']>

/**
 * 坏账核销: writes bad debts off against the allowance (or the expense, where the standard knows none), with its
 * evidence. The debt leaves the books and stays on record; it may come back by `recoverWriteOff`. [LGR-14]
 */
export async function writeOffItems(ctx: Context, requests: Requests): Promise<Answer> {
  // Load.
  const first = requests.reduce((min, { written_off_on: on }) => (on && on < min ? (on as Day) : min), ctx.today)
  const ids = requests.map(request => request.item_id)
  const { items, recorded_at } = await lockItems(ctx, ids, first)
  const books = await lockBooks(ctx, entitiesOf(items))

  // Decide.
  const plan = newPlan(books, items, ctx.today)
  const written = decideWriteOffs(plan, requests)
  refuseAll(plan.problems)

  // Write.
  await writePlan(ctx, plan, recorded_at)

  // Record.
  await record(
    ctx,
    'item.written_off',
    recorded_at,
    written.map(({ pair, index }) => ({
      subject_id: pair.debit.item_id,
      data: { ...pairRow(pair, recorded_at), reason: requests[index]?.reason, evidence: requests[index]?.evidence },
    })),
  )
  return { rows: plan.pairs.map(pair => pairRow(pair, recorded_at)) }
}

/** Every write-off, or what is wrong with it: only what the customer owes, and all that is open unless an amount is given. */
export function decideWriteOffs(plan: Plan, requests: Requests): { index: number; pair: Pair }[] {
  return requests.flatMap((request, index) => {
    const item = plan.items.get(request.item_id)
    const pair = item
      ? planWriteOff(plan, index, item, request)
      : complain(plan, index, 'item_unknown', { item_id: request.item_id })
    return pair ? [{ index, pair }] : []
  })
}

function planWriteOff(plan: Plan, index: number, item: Item, request: Requests[number]): Pair | null {
  const { item_id } = item
  const amount_minor = request.amount_minor ?? item.open_minor
  if (item.amount_minor < 0n) return complain(plan, index, 'amount_sign_wrong', { item_id, number: item.number })
  if (item.open_minor === 0n) return complain(plan, index, 'item_not_open', { item_id, number: item.number })
  if (amount_minor <= 0n) return complain(plan, index, 'amount_not_positive', { amount_minor })
  const account_id = badDebtAccount(plan, item.entity_id)
  if (!account_id) return complain(plan, index, 'account_not_determined', { purpose: 'bad_debt' })
  return planRelief(plan, index, {
    item_id,
    amount_minor,
    on: (request.written_off_on as Day | undefined) ?? plan.today,
    kind: 'write_off',
    application: 'write_off',
    account_id,
    memo: request.reason,
  })
}

type Recovery = Taken<(typeof ledgerContract)['recoverWriteOff']>

/**
 * 已核销坏账收回: what was written off stands again as a claim, because the customer pays after all; a receipt is then
 * applied to it. Not more comes back than was written off, over all recoveries of it. [LGR-14]
 */
export async function recoverWriteOff(
  ctx: Context,
  request: Recovery,
): Promise<Answered<(typeof ledgerContract)['recoverWriteOff']>> {
  const { application_id } = request
  // Load.
  const found = (await readPairs(ctx, [application_id])).get(application_id)
  if (!found) refuse('application_unknown', { application_id })
  const { items, recorded_at } = await lockItems(ctx, [found.debit_item_id, found.credit_item_id], found.applied_on)
  const pair = (await readPairs(ctx, [application_id])).get(application_id)
  assert(pair, 'an application never goes away')
  const recovered = (await recoveredOf(ctx, [application_id])).get(application_id) ?? nothingRecovered
  const books = await lockBooks(ctx, entitiesOf(items))

  // Decide.
  const plan = newPlan(books, items, ctx.today)
  const item = decideRecovery(plan, request, pair, recovered)
  refuseAll(plan.problems)

  // Write.
  await writePlan(ctx, plan, recorded_at)

  // Record.
  assert(item, 'a recovery without problems has its item')
  const { customer_id, currency, amount_minor, posted_on } = item
  const data = {
    application_id,
    customer_id,
    currency,
    amount_minor,
    recovered_on: posted_on,
    note: request.note ?? null,
  }
  await record(ctx, 'item.recovered', recorded_at, [{ subject_id: item.item_id, data }])
  return { item_id: item.item_id }
}

/** The claim that comes back, at the rate it was written off at; the last part takes the rest of the base. */
export function decideRecovery(plan: Plan, request: Recovery, pair: AppliedPair, recovered: Recovered): Item | null {
  const { application_id } = request
  const debit = plan.items.get(pair.debit_item_id)
  assert(debit, 'the items of a write-off are locked')
  const on = (request.recovered_on as Day | undefined) ?? plan.today
  const left = pair.amount_minor - recovered.amount_minor
  const amount_minor = request.amount_minor ?? left
  if (pair.kind !== 'write_off') return complain(plan, 0, 'application_not_write_off', { kind: pair.kind })
  if (pair.reversed) return complain(plan, 0, 'application_already_reversed', { application_id })
  if (left > 0n && amount_minor <= 0n) return complain(plan, 0, 'amount_not_positive', { amount_minor })
  if (left <= 0n || amount_minor > left)
    return complain(plan, 0, 'write_off_recovered', { currency: debit.currency, left_minor: left })
  if (on < pair.applied_on) return complain(plan, 0, 'reversal_before_application', { applied_on: pair.applied_on, on })
  if (complainOfDay(plan, 0, debit.entity_id, on)) return null
  const books = plan.books.get(debit.entity_id)
  const account_id = books && accountFor(books, 'bad_debt', 'recovery')?.account_id
  if (!account_id) return complain(plan, 0, 'account_not_determined', { purpose: 'bad_debt:recovery' })
  const base_minor =
    amount_minor === left
      ? pair.debit_base_minor - recovered.base_minor
      : proportion(pair.debit_base_minor, amount_minor, pair.amount_minor)
  const entry_id = newId()
  const item = planItem(plan, {
    entity_id: debit.entity_id,
    customer_id: debit.customer_id,
    account_id: debit.account_id,
    kind: 'recovery',
    lane: debit.lane,
    document_id: application_id,
    number: debit.number,
    currency: debit.currency,
    amount_minor,
    base_minor,
    posted_on: on,
    issued_on: debit.issued_on,
    due_on: debit.due_on,
    agreed_due_on: debit.agreed_due_on,
    salesperson_id: debit.salesperson_id,
    department_id: debit.department_id,
    entry_id,
  })
  const other = { account_id, item_id: null, customer_id: null, currency: debit.currency }
  planEntry(plan, {
    entry_id,
    entity_id: debit.entity_id,
    posted_on: on,
    kind: 'recovery',
    document_id: application_id,
    memo: request.note ?? null,
    lines: [itemLine(item), { ...other, amount_minor: -amount_minor, base_minor: -base_minor }],
  })
  return item
}
