import { sql } from 'kysely'
import { decideContractTreatment, type Treated, treatmentsOf } from '../customerfile/treatment.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { currencyDigits, isCurrency, type Minor } from '../kernel/money.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { type Day, type Instant, newId } from '../kernel/values.ts'
import { type LineAmounts, lineAmounts, lineProblem } from '../ledger/line-amounts.ts'
import { drawNumbers, numberProblems } from '../ledger/numbers.ts'
import { debtorOf, knownRefs, loadParties, type Party } from '../ledger/parties.ts'
import { type DatedTaxCode, readTaxCodes, taxCodeOn } from '../ledger/tax-codes.ts'
import type { contractsContract } from './contract.ts'
import { answerContracts, departmentProblems, freshDrafts, writeRefs } from './came-from.ts'
import { courseOf, currentVersions, type Kept } from './course.ts'
import {
  type LineStanding,
  lockContracts,
  type PartStanding,
  type PeriodStanding,
  readBilled,
  readLines,
  readParts,
  readPeriods,
} from './load.ts'
import { latestEdition } from './standard-steps.ts'
import { lineRows, type NewVersion, partRows, periodRows } from './version-rows.ts'
import { mostPeriods } from './recurrence.ts'
import { decideRecurring, type PlannedPeriod } from './recurring.ts'

type Lines = typeof contractsContract
type Draft = Taken<Lines['signContracts']>[number]
/** What two versions of a contract may differ in. */
type Agreed = Omit<Taken<Lines['amendContract']>, 'contract_id' | 'version' | 'reason'>

/** What is agreed, with the amounts that follow from it. */
export type PlannedContract = {
  agreed: Agreed
  terms_id: string | null
  lines: (LineAmounts & { draft: Agreed['lines'][number]; tax_rate: string; periods: PlannedPeriod[] })[]
  total: LineAmounts
}

/** What an agreement stands on. */
export type Around = { taxCodes: readonly DatedTaxCode[]; terms: ReadonlyMap<string, string> }

/**
 * Enters contracts that were signed; one that its source brought before is answered as known. [CTR-1…CTR-3] [CTR-17] An
 * import says which it is.
 */
export async function signContracts(
  ctx: Context,
  drafts: readonly Draft[],
  import_id: string | null = null,
): Promise<Answered<Lines['signContracts']>> {
  // Load.
  const [parties, around, versionOf, known] = await Promise.all([
    loadParties(ctx, drafts),
    loadAround(ctx),
    currentVersions(ctx),
    knownRefs(ctx, 'contract', drafts),
  ])
  const problems: Problem[] = await departmentProblems(ctx, drafts)
  const fresh = freshDrafts(drafts, known)
  const found = drafts.map((draft, index) => (fresh.has(index) ? debtorOf(parties, draft, index, problems) : null))
  const numbered = drafts.flatMap(({ number }, index) =>
    number && found[index] ? [{ index, number, entity_id: found[index].entity.entity_id }] : [],
  )
  problems.push(...(await numberProblems(ctx, 'contracts', numbered)))

  // Decide.
  const planned = drafts.flatMap((draft, index) => {
    const party = found[index]
    if (!party) return []
    const currency = draft.currency ?? party.customer.currency ?? party.entity.base_currency
    const plan = decideAgreed(draft, { currency, signed_on: draft.signed_on as Day, index }, around, problems)
    return plan
      ? [{ ...plan, draft, party, currency, contract_id: newId<'contract'>(), number: draft.number ?? '' }]
      : []
  })
  const treated = await treatmentsOf(
    ctx,
    planned.map(one => one.party.customer.customer_id),
  )
  problems.push(...planned.flatMap(one => decideGrade(one, treated.get(one.party.customer.customer_id), drafts)))
  refuseAll(problems)
  const recorded_at = await moment(ctx)

  // Write.
  const unnumbered = planned.filter(one => one.number === '')
  const year = ({ draft }: { draft: Draft }) => Number(draft.signed_on.slice(0, 4))
  const wanted = unnumbered.map(one => ({
    entity_id: one.party.entity.entity_id,
    series: 'CTR' as const,
    year: year(one),
  }))
  const numbers = await drawNumbers(ctx, wanted)
  for (const [at, one] of unnumbered.entries()) one.number = numbers[at] as string
  await insertRows(
    ctx.tx,
    'contracts',
    ctx.org_id,
    planned.map(one => ({
      contract_id: one.contract_id,
      number: one.number,
      ...ownerOf(one.draft, one.party),
      signed_on: one.draft.signed_on,
      currency: one.currency,
      ...headRow(one),
      ...begun(one.draft, versionOf),
      import_id,
      recorded_at,
    })),
  )
  await writeRefs(ctx, planned, recorded_at)
  await writeVersions(
    ctx,
    planned.map(one => ({ contract_id: one.contract_id, version: 1, reason: null, plan: one })),
    recorded_at,
  )

  // Record.
  await record(
    ctx,
    'contract.signed',
    recorded_at,
    planned.map(({ contract_id, number, party, total, currency, draft }) => ({
      subject_id: contract_id,
      data: {
        number,
        entity_id: party.entity.entity_id,
        customer_id: party.customer.customer_id,
        signed_on: draft.signed_on,
        currency,
        amount_minor: total.amount_minor,
        ...(draft.grade_reason ? { grade_reason: draft.grade_reason } : {}),
      },
    })),
  )
  return { rows: await answerContracts(ctx, drafts, known, planned) }
}

