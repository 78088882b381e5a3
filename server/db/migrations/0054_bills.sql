-- 应收票据备查簿: acceptance bills received, from the day they came in until they are paid, with everything done with them.
alter table receipts drop constraint receipts_method_check;
alter table receipts add constraint receipts_method_check
  check (method in ('transfer', 'cash', 'cheque', 'card', 'electronic', 'bill', 'opening', 'other'));

create table bills (
  org_id int not null,
  bill_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  -- The receipt that brought it, and its item among the bills receivable.
  receipt_id uuid not null,
  item_id uuid not null,
  kind text not null check (kind in ('bank', 'commercial', 'finance_company', 'e_claim')),
  number text collate "C" not null,
  -- The part of a bill that was split, by cents.
  sub_from bigint,
  sub_to bigint,
  drawer text not null,
  acceptor text not null,
  issued_on date not null,
  matures_on date not null,
  received_on date not null,
  currency char(3) not null,
  amount_minor bigint not null check (amount_minor > 0),
  -- Held to be passed on, on the account of receivables held for financing.
  for_financing boolean not null,
  state text not null default 'held' check (state in ('held', 'pledged', 'endorsed', 'discounted', 'presented', 'cleared', 'refused', 'cancelled')),
  -- Passed on, but still among our bills, with a liability against it.
  kept boolean not null default false,
  -- Whoever holds it may turn to us until it is paid.
  recourse boolean not null default false,
  moves smallint not null default 1,
  note text,
  recorded_at timestamptz not null,
  primary key (org_id, bill_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, receipt_id) references receipts,
  foreign key (org_id, item_id) references open_items,
  check ((sub_from is null) = (sub_to is null)),
  check (sub_from is null or (sub_from >= 1 and sub_to >= sub_from)),
  check (matures_on > issued_on)
);
create index bills_by_maturity on bills (org_id, matures_on, bill_id);
create index bills_by_receipt_day on bills (org_id, received_on, bill_id);
create index bills_by_amount on bills (org_id, amount_minor, bill_id);
create index bills_by_number on bills (org_id, number, bill_id);
create index bills_by_customer on bills (org_id, customer_id, matures_on);
create unique index bills_of_receipt on bills (org_id, receipt_id);
call guard('bills', 'open', true, true);

-- The endorsements that stood on it when it came, in order.
create table bill_endorsements (
  org_id int not null,
  bill_id uuid not null,
  line smallint not null,
  endorser text not null,
  endorsee text not null,
  endorsed_on date,
  primary key (org_id, bill_id, line),
  foreign key (org_id, bill_id) references bills
);
call guard('bill_endorsements', 'append');

-- Everything done with it.
create table bill_moves (
  org_id int not null,
  bill_id uuid not null,
  line smallint not null,
  move text not null check (move in ('received', 'pledged', 'released', 'endorsed', 'discounted', 'presented', 'cleared', 'refused', 'cancelled', 'taken_back')),
  moved_on date not null,
  -- How it stood before.
  before_state text,
  before_kept boolean not null default false,
  before_recourse boolean not null default false,
  -- To whom: the pledgee, the endorsee, the bank that discounted it.
  party text,
  rate numeric(9, 6),
  interest_minor bigint,
  entry_id uuid,
  -- The line that this one takes back.
  takes_back smallint,
  reference text,
  reason text,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, bill_id, line),
  foreign key (org_id, bill_id) references bills,
  foreign key (org_id, entry_id) references entries
);
call guard('bill_moves', 'append');

alter table applications drop constraint applications_kind_check;
alter table applications add constraint applications_kind_check check (kind in ('application', 'reversal', 'difference', 'write_off',
  'transfer', 'correction', 'opening_undo', 'refund', 'bill'));

-- The accounts of bills for the books that stand already; new ones get them with their chart.
insert into accounts (org_id, entity_id, account_id, code, name, name_en, type, control)
select e.org_id, e.entity_id, gen_random_uuid(), a.code, a.name, a.name_en, a.type, null
from entities e
join (values
  ('cas', '2001', '短期借款', 'Short-term loans', 'liability'),
  ('cas', '2299', '其他流动负债—已背书未到期票据', 'Endorsed bills not yet due', 'liability'),
  ('cas', '6111', '投资收益', 'Investment income', 'income'),
  ('cas', '6603.04', '财务费用—贴现利息', 'Discount interest', 'expense'),
  ('cas_small', '2001', '短期借款', 'Short-term loans', 'liability'),
  ('cas_small', '2299', '其他流动负债—已背书未到期票据', 'Endorsed bills not yet due', 'liability'),
  ('cas_small', '5603.04', '财务费用—贴现利息', 'Discount interest', 'expense'),
  ('international', '2010', '短期借款', 'Short-term loans', 'liability'),
  ('international', '2020', '已背书未到期票据', 'Endorsed bills not yet due', 'liability'),
  ('international', '6060', '贴现利息', 'Discount interest', 'expense')) as a (standard, code, name, name_en, type)
  on a.standard = e.standard
where not exists (select from accounts x where x.org_id = e.org_id and x.entity_id = e.entity_id and x.code = a.code);
insert into account_rules (org_id, entity_id, purpose, qualifier, account_id)
select a.org_id, a.entity_id, r.purpose, r.qualifier, a.account_id
from accounts a join entities e on e.org_id = a.org_id and e.entity_id = a.entity_id
join (values
  ('cas', '1124', 'bill', 'financing'), ('cas', '2202', 'payable', ''), ('cas', '2001', 'bill_liability', ''),
  ('cas', '2299', 'bill_liability', 'endorsed'), ('cas', '6603.04', 'bill_interest', ''), ('cas', '6111', 'bill_interest', 'financing'),
  ('cas_small', '2202', 'payable', ''), ('cas_small', '2001', 'bill_liability', ''), ('cas_small', '2299', 'bill_liability', 'endorsed'),
  ('cas_small', '5603.04', 'bill_interest', ''),
  ('international', '2000', 'payable', ''), ('international', '2010', 'bill_liability', ''),
  ('international', '2020', 'bill_liability', 'endorsed'), ('international', '6060', 'bill_interest', '')) as r (standard, code, purpose, qualifier)
  on r.standard = e.standard and r.code = a.code
on conflict do nothing;

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('bill.read', array['general_manager', 'finance_manager', 'receivables_clerk', 'cashier', 'credit_manager', 'collector', 'legal',
    'auditor', 'sales_manager', 'sales', 'external_lawyer']),
  ('bill.receive', array['finance_manager', 'receivables_clerk', 'cashier']),
  ('bill.pass_on', array['finance_manager']),
  ('bill.clear', array['finance_manager', 'receivables_clerk', 'cashier']),
  ('approval.release.bill', array['general_manager', 'finance_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
