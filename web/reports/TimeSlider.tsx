import { Slider } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addDays, dayText } from '../ui/figures.ts'

/** How far back the slider reaches, in days. */
const reach = 730

type TimeSliderProps = { today: string; value: string; onChange: (day: string) => void }

/** Goes through the days of the last two years: the report follows when one lets go, and by arrow keys day by day. */
export function TimeSlider({ today, value, onChange }: TimeSliderProps) {
  const { t, i18n } = useTranslation()
  const first = addDays(today, -reach)
  const at = Math.round((Date.parse(value) - Date.parse(first)) / 86_400_000)
  const [held, setHeld] = useState<number | null>(null)
  const dayAt = (days: number) => addDays(first, days)
  const marks = useMemo(() => marksFrom(first), [first])
  return (
    <div className="time-slider">
      <Slider
        min={0}
        max={reach}
        value={held ?? Math.max(0, Math.min(reach, at))}
        marks={marks}
        included={false}
        ariaLabelForHandle={t('ageing.as_of')}
        ariaValueTextFormatterForHandle={days => dayText(dayAt(days), i18n.language)}
        tooltip={{ formatter: days => dayText(dayAt(days ?? 0), i18n.language) }}
        onChange={setHeld}
        onChangeComplete={days => {
          setHeld(null)
          onChange(dayAt(days))
        }}
      />
    </div>
  )
}

/** Where quarters begin, by days from the first. */
function marksFrom(first: string): Record<number, string> {
  const marks: Record<number, string> = {}
  for (let days = 0; days <= reach; days++) {
    const day = addDays(first, days)
    if (/-(01|04|07|10)-01$/.test(day)) marks[days] = day.slice(2, 7)
  }
  return marks
}
