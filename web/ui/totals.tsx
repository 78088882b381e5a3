import type { ReactNode } from 'react'
import { Money } from './Money.tsx'

type Sum = { currency: string } & Record<string, unknown>

/**
 * The rows of totals of a list, one for each currency: which column carries the word, and which the sum of which field.
 * While the sums are not known (`null`) one row keeps their place.
 */
export function totalRows<S extends Sum>(
  sums: readonly S[] | null,
  word: { column: string; text: string; currency?: string },
  fields: Readonly<Record<string, keyof S & string>>,
): { key: string; cells: Record<string, ReactNode> }[] {
  if (sums === null)
    return [
      { key: '', cells: Object.fromEntries([[word.column, word.text], ...Object.keys(fields).map(key => [key, '…'])]) },
    ]
  return sums.map(sum => {
    const cells: Record<string, ReactNode> = { [word.column]: word.text }
    if (word.currency) cells[word.currency] = sum.currency
    for (const [column, field] of Object.entries(fields))
      cells[column] = <Money minor={String(sum[field])} currency={sum.currency} code={word.currency === undefined} />
    return { key: sum.currency, cells }
  })
}
