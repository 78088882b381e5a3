-- The loss allowance an old book carried on the day of the cut-over: no open item, but a part of the opening.
create table opening_allowances (
  org_id int not null,
  allowance_id uuid not null,
  opening_id uuid not null,
  entity_id uuid not null,
  customer_id uuid,
  account_id uuid not null,
  currency char(3) not null,
  -- As on its account, which is a credit: negative.
  amount_minor bigint not null check (amount_minor < 0),
  base_minor bigint not null check (base_minor <= 0),
  entry_id uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, allowance_id),
  foreign key (org_id, opening_id) references openings,
  foreign key (org_id, account_id) references accounts,
  foreign key (org_id, customer_id) references customers
);
create index opening_allowances_by_opening on opening_allowances (org_id, opening_id);
call guard('opening_allowances', 'append', true);
