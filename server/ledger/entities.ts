import { sql } from 'kysely'
import { seedTerms } from '../customers/terms-verbs.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { isCurrency } from '../kernel/money.ts'
import { newId } from '../kernel/values.ts'
import type { booksContract } from './books-contract.ts'
import { charts, startingLimits } from './charts.ts'
import { seedTaxCodes } from './tax-codes.ts'

type Draft = Taken<(typeof booksContract)['createEntity']>

/** Opens the books of a legal entity: its chart of accounts, what each account is used for, and its limits. [LGR-1] */
export async function createEntity(
  ctx: Context,
  draft: Draft,
): Promise<Answered<(typeof booksContract)['createEntity']>> {
  // Load.
  const taken = await ctx.tx.first(sql`select 1 from entities where org_id = ${ctx.org_id} and code = ${draft.code}`)
  const recorded_at = await moment(ctx)

  // Decide.
  if (taken) refuse('entity_code_taken', { code: draft.code })
  if (!isCurrency(draft.base_currency)) refuse('currency_unknown', { currency: draft.base_currency })
  const entity_id = newId<'entity'>()
  const chart = charts[draft.standard].map(account => ({ ...account, account_id: newId<'account'>() }))
  const rules = chart.flatMap(({ account_id, purposes }) =>
    (purposes ?? [])
      .filter(purpose => !purpose.startsWith('difference:'))
      .map(purpose => ({ account_id, ...splitPurpose(purpose) })),
  )

  // Write.
  await insertRows(ctx.tx, 'entities', ctx.org_id, [
    {
      entity_id,
      code: draft.code,
      name: draft.name,
      name_en: draft.name_en ?? null,
      base_currency: draft.base_currency,
      standard: draft.standard,
      taxpayer_kind: draft.taxpayer_kind,
      country: draft.country,
      tax_id: draft.tax_id ?? null,
      books_from: draft.books_from,
      went_live_at: recorded_at,
      recorded_at,
    },
  ])
  await insertRows(
    ctx.tx,
    'accounts',
    ctx.org_id,
    chart.map(({ purposes: _, control, ...account }) => ({ ...account, entity_id, control: control ?? null })),
  )
  await insertRows(
    ctx.tx,
    'account_rules',
    ctx.org_id,
    rules.map(rule => ({ entity_id, ...rule })),
  )
  await insertRows(
    ctx.tx,
    'difference_rules',
    ctx.org_id,
    Object.entries(startingLimits).map(([kind, limits]) => ({
      entity_id,
      kind,
      ...limits,
      account_id: chart.find(account => account.purposes?.includes(`difference:${kind}`))?.account_id as string,
    })),
  )

  await seedTaxCodes(ctx)
  await seedTerms(ctx.tx, ctx.org_id)

  // Record.
  await record(ctx, 'entity.created', recorded_at, [{ subject_id: entity_id, data: { ...draft } }])
  return { entity_id }
}

function splitPurpose(text: string): { purpose: string; qualifier: string } {
  const [purpose = '', qualifier = ''] = text.split(':')
  return { purpose, qualifier }
}
