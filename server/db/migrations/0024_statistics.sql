-- What the planner knows of a table that has grown since it was last looked at, or never was: PostgreSQL's own daemon comes
-- late, and forgets after a crash what grew. Without it a look-up by one key may take any index. Answers how many it looked at.
create function refresh_statistics() returns int language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  grown text;
  looked_at int := 0;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('duebook statistics', 0)) then return 0; end if;
  for grown in
    select c.oid::regclass::text from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and pg_relation_size(c.oid) / 8192 > 32
      and (c.reltuples < 0 or pg_relation_size(c.oid) / 8192 > c.relpages * 2)
  loop
    execute 'analyze ' || grown;
    looked_at := looked_at + 1;
  end loop;
  return looked_at;
end $$;
revoke all on function refresh_statistics() from public;
grant execute on function refresh_statistics() to duebook_app, duebook_scoped;