/** What the grade of the customer forbids, unless a reason says why not. [CUS-32] */
function decideGrade(
  { draft, total }: { draft: Draft; total: LineAmounts },
  treated: Treated | undefined,
  drafts: readonly Draft[],
): Problem[] {
  if (draft.grade_reason) return []
  const advance_minor = draft.parts.reduce((sum, part) => sum + (part.kind === 'advance' ? part.amount_minor : 0n), 0n)
  return decideContractTreatment(treated, drafts.indexOf(draft), { amount_minor: total.amount_minor, advance_minor })
}

/** The course a contract takes, in the version of now. [CTR-9] */
function begun({ kind, parts }: Agreed, versionOf: Awaited<ReturnType<typeof currentVersions>>): Kept {
  const course = courseOf(kind, parts)
  return { course, steps_version: versionOf(course), steps_edition: latestEdition }
}

const ownerOf = (draft: Draft, { entity, customer }: Party) => ({
  entity_id: entity.entity_id,
  customer_id: customer.customer_id,
  salesperson_id: draft.salesperson_id ?? customer.salesperson_id,
  department_id: draft.department_id ?? customer.department_id,
})

/** Agrees another version of a contract. What was delivered, billed or met under it stays within it. [CTR-4] */
export async function amendContract(
  ctx: Context,
  { contract_id, version, reason, ...agreed }: Taken<Lines['amendContract']>,
): Promise<Answered<Lines['amendContract']>> {
  // Load.
  const contract = (await lockContracts(ctx, [contract_id])).get(contract_id)
  const [around, versionOf] = await Promise.all([loadAround(ctx), currentVersions(ctx)])
  const [lines, parts, periods, billed] = await Promise.all([
    readLines(ctx, [contract_id]),
    readParts(ctx, [contract_id]),
    readPeriods(ctx, [contract_id]),
    readBilled(ctx, [contract_id]),
  ])

  // Decide.
  if (!contract) refuse('contract_unknown', { contract_id })
  if (contract.version !== version) refuse('changed_meanwhile', { version: contract.version })
  if (contract.state !== 'active') refuse('contract_not_active', { number: contract.number, state: contract.state })
  const problems: Problem[] = []
  const plan = decideAgreed(agreed, { ...contract, index: 0 }, around, problems)
  const billed_minor = billed.get(contract_id) ?? 0n
  if (plan) problems.push(...decideAmendment(plan, { lines, parts, periods, billed_minor }))
  refuseAll(problems)
  if (!plan) return { version }
  const recorded_at = await moment(ctx)
  const head = headRow(plan)
  // Its steps stay those it began with, unless it takes another course now.
  const now = begun(agreed, versionOf)
  const kept = now.course === contract.course ? contract : now

  // Write.
  await ctx.tx.rows(sql`
    update contracts set title = ${head.title}, kind = ${head.kind}, starts_on = ${head.starts_on}, ends_on = ${head.ends_on},
      net_minor = ${head.net_minor}, tax_minor = ${head.tax_minor}, amount_minor = ${head.amount_minor}, terms_id = ${head.terms_id},
      method = ${head.method}, penalty_per_day = ${head.penalty_per_day},
      penalty_per_year = ${head.penalty_per_year}, penalty_cap = ${head.penalty_cap}, grace_days = ${head.grace_days},
      reference = ${head.reference}, note = ${head.note}, version = ${version + 1}, course = ${kept.course},
      steps_version = ${kept.steps_version}, steps_edition = ${kept.steps_edition}
    where org_id = ${ctx.org_id} and contract_id = ${contract_id}`)
  await writeVersions(ctx, [{ contract_id, version: version + 1, reason, plan }], recorded_at)

  // Record.
  const data = { number: contract.number, version: version + 1, reason, amount_minor: plan.total.amount_minor }
  await record(ctx, 'contract.amended', recorded_at, [{ subject_id: contract_id, data }])
  return { version: version + 1 }
}

