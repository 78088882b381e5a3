-- Lines of contracts that recur 周期性条款: how they were agreed, and the periods that follow from it, each billed once.
alter table contract_lines add column recurs jsonb;

create table contract_periods (
  org_id int not null,
  contract_id uuid not null,
  version int not null,
  line smallint not null,
  from_on date not null,
  to_on date not null,
  -- The day from which it can be billed.
  bill_on date not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  amount_minor bigint not null check (amount_minor > 0),
  primary key (org_id, contract_id, version, line, from_on),
  foreign key (org_id, contract_id, version, line) references contract_lines,
  check (from_on <= to_on)
);
call guard('contract_periods', 'append');

-- The first day of the period that a line of an invoice bills.
alter table invoice_lines add column contract_period date;
