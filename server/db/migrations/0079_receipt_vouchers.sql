-- Vouchers of the bank 回单 beside a receipt, or beside one that still waits for another person. One that does not belong there
-- is withdrawn with a reason and stays.
create table receipt_vouchers (
  org_id int not null,
  voucher_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  receipt_id uuid,
  waiting_id uuid,
  file_id uuid not null,
  -- SHA-256 of what was uploaded; the file itself lies sealed under another hash.
  sha256 bytea not null check (octet_length(sha256) = 32),
  note text,
  state text not null default 'kept' check (state in ('kept', 'withdrawn')),
  reason text,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, voucher_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, receipt_id) references receipts,
  foreign key (org_id, waiting_id) references waiting_receipts,
  foreign key (org_id, file_id) references files,
  foreign key (org_id, recorded_by) references people (org_id, person_id),
  check ((receipt_id is null) <> (waiting_id is null)),
  check ((state = 'withdrawn') = (reason is not null))
);
create index receipt_vouchers_by_receipt on receipt_vouchers (org_id, receipt_id) where receipt_id is not null;
create index receipt_vouchers_by_waiting on receipt_vouchers (org_id, waiting_id) where waiting_id is not null;
call guard('receipt_vouchers', 'open', true, true);
revoke update on receipt_vouchers from duebook_app, duebook_scoped;
grant update (state, reason) on receipt_vouchers to duebook_app, duebook_scoped;

-- What a customer announced with a voucher is found from the receipt that came of it.
create index payment_advices_by_receipt on payment_advices (org_id, receipt_id) where receipt_id is not null;

-- The receipt an advice announced may wait for another person; once that one is posted, it is what the advice announced.
alter table payment_advices add column waiting_id uuid;
alter table payment_advices add foreign key (org_id, waiting_id) references waiting_receipts;
create index payment_advices_by_waiting on payment_advices (org_id, waiting_id) where waiting_id is not null;
grant update (waiting_id) on payment_advices to duebook_app, duebook_scoped;
