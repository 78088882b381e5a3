-- What a job may do and see: what whoever asked for it might at that moment. Null for one asked for before this was kept.
alter table jobs add column rights jsonb;

-- Files lie encrypted under a key of their own (the file's row in personal_keys), by the hash of what lies there. Null for
-- one that was kept before: it lies as it came, under sha256, until its time is over.
alter table files add column stored_sha256 bytea;

-- A natural person who was a customer and was erased; the customer stays under its number.
alter table customers add column erased_at timestamptz;
alter table customers add constraint customers_erased check (erased_at is null or kind = 'person');
-- Other names of an erased person go.
grant delete on customer_aliases to duebook_app, duebook_scoped;
