import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { fileType } from '../kernel/file-signs.ts'
import { headOf } from '../kernel/file-types.ts'
import type { FileAnswer, Upload } from '../kernel/http.ts'
import { keepSealedFile, sendKeptFile } from '../kernel/sealed-files.ts'
import { newId } from '../kernel/values.ts'
import type { vouchersContract } from './vouchers-contract.ts'

type Lines = typeof vouchersContract
type Row = Answered<Lines['listVouchers']>['rows'][number]
type Money = { entity_id: string; customer_id: string; number: string | null; state: string; vouchers: number }

/** The most that stands beside one receipt. */
const most = 20

/** What banks give beside PDF and pictures: the open format of documents, which is an archive. */
const ofd = (upload: Pick<Upload, 'name'>, head: Uint8Array) =>
  /\.ofd$/i.test(upload.name) && head[0] === 0x50 && head[1] === 0x4b ? 'application/ofd' : null

/**
 * Keeps the voucher of the bank sealed beside a receipt, or beside one that waits. [RCP-23] Refuses `receipt_unknown`,
 * `receipt_waiting_unknown`, `receipt_not_waiting`, `attachment_kind` by its bytes, `vouchers_too_many`; a file above the
 * bound is refused while it comes.
 */
export const keepVoucher =
  (home: string) =>
  async (ctx: Context, draft: Taken<Lines['keepVoucher']>): Promise<Answered<Lines['keepVoucher']>> => {
    // Load.
    const upload = draft.file as Upload
    const money = await moneyOf(ctx, draft)
    const head = await headOf(upload)
    const mime = fileType(head) ?? ofd(upload, head)

    // Decide.
    refuseAll(decideVoucher(draft, money, mime))
    const { entity_id, customer_id, number } = money as Money
    const { receipt_id = null, waiting_id = null } = draft
    const voucher_id = newId<'voucher'>()
    const { sha256, size } = upload
    const recorded_at = await moment(ctx)

    // Write.
    const kept = { ...upload, mime: mime as string }
    const file_id = await keepSealedFile(ctx, home, kept, 'receipt voucher', recorded_at)
    const row = {
      voucher_id,
      entity_id,
      customer_id,
      receipt_id,
      waiting_id,
      file_id,
      sha256: Buffer.from(sha256, 'hex'),
    }
    const said = { note: draft.note || null, recorded_by: ctx.actor.person_id, recorded_at }
    await insertRows(ctx.tx, 'receipt_vouchers', ctx.org_id, [{ ...row, ...said }])

    // Record. Its hash stands in the sealed order of events: what is shown later can be shown to be what was kept.
    const subject_id = receipt_id ?? (waiting_id as string)
    await record(ctx, 'receipt.voucher_kept', recorded_at, [{ subject_id, data: { voucher_id, number, sha256, size } }])
    return { voucher_id, sha256 }
  }

/** What is wrong with a voucher that is to be kept. Pure. [RCP-23] */
export function decideVoucher(
  { receipt_id, waiting_id }: { receipt_id?: string | undefined; waiting_id?: string | undefined },
  money: Pick<Money, 'state' | 'vouchers'> | null,
  mime: string | null,
): Problem[] {
  if ((receipt_id === undefined) === (waiting_id === undefined))
    return [{ index: 0, code: 'field_missing', params: { field: 'receipt_id' } }]
  if (!money)
    return receipt_id
      ? [{ index: 0, code: 'receipt_unknown', params: { receipt_id } }]
      : [{ index: 0, code: 'receipt_waiting_unknown', params: { waiting_id } }]
  const problems: Problem[] = []
  const add = (code: Problem['code'], params: Problem['params']) => problems.push({ index: 0, code, params })
  if (waiting_id && money.state !== 'waiting') add('receipt_not_waiting', { state: money.state })
  if (mime === null) add('attachment_kind', { kind: '', allowed: 'PDF, OFD, PNG, JPEG, WebP' })
  if (money.vouchers >= most) add('vouchers_too_many', { maximum: most })
  return problems
}

/** The receipt, or what waits, locked so that two at once count each other. */
async function moneyOf(
  ctx: Context,
  { receipt_id, waiting_id }: { receipt_id?: string | undefined; waiting_id?: string | undefined },
): Promise<Money | null> {
  const beside = sql`(select count(*)::int from receipt_vouchers v where v.org_id = r.org_id and v.state = 'kept'`
  if (receipt_id)
    return ctx.tx.first(sql<Money>`
      select r.entity_id, r.customer_id, r.number, r.state, ${beside} and v.receipt_id = r.receipt_id) as vouchers
      from receipts r where r.org_id = ${ctx.org_id} and r.receipt_id = ${receipt_id} for update`)
  if (waiting_id)
    return ctx.tx.first(sql<Money>`
      select r.entity_id, r.customer_id, null as number, r.state, ${beside} and v.waiting_id = r.waiting_id) as vouchers
      from waiting_receipts r where r.org_id = ${ctx.org_id} and r.waiting_id = ${waiting_id} for update`)
  return null
}

