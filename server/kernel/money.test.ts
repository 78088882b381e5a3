import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { digitsByCurrency } from './currencies.ts'
import {
  allocate,
  compareDecimals,
  convert,
  currencyDigits,
  formatMinor,
  isCurrency,
  isDecimal,
  maxMinor,
  mulDecimal,
  multiply,
  parseAmount,
  parseDecimal,
  percentInside,
  percentOf,
  proportion,
  roundHalfUp,
} from './money.ts'

const minors = fc.bigInt({ min: -(10n ** 17n) + 1n, max: 10n ** 17n - 1n })
const amounts = fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n })

test('[MNY-1] currencies have the digits of ISO 4217', () => {
  const table: [string, number][] = [
    ['CNY', 2],
    ['USD', 2],
    ['EUR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['VND', 0],
    ['KWD', 3],
    ['BHD', 3],
    ['TND', 3],
    ['CLF', 4],
  ]
  for (const [code, digits] of table) assert.equal(currencyDigits(code), digits)
  for (const bad of ['cny', 'RMB', 'XXX', 'XAU', 'HRK', '', 7, null]) assert.equal(isCurrency(bad), false)
  assert.throws(() => currencyDigits('RMB'), RangeError)
  assert.ok(digitsByCurrency.size > 165)
  for (const code of digitsByCurrency.keys()) assert.match(code, /^[A-Z]{3}$/)
})

test('[MNY-2] people write amounts in many ways', () => {
  const table: [text: string, currency: string, decimal: '.' | ',', expected: bigint | string][] = [
    ['1234.5', 'CNY', '.', 123450n],
    ['1,234.56', 'CNY', '.', 123456n],
    ['１，２３４．５６', 'CNY', '.', 123456n],
    ['1 234,56', 'EUR', ',', 123456n],
    ['1\u00a0234,56', 'EUR', ',', 123456n],
    ['1\u202f234\u202f567,8', 'EUR', ',', 123456780n],
    ['1.234,56', 'EUR', ',', 123456n],
    ['1.234.567', 'EUR', ',', 123456700n],
    ["1'234.50", 'CHF', '.', 123450n],
    ['12,34,567.89', 'INR', '.', 123456789n],
    ['١٢٣٤٫٥٦', 'SAR', '.', 123456n],
    ['١٬٢٣٤٫٥٦', 'SAR', ',', 123456n],
    ['۱٬۲۳۴٫۵', 'IRR', '.', 123450n],
    ['¥1,234.56', 'CNY', '.', 123456n],
    ['￥ 1,234.56', 'CNY', '.', 123456n],
    ['¥1,234', 'JPY', '.', 1234n],
    ['1234.56元', 'CNY', '.', 123456n],
    ['100元整', 'CNY', '.', 10000n],
    ['人民币 100', 'CNY', '.', 10000n],
    ['RMB100', 'CNY', '.', 10000n],
    ['cny 100.10', 'CNY', '.', 10010n],
    ['100.10 USD', 'USD', '.', 10010n],
    ['$1,234.56', 'USD', '.', 123456n],
    ['-$1,234.56', 'USD', '.', -123456n],
    ['$-1,234.56', 'CAD', '.', -123456n],
    ['($1,234.56)', 'USD', '.', -123456n],
    ['$ (5)', 'USD', '.', -500n],
    ['1 234,56 €', 'EUR', ',', 123456n],
    ['€5', 'EUR', '.', 500n],
    ['1,234.56-', 'EUR', '.', -123456n],
    ['100-元', 'CNY', '.', -10000n],
    ['−5.00', 'EUR', '.', -500n],
    ['－５', 'CNY', '.', -500n],
    ['（５．００）', 'CNY', '.', -500n],
    ['+5', 'EUR', '.', 500n],
    ['.5', 'EUR', '.', 50n],
    ['5.', 'EUR', '.', 500n],
    ['0', 'EUR', '.', 0n],
    ['007', 'EUR', '.', 700n],
    ['0.00', 'CNY', '.', 0n],
    ['\ufeff 12 ', 'CNY', '.', 1200n],
    ['1.234', 'KWD', '.', 1234n],
    ['100.0000', 'CNY', '.', 10000n],
    ['100.00', 'JPY', '.', 100n],
    ['1,234.000', 'CNY', '.', 123400n],
    ['999999999999999.99', 'CNY', '.', 99999999999999999n],
    ['1.234', 'CNY', '.', 'amount_too_precise'],
    ['1.000', 'CNY', '.', 'amount_too_precise'],
    ['1,234', 'CNY', ',', 'amount_too_precise'],
    ['0.5', 'JPY', '.', 'amount_too_precise'],
    ['0.0001', 'KWD', '.', 'amount_too_precise'],
    ['1000000000000000', 'CNY', '.', 'amount_too_large'],
    ['999999999999999', 'CLF', '.', 'amount_too_large'],
    ['-0', 'CNY', '.', 'amount_negative_zero'],
    ['-0.00', 'CNY', '.', 'amount_negative_zero'],
    ['(0.00)', 'CNY', '.', 'amount_negative_zero'],
    ['€5', 'CNY', '.', 'amount_other_currency'],
    ['5 USD', 'CNY', '.', 'amount_other_currency'],
    ['$5', 'EUR', '.', 'amount_other_currency'],
    ['US$5', 'CAD', '.', 'amount_other_currency'],
    ...[
      '',
      ' ',
      '.',
      '-',
      '¥',
      'CNY',
      'abc',
      '1,5',
      '1,2345.6',
      '12,34.5',
      '1.234,56',
      '1..2',
      '1.2.3',
      '--1',
      '-1-',
      '(-1)',
    ].map((text): [string, string, '.', string] => [text, 'CNY', '.', 'amount_invalid']),
    ...[
      '1e5',
      '1E+05',
      '0x10',
      'NaN',
      'Infinity',
      '5²',
      '½',
      '5万',
      '5%',
      '(5',
      '5)',
      '1 2',
      '1 23,456',
      "1,234'567",
      '二',
      '1\n2',
    ].map((text): [string, string, '.', string] => [text, 'CNY', '.', 'amount_invalid']),
    ['1,23,456', 'EUR', ',', 'amount_invalid'],
    ['1 '.repeat(5000), 'CNY', '.', 'amount_invalid'],
    [`${'x'.repeat(5000)}1`, 'CNY', '.', 'amount_invalid'],
  ]
  for (const [text, currency, decimal, expected] of table)
    assert.equal(parseAmount(text, currency, { decimal }), expected, `${text.slice(0, 40)} ${currency} ${decimal}`)
})

test('[MNY-2] what is written is read back, in every currency and style', () => {
  fc.assert(
    fc.property(
      amounts,
      fc.constantFrom('CNY', 'JPY', 'KWD'),
      fc.constantFrom('.', ',' as const),
      (minor, code, decimal) => {
        const plain = formatMinor(minor, code)
        assert.equal(parseAmount(decimal === ',' ? plain.replace('.', ',') : plain, code, { decimal }), minor)
        const [whole = '', fraction] = plain.split('.')
        const grouped = whole.replace(/\B(?=(\d{3})+$)/g, decimal === '.' ? ',' : '.')
        assert.equal(
          parseAmount(fraction === undefined ? grouped : grouped + decimal + fraction, code, { decimal }),
          minor,
        )
      },
    ),
  )
  fc.assert(fc.property(fc.string(), text => void parseAmount(text, 'CNY')))
})

test('[MNY-2] amounts are written with the digits of their currency', () => {
  const table: [bigint, string, string][] = [
    [123450n, 'CNY', '1234.50'],
    [-5n, 'CNY', '-0.05'],
    [0n, 'CNY', '0.00'],
    [7n, 'JPY', '7'],
    [-1n, 'KWD', '-0.001'],
    [0n, 'JPY', '0'],
    [maxMinor, 'CNY', '92233720368547758.07'],
  ]
  for (const [minor, currency, text] of table) assert.equal(formatMinor(minor, currency), text)
})

test('[MNY-3] a decimal is exact text', () => {
  const table: [string, number, string | null][] = [
    ['7.1234', 10, '7.1234'],
    ['007.50', 10, '7.5'],
    ['1,234.5', 2, '1234.5'],
    ['３．５', 2, '3.5'],
    ['-0', 2, '0'],
    ['-0.0', 2, '0'],
    ['.25', 2, '0.25'],
    ['1.0000000001', 10, '1.0000000001'],
    ['1.00000000001', 10, null],
    ['1.50000', 2, '1.5'],
    ['¥5', 2, null],
    ['1e5', 2, null],
    ['', 2, null],
  ]
  for (const [text, decimals, expected] of table) assert.equal(parseDecimal(text, decimals), expected, text)
  assert.equal(parseDecimal('1.234,5', 2, { decimal: ',' }), '1234.5')
  assert.equal(isDecimal('7.1200', 4), true)
  for (const bad of ['7.12000', '07', '+7', '7.', '1e5', '', 7]) assert.equal(isDecimal(bad, 4), false)
  assert.equal(compareDecimals('1.5', '1.50'), 0)
  assert.ok(compareDecimals('-1.5', '-1.49') < 0)
  assert.ok(compareDecimals('10', '9.99') > 0)
})

test('[MNY-4] rounding is half up, away from zero', () => {
  const table: [bigint, bigint, bigint][] = [
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [5n, -2n, -3n],
    [-5n, -2n, 3n],
    [4n, 3n, 1n],
    [1n, 2n, 1n],
    [-1n, 2n, -1n],
    [1n, 3n, 0n],
    [0n, -7n, 0n],
  ]
  for (const [n, d, expected] of table) assert.equal(roundHalfUp(n, d), expected, `${n}/${d}`)
  assert.throws(() => roundHalfUp(1n, 0n), RangeError)
  fc.assert(
    fc.property(minors, fc.bigInt({ min: 1n, max: 10n ** 9n }), (n, d) => {
      const twice = 2n * (roundHalfUp(n, d) * d - n)
      assert.ok(n >= 0n ? twice > -d && twice <= d : twice >= -d && twice < d)
      assert.equal(roundHalfUp(-n, d), -roundHalfUp(n, d))
    }),
  )
})

test('[MNY-4] products round once, at the end', () => {
  assert.equal(multiply('3', '0.335', 2), 101n)
  assert.equal(multiply('1234.5678901234567', '0.0000000000001', 2), 0n)
  assert.equal(multiply('0.1', '0.2', 2), 2n)
  assert.equal(multiply('-3', '1.115', 2), -335n)
  assert.equal(multiply('99999999999', '9999.9999999999999', 2), 99999999998999999n)
  assert.equal(mulDecimal(10005n, '0.5'), 5003n)
  assert.equal(mulDecimal(-10005n, '0.5'), -5003n)
  assert.equal(percentOf(10_000_000n, '13'), 1_300_000n)
  assert.equal(percentOf(333n, '2.5'), 8n)
  assert.equal(percentInside(5_000_000n, '13'), 575_221n)
  assert.throws(() => mulDecimal(1n, '1e3'), RangeError)
})

test('[MNY-4] a conversion minds the digits of both currencies', () => {
  const table: [bigint, string, string, string, bigint][] = [
    [10000n, '7.1234', 'USD', 'CNY', 71234n],
    [10000n, '0.0480000000', 'JPY', 'CNY', 48000n],
    [48005n, '20.8333333333', 'CNY', 'JPY', 10001n],
    [1000n, '23.45', 'KWD', 'CNY', 2345n],
    [1n, '0.5', 'USD', 'CNY', 1n],
    [-1n, '0.5', 'USD', 'CNY', -1n],
    [1n, '0.4999999999', 'USD', 'CNY', 0n],
  ]
  for (const [minor, rate, from, to, expected] of table)
    assert.equal(
      convert(minor, rate, currencyDigits(from), currencyDigits(to)),
      expected,
      `${minor} ${from} at ${rate}`,
    )
})

test('[MNY-5] parts of an allocation sum to the total, and each is within one unit of its share', () => {
  const table: [bigint, bigint[], bigint[]][] = [
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [-100n, [1n, 1n, 1n], [-34n, -33n, -33n]],
    [2n, [1n, 1n, 1n], [1n, 1n, 0n]],
    [100n, [3n, 5n, 2n], [30n, 50n, 20n]],
    [101n, [0n, 1n, 0n], [0n, 101n, 0n]],
    [0n, [1n, 2n], [0n, 0n]],
    [10n, [1n, 2n, 4n], [1n, 3n, 6n]],
  ]
  for (const [total, weights, parts] of table) assert.deepEqual(allocate(total, weights), parts)
  for (const weights of [[], [0n], [1n, -1n], [2n, -1n]]) assert.throws(() => allocate(1n, weights), RangeError)
  const weightLists = fc
    .array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1, maxLength: 40 })
    .filter(weights => weights.some(weight => weight > 0n))
  fc.assert(
    fc.property(minors, weightLists, (total, weights) => {
      const parts = allocate(total, weights)
      const sum = weights.reduce((a, b) => a + b, 0n)
      assert.equal(
        parts.reduce((a, b) => a + b, 0n),
        total,
      )
      for (const [index, weight] of weights.entries()) {
        const off = (parts[index] ?? 0n) * sum - total * weight
        assert.ok(off < sum && off > -sum)
        if (weight === 0n) assert.equal(parts[index], 0n)
      }
    }),
  )
})

test('[MNY-5] base taken in proportion, the last taking the rest, ends at 0 exactly when open does', () => {
  assert.equal(proportion(71234n, 3333n, 10000n), 23742n)
  assert.equal(proportion(-71234n, -3333n, -10000n), -23742n)
  assert.throws(() => proportion(1n, 0n, 0n), RangeError)
  const parts = fc.array(fc.bigInt({ min: 1n, max: 10n ** 12n }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(parts, fc.bigInt({ min: 1n, max: 10n ** 13n }), (applied, total) => {
      let open = applied.reduce((a, b) => a + b, 0n)
      let base = total
      for (const part of applied) {
        const taken = part === open ? base : proportion(base, part, open)
        assert.ok(taken >= 0n && taken <= base)
        open -= part
        base -= taken
      }
      assert.deepEqual([open, base], [0n, 0n])
    }),
  )
})
