-- What a customer's file holds beside names and contacts: addresses, bank accounts, documents; and when it was looked through.
create table customer_addresses (
  org_id int not null,
  address_id uuid not null,
  customer_id uuid not null,
  roles text[] not null,
  line text not null,
  city text,
  region text,
  postcode text,
  country char(2) not null,
  recipient text,
  ended_at timestamptz,
  version int not null default 1,
  recorded_at timestamptz not null,
  primary key (org_id, address_id),
  foreign key (org_id, customer_id) references customers,
  check (roles <@ array['registered', 'delivery', 'invoice', 'statement'] and cardinality(roles) > 0)
);
create index customer_addresses_by_customer on customer_addresses (org_id, customer_id) where ended_at is null;
call guard('customer_addresses', 'open', false, true);

create table customer_bank_accounts (
  org_id int not null,
  account_id uuid not null,
  customer_id uuid not null,
  holder text not null,
  bank text not null,
  swift text,
  currency char(3),
  -- The number stands here alone, sealed; in clear only its last four characters.
  sealed text not null,
  tail text not null,
  state text not null default 'entered' check (state in ('entered', 'active', 'closed')),
  -- The account it takes the place of.
  replaces uuid,
  evidence text not null,
  -- From when money may go there: a change waits, so that a forged one is noticed first.
  usable_from timestamptz,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, account_id),
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, replaces) references customer_bank_accounts,
  check ((state = 'active') <= (usable_from is not null))
);
create index customer_bank_accounts_by_customer on customer_bank_accounts (org_id, customer_id);
call guard('customer_bank_accounts', 'open', false, true);

create table customer_documents (
  org_id int not null,
  document_id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('opening_form', 'licence', 'identity', 'address_proof', 'contract_copy', 'mandate', 'tax_certificate', 'other')),
  title text not null,
  file_id uuid,
  issued_on date,
  valid_until date,
  state text not null default 'current' check (state in ('current', 'replaced', 'withdrawn')),
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, document_id),
  foreign key (org_id, customer_id) references customers,
  check (valid_until is null or issued_on is null or valid_until >= issued_on)
);
create index customer_documents_by_customer on customer_documents (org_id, customer_id) where state = 'current';
create index customer_documents_by_end on customer_documents (org_id, valid_until, document_id) where state = 'current' and valid_until is not null;
call guard('customer_documents', 'open', false, true);

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('customer_account.manage', array['finance_manager', 'receivables_clerk']),
  ('customer_account.show', array['general_manager', 'finance_manager', 'cashier']),
  ('customer_rules.manage', array['finance_manager', 'credit_manager']),
  ('approval.release.customer_account', array['general_manager', 'finance_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
