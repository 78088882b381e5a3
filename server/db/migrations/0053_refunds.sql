-- Money on account paid back to the customer: requested, approved by another person, paid, and where the bank sends it back reversed.
create table refunds (
  org_id int not null,
  refund_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  number text collate "C" not null,
  -- The customer's account it goes to.
  account_id uuid not null,
  currency char(3) not null,
  amount_minor bigint not null check (amount_minor > 0),
  reason text not null,
  state text not null default 'requested' check (state in ('requested', 'approved', 'paid', 'cancelled', 'reversed')),
  requested_on date not null,
  requested_by uuid not null,
  approved_by uuid,
  approved_at timestamptz,
  paid_on date,
  paid_by uuid,
  own_account_id uuid,
  bank_reference text,
  entry_id uuid,
  -- Why it was cancelled, or came back.
  end_reason text,
  ended_on date,
  recorded_at timestamptz not null,
  primary key (org_id, refund_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, account_id) references customer_bank_accounts,
  foreign key (org_id, own_account_id) references own_accounts,
  foreign key (org_id, entry_id) references entries,
  -- Nobody approves what they asked for themselves.
  check (approved_by <> requested_by),
  check ((state in ('approved', 'paid', 'reversed')) <= (approved_by is not null)),
  check ((state in ('paid', 'reversed')) = (entry_id is not null and paid_on is not null)),
  check ((state in ('cancelled', 'reversed')) = (end_reason is not null))
);
create unique index refunds_number on refunds (org_id, entity_id, number);
create index refunds_by_request on refunds (org_id, requested_on, refund_id);
create index refunds_by_amount on refunds (org_id, amount_minor, refund_id);
create index refunds_by_customer on refunds (org_id, customer_id, requested_on);
call guard('refunds', 'open', true, true);

create table refund_lines (
  org_id int not null,
  refund_id uuid not null,
  line smallint not null,
  -- The money on account it is taken from.
  item_id uuid not null,
  amount_minor bigint not null check (amount_minor > 0),
  primary key (org_id, refund_id, line),
  foreign key (org_id, refund_id) references refunds,
  foreign key (org_id, item_id) references open_items
);
create index refund_lines_by_item on refund_lines (org_id, item_id);
call guard('refund_lines', 'append');

-- Money on account that met its refund; only the reversal of the refund takes that back.
alter table applications drop constraint applications_kind_check;
alter table applications add constraint applications_kind_check check (kind in ('application', 'reversal', 'difference', 'write_off',
  'transfer', 'correction', 'opening_undo', 'refund'));

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('refund.request', array['finance_manager', 'receivables_clerk']),
  ('refund.pay', array['cashier']),
  ('refund.reverse', array['finance_manager', 'receivables_clerk']),
  ('approval.release.refund', array['general_manager', 'finance_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
