-- Requests for tax invoices 开票申请: what of which invoices is to be invoiced at the tax platform, and with which header 抬头.
create table tax_requests (
  org_id int not null,
  tax_request_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  number text collate "C" not null,
  kind text not null check (kind in ('special', 'ordinary', 'paper_special', 'paper_ordinary', 'commercial')),
  -- part_issued and issued follow from the documents that came back.
  state text not null default 'draft' check (state in ('draft', 'requested', 'approved', 'exported', 'part_issued', 'issued', 'void')),
  currency char(3) not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  amount_minor bigint not null check (amount_minor > 0),
  base_minor bigint not null,
  -- The header. The number of the bank account stays sealed in the customer's file.
  buyer_name text not null,
  buyer_tax_id text,
  buyer_address text,
  buyer_phone text,
  buyer_account_id uuid,
  -- Why the name differs from the customer's.
  header_reason text,
  remarks text,
  note text,
  drafted_on date not null,
  drafted_by uuid not null,
  requested_by uuid,
  requested_on date,
  approved_by uuid,
  approved_on date,
  -- Why it was last sent back or made void.
  reason text,
  version int not null default 1,
  recorded_at timestamptz not null,
  primary key (org_id, tax_request_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, buyer_account_id) references customer_bank_accounts (org_id, account_id),
  check ((state in ('approved', 'exported', 'part_issued', 'issued')) <= (approved_by is not null))
);
create unique index tax_requests_number on tax_requests (org_id, entity_id, number);
create index tax_requests_by_day on tax_requests (org_id, drafted_on, tax_request_id);
create index tax_requests_by_amount on tax_requests (org_id, amount_minor, tax_request_id);
create index tax_requests_by_customer on tax_requests (org_id, customer_id, drafted_on);
create index tax_requests_by_state on tax_requests (org_id, state) where state not in ('issued', 'void');

create table tax_request_lines (
  org_id int not null,
  tax_request_id uuid not null,
  version int not null,
  line smallint not null,
  invoice_id uuid not null,
  invoice_line smallint not null,
  item_name text not null,
  -- 税收分类编码: 19 digits.
  classification text check (classification ~ '^\d{19}$'),
  model text,
  unit text,
  quantity numeric(28, 13),
  tax_code text not null,
  tax_rate numeric(7, 4) not null,
  is_discount boolean not null default false,
  net_minor bigint not null,
  tax_minor bigint not null,
  amount_minor bigint not null,
  primary key (org_id, tax_request_id, version, line),
  foreign key (org_id, tax_request_id) references tax_requests,
  foreign key (org_id, invoice_id, invoice_line) references invoice_lines (org_id, invoice_id, line)
);
create index tax_request_lines_by_invoice on tax_request_lines (org_id, invoice_id, invoice_line);

call guard('tax_requests', 'open', true, true);
call guard('tax_request_lines', 'append');

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('tax_invoice.read', array['general_manager', 'finance_manager', 'receivables_clerk', 'cashier', 'credit_manager', 'collector',
    'legal', 'auditor', 'sales_manager', 'sales', 'external_lawyer']),
  ('tax_invoice.request', array['finance_manager', 'receivables_clerk', 'sales_manager', 'sales']),
  ('tax_invoice.issue', array['finance_manager', 'receivables_clerk']),
  ('approval.release.tax_request', array['general_manager', 'finance_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
