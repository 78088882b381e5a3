-- The wording of contracts: every version of a text with places for what a contract knows.
create table contract_templates (
  org_id int not null references organisations,
  code text not null,
  version int not null,
  name text not null,
  locale text not null check (locale in ('zh', 'en')),
  body text not null,
  -- No longer offered; the versions stay for what was printed from them.
  retired boolean not null default false,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (org_id, code, version)
);

call guard('contract_templates', 'append');
