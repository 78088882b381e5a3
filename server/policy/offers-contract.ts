import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { day, decimal, id, instant, minor, minorOut, page, paging, several, text, words } from '../kernel/fields.ts'

export const offerKinds = ['discount', 'longer_terms', 'higher_limit', 'prepayment', 'instalments'] as const
export const offerStates = ['waiting', 'accepted', 'declined', 'over'] as const

const count = (most: number) => z.int().min(0).max(most)
const money = () => z.string().regex(/^(0|[1-9]\d{0,14})$/)
const code = () => words(60)

/** When what is offered to whom. */
export const offerRules = z.strictObject({
  /** What money costs us in a year, in per cent. */
  capital_percent: decimal(4).refine(value => !value.startsWith('-') && Number(value) <= 100),
  /** With fewer invoices in twelve months nothing is offered. */
  min_invoices: count(1000),
  /** Billed in twelve months from which on a customer is big, in minor units of the base currency. */
  big_minor: money(),
  /** A big customer late by so many days is offered the discount. */
  late_from_days: count(365),
  discount_terms: code(),
  /** Whoever pays so much of it in time is offered longer terms, or a higher limit where it uses so much of its own. */
  prompt_bp: count(10_000),
  longer_terms: code(),
  limit_used_bp: count(10_000),
  limit_more_percent: count(100),
  /** Whoever is late by so many days, or has so much of what is open overdue, is weak: prepayment, and parts for what is overdue. */
  weak_days: count(365),
  weak_bp: count(10_000),
  weak_terms: code(),
})
export type OfferRules = z.output<typeof offerRules>

/** What an offer rests on; amounts in the base currency of the entity, over twelve months. */
export const offerFigures = z.object({
  invoices: z.number(),
  billed_minor: minorOut(),
  /** Weighted by amount: days after the due day, days from invoice to money, and the share that was paid in time. */
  days_late: z.number(),
  days_to_pay: z.number(),
  on_time_bp: z.number(),
  open_minor: minorOut(),
  overdue_minor: minorOut(),
  terms_code: z.string().nullable(),
  terms_days: z.number().nullable(),
  limit_minor: minorOut().nullable(),
})

const offer = z.object({
  offer_id: id(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  grade: z.string().nullable(),
  entity_id: id(),
  entity_code: z.string(),
  base_currency: z.string(),
  kind: z.enum(offerKinds),
  state: z.enum(offerStates),
  figures: offerFigures,
  terms_code: z.string().nullable(),
  limit_minor: minorOut().nullable(),
  cost_minor: minorOut(),
  gain_minor: minorOut(),
  rate_bp: z.number().nullable(),
  billed_minor: minorOut(),
  figured_on: day(),
  reason: z.string().nullable(),
  decided_by_name: z.string().nullable(),
  decided_at: instant().nullable(),
})
const offer_id = { offer_id: id() }

export const offersContract = {
  proposeOffers: verb({
    name: 'terms_offer.propose',
    method: 'POST',
    path: '/api/terms-offers/proposals',
    permission: 'terms_offer.decide',
    summary: { en: 'Work out anew what may be offered to whom by how they pay', zh: '按付款表现重新测算优惠建议' },
    input: z.strictObject({}),
    output: z.object({ waiting: z.number(), over: z.number() }),
    events: ['terms_offer.proposed'],
  }),
  listOffers: query({
    name: 'terms_offer.list',
    method: 'GET',
    path: '/api/terms-offers',
    permission: 'customer.read',
    summary: {
      en: 'Offers to customers by how they pay, with reasons and cost',
      zh: '按付款表现的优惠建议（含依据与成本）',
    },
    input: z.strictObject({
      ...paging,
      offer_id: several(id()),
      state: several(z.enum(offerStates)),
      kind: several(z.enum(offerKinds)),
      entity_id: several(id()),
      customer_id: several(id()),
      sort: z.enum(['-billed_minor', 'billed_minor']).default('-billed_minor'),
    }),
    output: page(offer),
  }),
  acceptOffer: verb({
    name: 'terms_offer.accept',
    method: 'POST',
    path: '/api/terms-offers/:offer_id/acceptance',
    permission: 'terms_offer.decide',
    summary: {
      en: 'Make an offer: the terms or the limit of the customer change',
      zh: '采纳优惠建议（更新客户账期或额度）',
    },
    input: z.strictObject({
      ...offer_id,
      /** Other terms or another limit than were proposed. */
      terms_code: code().optional(),
      limit_minor: minor().optional(),
      reason: text(500).optional(),
    }),
    output: z.object({ state: z.enum(offerStates) }),
    approval: true,
    events: ['terms_offer.accepted', 'customer.account_set'],
  }),
  declineOffer: verb({
    name: 'terms_offer.decline',
    method: 'POST',
    path: '/api/terms-offers/:offer_id/refusal',
    permission: 'terms_offer.decide',
    summary: { en: 'Decline a proposed offer, with the reason', zh: '不采纳优惠建议（说明原因）' },
    input: z.strictObject({ ...offer_id, reason: words(500) }),
    output: z.object({ state: z.enum(offerStates) }),
    events: ['terms_offer.declined'],
  }),
  readOfferRules: query({
    name: 'terms_offer.rules',
    method: 'GET',
    path: '/api/terms-offers/rules',
    permission: 'customer.read',
    summary: { en: 'When what is offered to whom', zh: '优惠建议规则' },
    input: z.strictObject({}),
    output: offerRules,
  }),
  changeOfferRules: verb({
    name: 'terms_offer.change_rules',
    method: 'POST',
    path: '/api/terms-offers/rules',
    permission: 'terms_offer.decide',
    summary: { en: 'Change when what is offered to whom', zh: '修改优惠建议规则' },
    input: offerRules,
    output: offerRules,
    events: ['terms_offer.rules_changed'],
  }),
}
