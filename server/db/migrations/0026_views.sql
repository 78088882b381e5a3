-- Lists as people want them: filters, order and columns under a name, one's own or for everybody.
create table saved_views (
  org_id int not null references organisations,
  view_id uuid not null,
  person_id uuid not null,
  list text not null,
  name text not null,
  -- What stands behind the question mark of the list's address.
  search text not null,
  -- {order, hidden}: the columns; null as they come.
  columns jsonb,
  shared boolean not null,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1,
  primary key (org_id, view_id),
  foreign key (org_id, person_id) references people
);
create unique index saved_views_by_name on saved_views (org_id, list, person_id, name) where ended_at is null;

call guard('saved_views', 'open');

-- Who sees less than the organisation sees what is shared, and what is his.
create policy own_or_shared on saved_views as restrictive for select to duebook_scoped using (shared or person_id = app_person());

-- A view keeps whose it is and which list it is of.
revoke update on saved_views from duebook_app, duebook_scoped;
grant update (search, columns, shared, ended_at, version) on saved_views to duebook_app, duebook_scoped;
