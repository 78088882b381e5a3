-- Customers asked, many at once, to confirm what we hold of them: an asking, and what became of each customer in it.
create table data_askings (
  org_id int not null references organisations,
  asking_id uuid not null,
  entity_id uuid not null,
  -- Whether those without an address get a page whose link a person hands over.
  by_hand boolean not null,
  job_id uuid,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, asking_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, job_id) references jobs,
  foreign key (org_id, recorded_by) references people (org_id, person_id)
);
call guard('data_askings', 'open', true);

create table data_asking_lines (
  org_id int not null,
  asking_id uuid not null,
  customer_id uuid not null,
  entity_id uuid not null,
  -- Whether it was named by hand; else it is there since its file was due.
  named boolean not null,
  outcome text not null default 'waiting' check (outcome in ('waiting', 'mailed', 'made', 'skipped')),
  reason text check (reason in ('no_address', 'no_mail', 'asked', 'reviewed', 'archived', 'stopped')),
  page_id uuid,
  primary key (org_id, asking_id, customer_id),
  foreign key (org_id, asking_id) references data_askings,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, page_id) references pages,
  check ((outcome = 'skipped') = (reason is not null)),
  check ((outcome in ('mailed', 'made')) = (page_id is not null))
);
create index data_asking_lines_waiting on data_asking_lines (org_id, asking_id, customer_id) where outcome = 'waiting';
call guard('data_asking_lines', 'open', true, true);
