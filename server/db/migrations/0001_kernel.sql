-- The kernel: organisations, the wall between them, events, kept answers, jobs' progress, files.
create extension if not exists pg_trgm;
create extension if not exists btree_gist;

create function app_org() returns int language sql stable parallel safe
  as $$ select nullif(current_setting('app.org', true), '')::int $$;
create function app_person() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.person', true), '')::uuid $$;
-- Entities in the reader's scope; null means every entity.
create function app_entities() returns uuid[] language sql stable parallel safe
  as $$ select nullif(current_setting('app.entities', true), '')::uuid[] $$;
-- Which customers a scoped reader sees: '' all, 'own', 'departments'.
create function app_customers() returns text language sql stable parallel safe
  as $$ select coalesce(current_setting('app.customers', true), '') $$;
create function app_departments() returns uuid[] language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('app.departments', true), ''), '{}')::uuid[] $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

-- Puts a table behind the organisation wall, grants what its kind allows, and narrows the scoped role by entity and customer.
-- kind: 'open' (insert, update), 'keep' (insert, update, delete: drafts and settings), 'append' (insert only).
create procedure guard(table_name text, kind text, by_entity boolean default false, by_customer boolean default false)
language plpgsql as $$
declare
  scope text := '';
begin
  execute format('alter table %I enable row level security', table_name);
  execute format('create policy org on %I to duebook_app using (org_id = app_org()) with check (org_id = app_org())', table_name);
  if by_entity then
    scope := scope || ' and (app_entities() is null or entity_id = any (app_entities()))';
  end if;
  if by_customer then
    scope := scope || ' and (app_customers() = '''' or customer_id in (select scope_customers()))';
  end if;
  execute format('create policy scoped on %I to duebook_scoped using (org_id = app_org()%s) with check (org_id = app_org()%s)',
    table_name, scope, scope);
  execute format('grant select, insert on %I to duebook_app, duebook_scoped', table_name);
  if kind in ('open', 'keep') then
    execute format('grant update on %I to duebook_app, duebook_scoped', table_name);
  end if;
  if kind = 'keep' then
    execute format('grant delete on %I to duebook_app, duebook_scoped', table_name);
  end if;
  if kind = 'append' then
    execute format('create trigger append_only before update or delete on %I for each row execute function refuse_change()', table_name);
    execute format('create trigger append_only_truncate before truncate on %I for each statement execute function refuse_change()', table_name);
  end if;
end $$;

create table organisations (
  org_id int generated always as identity primary key,
  name text not null,
  time_zone text not null default 'Asia/Shanghai',
  locale text not null default 'zh',
  duty_profile text not null default 'standard' check (duty_profile in ('statute', 'standard', 'strict')),
  is_demo boolean not null default false,
  demo_at timestamptz,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  check (demo_at is null or is_demo)
);
alter table organisations enable row level security;
create policy org on organisations to duebook_app, duebook_scoped using (org_id = app_org()) with check (org_id = app_org());
grant select, update on organisations to duebook_app, duebook_scoped;

create table events (
  org_id int not null references organisations,
  event_id uuid not null,
  name text not null,
  subject_id uuid not null,
  actor_id uuid,
  via text not null,
  released_by uuid,
  recorded_at timestamptz not null,
  xid xid8 not null default pg_current_xact_id(),
  data jsonb not null,
  primary key (org_id, event_id)
);
create index events_by_subject on events (org_id, subject_id, event_id);
create index events_by_name on events (org_id, name, event_id);
create index events_by_xid on events (org_id, xid);
call guard('events', 'append');

-- The order of events once and for all: one sealer numbers what has been committed behind the oldest running transaction.
create table event_leaves (
  org_id int not null,
  leaf bigint not null,
  event_id uuid not null,
  hash bytea not null,
  primary key (org_id, leaf),
  unique (org_id, event_id),
  foreign key (org_id, event_id) references events
);
call guard('event_leaves', 'append');

-- The roots of each full 1,024 leaves, so that a proof reads a few thousand hashes and not all of them.
create table event_nodes (
  org_id int not null references organisations,
  node bigint not null,
  hash bytea not null,
  primary key (org_id, node)
);
call guard('event_nodes', 'append');

create table kept_answers (
  org_id int not null references organisations,
  actor_id uuid not null,
  verb text not null,
  key text not null,
  input_hash bytea not null,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (org_id, actor_id, verb, key)
);
call guard('kept_answers', 'keep');

-- What came from a file or another system, once only.
create table external_refs (
  org_id int not null references organisations,
  source text not null,
  external_id text not null,
  kind text not null,
  document_id uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, source, kind, external_id)
);
create index external_refs_by_document on external_refs (org_id, document_id);
-- Taken out when what an import brought is undone, so that the file may come again.
call guard('external_refs', 'keep');

create table files (
  org_id int not null references organisations,
  file_id uuid not null,
  name text not null,
  mime text not null,
  size bigint not null,
  sha256 bytea not null,
  purpose text not null,
  created_by uuid,
  created_at timestamptz not null,
  primary key (org_id, file_id)
);
call guard('files', 'append');

-- Keys under which personal fields stand in events; destroying a key erases them and breaks no hash.
create table personal_keys (
  org_id int not null references organisations,
  subject_id uuid not null,
  wrapped bytea,
  created_at timestamptz not null default now(),
  destroyed_at timestamptz,
  primary key (org_id, subject_id),
  check ((wrapped is null) = (destroyed_at is not null))
);
call guard('personal_keys', 'open');

-- Work that takes longer than a request; what the job queue runs reads and writes its progress here.
create table jobs (
  org_id int not null references organisations,
  job_id uuid not null,
  kind text not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  done bigint not null default 0,
  total bigint,
  input jsonb not null default '{}',
  result jsonb,
  cancel_asked boolean not null default false,
  -- Runs since the last progress; a job that never gets further is given up.
  attempts int not null default 0,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, job_id)
);
create index jobs_unfinished on jobs (org_id, job_id) where state in ('waiting', 'running');
create index jobs_by_person on jobs (org_id, created_by, job_id);
call guard('jobs', 'open');

-- Hands a job of this organisation to the queue, in the transaction that asks for it. The roles that work here see
-- nothing of the queue itself. Where no queue is installed yet, the row in jobs waits until one is.
create function queue_job(job uuid) returns void language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if to_regclass('pgboss.job') is null then return; end if;
  insert into pgboss.job (name, data, singleton_key, policy, retry_limit, retry_delay, retry_backoff, retry_delay_max,
      expire_seconds, deletion_seconds, heartbeat_seconds, keep_until)
    select q.name, jsonb_build_object('org_id', j.org_id, 'job_id', j.job_id), j.job_id::text, q.policy, q.retry_limit,
      q.retry_delay, q.retry_backoff, q.retry_delay_max, q.expire_seconds, q.deletion_seconds, q.heartbeat_seconds,
      now() + q.retention_seconds * interval '1 second'
    from jobs j cross join pgboss.queue q
    where j.org_id = app_org() and j.job_id = job and q.name = 'work'
    on conflict do nothing;
  perform pg_notify('pgboss_' || left(encode(sha224('pgboss'::bytea), 'hex'), 24), 'work');
end $$;
revoke all on function queue_job(uuid) from public;
grant execute on function queue_job(uuid) to duebook_app, duebook_scoped;

-- The moment before which every transaction that can still commit has begun; reports known "now" are lowered to it.
create function oldest_running_at() returns timestamptz language sql stable security definer
  set search_path = pg_catalog
  as $$ select coalesce(min(xact_start), clock_timestamp()) from pg_stat_activity
        where xact_start is not null and backend_type = 'client backend' and datname = current_database() and pid <> pg_backend_pid() $$;
revoke all on function oldest_running_at() from public;
grant execute on function oldest_running_at() to duebook_app, duebook_scoped;
