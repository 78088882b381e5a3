-- Whoever started a billing run is told that it has ended.
alter table notifications drop constraint notifications_kind_check;
alter table notifications add constraint notifications_kind_check
  check (kind in ('mention', 'task_given', 'task_moved', 'task_closed', 'task_due', 'approval_waiting', 'import_finished',
    'receipt_waiting', 'receipt_returned', 'billing_run_finished'));
create index billing_papers_failed on billing_papers (org_id, run_id, batch, invoice_id) where state = 'failed';
