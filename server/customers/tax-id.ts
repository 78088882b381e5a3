/** Checks of tax identifiers. They warn and never refuse: real codes that fail the check digit exist. */

/** What a check found. Everything but `ok` is a warning for a person to look at. */
export type TaxIdFinding = 'ok' | 'wrong_length' | 'wrong_character' | 'wrong_check_digit'

const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** VAT number formats behind the country prefix (EU VIES; XI is Northern Ireland; Greece writes EL): form and lengths. */
const vatFormats: Readonly<Record<string, readonly [form: RegExp, ...lengths: number[]]>> = {
  AT: [/^U\d{8}$/, 9],
  BE: [/^[01]\d{9}$/, 10],
  BG: [/^\d{9,10}$/, 9, 10],
  CY: [/^\d{8}[A-Z]$/, 9],
  CZ: [/^\d{8,10}$/, 8, 9, 10],
  DE: [/^\d{9}$/, 9],
  DK: [/^\d{8}$/, 8],
  EE: [/^\d{9}$/, 9],
  EL: [/^\d{9}$/, 9],
  ES: [/^(?:[A-Z]\d{7}[A-Z\d]|\d{8}[A-Z])$/, 9],
  FI: [/^\d{8}$/, 8],
  FR: [/^[A-HJ-NP-Z\d]{2}\d{9}$/, 11],
  HR: [/^\d{11}$/, 11],
  HU: [/^\d{8}$/, 8],
  IE: [/^(?:\d[A-Z\d+*]\d{5}[A-Z]|\d{7}[A-W][A-I])$/, 8, 9],
  IT: [/^\d{11}$/, 11],
  LT: [/^(?:\d{9}|\d{12})$/, 9, 12],
  LU: [/^\d{8}$/, 8],
  LV: [/^\d{11}$/, 11],
  MT: [/^\d{8}$/, 8],
  NL: [/^[A-Z\d+*]{9}B\d{2}$/, 12],
  PL: [/^\d{10}$/, 10],
  PT: [/^\d{9}$/, 9],
  RO: [/^\d{2,10}$/, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  SE: [/^\d{10}01$/, 12],
  SI: [/^\d{8}$/, 8],
  SK: [/^\d{10}$/, 10],
  XI: [/^(?:\d{9}|\d{12}|(?:GD|HA)\d{3})$/, 5, 9, 12],
}

/** One spelling for a tax identifier: half-width, upper case, without blanks, dots, hyphens and slashes. */
export function normaliseTaxId(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s.\-\u2010-\u2015\/\u200b-\u200f\ufeff]/g, '')
}

/**
 * Checks a Chinese taxpayer number: 统一社会信用代码 of 18 characters with the check digit of GB 32100-2015, or an old
 * 纳税人识别号 of 15 digits or capitals (six of the division, nine of the organisation), which has no check of its own.
 */
export function checkChineseTaxId(text: string): TaxIdFinding {
  const code = normaliseTaxId(text)
  if (code.length === 15) return /^\d{6}[\dA-Z]{9}$/.test(code) ? 'ok' : 'wrong_character'
  if (code.length !== 18) return 'wrong_length'
  let sum = 0
  let weight = 1
  for (const char of code.slice(0, 17)) {
    const value = usccAlphabet.indexOf(char)
    if (value < 0) return 'wrong_character'
    sum += value * weight
    weight = (weight * 3) % 31
  }
  if (!usccAlphabet.includes(code.slice(17))) return 'wrong_character'
  return usccAlphabet[(31 - (sum % 31)) % 31] === code[17] ? 'ok' : 'wrong_check_digit'
}

/**
 * Checks the form of an EU VAT number with its country prefix, by country; an unknown prefix is `wrong_character`.
 * No check digits: whether a number exists is for VIES to say.
 */
export function checkVatNumber(text: string): Exclude<TaxIdFinding, 'wrong_check_digit'> {
  const code = normaliseTaxId(text).replace(/^GR/, 'EL')
  const known = vatFormats[code.slice(0, 2)]
  if (!known) return 'wrong_character'
  const [form, ...lengths] = known
  const body = code.slice(2)
  if (!lengths.includes(body.length)) return 'wrong_length'
  return form.test(body) ? 'ok' : 'wrong_character'
}

/** Checks a tax identifier by the country (ISO 3166, two letters) of who bears it; `ok` where we know no rule. */
export function checkTaxId(text: string, country: string): TaxIdFinding {
  const prefix = country === 'GR' ? 'EL' : country
  if (country === 'CN') return checkChineseTaxId(text)
  if (!vatFormats[prefix] || country === 'XI') return 'ok'
  const code = normaliseTaxId(text).replace(/^GR/, 'EL')
  return checkVatNumber(code.startsWith(prefix) ? code : prefix + code)
}
