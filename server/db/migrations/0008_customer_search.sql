-- A customer is found by any spelling of its number and by its other names; lists sorted by day of entry have an index.

-- The number without what people leave out or add: width, case, blanks, leading zeros. `numberKey` in TypeScript is the same.
alter table customers add column number_key text collate "C" not null generated always as (
  coalesce(nullif(ltrim(upper(regexp_replace(normalize(number, nfkc), '[ \t\r\n]', '', 'g') collate "C"), '0'), ''), '0')) stored;
create index customers_by_number_key on customers (org_id, number_key);
create index customers_by_recorded_at on customers (org_id, recorded_at, customer_id);
create index customer_aliases_search on customer_aliases using gin (alias gin_trgm_ops);

create or replace function search_customers(term text, most int) returns table (customer_id uuid, score real)
language sql stable security definer set search_path = public as $$
  with found as (
    select c.customer_id, similarity(c.number || ' ' || c.name || ' ' || coalesce(c.name_en, '') || ' ' || coalesce(c.tax_id, ''), term) as score
    from customers c
    where c.org_id = app_org()
      and (c.number || ' ' || c.name || ' ' || coalesce(c.name_en, '') || ' ' || coalesce(c.tax_id, ''))
        ilike '%' || replace(replace(replace(term, '\', '\\'), '%', '\%'), '_', '\_') || '%'
    union all
    select a.customer_id, similarity(a.alias, term)
    from customer_aliases a
    where a.org_id = app_org() and a.alias ilike '%' || replace(replace(replace(term, '\', '\\'), '%', '\%'), '_', '\_') || '%'
  )
  select f.customer_id, max(f.score)
  from found f
  where app_customers() = '' or f.customer_id in (select scope_customers())
  group by f.customer_id
  order by 2 desc, 1
  limit most
$$;
