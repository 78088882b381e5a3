import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { assert, type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { parseInput } from '../kernel/http.ts'
import { newId } from '../kernel/values.ts'
import { loadParties, partyOf } from '../ledger/parties.ts'
import { among } from '../ledger/queries.ts'
import { contractsContract } from './contract.ts'
import { signContracts } from './contracts.ts'
import type { contractDraftsContract } from './kept-drafts-contract.ts'

type Lines = typeof contractDraftsContract
type Row = Answered<Lines['listContractDrafts']>['rows'][number]
type Kept = Taken<Lines['keepContractDraft']>
type Content = Kept['content']
type Standing = Pick<Row, 'state' | 'version' | 'customer_id' | 'entity_id'> & { content: Content }

const columns = sql`d.draft_id, d.entity_id, e.code as entity_code, d.customer_id, c.number as customer_number,
  c.name as customer_name, d.title, d.kind, d.currency, d.amount_minor, d.state, d.reason, d.contract_id,
  k.number as contract_number, d.version, p.name as changed_name, d.changed_at`

const beside = sql`
  join entities e on e.org_id = d.org_id and e.entity_id = d.entity_id
  join customers c on c.org_id = d.org_id and c.customer_id = d.customer_id
  left join contracts k on k.org_id = d.org_id and k.contract_id = d.contract_id
  left join people p on p.org_id = d.org_id and p.person_id = d.changed_by`

const sorts = {
  changed_at: { sql: sql.ref('d.changed_at'), field: 'changed_at', type: 'timestamptz' },
  title: { sql: sql.ref('d.title'), field: 'title', type: 'text' },
} as const satisfies Record<string, SortColumn<Row>>

/** Drafts of contracts, those still worked on unless another state is asked for. [CTR-19] */
export async function listContractDrafts(
  ctx: Context,
  asked: Taken<Lines['listContractDrafts']>,
): Promise<Answered<Lines['listContractDrafts']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { ...sorts[asked.sort.replace('-', '') as keyof typeof sorts], descending },
      { sql: sql.ref('d.draft_id'), field: 'draft_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const q = asked.q?.normalize('NFKC').trim()
  const like = q ? `%${q.replace(/[\\%_]/g, '\\$&')}%` : null
  const conditions = [
    sql`d.org_id = ${ctx.org_id}`,
    keys.where,
    among('d.entity_id', asked.entity_id, 'uuid'),
    among('d.customer_id', asked.customer_id, 'uuid'),
    among('d.kind', asked.kind, 'text'),
    among('d.state', asked.state ?? ['draft'], 'text'),
    ...(like ? [sql`(d.title ilike ${like} or c.name ilike ${like})`] : []),
  ]
  const rows = await ctx.tx.rows(sql<Row>`
    select ${columns} from contract_drafts d ${beside}
    where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}

/** One draft with all that was typed. Refuses `contract_draft_unknown`. */
export async function readContractDraft(
  ctx: Context,
  { draft_id }: Taken<Lines['readContractDraft']>,
): Promise<Answered<Lines['readContractDraft']>> {
  const row = await ctx.tx.first(sql<Row & { content: Content }>`
    select ${columns}, d.content from contract_drafts d ${beside}
    where d.org_id = ${ctx.org_id} and d.draft_id = ${draft_id}`)
  if (!row) refuse('contract_draft_unknown', { draft_id })
  return row
}

/** Keeps what was typed of a contract. It draws no number, and nothing counts it. [CTR-19] */
export async function keepContractDraft(ctx: Context, kept: Kept): Promise<Answered<Lines['keepContractDraft']>> {
  // Load, decide.
  const head = await headOf(ctx, kept)
  const recorded_at = await moment(ctx)
  const draft_id = newId<'contract_draft'>()
  const by = ctx.actor.person_id

  // Write.
  await insertRows(ctx.tx, 'contract_drafts', ctx.org_id, [
    { draft_id, ...head, recorded_by: by, recorded_at, changed_by: by, changed_at: recorded_at },
  ])

  // Record.
  const { title, customer_id, entity_id } = head
  const data = { title, customer_id, entity_id, version: 1 }
  await record(ctx, 'contract_draft.kept', recorded_at, [{ subject_id: draft_id, data }])
  return { draft_id, version: 1 }
}

/**
 * Writes a draft anew, as often as one likes. [CTR-19] Refuses `contract_draft_unknown`, `contract_draft_closed` and, where
 * somebody else changed it, `changed_meanwhile`.
 */
export async function changeContractDraft(
  ctx: Context,
  { draft_id, version, ...kept }: Taken<Lines['changeContractDraft']>,
): Promise<Answered<Lines['changeContractDraft']>> {
  // Load, decide.
  await lockDraft(ctx, draft_id, version)
  const head = await headOf(ctx, kept)
  const changed_at = await moment(ctx)
  const next = version + 1

  // Write.
  await ctx.tx.rows(sql`
    update contract_drafts set entity_id = ${head.entity_id}, customer_id = ${head.customer_id}, title = ${head.title},
      kind = ${head.kind}, currency = ${head.currency}, amount_minor = ${head.amount_minor},
      content = ${JSON.stringify(head.content)}::jsonb, version = ${next}, changed_by = ${ctx.actor.person_id},
      changed_at = ${changed_at}
    where org_id = ${ctx.org_id} and draft_id = ${draft_id}`)

  // Record.
  const { title, customer_id, entity_id } = head
  const data = { title, customer_id, entity_id, version: next }
  await record(ctx, 'contract_draft.changed', changed_at, [{ subject_id: draft_id, data }])
  return { draft_id, version: next }
}

/** Drops a draft; it stays with its reason. [CTR-19] Refuses as a change does. */
export async function dropContractDraft(
  ctx: Context,
  { draft_id, version, reason }: Taken<Lines['dropContractDraft']>,
): Promise<Answered<Lines['dropContractDraft']>> {
  // Load, decide.
  const { customer_id } = await lockDraft(ctx, draft_id, version)

  // Write.
  const changed_at = await close(ctx, draft_id, sql`state = 'dropped', reason = ${reason}`)

  // Record.
  const data = { reason, customer_id, version: version + 1 }
  await record(ctx, 'contract_draft.dropped', changed_at, [{ subject_id: draft_id, data }])
  return { draft_id, version: version + 1 }
}

/**
 * Enters the contract that a draft has become, as if it were typed now: what `contract.sign` refuses is refused by the same
 * name, and the draft stays. The draft then names its contract. [CTR-19]
 */
export async function concludeContract(
  ctx: Context,
  { draft_id, version }: Taken<Lines['concludeContract']>,
): Promise<Answered<Lines['concludeContract']>> {
  // Load, decide.
  const { content, customer_id, entity_id } = await lockDraft(ctx, draft_id, version)
  const drafts = parseInput(contractsContract.signContracts, [{ ...content, customer_id, entity_id }])
  const { rows } = await signContracts(ctx, drafts as Taken<typeof contractsContract.signContracts>)
  const [contract] = rows
  assert(contract, 'a draft becomes one contract')
  const { contract_id, number, amount_minor } = contract

  // Write.
  const changed_at = await close(ctx, draft_id, sql`state = 'concluded', contract_id = ${contract_id}`)

  // Record.
  const data = { draft_id, number, customer_id, version: version + 1 }
  await record(ctx, 'contract.concluded', changed_at, [{ subject_id: contract_id, data }])
  return { contract_id, number, amount_minor }
}

/** A draft that can still be worked on, held until the end; whoever read another version is refused. */
async function lockDraft(ctx: Context, draft_id: string, version: number): Promise<Standing> {
  const row = await ctx.tx.first(sql<Standing>`
    select state, version, customer_id, entity_id, content from contract_drafts
    where org_id = ${ctx.org_id} and draft_id = ${draft_id} for update`)
  if (!row) refuse('contract_draft_unknown', { draft_id })
  if (row.state !== 'draft') refuse('contract_draft_closed', { state: row.state })
  if (row.version !== version) refuse('changed_meanwhile', { version: row.version })
  return row
}

async function close(ctx: Context, draft_id: string, how: ReturnType<typeof sql>) {
  const changed_at = await moment(ctx)
  await ctx.tx.rows(sql`
    update contract_drafts set ${how}, version = version + 1, changed_by = ${ctx.actor.person_id}, changed_at = ${changed_at}
    where org_id = ${ctx.org_id} and draft_id = ${draft_id}`)
  return changed_at
}

/** What a draft is kept with. Refuses a customer or entity that is not there, or not for who asks. */
async function headOf(ctx: Context, { content, customer_id, entity_id }: Kept) {
  const problems: Problem[] = []
  partyOf(await loadParties(ctx, [{ customer_id, entity_id }]), { customer_id, entity_id }, 0, problems)
  refuseAll(problems)
  const { title, kind, currency, lines } = content
  return {
    entity_id,
    customer_id,
    title,
    kind,
    currency: currency || null,
    amount_minor: amountOf(lines),
    content: withoutEmpty(content) as Content,
  }
}

/** What lines come to with tax, where each says an amount; else nobody knows yet. Pure. */
export function amountOf(lines: Content['lines']): bigint | null {
  const told = lines.map(({ recurs, price_includes_tax, amount_minor }) =>
    !recurs && price_includes_tax !== false && /^\d{1,15}$/.test(amount_minor ?? '')
      ? BigInt(amount_minor ?? '')
      : null,
  )
  if (told.length === 0 || told.includes(null)) return null
  return told.reduce<bigint>((sum, amount) => sum + (amount ?? 0n), 0n)
}

/** Without what says nothing: an empty field is one that was left out. Pure. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== '' && part !== null && part !== undefined)
      .map(([name, part]) => [name, withoutEmpty(part)]),
  )
}