/** Withdraws a voucher; it stays in the history. [RCP-23] Refuses `file_unknown`. */
export async function withdrawVoucher(
  ctx: Context,
  { voucher_id, reason }: Taken<Lines['withdrawVoucher']>,
): Promise<Answered<Lines['withdrawVoucher']>> {
  // Write.
  const row = await ctx.tx.first(sql<{ subject_id: string }>`
    update receipt_vouchers set state = 'withdrawn', reason = ${reason}
    where org_id = ${ctx.org_id} and voucher_id = ${voucher_id} and state = 'kept'
    returning coalesce(receipt_id, waiting_id) as subject_id`)
  if (!row) refuse('file_unknown', { file_id: voucher_id })

  // Record.
  await record(ctx, 'receipt.voucher_withdrawn', await moment(ctx), [
    { subject_id: row.subject_id, data: { voucher_id, reason } },
  ])
  return { state: 'withdrawn' }
}

/** A receipt with those it took the place of, and what waited before it was posted. */
const chain = (ctx: Context, receipt_id: string) => sql`
  with recursive chain as (
    select r.receipt_id, r.corrects_id from receipts r where r.org_id = ${ctx.org_id} and r.receipt_id = ${receipt_id}
    union
    select r.receipt_id, r.corrects_id from chain c join receipts r on r.org_id = ${ctx.org_id} and r.receipt_id = c.corrects_id
  )`

/** Vouchers of a receipt or of one that waits, the latest first, those of the customer with them. [RCP-23] */
export async function listVouchers(
  ctx: Context,
  { receipt_id, waiting_id }: Taken<Lines['listVouchers']>,
): Promise<Answered<Lines['listVouchers']>> {
  const columns = sql`f.name, f.mime, f.size::int4 as size`
  const ours = sql`v.voucher_id, 'ours' as origin, ${columns}, v.note, v.state, v.reason, p.name as recorded_name, v.recorded_at
    from receipt_vouchers v join files f on f.org_id = v.org_id and f.file_id = v.file_id
    join people p on p.org_id = v.org_id and p.person_id = v.recorded_by`
  const theirs = sql`select a.advice_id, 'customer', ${columns}, a.reference, 'kept', null, null, a.recorded_at
    from payment_advices a join files f on f.org_id = a.org_id and f.file_id = a.file_id where a.org_id = ${ctx.org_id}`
  if (!receipt_id) {
    const rows = await ctx.tx.rows(sql<Row>`
      select ${ours} where v.org_id = ${ctx.org_id} and v.waiting_id = ${waiting_id ?? null}
      union all ${theirs} and a.waiting_id = ${waiting_id ?? null}
      order by recorded_at desc, voucher_id desc limit 200`)
    return { rows, next: null }
  }
  const rows = await ctx.tx.rows(sql<Row>`
    ${chain(ctx, receipt_id)}, waited as (
      select w.waiting_id from waiting_receipts w join chain on w.made_receipt_id = chain.receipt_id where w.org_id = ${ctx.org_id})
    select ${ours} where v.org_id = ${ctx.org_id}
      and (v.receipt_id in (select receipt_id from chain) or v.waiting_id in (select waiting_id from waited))
    union all ${theirs} and a.receipt_id in (select receipt_id from chain)
    order by recorded_at desc, voucher_id desc limit 200`)
  return { rows, next: null }
}

/** A voucher, for who may see its receipt; one the customer handed in, by its advice. Refuses `file_unknown`. */
export const readKeptVoucher =
  (home: string) =>
  async (ctx: Context, { voucher_id }: Taken<Lines['readKeptVoucher']>): Promise<FileAnswer> => {
    const row = await ctx.tx.first(sql<{ file_id: string; name: string; mime: string; sha256: string }>`
      select f.file_id, f.name, f.mime, encode(f.sha256, 'hex') as sha256
      from (
        select org_id, file_id from receipt_vouchers where org_id = ${ctx.org_id} and voucher_id = ${voucher_id}
        union all
        select org_id, file_id from payment_advices
        where org_id = ${ctx.org_id} and advice_id = ${voucher_id}) v
      join files f on f.org_id = v.org_id and f.file_id = v.file_id`)
    if (!row) refuse('file_unknown', { file_id: voucher_id })
    return sendKeptFile(ctx, home, row)
  }
