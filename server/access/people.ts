import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { keyset } from '../kernel/cursor.ts'
import { newId } from '../kernel/values.ts'
import type { peopleLines } from './lines-people.ts'
import { findPerson, lockAccess, refuseWithoutAdministrator } from './load.ts'

type Lines = typeof peopleLines
type Person = Answered<Lines['listPeople']>['rows'][number]
type NewPerson = Taken<Lines['createPeople']>[number]

/** People, with or without sign-in. */
export async function listPeople(ctx: Context, input: Taken<Lines['listPeople']>) {
  const { after, limit, person_id = null, state = null, search } = input
  const keys = keyset<Person>([{ sql: sql.ref('p.person_id'), field: 'person_id', type: 'uuid' }], after)
  const like = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null
  const rows = await ctx.tx.rows(sql<Person>`
    select p.person_id, p.code, p.name, p.email, p.locale, p.department_id, p.state,
      p.user_id is not null as may_sign_in, coalesce(f.second_factor, false) as second_factor
    from people p left join second_factors_here() f using (person_id)
    where p.org_id = ${ctx.org_id}
      and (${person_id}::uuid[] is null or p.person_id = any (${person_id}::uuid[]))
      and (${state}::text[] is null or p.state = any (${state}::text[]))
      and (${like}::text is null or p.name ilike ${like} or p.code ilike ${like} or p.email ilike ${like})
      and ${keys.where}
    order by ${keys.order} limit ${limit + 1}`)
  return keys.page(rows, limit)
}

/**
 * Adds people who need no sign-in, such as salespeople; an invitation can follow. [ACC-9]
 * Refuses `person_code_taken`, `person_email_taken`, `department_unknown`, each for its line.
 */
export async function createPeople(ctx: Context, input: Taken<Lines['createPeople']>) {
  // Load.
  await lockAccess(ctx)
  const known = await loadKnown(ctx, input)

  // Decide.
  refuseAll(decidePeople(input, known))
  const rows = input.map(one => ({
    person_id: newId(),
    code: one.code ?? null,
    name: one.name,
    email: one.email ?? null,
    department_id: one.department_id ?? null,
    locale: one.locale ?? 'zh',
    recorded_at: ctx.now,
  }))

  // Write.
  await insertRows(ctx.tx, 'people', ctx.org_id, rows)

  // Record.
  const happenings = rows.map(({ person_id, code, department_id }) => ({
    subject_id: person_id,
    data: { code, department_id },
  }))
  await record(ctx, 'person.created', ctx.now, happenings)
  return { rows: rows.map(({ person_id }) => ({ person_id })) }
}

export type Known = { codes: Set<string>; emails: Set<string>; departments: Set<string> }

/** What new or changed people could collide with; `except` is the one who is changed. */
export async function loadKnown(
  ctx: Context,
  input: readonly Partial<Record<'code' | 'email' | 'department_id', string | null | undefined>>[],
  except: string | null = null,
): Promise<Known> {
  const values = (name: 'code' | 'email' | 'department_id') => input.flatMap(one => one[name] ?? [])
  const row = await ctx.tx.first(sql<Record<'codes' | 'emails' | 'departments', string[]>>`
    select array(select code from people where org_id = ${ctx.org_id} and code = any (${values('code')})
        and person_id is distinct from ${except}) as codes,
      array(select lower(email) from people where org_id = ${ctx.org_id} and lower(email) = any (${values('email')})
        and person_id is distinct from ${except}) as emails,
      array(select department_id::text from departments
        where org_id = ${ctx.org_id} and department_id = any (${values('department_id')}::uuid[])) as departments`)
  return { codes: new Set(row?.codes), emails: new Set(row?.emails), departments: new Set(row?.departments) }
}

/** Every reason why people cannot be written as they were given. */
export function decidePeople(
  input: readonly Partial<Pick<NewPerson, 'code' | 'email' | 'department_id'>>[],
  known: Known,
): Problem[] {
  const codes = new Set(known.codes)
  const emails = new Set(known.emails)
  return input.flatMap(({ code, email, department_id }, index): Problem[] => {
    const problems: Problem[] = []
    if (code && codes.has(code)) problems.push({ index, code: 'person_code_taken', params: { code } })
    if (email && emails.has(email)) problems.push({ index, code: 'person_email_taken', params: { email } })
    if (department_id && !known.departments.has(department_id))
      problems.push({ index, code: 'department_unknown', params: { department_id } })
    if (code) codes.add(code)
    if (email) emails.add(email)
    return problems
  })
}

