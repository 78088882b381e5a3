/** What a spreadsheet keeps as a number, as text. */
import { roundHalfUp } from '../kernel/money.ts'
import { addDays, type Day } from '../kernel/values.ts'

/**
 * Plain decimal text of a number as a spreadsheet stores it ('1234.5600000000001', '1E-7'), at the 15 significant digits
 * that a spreadsheet shows, so that the noise of binary fractions is gone; whole numbers keep all their digits. Text
 * that is no number is given back.
 */
export function plainNumber(raw: string): string {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i.exec(raw.trim())
  if (!match) return raw
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const minus = sign === '-' ? '-' : ''
  let exponent = Number(power) - fraction.length
  let digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return '0'
  if (exponent === 0) return minus + digits
  const surplus = digits.length - 15
  if (surplus > 0) {
    digits = roundHalfUp(BigInt(digits), 10n ** BigInt(surplus)).toString()
    exponent += surplus
  }
  if (exponent >= 0) return minus + digits + '0'.repeat(exponent)
  digits = digits.padStart(1 - exponent, '0')
  const tail = digits.slice(exponent).replace(/0+$/, '')
  return minus + digits.slice(0, exponent) + (tail === '' ? '' : `.${tail}`)
}

/**
 * A serial number of a spreadsheet as ISO text: '2026-03-01', with ' 09:30:00' where it has a time, the time alone below
 * 1. In the 1900 system 60 is the 29 February 1900 that never was. A number no calendar has is given as a number.
 */
export function serialText(raw: string, date1904: boolean): string {
  const match = /^(\d{1,7})(?:\.\d+)?(?:e[+-]?\d+)?$/i.exec(raw.trim())
  const serial = Number(raw)
  if (!match || !(serial >= 0 && serial < 2_958_466)) return plainNumber(raw)
  let seconds = Math.round((serial % 1) * 86_400)
  const days = Math.floor(serial) + (seconds === 86_400 ? 1 : 0)
  seconds %= 86_400
  const [hour, minute, second] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(part =>
    String(Math.floor(part)).padStart(2, '0'),
  )
  const time = `${hour}:${minute}:${second}`
  if (serial < 1 && !date1904) return time
  if (days === 60 && !date1904) return '1900-02-29'
  const epoch = (date1904 ? '1904-01-01' : days < 60 ? '1899-12-31' : '1899-12-30') as Day
  const day = addDays(epoch, days)
  return seconds === 0 ? day : `${day} ${time}`
}

/** Whether a number format shows a date or time (durations in [h] are numbers). Ids: ECMA-376 part 1, 18.8.30. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined)
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id === 45 || id === 47 || (id >= 50 && id <= 58)
  if (/\[[hms]+\]/i.test(code)) return false
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|general/gi, '')
  return /[ymdhs年月日时分秒]/i.test(bare)
}
