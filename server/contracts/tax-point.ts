import type { Day } from '../kernel/values.ts'
import type { turnReasons } from './tax-point-contract.ts'

/** When tax on a sale is due, and revenue is earned. Dated, each with its source. */
const taxPointLaw: readonly { valid_from: string; source: string }[] = [
  {
    valid_from: '2016-05-01',
    source: '增值税暂行条例实施细则第三十八条；财税〔2016〕36号附件1第四十五条；企业会计准则第14号第十一至十三条',
  },
  {
    valid_from: '2026-01-01',
    source: '《中华人民共和国增值税法》第二十八条（2026-01-01 起施行）；企业会计准则第14号第十一至十三条',
  },
]

/** What is billed, as far as it says whether that is done already. */
type Billed = {
  source: string
  contract_part: number | null
  contract_period: string | null
  ready_on: string | null
}

/** Where tax and revenue of an invoice stand by what it bills, why, and by which law. */
export type Turning = {
  tax_point: 'now' | 'later'
  revenue: 'now' | 'later'
  why: (typeof turnReasons)[number]
  source: string
}

/**
 * Where tax and revenue of an invoice stand unless somebody says otherwise: goods are billed once the customer confirmed them,
 * milestones once they are met, services by the month when it is over; all of that is due and earned with the invoice. An advance,
 * and a period that is billed before it begins, is neither until it is delivered. What bills both is due now. Pure. [CTR-20]
 */
export function turningOf(
  lines: readonly Billed[],
  parts: readonly { part: number; kind: string }[],
  accepted_on: Day | null,
  on: string,
): Turning {
  const law = taxPointLaw.findLast(rule => rule.valid_from <= on) ?? taxPointLaw[0]
  const advance = ({ contract_part }: Billed) =>
    accepted_on === null && parts.some(({ part, kind }) => part === contract_part && kind === 'advance')
  const ahead = ({ contract_period, ready_on }: Billed) =>
    contract_period !== null && ready_on !== null && ready_on <= contract_period
  const source = law?.source ?? ''
  if (lines.length > 0 && lines.every(line => advance(line) || ahead(line)))
    return { tax_point: 'later', revenue: 'later', why: lines.every(ahead) ? 'period_ahead' : 'advance', source }
  const sources = new Set(lines.map(line => line.source))
  const why = sources.has('delivery') ? 'delivered' : sources.has('milestone') ? 'milestone_met' : 'rendered'
  return { tax_point: 'now', revenue: 'now', why, source }
}
