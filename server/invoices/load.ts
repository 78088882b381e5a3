import { sql } from 'kysely'
import { type Calendars, loadCalendars } from '../customers/holidays.ts'
import type { TermsRule } from '../customers/terms.ts'
import { type Treated, treatmentsOf } from '../customerfile/treatment.ts'
import { type Context, moment } from '../kernel/context.ts'
import type { Problem } from '../kernel/errors.ts'
import type { Day, Instant } from '../kernel/values.ts'
import { type Books, lockBooks } from '../ledger/books.ts'
import { debtorOf, knownRefs, loadParties, type Parties, refKey } from '../ledger/parties.ts'
import { numberProblems } from '../ledger/numbers.ts'
import { ratesFor } from '../ledger/rates.ts'
import { type DatedTaxCode, readTaxCodes, taxCodeOn } from '../ledger/tax-codes.ts'
import { type Billing, loadBilling } from './billing.ts'
import type { InvoiceDraft } from './drafts.ts'
import type { InvoiceSurroundings } from './plan-invoice.ts'

/** Everything issuing stands on, loaded in few flights however many drafts there are. */
export type Surroundings = {
  parties: Parties
  books: Map<string, Books>
  known: Map<string, string>
  /** What the contracts of the drafts allow. */
  billing: Billing
  problems: Problem[]
  recorded_at: Instant
  /** How the graded customers of the drafts are dealt with. */
  treated: Map<string, Treated>
  of(index: number): Omit<InvoiceSurroundings, 'kind'> | null
}

export type CodeTables = {
  taxCodes: DatedTaxCode[]
  terms: Map<string, { terms_id: string; rule: TermsRule }>
  calendars: Calendars
}

/** Tax codes, payment terms and working days of the organisation: small tables, read whole. */
export async function loadCodes(ctx: Context): Promise<CodeTables> {
  const [taxCodes, terms, calendars] = await Promise.all([
    readTaxCodes(ctx),
    ctx.tx.rows(sql<{ code: string; terms_id: string; rule: unknown }>`
      select code, terms_id, rule from payment_terms where org_id = ${ctx.org_id} and not archived`),
    loadCalendars(ctx),
  ])
  return {
    taxCodes,
    calendars,
    terms: new Map(terms.map(row => [row.code, { terms_id: row.terms_id, rule: row.rule as TermsRule }])),
  }
}

/** Loads what a batch of drafts stands on. `kind` tells which external ids count as known. */
export async function loadSurroundings(
  ctx: Context,
  kind: string,
  drafts: readonly InvoiceDraft[],
  corrects: string | null = null,
  read: Billing | null = null,
): Promise<Surroundings> {
  // Contracts are locked first: they come before all the books in the order of locks.
  const billing = read ?? (await loadBilling(ctx, drafts, corrects))
  const [parties, codes, known] = await Promise.all([
    loadParties(
      ctx,
      drafts,
      drafts.map(draft => draft.bill_to_id),
    ),
    loadCodes(ctx),
    knownRefs(ctx, kind, drafts),
  ])
  const problems: Problem[] = []
  const found = drafts.map((draft, index) => debtorOf(parties, draft, index, problems))
  for (const [index, draft] of drafts.entries())
    if (draft.bill_to_id && !parties.also.has(draft.bill_to_id))
      problems.push({ index, code: 'customer_unknown', params: { customer: draft.bill_to_id } })
  const foreign = found.flatMap((party, index) => {
    const draft = drafts[index] as InvoiceDraft
    const currency = party && (draft.currency ?? party.customer.currency ?? party.entity.base_currency)
    return party && currency && currency !== party.entity.base_currency && !draft.rate
      ? [{ currency, base_currency: party.entity.base_currency, on: draft.issued_on as Day }]
      : []
  })
  const numbered = found.flatMap((party, index) => {
    const number = drafts[index]?.number
    const isKnown = known.has(refKey(drafts[index] as InvoiceDraft))
    return party && number && !isKnown ? [{ index, entity_id: party.entity.entity_id, number }] : []
  })
  const entity_ids = found.flatMap(party => (party ? [party.entity.entity_id] : []))
  const [treated, books, rateFor, taken, recorded_at] = await Promise.all([
    treatmentsOf(
      ctx,
      found.flatMap(party => (party ? [party.customer.customer_id] : [])),
    ),
    lockBooks(ctx, entity_ids),
    ratesFor(ctx, foreign),
    numberProblems(ctx, 'invoices', numbered),
    moment(ctx),
  ])
  return {
    parties,
    books,
    known,
    billing,
    problems: [...problems, ...taken],
    recorded_at,
    treated,
    of(index) {
      const party = found[index]
      if (!party) return null
      const usual = treated.get(party.customer.customer_id)?.treatment.terms_code
      const terms = party.customer.terms_id ? null : codes.terms.get(usual ?? '')
      return {
        ...party,
        // Where neither document nor customer says any, the terms of the customer's grade.
        ...(terms ? { customer: { ...party.customer, terms_id: terms.terms_id, terms_rule: terms.rule } } : {}),
        taxCode: (code, on) => taxCodeOn(codes.taxCodes, code, on),
        terms: code => codes.terms.get(code) ?? null,
        rateFor,
        calendar: codes.calendars.of(party.entity.country),
      }
    },
  }
}
