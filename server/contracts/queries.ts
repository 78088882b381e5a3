import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { formatMinor } from '../kernel/money.ts'
import { among } from '../ledger/queries.ts'
import type { contractsContract } from './contract.ts'
import { acceptedOn, creditedOf, invoicesOf, readLines, readParts, readPeriods } from './load.ts'
import { type Kept, readRules } from './course.ts'
import { progressOf } from './progress.ts'
import { readStepFacts, type StepFacts } from './step-facts.ts'
import { stepsOf } from './steps.ts'

type Lines = typeof contractsContract
type Row = Answered<Lines['listContracts']>['rows'][number]
type Read = Answered<Lines['readContract']>

/** Everything a row of the list says; `k` is the contract, `w` what its invoices sum to. */
const columns = sql`k.contract_id, k.entity_id, e.code as entity_code, k.customer_id, c.number as customer_number,
  c.name as customer_name, k.number, k.title, k.kind, k.state, k.signed_on, k.ends_on, k.currency, k.amount_minor,
  coalesce(w.billed_minor, 0)::int8 as billed_minor, coalesce(w.billed_minor - w.open_minor, 0)::int8 as settled_minor,
  s.name as salesperson_name`

const parties = sql`join entities e on e.org_id = k.org_id and e.entity_id = k.entity_id
  join customers c on c.org_id = k.org_id and c.customer_id = k.customer_id
  left join people s on s.org_id = k.org_id and s.person_id = k.salesperson_id
  left join lateral (
    select sum(v.share_minor + n.credited) as billed_minor, sum(coalesce(i.open_minor, 0)) as open_minor
    from (select) one ${invoicesOf('k')} ${creditedOf}
    left join lateral (
      select round(sum(i.open_minor)::numeric * v.share_minor / nullif(v.amount_minor, 0)) as open_minor
      from open_items i where i.org_id = v.org_id and i.document_id = v.invoice_id) i on true
    where v.state = 'issued') w on true`

/** What of an invoice `v` is open, and the earliest day that falls due. */
const openOf = sql`cross join lateral (
  select coalesce(sum(i.open_minor), 0)::int8 as open_minor, min(i.due_on) filter (where i.open_minor <> 0) as due_on
  from open_items i where i.org_id = v.org_id and i.document_id = v.invoice_id) i`

const sorts = {
  signed_on: { sql: sql.ref('k.signed_on'), field: 'signed_on', type: 'date' },
  amount_minor: { sql: sql.ref('k.amount_minor'), field: 'amount_minor', type: 'int8' },
  number: { sql: sql.ref('k.number'), field: 'number', type: 'text' },
} as const satisfies Record<string, SortColumn<Row>>

/** Contracts with what was billed and settled of each. [CTR-8] */
export async function listContracts(
  ctx: Context,
  asked: Taken<Lines['listContracts']>,
): Promise<Answered<Lines['listContracts']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { ...sorts[asked.sort.replace('-', '') as keyof typeof sorts], descending },
      { sql: sql.ref('k.contract_id'), field: 'contract_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const q = asked.q?.normalize('NFKC').trim()
  const like = q ? `%${q.replace(/[\\%_]/g, '\\$&')}%` : null
  const conditions = [
    sql`k.org_id = ${ctx.org_id}`,
    keys.where,
    among('k.entity_id', asked.entity_id, 'uuid'),
    among('k.customer_id', asked.customer_id, 'uuid'),
    among('k.kind', asked.kind, 'text'),
    asked.state ? among('k.state', asked.state, 'text') : sql`k.state <> 'undone'`,
    among('k.currency', asked.currency, 'text'),
    ...(asked.signed_from ? [sql`k.signed_on >= ${asked.signed_from}`] : []),
    ...(asked.signed_to ? [sql`k.signed_on <= ${asked.signed_to}`] : []),
    ...(like ? [sql`(k.number ilike ${like} or k.title ilike ${like} or k.reference ilike ${like})`] : []),
  ]
  const ids = sql`select k.contract_id from contracts k where ${sql.join(conditions, sql` and `)}
    order by ${keys.order} limit ${asked.limit + 1}`
  const rows = await ctx.tx.rows(sql<Row>`
    select ${columns} from (${ids}) p join contracts k on k.org_id = ${ctx.org_id} and k.contract_id = p.contract_id ${parties}
    order by ${keys.order}`)
  return keys.page(rows, asked.limit)
}

