import { createReadStream } from 'node:fs'
import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { pathOf } from '../kernel/files.ts'
import type { FileAnswer } from '../kernel/http.ts'
import { among } from '../ledger/queries.ts'
import { letterStanding } from './letter-standing.ts'
import type { billingContract } from './billing-contract.ts'

type Lines = typeof billingContract
type Run = Answered<Lines['listBillingRuns']>['rows'][number]
type RunLine = Answered<Lines['listBillingRunLines']>['rows'][number]
type Read = Answered<Lines['readBillingRun']>

/** A run `r` with how many of its lines are where, as far as one sees them. */
const runColumns = sql`r.run_id, r.until_on, r.issued_on, r.state, p.name as created_by_name, r.created_at, r.finished_at,
  n.lines, n.waiting, n.issued, n.refused, n.left, n.invoices`
const runTables = sql`billing_runs r left join people p on p.org_id = r.org_id and p.person_id = r.created_by
  cross join lateral (
    select count(*)::int as lines, count(*) filter (where l.state = 'waiting')::int as waiting,
      count(*) filter (where l.state = 'issued')::int as issued, count(*) filter (where l.state = 'refused')::int as refused,
      count(*) filter (where l.state = 'left')::int as left, count(distinct l.invoice_id)::int as invoices
    from billing_run_lines l where l.org_id = r.org_id and l.run_id = r.run_id) n`

/** Billing runs, the latest first. */
export async function listBillingRuns(
  ctx: Context,
  asked: Taken<Lines['listBillingRuns']>,
): Promise<Answered<Lines['listBillingRuns']>> {
  const column = { sql: sql.ref('r.run_id'), field: 'run_id', type: 'uuid', descending: true } as const
  const keys = keyset<Run>([column], asked.after)
  const rows = await ctx.tx.rows(sql<Run>`
    select ${runColumns} from ${runTables}
    where r.org_id = ${ctx.org_id} and ${among('r.state', asked.state, 'text')} and ${keys.where}
    order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}

/** One run with its figures. Refuses `billing_run_unknown`. */
export async function readBillingRun(ctx: Context, { run_id }: Taken<Lines['readBillingRun']>): Promise<Read> {
  const [run, papers, sums] = await Promise.all([
    ctx.tx.first(sql<Run>`
      select ${runColumns} from ${runTables} where r.org_id = ${ctx.org_id} and r.run_id = ${run_id}`),
    ctx.tx.first(sql<Pick<Read, 'papers' | 'papers_made' | 'papers_failed' | 'dispatched' | 'not_dispatched'>>`
      select count(*)::int as papers, count(*) filter (where state = 'made')::int as papers_made,
        count(*) filter (where state = 'failed')::int as papers_failed, count(dispatch_id)::int as dispatched,
        count(dispatch_problem)::int as not_dispatched
      from billing_papers where org_id = ${ctx.org_id} and run_id = ${run_id}`),
    ctx.tx.rows(sql<Read['sums'][number]>`
      select state, currency, count(*)::int as lines, sum(amount_minor)::int8 as amount_minor from billing_run_lines
      where org_id = ${ctx.org_id} and run_id = ${run_id} group by 1, 2 order by 2, 1`),
  ])
  if (!run) refuse('billing_run_unknown', { run_id })
  const none = { papers: 0, papers_made: 0, papers_failed: 0, dispatched: 0, not_dispatched: 0 }
  return { ...run, ...(papers ?? none), sums }
}

const outcomes = {
  done: sql`b.dispatch_id is not null`,
  problem: sql`b.dispatch_problem is not null`,
  none: sql`b.state = 'made' and b.dispatch_id is null and b.dispatch_problem is null`,
}

/** The lines of a run and what became of each. */
export async function listBillingRunLines(
  ctx: Context,
  asked: Taken<Lines['listBillingRunLines']>,
): Promise<Answered<Lines['listBillingRunLines']>> {
  const descending = asked.sort.startsWith('-')
  const line = { sql: sql.ref('l.line'), field: 'line', type: 'int8', descending } as const
  const amount = { sql: sql.ref('l.amount_minor'), field: 'amount_minor', type: 'int8', descending } as const
  const keys = keyset<RunLine>(asked.sort.endsWith('line') ? [line] : [amount, line], asked.after)
  const rows = await ctx.tx.rows(sql<RunLine>`
    select l.line, l.contract_id, c.number as contract_number, l.entity_id, e.code as entity_code, l.customer_id,
      u.number as customer_number, u.name as customer_name, l.source, l.description,
      trim_scale(l.quantity)::text as quantity, l.unit, l.currency, l.amount_minor, l.state, l.problem, l.invoice_id,
      v.number as invoice_number, b.state as paper, d.channel as dispatch_channel,
      ${letterStanding(ctx, 'dispatch.send', 'd', sql`d.channel in ('mail', 'sms')`)} as dispatch_state, b.dispatch_problem
    from billing_run_lines l
    join contracts c on c.org_id = l.org_id and c.contract_id = l.contract_id
    join entities e on e.org_id = l.org_id and e.entity_id = l.entity_id
    join customers u on u.org_id = l.org_id and u.customer_id = l.customer_id
    left join invoices v on v.org_id = l.org_id and v.invoice_id = l.invoice_id
    left join billing_papers b on b.org_id = l.org_id and b.run_id = l.run_id and b.invoice_id = l.invoice_id
    left join dispatches d on d.org_id = b.org_id and d.dispatch_id = b.dispatch_id
    where l.org_id = ${ctx.org_id} and l.run_id = ${asked.run_id} and ${among('l.state', asked.state, 'text')}
      and ${among('l.customer_id', asked.customer_id, 'uuid')}
      and ${asked.dispatch ? outcomes[asked.dispatch] : sql`true`}
      and ${asked.paper ? sql`b.state = ${asked.paper}` : sql`true`} and ${keys.where}
    order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}

/** The paper of an invoice as a run made it. Refuses `billing_paper_unknown`, also while it is not made. */
export const readBillingPaper =
  (home: string) =>
  async (ctx: Context, { run_id, invoice_id }: Taken<Lines['readBillingPaper']>): Promise<FileAnswer> => {
    const found = await ctx.tx.first(sql<{ name: string; mime: string; sha256: string }>`
      select f.name, f.mime, encode(f.sha256, 'hex') as sha256
      from billing_papers b join files f on f.org_id = b.org_id and f.file_id = b.file_id
      where b.org_id = ${ctx.org_id} and b.run_id = ${run_id} and b.invoice_id = ${invoice_id}`)
    if (!found) refuse('billing_paper_unknown', { invoice_id })
    return { file_name: found.name, mime: found.mime, body: createReadStream(pathOf(home, found.sha256)) }
  }
