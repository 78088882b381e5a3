-- The ledger: accounts, periods, rates, entries and postings, open items and what is applied to them.
create table accounts (
  org_id int not null,
  account_id uuid not null,
  entity_id uuid not null,
  code text not null,
  name text not null,
  name_en text not null,
  type text not null check (type in ('asset', 'liability', 'equity', 'income', 'expense')),
  -- The control a sub-ledger of open items stands behind; null for every other account.
  control text check (control in ('receivable', 'bill', 'other', 'contract_asset', 'long_term', 'advance')),
  archived boolean not null default false,
  primary key (org_id, account_id),
  unique (org_id, entity_id, code),
  foreign key (org_id, entity_id) references entities
);

-- Account determination: which account serves a purpose, narrowed by a qualifier (tax code, method) where one is given.
create table account_rules (
  org_id int not null,
  entity_id uuid not null,
  purpose text not null,
  qualifier text not null default '',
  account_id uuid not null,
  primary key (org_id, entity_id, purpose, qualifier),
  foreign key (org_id, account_id) references accounts
);

-- A period without a row is open. Closing and reopening are verbs for two persons.
create table periods (
  org_id int not null,
  entity_id uuid not null,
  period char(7) not null,
  state text not null check (state in ('open', 'closed')),
  changed_at timestamptz not null,
  changed_by uuid,
  primary key (org_id, entity_id, period),
  foreign key (org_id, entity_id) references entities
);

create table number_series (
  org_id int not null,
  entity_id uuid not null,
  series text not null,
  year int not null,
  next bigint not null default 1,
  primary key (org_id, entity_id, series, year),
  foreign key (org_id, entity_id) references entities
);

create table exchange_rates (
  org_id int not null references organisations,
  currency char(3) not null,
  base_currency char(3) not null,
  valid_on date not null,
  recorded_at timestamptz not null,
  rate numeric(24, 10) not null check (rate > 0),
  source text not null,
  primary key (org_id, currency, base_currency, valid_on, recorded_at)
);

create table tax_codes (
  org_id int not null references organisations,
  code text not null,
  valid_from date not null,
  valid_to date,
  kind text not null check (kind in ('taxed', 'zero', 'exempt', 'out_of_scope')),
  rate numeric(7, 4) not null,
  name text not null,
  name_en text not null,
  source text not null,
  primary key (org_id, code, valid_from)
);

-- Small differences by kind: up to which amount and share they may be taken, in base currency.
create table difference_rules (
  org_id int not null,
  entity_id uuid not null,
  kind text not null check (kind in ('rounding', 'bank_charge', 'cash_discount', 'allowance', 'deduction', 'exchange')),
  limit_minor bigint not null check (limit_minor >= 0),
  limit_percent numeric(7, 4),
  account_id uuid not null,
  primary key (org_id, entity_id, kind),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, account_id) references accounts
);

create table entries (
  org_id int not null,
  entry_id uuid not null,
  entity_id uuid not null,
  posted_on date not null,
  recorded_at timestamptz not null,
  kind text not null,
  document_id uuid,
  memo text,
  primary key (org_id, entry_id),
  foreign key (org_id, entity_id) references entities
);
create index entries_by_document on entries (org_id, document_id);
create index entries_by_day on entries (org_id, entity_id, posted_on, entry_id);

