import { decimal, type Fact, grouped, inWords, longDay, markOf, money, percent } from './form.ts'
import type { PaperLocale, TaxRequestPaper } from './paper.ts'
import { requestWords } from './request-words.ts'
import { words } from './words.ts'

/** 开票申请单: what is signed before a tax invoice is issued. [PAP-13] */
export function taxRequestForm(paper: TaxRequestPaper, locale: PaperLocale) {
  const word = requestWords[locale]
  const { currency, buyer } = paper
  const amount = (minor: bigint) => grouped(minor, currency)
  const customer = (locale === 'en' && paper.customer.name_en) || paper.customer.name
  return {
    title: word.title,
    subtitle: '',
    number: paper.number,
    mark: markOf(paper.mark, locale),
    boxes: [
      [word.buyer, buyer.name],
      [word.kind, word.kinds[paper.kind]],
      [word.tax_id, buyer.tax_id ?? ''],
      [word.customer, `${paper.customer.number} ${customer}`],
      [word.address, buyer.address ?? ''],
      [word.drafted_on, longDay(paper.drafted_on, locale)],
      [word.phone, buyer.phone ?? ''],
      [word.applicant, paper.applicant],
      [word.bank, [buyer.bank, buyer.tail && `•••• ${buyer.tail}`].filter(Boolean).join(' ')],
      [word.approved_by, paper.approved_by ?? ''],
    ],
    worded: [words[locale].capital, inWords(paper.amount_minor, currency, locale)],
    amount: money(paper.amount_minor, currency, locale),
    wide: [
      [word.header_reason, paper.header_reason],
      [word.remarks, paper.remarks],
      [words[locale].note, paper.note],
    ] satisfies Fact[],
    lines: {
      name: word.lines,
      heads: word.heads,
      rows: paper.lines.map((line, at) => [
        String(at + 1),
        [line.item_name, line.model].filter(Boolean).join(' '),
        line.classification ?? '',
        line.invoice_number,
        line.quantity ? `${decimal(line.quantity)}${line.unit ? ` ${line.unit}` : ''}` : '',
        amount(line.net_minor),
        `${line.tax_code} · ${percent(line.tax_rate)}`,
        amount(line.tax_minor),
        amount(line.amount_minor),
      ]),
      foot: [
        word.sum,
        '',
        '',
        '',
        '',
        amount(paper.net_minor),
        '',
        amount(paper.tax_minor),
        amount(paper.amount_minor),
      ],
    },
    signed: word.signatures,
  }
}
