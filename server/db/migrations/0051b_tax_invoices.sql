-- Tax invoices 发票 as the authority issued them, in the files they came as, and what of which requests each covers.
create table tax_invoices (
  org_id int not null,
  tax_invoice_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('special', 'ordinary', 'paper_special', 'paper_ordinary', 'commercial')),
  number text collate "C" not null,
  -- 发票代码: of paper invoices; empty for the others.
  code text collate "C" not null default '',
  is_red boolean not null,
  -- The blue one a red one takes back.
  reverses_id uuid,
  -- The number of the confirmation 红字发票信息确认单 a red one stands on.
  confirmation_number text,
  issued_on date not null,
  seller_name text not null,
  seller_tax_id text,
  buyer_name text not null,
  buyer_tax_id text,
  currency char(3) not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  amount_minor bigint not null,
  remarks text,
  source text not null check (source in ('xml', 'ofd', 'pdf', 'hand')),
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, tax_invoice_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, reverses_id) references tax_invoices (org_id, tax_invoice_id),
  check (net_minor + tax_minor = amount_minor),
  check (is_red = (amount_minor < 0)),
  check (is_red or reverses_id is null)
);
create unique index tax_invoices_number on tax_invoices (org_id, number, code);
create index tax_invoices_by_day on tax_invoices (org_id, issued_on, tax_invoice_id);
create index tax_invoices_by_amount on tax_invoices (org_id, amount_minor, tax_invoice_id);
create index tax_invoices_by_customer on tax_invoices (org_id, customer_id, issued_on);
create index tax_invoices_by_blue on tax_invoices (org_id, reverses_id) where reverses_id is not null;

create table tax_invoice_lines (
  org_id int not null,
  tax_invoice_id uuid not null,
  line smallint not null,
  item_name text not null,
  classification text,
  model text,
  unit text,
  quantity numeric(28, 13),
  -- Per cent; null for what is not taxed.
  tax_rate numeric(7, 4),
  net_minor bigint not null,
  tax_minor bigint not null,
  primary key (org_id, tax_invoice_id, line),
  foreign key (org_id, tax_invoice_id) references tax_invoices
);

create table tax_invoice_files (
  org_id int not null,
  tax_invoice_id uuid not null,
  form text not null check (form in ('xml', 'ofd', 'pdf')),
  file_id uuid not null,
  primary key (org_id, tax_invoice_id, form),
  foreign key (org_id, tax_invoice_id) references tax_invoices
);

create table tax_invoice_links (
  org_id int not null,
  link_id uuid not null,
  tax_invoice_id uuid not null,
  tax_request_id uuid not null,
  -- The line of the request, in the version that was issued; its sign is the line's, and the other one of a red invoice.
  version int not null,
  line smallint not null,
  is_red boolean not null,
  amount_minor bigint not null check (amount_minor <> 0),
  how text not null check (how in ('remarks', 'match', 'hand', 'red')),
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid,
  end_reason text,
  primary key (org_id, link_id),
  foreign key (org_id, tax_invoice_id) references tax_invoices,
  foreign key (org_id, tax_request_id, version, line) references tax_request_lines
);
create index tax_invoice_links_by_invoice on tax_invoice_links (org_id, tax_invoice_id) where ended_at is null;
create index tax_invoice_links_by_line on tax_invoice_links (org_id, tax_request_id, line) where ended_at is null;

call guard('tax_invoices', 'append', true, true);
call guard('tax_invoice_lines', 'append');
call guard('tax_invoice_files', 'append');
call guard('tax_invoice_links', 'open');
revoke update on tax_invoice_links from duebook_app, duebook_scoped;
grant update (ended_at, ended_by, end_reason) on tax_invoice_links to duebook_app, duebook_scoped;
