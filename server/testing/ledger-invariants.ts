import { asOwner } from './customers.ts'

/**
 * What is wrong with an organisation's ledger, recomputed from its append-only rows by the forward definition: balances
 * of items on every day they changed, control accounts beside their items, entries, and base that is 0 exactly when the
 * balance is. Empty when it is sound.
 */
export async function ledgerProblems(org_id: number): Promise<string[]> {
  const rows = await asOwner<{ problem: string }>(
    `with sums as (
       select i.item_id, i.number, i.amount_minor + coalesce(sum(a.delta_minor), 0) as open_minor,
         i.base_minor + coalesce(sum(a.delta_base_minor), 0) as open_base_minor, max(a.applied_on) as settled_on, max(a.recorded_at) as settled_at
       from open_items i left join applications a on a.org_id = i.org_id and a.item_id = i.item_id
       where i.org_id = $1 group by i.org_id, i.item_id
     ), running as (
       select a.item_id, i.amount_minor, a.applied_on, i.posted_on, a.recorded_at, i.recorded_at as born_at,
         i.amount_minor + sum(a.delta_minor) over (partition by a.item_id order by a.applied_on range unbounded preceding) as balance
       from applications a join open_items i on i.org_id = a.org_id and i.item_id = a.item_id where a.org_id = $1
     )
     select 'balance of ' || s.number || ' ' || i.open_minor || ' is not ' || s.open_minor as problem
       from sums s join open_items i on i.org_id = $1 and i.item_id = s.item_id
       where i.open_minor <> s.open_minor or i.open_base_minor <> s.open_base_minor
     union all
     select 'settled day of ' || s.number from sums s join open_items i on i.org_id = $1 and i.item_id = s.item_id
       where i.settled_on is distinct from s.settled_on or i.settled_at is distinct from s.settled_at
     union all
     select 'item ' || item_id || ' passes its amount on ' || applied_on from running
       where balance not between least(amount_minor, 0) and greatest(amount_minor, 0) or applied_on < posted_on or recorded_at < born_at
     union all
     select 'application ' || application_id || ' does not balance' from applications where org_id = $1
       group by application_id having count(*) <> 2 or sum(delta_minor) <> 0
     union all
     select 'entry ' || entry_id || ' does not balance in ' || currency from postings where org_id = $1
       group by entry_id, currency having sum(amount_minor) <> 0
     union all
     select 'entry ' || entry_id || ' does not balance in base' from postings where org_id = $1
       group by entry_id having sum(base_minor) <> 0
     union all
     select 'posting of ' || p.entry_id || ' reaches a control account without an item, or the other way round'
       from postings p join accounts a on a.org_id = p.org_id and a.account_id = p.account_id
       where p.org_id = $1 and (a.control is null) <> (p.item_id is null)
     union all
     select 'control ' || a.code || ' ' || x.currency || ' on ' || x.on_day || ': items ' || coalesce(x.minor, 0) || ' / '
         || coalesce(x.base, 0) || ', account ' || coalesce(x.t_minor, 0) || ' / ' || coalesce(x.t_base, 0)
       from (select w.minor, w.base, t.minor as t_minor, t.base as t_base, account_id as control_id, currency, on_day from (
         select account_id, customer_id, currency, on_day, sum(minor) as minor, sum(base) as base from (
           select account_id, customer_id, currency, posted_on as on_day, amount_minor as minor, base_minor as base
             from open_items where org_id = $1
           union all
           select i.account_id, i.customer_id, i.currency, a.applied_on, a.delta_minor, a.delta_base_minor
             from applications a join open_items i on i.org_id = a.org_id and i.item_id = a.item_id where a.org_id = $1
         ) x group by 1, 2, 3, 4
       ) w
       full join (
         select p.account_id, p.customer_id, p.currency, p.posted_on as on_day, sum(p.amount_minor) as minor, sum(p.base_minor) as base
         from postings p where p.org_id = $1 and p.item_id is not null group by 1, 2, 3, 4
       ) t using (account_id, customer_id, currency, on_day)) x
       join accounts a on a.org_id = $1 and a.account_id = x.control_id
       where coalesce(x.minor, 0) <> coalesce(x.t_minor, 0) or coalesce(x.base, 0) <> coalesce(x.t_base, 0)`,
    [org_id],
  )
  return rows.map(row => row.problem)
}
