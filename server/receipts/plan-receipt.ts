import type { z } from 'zod'
import type { CustomerAccountRef } from '../customers/find.ts'
import { convert, currencyDigits, isCurrency, type Minor } from '../kernel/money.ts'
import { type Day, newId } from '../kernel/values.ts'
import { accountFor } from '../ledger/books.ts'
import { planDifference } from '../ledger/differences.ts'
import type { EntityRef } from '../ledger/parties.ts'
import {
  bookedOn,
  complain,
  complainOfDay,
  type Item,
  itemLine,
  type Plan,
  planApply,
  planEntry,
  planItem,
} from '../ledger/plan.ts'
import { complainOfRate, greatest } from '../invoices/plan-invoice.ts'
import type { receiptDraft } from './contract.ts'

type Draft = z.output<typeof receiptDraft>
/** A receipt as it is asked for; one by a bill comes through the register of bills alone. */
export type ReceiptDraft = Omit<Draft, 'method'> & { method: Draft['method'] | 'bill' }

/** A receipt as it will be written. Its item is negative: money of the customer's until it is applied. */
export type PlannedReceipt = {
  index: number
  receipt_id: string
  entity: EntityRef
  customer: CustomerAccountRef
  draft: ReceiptDraft
  posted_on: Day
  currency: string
  rate: string
  base_minor: Minor
  item: Item
  entry_id: string
  /** Whether the customer paid, or by what another did. */
  payer: PayerStanding
  letter_id: string | null
}

/** Who paid: the customer itself; another by a letter; another let through by a second person; another, of whom nothing is known. */
export type PayerStanding = 'self' | 'letter' | 'released' | 'open'

export type ReceiptSurroundings = {
  entity: EntityRef
  customer: CustomerAccountRef
  rateFor: (currency: string, base: string, on: Day) => string | null
  /** The bill it came as: an item of its own stands for it in the place of money. */
  bill?: { bill_id: string; item_id: string; number: string; matures_on: Day; for_financing: boolean }
  /** Day of the entry where the draft does not say; the day of the money. */
  posted_on?: Day
}

/**
 * Plans one receipt: Dr money (and the bank's charge, where we bear it), Cr the control account of unapplied money or
 * of advances. The customer is credited with what they paid, charge included. [RCP-1…RCP-4]
 */
export function planReceipt(
  plan: Plan,
  index: number,
  draft: ReceiptDraft,
  around: ReceiptSurroundings,
): PlannedReceipt | null {
  const { entity, customer } = around
  const before = plan.problems.length
  const currency = draft.currency ?? customer.currency ?? entity.base_currency
  const posted_on = (draft.posted_on ?? around.posted_on ?? draft.received_on) as Day
  const charge = draft.bank_charge_minor ?? 0n
  complainOfDay(plan, index, entity.entity_id, posted_on)
  if (draft.amount_minor <= 0n) complain(plan, index, 'amount_not_positive', { amount_minor: draft.amount_minor })
  if (charge < 0n) complain(plan, index, 'amount_sign_wrong', { bank_charge_minor: charge })
  const rate = draft.rate ?? around.rateFor(currency, entity.base_currency, draft.received_on as Day)
  if (!isCurrency(currency)) complain(plan, index, 'currency_unknown', { currency })
  else if (rate === null)
    complain(plan, index, 'rate_missing', { currency, base_currency: entity.base_currency, on: draft.received_on })
  else complainOfRate(plan, index, { currency, base_currency: entity.base_currency, rate })
  const books = plan.books.get(entity.entity_id)
  const money =
    books &&
    (around.bill
      ? accountFor(books, 'bill', around.bill.for_financing ? 'financing' : '')
      : accountFor(books, 'money', draft.method))
  const control = books && accountFor(books, draft.is_advance ? 'advance' : 'unapplied')
  const bankCharge = books && accountFor(books, 'bank_charge')
  if (books && (!money || !control || !bankCharge))
    complain(plan, index, 'account_not_determined', { entity: entity.code })
  if (plan.problems.length > before || rate === null || !money || !control || !bankCharge) return null
  const inBase = (minor: Minor) => convert(minor, rate, currencyDigits(currency), currencyDigits(entity.base_currency))
  const receipt_id = newId()
  const entry_id = newId()
  const total = draft.amount_minor + charge
  const base_minor = inBase(total)
  if (total > greatest || base_minor > greatest)
    return complain(plan, index, 'amount_too_large', { amount_minor: total, base_minor })
  const chargeBase = inBase(charge)
  const item = planItem(plan, {
    entity_id: entity.entity_id,
    customer_id: customer.customer_id,
    account_id: control.account_id,
    kind: draft.is_advance ? 'advance' : 'receipt',
    lane: 'unapplied',
    document_id: receipt_id,
    number: draft.number ?? '',
    currency,
    amount_minor: -total,
    base_minor: -base_minor,
    posted_on,
    issued_on: draft.received_on as Day,
    due_on: draft.received_on as Day,
    salesperson_id: customer.salesperson_id,
    department_id: customer.department_id,
    booked_on: bookedOn(plan, index, draft.booked_on),
    entry_id,
  })
  const bill = around.bill ? planBillItem(plan, item, money.account_id, around.bill) : null
  const other = (account_id: string, amount_minor: Minor, base: Minor) => ({
    account_id,
    item_id: null,
    customer_id: customer.customer_id,
    currency,
    amount_minor,
    base_minor: base,
  })
  planEntry(plan, {
    entry_id,
    entity_id: entity.entity_id,
    posted_on,
    kind: 'receipt',
    document_id: receipt_id,
    memo: null,
    lines: [
      bill ? itemLine(bill) : other(money.account_id, draft.amount_minor, base_minor - chargeBase),
      other(bankCharge.account_id, charge, chargeBase),
      {
        account_id: item.account_id,
        item_id: item.item_id,
        customer_id: item.customer_id,
        currency,
        amount_minor: item.amount_minor,
        base_minor: item.base_minor,
      },
    ],
  })
  return {
    index,
    receipt_id,
    entity,
    customer,
    draft,
    posted_on,
    currency,
    rate,
    base_minor,
    item,
    entry_id,
    payer: 'self',
    letter_id: null,
  }
}

