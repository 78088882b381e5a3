import { sql } from 'kysely'
import { needsAllCustomers } from '../customers/aliases.ts'
import { readFileRules } from '../customers/file-rules.ts'
import type { FileRules } from '../customers/file-rules-contract.ts'
import { type Database, transaction } from '../db/connect.ts'
import { type Context, may, moment, record } from '../kernel/context.ts'
import { enqueueFor, type JobHandler, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'

/**
 * Works out a grade for every customer with anything billed or due in the last twelve months, in one statement, with the
 * figures it rests on; what differs from the customer's grade waits for a person. [CUS-29] [CUS-30]
 */
export async function proposeGrades(ctx: Context): Promise<{ count: number; waiting: number }> {
  // Load.
  needsAllCustomers(ctx)
  const { grading } = await readFileRules(ctx)
  const recorded_at = await moment(ctx)

  // Write.
  const row = await ctx.tx.first(sql<{ count: number; waiting: number }>`
    with written as (
      insert into grade_proposals (org_id, customer_id, proposed, importance, frequency, credit, points, billed_minor, share_bp,
        invoices, days_late, overdue_bp, figured_on, state, recorded_at)
      ${figured(ctx, grading, recorded_at)}
      on conflict (org_id, customer_id) do update set
        state = case when grade_proposals.state = 'declined' and grade_proposals.proposed = excluded.proposed
          and excluded.state = 'waiting' then 'declined' else excluded.state end,
        proposed = excluded.proposed, importance = excluded.importance, frequency = excluded.frequency,
        credit = excluded.credit, points = excluded.points, billed_minor = excluded.billed_minor,
        share_bp = excluded.share_bp, invoices = excluded.invoices, days_late = excluded.days_late,
        overdue_bp = excluded.overdue_bp, figured_on = excluded.figured_on, recorded_at = excluded.recorded_at
      returning state)
    select count(*)::int as count, (count(*) filter (where state = 'waiting'))::int as waiting from written`)
  const answer = row ?? { count: 0, waiting: 0 }

  // Record.
  await record(ctx, 'customer_grade.proposed', recorded_at, [
    { subject_id: ctx.actor.person_id, data: { ...answer, grading } },
  ])
  return answer
}

/** One pass over the open items: what was billed in twelve months, and how what fell due in them was paid. */
function figured(ctx: Context, rule: FileRules['grading'], recorded_at: string) {
  const due = sql`coalesce(i.agreed_due_on, i.due_on)`
  const mark = (a: unknown, b: unknown) => sql`case when ${a} then 'A' when ${b} then 'B' else 'C' end`
  const points = (grade: unknown) => sql`case ${grade} when 'A' then 300 when 'C' then 100 else 200 end`
  const weights = rule.weight_importance + rule.weight_frequency + rule.weight_credit
  return sql`
    select ${ctx.org_id}::int4, m.customer_id, m.proposed, m.importance, m.frequency, m.credit, m.points, m.billed, m.share_bp,
      m.invoices, m.days_late, m.overdue_bp, ${ctx.today}::date,
      case when m.proposed is distinct from m.grade then 'waiting' else 'same' end, ${recorded_at}::timestamptz
    from (
      select p.*, case when p.points >= ${rule.points_a}::int and p.credit is distinct from 'C' then 'A'
        when p.points >= ${rule.points_b}::int then 'B' else 'C' end as proposed
      from (
        select k.*, ((${points(sql`k.importance`)} * ${rule.weight_importance}::int
          + ${points(sql`k.frequency`)} * ${rule.weight_frequency}::int
          + ${points(sql`k.credit`)} * ${rule.weight_credit}::int) / ${weights}::int) as points
        from (
          select f.*,
            ${mark(
              sql`f.billed >= ${rule.billed_a_minor}::int8 or f.share_bp >= ${rule.share_a_bp}::int`,
              sql`f.billed >= ${rule.billed_b_minor}::int8 or f.share_bp >= ${rule.share_b_bp}::int`,
            )} as importance,
            ${mark(sql`f.invoices >= ${rule.invoices_a}::int`, sql`f.invoices >= ${rule.invoices_b}::int`)} as frequency,
            case when f.days_late is null then null else ${mark(
              sql`f.days_late <= ${rule.late_a_days}::int and f.overdue_bp <= ${rule.overdue_a_bp}::int`,
              sql`f.days_late <= ${rule.late_b_days}::int and f.overdue_bp <= ${rule.overdue_b_bp}::int`,
            )} end as credit
          from (
            select c.customer_id, c.grade, s.billed, s.invoices, round(s.days_late, 1) as days_late,
              coalesce(round(10000.0 * s.overdue / nullif(s.open, 0)), 0)::int as overdue_bp,
              case when s.billed > 0
                then round(10000.0 * s.billed / nullif(sum(s.billed) filter (where s.billed > 0) over (), 0))::int else 0 end as share_bp
            from (
              select i.customer_id,
                coalesce(sum(i.base_minor) filter (where i.posted_on > ${ctx.today}::date - 365 and i.opening_id is null
                  and i.kind in ('invoice', 'charge', 'retention', 'credit_note', 'correction')), 0)::int8 as billed,
                (count(distinct i.document_id) filter (where i.posted_on > ${ctx.today}::date - 365 and i.opening_id is null
                  and i.kind = 'invoice'))::int as invoices,
                sum(abs(i.base_minor)::numeric * greatest(0, coalesce(i.settled_on, ${ctx.today}::date) - ${due}))
                  filter (where ${fellDue(ctx, due)})
                  / nullif(sum(abs(i.base_minor)::numeric) filter (where ${fellDue(ctx, due)}), 0) as days_late,
                coalesce(sum(i.open_base_minor) filter (where i.open_base_minor > 0), 0) as open,
                coalesce(sum(i.open_base_minor) filter (where i.open_base_minor > 0 and ${due} < ${ctx.today}::date), 0) as overdue
              from open_items i
              where i.org_id = ${ctx.org_id} and (i.posted_on > ${ctx.today}::date - 365 or i.open_minor <> 0
                or ${due} > ${ctx.today}::date - 365)
              group by i.customer_id) s
            join customers c on c.org_id = ${ctx.org_id} and c.customer_id = s.customer_id and c.state = 'active'
            where s.invoices > 0 or s.days_late is not null) f) k) p) m`
}

/** Claims that fell due in the last twelve months: paid late, or late and not paid yet. */
const fellDue = (ctx: Context, due: unknown) => sql`i.kind in ('invoice', 'charge', 'retention') and i.amount_minor > 0
  and ${due} <= ${ctx.today}::date and ${due} > ${ctx.today}::date - 365`

/** The first night of every month: somebody who may set grades gets them worked out anew. [CUS-30] */
export function gradesSweep(db: Database): Sweep {
  return {
    name: 'customer-grades',
    cron: '10 21 1 * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const works = await tx.rows(sql<{ person_id: string; input: object }>`
          select g.person_id, '{}'::jsonb as input from role_grants g
          join role_permissions r on r.org_id = g.org_id and r.role_id = g.role_id and r.permission = 'customer_grade.set'
          join people p on p.org_id = g.org_id and p.person_id = g.person_id and p.state = 'active'
          where g.org_id = ${org_id} and g.revoked_at is null and g.customers = '' and g.entity_ids is null
            and coalesce(g.valid_to >= now()::date, true)
          order by g.recorded_at, g.grant_id limit 1`)
        if (works.length > 0) await enqueueFor(tx, org_id, 'customer.grades', works)
      }),
  }
}

/** Works the grades out in the name of one person, with what that person may. */
export const workOutGrades: JobHandler = async run =>
  run.step(async ctx => (may(ctx, 'customer_grade.set') ? proposeGrades(ctx) : null))
