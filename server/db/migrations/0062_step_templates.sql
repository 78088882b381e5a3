-- The steps of contracts by their course: every version of a template. A contract keeps the version it began with.
create table step_templates (
  org_id int not null references organisations,
  course text not null check (course in ('goods', 'services', 'prepayment', 'milestones')),
  version int not null check (version > 0),
  -- In their order: step, names, owner, days from which step, evidence, gate.
  steps jsonb not null,
  reason text not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (org_id, course, version)
);
call guard('step_templates', 'append');

-- Version 0 is the template of the house.
alter table contracts add column course text check (course in ('goods', 'services', 'prepayment', 'milestones'));
update contracts set course = kind;
alter table contracts alter column course set not null;
alter table contracts add column steps_version int not null default 0;
