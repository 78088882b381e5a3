import { useTranslation } from 'react-i18next'
import { Money } from '../ui/Money.tsx'
import { Figure } from '../ui/Page.tsx'

type Sum = { currency: string; lines: number; amount_minor: string }

/** What rows come to, by currency. */
export function sumsOf(rows: readonly { currency: string; amount_minor: string }[]): Sum[] {
  return [...Map.groupBy(rows, row => row.currency)].map(([currency, of]) => ({
    currency,
    lines: of.length,
    amount_minor: String(of.reduce((sum, row) => sum + BigInt(row.amount_minor), 0n)),
  }))
}

/** Sums by currency, each with how many lines it is of, or of what else `unit` counts in the locales. */
export function Sums({ label, sums, unit = 'billing.lines' }: { label: string; sums: readonly Sum[]; unit?: string }) {
  const { t } = useTranslation()
  return (
    <div className="figures">
      {sums.map(({ currency, lines, amount_minor }) => (
        <Figure key={currency} label={`${label} · ${currency}`} under={t(unit, { count: lines })}>
          <Money minor={amount_minor} currency={currency} />
        </Figure>
      ))}
    </div>
  )
}
