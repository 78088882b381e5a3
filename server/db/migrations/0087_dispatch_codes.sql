-- Codes on papers that lead to the page of a dispatch. A paper cannot be exchanged like a link: each code lives beside the
-- link and the other codes until its own end, and ends with its dispatch.
create table dispatch_codes (
  org_id int not null,
  dispatch_id uuid not null,
  token_hash bytea not null,
  expires_at timestamptz not null,
  made_at timestamptz not null,
  primary key (org_id, dispatch_id, token_hash),
  foreign key (org_id, dispatch_id) references dispatches
);
create unique index dispatch_codes_token on dispatch_codes (token_hash);
call guard('dispatch_codes', 'append');

-- Whose page a token opens: of an invoice, by its link or by a code on its paper; of anything else a customer confirms; or of
-- an account opening.
create or replace function open_page(hash bytea) returns jsonb
language sql stable security definer set search_path = public as $$
  select jsonb_build_object('org_id', o.org_id, 'time_zone', o.time_zone, 'locale', p.locale,
    'clock', to_char(o.demo_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  from (
    select org_id, locale, expires_at, state from dispatches where token_hash = hash
    union all
    select d.org_id, d.locale, k.expires_at, d.state
    from dispatch_codes k join dispatches d on d.org_id = k.org_id and d.dispatch_id = k.dispatch_id
    where k.token_hash = hash
    union all
    select org_id, locale, expires_at, state from pages where token_hash = hash
    union all
    select org_id, locale, expires_at, state from opening_forms where token_hash = hash) p
  join organisations o on o.org_id = p.org_id
  where p.expires_at > now() and p.state <> 'withdrawn'
$$;
