/** Rows of a file as a contract: its head, its lines, its plan and the milestones that are met. Pure. */
import type { contractsContract } from '../contracts/contract.ts'
import type { Taken } from '../kernel/contract.ts'
import { currencyDigits, type Minor, multiply } from '../kernel/money.ts'
import { parseTermsText } from '../customers/terms-text.ts'
import type { Day } from '../kernel/values.ts'
import { lineAmounts, lineProblem } from '../ledger/line-amounts.ts'
import { contractHead } from './contract-fields.ts'
import { type Drafted, present, type Surroundings, taxCodeOf } from './drafts.ts'
import type { Row } from './take.ts'
import type { RowProblem, Value, Values } from './understand.ts'

export type ContractDraft = Taken<(typeof contractsContract)['signContracts']>[number]
type Line = ContractDraft['lines'][number]
type Part = ContractDraft['parts'][number]
/** A milestone that is met: the part of the plan, the day, and by what that is known. */
export type Met = { part: number; met_on: Day; evidence: string }
export type ContractOfRows = {
  draft: ContractDraft
  met: Met[]
  /** What the file says the whole comes to. */
  total_minor: Minor | undefined
}

/** What a part of a plan is called that the file gives no name, in the language of whoever imports. */
const advance = { zh: '预付款', en: 'Advance' } as const
export type Language = keyof typeof advance

/** A row as a line of the contract, with its amount with tax. */
type DraftedLine = { line: Line; gross_minor: Minor; values: Values; row: number }

const text = (values: Values, field: string) => values[field] as string | undefined
const amount = (values: Values, field: string) => values[field] as Minor | undefined

/**
 * The contract of its rows, or everything wrong with them. What is said of the whole is the same in every row. Goods are billed
 * by what the customer confirms; a day of billing makes services billed from that day on, a milestone a part that is billed
 * when it is met, an advance a part of its own. [IMP-21]
 */
export function contractDraft(
  rows: readonly Row[],
  around: Surroundings,
  source: string,
  language: Language,
): Drafted<ContractOfRows> {
  const problems: RowProblem[] = []
  const head = headOf(rows, problems)
  const terms_code = termsOf(text(head, 'terms_code'), around, problems)
  const salesperson_id = named(head, 'salesperson_code', around.people, 'person', problems)
  const department_id = named(head, 'department_code', around.departments, 'department', problems)
  const lines = rows.flatMap(row => lineOf(row, rows.length === 1, head, around, problems))
  const kind = kindOf(head, rows, problems)
  if (problems.length > 0) return { draft: null, problems }
  const plan = planOf(kind, head, lines, language, problems)
  if (problems.length > 0) return { draft: null, problems }
  const first = lines[0] as DraftedLine
  const draft = present({
    entity_code: text(head, 'entity_code'),
    number: text(head, 'number'),
    title: titleOf(head, first),
    kind,
    signed_on: text(head, 'signed_on') as Day,
    starts_on: text(head, 'starts_on'),
    ends_on: text(head, 'ends_on'),
    currency: text(head, 'currency'),
    terms_code,
    method: head.method as ContractDraft['method'],
    salesperson_id,
    department_id,
    grade_reason: text(head, 'grade_reason'),
    grace_days: 0,
    reference: text(head, 'reference'),
    note: [...new Set(rows.flatMap(({ values }) => text(values, 'note') ?? []))].join('\n').slice(0, 2000) || undefined,
    lines: lines.map(({ line }) => line),
    parts: plan.parts,
    source,
    external_id: rows[0]?.external_id,
  })
  const total_minor = amount(head, 'contract_amount')
  return { draft: { draft: draft as ContractDraft, met: plan.met, total_minor }, problems: null }
}

/** What the rows say of the whole. Where two of them differ, the later one is told. */
function headOf(rows: readonly Row[], problems: RowProblem[]): Values {
  const head: Record<string, Value | undefined> = {}
  for (const field of contractHead)
    for (const { row, values } of rows) {
      const said = values[field]
      head[field] ??= said
      if (said === undefined || said === head[field]) continue
      problems.push({ code: 'contract_rows_disagree', params: { field, row, number: head.number ?? '' } })
      break
    }
  return head
}

const titleOf = (head: Values, { line }: DraftedLine) => (text(head, 'title') ?? line.description).slice(0, 200)

/** Terms by their code, their name, or as people write what they say (月结30天, net 30) where just one says it. */
function termsOf(said: string | undefined, around: Surroundings, problems: RowProblem[]): string | undefined {
  if (said === undefined || around.terms.has(said)) return said
  const byName = around.termsNamed.get(said)
  if (byName !== undefined) return byName
  const rule = JSON.stringify(parseTermsText(said))
  const meant = around.termsRules.filter(one => one.rule === rule)
  if (meant.length === 1) return meant[0]?.code
  problems.push({ code: 'terms_unknown', params: { field: 'terms_code', terms_code: said } })
  return undefined
}

