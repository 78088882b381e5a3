-- The signed file of a contract: who signed for either side and when. A file that takes the place of another leaves it there.
create table signed_contracts (
  org_id int not null,
  signed_id uuid not null,
  contract_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  -- The version of the contract that was signed.
  version int not null,
  file_id uuid not null,
  -- SHA-256 of what was signed; the file itself lies sealed under another hash.
  sha256 bytea not null check (octet_length(sha256) = 32),
  ours_name text not null,
  ours_on date not null,
  theirs_name text not null,
  theirs_on date not null,
  note text,
  state text not null default 'current' check (state in ('current', 'replaced', 'withdrawn')),
  reason text,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, signed_id),
  foreign key (org_id, contract_id) references contracts,
  foreign key (org_id, file_id) references files,
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  check ((state = 'withdrawn') = (reason is not null))
);
create unique index signed_contracts_current on signed_contracts (org_id, contract_id) where state = 'current';
create index signed_contracts_by_contract on signed_contracts (org_id, contract_id, signed_id);
call guard('signed_contracts', 'open', true, true);
revoke update on signed_contracts from duebook_app, duebook_scoped;
grant update (state, reason) on signed_contracts to duebook_app, duebook_scoped;
