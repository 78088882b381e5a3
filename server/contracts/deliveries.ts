import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { compareDecimals, minusDecimals } from '../kernel/money.ts'
import { newId } from '../kernel/values.ts'
import { drawNumbers } from '../ledger/numbers.ts'
import type { contractsContract } from './contract.ts'
import { refuseShut } from './gates.ts'
import { type LineStanding, lockContracts, readLines, readParts } from './load.ts'

type Lines = typeof contractsContract
type Delivery = Taken<Lines['recordDelivery']>

/** Records a delivery under a contract: never more of a line than was agreed. [CTR-5] */
export async function recordDelivery(ctx: Context, request: Delivery): Promise<Answered<Lines['recordDelivery']>> {
  const { contract_id, lines, ...rest } = request
  // Load.
  const contract = (await lockContracts(ctx, [contract_id])).get(contract_id)
  const standing = await readLines(ctx, [contract_id])

  // Decide.
  if (!contract) refuse('contract_unknown', { contract_id })
  if (contract.state !== 'active') refuse('contract_not_active', { number: contract.number, state: contract.state })
  refuseAll(decideDelivery(request, standing, { from: contract.signed_on, to: ctx.today }))
  await refuseShut(ctx, contract_id, 'delivered')
  const delivery_id = newId<'delivery'>()
  const recorded_at = await moment(ctx)
  const { entity_id, customer_id } = contract

  // Write.
  const year = Number(request.delivered_on.slice(0, 4))
  const [number] = await drawNumbers(ctx, [{ entity_id, series: 'DLV', year }])
  await insertRows(ctx.tx, 'deliveries', ctx.org_id, [
    {
      delivery_id,
      contract_id,
      entity_id,
      customer_id,
      number: number as string,
      delivered_on: rest.delivered_on,
      carrier: rest.carrier ?? null,
      tracking: rest.tracking ?? null,
      note: rest.note ?? null,
      recorded_at,
    },
  ])
  await insertRows(
    ctx.tx,
    'delivery_lines',
    ctx.org_id,
    lines.map(line => ({ delivery_id, ...line })),
  )

  // Record.
  const data = { contract_id, number, delivered_on: rest.delivered_on, lines }
  await record(ctx, 'delivery.recorded', recorded_at, [{ subject_id: delivery_id, data }])
  return { delivery_id, number: number as string }
}

/** What is wrong with a delivery. */
export function decideDelivery(
  { delivered_on, lines }: Pick<Delivery, 'delivered_on' | 'lines'>,
  standing: readonly LineStanding[],
  days: { from: string; to: string },
): Problem[] {
  const seen = new Set<number>()
  const problems = lines.flatMap(({ line, quantity }): Problem[] => {
    const agreed = standing.find(one => one.line === line)
    const twice = seen.has(line)
    seen.add(line)
    if (!agreed || twice) return [{ index: 0, code: 'contract_line_unknown', params: { line } }]
    if (compareDecimals(quantity, '0') <= 0) return [{ index: 0, code: 'quantity_not_positive', params: { line } }]
    const left = minusDecimals(agreed.quantity ?? '0', agreed.delivered)
    if (agreed.quantity !== null && compareDecimals(quantity, left) > 0)
      return [{ index: 0, code: 'delivery_above_contract', params: { line, left, unit: agreed.unit ?? '' } }]
    return []
  })
  return delivered_on < days.from || delivered_on > days.to
    ? [...problems, { index: 0, code: 'contract_day_outside', params: { on: delivered_on, ...days } }]
    : problems
}

type LockedDelivery = { delivery_id: string; contract_id: string; number: string; delivered_on: string; state: string }

const lockDelivery = (ctx: Context, delivery_id: string) =>
  ctx.tx.first(sql<LockedDelivery>`
    select delivery_id, contract_id, number, delivered_on, state from deliveries
    where org_id = ${ctx.org_id} and delivery_id = ${delivery_id} for update`)

/** The contract of a delivery. */
export async function contractOf(ctx: Context, delivery_id: string): Promise<string | null> {
  const row = await ctx.tx.first(sql<{ contract_id: string }>`
    select contract_id from deliveries where org_id = ${ctx.org_id} and delivery_id = ${delivery_id}`)
  return row?.contract_id ?? null
}

type Confirmation = Omit<Taken<Lines['confirmDelivery']>, 'delivery_id'>

/**
 * Records that the customer confirmed the goods, once; of a line of which less arrived, how much. [CTR-6] Refuses
 * `contract_line_unknown`, `received_above_delivered`.
 */
export async function confirmDelivery(
  ctx: Context,
  { delivery_id, ...confirmation }: Taken<Lines['confirmDelivery']>,
): Promise<Answered<Lines['confirmDelivery']>> {
  const { confirmed_on } = confirmation
  // Load. The contract is locked first, as by all that counts what was delivered.
  const contract_id = await contractOf(ctx, delivery_id)
  if (contract_id) await lockContracts(ctx, [contract_id])
  const delivery = await lockDelivery(ctx, delivery_id)
  const sent = await ctx.tx.rows(sql<{ line: number; quantity: string }>`
    select line, trim_scale(quantity)::text as quantity from delivery_lines
    where org_id = ${ctx.org_id} and delivery_id = ${delivery_id}`)

  // Decide.
  if (!delivery) refuse('delivery_unknown', { delivery_id })
  if (delivery.state !== 'sent') refuse('delivery_not_sent', { number: delivery.number, state: delivery.state })
  if (confirmed_on < delivery.delivered_on || confirmed_on > ctx.today)
    refuse('confirmed_before_delivered', { delivered_on: delivery.delivered_on, confirmed_on })
  await refuseShut(ctx, delivery.contract_id, 'confirmed')
  refuseAll(decideReceived(confirmation.received, sent))

  // Write. Record.
  await writeConfirmation(ctx, delivery, confirmation)
  return { state: 'confirmed' }
}

