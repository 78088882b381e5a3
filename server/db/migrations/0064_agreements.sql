-- Extension and instalment agreements 延期/分期协议: which claims, what was agreed instead, and whether it is kept.
create table agreements (
  org_id int not null,
  agreement_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  number text collate "C" not null,
  kind text not null check (kind in ('extension', 'instalments')),
  state text not null default 'active' check (state in ('active', 'broken', 'ended')),
  currency char(3) not null,
  -- What was open of the claims when it was agreed.
  amount_minor bigint not null check (amount_minor > 0),
  agreed_on date not null,
  -- Days after a part falls due before it counts as broken, and whether the earlier days come back then.
  grace_days int not null check (grace_days between 0 and 90),
  reverts boolean not null,
  signed_by text,
  reason text not null,
  note text,
  ended_on date,
  end_reason text,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, agreement_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  check ((state = 'active') = (ended_on is null))
);
create unique index agreements_number on agreements (org_id, entity_id, number);
create index agreements_by_day on agreements (org_id, agreed_on, agreement_id);
create index agreements_by_customer on agreements (org_id, customer_id, agreed_on);
create index agreements_active on agreements (org_id, recorded_by) where state = 'active';
call guard('agreements', 'open', true, true);

create table agreement_items (
  org_id int not null,
  agreement_id uuid not null,
  item_id uuid not null,
  number text not null,
  open_minor bigint not null check (open_minor > 0),
  -- The days before, and the one agreed now.
  due_on date,
  agreed_before date,
  agreed_due_on date not null,
  primary key (org_id, agreement_id, item_id),
  foreign key (org_id, agreement_id) references agreements,
  foreign key (org_id, item_id) references open_items
);
create index agreement_items_by_item on agreement_items (org_id, item_id);
call guard('agreement_items', 'append');

create table agreement_parts (
  org_id int not null,
  agreement_id uuid not null,
  part smallint not null,
  due_on date not null,
  amount_minor bigint not null check (amount_minor > 0),
  primary key (org_id, agreement_id, part),
  foreign key (org_id, agreement_id) references agreements
);
call guard('agreement_parts', 'append');

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('agreement.make', array['finance_manager', 'receivables_clerk', 'credit_manager']),
  ('approval.release.agreement', array['general_manager', 'finance_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
