import { policyGrades, type PolicyShort } from '../policy/policies-contract.ts'
import { type Fact, longDay, markOf } from './form.ts'
import type { PaperLocale, PolicyPaper } from './paper.ts'
import { policyWords } from './policy-words.ts'
import { words } from './words.ts'

/** 收款政策, one version, with a draft marked as such. */
export function policyForm(paper: PolicyPaper, locale: PaperLocale) {
  const word = policyWords[locale]
  const { policy } = paper
  const until = paper.valid_until ? longDay(paper.valid_until, locale) : null
  const facts: Fact[] = [
    [word.valid, paper.valid_from && word.holds(longDay(paper.valid_from, locale), until)],
    [word.written_by, paper.written_by],
    [word.approved_by, paper.approved_by],
  ]
  const names = policyGrades.map(word.grade)
  const row = (name: string, each: (of: PolicyPaper['policy']['grades']['A']) => string) => [
    name,
    ...policyGrades.map(grade => each(policy.grades[grade])),
  ]
  return {
    title: words[locale].titles.payment_policy,
    subtitle: '',
    number: word.version(paper.version),
    mark: paper.state === 'published' ? null : markOf(paper.state === 'withdrawn' ? 'void' : 'draft', locale),
    facts,
    opening: word.opening,
    parts: [
      {
        title: word.deadlines,
        heads: ['', ...names],
        rows: [
          row(word.due, one => word.days_from_invoice(one.due_days)),
          row(word.advance, one => (one.advance_percent === 0 ? '–' : `${one.advance_percent} %`)),
          row(word.grace, one => (one.grace_days === 0 ? '–' : word.days(one.grace_days))),
          row(word.late, one => (one.late_percent_day === null ? word.by_law : word.late_day(one.late_percent_day))),
        ],
        widths: [1.4, 1, 1, 1, 1],
        note: word.ungraded(policy.ungraded),
      },
      {
        title: word.timetable,
        heads: [word.channel, word.by, word.tone, ...names],
        rows: policy.reminders.map(one => [
          word.channels[one.channel],
          word.people[one.by],
          word.tones[one.tone],
          ...policyGrades.map(grade => word.on_day(one.days[grade])),
        ]),
        widths: [1.2, 1.3, 1.2, 1.1, 1.1, 1.1, 1.1],
        note: word.timetable_note,
      },
    ],
    clauses: [
      word.pay_by(policy.ways.map(way => word.ways[way])),
      ...(policy.contact ? [word.ask(policy.contact)] : []),
      ...(locale === 'zh' ? policy.words_zh : policy.words_en).split('\n').filter(line => line.trim() !== ''),
    ],
  }
}

/** Grace and what late payment costs, as a payment notice says them; nothing where no policy holds. */
export function costOf(short: PolicyShort | null, locale: PaperLocale): string {
  if (!short) return ''
  const word = policyWords[locale]
  const { grace_days, late_percent_day, late_percent_year } = short
  const cost =
    late_percent_day !== null
      ? word.late_day(late_percent_day)
      : late_percent_year !== null
        ? word.late_year(late_percent_year)
        : word.by_law
  const grace = grace_days > 0 ? word.told_grace(grace_days) : word.told_no_grace
  return [grace, word.told_late(cost)].join(locale === 'zh' ? '' : ' ')
}

/** What a payment notice says of the policy: grace, what late payment costs, how to pay and whom to ask. */
export function policyLine(short: PolicyShort | null, locale: PaperLocale): string {
  if (!short) return ''
  const word = policyWords[locale]
  return [
    costOf(short, locale),
    word.pay_by(short.ways.map(way => word.ways[way])),
    ...(short.contact ? [word.ask(short.contact)] : []),
  ].join(locale === 'zh' ? '' : ' ')
}

/** By what a bill had best be paid; nothing where nothing is proposed. */
export const methodLine = (method: PolicyShort['ways'][number] | null, locale: PaperLocale): string =>
  method === null ? '' : policyWords[locale].best(policyWords[locale].ways[method])
