-- Late charges 违约金: what law and contracts say, and the days of items that were charged or waived.
create table late_rates (
  org_id int not null references organisations,
  rate_id uuid not null,
  -- A reference such as LPR_1Y, ECB_MRO, BOE_BASE.
  code text not null,
  valid_from date not null,
  percent numeric(9, 6) not null check (percent >= 0),
  source text not null,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, rate_id)
);
create index late_rates_by_code on late_rates (org_id, code, valid_from);
call guard('late_rates', 'append');

create table late_rules (
  org_id int not null references organisations,
  code text not null,
  version int not null check (version > 0),
  rule jsonb not null,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, code, version)
);
call guard('late_rules', 'append');

create table late_charges (
  org_id int not null,
  late_charge_id uuid not null,
  item_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  number text not null,
  currency char(3) not null,
  -- The charge that was issued; null where the days were waived.
  invoice_id uuid,
  state text not null check (state in ('charged', 'waived')),
  -- Every day from the first to the last of them.
  from_on date not null,
  to_on date not null,
  days int not null,
  amount_minor bigint not null check (amount_minor >= 0),
  -- The rule as it stood, and the rows of the calculation.
  rule jsonb not null,
  rows jsonb not null,
  reason text,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, late_charge_id),
  foreign key (org_id, item_id) references open_items,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, invoice_id) references invoices,
  check (to_on >= from_on),
  check ((state = 'waived') = (invoice_id is null)),
  check (state = 'charged' or reason is not null)
);
create index late_charges_by_item on late_charges (org_id, item_id, to_on);
create index late_charges_by_moment on late_charges (org_id, recorded_at, late_charge_id);
create index late_charges_by_customer on late_charges (org_id, customer_id, recorded_at, late_charge_id);
create index late_charges_by_invoice on late_charges (org_id, invoice_id) where invoice_id is not null;
call guard('late_charges', 'append', true, true);

-- A clause may say it by the year, and where it ends, in per cent of what was owed.
alter table contracts add column penalty_per_year numeric(8, 4);
alter table contracts add column penalty_cap numeric(8, 4);

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('late_charge.issue', array['finance_manager', 'receivables_clerk']),
  ('late_charge.waive', array['finance_manager', 'receivables_clerk', 'credit_manager', 'collector']),
  ('late_rule.manage', array['finance_manager', 'legal']),
  ('approval.release.late_charge', array['general_manager', 'finance_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
