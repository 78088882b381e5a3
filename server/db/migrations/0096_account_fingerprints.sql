-- By which accounts of two customers are seen to be one: a keyed hash of the number, which stays sealed. Gone with the person.
alter table customer_bank_accounts add column fingerprint bytea;
create index customer_bank_accounts_by_fingerprint on customer_bank_accounts (org_id, fingerprint) where fingerprint is not null;
-- Entered before there were fingerprints: a job opens these once.
alter table customer_bank_accounts add column fingerprint_due boolean not null default false;
update customer_bank_accounts set fingerprint_due = true;
create index customer_bank_accounts_due on customer_bank_accounts (org_id, account_id) where fingerprint_due;
create trigger recount_entered after insert on customer_bank_accounts referencing new table as entered for each statement
  execute function recount_entered();
create trigger recount_changed after update of state, fingerprint on customer_bank_accounts for each row execute function recount_changed();
