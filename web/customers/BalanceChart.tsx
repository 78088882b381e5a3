import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMode } from '../preferences.ts'
import { ChartCard } from '../ui/ChartCard.tsx'
import { coursesOption, paletteOf } from '../ui/chart-look.ts'
import { dayText, moneyText } from '../ui/figures.ts'
import { ChartToCome } from '../ui/states.tsx'
import { usePhone } from '../ui/usePhone.ts'

/** What a customer owed at the ends of the last months, a line a currency they owe in. */
export function BalanceChart({ customer_id }: { customer_id: string }) {
  const asked = useAnswer('balanceHistory', { customer_id, months: 24 })
  if (!asked.data) return asked.isPending ? <ChartToCome /> : null
  const { rows } = asked.data
  const currencies = [...new Set(rows.map(row => row.currency))]
  return currencies.map(currency => <BalanceIn key={currency} rows={rows} currency={currency} />)
}

function BalanceIn({ rows, currency }: { rows: readonly Row<'balanceHistory'>[]; currency: string }) {
  const { t, i18n } = useTranslation()
  const mode = useMode()
  const phone = usePhone()
  const language = i18n.language
  const points = useMemo(() => rows.filter(row => row.currency === currency), [rows, currency])
  const option = useMemo(
    () =>
      coursesOption(
        { mode, language, currency, phone },
        points.map(point => point.on.slice(2, 7)),
        [
          {
            name: t('customers.balance'),
            colour: paletteOf(mode).jade,
            minor: points.map(point => point.balance_minor),
            as: 'line',
            filled: true,
          },
        ],
        at => {
          const point = points[at]
          return point
            ? `${dayText(point.on, language)}<br/><b>${currency} ${moneyText(point.balance_minor, currency, language)}</b>`
            : ''
        },
      ),
    [points, mode, language, currency, phone, t],
  )
  return (
    <ChartCard
      title={t('customers.balance_over_time')}
      sub={t('customers.month_ends', { currency })}
      height={180}
      option={option}
      table={{
        head: [t('columns.on'), currency],
        rows: points.map(point => ({
          key: point.on,
          cells: [dayText(point.on, language), moneyText(point.balance_minor, currency, language)],
        })),
      }}
    />
  )
}