/** What an amendment would take away from under what was done: lines keep their numbers, met parts and billed periods their amounts. */
export function decideAmendment(
  plan: PlannedContract,
  done: {
    lines: readonly LineStanding[]
    parts: readonly PartStanding[]
    periods: readonly PeriodStanding[]
    billed_minor: Minor
  },
): Problem[] {
  const problems: Problem[] = []
  for (const { line, delivered, billed_minor } of done.lines) {
    const next = plan.lines[line - 1]
    const least = Number(delivered)
    if (
      (least > 0 || BigInt(billed_minor) > 0n) &&
      (!next || (next.draft.quantity !== undefined && Number(next.draft.quantity) < least))
    )
      problems.push({ index: 0, code: 'contract_below_delivered', params: { line, delivered } })
  }
  for (const part of done.parts) {
    const next = plan.agreed.parts[part.part - 1]
    const kept = next && next.kind === part.kind && next.amount_minor === BigInt(part.amount_minor)
    if ((part.billed || part.met_on) && !kept)
      problems.push({ index: 0, code: 'contract_part_done', params: { label: part.label } })
  }
  for (const { line, from_on, to_on, amount_minor, invoice_id, invoice_number } of done.periods) {
    const next = plan.lines[line - 1]?.periods.find(one => one.from_on === from_on)
    const kept = next?.to_on === to_on && next.amount_minor === BigInt(amount_minor)
    if (invoice_id && !kept)
      problems.push({ index: 0, code: 'contract_period_done', params: { from_on, to_on, number: invoice_number } })
  }
  if (plan.total.amount_minor < done.billed_minor)
    problems.push({ index: 0, code: 'contract_below_billed', params: { billed_minor: done.billed_minor } })
  return problems
}

async function loadAround(ctx: Context): Promise<Around> {
  const [taxCodes, terms] = await Promise.all([
    readTaxCodes(ctx),
    ctx.tx.rows(sql<{ code: string; terms_id: string }>`
      select code, terms_id from payment_terms where org_id = ${ctx.org_id} and not archived`),
  ])
  return { taxCodes, terms: new Map(terms.map(row => [row.code, row.terms_id])) }
}

/**
 * Amounts of what is agreed; everything wrong with it goes to `problems`, and the answer is null then. Taxes are those of
 * the day it was signed. [CTR-2] [CTR-3]
 */
