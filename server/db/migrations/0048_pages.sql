-- Pages behind a link that a customer opens: goods to confirm, an account to agree. The page of an invoice belongs to its dispatch.
create table pages (
  org_id int not null references organisations,
  page_id uuid not null,
  kind text not null check (kind in ('delivery', 'statement')),
  delivery_id uuid,
  -- Of a statement: the day it is of. What it says is what was known when it was made.
  as_of date,
  entity_id uuid not null,
  customer_id uuid not null,
  -- An address; it stands here alone and in no event.
  recipient text,
  locale text not null check (locale in ('zh', 'en')),
  state text not null check (state in ('made', 'queued', 'sending', 'sent', 'unsure', 'bounced', 'opened', 'confirmed', 'contested', 'withdrawn')),
  token_hash bytea,
  expires_at timestamptz,
  sent_at timestamptz,
  opened_at timestamptz,
  answered_at timestamptz,
  answered_name text,
  note text,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, page_id),
  foreign key (org_id, delivery_id) references deliveries,
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  check ((kind = 'delivery') = (delivery_id is not null)),
  check ((kind = 'statement') = (as_of is not null))
);
create unique index pages_token on pages (token_hash) where token_hash is not null;
create index pages_by_customer on pages (org_id, customer_id, page_id);
create index pages_by_delivery on pages (org_id, delivery_id) where delivery_id is not null;
create index pages_waiting on pages (org_id, state, page_id) where state in ('queued', 'unsure', 'bounced', 'contested');
call guard('pages', 'open', true, true);
revoke update on pages from duebook_app, duebook_scoped;
grant update (state, token_hash, expires_at, sent_at, opened_at, answered_at, answered_name, note) on pages to duebook_app, duebook_scoped;

-- What of a delivery the customer says arrived, line by line; where nothing is said all of it did.
create table delivery_receipts (
  org_id int not null,
  delivery_id uuid not null,
  line smallint not null,
  quantity numeric(28, 13) not null check (quantity >= 0),
  note text,
  primary key (org_id, delivery_id, line),
  foreign key (org_id, delivery_id, line) references delivery_lines
);
call guard('delivery_receipts', 'append');

-- What customers say they paid. It is no money: it waits for the receipt it announces.
create table payment_advices (
  org_id int not null references organisations,
  advice_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  page_id uuid,
  dispatch_id uuid,
  currency char(3) not null,
  amount_minor bigint not null check (amount_minor > 0),
  paid_on date not null,
  payer_name text,
  reference text,
  -- The documents it is for, in the customer's words.
  documents text,
  file_id uuid,
  said_by text not null,
  state text not null default 'advised' check (state in ('advised', 'received', 'dismissed')),
  receipt_id uuid,
  reason text,
  settled_by uuid,
  settled_at timestamptz,
  recorded_at timestamptz not null,
  primary key (org_id, advice_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, page_id) references pages,
  foreign key (org_id, dispatch_id) references dispatches,
  foreign key (org_id, receipt_id) references receipts,
  check ((page_id is null) <> (dispatch_id is null)),
  check ((state = 'received') = (receipt_id is not null))
);
create index payment_advices_by_state on payment_advices (org_id, state, paid_on, advice_id);
create index payment_advices_by_customer on payment_advices (org_id, customer_id, advice_id);
create index payment_advices_by_page on payment_advices (org_id, page_id) where page_id is not null;
create index payment_advices_by_dispatch on payment_advices (org_id, dispatch_id) where dispatch_id is not null;
call guard('payment_advices', 'open', true, true);
revoke update on payment_advices from duebook_app, duebook_scoped;
grant update (state, receipt_id, reason, settled_by, settled_at) on payment_advices to duebook_app, duebook_scoped;

-- Whose page a token opens, while it may be opened: the page of an invoice, or any other.
create or replace function open_page(hash bytea) returns jsonb
language sql stable security definer set search_path = public as $$
  select jsonb_build_object('org_id', o.org_id, 'time_zone', o.time_zone, 'locale', p.locale,
    'clock', to_char(o.demo_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  from (
    select org_id, locale, expires_at, state from dispatches where token_hash = hash
    union all
    select org_id, locale, expires_at, state from pages where token_hash = hash) p
  join organisations o on o.org_id = p.org_id
  where p.expires_at > now() and p.state <> 'withdrawn'
$$;

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('page.make', array['finance_manager', 'receivables_clerk', 'collector', 'sales_manager', 'sales']),
  ('advice.settle', array['finance_manager', 'receivables_clerk', 'cashier'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
