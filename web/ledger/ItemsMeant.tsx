import { useTranslation } from 'react-i18next'
import { Money } from '../ui/Money.tsx'
import type { Item } from './item-actions.ts'

/** What is open of several items, by currency. */
function sumsOf(items: readonly Item[]): { currency: string; minor: string }[] {
  const sums = new Map<string, bigint>()
  for (const item of items) sums.set(item.currency, (sums.get(item.currency) ?? 0n) + BigInt(item.open_minor))
  return [...sums].map(([currency, sum]) => ({ currency, minor: sum.toString() }))
}

/** The items a dialog is about, and what is open of them. */
export function ItemsMeant({ items }: { items: readonly Item[] }) {
  const { t } = useTranslation()
  const [first] = items
  const names = items.slice(0, 6).map(item => item.number)
  const customers = new Set(items.map(item => item.customer_id))
  return (
    <p className="meant">
      <strong>{names.join(', ')}</strong>
      {items.length > names.length && ` ${t('deeds.and_more', { count: items.length - names.length })}`}
      {customers.size === 1 && first && <span className="soft"> · {first.customer_name}</span>}
      <br />
      <span className="soft">{t('columns.open_minor')} </span>
      <Sums items={items} />
    </p>
  )
}

/** What several items come to, a figure a currency. */
export function Sums({ items }: { items: readonly Item[] }) {
  return sumsOf(items).map(sum => (
    <span key={sum.currency}>
      <Money minor={sum.minor} currency={sum.currency} code />{' '}
    </span>
  ))
}