export function decideAgreed(
  agreed: Agreed,
  { currency, signed_on, index }: { currency: string; signed_on: Day; index: number },
  around: Around,
  problems: Problem[],
): PlannedContract | null {
  const before = problems.length
  const complain = (code: Problem['code'], params: Record<string, unknown> = {}) =>
    void problems.push({ index, code, params })
  if (!isCurrency(currency)) complain('currency_unknown', { currency })
  const digits = isCurrency(currency) ? currencyDigits(currency) : 2
  const lines = agreed.lines.flatMap(draft => {
    const tax = taxCodeOn(around.taxCodes, draft.tax_code, signed_on)
    if (!tax) complain('tax_code_unknown', { tax_code: draft.tax_code, on: signed_on })
    if (draft.recurs) {
      const plan = decideRecurring({ ...draft, recurs: draft.recurs }, tax?.rate ?? '0', complain)
      return tax && plan ? [{ ...plan, draft, tax_rate: tax.rate }] : []
    }
    const { amount_minor } = draft
    if (amount_minor === undefined) {
      complain('field_missing', { field: 'amount_minor' })
      return []
    }
    const wrong = lineProblem({ ...draft, amount_minor, is_discount: false }, digits)
    if (wrong) complain(wrong.code, wrong.params)
    return tax && !wrong
      ? [{ ...lineAmounts(amount_minor, tax.rate, draft.price_includes_tax), draft, tax_rate: tax.rate, periods: [] }]
      : []
  })
  if (agreed.parts.length > 0 && agreed.lines.some(line => line.recurs)) complain('contract_recurrence_planned')
  if (lines.reduce((count, line) => count + line.periods.length, 0) > mostPeriods)
    complain('contract_recurrence_long', { maximum: mostPeriods })
  const sum = (key: keyof LineAmounts) => lines.reduce((total, line) => total + line[key], 0n)
  const total = { net_minor: sum('net_minor'), tax_minor: sum('tax_minor'), amount_minor: sum('amount_minor') }
  const planned = agreed.parts.reduce((all, part) => all + part.amount_minor, 0n)
  if (problems.length === before && total.amount_minor <= 0n)
    complain('invoice_total_zero', { amount_minor: total.amount_minor })
  if (agreed.parts.length > 0 && problems.length === before && planned !== total.amount_minor)
    complain('contract_plan_disagrees', { sum_minor: planned, amount_minor: total.amount_minor })
  for (const part of agreed.parts) {
    if (part.amount_minor <= 0n) complain('amount_not_positive', { amount_minor: part.amount_minor })
    if ((part.kind === 'retention') !== (part.months !== undefined))
      complain('contract_retention_months', { label: part.label })
  }
  if (agreed.starts_on && agreed.ends_on && agreed.ends_on < agreed.starts_on)
    complain('contract_days_reversed', { starts_on: agreed.starts_on, ends_on: agreed.ends_on })
  for (const [field, most] of [
    ['penalty_per_day', 1],
    ['penalty_per_year', 365],
    ['penalty_cap', 100],
  ] as const) {
    const said = agreed[field]
    if (said !== undefined && !(Number(said) >= 0 && Number(said) <= most))
      complain('field_out_of_range', { field, least: 0, most })
  }
  if (agreed.penalty_per_day !== undefined && agreed.penalty_per_year !== undefined) complain('contract_penalty_twice')
  const terms_id = agreed.terms_code === undefined ? null : (around.terms.get(agreed.terms_code) ?? null)
  if (agreed.terms_code !== undefined && !terms_id) complain('terms_unknown', { terms_code: agreed.terms_code })
  return problems.length === before ? { agreed, terms_id, lines, total } : null
}

const headRow = ({ agreed, terms_id, total }: PlannedContract) => ({
  title: agreed.title,
  kind: agreed.kind,
  starts_on: agreed.starts_on ?? null,
  ends_on: agreed.ends_on ?? null,
  terms_id,
  method: agreed.method ?? null,
  penalty_per_day: agreed.penalty_per_day ?? null,
  penalty_per_year: agreed.penalty_per_year ?? null,
  penalty_cap: agreed.penalty_cap ?? null,
  grace_days: agreed.grace_days,
  reference: agreed.reference ?? null,
  note: agreed.note ?? null,
  ...total,
})

/** Writes versions whole: their heads, lines and plans. */
async function writeVersions(ctx: Context, versions: readonly NewVersion[], recorded_at: Instant): Promise<void> {
  const recorded_by = ctx.actor.person_id
  await insertRows(
    ctx.tx,
    'contract_versions',
    ctx.org_id,
    versions.map(({ plan, ...of }) => {
      const { terms_id: _, ...row } = headRow(plan)
      return { ...of, head: { ...row, terms_code: plan.agreed.terms_code ?? null }, recorded_by, recorded_at }
    }),
  )
  await Promise.all([
    insertRows(ctx.tx, 'contract_lines', ctx.org_id, versions.flatMap(lineRows)),
    insertRows(ctx.tx, 'contract_parts', ctx.org_id, versions.flatMap(partRows)),
  ])
  await insertRows(ctx.tx, 'contract_periods', ctx.org_id, versions.flatMap(periodRows))
}
