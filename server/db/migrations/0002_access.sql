-- Who may do what: entities, people, roles, scopes, invitations, API keys. Who one is lives in the schema "identity".
create table entities (
  org_id int not null references organisations,
  entity_id uuid not null,
  code text not null,
  name text not null,
  name_en text,
  base_currency char(3) not null,
  standard text not null check (standard in ('cas', 'cas_small', 'international')),
  taxpayer_kind text not null default 'general' check (taxpayer_kind in ('general', 'small_scale', 'none')),
  country char(2) not null default 'CN',
  tax_id text,
  books_from date not null,
  went_live_at timestamptz not null,
  settings jsonb not null default '{}',
  recorded_at timestamptz not null,
  primary key (org_id, entity_id),
  unique (org_id, code)
);

create table departments (
  org_id int not null references organisations,
  department_id uuid not null,
  code text not null,
  name text not null,
  archived boolean not null default false,
  primary key (org_id, department_id),
  unique (org_id, code)
);

create table people (
  org_id int not null references organisations,
  person_id uuid not null,
  code text,
  name text not null,
  email text,
  locale text not null default 'zh',
  user_id text,
  department_id uuid,
  state text not null default 'active' check (state in ('invited', 'active', 'disabled')),
  recorded_at timestamptz not null,
  primary key (org_id, person_id),
  unique (org_id, code),
  unique (org_id, user_id),
  foreign key (org_id, department_id) references departments
);
create unique index people_by_email on people (org_id, lower(email));
create index people_by_user on people (user_id) where user_id is not null;

-- A role may name the widest customers it can be granted for, and may have to end on a day.
create table roles (
  org_id int not null references organisations,
  role_id uuid not null,
  code text not null,
  name text not null,
  name_en text not null,
  customers text not null default '' check (customers in ('', 'own', 'departments')),
  must_expire boolean not null default false,
  is_builtin boolean not null default false,
  primary key (org_id, role_id),
  unique (org_id, code)
);

create table role_permissions (
  org_id int not null,
  role_id uuid not null,
  permission text not null,
  primary key (org_id, role_id, permission),
  foreign key (org_id, role_id) references roles
);

-- A role held by a person, within a scope: entities (null = all), customers ('' all, 'own', 'departments').
create table role_grants (
  org_id int not null,
  grant_id uuid not null,
  person_id uuid not null,
  role_id uuid not null,
  entity_ids uuid[],
  customers text not null default '' check (customers in ('', 'own', 'departments')),
  valid_from date,
  valid_to date,
  granted_by uuid,
  recorded_at timestamptz not null,
  revoked_at timestamptz,
  compensated_by uuid,
  primary key (org_id, grant_id),
  foreign key (org_id, person_id) references people,
  foreign key (org_id, role_id) references roles
);
create index role_grants_by_person on role_grants (org_id, person_id) where revoked_at is null;

create table invitations (
  org_id int not null,
  invitation_id uuid not null,
  person_id uuid not null,
  token_hash bytea not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  created_by uuid,
  created_at timestamptz not null,
  primary key (org_id, invitation_id),
  unique (token_hash),
  foreign key (org_id, person_id) references people
);

create table api_keys (
  org_id int not null references organisations,
  key_id uuid not null,
  name text not null,
  prefix text not null,
  token_hash bytea not null,
  role_id uuid not null,
  entity_ids uuid[],
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (org_id, key_id),
  unique (token_hash),
  foreign key (org_id, role_id) references roles,
  foreign key (org_id, created_by) references people (org_id, person_id)
);

-- Approvals: which verbs wait for a second person, and what waits.
create table approval_policies (
  org_id int not null references organisations,
  verb text not null,
  condition jsonb not null default '{}',
  permission text not null,
  origin text not null default 'standard',
  primary key (org_id, verb)
);

create table approval_requests (
  org_id int not null references organisations,
  request_id uuid not null,
  verb text not null,
  input jsonb not null,
  facts jsonb not null default '{}',
  permission text not null,
  maker_id uuid not null,
  key_id uuid,
  made_at timestamptz not null,
  reason text,
  state text not null default 'waiting' check (state in ('waiting', 'released', 'declined', 'withdrawn', 'failed')),
  checker_id uuid,
  checked_at timestamptz,
  check_reason text,
  answer jsonb,
  primary key (org_id, request_id),
  check (checker_id is distinct from maker_id or state = 'withdrawn')
);
create index approval_requests_waiting on approval_requests (org_id, made_at) where state = 'waiting';

call guard('entities', 'open');
call guard('departments', 'open');
call guard('people', 'open');
call guard('roles', 'open');
call guard('role_permissions', 'keep');
call guard('role_grants', 'open');
call guard('invitations', 'open');
call guard('api_keys', 'open');
call guard('approval_policies', 'keep');
call guard('approval_requests', 'open');
create policy scoped_entities on entities as restrictive to duebook_scoped
  using (app_entities() is null or entity_id = any (app_entities()));
