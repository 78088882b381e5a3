-- Receipts, corrections and changes of the payer that one person recorded and another must confirm. No money yet: nothing of
-- them stands in the ledger, and no number is drawn.
create table waiting_receipts (
  org_id int not null,
  waiting_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('record', 'correct', 'amend')),
  -- The receipt that is to be corrected or amended.
  receipt_id uuid,
  -- What was asked, as the verb takes it.
  input jsonb not null,
  -- Why it waits: its amount by the rule of the grade, its payer.
  why text[] not null check (cardinality(why) > 0),
  method text not null,
  received_on date not null,
  currency char(3) not null,
  amount_minor bigint not null check (amount_minor > 0),
  base_minor bigint not null,
  payer_id uuid,
  payer_name text,
  reference text,
  import_id uuid,
  source text not null default '',
  external_id text,
  state text not null default 'waiting' check (state in ('waiting', 'confirmed', 'returned', 'withdrawn')),
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  checked_by uuid,
  checked_at timestamptz,
  reason text,
  -- The receipt that came of it.
  made_receipt_id uuid,
  primary key (org_id, waiting_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, receipt_id) references receipts,
  foreign key (org_id, made_receipt_id) references receipts (org_id, receipt_id),
  foreign key (org_id, recorded_by) references people (org_id, person_id),
  foreign key (org_id, checked_by) references people (org_id, person_id),
  -- Nobody confirms or returns what they recorded themselves; who withdraws it is who recorded it.
  check (state not in ('confirmed', 'returned') or (checked_by is not null and checked_by <> recorded_by)),
  check ((state = 'waiting') = (checked_at is null)),
  check ((kind = 'record') = (receipt_id is null)),
  check (state <> 'returned' or reason is not null)
);
create unique index waiting_receipts_external on waiting_receipts (org_id, source, external_id)
  where state = 'waiting' and external_id is not null;
create unique index waiting_receipts_of_receipt on waiting_receipts (org_id, receipt_id) where state = 'waiting' and receipt_id is not null;
create index waiting_receipts_by_day on waiting_receipts (org_id, received_on, waiting_id);
create index waiting_receipts_by_amount on waiting_receipts (org_id, amount_minor, waiting_id);
create index waiting_receipts_by_record on waiting_receipts (org_id, recorded_at, waiting_id);
create index waiting_receipts_by_customer on waiting_receipts (org_id, customer_id, received_on);
create index waiting_receipts_waiting on waiting_receipts (org_id, entity_id) where state = 'waiting';
create index waiting_receipts_by_import on waiting_receipts (org_id, import_id) where import_id is not null;
create index waiting_receipts_by_made on waiting_receipts (org_id, made_receipt_id) where made_receipt_id is not null;
call guard('waiting_receipts', 'open', true, true);

-- Who recorded it is told when it comes back; who may confirm it finds it in the inbox as long as it waits.
alter table notifications drop constraint notifications_kind_check;
alter table notifications add constraint notifications_kind_check check (kind in ('mention', 'task_given', 'task_moved', 'task_closed',
  'task_due', 'approval_waiting', 'import_finished', 'receipt_waiting', 'receipt_returned'));

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('receipt.confirm', array['general_manager', 'finance_manager', 'receivables_clerk']),
  ('receipt_rules.manage', array['finance_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
