import { type RawBuilder, sql } from 'kysely'
import { type Access, scopeOf } from '../access/actors.ts'
import type { PermissionWord } from '../access/permissions.ts'
import { type Context, may } from '../kernel/context.ts'
import { type SubjectDeclared, type SubjectKind, subjectKinds, subjects } from './subjects-contract.ts'

/** A document somebody speaks of, with the customer and entity that carry its scope. */
export type Subject = {
  subject_kind: SubjectKind
  subject_id: string
  customer_id: string | null
  entity_id: string | null
  /** It tells of everybody's customers. */
  whole: boolean
}

/** How a kind is declared. */
const declared = (kind: SubjectKind): SubjectDeclared => subjects[kind]

/** The kinds of documents the one who asks may see at all. */
export const readableKinds = (ctx: Context): SubjectKind[] =>
  subjectKinds.filter(kind => {
    const { read, whole = false } = declared(kind)
    return may(ctx, read) && (!whole || ctx.actor.sight.customers === '')
  })

/**
 * Documents by kind and id, keyed by id, as far as the one who asks may see them: by permission here, by scope through
 * row security. A credit note or charge is found as an invoice.
 */
export async function loadSubjects(
  ctx: Context,
  wanted: readonly { subject_kind: SubjectKind; subject_id: string }[],
): Promise<Map<string, Subject>> {
  const seen = readableKinds(ctx)
  const asked = wanted.filter(one => seen.includes(one.subject_kind))
  if (asked.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<Subject>`
    with wanted as (select distinct kind, id from unnest(${asked.map(one => one.subject_kind)}::text[],
      ${asked.map(one => one.subject_id)}::uuid[]) as t (kind, id))
    ${sql.join(
      [...new Set(asked.map(one => one.subject_kind))].map(kind => foundOf(ctx, kind)),
      sql` union all `,
    )}`)
  return new Map(rows.map(row => [row.subject_id, row]))
}

/** The documents of a kind among those `wanted`. */
function foundOf(ctx: Context, kind: SubjectKind): RawBuilder<unknown> {
  const { table, key, customer, entity, whole = false } = declared(kind)
  const column = (there: boolean, name: string) => (there ? sql`d.${sql.ref(name)}` : sql`null::uuid`)
  return sql`
    select w.kind as subject_kind, w.id as subject_id, ${column(customer, 'customer_id')} as customer_id,
      ${column(entity, 'entity_id')} as entity_id, ${whole}::boolean as whole
    from wanted w join ${sql.table(table)} d on d.org_id = ${ctx.org_id} and d.${sql.ref(key)} = w.id where w.kind = ${kind}`
}

/** Somebody and a document; `null` for what is about none. */
export type Look = { person_id: string; subject: Subject | null; permission: PermissionWord }

type Reach = { look: Look; entities: readonly string[] | null; width: string; department: string | null }

/**
 * Which of these people may see which of these documents, by today's roles and scopes of each: who holds the permission
 * given and that of the document, in a scope that reaches it. Answers those of the looks that are allowed. [TSK-3]
 */
export async function whoSees(ctx: Context, looks: readonly Look[]): Promise<Set<Look>> {
  const people = [...new Set(looks.map(look => look.person_id))]
  if (people.length === 0) return new Set()
  const found = await ctx.tx.rows(sql<{ person_id: string; access: Access | null }>`
    select t.person_id, access_of_person_here(t.person_id) as access from unnest(${people}::uuid[]) as t (person_id)`)
  const access = new Map(found.map(row => [row.person_id, row.access]))
  const reached = looks.map(look => ({ look, reach: reachOf(access.get(look.person_id) ?? null, look) }))
  const open = reached.filter(({ reach }) => reach !== null)
  const unsure = open.flatMap(({ reach }) =>
    (reach ?? []).filter(one => one.width !== '' && one.look.subject?.customer_id),
  )
  const barred = await barredOf(ctx, unsure)
  return new Set(open.map(({ look }) => look).filter(look => !barred.has(look)))
}

/** The scopes in which somebody holds what a look takes; null where he lacks a permission or the entity. */
function reachOf(access: Access | null, look: Look): Reach[] | null {
  if (!access) return null
  const { subject } = look
  const words = subject ? [look.permission, declared(subject.subject_kind).read] : [look.permission]
  const reaches: Reach[] = []
  for (const word of words) {
    const scope = scopeOf(access.grants, word)
    if (!scope) return null
    if (subject?.entity_id && scope.entity_ids && !scope.entity_ids.includes(subject.entity_id)) return null
    if (subject?.whole && scope.customers !== '') return null
    reaches.push({ look, entities: scope.entity_ids, width: scope.customers, department: access.department_id })
  }
  return reaches
}

/** The looks at customers outside a scope that does not reach all of them. */
async function barredOf(ctx: Context, unsure: readonly Reach[]): Promise<Set<Look>> {
  if (unsure.length === 0) return new Set()
  const asked = unsure.map(({ look, ...reach }, at) => ({
    at,
    ...reach,
    customer: look.subject?.customer_id,
    person: look.person_id,
  }))
  const rows = await ctx.tx.rows(sql<{ at: number }>`
    select w.at from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
      as w (at int, customer uuid, entities uuid[], width text, person uuid, department uuid)
    where not customer_within(w.customer, w.entities, w.width, w.person, w.department)`)
  return new Set(rows.flatMap(row => unsure[row.at]?.look ?? []))
}

/**
 * How a document is called, over a row `t` with subject_kind and subject_id; nothing where one may not see it. Only the kinds
 * one may see are looked up.
 */
export const subjectNames = (ctx: Context): RawBuilder<unknown> => {
  const names = readableKinds(ctx).map(name => {
    const { table, key, called, kind } = declared(name)
    return sql`
      select ${kind ? sql.raw(kind) : sql`${name}::text`} as document_kind, ${sql.raw(called)} as subject_number
      from ${sql.table(table)} d
      where t.subject_kind = ${name} and d.org_id = t.org_id and d.${sql.ref(key)} = t.subject_id`
  })
  const none = sql`select null::text as document_kind, null::text as subject_number where false`
  return sql`
    left join lateral (${sql.join(names.length > 0 ? names : [none], sql` union all `)}) s on true
    left join customers u on u.org_id = t.org_id and u.customer_id = t.customer_id and ${may(ctx, 'customer.read')}`
}
