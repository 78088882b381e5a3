-- A table that was looked at while it held only rows taken back is believed to be empty whatever it grows to, until it
-- doubles: it is looked at again.
create or replace function refresh_statistics() returns int language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  grown text;
  looked_at int := 0;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('duebook statistics', 0)) then return 0; end if;
  for grown in
    select c.oid::regclass::text from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and pg_relation_size(c.oid) / 8192 > 32
      and (c.reltuples <= 0 or pg_relation_size(c.oid) / 8192 > c.relpages * 2)
  loop
    execute 'analyze ' || grown;
    looked_at := looked_at + 1;
  end loop;
  return looked_at;
end $$;
