-- Contracts come in by files too: which import brought one, and one whose import was undone. Its number is free again then.
alter table imports drop constraint imports_kind_check;
alter table imports add constraint imports_kind_check
  check (kind in ('customers', 'openings', 'opening_totals', 'history', 'invoices', 'receipts', 'settlements', 'contracts'));

alter table contracts add column import_id uuid;
alter table contracts drop constraint contracts_state_check;
alter table contracts add constraint contracts_state_check check (state in ('active', 'completed', 'terminated', 'undone'));
create index contracts_by_import on contracts (org_id, import_id) where import_id is not null;
drop index contracts_number;
create unique index contracts_number on contracts (org_id, entity_id, number) where state <> 'undone';
