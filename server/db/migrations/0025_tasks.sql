-- Comments on any document, tasks with an owner and a due day, one inbox for each person, and the daily digest by mail.

-- Whether a scope (entities, customers, person, department) reaches a customer: for saying of somebody else whether they
-- may see a document. The one who asks may himself see less.
create function customer_within(customer uuid, entities uuid[], width text, person uuid, department uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select width = '' or exists (
    select from customer_accounts a
    where a.org_id = app_org() and a.customer_id = customer and (entities is null or a.entity_id = any (entities))
      and case width when 'own' then a.salesperson_id = person else a.salesperson_id = person or a.department_id = department end)
$$;
revoke all on function customer_within(uuid, uuid[], text, uuid, uuid) from public;
grant execute on function customer_within(uuid, uuid[], text, uuid, uuid) to duebook_app, duebook_scoped;

-- Where a comment stands. Its customer and entity are those of its document, which never change, and carry the scope.
create table comments (
  org_id int not null references organisations,
  comment_id uuid not null,
  subject_kind text not null check (subject_kind in ('customer', 'invoice', 'receipt', 'item', 'import')),
  subject_id uuid not null,
  customer_id uuid,
  entity_id uuid,
  author_id uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, comment_id),
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, author_id) references people (org_id, person_id)
);
create index comments_by_subject on comments (org_id, subject_id, comment_id);

-- What a comment says and said; the latest version counts, and one that takes it back says why.
create table comment_versions (
  org_id int not null,
  comment_id uuid not null,
  version int not null,
  body text,
  mentions uuid[] not null default '{}',
  taken_back boolean not null default false,
  why text,
  recorded_at timestamptz not null,
  primary key (org_id, comment_id, version),
  foreign key (org_id, comment_id) references comments,
  check (taken_back = (body is null)),
  check (not taken_back or why is not null)
);

create table comment_files (
  org_id int not null,
  comment_id uuid not null,
  file_id uuid not null,
  primary key (org_id, comment_id, file_id),
  foreign key (org_id, comment_id) references comments,
  foreign key (org_id, file_id) references files
);
create unique index comment_files_by_file on comment_files (org_id, file_id);

create table tasks (
  org_id int not null references organisations,
  task_id uuid not null,
  title text not null,
  note text,
  owner_id uuid not null,
  given_by uuid not null,
  -- Everybody who gave or had it: they see it whatever their scope.
  people uuid[] not null,
  due_on date not null,
  -- 'HH:MM' on the organisation's clock; without it the whole day.
  due_time text check (due_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  due_slot text collate "C" not null generated always as (coalesce(due_time, '24:00')) stored,
  -- The rule that gave it; null for one given by hand.
  rule text,
  subject_kind text check (subject_kind in ('customer', 'invoice', 'receipt', 'item', 'import')),
  subject_id uuid,
  customer_id uuid,
  entity_id uuid,
  state text not null default 'open' check (state in ('open', 'finished', 'dropped')),
  outcome text,
  closed_by uuid,
  closed_at timestamptz,
  recorded_at timestamptz not null,
  version int not null default 1,
  primary key (org_id, task_id),
  foreign key (org_id, owner_id) references people (org_id, person_id),
  foreign key (org_id, given_by) references people (org_id, person_id),
  foreign key (org_id, closed_by) references people (org_id, person_id),
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, entity_id) references entities,
  check ((subject_kind is null) = (subject_id is null)),
  check ((state = 'open') = (closed_at is null)),
  check ((state = 'open') = (closed_by is null)),
  check ((state = 'open') = (outcome is null))
);
create index tasks_by_due on tasks (org_id, due_on, due_slot, task_id) where state = 'open';
create index tasks_by_owner on tasks (org_id, owner_id, due_on, due_slot, task_id);
create index tasks_by_giver on tasks (org_id, given_by, due_on, due_slot, task_id);
create index tasks_by_subject on tasks (org_id, subject_id) where subject_id is not null;
create index tasks_by_customer on tasks (org_id, customer_id) where customer_id is not null;
-- A rule has one task at a time about a document.
create unique index tasks_of_rule on tasks (org_id, rule, subject_id) where rule is not null and state = 'open';

