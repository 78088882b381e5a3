import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { currency, day, flag, id, instant, minorOut, page, paging, several } from '../kernel/fields.ts'
import { declaredLists, pickedLists } from './list-names-contract.ts'

export const groupings = ['customer', 'currency', 'entity', 'salesperson', 'department', 'head_office'] as const

/** What narrows every report. */
const scope = {
  entity_id: several(id()),
  customer_id: several(id()),
  salesperson_id: several(id()),
  currency: several(currency()),
  related_party: flag(),
}

/** Items = columns = account, for the whole set of the report, in one snapshot. A scoped reader hears only whether they agree. */
export const proof = z.object({
  agrees: z.boolean(),
  rows: z.array(
    z.object({
      entity_code: z.string(),
      currency: currency(),
      items_minor: minorOut().nullable(),
      columns_minor: minorOut().nullable(),
      account_minor: minorOut().nullable(),
      items_base_minor: minorOut().nullable(),
      account_base_minor: minorOut().nullable(),
    }),
  ),
})

const column = z.object({
  /** not_due, b0, b1 …, undetermined, disputed, retention, bill, unapplied. */
  key: z.string(),
  /** Days from and to, both included; null at an open end. Years in the audit preset. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  unit: z.enum(['day', 'year']),
})

export const ageingRow = z.object({
  /** The id of what the row stands for: a customer, a salesperson, an entity …; the currency code when grouped by currency. */
  key: z.string().nullable(),
  number: z.string().nullable(),
  name: z.string().nullable(),
  currency: currency(),
  /** One amount for each column, in the order of `columns`; in the row's currency. */
  amounts: z.array(minorOut()),
  total_minor: minorOut(),
  overdue_minor: minorOut(),
  /** Carrying amount in the ledger, base currency of the entity; null where entities of several base currencies meet. */
  base_minor: minorOut().nullable(),
  /** At the closing rate of the day; null where a rate is missing. */
  closing_base_minor: minorOut().nullable(),
  /** The base currency of those two; null where they are. */
  base_currency: currency().nullable(),
  items: z.number(),
})

