import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineAmounts, lineProblem } from './line-amounts.ts'

const amounts: [
  name: string,
  amount: bigint,
  percent: string,
  withTax: boolean,
  net: bigint,
  tax: bigint,
  gross: bigint,
][] = [
  ['without tax, 13 %', 100_000_00n, '13', false, 100_000_00n, 13_000_00n, 113_000_00n],
  ['with tax, 13 %', 113_000_00n, '13', true, 100_000_00n, 13_000_00n, 113_000_00n],
  ['with tax, an advance of 50,000', 50_000_00n, '13', true, 44_247_79n, 5_752_21n, 50_000_00n],
  ['without tax, the half cent goes up', 50n, '13', false, 50n, 7n, 57n],
  ['without tax, 6 % of 0.08 is 0.0048', 8n, '6', false, 8n, 0n, 8n],
  ['with tax, 9 % inside 1.00', 100n, '9', true, 92n, 8n, 100n],
  ['1 % of a small-scale taxpayer', 1_000_00n, '1', true, 990_10n, 9_90n, 1_000_00n],
  ['a discount without tax', -50n, '13', false, -50n, -7n, -57n],
  ['a discount with tax', -113n, '13', true, -100n, -13n, -113n],
  ['0 %, exempt and outside the tax add nothing', 100n, '0', false, 100n, 0n, 100n],
  ['nor are they inside', 100n, '0', true, 100n, 0n, 100n],
  ['a rate with decimals', 10_000n, '7.7', false, 10_000n, 770n, 10_770n],
]
for (const [name, amount, percent, withTax, net_minor, tax_minor, amount_minor] of amounts)
  test(`[INV-3] net, tax and gross of a line: ${name}`, () =>
    assert.deepEqual(lineAmounts(amount, percent, withTax), { net_minor, tax_minor, amount_minor }))

type Said = { amount_minor: bigint; quantity?: string; unit_price?: string; is_discount?: boolean }
const lines: [name: string, line: Said, digits: number, code: string | null][] = [
  ['the amount alone', { amount_minor: 100n }, 2, null],
  ['3 × 33.33', { amount_minor: 9999n, quantity: '3', unit_price: '33.33' }, 2, null],
  [
    '13 decimals each, rounded once',
    { amount_minor: 100n, quantity: '0.3333333333333', unit_price: '3.0000000000003' },
    2,
    null,
  ],
  ['a cent off is the rounding of the other system', { amount_minor: 101n, quantity: '1', unit_price: '1' }, 2, null],
  ['two cents off disagree', { amount_minor: 102n, quantity: '1', unit_price: '1' }, 2, 'line_amount_disagrees'],
  ['two cents below disagree', { amount_minor: 98n, quantity: '1', unit_price: '1' }, 2, 'line_amount_disagrees'],
  ['yen have no cents', { amount_minor: 334n, quantity: '1', unit_price: '333.5' }, 0, null],
  ['dinars have three', { amount_minor: 1235n, quantity: '1', unit_price: '1.2345' }, 3, null],
  ['half up and once: 0.335 × 3', { amount_minor: 101n, quantity: '3', unit_price: '0.335' }, 2, null],
  ['14 decimals are too many', { amount_minor: 1n, quantity: '1', unit_price: '0.00000000000001' }, 2, 'field_invalid'],
  ['negative outside a discount', { amount_minor: -1n }, 2, 'amount_sign_wrong'],
  ['positive on a discount', { amount_minor: 1n, is_discount: true }, 2, 'amount_sign_wrong'],
  ['a discount as −1 × 0.50', { amount_minor: -50n, quantity: '-1', unit_price: '0.50', is_discount: true }, 2, null],
  ['a line of nothing', { amount_minor: 0n }, 2, null],
]
for (const [name, line, digits, code] of lines)
  test(`[INV-3] the amount of a line is the source: ${name}`, () => {
    const problem = lineProblem({ price_includes_tax: false, is_discount: false, ...line }, digits)
    assert.equal(problem?.code ?? null, code)
  })
