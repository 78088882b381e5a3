import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { country, day, id, instant, minor, minorOut, text, words } from '../kernel/fields.ts'

/** A day off, or a Saturday or Sunday that is worked for one. */
const holiday = z.strictObject({ day: day(), working: z.boolean(), name: text(60) })

const termsRow = z.object({
  terms_id: id(),
  code: z.string(),
  name: z.string(),
  name_en: z.string(),
  rule: z.unknown(),
  archived: z.boolean(),
})

export const termsContract = {
  listTerms: query({
    name: 'terms.list',
    method: 'GET',
    path: '/api/payment-terms',
    permission: 'customer.read',
    summary: { en: 'Payment terms', zh: '付款条件' },
    input: z.object({}),
    output: z.object({ rows: z.array(termsRow) }),
  }),
  tryTerms: query({
    name: 'terms.try',
    method: 'POST',
    path: '/api/payment-terms/trial',
    permission: 'customer.read',
    summary: { en: 'What terms would mean for a few days and an amount', zh: '试算付款条件' },
    input: z.strictObject({
      rule: z.record(z.string(), z.unknown()),
      base_days: z.array(day()).min(1).max(12),
      amount_minor: minor(),
      /** Whose working days count; those of the first entity where none is named. */
      entity_id: id().optional(),
    }),
    output: z.object({
      rows: z.array(
        z.object({
          base_on: day(),
          parts: z.array(
            z.object({ kind: z.enum(['instalment', 'retention']), due_on: day(), amount_minor: minorOut() }),
          ),
        }),
      ),
    }),
  }),
  saveTerms: verb({
    name: 'terms.save',
    method: 'PUT',
    path: '/api/payment-terms',
    permission: 'terms.manage',
    summary: { en: 'Enter or change payment terms', zh: '新增或修改付款条件' },
    input: z.strictObject({
      code: words(60),
      name: words(200),
      name_en: words(200),
      rule: z.record(z.string(), z.unknown()),
      archived: z.boolean().default(false),
    }),
    output: z.object({ terms_id: id() }),
    events: ['terms.saved'],
  }),
  listHolidays: query({
    name: 'holidays.list',
    method: 'GET',
    path: '/api/holidays',
    permission: 'customer.read',
    summary: { en: 'Days off and worked weekends, by region and year', zh: '节假日与调休（按地区和年度）' },
    input: z.strictObject({}),
    output: z.object({
      rows: z.array(
        z.object({
          region: z.string(),
          year: z.int(),
          source: z.string(),
          /** Null for a year that came with the program. */
          entered_at: instant().nullable(),
          days: z.array(holiday),
        }),
      ),
    }),
  }),
  setHolidays: verb({
    name: 'holidays.set',
    method: 'PUT',
    path: '/api/holidays',
    permission: 'terms.manage',
    summary: { en: 'Enter the days off of a region in a year', zh: '录入某地区某年的节假日与调休' },
    input: z.strictObject({
      region: country(),
      year: z.int().min(2000).max(2100),
      /** The notice or law that says so. */
      source: words(500),
      days: z.array(holiday).min(1).max(200),
    }),
    output: z.object({ holiday_year_id: id() }),
    events: ['holidays.set'],
  }),
}
