-- One invoice may bill several contracts: then its lines say which, and of goods the delivery.
alter table invoice_lines add column contract_id uuid;
alter table invoice_lines add column delivery_id uuid;
alter table invoice_lines add foreign key (org_id, contract_id) references contracts;
alter table invoice_lines add foreign key (org_id, delivery_id) references deliveries;
create index invoice_lines_by_contract on invoice_lines (org_id, contract_id) where contract_id is not null;
create index invoice_lines_by_delivery on invoice_lines (org_id, delivery_id) where delivery_id is not null;

-- Who is billed by the month 月结: the day on which all that is unsettled becomes one bill; 31 is the end of the month.
create table settlement_terms (
  org_id int not null,
  customer_id uuid not null,
  entity_id uuid not null,
  currency char(3) not null,
  settlement_day smallint not null check (settlement_day between 1 and 31),
  -- Days the customer has to answer.
  reply_days smallint not null check (reply_days between 1 and 90),
  active boolean not null,
  recorded_at timestamptz not null,
  primary key (org_id, customer_id, entity_id, currency),
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, entity_id) references entities
);
call guard('settlement_terms', 'open', true, true);

create table settlement_runs (
  org_id int not null references organisations,
  run_id uuid not null,
  on_day date not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'cancelled')),
  job_id uuid not null,
  -- Whose accounts: how many there are, how many were looked at, and for how many there was something to bill.
  accounts int not null,
  done int not null default 0,
  made int not null default 0,
  -- Where it goes on when it broke off.
  last_account text,
  created_by uuid not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (org_id, run_id)
);
call guard('settlement_runs', 'open');

create table settlements (
  org_id int not null,
  settlement_id uuid not null,
  run_id uuid,
  entity_id uuid not null,
  customer_id uuid not null,
  number text collate "C" not null,
  currency char(3) not null,
  until_on date not null,
  reply_by date not null,
  state text not null default 'open' check (state in ('open', 'confirmed', 'contested', 'issued', 'undone')),
  amount_minor bigint not null check (amount_minor > 0),
  -- How the customer answered: on its page, or as we were told. A name stands here alone and in no event.
  answered_on date,
  answered_how text check (answered_how in ('page', 'signed_note', 'mail', 'phone')),
  answered_name text,
  reason text,
  invoice_id uuid,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, settlement_id),
  foreign key (org_id, run_id) references settlement_runs,
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, invoice_id) references invoices,
  check ((state = 'issued') = (invoice_id is not null)),
  check (state not in ('confirmed', 'contested', 'issued') or (answered_on is not null and answered_how is not null))
);
create unique index settlements_number on settlements (org_id, entity_id, number);
create index settlements_by_customer on settlements (org_id, customer_id, settlement_id);
create index settlements_by_state on settlements (org_id, state, settlement_id);
call guard('settlements', 'open', true, true);

create table settlement_lines (
  org_id int not null,
  settlement_id uuid not null,
  line int not null,
  contract_id uuid not null,
  -- What of the contract: a line 'l3', a period of one 'l3:2026-04-01', or a part 'p2'.
  key text collate "C" not null,
  source text not null,
  contract_line smallint,
  contract_part smallint,
  contract_period date,
  delivery_id uuid,
  happened_on date,
  description text not null,
  quantity numeric(28, 13),
  unit text,
  unit_price numeric(28, 13),
  tax_code text not null,
  amount_minor bigint not null check (amount_minor > 0),
  contested boolean not null default false,
  contest_note text,
  -- When what was contested may be billed again.
  released_at timestamptz,
  primary key (org_id, settlement_id, line),
  foreign key (org_id, settlement_id) references settlements,
  foreign key (org_id, contract_id) references contracts,
  foreign key (org_id, delivery_id) references deliveries,
  check (contested or contest_note is null)
);
create index settlement_lines_by_contract on settlement_lines (org_id, contract_id, key);
call guard('settlement_lines', 'open');

-- The page of a settlement bill, for the customer to confirm or to contest by line.
alter table pages add column settlement_id uuid;
alter table pages add foreign key (org_id, settlement_id) references settlements;
alter table pages drop constraint pages_kind_check;
alter table pages add constraint pages_kind_check check (kind in ('delivery', 'statement', 'file', 'settlement'));
alter table pages add check ((kind = 'settlement') = (settlement_id is not null));
create index pages_by_settlement on pages (org_id, settlement_id) where settlement_id is not null;
