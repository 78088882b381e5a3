-- Settlement bills that are made and sent by themselves on the day of the account, in the name of whoever said so.
alter table settlement_terms
  add column automatic boolean not null default false,
  -- The last day up to which the bills were made by themselves; what lies before the automat was switched on is not made up for.
  add column made_until date,
  add column automatic_by uuid,
  add check (not automatic or (automatic_by is not null and made_until is not null));
create index settlement_terms_automatic on settlement_terms (org_id, automatic_by) where automatic and active;

-- A seal may lie on settlement bills as well.
alter table entity_seals drop constraint entity_seals_kinds_check;
alter table entity_seals add constraint entity_seals_kinds_check
  check (kinds <@ array['invoice_notice', 'statement', 'agreement', 'official_receipt', 'settlement_bill']);
