-- Who one is: accounts, passwords, second factors, sessions. The library's tables (a test holds them against its own schema)
-- stand in a schema of their own; only the role duebook_identity works on them, and the functions below that hand out
-- exactly what the application may know.
create table identity.users (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  two_factor_enabled boolean
);

create table identity.sessions (
  id text primary key,
  expires_at timestamptz not null,
  token text not null unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null,
  ip_address text,
  user_agent text,
  user_id text not null references identity.users on delete cascade,
  seen_at timestamptz not null default now()
);
create index sessions_user_id_idx on identity.sessions (user_id);

create table identity.accounts (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references identity.users on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null
);
create index accounts_user_id_idx on identity.accounts (user_id);

create table identity.verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verifications_identifier_idx on identity.verifications (identifier);

create table identity.two_factors (
  id text primary key,
  secret text not null,
  backup_codes text not null,
  user_id text not null references identity.users on delete cascade,
  verified boolean,
  failed_verification_count integer,
  locked_until timestamptz
);
create index two_factors_secret_idx on identity.two_factors (secret);
create index two_factors_user_id_idx on identity.two_factors (user_id);

-- Codes of the second factor that were used, for as long as they would still be good.
create table identity.used_codes (
  hash bytea primary key,
  used_at timestamptz not null default now()
);

-- How often an account or an address has guessed wrong since a moment.
create table identity.guesses (
  bucket text primary key,
  count int not null,
  since timestamptz not null default now()
);

-- What happened at the door: the events of the installation, which belong to no organisation.
create table identity.sign_ins (
  sign_in_id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  kind text not null check (kind in ('signed_in', 'sign_in_failed', 'second_factor_asked', 'second_factor_failed',
    'guessing_limited', 'signed_out', 'password_changed', 'second_factor_enabled', 'second_factor_disabled')),
  user_id text,
  address text,
  agent text
);
create index sign_ins_by_user on identity.sign_ins (user_id, sign_in_id);
create trigger append_only before update or delete on identity.sign_ins for each row execute function refuse_change();

grant select, insert, update, delete on identity.users, identity.sessions, identity.accounts, identity.verifications,
  identity.two_factors, identity.used_codes, identity.guesses to duebook_identity;
grant select, insert on identity.sign_ins to duebook_identity;

-- What a person may do today: the grants that are valid on the organisation's day. Null for one who is not active.
create function access_of(org int, person uuid) returns jsonb language plpgsql stable set search_path = public as $$
declare
  found_access jsonb;
