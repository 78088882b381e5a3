/** Money: integer minor units and exact decimals. The only file that multiplies, divides, allocates and rounds. */
import { currencySigns, digitsByCurrency } from './currencies.ts'

/** Money in minor units (fen, cents) of a currency that stands beside it. */
export type Minor = bigint

/** An exact decimal in plain ASCII text: '-12.5', '0.0001'; no plus, exponent, or needless zero. */
export type Decimal = string & { readonly decimal: true }

/** Why a person's amount was not taken. */
export type AmountProblem =
  | 'amount_invalid'
  | 'amount_negative_zero'
  | 'amount_other_currency'
  | 'amount_too_large'
  | 'amount_too_precise'

/** Which sign separates the fraction; the other of the two may group thousands. */
export type NumberStyle = { decimal: '.' | ',' }

/** The greatest amount the database keeps (bigint), in minor units. */
export const maxMinor: Minor = 9_223_372_036_854_775_807n

const maxIntegerDigits = 15
const maxTextLength = 100

/** Whether the text is the code of a currency we keep money in (ISO 4217, upper case). */
export function isCurrency(code: unknown): code is string {
  return typeof code === 'string' && digitsByCurrency.has(code)
}

/** Digits after the point of a currency (ISO 4217): CNY 2, JPY 0, KWD 3. Throws for a code that is none. */
export function currencyDigits(code: string): number {
  const digits = digitsByCurrency.get(code)
  if (digits === undefined) throw new RangeError('no such currency')
  return digits
}

/**
 * Reads an amount as people and files write it, into minor units of `currency`.
 * Takes full-width and Arabic digits, grouped thousands (also Indian, Swiss and by blanks), the signs or code of the
 * currency, a minus before or after, and parentheses for negative. Problems: `amount_other_currency` when it names
 * another currency, `amount_negative_zero`, `amount_too_precise` (more digits than the currency has),
 * `amount_too_large` (more than 15 integer digits, or than the database keeps), otherwise `amount_invalid`.
 * Surplus zeros are dropped ('100.0000'), but not where they may be grouped thousands ('1.000' in CNY).
 */
export function parseAmount(
  text: string,
  currency: string,
  style: NumberStyle = { decimal: '.' },
): Minor | AmountProblem {
  const digits = currencyDigits(currency)
  const bare = stripCurrency(plainText(text), currency)
  if (bare === null) return 'amount_other_currency'
  const number = readNumber(bare, style)
  if (number === null) return 'amount_invalid'
  if (number.integer.length > maxIntegerDigits) return 'amount_too_large'
  const fraction = fitFraction(number, digits)
  if (fraction === null) return 'amount_too_precise'
  const minor = BigInt(number.integer + fraction)
  if (minor > maxMinor) return 'amount_too_large'
  if (minor === 0n && number.negative) return 'amount_negative_zero'
  return number.negative ? -minor : minor
}

/** Plain text of minor units, with exactly the currency's digits: 123450n in CNY is '1234.50'. */
export function formatMinor(minor: Minor, currency: string): string {
  const digits = currencyDigits(currency)
  const sign = minor < 0n ? '-' : ''
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0')
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/**
 * Reads a person's decimal (a rate, a quantity, a per cent) with at most `decimals` digits after the point and 15
 * before it, in the spellings of `parseAmount` without a currency. null for anything else; '-0' is '0'.
 */
export function parseDecimal(text: string, decimals: number, style: NumberStyle = { decimal: '.' }): Decimal | null {
  const number = readNumber(plainText(text), style)
  if (number === null || number.integer.length > maxIntegerDigits) return null
  const fraction = fitFraction(number, decimals)?.replace(/0+$/, '')
  if (fraction === undefined) return null
  const digits = fraction === '' ? number.integer : `${number.integer}.${fraction}`
  return (number.negative && digits !== '0' ? `-${digits}` : digits) as Decimal
}

/** Whether the value is a decimal in plain ASCII ('1.50' as the database writes it too), at most `decimals` digits. */
export function isDecimal(value: unknown, decimals: number): value is Decimal {
  if (typeof value !== 'string') return false
  const match = /^-?(?:0|[1-9]\d*)(?:\.(\d+))?$/.exec(value)
  return match !== null && (match[1]?.length ?? 0) <= decimals
}

/** Compares two decimals exactly: negative when a < b, 0 when equal ('1.5' and '1.50'), positive when a > b. */
export function compareDecimals(a: string, b: string): number {
  const [x, y] = [scaled(a), scaled(b)]
  const [left, right] = [x.value * 10n ** y.digits, y.value * 10n ** x.digits]
  return left < right ? -1 : left > right ? 1 : 0
}

/** The difference of two decimals, exactly and without trailing zeros: minusDecimals('2.50', '0.5') is '2'. */
export function minusDecimals(a: string, b: string): Decimal {
  const [x, y] = [scaled(a), scaled(b)]
  const digits = x.digits > y.digits ? x.digits : y.digits
  const off = x.value * 10n ** (digits - x.digits) - y.value * 10n ** (digits - y.digits)
  const text = String(off < 0n ? -off : off).padStart(Number(digits) + 1, '0')
  const [whole, fraction] = [text.slice(0, text.length - Number(digits)), text.slice(text.length - Number(digits))]
  const rest = fraction.replace(/0+$/, '')
  return `${off < 0n ? '-' : ''}${whole}${rest ? `.${rest}` : ''}` as Decimal
}

/** The part of `total` that belongs to `part` of `whole`, both decimals, rounded half up. Throws when `whole` is 0. */
export function shareOf(total: Minor, part: string, whole: string): Minor {
  const [x, y] = [scaled(part), scaled(whole)]
  return roundHalfUp(total * x.value * 10n ** y.digits, y.value * 10n ** x.digits)
}

/** Divides and rounds half up, away from zero: 5/2 is 3, −5/2 is −3. Throws for a denominator of 0. */
export function roundHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new RangeError('a division by zero')
  const negative = numerator < 0n !== denominator < 0n
  const n = numerator < 0n ? -numerator : numerator
  const d = denominator < 0n ? -denominator : denominator
  const rounded = (2n * n + d) / (2n * d)
  return negative ? -rounded : rounded
}

