import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Locked } from '../invoices/dispatches.ts'
import { dispatchOf } from '../invoices/pages.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { Refusal, refuse } from '../kernel/errors.ts'
import { pathOf } from '../kernel/files.ts'
import type { FileAnswer } from '../kernel/http.ts'
import type { papersContract } from './contract.ts'
import { invoiceFile } from './papers.ts'

type Asked = { invoice_id: string; locale: 'zh' | 'en' }

/** The paper a billing run kept of an invoice, in the language of the customer; null where none is kept in that asked for. */
async function keptBill(ctx: Context, home: string, { invoice_id, locale }: Asked): Promise<FileAnswer | null> {
  const kept = await ctx.tx.first(sql<{ name: string; mime: string; sha256: string }>`
    select f.name, f.mime, encode(f.sha256, 'hex') as sha256
    from billing_papers p join files f on f.org_id = p.org_id and f.file_id = p.file_id
    join invoices v on v.org_id = p.org_id and v.invoice_id = p.invoice_id
    join customers c on c.org_id = v.org_id and c.customer_id = v.bill_to_id
    where p.org_id = ${ctx.org_id} and p.invoice_id = ${invoice_id} and p.state = 'made'
      and case when c.locale = 'en' then 'en' else 'zh' end = ${locale}
    order by p.run_id desc limit 1`)
  return kept && { file_name: kept.name, mime: kept.mime, body: await readFile(pathOf(home, kept.sha256)) }
}

/** The bill as its customer gets it: as a billing run kept it, else as it stands. */
const billFor = async (ctx: Context, home: string, asked: Asked): Promise<FileAnswer> =>
  (await keptBill(ctx, home, asked)) ?? (await invoiceFile(ctx, home, asked.invoice_id, { ...asked, qr: null }))

const recordTaken = async (ctx: Context, { dispatch_id, invoice_id, locale }: Asked & { dispatch_id: string }) =>
  record(ctx, 'invoice.printed', await moment(ctx), [
    { subject_id: invoice_id, data: { kind: 'invoice_notice', locale, size: 'a4', dispatch_id } },
  ])

/** The bill a letter encloses; where it cannot be made now the letter leaves without, since it lies on the page as well. [PAP-7] */
export const encloseBill =
  (home: string) =>
  async (ctx: Context, dispatch: Locked): Promise<FileAnswer | null> => {
    try {
      const made = await billFor(ctx, home, dispatch)
      await recordTaken(ctx, dispatch)
      return made
    } catch (error) {
      if (error instanceof Refusal) return null
      throw error
    }
  }

/** The bill behind a link as PDF, in the language of the page; recorded with the invoice. Refuses `page_gone`. [PAP-7] */
export const takeBill =
  (home: string) =>
  async (ctx: Context, { token }: Taken<(typeof papersContract)['takeBill']>): Promise<FileAnswer> => {
    // Load.
    const dispatch = await dispatchOf(ctx, token)
    const invoice = await ctx.tx.first(sql<{ state: string }>`
      select state from invoices where org_id = ${ctx.org_id} and invoice_id = ${dispatch.invoice_id}`)

    // Decide.
    if (invoice?.state !== 'issued') refuse('page_gone')
    const made = await billFor(ctx, home, dispatch)

    // Record.
    await recordTaken(ctx, dispatch)
    return made
  }
