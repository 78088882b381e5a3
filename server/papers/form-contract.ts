import { decimal, grouped, longDay, percent } from './form.ts'
import type { ContractPaper, PaperLocale } from './paper.ts'
import { words } from './words.ts'

/** A contract as its template takes it: the wording's parts in order, tables where its places say so. [PAP-8] */
export function contractForm(paper: ContractPaper, locale: PaperLocale) {
  const word = words[locale]
  const { currency } = paper
  const amount = (minor: bigint) => grouped(minor, currency)
  const when = (part: ContractPaper['plan'][number]) =>
    part.planned_on
      ? longDay(part.planned_on, locale)
      : part.months === null
        ? word.undetermined
        : word.after_acceptance(part.months)
  const named = (kind: string) => word.plan_kinds[kind as keyof typeof word.plan_kinds] ?? kind
  const title = paper.parts.find(part => part.kind === 'title')?.text
  return {
    title: title ?? word.titles.contract_wording,
    subtitle: '',
    number: paper.number,
    mark: null,
    parties: [
      (locale === 'en' && paper.sender.name_en) || paper.sender.name,
      (locale === 'en' && paper.customer.name_en) || paper.customer.name,
    ],
    parts: paper.parts.filter(part => part.kind !== 'title'),
    lines: {
      heads: word.contract_lines,
      rows: paper.lines.map((line, at) => [
        String(at + 1),
        line.description,
        line.quantity ? `${decimal(line.quantity)} ${line.unit ?? ''}`.trim() : '',
        line.unit_price ? decimal(line.unit_price, 2) : '',
        percent(line.tax_rate),
        amount(line.amount_minor),
      ]),
      foot: [word.sum, '', '', '', '', amount(paper.lines.reduce((sum, line) => sum + line.amount_minor, 0n))],
    },
    plan: {
      heads: word.contract_plan,
      rows: paper.plan.map((part, at) => [
        String(at + 1),
        part.label ? `${named(part.kind)} ${part.label}` : named(part.kind),
        when(part),
        amount(part.amount_minor),
      ]),
    },
  }
}
