import { sql } from 'kysely'
import { Readable } from 'node:stream'
import type { Context } from '../kernel/context.ts'
import { moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { writeNameless } from '../kernel/files.ts'
import type { FileAnswer } from '../kernel/http.ts'
import type { Kernel } from '../kernel/run.ts'
import { newId } from '../kernel/values.ts'
import { ledgerContract } from '../ledger/contract.ts'
import { listOpenItems } from '../ledger/queries.ts'
import { ageing } from './ageing.ts'
import { balances } from './balances.ts'
import { reportsContract } from './contract.ts'
import { customerLedger } from './customer-ledger.ts'
import { declaredSheet } from './declared-lists.ts'
import { headings, type Locale } from './export-words.ts'
import { bookSheet } from './export-books.ts'
import { lists, listSheet } from './export-lists.ts'
import { declaredLists } from './list-names-contract.ts'
import { columnsFor, named, pages, type Sheet, type SheetColumn, taken } from './sheet.ts'
import { statement } from './statement.ts'
import { writeSheet } from './write-sheet.ts'

type Asked = Taken<(typeof reportsContract)['exportReport']>

/**
 * Takes a report out as XLSX or CSV with exactly the rows of the screen, all pages of them. Text that a spreadsheet
 * would run as a formula is written as text. It is written page by page to a file without a name, so that a million rows
 * take no more memory than a thousand and nothing is left lying about. Recorded, since who took what out matters. [RPT-12]
 */
export const exportReport =
  (home: string, kernel: Kernel) =>
  async (ctx: Context, asked: Asked): Promise<FileAnswer> => {
    // A report may read a table whole where that is the cheaper way; a verb as such looks up by key.
    await ctx.tx.rows(sql`set local enable_seqscan = on`)
    const { columns, rows } = await sheetOf(ctx, kernel, asked)
    const body = await writeNameless(home, async file => {
      const count = await writeSheet(file, asked.format, {
        columns: chosen(columns, asked.columns),
        rows,
        zone: ctx.actor.time_zone,
      })
      const recorded_at = await moment(ctx)
      const { report, format, params } = asked
      await record(ctx, 'report.exported', recorded_at, [
        { subject_id: newId(), data: { report, format, params, rows: count } },
      ])
    })
    const day = String(asked.params.as_of ?? asked.params.to ?? ctx.today)
    return { file_name: `${asked.report}-${day}.${asked.format}`, mime: mimes[asked.format], body }
  }

const mimes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** The columns asked for, in that order. Refuses `field_unknown` for one the sheet does not have. */
function chosen(columns: SheetColumn[], fields: readonly string[] | undefined): SheetColumn[] {
  if (!fields || fields.length === 0) return columns
  return fields.map(field => {
    const found = columns.find(column => column.field === field)
    if (!found) refuse('field_unknown', { field: 'columns', keys: [field] })
    return found
  })
}

async function sheetOf(ctx: Context, kernel: Kernel, asked: Asked): Promise<Sheet> {
  const { locale, params } = asked
  if (asked.report === 'ageing') return ageingSheet(ctx, taken(ctx, reportsContract.ageing, params), locale)
  if (asked.report === 'balances') {
    const input = taken(ctx, reportsContract.balances, params)
    return {
      columns: columnsFor(
        locale,
        ['number', 'name', 'currency'],
        ['opening_minor', 'billed_minor', 'credited_minor', 'received_minor', 'other_minor', 'closing_minor'],
      ),
      rows: pages(after => balances(ctx, { ...input, after })),
    }
  }
  if (asked.report === 'customer_ledger') {
    const input = taken(ctx, reportsContract.customerLedger, params)
    return {
      columns: columnsFor(
        locale,
        ['on', 'kind', 'number', 'due_on', 'currency'],
        ['debit_minor', 'credit_minor', 'balance_minor'],
      ),
      rows: named(
        pages(after => customerLedger(ctx, { ...input, after })),
        locale,
        { currency: input.currency },
      ),
    }
  }
  if (asked.report === 'statement') {
    const found = await statement(ctx, taken(ctx, reportsContract.statement, params))
    return {
      columns: columnsFor(
        locale,
        ['on', 'kind', 'number', 'issued_on', 'due_on', 'currency'],
        ['amount_minor', 'applied_minor', 'open_minor', 'debit_minor', 'credit_minor', 'balance_minor'],
      ),
      rows: named(
        Readable.from(found.currencies.flatMap(one => one.rows.map(row => ({ ...row, currency: one.currency })))),
        locale,
        {},
      ),
    }
  }
  const simple = declaredLists.find(name => name === asked.report)
  if (simple) return declaredSheet(ctx, kernel, simple, params, locale)
  const list = lists.find(name => name === asked.report)
  if (list) return listSheet(ctx, list, params, locale)
  if (asked.report !== 'open_items')
    return bookSheet(ctx, asked.report as Parameters<typeof bookSheet>[1], params, locale)
  const input = taken(ctx, ledgerContract.listOpenItems, params)
  return {
    columns: columnsFor(
      locale,
      [
        'entity_code',
        'customer_number',
        'customer_name',
        'kind',
        'number',
        'issued_on',
        'due_on',
        'agreed_due_on',
        'days_overdue',
        'currency',
      ],
      ['amount_minor', 'open_minor'],
      ['salesperson_name'],
    ),
    rows: named(
      pages(after => listOpenItems(ctx, { ...input, after })),
      locale,
      {},
    ),
  }
}

async function ageingSheet(
  ctx: Context,
  input: Taken<(typeof reportsContract)['ageing']>,
  locale: Locale,
): Promise<Sheet> {
  const first = await ageing(ctx, input)
  const words = headings[locale]
  const range = (column: (typeof first.columns)[number]) =>
    column.from === null
      ? (words[column.key] ?? column.key)
      : column.to === null
        ? `> ${column.from - 1}`
        : `${column.from}–${column.to}`
  const money = first.columns.map(
    (column, place): SheetColumn => ({ field: `a${place}`, heading: range(column), form: 'money' }),
  )
  const flat = async function* () {
    for await (const row of pages(async after => (after === undefined ? first : ageing(ctx, { ...input, after }))))
      yield { ...row, ...Object.fromEntries((row.amounts as unknown[]).map((amount, place) => [`a${place}`, amount])) }
  }
  return {
    columns: [
      ...columnsFor(locale, ['number', 'name', 'currency'], []),
      ...money,
      ...columnsFor(locale, [], ['total_minor', 'overdue_minor']),
    ],
    rows: flat(),
  }
}