/** Minor units times a decimal, rounded half up to whole minor units. */
export function mulDecimal(minor: Minor, decimal: string): Minor {
  const factor = scaled(decimal)
  return roundHalfUp(minor * factor.value, 10n ** factor.digits)
}

/**
 * The product of two decimals (quantity × price), in units of 10^−digits, rounded half up once:
 * multiply('3', '0.335', 2) is 101n. With the digits of a currency the result is minor units.
 */
export function multiply(a: string, b: string, digits: number): bigint {
  const [x, y] = [scaled(a), scaled(b)]
  return roundHalfUp(x.value * y.value * 10n ** BigInt(digits), 10n ** (x.digits + y.digits))
}

/** The price of one of a quantity, up to `decimals` digits, rounded half up: priceOf(1000n, '3', 2, 4) is '3.3333'. Throws when the quantity is 0. */
export function priceOf(total: Minor, quantity: string, digits: number, decimals: number): Decimal {
  const { value, digits: places } = scaled(quantity)
  const units = roundHalfUp(total * 10n ** (places + BigInt(decimals)), value * 10n ** BigInt(digits))
  const text = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0')
  return minusDecimals(
    `${units < 0n ? '-' : ''}${text.slice(0, text.length - decimals)}.${text.slice(text.length - decimals)}`,
    '0',
  )
}

/** `percent` per cent of an amount ('13' of 100.00 is 13.00), rounded half up. */
export function percentOf(minor: Minor, percent: string): Minor {
  const rate = scaled(percent)
  return roundHalfUp(minor * rate.value, 100n * 10n ** rate.digits)
}

/** The tax inside a gross amount at `percent` per cent: gross × p ÷ (100 + p), rounded half up; 50,000 at 13 is 5,752.21. */
export function percentInside(gross: Minor, percent: string): Minor {
  const rate = scaled(percent)
  return roundHalfUp(gross * rate.value, 100n * 10n ** rate.digits + rate.value)
}

/**
 * The part of `total` (say, the base amount) that belongs to `part` of `whole` (say, what is applied of what is open),
 * rounded half up. Whoever takes the last part takes the rest instead. Throws when `whole` is 0.
 */
export function proportion(total: Minor, part: bigint, whole: bigint): Minor {
  return roundHalfUp(total * part, whole)
}

/**
 * Splits `total` in the proportion of `weights` by largest remainder: the parts sum to `total` exactly, each is within
 * one minor unit of its exact share, and of equal remainders the earlier wins. Throws for a negative weight or none above 0.
 */
export function allocate(total: Minor, weights: readonly bigint[]): Minor[] {
  const sum = weights.reduce((a, b) => a + b, 0n)
  if (sum <= 0n || weights.some(weight => weight < 0n)) throw new RangeError('weights are 0 or more and not all 0')
  const sign = total < 0n ? -1n : 1n
  const size = total * sign
  const parts = weights.map(weight => (size * weight) / sum)
  const rest = size - parts.reduce((a, b) => a + b, 0n) // fewer than there are weights
  const remainders = weights.map((weight, index) => ({ index, remainder: (size * weight) % sum }))
  remainders.sort((a, b) => (a.remainder < b.remainder ? 1 : a.remainder > b.remainder ? -1 : a.index - b.index))
  for (const [rank, { index }] of remainders.entries())
    if (BigInt(rank) < rest) parts[index] = (parts[index] ?? 0n) + 1n
  return parts.map(part => part * sign)
}

