import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, type Problem, Refusal, refuse, refuseAll } from '../kernel/errors.ts'
import { enqueue } from '../kernel/jobs.ts'
import type { Instant } from '../kernel/values.ts'
import { notify } from '../tasks/notify.ts'
import { amendReceipt } from './amendments.ts'
import { receiptDraft, receiptsContract } from './contract.ts'
import { correctReceipt } from './corrections.ts'
import { recordReceipts } from './receipts.ts'
import type { waitingContract } from './waiting-contract.ts'
import type { waitingKinds, waitingReasons, waitingStates } from './waiting-states-contract.ts'

type Lines = typeof waitingContract
type Line = Taken<Lines['confirmReceipts']>[number]

type Waiting = {
  waiting_id: string
  kind: (typeof waitingKinds)[number]
  state: (typeof waitingStates)[number]
  receipt_id: string | null
  input: unknown
  why: (typeof waitingReasons)[number][]
  import_id: string | null
  recorded_by: string
  currency: string
  amount_minor: string
}

/** Locks what waits, in the one order of ids; unknown ones are absent. */
function lockWaiting(ctx: Context, ids: readonly string[]): Promise<Waiting[]> {
  return ctx.tx.rows(sql<Waiting>`
    select waiting_id, kind, state, receipt_id, input, why, import_id, recorded_by, currency, amount_minor
    from waiting_receipts where org_id = ${ctx.org_id} and waiting_id = any (${[...ids]}::uuid[])
    order by waiting_id for update`)
}

/**
 * What stands against confirming or returning each: unknown, not waiting any more, named twice, recorded by the one who asks;
 * a payer who is not the customer is let through only with a reason. Pure. [RCP-18]
 */
export function decideCheck(
  lines: readonly { waiting_id: string; reason?: string | undefined }[],
  found: ReadonlyMap<string, Pick<Waiting, 'state' | 'recorded_by' | 'why'>>,
  person_id: string,
): Problem[] {
  const seen = new Set<string>()
  return lines.flatMap(({ waiting_id, reason }, index): Problem[] => {
    const one = found.get(waiting_id)
    if (!one || seen.has(waiting_id)) return [{ index, code: 'receipt_waiting_unknown', params: { waiting_id } }]
    seen.add(waiting_id)
    if (one.state !== 'waiting') return [{ index, code: 'receipt_not_waiting', params: { state: one.state } }]
    if (one.recorded_by === person_id) return [{ index, code: 'checker_is_maker', params: {} }]
    if (one.why.includes('payer') && !reason) return [{ index, code: 'receipt_release_reason', params: {} }]
    return []
  })
}

/**
 * Confirms receipts another person recorded: each is posted now, on its own day, in an open period, with the next number.
 * [RCP-18] Refuses what recording refuses, `receipt_waiting_unknown`, `receipt_not_waiting`, `checker_is_maker`,
 * `receipt_release_reason`.
 */
export async function confirmReceipts(
  ctx: Context,
  lines: Taken<Lines['confirmReceipts']>,
): Promise<Answered<Lines['confirmReceipts']>> {
  // Load.
  const found = await waitingOf(ctx, lines)
  const checked_at = await moment(ctx)

  // Decide.
  refuseAll(decideCheck(lines, found, ctx.actor.person_id))

  // Write.
  const made = await perform(ctx, lines, found)
  await settle(
    ctx,
    lines.map(({ waiting_id, reason }) => ({
      waiting_id,
      reason: reason ?? null,
      made_receipt_id: made.get(waiting_id)?.receipt_id ?? null,
    })),
    'confirmed',
    checked_at,
  )

  await endAdvices(
    ctx,
    lines.map(line => line.waiting_id),
  )

  // Record.
  await record(
    ctx,
    'receipt.confirmed',
    checked_at,
    lines.map(({ waiting_id, reason }) => {
      const { kind, why, recorded_by } = found.get(waiting_id) as Waiting
      const subject_id = made.get(waiting_id)?.receipt_id ?? waiting_id
      return { subject_id, data: { waiting_id, kind, why, recorded_by, reason: reason ?? null } }
    }),
  )
  return {
    rows: lines.map(({ waiting_id }) => ({ waiting_id, receipt_id: null, number: null, ...made.get(waiting_id) })),
  }
}

/** What customers announced and was recorded so is received now; the pages of customers see to it. */
async function endAdvices(ctx: Context, ids: readonly string[]): Promise<void> {
  const rows = await ctx.tx.rows(sql<{ waiting_id: string }>`
    select waiting_id from payment_advices
    where org_id = ${ctx.org_id} and state = 'advised' and waiting_id = any (${[...ids]}::uuid[])`)
  if (rows.length > 0) await enqueue(ctx, 'advice.follow', { waiting_ids: rows.map(row => row.waiting_id) })
}

async function waitingOf(ctx: Context, lines: readonly { waiting_id: string }[]): Promise<Map<string, Waiting>> {
  const rows = await lockWaiting(
    ctx,
    lines.map(line => line.waiting_id),
  )
  return new Map(rows.map(row => [row.waiting_id, row]))
}

type Made = { receipt_id: string | null; number: string | null }

