-- Billing runs 批量开单: what was chosen to be billed, what became of each line of it, and its paper.
create table billing_rules (
  org_id int primary key references organisations,
  -- How far what is ready may lie above what is left of a contract and be cut to it, in hundredths of a per cent of the contract.
  tolerance_bp int not null check (tolerance_bp between 0 and 500),
  recorded_at timestamptz not null
);
call guard('billing_rules', 'open');

-- How the bills of a customer leave the house; without a row nobody has said.
create table billing_ways (
  org_id int not null,
  customer_id uuid not null,
  channel text not null check (channel in ('mail', 'link', 'courier', 'hand', 'none')),
  -- An address or a name; it stands here alone and in no event.
  recipient text,
  recorded_at timestamptz not null,
  primary key (org_id, customer_id),
  foreign key (org_id, customer_id) references customers,
  check (channel <> 'mail' or recipient is not null)
);
call guard('billing_ways', 'open', false, true);

create table billing_runs (
  org_id int not null,
  run_id uuid not null,
  until_on date not null,
  issued_on date not null,
  tolerance_bp int not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'cancelled')),
  job_id uuid not null,
  created_by uuid not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (org_id, run_id)
);
create index billing_runs_by_moment on billing_runs (org_id, run_id);
call guard('billing_runs', 'open');

create table billing_run_lines (
  org_id int not null,
  run_id uuid not null,
  line int not null,
  -- Which lines become one invoice.
  bill int not null,
  contract_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  -- What of the contract: a line 'l3' or a part 'p2'.
  key text collate "C" not null,
  source text not null,
  contract_line smallint,
  contract_part smallint,
  description text not null,
  quantity numeric(28, 13),
  unit text,
  unit_price numeric(28, 13),
  tax_code text not null,
  currency char(3) not null,
  amount_minor bigint not null check (amount_minor > 0),
  state text not null default 'waiting' check (state in ('waiting', 'issued', 'refused', 'left')),
  -- Why it was refused: {"code": …, "params": …}.
  problem jsonb,
  invoice_id uuid,
  primary key (org_id, run_id, line),
  -- Entity and customer are those of the contract.
  foreign key (org_id, run_id) references billing_runs,
  foreign key (org_id, contract_id) references contracts,
  foreign key (org_id, invoice_id) references invoices,
  check ((state = 'issued') = (invoice_id is not null)),
  check ((state = 'refused') = (problem is not null))
);
create index billing_run_lines_by_bill on billing_run_lines (org_id, run_id, bill, line);
create index billing_run_lines_waiting on billing_run_lines (org_id, contract_id, key) where state = 'waiting';
call guard('billing_run_lines', 'open', true, true);

-- The paper of an invoice as a run made it, and how it went out: one for each invoice.
create table billing_papers (
  org_id int not null,
  run_id uuid not null,
  invoice_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  -- The transaction of the run that issued it; a job makes the papers of one.
  batch int not null,
  state text not null default 'waiting' check (state in ('waiting', 'made', 'failed')),
  file_id uuid,
  dispatch_id uuid,
  -- Why it did not go out by itself; null where it did, or where nothing was said for the customer.
  dispatch_problem text,
  primary key (org_id, run_id, invoice_id),
  foreign key (org_id, run_id) references billing_runs,
  foreign key (org_id, invoice_id) references invoices,
  foreign key (org_id, file_id) references files,
  foreign key (org_id, dispatch_id) references dispatches,
  check ((state = 'made') = (file_id is not null))
);
create index billing_papers_waiting on billing_papers (org_id, run_id, batch, invoice_id) where state = 'waiting';
call guard('billing_papers', 'open', true, true);

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('billing.run', array['finance_manager', 'receivables_clerk']),
  ('billing.rules', array['finance_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