/**
 * Changes a person. The e-mail of one who signs in is that of the account and stays (`person_email_is_account`).
 * Refuses `person_unknown`, `person_code_taken`, `person_email_taken`, `department_unknown`.
 */
export async function changePerson(ctx: Context, input: Taken<Lines['changePerson']>) {
  const { person_id, ...changes } = input
  // Load.
  await lockAccess(ctx)
  const person = await findPerson(ctx, person_id)
  const { code, email, department_id } = changes
  const wanted = { code: code ?? undefined, email: email ?? undefined, department_id: department_id ?? undefined }
  const known = await loadKnown(ctx, [wanted], person_id)

  // Decide.
  if (email !== undefined && person.user_id && email !== person.email) refuse('person_email_is_account', { person_id })
  refuseAll(decidePeople([wanted as never], known))

  // Write.
  const row = { ...person, ...changes }
  await ctx.tx.rows(sql`
    update people set name = ${row.name}, code = ${row.code}, email = ${row.email}, locale = ${row.locale},
      department_id = ${row.department_id}
    where org_id = ${ctx.org_id} and person_id = ${person_id}`)

  // Record.
  await record(ctx, 'person.changed', ctx.now, [{ subject_id: person_id, data: { changed: Object.keys(changes) } }])
  return { changed: true }
}

/**
 * Disables a person: no sign-in, no key of his, nothing that waits in his name is released. [ACC-10]
 * Refuses `person_unknown`, `person_is_self`, `last_administrator`. Does nothing for one who is disabled.
 */
export async function disablePerson(ctx: Context, input: Taken<Lines['disablePerson']>) {
  const { person_id, reason } = input
  // Load.
  await lockAccess(ctx)
  const person = await findPerson(ctx, person_id)

  // Decide.
  if (person.state === 'disabled') return { changed: false }
  if (person_id === ctx.actor.person_id) refuse('person_is_self', { person_id })
  await refuseWithoutAdministrator(ctx, { person_id })

  // Write.
  await ctx.tx.rows(sql`update people set state = 'disabled' where org_id = ${ctx.org_id} and person_id = ${person_id}`)
  const elsewhere = await ctx.tx.first(sql<{ count: number }>`select memberships_elsewhere(${person.user_id}) as count`)
  if (elsewhere?.count === 0) await ctx.tx.rows(sql`select end_sessions_here(${person_id}, null, null)`)

  // Record.
  await record(ctx, 'person.disabled', ctx.now, [{ subject_id: person_id, data: { reason } }])
  return { changed: true }
}

/** Enables a person again, with the roles that are still valid. Refuses `person_unknown`. */
export async function enablePerson(ctx: Context, input: Taken<Lines['enablePerson']>) {
  const { person_id, reason } = input
  // Load.
  await lockAccess(ctx)
  const person = await findPerson(ctx, person_id)

  // Decide.
  if (person.state !== 'disabled') return { changed: false }

  // Write.
  await ctx.tx.rows(sql`update people set state = 'active' where org_id = ${ctx.org_id} and person_id = ${person_id}`)

  // Record.
  await record(ctx, 'person.enabled', ctx.now, [{ subject_id: person_id, data: { reason } }])
  return { changed: true }
}

/**
 * Takes the second factor off a person who has lost it and ends his sessions; the password alone lets him in to enrol
 * anew. [ACC-16] Refuses `person_unknown`, `person_is_self` (one's own goes with one's password), and
 * `account_elsewhere` for an account that has no sign-in here alone.
 */
export async function forgetSecondFactor(ctx: Context, input: Taken<Lines['forgetSecondFactor']>) {
  const { person_id, reason } = input
  // Load.
  await lockAccess(ctx)
  await findPerson(ctx, person_id)

  // Decide.
  if (person_id === ctx.actor.person_id) refuse('person_is_self', { person_id })

  // Write.
  const row = await ctx.tx.first(
    sql<{ forgotten: boolean }>`select forget_second_factor_here(${person_id}) as forgotten`,
  )
  if (!row?.forgotten) refuse('account_elsewhere', { person_id })

  // Record.
  await record(ctx, 'person.second_factor_forgotten', ctx.now, [{ subject_id: person_id, data: { reason } }])
  return { changed: true }
}