/**
 * Minor units of one currency in minor units of another, rounded half up. `rate` is the price of one whole unit of the
 * first in whole units of the second (1 USD = '7.1234' CNY), up to 10 decimals; the digits are those of `currencyDigits`.
 */
export function convert(minor: Minor, rate: string, fromDigits: number, toDigits: number): Minor {
  const factor = scaled(rate)
  return roundHalfUp(minor * factor.value * 10n ** BigInt(toDigits), 10n ** (factor.digits + BigInt(fromDigits)))
}

type ReadNumber = { negative: boolean; integer: string; fraction: string; grouped: boolean }

/** One alphabet for what people type: full-width and Arabic digits and signs in ASCII. (Not NFKC: it turns 5² into 52.) */
function plainText(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[٠-٩]/g, digit => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, digit => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[\u2010-\u2013\u2212]/g, '-')
    .replace(/[’‘`]/g, "'")
    .replaceAll('￥', '¥')
    .replaceAll('￡', '£')
    .replace(/\s/g, ' ')
    .trim()
}

/** Takes off the sign or code of the currency, outside or inside the minus. null when it is another currency's. */
function stripCurrency(text: string, currency: string): string | null {
  if (text.length > maxTextLength) return text
  const words = /^([-+(]?\s*)([^\d\s.,'()+-]*)(\s*.*?\s*)([^\d\s.,'()+-]*)(\s*[-)]?)$/s.exec(text)
  if (!words) return text
  const [, before = '', prefix = '', middle = '', suffix = '', after = ''] = words
  for (const word of [prefix, suffix]) {
    const named = currenciesNamed(word.replace(/整$/, '').toUpperCase())
    if (named === null) return text // no currency: left for the caller to refuse
    if (named.length > 0 && !named.includes(currency)) return null
  }
  return `${before.trim()}${middle.trim()}${after.trim()}`
}

function currenciesNamed(word: string): readonly string[] | null {
  if (word === '') return []
  if (isCurrency(word)) return [word]
  return currencySigns.find(([sign]) => sign === word)?.[1] ?? null
}

function readNumber(text: string, style: NumberStyle): ReadNumber | null {
  if (text.length > maxTextLength) return null
  const signed = /^(?:\((?<inside>[^()+-]+)\)|(?<lead>[+-])?\s*(?<bare>[^()+-]+?)\s*(?<trail>-)?)$/.exec(text)?.groups
  if (!signed || (signed.lead && signed.trail)) return null
  const point = style.decimal === '.' ? '\\.' : ','
  const comma = style.decimal === '.' ? ',' : '\\.'
  const shape = new RegExp(
    `^(?<integer>\\d+|\\d{1,3}(?<by>[${comma}' ٬])\\d{3}(?:\\k<by>\\d{3})*|\\d{1,2}(?:,\\d{2})+,\\d{3})?` +
      `(?:[${point}٫](?<fraction>\\d*))?$`,
  )
  const body = (signed.inside ?? signed.bare ?? '').trim()
  const parts = shape.exec(body)?.groups
  if (!parts || (!parts.integer && !parts.fraction)) return null
  const integer = parts.integer ?? '0'
  if (style.decimal === ',' && integer.includes(',')) return null
  return {
    negative: signed.inside !== undefined || signed.lead === '-' || signed.trail === '-',
    integer: integer.replace(/\D/g, '').replace(/^0+(?=\d)/, ''),
    fraction: parts.fraction ?? '',
    grouped: /\D/.test(integer),
  }
}

/** The fraction at exactly `digits` digits; null when it has more that count, or that may be grouped thousands. */
function fitFraction(number: ReadNumber, digits: number): string | null {
  const surplus = number.fraction.slice(digits)
  if (/[1-9]/.test(surplus)) return null
  const mayBeThousands = number.fraction.length === 3 && !number.grouped && /^[1-9]\d{0,2}$/.test(number.integer)
  if (surplus !== '' && mayBeThousands) return null
  return number.fraction.slice(0, digits).padEnd(digits, '0')
}

function scaled(decimal: string): { value: bigint; digits: bigint } {
  const match = /^(-?\d+)(?:\.(\d+))?$/.exec(decimal)
  if (!match) throw new RangeError('not a decimal')
  const [, integer = '', fraction = ''] = match
  return { value: BigInt(integer + fraction), digits: BigInt(fraction.length) }
}
