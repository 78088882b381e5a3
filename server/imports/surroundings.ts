import { sql } from 'kysely'
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
  const [terms, taxCodes, people] = await Promise.all([
    ctx.tx.rows(sql<{ code: string }>`select code from payment_terms where org_id = ${ctx.org_id} and not archived`),
    readTaxCodes(ctx),
    ctx.tx.rows(sql<{ code: string; person_id: string }>`
      select code, person_id from people where org_id = ${ctx.org_id} and code is not null and state <> 'disabled'`),
  ])
  return {
    terms: new Set(terms.map(row => row.code)),
    taxCodes,
    people: new Map(people.map(row => [row.code, row.person_id])),
  }
}
