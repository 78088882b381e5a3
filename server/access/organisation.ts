import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import type { Handlers } from '../kernel/run.ts'
import { newId } from '../kernel/values.ts'
import type { organisationLines } from './lines-organisation.ts'
import { lockAccess } from './load.ts'

type Lines = typeof organisationLines
type Organisation = Answered<Lines['readOrganisation']>

/** The account of a demo that a server offers to everybody who can reach it; null unless the start command said so. */
export type DemoOffer = { account: Answered<Lines['setUpState']>['demo'] }

/** Whether anybody has yet to set up, and the way into the demo; for the screen before the first sign-in. */
const setUpState =
  (demo: DemoOffer) =>
  async (ctx: Context): Promise<Answered<Lines['setUpState']>> => {
    const row = await ctx.tx.first(sql<{ known: boolean }>`select is_set_up() as known`)
    return { needed: !row?.known, demo: demo.account }
  }

/**
 * The organisation and its settings. The statute's duties apply where any entity is Chinese, whatever was switched off.
 */
export async function readOrganisation(ctx: Context): Promise<Organisation> {
  const row = await ctx.tx.first(sql<Organisation>`
    select o.org_id, o.name, o.time_zone, o.locale, o.duty_profile, o.is_demo,
      not coalesce((o.settings ->> 'statute_off')::bool, false)
        or exists (select from entities e where e.org_id = o.org_id and e.country = 'CN') as statute_applies,
      coalesce(o.settings -> 'require_second_factor', '[]') as require_second_factor,
      coalesce(o.settings ->> 'ageing_buckets', '30/60/90') as ageing_buckets
    from organisations o where o.org_id = ${ctx.org_id}`)
  return row as Organisation
}

/** How far the filling of a made-up company is, for everybody in it, so that they know why its figures still move. */
async function readFilling(ctx: Context): Promise<Answered<Lines['readFilling']>> {
  const row = await ctx.tx.first(sql<{ done: number; total: number }>`
    select j.done::int as done, coalesce(j.total, 0)::int as total
    from jobs j join organisations o on o.org_id = j.org_id and o.is_demo
    where j.org_id = ${ctx.org_id} and j.kind = 'demo.fill' and j.state in ('waiting', 'running')
    order by j.job_id desc limit 1`)
  return { filling: row ? { on: ctx.today, ...row } : null }
}

/**
 * Changes the organisation's settings. [ACC-12] The statute's duties cannot be switched off while an entity is Chinese
 * (`statute_profile_required`).
 */
async function changeOrganisation(ctx: Context, input: Taken<Lines['changeOrganisation']>): Promise<Organisation> {
  // Load.
  await lockAccess(ctx)
  const row = await ctx.tx.first(sql<{ chinese: boolean; roles: string[] }>`
    select exists (select from entities where org_id = ${ctx.org_id} and country = 'CN') as chinese,
      array(select code from roles where org_id = ${ctx.org_id}) as roles
    from organisations where org_id = ${ctx.org_id}`)

  // Decide.
  if (input.statute_off && row?.chinese) refuse('statute_profile_required')
  const unknown = (input.require_second_factor ?? []).filter(code => code !== '*' && !row?.roles.includes(code))
  refuseAll(unknown.map(code => ({ index: 0, code: 'role_unknown', params: { role: code } })))

  // Write.
  const { statute_off, require_second_factor, ageing_buckets } = input
  await ctx.tx.rows(sql`
    update organisations set
      name = coalesce(${input.name ?? null}, name),
      time_zone = coalesce(${input.time_zone ?? null}, time_zone),
      locale = coalesce(${input.locale ?? null}, locale),
      duty_profile = coalesce(${input.duty_profile ?? null}, duty_profile),
      settings = settings || ${JSON.stringify({ statute_off, require_second_factor, ageing_buckets })}::jsonb
    where org_id = ${ctx.org_id}`)

  // Record.
  await record(ctx, 'organisation.changed', ctx.now, [{ subject_id: ctx.actor.person_id, data: input }])
  return readOrganisation(ctx)
}

type Entity = Answered<Lines['changeEntity']>
const entityColumns = sql.raw(
  'entity_id, code, name, name_en, base_currency, standard, taxpayer_kind, country, tax_id, books_from, went_live_at',
)

