-- Who stands in for whom: what one may release, another may release until a day.
create table approval_delegations (
  org_id int not null references organisations,
  delegation_id uuid not null,
  from_person_id uuid not null,
  to_person_id uuid not null,
  from_on date not null,
  until_on date not null,
  reason text,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid,
  primary key (org_id, delegation_id),
  foreign key (org_id, from_person_id) references people,
  foreign key (org_id, to_person_id) references people,
  check (from_person_id <> to_person_id),
  check (from_on <= until_on)
);
create index approval_delegations_to on approval_delegations (org_id, to_person_id, until_on) where ended_at is null;

call guard('approval_delegations', 'open');

-- A delegation is ended, never rewritten.
revoke update on approval_delegations from duebook_app, duebook_scoped;
grant update (ended_at, ended_by) on approval_delegations to duebook_app, duebook_scoped;

-- For whom a deputy released; never for the one who asked.
alter table approval_requests add column for_person_id uuid;
alter table approval_requests add check (for_person_id is distinct from maker_id or for_person_id is null);
