-- The collection policy 收款政策 of an entity as a document in versions: drafted, approved by another person, published from a
-- day on. On any day one version holds at the most, and earlier ones stay.
create table payment_policies (
  org_id int not null,
  policy_id uuid not null,
  entity_id uuid not null,
  version int not null check (version > 0),
  state text not null default 'draft' check (state in ('draft', 'approved', 'published', 'withdrawn')),
  -- Deadlines, grace, late charge and timetable of reminders, by grade.
  policy jsonb not null,
  -- What is new in this version.
  note text not null,
  -- How often the draft was written; whoever writes names the one he has read.
  edition int not null default 1,
  -- Everybody who wrote in it; none of them approves it.
  written_by uuid[] not null,
  written_at timestamptz not null,
  approved_by uuid,
  approved_at timestamptz,
  published_by uuid,
  published_at timestamptz,
  -- The first day it holds, and the first on which it does not any more; null without end.
  valid_from date,
  valid_until date,
  withdrawn_reason text,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, policy_id),
  unique (org_id, entity_id, version),
  foreign key (org_id, entity_id) references entities,
  check (state not in ('approved', 'published') or approved_by is not null),
  check (approved_by is null or not approved_by = any (written_by)),
  check ((state = 'published') = (valid_from is not null)),
  check (valid_until is null or valid_until > valid_from),
  constraint payment_policies_one_a_day
    exclude using gist (org_id with =, entity_id with =, daterange(valid_from, valid_until, '[)') with &&)
    where (state = 'published')
);
-- What is being written: one at a time for an entity.
create unique index payment_policies_open on payment_policies (org_id, entity_id) where state in ('draft', 'approved');
call guard('payment_policies', 'open', true);

-- What was published, or withdrawn, is not written on.
create function keep_policy() returns trigger language plpgsql as $$
begin
  if old.state in ('published', 'withdrawn') and (new.policy, new.note, new.written_by, new.approved_by, new.version)
    is distinct from (old.policy, old.note, old.written_by, old.approved_by, old.version) then
    raise exception 'a published policy is not changed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger keep_policy before update on payment_policies for each row execute function keep_policy();

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('payment_policy.read', array['general_manager', 'finance_manager', 'receivables_clerk', 'cashier', 'credit_manager',
    'collector', 'legal', 'auditor', 'sales_manager', 'sales']),
  ('payment_policy.write', array['finance_manager', 'credit_manager']),
  ('payment_policy.approve', array['general_manager', 'finance_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
