import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkChineseTaxId, checkTaxId, checkVatNumber, normaliseTaxId } from './tax-id.ts'

const realCodes = new URL('../../../shared/data/uscc/valid.txt', import.meta.url)
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

test('[CUS-X1] a 统一社会信用代码 has the characters and the check digit of GB 32100', () => {
  const table: [string, string][] = [
    ['91350100M000100Y43', 'ok'],
    ['91512081MA62K0260E', 'ok'],
    ['11320000MB151840XJ', 'ok'],
    ['91350100m000100y43', 'ok'],
    [' ９１３５０１００Ｍ０００１００Ｙ４３ ', 'ok'],
    ['9135 0100 M000 100Y 43', 'ok'],
    ['91350100M000100Y44', 'wrong_check_digit'],
    ['91350100M000100Y34', 'wrong_check_digit'],
    ['91350100M000100Y4', 'wrong_length'],
    ['91350100M000100Y433', 'wrong_length'],
    ['91350100I000100Y43', 'wrong_character'],
    ['91350100M000100Y4Z', 'wrong_character'],
    ['深圳腾跃贸易有限公司九一三五〇一〇〇', 'wrong_character'],
    ['', 'wrong_length'],
    ['440300123456789', 'ok'],
    ['44030071528846X', 'ok'],
    ['44030A123456789', 'wrong_character'],
  ]
  for (const [code, finding] of table) assert.equal(checkChineseTaxId(code), finding, code)
})

test('[CUS-X1] one wrong character, or two swapped neighbours, is noticed', () => {
  const body = fc.array(fc.constantFrom(...alphabet), { minLength: 17, maxLength: 17 }).map(chars => chars.join(''))
  fc.assert(
    fc.property(body, fc.nat(16), fc.constantFrom(...alphabet), (first17, place, other) => {
      const whole = [...alphabet].map(check => first17 + check).find(code => checkChineseTaxId(code) === 'ok')
      assert.ok(whole)
      const changed = whole.slice(0, place) + other + whole.slice(place + 1)
      assert.equal(checkChineseTaxId(changed), changed === whole ? 'ok' : 'wrong_check_digit')
      const [a = '', b = ''] = whole.slice(place, place + 2)
      const swapped = whole.slice(0, place) + b + a + whole.slice(place + 2)
      if (place < 16) assert.equal(checkChineseTaxId(swapped), swapped === whole ? 'ok' : 'wrong_check_digit')
    }),
  )
})

test('[CUS-X1] real codes pass', { skip: existsSync(realCodes) ? false : 'no ../shared/data/uscc here' }, () => {
  const codes = readFileSync(realCodes, 'utf8').split('\n').filter(Boolean)
  assert.ok(codes.length >= 100)
  for (const code of codes) assert.equal(checkChineseTaxId(code), 'ok', code)
})

test('[CUS-X2] an EU VAT number has the form of its country', () => {
  const table: [string, string][] = [
    ['DE123456789', 'ok'],
    ['de 123 456 789', 'ok'],
    ['DE12345678', 'wrong_length'],
    ['DE12345678A', 'wrong_character'],
    ['ATU12345678', 'ok'],
    ['AT123456789', 'wrong_character'],
    ['FRXX123456789', 'ok'],
    ['FR 40 303265045', 'ok'],
    ['NL123456789B01', 'ok'],
    ['NL123456789C01', 'wrong_character'],
    ['BE0123456789', 'ok'],
    ['EL123456789', 'ok'],
    ['GR123456789', 'ok'],
    ['ESX1234567L', 'ok'],
    ['IE1234567FA', 'ok'],
    ['IE1234567T', 'ok'],
    ['SE123456789001', 'ok'],
    ['SE123456789002', 'wrong_character'],
    ['LT123456789', 'ok'],
    ['LT1234567890', 'wrong_length'],
    ['XIGD123', 'ok'],
    ['US123456789', 'wrong_character'],
    ['', 'wrong_character'],
  ]
  for (const [code, finding] of table) assert.equal(checkVatNumber(code), finding, code)
})

test('[CUS-X3] an identifier is checked by the rules of its country, where we know them', () => {
  assert.equal(checkTaxId('91350100M000100Y44', 'CN'), 'wrong_check_digit')
  assert.equal(checkTaxId('123456789', 'DE'), 'ok')
  assert.equal(checkTaxId('DE123456789', 'DE'), 'ok')
  assert.equal(checkTaxId('GR123456789', 'GR'), 'ok')
  assert.equal(checkTaxId('12345678', 'GR'), 'wrong_length')
  assert.equal(checkTaxId('anything', 'US'), 'ok')
  assert.equal(normaliseTaxId(' de－１２.3/4 '), 'DE1234')
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom('CN', 'DE', 'GR', 'US'),
      (text, country) => void checkTaxId(text, country),
    ),
  )
})