-- What somebody is told, once for each occasion. What it speaks of is read when it is shown, with the reader's own eyes.
create table notifications (
  org_id int not null references organisations,
  notification_id uuid not null,
  person_id uuid not null,
  kind text not null check (kind in ('mention', 'task_given', 'task_moved', 'task_closed', 'task_due', 'approval_waiting', 'import_finished')),
  -- The comment, task, request or import it speaks of.
  about_id uuid not null,
  -- Tells apart what may happen more than once to the same: a version, a day.
  occasion text not null default '',
  actor_id uuid,
  recorded_at timestamptz not null,
  read_at timestamptz,
  primary key (org_id, notification_id),
  unique (org_id, person_id, kind, about_id, occasion),
  foreign key (org_id, person_id) references people,
  foreign key (org_id, actor_id) references people (org_id, person_id)
);
create index notifications_by_person on notifications (org_id, person_id, recorded_at, notification_id);
create index notifications_unread on notifications (org_id, person_id) where read_at is null;

create table notification_settings (
  org_id int not null,
  person_id uuid not null,
  digest boolean not null,
  primary key (org_id, person_id),
  foreign key (org_id, person_id) references people
);

-- A digest is a row, one for a person and a day, before it is a message.
create table digests (
  org_id int not null,
  person_id uuid not null,
  day date not null,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'empty', 'refused', 'unsure')),
  lines int,
  recorded_at timestamptz not null,
  sent_at timestamptz,
  primary key (org_id, person_id, day),
  foreign key (org_id, person_id) references people
);

call guard('comments', 'append');
call guard('comment_versions', 'append');
call guard('comment_files', 'append');
call guard('tasks', 'open');
call guard('notifications', 'open');
call guard('notification_settings', 'open');
call guard('digests', 'open');

-- Who sees less than the organisation sees comments of the documents in his scope, and tasks of those besides his own.
create policy scoped_document on comments as restrictive for select to duebook_scoped using (
  (entity_id is null or app_entities() is null or entity_id = any (app_entities()))
  and (customer_id is null or app_customers() = '' or customer_id in (select scope_customers())));
create policy scoped_comment on comment_versions as restrictive for select to duebook_scoped using (
  exists (select from comments c where c.org_id = comment_versions.org_id and c.comment_id = comment_versions.comment_id));
create policy scoped_comment on comment_files as restrictive for select to duebook_scoped using (
  exists (select from comments c where c.org_id = comment_files.org_id and c.comment_id = comment_files.comment_id));
create policy scoped_task on tasks as restrictive to duebook_scoped using (
  app_person() = any (people) or (
    (customer_id is not null or entity_id is not null)
    and (entity_id is null or app_entities() is null or entity_id = any (app_entities()))
    and (customer_id is null or app_customers() = '' or customer_id in (select scope_customers()))))
  with check (true);
create policy own_inbox on notifications as restrictive for select to duebook_scoped using (person_id = app_person());

-- A task keeps what it was about, who gave it and when.
revoke update on tasks, notifications, digests from duebook_app, duebook_scoped;
grant update (owner_id, people, due_on, due_time, state, outcome, closed_by, closed_at, version) on tasks to duebook_app, duebook_scoped;
grant update (read_at) on notifications to duebook_app, duebook_scoped;
grant update (state, lines, sent_at) on digests to duebook_app, duebook_scoped;

-- Roles out of the box of organisations that are there hold what those of a new one do.
insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, w.permission
from roles r
join (values ('comment.read'), ('comment.write'), ('task.read'), ('task.give'), ('task.manage')) as w (permission) on true
where r.is_builtin and r.code in ('general_manager', 'finance_manager', 'receivables_clerk', 'cashier', 'credit_manager', 'collector',
    'legal', 'auditor', 'sales_manager', 'sales', 'external_lawyer')
  and (w.permission like '%.read' or r.code <> 'auditor')
  and (w.permission <> 'task.manage' or r.code in ('general_manager', 'finance_manager', 'credit_manager', 'sales_manager'))
on conflict do nothing;
