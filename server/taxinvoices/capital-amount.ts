import type { Minor } from '../kernel/money.ts'

const digits = '零壹贰叁肆伍陆柒捌玖'
const same: Record<string, string> = {
  〇: '零',
  一: '壹',
  二: '贰',
  三: '叁',
  四: '肆',
  五: '伍',
  六: '陆',
  七: '柒',
  八: '捌',
  九: '玖',
  貳: '贰',
  參: '叁',
  陸: '陆',
  兩: '贰',
  两: '贰',
  十: '拾',
  百: '佰',
  千: '仟',
  萬: '万',
  億: '亿',
  圓: '圆',
  元: '圆',
  块: '圆',
}
const places: Record<string, bigint> = { 拾: 10n, 佰: 100n, 仟: 1000n }

/**
 * An amount in Chinese capitals 大写 in fen: 壹拾壹万叁仟圆整, （负数）壹圆伍角; null where it cannot be read. Source: 支付结算办法 附一.
 */
export function amountInCapitals(text: string): Minor | null {
  const plain = [...text.normalize('NFKC').replace(/[\s⊗整正]|人民币|CNY/g, '')]
    .map(sign => same[sign] ?? sign)
    .join('')
  const found = /^(?:\(?(负)数?\)?)?(?:([^圆角分]*)圆)?(?:零*([^圆角分])角)?(?:零*([^圆角分])分)?$/.exec(plain)
  if (!found || plain.replace(/[()负数]/g, '') === '') return null
  const [, negative, yuan = '', jiao = '零', fen = '零'] = found
  const whole = wholeOf(yuan)
  const [tenths, hundredths] = [digits.indexOf(jiao), digits.indexOf(fen)]
  if (whole === null || tenths < 0 || hundredths < 0) return null
  const amount = whole * 100n + BigInt(tenths * 10 + hundredths)
  return negative ? -amount : amount
}

function wholeOf(text: string): bigint | null {
  let total = 0n
  let section = 0n
  let digit = 0n
  for (const sign of text) {
    const at = digits.indexOf(sign)
    if (at >= 0) digit = BigInt(at)
    else if (places[sign] !== undefined) {
      section += (digit === 0n ? 1n : digit) * places[sign]
      digit = 0n
    } else if (sign === '万' || sign === '亿') {
      const step = sign === '万' ? 10_000n : 100_000_000n
      total = sign === '亿' ? (total + section + digit) * step : total + (section + digit) * step
      section = 0n
      digit = 0n
    } else return null
  }
  return total + section + digit
}
