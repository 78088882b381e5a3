import type { Answer, Question } from '../client.ts'
import { emptyLine, type TypedLine } from '../invoices/lines.ts'

type Line = Answer<'readContract'>['lines'][number]
/** What the form must be told of a line: of a contract all is there, of a draft what was typed. */
export type ToldLine = Pick<Line, 'line' | 'description' | 'unit' | 'quantity' | 'unit_price' | 'price_includes_tax'> &
  Pick<Line, 'tax_code' | 'amount_minor'> & { recurs: ToldRecurrence | null }
type ToldRecurrence = Omit<NonNullable<Line['recurs']>, 'from' | 'to' | 'prices'> & {
  from: string | null
  to: string | null
  prices: readonly (Pick<NonNullable<Line['recurs']>['prices'][number], 'amount_minor' | 'percent' | 'basis'> & {
    from: string | null
  })[]
}
type Agreed = Question<'amendContract'>['lines'][number]
type Recurs = NonNullable<Agreed['recurs']>
export type Unit = NonNullable<Recurs['unit']>
export type Timing = NonNullable<Recurs['timing']>

/** A price as it is being typed: an amount, or per cent more than before and by what that was said. */
export type TypedPrice = {
  key: number
  from: string | null
  amount_minor: string
  percent: string
  basis: string
  rise: boolean
}

/** A line that recurs as it is being typed. */
export type TypedRecurring = {
  key: number
  /** Its place in the contract, where it has one. */
  contract_line?: number
  description: string
  tax_code: string
  price_includes_tax: boolean
  every: string
  unit: Unit
  from: string | null
  to: string | null
  anchor_on: string | null
  timing: Timing
  bill_day: string
  by_days: boolean
  prices: TypedPrice[]
}

let last = 0
export const emptyPrice = (from: string | null, rise: boolean): TypedPrice => ({
  key: ++last,
  from,
  amount_minor: '',
  percent: '',
  basis: '',
  rise,
})

/** A line that recurs with nothing on it but its days. */
export const emptyRecurring = (from: string | null, to: string | null, tax_code: string): TypedRecurring => ({
  key: ++last,
  description: '',
  tax_code,
  price_includes_tax: true,
  every: '1',
  unit: 'month',
  from,
  to,
  anchor_on: null,
  timing: 'advance',
  bill_day: '',
  by_days: true,
  prices: [emptyPrice(null, false)],
})

const whole = (text: string, most: number) => /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= most

/** Whether such lines can be sent: each says what, from when to when, and what it costs. */
export const recurringReady = (lines: readonly TypedRecurring[]) =>
  lines.every(
    line =>
      line.description.trim() !== '' &&
      line.from &&
      line.to &&
      whole(line.every, 120) &&
      (line.bill_day.trim() === '' || whole(line.bill_day, 31)) &&
      line.prices.every((price, at) =>
        price.rise
          ? price.from && /^-?\d+(\.\d{1,6})?$/.test(price.percent.trim())
          : price.amount_minor !== '' && (at === 0 || price.from),
      ),
  )

/** A line of a contract as it can be typed anew. */
export const typedLine = (line: ToldLine): TypedLine => ({
  ...emptyLine(line.tax_code),
  contract_line: line.line,
  description: line.description,
  unit: line.unit ?? '',
  quantity: line.quantity ?? '',
  unit_price: line.price_includes_tax ? (line.unit_price ?? '') : '',
  amount_minor: line.amount_minor,
})

/** The same of one that recurs; nothing of any other. */
export function typedRecurring(line: ToldLine): TypedRecurring[] {
  const { recurs } = line
  if (!recurs) return []
  const prices = recurs.prices.map((price, at) => ({
    ...emptyPrice(at === 0 ? null : price.from, price.percent !== undefined),
    amount_minor: price.amount_minor ?? '',
    percent: price.percent ?? '',
    basis: price.basis ?? '',
  }))
  const { description, tax_code, price_includes_tax } = line
  const { unit, from, to, timing, by_days } = recurs
  return [
    {
      key: ++last,
      contract_line: line.line,
      description,
      tax_code,
      price_includes_tax,
      unit,
      from,
      to,
      timing,
      by_days,
      every: String(recurs.every),
      anchor_on: recurs.anchor_on ?? null,
      bill_day: recurs.bill_day ? String(recurs.bill_day) : '',
      prices,
    },
  ]
}

const text = (value: string) => value.trim()

const lineOf = (line: TypedLine): Agreed => ({
  description: text(line.description),
  tax_code: line.tax_code,
  amount_minor: line.amount_minor,
  price_includes_tax: true,
  ...(text(line.quantity) ? { quantity: text(line.quantity) } : {}),
  ...(text(line.quantity) && text(line.unit_price) ? { unit_price: text(line.unit_price) } : {}),
  ...(text(line.unit) ? { unit: text(line.unit) } : {}),
})

function recurringOf(line: TypedRecurring): Agreed {
  const from = line.from ?? ''
  const prices: Recurs['prices'] = line.prices.map(price => ({
    from: price.from ?? from,
    ...(price.rise ? { percent: text(price.percent) } : { amount_minor: price.amount_minor }),
    ...(text(price.basis) ? { basis: text(price.basis) } : {}),
  }))
  const { unit, timing, by_days, anchor_on, tax_code, price_includes_tax } = line
  const days = { from, to: line.to ?? '', ...(anchor_on ? { anchor_on } : {}) }
  const bill_day = text(line.bill_day) ? { bill_day: Number(line.bill_day) } : {}
  const recurs: Recurs = { every: Number(line.every), unit, ...days, timing, ...bill_day, by_days, prices }
  return { description: text(line.description), tax_code, price_includes_tax, recurs }
}

/** All lines in the words of the verbs: those the contract has keep their places, new ones come behind. */
export const inOrder = (lines: readonly TypedLine[], recurring: readonly TypedRecurring[]): Agreed[] =>
  [
    ...lines.map(line => ({ place: line.contract_line, agreed: lineOf(line) })),
    ...recurring.map(line => ({ place: line.contract_line, agreed: recurringOf(line) })),
  ]
    .toSorted((a, b) => (a.place ?? Number.MAX_SAFE_INTEGER) - (b.place ?? Number.MAX_SAFE_INTEGER))
    .map(({ agreed }) => agreed)
