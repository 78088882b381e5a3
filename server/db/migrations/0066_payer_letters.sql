-- Payment authorisations 委托付款书 and three-party agreements 三方协议: who may pay for a customer, how long, and how much.
create table payer_letters (
  org_id int not null,
  letter_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('mandate', 'tripartite')),
  -- Who pays: one of our customers, or a name as the bank writes it.
  payer_id uuid,
  payer_name text not null,
  payer_key text not null,
  valid_from date not null,
  valid_until date not null,
  currency char(3) not null,
  ceiling_each_minor bigint check (ceiling_each_minor > 0),
  ceiling_total_minor bigint check (ceiling_total_minor > 0),
  file_id uuid not null,
  note text,
  state text not null default 'registered' check (state in ('registered', 'active', 'ended')),
  registered_by uuid not null,
  recorded_at timestamptz not null,
  approved_by uuid,
  approved_at timestamptz,
  ended_by uuid,
  ended_at timestamptz,
  end_reason text,
  primary key (org_id, letter_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, payer_id) references customers (org_id, customer_id),
  foreign key (org_id, file_id) references files,
  foreign key (org_id, registered_by) references people (org_id, person_id),
  foreign key (org_id, approved_by) references people (org_id, person_id),
  check (valid_from <= valid_until),
  check (payer_id is distinct from customer_id),
  -- Nobody approves the letter they registered.
  check (approved_by <> registered_by),
  check (state <> 'active' or approved_by is not null),
  check ((state = 'ended') = (end_reason is not null))
);
create index payer_letters_by_customer on payer_letters (org_id, customer_id, valid_until);
create index payer_letters_by_end on payer_letters (org_id, valid_until, letter_id);
create index payer_letters_by_start on payer_letters (org_id, valid_from, letter_id);
create index payer_letters_by_payer on payer_letters (org_id, payer_id) where payer_id is not null;
create index payer_letters_by_key on payer_letters (org_id, payer_key);
call guard('payer_letters', 'open', true, true);

-- The letter by which the payer of a receipt, who is not the customer, may pay.
alter table receipts add column payer_letter_id uuid;
-- Who paid: the customer, another by a letter, another let through by a second person, another of whom nothing is known.
alter table receipts add column payer_standing text not null default 'self' check (payer_standing in ('self', 'letter', 'released', 'open'));
update receipts r set payer_standing = 'open'
from customers c
where c.org_id = r.org_id and c.customer_id = r.customer_id and ((r.payer_id is not null and r.payer_id <> r.customer_id)
  or (r.payer_id is null and r.payer_name is not null and r.payer_name not in (c.name, coalesce(c.name_en, '')) and not exists (
    select from customer_aliases a where a.org_id = r.org_id and a.customer_id = r.customer_id and a.kind = 'name' and a.alias = r.payer_name)));
alter table receipts add check ((payer_standing = 'letter') = (payer_letter_id is not null));
grant update (payer_standing, payer_letter_id) on receipts to duebook_app, duebook_scoped;
create index receipts_by_payer on receipts (org_id, payer_standing) where payer_standing <> 'self';
alter table receipts add foreign key (org_id, payer_letter_id) references payer_letters (org_id, letter_id);
create index receipts_by_letter on receipts (org_id, payer_letter_id) where payer_letter_id is not null;

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('payer_letter.register', array['finance_manager', 'receivables_clerk', 'cashier']),
  ('payer_letter.approve', array['general_manager', 'finance_manager', 'receivables_clerk'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
