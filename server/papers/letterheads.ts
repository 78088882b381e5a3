import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { readKeptFile } from '../kernel/sealed-files.ts'
import type { PaperKind, Sender } from './paper.ts'
import { sealedPapers } from './senders-contract.ts'

type Known = {
  entity_id: string
  address: string | null
  address_en: string | null
  phone: string | null
  email: string | null
  seal: { file_id: string; sha256: string; kinds: string[] } | null
}

/**
 * Papers with their sender's address and telephone, and with its seal where the kind of paper bears it and the paper stands. A
 * paper that is void, replaced or a draft bears none. [PAP-10] [PAP-11]
 */
export async function withLetterheads<P extends { sender: Sender; mark?: unknown }>(
  ctx: Context,
  home: string,
  kind: PaperKind,
  papers: readonly P[],
): Promise<P[]> {
  const ids = [...new Set(papers.flatMap(({ sender }) => sender.entity_id ?? []))]
  const known = await lettersOf(ctx, home, kind, ids)
  return papers.map(paper => {
    const found = known.get(paper.sender.entity_id ?? '')
    if (!found) return paper
    const { seal, ...letters } = found
    return { ...paper, sender: { ...paper.sender, ...letters, seal: paper.mark ? null : seal } }
  })
}

/** What papers say of entities beside their names. A seal that is given is shown in place of the one in use. */
export async function lettersOf(
  ctx: Context,
  home: string,
  kind: PaperKind,
  ids: readonly string[],
  seal_id: string | null = null,
): Promise<Map<string, Pick<Sender, 'address' | 'address_en' | 'phone' | 'email' | 'seal'>>> {
  if (ids.length === 0) return new Map()
  const bears = (sealedPapers as readonly string[]).includes(kind)
  const rows = await ctx.tx.rows(sql<Known>`
    select e.entity_id, s.address, s.address_en, s.phone, s.email, (
      select json_build_object('file_id', f.file_id, 'sha256', encode(f.sha256, 'hex'), 'kinds', x.kinds)
      from entity_seals x join files f on f.org_id = x.org_id and f.file_id = x.file_id
      where x.org_id = e.org_id and x.entity_id = e.entity_id and case
        when ${seal_id}::uuid is null then x.state = 'active' else x.seal_id = ${seal_id}::uuid and x.state <> 'closed' end) as seal
    from entities e left join lateral (
      select * from entity_senders s where s.org_id = e.org_id and s.entity_id = e.entity_id
      order by s.version desc limit 1) s on true
    where e.org_id = ${ctx.org_id} and e.entity_id = any (${ids}::uuid[])`)
  const found = new Map<string, Pick<Sender, 'address' | 'address_en' | 'phone' | 'email' | 'seal'>>()
  for (const { entity_id, seal, ...letters } of rows) {
    const shown = bears && seal && (seal_id !== null || seal.kinds.includes(kind))
    found.set(entity_id, { ...letters, seal: shown ? await readKeptFile(ctx, home, seal) : null })
  }
  return found
}
