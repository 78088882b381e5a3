/** Of an invoice what its correction keeps, in the words of its answer; amounts are minor units. */
type Invoice = {
  kind: string
  currency: string
  rate: string
  amount_minor: string
  terms_code: string | null
  base_days: Record<string, string>
  items: readonly { kind: string; amount_minor: string; due_on: string | null }[]
}
/** In the words of the verb that issues. */
type Carried = {
  kind?: 'charge'
  rate?: string
  base_days: Record<string, string>
  terms_code?: string
  due_on?: string
  instalments?: { due_on: string; amount_minor: string }[]
  retention?: { amount_minor: string; due_on: string | null }
}
/** What the correction may have changed of it. */
type Right = {
  currency: string
  total: bigint
  terms_code: string | undefined
  /** Its parts or its due day are said in the form. */
  due_given?: boolean
  /** What the form says is retained; of one that does not say, what was retained before. */
  retention?: { amount_minor: string; due_on: string | null } | null
}

/** The days of events from which terms count, as they were entered; the day of the invoice itself follows from it. */
export const eventDays = ({ invoice: _, ...entered }: Record<string, string>): Record<string, string> => entered

/**
 * What the right invoice keeps of the wrong one beside what stands in the form: its kind, its rate, and when what of it is
 * due. Where no terms say so, the days of its items do; of several instalments the last takes a difference of the total.
 */
export function carriedOf(invoice: Invoice, right: Right): Carried {
  const kept: Carried = {
    ...(invoice.kind === 'charge' ? { kind: 'charge' } : {}),
    ...(right.currency === invoice.currency ? { rate: invoice.rate } : {}),
    base_days: eventDays(invoice.base_days),
  }
  const said = right.retention ? { retention: right.retention } : {}
  if (right.due_given) return { ...kept, ...said }
  if (right.terms_code) return { ...kept, terms_code: right.terms_code, ...said }
  const back = invoice.items.find(item => item.kind === 'retention')
  const retained = back ? BigInt(back.amount_minor) : 0n
  const retainedBefore =
    back && retained < right.total ? { amount_minor: back.amount_minor, due_on: back.due_on } : null
  const retention = right.retention === undefined ? retainedBefore : right.retention
  const rest = right.total - BigInt(retention?.amount_minor ?? 0)
  const parts = invoice.items.filter(item => item !== back)
  const days = parts.flatMap(item => (item.due_on === null ? [] : item.due_on))
  const [only] = days
  if (days.length < parts.length || !only) return { ...kept, ...(retention ? { retention } : {}) }
  const before = parts.slice(0, -1).reduce((sum, item) => sum + BigInt(item.amount_minor), 0n)
  if (parts.length === 1 || before >= rest)
    return { ...kept, due_on: days.at(-1) ?? only, ...(retention ? { retention } : {}) }
  const instalments = parts.map((item, at) => ({
    due_on: days[at] ?? only,
    amount_minor: at === parts.length - 1 ? (rest - before).toString() : item.amount_minor,
  }))
  return { ...kept, instalments, ...(retention ? { retention } : {}) }
}