/** The legal entities in one's scope. They are created by the ledger, which opens their books. */
async function listEntities(ctx: Context): Promise<{ rows: Entity[]; next: null }> {
  const rows = await ctx.tx.rows(
    sql<Entity>`select ${entityColumns} from entities where org_id = ${ctx.org_id} order by code`,
  )
  return { rows, next: null }
}

/** Changes what of an entity has no effect on its books. Refuses `entity_unknown`. */
async function changeEntity(ctx: Context, input: Taken<Lines['changeEntity']>): Promise<Entity> {
  const { entity_id, ...changes } = input
  // Write.
  const row = await ctx.tx.first(sql<Entity>`
    update entities set
      name = coalesce(${changes.name ?? null}, name),
      name_en = case when ${changes.name_en !== undefined} then ${changes.name_en ?? null} else name_en end,
      tax_id = case when ${changes.tax_id !== undefined} then ${changes.tax_id ?? null} else tax_id end,
      taxpayer_kind = coalesce(${changes.taxpayer_kind ?? null}, taxpayer_kind),
      country = coalesce(${changes.country ?? null}, country)
    where org_id = ${ctx.org_id} and entity_id = ${entity_id} returning ${entityColumns}`)
  if (!row) refuse('entity_unknown', { entity_id })

  // Record.
  await record(ctx, 'entity.changed', ctx.now, [{ subject_id: entity_id, data: changes }])
  return row
}

type Department = Answered<Lines['changeDepartment']>

async function listDepartments(ctx: Context, input: Taken<Lines['listDepartments']>) {
  const rows = await ctx.tx.rows(sql<Department>`
    select department_id, code, name, archived from departments
    where org_id = ${ctx.org_id} and (${input.archived ?? null}::bool is null or archived = ${input.archived ?? null})
    order by code`)
  return { rows, next: null }
}

/** Creates departments. Refuses `department_code_taken` for each code that exists or comes twice. */
async function createDepartments(
  ctx: Context,
  input: Taken<Lines['createDepartments']>,
): Promise<{ rows: Department[] }> {
  // Load.
  await lockAccess(ctx)
  const taken = await ctx.tx.rows(sql<{ code: string }>`
    select code from departments where org_id = ${ctx.org_id} and code = any (${input.map(one => one.code)})`)

  // Decide.
  refuseAll(decideCodes(input, new Set(taken.map(row => row.code))))
  const rows = input.map(one => ({ department_id: newId(), code: one.code, name: one.name, archived: false }))

  // Write.
  await insertRows(ctx.tx, 'departments', ctx.org_id, rows)

  // Record.
  const happenings = rows.map(row => ({ subject_id: row.department_id, data: { code: row.code, name: row.name } }))
  await record(ctx, 'department.created', ctx.now, happenings)
  return { rows }
}

function decideCodes(input: readonly { code: string }[], taken: Set<string>): Problem[] {
  return input.flatMap(({ code }, index) => {
    const twice = taken.has(code)
    taken.add(code)
    return twice ? [{ index, code: 'department_code_taken' as const, params: { code } }] : []
  })
}

/** Renames or archives a department. Refuses `department_unknown`. */
async function changeDepartment(ctx: Context, input: Taken<Lines['changeDepartment']>): Promise<Department> {
  const { department_id, ...changes } = input
  // Write.
  const row = await ctx.tx.first(sql<Department>`
    update departments set name = coalesce(${changes.name ?? null}, name), archived = coalesce(${changes.archived ?? null}, archived)
    where org_id = ${ctx.org_id} and department_id = ${department_id} returning department_id, code, name, archived`)
  if (!row) refuse('department_unknown', { department_id })

  // Record.
  await record(ctx, 'department.changed', ctx.now, [{ subject_id: department_id, data: changes }])
  return row
}

export const organisationHandlers = (demo: DemoOffer): Omit<Handlers<Lines>, 'setUp'> => ({
  setUpState: setUpState(demo),
  readOrganisation,
  readFilling,
  changeOrganisation,
  listEntities,
  changeEntity,
  listDepartments,
  createDepartments,
  changeDepartment,
})
