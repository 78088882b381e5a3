-- A closed month of the tax return that was opened again, by one person and released by another; what was frozen stays to be seen.
create table tax_return_reopenings (
  org_id int not null,
  return_id uuid not null,
  entity_id uuid not null,
  reason text not null,
  reopened_by uuid not null,
  reopened_at timestamptz not null,
  primary key (org_id, return_id),
  foreign key (org_id, return_id) references tax_returns
);
call guard('tax_return_reopenings', 'append', true);

-- A month may be closed anew behind a reopening: the how-manieth time it is.
alter table tax_returns add column nth smallint not null default 1 check (nth >= 1);
alter table tax_returns drop constraint tax_returns_org_id_entity_id_month_key;
alter table tax_returns add unique (org_id, entity_id, month, nth);
