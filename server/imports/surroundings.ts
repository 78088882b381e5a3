import { sql } from 'kysely'
import { TermsRule } from '../customers/terms.ts'
import type { Context } from '../kernel/context.ts'
import { readTaxCodes } from '../ledger/tax-codes.ts'
import type { Surroundings } from './drafts.ts'
import type { Entity } from './take.ts'

/** The legal entities in the reader's scope. */
export async function loadEntities(ctx: Context): Promise<Entity[]> {
  return ctx.tx.rows(sql<Entity>`
    select entity_id, code, base_currency, country, books_from from entities where org_id = ${ctx.org_id} order by code`)
}

/** What drafts name by code: terms, taxes, people. Small tables, read whole. */
export async function loadSurroundings(ctx: Context): Promise<Surroundings> {
  const [terms, taxCodes, people, departments] = await Promise.all([
    ctx.tx.rows(sql<{ code: string; name: string; name_en: string; rule: unknown }>`
      select code, name, name_en, rule from payment_terms where org_id = ${ctx.org_id} and not archived order by code`),
    readTaxCodes(ctx),
    ctx.tx.rows(sql<{ code: string; person_id: string }>`
      select code, person_id from people where org_id = ${ctx.org_id} and code is not null and state <> 'disabled'`),
    ctx.tx.rows(sql<{ code: string; department_id: string }>`
      select code, department_id from departments where org_id = ${ctx.org_id} and not archived`),
  ])
  return {
    terms: new Set(terms.map(row => row.code)),
    taxCodes,
    people: new Map(people.map(row => [row.code, row.person_id])),
    departments: new Map(departments.map(row => [row.code, row.department_id])),
    termsNamed: new Map(
      terms.flatMap(({ code, name, name_en }) => [name, name_en].map(named => [named, code] as const)),
    ),
    termsRules: terms.map(({ code, rule }) => ({ code, rule: JSON.stringify(TermsRule.parse(rule)) })),
  }
}
