import { sql } from 'kysely'
import { readFileRules } from '../customers/file-rules.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { checkOnboarding } from './onboarding-checks.ts'
import type { onboardingContract } from './onboarding-contract.ts'

type Lines = typeof onboardingContract
type Row = Answered<Lines['listOnboardings']>['rows'][number]

/** The clock of an opening: since when it is in its state, and by when it should be over. [CUS-36] */
function columns(ctx: Context, days: number) {
  const due = sql`((o.since at time zone ${ctx.actor.time_zone})::date + ${days}::int)`
  const late = sql`(o.state in ('collecting', 'checking') and ${due} < ${ctx.today}::date)`
  return {
    late,
    all: sql`o.onboarding_id, o.customer_id, c.number as customer_number, c.name as customer_name, c.kind, o.state, o.grade,
      o.note, o.reason, o.since, ${due} as due_on, ${late} as late, o.applied_by, p.name as applied_name,
      k.name as checked_name, o.recorded_at`,
    from: sql`onboardings o
      join customers c on c.org_id = o.org_id and c.customer_id = o.customer_id
      join people p on p.org_id = o.org_id and p.person_id = o.applied_by
      left join people k on k.org_id = o.org_id and k.person_id = o.checked_by`,
  }
}

/** Account openings, the newest first. */
export async function listOnboardings(
  ctx: Context,
  input: Taken<Lines['listOnboardings']>,
): Promise<Answered<Lines['listOnboardings']>> {
  const { onboarding_days } = await readFileRules(ctx)
  const { all, from, late } = columns(ctx, onboarding_days)
  const keys = keyset<Row>(
    [{ sql: sql.ref('o.onboarding_id'), field: 'onboarding_id', type: 'uuid', descending: true }],
    input.after,
  )
  const rows = await ctx.tx.rows(sql<Row>`
    select ${all} from ${from}
    where o.org_id = ${ctx.org_id} and ${keys.where}
      ${input.state ? sql`and o.state = any (${input.state}::text[])` : sql``}
      ${input.late === undefined ? sql`` : sql`and ${late} = ${input.late}`}
    order by ${keys.order} limit ${input.limit + 1}`)
  return keys.page(rows, input.limit)
}

/** One account opening with what is looked at before activation. Refuses `onboarding_unknown`. */
export async function readOnboarding(
  ctx: Context,
  { onboarding_id }: Taken<Lines['readOnboarding']>,
): Promise<Answered<Lines['readOnboarding']>> {
  const rules = await readFileRules(ctx)
  const { all, from } = columns(ctx, rules.onboarding_days)
  const row = await ctx.tx.first(sql<Row>`
    select ${all} from ${from} where o.org_id = ${ctx.org_id} and o.onboarding_id = ${onboarding_id}`)
  if (!row) refuse('onboarding_unknown', { onboarding_id })
  return { ...row, ...(await checkOnboarding(ctx, row, rules)) }
}
