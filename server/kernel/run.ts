import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { type Database, seeAs, type Tx, transaction } from '../db/connect.ts'
import { type Actor, type Context, contextOf } from './context.ts'
import type { Answered, Contract, Line, Taken } from './contract.ts'
import { assert, refuse } from './errors.ts'
import { createTogether } from './together.ts'
import { type Instant, newId } from './values.ts'

/** The function behind a contract line. */
export type Handler<L extends Line> = (ctx: Context, input: Taken<L>) => Promise<Answered<L>>
export type Handlers<C extends Contract> = { [K in keyof C]: Handler<C[K]> }
// oxlint-disable-next-line no-explicit-any -- a registry holds handlers of every shape
type AnyHandler = (ctx: Context, input: any) => Promise<any>

/** What a verb that waits for a second person answers. */
export type Parked = { request_id: string; state: 'waiting' }

/**
 * The registry of everything that can be asked, with what the kernel must not know by itself:
 * `park` decides, inside the transaction, whether a verb waits for a second person.
 */
export type Kernel = {
  readonly db: Database
  readonly lines: Map<string, { line: Line; handler: AnyHandler }>
  readonly facts: Map<string, (ctx: Context, input: never) => Promise<Record<string, unknown>>>
  park: ((ctx: Context, line: Line, input: unknown, facts: Record<string, unknown>) => Promise<Parked | null>) | null
  /** Called after a transaction that recorded something has committed. */
  onCommit: (org_id: number) => void
  /** Runs requests of one verb that wait at the same time in one transaction. */
  readonly together: ReturnType<typeof createTogether>
}

export function createKernel(db: Database): Kernel {
  const kernel: Omit<Kernel, 'together'> = { db, lines: new Map(), facts: new Map(), park: null, onCommit: () => {} }
  return Object.assign(kernel, { together: createTogether(kernel as Kernel) })
}

/** Puts a module's contract and its functions together; the only way anything becomes reachable. */
export function mount<C extends Contract>(kernel: Kernel, contract: C, handlers: Handlers<C>): void {
  for (const [key, line] of Object.entries(contract)) {
    assert(!kernel.lines.has(line.name), `${line.name} is mounted once`)
    assert(!line.together || (line.many && !line.approval && !line.secrets), `${line.name} may share a transaction`)
    kernel.lines.set(line.name, { line, handler: handlers[key as keyof C] as AnyHandler })
  }
}

/** How a line is run. `key` makes a repeat answer the same; `released_by` is the second person. */
export type RunOptions = { key?: string | undefined; request_id?: string; released_by?: string; raw?: unknown }
export type Outcome = { answer: unknown; replayed: boolean; parked: boolean }

/**
 * Failures that another try can mend: serialization, deadlock, and a unique key that a twin wrote between our look and
 * our insert (a brought number, an external id): the next look sees it and refuses, or answers, by name.
 */
export const retryable = new Set(['40001', '40P01', '23505'])

/**
 * Runs one line as one transaction: permission, idempotency, approval, the handler, the kept answer.
 * Refuses `permission_missing` before anything is read, and `idempotency_key_reused` for the same key with another body.
 * A deadlock, serialization failure or lost race for a unique key is tried again, three times at the most.
 */
export async function runLine(
  kernel: Kernel,
  actor: Actor,
  name: string,
  input: unknown,
  options: RunOptions = {},
): Promise<Outcome> {
  const entry = kernel.lines.get(name)
  assert(entry, `${name} is mounted`)
  const { line, handler } = entry
  permit(actor, line)
  const alone = (given: unknown, how: RunOptions) => runAlone(kernel, actor, entry, given, how)
  if (!line.together || actor.org_id === 0 || options.released_by) return alone(input, options)
  return kernel.together(actor, line, input as unknown[], options, { handler, run: alone, hashOf })
}

type Entry = { line: Line; handler: AnyHandler }

async function runAlone(
  kernel: Kernel,
  actor: Actor,
  { line, handler }: Entry,
  input: unknown,
  options: RunOptions,
): Promise<Outcome> {
  const pool = line.report && line.kind === 'query' ? kernel.db.reports : kernel.db.main
  for (let attempt = 1; ; attempt++) {
    let made: Outcome | undefined
    try {
      const outcome = await transaction(pool, line.kind, actor.sight, async tx => {
        made = await runOnce(kernel, tx, actor, line, handler, input, options)
        return made
      })
      if (line.kind === 'verb') kernel.onCommit(actor.org_id)
      return outcome
    } catch (error) {
      letGo(made)
      if (attempt < 3 && retryable.has((error as { code?: string }).code ?? '')) continue
      throw error
    }
  }
}

/** Closes the file of an answer that nobody gets, since its transaction failed at the end. */
function letGo(made: Outcome | undefined): void {
  const body = (made?.answer as { body?: unknown } | null | undefined)?.body
  if (body instanceof Readable) body.destroy()
}

function permit(actor: Actor, line: Line): void {
  if (line.permission === 'public' || line.permission === 'signed_in') return
  if (!actor.permissions.has(line.permission)) refuse('permission_missing', { permission: line.permission })
}

