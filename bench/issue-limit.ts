import { transaction } from '../server/db/connect.ts'
import { newId } from '../server/kernel/values.ts'
import type { Bench } from './house.ts'

/** Ids the hand-written statements need. */
export type Fixture = {
  org_id: number
  entity_id: string
  customer_id: string
  receivable: string
  revenue: string
  tax: string
  actor: string
}

export async function fixture(bench: Bench, customer_id: string): Promise<Fixture> {
  const { rows } = await bench.owner.query<{ purpose: string; account_id: string }>(
    `select purpose, account_id from account_rules where org_id = $1 and purpose in ('receivable', 'revenue', 'output_tax') and qualifier = ''`,
    [bench.org_id],
  )
  const of = (purpose: string) => rows.find(row => row.purpose === purpose)?.account_id as string
  return {
    org_id: bench.org_id,
    entity_id: bench.entity_id,
    customer_id,
    receivable: of('receivable'),
    revenue: of('revenue'),
    tax: of('output_tax'),
    actor: bench.actor.person_id,
  }
}

const day = `'2026-01-08'::date`
const due = `'2026-03-02'::date`

/** The rows of one invoice in one statement, with or without the gapless number. */
export function limitStatement(fixed: Fixture, numbered: boolean) {
  const number = numbered ? `(select 'LIM-' || next from n)` : `'FREE-' || $3::text`
  return {
    name: numbered ? 'limit_numbered' : 'limit_free',
    text: `with ${
      numbered
        ? `n as (insert into number_series as s (org_id, entity_id, series, year, next) values ($1, $4, 'LIM', 2026, 2)
          on conflict (org_id, entity_id, series, year) do update set next = s.next + 1 returning next),`
        : ''
    }
    e as (insert into entries (org_id, entry_id, entity_id, posted_on, recorded_at, kind, document_id) values ($1, $2, $4, ${day}, clock_timestamp(), 'invoice', $3)),
    v as (insert into invoices (org_id, invoice_id, entity_id, customer_id, bill_to_id, kind, number, issued_on, posted_on, due_on, currency, net_minor, tax_minor, amount_minor, base_minor, rate, entry_id, recorded_at)
      select $1, $3, $4, $5, $5, 'invoice', ${number}, ${day}, ${day}, ${due}, 'CNY', 100000, 13000, 113000, 113000, 1, $2, clock_timestamp()),
    l as (insert into invoice_lines (org_id, invoice_id, line, description, quantity, unit_price, tax_code, tax_rate, net_minor, tax_minor, amount_minor)
      values ($1, $3, 1, 'Goods', 10, 100, 'VAT13', 13, 100000, 13000, 113000)),
    i as (insert into open_items (org_id, item_id, entity_id, customer_id, account_id, kind, lane, document_id, number, currency, amount_minor, base_minor, open_minor, open_base_minor, posted_on, issued_on, due_on, recorded_at, entry_id)
      select $1, $6, $4, $5, $7, 'invoice', 'aged', $3, ${number}, 'CNY', 113000, 113000, 113000, 113000, ${day}, ${day}, ${due}, clock_timestamp(), $2),
    p as (insert into postings (org_id, entry_id, line, entity_id, account_id, item_id, customer_id, currency, amount_minor, base_minor, posted_on, recorded_at)
      values ($1, $2, 1, $4, $7, $6, $5, 'CNY', 113000, 113000, ${day}, clock_timestamp()), ($1, $2, 2, $4, $8, null, $5, 'CNY', -100000, -100000, ${day}, clock_timestamp()),
        ($1, $2, 3, $4, $9, null, $5, 'CNY', -13000, -13000, ${day}, clock_timestamp()))
    insert into events (org_id, event_id, name, subject_id, actor_id, via, recorded_at, data)
    values ($1, $10, 'invoice.issued', $3, $11, 'local', clock_timestamp(), jsonb_build_object('kind', 'invoice', 'number', 'LIM-1', 'due_on', '2026-03-02', 'currency', 'CNY', 'item_ids', jsonb_build_array($6::uuid), 'entity_id', $4::uuid,
        'issued_on', '2026-01-08', 'posted_on', '2026-01-08', 'customer_id', $5::uuid, 'amount_minor', '113000'))`,
    values: [
      fixed.org_id,
      newId(),
      newId(),
      fixed.entity_id,
      fixed.customer_id,
      newId(),
      fixed.receivable,
      fixed.revenue,
      fixed.tax,
      newId(),
      fixed.actor,
    ],
  }
}

