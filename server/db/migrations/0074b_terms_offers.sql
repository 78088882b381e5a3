-- Offers to customers by how they pay: each with the figures it rests on and what it costs in a year; a person decides.
create table terms_offers (
  org_id int not null references organisations,
  offer_id uuid not null,
  customer_id uuid not null,
  entity_id uuid not null,
  kind text not null check (kind in ('discount', 'longer_terms', 'higher_limit', 'prepayment', 'instalments')),
  figures jsonb not null,
  -- The terms and the limit that are offered.
  terms_code text,
  limit_minor bigint,
  -- By the year, in the base currency of the entity: what it costs us, and what earlier money is worth.
  cost_minor bigint not null,
  gain_minor bigint not null,
  -- What leaving the discount unused costs the customer in a year, in hundredths of a per cent.
  rate_bp int,
  billed_minor bigint not null,
  figured_on date not null,
  state text not null default 'waiting' check (state in ('waiting', 'accepted', 'declined', 'over')),
  reason text,
  decided_by uuid,
  decided_at timestamptz,
  recorded_at timestamptz not null,
  primary key (org_id, offer_id),
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, entity_id) references entities,
  check (state <> 'declined' or reason is not null)
);
create unique index terms_offers_waiting on terms_offers (org_id, customer_id, entity_id, kind) where state = 'waiting';
create index terms_offers_by_state on terms_offers (org_id, state, billed_minor, offer_id);
create index terms_offers_by_customer on terms_offers (org_id, customer_id, offer_id);
call guard('terms_offers', 'open', true, true);
revoke update on terms_offers from duebook_app, duebook_scoped;
grant update (state, reason, decided_by, decided_at, figures, terms_code, limit_minor, cost_minor, gain_minor, rate_bp, billed_minor,
  figured_on, recorded_at) on terms_offers to duebook_app, duebook_scoped;

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, 'terms_offer.decide' from roles r
where r.is_builtin and r.code in ('finance_manager', 'credit_manager')
on conflict do nothing;
