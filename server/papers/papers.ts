import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { FileAnswer } from '../kernel/http.ts'
import { statement } from '../reports/statement.ts'
import type { MadePaper } from './compile.ts'
import type { papersContract } from './contract.ts'
import { loadContract, loadInvoices, loadReceipts } from './load.ts'
import { loadRefunds } from './load-refund.ts'
import { loadAgreement } from './load-agreement.ts'
import { loadCreditFile } from './load-credit-file.ts'
import { withLetterheads } from './letterheads.ts'
import { loadPolicy } from './load-policy.ts'
import { loadTaxRequests } from './load-tax-requests.ts'
import type { PaperData, PaperKind, PaperLook, StatementPaper } from './paper.ts'
import { settlementTitle } from './form-settlement.ts'
import { loadSettlements } from './load-settlement.ts'
import { policyWords } from './policy-words.ts'
import { renderPaper } from './render.ts'
import { requestWords } from './request-words.ts'
import { words } from './words.ts'

type Lines = typeof papersContract
/** Where a code on a paper leads, and where the pictures of seals lie. */
type Place = { public_origin: string; home: string }

/** The most rows one PDF takes: 65 pages, 3 s and 300 MB. Whoever needs more takes the report out as a sheet. */
const mostRows = 3_000

/**
 * Invoices as 账单（付款通知书）, each with pages of its own, in one PDF. Recorded with each of them, since a paper that
 * left the house may come back signed. Refuses `invoice_unknown`, also for what is outside one's scope. [PAP-5]
 */
export function printInvoices({ public_origin, home }: Place) {
  return async (ctx: Context, asked: Taken<Lines['printInvoices']>): Promise<FileAnswer> => {
    // Load.
    const ids = [...new Set(asked.invoice_ids)]
    const link = (id: string) => (asked.qr ? `${public_origin}/invoices/${id}` : null)
    const papers = await loadInvoices(ctx, ids, link)

    // Decide.
    refuseLong(papers.reduce((sum, paper) => sum + paper.lines.length, 0))
    const made = await printed(ctx, home, asked.kind, papers, asked)

    // Record.
    await recordPrinted(ctx, 'invoice.printed', ids, told(asked, made))
    const title = words[asked.locale].titles[papers[0]?.kind ?? 'invoice']
    return fileOf(
      made,
      title,
      papers.map(paper => paper.number),
    )
  }
}

/** The bill of one invoice as printing makes it, for its customer; whoever hands it over records that. [PAP-7] */
export async function invoiceFile(
  ctx: Context,
  home: string,
  invoice_id: string,
  { locale, qr }: { locale: 'zh' | 'en'; qr: string },
): Promise<FileAnswer> {
  const papers = await loadInvoices(ctx, [invoice_id], () => qr, 'customer')
  refuseLong(papers.reduce((sum, paper) => sum + paper.lines.length, 0))
  const made = await printed(ctx, home, 'invoice_notice', papers, { locale, size: 'a4' })
  const title = words[locale].titles[papers[0]?.kind ?? 'invoice']
  return fileOf(
    made,
    title,
    papers.map(paper => paper.number),
  )
}

/** Receipts as 收款单, 收款收据 or 收款核销单, in one PDF; recorded with each of them. Refuses `receipt_unknown`. [PAP-5] */
export function printReceipts({ public_origin, home }: Place) {
  return async (ctx: Context, asked: Taken<Lines['printReceipts']>): Promise<FileAnswer> => {
    // Load.
    const ids = [...new Set(asked.receipt_ids)]
    const link = (id: string) => (asked.qr ? `${public_origin}/receipts/${id}` : null)
    const papers = await loadReceipts(ctx, ids, link)

    // Decide.
    refuseLong(papers.reduce((sum, paper) => sum + paper.paid.length, 0))
    const made = await printed(ctx, home, asked.kind, papers, asked)

    // Record.
    await recordPrinted(ctx, 'receipt.printed', ids, told(asked, made))
    return fileOf(
      made,
      words[asked.locale].titles[asked.kind],
      papers.map(paper => paper.number),
    )
  }
}

