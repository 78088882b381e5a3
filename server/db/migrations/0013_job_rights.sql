-- What a job may do and see: what whoever asked for it might at that moment. Null for one asked for before this was kept.
alter table jobs add column rights jsonb;
