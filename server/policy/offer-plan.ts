import { minusDecimals, multiply, percentOf, proportion } from '../kernel/money.ts'
import type { OfferRules, offerKinds } from './offers-contract.ts'

/** How a customer paid an entity in twelve months, and what it has. Amounts in base. */
export type Behaviour = {
  customer_id: string
  entity_id: string
  invoices: number
  billed_minor: bigint
  days_late: number
  days_to_pay: number
  on_time_bp: number
  open_minor: bigint
  overdue_minor: bigint
  terms_code: string | null
  terms_days: number | null
  limit_minor: bigint | null
}
/** The terms that are offered, as far as the cost follows from them. */
export type OfferTerms = { code: string; days: number | null; discount: { days: number; percent: string } | null }
export type Offer = {
  kind: (typeof offerKinds)[number]
  terms_code: string | null
  limit_minor: bigint | null
  cost_minor: bigint
  gain_minor: bigint
  rate_bp: number | null
}

/**
 * What leaving a discount unused costs the customer in a year, in hundredths of a per cent, simple interest over 365 days:
 * p ÷ (100 − p) × 365 ÷ (days to pay − days of the discount); 2/10 net 30 is 3724, which is 37.24 %. Null where no days lie
 * between. Pure. [OFR-2]
 */
export function yearlyRate(discount: { days: number; percent: string }, net_days: number): number | null {
  const days = net_days - discount.days
  if (days <= 0) return null
  const kept = minusDecimals('100', discount.percent)
  return Number(proportion(3_650_000n, multiply(discount.percent, '1', 4), multiply(kept, String(days), 4)))
}

/** What money costs over so many days, at so many per cent a year. */
const carrying = (minor: bigint, percent: string, days: number) =>
  days <= 0 ? 0n : proportion(percentOf(minor, percent), BigInt(Math.round(days * 10)), 3650n)

/** Three parts, thirty days apart, are two months late on average. */
const partDays = 60

/**
 * What is offered to whom. A weak customer: prepayment, and parts for what is overdue. A big one that is late: the discount for
 * paying early. A prompt one: longer terms, or a higher limit where it uses its own. Each with what it costs in a year and
 * what earlier money is worth. Pure. [OFR-2] [OFR-3]
 */
export function planOffers(of: Behaviour, rules: OfferRules, terms: ReadonlyMap<string, OfferTerms>): Offer[] {
  if (of.invoices < rules.min_invoices || of.billed_minor <= 0n) return []
  const money = (minor: bigint, days: number) => carrying(minor, rules.capital_percent, days)
  const plain = { terms_code: null, limit_minor: null, cost_minor: 0n, gain_minor: 0n, rate_bp: null }
  const overdue_bp = of.open_minor > 0n ? Number((of.overdue_minor * 10_000n) / of.open_minor) : 0
  if (of.days_late >= rules.weak_days || overdue_bp >= rules.weak_bp) {
    const found = terms.get(rules.weak_terms)
    return [
      ...(found && found.code !== of.terms_code
        ? [
            {
              ...plain,
              kind: 'prepayment' as const,
              terms_code: found.code,
              gain_minor: money(of.billed_minor, of.days_to_pay),
            },
          ]
        : []),
      ...(of.overdue_minor > 0n
        ? [{ ...plain, kind: 'instalments' as const, cost_minor: money(of.overdue_minor, partDays) }]
        : []),
    ]
  }
  if (of.days_late >= rules.late_from_days) {
    const found = terms.get(rules.discount_terms)
    if (!found?.discount || found.days === null || found.code === of.terms_code) return []
    if (of.billed_minor < BigInt(rules.big_minor)) return []
    return [
      {
        ...plain,
        kind: 'discount',
        terms_code: found.code,
        cost_minor: percentOf(of.billed_minor, found.discount.percent),
        gain_minor: money(of.billed_minor, of.days_to_pay - found.discount.days),
        rate_bp: yearlyRate(found.discount, found.days),
      },
    ]
  }
  if (of.on_time_bp < rules.prompt_bp) return []
  const longer = terms.get(rules.longer_terms)
  const more = longer?.days && of.terms_days !== null ? longer.days - of.terms_days : 0
  const { limit_minor } = of
  const used = limit_minor && limit_minor > 0n ? Number((of.open_minor * 10_000n) / limit_minor) : 0
  const added = limit_minor ? percentOf(limit_minor, String(rules.limit_more_percent)) : 0n
  return [
    ...(longer && more > 0
      ? [
          {
            ...plain,
            kind: 'longer_terms' as const,
            terms_code: longer.code,
            cost_minor: money(of.billed_minor, more),
          },
        ]
      : []),
    ...(limit_minor && added > 0n && used >= rules.limit_used_bp
      ? [
          {
            ...plain,
            kind: 'higher_limit' as const,
            limit_minor: limit_minor + added,
            cost_minor: money(added, 365),
          },
        ]
      : []),
  ]
}
