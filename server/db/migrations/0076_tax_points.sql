-- Revenue, tax point and claim are three events: where tax or revenue of an invoice stands until its own day.
alter table invoices add column tax_later boolean not null default false;
alter table invoices add column unearned boolean not null default false;

-- What left 待转销项税额 for 销项税额, and what left the contract liabilities for revenue, line by line.
create table invoice_turns (
  org_id int not null,
  turn_id uuid not null,
  invoice_id uuid not null,
  line smallint not null,
  entity_id uuid not null,
  customer_id uuid not null,
  what text not null check (what in ('tax', 'revenue')),
  why text not null check (why in ('tax_invoice', 'due', 'delivered')),
  turned_on date not null,
  -- In the currency of the invoice.
  net_minor bigint not null,
  tax_minor bigint not null,
  entry_id uuid not null,
  reason text,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, turn_id),
  foreign key (org_id, invoice_id, line) references invoice_lines (org_id, invoice_id, line),
  foreign key (org_id, entity_id) references entities
);
create index invoice_turns_by_invoice on invoice_turns (org_id, invoice_id, line);
create index invoice_turns_by_day on invoice_turns (org_id, entity_id, turned_on) where what = 'tax';
call guard('invoice_turns', 'append', true, true);

-- Every entity gets the two accounts that are no control: billed before delivery, and the tax within advances.
create temporary table more_accounts as
select e.org_id, e.entity_id, gen_random_uuid() as account_id, t.* from entities e
join (values
  ('cas', '2204.02', '合同负债—已开票未交付', 'Billed before delivery', 'unearned'),
  ('cas', '2204.03', '合同负债—待转销项税额', 'Tax within advances', 'advance_tax'),
  ('cas_small', '2203.02', '预收账款—已开票未交付', 'Billed before delivery', 'unearned'),
  ('cas_small', '2203.03', '预收账款—待转销项税额', 'Tax within advances', 'advance_tax'),
  ('international', '2110', '已开票未交付', 'Billed before delivery', 'unearned'),
  ('international', '2120', '预收中的税额', 'Tax within advances', 'advance_tax')) as t (standard, code, name, name_en, purpose)
  on t.standard = e.standard
where not exists (select from accounts a where a.org_id = e.org_id and a.entity_id = e.entity_id and a.code = t.code);
insert into accounts (org_id, account_id, entity_id, code, name, name_en, type)
select org_id, account_id, entity_id, code, name, name_en, 'liability' from more_accounts;
insert into account_rules (org_id, entity_id, purpose, qualifier, account_id)
select org_id, entity_id, purpose, '', account_id from more_accounts on conflict do nothing;
drop table more_accounts;
