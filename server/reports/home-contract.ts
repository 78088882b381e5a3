import { z } from 'zod'
import { query } from '../kernel/contract.ts'
import { currency, day, flag, id, minorOut, page, paging, several } from '../kernel/fields.ts'

/** What narrows the figures of the home page. */
const scope = {
  entity_id: several(id()),
  customer_id: several(id()),
  salesperson_id: several(id()),
  currency: several(currency()),
  related_party: flag(),
}
const read = { method: 'GET', permission: 'report.read', report: true } as const

/** Why a customer matters today. */
export const attentionReasons = [
  /** A claim is more than 90 days overdue. */
  'long_overdue',
  /** A tenth or more of all that is overdue. */
  'large_share',
  /** A claim has been due for more than two and a half years: the period of limitation is three. */
  'limitation_near',
  /** Owes more than its limit. */
  'over_limit',
  /** Nothing was received for 60 days. */
  'no_recent_payment',
  /** Money of the customer waits to be applied. */
  'unapplied_money',
  /** Part of what is open is disputed; that part is not counted as overdue. */
  'disputed',
] as const

export const homeContract = {
  setUpProgress: query({
    name: 'set_up.progress',
    method: 'GET',
    path: '/api/set-up/progress',
    permission: 'entity.manage',
    summary: { en: 'How far the books are set up, counted from what stands in them', zh: '建账进度（按实际数据统计）' },
    input: z.object({}),
    output: z.object({
      entities: z.number(),
      own_accounts: z.number(),
      /** Who signs in, or is invited to, and holds a role. */
      people: z.number(),
      /** Who owns customers or has a role of sales. */
      salespeople: z.number(),
      customers: z.number(),
      customers_with_terms: z.number(),
      openings: z.number(),
      openings_locked: z.number(),
      /** Open items. */
      items: z.number(),
      /** Whether an invoice was issued here, so that one begins without an opening. */
      invoiced: z.boolean(),
      /** Whether there are open items, and they equal their control accounts today. */
      agrees: z.boolean(),
      /** Statements that were sent, printed or taken out. */
      statements: z.number(),
    }),
  }),
  standing: query({
    ...read,
    name: 'report.standing',
    path: '/api/reports/standing',
    summary: {
      en: 'What is owed, overdue, coming due and not applied today, in base',
      zh: '今日应收、逾期、即将到期与未核销（本位币）',
    },
    input: z.object(scope),
    output: z.object({
      as_of: day(),
      /** One row a base currency. */
      rows: z.array(
        z.object({
          base_currency: currency(),
          /** Everything open, money not applied taken off. */
          balance_base_minor: minorOut(),
          items: z.number(),
          customers: z.number(),
          /** Claims past their legal due day, the disputed ones apart. */
          overdue_base_minor: minorOut(),
          overdue_items: z.number(),
          /** Claims whose legal due day is today or within the six days after it. */
          due_week_base_minor: minorOut(),
          due_week_items: z.number(),
          disputed_base_minor: minorOut(),
          disputed_items: z.number(),
          /** Money received that stands on account; positive. */
          unapplied_base_minor: minorOut(),
          unapplied_items: z.number(),
        }),
      ),
    }),
  }),
  expectedReceipts: query({
    ...read,
    name: 'report.expected_receipts',
    path: '/api/reports/expected-receipts',
    summary: { en: 'What falls due week by week, by agreed due day', zh: '未来各周到期应收（按约定到期日）' },
    input: z.object({ weeks: z.coerce.number().int().min(1).max(53).default(13), ...scope }),
    output: z.object({
      as_of: day(),
      /** Each week from Monday to Sunday; the first begins today. */
      weeks: z.array(z.object({ week: z.number(), from: day(), to: day() })),
      rows: z.array(
        z.object({
          /** Past its day before today, a week, after the last week, or a day that is not known yet. */
          when: z.enum(['overdue', 'week', 'later', 'undetermined']),
          week: z.number().nullable(),
          currency: currency(),
          base_currency: currency(),
          items: z.number(),
          open_minor: minorOut(),
          open_base_minor: minorOut(),
          /** The part of it that is disputed. */
          disputed_minor: minorOut(),
        }),
      ),
    }),
  }),
  monthlySeries: query({
    ...read,
    name: 'report.monthly_series',
    path: '/api/reports/monthly-series',
    summary: { en: 'Billed, credited and collected month by month', zh: '各月开单、红冲与收款' },
    input: z.object({ months: z.coerce.number().int().min(1).max(60).default(24), ...scope }),
    output: z.object({
      /** Oldest first; the last is the current month up to today. */
      months: z.array(z.string()),
      /** Only months and currencies in which something happened. Credited and collected are positive. */
      rows: z.array(
        z.object({
          month: z.string(),
          currency: currency(),
          base_currency: currency(),
          billed_minor: minorOut(),
          credited_minor: minorOut(),
          collected_minor: minorOut(),
          billed_base_minor: minorOut(),
          credited_base_minor: minorOut(),
          collected_base_minor: minorOut(),
        }),
      ),
    }),
  }),
  balanceHistory: query({
    ...read,
    name: 'report.balance_history',
    path: '/api/reports/balance-history',
    summary: { en: 'A customer’s balance at the ends of months', zh: '客户各月末应收余额' },
    input: z.object({
      customer_id: id(),
      entity_id: several(id()),
      currency: several(currency()),
      months: z.coerce.number().int().min(1).max(60).default(24),
    }),
    output: z.object({
      rows: z.array(
        z.object({
          /** The end of a month; the last is today. */
          on: day(),
          currency: currency(),
          base_currency: currency(),
          balance_minor: minorOut(),
          balance_base_minor: minorOut(),
        }),
      ),
    }),
  }),
  attention: query({
    ...read,
    name: 'report.attention',
    path: '/api/reports/attention',
    summary: {
      en: 'Customers who matter today: by what is overdue and for how long',
      zh: '今日重点客户：逾期金额与逾期天数',
    },
    input: z.object({ ...scope, ...paging }),
    output: page(
      z.object({
        customer_id: id(),
        number: z.string(),
        name: z.string(),
        base_currency: currency(),
        /** Claims past their legal due day that are not disputed; in base. */
        overdue_base_minor: minorOut(),
        items: z.number(),
        days_overdue: z.number(),
        /** Days overdue on average, each claim weighing what is open of it. */
        average_days: z.number(),
        balance_base_minor: minorOut(),
        unapplied_base_minor: minorOut(),
        disputed_base_minor: minorOut(),
        last_received_on: day().nullable(),
        reasons: z.array(z.enum(attentionReasons)),
      }),
    ),
  }),
}