export const reportsContract = {
  salespeople: query({
    name: 'report.salespeople',
    method: 'GET',
    path: '/api/reports/salespeople',
    permission: 'report.read',
    summary: { en: 'Salespeople and departments a report can be narrowed to', zh: '报表可选的业务员与部门' },
    input: z.object({}),
    output: z.object({
      rows: z.array(z.object({ salesperson_id: id(), code: z.string().nullable(), name: z.string() })),
      departments: z.array(z.object({ department_id: id(), code: z.string(), name: z.string() })),
    }),
  }),
  ageing: query({
    name: 'report.ageing',
    method: 'GET',
    path: '/api/reports/ageing',
    permission: 'report.read',
    report: true,
    summary: {
      en: 'Ageing by due date or invoice date, as of any day, as known at any moment',
      zh: '账龄分析：到期或开票口径，任意日、任意知悉时点',
    },
    input: z.object({
      as_of: day(),
      known_at: instant().optional(),
      basis: z.enum(['due', 'invoice']).default('due'),
      by: z.enum(groupings).default('customer'),
      /** A preset, or upper bounds in days: '30,60,90'. */
      buckets: z.string().max(100).default('30/60/90'),
      /** Nets unapplied money against the oldest items (先进先出净额): a view, never stored. */
      netted: flag(),
      sort: z.enum(['-total', 'total', '-overdue', 'name', 'number']).default('-total'),
      q: z.string().max(100).optional(),
      ...scope,
      ...paging,
    }),
    output: page(ageingRow).extend({
      as_of: day(),
      known_at: instant().nullable(),
      basis: z.enum(['due', 'invoice']),
      by: z.enum(groupings),
      columns: z.array(column),
      /** One row a currency over the whole set, not only this page. */
      totals: z.array(ageingRow.omit({ key: true, number: true, name: true })),
      count: z.number(),
      proof,
      /** Set when `known_at` lies before the entity went live, or was lowered to the oldest running transaction. */
      notes: z.array(z.enum(['known_before_go_live', 'known_at_lowered', 'rate_missing'])),
    }),
  }),
  dayChanges: query({
    name: 'report.day_changes',
    method: 'GET',
    path: '/api/reports/day-changes',
    permission: 'report.read',
    report: true,
    summary: {
      en: 'Why did this day change? What was recorded after a moment and moved that day',
      zh: '为什么这一天变了？之后入账且影响该日的记录',
    },
    input: z.object({ as_of: day(), known_from: instant(), known_to: instant().optional(), ...scope, ...paging }),
    output: page(
      z.object({
        recorded_at: instant(),
        on: day(),
        what: z.enum(['item', 'application', 'reversal', 'terms', 'dispute']),
        item_id: id(),
        document_id: id(),
        number: z.string(),
        kind: z.string(),
        customer_id: id(),
        customer_name: z.string(),
        currency: currency(),
        delta_minor: minorOut(),
      }),
    ).extend({ totals: z.array(z.object({ currency: currency(), delta_minor: minorOut() })) }),
  }),
  balances: query({
    name: 'report.balances',
    method: 'GET',
    path: '/api/reports/balances',
    permission: 'report.read',
    report: true,
    summary: { en: 'Customer balances: opening, billed, received, closing', zh: '应收总账：期初、应收、收回、期末' },
    input: z.object({
      from: day(),
      to: day(),
      known_at: instant().optional(),
      q: z.string().max(100).optional(),
      sort: z.enum(['number', 'name', '-closing', '-billed', '-received']).default('-closing'),
      ...scope,
      ...paging,
    }),
    output: page(
      z.object({
        customer_id: id(),
        number: z.string(),
        name: z.string(),
        currency: currency(),
        opening_minor: minorOut(),
        billed_minor: minorOut(),
        credited_minor: minorOut(),
        received_minor: minorOut(),
        other_minor: minorOut(),
        closing_minor: minorOut(),
      }),
    ).extend({
      totals: z.array(
        z.object({
          currency: currency(),
          opening_minor: minorOut(),
          billed_minor: minorOut(),
          credited_minor: minorOut(),
          received_minor: minorOut(),
          other_minor: minorOut(),
          closing_minor: minorOut(),
        }),
      ),
      count: z.number(),
      proof,
    }),
  }),
  customerLedger: query({
    name: 'report.customer_ledger',
    method: 'GET',
    path: '/api/reports/customer-ledger',
    permission: 'report.read',
    report: true,
    summary: { en: 'Customer ledger with a running balance', zh: '应收明细账' },
    input: z.object({
      customer_id: id(),
      entity_id: several(id()),
      currency: currency(),
      from: day(),
      to: day(),
      ...paging,
    }),
    output: page(
      z.object({
        on: day(),
        recorded_at: instant(),
        item_id: id(),
        document_id: id(),
        kind: z.string(),
        number: z.string(),
        due_on: day().nullable(),
        debit_minor: minorOut(),
        credit_minor: minorOut(),
        balance_minor: minorOut(),
      }),
    ).extend({ opening_minor: minorOut(), closing_minor: minorOut() }),
  }),
  statement: query({
    name: 'report.statement',
    method: 'GET',
    path: '/api/reports/statement',
    permission: 'report.read',
    report: true,
    summary: {
      en: 'Statement of account for a customer: open items, or movements',
      zh: '往来对账单：未清项式或发生额式',
    },
    input: z.object({
      customer_id: id(),
      entity_id: id(),
      as_of: day(),
      from: day().optional(),
      style: z.enum(['open_item', 'movement']).default('open_item'),
      currency: several(currency()),
      /** 本函仅为复核账目之用，并非催款结算 */
      not_a_demand: flag(),
    }),
    output: z.object({
      customer: z.object({ customer_id: id(), number: z.string(), name: z.string(), tax_id: z.string().nullable() }),
      entity: z.object({ entity_id: id(), code: z.string(), name: z.string(), name_en: z.string().nullable() }),
      as_of: day(),
      from: day().nullable(),
      style: z.enum(['open_item', 'movement']),
      not_a_demand: z.boolean(),
      currencies: z.array(
        z.object({
          currency: currency(),
          opening_minor: minorOut(),
          closing_minor: minorOut(),
          overdue_minor: minorOut(),
          /** 人民币大写, or words in English for other currencies. */
          in_words: z.object({ zh: z.string(), en: z.string() }),
          rows: z.array(
            z.object({
              on: day(),
              item_id: id(),
              document_id: id(),
              kind: z.string(),
              number: z.string(),
              issued_on: day(),
              due_on: day().nullable(),
              amount_minor: minorOut(),
              applied_minor: minorOut(),
              open_minor: minorOut(),
              debit_minor: minorOut(),
              credit_minor: minorOut(),
              balance_minor: minorOut(),
              days_overdue: z.number().nullable(),
            }),
          ),
        }),
      ),
    }),
  }),
  selectRows: query({
    name: 'list.select',
    method: 'POST',
    path: '/api/lists/selection',
    permission: 'signed_in',
    report: true,
    summary: {
      en: 'Every row of a list as it is filtered, read at one moment, to do something to all of them',
      zh: '按筛选条件一次取得列表全部行（同一时点），用于批量处理',
    },
    input: z.strictObject({
      list: z.enum(pickedLists),
      /** The filters of the list as in its URL. */
      params: z.record(z.string(), z.unknown()),
    }),
    output: z.object({ rows: z.array(z.record(z.string(), z.unknown())), known_at: instant() }),
  }),
  exportReport: verb({
    name: 'report.export',
    method: 'POST',
    path: '/api/reports/export',
    permission: 'report.export',
    file: true,
    summary: { en: 'Take a report out as XLSX or CSV', zh: '导出报表（XLSX 或 CSV）' },
    input: z.strictObject({
      report: z.enum([
        'ageing',
        'open_items',
        'balances',
        'customer_ledger',
        'statement',
        'write_offs',
        'differences',
        'transfers',
        'retention_releases',
        'corrections',
        'credit_notes',
        'journal',
        'trial_balance',
        'account_ledger',
        'customers',
        'invoices',
        'receipts',
        'refunds',
        'bills',
        'contracts',
        'tax_requests',
        'tax_invoices',
        'tax_gaps',
        'red_confirmations',
        'red_gaps',
        'tax_return',
        'tax_return_rows',
        'tasks',
        'invoice_groups',
        'receipt_groups',
        'bill_groups',
        'item_groups',
        ...declaredLists,
      ]),
      format: z.enum(['xlsx', 'csv']),
      /** The parameters of the report as in its URL. */
      params: z.record(z.string(), z.unknown()),
      locale: z.enum(['zh', 'en']).default('zh'),
      /** Which columns, by field, in which order; all of them unless told. */
      columns: z.array(z.string().max(60)).max(60).optional(),
    }),
    output: z.any(),
    events: ['report.exported'],
  }),
}
