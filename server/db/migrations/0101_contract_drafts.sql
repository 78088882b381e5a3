-- Contracts that are still being worked on: what was typed, as it was typed. Nothing counts them; one that is concluded
-- becomes a contract, one that is dropped stays with its reason.
create table contract_drafts (
  org_id int not null,
  draft_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  title text not null,
  kind text not null,
  currency text,
  -- What its lines come to as far as they say so.
  amount_minor bigint,
  -- What the contract would be entered with, checked only when it is concluded.
  content jsonb not null,
  version int not null default 1,
  state text not null default 'draft' check (state in ('draft', 'concluded', 'dropped')),
  reason text,
  contract_id uuid,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (org_id, draft_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, contract_id) references contracts,
  check ((state = 'concluded') = (contract_id is not null)),
  check ((state = 'dropped') = (reason is not null))
);
create index contract_drafts_by_change on contract_drafts (org_id, changed_at, draft_id);
create index contract_drafts_by_title on contract_drafts (org_id, title, draft_id);
create index contract_drafts_by_customer on contract_drafts (org_id, customer_id);
create index contract_drafts_by_contract on contract_drafts (org_id, contract_id) where contract_id is not null;
call guard('contract_drafts', 'open', true, true);
