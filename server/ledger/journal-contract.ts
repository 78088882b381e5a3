import { z } from 'zod'
import { query } from '../kernel/contract.ts'
import { currency, day, id, instant, minorOut, page, paging, several, text } from '../kernel/fields.ts'

const period = () => z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)

/** One line of an entry. Positive is debit. */
const postingLine = z.object({
  line: z.number(),
  account_id: id(),
  account_code: z.string(),
  account_name: z.string(),
  account_name_en: z.string(),
  currency: currency(),
  amount_minor: minorOut(),
  base_minor: minorOut(),
  item_id: id().nullable(),
  item_number: z.string().nullable(),
  customer_id: id().nullable(),
  customer_number: z.string().nullable(),
  customer_name: z.string().nullable(),
})

/** One entry with all its lines. */
export const entryRow = z.object({
  entry_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  base_currency: currency(),
  posted_on: day(),
  recorded_at: instant(),
  /** invoice, charge, credit_note, receipt, application, difference, write_off, recovery, transfer, correction, opening, opening_undo. */
  kind: z.string(),
  /** What it was posted for: an invoice, a receipt, an application, an opening item. */
  document_id: id().nullable(),
  memo: z.string().nullable(),
  /** Sum of its debits, in base. */
  debit_base_minor: minorOut(),
  lines: z.array(postingLine),
})

const trialSums = {
  /** In the row's currency; null where one row stands for all currencies. Debit is positive. */
  opening_minor: minorOut().nullable(),
  debit_minor: minorOut().nullable(),
  credit_minor: minorOut().nullable(),
  closing_minor: minorOut().nullable(),
  /** In base. */
  opening_base_minor: minorOut(),
  debit_base_minor: minorOut(),
  credit_base_minor: minorOut(),
  closing_base_minor: minorOut(),
}

export const journalContract = {
  listEntries: query({
    name: 'entry.list',
    method: 'GET',
    path: '/api/entries',
    permission: 'account.read',
    report: true,
    summary: { en: 'The journal: entries with their postings', zh: '凭证一览（序时账），含分录' },
    input: z.object({
      ...paging,
      entity_id: several(id()),
      /** A month, or days from and to. */
      period: period().optional(),
      from: day().optional(),
      to: day().optional(),
      account_id: several(id()),
      customer_id: several(id()),
      document_id: several(id()),
      kind: several(z.string().max(40)),
      /** How the number of an invoice or receipt begins. */
      number: text(80).optional(),
      /** Part of the memo. */
      q: text(100).optional(),
      /** By day, or in the order they were entered. */
      sort: z.enum(['posted_on', '-posted_on', 'entry_id', '-entry_id']).default('-posted_on'),
    }),
    output: page(entryRow),
  }),
  readEntry: query({
    name: 'entry.read',
    method: 'GET',
    path: '/api/entries/:entry_id',
    permission: 'account.read',
    summary: { en: 'One entry', zh: '凭证详情' },
    input: z.object({ entry_id: id() }),
    output: entryRow,
  }),
  trialBalance: query({
    name: 'account.trial_balance',
    method: 'GET',
    path: '/api/trial-balance',
    permission: 'account.read',
    report: true,
    summary: {
      en: 'Trial balance: opening, debits, credits, closing of every account',
      zh: '科目余额表：期初、借方、贷方、期末',
    },
    input: z.object({
      entity_id: id(),
      from_period: period(),
      to_period: period(),
      /** One row for each account, or for each account and currency. */
      by: z.enum(['account', 'currency']).default('account'),
    }),
    output: z.object({
      from: day(),
      to: day(),
      base_currency: currency(),
      rows: z.array(
        z.object({
          account_id: id(),
          code: z.string(),
          name: z.string(),
          name_en: z.string(),
          type: z.string(),
          control: z.string().nullable(),
          currency: currency().nullable(),
          ...trialSums,
        }),
      ),
      /** Over all accounts: opening and closing are 0, debits equal credits. */
      totals: z.object({
        opening_base_minor: minorOut(),
        debit_base_minor: minorOut(),
        credit_base_minor: minorOut(),
        closing_base_minor: minorOut(),
      }),
    }),
  }),
  accountLedger: query({
    name: 'account.ledger',
    method: 'GET',
    path: '/api/accounts/:account_id/ledger',
    permission: 'account.read',
    report: true,
    summary: { en: 'The postings behind an account, with the balance after each', zh: '科目明细账，逐笔余额' },
    input: z.object({
      ...paging,
      account_id: id(),
      from: day(),
      to: day(),
      currency: currency().optional(),
      customer_id: several(id()),
    }),
    output: page(
      postingLine.omit({ account_id: true, account_code: true, account_name: true, account_name_en: true }).extend({
        entry_id: id(),
        posted_on: day(),
        recorded_at: instant(),
        kind: z.string(),
        document_id: id().nullable(),
        memo: z.string().nullable(),
        /** Codes of the accounts on the other side of the entry. */
        counter_codes: z.array(z.string()),
        /** The account's balance behind this line, within the filters; in base. Debit is positive. */
        balance_base_minor: minorOut(),
      }),
    ).extend({
      account_code: z.string(),
      account_name: z.string(),
      account_name_en: z.string(),
      base_currency: currency(),
      opening_base_minor: minorOut(),
      debit_base_minor: minorOut(),
      credit_base_minor: minorOut(),
      closing_base_minor: minorOut(),
    }),
  }),
}
