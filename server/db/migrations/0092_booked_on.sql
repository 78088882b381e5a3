-- The day on which the old system booked what a file brings: shown and searched, never counted with.
alter table invoices add column booked_on date;
alter table receipts add column booked_on date;
alter table open_items add column booked_on date;
create index invoices_by_booking on invoices (org_id, booked_on, invoice_id) where booked_on is not null;
create index receipts_by_booking on receipts (org_id, booked_on, receipt_id) where booked_on is not null;
create index open_items_by_booking on open_items (org_id, booked_on, item_id) where booked_on is not null;
create index history_items_by_booking on history_items (org_id, booked_on, history_id) where booked_on is not null;
