import { methodNames } from '../reports/export-words.ts'
import { type Fact, grouped, inWords, kindName, longDay, markOf, money, partyOf, qrOf } from './form.ts'
import type { PaperLocale, ReceiptPaper } from './paper.ts'
import { words } from './words.ts'

const methodOf = (paper: ReceiptPaper, locale: PaperLocale) => methodNames[locale][paper.method] ?? paper.method
const payerOf = (paper: ReceiptPaper, locale: PaperLocale) =>
  paper.payer_name ?? ((locale === 'en' && paper.customer.name_en) || paper.customer.name)
const head = (paper: ReceiptPaper, locale: PaperLocale) => ({
  subtitle: '',
  number: paper.number,
  mark: markOf(paper.mark, locale),
})
const sumOf = (paper: ReceiptPaper) => paper.paid.reduce((sum, one) => sum + one.applied_minor, 0n)

/** 收款单: what is filed with the entry. */
export function voucherForm(paper: ReceiptPaper, locale: PaperLocale) {
  const word = words[locale]
  const { currency } = paper
  const amount = (minor: bigint) => grouped(minor, currency)
  return {
    ...head(paper, locale),
    title: word.titles.receipt_voucher,
    boxes: [
      [word.payer, payerOf(paper, locale)],
      [word.received_on, longDay(paper.received_on, locale)],
      [word.from, `${paper.customer.number} ${(locale === 'en' && paper.customer.name_en) || paper.customer.name}`],
      [word.posted_on, longDay(paper.posted_on, locale)],
      [word.method, methodOf(paper, locale)],
      [word.kind_of_money, paper.is_advance ? word.advance : word.money],
    ],
    worded: [word.capital, inWords(paper.amount_minor, currency, locale)],
    amount: money(paper.amount_minor, currency, locale),
    wide: [
      [word.bank_charge, paper.bank_charge_minor === 0n ? null : money(paper.bank_charge_minor, currency, locale)],
      [word.reference, paper.reference],
      [word.note, paper.note],
      [word.replaced_by, paper.replaced_by],
    ] satisfies Fact[],
    paid: {
      heads: word.paid_heads,
      rows: paper.paid.map(one => [
        one.applied_on,
        kindName(one.kind, locale),
        one.number,
        one.customer_name,
        amount(one.applied_minor),
      ]),
      foot: [word.sum, '', '', '', amount(sumOf(paper))],
    },
  }
}

/** 收款收据: what the payer takes home. */
export function receiptForm(paper: ReceiptPaper, locale: PaperLocale) {
  const word = words[locale]
  const numbers = [...new Set(paper.paid.map(one => one.number))]
  const few = numbers.slice(0, 6).join(locale === 'zh' ? '、' : ', ') + (numbers.length > 6 ? ' …' : '')
  const purpose = paper.is_advance ? word.purpose_advance : few === '' ? word.purpose : word.purpose_paid(few)
  return {
    ...head(paper, locale),
    title: word.titles.official_receipt,
    written: [
      [word.received_from, payerOf(paper, locale)],
      [word.for_what, purpose],
      [word.received_on, `${longDay(paper.received_on, locale)}　${methodOf(paper, locale)}`],
      [word.note, [paper.reference, paper.note].filter(Boolean).join('　') || null],
      [word.replaced_by, paper.replaced_by],
    ] satisfies Fact[],
    worded: [word.capital, inWords(paper.amount_minor, paper.currency, locale)],
    amount: money(paper.amount_minor, paper.currency, locale),
    plea: word.plea_receipt,
    qr: qrOf(paper.qr),
  }
}

/** 收款核销单: which claims the money paid, and what is left of it. */
export function applicationForm(paper: ReceiptPaper, locale: PaperLocale) {
  const word = words[locale]
  const { currency } = paper
  const amount = (minor: bigint) => grouped(minor, currency)
  const applied = sumOf(paper)
  const charge = paper.bank_charge_minor
  const facts: Fact[] = [
    [word.received_on, longDay(paper.received_on, locale)],
    [word.method, methodOf(paper, locale)],
    [word.payer, paper.payer_name],
    [word.reference, paper.reference],
    [word.currency, currency],
    [word.replaced_by, paper.replaced_by],
  ]
  return {
    ...head(paper, locale),
    title: word.titles.application_sheet,
    to: partyOf(paper.customer, locale, word.from),
    facts,
    heads: word.sheet_heads,
    rows: paper.paid.map(one => [
      one.applied_on,
      kindName(one.kind, locale),
      one.number,
      one.customer_name,
      amount(one.document_minor),
      amount(one.applied_minor),
    ]),
    foot: paper.paid.length > 0 ? [word.sum, '', '', '', '', amount(applied)] : [],
    worded: [word.capital, inWords(applied, currency, locale)],
    sums: [
      [word.money, money(paper.amount_minor, currency, locale)],
      [word.bank_charge, charge === 0n ? null : money(charge, currency, locale)],
      [word.credited, charge === 0n ? null : money(paper.amount_minor + charge, currency, locale)],
      [word.paid_so_far, money(applied, currency, locale)],
      [word.unapplied, money(paper.unapplied_minor, currency, locale)],
    ] satisfies Fact[],
  }
}
