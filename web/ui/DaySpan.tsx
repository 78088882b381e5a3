import { useTranslation } from 'react-i18next'
import { DayField } from './Field.tsx'

type DaySpanProps = {
  label: string
  from: string | undefined
  to: string | undefined
  onChange: (from: string | undefined, to: string | undefined) => void
}

/** From a day, to a day, either of them left open: as a list is narrowed. */
export function DaySpan({ label, from, to, onChange }: DaySpanProps) {
  const { t } = useTranslation()
  return (
    <>
      <DayField
        label={`${label} · ${t('range.from')}`}
        value={from ?? null}
        clearable
        onChange={day => onChange(day ?? undefined, to)}
      />
      <DayField label={t('range.to')} value={to ?? null} clearable onChange={day => onChange(from, day ?? undefined)} />
    </>
  )
}
