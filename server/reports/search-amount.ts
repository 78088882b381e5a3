import { currencySigns, digitsByCurrency } from '../kernel/currencies.ts'
import { type Minor, parseAmount, parseDecimal } from '../kernel/money.ts'

/** Amounts that were meant: in these currencies, between two amounts of minor units, both included. */
export type AmountMeant = { from: Minor; to: Minor; currencies: string[] }

const large = /^(.+?)\s*(万|萬|亿|億)(?:元)?$/

/**
 * The amounts a person may mean, by the digits of the currencies: '1,234.50' and '１２３４．５' are 123450 in a currency
 * of two digits; '12.3万' is whatever is written so, from 122,500.00 up to but without 123,500.00. Nothing when it is no amount.
 */
export function amountsTyped(typed: string): AmountMeant[] {
  const text = typed.normalize('NFKC').trim()
  const rounded = large.exec(text.replace(/^[¥￥]\s*/, ''))
  if (rounded) return roundedAmounts(rounded[1] ?? '', rounded[2] ?? '')
  // Currencies of as many digits read a text alike, unless it names one of them.
  const sign = currencySigns.find(([sign]) => text.includes(sign.normalize('NFKC')))
  const code = /[A-Z]{3}/.exec(text.toUpperCase())?.[0]
  const named = sign?.[1] ?? (code && digitsByCurrency.has(code) ? [code] : [...digitsByCurrency.keys()])
  const byDigits = Map.groupBy(named, currency => digitsByCurrency.get(currency) ?? 2)
  return [...byDigits.values()].flatMap(currencies => {
    const [first = 'CNY'] = currencies
    const dot = parseAmount(text, first)
    // '1.234,50' and '1 234,50' are read where the point makes no sense.
    const minor = typeof dot === 'bigint' ? dot : parseAmount(text, first, { decimal: ',' })
    if (typeof minor !== 'bigint' || minor === 0n) return []
    const size = minor < 0n ? -minor : minor
    return [{ from: size, to: size, currencies }]
  })
}

/** An amount read off a chart: everything that is rounded to it. */
function roundedAmounts(text: string, unit: string): AmountMeant[] {
  const number = parseDecimal(text, 4)
  if (number === null || number.startsWith('-')) return []
  const [whole = '0', fraction = ''] = number.split('.')
  const zeros = ('万萬'.includes(unit) ? 4 : 8) - fraction.length
  const byDigits = Map.groupBy(digitsByCurrency.keys(), currency => digitsByCurrency.get(currency) ?? 2)
  return [...byDigits].flatMap(([digits, currencies]) => {
    if (whole.length + zeros + digits > 17 || zeros + digits < 1) return []
    const middle = BigInt(whole + fraction + '0'.repeat(zeros + digits))
    const half = BigInt(`5${'0'.repeat(zeros + digits - 1)}`)
    return middle === 0n ? [] : [{ from: middle - half, to: middle + half - 1n, currencies }]
  })
}
