import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import type { FileAnswer } from '../kernel/http.ts'
import { openPersonal } from '../kernel/personal.ts'
import { newId } from '../kernel/values.ts'
import { readTaxCodes } from '../ledger/tax-codes.ts'
import type { taxExportsContract } from './exports-contract.ts'
import type { TaxInvoiceKind, TaxRequestState } from './names-contract.ts'
import { platformFile, platformRows, type SheetDocument, type TaxCodeKind } from './platform-sheet.ts'
import { type ExportLine, type Split, splitRequest } from './split.ts'

type Asked = Taken<(typeof taxExportsContract)['exportTaxRequests']>

/** A request as it goes to the platform. */
export type ExportRequest = {
  tax_request_id: string
  entity_id: string
  customer_id: string
  number: string
  kind: TaxInvoiceKind
  state: TaxRequestState
  to_person: boolean
  buyer_name: string
  buyer_tax_id: string | null
  buyer_address: string | null
  buyer_phone: string | null
  buyer_account_id: string | null
  buyer_bank: string | null
  tail: string | null
  sealed: string | null
  remarks: string | null
}

type LineRow = Omit<ExportLine, 'net_minor' | 'tax_minor' | 'amount_minor' | 'classification'> & {
  tax_request_id: string
  classification: string | null
  net_minor: string
  tax_minor: string
  amount_minor: string
}

/**
 * The batch-issue file of the tax platform for approved requests, also once more for exported ones. Our number begins the
 * remarks of each document. Bank account numbers stand in it where who exports may see them, which is recorded. [TAX-6]
 * Refuses `tax_request_unknown`, `tax_request_state`, `tax_export_kind`, `entity_differs`, `tax_export_classification`,
 * `tax_export_discount`.
 */
