import { sql } from 'kysely'
import { hashToken } from '../access/actors.ts'
import { insertRows } from '../db/insert.ts'
import { between } from '../invoices/find-page.ts'
import { openedBy } from '../invoices/dispatch-codes.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { type Problem, Refusal, refuse } from '../kernel/errors.ts'
import { fileType } from '../kernel/file-signs.ts'
import { headOf } from '../kernel/file-types.ts'
import type { FileAnswer, Upload } from '../kernel/http.ts'
import type { JobRun } from '../kernel/jobs.ts'
import { keepSealedFile, sendKeptFile } from '../kernel/sealed-files.ts'
import { addDays, type Day, newId } from '../kernel/values.ts'
import { among } from '../ledger/queries.ts'
import type { portalContract } from './contract.ts'

type Lines = typeof portalContract
type Draft = Taken<Lines['advisePayment']>

/** The most a page takes; nobody pays one account more often while a link lives. */
const most = 20

type Door = {
  page_id: string | null
  dispatch_id: string | null
  entity_id: string
  customer_id: string
  given: number
  currencies: string[]
}

/** The page a token opens, of an invoice or of an account; goods are not paid on theirs. */
async function doorOf(ctx: Context, token: string): Promise<Door> {
  const hash = hashToken(token)
  const row = await ctx.tx.first(sql<Door>`
    select p.*, (
      select count(*)::int from payment_advices a where a.org_id = ${ctx.org_id}
        and (a.page_id = p.page_id or a.dispatch_id = p.dispatch_id)) as given,
      array(select distinct i.currency::text from open_items i where i.org_id = ${ctx.org_id} and i.customer_id = p.customer_id) as currencies
    from (
      select page_id, null::uuid as dispatch_id, entity_id, customer_id from pages
      where org_id = ${ctx.org_id} and token_hash = ${hash} and expires_at > now() and state <> 'withdrawn' and kind = 'statement'
      union all
      select null, d.dispatch_id, d.entity_id, d.customer_id
      from ${openedBy(ctx, token)} o join dispatches d on d.org_id = ${ctx.org_id} and d.dispatch_id = o.dispatch_id
      where d.state <> 'withdrawn') p`)
  if (!row) refuse('page_gone')
  return row
}

/**
 * The customer says what was paid, with the voucher where there is one. It is no money: it waits for the receipt it
 * announces. [POR-6] Refuses `page_gone`, `amount_not_positive`, `advice_day_outside`, `currency_unknown` for one the
 * customer owes nothing in, `advices_too_many`, `attachment_kind`; a file above the bound is refused while it comes.
 */
export const advisePayment =
  (home: string) =>
  async (ctx: Context, draft: Draft): Promise<Answered<Lines['advisePayment']>> => {
    // Load.
    const upload = draft.file as Upload | undefined
    const door = await doorOf(ctx, draft.token)
    const mime = upload ? fileType(await headOf(upload)) : null

    // Decide.
    const problems = decideAdvice(draft, {
      today: ctx.today,
      ...door,
      voucher: upload ? mime : 'none',
    })
    if (problems.length > 0) throw new Refusal(problems)
    const recorded_at = await moment(ctx)
    const advice_id = newId<'advice'>()
    const { entity_id, customer_id, page_id, dispatch_id } = door
    const { currency, amount_minor, paid_on, name } = draft

    // Write.
    const file_id = upload
      ? await keepSealedFile(ctx, home, { ...upload, mime: mime as string }, 'voucher', recorded_at)
      : null
    await insertRows(ctx.tx, 'payment_advices', ctx.org_id, [
      {
        advice_id,
        entity_id,
        customer_id,
        page_id,
        dispatch_id,
        currency,
        amount_minor,
        paid_on,
        payer_name: draft.payer_name || null,
        reference: draft.reference || null,
        documents: draft.documents || null,
        file_id,
        said_by: name,
        recorded_at,
      },
    ])

    // Record. Whoever says it is named on the advice alone.
    const data = { advice_id, currency, amount_minor: String(amount_minor), paid_on, file_id, page_id, dispatch_id }
    await record(ctx, 'advice.given', recorded_at, [{ subject_id: customer_id, data }])
    return { advice_id }
  }

/** What is wrong with an advice. Pure. */
export function decideAdvice(
  draft: Pick<Draft, 'amount_minor' | 'paid_on' | 'currency'>,
  known: { today: Day; given: number; currencies: readonly string[]; voucher: string | null },
): Problem[] {
  const problems: Problem[] = []
  const add = (code: Problem['code'], params: Problem['params']) => problems.push({ index: 0, code, params })
  const from = addDays(known.today, -366)
  // A page is opened in another zone of time, where it may be tomorrow.
  const to = addDays(known.today, 1)
  if (draft.amount_minor <= 0n) add('amount_not_positive', { field: 'amount_minor' })
  if (draft.paid_on < from || draft.paid_on > to) add('advice_day_outside', { from, to: known.today })
  if (!known.currencies.includes(draft.currency)) add('currency_unknown', { currency: draft.currency })
  if (known.given >= most) add('advices_too_many', { maximum: most })
  if (known.voucher === null) add('attachment_kind', { kind: '', allowed: 'PDF, PNG, JPEG, WebP' })
  return problems
}

