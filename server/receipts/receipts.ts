import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, type Problem, refuseAll } from '../kernel/errors.ts'
import type { Day, Instant } from '../kernel/values.ts'
import { recordPairs } from '../ledger/applications.ts'
import { type Books, lockBooks } from '../ledger/books.ts'
import { lockItems, writePlan } from '../ledger/items.ts'
import { drawNumbers, numberProblems } from '../ledger/numbers.ts'
import { knownRefs, loadParties, type Party, partyOf, refKey } from '../ledger/parties.ts'
import { type Item, newPlan, type Plan } from '../ledger/plan.ts'
import { ratesFor } from '../ledger/rates.ts'
import type { receiptsContract } from './contract.ts'
import {
  type ItemsByNumber,
  type PlannedReceipt,
  planPayment,
  planReceipt,
  type ReceiptDraft,
  type ReceiptSurroundings,
  numberKey,
} from './plan-receipt.ts'
import { type HeldReceipt, heldReceipt, loadWaits, recordHeld, type Waits, writeWaiting } from './waiting.ts'

type Drafts = Taken<(typeof receiptsContract)['recordReceipts']>
type Answer = Answered<(typeof receiptsContract)['recordReceipts']>

/** What a batch of receipts stands on. */
export type Surroundings = {
  books: Map<string, Books>
  items: Map<string, Item>
  byNumber: ItemsByNumber
  known: Map<string, string>
  problems: Problem[]
  recorded_at: Instant
  of(index: number): ReceiptSurroundings | null
}

/** What else receipts are written with: the import that brought them, or what says of each that another confirmed it. */
export type Brought = { import_id?: string | null; confirmed?: readonly Confirmed[] }
/** What another person confirmed: the import that brought it, and why a payer who is not the customer is let through. */
export type Confirmed = { import_id: string | null; reason: string | null }

/**
 * Records receipts and applies them where it is said; what is left over stays on account. What another must confirm waits
 * and is not money yet. [RCP-1, RCP-5, RCP-17]
 */
export async function recordReceipts(ctx: Context, drafts: Drafts, brought: Brought = {}): Promise<Answer> {
  // Load.
  const around = await loadReceipts(ctx, drafts)
  const waits = await loadWaits(ctx, drafts, around)

  // Decide.
  const { plan, planned, held } = decideBatch(ctx.today, drafts, around, waits, brought.confirmed)
  refuseAll(plan.problems)

  // Write.
  const { recorded_at } = around
  const importOf = (index: number) => brought.confirmed?.[index]?.import_id ?? brought.import_id ?? null
  await writeReceipts(ctx, plan, planned, recorded_at, null, importOf)
  await writeWaiting(ctx, held, recorded_at, brought.import_id ?? null)

  // Record.
  await recordReceived(ctx, planned, recorded_at)
  await recordHeld(ctx, held, recorded_at)
  await recordPairs(ctx, plan.pairs, recorded_at)
  return { rows: await answerRows(ctx, drafts, around.known, planned, { held, known: waits.known }) }
}

/**
 * What is posted, and what waits. Everything is planned together, so that nobody waits for what is impossible; then what is
 * posted is planned without what waits. Pure.
 */
