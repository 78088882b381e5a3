import { sql } from 'kysely'
import { type Tx, transaction } from '../db/connect.ts'
import { type Actor, type Context, contextOf } from './context.ts'
import type { Line } from './contract.ts'
import { assert, Refusal } from './errors.ts'
import type { Kernel, Outcome, RunOptions } from './run.ts'
import { type Instant, newId } from './values.ts'

/** What the runner of single requests lends to the runner of groups. */
export type Alone = {
  handler: (ctx: Context, input: unknown[]) => Promise<unknown>
  run: (input: unknown, options: RunOptions) => Promise<Outcome>
  /** Hash of what a request asked, under which its answer is kept. */
  hashOf: (raw: unknown) => Buffer
}

type Waiter = {
  input: unknown[]
  options: RunOptions
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}
type Lane = { running: number; waiting: Waiter[] }

/** One group runs while the next gathers: no request waits for company, and none behind more than one group. */
const width = 1
const most = { requests: 64, rows: 1000 }

/**
 * Runs requests of one verb that wait at the same time in one transaction, as one call of the verb with all their
 * inputs: one lock of a gapless series, one commit. Only for lines that say `together`.
 *
 * Nobody can tell the difference: requests share only with those of the same actor with the same rights and sight; each
 * keeps its own idempotency key and gets its own rows; and where anything is unusual (a refusal, a key that is not new, a
 * lost race), the group is undone and each request runs alone, in the order in which they came.
 */
export function createTogether(kernel: Kernel) {
  const lanes = new Map<string, Lane>()

  return function together(actor: Actor, line: Line, input: unknown[], options: RunOptions, alone: Alone) {
    const name = laneOf(actor, line)
    const lane = lanes.get(name) ?? { running: 0, waiting: [] }
    lanes.set(name, lane)
    return new Promise<Outcome>((resolve, reject) => {
      lane.waiting.push({ input, options, resolve, reject })
      if (lane.running < width) void drain(lane, name)
    })

    async function drain(lane: Lane, name: string): Promise<void> {
      lane.running++
      for (let group = take(lane); group.length > 0; group = take(lane)) await settle(kernel, actor, line, group, alone)
      lane.running--
      if (lane.running === 0 && lane.waiting.length === 0) lanes.delete(name)
    }
  }
}

/** Who may share: what the verb is allowed to do and to see must be the same to the letter. */
function laneOf(actor: Actor, line: Line): string {
  const { permissions, ...rest } = actor
  return JSON.stringify([line.name, rest, [...permissions].sort()])
}

/** The next group: whoever waits, in order, up to the bounds; one that is larger than them goes by itself. */
export function take<W extends { input: readonly unknown[] }>(lane: { waiting: W[] }): W[] {
  let rows = 0
  let count = 0
  for (const { input } of lane.waiting) {
    rows += input.length
    if (count > 0 && (rows > most.rows || count === most.requests)) break
    count++
  }
  return lane.waiting.splice(0, count)
}

async function settle(kernel: Kernel, actor: Actor, line: Line, group: Waiter[], alone: Alone): Promise<void> {
  const outcomes = group.length > 1 ? await runGroup(kernel, actor, line, group, alone) : null
  if (outcomes instanceof Error) {
    for (const waiter of group) waiter.reject(outcomes)
    return
  }
  for (const [at, waiter] of group.entries()) {
    const outcome = outcomes?.[at]
    if (outcome) waiter.resolve(outcome)
    else await alone.run(waiter.input, waiter.options).then(waiter.resolve, waiter.reject)
  }
}

/**
 * Answers an outcome for each; null where the group was undone and each is to run alone; an error where nobody knows
 * whether it was committed (the connection was lost in the middle of the commit): running again could do it twice.
 */
async function runGroup(
  kernel: Kernel,
  actor: Actor,
  line: Line,
  group: readonly Waiter[],
  alone: Alone,
): Promise<Outcome[] | null | Error> {
  let decided = false
  try {
    const outcomes = await transaction(kernel.db.main, 'verb', actor.sight, async tx => {
      const answers = await runOnce(tx, actor, line, group, alone)
      decided = true
      return answers
    })
    kernel.onCommit(actor.org_id)
    return outcomes
  } catch (error) {
    return decided && !isUndone(error) ? (error as Error) : null
  }
}

/** Whether the database itself said that the transaction failed: then nothing of it is there. */
const isUndone = (error: unknown) =>
  error instanceof Refusal || /^(?!08|57)[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? '')

async function runOnce(tx: Tx, actor: Actor, line: Line, group: readonly Waiter[], alone: Alone): Promise<Outcome[]> {
  const keyed = group.flatMap(({ options, input }, at) =>
    options.key ? [{ at, key: options.key, hash: alone.hashOf(options.raw ?? input) }] : [],
  )
  const [fresh, clock] = await Promise.all([
    keyed.length > 0 ? insertKeys(tx, actor, line, keyed) : 0,
    actor.clock ? null : tx.first(sql<{ at: Instant }>`select clock_timestamp() as at`),
  ])
  // A key that is known already has an answer, or is another request: each finds out alone.
  if (fresh < keyed.length) throw new Refusal([])
  const ctx = contextOf(tx, actor, actor.clock ?? (clock?.at as Instant), group[0]?.options.request_id ?? newId(), null)
  const before = tx.changes
  const { rows } = (await alone.handler(
    ctx,
    group.flatMap(({ input }) => input),
  )) as { rows: unknown[] }
  assert(ctx.recorded > 0 || tx.changes === before, `${line.name} records what it changes`)
  let from = 0
  const answers = group.map(({ input }) => ({ rows: rows.slice(from, (from += input.length)) }))
  assert(from === rows.length, `${line.name} answers one row for each input`)
  if (keyed.length > 0)
    keepAnswers(
      tx,
      actor,
      line,
      keyed.map(({ at, key }) => ({ key, answer: answers[at] })),
    )
  return answers.map(answer => ({ answer, replayed: false, parked: false }))
}

type Keyed = { key: string; hash: Buffer }

async function insertKeys(tx: Tx, actor: Actor, line: Line, keyed: readonly Keyed[]): Promise<number> {
  const hex = keyed.map(({ hash }) => hash.toString('hex'))
  const rows = await tx.rows(sql`
    insert into kept_answers (org_id, actor_id, verb, key, input_hash)
    select ${actor.org_id}::int4, ${actor.key_id ?? actor.person_id}::uuid, ${line.name}::text, k.key, decode(k.hash, 'hex')
    from unnest(${keyed.map(({ key }) => key)}::text[], ${hex}::text[]) as k (key, hash)
    order by k.key on conflict do nothing returning key`)
  return rows.length
}

function keepAnswers(tx: Tx, actor: Actor, line: Line, kept: readonly { key: string; answer: unknown }[]): void {
  tx.send(sql`
    update kept_answers a set answer = k.answer::jsonb
    from unnest(${kept.map(({ key }) => key)}::text[], ${kept.map(({ answer }) => JSON.stringify(answer))}::text[])
      as k (key, answer)
    where a.org_id = ${actor.org_id} and a.actor_id = ${actor.key_id ?? actor.person_id} and a.verb = ${line.name}
      and a.key = k.key`)
}
