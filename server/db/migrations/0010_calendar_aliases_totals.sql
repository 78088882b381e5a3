-- Contacts change, wrong names of customers end, days off are data, and the old book's totals come from files.

-- A change of a contact names the version it read.
alter table contacts add column version int not null default 1;

-- A wrong other name or number ends and stays in the history; the same one may be entered again.
alter table customer_aliases add column ended_at timestamptz, add column ended_why text;
alter table customer_aliases drop constraint customer_aliases_org_id_customer_id_kind_alias_key;
create unique index customer_aliases_alive on customer_aliases (org_id, customer_id, kind, alias) where ended_at is null;

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
    where a.org_id = app_org() and a.ended_at is null
      and a.alias ilike '%' || replace(replace(replace(term, '\', '\\'), '%', '\%'), '_', '\_') || '%'
  )
  select f.customer_id, max(f.score)
  from found f
  where app_customers() = '' or f.customer_id in (select scope_customers())
  group by f.customer_id
  order by 2 desc, 1
  limit most
$$;

-- The days off of a country or region in a year and the working days made up for them, with the source that says so.
-- A year entered again is another row: the latest counts, and the one before stays.
create table holiday_years (
  org_id int not null references organisations,
  holiday_year_id uuid not null,
  -- An ISO 3166 code: 'CN', 'HK', 'DE-BY'.
  region text not null,
  year int not null,
  source text not null,
  recorded_at timestamptz not null,
  primary key (org_id, holiday_year_id)
);
create index holiday_years_by_region on holiday_years (org_id, region, year, recorded_at);
create table holidays (
  org_id int not null,
  holiday_year_id uuid not null,
  day date not null,
  -- True for a Saturday or Sunday that is worked; false for a day off.
  working boolean not null,
  name text not null,
  primary key (org_id, holiday_year_id, day),
  foreign key (org_id, holiday_year_id) references holiday_years
);
call guard('holiday_years', 'append');
call guard('holidays', 'append');

-- The old book's totals as a kind of import, which can be taken back.
alter table imports drop constraint imports_kind_check;
alter table imports add constraint imports_kind_check
  check (kind in ('customers', 'openings', 'opening_totals', 'history', 'invoices', 'receipts', 'settlements'));
alter table opening_totals add column import_id uuid,
  add constraint opening_totals_import_id_fkey foreign key (org_id, import_id) references imports;
create index opening_totals_by_import on opening_totals (org_id, import_id) where import_id is not null;

-- How an entity writes the numbers of a series: prefix, year or not, digits. Without a row as 'INV2026-000001'.
create table number_formats (
  org_id int not null,
  entity_id uuid not null,
  series text not null check (series in ('INV', 'CRN', 'CHG', 'RCP')),
  prefix text not null,
  with_year boolean not null,
  width int not null check (width between 3 and 12),
  primary key (org_id, entity_id, series),
  foreign key (org_id, entity_id) references entities
);
call guard('number_formats', 'open', true);
