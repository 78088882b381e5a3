import { type Fact, grouped, inWords, kindName, longDay, money, partyOf, senderOf } from './form.ts'
import type { PaperLocale, StatementPaper } from './paper.ts'
import { words } from './words.ts'

type Part = StatementPaper['parts'][number]

/** 往来对账单 with the customer's reply. What we owe the customer is said as such, never as a negative claim. [PAP-4] */
export function statementForm(paper: StatementPaper, locale: PaperLocale) {
  const word = words[locale]
  const sender = senderOf(paper.sender, locale).name
  // A statement has no series of its own: customer and day name it.
  const number = `${paper.customer.number}-${paper.as_of.replaceAll('-', '')}`
  const facts: Fact[] = [
    [word.period, paper.from && `${paper.from} – ${paper.as_of}`],
    [word.as_of, longDay(paper.as_of, locale)],
  ]
  return {
    title: word.titles.statement,
    subtitle: '',
    number,
    mark: null,
    to: partyOf(paper.customer, locale, word.statement_to),
    facts,
    opening: word.opening,
    parts: paper.parts.map(part => partForm(part, paper.style, locale)),
    purpose: paper.not_a_demand ? word.purpose_line : null,
    reply_to: word.reply.to(sender),
    // The reply may come back without the letter, and must say what it answers.
    reply_about: [
      word.reply.about(number, longDay(paper.as_of, locale)),
      ...paper.parts.map(part => money(part.closing_minor, part.currency, locale)),
    ].join(locale === 'zh' ? '　' : '   '),
  }
}

function partForm(part: Part, style: StatementPaper['style'], locale: PaperLocale) {
  const word = words[locale]
  const { currency, closing_minor: closing } = part
  const amount = (minor: bigint) => grouped(minor, currency)
  const blank = (minor: bigint) => (minor === 0n ? '' : amount(minor))
  const size = closing < 0n ? -closing : closing
  const movement = style === 'movement'
  return {
    style,
    title: word.part(currency),
    heads: movement ? word.movement_heads : word.open_heads,
    rows: movement
      ? [
          ['', word.opening_balance, '', '', '', amount(part.opening_minor)],
          ...part.rows.map(row => [
            row.on,
            row.number,
            kindName(row.kind, locale),
            blank(row.debit_minor),
            blank(row.credit_minor),
            amount(row.balance_minor),
          ]),
        ]
      : part.rows.map(row => [
          row.number,
          kindName(row.kind, locale),
          row.issued_on,
          row.due_on ?? '',
          amount(row.amount_minor),
          blank(row.applied_minor),
          amount(row.open_minor),
          row.open_minor > 0n && row.days_overdue && row.days_overdue > 0 ? String(row.days_overdue) : '',
        ]),
    foot: movement
      ? [
          '',
          word.closing_balance,
          '',
          amount(part.rows.reduce((sum, row) => sum + row.debit_minor, 0n)),
          amount(part.rows.reduce((sum, row) => sum + row.credit_minor, 0n)),
          amount(closing),
        ]
      : [word.sum, '', '', '', '', '', amount(closing), ''],
    worded: [word.capital, inWords(size, currency, locale)],
    facts: [
      [closing < 0n ? word.balance_credit : word.balance, money(size, currency, locale)],
      [word.overdue, part.overdue_minor === 0n ? null : money(part.overdue_minor, currency, locale)],
    ] satisfies Fact[],
  }
}
