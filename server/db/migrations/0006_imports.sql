-- Files coming in: what was read, how far it got, what each row became, and what was refused.
create table imports (
  org_id int not null references organisations,
  import_id uuid not null,
  kind text not null check (kind in ('customers', 'openings', 'history', 'invoices', 'receipts', 'settlements')),
  file_id uuid not null,
  file_name text not null,
  map jsonb not null,
  dry_run boolean not null default false,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone')),
  rows_total bigint,
  rows_done bigint not null default 0,
  rows_ok bigint not null default 0,
  rows_known bigint not null default 0,
  rows_refused bigint not null default 0,
  totals jsonb not null default '[]',
  problem jsonb,
  cancel_asked boolean not null default false,
  -- The job at work on it: bringing in, or undoing.
  job_id uuid,
  created_by uuid,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (org_id, import_id),
  foreign key (org_id, file_id) references files,
  foreign key (org_id, job_id) references jobs
);
create index imports_by_moment on imports (org_id, created_at desc, import_id);

-- One transaction each: a chunk is there whole or not at all.
create table import_chunks (
  org_id int not null,
  import_id uuid not null,
  chunk int not null,
  first_row bigint not null,
  last_row bigint not null,
  rows_ok int not null,
  rows_known int not null,
  rows_refused int not null,
  recorded_at timestamptz not null,
  primary key (org_id, import_id, chunk),
  foreign key (org_id, import_id) references imports
);

create table import_refusals (
  org_id int not null,
  import_id uuid not null,
  row bigint not null,
  problems jsonb not null,
  primary key (org_id, import_id, row),
  foreign key (org_id, import_id) references imports
);

-- The openings an import added items to.
create table import_openings (
  org_id int not null,
  import_id uuid not null,
  opening_id uuid not null,
  primary key (org_id, import_id, opening_id),
  foreign key (org_id, import_id) references imports,
  foreign key (org_id, opening_id) references openings
);

create table import_maps (
  org_id int not null references organisations,
  map_id uuid not null,
  kind text not null,
  name text not null,
  map jsonb not null,
  changed_at timestamptz not null,
  primary key (org_id, map_id),
  unique (org_id, kind, name)
);

call guard('imports', 'open');
call guard('import_chunks', 'append');
call guard('import_refusals', 'append');
call guard('import_openings', 'append');
call guard('import_maps', 'keep');
