import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { issueInvoices } from '../invoices/invoices.ts'
import { invoiceDraft } from '../invoices/contract.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { proportion } from '../kernel/money.ts'
import { type Day, type Instant, newId } from '../kernel/values.ts'
import { lockItems } from '../ledger/items.ts'
import { basisOf } from './late-basis.ts'
import type { lateContract } from './late-contract.ts'
import { type Proposed, readLateClaims, readLateRates, readRules, workOut } from './late-load.ts'

type Lines = typeof lateContract
type Chosen = Omit<Taken<Lines['waiveLateCharges']>, 'reason'>

/** What one customer may be charged for late payment until a day, with its calculation. [LAT-1] Refuses `late_until_future`. */
export async function proposeLateCharges(
  ctx: Context,
  asked: Taken<Lines['proposeLateCharges']>,
): Promise<Answered<Lines['proposeLateCharges']>> {
  const until = (asked.until ?? ctx.today) as Day
  if (until > ctx.today) refuse('late_until_future', { until, today: ctx.today })
  const proposed = await proposeFor(ctx, { ...asked, until }, asked.item_id ? [asked.item_id] : undefined)
  const rows = proposed.flatMap(({ claim, rule, worked }) => {
    if (!rule || !worked || 'problem' in worked) return []
    const { item: _, customer_id: _c, base_minor: _b, clause, ...row } = claim
    const said = clause && { contract_id: clause.contract_id, number: clause.number }
    return [{ ...row, ...worked, clause: said, rule, ...basisOf(claim, asked.rule) }]
  })
  type Unsaid = Answered<Lines['proposeLateCharges']>['unsaid'][number]
  const unsaid = proposed.flatMap(({ claim: { item_id, number, currency }, rule, worked }): Unsaid[] => {
    if (!rule) return [{ item_id, number, code: 'late_rule_missing', params: { currency } }]
    return worked && 'problem' in worked ? [{ item_id, number, ...worked.problem }] : []
  })
  return { until, rows, unsaid, next: null }
}

async function proposeFor(
  ctx: Context,
  asked: { customer_id: string; until: Day; rule?: string | undefined },
  item_ids?: readonly string[],
): Promise<Proposed[]> {
  const [claims, rules, rates] = await Promise.all([
    readLateClaims(ctx, { ...asked, ...(item_ids ? { item_ids } : {}) }),
    readRules(ctx),
    readLateRates(ctx),
  ])
  return workOut(claims, rules, rates, asked)
}

type Due = Proposed & {
  rule: NonNullable<Proposed['rule']>
  worked: Exclude<Proposed['worked'], null | { problem: unknown }>
}

/** The chosen items worked out anew, and what is wrong with charging them: another sum than was seen among it. Pure. [LAT-4] */
export function decideCharges(proposed: readonly Proposed[], asked: Chosen, today: Day) {
  const problems: Problem[] = []
  const complain = (code: Problem['code'], params: Record<string, unknown>) =>
    void problems.push({ index: 0, code, params })
  if (asked.until > today) complain('late_until_future', { until: asked.until, today })
  const due = asked.item_ids.flatMap((item_id): Due[] => {
    const found = proposed.find(one => one.claim.item_id === item_id)
    const number = found?.claim.number ?? ''
    if (found && (found.claim.entity_id !== asked.entity_id || found.claim.currency !== asked.currency))
      complain('late_party_differs', { number })
    else if (found && !found.rule) complain('late_rule_missing', { currency: found.claim.currency })
    else if (found?.worked && 'problem' in found.worked)
      complain(found.worked.problem.code, found.worked.problem.params)
    else if (!found?.worked) complain('late_nothing_due', { item_id, number })
    else if (found.rule) return [{ ...found, rule: found.rule, worked: found.worked as Due['worked'] }]
    return []
  })
  const amount_minor = due.reduce((sum, one) => sum + one.worked.amount_minor, 0n)
  if (problems.length === 0 && amount_minor !== asked.amount_minor)
    complain('late_amount_changed', { amount_minor, currency: asked.currency })
  return { due, amount_minor, problems }
}

