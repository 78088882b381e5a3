import { sql } from 'kysely'
import type { Logger } from 'pino'
import { type Database, type Tx, transaction } from '../db/connect.ts'
import { insertRows } from '../db/insert.ts'
import { wholeOrganisation } from '../kernel/jobs.ts'
import { canonical } from '../kernel/run.ts'
import type { Instant } from '../kernel/values.ts'
import { leafHash, merkleRoot } from './merkle.ts'

/** How many leaves stand under one kept node. */
export const nodeSize = 1024

/** What of an event is sealed: everything that was recorded, nothing of how the database keeps it. */
export type SealedEvent = {
  org_id: number
  event_id: string
  name: string
  subject_id: string
  actor_id: string | null
  via: string
  released_by: string | null
  recorded_at: Instant
  data: unknown
}

/** The hash under which an event stands in the log: that of its canonical JSON (RFC 8785) as a leaf of RFC 6962. */
export function eventHash(event: SealedEvent): Buffer {
  const { org_id, event_id, name, subject_id, actor_id, via, released_by, recorded_at, data } = event
  return leafHash(canonical({ org_id, event_id, name, subject_id, actor_id, via, released_by, recorded_at, data }))
}

/** What one turn of the sealer did, and whether something is left that could not be sealed yet. */
export type Turn = { sealed: number; left: boolean }

/**
 * Numbers the events of an organisation that nothing can come before any more: those of transactions older than every
 * running one, in the order of transactions, then of ids. One sealer at a time; at most `batch` events in one
 * transaction. Ids and times cannot be the order, since a transaction that began earlier may commit later.
 */
export async function sealTurn(db: Database, org_id: number, batch = 2000): Promise<Turn> {
  return transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
    const lock = await tx.first(
      sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(hashtext('duebook.seal'), ${org_id}::int4) as locked`,
    )
    if (!lock?.locked) return { sealed: 0, left: true }
    const last = await tx.first(sql<{ leaf: string; xid: string }>`
      select l.leaf, e.xid from event_leaves l
      join events e on e.org_id = l.org_id and e.event_id = l.event_id
      where l.org_id = ${org_id} order by l.leaf desc limit 1`)
    const events = await tx.rows(sql<SealedEvent & { settled: boolean }>`
      select e.org_id, e.event_id, e.name, e.subject_id, e.actor_id, e.via, e.released_by, e.recorded_at, e.data,
        e.xid < pg_snapshot_xmin(pg_current_snapshot()) as settled
      from events e
      where e.org_id = ${org_id} and e.xid >= ${last?.xid ?? '0'}::xid8
        and not exists (select from event_leaves l where l.org_id = e.org_id and l.event_id = e.event_id)
      order by e.xid, e.event_id limit ${batch}`)
    const settled = events.filter(event => event.settled)
    const first = last ? Number(last.leaf) + 1 : 0
    await insertRows(
      tx,
      'event_leaves',
      org_id,
      settled.map((event, at) => ({ leaf: first + at, event_id: event.event_id, hash: eventHash(event) })),
    )
    await keepNodes(tx, org_id, first, first + settled.length)
    return { sealed: settled.length, left: events.length === batch || settled.length < events.length }
  })
}

async function keepNodes(tx: Tx, org_id: number, from: number, to: number): Promise<void> {
  const [first, end] = [Math.floor(from / nodeSize), Math.floor(to / nodeSize)]
  if (first === end) return
  const chunks = await readLeaves(tx, org_id, first * nodeSize, end * nodeSize)
  await insertRows(
    tx,
    'event_nodes',
    org_id,
    chunks.map((leaves, at) => ({ node: first + at, hash: merkleRoot(leaves) })),
  )
}

/** The hashes of leaves from a beginning of a node up to, not including, `to`, by node. */
export async function readLeaves(tx: Tx, org_id: number, from: number, to: number): Promise<Buffer[][]> {
  const rows = await tx.rows(sql<{ hashes: Buffer }>`
    select string_agg(hash, ''::bytea order by leaf) as hashes from event_leaves
    where org_id = ${org_id} and leaf >= ${from} and leaf < ${to} group by leaf / ${nodeSize}::int8 order by min(leaf)`)
  return rows.map(({ hashes }) => cut(hashes))
}

/** Hashes that lie one behind the other, each by itself. */
export function cut(hashes: Buffer): Buffer[] {
  return Array.from({ length: hashes.length / 32 }, (_, at) => hashes.subarray(at * 32, at * 32 + 32))
}

/** Seals what is settled, batch after batch; answers how many events that were and whether some must wait. */
export async function sealEvents(db: Database, org_id: number): Promise<Turn> {
  for (let sealed = 0; ; ) {
    const turn = await sealTurn(db, org_id)
    sealed += turn.sealed
    if (turn.sealed === 0 || !turn.left) return { sealed, left: turn.left }
  }
}

/** Seals soon after commits. */
export type Sealer = {
  /** An organisation has something to seal. */
  soon(org_id: number): void
  /** Ends what runs and begins nothing more. */
  stop(): Promise<void>
}

/**
 * A sealer that gathers commits for a moment and seals one organisation after another. What must wait for an older
 * transaction is looked at again, at longer and longer intervals up to ten seconds.
 */
export function createSealer(db: Database, log: Logger, delay = 50): Sealer {
  const waiting = new Map<number, number>()
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  let stopped = false
  const arm = (ms: number) => {
    if (timer || stopped) return
    timer = setTimeout(() => {
      timer = undefined
      running = running.then(run)
    }, ms)
    timer.unref()
  }
  const run = async () => {
    const turn = [...waiting]
    waiting.clear()
    for (const [org_id, tries] of turn) {
      if (stopped) return
      const { left } = await sealEvents(db, org_id).catch((error: Error) => {
        log.warn({ org_id, err: error }, 'sealing failed')
        return { left: true }
      })
      if (left && !waiting.has(org_id)) waiting.set(org_id, tries + 1)
    }
    if (waiting.size > 0) arm(delay * 2 ** Math.min(Math.min(...waiting.values()), 8))
  }
  return {
    soon(org_id) {
      waiting.set(org_id, 0)
      arm(delay)
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
