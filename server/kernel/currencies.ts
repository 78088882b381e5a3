/**
 * The currencies of ISO 4217 (list one, active) with the digits of their minor unit.
 * Metals, test codes and units of account without a minor unit (XAU, XTS, XDR …) are left out: nobody owes them.
 * ANG and BGN, withdrawn in 2025 and 2026, stay because documents in them are still open.
 */
const codesByDigits = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF ' +
    'CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF ' +
    'IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN ' +
    'MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS ' +
    'SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}

/** Digits of the minor unit by currency code: CNY 2, JPY 0, KWD 3. */
export const digitsByCurrency: ReadonlyMap<string, number> = new Map(
  Object.entries(codesByDigits).flatMap(([digits, codes]) => codes.split(' ').map(code => [code, Number(digits)])),
)

/** What people write instead of a code, and the currencies each sign stands for. Longest first. */
export const currencySigns: readonly (readonly [sign: string, currencies: readonly string[]])[] = [
  ['人民币', ['CNY']],
  ['RMB', ['CNY']],
  ['CN¥', ['CNY']],
  ['JP¥', ['JPY']],
  ['US$', ['USD']],
  ['HK$', ['HKD']],
  ['NT$', ['TWD']],
  ['港元', ['HKD']],
  ['美元', ['USD']],
  ['欧元', ['EUR']],
  ['日元', ['JPY']],
  ['C$', ['CAD']],
  ['A$', ['AUD']],
  ['S$', ['SGD']],
  ['R$', ['BRL']],
  ['¥', ['CNY', 'JPY']],
  ['元', ['CNY', 'HKD', 'TWD', 'MOP']],
  ['圆', ['CNY', 'JPY']],
  ['円', ['JPY']],
  ['€', ['EUR']],
  ['£', ['GBP', 'EGP', 'FKP', 'GIP', 'SHP', 'SYP', 'LBP', 'SSP']],
  ['₩', ['KRW', 'KPW']],
  ['₹', ['INR']],
  ['₽', ['RUB']],
  ['₫', ['VND']],
  ['฿', ['THB']],
  ['₺', ['TRY']],
  ['₱', ['PHP']],
  ['₦', ['NGN']],
  ['₴', ['UAH']],
  [
    '$',
    (
      'USD CAD AUD NZD HKD SGD TWD MXN ARS CLP COP UYU BBD BMD BND BSD BZD DOP FJD GYD JMD KYD LRD NAD SBD SRD SVC ' +
      'TTD XCD CUP CVE USN'
    ).split(' '),
  ],
]
