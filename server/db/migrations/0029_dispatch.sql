-- Our own bank accounts, as they stand on bills; and how invoices went out, to whom, and what the customer answered.
create table own_accounts (
  org_id int not null,
  own_account_id uuid not null,
  entity_id uuid not null,
  holder text not null,
  bank text not null,
  number text not null,
  swift text,
  -- Null takes every currency.
  currency char(3),
  state text not null default 'active' check (state in ('active', 'closed')),
  recorded_at timestamptz not null,
  primary key (org_id, own_account_id),
  foreign key (org_id, entity_id) references entities
);
create unique index own_accounts_number on own_accounts (org_id, entity_id, number) where state = 'active';
call guard('own_accounts', 'open', true);

create table dispatches (
  org_id int not null,
  dispatch_id uuid not null,
  invoice_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  channel text not null check (channel in ('mail', 'link', 'courier', 'hand')),
  -- An address or a name; it stands here alone and in no event.
  recipient text,
  tracking text,
  locale text not null check (locale in ('zh', 'en')),
  state text not null check (state in ('queued', 'sending', 'sent', 'unsure', 'bounced', 'opened', 'confirmed', 'contested', 'withdrawn')),
  -- The page behind a link: only the hash of its token, and the moment it ends.
  token_hash bytea,
  expires_at timestamptz,
  sent_at timestamptz,
  opened_at timestamptz,
  answered_at timestamptz,
  answered_name text,
  -- What is contested: [{"line": 2, "reason": "…"}].
  answer jsonb,
  note text,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, dispatch_id),
  foreign key (org_id, invoice_id) references invoices,
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers
);
create unique index dispatches_token on dispatches (token_hash) where token_hash is not null;
create index dispatches_by_invoice on dispatches (org_id, invoice_id, dispatch_id);
create index dispatches_by_moment on dispatches (org_id, dispatch_id);
create index dispatches_waiting on dispatches (org_id, state, dispatch_id) where state in ('queued', 'unsure', 'bounced', 'contested');
call guard('dispatches', 'open', true, true);

-- Whose page a token opens, while it may be opened.
create function open_page(hash bytea) returns jsonb
language sql stable security definer set search_path = public as $$
  select jsonb_build_object('org_id', o.org_id, 'dispatch_id', d.dispatch_id, 'time_zone', o.time_zone, 'locale', d.locale,
    'clock', to_char(o.demo_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  from dispatches d join organisations o on o.org_id = d.org_id
  where d.token_hash = hash and d.expires_at > now() and d.state <> 'withdrawn'
$$;
revoke all on function open_page(bytea) from public;
grant execute on function open_page(bytea) to duebook_app, duebook_scoped;

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, p.permission from roles r
join (values
  ('invoice.dispatch', array['finance_manager', 'receivables_clerk', 'collector', 'sales_manager', 'sales']),
  ('own_account.manage', array['finance_manager']),
  ('approval.release.own_account', array['general_manager', 'finance_manager'])) as p (permission, codes)
  on r.code = any (p.codes)
where r.is_builtin
on conflict do nothing;
