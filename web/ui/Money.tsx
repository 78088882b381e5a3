import { countText, dayText, decimalText, moneyText, momentText } from './figures.ts'
import { useReaderLanguage, useZone } from './zone.ts'

type MoneyProps = {
  /** Digits of minor units, as they come over the wire. */
  minor: string | null
  currency: string
  /** Writes the currency before the figure. */
  code?: boolean
  overdue?: boolean
  /** Draws a zero as a dash, where a column is mostly empty. */
  dash?: boolean
}

/** An amount: tabular, a true minus sign, exact at any size. */
export function Money({ minor, currency, code = false, overdue = false, dash = false }: MoneyProps) {
  const language = useReaderLanguage()
  if (minor === null) return <span className="money zero">–</span>
  const zero = BigInt(minor) === 0n
  return (
    <span className={`money${zero ? ' zero' : ''}${overdue && !zero ? ' overdue' : ''}`}>
      {code && <span className="code">{currency}</span>}
      {zero && dash ? '–' : moneyText(minor, currency, language)}
    </span>
  )
}

/** A day in the reader's form; a missing one is said in words where given. */
export function Day({ day, missing }: { day: string | null; missing?: string }) {
  const language = useReaderLanguage()
  if (day === null) return <span className={missing ? 'day-missing' : 'faint'}>{missing ?? '–'}</span>
  return (
    <time className="day" dateTime={day}>
      {dayText(day, language)}
    </time>
  )
}

/** A moment in the organisation's time zone. */
export function Moment({ at }: { at: string }) {
  const language = useReaderLanguage()
  return (
    <time className="day" dateTime={at}>
      {momentText(at, language, useZone())}
    </time>
  )
}

/** A quantity, a price of one or a rate, with its unit behind it; `least` places are always shown. */
export function Decimal({ of, least = 0, unit }: { of: string | null; least?: number; unit?: string | null }) {
  const language = useReaderLanguage()
  if (of === null) return null
  return <span className="num">{[decimalText(of, language, least), unit].filter(Boolean).join(' ')}</span>
}

/** A count with grouped thousands. */
export function Count({ of }: { of: number | string }) {
  const language = useReaderLanguage()
  return <span className="num">{countText(of, language)}</span>
}
