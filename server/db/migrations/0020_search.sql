-- Everything is found by what a person types: customers by part of a name, by how it is read, by initials; documents by
-- the end of their number, which is what people read out, by the other party's reference, by amount.

-- What a customer is found by, as `searchText` in TypeScript writes it; null while it is to be written anew.
alter table customers add column search text;
alter table customer_aliases add column search text;
create index customers_by_search on customers using gin (search gin_trgm_ops);
create index customer_aliases_by_search on customer_aliases using gin (search gin_trgm_ops);
create index customers_unread on customers (org_id) where search is null;
create index customer_aliases_unread on customer_aliases (org_id) where search is null;

-- Whoever changes what a customer is called and does not say how it is read leaves that to the job.
create function forget_reading() returns trigger language plpgsql as $$
begin
  if new.search is not distinct from old.search then
    new.search := null;
  end if;
  return new;
end $$;
create trigger forget_reading before update of number, name, name_en, tax_id on customers for each row
  when ((old.number, old.name, old.name_en, old.tax_id) is distinct from (new.number, new.name, new.name_en, new.tax_id))
  execute function forget_reading();

-- Customers whose text has every one of the patterns. Behind row security a trigram index would not be used, so the wall
-- and the reader's scope stand inside. Written as text, so that the planner sees the patterns.
create function find_customers(patterns text[], most int) returns table (customer_id uuid, alias text)
language plpgsql stable security definer set search_path = public as $$
declare
  fits text;
  scope text := '';
begin
  if coalesce(cardinality(patterns), 0) = 0 then
    return;
  end if;
  select string_agg(format('x.search like %L', p), ' and ') into fits from unnest(patterns) p;
  if app_customers() <> '' then
    scope := ' and x.customer_id in (select scope_customers())';
  end if;
  return query execute format(
    '(select x.customer_id, null::text from customers x where x.org_id = app_org() and %1$s%2$s limit $1)
     union all
     (select x.customer_id, x.alias from customer_aliases x where x.org_id = app_org() and x.ended_at is null and %1$s%2$s limit $1)', fits, scope)
    using most;
end $$;
revoke all on function find_customers(text[], int) from public;
grant execute on function find_customers(text[], int) to duebook_app, duebook_scoped;

-- '626' finds RCP2026-000626: the number from its end.
alter table invoices add column number_end text collate "C" not null generated always as (reverse(number)) stored;
alter table receipts add column number_end text collate "C" not null generated always as (reverse(number)) stored;
create index invoices_by_number_end on invoices (org_id, number_end);
create index receipts_by_number_end on receipts (org_id, number_end);
create index invoices_by_reference on invoices (org_id, reference) where reference is not null;
create index receipts_by_reference on receipts (org_id, reference) where reference is not null;
