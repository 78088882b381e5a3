-- What is left of a name without legal form, place and the words that companies add: what two spellings of one customer share.
alter table customers add column core text, add column core_en text;
alter table customer_aliases add column core text;
create index customers_by_core on customers using gin (core gin_trgm_ops);
create index customers_by_core_en on customers using gin (core_en gin_trgm_ops);
create index customer_aliases_by_core on customer_aliases using gin (core gin_trgm_ops);
-- The job that writes how names are read writes these as well.
update customers set search = null;
update customer_aliases set search = null;

-- Customers one of whose spellings is like a name, and how like. Behind row security a trigram index would not be used, so
-- the wall and the reader's scope stand inside. Written as text, so that the planner sees the words.
create function similar_customers(wanted text, most int) returns table (customer_id uuid, spelling text, likeness real)
language plpgsql stable security definer set search_path = public set pg_trgm.similarity_threshold = 0.5 as $$
declare
  scope text := '';
begin
  if coalesce(wanted, '') = '' then
    return;
  end if;
  if app_customers() <> '' then
    scope := ' and x.customer_id in (select scope_customers())';
  end if;
  return query execute format(
    '(select x.customer_id, x.name, similarity(x.core, %1$L) from customers x where x.org_id = app_org() and x.core %% %1$L%2$s
       order by 3 desc limit $1)
     union all
     (select x.customer_id, x.name_en, similarity(x.core_en, %1$L) from customers x
       where x.org_id = app_org() and x.core_en %% %1$L%2$s order by 3 desc limit $1)
     union all
     (select x.customer_id, x.alias, similarity(x.core, %1$L) from customer_aliases x
       where x.org_id = app_org() and x.kind = ''name'' and x.ended_at is null and x.core %% %1$L%2$s order by 3 desc limit $1)',
    wanted, scope) using most;
end $$;
revoke all on function similar_customers(text, int) from public;
grant execute on function similar_customers(text, int) to duebook_app, duebook_scoped;
