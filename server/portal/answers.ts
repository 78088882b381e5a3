import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import { refuse } from '../kernel/errors.ts'
import { enqueueFor } from '../kernel/jobs.ts'
import type { OpenPage, PageState } from './tokens.ts'

/** A page waits for its answer once. Refuses `page_gone` for a page of another kind, `page_answered`. */
export function refuseAnswered(page: OpenPage, ...kinds: OpenPage['kind'][]): void {
  if (!kinds.includes(page.kind)) refuse('page_gone')
  if (page.state === 'confirmed' || page.state === 'contested') refuse('page_answered', { state: page.state })
}

/** Writes down what a customer answered, and tells whoever made the page what is contested. */
export async function writeAnswer(
  ctx: Context,
  page: OpenPage,
  said: { state: PageState; name: string; note: string | undefined; lines?: number[] },
): Promise<void> {
  const recorded_at = await moment(ctx)
  const { page_id, kind, customer_id } = page
  await ctx.tx.rows(sql`
    update pages set state = ${said.state}, answered_at = ${recorded_at}, answered_name = ${said.name}, note = ${said.note || null}
    where org_id = ${ctx.org_id} and page_id = ${page_id}`)
  if (said.state === 'contested')
    await enqueueFor(ctx.tx, ctx.org_id, 'page.tell', [{ person_id: page.recorded_by, input: { page_id } }])
  // Whoever answers is named on the page alone.
  await record(ctx, 'page.answered', recorded_at, [
    { subject_id: customer_id, data: { page_id, kind, state: said.state, lines: said.lines ?? [] } },
  ])
}
