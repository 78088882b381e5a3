import { type Fact, grouped, inWords, kindName, longDay, markOf, money } from './form.ts'
import type { PaperLocale, RefundPaper } from './paper.ts'
import { words } from './words.ts'

/** 退款申请单: what is signed before money goes back. */
export function refundForm(paper: RefundPaper, locale: PaperLocale) {
  const word = words[locale]
  const { currency, bank } = paper
  const amount = (minor: bigint) => grouped(minor, currency)
  const customer = (locale === 'en' && paper.customer.name_en) || paper.customer.name
  return {
    subtitle: '',
    number: paper.number,
    mark: markOf(paper.mark, locale),
    title: word.titles.refund_request,
    boxes: [
      [word.from, `${paper.customer.number} ${customer}`],
      [word.requested_on, longDay(paper.requested_on, locale)],
      [word.payee, bank.holder],
      [word.requested_by, paper.requested_by ?? ''],
      [word.bank, bank.bank],
      [word.approved_by, paper.approved_by ?? ''],
      [word.account, `•••• ${bank.tail}`],
      [word.paid_on, paper.paid_on ? longDay(paper.paid_on, locale) : ''],
    ],
    worded: [word.capital, inWords(paper.amount_minor, currency, locale)],
    amount: money(paper.amount_minor, currency, locale),
    wide: [
      [word.refund_reason, paper.reason],
      [word.our_account, paper.own_account],
      [word.reference, paper.reference],
      [word.note, paper.note],
    ] satisfies Fact[],
    paid: {
      heads: word.refund_heads,
      rows: paper.taken.map(one => [
        kindName(one.kind, locale),
        one.number,
        amount(one.open_minor),
        amount(one.amount_minor),
      ]),
      foot: [word.sum, '', '', amount(paper.amount_minor)],
    },
  }
}
