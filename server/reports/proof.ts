import { sql } from 'kysely'
import { isScoped } from '../db/connect.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered } from '../kernel/contract.ts'
import type { At } from '../ledger/columns.ts'
import { controlBalances } from '../ledger/posting-chunks.ts'
import type { reportsContract } from './contract.ts'

export type Proof = Answered<(typeof reportsContract)['ageing']>['proof']

/** What a report found for one entity and currency: its items, and its columns added up. */
export type ProofSide = {
  entity_id: string
  currency: string
  items_minor: string
  columns_minor: string
  items_base_minor: string
}

/** Filters that make a report a part of the entity's whole; the control account knows only the whole. */
export type Narrowing = {
  entity_id?: string[] | undefined
  customer_id?: string[] | undefined
  salesperson_id?: string[] | undefined
  currency?: string[] | undefined
  related_party?: boolean | undefined
  q?: string | undefined
}

/**
 * Holds items, columns and control accounts against each other, from the report's own snapshot. A part of the whole (a
 * customer, a salesperson) is proved items against columns; the account's side is then null. A scoped reader hears
 * whether the entities in scope agree, and no total. [RPT-7]
 */
export async function proveAgainstAccount(
  ctx: Context,
  sides: readonly ProofSide[],
  at: At,
  asked: Narrowing,
): Promise<Proof> {
  const scoped = isScoped(ctx.actor.sight)
  const part =
    asked.customer_id !== undefined ||
    asked.salesperson_id !== undefined ||
    asked.related_party !== undefined ||
    Boolean(asked.q) ||
    scoped
  const [entities, accounts, company] = await Promise.all([
    ctx.tx.rows(
      sql<{ entity_id: string; code: string }>`select entity_id, code from entities where org_id = ${ctx.org_id}`,
    ),
    part
      ? Promise.resolve([])
      : controlBalances(ctx, { ...at, known_at: at.known_at as never, entity_ids: asked.entity_id ?? null }),
    scoped
      ? ctx.tx.first(
          sql<{ agrees: boolean }>`select control_agrees(${at.as_of}::date, ${at.known_at}::timestamptz) as agrees`,
        )
      : null,
  ])
  const codes = new Map(entities.map(entity => [entity.entity_id, entity.code]))
  const wanted = accounts.filter(account => !asked.currency || asked.currency.includes(account.currency))
  const keys = new Map<string, { entity_id: string; currency: string }>()
  for (const side of [...sides, ...wanted]) keys.set(`${side.entity_id} ${side.currency}`, side)
  const rows = [...keys.entries()].map(([key, { entity_id, currency }]) => {
    const side = sides.find(one => `${one.entity_id} ${one.currency}` === key)
    const account = wanted.find(one => `${one.entity_id} ${one.currency}` === key)
    return {
      entity_code: codes.get(entity_id) ?? '',
      currency,
      items_minor: side?.items_minor ?? '0',
      columns_minor: side?.columns_minor ?? '0',
      account_minor: part ? null : (account?.amount_minor ?? '0'),
      items_base_minor: side?.items_base_minor ?? '0',
      account_base_minor: part ? null : (account?.base_minor ?? '0'),
    }
  })
  const agrees =
    (company?.agrees ?? true) &&
    rows.every(
      row =>
        row.items_minor === row.columns_minor &&
        (part || (row.items_minor === row.account_minor && row.items_base_minor === row.account_base_minor)),
    )
  return {
    agrees,
    rows: isScoped(ctx.actor.sight)
      ? []
      : rows.sort((a, b) => (a.entity_code + a.currency < b.entity_code + b.currency ? -1 : 1)),
  }
}
