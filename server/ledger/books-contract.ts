import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import {
  country,
  currency,
  day,
  decimal,
  id,
  instant,
  minor,
  minorOut,
  page,
  paging,
  several,
  text,
  words,
} from '../kernel/fields.ts'
import { differenceKinds } from './contract.ts'

export const standards = ['cas', 'cas_small', 'international'] as const

const entityDraft = z.strictObject({
  code: words(20),
  name: words(200),
  name_en: text(200).optional(),
  base_currency: currency(),
  standard: z.enum(standards).default('cas'),
  taxpayer_kind: z.enum(['general', 'small_scale', 'none']).default('general'),
  country: country().default('CN'),
  tax_id: text(40).optional(),
  /** First day of the books: nothing but openings may be posted before it. */
  books_from: day(),
})

export const booksContract = {
  createEntity: verb({
    name: 'entity.create',
    method: 'POST',
    path: '/api/entities',
    permission: 'entity.manage',
    summary: { en: 'Open the books of a legal entity', zh: '为法人主体建账' },
    input: entityDraft,
    output: z.object({ entity_id: id() }),
    events: ['entity.created'],
  }),
  listPeriods: query({
    name: 'period.list',
    method: 'GET',
    path: '/api/periods',
    permission: 'period.read',
    summary: { en: 'Periods of an entity and their state', zh: '会计期间' },
    input: z.object({ entity_id: id() }),
    output: z.object({
      rows: z.array(
        z.object({
          period: z.string(),
          state: z.enum(['open', 'closed']),
          changed_at: instant().nullable(),
          changed_by: id().nullable(),
        }),
      ),
    }),
  }),
  closePeriod: verb({
    name: 'period.close',
    method: 'POST',
    path: '/api/periods/closing',
    permission: 'period.close',
    summary: { en: 'Close a period', zh: '结账' },
    input: z.strictObject({ entity_id: id(), period: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) }),
    output: z.object({ period: z.string(), state: z.enum(['open', 'closed']) }),
    approval: true,
    events: ['period.closed'],
  }),
  reopenPeriod: verb({
    name: 'period.reopen',
    method: 'POST',
    path: '/api/periods/reopening',
    permission: 'period.reopen',
    summary: { en: 'Reopen the last closed period', zh: '反结账' },
    input: z.strictObject({ entity_id: id(), period: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/), reason: words(500) }),
    output: z.object({ period: z.string(), state: z.enum(['open', 'closed']) }),
    approval: true,
    events: ['period.reopened'],
  }),
  listAccounts: query({
    name: 'account.list',
    method: 'GET',
    path: '/api/accounts',
    permission: 'account.read',
    summary: { en: 'Chart of accounts with what each is used for', zh: '会计科目与用途' },
    input: z.object({ entity_id: id() }),
    output: z.object({
      rows: z.array(
        z.object({
          account_id: id(),
          code: z.string(),
          name: z.string(),
          name_en: z.string(),
          type: z.string(),
          control: z.string().nullable(),
          purposes: z.array(z.string()),
        }),
      ),
    }),
  }),
  determineAccount: verb({
    name: 'account.determine',
    method: 'POST',
    path: '/api/accounts/determination',
    permission: 'account.manage',
    summary: { en: 'Say which account serves a purpose', zh: '设定科目用途' },
    input: z.strictObject({
      entity_id: id(),
      purpose: words(40),
      qualifier: text(40).default(''),
      account_code: words(30),
    }),
    output: z.object({ account_id: id() }),
    events: ['account.determined'],
  }),
  setRates: verbOfMany({
    name: 'rate.set',
    method: 'POST',
    path: '/api/exchange-rates',
    permission: 'rate.manage',
    summary: { en: 'Enter dated exchange rates', zh: '录入汇率' },
    each: z.strictObject({
      currency: currency(),
      base_currency: currency(),
      valid_on: day(),
      rate: decimal(10),
      source: words(100),
    }),
    max: 5000,
    output: z.object({ count: z.number() }),
    events: ['rate.set'],
  }),
  listRates: query({
    name: 'rate.list',
    method: 'GET',
    path: '/api/exchange-rates',
    permission: 'account.read',
    summary: { en: 'Dated exchange rates', zh: '汇率表' },
    input: z.object({ ...paging, currency: several(currency()), base_currency: currency().optional() }),
    output: page(
      z.object({
        currency: currency(),
        base_currency: currency(),
        valid_on: day(),
        rate: z.string(),
        source: z.string(),
        recorded_at: instant(),
      }),
    ),
  }),
  setTaxCode: verb({
    name: 'tax_code.set',
    method: 'PUT',
    path: '/api/tax-codes',
    permission: 'account.manage',
    summary: { en: 'Enter a tax code, or another rate of one from a day on', zh: '新增税码，或自某日起调整税率' },
    input: z.strictObject({
      code: words(30),
      valid_from: day(),
      kind: z.enum(['taxed', 'zero', 'exempt', 'out_of_scope']),
      /** Per cent. */
      rate: decimal(4),
      name: words(100),
      name_en: words(100),
      /** The law or notice that says so. */
      source: words(500),
    }),
    output: z.object({ code: z.string() }),
    events: ['tax_code.set'],
  }),
  setDifferenceRule: verb({
    name: 'difference.set_rule',
    method: 'PUT',
    path: '/api/difference-rules',
    permission: 'account.manage',
    summary: { en: 'Set account and limit of a kind of small difference', zh: '设定尾差类别的科目与限额' },
    input: z.strictObject({
      entity_id: id(),
      kind: z.enum(differenceKinds),
      limit_minor: minor(),
      limit_percent: decimal(4).nullable().default(null),
      account_code: words(30).optional(),
    }),
    output: z.object({ kind: z.enum(differenceKinds) }),
    events: ['difference.rule_set'],
  }),
  listDifferenceRules: query({
    name: 'difference.rules',
    method: 'GET',
    path: '/api/difference-rules',
    permission: 'account.read',
    summary: { en: 'Kinds of small difference with account and limit', zh: '尾差类别、科目与限额' },
    input: z.object({ entity_id: id() }),
    output: z.object({
      rows: z.array(
        z.object({
          kind: z.enum(differenceKinds),
          limit_minor: minorOut(),
          limit_percent: z.string().nullable(),
          account_code: z.string(),
          account_name: z.string(),
        }),
      ),
    }),
  }),
}