create table open_items (
  org_id int not null,
  item_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  account_id uuid not null,
  kind text not null check (kind in ('invoice', 'charge', 'credit_note', 'receipt', 'advance', 'refund', 'retention', 'bill',
    'difference', 'write_off', 'recovery', 'transfer', 'correction', 'opening_undo')),
  -- Where the ageing shows it: in the buckets, or in a column of its own.
  lane text not null check (lane in ('aged', 'unapplied', 'retention', 'bill')),
  document_id uuid not null,
  line smallint not null default 1,
  number text not null default '',
  currency char(3) not null,
  amount_minor bigint not null check (amount_minor <> 0),
  base_minor bigint not null,
  open_minor bigint not null,
  open_base_minor bigint not null,
  posted_on date not null,
  issued_on date not null,
  due_on date,
  agreed_due_on date,
  recorded_at timestamptz not null,
  settled_on date,
  settled_at timestamptz,
  salesperson_id uuid,
  department_id uuid,
  disputed boolean not null default false,
  -- True once due day, owner or dispute changed after the first day: then reports look the history up.
  varied boolean not null default false,
  -- Its place in an ageing follows from its own due or issue day alone.
  plain boolean generated always as (lane = 'aged' and not disputed and not varied and due_on is not null) stored,
  opening_id uuid,
  no_detail boolean not null default false,
  entry_id uuid not null,
  primary key (org_id, item_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, account_id) references accounts,
  foreign key (org_id, entry_id) references entries,
  constraint open_items_within check (open_minor between least(amount_minor, 0) and greatest(amount_minor, 0)),
  constraint open_items_base_within check (open_base_minor between least(base_minor, 0) and greatest(base_minor, 0)),
  constraint open_items_base_done check (open_minor <> 0 or open_base_minor = 0)
);
-- What is open, in the order reports group it: the plain ones apart from the few whose place must be looked up.
create index open_items_plain on open_items (org_id, customer_id, entity_id, currency)
  include (due_on, issued_on, posted_on, recorded_at, open_minor, open_base_minor, salesperson_id, department_id)
  where open_minor <> 0 and plain;
create index open_items_special on open_items (org_id, customer_id, entity_id) where open_minor <> 0 and not plain;
create index open_items_by_document on open_items (org_id, document_id, line);
create index open_items_by_customer on open_items (org_id, customer_id, posted_on, item_id);
create index open_items_due on open_items (org_id, due_on, item_id) where open_minor <> 0;
create index open_items_by_moment on open_items (org_id, recorded_at);
create index open_items_varied on open_items (org_id, item_id) where varied;
create index open_items_by_opening on open_items (org_id, opening_id) where opening_id is not null;

create table applications (
  org_id int not null,
  application_id uuid not null,
  item_id uuid not null,
  counter_item_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  -- The item's own posted day, which never changes: a report of the past leaves out what did not yet exist.
  item_posted_on date not null,
  delta_minor bigint not null check (delta_minor <> 0),
  delta_base_minor bigint not null,
  applied_on date not null,
  recorded_at timestamptz not null,
  kind text not null check (kind in ('application', 'reversal', 'difference', 'write_off', 'transfer', 'correction', 'opening_undo')),
  reverses_id uuid,
  entry_id uuid,
  primary key (org_id, application_id, item_id),
  foreign key (org_id, item_id) references open_items,
  foreign key (org_id, counter_item_id) references open_items (org_id, item_id),
  foreign key (org_id, entry_id) references entries,
  unique (org_id, reverses_id, item_id)
);
create index applications_by_item on applications (org_id, item_id, applied_on);
create index applications_by_day on applications (org_id, applied_on) include (item_id, item_posted_on, delta_minor, delta_base_minor);
create index applications_by_moment on applications (org_id, recorded_at) include (item_id, item_posted_on, delta_minor, delta_base_minor, applied_on);

create table postings (
  org_id int not null,
  entry_id uuid not null,
  line smallint not null,
  entity_id uuid not null,
  account_id uuid not null,
  item_id uuid,
  customer_id uuid,
  currency char(3) not null,
  amount_minor bigint not null,
  base_minor bigint not null,
  posted_on date not null,
  recorded_at timestamptz not null,
  primary key (org_id, entry_id, line),
  foreign key (org_id, entry_id) references entries,
  foreign key (org_id, account_id) references accounts,
  foreign key (org_id, item_id) references open_items,
  check (amount_minor <> 0 or base_minor <> 0)
);
create index postings_by_moment on postings (org_id, recorded_at);
create index postings_by_account on postings (org_id, account_id, posted_on, entry_id, line);
create index postings_by_item on postings (org_id, item_id) where item_id is not null;

-- Append-only sums of postings up to a watermark: each chunk covers the moments (from_at, to_at].
create table posting_chunks (
  org_id int not null references organisations,
  chunk int not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  primary key (org_id, chunk),
  unique (org_id, to_at),
  check (from_at < to_at)
);
create table posting_sums (
  org_id int not null,
  chunk int not null,
  entity_id uuid not null,
  account_id uuid not null,
  currency char(3) not null,
  posted_on date not null,
  amount_minor bigint not null,
  base_minor bigint not null,
  primary key (org_id, chunk, account_id, currency, posted_on),
  foreign key (org_id, chunk) references posting_chunks,
  foreign key (org_id, account_id) references accounts
);

