import { Readable } from 'node:stream'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { formatMinor } from '../kernel/money.ts'
import { accountLedger, listEntries, trialBalance } from '../ledger/journal.ts'
import { journalContract } from '../ledger/journal-contract.ts'
import type { reportsContract } from './contract.ts'
import type { lists } from './export-lists.ts'
import type { DeclaredList } from './list-names-contract.ts'
import { type Locale, stateNames } from './export-words.ts'
import { corrections, creditNotes, differences, releases, transfers, writeOffs } from './registers.ts'
import { registersContract } from './registers-contract.ts'
import { columnsFor, named, pages, type Sheet, taken } from './sheet.ts'

type BookReport = Exclude<
  Taken<(typeof reportsContract)['exportReport']>['report'],
  'ageing' | 'open_items' | 'balances' | 'customer_ledger' | 'statement' | (typeof lists)[number] | DeclaredList
>
type Rows = AsyncIterable<Record<string, unknown>>

const document = ['on', 'entity_code', 'customer_number', 'customer_name', 'number', 'state', 'currency']
const people = ['reason', 'by_name', 'released_by_name']

/** The sheet of a register, of the trial balance or of the ledger of an account, as on its screen. [RPT-12] [RPT-14] */
export async function bookSheet(
  ctx: Context,
  report: BookReport,
  params: Record<string, unknown>,
  locale: Locale,
): Promise<Sheet> {
  const sheet = (rows: Rows, texts: string[], money: string[], more: string[]): Sheet => ({
    columns: columnsFor(locale, texts, money, more),
    rows: inWords(named(rows, locale, {}), locale),
  })
  if (report === 'write_offs') {
    const input = taken(ctx, registersContract.writeOffs, params)
    const money = ['amount_minor', 'recovered_minor', 'left_minor']
    return sheet(
      pages(after => writeOffs(ctx, { ...input, after })),
      document,
      money,
      ['evidence', ...people],
    )
  }
  if (report === 'differences') {
    const input = taken(ctx, registersContract.differences, params)
    const more = ['kind', 'account_code', locale === 'zh' ? 'account_name' : 'account_name_en', ...people]
    return sheet(
      pages(after => differences(ctx, { ...input, after })),
      document,
      ['amount_minor'],
      more,
    )
  }
  if (report === 'transfers') {
    const input = taken(ctx, registersContract.transfers, params)
    const more = ['to_customer_number', 'to_customer_name', ...people]
    return sheet(
      pages(after => transfers(ctx, { ...input, after })),
      document.filter(field => field !== 'state'),
      ['amount_minor', 'open_minor'],
      more,
    )
  }
  if (report === 'retention_releases') {
    const input = taken(ctx, registersContract.releases, params)
    return sheet(
      pages(after => releases(ctx, { ...input, after })),
      document.filter(field => field !== 'state'),
      ['amount_minor', 'open_minor'],
      ['due_on', 'certificate', ...people],
    )
  }
  if (report === 'corrections') {
    const input = taken(ctx, registersContract.corrections, params)
    return sheet(
      pages(after => corrections(ctx, { ...input, after })),
      document.filter(field => field !== 'state'),
      ['amount_minor'],
      ['new_number', 'new_currency', 'new_amount', ...people],
    )
  }
  if (report === 'credit_notes') {
    const input = taken(ctx, registersContract.creditNotes, params)
    return sheet(
      pages(after => creditNotes(ctx, { ...input, after })),
      document,
      ['amount_minor', 'open_minor'],
      ['credits_number', ...people],
    )
  }
  if (report === 'journal') return journalSheet(ctx, params, locale)
  return report === 'trial_balance' ? trialSheet(ctx, params, locale) : accountSheet(ctx, params, locale)
}

