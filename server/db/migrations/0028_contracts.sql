-- Contracts 合同 with their lines and payment plan, and the deliveries made under them. A contract keeps every version it had.
create table contracts (
  org_id int not null,
  contract_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  number text collate "C" not null,
  title text not null,
  kind text not null check (kind in ('goods', 'services', 'milestones')),
  state text not null default 'active' check (state in ('active', 'completed', 'terminated')),
  signed_on date not null,
  starts_on date,
  ends_on date,
  currency char(3) not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  amount_minor bigint not null check (amount_minor > 0),
  terms_id uuid,
  method text check (method in ('transfer', 'cash', 'cheque', 'card', 'electronic', 'other')),
  -- Late charge by the day, in hundredths of a per cent of what is overdue; days of grace before it and before reminders.
  penalty_per_day numeric(8, 4),
  grace_days int not null default 0 check (grace_days between 0 and 365),
  salesperson_id uuid,
  department_id uuid,
  reference text,
  note text,
  version int not null default 1,
  recorded_at timestamptz not null,
  primary key (org_id, contract_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, terms_id) references payment_terms,
  check (ends_on is null or starts_on is null or ends_on >= starts_on)
);
create unique index contracts_number on contracts (org_id, entity_id, number);
create index contracts_by_signed on contracts (org_id, signed_on, contract_id);
create index contracts_by_customer on contracts (org_id, customer_id, signed_on);
create index contracts_by_amount on contracts (org_id, amount_minor, contract_id);

create table contract_versions (
  org_id int not null,
  contract_id uuid not null,
  version int not null,
  reason text,
  -- The head of the contract as it was agreed in this version.
  head jsonb not null,
  recorded_by uuid,
  recorded_at timestamptz not null,
  primary key (org_id, contract_id, version),
  foreign key (org_id, contract_id) references contracts
);

create table contract_lines (
  org_id int not null,
  contract_id uuid not null,
  version int not null,
  line smallint not null,
  description text not null,
  product text,
  quantity numeric(28, 13),
  unit text,
  unit_price numeric(28, 13),
  price_includes_tax boolean not null,
  tax_code text not null,
  tax_rate numeric(7, 4) not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  amount_minor bigint not null,
  primary key (org_id, contract_id, version, line),
  foreign key (org_id, contract_id, version) references contract_versions
);

create table contract_parts (
  org_id int not null,
  contract_id uuid not null,
  version int not null,
  part smallint not null,
  kind text not null check (kind in ('advance', 'delivery', 'milestone', 'retention')),
  label text not null,
  amount_minor bigint not null check (amount_minor > 0),
  -- The day it is planned for; of retention the months after acceptance at which it is released.
  planned_on date,
  months int,
  primary key (org_id, contract_id, version, part),
  foreign key (org_id, contract_id, version) references contract_versions,
  check ((kind = 'retention') = (months is not null))
);

-- Milestones met and acceptance given; of several for one part the latest counts, and one without a day takes it back.
create table contract_marks (
  org_id int not null,
  contract_id uuid not null,
  mark_id uuid not null,
  -- Null for the acceptance of the whole.
  part smallint,
  met_on date,
  evidence text not null,
  recorded_by uuid,
  recorded_at timestamptz not null,
  primary key (org_id, contract_id, mark_id),
  foreign key (org_id, contract_id) references contracts
);

create table deliveries (
  org_id int not null,
  delivery_id uuid not null,
  contract_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  number text collate "C" not null,
  delivered_on date not null,
  carrier text,
  tracking text,
  note text,
  state text not null default 'sent' check (state in ('sent', 'confirmed', 'returned')),
  -- When, by whom and how the customer confirmed the goods.
  confirmed_on date,
  confirmed_name text,
  confirmed_how text check (confirmed_how in ('signed_note', 'mail', 'phone', 'page')),
  recorded_at timestamptz not null,
  primary key (org_id, delivery_id),
  foreign key (org_id, contract_id) references contracts,
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  check ((state = 'confirmed') = (confirmed_on is not null))
);
create unique index deliveries_number on deliveries (org_id, entity_id, number);
create index deliveries_by_contract on deliveries (org_id, contract_id, delivered_on);

create table delivery_lines (
  org_id int not null,
  delivery_id uuid not null,
  line smallint not null,
  quantity numeric(28, 13) not null check (quantity > 0),
  primary key (org_id, delivery_id, line),
  foreign key (org_id, delivery_id) references deliveries
);

call guard('contracts', 'open', true, true);
call guard('contract_versions', 'append');
call guard('contract_lines', 'append');
call guard('contract_parts', 'append');
call guard('contract_marks', 'append');
call guard('deliveries', 'open', true, true);
call guard('delivery_lines', 'append');

-- What of a contract an invoice bills.
alter table invoices add column contract_id uuid;
alter table invoices add foreign key (org_id, contract_id) references contracts;
create index invoices_by_contract on invoices (org_id, contract_id) where contract_id is not null;
alter table invoice_lines add column contract_line smallint;
alter table invoice_lines add column contract_part smallint;

alter table comments drop constraint comments_subject_kind_check;
alter table comments add check (subject_kind in ('customer', 'invoice', 'receipt', 'item', 'import', 'contract'));
alter table tasks drop constraint tasks_subject_kind_check;
alter table tasks add check (subject_kind in ('customer', 'invoice', 'receipt', 'item', 'import', 'contract'));

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('contract.read', array['general_manager', 'finance_manager', 'receivables_clerk', 'cashier', 'credit_manager', 'collector',
    'legal', 'auditor', 'sales_manager', 'sales', 'external_lawyer']),
  ('contract.sign', array['finance_manager', 'receivables_clerk', 'sales_manager', 'sales']),
  ('contract.amend', array['finance_manager', 'receivables_clerk', 'sales_manager']),
  ('delivery.record', array['finance_manager', 'receivables_clerk', 'sales_manager', 'sales'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
