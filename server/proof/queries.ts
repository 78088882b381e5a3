import { sql } from 'kysely'
import { isScoped, type Tx } from '../db/connect.ts'
import type { Context } from '../kernel/context.ts'
import { assert, refuse } from '../kernel/errors.ts'
import type { Handlers } from '../kernel/run.ts'
import type { proofContract } from './contract.ts'
import { consistencyProof, inclusionProof, merkleRoot, nodeHash, type Range, rangeOf } from './merkle.ts'
import { cut, nodeSize, readLeaves, type SealedEvent } from './seal.ts'

/** The log tells of everybody's customers, so it is shown only to eyes that see the whole organisation. */
function refuseScoped(ctx: Context): void {
  if (isScoped(ctx.actor.sight)) refuse('out_of_scope', {})
}

/** The reads of the log. */
export const proofQueries: Handlers<typeof proofContract> = {
  async listEvents(ctx, { after, limit, name, subject_id }) {
    refuseScoped(ctx)
    const rows = await ctx.tx.rows(sql<SealedEvent & { leaf: string; hash: string; data: Record<string, unknown> }>`
      select l.leaf, encode(l.hash, 'hex') as hash, e.org_id, e.event_id, e.name, e.subject_id, e.actor_id, e.via,
        e.released_by, e.recorded_at, e.data
      from event_leaves l join events e on e.org_id = l.org_id and e.event_id = l.event_id
      where l.org_id = ${ctx.org_id} and l.leaf > ${after ?? -1}
        and (${name ?? null}::text[] is null or e.name = any (${name ?? null}::text[]))
        and (${subject_id ?? null}::uuid is null or e.subject_id = ${subject_id ?? null}::uuid)
      order by l.leaf limit ${limit + 1}`)
    const kept = rows.slice(0, limit).map(row => ({ ...row, leaf: Number(row.leaf) }))
    return { rows: kept, next: rows.length > limit ? String(kept.at(-1)?.leaf) : null }
  },

  async proveEvent(ctx, { event_id, size: asked }) {
    refuseScoped(ctx)
    const found = await ctx.tx.first(sql<{ leaf: string; hash: string }>`
      select leaf, encode(hash, 'hex') as hash from event_leaves
      where org_id = ${ctx.org_id} and event_id = ${event_id}`)
    if (!found) refuse('not_found', { event_id })
    const leaf = Number(found.leaf)
    const size = asked ?? (await sizeOf(ctx.tx, ctx.org_id))
    if (size <= leaf) refuse('field_out_of_range', { field: 'size', minimum: String(leaf + 1) })
    const range = await treeOf(ctx.tx, ctx.org_id, size, leaf)
    const path = inclusionProof(leaf, size, range).map(hex)
    return { event_id, leaf, hash: found.hash, size, root: hex(range(0, size)), path }
  },

  async proveGrowth(ctx, { from, size: asked }) {
    refuseScoped(ctx)
    const size = asked ?? (await sizeOf(ctx.tx, ctx.org_id))
    if (from > size) refuse('field_out_of_range', { field: 'from', maximum: String(size) })
    const empty = hex(merkleRoot([]))
    if (size === 0) return { from, from_root: empty, size, root: empty, path: [] }
    const range = await treeOf(ctx.tx, ctx.org_id, size, Math.max(from - 1, 0))
    const from_root = from === 0 ? empty : hex(range(0, from))
    return { from, from_root, size, root: hex(range(0, size)), path: consistencyProof(from, size, range).map(hex) }
  },
}

const hex = (hash: Buffer) => hash.toString('hex')

/** How many events of an organisation are sealed. */
export async function sizeOf(tx: Tx, org_id: number): Promise<number> {
  const row = await tx.first(
    sql<{ size: string }>`select coalesce(max(leaf) + 1, 0) as size from event_leaves where org_id = ${org_id}`,
  )
  return Number(row?.size ?? 0)
}

/**
 * The ranges of the first `size` leaves that a proof about leaf `at` needs: kept nodes where they are whole, and the
 * leaves under the node of `at` and under the last, unfinished one.
 */
async function treeOf(tx: Tx, org_id: number, size: number, at: number): Promise<Range> {
  if (size > (await sizeOf(tx, org_id)))
    refuse('field_out_of_range', { field: 'size', maximum: String(await sizeOf(tx, org_id)) })
  const whole = Math.floor(size / nodeSize)
  const chunk = Math.floor(at / nodeSize) * nodeSize
  const kept = await tx.first(sql<{ hashes: Buffer | null }>`
    select string_agg(hash, ''::bytea order by node) as hashes from event_nodes
    where org_id = ${org_id} and node < ${whole}`)
  const nodes = cut(kept?.hashes ?? Buffer.alloc(0))
  assert(nodes.length === whole, 'every full node is kept')
  const loaded = new Map<number, Range>()
  for (const first of new Set([chunk, whole * nodeSize])) {
    const [leaves] = await readLeaves(tx, org_id, first, Math.min(first + nodeSize, size))
    if (leaves) loaded.set(first, rangeOf(leaves))
  }
  const range: Range = (start, end) => {
    const first = Math.floor(start / nodeSize) * nodeSize
    if (end - first <= nodeSize) {
      if (start === first && end - start === nodeSize) return nodes[first / nodeSize] as Buffer
      const leaves = loaded.get(first)
      assert(leaves, 'the leaves of the range are loaded')
      return leaves(start - first, end - first)
    }
    let middle = nodeSize
    while (middle * 2 < end - start) middle *= 2
    return nodeHash(range(start, start + middle), range(start + middle, end))
  }
  return range
}