/** The bill a receipt came as: the opposite of its item, among the bills, due when it matures. */
function planBillItem(
  plan: Plan,
  item: Item,
  account_id: string,
  { bill_id, item_id, number, matures_on }: NonNullable<ReceiptSurroundings['bill']>,
): Item {
  return planItem(plan, {
    entity_id: item.entity_id,
    customer_id: item.customer_id,
    account_id,
    item_id,
    kind: 'bill',
    lane: 'bill',
    document_id: bill_id,
    number,
    currency: item.currency,
    amount_minor: -item.amount_minor,
    base_minor: -item.base_minor,
    posted_on: item.posted_on,
    issued_on: item.issued_on,
    due_on: matures_on,
    salesperson_id: item.salesperson_id,
    department_id: item.department_id,
    entry_id: item.entry_id,
  })
}

/** Open items a receipt may name by a number, oldest due first, by entity, customer of the receipt and number. */
export type ItemsByNumber = ReadonlyMap<string, readonly string[]>

export const numberKey = (entity_id: string, customer_id: string, number: string) =>
  `${entity_id} ${customer_id} ${number}`

/**
 * Plans what a receipt pays. A line that names an invoice fills its items from the earliest due; a difference closes
 * what is left of the item. Refuses what an application refuses, and an invoice number with nothing open. [RCP-5]
 */
export function planPayment(plan: Plan, planned: PlannedReceipt, byNumber: ItemsByNumber): void {
  const { draft, index, item } = planned
  const applied_on = ((draft.applied_on as Day | undefined) ?? planned.posted_on) as Day
  for (const line of draft.apply) {
    const targets = line.item_id
      ? [line.item_id]
      : (byNumber.get(numberKey(planned.entity.entity_id, planned.customer.customer_id, line.invoice_number ?? '')) ??
        [])
    if (line.amount_minor <= 0n) {
      complain(plan, index, 'amount_not_positive', { amount_minor: line.amount_minor })
      continue
    }
    if (targets.length === 0) {
      complain(plan, index, line.invoice_number ? 'invoice_unknown' : 'item_unknown', {
        invoice_number: line.invoice_number ?? null,
      })
      continue
    }
    let rest = line.amount_minor
    for (const [at, target] of targets.entries()) {
      const open = plan.items.get(target)?.open_minor ?? 0n
      const last = at === targets.length - 1
      const amount = last || rest <= open ? rest : open
      if (amount === 0n && !(last && rest > 0n)) continue
      if (
        !planApply(plan, index, {
          debit_item_id: target,
          credit_item_id: item.item_id,
          amount_minor: amount,
          applied_on,
        })
      )
        break
      rest -= amount
      if (rest === 0n) {
        if (line.difference)
          planDifference(plan, index, {
            item_id: target,
            kind: line.difference.kind,
            amount_minor: line.difference.amount_minor,
            on: applied_on,
          })
        break
      }
    }
  }
}
