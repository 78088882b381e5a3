/** Customers that an import entered: whose they are, and what becomes of them when it is undone. */
import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import { nameKey } from './names.ts'

/** Says which import entered customers. */
export async function markImported(ctx: Context, ids: readonly string[], import_id: string): Promise<void> {
  if (ids.length === 0) return
  await ctx.tx.rows(sql`
    update customers set import_id = ${import_id}
    where org_id = ${ctx.org_id} and customer_id = any (${[...ids]}::uuid[])`)
}

/**
 * Archives the customers of an import that is undone, except those that anything alive stands on, and frees the ids by
 * which their source knew them. Their numbers stay theirs: the file that comes again brings them back. [CUS-7]
 */
export async function archiveImported(ctx: Context, import_id: string, reason: string): Promise<number> {
  // Load.
  const recorded_at = await moment(ctx)

  // Write.
  const rows = await ctx.tx.rows(sql<{ customer_id: string }>`
    update customers c set state = 'archived', changed_at = ${recorded_at}::timestamptz, version = version + 1
    where c.org_id = ${ctx.org_id} and c.import_id = ${import_id} and c.state = 'active'
      and not exists (select from invoices v where v.org_id = c.org_id and v.customer_id = c.customer_id and v.state <> 'undone')
      and not exists (select from receipts r where r.org_id = c.org_id and r.customer_id = c.customer_id and r.state <> 'undone')
      and not exists (select from contracts k where k.org_id = c.org_id and k.customer_id = c.customer_id and k.state <> 'undone')
      and not exists (select from open_items i where i.org_id = c.org_id and i.customer_id = c.customer_id and i.open_minor <> 0)
    returning c.customer_id`)
  await ctx.tx.rows(sql`
    delete from external_refs where org_id = ${ctx.org_id} and kind = 'customer'
      and document_id = any (${rows.map(row => row.customer_id)}::uuid[])`)

  // Record.
  const happenings = rows.map(({ customer_id }) => ({ subject_id: customer_id, data: { reason, import_id } }))
  await record(ctx, 'customer.archived', recorded_at, happenings)
  return rows.length
}

/** Which of the customers were archived because the import that entered them was undone. */
export async function undoneCustomers(ctx: Context, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await ctx.tx.rows(sql<{ customer_id: string }>`
    select c.customer_id from customers c
    join imports i on i.org_id = c.org_id and i.import_id = c.import_id and i.state = 'undone'
    where c.org_id = ${ctx.org_id} and c.customer_id = any (${[...ids]}::uuid[]) and c.state = 'archived'
      and c.merged_into is null`)
  return rows.map(row => row.customer_id)
}

/** Brings customers of an undone import back for the one that names them again, under the names it gives them. */
export async function restoreImported(
  ctx: Context,
  customers: readonly { customer_id: string; name: string | null }[],
  import_id: string,
): Promise<void> {
  if (customers.length === 0) return
  // Load.
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update customers c set state = 'active', import_id = ${import_id}, name = coalesce(t.name, c.name),
      name_key = coalesce(t.name_key, c.name_key), changed_at = ${recorded_at}::timestamptz, version = c.version + 1
    from unnest(${customers.map(one => one.customer_id)}::uuid[], ${customers.map(one => one.name)}::text[],
      ${customers.map(one => one.name && nameKey(one.name))}::text[]) as t (customer_id, name, name_key)
    where c.org_id = ${ctx.org_id} and c.customer_id = t.customer_id`)

  // Record.
  const happenings = customers.map(({ customer_id, name }) => ({ subject_id: customer_id, data: { name, import_id } }))
  await record(ctx, 'customer.restored', recorded_at, happenings)
}
