import { z } from 'zod'
import { query } from '../kernel/contract.ts'
import { id, instant, page, paging, several } from '../kernel/fields.ts'

const hash = () => z.string().regex(/^[0-9a-f]{64}$/)
const leaf = () => z.coerce.number().int().min(0)

/** One thing that happened, with its place in the log. Its hash is that of the canonical JSON of the other fields but `leaf`. */
export const sealedEvent = z.object({
  leaf: z.number().int(),
  hash: hash(),
  org_id: z.number().int(),
  event_id: id(),
  name: z.string(),
  subject_id: id(),
  actor_id: id().nullable(),
  via: z.string(),
  released_by: id().nullable(),
  recorded_at: instant(),
  data: z.record(z.string(), z.unknown()),
})

/** What can be asked of the log of events. */
export const proofContract = {
  listEvents: query({
    name: 'event.list',
    method: 'GET',
    path: '/api/events',
    permission: 'event.read',
    summary: {
      en: 'Everything that happened, in its one order; follow it with after = the last leaf seen',
      zh: '按唯一顺序列出全部事件；以 after = 最后读到的 leaf 持续跟随',
    },
    input: z.object({
      ...paging,
      after: leaf().optional(),
      name: several(z.string().max(100)),
      subject_id: id().optional(),
    }),
    output: page(sealedEvent),
  }),
  proveEvent: query({
    name: 'event.prove',
    method: 'GET',
    path: '/api/events/proof',
    permission: 'event.read',
    summary: {
      en: 'The path from one event to the root of the log (RFC 6962)',
      zh: '某一事件到日志根哈希的证明路径（RFC 6962）',
    },
    input: z.object({ event_id: id(), size: leaf().optional() }),
    output: z.object({
      event_id: id(),
      leaf: z.number().int(),
      hash: hash(),
      size: z.number().int(),
      root: hash(),
      path: z.array(hash()),
    }),
  }),
  proveGrowth: query({
    name: 'event.prove_growth',
    method: 'GET',
    path: '/api/events/growth',
    permission: 'event.read',
    summary: {
      en: 'The root of the log, and that an earlier one grew into it with nothing changed (RFC 6962)',
      zh: '日志的根哈希，并证明其由早先的日志追加而成、未作更改（RFC 6962）',
    },
    input: z.object({ from: leaf().default(0), size: leaf().optional() }),
    output: z.object({
      from: z.number().int(),
      from_root: hash(),
      size: z.number().int(),
      root: hash(),
      path: z.array(hash()),
    }),
  }),
}
