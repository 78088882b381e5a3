-- Reminders 催款提醒: what the collection policy asks for, made day by day, and what became of it.

-- Whether reminders by mail leave by themselves: not at all, those that the house gives, or every one.
create table reminder_settings (
  org_id int not null,
  entity_id uuid not null,
  automatic text not null check (automatic in ('off', 'house', 'all')),
  set_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, entity_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, set_by) references people (org_id, person_id)
);
call guard('reminder_settings', 'open', true);

create table reminders (
  org_id int not null,
  reminder_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  currency char(3) not null,
  policy_id uuid not null,
  -- The reminder of the policy by channel, giver, tone and its place among those alike: it outlives a new version.
  step_key text not null,
  grade text not null check (grade in ('A', 'B', 'C', 'D')),
  -- Days after (+) or before (−) the due day, as the policy said them.
  step_day smallint not null,
  channel text not null check (channel in ('email', 'message', 'phone', 'letter', 'visit', 'hand_over')),
  given_by text not null check (given_by in ('house', 'clerk', 'salesperson', 'collector', 'manager', 'legal')),
  tone text not null check (tone in ('friendly', 'polite', 'firm', 'formal', 'final', 'legal')),
  reminded_on date not null,
  state text not null check (state in ('waiting', 'queued', 'sending', 'sent', 'unsure', 'bounced', 'task', 'done',
    'skipped', 'withdrawn')),
  amount_minor bigint not null check (amount_minor >= 0),
  locale text not null check (locale in ('zh', 'en')),
  -- An address; it stands here alone and in no event.
  recipient text,
  by_hand boolean not null default false,
  note text,
  reason text,
  task_id uuid,
  page_id uuid,
  -- The letter as it left, without the link that opened the page.
  subject text,
  body text,
  sent_at timestamptz,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, reminder_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, policy_id) references payment_policies,
  foreign key (org_id, task_id) references tasks,
  foreign key (org_id, page_id) references pages,
  foreign key (org_id, recorded_by) references people (org_id, person_id)
);
-- One reminder for each customer, step and day gathers all its items.
create unique index reminders_once on reminders (org_id, entity_id, customer_id, currency, step_key, reminded_on)
  where state <> 'withdrawn';
create index reminders_by_day on reminders (org_id, reminded_on, reminder_id);
create index reminders_by_customer on reminders (org_id, customer_id, reminded_on, reminder_id);
create index reminders_by_state on reminders (org_id, state, reminded_on) where state in ('waiting', 'task', 'bounced', 'queued');
create index reminders_by_task on reminders (org_id, task_id) where task_id is not null;
call guard('reminders', 'open', true, true);

create table reminder_items (
  org_id int not null,
  reminder_id uuid not null,
  item_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  step_key text not null,
  tone text not null,
  number text not null,
  -- The day its days were counted from: the one agreed last, or the legal one.
  due_on date not null,
  open_minor bigint not null check (open_minor > 0),
  -- Why it left the reminder before that went out: paid, disputed, an agreement, money that is there, or a later step.
  left_as text check (left_as in ('paid', 'disputed', 'agreement', 'money', 'retention', 'overtaken')),
  primary key (org_id, reminder_id, item_id),
  foreign key (org_id, reminder_id) references reminders,
  foreign key (org_id, item_id) references open_items
);
-- Never twice for the same item and step; what left before it went out may come again once it is owed anew.
create unique index reminder_items_once on reminder_items (org_id, item_id, step_key)
  where left_as is null or left_as = 'overtaken';
create index reminder_items_by_item on reminder_items (org_id, item_id, reminder_id);
call guard('reminder_items', 'open', true, true);

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('reminder.read', array['general_manager', 'finance_manager', 'receivables_clerk', 'cashier', 'credit_manager', 'collector', 'legal',
    'auditor', 'sales_manager', 'sales', 'external_lawyer']),
  ('reminder.send', array['finance_manager', 'receivables_clerk', 'collector']),
  ('reminder.switch', array['finance_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
