-- A contract may agree that it is paid by acceptance bill 承兑汇票.
alter table contracts drop constraint contracts_method_check;
alter table contracts add constraint contracts_method_check
  check (method in ('transfer', 'cash', 'cheque', 'card', 'electronic', 'bill', 'other'));
