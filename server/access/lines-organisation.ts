import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import { country, flag, id, text, words } from '../kernel/fields.ts'
import { code, email, locale, password } from './lines-shared.ts'

const timeZone = () => z.string().max(60).refine(isTimeZone)
const entity = z.object({
  entity_id: id(),
  code: z.string(),
  name: z.string(),
  name_en: z.string().nullable(),
  base_currency: z.string(),
  standard: z.string(),
  taxpayer_kind: z.string(),
  country: z.string(),
  tax_id: z.string().nullable(),
  books_from: z.string(),
  went_live_at: z.string(),
})
const department = z.object({ department_id: id(), code: z.string(), name: z.string(), archived: z.boolean() })
const organisation = z.object({
  org_id: z.number(),
  name: z.string(),
  time_zone: z.string(),
  locale: z.string(),
  duty_profile: z.enum(['statute', 'standard', 'strict']),
  statute_applies: z.boolean(),
  is_demo: z.boolean(),
  require_second_factor: z.array(z.string()),
  ageing_buckets: z.string(),
})

/** 'audit', or upper bounds in days that rise: '30/60/90'. */
const buckets = () =>
  z
    .string()
    .regex(/^(?:audit|[1-9]\d{0,4}(?:\/[1-9]\d{0,4}){0,11})$/)
    .refine(
      text =>
        text === 'audit' ||
        text.split('/').every((bound, at, all) => Number(bound) <= 36_500 && Number(bound) > Number(all[at - 1] ?? 0)),
    )
function isTimeZone(value: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: value }))
  } catch {
    return false
  }
}

/** What can be asked about organisations, entities and departments. */
export const organisationLines = {
  setUpState: query({
    name: 'organisation.set_up_state',
    method: 'GET',
    path: '/api/set-up',
    permission: 'public',
    summary: { en: 'Whether an organisation has yet to be set up', zh: '是否尚未初始化' },
    input: z.strictObject({}),
    output: z.object({
      needed: z.boolean(),
      /** The account of the demo, where this server offers one to everybody who can reach it, and others with its password. */
      demo: z
        .object({
          email: z.string(),
          password: z.string(),
          people: z.array(z.object({ email: z.string(), name: z.string(), role: z.string() })),
        })
        .nullable(),
    }),
  }),
  setUp: verb({
    name: 'organisation.set_up',
    method: 'POST',
    path: '/api/set-up',
    permission: 'public',
    summary: { en: 'Set up the organisation and its first administrator', zh: '初始化组织与首位管理员' },
    input: z.strictObject({
      organisation: words(200),
      name: words(200),
      email: email(),
      password: password(),
      locale: locale().default('zh'),
      time_zone: timeZone().default('Asia/Shanghai'),
    }),
    output: z.object({ org_id: z.number(), person_id: id() }),
    events: ['organisation.set_up'],
  }),
  readOrganisation: query({
    name: 'organisation.read',
    method: 'GET',
    path: '/api/organisation',
    permission: 'organisation.read',
    summary: { en: 'The organisation and its settings', zh: '组织设置' },
    input: z.strictObject({}),
    output: organisation,
  }),
  readFilling: query({
    name: 'organisation.filling',
    method: 'GET',
    path: '/api/organisation/filling',
    permission: 'signed_in',
    summary: { en: 'How far the filling of a made-up company is', zh: '演示企业数据载入进度' },
    input: z.strictObject({}),
    output: z.object({
      /** Null where nothing is being filled: in every organisation that is no demo, and once it is done. */
      filling: z
        .object({
          /** The day the company lives in. */
          on: z.string(),
          /** Days that are filled, of how many. */
          done: z.number(),
          total: z.number(),
        })
        .nullable(),
    }),
  }),
  changeOrganisation: verb({
    name: 'organisation.change',
    method: 'PUT',
    path: '/api/organisation',
    permission: 'organisation.manage',
    summary: { en: 'Change the organisation’s settings', zh: '修改组织设置' },
    input: z.strictObject({
      name: words(200).optional(),
      time_zone: timeZone().optional(),
      locale: locale().optional(),
      duty_profile: z.enum(['statute', 'standard', 'strict']).optional(),
      /** Only where no entity is Chinese. */
      statute_off: z.boolean().optional(),
      /** Codes of the roles whose holders need a second factor; '*' means everybody. */
      require_second_factor: z
        .array(z.union([z.literal('*'), code()]))
        .max(50)
        .optional(),
      /** What the ageing opens with. */
      ageing_buckets: buckets().optional(),
    }),
    output: organisation,
    approval: true,
    events: ['organisation.changed'],
  }),
  listEntities: query({
    name: 'entity.list',
    method: 'GET',
    path: '/api/entities',
    permission: 'entity.read',
    summary: { en: 'The legal entities in one’s scope', zh: '可见的法人主体' },
    input: z.strictObject({}),
    output: z.object({ rows: z.array(entity), next: z.null() }),
  }),
  changeEntity: verb({
    name: 'entity.change',
    method: 'PUT',
    path: '/api/entities/:entity_id',
    permission: 'entity.manage',
    summary: { en: 'Change an entity’s name, tax id and taxpayer kind', zh: '修改法人主体' },
    input: z.strictObject({
      entity_id: id(),
      name: words(200).optional(),
      name_en: text(200).nullable().optional(),
      tax_id: text(40).nullable().optional(),
      taxpayer_kind: z.enum(['general', 'small_scale', 'none']).optional(),
      country: country().optional(),
    }),
    output: entity,
    events: ['entity.changed'],
  }),
  listDepartments: query({
    name: 'department.list',
    method: 'GET',
    path: '/api/departments',
    permission: 'entity.read',
    summary: { en: 'Departments', zh: '部门' },
    input: z.strictObject({ archived: flag() }),
    output: z.object({ rows: z.array(department), next: z.null() }),
  }),
  createDepartments: verbOfMany({
    name: 'department.create',
    method: 'POST',
    path: '/api/departments',
    permission: 'entity.manage',
    summary: { en: 'Create departments', zh: '新建部门' },
    each: z.strictObject({ code: code(), name: words(200) }),
    max: 1000,
    output: z.object({ rows: z.array(department) }),
    events: ['department.created'],
  }),
  changeDepartment: verb({
    name: 'department.change',
    method: 'PUT',
    path: '/api/departments/:department_id',
    permission: 'entity.manage',
    summary: { en: 'Change or archive a department', zh: '修改或停用部门' },
    input: z.strictObject({ department_id: id(), name: words(200).optional(), archived: z.boolean().optional() }),
    output: department,
    events: ['department.changed'],
  }),
}