/** Refunds as 退款申请单, in one PDF; recorded with each of them. Refuses `refund_unknown`. [PAP-5] */
export function printRefunds({ public_origin, home }: Place) {
  return async (ctx: Context, asked: Taken<Lines['printRefunds']>): Promise<FileAnswer> => {
    // Load.
    const ids = [...new Set(asked.refund_ids)]
    const link = (id: string) => (asked.qr ? `${public_origin}/refunds/${id}` : null)
    const papers = await loadRefunds(ctx, ids, link)

    // Decide.
    refuseLong(papers.reduce((sum, paper) => sum + paper.taken.length, 0))
    const made = await printed(ctx, home, 'refund_request', papers, asked)

    // Record.
    await recordPrinted(ctx, 'refund.printed', ids, told({ kind: 'refund_request', ...asked }, made))
    const title = words[asked.locale].titles.refund_request
    return fileOf(
      made,
      title,
      papers.map(paper => paper.number),
    )
  }
}

/** Requests for tax invoices as 开票申请单, in one PDF; recorded with each of them. Refuses `tax_request_unknown`. [PAP-5] [PAP-13] */
export const printTaxRequests =
  (home: string) =>
  async (ctx: Context, asked: Taken<Lines['printTaxRequests']>): Promise<FileAnswer> => {
    // Load.
    const ids = [...new Set(asked.tax_request_ids)]
    const papers = await loadTaxRequests(ctx, ids)

    // Decide.
    refuseLong(papers.reduce((sum, paper) => sum + paper.lines.length, 0))
    const made = await printed(ctx, home, 'tax_request', papers, asked)

    // Record.
    await recordPrinted(ctx, 'tax_request.printed', ids, told({ kind: 'tax_request', ...asked }, made))
    return fileOf(
      made,
      requestWords[asked.locale].title,
      papers.map(paper => paper.number),
    )
  }

/** 往来对账单 with the reply the customer signs; recorded with the customer. [PAP-4] [PAP-5] */
export const printStatement =
  (home: string) =>
  async (ctx: Context, asked: Taken<Lines['printStatement']>): Promise<FileAnswer> => {
    // Load.
    // A statement may read a table whole where that is the cheaper way; a verb as such looks up by key.
    await ctx.tx.rows(sql`set local enable_seqscan = on`)
    const { locale, size, ...question } = asked
    const found = await statement(ctx, question)
    const more = await ctx.tx.first(sql<{ name_en: string | null; sender_tax_id: string | null }>`
    select c.name_en, e.tax_id as sender_tax_id from customers c
    join entities e on e.org_id = c.org_id and e.entity_id = ${asked.entity_id}
    where c.org_id = ${ctx.org_id} and c.customer_id = ${asked.customer_id}`)
    const paper: StatementPaper = {
      sender: {
        entity_id: asked.entity_id,
        name: found.entity.name,
        name_en: found.entity.name_en,
        tax_id: more?.sender_tax_id ?? null,
      },
      customer: { ...found.customer, name_en: more?.name_en ?? null },
      as_of: found.as_of,
      from: found.from,
      style: found.style,
      not_a_demand: found.not_a_demand,
      parts: found.currencies.map(inMinor),
    }

    // Decide.
    refuseLong(paper.parts.reduce((sum, part) => sum + part.rows.length, 0))
    const made = await printed(ctx, home, 'statement', [paper], { locale, size })

    // Record.
    const { as_of, from, style, entity_id } = { ...asked, from: found.from }
    const data = { ...told({ kind: 'statement', locale, size }, made), as_of, from, style, entity_id }
    await recordPrinted(ctx, 'statement.printed', [asked.customer_id], data)
    return fileOf(made, words[locale].titles.statement, [`${found.customer.number} ${as_of}`])
  }

