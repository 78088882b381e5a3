import { sql } from 'kysely'
import { readSettlementLines } from '../invoices/settlement-queries.ts'
import { answerSettlement, lockSettlements } from '../invoices/settlements.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { FileAnswer } from '../kernel/http.ts'
import type { Day } from '../kernel/values.ts'
import { settlementFile } from '../papers/papers.ts'
import { refuseAnswered, writeAnswer } from './answers.ts'
import type { portalContract } from './contract.ts'
import { type OpenPage, type PageState, pageOf } from './tokens.ts'

type Lines = typeof portalContract
type Bill = NonNullable<Answered<Lines['lookAtPage']>['settlement']>

/** A settlement bill as its customer sees it. Refuses `page_gone` for one that was taken back. */
export async function settlementOf(ctx: Context, page: OpenPage): Promise<Bill> {
  const settlement_id = page.settlement_id as string
  const [head, lines] = await Promise.all([
    ctx.tx.first(sql<Omit<Bill, 'lines'> & { state: string }>`
      select kind, number, until_on, reply_by, currency, amount_minor, state from settlements
      where org_id = ${ctx.org_id} and settlement_id = ${settlement_id}`),
    readSettlementLines(ctx, settlement_id),
  ])
  if (!head || head.state === 'undone') refuse('page_gone')
  const { state: _, ...bill } = head
  return {
    ...bill,
    lines: lines.map(({ contract_id: _contract, source: _source, released_at: _released, ...line }) => line),
  }
}

/**
 * The customer confirms a settlement bill; what it contests stays out and waits, and whoever made the page is told. [POR-10]
 * Refuses `page_gone`, `page_answered`, `contest_line_unknown`.
 */
export async function settlePage(
  ctx: Context,
  { token, name, contested, note }: Taken<Lines['settlePage']>,
): Promise<Answered<Lines['settlePage']>> {
  // Load.
  const page = await pageOf(ctx, token)
  refuseAnswered(page, 'settlement')
  const settlement_id = page.settlement_id as string
  const bill = (await lockSettlements(ctx, [settlement_id])).get(settlement_id)

  // Decide. The day an answer is of is ours, and not before that of the bill.
  if (bill?.state !== 'open') refuse('page_gone')
  const on: Day = ctx.today < bill.until_on ? bill.until_on : ctx.today
  const state: PageState = contested.length > 0 ? 'contested' : 'confirmed'

  // Write. Record.
  await answerSettlement(ctx, settlement_id, { on, how: 'page', name, reason: note || null, contested })
  await writeAnswer(ctx, page, { state, name, note, lines: contested.map(({ line }) => line) })
  return { state }
}

/** The settlement bill of a page as PDF, in the language of the page; recorded with the bill. Refuses `page_gone`. [PAP-12] */
export const settlementPaper =
  (home: string) =>
  async (ctx: Context, { token }: Taken<Lines['settlementPaper']>): Promise<FileAnswer> => {
    // Load.
    const page = await pageOf(ctx, token)

    // Decide.
    const { settlement_id } = page
    if (!settlement_id) refuse('page_gone')
    await settlementOf(ctx, page)
    const made = await settlementFile(ctx, home, settlement_id, page.locale)

    // Record.
    const data = { kind: 'settlement_bill', page_id: page.page_id }
    await record(ctx, 'settlement.printed', await moment(ctx), [{ subject_id: settlement_id, data }])
    return made
  }
