import { sql } from 'kysely'
import { rulesOver } from '../customers/file-rules.ts'
import type { Grade } from '../customers/file-names-contract.ts'
import type { FileRules, Treatment } from '../customers/file-rules-contract.ts'
import type { Context } from '../kernel/context.ts'
import type { Problem } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'

/** A graded customer and how its grade is dealt with. */
export type Treated = {
  number: string
  grade: Grade
  treatment: Treatment
  /** Papers the grade demands that are not in the file, or have ended. */
  missing: string[]
}

/** How the graded among these customers are dealt with; those without a grade are absent. [CUS-32] */
export async function treatmentsOf(ctx: Context, ids: readonly string[]): Promise<Map<string, Treated>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<{
    customer_id: string
    number: string
    grade: Grade
    kinds: string[]
    own: Partial<FileRules> | null
  }>`
    select c.customer_id, c.number, c.grade, o.settings -> 'customer_file' as own, array(
      select distinct d.kind from customer_documents d
      where d.org_id = c.org_id and d.customer_id = c.customer_id and d.state = 'current'
        and (d.valid_until is null or d.valid_until >= ${ctx.today}::date)) as kinds
    from customers c join organisations o on o.org_id = c.org_id
    where c.org_id = ${ctx.org_id} and c.customer_id = any (${wanted}::uuid[]) and c.grade is not null`)
  return new Map(
    rows.map(({ customer_id, number, grade, kinds, own }) => {
      const treatment = rulesOver(own).treatments[grade]
      return [
        customer_id,
        { number, grade, treatment, missing: treatment.documents.filter(kind => !kinds.includes(kind)) },
      ]
    }),
  )
}

/** What the grade of the customer forbids of a contract: papers that are missing, an advance that is too small. Pure. [CUS-32] */
export function decideContractTreatment(
  treated: Treated | undefined,
  index: number,
  contract: { amount_minor: bigint; advance_minor: bigint },
): Problem[] {
  if (!treated) return []
  const { number: customer, grade, treatment, missing } = treated
  const problems: Problem[] = []
  if (missing.length > 0)
    problems.push({ index, code: 'customer_documents_missing', params: { customer, grade, documents: missing } })
  const needed = contract.amount_minor * BigInt(treatment.prepay_percent)
  if (contract.advance_minor * 100n < needed)
    problems.push({
      index,
      code: 'contract_prepayment_short',
      params: { customer, grade, percent: treatment.prepay_percent, needed_minor: (needed + 99n) / 100n },
    })
  return problems
}

/** What the grade of the customer forbids of an invoice: days that are too long. Pure. [CUS-32] */
export function decideInvoiceTreatment(
  treated: Treated | undefined,
  index: number,
  invoice: { issued_on: Day; due_on: readonly (Day | null)[] },
): Problem[] {
  const most = treated?.treatment.max_days
  if (!treated || most === null || most === undefined) return []
  const last = invoice.due_on.reduce<Day | null>((max, day) => (day && (!max || day > max) ? day : max), null)
  if (!last) return []
  const days = Math.round((Date.parse(last) - Date.parse(invoice.issued_on)) / 86_400_000)
  const { number: customer, grade } = treated
  return days > most ? [{ index, code: 'terms_above_grade', params: { customer, grade, days, max_days: most } }] : []
}

/** Whether a limit that is to be set goes above what the customer's grade allows by itself. [CUS-32] */
export async function creditFacts(ctx: Context, input: unknown): Promise<Record<string, unknown>> {
  const lines = (input as { customer_id: string; entity_id: string; limit_minor?: bigint | null }[]).filter(
    line => line.limit_minor !== undefined && line.limit_minor !== null,
  )
  const treated = await treatmentsOf(
    ctx,
    lines.map(line => line.customer_id),
  )
  const above = lines.flatMap(({ customer_id, limit_minor }) => {
    const found = treated.get(customer_id)
    const most = found?.treatment.limit_approval_minor
    return found && most && BigInt(limit_minor ?? 0n) > BigInt(most)
      ? [{ customer: found.number, grade: found.grade, limit_minor: String(limit_minor) }]
      : []
  })
  const [first] = above
  return { above_grade: above.length > 0, ...first }
}
