-- On which account of ours the money of a bill that was paid came in.
alter table bill_moves add column own_account_id uuid;
alter table bill_moves add foreign key (org_id, own_account_id) references own_accounts;
