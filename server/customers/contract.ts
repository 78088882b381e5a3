import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import {
  country,
  currency,
  day,
  email,
  flag,
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
import { grades } from './file-names-contract.ts'
import { twinsLines } from './lines-twins.ts'

/** What a contact is written to about. */
export const contactRoles = ['invoice', 'statement', 'dunning', 'legal'] as const

export const contactDraft = z.strictObject({
  name: words(200).meta({ personal: true }),
  title: text(200).optional(),
  phone: text(60).optional().meta({ personal: true }),
  email: email().optional(),
  roles: z.array(z.enum(contactRoles)).default([]),
})

/** What belongs to a customer within one entity. People and departments may be named by id or by code. */
export const accountDraft = z.strictObject({
  entity_id: id(),
  terms_code: text(60).optional(),
  currency: currency().optional(),
  limit_minor: minor().optional(),
  salesperson_id: id().optional(),
  salesperson_code: text(60).optional(),
  department_id: id().optional(),
  department_code: text(60).optional(),
})

export const customerDraft = z.strictObject({
  /** Drawn from the series C-000001 when left out. */
  number: text(60).optional(),
  name: words(300),
  name_en: text(300).optional(),
  kind: z.enum(['company', 'person', 'public_body']).default('company'),
  country: country().default('CN'),
  tax_id: text(40).optional(),
  head_office_number: text(60).optional(),
  locale: z.enum(['zh', 'en']).default('zh'),
  related_party: z.boolean().default(false),
  number_aliases: z.array(words(60)).max(50).default([]),
  name_aliases: z.array(words(300)).max(50).default([]),
  contacts: z.array(contactDraft).max(50).default([]),
  accounts: z.array(accountDraft).max(100).default([]),
  source: text(60).optional(),
  external_id: text(200).optional(),
})

export const customerRow = z.object({
  customer_id: id(),
  number: z.string(),
  name: z.string(),
  name_en: z.string().nullable(),
  kind: z.string(),
  country: country(),
  tax_id: z.string().nullable(),
  /** ok, wrong_length, wrong_character, wrong_check_digit: a warning, never a refusal. */
  tax_id_check: z.string().nullable(),
  head_office_id: id().nullable(),
  head_office_name: z.string().nullable(),
  related_party: z.boolean(),
  state: z.enum(['active', 'archived']),
  /** The customer it was merged into. */
  merged_into: id().nullable(),
  merged_into_name: z.string().nullable(),
  recorded_at: instant(),
  version: z.number(),
  /** It was applied for and is not activated yet. */
  pending: z.boolean(),
  grade: z.enum(grades).nullable(),
  /** How complete the file is, in hundredths of what the rules weigh. */
  completeness: z.number(),
  reviewed_on: day().nullable(),
  review_due_on: day(),
})

export const customersContract = {
  createCustomers: verbOfMany({
    name: 'customer.create',
    method: 'POST',
    path: '/api/customers',
    permission: 'customer.write',
    summary: { en: 'Enter customers', zh: '新建客户' },
    each: customerDraft,
    max: 2000,
    output: z.object({
      rows: z.array(
        z.object({ customer_id: id(), number: z.string(), tax_id_check: z.string().nullable(), known: z.boolean() }),
      ),
    }),
    events: ['customer.created'],
  }),
  listCustomers: query({
    name: 'customer.list',
    method: 'GET',
    path: '/api/customers',
    permission: 'customer.read',
    summary: { en: 'Customers', zh: '客户一览' },
    input: z.object({
      ...paging,
      q: z.string().max(100).optional(),
      state: z.enum(['active', 'archived']).optional(),
      salesperson_id: several(id()),
      entity_id: several(id()),
      /** Only what belongs to these head offices. */
      head_office_id: several(id()),
      related_party: flag(),
      grade: several(z.enum([...grades, 'none'])),
      /** Only files that are less complete, in hundredths. */
      completeness_below: z.coerce.number().int().min(1).max(100).optional(),
      /** Only files that are to be looked through again by today. */
      review_due: flag(),
      sort: z.enum(['number', '-number', 'name', '-name', 'recorded_at', '-recorded_at']).default('number'),
    }),
    output: page(customerRow),
  }),
  readCustomer: query({
    name: 'customer.read',
    method: 'GET',
    path: '/api/customers/:customer_id',
    permission: 'customer.read',
    summary: { en: 'One customer', zh: '客户详情' },
    input: z.object({ customer_id: id() }),
    output: customerRow.extend({
      aliases: z.array(z.object({ alias_id: id(), kind: z.string(), alias: z.string(), source: z.string() })),
      contacts: z.array(
        z.object({
          contact_id: id(),
          name: z.string().nullable(),
          title: z.string().nullable(),
          phone: z.string().nullable(),
          email: z.string().nullable(),
          roles: z.array(z.string()),
          erased_at: instant().nullable(),
          version: z.number(),
        }),
      ),
      accounts: z.array(
        z.object({
          entity_id: id(),
          entity_code: z.string(),
          terms_id: id().nullable(),
          terms_code: z.string().nullable(),
          currency: currency().nullable(),
          limit_minor: minorOut().nullable(),
          salesperson_id: id().nullable(),
          salesperson_name: z.string().nullable(),
          department_id: id().nullable(),
        }),
      ),
      owners: z.array(
        z.object({
          entity_id: id(),
          effective_on: day(),
          recorded_at: instant(),
          salesperson_id: id().nullable(),
          salesperson_name: z.string().nullable(),
          why: z.string().nullable(),
        }),
      ),
    }),
  }),
  amendCustomer: verb({
    name: 'customer.amend',
    method: 'PUT',
    path: '/api/customers/:customer_id',
    permission: 'customer.write',
    summary: { en: 'Change what a customer file says', zh: '变更客户资料' },
    input: z.strictObject({
      customer_id: id(),
      version: z.number().int(),
      name: words(300).optional(),
      name_en: text(300).nullable().optional(),
      kind: z.enum(['company', 'person', 'public_body']).optional(),
      country: country().optional(),
      tax_id: text(40).nullable().optional(),
      head_office_number: text(60).nullable().optional(),
      related_party: z.boolean().optional(),
      locale: z.enum(['zh', 'en']).optional(),
    }),
    output: z.object({ version: z.number(), tax_id_check: z.string().nullable() }),
    events: ['customer.amended'],
  }),
  archiveCustomer: verb({
    name: 'customer.archive',
    method: 'POST',
    path: '/api/customers/:customer_id/archive',
    permission: 'customer.write',
    summary: { en: 'Archive a customer, or bring it back', zh: '归档或恢复客户' },
    input: z.strictObject({ customer_id: id(), archived: z.boolean().default(true), reason: words(500) }),
    output: z.object({ state: z.enum(['active', 'archived']) }),
    events: ['customer.archived', 'customer.restored'],
  }),
  addAliases: verbOfMany({
    name: 'customer.add_alias',
    method: 'POST',
    path: '/api/customer-aliases',
    permission: 'customer.write',
    summary: { en: 'Add other numbers and spellings of customers', zh: '添加客户别名、别号' },
    each: z.strictObject({
      customer_id: id(),
      kind: z.enum(['number', 'name']),
      alias: words(300),
      source: text(60).default(''),
    }),
    max: 2000,
    output: z.object({ count: z.number() }),
    events: ['customer.alias_added'],
  }),
  endAlias: verb({
    name: 'customer.end_alias',
    method: 'POST',
    path: '/api/customer-aliases/:alias_id/ending',
    permission: 'customer.write',
    summary: {
      en: 'End a wrong other number or spelling; it stays in the history',
      zh: '停用错误的客户别名、别号（保留历史）',
    },
    input: z.strictObject({ alias_id: id(), reason: words(500) }),
    output: z.object({ ended_at: instant() }),
    events: ['customer.alias_ended'],
  }),
  addContact: verb({
    name: 'customer.add_contact',
    method: 'POST',
    path: '/api/customers/:customer_id/contacts',
    permission: 'customer.write',
    summary: { en: 'Add a contact', zh: '添加联系人' },
    input: contactDraft.extend({ customer_id: id() }),
    output: z.object({ contact_id: id() }),
    events: ['contact.added'],
  }),
  amendContact: verb({
    name: 'customer.amend_contact',
    method: 'PUT',
    path: '/api/contacts/:contact_id',
    permission: 'customer.write',
    summary: { en: 'Change a contact', zh: '变更联系人' },
    /** What is left out stays as it is; null takes it away. */
    input: z.strictObject({
      contact_id: id(),
      version: z.number().int(),
      name: words(200).optional().meta({ personal: true }),
      title: text(200).nullable().optional(),
      phone: text(60).nullable().optional().meta({ personal: true }),
      email: email().nullable().optional(),
      roles: z.array(z.enum(contactRoles)).optional(),
    }),
    output: z.object({ version: z.number() }),
    events: ['contact.amended'],
  }),
  eraseContact: verb({
    name: 'customer.erase_contact',
    method: 'POST',
    path: '/api/contacts/:contact_id/erasure',
    permission: 'customer.write',
    summary: { en: 'Erase the personal data of a contact', zh: '删除联系人的个人信息' },
    input: z.strictObject({ contact_id: id(), reason: words(500) }),
    output: z.object({ erased_at: instant() }),
    events: ['contact.erased'],
  }),
  setAccount: verbOfMany({
    name: 'customer.set_account',
    method: 'POST',
    path: '/api/customer-accounts',
    permission: 'customer.write',
    summary: {
      en: 'Set terms, currency and limit of customers in an entity',
      zh: '设定客户在某主体的账期、币种与额度',
    },
    /** What is left out stays as it is; null takes it away. */
    each: z.strictObject({
      customer_id: id(),
      entity_id: id(),
      terms_code: text(60).nullable().optional(),
      currency: currency().nullable().optional(),
      limit_minor: minor().nullable().optional(),
    }),
    max: 2000,
    output: z.object({ count: z.number() }),
    approval: true,
    events: ['customer.account_set'],
  }),
  handOver: verbOfMany({
    name: 'customer.hand_over',
    method: 'POST',
    path: '/api/customer-owners',
    permission: 'customer.write',
    summary: { en: 'Hand customers over to another salesperson from a day on', zh: '自某日起移交业务员' },
    each: z.strictObject({
      customer_id: id(),
      entity_id: id(),
      salesperson_id: id().nullable(),
      department_id: id().nullable().default(null),
      effective_on: day(),
      why: text(500).optional(),
    }),
    max: 2000,
    output: z.object({ count: z.number() }),
    events: ['customer.handed_over'],
  }),
  ...twinsLines,
}
