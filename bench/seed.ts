import type { Bench } from './house.ts'

/** How large the books are: open items, as many settled ones, and the customers they belong to. */
export type Size = { open: number; customers: number }

/**
 * Fills the books as the owner, past the program: `open` open invoices of the last year and as many that were paid over
 * the last two years, each with entry, postings, items and applications as the verbs would have written them, and the
 * sealed sums. Rules of the tables are checked afterwards by the verifier.
 */
export async function seedBooks(bench: Bench, { open, customers }: Size): Promise<void> {
  const { owner, org_id, entity_id } = bench
  const { rows } = await owner.query<{ purpose: string; account_id: string }>(
    `select purpose, account_id from account_rules where org_id = $1 and qualifier = '' and purpose in ('receivable', 'revenue', 'money')`,
    [org_id],
  )
  const account = (purpose: string) => `'${rows.find(row => row.purpose === purpose)?.account_id}'::uuid`
  // An id from a kind and a number: ordered in time as real ids are.
  const id = (kind: string, n: string) =>
    `(lpad(to_hex(${n}), 8, '0') || '-${kind}-7000-8000-' || lpad('${org_id}', 12, '0'))::uuid`
  // One moment for all of it: an item says when it was settled, and its application when it was recorded.
  const recorded_at = `'${new Date(Date.now() - 3_600_000).toISOString()}'::timestamptz`
  const statements = [
    `set session_replication_role = replica`,
    `insert into customers (org_id, customer_id, number, name, name_key, recorded_at, changed_at)
     select ${org_id}, ${id('00c0', 'n')}, 'C' || n, 'Customer ' || n, 'customer ' || n, now(), now() from generate_series(1, ${customers}) n`,
    // n: 1…open are open, open+1…2·open are paid. Amounts vary; days are spread evenly.
    `create temp table seed as select n, n > ${open} as paid, ${id('00c0', `1 + n % ${customers}`)} as customer_id, 1000 + (n::bigint * 7919) % 1000000 as amount,
       case when n > ${open} then current_date - 760 + (n % 700)::int else current_date - 365 + (n % 360)::int end as issued_on
     from generate_series(1, ${2 * open}) n`,
    `alter table seed add pay_on date`,
    `update seed set pay_on = least(issued_on + 10 + (n % 50)::int, current_date) where paid`,
    `analyze seed`,
    `insert into entries (org_id, entry_id, entity_id, posted_on, recorded_at, kind, document_id)
     select ${org_id}, ${id('00e0', 'n')}, '${entity_id}', issued_on, ${recorded_at}, 'invoice', ${id('00d0', 'n')} from seed`,
    `insert into entries (org_id, entry_id, entity_id, posted_on, recorded_at, kind, document_id)
     select ${org_id}, ${id('00e1', 'n')}, '${entity_id}', pay_on, ${recorded_at}, 'receipt', ${id('00d1', 'n')} from seed where paid`,
    `insert into invoices (org_id, invoice_id, entity_id, customer_id, bill_to_id, kind, number, issued_on, posted_on, due_on, currency, net_minor, tax_minor, amount_minor, base_minor, rate, entry_id, recorded_at)
     select ${org_id}, ${id('00d0', 'n')}, '${entity_id}', customer_id, customer_id, 'invoice', 'B' || n, issued_on, issued_on, issued_on + 30, 'CNY', amount, 0, amount, amount, 1, ${id('00e0', 'n')}, ${recorded_at} from seed`,
    `insert into open_items (org_id, item_id, entity_id, customer_id, account_id, kind, lane, document_id, number, currency, amount_minor, base_minor, open_minor, open_base_minor, posted_on, issued_on, due_on, recorded_at, settled_on, settled_at, entry_id)
     select ${org_id}, ${id('00a0', 'n')}, '${entity_id}', customer_id, ${account('receivable')}, 'invoice', 'aged', ${id('00d0', 'n')}, 'B' || n, 'CNY', amount, amount,
       case when paid then 0 else amount end, case when paid then 0 else amount end, issued_on, issued_on, issued_on + 30, ${recorded_at}, pay_on, case when paid then ${recorded_at} end, ${id('00e0', 'n')} from seed`,
    `insert into open_items (org_id, item_id, entity_id, customer_id, account_id, kind, lane, document_id, number, currency, amount_minor, base_minor, open_minor, open_base_minor, posted_on, issued_on, due_on, recorded_at, settled_on, settled_at, entry_id)
     select ${org_id}, ${id('00a1', 'n')}, '${entity_id}', customer_id, ${account('receivable')}, 'receipt', 'unapplied', ${id('00d1', 'n')}, 'P' || n, 'CNY', -amount, -amount, 0, 0,
       pay_on, pay_on, pay_on, ${recorded_at}, pay_on, ${recorded_at}, ${id('00e1', 'n')} from seed where paid`,
    `insert into postings (org_id, entry_id, line, entity_id, account_id, item_id, customer_id, currency, amount_minor, base_minor, posted_on, recorded_at)
     select ${org_id}, ${id('00e0', 'n')}, l, '${entity_id}', case l when 1 then ${account('receivable')} else ${account('revenue')} end, case l when 1 then ${id('00a0', 'n')} end, customer_id, 'CNY',
       case l when 1 then amount else -amount end, case l when 1 then amount else -amount end, issued_on, ${recorded_at} from seed, generate_series(1, 2) l`,
    `insert into postings (org_id, entry_id, line, entity_id, account_id, item_id, customer_id, currency, amount_minor, base_minor, posted_on, recorded_at)
     select ${org_id}, ${id('00e1', 'n')}, l, '${entity_id}', case l when 1 then ${account('money')} else ${account('receivable')} end, case l when 2 then ${id('00a1', 'n')} end, customer_id, 'CNY',
       case l when 1 then amount else -amount end, case l when 1 then amount else -amount end, pay_on, ${recorded_at} from seed, generate_series(1, 2) l where paid`,
    `insert into applications (org_id, application_id, item_id, counter_item_id, entity_id, customer_id, item_posted_on, delta_minor, delta_base_minor, applied_on, recorded_at, kind)
     select ${org_id}, ${id('00b0', 'n')}, case l when 1 then ${id('00a0', 'n')} else ${id('00a1', 'n')} end, case l when 1 then ${id('00a1', 'n')} else ${id('00a0', 'n')} end, '${entity_id}', customer_id, case l when 1 then issued_on else pay_on end,
       case l when 1 then -amount else amount end, case l when 1 then -amount else amount end, pay_on, ${recorded_at}, 'application' from seed, generate_series(1, 2) l where paid`,
    `set session_replication_role = origin`,
    `drop table seed`,
  ]
  const indexes = await dropIndexes(owner)
  for (const statement of [...statements, ...indexes]) await owner.query(statement)
}

/** Drops the indexes that no constraint needs from the tables being filled; answers the statements that make them again. */
async function dropIndexes(owner: Bench['owner']): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; definition: string }>(`
    select c.relname as name, pg_get_indexdef(c.oid) as definition
    from pg_index x join pg_class c on c.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    where t.relname in ('entries', 'invoices', 'open_items', 'postings', 'applications') and t.relnamespace = 'public'::regnamespace
      and not exists (select from pg_constraint k where k.conindid = c.oid)`)
  for (const row of rows) await owner.query(`drop index "${row.name}"`)
  return rows.map(row => row.definition)
}