-- What may change about an item, with the day it takes effect and the moment it was known. Latest effective, then latest recorded, wins.
create table item_terms (
  org_id int not null,
  item_id uuid not null,
  change_id uuid not null,
  effective_on date not null,
  recorded_at timestamptz not null,
  legal_due_on date,
  agreed_due_on date,
  why text not null,
  document_id uuid,
  primary key (org_id, item_id, change_id),
  foreign key (org_id, item_id) references open_items
);
create table item_owners (
  org_id int not null,
  item_id uuid not null,
  change_id uuid not null,
  effective_on date not null,
  recorded_at timestamptz not null,
  salesperson_id uuid,
  department_id uuid,
  primary key (org_id, item_id, change_id),
  foreign key (org_id, item_id) references open_items
);
create table item_disputes (
  org_id int not null,
  item_id uuid not null,
  change_id uuid not null,
  effective_on date not null,
  recorded_at timestamptz not null,
  disputed boolean not null,
  reason text,
  primary key (org_id, item_id, change_id),
  foreign key (org_id, item_id) references open_items
);

create table openings (
  org_id int not null,
  opening_id uuid not null,
  entity_id uuid not null,
  cutover_on date not null,
  state text not null default 'open' check (state in ('open', 'locked', 'undone')),
  recorded_at timestamptz not null,
  locked_at timestamptz,
  locked_by uuid,
  undone_at timestamptz,
  primary key (org_id, opening_id),
  foreign key (org_id, entity_id) references entities
);
create unique index openings_one_alive on openings (org_id, entity_id) where state <> 'undone';

-- The old book's side of the tie-out.
create table opening_totals (
  org_id int not null,
  opening_id uuid not null,
  account_id uuid not null,
  customer_id uuid,
  currency char(3) not null,
  amount_minor bigint not null,
  base_minor bigint not null,
  unique nulls not distinct (org_id, opening_id, account_id, customer_id, currency),
  foreign key (org_id, opening_id) references openings
);

-- Paid documents of the old system: they feed behaviour, reports and search and write nothing to the ledger.
create table history_items (
  org_id int not null,
  history_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('invoice', 'credit_note', 'receipt')),
  number text not null,
  currency char(3) not null,
  amount_minor bigint not null,
  issued_on date not null,
  due_on date,
  settled_on date,
  settled_minor bigint,
  booked_on date,
  import_id uuid,
  recorded_at timestamptz not null,
  primary key (org_id, history_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers
);
create index history_items_by_customer on history_items (org_id, customer_id, issued_on);

call guard('accounts', 'open', true);
call guard('account_rules', 'keep', true);
call guard('periods', 'open', true);
call guard('number_series', 'open', true);
call guard('exchange_rates', 'append');
call guard('tax_codes', 'append');
call guard('difference_rules', 'keep', true);
call guard('entries', 'append', true);
call guard('open_items', 'open', true, true);
call guard('applications', 'append', true, true);
call guard('postings', 'append', true);
call guard('posting_chunks', 'append');
call guard('posting_sums', 'append', true);
call guard('item_terms', 'append');
call guard('item_owners', 'append');
call guard('item_disputes', 'append');
call guard('openings', 'open', true);
call guard('opening_totals', 'keep');
-- No part of the ledger: taken out when the import that brought it is undone.
call guard('history_items', 'keep', true, true);

-- Of an item only the balance, its projections and the flags ever change.
revoke update on open_items from duebook_app, duebook_scoped;
grant update (open_minor, open_base_minor, settled_on, settled_at, due_on, agreed_due_on, salesperson_id, department_id, disputed, varied)
  on open_items to duebook_app, duebook_scoped;
create function keep_item() returns trigger language plpgsql as $$
begin
  raise exception 'open_items rows are never deleted' using errcode = 'restrict_violation';
end $$;
create trigger never_deleted before delete on open_items for each row execute function keep_item();
create trigger never_truncated before truncate on open_items for each statement execute function keep_item();
