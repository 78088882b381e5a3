-- Account opening 开户: a customer that was applied for takes no contract or invoice before another person activates it.
alter table customers add column pending boolean not null default false;

create table onboardings (
  org_id int not null,
  onboarding_id uuid not null,
  customer_id uuid not null,
  state text not null default 'collecting' check (state in ('collecting', 'checking', 'activated', 'rejected', 'withdrawn')),
  -- The grade that is expected; its papers are demanded as well.
  grade char(1) check (grade in ('A', 'B', 'C')),
  note text,
  -- Since when it is in its state, and why it ended or went through against a check.
  since timestamptz not null,
  reason text,
  applied_by uuid not null,
  checked_by uuid,
  recorded_at timestamptz not null,
  primary key (org_id, onboarding_id),
  foreign key (org_id, customer_id) references customers
);
create unique index onboardings_by_customer on onboardings (org_id, customer_id);
create index onboardings_by_moment on onboardings (org_id, onboarding_id);
call guard('onboardings', 'open', false, true);

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('onboarding.apply', array['finance_manager', 'receivables_clerk']),
  ('onboarding.check', array['general_manager', 'finance_manager', 'credit_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
