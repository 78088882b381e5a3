-- The register of what was erased of persons: where, how often, by whom and why; never of whom by name.
create table erasures (
  org_id int not null references organisations,
  erasure_id uuid not null,
  customer_id uuid,
  form_id uuid,
  -- A contact, somebody named beside the contacts, all of a customer that is a natural person, or a form.
  what text not null check (what in ('contact', 'named', 'customer', 'form')),
  -- How many rows were emptied, by place.
  places jsonb not null,
  -- False where whoever erased sees a part of the books alone.
  complete boolean not null,
  reason text not null,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, erasure_id),
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, form_id) references opening_forms,
  foreign key (org_id, recorded_by) references people (org_id, person_id),
  check ((customer_id is null) <> (form_id is null))
);
create index erasures_by_customer on erasures (org_id, customer_id, erasure_id);
call guard('erasures', 'append');

grant update (recipient) on pages to duebook_app, duebook_scoped;
grant update (said_by) on payment_advices to duebook_app, duebook_scoped;
grant update (addressee) on opening_forms to duebook_app, duebook_scoped;