function named(
  head: Values,
  field: string,
  ids: ReadonlyMap<string, string>,
  what: 'person' | 'department',
  problems: RowProblem[],
): string | undefined {
  const code = text(head, field)
  const id = code === undefined ? undefined : ids.get(code)
  if (code !== undefined && id === undefined)
    problems.push({ code: `${what}_unknown`, params: { field, [what]: code } })
  return id
}

/** What a contract is: as the file says; else milestones where there are some, services where a day of billing is given. */
function kindOf(head: Values, rows: readonly Row[], problems: RowProblem[]): ContractDraft['kind'] {
  const any = (field: string) => rows.some(({ values }) => values[field] !== undefined)
  const said = text(head, 'kind')
  const staged = any('milestone') || any('met_on')
  if (said === 'goods' && any('bill_on') && !staged && !any('recurs'))
    problems.push({ code: 'contract_goods_by_day', params: { field: 'bill_on' } })
  if (said !== undefined && said !== 'prepayment') return said as ContractDraft['kind']
  if (staged) return 'milestones'
  return any('bill_on') ? 'services' : 'goods'
}

/** A row as a line. The amount is with tax or net, or follows from quantity and price; nothing of it may disagree. [IMP-6] */
function lineOf(
  { row, values, external_id }: Row,
  alone: boolean,
  head: Values,
  around: Surroundings,
  problems: RowProblem[],
): DraftedLine[] {
  const before = problems.length
  const digits = currencyDigits(text(head, 'currency') as string)
  const priced = amountOf(values, alone ? amount(head, 'contract_amount') : undefined, digits, problems)
  const signed_on = text(head, 'signed_on')
  const tax_code = taxCodeOf(values, around, problems, signed_on) ?? 'NOTAX'
  const recurs = recursOf(values, head, priced?.amount_minor, problems)
  if (!priced || problems.length > before) return []
  const { amount_minor, price_includes_tax } = priced
  const quantity = text(values, 'quantity')
  const unit_price = text(values, 'unit_price')
  const line = present({
    description:
      text(values, 'description') ??
      text(values, 'product') ??
      text(values, 'milestone') ??
      text(head, 'title') ??
      text(head, 'number') ??
      text(head, 'customer_name') ??
      external_id,
    product: text(values, 'product'),
    quantity,
    unit: text(values, 'unit'),
    unit_price: recurs && quantity === undefined ? undefined : unit_price,
    price_includes_tax,
    tax_code,
    amount_minor: recurs ? undefined : amount_minor,
    recurs,
  }) as Line
  const on = signed_on ?? ''
  const tax = around.taxCodes.find(
    one => one.code === tax_code && one.valid_from <= on && (!one.valid_to || one.valid_to >= on),
  )
  const gross_minor = lineAmounts(amount_minor, tax?.rate ?? '0', price_includes_tax).amount_minor
  return [{ line, gross_minor, values, row }]
}

type Priced = { amount_minor: Minor; price_includes_tax: boolean }

/** What a line comes to. Net and tax beside an amount with tax must agree with it; a price fits the one or the other. */
function amountOf(values: Values, whole: Minor | undefined, digits: number, problems: RowProblem[]): Priced | null {
  const [net, tax] = [amount(values, 'net_amount'), amount(values, 'tax_amount')]
  const given = amount(values, 'amount')
  const [quantity, unit_price] = [text(values, 'quantity'), text(values, 'unit_price')]
  const summed = net !== undefined && tax !== undefined ? net + tax : undefined
  if (given !== undefined && summed !== undefined && given !== summed)
    problems.push({
      code: 'line_amount_disagrees',
      params: { field: 'amount', expected_minor: summed, amount_minor: given },
    })
  const gross = given ?? summed
  const bare = net ?? (gross !== undefined && tax !== undefined ? gross - tax : undefined)
  const fits = (amount_minor: Minor) =>
    lineProblem({ amount_minor, quantity, unit_price, price_includes_tax: true, is_discount: false }, digits) === null
  const byPrice = gross !== undefined && bare !== undefined ? fits(gross) || !fits(bare) : gross !== undefined
  const said = values.price_includes_tax as boolean | undefined
  const none = gross === undefined && bare === undefined
  const price_includes_tax = said ?? (none || byPrice)
  const found = price_includes_tax ? gross : bare
  if (found !== undefined) return { amount_minor: found, price_includes_tax }
  if (none && quantity !== undefined && unit_price !== undefined)
    return { amount_minor: multiply(quantity, unit_price, digits), price_includes_tax }
  if (none && whole !== undefined) return { amount_minor: whole, price_includes_tax: true }
  problems.push({ code: 'field_missing', params: { field: price_includes_tax ? 'amount' : 'net_amount' } })
  return null
}