/** What is wrong with what is said to have arrived. Pure. */
export function decideReceived(
  received: Confirmation['received'],
  sent: readonly { line: number; quantity: string }[],
): Problem[] {
  const seen = new Set<number>()
  return received.flatMap(({ line, quantity }, index): Problem[] => {
    const most = sent.find(one => one.line === line)?.quantity
    if (most === undefined || seen.has(line)) return [{ index, code: 'contract_line_unknown', params: { line } }]
    seen.add(line)
    const within = compareDecimals(quantity, '0') >= 0 && compareDecimals(quantity, most) <= 0
    return within ? [] : [{ index, code: 'received_above_delivered', params: { line, sent: most } }]
  })
}

/** Writes and records a confirmation that was decided; also for a customer who confirms on a page. */
export async function writeConfirmation(
  ctx: Context,
  delivery: Pick<LockedDelivery, 'delivery_id' | 'contract_id' | 'number'>,
  { confirmed_on, confirmed_name, confirmed_how, received }: Confirmation,
): Promise<void> {
  const recorded_at = await moment(ctx)
  const { delivery_id } = delivery
  await ctx.tx.rows(sql`
    update deliveries set state = 'confirmed', confirmed_on = ${confirmed_on}, confirmed_name = ${confirmed_name},
      confirmed_how = ${confirmed_how}
    where org_id = ${ctx.org_id} and delivery_id = ${delivery_id}`)
  await insertRows(
    ctx.tx,
    'delivery_receipts',
    ctx.org_id,
    received.map(line => ({ delivery_id, line: line.line, quantity: line.quantity, note: line.note || null })),
  )
  const lines = received.map(({ line, quantity }) => ({ line, quantity }))
  const data = {
    contract_id: delivery.contract_id,
    number: delivery.number,
    confirmed_on,
    confirmed_how,
    received: lines,
  }
  await record(ctx, 'delivery.confirmed', recorded_at, [{ subject_id: delivery_id, data }])
}

/** Records that a delivery came back whole or never left; what is billed already stands in its way. [CTR-6] */
export async function returnDelivery(
  ctx: Context,
  { delivery_id, reason }: Taken<Lines['returnDelivery']>,
): Promise<Answered<Lines['returnDelivery']>> {
  // Load. The contract is locked first, as by all that counts what was delivered.
  const contract_id = await contractOf(ctx, delivery_id)
  if (!contract_id) refuse('delivery_unknown', { delivery_id })
  await lockContracts(ctx, [contract_id])
  const delivery = await lockDelivery(ctx, delivery_id)
  const [standing, mine] = await Promise.all([
    readLines(ctx, [contract_id]),
    ctx.tx.rows(sql<{ line: number; quantity: string }>`
      select l.line, coalesce(r.quantity, l.quantity)::text as quantity from delivery_lines l
      left join delivery_receipts r on r.org_id = l.org_id and r.delivery_id = l.delivery_id and r.line = l.line
      where l.org_id = ${ctx.org_id} and l.delivery_id = ${delivery_id}`),
  ])

  // Decide.
  if (!delivery || delivery.state === 'returned')
    refuse('delivery_not_sent', { number: delivery?.number ?? '', state: 'returned' })
  const billed = mine.find(({ line, quantity }) => {
    const standingLine = standing.find(one => one.line === line)
    return standingLine && compareDecimals(minusDecimals(standingLine.delivered, quantity), standingLine.billed) < 0
  })
  if (billed) refuse('delivery_billed', { number: delivery.number, line: billed.line })
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update deliveries set state = 'returned', confirmed_on = null, confirmed_name = null, confirmed_how = null
    where org_id = ${ctx.org_id} and delivery_id = ${delivery_id}`)

  // Record.
  const data = { contract_id: delivery.contract_id, number: delivery.number, reason }
  await record(ctx, 'delivery.returned', recorded_at, [{ subject_id: delivery_id, data }])
  return { state: 'returned' }
}

/** Says that a milestone is met or the whole is accepted, or takes that back while nothing bills it. [CTR-7] */
export async function markContract(
  ctx: Context,
  { contract_id, part, met_on, evidence }: Taken<Lines['markContract']>,
): Promise<Answered<Lines['markContract']>> {
  // Load.
  const contract = (await lockContracts(ctx, [contract_id])).get(contract_id)
  const parts = await readParts(ctx, [contract_id])

  // Decide.
  if (!contract) refuse('contract_unknown', { contract_id })
  if (contract.state !== 'active') refuse('contract_not_active', { number: contract.number, state: contract.state })
  const meant = parts.find(one => one.part === part)
  if (part !== undefined && meant?.kind !== 'milestone') refuse('contract_part_unknown', { part })
  if (meant?.billed) refuse('contract_part_done', { label: meant.label })
  if (met_on && (met_on > ctx.today || met_on < contract.signed_on))
    refuse('contract_day_outside', { on: met_on, from: contract.signed_on, to: ctx.today })
  if (met_on) await refuseShut(ctx, contract_id, 'confirmed')
  const recorded_at = await moment(ctx)

  // Write.
  const recorded_by = ctx.actor.person_id
  await insertRows(ctx.tx, 'contract_marks', ctx.org_id, [
    { contract_id, mark_id: newId<'mark'>(), part: part ?? null, met_on, evidence, recorded_by, recorded_at },
  ])

  // Record.
  const data = { number: contract.number, part: part ?? null, label: meant?.label ?? null, met_on, evidence }
  await record(ctx, 'contract.marked', recorded_at, [{ subject_id: contract_id, data }])
  return { met_on }
}