function decideBatch(
  today: Day,
  drafts: Drafts,
  around: Surroundings,
  waits: Waits,
  confirmed: readonly Confirmed[] | undefined,
) {
  const known = new Set(
    confirmed ? [] : drafts.flatMap((draft, index) => (waits.known.has(refKey(draft)) ? [index] : [])),
  )
  const items = waits.possible ? structuredClone(around.items) : around.items
  const whole = newPlan(around.books, items, today)
  const all = decideReceipts(whole, drafts, around, known)
  const judged = new Map(all.map(receipt => [receipt.index, waits.judge(receipt)]))
  const released = (index: number) => (confirmed?.[index]?.reason ?? null) !== null
  if (confirmed)
    for (const [index, { why }] of judged)
      if (why.includes('payer') && !released(index))
        whole.problems.push({ index, code: 'receipt_release_reason', params: {} })
  /** Says of each who paid. */
  const told = (receipts: PlannedReceipt[]) => {
    for (const receipt of receipts) {
      const { payer = 'self', letter_id = null } = judged.get(receipt.index) ?? {}
      receipt.payer = payer === 'open' && released(receipt.index) ? 'released' : payer
      receipt.letter_id = letter_id
    }
    return receipts
  }
  const held = confirmed
    ? []
    : all.flatMap(receipt => {
        const why = judged.get(receipt.index)?.why ?? []
        return why.length > 0 ? [heldReceipt(receipt, why)] : []
      })
  if (held.length === 0 || whole.problems.length > 0) return { plan: whole, planned: told(all), held: [] }
  const plan = newPlan(around.books, around.items, today)
  const planned = decideReceipts(plan, drafts, around, new Set([...known, ...held.map(one => one.index)]))
  return { plan, planned: told(planned), held }
}

/** Loads parties, books, rates and, under lock, every item the drafts pay. */
export async function loadReceipts(ctx: Context, drafts: readonly ReceiptDraft[]): Promise<Surroundings> {
  const [parties, known] = await Promise.all([
    loadParties(
      ctx,
      drafts,
      drafts.map(draft => draft.payer_id),
    ),
    knownRefs(ctx, 'receipt', drafts),
  ])
  const problems: Problem[] = []
  const found = drafts.map((draft, index) => partyOf(parties, draft, index, problems))
  const fresh = (index: number) =>
    !(drafts[index]?.external_id !== undefined && known.has(refKey(drafts[index] as ReceiptDraft)))
  const foreign = found.flatMap((party, index) => {
    const draft = drafts[index] as ReceiptDraft
    const currency = party && (draft.currency ?? party.customer.currency ?? party.entity.base_currency)
    return party && currency && currency !== party.entity.base_currency && !draft.rate
      ? [{ currency, base_currency: party.entity.base_currency, on: draft.received_on as Day }]
      : []
  })
  const numbered = found.flatMap((party, index) => {
    const number = drafts[index]?.number
    return party && number && fresh(index) ? [{ index, entity_id: party.entity.entity_id, number }] : []
  })
  for (const [index, draft] of drafts.entries())
    if (draft.payer_id && !parties.also.has(draft.payer_id))
      problems.push({ index, code: 'customer_unknown', params: { customer: draft.payer_id } })
  const byNumber = await findByNumber(
    ctx,
    drafts.map((draft, index) => ({ draft, party: found[index] ?? null })),
  )
  const wanted = [
    ...drafts.flatMap(draft => draft.apply.flatMap(line => (line.item_id ? [line.item_id] : []))),
    ...[...byNumber.values()].flat(),
  ]
  const from = drafts.reduce<Day>((min, draft) => {
    const on = (draft.applied_on ?? draft.posted_on ?? draft.received_on) as Day
    return on < min ? on : min
  }, ctx.today)
  const { items, recorded_at } = await lockItems(ctx, wanted, from)
  const [books, rateFor, taken] = await Promise.all([
    lockBooks(ctx, [
      ...found.flatMap(party => (party ? [party.entity.entity_id] : [])),
      ...[...items.values()].map(item => item.entity_id),
    ]),
    ratesFor(ctx, foreign),
    numberProblems(ctx, 'receipts', numbered),
  ])
  return {
    books,
    items,
    byNumber,
    known,
    problems: [...problems, ...taken],
    recorded_at,
    of(index) {
      const party = found[index]
      return party ? { ...party, rateFor } : null
    },
  }
}