/** The rows of many invoices, one insert a table, numbers drawn in one go, in one transaction. */
export async function limitBatch(bench: Bench, fixed: Fixture, count: number): Promise<void> {
  const ids = () => Array.from({ length: count }, () => newId() as string)
  const [entries, invoices, items, events] = [ids(), ids(), ids(), ids()]
  await transaction(bench.house.db.main, 'verb', bench.sight, async tx => {
    const drawn = await tx.text(
      `insert into number_series as s (org_id, entity_id, series, year, next) values ($1, $2, 'LIM', 2026, 1 + $3)
       on conflict (org_id, entity_id, series, year) do update set next = s.next + $3 returning next`,
      [fixed.org_id, fixed.entity_id, count],
    )
    const next = Number((drawn.rows[0] as { next: string }).next) - count
    const { org_id, entity_id, customer_id, receivable, revenue, tax, actor } = fixed
    await Promise.all([
      tx.text(
        `insert into entries (org_id, entry_id, entity_id, posted_on, recorded_at, kind, document_id)
         select $1, e, $2, ${day}, clock_timestamp(), 'invoice', v from unnest($3::uuid[], $4::uuid[]) t (e, v)`,
        [org_id, entity_id, entries, invoices],
      ),
      tx.text(
        `insert into open_items (org_id, item_id, entity_id, customer_id, account_id, kind, lane, document_id, number, currency, amount_minor, base_minor, open_minor, open_base_minor, posted_on, issued_on, due_on, recorded_at, entry_id)
         select $1, i, $2, $3, $4, 'invoice', 'aged', v, 'LIM-' || $8 + at, 'CNY', 113000, 113000, 113000, 113000, ${day}, ${day}, ${due}, clock_timestamp(), e
         from unnest($5::uuid[], $6::uuid[], $7::uuid[]) with ordinality t (i, v, e, at)`,
        [org_id, entity_id, customer_id, receivable, items, invoices, entries, next],
      ),
      tx.text(
        `insert into postings (org_id, entry_id, line, entity_id, account_id, item_id, customer_id, currency, amount_minor, base_minor, posted_on, recorded_at)
         select $1, e, l.line, $2, l.account, case l.line when 1 then i end, $3, 'CNY', l.amount, l.amount, ${day}, clock_timestamp()
         from unnest($4::uuid[], $5::uuid[]) t (e, i) cross join (values (1, $6::uuid, 113000), (2, $7::uuid, -100000), (3, $8::uuid, -13000)) l (line, account, amount)`,
        [org_id, entity_id, customer_id, entries, items, receivable, revenue, tax],
      ),
      tx.text(
        `insert into invoices (org_id, invoice_id, entity_id, customer_id, bill_to_id, kind, number, issued_on, posted_on, due_on, currency, net_minor, tax_minor, amount_minor, base_minor, rate, entry_id, recorded_at)
         select $1, v, $2, $3, $3, 'invoice', 'LIM-' || $6 + at, ${day}, ${day}, ${due}, 'CNY', 100000, 13000, 113000, 113000, 1, e, clock_timestamp()
         from unnest($4::uuid[], $5::uuid[]) with ordinality t (v, e, at)`,
        [org_id, entity_id, customer_id, invoices, entries, next],
      ),
      tx.text(
        `insert into invoice_lines (org_id, invoice_id, line, description, quantity, unit_price, tax_code, tax_rate, net_minor, tax_minor, amount_minor)
         select $1, v, 1, 'Goods', 10, 100, 'VAT13', 13, 100000, 13000, 113000 from unnest($2::uuid[]) t (v)`,
        [org_id, invoices],
      ),
      tx.text(
        `insert into events (org_id, event_id, name, subject_id, actor_id, via, recorded_at, data)
         select $1, ev, 'invoice.issued', v, $2, 'local', clock_timestamp(), jsonb_build_object('kind', 'invoice', 'number', 'LIM-1', 'due_on', '2026-03-02', 'currency', 'CNY', 'item_ids', jsonb_build_array(i), 'entity_id', $6::uuid,
        'issued_on', '2026-01-08', 'posted_on', '2026-01-08', 'customer_id', $7::uuid, 'amount_minor', '113000')
         from unnest($3::uuid[], $4::uuid[], $5::uuid[]) t (ev, v, i)`,
        [org_id, actor, events, invoices, items, entity_id, customer_id],
      ),
    ])
  })
}