async function runOnce(
  kernel: Kernel,
  tx: Tx,
  actor: Actor,
  line: Line,
  handler: AnyHandler,
  input: unknown,
  options: RunOptions,
): Promise<Outcome> {
  // Who belongs to no organisation yet has nowhere to keep an answer; a file is made anew, not kept as JSON.
  const key = line.kind === 'verb' && !line.file && actor.org_id > 0 ? options.key : undefined
  const kept = key ? await keepKey(tx, actor, line.name, key, options.raw ?? input) : null
  if (kept) return { answer: kept.answer, replayed: true, parked: line.approval !== undefined && isParked(kept.answer) }
  const now = actor.clock ?? ((await tx.first(sql<{ at: Instant }>`select clock_timestamp() as at`))?.at as Instant)
  const ctx = contextOf(tx, actor, now, options.request_id ?? newId(), options.released_by ?? null)
  const before = tx.changes
  const parked =
    line.approval && kernel.park ? await kernel.park(ctx, line, input, await factsOf(kernel, ctx, line, input)) : null
  if (parked) await tryOut(ctx, handler, input)
  const answer = parked ?? (await handler(ctx, input))
  if (line.kind === 'verb') assert(ctx.recorded > 0 || tx.changes === before, `${line.name} records what it changes`)
  if (key) await keepAnswer(tx, actor, line.name, key, withoutSecret(line, answer))
  return { answer, replayed: false, parked: parked !== null }
}

/**
 * Runs a verb that is to wait and takes all of it back: what would be refused is refused now and by name, and nobody
 * waits for a release of something impossible. No event, number or lock of it remains.
 */
async function tryOut(ctx: Context, handler: AnyHandler, input: unknown): Promise<void> {
  await ctx.tx.text('savepoint trial', [])
  await handler({ ...ctx, trial: true }, input)
  await ctx.tx.text('rollback to savepoint trial', [])
}

const isParked = (answer: unknown) =>
  (answer as Parked | null)?.state === 'waiting' && typeof (answer as Parked).request_id === 'string'

/** An answer that shows a secret once is kept without it. */
function withoutSecret(line: Line, answer: unknown): unknown {
  if (!line.secrets) return answer
  return { ...(answer as object), ...Object.fromEntries(line.secrets.map(name => [name, null])) }
}

/** A line to run inside the current transaction, as somebody else. */
export type Within = { name: string; input: unknown; actor: Actor; released_by: string }

/**
 * Runs another line inside the current transaction: how what has waited for a second person is run as its maker. The
 * transaction sees with the maker's eyes until it is done. `again` hears the facts of now and may park it anew.
 * Refuses `permission_missing` where the maker may no longer.
 */
export async function runWithin(
  ctx: Context,
  kernel: Kernel,
  within: Within,
  again: (inner: Context, line: Line, facts: Record<string, unknown>) => Promise<Parked | null>,
): Promise<{ answer: unknown; parked: boolean }> {
  const entry = kernel.lines.get(within.name)
  assert(entry, `${within.name} is mounted`)
  const { line, handler } = entry
  permit(within.actor, line)
  await seeAs(ctx.tx, within.actor.sight)
  const inner = contextOf(ctx.tx, within.actor, ctx.now, ctx.request_id, within.released_by)
  const parked = await again(inner, line, await factsOf(kernel, inner, line, within.input))
  if (parked) await tryOut(inner, handler, within.input)
  const answer = parked ?? (await handler(inner, within.input))
  await seeAs(ctx.tx, ctx.actor.sight)
  ctx.recorded += inner.recorded
  return { answer, parked: parked !== null }
}

async function factsOf(kernel: Kernel, ctx: Context, line: Line, input: unknown): Promise<Record<string, unknown>> {
  const facts = kernel.facts.get(line.name)
  return facts ? facts(ctx, input as never) : {}
}

/** Inserts the key before anything else; a twin waits here for the first and then gets its answer. */
async function keepKey(
  tx: Tx,
  actor: Actor,
  verb: string,
  key: string,
  raw: unknown,
): Promise<{ answer: unknown } | null> {
  const hash = hashOf(raw)
  const who = actor.key_id ?? actor.person_id
  const inserted = await tx.first(sql`
    insert into kept_answers (org_id, actor_id, verb, key, input_hash)
    values (${actor.org_id}, ${who}, ${verb}, ${key}, ${hash}) on conflict do nothing returning key`)
  if (inserted) return null
  const kept = await tx.first(sql<{ input_hash: Buffer; answer: unknown }>`
    select input_hash, answer from kept_answers
    where org_id = ${actor.org_id} and actor_id = ${who} and verb = ${verb} and key = ${key}`)
  assert(kept, 'the kept answer is there')
  if (!kept.input_hash.equals(hash)) refuse('idempotency_key_reused', { key })
  return { answer: kept.answer }
}

async function keepAnswer(tx: Tx, actor: Actor, verb: string, key: string, answer: unknown): Promise<void> {
  tx.send(sql`
    update kept_answers set answer = ${JSON.stringify(answer ?? null)}::jsonb
    where org_id = ${actor.org_id} and actor_id = ${actor.key_id ?? actor.person_id} and verb = ${verb} and key = ${key}`)
}

const hashOf = (raw: unknown) => createHash('sha256').update(canonical(raw)).digest()

/** JSON with its keys in order, so that the same input has the same hash whoever wrote it. */
export function canonical(value: unknown): string {
  if (typeof value === 'bigint') return `"${value}"`
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value && typeof value === 'object')
    return `{${Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`)
      .join(',')}}`
  return JSON.stringify(value) ?? 'null'
}
