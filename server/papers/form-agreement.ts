import { type Fact, grouped, inWords, longDay, money, partyOf } from './form.ts'
import type { AgreementPaper, PaperLocale } from './paper.ts'
import { words } from './words.ts'

/** 延期/分期付款协议, to be signed by both sides. */
export function agreementForm(paper: AgreementPaper, locale: PaperLocale) {
  const word = words[locale]
  const { currency } = paper
  const facts: Fact[] = [
    [word.agreed_on, longDay(paper.agreed_on, locale)],
    [word.currency, currency],
    [word.agreed_amount, money(paper.amount_minor, currency, locale)],
    [word.capital, inWords(paper.amount_minor, currency, locale)],
  ]
  const foot = (at: number, length: number, minor: bigint) =>
    Array.from({ length }, (_, column) =>
      column === 0 ? word.agreement_sum : column === at ? grouped(minor, currency) : '',
    )
  const sum = (some: readonly { amount_minor: bigint }[]) => some.reduce((all, one) => all + one.amount_minor, 0n)
  return {
    title: word.titles.agreement,
    subtitle: word.agreement_kinds[paper.kind],
    number: paper.number,
    mark: null,
    to: partyOf(paper.customer, locale, word.from),
    facts,
    opening: word.agreement_opening,
    parts: [
      {
        title: word.agreement_claims,
        heads: word.agreement_claim_heads,
        rows: paper.items.map(one => [
          one.number,
          one.due_on ?? word.undetermined,
          one.agreed_due_on,
          grouped(one.amount_minor, currency),
        ]),
        right: [3],
        foot: foot(3, 4, sum(paper.items)),
      },
      {
        title: word.agreement_parts,
        heads: word.agreement_part_heads,
        rows: paper.parts.map(one => [String(one.part), one.due_on, grouped(one.amount_minor, currency)]),
        right: [2],
        foot: foot(2, 3, sum(paper.parts)),
      },
    ],
    clauses: [
      word.agreement_admits,
      paper.reverts ? word.agreement_reverts(paper.grace_days) : word.agreement_stays(paper.grace_days),
      ...(paper.note ? [paper.note] : []),
    ],
  }
}