/** Does what waited: receipts together as one batch, what is done to another receipt one after the other. */
async function perform(
  ctx: Context,
  lines: readonly Line[],
  found: ReadonlyMap<string, Waiting>,
): Promise<Map<string, Made>> {
  const made = new Map<string, Made>()
  const of = (kind: Waiting['kind']) =>
    lines.flatMap((line, index) => {
      const waiting = found.get(line.waiting_id) as Waiting
      return waiting.kind === kind ? [{ line, index, waiting }] : []
    })
  const records = of('record')
  if (records.length > 0) {
    const { rows } = await indexed(
      () =>
        recordReceipts(
          ctx,
          records.map(({ line, waiting }) => draftOf(line, waiting)),
          {
            confirmed: records.map(({ line, waiting }) => ({
              import_id: waiting.import_id,
              reason: line.reason ?? null,
            })),
          },
        ),
      at => records[at]?.index ?? 0,
    )
    for (const [at, { index, line }] of records.entries()) {
      const row = rows[at]
      assert(row, 'every receipt has its answer')
      if (row.known) refuse('external_id_known', { number: row.number }, index)
      made.set(line.waiting_id, { receipt_id: row.receipt_id, number: row.number })
    }
  }
  for (const { line, index, waiting } of of('correct')) {
    const request = receiptsContract.correctReceipt.input.parse(waiting.input)
    const on = line.posted_on ?? request.corrected_on
    const { receipt_id, number } = await indexed(
      () =>
        correctReceipt(
          ctx,
          { ...request, ...(on ? { corrected_on: on } : {}) },
          { confirmed: { reason: line.reason ?? null } },
        ),
      () => index,
    )
    made.set(line.waiting_id, { receipt_id, number })
  }
  for (const { line, index, waiting } of of('amend')) {
    const request = receiptsContract.amendReceipt.input.parse(waiting.input)
    await indexed(
      () => amendReceipt(ctx, request, { confirmed: { reason: line.reason ?? null } }),
      () => index,
    )
    made.set(line.waiting_id, { receipt_id: request.receipt_id, number: null })
  }
  return made
}

/** A draft as it was asked for, but for what the one who confirms it decides. */
function draftOf({ posted_on, on_account }: Line, { input }: Waiting) {
  const draft = receiptDraft.parse(input)
  return { ...draft, ...(posted_on ? { posted_on, applied_on: posted_on } : {}), ...(on_account ? { apply: [] } : {}) }
}

/** Runs a verb whose refusals count by another list. */
async function indexed<T>(work: () => Promise<T>, indexOf: (index: number) => number): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(error.problems.map(problem => ({ ...problem, index: indexOf(problem.index) })))
  }
}

type Settled = { waiting_id: string; reason: string | null; made_receipt_id: string | null }

async function settle(ctx: Context, lines: readonly Settled[], state: Waiting['state'], at: Instant): Promise<void> {
  await ctx.tx.rows(sql`
    update waiting_receipts w set state = ${state}, checked_by = ${ctx.actor.person_id}, checked_at = ${at}::timestamptz,
      reason = t.reason, made_receipt_id = t.made
    from unnest(${lines.map(line => line.waiting_id)}::uuid[], ${lines.map(line => line.reason)}::text[],
      ${lines.map(line => line.made_receipt_id)}::uuid[]) as t (waiting_id, reason, made)
    where w.org_id = ${ctx.org_id} and w.waiting_id = t.waiting_id`)
}

/** Returns receipts to who recorded them, with a reason; nothing of them is money. [RCP-18] Refuses like `confirmReceipts`. */
export async function returnReceipts(
  ctx: Context,
  lines: Taken<Lines['returnReceipts']>,
): Promise<Answered<Lines['returnReceipts']>> {
  // Load.
  const found = await waitingOf(ctx, lines)
  const at = await moment(ctx)

  // Decide.
  refuseAll(decideCheck(lines, found, ctx.actor.person_id))

  // Write.
  const back = lines.map(({ waiting_id, reason }) => ({ waiting_id, reason, made_receipt_id: null }))
  await settle(ctx, back, 'returned', at)
  await notify(
    ctx,
    at,
    lines.map(({ waiting_id }) => ({
      person_id: (found.get(waiting_id) as Waiting).recorded_by,
      kind: 'receipt_returned',
      about_id: waiting_id,
    })),
  )

  // Record.
  await record(
    ctx,
    'receipt.returned',
    at,
    lines.map(({ waiting_id, reason }) => ({
      subject_id: found.get(waiting_id)?.receipt_id ?? waiting_id,
      data: { waiting_id, reason },
    })),
  )
  return { rows: lines.map(({ waiting_id }) => ({ waiting_id, state: 'returned' as const })) }
}

/** Withdraws what one recorded oneself. [RCP-18] Refuses `receipt_waiting_unknown` for another's, `receipt_not_waiting`. */
export async function withdrawWaiting(
  ctx: Context,
  { waiting_id }: Taken<Lines['withdrawWaiting']>,
): Promise<Answered<Lines['withdrawWaiting']>> {
  // Load.
  const [one] = await lockWaiting(ctx, [waiting_id])
  const at = await moment(ctx)

  // Decide.
  if (one?.recorded_by !== ctx.actor.person_id) refuse('receipt_waiting_unknown', { waiting_id })
  if (one.state !== 'waiting') refuse('receipt_not_waiting', { state: one.state })

  // Write.
  await settle(ctx, [{ waiting_id, reason: null, made_receipt_id: null }], 'withdrawn', at)

  // Record.
  await record(ctx, 'receipt.withdrawn', at, [{ subject_id: one.receipt_id ?? waiting_id, data: { waiting_id } }])
  return { waiting_id, state: 'withdrawn' }
}