/** One contract whole: lines, plan, deliveries, invoices, versions, and where it stands. Refuses `contract_unknown`. */
export async function readContract(
  ctx: Context,
  { contract_id }: Taken<Lines['readContract']>,
): Promise<Answered<Lines['readContract']>> {
  type Head = Omit<
    Read,
    'lines' | 'parts' | 'periods' | 'steps' | 'deliveries' | 'invoices' | 'versions' | 'accepted_on'
  >
  const [head, lines, parts, periods, accepted_on, deliveries, invoices, versions, standing] = await Promise.all([
    ctx.tx.first(sql<Head>`
      select ${columns}, k.starts_on, t.code as terms_code, k.method, trim_scale(k.penalty_per_day)::text as penalty_per_day,
        trim_scale(k.penalty_per_year)::text as penalty_per_year, trim_scale(k.penalty_cap)::text as penalty_cap,
        k.grace_days, k.reference, k.note, k.net_minor, k.tax_minor, k.version, k.course, k.steps_version,
        k.steps_edition, k.recorded_at
      from contracts k ${parties} left join payment_terms t on t.org_id = k.org_id and t.terms_id = k.terms_id
      where k.org_id = ${ctx.org_id} and k.contract_id = ${contract_id}`),
    readLines(ctx, [contract_id]),
    readParts(ctx, [contract_id]),
    readPeriods(ctx, [contract_id]),
    acceptedOn(ctx, contract_id),
    ctx.tx.rows(sql<Read['deliveries'][number]>`
      select d.delivery_id, d.number, d.delivered_on, d.carrier, d.tracking, d.note, d.state, d.confirmed_on, d.confirmed_name,
        d.confirmed_how, (
          select json_agg(json_build_object('line', l.line, 'quantity', trim_scale(l.quantity)::text,
            'received', trim_scale(r.quantity)::text, 'note', r.note) order by l.line)
          from delivery_lines l
          left join delivery_receipts r on r.org_id = l.org_id and r.delivery_id = l.delivery_id and r.line = l.line
          where l.org_id = d.org_id and l.delivery_id = d.delivery_id) as lines, (
          select coalesce(json_agg(json_build_object('note_id', n.note_id, 'name', f.name) order by n.note_id), '[]')
          from delivery_notes n join files f on f.org_id = n.org_id and f.file_id = n.file_id
          where n.org_id = d.org_id and n.delivery_id = d.delivery_id) as notes
      from deliveries d where d.org_id = ${ctx.org_id} and d.contract_id = ${contract_id}
      order by d.delivered_on desc, d.delivery_id desc`),
    ctx.tx.rows(sql<Read['invoices'][number]>`
      select v.invoice_id, v.number, v.kind, v.issued_on, coalesce(i.due_on, v.due_on) as due_on, v.amount_minor, v.state,
        i.open_minor
      from invoices v ${openOf}
      where v.org_id = ${ctx.org_id} and (v.contract_id = ${contract_id} or v.credits_id in (
        select invoice_id from invoices where org_id = ${ctx.org_id} and contract_id = ${contract_id}) or v.invoice_id in (
        select invoice_id from invoice_lines where org_id = ${ctx.org_id} and contract_id = ${contract_id}))
      order by v.issued_on desc, v.invoice_id desc limit 500`),
    readVersions(ctx, contract_id),
    readSteps(ctx, [contract_id]),
  ])
  if (!head) refuse('contract_unknown', { contract_id })
  const withoutIds = <T extends { contract_id: string }>({ contract_id: _, ...row }: T) => row
  return {
    ...head,
    accepted_on,
    lines: lines.map(withoutIds),
    parts: parts.map(withoutIds),
    periods: periods.map(withoutIds),
    steps: standing[0]?.steps ?? [],
    deliveries,
    invoices,
    versions,
  }
}

type Standing = Pick<Read, 'contract_id' | 'number' | 'steps'>