/** A contract drawn up from a wording; recorded with it, and which version of the wording it was. [PAP-5] [PAP-8] */
export const printContract =
  (home: string) =>
  async (ctx: Context, asked: Taken<Lines['printContract']>): Promise<FileAnswer> => {
    // Load.
    const { drawn, paper } = await loadContract(ctx, asked)

    // Decide.
    const { locale, code, version, missing } = drawn
    refuseLong(paper.lines.length)
    const look = { locale, size: 'a4' } as const
    const made = await printed(ctx, home, 'contract_wording', [paper], look)

    // Record.
    const data = { ...told({ kind: 'contract_wording', ...look }, made), code, version, missing }
    await recordPrinted(ctx, 'contract.printed', [asked.contract_id], data)
    return fileOf(made, words[locale].titles.contract_wording, [paper.number])
  }

/** 延期/分期付款协议, to be signed; recorded with it. [PAP-5] [AGR-6] */
export const printAgreement =
  (home: string) =>
  async (ctx: Context, asked: Taken<Lines['printAgreement']>): Promise<FileAnswer> => {
    // Load.
    const { agreement_id, locale } = asked
    const paper = await loadAgreement(ctx, agreement_id)

    // Decide.
    const made = await printed(ctx, home, 'agreement', [paper], { locale, size: 'a4' })

    // Record.
    await recordPrinted(ctx, 'agreement.printed', [agreement_id], told({ kind: 'agreement', locale, size: 'a4' }, made))
    return fileOf(made, words[locale].titles.agreement, [paper.number])
  }

/** 收款政策, one version; recorded with it. [PAP-5] */
export const printPaymentPolicy =
  (home: string) =>
  async (ctx: Context, { policy_id, locale }: Taken<Lines['printPaymentPolicy']>): Promise<FileAnswer> => {
    // Load.
    const paper = await loadPolicy(ctx, policy_id)

    // Decide.
    const made = await printed(ctx, home, 'payment_policy', [paper], { locale, size: 'a4' })

    // Record.
    const data = told({ kind: 'payment_policy', locale, size: 'a4' }, made)
    await recordPrinted(ctx, 'payment_policy.printed', [policy_id], data)
    return fileOf(made, words[locale].titles.payment_policy, [policyWords[locale].version(paper.version)])
  }

/** 客户信用档案 of a customer; recorded with the customer. [PAP-5] */
export const printCreditFile =
  (home: string) =>
  async (ctx: Context, asked: Taken<Lines['printCreditFile']>): Promise<FileAnswer> => {
    // Load.
    const { customer_id, entity_id, locale, size } = asked
    const paper = await loadCreditFile(ctx, customer_id, entity_id)

    // Decide.
    const made = await printed(ctx, home, 'credit_file', [paper], { locale, size })

    // Record.
    const data = { ...told({ kind: 'credit_file', locale, size }, made), entity_id }
    await recordPrinted(ctx, 'customer.credit_file_printed', [customer_id], data)
    return fileOf(made, words[locale].titles.credit_file, [`${paper.customer.number} ${paper.as_of}`])
  }

/** Settlement bills as 月结对账单, in one PDF; recorded with each of them. Refuses `settlement_unknown`. [PAP-5] [PAP-12] */
export const printSettlements =
  (home: string) =>
  async (ctx: Context, asked: Taken<Lines['printSettlements']>): Promise<FileAnswer> => {
    // Load.
    const ids = [...new Set(asked.settlement_ids)]
    const { made, papers } = await settlementPaper(ctx, home, ids, asked.locale)

    // Record.
    await recordPrinted(
      ctx,
      'settlement.printed',
      ids,
      told({ kind: 'settlement_bill', locale: asked.locale, size: 'a4' }, made),
    )
    return fileOf(
      made,
      settlementTitle(papers.some(paper => paper.kind === 'month') ? 'month' : 'check', asked.locale),
      papers.map(paper => paper.number),
    )
  }

