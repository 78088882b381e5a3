import { parseDecimal, percentOf } from '../../server/kernel/money.ts'

/** Of an invoice that is put right what this keeps, in the words of its answer. */
type Old = {
  terms_code: string | null
  items: readonly { kind: string; amount_minor: string; due_on: string | null }[]
}
/** In the words of the verb that issues. */
type Said = {
  due_on?: string
  instalments?: { due_on: string; amount_minor: string }[]
  retention?: { amount_minor: string; due_on: string | null }
}

/** A part of an invoice with its own due day, as it is being typed. */
export type Part = { key: number; due_on: string | null; amount_minor: string }
/** What is kept back of an invoice: so many per cent of it, or an amount; without a day until one is known. */
export type Retained = {
  unit: 'percent' | 'amount'
  percent: string
  amount_minor: string
  due_on: string | null
}
/** When an invoice is due: by its terms, on a day set by hand, or in parts. */
export type Due = { by: 'terms' | 'day' | 'parts'; day: string | null; parts: readonly Part[]; retained: Retained }

let last = 0
/** A part of an amount. */
export const newPart = (due_on: string | null, amount_minor: string): Part => ({ key: ++last, due_on, amount_minor })

const nothingRetained: Retained = { unit: 'percent', percent: '', amount_minor: '', due_on: null }

/** Due by the terms, nothing kept back; of an invoice that is put right without terms, what was kept back of it. */
export function firstDue(corrects: Old | undefined): Due {
  const back = corrects?.terms_code ? undefined : corrects?.items.find(item => item.kind === 'retention')
  const retained = back
    ? { ...nothingRetained, unit: 'amount' as const, amount_minor: back.amount_minor, due_on: back.due_on }
    : nothingRetained
  return { by: 'terms', day: null, parts: [], retained }
}

/** What is kept back of a total, in minor units; null where it cannot be read. */
export function retainedOf({ unit, percent, amount_minor }: Retained, total: bigint): bigint | null {
  if (unit === 'amount') return BigInt(amount_minor || 0)
  if (percent.trim() === '') return 0n
  const read = parseDecimal(percent, 4)
  return read === null || read.startsWith('-') ? null : percentOf(total, read)
}

/** What of a total is in no part yet; below 0 where the parts are more. */
export function leftOfParts(due: Due, total: bigint): bigint {
  const rest = total - (retainedOf(due.retained, total) ?? 0n)
  return due.parts.reduce((left, part) => left - BigInt(part.amount_minor || 0), rest)
}

/** Whether it can be sent: a day that is set, parts that sum, a share that can be read and is no more than all of it. */
export function dueReady(due: Due, total: bigint): boolean {
  const retained = retainedOf(due.retained, total)
  if (retained === null || retained > total) return false
  if (due.by === 'day') return due.day !== null
  if (due.by === 'terms') return true
  const filled = due.parts.every(part => part.due_on !== null && BigInt(part.amount_minor || 0) > 0n)
  return due.parts.length > 0 && filled && leftOfParts(due, total) === 0n
}

/** In the words of the verb. */
export function dueOf(due: Due, total: bigint): Said {
  const retained = retainedOf(due.retained, total) ?? 0n
  return {
    ...(due.by === 'day' && due.day ? { due_on: due.day } : {}),
    ...(due.by === 'parts'
      ? {
          instalments: due.parts.flatMap(({ due_on, amount_minor }) =>
            due_on === null ? [] : { due_on, amount_minor },
          ),
        }
      : {}),
    ...(retained === 0n ? {} : { retention: { amount_minor: String(retained), due_on: due.retained.due_on } }),
  }
}
