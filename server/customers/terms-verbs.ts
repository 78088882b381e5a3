import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import { canonical } from '../kernel/run.ts'
import { type Day, newId } from '../kernel/values.ts'
import type { termsContract } from './terms-contract.ts'
import { calendarOfEntity } from './holidays.ts'
import { standardTerms } from './standard-terms.ts'
import { bases, eventOf, instalments, TermsRule } from './terms.ts'

type TermsDraft = Taken<typeof termsContract.saveTerms>
type Terms = { terms_id: string; code: string; name: string; name_en: string; rule: TermsRule; archived: boolean }

/**
 * Enters payment terms, or changes those of the same code for documents to come; documents that exist keep their due
 * days. Refuses `terms_invalid` with everything that is wrong with the rule. [CUS-10]
 */
export async function saveTerms(ctx: Context, draft: TermsDraft): Promise<{ terms_id: string }> {
  // Load. Terms of one code are saved one after another.
  const [, existing, recorded_at] = await Promise.all([
    ctx.tx.rows(sql`select pg_advisory_xact_lock(${ctx.org_id}, hashtext(${`terms ${draft.code}`}))`),
    ctx.tx.first(sql<Terms>`
      select terms_id, code, name, name_en, rule, archived from payment_terms
      where org_id = ${ctx.org_id} and code = ${draft.code}`),
    moment(ctx),
  ])

  // Decide.
  const { plan, problems } = decideTerms(existing, draft)
  refuseAll(problems)
  if (!plan) return { terms_id: existing?.terms_id as string }

  // Write.
  const { terms_id, ...data } = plan
  await ctx.tx.rows(sql`
    insert into payment_terms (org_id, terms_id, code, name, name_en, rule, archived)
    values (${ctx.org_id}, ${terms_id}, ${plan.code}, ${plan.name}, ${plan.name_en}, ${JSON.stringify(plan.rule)}::jsonb, ${plan.archived})
    on conflict (org_id, terms_id) do update
      set name = excluded.name, name_en = excluded.name_en, rule = excluded.rule, archived = excluded.archived`)

  // Record.
  await record(ctx, 'terms.saved', recorded_at, [{ subject_id: terms_id, data }])
  return { terms_id }
}

/**
 * What terms would mean: the parts of an amount and their due days, for documents whose every base event happens on each
 * of the given days. Refuses `terms_invalid`. [CUS-10]
 */
export async function tryTerms(
  ctx: Context,
  input: Taken<typeof termsContract.tryTerms>,
): Promise<Answered<typeof termsContract.tryTerms>> {
  const { plan, problems } = decideTerms(null, { code: '', name: '', name_en: '', archived: false, rule: input.rule })
  refuseAll(problems)
  const { rule } = plan as Terms
  const calendar = await calendarOfEntity(ctx, input.entity_id)
  const rows = input.base_days.map(base_on => {
    const days = Object.fromEntries(bases.map(base => [eventOf(base), base_on as Day]))
    const parts = instalments(rule, input.amount_minor as Minor, days, calendar)
    return {
      base_on,
      parts: parts.map(({ kind, due_on, amount_minor }) => ({ kind, due_on: due_on as Day, amount_minor })),
    }
  })
  return { rows }
}

/** The terms as they are written; null where nothing changes. */
export function decideTerms(existing: Terms | null, draft: TermsDraft): { plan: Terms | null; problems: Problem[] } {
  const parsed = TermsRule.safeParse(draft.rule)
  if (!parsed.success) {
    const issues = parsed.error.issues.map(issue => ({ field: issue.path.join('.'), problem: issue.message }))
    return { plan: null, problems: [{ index: 0, code: 'terms_invalid', params: { issues: issues.slice(0, 50) } }] }
  }
  const plan = { ...draft, rule: parsed.data, terms_id: existing?.terms_id ?? newId() }
  const same = existing !== null && canonical(existing) === canonical(plan)
  return { plan: same ? null : plan, problems: [] }
}

/** Gives a new organisation the standard terms; those whose code is there already stay as they are. [CUS-10] */
export async function seedTerms(tx: Tx, org_id: number): Promise<void> {
  const rows = await tx.rows(sql<{ code: string }>`select code from payment_terms where org_id = ${org_id}`)
  const known = new Set(rows.map(row => row.code))
  await insertRows(
    tx,
    'payment_terms',
    org_id,
    standardTerms
      .filter(terms => !known.has(terms.code))
      .map(({ code, name_en, name_zh, rule }) => ({ terms_id: newId(), code, name: name_zh, name_en, rule })),
  )
}
