-- Customers, their names, contacts, terms; who owns them from which day.
create table payment_terms (
  org_id int not null references organisations,
  terms_id uuid not null,
  code text not null,
  name text not null,
  name_en text not null,
  rule jsonb not null,
  archived boolean not null default false,
  primary key (org_id, terms_id),
  unique (org_id, code)
);

create table customers (
  org_id int not null references organisations,
  customer_id uuid not null,
  number text not null,
  name text not null,
  name_en text,
  name_key text not null,
  kind text not null default 'company' check (kind in ('company', 'person', 'public_body')),
  country char(2) not null default 'CN',
  tax_id text,
  tax_id_check text,
  head_office_id uuid,
  locale text not null default 'zh',
  related_party boolean not null default false,
  state text not null default 'active' check (state in ('active', 'archived')),
  import_id uuid,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  version int not null default 1,
  primary key (org_id, customer_id),
  unique (org_id, number),
  foreign key (org_id, head_office_id) references customers
);
create index customers_by_name_key on customers (org_id, name_key);
create index customers_by_tax_id on customers (org_id, tax_id) where tax_id is not null;
create index customers_by_name on customers (org_id, name, customer_id);
create index customers_search on customers using gin ((number || ' ' || name || ' ' || coalesce(name_en, '') || ' ' || coalesce(tax_id, '')) gin_trgm_ops);

create table customer_aliases (
  org_id int not null,
  alias_id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('number', 'name')),
  alias text not null,
  alias_key text not null,
  source text not null default '',
  recorded_at timestamptz not null,
  primary key (org_id, alias_id),
  unique (org_id, customer_id, kind, alias),
  foreign key (org_id, customer_id) references customers
);
create index customer_aliases_by_key on customer_aliases (org_id, kind, alias_key);

create table contacts (
  org_id int not null,
  contact_id uuid not null,
  customer_id uuid not null,
  name text,
  title text,
  phone text,
  email text,
  roles text[] not null default '{}',
  erased_at timestamptz,
  recorded_at timestamptz not null,
  primary key (org_id, contact_id),
  foreign key (org_id, customer_id) references customers
);
create index contacts_by_customer on contacts (org_id, customer_id);

-- What belongs to customer and entity together: terms, currency, limit, and the owner as of now (a projection of customer_owners).
create table customer_accounts (
  org_id int not null,
  customer_id uuid not null,
  entity_id uuid not null,
  terms_id uuid,
  currency char(3),
  limit_minor bigint,
  salesperson_id uuid,
  department_id uuid,
  primary key (org_id, customer_id, entity_id),
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, terms_id) references payment_terms,
  foreign key (org_id, salesperson_id) references people (org_id, person_id),
  foreign key (org_id, department_id) references departments
);
create index customer_accounts_by_salesperson on customer_accounts (org_id, salesperson_id);

create table customer_owners (
  org_id int not null,
  owner_id uuid not null,
  customer_id uuid not null,
  entity_id uuid not null,
  effective_on date not null,
  recorded_at timestamptz not null,
  salesperson_id uuid,
  department_id uuid,
  why text,
  primary key (org_id, owner_id),
  foreign key (org_id, customer_id, entity_id) references customer_accounts
);
create index customer_owners_by_customer on customer_owners (org_id, customer_id, entity_id, effective_on, recorded_at);

create function scope_customers() returns setof uuid language sql stable security definer set search_path = public as $$
  select customer_id from customer_accounts
  where org_id = app_org()
    and (app_entities() is null or entity_id = any (app_entities()))
    and case app_customers()
          when 'own' then salesperson_id = app_person()
          when 'departments' then department_id = any (app_departments()) or salesperson_id = app_person()
          else true
        end
$$;
revoke all on function scope_customers() from public;
grant execute on function scope_customers() to duebook_app, duebook_scoped;

-- Fuzzy search keeps its trigram index only outside the wall's policy; the wall stands inside the function.
create function search_customers(term text, most int) returns table (customer_id uuid, score real)
language sql stable security definer set search_path = public as $$
  select c.customer_id, similarity(c.number || ' ' || c.name || ' ' || coalesce(c.name_en, '') || ' ' || coalesce(c.tax_id, ''), term)
  from customers c
  where c.org_id = app_org()
    and (c.number || ' ' || c.name || ' ' || coalesce(c.name_en, '') || ' ' || coalesce(c.tax_id, ''))
        ilike '%' || replace(replace(replace(term, '\', '\\'), '%', '\%'), '_', '\_') || '%'
    and (app_customers() = '' or c.customer_id in (select scope_customers()))
  order by 2 desc, c.customer_id
  limit least(most, 200)
$$;
revoke all on function search_customers(text, int) from public;
grant execute on function search_customers(text, int) to duebook_app, duebook_scoped;

call guard('payment_terms', 'open');
call guard('customers', 'open', false, true);
call guard('customer_aliases', 'open', false, true);
call guard('contacts', 'open', false, true);
call guard('customer_accounts', 'open', true, true);
call guard('customer_owners', 'append', true, true);