/** Where contracts stand, a few statements for all of them. */
export async function readSteps(ctx: Context, ids: readonly string[]): Promise<Standing[]> {
  type Dated = { contract_id: string }
  const among = sql`${[...ids]}::uuid[]`
  const [heads, lines, parts, deliveries, invoices, facts, rulesOf] = await Promise.all([
    ctx.tx.rows(sql<Row & Kept>`
      select ${columns}, k.course, k.steps_version, k.steps_edition from contracts k ${parties}
      where k.org_id = ${ctx.org_id} and k.contract_id = any (${among}) order by k.signed_on, k.contract_id`),
    readLines(ctx, ids),
    readParts(ctx, ids),
    ctx.tx.rows(sql<Dated & Pick<Read['deliveries'][number], 'state' | 'delivered_on' | 'confirmed_on'>>`
      select contract_id, state, delivered_on, confirmed_on from deliveries
      where org_id = ${ctx.org_id} and contract_id = any (${among})`),
    ctx.tx.rows(sql<Dated & Pick<Read['invoices'][number], 'kind' | 'state' | 'issued_on' | 'due_on' | 'open_minor'>>`
      select k.contract_id, v.kind, v.state, v.issued_on, i.due_on, i.open_minor
      from contracts k ${invoicesOf('k')} ${openOf} where k.org_id = ${ctx.org_id} and k.contract_id = any (${among})`),
    readStepFacts(ctx, ids),
    readRules(ctx),
  ])
  const of = <T extends Dated>(rows: readonly T[]) => Map.groupBy(rows, row => row.contract_id)
  const [linesOf, partsOf, deliveriesOf, standingOf] = [of(lines), of(parts), of(deliveries), of(invoices)]
  return heads.map(head => {
    const { contract_id, number } = head
    const rules = rulesOf(head)
    const progress = progressOf(
      head,
      linesOf.get(contract_id) ?? [],
      partsOf.get(contract_id) ?? [],
      deliveriesOf.get(contract_id) ?? [],
      standingOf.get(contract_id) ?? [],
      facts.get(contract_id) as StepFacts,
      rules.some(({ step }) => step === 'posting'),
    )
    return { contract_id, number, steps: stepsOf(rules, head, progress, ctx.today) }
  })
}

type Version = Read['versions'][number]
type StoredVersion = Omit<Version, 'changes'> & {
  currency: string
  head: Record<string, unknown>
  lines: Record<string, unknown>[]
  parts: Record<string, unknown>[] | null
}

/** The versions, the latest first, each with what is other than before. */
async function readVersions(ctx: Context, contract_id: string): Promise<Version[]> {
  const rows = await ctx.tx.rows(sql<StoredVersion>`
    select v.version, v.reason, v.recorded_at, p.name as recorded_by, v.head, k.currency,
      (select json_agg(json_build_object('description', l.description, 'quantity', trim_scale(l.quantity)::text, 'unit', l.unit,
        'amount', l.amount_minor::text, 'recurs', (
          select string_agg(concat_ws(' ', p.line_from, p.line_to, p.per, p.amount), ' · ') from (
            select l.recurs ->> 'from' as line_from, l.recurs ->> 'to' as line_to,
              (l.recurs ->> 'every') || ' × ' || (l.recurs ->> 'unit') as per,
              (select string_agg(r ->> 'from' || ' ' || coalesce((r ->> 'percent') || ' %', r ->> 'amount_minor'), ', ')
               from jsonb_array_elements(l.recurs -> 'prices') r) as amount
            where l.recurs is not null) p)) order by l.line)
       from contract_lines l where l.org_id = v.org_id and l.contract_id = v.contract_id and l.version = v.version) as lines,
      (select json_agg(json_build_object('label', r.label, 'amount', r.amount_minor::text,
        'planned_on', r.planned_on) order by r.part)
       from contract_parts r where r.org_id = v.org_id and r.contract_id = v.contract_id and r.version = v.version) as parts
    from contract_versions v
    -- Only contracts in the reader's scope.
    join contracts k on k.org_id = v.org_id and k.contract_id = v.contract_id
    left join people p on p.org_id = v.org_id and p.person_id = v.recorded_by
    where v.org_id = ${ctx.org_id} and v.contract_id = ${contract_id} order by v.version`)
  return rows
    .map(({ head, lines, parts, currency, ...row }, at) => {
      const before = rows[at - 1]
      return { ...row, changes: before ? changesBetween(before, { head, lines, parts }, currency) : [] }
    })
    .toReversed()
}

type Content = Pick<StoredVersion, 'head' | 'lines' | 'parts'>

/** What differs between two versions: fields of the head, and lines and parts by their place. */
export function changesBetween(before: Content, after: Content, currency: string): Version['changes'] {
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value))
  const heads = [...new Set([...Object.keys(before.head), ...Object.keys(after.head)])].map(field => ({
    field,
    before: text(before.head[field]),
    after: text(after.head[field]),
  }))
  const rows = (name: string, old: Content['parts'], now: Content['parts']) => {
    const said = (row: Record<string, unknown> | undefined) =>
      row
        ? Object.entries(row)
            .filter(([, value]) => value !== null)
            .map(([key, value]) => (key === 'amount' ? formatMinor(BigInt(String(value)), currency) : String(value)))
            .join(' · ')
        : null
    return Array.from({ length: Math.max(old?.length ?? 0, now?.length ?? 0) }, (_, at) => ({
      field: `${name} ${at + 1}`,
      before: said(old?.[at]),
      after: said(now?.[at]),
    }))
  }
  return [...heads, ...rows('line', before.lines, after.lines), ...rows('part', before.parts, after.parts)].filter(
    change => change.before !== change.after,
  )
}