async function findByNumber(
  ctx: Context,
  drafts: readonly { draft: ReceiptDraft; party: Party | null }[],
): Promise<ItemsByNumber> {
  const wanted = drafts.flatMap(({ draft, party }) =>
    draft.apply.flatMap(({ invoice_number: number, item_id }) =>
      party && number && !item_id
        ? [{ entity_id: party.entity.entity_id, customer_id: party.customer.customer_id, number }]
        : [],
    ),
  )
  if (wanted.length === 0) return new Map()
  // Our invoices bear their number alone in the entity; an opening or transferred item is its own document, and its
  // number means something only together with its customer.
  const rows = await ctx.tx.rows(sql<{ entity_id: string; customer_id: string; number: string; item_ids: string[] }>`
    select w.entity_id, w.customer_id, w.number, array_agg(f.item_id order by f.due_on nulls last, f.line) as item_ids
    from (select distinct * from unnest(${wanted.map(want => want.entity_id)}::uuid[], ${wanted.map(want => want.customer_id)}::uuid[],
      ${wanted.map(want => want.number)}::text[]) as u (entity_id, customer_id, number)) w
    cross join lateral (
      select i.item_id, i.due_on, i.line from invoices v
      join open_items i on i.org_id = v.org_id and i.document_id = v.invoice_id and i.amount_minor > 0 and i.kind <> 'correction'
      where v.org_id = ${ctx.org_id} and v.entity_id = w.entity_id and v.number = w.number and v.state = 'issued'
      union all
      select i.item_id, i.due_on, i.line from open_items i
      where i.org_id = ${ctx.org_id} and i.customer_id = w.customer_id and i.entity_id = w.entity_id and i.number = w.number
        and i.amount_minor > 0 and i.open_minor <> 0 and (i.opening_id is not null or i.kind = 'transfer')) f
    group by w.entity_id, w.customer_id, w.number`)
  return new Map(rows.map(row => [numberKey(row.entity_id, row.customer_id, row.number), row.item_ids]))
}

/** Plans every receipt that is not known already from its source, nor left out, and what each pays. */
export function decideReceipts(
  plan: Plan,
  drafts: readonly ReceiptDraft[],
  around: Surroundings,
  left_out: ReadonlySet<number> = new Set(),
): PlannedReceipt[] {
  plan.problems.push(...around.problems)
  const seen = new Set<string>()
  return drafts.flatMap((draft, index) => {
    const key = refKey(draft)
    if (draft.external_id !== undefined && (around.known.has(key) || seen.has(key))) return []
    seen.add(key)
    if (left_out.has(index)) return []
    const of = around.of(index)
    const planned = of && planReceipt(plan, index, draft, of)
    if (!planned) return []
    planPayment(plan, planned, around.byNumber)
    return [planned]
  })
}

/** Draws the numbers and writes the documents and the plan they stand on. */
export async function writeReceipts(
  ctx: Context,
  plan: Plan,
  planned: readonly PlannedReceipt[],
  recorded_at: Instant,
  corrects_id: string | null = null,
  importOf: (index: number) => string | null = () => null,
): Promise<void> {
  const unnumbered = planned.filter(receipt => receipt.draft.number === undefined)
  const numbers = await drawNumbers(
    ctx,
    unnumbered.map(receipt => ({
      entity_id: receipt.entity.entity_id,
      series: 'RCP',
      year: Number(receipt.posted_on.slice(0, 4)),
    })),
  )
  for (const [at, receipt] of unnumbered.entries()) {
    receipt.draft = { ...receipt.draft, number: numbers[at] as string }
    receipt.item.number = numbers[at] as string
  }
  await Promise.all([
    writePlan(ctx, plan, recorded_at),
    insertRows(
      ctx.tx,
      'receipts',
      ctx.org_id,
      planned.map(receipt => ({
        ...receiptRow(receipt),
        corrects_id,
        import_id: importOf(receipt.index),
        recorded_at,
      })),
    ),
    insertRows(
      ctx.tx,
      'external_refs',
      ctx.org_id,
      planned.flatMap(({ draft, receipt_id }) =>
        draft.external_id === undefined
          ? []
          : [
              {
                source: draft.source ?? '',
                external_id: draft.external_id,
                kind: 'receipt',
                document_id: receipt_id,
                recorded_at,
              },
            ],
      ),
    ),
  ])
}

