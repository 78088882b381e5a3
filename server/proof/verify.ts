import pg from 'pg'
import { parseInstant } from '../kernel/values.ts'
import { merkleRoot } from './merkle.ts'
import { eventHash, nodeSize, type SealedEvent } from './seal.ts'

/** The first thing wrong with the log of an organisation. */
export type EventFinding = {
  org_id: number
  leaf: number
  event_id: string | null
  problem: 'hash_differs' | 'leaf_missing' | 'event_missing' | 'node_differs' | 'node_missing'
}

/** The size and root of a log that holds. */
export type VerifiedLog = { org_id: number; size: number; root: string }

const page = nodeSize * 4

/**
 * Recomputes the hash of every sealed event of every organisation (or of one) from its row, the kept nodes from the
 * hashes, and looks that the leaves are numbered without a gap. Names the first difference of each log. `url` is that of
 * the owner; it reads one snapshot, in bounded memory.
 */
export async function verifyEvents(
  url: string,
  org_id: number | null = null,
): Promise<{ findings: EventFinding[]; logs: VerifiedLog[] }> {
  const client = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' })
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const found = await client.query<{ org_id: number }>(
      'select org_id from organisations where $1::int is null or org_id = $1 order by org_id',
      [org_id],
    )
    const findings: EventFinding[] = []
    const logs: VerifiedLog[] = []
    for (const row of found.rows) {
      const answer = await verifyLog(client, row.org_id)
      if ('problem' in answer) findings.push(answer)
      else logs.push(answer)
    }
    return { findings, logs }
  } finally {
    await client.end()
  }
}

type Row = Omit<SealedEvent, 'recorded_at'> & { leaf: string; sealed: string; recorded_at: string | null }

async function verifyLog(client: pg.Client, org_id: number): Promise<EventFinding | VerifiedLog> {
  const nodes: Buffer[] = []
  let chunk: Buffer[] = []
  for (let next = 0; ; ) {
    const { rows } = await client.query<Row>(
      `select l.leaf, encode(l.hash, 'hex') as sealed, l.org_id, l.event_id, e.name, e.subject_id, e.actor_id, e.via,
         e.released_by, e.recorded_at::text as recorded_at, e.data
       from event_leaves l left join events e on e.org_id = l.org_id and e.event_id = l.event_id
       where l.org_id = $1 and l.leaf >= $2 order by l.leaf limit ${page}`,
      [org_id, next],
    )
    for (const row of rows) {
      const at = { org_id, leaf: next, event_id: row.event_id }
      if (Number(row.leaf) !== next) return { ...at, event_id: null, problem: 'leaf_missing' }
      const recorded_at = row.recorded_at === null ? null : parseInstant(row.recorded_at)
      if (recorded_at === null) return { ...at, problem: 'event_missing' }
      const hash = eventHash({ ...row, recorded_at })
      if (hash.toString('hex') !== row.sealed) return { ...at, problem: 'hash_differs' }
      chunk.push(hash)
      next++
      if (chunk.length === nodeSize) {
        nodes.push(merkleRoot(chunk))
        chunk = []
      }
    }
    if (rows.length < page) {
      const wrong = await wrongNode(client, org_id, nodes)
      if (wrong) return { org_id, leaf: wrong.node * nodeSize, event_id: null, problem: wrong.problem }
      const tree = chunk.length > 0 ? [...nodes, merkleRoot(chunk)] : nodes
      return { org_id, size: next, root: merkleRoot(tree).toString('hex') }
    }
  }
}

async function wrongNode(
  client: pg.Client,
  org_id: number,
  nodes: readonly Buffer[],
): Promise<{ node: number; problem: 'node_differs' | 'node_missing' } | null> {
  const { rows } = await client.query<{ node: string; hash: Buffer }>(
    'select node, hash from event_nodes where org_id = $1 order by node',
    [org_id],
  )
  for (let node = 0; node < Math.max(nodes.length, rows.length); node++) {
    const [row, hash] = [rows[node], nodes[node]]
    if (!row || Number(row.node) !== node) return { node, problem: 'node_missing' }
    if (!hash?.equals(row.hash)) return { node, problem: 'node_differs' }
  }
  return null
}
