import { type Fact, grouped, longDay, partyOf } from './form.ts'
import type { CreditFilePaper, PaperLocale } from './paper.ts'
import { words } from './words.ts'

const hundredths = (bp: number) => `${(bp / 100).toFixed(1)}%`

/** 客户信用档案: what a customer is granted, what it owes, how it pays, and what stands in its file. */
export function creditFileForm(paper: CreditFilePaper, locale: PaperLocale) {
  const word = words[locale]
  const { figures } = paper
  const facts: Fact[] = [
    [word.as_of, longDay(paper.as_of, locale)],
    [word.grade, paper.grade],
    [word.completeness, `${paper.completeness}%`],
    [word.reviewed_on, paper.reviewed_on && longDay(paper.reviewed_on, locale)],
    [word.review_due_on, longDay(paper.review_due_on, locale)],
    [word.addresses, paper.addresses.join(locale === 'zh' ? '；' : '; ') || null],
  ]
  return {
    title: word.titles.credit_file,
    subtitle: '',
    number: paper.customer.number,
    mark: null,
    to: partyOf(paper.customer, locale, word.from),
    facts,
    parts: [
      {
        title: word.granted,
        heads: word.granted_heads,
        rows: paper.accounts.map(one => [
          one.entity,
          one.terms ?? '',
          one.limit_minor === null ? '' : `${one.currency} ${grouped(one.limit_minor, one.currency)}`,
          `${one.currency} ${grouped(one.open_minor, one.currency)}`,
          grouped(one.overdue_minor, one.currency),
        ]),
        right: [2, 3, 4],
      },
      {
        title: word.figures,
        heads: word.figure_heads,
        rows: figures
          ? [
              [
                figures.figured_on,
                grouped(figures.billed_minor, paper.base_currency),
                hundredths(figures.share_bp),
                String(figures.invoices),
                figures.days_late ?? '–',
                hundredths(figures.overdue_bp),
                figures.proposed,
              ],
            ]
          : [],
        right: [1, 2, 3, 4, 5],
      },
      {
        title: word.file_papers,
        heads: word.file_paper_heads,
        rows: paper.documents.map(one => [
          word.document_kinds[one.kind],
          one.title,
          one.valid_until ?? '–',
          word.standings[one.standing],
        ]),
        right: [],
      },
      {
        title: word.gradings,
        heads: word.grading_heads,
        rows: paper.gradings.map(one => [
          one.graded_on,
          `${one.before ?? '–'} → ${one.grade}`,
          one.by_name,
          one.reason ?? '',
        ]),
        right: [],
      },
    ],
  }
}
