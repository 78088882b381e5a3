-- By what customers had best pay: rules in versions, each from a day on.
create table payment_method_rules (
  org_id int not null references organisations,
  version int not null check (version > 0),
  valid_from date not null,
  -- Weights, and of each method its bands, grades, fee and safety.
  rules jsonb not null,
  note text not null,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, version)
);
create index payment_method_rules_by_day on payment_method_rules (org_id, valid_from desc, version desc);
call guard('payment_method_rules', 'append');

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, 'payment_method.manage' from roles r
where r.is_builtin and r.code in ('finance_manager')
on conflict do nothing;