begin
  select jsonb_build_object(
      'org_id', o.org_id, 'person_id', p.person_id, 'department_id', p.department_id,
      'locale', p.locale, 'time_zone', o.time_zone, 'two_factor_roles', o.settings -> 'require_second_factor',
      'clock', to_char(o.demo_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'grants', coalesce((
        select jsonb_agg(jsonb_build_object(
          'grant_id', g.grant_id, 'role', r.code, 'entity_ids', g.entity_ids, 'customers', g.customers,
          'permissions', coalesce((
            select jsonb_agg(rp.permission) from role_permissions rp
            where rp.org_id = g.org_id and rp.role_id = g.role_id), '[]')))
        from role_grants g join roles r on r.org_id = g.org_id and r.role_id = g.role_id
        where g.org_id = o.org_id and g.person_id = p.person_id and g.revoked_at is null
          and coalesce(g.valid_from, '-infinity') <= (coalesce(o.demo_at, now()) at time zone o.time_zone)::date
          and coalesce(g.valid_to, 'infinity') >= (coalesce(o.demo_at, now()) at time zone o.time_zone)::date), '[]'))
    into found_access
    from people p join organisations o on o.org_id = p.org_id
    where p.org_id = org and p.person_id = person and p.state = 'active';
  return found_access;
end $$;
revoke all on function access_of(int, uuid) from public;

-- Whose session this is, in the organisation asked for or the first; marks it as seen, at most once a minute.
create function access_of_session(session_token text, org int, idle interval) returns jsonb
language plpgsql volatile security definer set search_path = public as $$
declare
  s record;
  p record;
begin
  select x.id, x.user_id, x.seen_at, coalesce(u.two_factor_enabled, false) as second_factor into s
    from identity.sessions x join identity.users u on u.id = x.user_id
    where x.token = session_token and x.expires_at > now() and x.seen_at > now() - idle;
  if not found then return null; end if;
  if s.seen_at < now() - interval '1 minute' then
    update identity.sessions set seen_at = now()
      where id = (select id from identity.sessions where id = s.id for update skip locked);
  end if;
  select org_id, person_id into p from people
    where user_id = s.user_id and state = 'active' and (org is null or org_id = org) order by org_id limit 1;
  return jsonb_build_object('session_id', s.id, 'second_factor', s.second_factor, 'access', access_of(p.org_id, p.person_id));
end $$;

create function access_of_api_key(org int, key uuid) returns jsonb language plpgsql stable set search_path = public as $$
declare
  found_key jsonb;
begin
  select jsonb_build_object(
      'key_id', k.key_id, 'key_entity_ids', k.entity_ids, 'access', access_of(k.org_id, k.created_by),
      'key_permissions', coalesce((
        select jsonb_agg(rp.permission) from role_permissions rp
        where rp.org_id = k.org_id and rp.role_id = k.role_id), '[]'))
    into found_key
    from api_keys k
    where k.org_id = org and k.key_id = key and k.revoked_at is null and k.expires_at > now();
  return found_key;
end $$;
revoke all on function access_of_api_key(int, uuid) from public;

-- The key with this hash, before the organisation is known.
create function access_of_key(hash bytea) returns jsonb
language plpgsql stable security definer set search_path = public as $$
declare
  k record;
begin
  select org_id, key_id into k from api_keys where token_hash = hash;
  return access_of_api_key(k.org_id, k.key_id);
end $$;

-- The same inside the wall, for what runs later in somebody's name.
create function access_of_person_here(person uuid) returns jsonb
language plpgsql stable security definer set search_path = public as $$
begin
  return access_of(app_org(), person);
end $$;

create function access_of_key_here(key uuid) returns jsonb
language plpgsql stable security definer set search_path = public as $$
begin
  return access_of_api_key(app_org(), key);
end $$;

-- The invitation with this hash, before the one invited is anybody.
create function open_invitation(hash bytea) returns jsonb
language plpgsql stable security definer set search_path = public as $$
declare
  found_invitation jsonb;
begin
  select jsonb_build_object(
      'org_id', o.org_id, 'organisation', o.name, 'time_zone', o.time_zone, 'invitation_id', i.invitation_id,
      'person_id', p.person_id, 'name', p.name, 'email', p.email, 'locale', p.locale,
      'clock', to_char(o.demo_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    into found_invitation
    from invitations i
    join people p on p.org_id = i.org_id and p.person_id = i.person_id
    join organisations o on o.org_id = i.org_id
    where i.token_hash = hash and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > now()
      and p.state <> 'disabled' and p.email is not null;
  return found_invitation;
end $$;

-- How many people this account is in other organisations: who belongs elsewhere is not given a new password from here.
create function memberships_elsewhere(account text) returns int
language sql stable security definer set search_path = public as $$
  select count(*)::int from people where user_id = account and org_id <> app_org()
$$;

-- A demo is nobody's, and whoever comes first still sets up the real one.
create function is_set_up() returns boolean language sql stable security definer set search_path = public as $$
  select exists (select from organisations where not is_demo)
$$;

-- A new organisation; the first one only while there is none, a first demo only while there is not even a demo. Null
-- when there is one already.
create function create_organisation(new_name text, new_time_zone text, new_locale text, demo_clock timestamptz, only_first boolean)
returns int language plpgsql volatile security definer set search_path = public as $$
declare
  made int;
begin
  if only_first then
    perform pg_advisory_xact_lock(hashtext('duebook.set_up'));
    if exists (select from organisations where not is_demo or demo_clock is not null) then return null; end if;
  end if;
  insert into organisations (name, time_zone, locale, is_demo, demo_at)
    values (new_name, new_time_zone, new_locale, demo_clock is not null, demo_clock) returning org_id into made;
  perform set_config('app.org', made::text, true);
  return made;
end $$;

-- The organisations the one who asks belongs to.
create function my_organisations() returns table (org_id int, name text)
language sql stable security definer set search_path = public as $$
  select o.org_id, o.name from people me
  join people p on p.user_id = me.user_id and p.state = 'active' or p.org_id = me.org_id and p.person_id = me.person_id
  join organisations o on o.org_id = p.org_id
  where me.org_id = app_org() and me.person_id = app_person() order by o.org_id
$$;

-- The running sessions of the people of this organisation.
create function sessions_here(idle interval) returns table (
  session_id text, person_id uuid, created_at timestamptz, seen_at timestamptz, expires_at timestamptz, address text, agent text)
language sql stable security definer set search_path = public as $$
  select s.id, p.person_id, s.created_at, s.seen_at, s.expires_at, nullif(s.ip_address, ''), nullif(s.user_agent, '')
  from people p join identity.sessions s on s.user_id = p.user_id
  where p.org_id = app_org() and s.expires_at > now() and s.seen_at > now() - idle
$$;

-- Ends one session of a person of this organisation, or all of them (but for one). Answers how many.
create function end_sessions_here(person uuid, one text, keep text) returns int
language plpgsql volatile security definer set search_path = public as $$
declare
  ended int;
begin
  delete from identity.sessions s using people p
    where p.org_id = app_org() and p.person_id = person and s.user_id = p.user_id
      and (one is null or s.id = one) and (keep is null or s.id <> keep);
  get diagnostics ended = row_count;
  return ended;
end $$;

-- Whether the people of this organisation have a second factor.
create function second_factors_here() returns table (person_id uuid, second_factor boolean)
language sql stable security definer set search_path = public as $$
  select p.person_id, coalesce(u.two_factor_enabled, false) from people p join identity.users u on u.id = p.user_id
  where p.org_id = app_org()
$$;

-- Takes the second factor off a person of this organisation alone who has lost it, and ends his sessions.
create function forget_second_factor_here(person uuid) returns boolean
language plpgsql volatile security definer set search_path = public as $$
declare
  account text;
begin
  select user_id into account from people where org_id = app_org() and person_id = person;
  if account is null or memberships_elsewhere(account) > 0 then return false; end if;
  delete from identity.two_factors where user_id = account;
  update identity.users set two_factor_enabled = false, updated_at = now() where id = account;
  delete from identity.verifications where value = account;
  delete from identity.sessions where user_id = account;
  return true;
end $$;

create function sign_ins_here() returns table (
  sign_in_id bigint, at timestamptz, kind text, person_id uuid, address text, agent text)
language sql stable security definer set search_path = public as $$
  select i.sign_in_id, i.at, i.kind, p.person_id, i.address, i.agent
  from people p join identity.sign_ins i on i.user_id = p.user_id
  where p.org_id = app_org()
$$;

do $$
declare
  f text;
begin
  foreach f in array array['access_of_session(text, int, interval)', 'access_of_key(bytea)', 'access_of_person_here(uuid)',
    'access_of_key_here(uuid)', 'open_invitation(bytea)', 'memberships_elsewhere(text)', 'is_set_up()',
    'create_organisation(text, text, text, timestamptz, boolean)', 'my_organisations()', 'sessions_here(interval)',
    'end_sessions_here(uuid, text, text)', 'second_factors_here()', 'forget_second_factor_here(uuid)', 'sign_ins_here()']
  loop
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to duebook_app, duebook_scoped', f);
  end loop;
end $$;
