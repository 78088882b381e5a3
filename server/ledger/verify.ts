import pg from 'pg'

/** The first thing that does not hold, in words a person can follow up. */
export type Difference = { org_id: number; check: string; what: string }

/**
 * Recomputes every balance, projection and control total of every organisation from the append-only rows by the
 * forward definition, and answers the first difference of each check; silence means all of it holds. Connects as the
 * owner of `url`, outside the wall, in one snapshot. [LGR-13]
 */
export async function verifyAll(url: string): Promise<Difference[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // Every check reads whole tables: just after much was written the planner may not know, and would look up row by row.
    await client.query('begin isolation level repeatable read read only')
    await client.query(`set local enable_nestloop = off; set local work_mem = '128MB'`)
    const found: Difference[] = []
    for (const [check, text] of Object.entries(checks)) {
      const { rows } = await client.query<{ org_id: number; what: string }>(`${text} limit 1`)
      for (const row of rows) found.push({ org_id: row.org_id, check, what: row.what })
    }
    await client.query('commit')
    return found
  } finally {
    await client.end()
  }
}

/** Each answers rows only where something is wrong. */
const checks: Record<string, string> = {
  'open amount is amount plus what was applied': `
    select i.org_id, format('item %s of document %s: %s open, %s by its applications', i.item_id, i.number, i.open_minor, i.amount_minor + coalesce(a.minor, 0)) as what
    from open_items i left join (
      select org_id, item_id, sum(delta_minor) as minor, sum(delta_base_minor) as base, max(applied_on) as last_on, max(recorded_at) as last_at
      from applications group by 1, 2) a using (org_id, item_id)
    where i.open_minor <> i.amount_minor + coalesce(a.minor, 0) or i.open_base_minor <> i.base_minor + coalesce(a.base, 0)
      or i.settled_on is distinct from a.last_on or i.settled_at is distinct from a.last_at`,
  'an item never passes its amount nor changes sign on any day': `
    select org_id, format('item %s stood at %s of %s on %s', item_id, balance, amount_minor, applied_on) as what from (
      select a.org_id, a.item_id, i.amount_minor, a.applied_on, i.amount_minor + sum(a.delta) over (partition by a.org_id, a.item_id order by a.applied_on) as balance
      from (select org_id, item_id, applied_on, sum(delta_minor) as delta from applications group by 1, 2, 3) a
      join open_items i using (org_id, item_id)) b
    where balance not between least(amount_minor, 0) and greatest(amount_minor, 0)`,
  'applications pair two items of opposite sign with the same amount': `
    select a.org_id, format('application %s', a.application_id) as what from applications a
    left join applications c on c.org_id = a.org_id and c.application_id = a.application_id and c.item_id = a.counter_item_id
    where c.delta_minor is distinct from -a.delta_minor`,
  'nothing is applied before both items were posted, or known before they were': `
    select a.org_id, format('application %s on %s', a.application_id, a.applied_on) as what
    from applications a join open_items i using (org_id, item_id) where a.applied_on < i.posted_on or a.recorded_at < i.recorded_at or a.item_posted_on <> i.posted_on`,
  'a reversal mirrors what it reverses, later': `
    select r.org_id, format('reversal %s', r.application_id) as what from applications r
    left join applications a on a.org_id = r.org_id and a.application_id = r.reverses_id and a.item_id = r.item_id
    where r.reverses_id is not null and (a.item_id is null or r.delta_minor <> -a.delta_minor or r.delta_base_minor <> -a.delta_base_minor
      or r.applied_on < a.applied_on or r.recorded_at < a.recorded_at)`,
  'entries balance in base': `
    select org_id, format('entry %s is off by %s', entry_id, sum(base_minor)) as what from postings group by org_id, entry_id having sum(base_minor) <> 0`,
  'entries balance in each currency': `
    select org_id, format('entry %s is off by %s %s', entry_id, sum(amount_minor), currency) as what
    from postings group by org_id, entry_id, currency having sum(amount_minor) <> 0`,
  'only items reach a control account': `
    select p.org_id, format('entry %s line %s', p.entry_id, p.line) as what from postings p join accounts a using (org_id, account_id)
    where (a.control is not null) <> (p.item_id is not null)`,
  'control accounts equal the open items': `
    select coalesce(i.org_id, p.org_id) as org_id, format('account %s in %s: items %s (%s base), account %s (%s base)',
      coalesce(i.account_id, p.account_id), coalesce(i.currency, p.currency), i.minor, i.base, p.minor, p.base) as what
    from (select org_id, account_id, currency, sum(open_minor) as minor, sum(open_base_minor) as base from open_items group by 1, 2, 3) i
    full join (select p.org_id, p.account_id, p.currency, sum(p.amount_minor) as minor, sum(p.base_minor) as base
      from postings p join accounts a using (org_id, account_id) where a.control is not null group by 1, 2, 3) p
      using (org_id, account_id, currency)
    where coalesce(i.minor, 0) <> coalesce(p.minor, 0) or coalesce(i.base, 0) <> coalesce(p.base, 0)`,
  'each customer equals the account': `
    select coalesce(i.org_id, p.org_id) as org_id, format('customer %s in %s: items %s, account %s', coalesce(i.customer_id, p.customer_id),
      coalesce(i.currency, p.currency), i.minor, p.minor) as what
    from (select org_id, customer_id, account_id, currency, sum(open_minor) as minor from open_items group by 1, 2, 3, 4) i
    full join (select org_id, customer_id, account_id, currency, sum(amount_minor) as minor from postings where item_id is not null group by 1, 2, 3, 4) p
      using (org_id, customer_id, account_id, currency)
    where coalesce(i.minor, 0) <> coalesce(p.minor, 0)`,
  'sealed sums equal their postings': `
    select coalesce(s.org_id, p.org_id) as org_id, format('chunk %s account %s on %s', coalesce(s.chunk, p.chunk), coalesce(s.account_id, p.account_id), coalesce(s.posted_on, p.posted_on)) as what
    from posting_sums s full join (
      select c.org_id, c.chunk, p.account_id, p.currency, p.posted_on, sum(p.amount_minor) as amount_minor, sum(p.base_minor) as base_minor
      from posting_chunks c join postings p on p.org_id = c.org_id and p.recorded_at > c.from_at and p.recorded_at <= c.to_at
      group by 1, 2, 3, 4, 5) p using (org_id, chunk, account_id, currency, posted_on)
    where s.amount_minor is distinct from p.amount_minor or s.base_minor is distinct from p.base_minor`,
  'an invoice equals its items': `
    select v.org_id, format('invoice %s: %s, items %s', v.number, v.amount_minor, i.minor) as what from invoices v
    join (select org_id, document_id, sum(amount_minor) as minor from open_items
      where kind in ('invoice', 'charge', 'credit_note', 'retention') group by 1, 2) i on i.org_id = v.org_id and i.document_id = v.invoice_id
    where v.amount_minor <> i.minor and v.kind <> 'opening'`,
  'numbers of a series have no gap': `
    select s.org_id, format('series %s %s: next %s, %s drawn', s.series, s.year, s.next, coalesce(n.count, 0)) as what from number_series s
    left join (select org_id, entity_id, left(number, 3) as series, substr(number, 4, 4)::int as year, count(*) as count
      from (select org_id, entity_id, number from invoices union all select org_id, entity_id, number from receipts) d
      where number ~ '^(INV|CRN|CHG|RCP)[0-9]{4}-[0-9]{6,}$' group by 1, 2, 3, 4) n using (org_id, entity_id, series, year)
    where s.series in ('INV', 'CRN', 'CHG', 'RCP') and s.next - 1 <> coalesce(n.count, 0)`,
}
