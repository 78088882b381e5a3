import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { freshCodes, keepCodes, pageOf } from '../invoices/dispatch-codes.ts'
import type { Locked } from '../invoices/dispatches.ts'
import { dispatchOf } from '../invoices/pages.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { assert, type Problem, Refusal, refuse, refuseAll } from '../kernel/errors.ts'
import { pathOf } from '../kernel/files.ts'
import type { FileAnswer } from '../kernel/http.ts'
import { loadInvoices } from './load.ts'
import type { papersContract } from './contract.ts'
import { fileOf, invoiceFile, printed, refuseLong, told } from './papers.ts'
import { words } from './words.ts'

type Place = { home: string; public_origin: string }
type Asked = { invoice_id: string; dispatch_id: string; locale: 'zh' | 'en' }

/**
 * The paper a billing run kept of an invoice, in the language of the customer. Null where none is kept in that asked for, or
 * where it went out with another dispatch, whose page its code opens.
 */
async function keptBill(
  ctx: Context,
  home: string,
  { invoice_id, dispatch_id, locale }: Asked,
): Promise<FileAnswer | null> {
  const kept = await ctx.tx.first(sql<{ name: string; mime: string; sha256: string }>`
    select f.name, f.mime, encode(f.sha256, 'hex') as sha256
    from billing_papers p join files f on f.org_id = p.org_id and f.file_id = p.file_id
    join invoices v on v.org_id = p.org_id and v.invoice_id = p.invoice_id
    join customers c on c.org_id = v.org_id and c.customer_id = v.bill_to_id
    where p.org_id = ${ctx.org_id} and p.invoice_id = ${invoice_id} and p.state = 'made'
      and (p.dispatch_id is null or p.dispatch_id = ${dispatch_id})
      and case when c.locale = 'en' then 'en' else 'zh' end = ${locale}
    order by p.run_id desc limit 1`)
  return kept && { file_name: kept.name, mime: kept.mime, body: await readFile(pathOf(home, kept.sha256)) }
}

const recordTaken = async (ctx: Context, { dispatch_id, invoice_id, locale }: Asked) =>
  record(ctx, 'invoice.printed', await moment(ctx), [
    { subject_id: invoice_id, data: { kind: 'invoice_notice', locale, size: 'a4', dispatch_id } },
  ])

/** The bill a letter encloses; where it cannot be made now the letter leaves without, since it lies on the page as well. [PAP-7] */
export const encloseBill =
  ({ home, public_origin }: Place) =>
  async (ctx: Context, dispatch: Locked): Promise<FileAnswer | null> => {
    try {
      const kept = await keptBill(ctx, home, dispatch)
      const made = kept ?? (await codedBill(ctx, home, public_origin, dispatch))
      await recordTaken(ctx, dispatch)
      return made
    } catch (error) {
      if (error instanceof Refusal) return null
      throw error
    }
  }

/** A bill made anew, with a code of its own that opens the page of its dispatch. */
async function codedBill(ctx: Context, home: string, public_origin: string, asked: Asked): Promise<FileAnswer> {
  const [code] = await freshCodes(ctx, public_origin, 1)
  assert(code, 'a code for the paper')
  const made = await invoiceFile(ctx, home, asked.invoice_id, { locale: asked.locale, qr: code.link })
  await keepCodes(ctx, [{ ...code, dispatch_id: asked.dispatch_id }])
  return made
}

/** The bill behind a link as PDF, in the language of the page; recorded with the invoice. Refuses `page_gone`. [PAP-7] */
export const takeBill =
  ({ home, public_origin }: Place) =>
  async (ctx: Context, { token }: Taken<(typeof papersContract)['takeBill']>): Promise<FileAnswer> => {
    // Load.
    const dispatch = await dispatchOf(ctx, token)
    const invoice = await ctx.tx.first(sql<{ state: string }>`
      select state from invoices where org_id = ${ctx.org_id} and invoice_id = ${dispatch.invoice_id}`)

    // Decide.
    if (invoice?.state !== 'issued') refuse('page_gone')
    const look = { locale: dispatch.locale, qr: pageOf(public_origin, token) }
    const kept = await keptBill(ctx, home, dispatch)
    const made = kept ?? (await invoiceFile(ctx, home, dispatch.invoice_id, look))

    // Record.
    await recordTaken(ctx, dispatch)
    return made
  }

type Gone = { dispatch_id: string; invoice_id: string; number: string; state: string; invoice_state: string }

/**
 * The bills of dispatches in one PDF, each with a code of its own that opens the customer's page; recorded with each. An
 * earlier paper keeps its code. Refuses `dispatch_unknown`, `dispatch_over`, `invoice_not_issued`. [PAP-7] [INV-27]
 */
export const printDispatches =
  ({ home, public_origin }: Place) =>
  async (ctx: Context, asked: Taken<(typeof papersContract)['printDispatches']>): Promise<FileAnswer> => {
    // Load.
    const ids = [...new Set(asked.dispatch_ids)]
    const rows = await ctx.tx.rows(sql<Gone>`
      select d.dispatch_id, d.invoice_id, v.number, d.state, v.state as invoice_state
      from dispatches d join invoices v on v.org_id = d.org_id and v.invoice_id = d.invoice_id
      where d.org_id = ${ctx.org_id} and d.dispatch_id = any (${ids}::uuid[])`)
    const known = new Map(rows.map(row => [row.dispatch_id, row]))

    // Decide.
    refuseAll(ids.flatMap((id, index) => decidePrint(id, index, known.get(id))))
    const gone = ids.map(id => known.get(id) as Gone)
    const [codes, found] = await Promise.all([
      freshCodes(ctx, public_origin, gone.length),
      loadInvoices(
        ctx,
        gone.map(one => one.invoice_id),
        () => null,
        'customer',
      ),
    ])
    refuseLong(found.reduce((sum, paper) => sum + paper.lines.length, 0))
    const papers = found.map((paper, at) => ({ ...paper, qr: codes[at]?.link ?? null }))
    const made = await printed(ctx, home, 'invoice_notice', papers, asked)

    // Write.
    await keepCodes(
      ctx,
      codes.map((code, at) => ({ ...code, dispatch_id: ids[at] as string })),
    )

    // Record.
    const data = told({ kind: 'invoice_notice', ...asked }, made)
    await record(
      ctx,
      'invoice.printed',
      await moment(ctx),
      gone.map(({ invoice_id, dispatch_id }) => ({ subject_id: invoice_id, data: { ...data, dispatch_id } })),
    )
    const title = words[asked.locale].titles[papers[0]?.kind ?? 'invoice']
    return fileOf(
      made,
      title,
      papers.map(paper => paper.number),
    )
  }

/** Why the bill of a dispatch is not printed for its customer. Pure. */
function decidePrint(dispatch_id: string, index: number, row: Gone | undefined): Problem[] {
  if (!row) return [{ index, code: 'dispatch_unknown', params: { dispatch_id } }]
  if (row.state === 'withdrawn') return [{ index, code: 'dispatch_over', params: { state: row.state } }]
  const { number, invoice_state: state } = row
  return state === 'issued' ? [] : [{ index, code: 'invoice_not_issued', params: { number, state } }]
}