type Row = Answered<Lines['listAdvices']>['rows'][number]

/** How an advice `a` stands: advised once more where the receipt `w` it announced was not confirmed. */
const standing = sql`case when w.waiting_id is not null then 'waiting' else a.state end`

/** What customers say they paid, with every filter and sort of the screen. */
export async function listAdvices(
  ctx: Context,
  asked: Taken<Lines['listAdvices']>,
): Promise<Answered<Lines['listAdvices']>> {
  const descending = asked.sort.startsWith('-')
  const field = asked.sort.replace('-', '') as 'paid_on' | 'amount_minor'
  const type = field === 'paid_on' ? 'date' : 'int8'
  const columns: SortColumn<Row>[] = [
    { sql: sql.ref(`a.${field}`), field, type, descending },
    { sql: sql.ref('a.advice_id'), field: 'advice_id', type: 'uuid', descending },
  ]
  const keys = keyset<Row>(columns, asked.after)
  const conditions = [
    sql`a.org_id = ${ctx.org_id}`,
    keys.where,
    among(
      'a.state',
      asked.state?.map(state => (state === 'waiting' ? 'advised' : state)),
      'text',
    ),
    ...(asked.state?.length ? [sql`${standing} = any (${[...asked.state]}::text[])`] : []),
    among('a.advice_id', asked.advice_id, 'uuid'),
    among('a.customer_id', asked.customer_id, 'uuid'),
    among('a.currency', asked.currency, 'text'),
    ...between('a.paid_on', 'date', asked.paid_from, asked.paid_to),
  ]
  const rows = await ctx.tx.rows(sql<Row>`
    select a.advice_id, a.customer_id, c.number as customer_number, c.name as customer_name, a.entity_id, e.code as entity_code,
      a.currency, a.amount_minor, a.paid_on, a.payer_name, a.reference, a.documents, v.invoice_id, v.number as invoice_number,
      a.file_id is not null as has_voucher, a.said_by, ${standing} as state, a.receipt_id, r.number as receipt_number, w.waiting_id, a.reason, a.recorded_at
    from payment_advices a join customers c on c.org_id = a.org_id and c.customer_id = a.customer_id
    join entities e on e.org_id = a.org_id and e.entity_id = a.entity_id
    left join dispatches d on d.org_id = a.org_id and d.dispatch_id = a.dispatch_id
    left join invoices v on v.org_id = d.org_id and v.invoice_id = d.invoice_id
    left join receipts r on r.org_id = a.org_id and r.receipt_id = a.receipt_id
    left join waiting_receipts w on w.org_id = a.org_id and w.waiting_id = a.waiting_id and w.state = 'waiting' and a.state = 'advised'
    where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}

type Locked = { advice_id: string; customer_id: string; entity_id: string; currency: string; state: string }

/**
 * Locks an advice that is to be dealt with. Refuses `advice_unknown`, `advice_over`, and `advice_waits` while the receipt it
 * announced waits for another person.
 */
async function openAdvice(ctx: Context, advice_id: string): Promise<Locked> {
  const row = await ctx.tx.first(sql<Locked>`
    select advice_id, customer_id, entity_id, currency, state from payment_advices
    where org_id = ${ctx.org_id} and advice_id = ${advice_id} for update`)
  if (!row) refuse('advice_unknown', { advice_id })
  if (row.state !== 'advised') refuse('advice_over', { state: row.state })
  // Behind the lock: whoever held it before may have said which receipt it is.
  const waits = await ctx.tx.first(sql<{ waiting_id: string }>`
    select w.waiting_id from payment_advices a
    join waiting_receipts w on w.org_id = a.org_id and w.waiting_id = a.waiting_id and w.state = 'waiting'
    where a.org_id = ${ctx.org_id} and a.advice_id = ${advice_id}`)
  if (waits) refuse('advice_waits', waits)
  return row
}

/**
 * Says which receipt an advice announced, or which one that waits: then the advice waits along, ends once that is posted and is
 * advised once more where that is returned. [POR-7] Refuses `advice_unknown`, `advice_over`, `advice_waits`,
 * `receipt_unknown`, `receipt_waiting_unknown`, `receipt_not_waiting`, `advice_receipt_differs`.
 */
export async function settleAdvice(
  ctx: Context,
  { advice_id, receipt_id, waiting_id }: Taken<Lines['settleAdvice']>,
): Promise<Answered<Lines['settleAdvice']>> {
  // Load.
  const advice = await openAdvice(ctx, advice_id)
  const money = receipt_id ? await receiptOf(ctx, receipt_id) : waiting_id ? await waitingOf(ctx, waiting_id) : null

  // Decide.
  if ((receipt_id === undefined) === (waiting_id === undefined)) refuse('field_missing', { field: 'receipt_id' })
  if (!money)
    refuse(receipt_id ? 'receipt_unknown' : 'receipt_waiting_unknown', receipt_id ? { receipt_id } : { waiting_id })
  if (waiting_id && money.state !== 'waiting') refuse('receipt_not_waiting', { state: money.state })
  const fits =
    (waiting_id || money.state === 'posted') &&
    money.is_receipt &&
    money.customer_id === advice.customer_id &&
    money.entity_id === advice.entity_id &&
    money.currency === advice.currency
  if (!fits) refuse('advice_receipt_differs', { number: money.number })
  const { number } = money
  const subject_id = advice.customer_id

  // Write. Record.
  if (receipt_id) {
    await settle(ctx, advice, { state: 'received', receipt_id, reason: null })
    await record(ctx, 'advice.settled', await moment(ctx), [{ subject_id, data: { advice_id, receipt_id, number } }])
    return { state: 'received' }
  }
  await ctx.tx.rows(sql`
    update payment_advices set waiting_id = ${waiting_id ?? null}
    where org_id = ${ctx.org_id} and advice_id = ${advice_id}`)
  await record(ctx, 'advice.held', await moment(ctx), [{ subject_id, data: { advice_id, waiting_id, number } }])
  return { state: 'waiting' }
}

type Announced = {
  number: string
  customer_id: string
  entity_id: string
  currency: string
  state: string
  /** It is money that came, and not what is done to another receipt. */
  is_receipt: boolean
}

const receiptOf = (ctx: Context, receipt_id: string) =>
  ctx.tx.first(sql<Announced>`
    select number, customer_id, entity_id, currency, state, true as is_receipt from receipts
    where org_id = ${ctx.org_id} and receipt_id = ${receipt_id}`)

/** Locked, so that who confirms it meanwhile finds the advice. */
const waitingOf = (ctx: Context, waiting_id: string) =>
  ctx.tx.first(sql<Announced>`
    select coalesce(reference, '') as number, customer_id, entity_id, currency, state, kind = 'record' as is_receipt
    from waiting_receipts where org_id = ${ctx.org_id} and waiting_id = ${waiting_id} for update`)

/** What waited was confirmed: the advices it ends are received. Found done, it does nothing. [POR-7] */
export async function followAdvices(run: JobRun): Promise<void> {
  const { waiting_ids } = run.input as { waiting_ids: string[] }
  await run.step(async ctx => {
    const at = await moment(ctx)
    const rows = await ctx.tx.rows(sql<{ advice_id: string; customer_id: string; receipt_id: string; number: string }>`
      update payment_advices a set state = 'received', receipt_id = w.made_receipt_id, settled_by = w.checked_by, settled_at = ${at}
      from waiting_receipts w join receipts r on r.org_id = w.org_id and r.receipt_id = w.made_receipt_id
      where a.org_id = ${ctx.org_id} and a.state = 'advised' and a.waiting_id = any (${waiting_ids}::uuid[])
        and w.org_id = a.org_id and w.waiting_id = a.waiting_id and w.state = 'confirmed'
      returning a.advice_id, a.customer_id, a.receipt_id, r.number`)
    const told = rows.map(({ customer_id, ...data }) => ({ subject_id: customer_id, data }))
    if (told.length > 0) await record(ctx, 'advice.settled', at, told)
  })
}

/** Dismisses an advice no money followed. [POR-7] Refuses `advice_unknown`, `advice_over`, `advice_waits`. */
export async function dismissAdvice(
  ctx: Context,
  { advice_id, reason }: Taken<Lines['dismissAdvice']>,
): Promise<Answered<Lines['dismissAdvice']>> {
  // Load. Decide.
  const advice = await openAdvice(ctx, advice_id)

  // Write.
  await settle(ctx, advice, { state: 'dismissed', receipt_id: null, reason })

  // Record.
  await record(ctx, 'advice.dismissed', await moment(ctx), [
    { subject_id: advice.customer_id, data: { advice_id, reason } },
  ])
  return { state: 'dismissed' }
}

async function settle(
  ctx: Context,
  { advice_id }: Locked,
  how: { state: string; receipt_id: string | null; reason: string | null },
): Promise<void> {
  const at = await moment(ctx)
  await ctx.tx.rows(sql`
    update payment_advices set state = ${how.state}, receipt_id = ${how.receipt_id}, reason = ${how.reason},
      settled_by = ${ctx.actor.person_id}, settled_at = ${at}
    where org_id = ${ctx.org_id} and advice_id = ${advice_id}`)
}

/** The voucher beside an advice, for who may see the customer. Refuses `file_unknown`. */
export const readVoucher =
  (home: string) =>
  async (ctx: Context, { advice_id }: Taken<Lines['readVoucher']>): Promise<FileAnswer> => {
    const row = await ctx.tx.first(sql<{ file_id: string; name: string; mime: string; sha256: string }>`
      select f.file_id, f.name, f.mime, encode(f.sha256, 'hex') as sha256
      from payment_advices a join files f on f.org_id = a.org_id and f.file_id = a.file_id
      where a.org_id = ${ctx.org_id} and a.advice_id = ${advice_id}`)
    if (!row) refuse('file_unknown', { file_id: advice_id })
    return sendKeptFile(ctx, home, row)
  }
