import { currencyDigits } from '../kernel/money.ts'
import {
  decimal,
  type Fact,
  grouped,
  inWords,
  kindName,
  longDay,
  markOf,
  money,
  partyOf,
  percent,
  qrOf,
} from './form.ts'
import { costOf, methodLine, policyLine } from './form-policy.ts'
import type { InvoiceNotice, PaperLocale } from './paper.ts'
import { words } from './words.ts'

/** 账单（付款通知书） as its template takes it. Of a credit note, and of what is void, nobody is asked to pay. [PAP-3] */
export function invoiceForm(paper: InvoiceNotice, locale: PaperLocale) {
  const word = words[locale]
  const { currency } = paper
  const credit = paper.kind === 'credit_note'
  // A credit note stands negative in the books; on paper its title says so, and its amounts do not.
  const said = (minor: bigint) => (credit ? -minor : minor)
  const amount = (minor: bigint) => grouped(said(minor), currency)
  const due = paper.due_on ? longDay(paper.due_on, locale) : word.undetermined
  const asked = !credit && paper.mark === null && paper.open_minor > 0n
  const facts: Fact[] = [
    [word.issued_on, longDay(paper.issued_on, locale)],
    [word.due_on, credit ? null : due],
    ...(asked ? paper.discounts.map(one => earlyOf(one, paper, locale)) : []),
    [word.terms, paper.terms && (locale === 'en' ? paper.terms.name_en : paper.terms.name)],
    [word.credits, paper.credits_number],
    [word.reference, paper.reference],
    [word.currency, currency],
    [word.replaced_by, paper.replaced_by],
  ]
  const applied = paper.amount_minor - paper.open_minor
  const settled = !credit && paper.mark === null && applied !== 0n
  const told = [methodLine(paper.method, locale), policyLine(paper.policy, locale)].filter(line => line !== '')
  return {
    title: word.titles[paper.kind],
    subtitle: credit ? word.subtitles.credit : word.subtitles.demand,
    number: paper.number,
    mark: markOf(paper.mark, locale),
    to: partyOf(paper.customer, locale, credit ? word.to_credit : word.to),
    facts,
    heads: word.lines,
    rows: linesOf(paper, locale, amount),
    totals: [
      [word.net, amount(paper.net_minor)],
      [word.tax, amount(paper.tax_minor)],
      ...(settled
        ? [
            [word.total, amount(paper.amount_minor)],
            [word.paid_so_far, amount(applied)],
          ]
        : []),
    ],
    total: settled
      ? [word.to_pay, money(paper.open_minor, currency, locale)]
      : [word.total, money(said(paper.amount_minor), currency, locale)],
    worded: [word.capital, inWords(settled ? paper.open_minor : said(paper.amount_minor), currency, locale)],
    instalments: {
      heads: word.instalment,
      rows:
        paper.instalments.length < 2
          ? []
          : paper.instalments.map(one => [
              one.due_on ?? word.undetermined,
              kindName(one.kind, locale),
              amount(one.amount_minor),
              amount(one.open_minor),
            ]),
    },
    note: paper.note,
    policy: asked ? told.join(locale === 'zh' ? '' : ' ') : '',
    // A small paper has no room for more than what late payment costs.
    policy_brief: asked ? costOf(paper.policy, locale) : '',
    plea: asked ? word.plea : credit ? word.plea_credit : '',
    slip: asked ? slipOf(paper, locale, due) : null,
    qr: qrOf(paper.qr),
    qr_note: word.qr_notes[paper.qr_for],
  }
}

function linesOf(paper: InvoiceNotice, locale: PaperLocale, amount: (minor: bigint) => string): string[][] {
  const whole = {
    description: paper.reference ?? kindName(paper.kind, locale),
    quantity: null,
    unit: null,
    unit_price: null,
    tax_rate: null,
    net_minor: paper.net_minor,
    tax_minor: paper.tax_minor,
    amount_minor: paper.amount_minor,
  }
  return (paper.lines.length > 0 ? paper.lines : [whole]).map((line, at) => [
    String(at + 1),
    // What was issued as one amount has a line without words.
    line.description === '—' ? kindName(paper.kind, locale) : line.description,
    line.quantity ? `${decimal(line.quantity)}${line.unit ? ` ${line.unit}` : ''}` : '',
    line.unit_price ? decimal(line.unit_price, currencyDigits(paper.currency)) : '',
    amount(line.net_minor),
    line.tax_rate === null ? '' : percent(line.tax_rate),
    amount(line.tax_minor),
    amount(line.amount_minor),
  ])
}

/** What is payable until a day with the discount for paying early. */
function earlyOf(one: InvoiceNotice['discounts'][number], { currency }: InvoiceNotice, locale: PaperLocale): Fact {
  const word = words[locale]
  const day = longDay(one.until_on, locale)
  return [word.early(decimal(one.percent)), word.early_until(money(one.payable_minor, currency, locale), day)]
}

function slipOf(paper: InvoiceNotice, locale: PaperLocale, due: string) {
  const word = words[locale]
  const { bank } = paper
  const left: Fact[] = [
    [word.payee, bank?.holder ?? (locale === 'en' ? (paper.sender.name_en ?? paper.sender.name) : paper.sender.name)],
    [word.bank, bank?.bank ?? null],
    [word.account, bank?.account ?? null],
    ['SWIFT', bank?.swift ?? null],
  ]
  const right: Fact[] = [
    [word.pay, money(paper.open_minor, paper.currency, locale)],
    [word.pay_by, due],
    ...paper.discounts.map(one => earlyOf(one, paper, locale)),
    [word.remittance, `${paper.number} / ${paper.customer.number}`],
  ]
  return { left, right, note: word.slip_note }
}
