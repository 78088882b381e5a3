-- The month's list for the return 申报, frozen when a month is closed.
create table tax_returns (
  org_id int not null,
  return_id uuid not null,
  entity_id uuid not null,
  month char(7) not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  net_minor bigint not null,
  tax_minor bigint not null,
  account_minor bigint not null,
  closed_by uuid not null,
  closed_at timestamptz not null,
  primary key (org_id, return_id),
  unique (org_id, entity_id, month),
  foreign key (org_id, entity_id) references entities
);

create table tax_return_rows (
  org_id int not null,
  return_id uuid not null,
  row int not null,
  section text not null check (section in ('blue', 'red', 'uninvoiced', 'offset', 'ahead', 'unlinked', 'other')),
  document_kind text not null check (document_kind in ('tax_invoice', 'invoice', 'entry')),
  document_id uuid not null,
  number text not null,
  customer_id uuid,
  day date not null,
  tax_kind text not null check (tax_kind in ('taxed', 'zero', 'exempt')),
  rate numeric(7, 4) not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  primary key (org_id, return_id, row),
  foreign key (org_id, return_id) references tax_returns
);
create index tax_return_rows_by_document on tax_return_rows (org_id, document_id);

-- What stood open behind the month: income without a tax invoice, tax invoices ahead of their claim, and those without one.
create table tax_return_balances (
  org_id int not null,
  return_id uuid not null,
  balance text not null check (balance in ('uninvoiced', 'ahead', 'unlinked')),
  document_id uuid not null,
  tax_kind text not null,
  rate numeric(7, 4) not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  primary key (org_id, return_id, balance, document_id, tax_kind, rate),
  foreign key (org_id, return_id) references tax_returns
);

call guard('tax_returns', 'append', true);
call guard('tax_return_rows', 'append');
call guard('tax_return_balances', 'append');