/** Locks the items and works them out behind the lock, so that of two who charge the same days one is refused. [LAT-4] */
async function lockedCharges(ctx: Context, asked: Chosen) {
  const ids = [...new Set(asked.item_ids)]
  await lockItems(ctx, ids, ctx.today)
  const proposed = await proposeFor(ctx, { ...asked, until: asked.until as Day }, ids)
  return decideCharges(proposed, { ...asked, item_ids: ids }, ctx.today)
}

/**
 * Issues what was proposed as one charge, a line for each item. [LAT-4] Refuses `late_amount_changed` where it comes to
 * something else than was seen, `late_nothing_due`, `late_party_differs`, `late_rate_missing`, `late_rule_missing`, and what
 * issuing refuses.
 */
export async function issueLateCharges(
  ctx: Context,
  asked: Taken<Lines['issueLateCharges']>,
): Promise<Answered<Lines['issueLateCharges']>> {
  // Load.
  const { due, amount_minor, problems } = await lockedCharges(ctx, asked)

  // Decide.
  refuseAll(problems)
  if (amount_minor === 0n) refuse('late_nothing_due', { number: '' })

  // Write.
  const { customer_id, entity_id, currency, tax_code, note } = asked
  const issued_on = asked.issued_on ?? ctx.today
  const days = ctx.actor.locale === 'en' ? 'days' : '天'
  const draft = invoiceDraft.parse({
    customer_id,
    entity_id,
    currency,
    kind: 'charge',
    issued_on,
    due_on: asked.due_on ?? issued_on,
    ...(note ? { note } : {}),
    lines: due
      .filter(({ worked }) => worked.amount_minor > 0n)
      .map(({ claim, worked }) => ({
        description: `${claim.number} · ${worked.from_on} – ${worked.to_on} · ${worked.days} ${days}`,
        amount_minor: String(worked.amount_minor),
        price_includes_tax: true,
        tax_code,
      })),
  })
  const { rows } = await issueInvoices(ctx, [draft])
  const [issued] = rows
  assert(issued, 'one draft is one invoice')
  const recorded_at = await moment(ctx)
  await writeCharges(ctx, due, { state: 'charged', invoice_id: issued.invoice_id, reason: null }, recorded_at)

  // Record.
  await recordCharges(ctx, 'late_charge.issued', recorded_at, due, { invoice_id: issued.invoice_id })
  return { invoice_id: issued.invoice_id, number: issued.number, amount_minor }
}

/** Waives what was proposed, after a second person agreed; those days are not charged again. [LAT-7] */
export async function waiveLateCharges(
  ctx: Context,
  asked: Taken<Lines['waiveLateCharges']>,
): Promise<Answered<Lines['waiveLateCharges']>> {
  // Load.
  const { due, amount_minor, problems } = await lockedCharges(ctx, asked)

  // Decide.
  refuseAll(problems)

  // Write.
  const recorded_at = await moment(ctx)
  await writeCharges(ctx, due, { state: 'waived', invoice_id: null, reason: asked.reason }, recorded_at)

  // Record.
  await recordCharges(ctx, 'late_charge.waived', recorded_at, due, { reason: asked.reason })
  return { amount_minor }
}

/** What a policy may ask about a waiver, and what the second person reads; the amount in base currency. */
export async function waiverFacts(ctx: Context, input: unknown): Promise<Record<string, unknown>> {
  const asked = input as Taken<Lines['waiveLateCharges']>
  const proposed = await proposeFor(ctx, { ...asked, until: asked.until as Day }, asked.item_ids)
  const { due } = decideCharges(proposed, asked, ctx.today)
  const base = due.reduce(
    (sum, { claim, worked }) => sum + proportion(claim.base_minor, worked.amount_minor, claim.item_minor),
    0n,
  )
  return {
    amount_minor: String(base),
    customer_ids: [asked.customer_id],
    entity_ids: [asked.entity_id],
    numbers: due.map(({ claim }) => claim.number),
  }
}

