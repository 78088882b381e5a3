-- The view a person's list opens with; none where the list opens as it comes.
create table preferred_views (
  org_id int not null references organisations,
  person_id uuid not null,
  list text not null,
  view_id uuid,
  version int not null default 1,
  primary key (org_id, person_id, list),
  foreign key (org_id, person_id) references people,
  foreign key (org_id, view_id) references saved_views
);

call guard('preferred_views', 'open');

create policy own on preferred_views as restrictive to duebook_scoped
  using (person_id = app_person()) with check (person_id = app_person());

revoke update on preferred_views from duebook_app, duebook_scoped;
grant update (view_id, version) on preferred_views to duebook_app, duebook_scoped;
