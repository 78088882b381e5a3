import { sql } from 'kysely'
import { namesContract } from '../contracts/named.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse, refuseAll } from '../kernel/errors.ts'
import { proportion } from '../kernel/money.ts'
import { accountFor, lockBooks } from '../ledger/books.ts'
import { writePlan } from '../ledger/items.ts'
import { lineAmounts } from '../ledger/line-amounts.ts'
import { complain, complainOfDay, newPlan, planEntry } from '../ledger/plan.ts'
import { readTaxCodes, taxCodeOn } from '../ledger/tax-codes.ts'
import type { turnsContract } from './turns-contract.ts'

type Lines = (typeof turnsContract)['splitAdvances']

/**
 * Shows the tax within open advances 预收款 on its own accounts as of today: Dr 合同负债—待转销项税额 / Cr 待转销项税额 by the
 * difference to what stands there, customer by customer, so that it may be run at every month's end. What was paid in advance of a
 * contract bears the tax its contract does; the code that is given counts for what names none. Advances stay gross on their
 * control account. [INV-25] Refuses `tax_code_unknown`, `entity_unknown`.
 */
export async function splitAdvances(ctx: Context, { entity_id, tax_code }: Taken<Lines>): Promise<Answered<Lines>> {
  // Load. Two runs at once meet at the lock.
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(${ctx.org_id}, hashtext(${`advance tax ${entity_id}`}))`)
  const books = await lockBooks(ctx, [entity_id])
  const ledger = books.get(entity_id)
  if (!ledger) refuse('entity_unknown', { entity_id })
  const code = taxCodeOn(await readTaxCodes(ctx), tax_code, ctx.today)
  if (!code) refuse('tax_code_unknown', { tax_code, on: ctx.today })
  const within = accountFor(ledger, 'advance_tax')
  const deferred = accountFor(ledger, 'deferred_tax')
  const [open, shown] = await Promise.all([
    ctx.tx.rows(sql<OpenAdvance>`
      select o.customer_id, -o.open_base_minor as open_minor, k.tax_minor, k.amount_minor
      from open_items o join accounts a on a.org_id = o.org_id and a.account_id = o.account_id and a.control = 'advance'
      left join lateral (
        select k.tax_minor, k.amount_minor from receipts r
        join contracts k on k.org_id = r.org_id and k.customer_id = r.customer_id and k.entity_id = r.entity_id
          and k.currency = r.currency and ${namesContract(sql`r.reference`, 'k')}
        where r.org_id = o.org_id and r.receipt_id = o.document_id order by k.number limit 1) k on true
      where o.org_id = ${ctx.org_id} and o.entity_id = ${entity_id} and o.open_minor < 0 and o.currency = ${ledger.base_currency}`),
    ctx.tx.rows(sql<{ customer_id: string; shown_minor: string }>`
      select p.customer_id, sum(p.base_minor)::int8 as shown_minor from postings p
      where p.org_id = ${ctx.org_id} and p.account_id = ${within?.account_id ?? null}::uuid group by 1`),
  ])
  const recorded_at = await moment(ctx)

  // Decide.
  const plan = newPlan(books, new Map(), ctx.today)
  complainOfDay(plan, 0, entity_id, ctx.today)
  if (!within || !deferred) complain(plan, 0, 'account_not_determined', { entity: ledger.code })
  const stands = new Map(shown.map(row => [row.customer_id, BigInt(row.shown_minor)]))
  const wanted = taxWithin(open, code.rate)
  const changes = [...new Set([...wanted.keys(), ...stands.keys()])].sort().flatMap(customer_id => {
    const change_minor = (wanted.get(customer_id) ?? 0n) - (stands.get(customer_id) ?? 0n)
    return change_minor === 0n ? [] : [{ customer_id, change_minor }]
  })
  if (within && deferred && changes.length > 0)
    planEntry(plan, {
      entity_id,
      posted_on: ctx.today,
      kind: 'advance_tax',
      document_id: null,
      memo: null,
      lines: changes.flatMap(({ customer_id, change_minor }) =>
        [within, deferred].map((account, at) => ({
          account_id: account.account_id,
          item_id: null,
          customer_id,
          currency: ledger.base_currency,
          amount_minor: at === 0 ? change_minor : -change_minor,
          base_minor: at === 0 ? change_minor : -change_minor,
        })),
      ),
    })
  refuseAll(plan.problems)

  // Write.
  await writePlan(ctx, plan, recorded_at)

  // Record.
  const tax_minor = changes.reduce((sum, one) => sum + one.change_minor, 0n)
  await record(ctx, 'advance.tax_split', recorded_at, [
    { subject_id: entity_id, data: { tax_code, on: ctx.today, customers: changes.length, tax_minor } },
  ])
  return { customers: changes.length, tax_minor }
}

/** An open advance, and the tax and amount of the contract it was paid for. */
type OpenAdvance = { customer_id: string; open_minor: string; tax_minor: string | null; amount_minor: string | null }

/** The tax within the advances of each customer: by the share it has in their contract, else by a rate. Pure. [INV-25] */
function taxWithin(open: readonly OpenAdvance[], rate: string): Map<string, bigint> {
  const free = new Map<string, bigint>()
  const tax = new Map<string, bigint>()
  const add = (sums: Map<string, bigint>, customer_id: string, minor: bigint) =>
    sums.set(customer_id, (sums.get(customer_id) ?? 0n) + minor)
  for (const { customer_id, open_minor, tax_minor, amount_minor } of open)
    if (tax_minor === null || amount_minor === null) add(free, customer_id, BigInt(open_minor))
    else add(tax, customer_id, proportion(BigInt(open_minor), BigInt(tax_minor), BigInt(amount_minor)))
  for (const [customer_id, minor] of free) add(tax, customer_id, lineAmounts(minor, rate, true).tax_minor)
  return tax
}
