import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse, refuseAll } from '../kernel/errors.ts'
import { accountFor, lockBooks } from '../ledger/books.ts'
import { writePlan } from '../ledger/items.ts'
import { lineAmounts } from '../ledger/line-amounts.ts'
import { complain, complainOfDay, newPlan, planEntry } from '../ledger/plan.ts'
import { readTaxCodes, taxCodeOn } from '../ledger/tax-codes.ts'
import type { turnsContract } from './turns-contract.ts'

type Lines = (typeof turnsContract)['splitAdvances']

/**
 * Shows the tax within open advances 预收款 on its own accounts as of today: Dr 合同负债—待转销项税额 / Cr 待转销项税额 by the
 * difference to what stands there, customer by customer, so that it may be run at every month's end. Advances stay gross on their
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
  const rows = await ctx.tx.rows(sql<{ customer_id: string; open_minor: string; shown_minor: string }>`
    select coalesce(i.customer_id, p.customer_id) as customer_id, coalesce(i.open_minor, 0)::int8 as open_minor,
      coalesce(p.shown_minor, 0)::int8 as shown_minor
    from (
      select o.customer_id, -sum(o.open_base_minor) as open_minor from open_items o
      join accounts a on a.org_id = o.org_id and a.account_id = o.account_id and a.control = 'advance'
      where o.org_id = ${ctx.org_id} and o.entity_id = ${entity_id} and o.open_minor < 0 and o.currency = ${ledger.base_currency}
      group by 1) i
    full join (
      select p.customer_id, sum(p.base_minor) as shown_minor from postings p
      where p.org_id = ${ctx.org_id} and p.account_id = ${within?.account_id ?? null}::uuid group by 1) p
      on p.customer_id = i.customer_id
    order by 1`)
  const recorded_at = await moment(ctx)

  // Decide.
  const plan = newPlan(books, new Map(), ctx.today)
  complainOfDay(plan, 0, entity_id, ctx.today)
  if (!within || !deferred) complain(plan, 0, 'account_not_determined', { entity: ledger.code })
  const changes = rows.flatMap(({ customer_id, open_minor, shown_minor }) => {
    const { tax_minor } = lineAmounts(BigInt(open_minor), code.rate, true)
    const change_minor = tax_minor - BigInt(shown_minor)
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
