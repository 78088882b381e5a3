import { useTranslation } from 'react-i18next'
import { DayField } from './Field.tsx'
import { addDays, monthEnd } from './figures.ts'

type RangeProps = {
  from: string
  to: string
  today: string
  onChange: (from: string, to: string) => void
}

/** From one day to another, with the stretches one asks for most: this month, last month, this year. */
export function RangeField({ from, to, today, onChange }: RangeProps) {
  const { t } = useTranslation()
  const last = monthEnd(today, 1)
  const quick: [string, string, string][] = [
    [t('range.month'), monthStart(today), today],
    [t('range.last_month'), monthStart(last), last],
    [t('range.year'), `${today.slice(0, 4)}-01-01`, today],
    [t('range.last_year'), `${Number(today.slice(0, 4)) - 1}-01-01`, `${Number(today.slice(0, 4)) - 1}-12-31`],
  ]
  return (
    <>
      <DayField label={t('range.from')} value={from} onChange={day => day && onChange(day, day > to ? day : to)} />
      <DayField label={t('range.to')} value={to} onChange={day => day && onChange(day < from ? day : from, day)} />
      <div className="quick" style={{ paddingTop: 4 }}>
        {quick.map(([name, first, end]) => (
          <button
            key={name}
            type="button"
            className="plain well"
            aria-pressed={first === from && end === to}
            style={first === from && end === to ? { color: 'var(--ink)', fontWeight: 600 } : {}}
            onClick={() => onChange(first, end)}
          >
            {name}
          </button>
        ))}
      </div>
    </>
  )
}

export const monthStart = (day: string) => addDays(monthEnd(day, 1), 1)
