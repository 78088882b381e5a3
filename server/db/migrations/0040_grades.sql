-- Grades of customers A, B, C with the figures they rest on; and when a file was last looked through.
alter table customers add column grade char(1) check (grade in ('A', 'B', 'C'));
alter table customers add column reviewed_on date;
create index customers_by_grade on customers (org_id, grade, customer_id) where grade is not null;

-- The proposal of the last working out; one a customer.
create table grade_proposals (
  org_id int not null,
  customer_id uuid not null,
  proposed char(1) not null check (proposed in ('A', 'B', 'C')),
  -- What each side alone would be; credit is null where nothing fell due.
  importance char(1) not null,
  frequency char(1) not null,
  credit char(1),
  -- Hundredths of a point between 100 and 300.
  points int not null,
  billed_minor bigint not null,
  share_bp int not null,
  invoices int not null,
  days_late numeric(7, 1),
  overdue_bp int not null,
  figured_on date not null,
  state text not null check (state in ('waiting', 'same', 'confirmed', 'declined')),
  recorded_at timestamptz not null,
  primary key (org_id, customer_id),
  foreign key (org_id, customer_id) references customers
);
create index grade_proposals_waiting on grade_proposals (org_id, billed_minor, customer_id) where state = 'waiting';
call guard('grade_proposals', 'open', false, true);

create table customer_grades (
  org_id int not null,
  grading_id uuid not null,
  customer_id uuid not null,
  grade char(1) not null,
  before char(1),
  proposed char(1),
  reason text,
  -- The figures of the proposal that was looked at.
  figures jsonb,
  graded_on date not null,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, grading_id),
  foreign key (org_id, customer_id) references customers
);
create index customer_grades_by_customer on customer_grades (org_id, customer_id, grading_id);
call guard('customer_grades', 'append', false, true);

create table customer_reviews (
  org_id int not null,
  review_id uuid not null,
  customer_id uuid not null,
  note text,
  reviewed_on date not null,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, review_id),
  foreign key (org_id, customer_id) references customers
);
create index customer_reviews_by_customer on customer_reviews (org_id, customer_id, review_id);
call guard('customer_reviews', 'append', false, true);

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('customer_grade.set', array['finance_manager', 'credit_manager']),
  ('approval.release.customer_credit', array['general_manager', 'finance_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
