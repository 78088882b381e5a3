/** Amounts and days in words: 大写 for Chinese documents, English for statements. */
import { currencyDigits, type Minor } from '../kernel/money.ts'
import type { Day } from '../kernel/values.ts'

const numerals = '零壹贰叁肆伍陆柒捌玖'

/**
 * 人民币大写 of an amount in fen, of any size (支付结算办法 附一). Ends in 整 when there are no fen and no jiao. Of the
 * two spellings the rule allows for a zero it writes the plain one between 万 and 仟 (壹拾万柒仟) and 零 between a zero
 * yuan and the jiao (元零伍角). Bills and cheques say 元; invoices say 圆. Our own, since nzh fails from 10^13 yuan on
 * and leaves that 零 out.
 */
export function capitalYuan(minor: Minor, yuan: '元' | '圆' = '元'): string {
  const size = minor < 0n ? -minor : minor
  const whole = size / 100n
  const jiao = Number((size / 10n) % 10n)
  const fen = Number(size % 10n)
  let text = minor < 0n ? '人民币负' : '人民币'
  if (whole > 0n || size === 0n) text += (whole === 0n ? '零' : capitalWhole(whole)) + yuan
  if (jiao === 0 && fen === 0) return `${text}整`
  const gap = whole > 0n && (jiao === 0 || whole % 10n === 0n)
  if (gap) text += '零'
  if (jiao > 0) text += `${numerals[jiao]}角`
  return fen > 0 ? `${text}${numerals[fen]}分` : text
}

/**
 * A day in capitals as bills and cheques want it, so that nothing can be written before it (支付结算办法 附一):
 * 2026-10-20 is 贰零贰陆年零壹拾月零贰拾日.
 */
export function capitalDay(day: Day): string {
  const [year = '', month = '', date = ''] = day.split('-')
  const guard = (text: string, when: RegExp) => (when.test(text) ? '零' : '') + capitalWhole(BigInt(text))
  const years = [...year].map(digit => numerals[Number(digit)]).join('')
  return `${years}年${guard(month, /^(?:0[12]|10)$/)}月${guard(date, /^(?:0\d|[123]0)$/)}日`
}

/** A whole number above 0 in capitals. */
function capitalWhole(value: bigint): string {
  for (const [unit, size] of [
    ['亿', 100_000_000n],
    ['万', 10_000n],
  ] as const) {
    if (value < size) continue
    const rest = value % size
    const gap = rest > 0n && rest < size / 10n ? '零' : ''
    return capitalWhole(value / size) + unit + (rest > 0n ? gap + capitalWhole(rest) : '')
  }
  let text = ''
  for (const [place, char] of [...value.toString().padStart(4, '0')].entries()) {
    if (char !== '0') text += (numerals[Number(char)] ?? '') + (['仟', '佰', '拾', ''][place] ?? '')
    else if (text !== '' && !text.endsWith('零')) text += '零'
  }
  return text.replace(/零$/, '')
}

const small = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen'
).split(' ')
const tens = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const scales = ['', ' thousand', ' million', ' billion', ' trillion', ' quadrillion', ' quintillion']

/**
 * An amount in English words as statements and cheques have it, the fraction as a fraction: 123450 in USD is
 * 'One thousand two hundred thirty-four and 50/100'. No fraction where the currency has none. The currency itself is
 * left to whoever prints it.
 */
export function englishWords(minor: Minor, currency: string): string {
  const digits = currencyDigits(currency)
  const unit = 10n ** BigInt(digits)
  const size = minor < 0n ? -minor : minor
  const words = (minor < 0n ? 'minus ' : '') + englishWhole(size / unit)
  const fraction = digits === 0 ? '' : ` and ${(size % unit).toString().padStart(digits, '0')}/${unit}`
  return words.charAt(0).toUpperCase() + words.slice(1) + fraction
}

function englishWhole(value: bigint): string {
  const groups: string[] = []
  for (let rest = value, scale = 0; rest > 0n; rest /= 1000n, scale++) {
    const group = Number(rest % 1000n)
    if (group > 0) groups.unshift(englishGroup(group) + (scales[scale] ?? ''))
  }
  return groups.join(' ') || 'zero'
}

function englishGroup(value: number): string {
  const [hundreds, rest] = [Math.floor(value / 100), value % 100]
  const words = hundreds > 0 ? [`${small[hundreds]} hundred`] : []
  if (rest >= 20) words.push((tens[Math.floor(rest / 10)] ?? '') + (rest % 10 > 0 ? `-${small[rest % 10]}` : ''))
  else if (rest > 0) words.push(small[rest] ?? '')
  return words.join(' ')
}