export async function exportTaxRequests(ctx: Context, asked: Asked): Promise<FileAnswer> {
  const ids = [...new Set(asked.tax_request_ids)]
  // Load.
  const requests = await ctx.tx.rows(sql<ExportRequest>`
    select q.tax_request_id, q.entity_id, q.customer_id, q.number, q.kind, q.state, c.kind = 'person' as to_person, q.buyer_name,
      q.buyer_tax_id, q.buyer_address, q.buyer_phone, q.buyer_account_id, b.bank as buyer_bank, b.tail, b.sealed, q.remarks
    from tax_requests q join customers c on c.org_id = q.org_id and c.customer_id = q.customer_id
    left join customer_bank_accounts b on b.org_id = q.org_id and b.account_id = q.buyer_account_id
    where q.org_id = ${ctx.org_id} and q.tax_request_id = any (${ids}::uuid[])
    order by q.tax_request_id for update of q`)
  const [lines, codes, numbers] = await Promise.all([linesOf(ctx, ids), readTaxCodes(ctx), accountsOf(ctx, requests)])

  // Decide.
  const { planned, problems } = decideExport(ids, requests, lines, { ...asked, quota_minor: asked.quota_minor ?? null })
  refuseAll(problems)
  const kinds = new Map(codes.map(code => [code.code, code.kind as TaxCodeKind]))
  const documents = planned.map(({ request, ...one }): SheetDocument => {
    const account = request.buyer_account_id ? (numbers.get(request.buyer_account_id) ?? null) : null
    const { to_person, buyer_name, buyer_tax_id, buyer_address, buyer_phone, buyer_bank } = request
    const header = { to_person, buyer_name, buyer_tax_id, buyer_address, buyer_phone }
    const remarks = [one.serial, request.remarks].filter(Boolean).join(' ')
    return {
      ...one,
      ...header,
      buyer_bank: account === null ? null : buyer_bank,
      buyer_account: account,
      special: request.kind === 'special',
      remarks,
    }
  })
  const recorded_at = await moment(ctx)
  const export_id = newId<'tax_export'>()

  // Write.
  const rows = platformRows(documents, asked.layout, code => kinds.get(code) ?? 'taxed')
  const body = await platformFile(rows, asked.layout)
  await insertRows(ctx.tx, 'tax_exports', ctx.org_id, [
    {
      export_id,
      entity_id: requests[0]?.entity_id as string,
      layout: asked.layout,
      quota_minor: asked.quota_minor ?? null,
      split_by_tax_code: asked.split_by_tax_code,
      documents: documents.length,
      recorded_by: ctx.actor.person_id,
      recorded_at,
    },
  ])
  await insertRows(
    ctx.tx,
    'tax_export_documents',
    ctx.org_id,
    planned.map(({ request, serial, net_minor, tax_minor, amount_minor }) => ({
      export_id,
      serial,
      tax_request_id: request.tax_request_id,
      net_minor,
      tax_minor,
      amount_minor,
    })),
  )
  await ctx.tx.rows(sql`
    update tax_requests set state = 'exported' where org_id = ${ctx.org_id} and tax_request_id = any (${ids}::uuid[]) and state = 'approved'`)

  // Record.
  await record(
    ctx,
    'tax_request.exported',
    recorded_at,
    requests.map(({ tax_request_id, number }) => ({
      subject_id: tax_request_id,
      data: {
        number,
        layout: asked.layout,
        quota_minor: asked.quota_minor ?? null,
        documents: planned.filter(one => one.request.tax_request_id === tax_request_id).length,
      },
    })),
  )
  await record(
    ctx,
    'customer_account.shown',
    recorded_at,
    requests.flatMap(({ customer_id, buyer_account_id: account_id, tail }) =>
      account_id && numbers.has(account_id) ? [{ subject_id: customer_id, data: { account_id, tail } }] : [],
    ),
  )
  const file_name = `batch-issue-${ctx.today}-${documents.length}.xlsx`
  return { file_name, mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', body }
}

const linesOf = (ctx: Context, ids: readonly string[]) =>
  ctx.tx.rows(sql<LineRow>`
    select l.tax_request_id, l.line, l.item_name, l.classification, l.model, l.unit, trim_scale(l.quantity)::text as quantity,
      l.tax_code, trim_scale(l.tax_rate)::text as tax_rate, l.is_discount, l.net_minor, l.tax_minor, l.amount_minor
    from tax_requests q join tax_request_lines l
      on l.org_id = q.org_id and l.tax_request_id = q.tax_request_id and l.version = q.version
    where q.org_id = ${ctx.org_id} and q.tax_request_id = any (${[...ids]}::uuid[]) order by l.tax_request_id, l.line`)

/** The numbers of the accounts in clear, for who may see them; nobody else gets any. */
async function accountsOf(ctx: Context, requests: readonly ExportRequest[]): Promise<Map<string, string>> {
  if (!may(ctx, 'customer_account.show')) return new Map()
  const sealed = requests.flatMap(({ buyer_account_id, sealed: text }) =>
    buyer_account_id && text ? [{ subject_id: buyer_account_id, sealed: text }] : [],
  )
  const opened = await openPersonal(ctx, sealed)
  return new Map(
    sealed.flatMap(({ subject_id }, at) => {
      const number = opened[at]?.number
      return typeof number === 'string' ? [[subject_id, number] as const] : []
    }),
  )
}

/** The documents of each request with their serials, and every reason why not. Pure. [TAX-6] */
export function decideExport(
  ids: readonly string[],
  requests: readonly ExportRequest[],
  lines: readonly LineRow[],
  split: Split,
) {
  const problems: Problem[] = []
  const [first] = requests
  const planned = ids.flatMap((id, index) => {
    const request = requests.find(one => one.tax_request_id === id)
    const complain = (code: Problem['code'], params: Record<string, unknown>) => {
      problems.push({ index, code, params })
      return []
    }
    if (!request) return complain('tax_request_unknown', { tax_request_id: id })
    const { number, kind, state } = request
    if (kind !== 'special' && kind !== 'ordinary') return complain('tax_export_kind', { number })
    if (state !== 'approved' && state !== 'exported') return complain('tax_request_state', { number, state })
    if (request.entity_id !== first?.entity_id) return complain('entity_differs', { number })
    const own = lines.filter(line => line.tax_request_id === id)
    const nameless = own.find(line => line.classification === null && !line.is_discount)
    if (nameless) return complain('tax_export_classification', { number, line: nameless.line })
    const found = splitRequest(number, own.map(exportLine), split)
    problems.push(...found.problems.map(problem => ({ ...problem, index })))
    return found.documents.map((document, at) => ({ ...document, request, serial: `${number}-${at + 1}` }))
  })
  return { planned, problems }
}

const exportLine = ({ tax_request_id: _, ...line }: LineRow): ExportLine => ({
  ...line,
  classification: line.classification ?? '',
  net_minor: BigInt(line.net_minor),
  tax_minor: BigInt(line.tax_minor),
  amount_minor: BigInt(line.amount_minor),
})
