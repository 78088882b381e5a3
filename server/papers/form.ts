import { encode } from 'uqr'
import { formatMinor, type Minor } from '../kernel/money.ts'
import { capitalYuan, englishWords } from '../reports/capital.ts'
import { kindNames } from '../reports/export-words.ts'
import type { Mark, PaperLocale, Party, Sender } from './paper.ts'
import { words } from './words.ts'

/** A name and what is said under it; a row without the second is not printed. */
export type Fact = [name: string, value: string | null]

/** What every template gets, whatever the kind. */
export type Head = {
  sender: { name: string; other: string | null; lines: string[] }
  title: string
  subtitle: string
  number: string
  mark: string | null
  printed: string
  /** The place of the seal's picture among what the compiler may read; null where there is none. */
  seal: string | null
}

const parted = (whole: string) => whole.replace(/\d(?=(\d{3})+$)/g, '$&,').replace('-', '−')

/** Grouped digits as a paper has them: 1234567 in CNY is '12,345.67'. */
export const grouped = (minor: Minor, currency: string): string => decimal(formatMinor(minor, currency))

/** A decimal with its whole part grouped, and at least so many digits behind the point: '12500.5' with 2 is '12,500.50'. */
export function decimal(text: string, least = 0): string {
  const [whole = '', fraction = ''] = text.split('.')
  const digits = fraction.padEnd(least, '0')
  return digits === '' ? parted(whole) : `${parted(whole)}.${digits}`
}

/** An amount that stands by itself says its currency: '¥ 12,345.67' on a Chinese paper, 'CNY 12,345.67' elsewhere. */
export const money = (minor: Minor, currency: string, locale: PaperLocale): string =>
  `${locale === 'zh' && currency === 'CNY' ? '¥' : currency} ${grouped(minor, currency)}`

/** An amount in words: 人民币大写 on a Chinese paper in CNY, else in English behind the currency. [RPT-1] */
export const inWords = (minor: Minor, currency: string, locale: PaperLocale): string =>
  locale === 'zh' && currency === 'CNY' ? capitalYuan(minor, '元') : `${currency} ${englishWords(minor, currency)}`

/** A rate, which is kept in per cent: '13' is '13%'. */
export const percent = (rate: string): string => `${rate}%`

const months = 'January February March April May June July August September October November December'.split(' ')

/** A day as it is written out: 2026年3月1日, 1 March 2026. Tables keep the short form. */
export const longDay = (day: string, locale: PaperLocale): string => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return locale === 'zh' ? `${year}年${month}月${date}日` : `${date} ${months[month - 1]} ${year}`
}

export const kindName = (kind: string, locale: PaperLocale): string => kindNames[locale][kind] ?? kind

/** The sender in the language of the paper, with his name in the other beneath. */
export function senderOf(sender: Sender, locale: PaperLocale): Head['sender'] {
  const word = words[locale]
  const [name, other] =
    locale === 'en' && sender.name_en ? [sender.name_en, sender.name] : [sender.name, sender.name_en]
  const lines: (string | null)[] = [
    (locale === 'en' && sender.address_en) || (sender.address ?? null),
    sender.phone ? `${word.phone} ${sender.phone}` : null,
    sender.email ?? null,
    sender.tax_id ? `${word.tax_id} ${sender.tax_id}` : null,
  ]
  return { name, other: other === name ? null : other, lines: lines.filter(line => line !== null) }
}

/** Whom a paper is for, in the language of the paper. */
export function partyOf(party: Party, locale: PaperLocale, label: string, more: Fact[] = []) {
  const word = words[locale]
  const english = locale === 'en' && party.name_en
  const facts: Fact[] = [[word.customer_number, party.number], [word.tax_id, party.tax_id], ...more]
  return { label, name: english ? party.name_en : party.name, other: english ? party.name : party.name_en, facts }
}

export const markOf = (mark: Mark, locale: PaperLocale): string | null => (mark ? words[locale].marks[mark] : null)

/** The modules of a QR code, row after row, with the quiet zone a camera needs; a one is dark. */
export function qrOf(text: string | null): { side: number; points: string } | null {
  if (text === null) return null
  const { data, size } = encode(text, { ecc: 'M', border: 2 })
  return { side: size, points: data.flatMap(row => row.map(dark => (dark ? '1' : '0'))).join('') }
}