function receiptRow(receipt: PlannedReceipt) {
  const { draft } = receipt
  return {
    receipt_id: receipt.receipt_id,
    entity_id: receipt.entity.entity_id,
    customer_id: receipt.customer.customer_id,
    payer_id: draft.payer_id ?? null,
    payer_name: draft.payer_name ?? null,
    number: draft.number as string,
    method: draft.method,
    received_on: draft.received_on,
    posted_on: receipt.posted_on,
    currency: receipt.currency,
    amount_minor: draft.amount_minor,
    base_minor: receipt.base_minor,
    rate: receipt.rate,
    bank_charge_minor: draft.bank_charge_minor ?? 0n,
    is_advance: draft.is_advance,
    payer_standing: receipt.payer,
    payer_letter_id: receipt.letter_id,
    booked_on: draft.booked_on ?? null,
    reference: draft.reference ?? null,
    note: draft.note ?? null,
    entry_id: receipt.entry_id,
  }
}

/** Records every receipt that was planned. */
export async function recordReceived(
  ctx: Context,
  planned: readonly PlannedReceipt[],
  recorded_at: Instant,
): Promise<void> {
  await record(
    ctx,
    'receipt.recorded',
    recorded_at,
    planned.map(({ receipt_id, draft, entity, customer, posted_on, currency, item }) => ({
      subject_id: receipt_id,
      data: {
        number: draft.number,
        entity_id: entity.entity_id,
        customer_id: customer.customer_id,
        method: draft.method,
        received_on: draft.received_on,
        posted_on,
        currency,
        amount_minor: draft.amount_minor,
        item_id: item.item_id,
      },
    })),
  )
}

type AnswerRow = Answer['rows'][number]

const rowOf = (receipt: PlannedReceipt): AnswerRow => ({
  receipt_id: receipt.receipt_id,
  number: receipt.draft.number as string,
  item_id: receipt.item.item_id,
  unapplied_minor: -receipt.item.open_minor,
  known: false,
  waiting_id: null,
})

const waitingRow = (waiting_id: string, known: boolean): AnswerRow => ({
  receipt_id: null,
  number: null,
  item_id: null,
  unapplied_minor: 0n,
  known,
  waiting_id,
})

async function answerRows(
  ctx: Context,
  drafts: readonly ReceiptDraft[],
  known: ReadonlyMap<string, string>,
  planned: readonly PlannedReceipt[],
  waiting: { held: readonly HeldReceipt[]; known: ReadonlyMap<string, string> },
): Promise<AnswerRow[]> {
  const byIndex = new Map([
    ...planned.map(receipt => [receipt.index, rowOf(receipt)] as const),
    ...waiting.held.map(({ index, waiting_id }) => [index, waitingRow(waiting_id, false)] as const),
  ])
  const byRef = new Map(
    [...byIndex].flatMap(([index, row]) => {
      const draft = drafts[index]
      return draft?.external_id === undefined ? [] : [[refKey(draft), row] as const]
    }),
  )
  const ids = [...known.values()]
  const old =
    ids.length === 0
      ? []
      : await ctx.tx.rows(sql<AnswerRow>`
    select r.receipt_id, r.number, i.item_id, (-i.open_minor)::text as unapplied_minor, true as known, null as waiting_id
    from receipts r join open_items i on i.org_id = r.org_id and i.document_id = r.receipt_id and i.kind in ('receipt', 'advance')
    where r.org_id = ${ctx.org_id} and r.receipt_id = any (${ids}::uuid[])`)
  const byId = new Map(old.map(row => [row.receipt_id as string, row]))
  return drafts.map((draft, index) => {
    const key = refKey(draft)
    const waits = waiting.known.get(key)
    const row =
      byIndex.get(index) ??
      byId.get(known.get(key) ?? '') ??
      (waits === undefined ? byRef.get(key) : waitingRow(waits, true))
    assert(row, 'a draft that is not recorded is known')
    return byIndex.has(index) ? row : { ...row, known: true }
  })
}
