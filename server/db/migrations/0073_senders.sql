-- Who writes on papers: address, telephone and mail of each entity in versions, and the picture of its seal.
create table entity_senders (
  org_id int not null references organisations,
  entity_id uuid not null,
  version int not null check (version > 0),
  address text,
  address_en text,
  phone text,
  email text,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, entity_id, version),
  foreign key (org_id, entity_id) references entities
);
call guard('entity_senders', 'append', true);

-- A seal is entered by one person and taken into use by another; the one before ends with it.
create table entity_seals (
  org_id int not null references organisations,
  seal_id uuid not null,
  entity_id uuid not null,
  file_id uuid not null,
  sha256 bytea not null,
  width int not null check (width between 50 and 2000),
  height int not null check (height between 50 and 2000),
  -- The papers it is printed on.
  kinds text[] not null check (kinds <@ array['invoice_notice', 'statement', 'agreement', 'official_receipt']),
  state text not null default 'entered' check (state in ('entered', 'active', 'closed')),
  reason text,
  entered_by uuid not null,
  approved_by uuid,
  approved_at timestamptz,
  recorded_at timestamptz not null,
  primary key (org_id, seal_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, file_id) references files,
  check (state <> 'active' or approved_by is not null),
  check (approved_by is null or approved_by <> entered_by)
);
create unique index entity_seals_active on entity_seals (org_id, entity_id) where state = 'active';
create unique index entity_seals_entered on entity_seals (org_id, entity_id) where state = 'entered';
call guard('entity_seals', 'open', true);
revoke update on entity_seals from duebook_app, duebook_scoped;
grant update (state, reason, approved_by, approved_at) on entity_seals to duebook_app, duebook_scoped;

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('sender.manage', array['administrator', 'finance_manager']),
  ('seal.enter', array['finance_manager', 'administrator']),
  ('seal.approve', array['general_manager', 'finance_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
