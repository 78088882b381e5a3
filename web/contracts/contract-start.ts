import type { Answer, Question } from '../client.ts'
import { emptyLine, type TypedLine } from '../invoices/lines.ts'
import { type ToldLine, type TypedRecurring, typedLine, typedRecurring } from './contract-lines.ts'
import { emptyPart, type TypedPart } from './PlanParts.tsx'

export type Contract = Answer<'readContract'>
export type ContractDraft = Answer<'readContractDraft'>
type Content = Question<'keepContractDraft'>['content']

export const contractMethods = ['transfer', 'cash', 'cheque', 'card', 'electronic', 'bill', 'other'] as const

/** What the form of a contract begins with. */
export type ContractStart = {
  customer_id: string | undefined
  entity_id: string | undefined
  currency: string | undefined
  number: string
  title: string
  kind: Contract['kind']
  signed_on: string | undefined
  starts_on: string | null
  ends_on: string | null
  terms_code: string | undefined
  method: (typeof contractMethods)[number] | undefined
  penalty: string
  penaltyYear: string
  cap: string
  grace: string
  lines: TypedLine[]
  recurring: TypedRecurring[]
  parts: TypedPart[]
  reference: string
  note: string
  grade_reason: string
}

type Told = Partial<
  Pick<Contract, 'customer_id' | 'entity_id' | 'currency' | 'number' | 'title' | 'kind' | 'signed_on'>
> &
  Partial<Record<keyof Pick<Contract, 'starts_on' | 'ends_on' | 'terms_code' | 'method'>, string | null | undefined>> &
  Partial<
    Record<'penalty_per_day' | 'penalty_per_year' | 'penalty_cap' | 'reference' | 'note', string | null | undefined>
  > & {
    grace_days?: number | null | undefined
    grade_reason?: string | undefined
    lines?: readonly ToldLine[]
    parts?: readonly ToldPart[]
  }
type ToldPart = Pick<TypedPart, 'kind' | 'label' | 'amount_minor' | 'planned_on'> & { months: number | null }

const startOf = (told: Told): ContractStart => {
  const lines = (told.lines ?? []).filter(line => !line.recurs).map(typedLine)
  return {
    customer_id: told.customer_id,
    entity_id: told.entity_id,
    currency: told.currency,
    number: told.number ?? '',
    title: told.title ?? '',
    kind: told.kind ?? 'goods',
    signed_on: told.signed_on,
    starts_on: told.starts_on ?? null,
    ends_on: told.ends_on ?? null,
    terms_code: told.terms_code ?? undefined,
    method: contractMethods.find(one => one === told.method),
    penalty: told.penalty_per_day ?? '',
    penaltyYear: told.penalty_per_year ?? '',
    cap: told.penalty_cap ?? '',
    grace: String(told.grace_days ?? 0),
    lines: lines.length > 0 ? lines : [emptyLine('VAT13')],
    recurring: (told.lines ?? []).flatMap(typedRecurring),
    parts: (told.parts ?? []).map(({ months, ...part }) => ({
      ...emptyPart(part.kind),
      ...part,
      months: String(months ?? 12),
    })),
    reference: told.reference ?? '',
    note: told.note ?? '',
    grade_reason: told.grade_reason ?? '',
  }
}

/** The form with nothing typed yet. */
export const emptyContract = (customer_id: string | undefined): ContractStart =>
  startOf(customer_id ? { customer_id } : {})

/** The form with what was agreed last, for another version of it. */
export const contractAgain = ({ number: _, ...contract }: Contract): ContractStart => startOf(contract)

/** The form with what was typed into a draft. */
export const draftAgain = ({ content, customer_id, entity_id }: ContractDraft): ContractStart => {
  const { currency, number, signed_on, lines = [], parts = [], ...rest } = content
  return startOf({
    ...rest,
    customer_id,
    entity_id,
    ...(currency ? { currency } : {}),
    ...(number ? { number } : {}),
    ...(signed_on ? { signed_on } : {}),
    lines: lines.map(lineOfDraft),
    parts: parts.map(({ kind, label = '', amount_minor = '', planned_on = null, months = null }) => ({
      kind,
      label,
      amount_minor,
      planned_on,
      months,
    })),
  })
}

const lineOfDraft = (typed: NonNullable<Content['lines']>[number], at: number): ToldLine => ({
  line: at + 1,
  description: typed.description ?? '',
  unit: typed.unit ?? null,
  quantity: typed.quantity ?? null,
  unit_price: typed.unit_price ?? null,
  price_includes_tax: typed.price_includes_tax ?? true,
  tax_code: typed.tax_code ?? 'VAT13',
  amount_minor: typed.amount_minor ?? '',
  recurs: typed.recurs
    ? {
        every: typed.recurs.every ?? 1,
        unit: typed.recurs.unit ?? 'month',
        from: typed.recurs.from ?? null,
        to: typed.recurs.to ?? null,
        ...(typed.recurs.anchor_on ? { anchor_on: typed.recurs.anchor_on } : {}),
        timing: typed.recurs.timing ?? 'advance',
        ...(typed.recurs.bill_day ? { bill_day: typed.recurs.bill_day } : {}),
        by_days: typed.recurs.by_days ?? true,
        prices: (typed.recurs.prices ?? []).map(({ from = null, ...price }) => ({ from, ...price })),
      }
    : null,
})
