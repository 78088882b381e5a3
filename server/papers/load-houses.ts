import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Party, Sender } from './paper.ts'

/** Whose paper it is, and for whom. */
export type House = { sender: Sender; customer: Party }

/** Sender and customer of papers by the id of their entity and customer, read in one go; answers how to look them up. */
export async function loadHouses(
  ctx: Context,
  papers: readonly { entity_id: string; customer_id: string }[],
): Promise<(paper: { entity_id: string; customer_id: string }) => House> {
  const ids = (key: 'entity_id' | 'customer_id') => [...new Set(papers.map(paper => paper[key]))]
  const [senders, customers] = await Promise.all([
    ctx.tx.rows(sql<{ entity_id: string; sender: Sender }>`
      select entity_id, json_build_object('entity_id', entity_id, 'name', name, 'name_en', name_en, 'tax_id', tax_id) as sender
      from entities where org_id = ${ctx.org_id} and entity_id = any (${ids('entity_id')}::uuid[])`),
    ctx.tx.rows(sql<{ customer_id: string; customer: Party }>`
      select customer_id, json_build_object('number', number, 'name', name, 'name_en', name_en, 'tax_id', tax_id) as customer
      from customers where org_id = ${ctx.org_id} and customer_id = any (${ids('customer_id')}::uuid[])`),
  ])
  const senderOf = new Map(senders.map(row => [row.entity_id, row.sender]))
  const customerOf = new Map(customers.map(row => [row.customer_id, row.customer]))
  return ({ entity_id, customer_id }) => ({
    sender: senderOf.get(entity_id) as Sender,
    customer: customerOf.get(customer_id) as Party,
  })
}