async function writeCharges(
  ctx: Context,
  due: readonly Due[],
  of: { state: 'charged' | 'waived'; invoice_id: string | null; reason: string | null },
  recorded_at: Instant,
): Promise<void> {
  const recorded_by = ctx.actor.person_id
  await insertRows(
    ctx.tx,
    'late_charges',
    ctx.org_id,
    due.map(({ claim, rule, worked }) => ({
      late_charge_id: newId<'late_charge'>(),
      item_id: claim.item_id,
      entity_id: claim.entity_id,
      customer_id: claim.customer_id,
      number: claim.number,
      currency: claim.currency,
      from_on: worked.from_on,
      to_on: worked.to_on,
      days: worked.days,
      amount_minor: worked.amount_minor,
      rule: told(rule),
      rows: told(worked.rows),
      ...of,
      recorded_by,
      recorded_at,
    })),
  )
}

/** As JSON keeps it: amounts as digits. */
const told = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)))

const recordCharges = (ctx: Context, name: string, recorded_at: Instant, due: readonly Due[], more: object) =>
  record(
    ctx,
    name,
    recorded_at,
    due.map(({ claim: { item_id, number, currency }, worked: { from_on, to_on, days, amount_minor } }) => ({
      subject_id: item_id,
      data: { number, from_on, to_on, days, currency, amount_minor, ...more },
    })),
  )

/** The rules and reference rates that hold. */
export async function listLateRules(ctx: Context): Promise<Answered<Lines['listLateRules']>> {
  const [rows, rates] = await Promise.all([readRules(ctx), readLateRates(ctx)])
  return { rows, rates, next: null }
}

/** Writes a rule, or its next version. [LAT-6] Refuses `changed_meanwhile`, and `late_rule_incomplete` with what it lacks. */
export async function setLateRule(
  ctx: Context,
  { code, version, rule }: Taken<Lines['setLateRule']>,
): Promise<Answered<Lines['setLateRule']>> {
  // Load.
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(hashtext('duebook.late_rules'), ${ctx.org_id}::int)`)
  const latest = await ctx.tx.first(sql<{ version: number }>`
    select coalesce(max(version), 0) as version from late_rules where org_id = ${ctx.org_id} and code = ${code}`)

  // Decide.
  if ((latest?.version ?? 0) !== version) refuse('changed_meanwhile', { version: latest?.version ?? 0 })
  const { basis, percent, reference, times, fixing } = rule
  const lacking =
    basis === 'reference'
      ? Object.entries({ reference, times, fixing }).filter(([, value]) => value === null)
      : percent === null
        ? [['percent', null]]
        : []
  refuseAll(lacking.map(([field]) => ({ index: 0, code: 'field_missing' as const, params: { field } })))

  // Write.
  const recorded_at = await moment(ctx)
  const recorded_by = ctx.actor.person_id
  await insertRows(ctx.tx, 'late_rules', ctx.org_id, [
    { code, version: version + 1, rule: told(rule), recorded_by, recorded_at },
  ])

  // Record.
  const data = { code, version: version + 1, rule: told(rule) }
  await record(ctx, 'late_rule.set', recorded_at, [{ subject_id: recorded_by, data }])
  return { code, version: version + 1 }
}

/** Enters a reference rate from a day on; the latest word for a day counts. [LAT-6] */
export async function setLateRate(
  ctx: Context,
  rate: Taken<Lines['setLateRate']>,
): Promise<Answered<Lines['setLateRate']>> {
  // Decide.
  if (rate.percent.startsWith('-')) refuse('field_out_of_range', { field: 'percent', least: 0, most: 100 })

  // Write.
  const recorded_at = await moment(ctx)
  const recorded_by = ctx.actor.person_id
  await insertRows(ctx.tx, 'late_rates', ctx.org_id, [{ rate_id: newId<'rate'>(), ...rate, recorded_by, recorded_at }])

  // Record.
  await record(ctx, 'late_rate.set', recorded_at, [{ subject_id: recorded_by, data: rate }])
  return { valid_from: rate.valid_from }
}
