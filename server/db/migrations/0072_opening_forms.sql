-- Account openings that customers to be fill in on a page behind a link. They are applications: a person takes or declines them.
create table opening_forms (
  org_id int not null references organisations,
  form_id uuid not null,
  entity_id uuid not null,
  -- For whom it was made; what the customer says of itself lies sealed, beside the name by which lists know it.
  addressee text not null,
  name text,
  locale text not null check (locale in ('zh', 'en')),
  state text not null default 'made' check (state in ('made', 'opened', 'submitted', 'taken', 'declined', 'withdrawn')),
  sealed text,
  submitted_by text,
  submitted_at timestamptz,
  token_hash bytea,
  expires_at timestamptz,
  reason text,
  customer_id uuid,
  onboarding_id uuid,
  decided_by uuid,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, form_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, onboarding_id) references onboardings,
  check ((state in ('submitted', 'taken', 'declined')) = (sealed is not null)),
  check ((state = 'taken') = (onboarding_id is not null))
);
create unique index opening_forms_token on opening_forms (token_hash) where token_hash is not null;
create index opening_forms_by_state on opening_forms (org_id, state, form_id);
call guard('opening_forms', 'open', true);
revoke update on opening_forms from duebook_app, duebook_scoped;
grant update (state, name, sealed, submitted_by, submitted_at, token_hash, expires_at, reason, customer_id, onboarding_id, decided_by)
  on opening_forms to duebook_app, duebook_scoped;

create table opening_papers (
  org_id int not null references organisations,
  form_id uuid not null,
  file_id uuid not null,
  kind text not null,
  -- The customer took it back before it sent the application.
  dropped_at timestamptz,
  recorded_at timestamptz not null,
  primary key (org_id, form_id, file_id),
  foreign key (org_id, form_id) references opening_forms,
  foreign key (org_id, file_id) references files
);
call guard('opening_papers', 'open');

-- Whose page a token opens: of an invoice, of anything else a customer confirms, or of an account opening.
create or replace function open_page(hash bytea) returns jsonb
language sql stable security definer set search_path = public as $$
  select jsonb_build_object('org_id', o.org_id, 'time_zone', o.time_zone, 'locale', p.locale,
    'clock', to_char(o.demo_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  from (
    select org_id, locale, expires_at, state from dispatches where token_hash = hash
    union all
    select org_id, locale, expires_at, state from pages where token_hash = hash
    union all
    select org_id, locale, expires_at, state from opening_forms where token_hash = hash) p
  join organisations o on o.org_id = p.org_id
  where p.expires_at > now() and p.state <> 'withdrawn'
$$;
