-- Confirmations of receipts 收款确认 to customers: what came, by which method, and what it paid.
create table receipt_confirmations (
  org_id int not null,
  confirmation_id uuid not null,
  receipt_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  channel text not null check (channel in ('mail', 'hand')),
  -- An address or a name; it stands here alone and in no event.
  recipient text not null,
  locale text not null check (locale in ('zh', 'en')),
  state text not null check (state in ('queued', 'sending', 'sent', 'unsure', 'bounced', 'withdrawn')),
  sent_at timestamptz,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, confirmation_id),
  foreign key (org_id, receipt_id) references receipts,
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, recorded_by) references people (org_id, person_id)
);
create index receipt_confirmations_by_receipt on receipt_confirmations (org_id, receipt_id, confirmation_id);
call guard('receipt_confirmations', 'open', true, true);

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, 'receipt.notify' from roles r
where r.is_builtin and r.code in ('finance_manager', 'receivables_clerk', 'cashier')
on conflict do nothing;