/** How a line recurs: its amount is the price of a full period, from the first day of the contract to its last. */
function recursOf(
  values: Values,
  head: Values,
  amount_minor: Minor | undefined,
  problems: RowProblem[],
): Line['recurs'] | undefined {
  const unit = values.recurs as 'month' | 'quarter' | 'year' | undefined
  if (unit === undefined) return undefined
  const [from, to] = [text(head, 'starts_on'), text(head, 'ends_on')]
  if (from === undefined) problems.push({ code: 'field_missing', params: { field: 'starts_on' } })
  if (to === undefined) problems.push({ code: 'field_missing', params: { field: 'ends_on' } })
  if (from === undefined || to === undefined || amount_minor === undefined) return undefined
  return { every: 1, unit, from, to, timing: 'advance', by_days: true, prices: [{ from, amount_minor }] }
}

type Plan = { parts: Part[]; met: Met[] }

/** The payment plan: milestones by the rows, an advance and the rest, or days of billing; none where nothing of it is said. */
function planOf(
  kind: ContractDraft['kind'],
  head: Values,
  lines: readonly DraftedLine[],
  language: Language,
  problems: RowProblem[],
): Plan {
  const total = lines.reduce((sum, { gross_minor }) => sum + gross_minor, 0n)
  const title = titleOf(head, lines[0] as DraftedLine)
  const staged = kind === 'milestones' || lines.some(({ values }) => values.milestone ?? values.met_on)
  const before = advanceOf(head, total, language)
  // What recurs is billed by its periods and has no plan; the verb refuses one.
  if (lines.some(({ line }) => line.recurs)) return { parts: before, met: [] }
  if (staged) return milestonesOf(before, lines, problems)
  const days = [...new Set(lines.flatMap(({ values }) => text(values, 'bill_on') ?? []))]
  const undated = lines.find(({ values }) => values.bill_on === undefined)
  if (days.length > 0 && undated) problems.push({ code: 'field_missing', params: { field: 'bill_on' } })
  if (before.length > 0) {
    if (days.length > 1) {
      const row = lines.find(({ values }) => values.bill_on !== days[0])?.row
      problems.push({ code: 'contract_rows_disagree', params: { field: 'bill_on', row, number: head.number ?? '' } })
    }
    const rest = total - before.reduce((sum, part) => sum + part.amount_minor, 0n)
    const planned_on = days[0]
    return { parts: rest <= 0n ? before : [...before, partOf('delivery', title, rest, planned_on)], met: [] }
  }
  return {
    parts: days.toSorted().map(day => {
      const of = lines.filter(({ values }) => values.bill_on === day)
      const label = days.length === 1 ? title : (of[0] as DraftedLine).line.description.slice(0, 200)
      return partOf(
        'delivery',
        label,
        of.reduce((sum, { gross_minor }) => sum + gross_minor, 0n),
        day,
      )
    }),
    met: [],
  }
}

/** What is paid before; of a prepayment that names no amount, all of it. */
function advanceOf(head: Values, total: Minor, language: Language): Part[] {
  const given = amount(head, 'advance_amount') ?? (head.kind === 'prepayment' ? total : undefined)
  if (given === undefined || given === 0n) return []
  return [partOf('advance', advance[language], given, text(head, 'signed_on'))]
}

const partOf = (kind: Part['kind'], label: string, amount_minor: Minor, planned_on: string | undefined): Part =>
  present({ kind, label, amount_minor, planned_on }) as Part

/** A milestone for each row, and of those that are met the day and the evidence. */
function milestonesOf(before: readonly Part[], lines: readonly DraftedLine[], problems: RowProblem[]): Plan {
  const parts = lines.map(({ values, line, gross_minor }) =>
    partOf(
      'milestone',
      text(values, 'milestone') ?? line.description.slice(0, 200),
      gross_minor,
      text(values, 'bill_on'),
    ),
  )
  const met = lines.flatMap(({ values }, at): Met[] => {
    const met_on = text(values, 'met_on')
    if (met_on === undefined) return []
    const evidence = text(values, 'evidence') ?? text(values, 'note')?.slice(0, 500)
    if (evidence !== undefined) return [{ part: before.length + at + 1, met_on: met_on as Day, evidence }]
    problems.push({ code: 'field_missing', params: { field: 'evidence' } })
    return []
  })
  return { parts: [...before, ...parts], met }
}