/** What a register says in codes, in the reader's words; a list of evidence in one cell. */
async function* inWords(rows: Rows, locale: Locale): Rows {
  for await (const row of rows) {
    const { state, evidence, new_amount_minor, new_currency } = row
    yield {
      ...row,
      state: typeof state === 'string' ? (stateNames[locale][state] ?? state) : '',
      evidence: Array.isArray(evidence) ? evidence.join('; ') : '',
      new_amount: new_amount_minor ? formatMinor(BigInt(new_amount_minor as string), String(new_currency)) : '',
    }
  }
}

/** A balance on the side it stands on. */
const sides = (name: string, minor: bigint | string) => {
  const value = BigInt(minor)
  return { [`${name}_debit`]: value > 0n ? value : null, [`${name}_credit`]: value < 0n ? -value : null }
}

async function trialSheet(ctx: Context, params: Record<string, unknown>, locale: Locale): Promise<Sheet> {
  const trial = await trialBalance(ctx, taken(ctx, journalContract.trialBalance, params))
  const rows = trial.rows.map(row => ({
    code: row.code,
    account: locale === 'zh' ? row.name : row.name_en,
    original_currency: row.currency,
    currency: trial.base_currency,
    ...sides('opening', row.opening_base_minor),
    debit_minor: row.debit_base_minor,
    credit_minor: row.credit_base_minor,
    ...sides('closing', row.closing_base_minor),
  }))
  const money = ['opening_debit', 'opening_credit', 'debit_minor', 'credit_minor', 'closing_debit', 'closing_credit']
  return { columns: columnsFor(locale, ['code', 'account', 'original_currency'], money), rows: Readable.from(rows) }
}

/** The journal, a posting a row: the entries in their order, each with its lines. */
async function journalSheet(ctx: Context, params: Record<string, unknown>, locale: Locale): Promise<Sheet> {
  const input = taken(ctx, journalContract.listEntries, params)
  const texts = ['posted_on', 'entity_code', 'kind', 'item_number', 'memo', 'account_code', 'account']
  const lines = async function* () {
    for await (const entry of pages(after => listEntries(ctx, { ...input, after })))
      for (const line of (entry as Answered<typeof journalContract.listEntries>['rows'][number]).lines) {
        const base_minor = BigInt(line.base_minor as string)
        yield {
          ...entry,
          ...line,
          account: locale === 'zh' ? line.account_name : line.account_name_en,
          original_currency: line.currency,
          currency: entry.base_currency,
          original_amount: formatMinor(BigInt(line.amount_minor as string), line.currency),
          debit_minor: base_minor > 0n ? base_minor : null,
          credit_minor: base_minor < 0n ? -base_minor : null,
        }
      }
  }
  return {
    columns: columnsFor(
      locale,
      [...texts, 'customer_number', 'customer_name', 'original_currency', 'original_amount'],
      ['debit_minor', 'credit_minor'],
    ),
    rows: named(lines(), locale, {}),
  }
}

async function accountSheet(ctx: Context, params: Record<string, unknown>, locale: Locale): Promise<Sheet> {
  const input = taken(ctx, journalContract.accountLedger, params)
  const texts = ['posted_on', 'kind', 'item_number', 'customer_number', 'customer_name', 'memo', 'counter', 'currency']
  const lines = async function* () {
    let base = ''
    const read = async (after: string | undefined) => {
      const page = await accountLedger(ctx, { ...input, after })
      base = page.base_currency
      return page
    }
    for await (const row of pages(read)) {
      const base_minor = BigInt(row.base_minor as string)
      yield {
        ...row,
        currency: base,
        counter: (row.counter_codes as string[]).join(' '),
        debit_minor: base_minor > 0n ? base_minor : null,
        credit_minor: base_minor < 0n ? -base_minor : null,
        balance_minor: row.balance_base_minor,
      }
    }
  }
  return {
    columns: columnsFor(locale, texts, ['debit_minor', 'credit_minor', 'balance_minor']),
    rows: named(lines(), locale, {}),
  }
}