/** The paper of settlement bills, whoever takes it. Refuses `settlement_unknown`. [PAP-12] */
async function settlementPaper(ctx: Context, home: string, ids: readonly string[], locale: 'zh' | 'en') {
  const papers = await loadSettlements(ctx, ids)
  refuseLong(papers.reduce((sum, paper) => sum + paper.lines.length, 0))
  return { papers, made: await printed(ctx, home, 'settlement_bill', papers, { locale, size: 'a4' }) }
}

/** The paper of one settlement bill for its customer, by letter or from its page; whoever sends it records that. [PAP-12] */
export async function settlementFile(
  ctx: Context,
  home: string,
  settlement_id: string,
  locale: 'zh' | 'en',
): Promise<FileAnswer> {
  const { made, papers } = await settlementPaper(ctx, home, [settlement_id], locale)
  return fileOf(
    made,
    settlementTitle(papers[0]?.kind ?? 'month', locale),
    papers.map(paper => paper.number),
  )
}

type Sheet = Awaited<ReturnType<typeof statement>>['currencies'][number]

/** Amounts as amounts: what the driver answers as text, and what was added up here, in one form. */
const inMinor = (sheet: Sheet): StatementPaper['parts'][number] => ({
  currency: sheet.currency,
  opening_minor: BigInt(sheet.opening_minor),
  closing_minor: BigInt(sheet.closing_minor),
  overdue_minor: BigInt(sheet.overdue_minor),
  rows: sheet.rows.map(row => ({
    ...row,
    amount_minor: BigInt(row.amount_minor),
    applied_minor: BigInt(row.applied_minor),
    open_minor: BigInt(row.open_minor),
    debit_minor: BigInt(row.debit_minor),
    credit_minor: BigInt(row.credit_minor),
    balance_minor: BigInt(row.balance_minor),
  })),
})

export function refuseLong(rows: number): void {
  if (rows > mostRows) refuse('batch_too_large', { maximum: mostRows })
}

/** The PDF, with the hour in the zone of who prints and his name on its foot. */
export async function printed<K extends PaperKind>(
  ctx: Context,
  home: string,
  kind: K,
  plain: readonly PaperData[K][],
  { locale, size }: Pick<PaperLook, 'locale' | 'size'>,
): Promise<MadePaper & { sealed: boolean }> {
  const papers = await withLetterheads(ctx, home, kind, plain)
  const who = await ctx.tx.first(sql<{ name: string }>`
    select name from people where org_id = ${ctx.org_id} and person_id = ${ctx.actor.person_id}`)
  const at = Temporal.Instant.from(ctx.now).toZonedDateTimeISO(ctx.actor.time_zone).toPlainDateTime().toString()
  const made = await renderPaper(kind, papers, { locale, size, printed: { at, by: who?.name ?? null } })
  return { ...made, sealed: papers.some(paper => paper.sender.seal) }
}

/** What the record keeps of a printing; that a sign was in no font, or that it bore a seal, only where it was so. */
export const told = (
  { kind, locale, size }: { kind: PaperKind } & Pick<PaperLook, 'locale' | 'size'>,
  made: MadePaper & { sealed: boolean },
) => ({
  kind,
  locale,
  size,
  ...(made.complete ? {} : { complete: false }),
  ...(made.sealed ? { sealed: true } : {}),
})

async function recordPrinted(ctx: Context, name: string, ids: readonly string[], data: Record<string, unknown>) {
  await record(
    ctx,
    name,
    await moment(ctx),
    ids.map(subject_id => ({ subject_id, data })),
  )
}

export function fileOf({ pdf }: MadePaper, title: string, numbers: readonly string[]): FileAnswer {
  const [first = '', last] = [numbers[0], numbers.length > 1 ? numbers.at(-1) : undefined]
  const name = `${title} ${first}${last ? ` - ${last}` : ''}`.replace(/[\\/:*?"<>|]/g, '_')
  return {
    file_name: `${name.slice(0, 150)}.pdf`,
    mime: 'application/pdf',
    body: Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength),
  }
}
