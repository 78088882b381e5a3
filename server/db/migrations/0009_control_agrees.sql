-- Whether the control accounts of the entities in scope equal their open items, for readers who may not see either total.
create function control_agrees(as_of date, known_at timestamptz) returns boolean
language plpgsql stable security definer set search_path = public as $$
declare
  sealed_at timestamptz;
  sealed_chunk int;
begin
  -- Read first, so that the planner knows how little lies behind the watermark.
  select coalesce(max(c.to_at), '-infinity'), coalesce(max(c.chunk), 0) into sealed_at, sealed_chunk from posting_chunks c
  where c.org_id = app_org() and (control_agrees.known_at is null or c.to_at <= control_agrees.known_at);
  return (with changes as (
    select a.item_id, sum(a.delta_minor) as minor, sum(a.delta_base_minor) as base from applications a
    where a.org_id = app_org() and (a.applied_on > control_agrees.as_of or a.recorded_at > control_agrees.known_at) group by a.item_id
  ), items as (
    select i.entity_id, i.currency, i.open_minor as minor, i.open_base_minor as base from open_items i
    where i.org_id = app_org() and i.open_minor <> 0 and i.posted_on <= control_agrees.as_of and (control_agrees.known_at is null or i.recorded_at <= control_agrees.known_at)
    union all
    select i.entity_id, i.currency, -c.minor, -c.base from changes c join open_items i on i.org_id = app_org() and i.item_id = c.item_id
    where i.posted_on <= control_agrees.as_of and (control_agrees.known_at is null or i.recorded_at <= control_agrees.known_at)
  ), control as (
    select account_id from accounts where org_id = app_org() and control is not null
  ), posted as (
    select s.entity_id, s.currency, s.amount_minor as minor, s.base_minor as base
    from posting_sums s join control using (account_id)
    where s.org_id = app_org() and s.chunk <= sealed_chunk and s.posted_on <= control_agrees.as_of
    union all
    select p.entity_id, p.currency, p.amount_minor, p.base_minor from postings p join control using (account_id)
    where p.org_id = app_org() and p.posted_on <= control_agrees.as_of and p.recorded_at > sealed_at
      and (control_agrees.known_at is null or p.recorded_at <= control_agrees.known_at)
  )
  select not exists (
    select from (
      select entity_id, currency, minor, base from items
      union all select entity_id, currency, -minor, -base from posted) d
    where app_entities() is null or entity_id = any (app_entities())
    group by entity_id, currency having sum(minor) <> 0 or sum(base) <> 0));
end $$;
revoke all on function control_agrees(date, timestamptz) from public;
grant execute on function control_agrees(date, timestamptz) to duebook_app, duebook_scoped;
