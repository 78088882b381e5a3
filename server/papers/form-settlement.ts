import { decimal, type Fact, grouped, inWords, longDay, markOf, money, partyOf, senderOf } from './form.ts'
import type { PaperLocale, SettlementPaper } from './paper.ts'
import { words } from './words.ts'

/** What a bill for the customer to check is called. */
export const settlementTitle = (kind: SettlementPaper['kind'], locale: PaperLocale) =>
  kind === 'check' ? words[locale].check_title : words[locale].titles.settlement_bill

/**
 * 月结对账单 or 开票前核对单 with the customer's reply: every line names contract, delivery note and day. What is contested is named with its
 * reason and taken off; it asks for no payment, since the invoice follows the answer. [PAP-12]
 */
export function settlementForm(paper: SettlementPaper, locale: PaperLocale) {
  const word = words[locale]
  const { currency, number, lines } = paper
  const amount = (minor: bigint) => grouped(minor, currency)
  const contested = lines.filter(line => line.contested)
  const off = contested.reduce((sum, line) => sum + line.amount_minor, 0n)
  const rest = paper.amount_minor - off
  const until = longDay(paper.until_on, locale)
  const facts: Fact[] = [
    [word.settled_until, until],
    [word.reply_by, longDay(paper.reply_by, locale)],
    [word.currency, currency],
    [word.answered_on, paper.answered_on && longDay(paper.answered_on, locale)],
    [word.issued_as, paper.invoice_number],
  ]
  return {
    title: settlementTitle(paper.kind, locale),
    subtitle: '',
    number,
    mark: markOf(paper.mark, locale),
    to: partyOf(paper.customer, locale, word.statement_to),
    facts,
    opening: paper.answered_on
      ? ''
      : paper.kind === 'check'
        ? word.check_opening(until)
        : word.settlement_opening(until),
    heads: word.settlement_heads,
    rows: lines.map((line, at) => [
      String(at + 1),
      line.description,
      [line.contract_number, line.delivery_number].filter(Boolean).join('\n'),
      line.happened_on ?? '',
      line.quantity ? `${decimal(line.quantity)}${line.unit ? ` ${line.unit}` : ''}` : '',
      line.unit_price ? decimal(line.unit_price, 2) : '',
      `${line.contested ? '* ' : ''}${amount(line.amount_minor)}`,
    ]),
    foot: [word.sum, '', '', '', '', '', amount(paper.amount_minor)],
    contested: contested.map(line => `* ${line.description}: ${line.contest_note ?? ''}`),
    totals:
      off === 0n
        ? []
        : [
            [word.contested, `−${amount(off)}`],
            [word.agreed, money(rest, currency, locale)],
          ],
    worded: [word.capital, inWords(off === 0n ? paper.amount_minor : rest, currency, locale)],
    reply_to: word.reply.to(senderOf(paper.sender, locale).name),
    reply_about: [word.reply.about(number, until), money(paper.amount_minor, currency, locale)].join(
      locale === 'zh' ? '　' : '   ',
    ),
    replied: paper.answered_on !== null,
  }
}
